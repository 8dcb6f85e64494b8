"""One DuckDB file, opened: plain, or encrypted with a key from ``data/keys.py``.

DuckDB 2.0 encrypts the file, its WAL and its temporary files with AES-256-GCM by itself. Without its OpenSSL extension
(which comes over the network) it refuses to write unless ``force_mbedtls_unsafe`` is set, because the nonces then come
from a generator that is not cryptographic; ``docs/keamanan.md`` says what that means. An encrypted file is attached to
a connection in memory, so each cursor is told to use it.
"""

from __future__ import annotations

import glob
import os
import re
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb

from data import at_work, keys
from data.errors import KeyUnreadable, KeyWrong, StoreBusy, StoreLocked
from data.keys import Key, Ring
from geo.errors import PetasalurError

CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "2GB",
    "threads": "2",
}
_STORAGE = "v1.5.0"
"""A step back to DuckDB 1.5 stays open."""
_PLAIN = {**CONFIG, "storage_compatibility_version": _STORAGE}
_ENCRYPTED = {**CONFIG, "force_mbedtls_unsafe": "true", "temp_file_encryption": "true"}
_NAME = "kantor"
_MOST_IDLE = 16
"""So many cursors with views on them are kept at most."""
_IS_ENCRYPTED, _IS_WRONG = "without a key", "wrong encryption key"


class _Attached:
    """An encrypted file attached once for all who open it in this process; DuckDB attaches none twice."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, key: Key) -> None:
        self.connection, self.key, self.user_count = connection, key, 0


_ATTACHED: dict[Path, _Attached] = {}
_OPEN: Counter[Path] = Counter()
"""How often each file is open in this process."""
_OPENING = threading.Lock()


class Database:
    """An open file. ``key``: with which it is encrypted; ``ring``: every key that is known for it."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, path: Path, key: Key | None = None, ring: Ring | None = None
    ) -> None:
        self.key, self.ring = key, ring
        self._path = path
        self._connection = connection
        self._is_open = True
        self._idle: list[tuple[tuple[str, ...], duckdb.DuckDBPyConnection]] = []
        self._keeping = threading.Lock()
        _OPEN[_place(path)] += 1

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor of its own on the file."""
        with self._new_cursor() as cursor:
            yield cursor

    def _new_cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        if self.key:
            cursor.execute(f"USE {_NAME}")
        return cursor

    @contextmanager
    def viewing(self, views: tuple[str, ...]) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor for reading on which temporary views stand, made by ``views``.

        It is kept for the next who asks for the same, one at a time: making some forty views takes longer than most
        questions. After an error it is closed.
        """
        cursor = self._take_idle(views)
        try:
            if cursor is None:
                cursor = self._new_cursor()
                for view in views:
                    cursor.execute(view)
            yield cursor
        except BaseException:
            if cursor:
                cursor.close()
            raise
        self._keep_idle(views, cursor)

    def _take_idle(self, views: tuple[str, ...]) -> duckdb.DuckDBPyConnection | None:
        with self._keeping:
            place = next((place for place, (known, _) in enumerate(self._idle) if known == views), None)
            return None if place is None else self._idle.pop(place)[1]

    def _keep_idle(self, views: tuple[str, ...], cursor: duckdb.DuckDBPyConnection) -> None:
        with self._keeping:
            if self._is_open:
                self._idle.append((views, cursor))
                over = [self._idle.pop(0)[1]] if len(self._idle) > _MOST_IDLE else []
            else:
                over = [cursor]  # the file was closed meanwhile: the last one holds it
        for each in over:
            each.close()

    def copy_to(self, path: Path) -> None:
        """Write what is committed now into a new file, encrypted with the same key."""
        name = f"salinan_{secrets.token_hex(4)}"
        with self.cursor() as cursor:
            [(source,)] = cursor.execute("SELECT current_database()").fetchall()
            cursor.execute(attach(path, name, self.key))
            try:
                _copy(cursor, source, name)
            finally:
                cursor.execute(f"DETACH {name}")

    def close(self) -> None:
        """Let go of the file; the last one of this process to do so closes it."""
        with _OPENING:
            self._let_go()

    def _let_go(self) -> None:
        with self._keeping:
            was_open, self._is_open = self._is_open, False
            idle, self._idle = self._idle, []
        if not was_open:
            return
        _OPEN[_place(self._path)] -= 1
        for _, cursor in idle:
            cursor.close()
        if self.key is None:
            self._connection.close()
            return
        attached = _ATTACHED[_place(self._path)]
        attached.user_count -= 1
        if not attached.user_count:
            del _ATTACHED[_place(self._path)]
            attached.connection.close()


def is_open_here(path: Path) -> bool:
    """Return whether this process has a file open.

    Such a file is not looked into besides: on POSIX closing it once more would let go of DuckDB's lock, and another
    process could open it too.
    """
    return _OPEN[_place(path)] > 0


def copies_of(path: Path) -> Path:
    """Return the only folder besides its own that an open database may write to."""
    return path.with_name(f"{path.stem}.cadangan")


