"""Kept files of the backups as they were sealed before a change of keys, for who has but the paper of that time.

A change of keys seals the files beside the backups anew: whoever has got hold of the old key shall not read them for
ever. Until the last backup of the old key is dropped, they lie there under it too, in ``berkas.<name of the key>``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from data import keys
from data.errors import OutputUnwritable
from data.export import write_whole
from data.handover.attachments import copied_beside
from data.keys import Ring


def keep(sealed: Path, instead: bytes) -> None:
    """Keep a sealed file of the backups as it is before ``instead`` is written over it, unless both have one key.

    Raises
    ------
    OutputUnwritable
    """
    content = sealed.read_bytes()
    if not keys.is_sealed(content) or keys.sealed_by(content) == keys.sealed_by(instead):
        return
    folder = sealed.parent.with_name(f"{sealed.parent.name}.{keys.sealed_by(content)}")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise OutputUnwritable(file=folder.name) from error
    if not (folder / sealed.name).exists():
        write_whole(folder / sealed.name, content)


def bring_back(database: Path, ring: Ring, target: Path) -> None:
    """Put the files that ``ring`` opens only as they were before into ``target``.

    Raises
    ------
    OutputUnwritable
    """
    for each in (file for folder in _folders(database) for file in sorted(folder.iterdir())):
        there, content = target / each.name, each.read_bytes()
        is_open = there.exists() and keys.unseal(ring, there.read_bytes()) is not None
        if not is_open and keys.unseal(ring, content) is not None:
            write_whole(there, content)


def drop(database: Path, key_names: set[str]) -> None:
    """Delete what is kept under keys that no backup has any more."""
    for folder in _folders(database):
        if folder.suffix.removeprefix(".") not in key_names:
            shutil.rmtree(folder)


def _folders(database: Path) -> Iterator[Path]:
    files = copied_beside(database)
    return (each for each in sorted(files.parent.glob(f"{files.name}.*")) if each.is_dir())
