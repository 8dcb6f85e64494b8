"""All office files of Halong at once, in any order: every planted fault found, the figures as the truth has them.

The boundaries have no BPS codes and no list of codes is loaded: the crosswalk is learnt from the DTSEN file.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from analytics.coverage import read_coverage
from data.__main__ import any_files
from data.intake.load import load_files
from data.intake.request import SourceFile
from data.issues import read_issues
from data.store import Store

LISTS = {
    "bltdd_bnba.xlsx": "BLTDD", "pkh.csv": "PKH", "opensid_peserta.xlsx": "CPP", "sembako.xlsx": "SEMBAKO",
}  # fmt: skip
REGISTERS = (
    "dtsen_keluarga.xlsx", "dtsen_anggota.csv", "kobo_koordinat.csv", "p3ke.xlsx", "dukcapil_status.csv",
    "penyaluran.csv", "survei_ikm.csv", "pengaduan.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def office(shared_data, tmp_path_factory):
    """The store with all files of the office, given in a shuffled order."""
    folder = shared_data / "recipients" / "halong"
    given = [str(folder / name) for name in REGISTERS]
    given += [f"{folder / name}:{program}:2026-10" for name, program in LISTS.items()]
    files = [file for text in given for file in any_files(text)]
    files.append(SourceFile("boundaries", shared_data / "boundaries" / "balangan_desa_raw.geojson"))
    files = [files[place] for place in np.random.default_rng(6311).permutation(len(files))]
    store = Store.open(tmp_path_factory.mktemp("office") / "a.duckdb")
    load_files(store, files[:5])
    load_files(store, files[5:])
    yield store
    store.close()


def places(issues, kind):
    rows = issues[issues["kind"] == kind]
    return set(zip(rows["file"], rows["sheet"], rows["row"].astype(int), strict=True))


@pytest.fixture(scope="module")
def truth(shared_data):
    return pd.read_csv(shared_data / "recipients" / "halong" / "truth.csv", dtype=str, keep_default_na=False)


def test_every_planted_fault_is_found_where_it_is(office, truth):
    issues = read_issues(office)
    missed = {kind: places(truth, kind) - places(issues, kind) for kind in truth["kind"].unique()}
    assert {kind: rows for kind, rows in missed.items() if rows} == {}


def test_no_kind_of_the_truth_is_found_elsewhere(office, truth):
    issues = read_issues(office)
    more = {kind: places(issues, kind) - places(truth, kind) for kind in truth["kind"].unique()}
    assert {kind: rows for kind, rows in more.items() if rows} == {}


def test_the_figures_are_those_of_a_correct_load(office, shared_data):
    accepted = json.loads((shared_data / "recipients" / "halong" / "expected.json").read_text())["accepted"]
    found = read_coverage(office, period="2026-10").set_index(["program", "desa_code"])
    found["recipients_matched"] = found["recipients"]
    for program, by_desa in accepted.items():
        for desa_code, expected in by_desa.items():
            got = found.loc[(program, desa_code), list(expected)].astype(int).to_dict()
            assert got == expected, (program, desa_code)


def test_surveys_and_complaints_are_kept_with_their_gaps_and_their_desa(office, shared_data):
    """180 answers, 6 of them with a 7; 90 complaints."""
    told = pd.read_csv(shared_data / "recipients" / "halong" / "survei_ikm.csv", dtype=str)
    said = office.frame("monev/survey")
    assert len(said) == len(told) - 6
    assert said["u6"].isna().sum() == told["U6"].isna().sum() - told.loc[told["U4"] == "7", "U6"].isna().sum()
    assert said["desa_code"].notna().all()
    assert len(office.frame("monev/complaints")) == 90
