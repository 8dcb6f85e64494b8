"""Databases of one folder whose names differ in their ending only: ``kantor.duckdb`` and ``kantor.db``.

Key file, backups and kept files are named after a database without its ending, so two such share them, and what is done
with the key or the backups of one would be done to the other. No second one is made; where an older Petasalur has made
one, both are opened, and nothing is done with what they share until one of them lies elsewhere.
"""

from __future__ import annotations

import os
from pathlib import Path

from data.errors import StoreNamesake

_ENDINGS = {"", ".duckdb", ".db", ".ddb", ".duck"}
"""What a database is called; such a file is not looked into: that would let go of DuckDB's lock on it."""
_OURS = {".kunci", ".cadangan", ".berkas", ".wal", ".tmp", ".log"}
_MAGIC, _MAGIC_AT = b"DUCK", 8


def namesakes(database: Path) -> list[Path]:
    """Return the other databases that share key file, backups and kept files with one."""
    stem = os.path.normcase(database.stem)
    try:
        beside = sorted(database.parent.iterdir())
    except OSError:
        return []
    return [
        each
        for each in beside
        if os.path.normcase(each.stem) == stem and each.name != database.name and _is_another(each, database)
    ]


def check_single(database: Path) -> None:
    """Let only a database be worked with that shares its name with no other.

    Raises
    ------
    StoreNamesake
    """
    others = namesakes(database)
    if others:
        raise StoreNamesake(file=database.name, other=others[0].name)


def _is_another(path: Path, database: Path) -> bool:
    if not path.is_file() or (database.exists() and path.samefile(database)):
        return False
    if path.suffix in _ENDINGS:
        return True
    if path.suffix in _OURS:
        return False
    try:
        with path.open("rb") as file:
            return file.read(_MAGIC_AT + len(_MAGIC))[_MAGIC_AT:] == _MAGIC
    except OSError:
        return False
