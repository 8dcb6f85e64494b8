"""What a page shows when something fails: one sentence, never a traceback."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from streamlit.testing.v1 import AppTest

from data.messages import SENTENCES, sentence
from data.store import SCHEMA_VERSION, Store
from pages.parts import first_start, frame
from tests.pages.conftest import PAGES, ROOT, needs_assets, run_page, told, words
from tests.pages.page_worlds import code

pytestmark = needs_assets


@pytest.mark.parametrize("kind", SENTENCES, ids=lambda kind: kind.__name__)
def test_each_expected_failure_shows_its_sentence(show, monkeypatch, kind):
    error = kind()
    error.facts = defaultdict(lambda: "INI")

    def fail() -> None:
        raise error

    monkeypatch.setattr(first_start, "prepare", fail)
    test = show("overview", "small")
    assert not test.exception
    assert told(test) == [sentence(error)]


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_is_no_database_is_told(monkeypatch, tmp_path, page):
    path = tmp_path / "foto.duckdb"
    path.write_bytes(b"\x89PNG" * 5000)
    test = run_page(monkeypatch, page, path)
    assert not test.exception
    assert "bukan basis data Petasalur atau rusak" in told(test)[0]
    assert "foto.duckdb" in told(test)[0]


def test_a_database_of_a_newer_petasalur_is_told(worlds, monkeypatch, tmp_path):
    path = worlds.copy("empty", tmp_path)
    store = Store.open(path)
    with store._database.cursor() as cursor:
        cursor.execute("UPDATE meta SET value = $1 WHERE key = 'schema_version'", [str(SCHEMA_VERSION + 1)])
    store.close()
    test = run_page(monkeypatch, "overview", path)
    assert not test.exception
    assert "lebih baru" in told(test)[0]


def test_a_failure_is_not_kept(show, monkeypatch):
    """Errors are raised anew at each try: a page recovers as soon as the cause is gone."""
    with monkeypatch.context() as broken:
        broken.setattr(Store, "state", _fail)
        assert told(show("overview", "small"))
    test = show("overview", "small")
    assert not told(test)
    assert "8 dari 17" in words(test)


def _fail(self: Store) -> tuple[int, bool]:
    raise next(kind for kind in SENTENCES if kind.__name__ == "StoreBusy")(file=self.path.name)


def test_an_unforeseen_failure_says_so_without_its_words():
    def script() -> None:
        from pages.parts import frame  # noqa: PLC0415

        frame.unexpected(ValueError("NIK 6311021402750001"))

    test = AppTest.from_function(script).run()
    assert "kesalahan yang tidak terduga" in told(test)[0]
    assert "6311021402750001" not in words(test)


def test_the_words_of_an_unforeseen_failure_do_not_reach_the_log_either(caplog, monkeypatch):
    monkeypatch.setattr(frame.st, "error", lambda _text: None)

    def broken_step() -> None:
        raise ValueError("NIK 6311021402750001")

    try:
        broken_step()
    except ValueError as error:
        frame.unexpected(error)
    assert "6311021402750001" not in caplog.text
    assert re.search(r"halaman gagal: ValueError di test_page_failures\.py:\d+ broken_step < ", caplog.text)


@pytest.mark.parametrize(
    "state",
    [
        {"desa_terpilih": "99.99.99.9999"}, {"desa_terpilih": "", "kotak_desa": "x"}, {"ritase_terpilih": "99"},
        {"periode": "1999-01"}, {"program": "TIDAK ADA"}, {"peta_utama": "x"},
        {"peta_utama": {"last_active_drawing": 3}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["overview", "atlas", "gaps", "routes"])
def test_a_choice_that_no_longer_exists_does_no_harm(show, page, state):
    """After another database, or with an old tab: what was chosen may be gone."""
    if page in {"overview", "routes"} and "peta_utama" in state:
        pytest.skip("no such map there")
    test = show(page, "small", **state)
    assert not test.exception, test.exception[0].value
    assert not told(test)


def test_an_old_program_is_forgotten_in_another_database(show):
    test = show("gaps", "one_desa", program="CPP", periode="2026-09", desa_terpilih=code(4))
    assert not test.exception
    assert not told(test)


def test_pages_lie_where_the_frame_says():
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} - {"__init__"} == set(PAGES)
