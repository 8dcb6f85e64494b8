"""``python -m analytics access``, and service points in and out of the shell."""

from __future__ import annotations

import csv
import sys
from contextlib import closing

import pytest

from analytics import __main__ as analytics_line
from data import __main__ as data_line
from data.service_points import read_points
from data.store import Store
from tests.pages.page_worlds import SOUTH, WEST, code

POINTS = (
    "Nama;Jenis;Bujur;Lintang;Kapasitas;Catatan\n"
    f"=1+1 Balai;Titik salur;{WEST + 0.01};{SOUTH + 0.01};9;dekat\n"
    f"Pustu Uren;Fasilitas kesehatan;{WEST + 0.03};{SOUTH + 0.01};;\n"
)


@pytest.fixture
def call(monkeypatch, capsys):
    """Run a command in this process: status, stdout, stderr."""

    def run(program, *words):
        monkeypatch.setattr(sys, "argv", ["python", *map(str, words)])
        try:
            status = program.main()
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def office(worlds, tmp_path, call):
    """The small world with two points loaded by ``load --points``."""
    path = worlds.copy("small", tmp_path)
    (tmp_path / "titik.csv").write_text(POINTS, encoding="utf-8")
    status, said, _ = call(data_line, "load", "--db", path, "--points", tmp_path / "titik.csv")
    assert status == 0
    assert "1 titik salur" in said
    assert "1 fasilitas kesehatan" in said
    return path


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_access_figures_with_what_they_are_of(office, tmp_path, call):
    """As on the page (tests/pages/test_page_access.py): on foot 6 of 15 poor families live beyond an hour."""
    out = tmp_path / "akses.csv"
    words = ["--mode", "jalan_kaki", "--zones", "45", "90", "--weights", "1", "0,5"]
    status, said, _ = call(analytics_line, "access", "--db", office, "--csv", out, *words)
    assert (status, said) == (0, f"4 baris ditulis ke {out}\n")
    rows = rows_of(out)
    assert [row["desa_code"] for row in rows] == [code(number) for number in (1, 2, 3, 4)]
    assert sum(int(row["beyond_60_count"]) for row in rows) == 6
    assert sum(int(row["located_count"]) for row in rows) == 15
    assert {row["e2sfca_zones"] for row in rows} == {"0–45 menit: 1; 45–90 menit: 0,5"}
    assert {(row["kind"], row["mode"], row["period"], row["program"]) for row in rows} == {
        ("salur", "jalan_kaki", "2026-10", "SEMUA"),
    }  # fmt: skip
    assert all("garis lurus" in row["basis"] for row in rows)
    assert rows[0]["desa_name"] == "Baruh Panyambaran"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--kind", "pos"], "Belum ada titik layanan berjenis Kantor pos"),
        (["--zones", "60", "30", "--weights", "1", "1"], "batas harus naik"),
        (["--program", "X"], "Program X tidak dikenal"),
        (["--period", "2020-01"], "2020-01"),
        (["--mode", "terbang"], "pilihan tidak ada"),
    ],
)
def test_what_goes_wrong_is_one_sentence(office, tmp_path, call, words, sentence):
    status, said, told = call(analytics_line, "access", "--db", office, "--csv", tmp_path / "a.csv", *words)
    assert status in {1, 2}
    assert said == ""
    assert sentence in told
    assert "Traceback" not in told
    assert not (tmp_path / "a.csv").exists()


def test_points_go_out_and_come_in_again(office, tmp_path, call):
    """A name that a spreadsheet would run gets an apostrophe; all else is as it was."""
    out = tmp_path / "keluar.csv"
    status, said, _ = call(data_line, "points", "--db", office, "--csv", out)
    assert (status, said) == (0, f"2 titik layanan ditulis ke {out}\n")
    assert rows_of(out)[0]["Nama"] == "'=1+1 Balai"
    assert call(data_line, "load", "--db", tmp_path / "baru.duckdb", "--points", out)[0] == 0
    with closing(Store.open(office)) as one, closing(Store.open(tmp_path / "baru.duckdb")) as other:
        columns = ["kind", "lon", "lat", "capacity", "note"]
        assert read_points(one)[columns].equals(read_points(other)[columns])


def test_without_any_list_access_is_told_of_all_families(office, tmp_path, call):
    with closing(Store.open(office)) as store, store.write() as cursor:
        cursor.execute("DELETE FROM recipient")
    status, _, told = call(analytics_line, "access", "--db", office, "--csv", tmp_path / "a.csv")
    assert (status, "Traceback" in told) == (0, False)
    assert {row["served_count"] for row in rows_of(tmp_path / "a.csv")} == {"0"}
