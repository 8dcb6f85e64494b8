"""Made-up trips with many people, for papers that no small office fills: no store knows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pandas as pd

from data.plans import SavedPlan
from data.trip_sheets import RECIPIENT_COLUMNS, TripSheets

LONG_DESA = ("Baruh Panyambaran", "Binuang Santang", "Padang Raya", "Uren", "Mantuyan", "Kapul", "Hauwai", "Tabuan")
HALF = 2


def name_of(number: int) -> str:
    """No name is part of another: each ends with its own number in words that stand nowhere else."""
    return f"WARGA NOMOR{number:05}X"


def made_up(
    people_per_desa: Sequence[int], *, name: Callable[[int], str] = name_of, straight_line: bool = True,
    days: Sequence[str] = ("2026-11-28",), programs: Sequence[str] = ("CPP",),
) -> TripSheets:  # fmt: skip
    """Return one trip per desa with two stops, half of its people each; 10 kg of rice and Rp 300.000 of BLT-DD each."""
    desa = {f"63.11.02.{2001 + at}": f"{LONG_DESA[at % len(LONG_DESA)]} {at}" for at in range(len(people_per_desa))}
    trips, visits, people, stops = [], [], [], []
    number = 0
    for order, (code, count) in enumerate(zip(desa, people_per_desa, strict=True), 1):
        trip_id = f"motor-{order}-1"
        halves = [count - count // HALF, count // HALF]
        for sequence, half in enumerate(halves, 1):
            stop_id, label = f"{code}-{sequence:02}", f"{desa[code]} {sequence} (Dusun {sequence})"
            stops.append({"stop_id": stop_id, "desa_code": code, "desa_name": desa[code], "label": label,
                          "window_start": "08:00", "window_end": "12:00"})  # fmt: skip
            visits.append({
                "sequence": sequence, "stop_id": stop_id, "depot_key": "", "desa_code": code, "label": label,
                "lon": 115.5, "lat": -2.3, "family_count": half, "priority_count": 1, "parcel_count": half,
                "load_kg": 10.0 * half, "leg_m": 4200.0, "leg_min": 20.0, "straight_m": 900.0, "arrive": "09:00",
                "leave": "10:30", "path": [], "trip_id": trip_id, "number": order,
            })  # fmt: skip
            for _ in range(half):
                number += 1
                people += [
                    (f"H{number}", name(number), f"631102********{number % 100:02}", "", f"Dusun {sequence}, RT 1/RW 2",
                     code, desa[code], stop_id, label, trip_id, order, sequence, program, "2026-11",
                     10.0 if program == "CPP" else 0.0, 300_000 if program == "BLTDD" else None, False, "", "")
                    for program in programs
                ]  # fmt: skip
        trips.append({
            "trip_id": trip_id, "vehicle_id": f"motor-{order}", "day": (order - 1) % len(days),
            "date": days[(order - 1) % len(days)], "trip_number": 1, "depot_key": "gudang", "is_feed": False,
            "is_locked": False, "stop_count": 2, "family_count": count, "parcel_count": count, "load_kg": 10.0 * count,
            "capacity_kg": 10.0 * max(count, 1), "distance_m": 12_600.0, "duration_min": 180.0, "cost_idr": 45_000.0,
            "start": "08:00", "depart": "08:30", "return": "12:00", "return_path": [], "vehicle": "Motor",
            "vehicle_key": "motor", "mode": "motor", "number": order, "depot_name": "Gudang Halong",
        })  # fmt: skip
    total = sum(people_per_desa)
    result = {
        "version": 2, "headline": f"{len(trips)} ritase, semua terlayani", "basis": "garis lurus × 1,4",
        "is_straight_line": straight_line, "season": "kering", "days": list(days), "depots": [], "stops": stops,
        "totals": {
            "trip_count": len(trips), "vehicle_count": len(trips), "served_stop_count": 2 * len(trips),
            "served_family_count": total, "served_parcel_count": total, "served_load_kg": 10.0 * total,
            "distance_m": 12_600.0 * len(trips), "cost_idr": 45_000.0 * len(trips),
        },
        "vehicles": [{"trips": [{"trip_id": trip["trip_id"]}]} for trip in trips], "transfers": [], "unserved": [],
    }  # fmt: skip
    plan = SavedPlan(7, dt.datetime(2026, 11, 20, 3, 0), {"program": "CPP", "period": "2026-11"}, result)  # noqa: DTZ001  as it is kept: UTC
    rows = pd.DataFrame(people, columns=list(RECIPIENT_COLUMNS)).astype({"amount_idr": "Int64"})
    return TripSheets(plan, pd.DataFrame(trips), pd.DataFrame(visits), rows)


def narrowed(sheets: TripSheets, trip_id: str, desa_code: str) -> TripSheets:
    """Return one trip or desa of made-up sheets, as :func:`data.trip_sheets.read_trip_sheets` does."""
    visits, people = sheets.visits, sheets.recipients
    if trip_id:
        visits, people = (each[each["trip_id"] == trip_id] for each in (visits, people))
    if desa_code:
        visits, people = (each[each["desa_code"] == desa_code] for each in (visits, people))
    return TripSheets(sheets.plan, sheets.trips[sheets.trips["trip_id"].isin(visits["trip_id"])], visits, people)
