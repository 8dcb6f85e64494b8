"""One file, many readers, one writer; what cannot be opened is told."""

from __future__ import annotations

import datetime as dt
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from data.audit_guard import MARK_DEMO
from data.engine import Database
from data.errors import StoreBusy, StoreDamaged, StoreFull, StoreMissing, StoreTooNew, StoreUnwritable
from data.messages import sentence
from data.monev.meetings import add_meeting
from data.roles import Actor
from data.store import SCHEMA_VERSION, Store
from tests.data.other_process import holding

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "a.duckdb")
    yield opened
    opened.close()


# --- opening -------------------------------------------------------------------------------------------


def test_a_new_file_is_an_empty_office(tmp_path):
    store = Store.open(tmp_path / "data" / "baru" / "a.duckdb")
    assert (store.data_version(), store.is_demo()) == (0, False)
    assert store.frame("map/desa").empty
    store.close()


def test_what_was_written_is_there_after_closing(tmp_path):
    for round_ in range(3):
        store = Store.open(tmp_path / "a.duckdb", must_exist=round_ > 0)
        assert store.data_version() == round_
        with store.write() as cursor:
            cursor.execute("INSERT INTO setting VALUES ($1, 'x')", [f"k{round_}"])
        store.close()


def test_a_database_that_must_be_there(tmp_path):
    for path in (tmp_path / "tidak ada.duckdb", tmp_path):
        with pytest.raises(StoreMissing):
            Store.open(path, must_exist=True)
    assert not (tmp_path / "tidak ada.duckdb").exists()


def make_text(path):
    path.write_text("no_kk,nama\n1,ADI\n" * 1000, encoding="utf-8")


def make_sqlite(path):
    made = sqlite3.connect(path)
    made.execute("CREATE TABLE meta (key, value)")
    made.commit()
    made.close()


def make_foreign(*statements):
    def make(path):
        made = duckdb.connect(str(path))
        for statement in statements:
            made.execute(statement)
        made.close()

    return make


FOREIGN = {
    "text": make_text,
    "empty": lambda path: path.touch(),
    "sqlite": make_sqlite,
    "another program's": make_foreign("CREATE TABLE t (a INTEGER)"),
    "meta of another program": make_foreign("CREATE TABLE meta (a INTEGER)"),
    "meta without a version": make_foreign("CREATE TABLE meta (key VARCHAR, value VARCHAR)"),
    "a version in words": make_foreign(
        "CREATE TABLE meta (key VARCHAR, value VARCHAR)", "INSERT INTO meta VALUES ('schema_version', 'satu')"
    ),
}


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_is_no_database_of_ours(tmp_path, make):
    make(tmp_path / "a.db")
    before = (tmp_path / "a.db").read_bytes()
    with pytest.raises(StoreDamaged) as caught:
        Store.open(tmp_path / "a.db")
    assert sentence(caught.value).startswith("Berkas a.db bukan basis data Petasalur")
    assert (tmp_path / "a.db").read_bytes() == before
    with pytest.raises(StoreDamaged):  # nothing is left locked
        Store.open(tmp_path / "a.db")


def test_opening_writes_nothing_into_a_database_as_it_should_be(tmp_path):
    made = Store.open(tmp_path / "a.duckdb")
    written = made.write_count()
    assert written
    made.close()
    again = Store.open(tmp_path / "a.duckdb")
    assert again.write_count() == written
    again.close()


@pytest.mark.parametrize("name", ["daftar.csv", "meta.csv", "daftar.parquet", "daftar.json"])
def test_a_table_is_not_opened_in_memory_as_duckdb_would(tmp_path, name):
    """DuckDB 2 takes such endings for a table to look at: what is loaded would be gone with the process."""
    (tmp_path / name).write_text(f"key,value\nschema_version,{SCHEMA_VERSION}\n", encoding="utf-8")
    with pytest.raises(StoreDamaged):
        Store.open(tmp_path / name)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "berkas").touch()
    for path in (tmp_path / "berkas" / "a.duckdb", tmp_path):
        with pytest.raises(StoreUnwritable):
            Store.open(path)


def test_a_newer_schema(tmp_path):
    store = Store.open(tmp_path / "a.duckdb")
    with store._database.cursor() as cursor:
        cursor.execute("UPDATE meta SET value = $1 WHERE key = 'schema_version'", [str(SCHEMA_VERSION + 1)])
    store.close()
    for _ in range(2):
        with pytest.raises(StoreTooNew) as caught:
            Store.open(tmp_path / "a.duckdb")
    assert f"versi {SCHEMA_VERSION + 1}" in sentence(caught.value)


def test_a_file_that_another_process_owns(tmp_path):
    path = tmp_path / "a.duckdb"
    with holding(path), pytest.raises(StoreBusy):
        Store.open(path)
    Store.open(path).close()


