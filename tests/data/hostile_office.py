"""An office in which every name is hostile: desa, kecamatan, people, vehicles, stops, roads, points, actions, settings.

``NAMES`` stand once each as the name of a desa, all ``TEXTS`` as names of roads, points and columns; what people are
called and what is typed are others of them. One family lives in each desa and receives rice; a plan with a trip for
each kecamatan of ten desa is driven.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from data.family import note_collector
from data.intake.load import Answers, load_files
from data.intake.request import SourceFile
from data.monev.meetings import add_action, add_meeting
from data.plans import PARCEL_COLUMNS, choose_plan, save_plan
from data.roads import ROADS
from data.roles import Actor
from data.service_points import POINTS
from data.settings import SETTINGS, save_setting
from data.store import Store
from tests.data.hostile_strings import FORMULA, HTML, LETTERS, MARKDOWN, PAPER, SCRIPT, STORE, TEXTS
from tests.data.intake_worlds import families_of, family, kk, recipient, recipients_of, xlsx_file
from tests.data.road_worlds import ASPHALT, write_lines

PERIOD, PLAN = "2026-10", 1
DAY = dt.date(2026, 11, 20)
WEST, SOUTH, SIDE = 115.5, -2.4, 0.02
PER_KECAMATAN = 10
OF_WINDOWS = ("CON", "con", "Nul.txt", "lpt1 . x")
"""Names of devices; two of them are one on a disk that does not tell capitals apart."""
NAMES = (*PAPER, *FORMULA, *LETTERS, *MARKDOWN, *HTML[:2], *SCRIPT[:1], *OF_WINDOWS, *STORE[:2])
COUNT = len(NAMES)
ACTIONS = 10
OFFICE = PAPER[2]


def text(number: int) -> str:
    return TEXTS[number % len(TEXTS)]


KASI = Actor(text(3), "kasi")


def code(number: int) -> str:
    return f"63.11.{1 + number // PER_KECAMATAN:02}.{2001 + number % PER_KECAMATAN}"


def corner(number: int) -> tuple[float, float]:
    """South-west corner of a desa: ten squares in a row, a row per kecamatan."""
    return round(WEST + SIDE * (number % PER_KECAMATAN), 6), round(SOUTH + SIDE * (number // PER_KECAMATAN), 6)


def middle(number: int) -> tuple[float, float]:
    west, south = corner(number)
    return round(west + SIDE / 2, 6), round(south + SIDE / 2, 6)


def _boundaries(path: Path) -> Path:
    features = []
    for number, name in enumerate(NAMES):
        west, south = corner(number)
        east, north = round(west + SIDE, 6), round(south + SIDE, 6)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        facts = {"kode": code(number), "nama": name, "kecamatan": text(number // PER_KECAMATAN * PER_KECAMATAN + 5)}
        facts |= dict.fromkeys(TEXTS, text(number + 1))  # columns that nobody asked for
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": facts, "geometry": shape})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def _book(path: Path, rows: list[dict[str, object]]) -> Path:
    return xlsx_file(path, {"Data": [list(rows[0]), *(list(row.values()) for row in rows)]})


def _files(folder: Path) -> list[SourceFile]:
    families, people = [], []
    for number in range(COUNT):
        lon, lat = middle(number)
        told = {"kode_desa": code(number), "desa": "", "kecamatan": "", "lat": str(lat), "lon": str(lon)}
        families.append(
            family(number + 1, nama=text(number + 7), dusun=text(number + 11), rt=text(number + 13),
                   rw=text(number + 17), **told)
        )  # fmt: skip
        people.append(recipient(number + 1, nama=text(number + 19)))
    west, south = corner(0)
    ways = [([[west, south + n / 1e5], [west + SIDE, south + n / 1e5]], {**ASPHALT, "name": name})
            for n, name in enumerate(TEXTS)]  # fmt: skip
    points = [["nama", "jenis", "bujur", "lintang", "catatan"], *([name, "salur", *middle(n % COUNT), text(n + 1)]
              for n, name in enumerate(TEXTS))]  # fmt: skip
    return [
        SourceFile("boundaries", _boundaries(folder / "batas.geojson")),
        families_of(_book(folder / "keluarga.xlsx", families)),
        recipients_of(_book(folder / "cpp.xlsx", people), "CPP", PERIOD),
        SourceFile(ROADS, write_lines(folder / "jalan.geojson", ways)),
        SourceFile(POINTS, xlsx_file(folder / "titik.xlsx", {"Titik": points})),
    ]


def _stop(number: int, sequence: int) -> dict[str, Any]:
    lon, lat = middle(number)
    return {
        "sequence": sequence, "stop_id": f"{code(number)}-01", "depot_key": "", "desa_code": code(number),
        "label": NAMES[number], "lon": lon, "lat": lat, "family_count": 1, "priority_count": 0, "parcel_count": 1,
        "load_kg": 10.0, "leg_m": 2200.0, "leg_min": 10.0, "straight_m": 2200.0, "arrive": "09:00", "leave": "09:10",
        "path": [[lon, lat], [lon, lat]],
    }  # fmt: skip


def _vehicle(place: int, numbers: range) -> dict[str, Any]:
    """One vehicle with one trip through the desa of a kecamatan."""
    vehicle_id, count = f"motor-{place + 1}", len(numbers)
    trip = {
        "trip_id": f"{vehicle_id}-1", "vehicle_id": vehicle_id, "day": 0, "date": str(DAY), "trip_number": 1,
        "depot_key": "gudang", "is_feed": False, "is_locked": False, "stop_count": count, "family_count": count,
        "parcel_count": count, "load_kg": 10.0 * count, "cost_idr": 45_000.0, "capacity_kg": 100.0,
        "distance_m": 22_000.0, "duration_min": 180.0, "start": "08:00", "depart": "08:30", "return": "11:30",
        "stops": [_stop(number, sequence) for sequence, number in enumerate(numbers, 1)], "return_path": [],
    }  # fmt: skip
    return {"vehicle_id": vehicle_id, "vehicle_key": "motor", "vehicle": text(place + 40), "mode": "motor",
            "depot_key": "gudang", "trips": [trip]}  # fmt: skip


def plan_result() -> dict[str, Any]:
    """The plan as :meth:`analytics.delivery.plan.Plan.to_dict` gives it; the last desa is left out."""
    served, lon, lat = COUNT - 1, *middle(COUNT - 1)
    tours = [range(start, min(start + PER_KECAMATAN, served)) for start in range(0, served, PER_KECAMATAN)]
    left = {"stop_id": f"{code(served)}-01", "desa_code": code(served), "label": NAMES[served], "lon": lon, "lat": lat}
    return {
        "version": 2, "headline": text(8), "basis": text(9), "is_straight_line": True, "season": "", "seed": 1,
        "iterations": 100, "days": [str(DAY)],
        "depots": [{"depot_key": "gudang", "name": text(0), "kind": "gudang", "lon": WEST, "lat": SOUTH,
                    "is_stand_in": False}],
        "totals": {
            "stop_count": COUNT, "served_stop_count": served, "family_count": COUNT, "served_family_count": served,
            "priority_count": 0, "served_priority_count": 0, "load_kg": 10.0 * COUNT, "served_load_kg": 10.0 * served,
            "parcel_count": COUNT, "served_parcel_count": served, "vehicle_count": len(tours),
            "vehicle_available_count": len(tours), "trip_count": len(tours), "distance_m": 22_000.0 * len(tours),
            "duration_min": 180.0 * len(tours), "last_return": "11:30", "cost_idr": 45_000.0 * len(tours),
            "days_needed": 2,
        },
        "stops": [
            {**_stop(number, 0), "desa_name": NAMES[number], "place": "permukiman", "modes": "", "window_start": "",
             "window_end": "", "is_priority_desa": False} for number in range(COUNT)
        ],
        "vehicles": [_vehicle(place, numbers) for place, numbers in enumerate(tours)], "transfers": [],
        "unserved": [
            {**left, "family_count": 1, "priority_count": 0, "parcel_count": 1, "load_kg": 10.0, "reason": text(21),
             "reason_key": "armada_habis", "remedy": text(22), "remedies": [{"kind": "days", "count": 2}]},
        ],
        "broken": [],
    }  # fmt: skip


def _parcels() -> pd.DataFrame:
    rows = [
        (kk(number + 1), "CPP", PERIOD, code(number), f"{code(number)}-01",
         f"motor-{number // PER_KECAMATAN + 1}-1" if number < COUNT - 1 else "", False, 10.0, None)
        for number in range(COUNT)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(PARCEL_COLUMNS)).astype({"amount_idr": "Int64"})


def _typed(store: Store) -> None:
    """What people type on the screens."""
    words = [key for key, entry in SETTINGS.items() if entry.default is None and entry.minimum is None]
    for number, key in enumerate(words):
        save_setting(store, key, text(number + 30))
    save_setting(store, "office_name", OFFICE)
    meeting = add_meeting(store, text(1), on_date=DAY, place=text(2), participant_count=9, by=KASI, notes=text(4))
    for number in range(ACTIONS):
        add_action(store, meeting, NAMES[number], owner=NAMES[number + 1], due_on=DAY, on_date=DAY, by=KASI)
        note_collector(store, kk(number + 1), program="", name=text(number + 23), relation=text(number + 29), by=KASI)


def _make(folder: Path) -> Path:
    store = Store.open(folder / "kantor.duckdb")
    load_files(store, _files(folder), Answers(code_system="kemendagri"))
    _typed(store)
    inputs = {
        "program": "CPP", "period": PERIOD, "days": [str(DAY)], "seed": 1, "iterations": 100, "season": "",
        "data_version": store.data_version(), "recipient_count": COUNT, "unplaced_count": 0,
        "by_coordinate_count": COUNT, "by_dusun_count": 0, "by_stand_in_count": 0,
    }  # fmt: skip
    number = save_plan(store, inputs, plan_result(), _parcels(), name=text(6), by=KASI)
    choose_plan(store, number, first_day=DAY, by=KASI)
    store.close()
    return store.path


_HOME = TemporaryDirectory(prefix="petasalur-jahat-")
_MADE: list[Path] = []


def hostile_store(folder: Path) -> Store:
    """Return a copy of the office's database; it is made once."""
    if not _MADE:
        _MADE.append(_make(Path(_HOME.name)))
    return Store.open(shutil.copy(_MADE[0], folder / "kantor.duckdb"))
