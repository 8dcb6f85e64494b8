from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.attributes import find_columns, own_points
from geo.errors import AmbiguousCodeSystem, UnknownCodes
from geo.regions import Regions

DOTTED = ["63.11.02.2001", "63.11.02.2002", "63.11.02.2003", "63.11.02.2004"]
BARE = [code.replace(".", "") for code in DOTTED]
BPS = ["6311060004", "6311060003", "6311060002", "6311060001"]
NAMES = ["Alang", "Batung", "Cempaka", "Durian"]


def columns_of(regions, **table):
    found = find_columns(pd.DataFrame(table), regions)
    return found.code, found.bps, found.name, found.kecamatan


@pytest.mark.parametrize(
    ("code", "name", "kecamatan"),
    [
        ("kode", "nama", "kecamatan"),
        ("KDEPUM", "NAMOBJ", "WADMKC"),
        ("KODE_DESA", "DESA", "KECAMATAN"),
        ("kd_desa", "nama_desa", "nama_kec"),
        ("Kode Wilayah", "Kelurahan", "Nama Kecamatan"),
        ("kolom1", "kolom2", "kecamatan"),
    ],
)
def test_columns_as_offices_name_them(quad_regions, code, name, kecamatan):
    table = {"OBJECTID": [1, 2, 3, 4], code: BARE, "SHAPE_Area": [1.5e6] * 4, name: NAMES, kecamatan: "Halong"}
    assert columns_of(quad_regions, **table, Kabupaten="Balangan") == (code, None, name, kecamatan)


def test_cod_ab_of_ocha(quad_regions):
    table = {
        "ADM4_PCODE": [f"ID{code}" for code in BPS],
        "ADM4_EN": NAMES,
        "ADM3_PCODE": "ID6311060",
        "ADM3_EN": "Halong",
        "ADM2_EN": "Balangan",
    }
    found = find_columns(pd.DataFrame(table), quad_regions)
    assert (found.code, found.name, found.kecamatan) == ("ADM4_PCODE", "ADM4_EN", "ADM3_EN")
    assert found.code_system.system == "bps"


def test_both_codes_teach_both_even_where_nothing_is_known():
    table = {"kode_bps": BPS, "kode": DOTTED, "nama": NAMES}
    assert columns_of(Regions.empty(), **table)[:2] == ("kode", "kode_bps")


def test_a_second_column_that_could_be_kemendagri_teaches_nothing():
    assert columns_of(Regions.empty(), kode=DOTTED, kode_bps=BARE)[:2] == ("kode", None)


def test_bps_codes_of_which_nothing_is_known():
    with pytest.raises(UnknownCodes):
        columns_of(Regions.empty(), kode_bps=BPS, village=NAMES)


def test_names_that_disagree_stop_the_file(quad_regions):
    with pytest.raises(AmbiguousCodeSystem):
        columns_of(quad_regions, kode=BARE, nama=["Xanadu", "Quito", "Zuriat", "Yalta"])


def test_the_user_s_word_counts(quad_regions):
    table = pd.DataFrame({"kode": BARE, "kode_bps": BPS, "nama": ["Xanadu", "Quito", "Zuriat", "Yalta"]})
    for system, column in (("kemendagri", "kode"), ("bps", "kode_bps")):
        found = find_columns(table, quad_regions, system)
        assert (found.code, found.code_system.system) == (column, system)


def test_where_names_are_known_they_are_found_under_any_heading(quad_regions):
    table = {"kode": BARE, "nama": "Kabupaten Balangan", "lbl": ["desa ALANG", "Batung", "Cempaka", "-"]}
    assert columns_of(quad_regions, **table)[2] == "lbl"


def test_a_column_of_kecamatan_is_never_taken_for_names_of_desa():
    desa = pd.DataFrame({"desa_name": ["Halong", "Juai"], "kecamatan_name": None, "bps_code": None}, index=DOTTED[:2])
    table = {"kode_kec": ["63.11.02", "63.11.01"], "kecamatan": ["Halong", "Juai"], "n_desa": [24, 21]}
    assert columns_of(Regions(desa.astype("str")), **table) == (None, None, None, "kecamatan")


def test_some_codes_missing_and_some_spoilt(quad_regions):
    table = {"kode": [DOTTED[0], None, "6,31102E+09", BARE[3]], "nama": NAMES}
    assert columns_of(quad_regions, **table)[0] == "kode"


# --- points ---


@pytest.mark.parametrize(("lon", "lat"), [("lng", "lat"), ("Bujur", "Lintang"), ("LON_TITIK", "LAT_TITIK"), ("X", "Y")])
def test_points_in_the_attributes(lon, lat):
    found = own_points(pd.DataFrame({lat: ["-2,3", "-2.4", None], lon: [115.5, 115.6, np.nan]}))
    assert found.columns == (lon, lat)
    assert found.lon.tolist()[:2] == [115.5, 115.6]
    assert found.lat.tolist()[:2] == [-2.3, -2.4]
    assert np.isnan([found.lon[2], found.lat[2]]).all()


def test_swapped_headings_are_told_by_the_numbers():
    found = own_points(pd.DataFrame({"lat": [115.5, 115.6], "lng": [-2.3, -2.4]}))
    assert (found.columns, found.lon[0], found.lat[0]) == (("lat", "lng"), 115.5, -2.3)


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"lat": [-2.3]},
        {"lat": [-2.3], "lon": [15.5]},
        {"x": [340000.0], "y": [9745000.0]},
        {"lat": [None], "lon": [None]},
    ],
)
def test_no_points(table):
    assert own_points(pd.DataFrame(table)) is None
