"""Every row gets a desa: what its code, its name and its coordinate say, and which of them counts.

The map of the world stands in ``intake_worlds.py``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake_worlds import (
    GALUMBANG,
    GALUMBANG_AWAYAN,
    HAUWAI,
    METRE,
    PUDAK,
    SQUARES,
    family,
    gazetteer,
    judged,
    kinds,
    layer,
    no_layer,
    nowhere,
    recipient,
)

from data.intake.place import place
from data.intake.values import decimal
from data.messages import sentence
from geo.errors import AmbiguousCodeSystem, UnknownCodes
from geo.regions import Regions

IN_HAUWAI, IN_GALUMBANG, IN_PUDAK = ("115.55", "-2.35"), ("115.65", "-2.35"), ("115.65", "-2.25")


def placed(*rows, world=None):
    """Place rows of ``code, name, kecamatan, lon, lat``."""
    frame = pd.DataFrame(rows, columns=["desa_code", "desa", "kecamatan", "lon", "lat"], dtype="str")
    frame = frame.assign(lon_value=decimal(frame["lon"]), lat_value=decimal(frame["lat"]))
    return place(frame, world or gazetteer())


def where(*row, world=None):
    """The desa of one row and how it was found."""
    frame = placed(row, world=world)
    code = frame.loc[0, "placed_code"]
    return (None if pd.isna(code) else code, frame.loc[0, "placed_how"])


# --- what counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ((HAUWAI, "", "", "", ""), (HAUWAI, "kode")),
        ((HAUWAI, "Hauwai", "Halong", *IN_HAUWAI), (HAUWAI, "kode")),
        ((HAUWAI, "Galumbang", "", *IN_PUDAK), (HAUWAI, "kode")),
        (("", "Hauwai", "", *IN_PUDAK), (HAUWAI, "nama")),
        (("", "ha'uwai", "Halong", "", ""), (HAUWAI, "nama")),
        (("", "Hauwaii", "Halong", "", ""), (HAUWAI, "mirip")),
        (("", "Galumbang", "Halong", "", ""), (GALUMBANG, "nama")),
        (("", "Galumbang", "Awayan", "", ""), (GALUMBANG_AWAYAN, "nama")),
        (("", "Galumbang", "63.11.03", "", ""), (GALUMBANG_AWAYAN, "nama")),
        (("", "Galumbang", "6311060", "", ""), (GALUMBANG, "nama")),
        (("", "", "", *IN_PUDAK), (PUDAK, "koordinat")),
        (("", "Surabaya", "", *IN_PUDAK), (PUDAK, "koordinat")),
        (("", "Galumbang", "", *IN_PUDAK), (PUDAK, "koordinat")),
        (("", "Galumbang", "", "", ""), (None, "")),
        (("", "Hauwai", "Awayan", "", ""), (None, "")),
        (("", "", "", "", ""), (None, "")),
        (("", "", "", "118.0", "-2.3"), (None, "")),
    ],
)
def test_code_then_name_within_its_kecamatan_then_coordinate(row, answer):
    assert where(*row) == answer


def test_only_a_name_has_a_score():
    frame = placed(("", "Hauwaii", "Halong", "", ""), ("", "Hauwai", "", "", ""), ("", "", "", *IN_PUDAK))
    assert frame["placed_score"].tolist()[1] == 100
    assert 85 < frame.loc[0, "placed_score"] < 100
    assert np.isnan(frame.loc[2, "placed_score"])


def test_a_name_without_kecamatan_is_looked_for_where_the_codes_of_the_file_lie():
    """Four of five rows are coded in Halong: the Galumbang of the fifth is that of Halong."""
    rows = [(HAUWAI, "", "", "", "")] * 2 + [(GALUMBANG, "", "", "", "")] * 2
    assert placed(*rows, ("", "Galumbang", "", "", ""))["placed_code"].tolist()[-1] == GALUMBANG


def test_a_misspelt_name_is_looked_for_where_the_names_of_the_file_lie():
    """Ten of eleven names are of Awayan: "Pudakk" (91 of 100) is Pudak there, though too unlike for a whole kabupaten.
    A Galumbang stays in doubt: there are two, and no row says which."""
    rows = [("", "Pudak", "", "", "")] * 10 + [("", "Pudakk", "", "", ""), ("", "Galumbang", "", "", "")]
    assert placed(*rows)["placed_code"].tolist()[10:] == [PUDAK, pytest.approx(np.nan, nan_ok=True)]
    assert placed(*rows[5:])["placed_how"].tolist()[-2] == ""


def test_a_name_without_kecamatan_is_looked_for_in_the_offices_own():
    assert where("", "Galumbang", "", "", "", world=gazetteer(kecamatan_code="63.11.03"))[0] == GALUMBANG_AWAYAN


def test_names_are_looked_up_in_the_layer_in_place_not_in_the_whole_country():
    """The list of regions knows a Pudak elsewhere; the layer has one Pudak."""
    elsewhere = pd.DataFrame(
        {"desa_name": ["Pudak"], "kecamatan_name": ["Awayan"], "bps_code": [None]}, index=["35.26.01.2001"], dtype="str"
    )
    both = Regions(pd.concat([gazetteer().regions.desa, elsewhere]))
    assert where("", "Pudak", "", "", "", world=gazetteer(regions=both))[0] == PUDAK


def test_spellings_of_a_list_are_names():
    aliases = pd.DataFrame({"desa_code": [PUDAK], "name": ["Pudak Satu"]}, dtype="str")
    regions = Regions(gazetteer().regions.desa, aliases)
    assert where("", "PUDAK I", "", "", "", world=gazetteer(regions=regions))[0] is None
    assert where("", "Pudak Satu", "", "", "", world=gazetteer(regions=regions)) == (PUDAK, "nama")


# --- what disagrees ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told", "desa_code"),
    [
        ({"desa": "Galumbang"}, {"kode_nama_desa_beda"}, HAUWAI),
        ({"lon": "115.65"}, {"di_luar_desa"}, HAUWAI),
        ({"desa": "Galumbang", "lon": "115.65"}, {"kode_nama_desa_beda", "di_luar_desa"}, HAUWAI),
        ({"kode_desa": "", "lon": "115.65"}, {"di_luar_desa"}, HAUWAI),
        ({"kode_desa": "", "desa": ""}, set(), HAUWAI),
        ({"kode_desa": "", "desa": "", "lat": "", "lon": ""}, {"koordinat_kosong", "tanpa_desa"}, None),
        ({"kode_desa": "63.11.02.2099"}, {"kode_desa_tidak_dikenal"}, HAUWAI),
        ({"kode_desa": "63.11.02.2099", "desa": "Surabaya"}, {"kode_desa_tidak_dikenal", "desa_tidak_dikenal"}, HAUWAI),
        ({"desa": "Hauwaii"}, set(), HAUWAI),
        ({"desa": "HAUWAI", "kecamatan": "Kec. Halong"}, set(), HAUWAI),
    ],
)
def test_disagreement_is_an_issue_and_no_silent_choice(tmp_path, changes, told, desa_code):
    """Among four clean rows, so that the codes of the file are told."""
    rows = [*[family(n) for n in range(4)], family(9) | changes]
    checked = judged(tmp_path / "a.csv", rows)
    assert kinds(checked) == told
    assert set(checked.issues["row"]) <= {6}
    code = checked.taken["placed_code"].iloc[-1]
    assert (None if pd.isna(code) else code) == desa_code


def test_a_code_of_a_kecamatan_that_nobody_knows_is_taken_at_its_word(tmp_path):
    """A family list of a neighbour: no list covers it, so nothing says the code is wrong."""
    rows = [*[family(n) for n in range(4)], family(9, kode_desa="63.11.05.2001", desa="", lat="", lon="", kecamatan="")]
    assert judged(tmp_path / "a.csv", rows).taken["placed_code"].tolist()[-1] == "63.11.05.2001"


def test_a_recipient_without_any_place_is_no_issue(tmp_path):
    """Lists of SIKS-NG hold little more than NIK and name."""
    assert judged(tmp_path / "a.csv", [recipient(1)], "recipients").issues.empty


# --- coordinates ---------------------------------------------------------------------------------------


def point(lon, lat, world=None):
    return placed((HAUWAI, "", "", lon, lat), world=world).loc[0]


def test_swapped_coordinates_are_put_right():
    row = point("-2.35", "115.55")
    assert (row["point_lon"], row["point_lat"], row["is_swapped"], row["by_point"]) == (115.55, -2.35, True, HAUWAI)


@pytest.mark.parametrize(("lon", "lat"), [("0", "0"), ("0.000", "-0"), ("0,0", "0")])
def test_zero_is_no_place(lon, lat):
    row = point(lon, lat)
    assert row["is_zero"]
    assert not row["is_far"]
    assert np.isnan(row["point_lon"])


@pytest.mark.parametrize(
    ("lon", "lat", "is_far"),
    [
        # The layer ends at 115.5 to the west; 25 km are 0.225 degrees.
        ("115.30", "-2.35", False), ("115.27", "-2.35", True), ("115.55", "-2.60", False), ("115.55", "-2.63", True),
        ("106.8", "-6.2", True), ("11.555", "-2.35", True), ("115.55", "2.35", True), ("1155.5", "-2.35", True),
        ("115.55", "-235", True),
    ],
)  # fmt: skip
def test_far_points_are_left_out_of_maps(lon, lat, is_far):
    row = point(lon, lat)
    assert (row["is_far"], np.isnan(row["point_lon"])) == (is_far, is_far)


def test_without_a_layer_only_the_country_bounds():
    assert not point("106.8", "-6.2", world=nowhere())["is_far"]
    assert point("12.5", "41.9", world=nowhere())["is_far"]


@pytest.mark.parametrize(
    ("metres", "kind"),
    [(-30, None), (0, None), (30, "di_luar_desa_toleransi"), (97, "di_luar_desa_toleransi"), (103, "di_luar_desa"),
     (2000, "di_luar_desa")],
)  # fmt: skip
def test_tolerance_is_metres_on_the_ground(tmp_path, metres, kind):
    """South of Hauwai's southern border (-2.4), straight down: a degree of latitude is 110.6 km there, a metre
    ``METRE`` to half a per cent."""
    row = family(1, lat=f"{-2.4 - metres * METRE:.8f}")
    assert kinds(judged(tmp_path / "a.csv", [row])) == ({kind} if kind else set())


def test_tolerance_is_a_setting_of_the_batch(tmp_path):
    checked = judged(tmp_path / "a.csv", [family(1, lat=f"{-2.4 - 500 * METRE:.8f}")])
    assert checked.issues["kind"].tolist() == ["di_luar_desa"]
    assert checked.taken["outside_m"].tolist() == [pytest.approx(500, rel=0.01)]


def test_the_corner_that_four_desa_share_belongs_to_the_smallest_code_and_fits_all():
    for code in (HAUWAI, GALUMBANG, GALUMBANG_AWAYAN, PUDAK):
        row = placed((code, "", "", "115.6", "-2.3")).loc[0]
        assert (row["by_point"], row["placed_code"]) == (HAUWAI, code)
        assert row["outside_m"] == (0 if code != HAUWAI else pytest.approx(np.nan, nan_ok=True))


def test_a_home_on_the_border_of_its_desa_is_no_issue(tmp_path):
    row = family(1, kode_desa=PUDAK, desa="Pudak", kecamatan="Awayan", lon="115.6", lat="-2.25")
    assert judged(tmp_path / "a.csv", [row]).issues.empty


@given(st.floats(115.3, 115.9), st.floats(-2.6, -2.0))
def test_a_point_is_placed_where_a_polygon_covers_it(lon, lat):
    sides = zip(layer().index, (square.bounds for square in SQUARES), strict=True)
    covering = [code for code, (west, south, east, north) in sides if west <= lon <= east and south <= lat <= north]
    frame = pd.DataFrame({"desa_code": [""], "desa": [""], "kecamatan": [""], "lon_value": [lon], "lat_value": [lat]})
    found = place(frame.astype({"desa_code": "str", "desa": "str", "kecamatan": "str"}), gazetteer())["by_point"][0]
    assert (None if pd.isna(found) else found) == min(covering, default=None)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({n: {"rumah/gps": "-2.35 115.55 60 5.0"} for n in range(1, 13)}, 12),
        ({n: {"_rumah/gps_latitude": "-2.35", "_rumah/gps_longitude": "115.55"} for n in range(1, 13)}, 12),
        ({n: {"lintang": "-2,35" if n < 3 else "-2.350", "bujur": "115.55"} for n in range(1, 13)}, 12),
        ({n: {"lat": "-2.35", "lon": "115.55", "akurasi": f"{n}.1"} for n in range(1, 13)}, 0),  # each measured
        ({n: {"lat": f"-2.35{n // 3}", "lon": "115.55"} for n in range(1, 13)}, 0),  # three in one house
        ({n: {"lat": "-2.35" if n < 11 else f"-2.3{n}", "lon": "115.55"} for n in range(1, 15)}, 0),  # 10 of 14 homes
    ],
    ids=["kobo", "kobo parts", "plain", "with accuracy", "houses", "a settlement"],
)
def test_many_families_on_one_point_in_whatever_columns(tmp_path, columns, told):
    rows = [family(n) | said for n, said in columns.items()]
    rows = [
        {name: cell for name, cell in row.items() if name in columns[1] or name not in {"lat", "lon"}} for row in rows
    ]
    issues = judged(tmp_path / "a.csv", rows).issues
    assert (issues["kind"] == "koordinat_sama_sedusun").sum() == told


def test_one_coordinate_alone_is_none():
    assert np.isnan(point("115.55", "")["point_lon"])
    assert np.isnan(point("", "-2.35")["point_lat"])


# --- code systems --------------------------------------------------------------------------------------

ALL_BPS = ["6311060001", "6311060002", "6311030004", "6311030005"]
ALL_KEMENDAGRI = [HAUWAI, GALUMBANG, GALUMBANG_AWAYAN, PUDAK]


def by_code(codes, names=None, world=None):
    rows = [(code, name, "", "", "") for code, name in zip(codes, names or [""] * len(codes), strict=True)]
    return placed(*rows, world=world)


@pytest.mark.parametrize(
    "codes",
    [
        ALL_KEMENDAGRI, [code.replace(".", "") for code in ALL_KEMENDAGRI], ALL_BPS,
        [code.replace(".", "") + ".0" for code in ALL_KEMENDAGRI], [f"'{code}" for code in ALL_KEMENDAGRI],
    ],
    ids=["dotted", "undotted", "bps", "numbers", "apostrophes"],
)  # fmt: skip
def test_both_code_systems_lead_to_the_same_desa(codes):
    assert by_code(codes)["placed_code"].tolist() == ALL_KEMENDAGRI


def test_a_bps_code_among_kemendagris_is_translated_and_told(tmp_path):
    frame = by_code([*ALL_KEMENDAGRI, "6311060002"])
    assert frame["placed_code"].tolist() == [*ALL_KEMENDAGRI, GALUMBANG]
    assert frame["other_system"].tolist() == [False] * 4 + [True]


def test_a_kemendagri_code_among_bps_is_translated_and_told():
    frame = by_code([*ALL_BPS, GALUMBANG])
    assert frame["placed_code"].tolist() == [*ALL_KEMENDAGRI, GALUMBANG]


def test_codes_that_fit_both_systems_are_asked_about():
    """A register in which each code of one system is a code of the other, for another desa, and no names tell."""
    desa = pd.DataFrame(
        {"desa_name": ["A", "B"], "kecamatan_name": ["X", "X"], "bps_code": ["6311022002", "6311022001"]},
        index=["63.11.02.2001", "63.11.02.2002"],
        dtype="str",
    )
    world = gazetteer(regions=Regions(desa), layer=no_layer())
    with pytest.raises(AmbiguousCodeSystem) as caught:
        by_code(["6311022001", "6311022002"], world=world)
    assert "6311022001" in sentence(caught.value)
    told = gazetteer(regions=Regions(desa), layer=no_layer(), code_system="bps")
    a, b = "63.11.02.2001", "63.11.02.2002"
    assert by_code(["6311022001", "6311022002"], world=told)["placed_code"].tolist() == [b, a]
    # Names tell as well:
    assert by_code(["6311022001", "6311022002"], ["A", "B"], world)["placed_code"].tolist() == [a, b]


def test_words_among_codes_are_no_evidence():
    """A desa's own list holds one code; three words in that column do not make it unknown."""
    frame = by_code([HAUWAI.replace(".", ""), "Hauwai", "-?-", "12"])
    assert frame["placed_code"].isna().tolist() == [False, True, True, True]


def test_a_name_misspelt_in_a_few_rows_is_no_evidence():
    """One code, seven times with its name and once each with four others: still Hauwai's code."""
    names = ["Hauwai"] * 7 + ["Ww", "Xx", "Yy", "Zz"]
    assert by_code([HAUWAI] * 11, names)["placed_code"].eq(HAUWAI).all()


def test_codes_nobody_knows_are_asked_about():
    with pytest.raises(UnknownCodes) as caught:
        by_code(["6311062001", "6311062002"], world=nowhere())
    assert "--codes" in sentence(caught.value)


def test_a_column_of_names_called_code_is_asked_about_and_not_repeated():
    with pytest.raises(UnknownCodes) as caught:
        by_code(["SITI JANNAH", "6311021708450011"])
    told = sentence(caught.value)
    assert "SITI" not in told
    assert "6311021708" not in told


def test_dotted_codes_need_no_list():
    frame = by_code(ALL_KEMENDAGRI, world=nowhere())
    assert frame["placed_code"].tolist() == ALL_KEMENDAGRI


def test_no_rows_no_trouble():
    assert placed().empty
