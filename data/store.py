"""The store: one DuckDB file, opened once, a cursor for every call.

DuckDB gives silently wrong answers when threads share one connection object (measured, ``STACK.md``), so every
question runs on a cursor of its own; writing goes through one lock and one transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from data.errors import StoreBusy, StoreDamaged, StoreMissing, StoreTooNew

SQL_DIR = Path(__file__).parent / "sql"
SCHEMA_VERSION = 1
CONFIG = {
    "enable_external_access": "false",  # no file of the machine is read through SQL
    "lock_configuration": "true",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",
    "threads": "2",
    "storage_compatibility_version": "v1.5.0",  # a step back to DuckDB 1.5 stays open
}


@cache
def sql(name: str) -> str:
    """Return the text of ``data/sql/<name>.sql``."""
    return (SQL_DIR / f"{name}.sql").read_text(encoding="utf-8")


class Store:
    """One open database file.

    Made by :meth:`open`; every method is safe to call from several threads.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._writing = threading.RLock()

    @classmethod
    def open(cls, path: Path | str, *, must_exist: bool = False) -> Store:
        """Open ``path``, making an empty database where there is none.

        Raises
        ------
        StoreMissing
            ``must_exist`` and there is no such file.
        StoreBusy
            Another process owns the file.
        StoreDamaged
            The file is no database of Petasalur.
        StoreTooNew
            The file was written by a newer Petasalur.
        """
        path = Path(path)
        if must_exist and not path.is_file():
            raise StoreMissing(file=path.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            connection = duckdb.connect(str(path), config=dict(CONFIG))
        except duckdb.IOException as error:
            if "lock" in str(error) or "being used by another process" in str(error):
                raise StoreBusy(file=path.name) from error
            raise StoreDamaged(file=path.name) from error
        store = cls(connection, path)
        try:
            store._prepare()
        except duckdb.Error as error:
            store.close()
            raise StoreDamaged(file=path.name) from error
        return store

    def _prepare(self) -> None:
        with self.write(is_change=False) as cursor:
            has_tables = cursor.execute("SELECT count(*) FROM duckdb_tables()").fetchall()[0][0]
            if not has_tables:
                cursor.execute(sql("schema"))
                cursor.execute(
                    "INSERT INTO meta VALUES ('schema_version', $1), ('data_version', '0'), ('is_demo', 'false')",
                    [str(SCHEMA_VERSION)],
                )
            found = int(self._meta(cursor, "schema_version"))
        if found > SCHEMA_VERSION:
            self.close()
            raise StoreTooNew(file=self.path.name, found=found, known=SCHEMA_VERSION)

    @staticmethod
    def _meta(cursor: duckdb.DuckDBPyConnection, key: str) -> str:
        return str(cursor.execute("SELECT value FROM meta WHERE key = $1", [key]).fetchall()[0][0])

    def close(self) -> None:
        """Close the file so that another process may open it."""
        self._connection.close()

    def frame(self, name: str, **params: object) -> pd.DataFrame:
        """Return the answer of ``data/sql/<name>.sql``; ``params`` fill its ``$name`` places."""
        with self._connection.cursor() as cursor:
            return cursor.execute(sql(name), params or None).df()

    def data_version(self) -> int:
        """Return a number that grows with every change: part of the key of every cached result."""
        with self._connection.cursor() as cursor:
            return int(self._meta(cursor, "data_version"))

    def is_demo(self) -> bool:
        """Return whether this database holds invented families (DATA CONTOH)."""
        with self._connection.cursor() as cursor:
            return self._meta(cursor, "is_demo") == "true"

    def mark_demo(self) -> None:
        """Say that all people in this database are invented."""
        with self.write() as cursor:
            cursor.execute("UPDATE meta SET value = 'true' WHERE key = 'is_demo'")

    @contextmanager
    def write(self, *, is_change: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor inside one transaction: committed whole at the end, or not at all.

        ``is_change=False`` leaves the data version as it is (caches stay valid).
        """
        with self._writing, self._connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
                if is_change:
                    cursor.execute("UPDATE meta SET value = CAST(value AS BIGINT) + 1 WHERE key = 'data_version'")
                cursor.execute("COMMIT")
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
