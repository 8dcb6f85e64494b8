"""The store: one DuckDB file, opened once, a cursor for every call.

DuckDB gives silently wrong answers when threads share one connection object (measured, ``STACK.md``), so every
question runs on a cursor of its own; writing goes through one lock and one transaction, which also seals what it writes
into the history (``data/chain.py``).

A file may be encrypted by DuckDB (AES-GCM, its WAL and temporary files too); the key comes from ``data/keys.py``.
"""

from __future__ import annotations

import copy
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar, cast

import duckdb
import pandas as pd

from data import chain, engine, refusals
from data.audit_guard import MARK_DEMO, TOUCH, Guard, open_door
from data.errors import (
    DesaNotOwn,
    KecamatanOnly,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreMissing,
    StoreTooNew,
    StoreUnwritable,
)
from data.keys import Ring
from data.letters import Measured
from data.namesakes import check_single
from data.own_desa import PEOPLE_RULE, Limit, limit_to
from data.own_writes import OwnWrites
from data.roles import Actor
from data.statements import SQL_DIR, sql
from geo.errors import PetasalurError

SCHEMA = {int(path.name[1:3]): f"schema/{path.stem}" for path in sorted((SQL_DIR / "schema").glob("v[0-9][0-9]_*.sql"))}
"""Number → script. A database that has seen the scripts up to a number is brought on by the later ones."""
SCHEMA_VERSION = max(SCHEMA)
_AUDIT_SINCE = 13
FOLLOWS = {
    17: (
        "intake/settle_led", "intake/settle_recipients", "people/settle_people", "people/settle_duplicates",
        "people/mark_keys",
    )
}  # fmt: skip
"""Number → what is worked out at once from the records of an older database; else the next load would do it."""
_SIGNS: dict[type[PetasalurError], tuple[str, ...]] = {
    StoreBusy: ("could not set lock", "being used by another process"),
    StoreUnwritable: ("permission denied", "access is denied", "read-only", "is a directory"),
    StoreFull: ("no space left", "could not write", "file too large", "disk quota", "out of memory"),
}
"""What DuckDB says of a file it cannot use (in lower case), looked for from the top."""


_OF_THE_FILE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
)
"""Failures of the file or the machine; every other one is a fault of this program and stays what it is."""
_WRITTEN: Counter[Path] = Counter()
"""File → how often this process has written to it. No other process can while it is open here."""
_COUNTING = threading.Lock()
Known = TypeVar("Known")


def _sign(error: duckdb.Error) -> type[PetasalurError] | None:
    said = str(error).lower()
    return next((kind for kind, signs in _SIGNS.items() if any(sign in said for sign in signs)), None)


def told(error: duckdb.Error, path: Path) -> PetasalurError:
    """Return the expected failure that DuckDB's stands for."""
    return (_sign(error) or StoreDamaged)(file=path.name)


@contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Tell a failure of DuckDB with the file at ``path`` as an error of ours."""
    try:
        yield
    except duckdb.Error as error:
        raise told(error, path) from error


class Store:
    """One open database file.

    Made by :meth:`open`; every method is safe to call from several threads.
    """

    def __init__(self, database: engine.Database, path: Path) -> None:
        self.path = path
        self._database = database
        self._writing = threading.RLock()
        self._limit: Limit | None = None
        self._limits: tuple[str, ...] = ()
        self._reader = Actor()
        self._known_limits: dict[tuple[str, ...], tuple[Limit, tuple[str, ...]]] = {}
        self._place = path.resolve()
        self._remembered: dict[str, tuple[int, object]] = {}
        self._answers: dict[str, pd.DataFrame] | None = None
        self._is_prepared = False

    @classmethod
    def open(cls, path: Path | str, *, must_exist: bool = False) -> Store:
        """Open ``path``, making an empty database where there is none.

        Raises
        ------
        StoreNamesake
            There is none, and another one would share its files.
        StoreMissing
            ``must_exist`` and there is no such file.
        StoreBusy
            Another process owns the file.
        StoreUnwritable
            The folder cannot be made or the file not be written.
        StoreDamaged
            The file is no database of Petasalur.
        StoreTooNew
            The file was written by a newer Petasalur.
        StoreLocked, KeyWrong, KeyUnreadable
            The file is encrypted, and its key is not there, is another one, or cannot be read.
        """
        path = Path(path)
        if must_exist and not path.is_file():
            raise StoreMissing(file=path.name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnwritable(file=path.name) from error
        if not path.exists():
            check_single(path)
        try:
            store = cls(engine.opened(path), path)
        except duckdb.Error as error:
            raise told(error, path) from error
        try:
            store._prepare()
            store._is_prepared = True
        except duckdb.Error as error:
            store.close()
            raise told(error, path) from error
        except PetasalurError:
            store.close()
            raise
        return store

    def _prepare(self) -> None:
        """Make the tables, or bring those of an older database on; into one that is up to date nothing is written."""
        if self._is_ready():
            return
        with self.write(is_change=False) as guarded:
            cursor = open_door(guarded)  # the tables of the audit are made here
            place = "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
            if not cursor.execute(place).fetchall()[0][0]:  # DuckDB opens "x.csv" in memory, as a table to look at
                raise StoreDamaged(file=self.path.name)
            tables = "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database()"
            has_tables = cursor.execute(tables).fetchall()[0][0]
            if not has_tables:
                cursor.execute(sql(SCHEMA[1]))
                cursor.execute(
                    "INSERT INTO meta VALUES ('schema_version', '1'), ('data_version', '0'), ('is_demo', 'false')"
                )
            found = self._meta(cursor, "schema_version")
            if not found.isdecimal():
                raise StoreDamaged(file=self.path.name)
            if int(found) > SCHEMA_VERSION:
                raise StoreTooNew(file=self.path.name, found=found, known=SCHEMA_VERSION)
            self._bring_on(cursor, int(found), is_new=not has_tables)

    def _is_ready(self) -> bool:
        with self._database.cursor() as cursor:
            try:
                return cursor.execute(sql("store/schema_version")).fetchall() == [(str(SCHEMA_VERSION),)]
            except duckdb.CatalogException:  # no such table
                return False

    @staticmethod
    def _bring_on(cursor: duckdb.DuckDBPyConnection, found: int, *, is_new: bool) -> None:
        """Run the scripts that an older database has not seen; what it holds stays, a new one holds nothing."""
        if found >= _AUDIT_SINCE:
            chain.set_apart(cursor)
        for version in sorted(version for version in SCHEMA if version > found):
            cursor.execute(sql(SCHEMA[version]))
            for step in () if is_new else FOLLOWS.get(version, ()):
                cursor.execute(sql(step))
        if found < _AUDIT_SINCE:
            chain.begin(cursor)
        cursor.execute("UPDATE meta SET value = $1 WHERE key = 'schema_version'", [str(SCHEMA_VERSION)])

    @staticmethod
    def _meta(cursor: duckdb.DuckDBPyConnection, key: str) -> str:
        rows = cursor.execute("SELECT value FROM meta WHERE key = $1", [key]).fetchall()
        return str(rows[0][0]) if rows else ""

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor of its own; a file that breaks down or is full meanwhile is told as such."""
        with self._telling(), self._database.cursor() as cursor:
            yield cursor

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor for questions, limited as this store is."""
        with (
            self._telling(),
            self._database.viewing(self._limits) if self._limits else self._database.cursor() as cursor,
        ):
            yield cursor

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            if _sign(error) or isinstance(error, _OF_THE_FILE) or type(error) is duckdb.Error:
                raise told(error, self.path) from error
            raise

    def only(self, desa_codes: tuple[str, ...], *, by: Actor | None = None) -> Store:
        """Return this store as somebody may see and change it who works for these desa only.

        Questions are limited (:mod:`data.own_desa`), and so is what may be written (:mod:`data.own_writes`).

        Parameters
        ----------
        desa_codes
            The desa.
        by
            Who it is: under this name stands in the audit what was refused.
        """
        if desa_codes not in self._known_limits:  # the tables of an open file do not change
            with self._cursor() as cursor:
                limit = limit_to(cursor, desa_codes)
            self._known_limits[desa_codes] = limit, tuple(limit.views())
        limited = copy.copy(self)
        limited._limit, limited._limits = self._known_limits[desa_codes]  # noqa: SLF001  a copy of this very object
        limited._reader = by or Actor(role="desa", desa_codes=desa_codes)  # noqa: SLF001
        limited._answers = None if self._answers is None else {}  # noqa: SLF001  what was answered without a limit
        return limited

    def check_own(self, cursor: duckdb.DuckDBPyConnection, relation: str) -> None:
        """Let only a relation of people (``person_key``) go on with nobody of a desa that this store is not limited to.

        Raises
        ------
        DesaNotOwn
        """
        count = self.count_others(cursor, relation)
        if self._limit and count:
            raise DesaNotOwn(desa=self._limit.told(), count=count)

    def desa_told(self) -> str:
        """Return the desa that this store is limited to as a sentence names them, "" where it is not."""
        return self._limit.told() if self._limit else ""

    def own_codes(self) -> tuple[str, ...] | None:
        """Return the desa that this store is limited to, ``None`` where it is not."""
        return self._limit.codes if self._limit else None

    def count_others(self, cursor: duckdb.DuckDBPyConnection, relation: str) -> int:
        """Return how many rows of a relation of people are of a desa that this store is not limited to."""
        if self._limit is None:
            return 0
        rule = self._limit.filled(PEOPLE_RULE)
        asked = f"SELECT count(*) FROM {relation} WHERE person_key IS NOT NULL AND NOT coalesce({rule}, false)"  # noqa: S608  own names
        return int(cursor.execute(asked).fetchall()[0][0])

    def close(self) -> None:
        """Close the file so that another process may open it."""
        self._database.close()

    @property
    def is_encrypted(self) -> bool:
        """Whether the file is encrypted."""
        return self._database.key is not None

    def ring(self) -> Ring | None:
        """Return the keys of an encrypted file, nothing of a plain one."""
        return self._database.ring

    def key_name(self) -> str:
        """Return the name of the key that the file is encrypted with, "" of a plain one."""
        return self._database.key.name if self._database.key else ""

    def row_counts(self) -> dict[str, int]:
        """Return how many rows each table holds."""
        with self._cursor() as cursor:
            [(name,)] = cursor.execute("SELECT current_database()").fetchall()
            return {table: count for table, (count, _) in engine.contents(cursor, name).items()}

    def copy_to(self, path: Path) -> None:
        """Write all that is in the database at this moment into a new file at ``path``, encrypted as this one is.

        Readers and writers go on meanwhile. ``path`` lies in :attr:`copies`.

        Raises
        ------
        StoreFull, StoreUnwritable
        """
        try:
            self._database.copy_to(path)
        except duckdb.Error as error:
            raise told(error, path) from error

    @property
    def copies(self) -> Path:
        """The only folder that copies of this database may be written to."""
        return engine.copies_of(self.path)

    def remembering(self) -> Store:
        """Return this store for one piece of work that only reads: each question is asked once.

        The parts of a report ask the same; so their answers are also of one moment.
        """
        remembering = copy.copy(self)
        remembering._answers = {}  # noqa: SLF001  a copy of this very object
        return remembering

    def frame(self, name: str, **params: object) -> pd.DataFrame:
        """Return the answer of ``data/sql/<name>.sql``; ``params`` fill its ``$name`` places."""
        if self._answers is None:
            return self._asked(name, params)
        question = f"{name} {sorted(params.items())}"
        if question not in self._answers:
            self._answers[question] = self._asked(name, params)
        return self._answers[question].copy(deep=False)  # copied in truth only where it is written to

    def _asked(self, name: str, params: dict[str, object]) -> pd.DataFrame:
        with self._reading() as cursor:
            return cursor.execute(sql(name), params or None).df()

    @contextmanager
    def read(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor for several questions of one moment, limited as those of :meth:`frame` are."""
        with self._reading() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
            finally:
                cursor.execute("ROLLBACK")

    def text(self, name: str) -> str:
        """Return the one value that ``data/sql/<name>.sql`` answers with, asked once until something is written.

        For what every showing of a page asks; the answer must depend on nothing but the database.
        """

        def ask() -> str:
            with self._cursor() as cursor:
                return str(cursor.execute(sql(name)).fetchall()[0][0])

        return self._once(name, ask)

    def write_count(self) -> int:
        """Return a number that grows with whatever this process writes: for what leaves the data version as it is.

        Only within a process; it begins anew with the next.
        """
        return _WRITTEN[self._place]

    def _once(self, key: str, ask: Callable[[], Known]) -> Known:
        """Return what ``ask`` answers, asked anew only after this process has written to the file."""
        count = self.write_count()  # before the question: what is written meanwhile is asked for next time
        known = self._remembered.get(key)
        if known is None or known[0] != count:
            known = (count, ask())
            self._remembered[key] = known
        return cast("Known", known[1])

    def data_version(self) -> int:
        """Return a number that grows with every change: part of the key of every cached result."""
        with self._cursor() as cursor:
            return int(self._meta(cursor, "data_version"))

    def is_demo(self) -> bool:
        """Return whether this database holds invented families (DATA CONTOH)."""
        with self._cursor() as cursor:
            return self._meta(cursor, "is_demo") == "true"

    def state(self) -> tuple[int, bool]:
        """Return :meth:`data_version` and :meth:`is_demo`, asked once until something is written."""

        def ask() -> tuple[int, bool]:
            with self._cursor() as cursor:
                meta = dict(cursor.execute("SELECT key, value FROM meta").fetchall())
            return int(meta["data_version"]), meta["is_demo"] == "true"

        return self._once("", ask)

    def mark_demo(self) -> None:
        """Say that all people in this database are invented."""
        with self.write() as cursor:
            cursor.execute(MARK_DEMO)

    @staticmethod
    def touch(cursor: duckdb.DuckDBPyConnection) -> None:
        """Let the data version grow, inside an open transaction."""
        cursor.execute(TOUCH)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other thread write until the end of the block; readers go on."""
        with self._writing:
            yield

    @contextmanager
    def write(self, *, is_change: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor inside one transaction: committed whole at the end, or not at all.

        ``is_change=False`` leaves the data version as it is (caches stay valid) unless :meth:`touch` is called.

        Raises
        ------
        DesaNotOwn, KecamatanOnly
            In a store of :meth:`only`: another desa, or the whole kecamatan, is concerned. The audit keeps the try.
        TextTooLong
            A text is longer than its table keeps (:mod:`data.letters`).
        """
        with self._writing, self._cursor() as cursor:
            cursor.execute("BEGIN")
            guarded = Guard(cursor)
            own = OwnWrites(guarded, self._limit) if self._limit else None
            try:
                if self._is_prepared:
                    chain.set_apart(cursor)
                yield cast("duckdb.DuckDBPyConnection", Measured(own or guarded))
                if own:
                    own.check()
                if is_change:
                    self.touch(cursor)
                chain.seal(cursor)
                cursor.execute("COMMIT")
            except BaseException as error:
                with suppress(duckdb.TransactionException):  # a COMMIT that failed has rolled back by itself
                    cursor.execute("ROLLBACK")
                if isinstance(error, (DesaNotOwn, KecamatanOnly)):
                    self._note_refused(cursor, error)
                raise
            finally:
                chain.forget()
                with _COUNTING:  # whatever became of it: a COMMIT that failed may have come through
                    _WRITTEN[self._place] += 1

    def _note_refused(self, cursor: duckdb.DuckDBPyConnection, error: PetasalurError) -> None:
        told = refusals.entry(self._reader, error, str(self._place))
        if told:
            cursor.execute("BEGIN")
            chain.append(cursor, self._reader.signature(), refusals.REFUSED, *told)
            cursor.execute("COMMIT")
