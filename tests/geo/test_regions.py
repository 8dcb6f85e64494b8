from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import AmbiguousCodeSystem, UnknownCodes
from geo.regions import Regions, decide_code_system, match_names, normalise_name, to_desa_code

# A small world in which the two systems cross: what is 63.11.02.2001 to Kemendagri is 6311022001 without dots, and
# BPS gave that very number to another desa.
#
#   Kemendagri      name        BPS         BPS' number read as Kemendagri's
#   63.11.02.2001   Alang       6311022003  63.11.02.2003 = Cempaka
#   63.11.02.2002   Batung      6311022001  63.11.02.2001 = Alang
#   63.11.02.2003   Cempaka     6311022002  63.11.02.2002 = Batung
CROSSED = pd.DataFrame(
    {
        "desa_name": ["Alang", "Batung", "Cempaka"],
        "kecamatan_name": "Halong",
        "bps_code": ["6311022003", "6311022001", "6311022002"],
    },
    index=pd.Index(["63.11.02.2001", "63.11.02.2002", "63.11.02.2003"], name="desa_code"),
)


def text(*values) -> pd.Series:
    return pd.Series(values, dtype="str")


@pytest.fixture
def crossed() -> Regions:
    return Regions(CROSSED.astype("str"))


# --- names ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hauwai", "Ha'Uwai"),
        ("Hauwai", "Ha’uwai"),
        ("Ju'uh", "Juuh"),
        ("Ju`uh", "JUUH"),
        ("Desa Halong", "HALONG"),
        ("Kel. Paringin Kota", "Paringin Kota"),
        ("Kecamatan Batu Mandi", "Batumandi"),
        ("Sei Pumpung", "Sungai Pumpung"),
        ("Sei. Pumpung", "SUNGAI PUMPUNG"),
        ("Baruh  Panyambaran ", "Baruh Panyambaran"),
        ("Hulu II", "HULU 02"),
        ("Café", "Cafe"),
        ("Padang\u00a0Raya", "Padang Raya"),
        ("Padang-Raya", "Padang Raya"),
    ],
)
def test_spellings_of_one_name(one, other):
    keys = normalise_name(text(one, other))
    assert keys[0] == keys[1] != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hulu I", "Hulu II"), ("Batung", "Batang"), ("Seiring", "Sungairing"), ("Buntu Pilanduk", "Buntut Pilanduk")],
)
def test_other_names_stay_apart(one, other):
    keys = normalise_name(text(one, other))
    assert keys[0] != keys[1]


def test_names_keep_their_index_and_missing_ones_are_empty():
    keys = normalise_name(pd.Series(["Desa", None, "  ", np.nan, "'"], index=[5, 5, 1, 2, 3], dtype="object"))
    assert keys.index.tolist() == [5, 5, 1, 2, 3]
    assert keys.tolist() == ["DESA", "", "", "", ""]


WORDS = st.lists(st.text("abcdefghijklmnoprstuwyABEIKUV", min_size=1, max_size=8), min_size=1, max_size=4)


@given(WORDS, st.sampled_from([" ", "  ", "-", ". ", " / ", "\u00a0", "\t"]), st.sampled_from(["", " ", ".", "'"]))
def test_case_spaces_and_points_tell_no_names_apart(words, between, around):
    plain, odd = " ".join(words), around + between.join(words).upper() + around
    keys = normalise_name(text(plain, odd))
    assert keys[0] == keys[1]
    assert keys.str.fullmatch(r"[A-Z0-9]+").all()


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_text_has_a_key_without_spaces(names):
    keys = normalise_name(pd.Series(names, dtype="str"))
    assert keys.notna().all()
    assert not keys.str.contains(r"\s", regex=True).any()


def test_no_two_desa_of_a_kecamatan_fall_together(official):
    keys = official.desa.assign(key=normalise_name(official.desa["desa_name"]), kecamatan=official.desa.index.str[:8])
    written = keys.assign(key=keys["desa_name"].str.upper())
    assert keys.duplicated(["kecamatan", "key"]).sum() == written.duplicated(["kecamatan", "key"]).sum()


# --- codes ---