def test_damage_is_told_whenever_it_is_met(tmp_path):
    """Bits of the file turn, or its end is lost: refused at opening or at the question, or harmless."""
    path = tmp_path / "a.duckdb"
    store = Store.open(path)
    with store.write() as cursor:
        cursor.execute("INSERT INTO setting SELECT range::VARCHAR, repeat('x', 500) FROM range(3000)")
    store.close()
    whole = path.read_bytes()
    told = 0
    for seed in range(12):
        chance = random.Random(seed)  # noqa: S311  repeatable damage
        damaged = bytearray(whole[: chance.randrange(len(whole))] if seed % 3 == 0 else whole)
        for _ in range(20):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        told += is_told(path)
    assert told > 6


def is_told(path):
    try:
        store = Store.open(path)
    except StoreDamaged:
        return True
    try:
        store.frame("store/settings")
    except StoreDamaged:
        return True
    else:
        return False
    finally:
        store.close()


# --- safety --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{file}')", "SELECT * FROM '{file}'", "SELECT * FROM read_text('{file}')",
        "ATTACH '{file}.db' AS lain", "COPY setting TO '{file}.out'", "COPY setting FROM '{file}'",
        "EXPORT DATABASE '{file}.d'", "INSTALL httpfs", "LOAD httpfs", "SET enable_external_access = true",
        "SET memory_limit = '1GB'", "RESET threads", "SELECT * FROM glob('/*')", "IMPORT DATABASE '{file}.d'",
    ],
)  # fmt: skip
def test_no_way_out_through_sql(store, tmp_path, statement):
    path = tmp_path / "rahasia.csv"
    path.write_text("key,value\na,b\n", encoding="utf-8")
    with pytest.raises(duckdb.Error), store.write(is_change=False) as cursor:
        cursor.execute(statement.format(file=path))
    assert {item.name for item in tmp_path.iterdir()} <= {"rahasia.csv", "a.duckdb", "a.duckdb.wal"}


def test_a_file_that_duckdb_1_5_can_open(store):
    with store.write(is_change=False) as cursor:
        tags = cursor.execute("SELECT tags FROM duckdb_databases() WHERE database_name = current_database()").fetchall()
    assert "v1.5" in str(tags)


# --- writing -------------------------------------------------------------------------------------------


def keys(store):
    return sorted(store.frame("store/settings")["key"])


def test_the_state_is_asked_once_until_somebody_writes(store, monkeypatch):
    asked = []
    cursor = Database.cursor
    monkeypatch.setattr(Database, "cursor", lambda self: asked.append(self) or cursor(self))
    limited = store.only(())
    asked.clear()
    first = [(each.state(), each.text("monev/stamp")) for each in (store, limited, store)]
    assert len(asked) == 2  # the state and the stamp
    assert set(first) == {((0, False), "0-0-0-0-0-0:0-0-0-0")}
    other = Store.open(store.path)  # the same file, opened twice in this process
    other.mark_demo()
    assert [each.state() for each in (store, limited, other)] == [(1, True)] * 3
    add_meeting(other, "Rapat", on_date=dt.date(2026, 1, 5), place="", participant_count=None, by=Actor("Ani", "kasi"))
    assert store.text("monev/stamp") == "0-0-0-0-0-0:0-1-0-1"
    other.close()


def test_what_was_taken_back_is_asked_as_it_stands(store):
    store.state()

    def fail() -> None:
        with store.write() as cursor:
            cursor.execute(MARK_DEMO)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.state() == (0, False)


def test_a_change_raises_the_version_and_a_look_does_not(store):
    for wanted in (1, 2):
        with store.write() as cursor:
            cursor.execute("INSERT INTO setting VALUES ($1, 'x')", [str(wanted)])
        assert store.data_version() == wanted
    with store.write(is_change=False) as cursor:
        cursor.execute("SELECT 1")
    assert store.data_version() == 2


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_failure_takes_everything_back(store, failure):

    def change():
        with store.write() as cursor:
            cursor.execute("INSERT INTO setting VALUES ('a', 'x')")
            raise failure

    with pytest.raises(failure):
        change()
    assert (keys(store), store.data_version()) == ([], 0)


def test_a_failed_statement_takes_everything_back_and_keeps_its_name(store):
    with pytest.raises(duckdb.ConstraintException), store.write() as cursor:
        cursor.executemany("INSERT INTO setting VALUES ($1, $2)", [["a", "x"], ["a", "y"]])
    assert (keys(store), store.data_version()) == ([], 0)
    with store.write() as cursor:
        cursor.execute("INSERT INTO setting VALUES ('a', 'z')")
    assert keys(store) == ["a"]