def opened(path: Path) -> Database:
    """Open a file, encrypted or not; one that is not there is made, plain.

    Raises
    ------
    duckdb.Error
        The file cannot be used.
    StoreLocked, KeyWrong, KeyUnreadable
    """
    with _OPENING:
        if _place(path) in _ATTACHED:
            return _shared(path, keys.read(path))
        at_work.check_free(path)
        before = _identity(path)
        database = _opened(path)
        try:
            at_work.check_free(path)
            if before not in {None, _identity(path)}:  # another one was moved there meanwhile
                raise StoreBusy(file=path.name)
        except PetasalurError:
            database._let_go()  # noqa: SLF001  of this module; the lock of opening is held
            raise
        return database


def _opened(path: Path) -> Database:
    try:
        database = Database(_plain(path), path)
    except duckdb.Error as error:
        if not says(error, _IS_ENCRYPTED):
            raise
    else:
        _sweep(path)
        return database
    ring = keys.read(path)
    connection, key = _attached(path, ring)
    _sweep(path)
    _ATTACHED[_place(path)] = _Attached(connection, key)
    return _shared(path, ring)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_dev, told.st_ino


def make(path: Path, key: Key) -> None:
    """Make an empty file encrypted with ``key``, on the disk when this returns.

    Raises
    ------
    duckdb.Error
    """
    with closing(duckdb.connect(config=dict(_ENCRYPTED))) as connection:
        connection.execute(attach(path, _NAME, key))
        connection.execute(f"CHECKPOINT {_NAME}")
        connection.execute(f"DETACH {_NAME}")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def wal_of(path: Path) -> Path:
    """Return where DuckDB keeps what it has written last and not yet taken into a file."""
    return path.with_name(f"{path.name}.wal")


def real(path: Path) -> Path:
    """Return the file that DuckDB is told: where a link leads to, also one to nothing yet.

    DuckDB follows a link only to what is there; else the WAL of the file that it makes would lie beside the link.
    """
    return Path(os.path.realpath(path))


def remove(path: Path) -> None:
    """Delete a file that nobody has open, and its WAL."""
    path.unlink(missing_ok=True)
    wal_of(path).unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Drop what a process that was killed has left of its temporary files; DuckDB does not, and rows may stand in them.

    Called once the file is open here: no other process has it, so what bears another number is nobody's.
    """
    own = f"_{os.getpid()}_"
    places = {path, real(path)}
    for folder in [each.with_name(f"{each.name}{ending}") for each in places for ending in (".tmp", ".baru.tmp")]:
        for each in folder.glob("duckdb_temp_*"):
            if own not in each.name:
                each.unlink(missing_ok=True)
        with suppress(OSError):  # not there, or in use by this process
            folder.rmdir()
    there = real(path)
    for each in there.parent.glob(f".{glob.escape(there.name)}.*"):
        if re.fullmatch(r"\.[0-9a-f]{8}(\.wal)?", each.name.removeprefix(f".{there.name}")):
            each.unlink(missing_ok=True)  # one that was begun (data/office.py) and never had its place


def says(error: duckdb.Error, words: str) -> bool:
    """Return whether DuckDB's message holds ``words``."""
    return words in str(error).lower()


def _place(path: Path) -> Path:
    return path.resolve()


def _shared(path: Path, ring: Ring) -> Database:
    attached = _ATTACHED[_place(path)]
    attached.user_count += 1
    return Database(attached.connection, path, attached.key, ring)


def _plain(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(real(path)), config=dict(_PLAIN))
    try:
        _shut(connection, path)
    except duckdb.Error:
        connection.close()
        raise
    return connection


def _attached(path: Path, ring: Ring) -> tuple[duckdb.DuckDBPyConnection, Key]:
    connection = duckdb.connect(config={**_ENCRYPTED, "temp_directory": f"{real(path)}.tmp"})
    try:
        key = _fitting(connection, path, ring)
        _shut(connection, path)
    except (duckdb.Error, KeyWrong):
        connection.close()
        raise
    return connection, key


def _fitting(connection: duckdb.DuckDBPyConnection, path: Path, ring: Ring, *, is_read_only: bool = False) -> Key:
    """Attach the file with the key that opens it: after a change of keys that was cut off that may be an older one."""
    for key in ring.keys:
        try:
            connection.execute(attach(path, _NAME, key, is_read_only=is_read_only))
        except duckdb.Error as error:
            if not says(error, _IS_WRONG):
                raise
        else:
            return key
    raise KeyWrong(file=path.name)


