"""From a kept plan to what the map of trips paints: texts of the tips, marks, legend. Pure: kept by ``cache``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.delivery.saved import PlanFrames
from geo.maps import trips
from geo.maps.legend import Mark, trips_legend
from geo.maps.palette import TRIP_REST
from geo.maps.trips import SOLID, STRAIGHT, STRAIGHT_ENDS, TripFrames
from geo.network.modes import MODES
from pages.parts.format import clock, kilograms, kilometres, number
from pages.parts.map_layers import Picture

PLACE_KINDS = {"gudang": "Gudang", "pos": "Kantor pos", "alih": "Titik alih muatan"}
NO_LINE = 3
"""A way of fewer places is a straight line."""


def trips_picture(plan: PlanFrames, *, is_small: bool = False) -> Picture:
    """Return the trips of a plan along their ways, what is left out and why.

    :func:`geo.maps.trips.chosen_trip` beside it brings one trip forward. ``is_small``: without the day going by.
    """
    if plan.places.empty:
        return Picture((), "")
    rows = _trips(plan)
    frames = TripFrames(_stops(plan), rows, _calls(plan), _places(plan), plan.days)
    return Picture((trips.trips(frames, with_clock=not is_small),), _legend(plan, rows))


# --- stops ----------------------------------------------------------------------------------------------------


def _stops(plan: PlanFrames) -> pd.DataFrame:
    calls = _call_lines(plan)
    left = _left_lines(plan)
    rows = plan.stops.to_dict("records")
    return pd.DataFrame(
        {
            "stop_id": plan.stops["stop_id"],
            "lon": plan.stops["lon"],
            "lat": plan.stops["lat"],
            "title": [str(row["label"]) for row in rows],
            "lines": [
                [_goods(row), *_window(row), *calls.get(row["stop_id"], []), *left.get(row["stop_id"], [])] for row in rows
            ],
            "is_priority": [bool(_count(row, "priority_count") or row.get("is_priority_desa") is True) for row in rows],
            "is_left_out": plan.stops["is_left_out"],
        }
    )  # fmt: skip


def _count(row: Mapping[str, Any], name: str) -> int:
    value = row.get(name)
    return 0 if value is None or pd.isna(value) else int(value)


def _goods(row: Mapping[str, Any]) -> str:
    priority = _count(row, "priority_count")
    told = f"{kilograms(row['load_kg'])} untuk {number(row['family_count'])} keluarga"
    return f"{told}, {number(priority)} di antaranya prioritas" if priority else told


def _window(row: Mapping[str, Any]) -> list[str]:
    """Return between which hours goods may be handed over, where that is limited."""
    start, end = (row.get(name) or "" for name in ("window_start", "window_end"))
    if not start and not end:
        return []
    return [f"Serah terima {f'mulai {clock(start)}' if start else ''}{f' sampai {clock(end)}' if end else ''}".strip()]


def _call_lines(plan: PlanFrames) -> dict[str, list[str]]:
    calls = plan.visits[plan.visits["stop"] >= 0].sort_values(["number", "sequence"])
    told = [
        f"Ritase {row['number']} ({row['vehicle']}) · perhentian ke-{row['sequence']}, "
        f"{clock(row['arrive'])}–{clock(row['leave'])}"
        for row in calls.to_dict("records")
    ]
    return _gathered(calls["stop_id"], told)


def _left_lines(plan: PlanFrames) -> dict[str, list[str]]:
    told = [
        f"Belum terlayani {number(row['family_count'])} keluarga: {row['reason']}."
        + (f" Yang membantu: {row['remedy']}." if row["remedy"] else "")
        for row in plan.unserved.to_dict("records")
    ]
    return _gathered(plan.unserved["stop_id"], told)


def _gathered(keys: pd.Series, texts: list[str]) -> dict[str, list[str]]:
    grouped = pd.Series(texts, index=keys.index, dtype=object).groupby(keys.to_numpy(), sort=False)
    return {str(key): list(group) for key, group in grouped}


# --- trips ----------------------------------------------------------------------------------------------------


def _trips(plan: PlanFrames) -> pd.DataFrame:
    rows = plan.trips
    straight = plan.visits["straight_m"].fillna(0).groupby(plan.visits["trip_id"]).sum()
    off = rows["trip_id"].map(straight).fillna(0)
    paths = [path if isinstance(path, list) else [] for path in rows["return_path"]]
    told = rows.to_dict("records")
    return pd.DataFrame(
        {
            "trip_id": rows["trip_id"],
            "title": "Ritase " + rows["number"].astype(str) + " · " + rows["vehicle"].astype(str),
            "lines": [_trip_lines(plan, row) for row in told],
            "vehicle": rows["vehicle"].astype(str),
            "day": rows["day"].astype(int),
            "start_min": rows["start_min"],
            "depart_min": rows["depart_min"],
            "return_min": rows["return_min"],
            "place": rows["place"],
            "is_locked": rows["is_locked"].eq(True),
            "is_broken": rows["is_broken"],
            "return_path": paths,
            "return_dash": [
                _dash(path, STRAIGHT_ENDS if meters > 0 else SOLID, is_straight_line=plan.is_straight_line)
                for path, meters in zip(paths, off, strict=True)
            ],
        }
    )


def _trip_lines(plan: PlanFrames, row: Mapping[str, Any]) -> list[str]:
    mode = MODES[row["mode"]].label if row["mode"] in MODES else ""
    at = f"{clock(row['depart'])}–{clock(row['return'])}"
    on = f"{plan.days[int(row['day'])]}, {at}" if len(plan.days) > 1 else at
    brought = f"{number(row['stop_count'])} titik, {kilograms(row['load_kg'])}, {kilometres(row['distance_m'])}"
    marks = {
        "is_feed": "Mengantar barang ke titik alih muatan",
        "is_locked": "Terkunci: tidak ikut disusun ulang",
        "is_broken": "Melanggar aturan, lihat keterangan di atas peta",
    }
    return [f"{on} · {mode}" if mode else on, brought, *(text for name, text in marks.items() if row[name] is True)]


def _calls(plan: PlanFrames) -> pd.DataFrame:
    visits = plan.visits
    paths = [path if isinstance(path, list) else [] for path in visits["path"]]
    dashes = trips.dashes(
        visits["leg_m"].astype(float), visits["straight_m"].astype(float), is_straight_line=plan.is_straight_line
    )
    kept = ["trip_id", "sequence", "stop", "place", "arrive_min", "leave_min"]
    return visits[kept].assign(
        path=pd.Series(paths, index=visits.index, dtype=object),
        dash=[_dash(path, int(dash), is_straight_line=plan.is_straight_line) for path, dash in zip(paths, dashes, strict=True)],
    )  # fmt: skip


def _dash(path: list[Any], otherwise: int, *, is_straight_line: bool) -> int:
    return STRAIGHT if is_straight_line or len(path) < NO_LINE else otherwise


# --- places and legend ----------------------------------------------------------------------------------------


def _places(plan: PlanFrames) -> pd.DataFrame:
    rows = plan.places.to_dict("records")
    return pd.DataFrame(
        {
            "lon": plan.places["lon"],
            "lat": plan.places["lat"],
            "name": [_place_name(row) for row in rows],
            "kind": [row["kind"] if row["kind"] in PLACE_KINDS else "gudang" for row in rows],
            "note": [f"siap {clock(row['ready'])}" if row["ready"] else "" for row in rows],
            "lines": [_place_lines(row) for row in rows],
        }
    )


def _place_name(row: Mapping[str, Any]) -> str:
    kind = PLACE_KINDS.get(row["kind"], PLACE_KINDS["gudang"])
    return f"{kind} (sementara)" if row["is_stand_in"] is True else str(row["name"])


def _place_lines(row: Mapping[str, Any]) -> list[str]:
    kind = PLACE_KINDS.get(row["kind"], PLACE_KINDS["gudang"])
    stand_in = [str(row["name"])] if row["is_stand_in"] is True else []
    ready = [f"Barang siap diambil mulai {clock(row['ready'])}"] if row["ready"] else []
    return [kind, *stand_in, *ready]


def _legend(plan: PlanFrames, rows: pd.DataFrame) -> str:
    colours = trips.vehicle_colours(rows)
    named = [(str(colour), str(name)) for name, colour in colours.items() if colour != TRIP_REST]
    rest = [(TRIP_REST, "kendaraan lain, berwarna bila dipilih")] if TRIP_REST in set(colours) else []
    has = {
        Mark.LEFT_OUT: bool(plan.stops["is_left_out"].any()),
        Mark.PRIORITY: bool(plan.stops["priority_count"].fillna(0).gt(0).any()),
        Mark.TRANSFER: bool(plan.places["kind"].eq("alih").any()),
        Mark.STRAIGHT: plan.is_straight_line or bool(plan.visits["straight_m"].fillna(0).gt(0).any()),
    }
    return trips_legend("Kendaraan", [*named, *rest], [mark for mark, is_there in has.items() if is_there])