@pytest.mark.parametrize(
    "written",
    ["63.11.02.2001", "6311022001", "6311022001.0", " 63.11.02.2001 ", "'6311022001", "63-11-02-2001", "63 11 02 2001",
     6311022001, 6311022001.0, "63.11.02.2001\u00a0"],
)  # fmt: skip
def test_kemendagri_codes_as_offices_write_them(written, crossed):
    assert to_desa_code(pd.Series([written]), "kemendagri", crossed).tolist() == ["63.11.02.2001"]


@pytest.mark.parametrize(
    "written",
    ["", None, "6311060021", "63.11.02.4001", "631102200", "63110220011", "6,31102E+09", "Alang", "0311022001"],
)
def test_what_cannot_be_a_kemendagri_code(written, crossed):
    assert to_desa_code(pd.Series([written], dtype="str"), "kemendagri", crossed).isna().all()


@pytest.mark.parametrize("written", ["6311022003", "ID6311022003", "63.11.022.003", 6311022003])
def test_bps_codes_as_offices_write_them(written, crossed):
    assert to_desa_code(pd.Series([written]), "bps", crossed).tolist() == ["63.11.02.2001"]


def test_dots_speak_for_themselves_in_either_column(crossed):
    codes = text("63.11.02.2002", "63.11.022.001", "6311022001")
    assert to_desa_code(codes, "bps", crossed).tolist() == ["63.11.02.2002"] * 3
    assert to_desa_code(codes, "kemendagri", crossed).tolist() == ["63.11.02.2002"] * 2 + ["63.11.02.2001"]


def test_an_unknown_kemendagri_code_is_still_a_code_and_an_unknown_bps_code_is_none(crossed):
    assert to_desa_code(text("6311029999", "6311022999"), "kemendagri", crossed)[1] == "63.11.02.2999"
    assert to_desa_code(text("6311060999"), "bps", crossed).isna().all()


def test_a_bps_code_of_two_desa_decides_nothing(crossed):
    twice = Regions(crossed.desa.assign(bps_code="6311022001"))
    assert to_desa_code(text("6311022001"), "bps", twice).isna().all()


def test_codes_keep_index_and_order(crossed):
    codes = pd.Series(["6311022002", None, "6311022002"], index=[3, 3, 1], dtype="str")
    found = to_desa_code(codes, "kemendagri", crossed)
    assert found.index.tolist() == [3, 3, 1]
    assert found.fillna("-").tolist() == ["63.11.02.2002", "-", "63.11.02.2002"]


# --- which system ---


def test_names_decide_where_the_numbers_are_known_in_both(crossed):
    numbers = text("6311022001", "6311022002", "6311022003")
    kemendagri = decide_code_system(numbers, text("ALANG", "Desa Batung", "Cempaka"), crossed)
    assert (kemendagri.system, kemendagri.kemendagri_hit_share, kemendagri.bps_hit_share) == ("kemendagri", 1.0, 1.0)
    assert (kemendagri.name_agree_share, kemendagri.code_count) == (1.0, 3)
    assert decide_code_system(numbers, text("Batung", "Cempaka", "Alang"), crossed).system == "bps"


def test_without_names_numbers_known_in_both_stay_open(crossed):
    numbers = text("6311022001", "6311022002", "6311022003")
    with pytest.raises(AmbiguousCodeSystem) as caught:
        decide_code_system(numbers, None, crossed)
    assert caught.value.facts == {
        "code_count": 3,
        "examples": "6311022001, 6311022002, 6311022003",
        "kemendagri_pct": 100,
        "bps_pct": 100,
    }


def test_names_that_fit_neither_stop_the_file(crossed):
    with pytest.raises(AmbiguousCodeSystem):
        decide_code_system(text("6311022001", "6311022002"), text("Xanadu", "Zuriat"), crossed)


def test_dots_decide_without_any_knowledge():
    found = decide_code_system(text("63.11.02.2001"), None, Regions.empty())
    assert (found.system, found.kemendagri_hit_share, found.name_agree_share) == ("kemendagri", 0.0, None)
    assert decide_code_system(text("63.11.060.021"), None, Regions.empty()).system == "bps"


def test_dots_survive_two_slips_but_not_a_list_of_them(crossed):
    dotted = text("63.11.02.2001", "63.11.02.2002", "63.11.02.2003")
    assert decide_code_system(dotted[:2], text("Xanadu", "Zuriat"), crossed).system == "kemendagri"
    with pytest.raises(AmbiguousCodeSystem):
        decide_code_system(dotted, text("Xanadu", "Zuriat", "Quito"), crossed)


