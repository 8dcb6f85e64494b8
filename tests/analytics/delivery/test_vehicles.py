from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from analytics.delivery.clock import clock_minutes, clock_text
from analytics.delivery.vehicles import COLUMNS, check_vehicles, default_vehicles, read_vehicles
from data.errors import VehiclesUnusable
from data.messages import sentence

OFFICE_CSV = """\
Kendaraan;Jumlah;Kapasitas (kg);Kecepatan km/jam;Jam mulai;Jam selesai;Ritase maks;Menit per keluarga;Biaya per km
Truk engkel;1;2.000;22,5;07.30;15:00;2;0,5;Rp 4.500
Motor trail;3;80;18;;;;;
"""


def test_an_office_table_is_read_with_its_own_notation(tmp_path):
    path = tmp_path / "armada.csv"
    path.write_text(OFFICE_CSV, encoding="cp1252")
    fleet = read_vehicles(path)
    truck, motor = fleet.to_dict("records")
    assert (truck["vehicle_key"], truck["label"], truck["count"]) == ("truk-engkel", "Truk engkel", 1)
    assert (truck["capacity_kg"], truck["speed_kmh"], truck["cost_idr_per_km"]) == (2000.0, 22.5, 4500.0)
    assert (truck["shift_start"], truck["shift_end"], truck["max_trips"]) == ("07:30", "15:00", 2)
    assert truck["service_min_per_family"] == 0.5
    assert (motor["shift_start"], motor["shift_end"], motor["max_trips"]) == ("08:00", "16:00", 10)
    assert np.isnan(motor["cost_idr_per_km"])


def test_a_workbook_is_read_like_a_csv(tmp_path):
    path = tmp_path / "armada.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, clock = book.add_worksheet(), book.add_format({"num_format": "hh:mm"})
        sheet.write_row(1, 0, ["label", "count", "capacity_kg", "speed_kmh", "shift_start"])
        sheet.write_row(2, 0, ["Perahu", 2, 1500, 9.5])
        sheet.write_datetime(2, 4, dt.time(7, 15), clock)
    fleet = read_vehicles(path)
    assert fleet.loc[0, ["label", "count", "capacity_kg", "speed_kmh", "shift_start"]].tolist() == [
        "Perahu", 2, 1500.0, 9.5, "07:15",
    ]  # fmt: skip


def test_all_problems_are_told_at_once_with_the_rows_of_the_file(tmp_path):
    path = tmp_path / "armada.csv"
    path.write_text(
        "kendaraan,jumlah,kapasitas_kg,kecepatan_km_jam,jam_mulai,jam_selesai\n"
        "Truk,1.5,0,20,08:00,07:00\n"
        "\n"
        "Motor,dua,80,200,25:00,\n"
        "motor,1,80,20,,\n"
    )
    with pytest.raises(VehiclesUnusable) as caught:
        read_vehicles(path)
    told = str(caught.value.facts["problems"]).split("; ")
    assert told == [
        "baris 2: jumlah 1.5 harus bilangan bulat 0 sampai 500",
        "baris 4: jumlah dua harus bilangan bulat 0 sampai 500",
        "baris 2: kapasitas_kg 0 harus angka 1 sampai 50000",
        "baris 4: kecepatan_km_jam 200 harus angka 1 sampai 120",
        "baris 4: jam_mulai 25:00 harus jam seperti 07.30",
        "baris 2: jam_selesai harus sesudah jam_mulai",
        "baris 5: kendaraan ini sudah tertulis, beri nama atau kode lain",
    ]
    assert "armada.csv" in sentence(caught.value)


def test_missing_columns_are_named():
    with pytest.raises(VehiclesUnusable, match="kapasitas_kg, kecepatan_km_jam tidak ada"):
        check_vehicles(pd.DataFrame({"label": ["Truk"], "count": [1]}))


def test_a_fleet_without_a_vehicle_is_refused():
    with pytest.raises(VehiclesUnusable, match="tidak ada kendaraan"):
        check_vehicles(default_vehicles().assign(count=0))
    with pytest.raises(VehiclesUnusable, match="tidak ada kendaraan"):
        check_vehicles(default_vehicles().head(0))


def test_a_table_edited_on_the_screen_may_hold_empty_rows_and_typed_cells():
    edited = default_vehicles()
    edited.loc[len(edited)] = [None] * len(COLUMNS)
    edited = edited.astype({"count": float})
    edited.loc[0, "capacity_kg"] = 1.125
    fleet = check_vehicles(edited)
    assert fleet["capacity_kg"].tolist() == [1.125, 80.0]  # a number is not taken for "1.125" = 1125


def test_a_checked_fleet_stays_what_it_is():
    pd.testing.assert_frame_equal(check_vehicles(default_vehicles()), default_vehicles())


def test_the_default_fleet_says_that_it_is_assumed():
    assert default_vehicles()["source"].str.startswith("anggapan").all()


@pytest.mark.parametrize(
    ("text", "minutes"), [("07:30", 450), ("7.30", 450), ("07:30:00", 450), ("7", 420), ("24:00", 1440)]
)
def test_times_of_the_day_are_read(text, minutes):
    assert clock_minutes(text) == minutes


@pytest.mark.parametrize("text", ["24:01", "7:60", "pagi", "", "-1:00"])
def test_what_is_no_time_is_none(text):
    assert clock_minutes(text) is None


def test_times_are_written_to_the_nearest_minute():
    assert [clock_text(minutes) for minutes in (450, 450.49, 450.5, 0)] == ["07:30", "07:30", "07:31", "00:00"]