def test_nobody_sees_half_a_change(store):
    with store.write() as cursor:
        cursor.execute("INSERT INTO setting VALUES ('a', 'x')")
        assert keys(store) == []
        assert store.data_version() == 0
    assert (keys(store), store.data_version()) == (["a"], 1)


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="limits of file sizes are POSIX only")
def test_a_full_disk_changes_nothing(tmp_path):
    """The file may grow to 2 MB; the change needs 20. In a process of its own: the limit stays."""
    script = (
        "import resource, signal, sys\n"
        "from data.errors import StoreFull\n"
        "from data.store import Store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "store = Store.open(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))\n"
        "try:\n"
        "    with store.write() as cursor:\n"
        "        cursor.execute('INSERT INTO setting SELECT range, md5(range::VARCHAR) FROM range(500000)')\n"
        "except StoreFull:\n"
        "    print(store.data_version(), len(store.frame('store/settings')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "a.duckdb"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout == "0 0\n", done.stderr[-500:]
    store = Store.open(tmp_path / "a.duckdb")
    assert keys(store) == []
    store.close()


def test_a_full_disk_is_told():
    assert "tidak ada yang berubah" in sentence(StoreFull(file="a.duckdb"))


# --- many at once --------------------------------------------------------------------------------------


def test_eight_readers_and_a_writer_always_see_whole_changes(store):
    """Each change puts 200 rows in two tables, under one number: every answer counts 200 of one number, or none."""
    wrong: list[object] = []
    done = threading.Event()

    def write():
        for number in range(12):
            with store.write() as cursor:
                cursor.execute("DELETE FROM setting")
                cursor.execute("INSERT INTO setting SELECT range, $1 FROM range(200)", [str(number)])
        done.set()

    def read():
        seen = -1
        while not done.is_set():
            frame = store.frame("store/settings")
            numbers = set(frame["value"].astype(int))
            version = store.data_version()
            if len(frame) not in {0, 200} or len(numbers) > 1 or min(numbers, default=seen) < seen or version < seen:
                wrong.append((len(frame), numbers, version, seen))
            seen = min(numbers, default=seen)

    threads = [threading.Thread(target=read) for _ in range(8)] + [threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert done.is_set()
    assert wrong == []


def test_writers_wait_for_each_other(store):
    """No update conflict: eight threads raise one number 25 times each."""

    def count():
        for _ in range(25):
            with store.write(is_change=False) as cursor:
                store.touch(cursor)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert store.data_version() == 200


def test_answers_do_not_mix(store):
    """The measured fault of one shared connection: every thread asks for its own number and gets it."""
    with store.write() as cursor:
        cursor.execute("INSERT INTO recipient SELECT 'PKH', '2026-' || range, NULL, range::VARCHAR, NULL, NULL, '', "
                       "NULL, NULL, NULL, NULL FROM range(10, 50)")  # fmt: skip
    right: list[bool] = []

    def ask(number):
        for _ in range(60):
            frame = store.frame(
                "delivery/recipients", period=f"2026-{number}", programs=["PKH"], old_before="1966-01-01",
                open_only=False, words=[], word_programs=[],
            )  # fmt: skip
            right.append(frame["family_key"].tolist() == [str(number)])

    threads = [threading.Thread(target=ask, args=[number]) for number in range(10, 18)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert right == [True] * (8 * 60)


def test_who_remembers_asks_once_and_gives_no_frame_away(store):
    """A month that is loaded meanwhile is not seen; what a reader does to his frame, the next one does not see."""
    remembering = store.remembering()
    assert remembering.frame("store/periods").empty
    with store.write() as cursor:
        cursor.execute(
            "INSERT INTO recipient SELECT 'PKH', '2026-10', NULL, '1', NULL, NULL, '', NULL, NULL, NULL, NULL"
        )
    assert remembering.frame("store/periods").empty
    assert store.frame("store/periods")["period"].tolist() == ["2026-10"]
    later = store.remembering()
    mine = later.frame("store/periods")
    mine.loc[0, "period"] = "x"
    assert later.frame("store/periods")["period"].tolist() == ["2026-10"]
    asked = {period: later.frame("targeting/strangers", period=period) for period in ("2026-10", "2026-09")}
    assert [len(frame) for frame in asked.values()] == [2, 0]


@pytest.mark.parametrize("room", ["store", "map", "people", "coverage", "delivery"])
def test_every_question_of_a_screen_is_one_that_an_empty_office_answers(store, room):
    """Those with parameters say which they miss; no other complaint."""
    folder = ROOT / "data" / "sql"
    names = [path.relative_to(folder).with_suffix("").as_posix() for path in sorted((folder / room).glob("*.sql"))]
    assert names
    for name in names:
        if "$" in (folder / f"{name}.sql").read_text(encoding="utf-8"):
            with pytest.raises(duckdb.InvalidInputException, match="parameter"):
                store.frame(name)
        else:
            assert store.frame(name) is not None


def test_a_file_may_be_called_after_a_year_or_with_signs(tmp_path):
    """DuckDB names the database after its file; such names stand in quotes where tables are counted for a backup."""
    for name in ("2026.duckdb", "kantor kecamatan (1).duckdb", "a-b'c.duckdb"):
        store = Store.open(tmp_path / name)
        assert store.row_counts()["meta"] > 0
        store.close()