def test_numbers_nobody_knows_stop_the_file(crossed):
    with pytest.raises(UnknownCodes) as caught:
        decide_code_system(text("3526011001", "3526011002"), None, crossed)
    assert (caught.value.facts["kemendagri_pct"], caught.value.facts["bps_pct"]) == (0, 0)


@pytest.mark.parametrize("codes", [[], [None, None], ["", " "]])
def test_no_codes_at_all(codes, crossed):
    with pytest.raises(UnknownCodes):
        decide_code_system(pd.Series(codes, dtype="str"), None, crossed)


def test_a_few_codes_of_the_other_system_do_not_turn_the_column(crossed):
    dotted = text("63.11.02.2001", "63.11.02.2002", "63.11.02.2003", "63.11.022.001")
    assert decide_code_system(dotted, None, crossed).system == "kemendagri"


@pytest.mark.parametrize(("column", "system"), [("kode_kemendagri", "kemendagri"), ("kode_bps", "bps")])
@pytest.mark.parametrize("kabupaten", ["balangan", "bangkalan"])
def test_real_codes_without_dots(shared_data, official, kabupaten, column, system):
    listed = pd.read_csv(shared_data / f"codes/crosswalk_kemendagri_bps_{kabupaten}.csv", dtype="str")
    names = listed[column.replace("kode", "nama")]
    for beside in (names, None):
        found = decide_code_system(listed[column].str.replace(".", ""), beside, official)
        assert found.system == system
        assert found.kemendagri_hit_share + found.bps_hit_share == pytest.approx(1.0, abs=0.05)
    assert to_desa_code(listed[column], system, official).tolist() == listed["kode_kemendagri"].tolist()


def test_one_kecamatan_of_bps_codes_is_told_by_names(shared_data, official):
    """Both systems use the numbers 631102…: Halong to Kemendagri, a part of Lampihong's range to BPS."""
    families = pd.read_csv(shared_data / "recipients/halong/keluarga_sederhana.csv", dtype="str")
    found = decide_code_system(families["kode_desa"].str.replace(".", ""), families["desa"], official)
    assert (found.system, found.code_count) == ("kemendagri", 24)


# --- names to desa ---


@pytest.fixture
def two_kecamatan() -> Regions:
    """Galumbang stands in both; Ambakiyang is another spelling of Ambakiang."""
    desa = pd.DataFrame(
        {
            "desa_name": ["Galumbang", "Sungai Batung", "Galumbang", "Ambakiang", "Hulu I", "Hulu II"],
            "kecamatan_name": ["Juai", "Juai", "Paringin", "Paringin", "Paringin", "Paringin"],
            "bps_code": ["6311050007", "6311050001", "6311040001", "6311040002", "6311040003", "6311040004"],
        },
        index=pd.Index(
            ["63.11.01.2006", "63.11.01.2007", "63.11.06.2001", "63.11.06.2002", "63.11.06.2003", "63.11.06.2004"],
            name="desa_code",
        ),
    )
    aliases = pd.DataFrame({"desa_code": ["63.11.01.2007"], "name": ["Batung Lama"]})
    return Regions(desa.astype("str"), aliases.astype("str"))


@pytest.mark.parametrize(
    ("name", "kecamatan", "code", "how"),
    [
        ("galumbang", "Juai", "63.11.01.2006", "tepat"),
        ("Galumbang", "63.11.06", "63.11.06.2001", "tepat"),
        ("Galumbang", "631106", "63.11.06.2001", "tepat"),
        ("Galumbang", "6311040", "63.11.06.2001", "tepat"),  # BPS' number of Paringin here
        ("Galumbang", "Kec. Paringim", "63.11.06.2001", "tepat"),
        ("Galumbang", None, None, "ganda"),
        ("Galumbang", "", None, "ganda"),
        ("Galumbang", "Awayan", None, "tidak dikenal"),
        ("Sei Batung", None, "63.11.01.2007", "tepat"),
        ("Batung Lama", "Juai", "63.11.01.2007", "ejaan"),
        ("Ambakiyang", "Paringin", "63.11.06.2002", "mirip"),
        ("Ambakiyang", "Juai", None, "tidak dikenal"),
        ("Hulu III", "Paringin", None, "tidak dikenal"),
        ("Hulu", "Paringin", None, "tidak dikenal"),
        ("", "Paringin", None, "tidak dikenal"),
        (None, None, None, "tidak dikenal"),
    ],
)
def test_names_within_their_kecamatan(two_kecamatan, name, kecamatan, code, how):
    found = match_names(text(name), text(kecamatan), two_kecamatan).iloc[0]
    assert (found["how"], None if pd.isna(found["desa_code"]) else found["desa_code"]) == (how, code)


