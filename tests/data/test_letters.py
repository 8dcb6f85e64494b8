"""A text that an act keeps has a limit: the store asks, whatever a page's field lets somebody type."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from data import letters
from data.errors import TextTooLong
from data.letters import LONGER, MOST
from data.messages import sentence
from data.monev import meetings
from data.roles import Actor
from data.settings import SETTINGS, read_settings, save_setting
from data.store import Store

PAGES = Path(__file__).parents[2] / "pages"
KASI = Actor("Kasi", "kasi")
HUGE = "a" * 5_000_000


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = Store.open(tmp_path_factory.mktemp("kantor") / "kantor.duckdb")
    yield opened
    opened.close()


def columns_of_text(store: Store) -> list[tuple[str, str]]:
    with store._cursor() as cursor:
        return cursor.execute(
            "SELECT table_name, column_name FROM duckdb_columns() JOIN duckdb_tables() t USING (table_name) "
            "WHERE data_type = 'VARCHAR' AND NOT t.internal"
        ).fetchall()


def test_every_text_of_every_table_has_a_limit(store):
    """Each column of text in the database, whatever act writes it."""
    columns = columns_of_text(store)
    assert len(columns) > 200
    assert LONGER.keys() <= {table for table, _ in columns}
    for table, column in columns:
        most = min(LONGER.get(table, MOST), letters.OF_FILES)
        if LONGER.get(table) == letters.DOCUMENTS:
            continue
        for query in (f'UPDATE "{table}" SET "{column}" = $1', f'INSERT INTO "{table}" ("{column}") VALUES ($1)'):  # noqa: S608  names of the schema
            letters.check(query, ["a" * most])
            with pytest.raises(TextTooLong), store.write() as cursor:
                cursor.execute(query, ["a" * (most + 1)])
            with pytest.raises(TextTooLong), store.write() as cursor:
                cursor.executemany(query, [["a"], ["a" * (most + 1)]])


def test_a_text_is_found_wherever_it_stands_among_the_parameters():
    query = "INSERT INTO verification (note) VALUES ($note)"
    for given in ({"note": HUGE}, [[HUGE]], [("a", [HUGE])]):
        with pytest.raises(TextTooLong) as refused:
            letters.check(query, given)
        assert sentence(refused.value) == "Teks ini 5.000.000 huruf, paling banyak 500; persingkat, lalu simpan lagi."
    letters.check("SELECT 1 WHERE $1 = ''", [HUGE])  # a question keeps nothing
    letters.check("CREATE TEMP TABLE a AS SELECT $1 AS b", [HUGE])


def test_nothing_is_kept_of_an_act_with_a_text_that_is_too_long(store):
    before = store.data_version()
    with pytest.raises(TextTooLong):
        write_both(store)
    assert store.data_version() == before
    assert read_settings(store)["office_name"] is None


def write_both(store: Store) -> None:
    with store.write() as cursor:
        cursor.execute("INSERT INTO setting VALUES ('season', 'hujan')")
        cursor.execute("INSERT INTO setting VALUES ('office_name', $1)", [HUGE])


@pytest.mark.parametrize("key", [key for key, entry in SETTINGS.items() if isinstance(entry.default, str | None)])
def test_a_setting_of_text_has_a_limit_of_its_own(store, key):
    with pytest.raises(TextTooLong) as refused:
        save_setting(store, key, "a" * (SETTINGS[key].longest + 1), by=KASI)
    assert refused.value.facts == {"found": "201", "limit": "200"}


def test_notes_of_a_meeting_fit_where_they_are_kept():
    assert LONGER["meeting_version"] >= meetings.NOTES


def test_every_field_of_text_on_a_page_says_its_limit():
    """So that somebody with a browser is not refused after having typed."""
    without = []
    seen = 0
    for file in PAGES.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in {"text_input", "text_area"}:
                seen += 1
                named = {keyword.arg for keyword in call.keywords}
                without += [] if named & {"max_chars", "type"} else [f"{file.name}:{call.lineno}"]
    assert seen > 45
    assert without == []
