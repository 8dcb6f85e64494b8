"""The synthetic office files of the sample: every planted fault is found where it was planted, and no other."""

from __future__ import annotations

import csv

import pytest
from intake_worlds import families_of, recipients_of

from data.intake.load import SourceFile, load_files
from data.issues import read_issues
from data.store import Store

KINDS = {
    "nik_panjang", "nik_bukan_angka", "nik_serial_nol", "nik_tanggal_mustahil", "nik_bulan_mustahil", "kk_tidak_sah",
    "nik_rusak_excel", "baris_ganda", "nik_ganda_beda_nama", "desil_tidak_sah", "desil_kosong", "jenis_data_salah",
    "desa_salah_eja", "desa_tidak_dikenal", "kode_bps_bukan_kemendagri", "koordinat_tertukar", "koordinat_nol",
    "koordinat_jauh", "di_luar_desa", "koordinat_koma", "koordinat_kosong", "di_luar_desa_toleransi", "teks_berbahaya",
    "baris_kosong",
}  # fmt: skip
"""The kinds of ``truth.csv`` that the intake of families and recipients looks for."""
LISTS = {"pkh.csv": "PKH", "sembako.xlsx": "SEMBAKO", "bltdd_bnba.xlsx": "BLTDD", "opensid_peserta.xlsx": "CPP"}
FAMILIES = ("dtsen_keluarga.xlsx", "kobo_koordinat.csv", "p3ke.xlsx")


@pytest.fixture(scope="module")
def found(tmp_path_factory, shared_data):
    folder = shared_data / "recipients" / "halong"
    store = Store.open(tmp_path_factory.mktemp("tanam") / "a.duckdb")
    reports = load_files(
        store,
        [
            SourceFile("codes", shared_data / "codes" / "crosswalk_kemendagri_bps_balangan.csv"),
            SourceFile("boundaries", shared_data / "boundaries" / "balangan_desa.geojson"),
            *[families_of(folder / name) for name in FAMILIES],
            *[recipients_of(folder / name, program) for name, program in LISTS.items()],
        ],
    )
    yield read_issues(store), {report.name: report for report in reports}
    store.close()


@pytest.fixture(scope="module")
def planted(shared_data):
    with (shared_data / "recipients" / "halong" / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["file"], row["sheet"], int(row["row"]), row["kind"], row["severity"])
        for row in rows
        if row["file"] in {*FAMILIES, *LISTS} and row["kind"] in KINDS
    }


def test_every_planted_fault_is_found_and_no_other(found, planted):
    issues = found[0]
    mine = issues[issues["kind"].isin(KINDS)]
    told = set(mine[["file", "sheet", "row", "kind", "severity"]].itertuples(index=False, name=None))
    assert len(planted) > 300
    assert planted - told == set()
    assert told - planted == set()


def test_total_rows_are_no_people(found, shared_data):
    """25 rows of sums in the 25 sheets of BLT-DD."""
    totals = found[0].loc[found[0]["kind"] == "baris_jumlah", "file"].value_counts().to_dict()
    assert totals == {"bltdd_bnba.xlsx": 25}


def test_what_is_critical_waits_and_everything_else_is_taken(found, planted):
    for name, report in found[1].items():
        if name in {*FAMILIES, *LISTS}:
            waiting = {row[1:3] for row in planted if (row[0], row[4]) == (name, "KRITIS")}
            assert report.set_aside_count == len(waiting), name
            assert report.row_count == report.accepted_count + report.set_aside_count