def test_scores_are_kept_even_where_nothing_is_decided(two_kecamatan):
    found = match_names(text("Galumbang", "Ambakiyang", "Xyz"), text("Juai", "Paringin", "Paringin"), two_kecamatan)
    # ratio of AMBAKIYANG (10) and AMBAKIANG (9): 2 × 9 shared letters of 19.
    assert found["score"].tolist() == pytest.approx([100, 100 * 18 / 19, found["score"][2]])
    assert found["score"][2] < 50


def test_a_likeness_without_a_clear_lead_decides_nothing():
    desa = pd.DataFrame(
        {"desa_name": ["Mantuyan", "Mantuyar"], "kecamatan_name": "Halong", "bps_code": None},
        index=["63.11.02.2001", "63.11.02.2002"],
    )
    found = match_names(text("Mantuya"), text("Halong"), Regions(desa.astype("str"))).iloc[0]
    assert found["how"] == "tidak dikenal"
    assert found["score"] > 90


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Awayan ilir", "Awayan Hilir"),
        ("Awayan Hilirh", "Awayan Hilir"),
        ("Awayan Hulir", "Awayan Hilir"),
        ("Awayan Hlr", "Awayan Hilir"),
        ("Awayn", "Awayan"),
        ("Awayan Hulu", None),  # no such desa: neither of its siblings is meant
        ("Baru Luarh", "Baru Luar"),
        ("Baru Dala", "Baru Dalam"),
        ("Baru", None),
        ("Baruh", "Baruh"),
        ("Huai", None),  # Juai as well as Hukai
    ],
)
def test_a_slip_in_the_last_word_does_not_hide_which_sibling_is_meant(name, meant):
    names = ["Awayan", "Awayan Hilir", "Baru Luar", "Baru Dalam", "Baruh", "Juai", "Hukai"]
    desa = pd.DataFrame({"desa_name": names, "kecamatan_name": "Awayan", "bps_code": None}, dtype="str")
    desa.index = pd.Index([f"63.11.03.20{place:02d}" for place in range(1, 8)], name="desa_code")
    code = match_names(text(name), text("Awayan"), Regions(desa)).loc[0, "desa_code"]
    assert desa["desa_name"].get(code) == meant


def test_a_name_one_letter_off_is_never_another_desa(shared_data):
    """Balangan, each letter left out, doubled, or changed with the next: some stay open, none is wrong."""
    known = pd.read_csv(shared_data / "codes/crosswalk_kemendagri_bps_balangan.csv", dtype="str")
    regions = Regions(
        pd.DataFrame({"desa_name": known["nama_kemendagri"], "kecamatan_name": None, "bps_code": None}, dtype="str")
        .set_index(pd.Index(known["kode_kemendagri"], name="desa_code"))
    )  # fmt: skip
    slips = [
        (code, name[:at] + slip + name[at + 2 :])
        for code, name in zip(known["kode_kemendagri"], known["nama_kemendagri"], strict=True)
        for at, (one, two) in enumerate(zip(name, name[1:] + " ", strict=True))
        for slip in (two, one + one + two, two + one)
    ]
    asked = pd.DataFrame(slips, columns=["desa_code", "slip"], dtype="str")
    found = match_names(asked["slip"], asked["desa_code"].str[:8], regions)["desa_code"]
    assert asked[found.notna() & (found != asked["desa_code"])].to_numpy().tolist() == []
    assert len(asked) > 4000
    assert found.isna().sum() <= 40