def _shut(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Let SQL reach no file of the machine but copies of the database; a second connection finds that done."""
    [(is_locked,)] = connection.execute("SELECT current_setting('lock_configuration')").fetchall()
    if str(is_locked).lower() != "true":
        connection.execute(f"SET allowed_directories = [{quoted(f'{copies_of(path.absolute())}/')}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")


def quoted(text: str) -> str:
    """Return ``text`` as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def attach(path: Path, name: str, key: Key | None, *, is_read_only: bool = False) -> str:
    """Return the statement that attaches a file as ``name``. It holds the key: never shown, never logged."""
    options = [f"ENCRYPTION_KEY {quoted(key.text())}"] if key else []
    options.append("READ_ONLY" if is_read_only else f"STORAGE_VERSION '{_STORAGE}'")
    return f"ATTACH {quoted(str(real(path)))} AS {name} ({', '.join(options)})"


def _copy(cursor: duckdb.DuckDBPyConnection, source: str, target: str) -> None:
    """Copy a database in one transaction: what others write meanwhile is not in it."""
    cursor.execute("BEGIN")
    try:
        cursor.execute(f'COPY FROM DATABASE "{source}" TO {target}')
        cursor.execute("COMMIT")
    except BaseException:
        with suppress(duckdb.TransactionException):  # a disk that is full has ended it already
            cursor.execute("ROLLBACK")
        raise


def transcribe(source: Path, source_key: Key | None, target: Path, target_key: Key | None) -> None:
    """Copy a file that nobody has open into a new one under another key (``None``: plain), and compare both.

    The WAL of ``source`` is taken into it first and is gone afterwards.

    Raises
    ------
    duckdb.Error
        A file cannot be used, or the copy differs.
    """
    with closing(duckdb.connect(config={**_ENCRYPTED, "temp_directory": f"{target.absolute()}.tmp"})) as connection:
        connection.execute(attach(source, "lama", source_key))
        connection.execute("CHECKPOINT lama")
        connection.execute(attach(target, "baru", target_key))
        _copy(connection, "lama", "baru")
        if contents(connection, "lama") != contents(connection, "baru"):
            message = "the copy differs from its source"
            raise duckdb.FatalException(message)
        connection.execute("DETACH baru")
        connection.execute("DETACH lama")


def contents(cursor: duckdb.DuckDBPyConnection, database: str) -> dict[str, tuple[int, int]]:
    """Return how many rows each table holds, and a sum that tells its content from another's."""
    tables = cursor.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = $1 AND NOT temporary ORDER BY 1", [database]
    ).fetchall()
    source = database.replace('"', '""')
    asked = [
        f'SELECT {quoted(name)}, count(*), coalesce(bit_xor(hash(t)), 0) FROM "{source}".main."{name}" t'  # noqa: S608  own names
        for (name,) in tables
    ]
    if not asked:
        return {}
    answers = cursor.execute(" UNION ALL ".join(asked)).fetchall()  # takes half of what one question per table takes
    return {name: (count, content) for name, count, content in answers}


@contextmanager
def reading(path: Path, ring: Ring | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection that only reads a file which nobody has open: encrypted with a key of ``ring``, or plain.

    Raises
    ------
    duckdb.Error, KeyWrong
    """
    with closing(duckdb.connect(config=dict(_ENCRYPTED))) as connection:
        if ring is None:
            connection.execute(attach(path, _NAME, None, is_read_only=True))
        else:
            _fitting(connection, path, ring, is_read_only=True)
        connection.execute(f"USE {_NAME}")
        yield connection


def read_contents(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Return :func:`contents` of the file that :func:`reading` has opened."""
    return contents(connection, _NAME)


def fits(path: Path, key: Key) -> bool:
    """Return whether ``key`` opens a file.

    Raises
    ------
    duckdb.Error
        No key does: it is plain, damaged, or in use.
    """
    try:
        with reading(path, Ring((key,))):
            return True
    except KeyWrong:
        return False


def is_encrypted(path: Path) -> bool:
    """Return whether DuckDB refuses to open a file without a key.

    Raises
    ------
    duckdb.Error
        It cannot be opened for another reason.
    """
    try:
        with reading(path, None):
            return False
    except duckdb.Error as error:
        if says(error, _IS_ENCRYPTED):
            return True
        raise


def is_surely(path: Path, *, encrypted: bool) -> bool:
    """Return whether a file is there and known to be encrypted, or to be plain; one that does not open is neither."""
    try:
        return path.is_file() and is_encrypted(path) == encrypted
    except duckdb.Error:  # damaged, or in use: whoever opens it says so
        return False


def waits_for_passphrase(path: Path) -> bool:
    """Return whether a file is encrypted under a passphrase that nobody has said yet in this process."""
    return keys.asks_passphrase(path) and is_surely(path, encrypted=True)


def key_fault(path: Path) -> PetasalurError | None:
    """Return why the key file does not open an encrypted file: it is gone, cannot be read, or is of another database.

    ``None`` also where only its passphrase is missing (:func:`waits_for_passphrase`).
    """
    if keys.asks_passphrase(path) or not is_surely(path, encrypted=True):
        return None
    try:
        ring = keys.read(path, may_ask=False)
        return None if any(fits(path, key) for key in ring.keys) else KeyWrong(file=path.name)
    except (StoreLocked, KeyUnreadable, KeyWrong) as error:
        return error
    except duckdb.Error:  # damaged, or in use: whoever opens it says so
        return None
