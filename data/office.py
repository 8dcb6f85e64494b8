"""The one policy for new databases of an office: encrypted from the first byte, their key in a file beside them.

:meth:`data.store.Store.open` opens what is there. Whoever makes a database that an office will use (the pages, ``python
-m data load``) comes through :func:`open_office`. The demo, whose people are invented, stays plain.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

import duckdb

from data import engine, keys
from data.errors import StoreParted, StoreUnwritable
from data.namesakes import check_single
from data.store import Store, told

PLAIN_VARIABLE = "PETASALUR_TANPA_SANDI"
"""Set to "1" by an office that wants its next new database plain. One that is there is opened as it is."""


def open_office(path: Path | str) -> Store:
    """Open a database; one that is not there is made encrypted, with the key that lies there already or a new one.

    The key is on the disk before the database: a power cut between the two leaves a key that the next start uses.

    Raises
    ------
    StoreLocked, KeyWrong, KeyUnreadable
        A key file lies there, and nobody says its passphrase, or it cannot be used.
    OutputUnwritable
        The key file cannot be written; no database was made.
    StoreNamesake
        Another one lies there whose name differs in its ending only.
    StoreParted
        The database was moved or deleted, and its WAL was not: in it may stand what was written last.
    StoreUnwritable, StoreFull and what :meth:`data.store.Store.open` raises
    """
    path = Path(path)
    if not path.exists():
        check_single(path)
        _check_whole(path)
        if os.environ.get(PLAIN_VARIABLE, "") != "1":
            _make(path)
    return Store.open(path)


def _check_whole(path: Path) -> None:
    wal = engine.wal_of(engine.real(path))
    if wal.exists():
        raise StoreParted(file=path.name, wal=wal.name)


def _make(path: Path) -> None:
    """Make an empty encrypted file; it stands in its place whole, or not at all, and never over another's."""
    place = path.resolve()  # where a link leads to, also one to nothing yet
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnwritable(file=path.name) from error
    key = keys.begin(path).keys[0]
    fresh = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        engine.make(fresh, key)
        keys.put_new(fresh, place)
    except duckdb.Error as error:
        raise told(error, path) from error
    except OSError as error:
        raise StoreUnwritable(file=path.name) from error
    finally:
        with suppress(OSError):  # whoever opens the database removes it
            engine.remove(fresh)