def test_without_a_kecamatan_a_likeness_must_be_closer(two_kecamatan):
    # GALUNBANGA is alike to no unique name; SUNGAIBATUN / SUNGAIBATUNG: 2 × 11 of 23 = 95.7; SUNGEIBATUN: 87.
    found = match_names(text("Sungai Batun", "Sungei Batun"), None, two_kecamatan)
    assert found["how"].tolist() == ["mirip", "tidak dikenal"]
    assert match_names(text("Sungei Batun"), text("Juai"), two_kecamatan)["how"].tolist() == ["mirip"]


def test_two_spellings_of_one_desa_do_not_compete(two_kecamatan):
    named = Regions(
        two_kecamatan.desa,
        pd.DataFrame({"desa_code": ["63.11.06.2002"], "name": ["Ambakijang"]}, dtype="str"),
    )
    assert match_names(text("Ambakiyang"), text("Paringin"), named)["how"].tolist() == ["mirip"]


def test_without_names_of_kecamatan_a_name_must_be_unique(two_kecamatan):
    bare = Regions(two_kecamatan.desa.assign(kecamatan_name=pd.Series(dtype="str")))
    found = match_names(text("Galumbang", "Ambakiang"), text("Juai", "Paringin"), bare)
    assert found["how"].tolist() == ["ganda", "tepat"]


def test_answers_stand_in_the_order_and_index_of_the_question(two_kecamatan):
    names = pd.Series(["Ambakiang", "Xyz", "Ambakiang"], index=[9, 9, 2], dtype="str")
    found = match_names(names, None, two_kecamatan)
    assert found.index.tolist() == [9, 9, 2]
    assert found["how"].tolist() == ["tepat", "tidak dikenal", "tepat"]


def test_nothing_known_and_nothing_asked(two_kecamatan):
    assert match_names(text("Alang"), text("Halong"), Regions.empty())["how"].tolist() == ["tidak dikenal"]
    assert match_names(text(), None, two_kecamatan).empty


def test_all_known_spellings_of_two_kabupaten(shared_data, official):
    """3,493 spellings of eight registers: never a wrong desa, and nearly all found within their kecamatan."""
    wide = pd.read_csv(shared_data / "codes/name_variants_balangan_bangkalan.csv", dtype="str")
    spelt = [column for column in wide if column.startswith("nama_")]
    names = wide.melt(["kode", "kecamatan"], spelt, value_name="name").dropna(subset="name")
    plain = Regions(official.desa)
    inside = match_names(names["name"], names["kecamatan"], plain)
    alone = match_names(names["name"], None, plain)
    is_wrong = [found["desa_code"].notna() & (found["desa_code"] != names["kode"]) for found in (inside, alone)]
    assert names["name"][is_wrong[0]].tolist() == []
    assert names["name"][is_wrong[1]].tolist() == ["Jambu"]  # BPS' name for Jambuh is the official one of another desa
    assert inside["desa_code"].notna().mean() > 0.99


# --- joining what is known ---


def test_what_the_regions_know(crossed):
    codes = text("63.11.02.2001", "63.11.02.2999", "35.26.01.1001", None)
    assert crossed.knows(codes).tolist() == [True, False, False, False]
    assert crossed.covers(codes).tolist() == [True, True, False, False]
    assert crossed.knows_name(text("ALANG", "Alang", "XANADU", None)).tolist() == [True, False, False, False]
    for nothing in (codes[:0], pd.Series([None, None])):
        assert not crossed.knows(nothing).any()
        assert not crossed.covers(nothing).any()
        assert not Regions.empty().knows(nothing).any()


def test_what_is_known_first_stays_and_the_other_name_becomes_an_alias(crossed):
    other = Regions(
        pd.DataFrame(
            {"desa_name": ["Alang Baru", "Durian"], "kecamatan_name": None, "bps_code": ["1111111111", None]},
            index=["63.11.02.2001", "63.11.02.2004"],
        ).astype("str")
    )
    both = crossed.join(other)
    assert both.desa["desa_name"].tolist() == ["Alang", "Batung", "Cempaka", "Durian"]
    assert both.desa.loc["63.11.02.2001", "bps_code"] == "6311022003"
    assert both.aliases.to_numpy().tolist() == [["63.11.02.2001", "Alang Baru"]]


def test_joining_with_nothing_changes_nothing(crossed):
    for joined in (crossed.join(Regions.empty()), Regions.empty().join(crossed)):
        pd.testing.assert_frame_equal(joined.desa, crossed.desa)
        assert joined.aliases.empty
