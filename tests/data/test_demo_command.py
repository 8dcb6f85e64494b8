"""The demo database, made through the loader that takes an office's files."""

from __future__ import annotations

import pytest

from data import __main__ as shell
from data.audit import read_audit
from data.demo import command
from data.demo.command import make_demo, write_files
from data.demo.people import SEED, draw_demo
from data.errors import DemoWouldReplace
from data.handover.schedule import read_received
from data.settings import read_settings
from data.store import Store


@pytest.fixture(scope="module")
def demo():
    return draw_demo(SEED)


@pytest.fixture(scope="module")
def told(worlds):
    """What the making told: ``shares`` of progress, and ``files``: kind, rows taken, rows set aside."""
    return worlds.told("demo")


@pytest.fixture
def store(worlds):
    store = Store.open(worlds.path("demo"), must_exist=True)
    yield store
    store.close()


def count(store, table, condition="true"):
    with store.write(is_change=False) as cursor:
        return cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchall()[0][0]  # noqa: S608


def test_every_family_and_recipient_is_in_the_store(store, demo):
    assert count(store, "desa") == 24
    assert count(store, "family") == len(demo.families)
    assert count(store, "family", "lat IS NULL") >= demo.families["lat"].isna().sum()
    assert count(store, "recipient") == sum(len(people) for people in demo.recipients.values())


def test_nobody_who_made_the_demo_stands_in_it(store):
    """Nor the name of their account on the machine: the copy of the demo goes elsewhere."""
    with store.write(is_change=False) as cursor:
        tables = "SELECT DISTINCT table_name FROM duckdb_columns() WHERE column_name = 'by_name' AND NOT internal"
        names = [name for (name,) in cursor.execute(tables).fetchall()]
        asked = " UNION ".join(f'SELECT by_name FROM "{name}"' for name in names)  # noqa: S608  names of our own tables
        signers = {name for (name,) in cursor.execute(asked).fetchall()} - {"", None}
    assert {"audit", "change", "load"} <= set(names)
    assert signers == {"DATA CONTOH"}
    assert set(read_audit(store)["origin"]) == {""}


def test_nine_recipients_of_each_list_belong_to_no_family(store):
    assert count(store, "recipient", "no_kk IS NULL") == 9 * 4 * 2


def test_deliveries_stand_against_the_lists_at_once(store, demo):
    """Nine of ten have received; nobody beyond those that the list of deliveries says have."""
    programs = list(store.frame("store/programs")["program"])
    for period in ("2026-09", "2026-10"):
        counts = read_received(store, programs=programs, period=period)[["family_count", "received_count"]].sum()
        said = demo.deliveries[(demo.deliveries["periode"] == period) & (demo.deliveries["status"] != "gagal")]
        assert 0.9 < counts["received_count"] / counts["family_count"] < 1
        assert 0.99 * len(said) < counts["received_count"] <= len(said)


def test_three_rows_are_set_aside_and_the_rest_is_taken(told, demo):
    [families] = [counts for kind, *counts in told["files"] if kind == "families"]
    assert families == [len(demo.families), 3]


def test_boundaries_go_in_as_they_were_drawn(told):
    assert told["files"][0][1:] == [24, 0]


def test_it_says_that_it_is_a_demo_and_where_vehicles_start(store):
    assert store.is_demo()
    settings = read_settings(store)
    assert settings["office_name"] == "Kecamatan Halong (DATA CONTOH)"
    assert (settings["depot_lon"], settings["depot_lat"]) == (115.65304, -2.263297)


def test_progress_runs_from_nothing_to_all(told):
    shares = told["shares"]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)


def test_every_file_of_the_demo_says_so(demo, tmp_path):
    files = write_files(demo, tmp_path)
    assert len(files) == 9 + 8
    assert all(source.name.startswith("DATA CONTOH") for source in files)
    assert "batas perkiraan" in files[0].name


def test_an_offices_own_database_is_not_replaced(tmp_path):
    path = tmp_path / "kantor.duckdb"
    Store.open(path).close()
    before = path.read_bytes()
    with pytest.raises(DemoWouldReplace):
        make_demo(path)
    assert path.read_bytes() == before


def test_an_interrupted_demo_leaves_the_older_one_whole(tmp_path, monkeypatch, demo):
    path = tmp_path / "demo.duckdb"
    older = Store.open(path)
    older.mark_demo()
    older.close()
    before = path.read_bytes()

    def cut_off(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "draw_demo", lambda _: demo)
    with monkeypatch.context() as patch:
        patch.setattr(command, "load_files", cut_off)
        with pytest.raises(KeyboardInterrupt):
            make_demo(path)
    assert path.read_bytes() == before
    monkeypatch.setattr(command, "load_files", lambda *_: [])
    assert make_demo(path) == []
    assert [place.name for place in tmp_path.iterdir()] == ["demo.duckdb"]


def test_the_shell_draws_the_same_demo_as_the_page():
    assert shell.parser().parse_args(["demo", "--db", "x"]).seed == SEED
