"""The clean files of Halong into the store: with any boundaries, in any order, twice without effect."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from intake_worlds import families_of, recipients_of
from load_tables import assert_same, tables

from analytics.coverage import read_coverage
from data.export import csv_bytes
from data.intake.load import SourceFile, load_files
from data.issues import read_issues
from data.store import Store

PROGRAMS = ("PKH", "SEMBAKO", "BLTDD", "CPP")


@pytest.fixture(scope="module")
def halong(shared_data):
    folder = shared_data / "recipients" / "halong"
    lists = [recipients_of(folder / f"penerima_sederhana_{key}.csv", key) for key in PROGRAMS]
    return [families_of(folder / "keluarga_sederhana.csv"), *lists]


@pytest.fixture(scope="module")
def expected(shared_data):
    return json.loads((shared_data / "recipients" / "halong" / "expected.json").read_text("utf-8"))["clean"]


def boundaries(shared_data, name):
    return SourceFile("boundaries", shared_data / "boundaries" / name)


@pytest.fixture(scope="module")
def known_halong(tmp_path_factory, shared_data, halong):
    """Everything in one command, with the good layer and the crosswalk."""
    store = Store.open(tmp_path_factory.mktemp("halong") / "halong.duckdb")
    codes = SourceFile("codes", shared_data / "codes" / "crosswalk_kemendagri_bps_balangan.csv")
    load_files(store, [*halong, boundaries(shared_data, "balangan_desa.geojson"), codes])
    yield store
    store.close()


def assert_expected(store, expected):
    """All 24 desa, all programs and SEMUA, every figure that ``expected.json`` states."""
    table = read_coverage(store, period="2026-10").set_index(["program", "desa_code"])
    assert set(expected) == {*PROGRAMS, "SEMUA"}
    wanted = pd.concat({key: pd.DataFrame(desa).T for key, desa in expected.items()})
    assert len(wanted) == 5 * 24
    for name in wanted:
        stated = wanted[name].dropna()
        pd.testing.assert_series_equal(table.loc[stated.index, name], stated, check_names=False, check_dtype=False)
    others = table.drop(index=wanted.index)
    assert others[["families", "recipients", "recipients_unmatched"]].eq(0).all(axis=None)
    assert table["recipients_unmatched"].eq(0).all()


def test_clean_files_with_the_good_layer(known_halong, expected):
    assert_expected(known_halong, expected)
    assert read_issues(known_halong).empty
    assert len(known_halong.frame("map/desa")) == 157


def test_clean_files_without_any_boundaries(store, halong, expected):
    reports = load_files(store, halong)
    assert [report.accepted_count for report in reports] == [6021, 986, 1286, 394, 830]
    assert_expected(store, expected)
    assert read_coverage(store)["area_km2"].isna().all()


def test_clean_files_with_the_raw_layer(store, shared_data, halong, expected):
    load_files(store, [*halong, boundaries(shared_data, "balangan_desa_raw.geojson")])
    assert_expected(store, expected)
    assert len(store.frame("map/desa")) == 157


def test_clean_files_in_the_worst_order(store, shared_data, halong, known_halong):
    """Recipients before families, the list of codes after them, boundaries last; one command each."""
    codes = SourceFile("codes", shared_data / "codes" / "crosswalk_kemendagri_bps_balangan.csv")
    for source in [*reversed(halong), codes, boundaries(shared_data, "balangan_desa.geojson")]:
        load_files(store, [source])
    assert_same(tables(known_halong), tables(store))
    assert csv_bytes(read_coverage(known_halong)) == csv_bytes(read_coverage(store))


def test_the_same_files_again_change_nothing(known_halong, shared_data, halong):
    before, version = tables(known_halong), known_halong.data_version()
    sources = [*halong, boundaries(shared_data, "balangan_desa.geojson")]
    assert all(report.is_repeat for report in load_files(known_halong, sources))
    assert known_halong.data_version() == version
    assert_same(before, tables(known_halong))
    with known_halong.write(is_change=False) as cursor:
        assert cursor.execute("SELECT count(*) FROM load").fetchall() == [(7,)]
