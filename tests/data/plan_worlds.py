"""A small office with a plan that is driven, for papers, files for the road and hand-overs.

Hauwai (63.11.02.2001) has ten families, Galumbang (63.11.02.2002) six, Pudak (63.11.03.2005) four; all twenty receive
rice (CPP, 10 kg each), the families 1 to 4 of Hauwai also BLT-DD (Rp 300.000 in cash). Family 3 has a collector.
Two stops in Hauwai, one in Galumbang, one in Pudak:

    Hauwai 1: families 1 to 6 · Hauwai 2: 7 to 10 · Galumbang 1: 11 to 16 · Pudak 1: 17 to 20

One pick-up brings Hauwai 1 (trip 1) and then what Galumbang needs to the transfer point "Simpang Pudak" (trip 2); from
there one motorcycle brings it on (trip 3). Pudak 1 is left out: the fleet is used up.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from data.family import note_collector
from data.intake.load import Answers, load_files
from data.intake.request import SourceFile
from data.plans import PARCEL_COLUMNS, choose_plan, save_plan
from data.roles import Actor
from data.settings import save_setting
from data.store import Store
from tests.data.intake_worlds import (
    GALUMBANG,
    HAUWAI,
    PUDAK,
    csv_file,
    families_of,
    family,
    kk,
    layer,
    recipient,
    recipients_of,
)

KASI = Actor("Rahmah", "kasi")
PERIOD = "2026-11"
FIRST_DAY = dt.date(2026, 11, 28)
STOPS = {
    f"{HAUWAI}-01": ("Hauwai 1 (Dusun 1)", HAUWAI, "Hauwai", 115.55, -2.35, range(1, 7)),
    f"{HAUWAI}-02": ("Hauwai 2 (Dusun 2)", HAUWAI, "Hauwai", 115.52, -2.33, range(7, 11)),
    f"{GALUMBANG}-01": ("Galumbang 1 (Dusun 1)", GALUMBANG, "Galumbang", 115.65, -2.36, range(11, 17)),
    f"{PUDAK}-01": ("Pudak 1 (Dusun 1)", PUDAK, "Pudak", 115.65, -2.25, range(17, 21)),
}
"""stop_id → label, desa_code, desa_name, lon, lat, numbers of its families."""
TRIP_OF = {f"{HAUWAI}-01": "pickup-1-1", f"{HAUWAI}-02": "pickup-1-1", f"{GALUMBANG}-01": "motor-1-1"}
CASH = range(1, 5)
PRIORITY = (2, 12)
DEPOT = {"depot_key": "gudang", "name": "Gudang Halong", "kind": "gudang", "lon": 115.56, "lat": -2.38, "is_stand_in": False}  # fmt: skip  # noqa: E501
TRANSFER = {"depot_key": "simpang", "name": "Simpang Pudak", "kind": "alih", "lon": 115.61, "lat": -2.34, "is_stand_in": False}  # fmt: skip  # noqa: E501
BASIS = "garis lurus × 1,4"


def _stop(
    sequence: int, stop_id: str, arrive: str, leave: str, leg_m: float, start: tuple[float, float]
) -> dict[str, Any]:
    label, desa_code, _, lon, lat, families = STOPS[stop_id]
    return {
        "sequence": sequence, "stop_id": stop_id, "depot_key": "", "desa_code": desa_code, "label": label, "lon": lon,
        "lat": lat, "family_count": len(families), "priority_count": len({*families} & {*PRIORITY}),
        "parcel_count": len(families) + len({*families} & {*CASH}), "load_kg": 10.0 * len(families), "leg_m": leg_m,
        "leg_min": leg_m / 300, "straight_m": leg_m, "arrive": arrive, "leave": leave,
        "path": [list(start), [lon, lat]],
    }  # fmt: skip


def _feed(sequence: int, arrive: str, leave: str) -> dict[str, Any]:
    return {
        "sequence": sequence, "stop_id": "", "depot_key": "simpang", "desa_code": "", "label": "Simpang Pudak",
        "lon": 115.61, "lat": -2.34, "family_count": 6, "priority_count": 1, "parcel_count": 6, "load_kg": 60.0,
        "leg_m": 9000.0, "leg_min": 30.0, "straight_m": 9000.0, "arrive": arrive, "leave": leave,
        "path": [[115.56, -2.38], [115.61, -2.34]],
    }  # fmt: skip


def _trip(trip_id: str, number: int, stops: list[dict[str, Any]], depot: dict[str, Any], **rest: Any) -> dict[str, Any]:
    sums = {name: sum(stop[name] for stop in stops) for name in ("family_count", "parcel_count", "load_kg")}
    return {
        "trip_id": trip_id, "vehicle_id": trip_id.rpartition("-")[0], "day": 0, "date": "2026-11-28",
        "trip_number": number, "depot_key": depot["depot_key"], "is_feed": not stops[0]["stop_id"], "is_locked": False,
        "stop_count": len(stops), **sums, "cost_idr": 45_000.0, "stops": stops,
        "return_path": [[stops[-1]["lon"], stops[-1]["lat"]], [depot["lon"], depot["lat"]]], **rest,
    }  # fmt: skip


def plan_result() -> dict[str, Any]:
    """The plan as :meth:`analytics.delivery.plan.Plan.to_dict` gives it."""
    home, transfer = (115.56, -2.38), (115.61, -2.34)
    pickup_trips = [
        _trip(
            "pickup-1-1", 1,
            [
                _stop(1, f"{HAUWAI}-01", "08:45", "09:05", 5000.0, home),
                _stop(2, f"{HAUWAI}-02", "09:20", "09:35", 5100.0, (115.55, -2.35)),
            ],
            DEPOT, capacity_kg=1000.0, distance_m=19_000.0, duration_min=150.0, start="08:00", depart="08:30",
            **{"return": "10:30"},
        ),
        _trip(
            "pickup-1-2", 2, [_feed(1, "11:30", "11:45")], DEPOT, capacity_kg=1000.0, distance_m=18_000.0,
            duration_min=105.0, start="10:30", depart="11:00", **{"return": "12:15"},
        ),
    ]  # fmt: skip
    motor_trips = [
        _trip(
            "motor-1-1", 1, [_stop(1, f"{GALUMBANG}-01", "12:15", "12:30", 6900.0, transfer)], TRANSFER,
            capacity_kg=80.0, distance_m=13_800.0, duration_min=80.0, start="11:45", depart="11:55",
            **{"return": "13:05"},
        )
    ]  # fmt: skip
    left = STOPS[f"{PUDAK}-01"]
    return {
        "version": 2,
        "headline": "3 ritase, 51 km, 2 kendaraan: 3 dari 4 titik terlayani penuh, 4 dari 20 keluarga belum",
        "basis": BASIS, "is_straight_line": True, "season": "", "seed": 1, "iterations": 100, "days": ["2026-11-28"],
        "depots": [DEPOT, TRANSFER],
        "totals": {
            "stop_count": 4, "served_stop_count": 3, "family_count": 20, "served_family_count": 16,
            "priority_count": 2, "served_priority_count": 2, "load_kg": 200.0, "served_load_kg": 160.0,
            "parcel_count": 24, "served_parcel_count": 20, "vehicle_count": 2, "vehicle_available_count": 2,
            "trip_count": 3, "distance_m": 50_800.0, "duration_min": 335.0, "last_return": "13:05",
            "cost_idr": 135_000.0, "days_needed": 2,
        },
        "stops": [
            {
                "stop_id": stop_id, "desa_code": code, "desa_name": name, "label": label, "lon": lon, "lat": lat,
                "place": "permukiman", "family_count": len(families), "load_kg": 10.0 * len(families),
                "parcel_count": len(families) + len({*families} & {*CASH}),
                "priority_count": len({*families} & {*PRIORITY}), "modes": "", "window_start": "", "window_end": "",
                "is_priority_desa": False,
            }
            for stop_id, (label, code, name, lon, lat, families) in STOPS.items()
        ],
        "vehicles": [
            {"vehicle_id": "pickup-1", "vehicle_key": "pickup", "vehicle": "Pick-up", "mode": "mobil",
             "depot_key": "gudang", "trips": pickup_trips},
            {"vehicle_id": "motor-1", "vehicle_key": "motor", "vehicle": "Motor", "mode": "motor",
             "depot_key": "simpang", "trips": motor_trips},
        ],
        "transfers": [
            {"depot_key": "simpang", "name": "Simpang Pudak", "lon": 115.61, "lat": -2.34, "day": 0, "load_kg": 60.0,
             "ready": "11:45", "fed_by": ["pickup-1-2"], "feeds": ["motor-1-1"]},
        ],
        "unserved": [
            {
                "stop_id": f"{PUDAK}-01", "desa_code": PUDAK, "label": left[0], "lon": left[3], "lat": left[4],
                "family_count": 4, "priority_count": 0, "parcel_count": 4, "load_kg": 40.0,
                "reason_key": "armada_habis", "reason": "armada tidak cukup",
                "remedy": "tambah 1 Motor, atau 2 hari dengan armada yang sama",
                "remedies": [{"kind": "vehicles", "vehicle_key": "motor", "count": 1}, {"kind": "days", "count": 2}],
            },
        ],
        "broken": [],
    }  # fmt: skip


def parcels() -> pd.DataFrame:
    """What each family is brought, as :func:`data.plans.save_plan` takes it."""
    rows = [
        (kk(number), program, PERIOD, code, stop_id, TRIP_OF.get(stop_id, ""), number in PRIORITY, kg, idr)
        for stop_id, (_, code, _, _, _, families) in STOPS.items()
        for number in families
        for program, kg, idr, who in (("CPP", 10.0, None, range(1, 21)), ("BLTDD", 0.0, 300_000, CASH))
        if number in who
    ]
    return pd.DataFrame(rows, columns=list(PARCEL_COLUMNS)).astype({"amount_idr": "Int64"})


def _make(folder: Path) -> Path:
    boundaries = folder / "batas.geojson"
    layer().reset_index().to_file(boundaries, driver="GeoJSON")
    families = [
        family(number, kode_desa=code, desa=name, dusun=f"Dusun {label[-2]}", lon=str(lon), lat=str(lat), kecamatan="")
        for label, code, name, lon, lat, numbers in STOPS.values()
        for number in numbers
    ]
    store = Store.open(folder / "kantor.duckdb")
    load_files(
        store,
        [
            SourceFile("boundaries", boundaries),
            families_of(csv_file(folder / "keluarga.csv", families)),
            recipients_of(csv_file(folder / "cpp.csv", [recipient(n) for n in range(1, 21)]), "CPP", PERIOD),
            recipients_of(csv_file(folder / "blt.csv", [recipient(n) for n in CASH]), "BLTDD", PERIOD),
        ],
        Answers(code_system="kemendagri"),
    )
    save_setting(store, "office_name", "Kecamatan Halong")
    note_collector(store, kk(3), program="", name="ANAK TIGA", relation="anak", by=KASI)
    inputs = {
        "program": "SEMUA", "period": PERIOD, "days": ["2026-11-28"], "seed": 1, "iterations": 100, "season": "",
        "data_version": store.data_version(), "recipient_count": 20, "unplaced_count": 0, "by_coordinate_count": 20,
        "by_dusun_count": 0, "by_stand_in_count": 0,
    }  # fmt: skip
    number = save_plan(store, inputs, plan_result(), parcels(), name="percobaan", by=KASI)
    choose_plan(store, number, first_day=FIRST_DAY, by=KASI)
    store.close()
    return store.path


_HOME = TemporaryDirectory(prefix="petasalur-plan-")
_MADE: list[Path] = []
PLAN = 1
"""Number of the plan."""


def delivery_store(folder: Path) -> Store:
    """Return a copy of the office's database; it is made once."""
    if not _MADE:
        _MADE.append(_make(Path(_HOME.name)))
    return Store.open(shutil.copy(_MADE[0], folder / "kantor.duckdb"))
