"""``python -m data``: exit status, one sentence, never a traceback."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from intake_worlds import csv_file, family, kk, nik, recipient, xlsx_file

from analytics.coverage import COLUMNS
from data import __main__ as data_main
from data.__main__ import recipients_file
from data.errors import PeriodInvalid, RecipientsArgument, UnknownProgram
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shell(monkeypatch, capsys):
    """Run a command line in this process: status, lines of stdout, lines of stderr without progress."""

    def call(module, *words):
        monkeypatch.setattr(sys, "argv", [module.__package__, *map(str, words)])
        try:
            status = module.main()
        except SystemExit as end:  # argparse's own faults
            status = end.code
        said = capsys.readouterr()
        told = [line for line in said.err.splitlines() if not line.startswith(("[", "\r"))]
        return status, said.out.splitlines(), told

    return call


def another_process(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120, env=os.environ | environment,
    )  # fmt: skip


@pytest.fixture
def office(tmp_path):
    """Three families, two of them on a list, and one row of each kind of trouble."""
    csv_file(tmp_path / "keluarga.csv", [family(1), family(2), family(3, desil="9"), family(4, no_kk="1")])
    csv_file(tmp_path / "pkh.csv", [recipient(1), recipient(3), recipient(9, nik="12")])
    return tmp_path


def load_words(office, *more):
    pkh = f"{office / 'pkh.csv'}:PKH:2026-10"
    return ["load", "--db", office / "a.duckdb", "--families", office / "keluarga.csv", "--recipients", pkh, *more]


def table_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- what works ----------------------------------------------------------------------------------------


def test_load_issues_coverage_from_a_shell(office):
    """The three commands of the office, each a process of its own, in a shell that knows ASCII only."""
    loaded = another_process("data", *load_words(office), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (loaded.returncode, loaded.stdout.count("baris dimuat")) == (0, 2)
    assert "100%" in loaded.stderr
    listed = another_process("data", "issues", "--db", office / "a.duckdb", "--csv", office / "catatan.csv")
    assert (listed.returncode, listed.stderr) == (0, "")
    covered = another_process("analytics", "coverage", "--db", office / "a.duckdb", "--csv", office / "cakupan.csv")
    assert (covered.returncode, covered.stderr) == (0, "")
    header = (office / "catatan.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.startswith("file,sheet,row,key,kind,severity,message,remedy")
    assert (office / "cakupan.csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert COLUMNS == [
        "desa_code", "desa_name", "program", "period", "families", "families_without_desil", "poor_families",
        "served_poor", "unserved_poor", "served_nonpoor", "recipients", "recipients_unmatched", "overlap_families",
        "coverage_pct", "exclusion_pct", "inclusion_pct", "poor_per_km2", "recipients_per_km2", "area_km2",
        "priority_rank",
    ]  # fmt: skip


def test_issues_are_masked_unless_asked_for(shell, office):
    shell(data_main, *load_words(office))
    words = ["issues", "--db", office / "a.duckdb", "--csv", office / "i.csv"]
    assert shell(data_main, *words)[0] == 0
    rows = table_of(office / "i.csv")
    assert [(row["file"], row["sheet"], row["row"], row["kind"], row["severity"]) for row in rows] == [
        ("keluarga.csv", "", "5", "kk_tidak_sah", "KRITIS"), ("pkh.csv", "", "4", "nik_panjang", "KRITIS"),
    ]  # fmt: skip
    text = (office / "i.csv").read_text(encoding="utf-8")
    assert nik(4) not in text
    assert kk(9) not in text
    shell(data_main, *words, "--show-identity")
    assert table_of(office / "i.csv")[1]["value"] == "12"


def test_the_same_command_again_says_so(shell, office):
    shell(data_main, *load_words(office))
    status, said, _ = shell(data_main, *load_words(office))
    assert status == 0
    assert all("sudah dimuat" in line for line in said)


def test_tables_of_a_demo_say_so(shell, office):
    shell(data_main, *load_words(office))
    store = Store.open(office / "a.duckdb")
    store.mark_demo()
    store.close()
    shell(data_main, "issues", "--db", office / "a.duckdb", "--csv", office / "i.csv")
    assert {row["keterangan"] for row in table_of(office / "i.csv")} == {"DATA CONTOH"}


def test_a_workbook_with_several_sheets_is_reported(shell, tmp_path):
    path = xlsx_file(tmp_path / "b.xlsx", {"A": [["NIK"], [nik(1)]], "Petunjuk": [["x"]]})
    words = ["load", "--db", tmp_path / "a.duckdb", "--recipients", f"{path}:BLT-DD:2026-10"]
    status, said, _ = shell(data_main, *words)
    assert status == 0
    assert any("Petunjuk" in line for line in said)


# --- what is told ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path", "program", "period"),
    [
        ("pkh.csv:PKH:2026-10", "pkh.csv", "PKH", "2026-10"),
        (r"C:\data\x.csv:PKH:2026-10", r"C:\data\x.csv", "PKH", "2026-10"),
        ("D:/x y/b:c.csv:blt-dd:2026-01", "D:/x y/b:c.csv", "BLTDD", "2026-01"),
        ("/srv/a.csv:BPNT:2026-12", "/srv/a.csv", "SEMBAKO", "2026-12"),
    ],
)
def test_file_program_and_period(text, path, program, period):
    source = recipients_file(text)
    assert (str(source.path), source.program, source.period) == (path, program, period)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("pkh.csv", RecipientsArgument), ("pkh.csv:PKH", RecipientsArgument), (":PKH:2026-10", RecipientsArgument),
        (r"C:\x.csv", RecipientsArgument), ("", RecipientsArgument), ("a.csv:PKH:2026-13", PeriodInvalid),
        ("a.csv:PKH:10-2026", PeriodInvalid), ("a.csv:PKH:2026-1", PeriodInvalid), ("a.csv:PKH:", PeriodInvalid),
        ("a.csv:PKH:٢٠٢٦-10", PeriodInvalid), (r"C:\x.csv:PKH", PeriodInvalid), ("a.csv::2026-10", UnknownProgram),
        ("a.csv:SEMUA:2026-10", UnknownProgram), ("a.csv:DANA:2026-10", UnknownProgram),
    ],
)  # fmt: skip
def test_arguments_that_cannot_be_meant(text, kind):
    with pytest.raises(kind):
        recipients_file(text)


def bad_load(*words):
    return lambda office: (data_main, ["load", "--db", office / "b.duckdb", *(word(office) for word in words)])


def said(word):
    return lambda _: word


def at(name):
    return lambda office: office / name


BAD = {
    "missing file": (bad_load(said("--families"), at("tidak ada.csv")), "tidak ada.csv tidak ditemukan"),
    "a folder": (bad_load(said("--families"), at("")), "tidak ditemukan"),
    "missing boundaries": (bad_load(said("--boundaries"), at("peta.geojson")), "peta.geojson tidak ditemukan"),
    "wrong period": (bad_load(said("--recipients"), said("a.csv:PKH:Oktober")), "2026-10, yang ditulis Oktober"),
    "no period": (bad_load(said("--recipients"), said("a.csv")), "BERKAS:PROGRAM:TAHUN-BULAN"),
    "unknown program": (bad_load(said("--recipients"), said("a.csv:PKHH:2026-10")), "Program PKHH tidak dikenal"),
    "Windows path": (bad_load(said("--recipients"), said(r"C:\x.csv:PKH:2026-10")), "x.csv tidak ditemukan"),
    "wrong columns": (bad_load(said("--families"), at("catatan.csv")), "No. KK"),
    "picture": (bad_load(said("--families"), at("foto.xlsx")), "foto.xlsx adalah gambar PNG, bukan CSV"),
    "families as boundaries": (bad_load(said("--boundaries"), at("keluarga.csv")), "keluarga.csv"),
    "families as codes": (bad_load(said("--codes"), at("pkh.csv")), "pkh.csv"),
    "no database": (
        lambda o: (data_main, ["issues", "--db", o / "x.duckdb", "--csv", o / "i.csv"]), "x.duckdb tidak ada",
    ),
    "text as database": (
        lambda o: (data_main, ["issues", "--db", o / "catatan.csv", "--csv", o / "i.csv"]), "bukan basis data",
    ),
    "output without folder": (
        lambda o: (data_main, ["issues", "--db", o / "a.duckdb", "--csv", o / "tidak" / "i.csv"]), "tidak bisa ditulis",
    ),
    "no command": (lambda _: (data_main, []), "PERINTAH"),
    "unknown option": (lambda o: (data_main, ["load", "--db", o / "b.duckdb", "--semua"]), "--semua"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "told"), BAD.values(), ids=BAD)
def test_what_goes_wrong_is_one_sentence(shell, office, words, told):
    """Status not 0, nothing on stdout, one line on stderr."""
    (office / "foto.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    csv_file(office / "catatan.csv", [{"Tanggal": "2026-10-01", "Isi": "x"}])
    Store.open(office / "a.duckdb").close()
    module, line = words(office)
    status, out, err = shell(module, *line)
    assert status in {1, 2}
    assert out == []
    assert len(err) == 1
    assert told in err[0]


def test_a_database_in_use_is_told(office):
    """Two processes: the second is refused with a sentence, by its status too."""
    store = Store.open(office / "a.duckdb")
    try:
        refused = another_process("data", "issues", "--db", office / "a.duckdb", "--csv", office / "i.csv")
    finally:
        store.close()
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "sedang dipakai program lain" in refused.stderr


def rows_of(path):
    with closing(Store.open(path)) as store:
        return store.row_counts()


def test_a_failed_load_leaves_the_database_as_it_was(shell, office):
    shell(data_main, *load_words(office))
    before = rows_of(office / "a.duckdb")
    status, _, told = shell(data_main, "load", "--db", office / "a.duckdb", "--families", office / "pkh.csv",
                            "--recipients", f"{office / 'keluarga.csv'}:PKH:2026-13")  # fmt: skip
    assert (status, len(told)) == (1, 1)
    after = rows_of(office / "a.duckdb")
    assert after.pop("audit") == before.pop("audit") + 1  # the command itself
    assert after == before
    shell(data_main, "issues", "--db", office / "a.duckdb", "--csv", office / "i.csv")
    assert len(table_of(office / "i.csv")) == 2


def test_a_failed_first_load_leaves_no_database(shell, office):
    (office / "bukan.csv").write_text("catatan\nx\n")
    status, out, told = shell(data_main, "load", "--db", office / "baru.duckdb", "--families", office / "bukan.csv")
    assert (status != 0, out, len(told)) == (True, [], 1)
    assert not list(office.glob("baru.duckdb*"))
