"""``python -m analytics coverage``: the table of every desa, or one sentence."""

from __future__ import annotations

import csv
import sys

import pytest

from analytics import __main__ as command_line
from analytics.coverage import COLUMNS
from data.intake.load import load_files
from data.store import Store
from tests.data.intake_worlds import HAUWAI, csv_file, families_of, family, recipient, recipients_of


@pytest.fixture
def office(tmp_path):
    """Hauwai: three families, two of them poor, one of these served; one who is not poor is served too."""
    families = csv_file(tmp_path / "keluarga.csv", [family(1), family(2), family(3, desil="9")])
    served = csv_file(tmp_path / "pkh.csv", [recipient(1), recipient(3)])
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, [families_of(families), recipients_of(served)])
    store.close()
    return tmp_path


@pytest.fixture
def cover(monkeypatch, capsys):
    """Run the command in this process: status, lines of stdout, lines of stderr."""

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["analytics", "coverage", *map(str, words)])
        try:
            status = command_line.main()
        except SystemExit as end:  # argparse's own faults
            status = end.code
        said = capsys.readouterr()
        return status, said.out.splitlines(), said.err.splitlines()

    return call


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_of_an_office(cover, office):
    status, said, told = cover("--db", office / "a.duckdb", "--csv", office / "c.csv")
    assert (status, len(said), told) == (0, 1, [])
    rows = rows_of(office / "c.csv")
    assert list(rows[0]) == COLUMNS
    assert [row["program"] for row in rows] == ["PKH", "SEMUA"]
    wanted = {
        "desa_code": HAUWAI, "desa_name": "Hauwai", "period": "2026-10", "families": "3", "poor_families": "2",
        "served_poor": "1", "unserved_poor": "1", "served_nonpoor": "1", "recipients": "2", "coverage_pct": "50.0",
        "inclusion_pct": "50.0", "area_km2": "", "poor_per_km2": "", "priority_rank": "1",
    }  # fmt: skip
    assert {name: rows[0][name] for name in wanted} == wanted


@pytest.mark.parametrize("program", ["PKH", "pkh", "SEMUA", "semua", "RTLH"])
def test_one_program(cover, office, program):
    words = ["--db", office / "a.duckdb", "--csv", office / "c.csv", "--program", program, "--period", "2026-10"]
    assert cover(*words)[0] == 0
    assert [row["program"] for row in rows_of(office / "c.csv")] == [program.upper()]


def test_the_table_of_a_demo_says_so(cover, office):
    store = Store.open(office / "a.duckdb")
    store.mark_demo()
    store.close()
    cover("--db", office / "a.duckdb", "--csv", office / "c.csv")
    assert {row["keterangan"] for row in rows_of(office / "c.csv")} == {"DATA CONTOH"}


def test_an_empty_database_has_an_empty_table(cover, tmp_path):
    Store.open(tmp_path / "a.duckdb").close()
    assert cover("--db", tmp_path / "a.duckdb", "--csv", tmp_path / "c.csv")[0] == 0
    assert (tmp_path / "c.csv").read_text(encoding="utf-8") == ",".join(COLUMNS) + "\n"


BAD = {
    "no database": (["--db", "x.duckdb", "--csv", "c.csv"], "x.duckdb tidak ada"),
    "text as database": (["--db", "keluarga.csv", "--csv", "c.csv"], "bukan basis data"),
    "output on a folder": (["--db", "a.duckdb", "--csv", "."], "tidak bisa ditulis"),
    "output without folder": (["--db", "a.duckdb", "--csv", "tidak/c.csv"], "tidak bisa ditulis"),
    "period without lists": (["--db", "a.duckdb", "--csv", "c.csv", "--period", "2025-01"], "2025-01"),
    "no period at all": (["--db", "a.duckdb", "--csv", "c.csv", "--period", "Oktober"], "2026-10"),
    "unknown program": (["--db", "a.duckdb", "--csv", "c.csv", "--program", "X"], "Program X tidak dikenal"),
    "no --db": (["--csv", "c.csv"], "--db"),
}


@pytest.mark.parametrize(("words", "sentence"), BAD.values(), ids=BAD)
def test_what_goes_wrong_is_one_sentence(cover, office, monkeypatch, words, sentence):
    monkeypatch.chdir(office)
    status, said, told = cover(*words)
    assert status in {1, 2}
    assert (said, len(told)) == ([], 1)
    assert sentence in told[0]
    assert not (office / "c.csv").exists()
