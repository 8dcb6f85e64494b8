"""Who is to be brought how much."""

from __future__ import annotations

import pytest
from intake_worlds import (
    HAUWAI,
    PUDAK,
    csv_file,
    families_of,
    family,
    kk,
    nik,
    recipient,
    recipients_of,
)

from data.deliveries import read_deliveries
from data.intake.load import load_files
from data.settings import save_setting
from data.store import Store


@pytest.fixture
def store(tmp_path):
    """Family 1 has rice and BLT-DD, family 2 (no coordinate) rice; a stranger of Pudak and one of nowhere too."""
    opened = Store.open(tmp_path / "a.duckdb")
    strangers = [recipient(8) | {"kode_desa": PUDAK, "dusun": "Hulu", "lat": "-2.25", "lon": "115.65"}, recipient(9)]
    load_files(
        opened,
        [
            families_of(csv_file(tmp_path / "k.csv", [family(1), family(2, lat="", lon=""), family(3)])),
            recipients_of(csv_file(tmp_path / "cpp.csv", [recipient(1), recipient(2), *strangers]), "CPP"),
            recipients_of(csv_file(tmp_path / "blt.csv", [recipient(1)]), "BLTDD"),
        ],
    )
    yield opened
    opened.close()


def test_one_row_per_family_with_home_and_load(store):
    """Ten kilograms of rice each, as the registry says."""
    table = read_deliveries(store, program="CPP", period="2026-10").set_index("family_key")
    assert sorted(table.index) == sorted([kk(1), kk(2), f"NIK {nik(8)}", f"NIK {nik(9)}"])
    assert table.loc[kk(1)].tolist() == [HAUWAI, "Dusun 1", 115.55, -2.35, 10.0, 1, True]  # born in 1945: lansia
    assert table.loc[kk(2), "desa_code"] == HAUWAI
    assert table.loc[kk(2), ["lon", "lat"]].isna().all()
    assert table.loc[f"NIK {nik(8)}"].tolist() == [PUDAK, "Hulu", 115.65, -2.25, 10.0, 1, False]
    assert table.loc[f"NIK {nik(9)}", "desa_code"] == ""


def test_loads_are_settings_and_add_up_over_programs(store):
    save_setting(store, "load_kg.CPP", 20)
    save_setting(store, "load_kg.BLTDD", 0.5)
    table = read_deliveries(store, program="SEMUA", period="2026-10").set_index("family_key")
    assert table.loc[kk(1), "load_kg"] == 20.5
    assert table.loc[kk(2), "load_kg"] == 20.0
    assert table.loc[kk(1), "parcel_count"] == 2
    assert len(table) == 4


@pytest.mark.parametrize(("program", "period"), [("PKH", "2026-10"), ("CPP", "2026-11"), ("SEMUA", "2025-01")])
def test_nobody_to_bring_anything_to(store, program, period):
    table = read_deliveries(store, program=program, period=period)
    assert table.empty
    assert list(table.columns) == [
        "family_key", "desa_code", "dusun", "lon", "lat", "load_kg", "parcel_count", "is_priority",
    ]  # fmt: skip
    assert table["load_kg"].sum() == 0
