"""The keys that a database had before, kept with its backups under the key that came after: one paper opens them all.

A change of keys (:mod:`data.rekey`) leaves backups that only an older key opens. The key file holds that one too; but
where nothing is left but the folder of backups and the newest paper, it would be lost. So each change writes a file
into that folder, encrypted under the new key, with the older ones of this database. Never the other way round: whoever
has an older key learns nothing newer by it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path

from data import engine, keys
from data.errors import OutputUnwritable
from data.export import write_whole
from data.keys import Key, Ring

_ENDING = ".kunci-lama"
_MARK = b"petasalur kunci lama 1\n"


def keep(database: Path, key: Key, older: Iterable[Key]) -> None:
    """Write the older keys of a database down under its new one.

    Raises
    ------
    OutputUnwritable
    """
    told = [{"name": each.name, "key": each.text()} for each in older]
    folder = engine.copies_of(database)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder / f"{key.name}{_ENDING}", keys.seal(Ring((key,)), _MARK + json.dumps(told).encode()))
        keys.sync_folder(folder)
    except OSError as error:
        raise OutputUnwritable(file=folder.name) from error


def opened_by(database: Path, key: Key) -> tuple[Key, ...]:
    """Return the older keys that were written down under ``key``; none where nothing was, or it is damaged."""
    folder = engine.copies_of(database)
    found: dict[bytes, Key] = {}
    for each in sorted(folder.glob(f"*{_ENDING}")) if folder.is_dir() else []:
        for older in _read(each, key):
            found.setdefault(older.secret, older)
    return tuple(each for each in found.values() if each.secret != key.secret)


def _read(path: Path, key: Key) -> Iterable[Key]:
    try:
        content = keys.unseal(Ring((key,)), path.read_bytes())
    except OSError:
        return
    if content is None or not content.startswith(_MARK):
        return
    for each in json.loads(content[len(_MARK) :]):  # sealed: it is what :func:`keep` has written
        yield Key(each["name"], base64.b64decode(each["key"]))
