from __future__ import annotations

import pytest

from geo.errors import BadSpeeds
from geo.network.classes import CLASSES, SURFACES
from geo.network.modes import MODES
from geo.network.speeds import COLUMNS, KEYS, check_speeds, default_speeds, may_go

TABLE = default_speeds()


def speed(mode, road_class, surface, season="kering") -> float:
    return TABLE.set_index(KEYS)["speed_kmh"][mode, road_class, surface, season]


def test_measured_figures_are_those_of_podes_and_say_so():
    assert [speed("mobil", "lokal", surface) for surface in ("aspal", "diperkeras", "tanah")] == [30, 20, 18]
    assert speed("motor", "setapak", "tanah") == 14
    assert speed("perahu", "sungai", "air") == 9
    source = TABLE.set_index(KEYS)["source"]
    assert source["mobil", "lokal", "aspal", "kering"].startswith("Podes 2019")
    assert "dianggap" not in source["mobil", "lokal", "aspal", "kering"]


def test_what_nobody_measured_is_called_assumed():
    assert (TABLE["source"] != "").all()
    on_foot = TABLE[(TABLE["mode"] == "jalan_kaki") & (TABLE["speed_kmh"] > 0) & (TABLE["road_class"] != "feri")]
    assert on_foot["source"].str.startswith("dianggap").all()
    wet_or_unknown = TABLE[
        TABLE["mode"].isin(["mobil", "motor"]) & (TABLE["speed_kmh"] > 0) & ~TABLE["road_class"].isin(["feri", "tol"])
        & ((TABLE["season"] == "hujan") | (TABLE["surface"] == "tidak_diketahui"))
    ]  # fmt: skip
    assert wet_or_unknown["source"].str.startswith("dianggap").all()


def test_no_boat_on_land_no_wheels_on_water_no_car_on_a_trail():
    for row in TABLE.itertuples():
        kind = CLASSES[row.road_class].kind
        assert row.speed_kmh == 0 or may_go(row.mode, kind)
    assert not may_go("perahu", "road")
    assert not may_go("jalan_kaki", "water")
    assert not may_go("mobil", "trail")
    assert may_go("motor", "trail")
    land = TABLE[(TABLE["mode"] == "jalan_kaki") & ~TABLE["road_class"].isin(["tol", "sungai", "anak_sungai", "feri"])]
    assert (land["speed_kmh"] > 0).all()


def test_the_wet_season_is_never_faster_and_shuts_what_is_for_the_dry_one():
    wide = TABLE[TABLE["surface"] != "air_musiman"].pivot_table(index=KEYS[:3], columns="season", values="speed_kmh")
    assert (wide["hujan"] <= wide["kering"]).all()
    assert speed("mobil", "jalan_tani", "tanah_kemarau") > 0
    assert speed("mobil", "jalan_tani", "tanah_kemarau", "hujan") == 0
    assert speed("perahu", "sungai", "air_musiman") == 0


def test_every_class_and_surface_has_its_rows():
    assert set(TABLE["mode"]) == set(MODES)
    assert set(TABLE["road_class"]) == set(CLASSES)
    assert set(TABLE["surface"]) == set(SURFACES)
    assert not TABLE.duplicated(KEYS).any()


def test_an_edited_table_is_put_in_order():
    edited = TABLE.sample(frac=1, random_state=1).astype({"speed_kmh": str})
    checked = check_speeds(edited)
    assert checked.equals(TABLE)


def test_all_faults_are_told_at_once():
    edited = TABLE.copy().astype({"speed_kmh": object})

    def at(mode, road_class):
        return edited.index[(edited["mode"] == mode) & (edited["road_class"] == road_class)]

    edited.loc[at("mobil", "lokal")[0], "speed_kmh"] = "cepat"
    edited.loc[at("mobil", "arteri")[0], "speed_kmh"] = -3
    edited.loc[at("motor", "lokal")[0], "speed_kmh"] = 300
    edited.loc[at("perahu", "lokal")[0], "speed_kmh"] = 5
    edited.loc[at("motor", "arteri")[0], "source"] = " "
    edited.loc[at("motor", "kolektor")[0], "mode"] = "gajah"
    with pytest.raises(BadSpeeds) as caught:
        check_speeds(edited)
    assert caught.value.facts["fault_count"] == "7"  # the elephant is unknown, and its motorcycle row is missing
    faults = str(caught.value.facts["faults"])
    for said in (
        "bukan angka",
        "di bawah 0",
        "di atas 120",
        "harus 0",
        "sumbernya kosong",
        "tidak dikenal",
        "tidak ada",
    ):
        assert said in faults
    assert "perahu · lokal · aspal · kering" in faults


def test_a_table_without_a_column_names_it():
    with pytest.raises(BadSpeeds, match="source"):
        check_speeds(TABLE.drop(columns="source"))
    assert list(TABLE.columns) == COLUMNS
