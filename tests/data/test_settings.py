"""Settings and programs: registries that an office may trust."""

from __future__ import annotations

import pytest

from data.errors import BadChoice, BadSetting, UnknownProgram
from data.history import read_history
from data.messages import sentence
from data.programs import ALL, PROGRAMS, program_key, program_label
from data.settings import SETTINGS, read_settings, save_setting
from data.store import Store


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "a.duckdb")
    yield opened
    opened.close()


def test_defaults_until_the_office_says_otherwise(store):
    settings = read_settings(store)
    assert set(settings) == set(SETTINGS)
    assert (settings["poor_desil_max"], settings["depot_lon"], settings["load_kg.CPP"]) == (4.0, None, 10.0)


def test_a_setting_is_kept_and_given_back(store):
    save_setting(store, "poor_desil_max", 5)
    save_setting(store, "depot_name", "Gudang; 'Halong' <b>")
    save_setting(store, "depot_lon", "115.6")
    settings = read_settings(store)
    assert settings["poor_desil_max"] == 5.0
    assert settings["depot_name"] == "Gudang; 'Halong' <b>"
    assert settings["depot_lon"] == 115.6
    save_setting(store, "poor_desil_max", None)
    assert read_settings(store)["poor_desil_max"] == 4.0
    assert store.data_version() == 4


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("poor_desil_max", 0), ("poor_desil_max", 11), ("poor_desil_max", "empat"), ("poor_desil_max", ""),
        ("poor_desil_max", float("nan")), ("road_factor", "inf"), ("road_factor", 0.99), ("depot_lat", 7),
        ("outside_tolerance_m", -1), ("load_kg.CPP", -0.1),
    ],
)  # fmt: skip
def test_what_is_out_of_bounds_is_told_and_not_kept(store, key, value):
    with pytest.raises(BadSetting) as caught:
        save_setting(store, key, value)
    assert SETTINGS[key].label in sentence(caught.value)
    assert (read_settings(store)[key], store.data_version()) == (read_settings(store)[key], 0)


@pytest.mark.parametrize("entry", SETTINGS.values(), ids=SETTINGS)
def test_every_setting_is_described_and_its_default_allowed(store, entry):
    assert entry.label
    assert entry.note
    if entry.default is not None:
        save_setting(store, entry.key, entry.default)
    assert read_settings(store)[entry.key] == entry.default


# --- programs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "key"),
    [("pkh", "PKH"), ("BLT-DD", "BLTDD"), ("blt dana desa", "BLTDD"), ("bpnt", "SEMBAKO"), ("Beras CPP", "CPP"),
     ("PBI-JK", "PBIJK"), (" bedah rumah ", "RTLH")],
)  # fmt: skip
def test_programs_as_offices_write_them(written, key):
    assert program_key(written) == key


@pytest.mark.parametrize("written", ["", "SEMUA", "DTKS", "PKH2", "=PKH+1"])
def test_other_words_are_no_programs(written):
    if written == "=PKH+1":
        written = "=XPKH"
    with pytest.raises(UnknownProgram):
        program_key(written)


def test_no_alias_means_two_programs():
    names = [name for program in PROGRAMS.values() for name in (program.key, *program.aliases)]
    assert len(set(names)) == len(names)
    assert ALL not in names


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_every_program_is_described(program):
    assert program_label(program.key) == program.label
    assert program.unit in {"keluarga", "orang"}
    assert program.source
    assert program.load_kg >= 0
    assert program.desil_max is None or 1 <= program.desil_max <= 10
    assert f"load_kg.{program.key}" in SETTINGS


def test_all_programs_have_a_label_too():
    assert program_label(ALL) == "Semua program"


def test_a_setting_of_choices_takes_only_these_and_tells_them_in_words(store):
    assert read_settings(store)["season"] == "kering"
    save_setting(store, "season", "hujan")
    assert read_settings(store)["season"] == "hujan"
    assert read_history(store)[["before", "after"]].iloc[0].tolist() == ["Musim kering", "Musim hujan"]
    with pytest.raises(BadChoice) as caught:
        save_setting(store, "season", "pancaroba")
    assert "kering, hujan" in sentence(caught.value)
    assert read_settings(store)["season"] == "hujan"
