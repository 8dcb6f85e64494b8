"""A plan as it was kept, back as frames."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.delivery.clock import clock_minutes
from analytics.delivery.result import VERSION
from data.errors import PlanTooOld
from geo.notation import long_date

TRANSFER = "alih"
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
NOTHING_LEFT = {"reason": "", "remedy": ""}
_OF_TRIP = ("trip_id", "number", "vehicle")
_STOPS = ("stop_id", "desa_code", "desa_name", "label", "lon", "lat", "family_count", "load_kg", "priority_count")
_TRIPS = (
    "trip_id", "number", "vehicle_id", "vehicle_key", "vehicle", "mode", "day", "date", "trip_number", "depot_key",
    "is_feed", "is_locked", "stop_count", "family_count", "parcel_count", "load_kg", "capacity_kg", "distance_m",
    "duration_min", "cost_idr", "start", "depart", "return", "return_path", "broken",
)  # fmt: skip
_VISITS = (
    *_OF_TRIP, "sequence", "stop_id", "depot_key", "desa_code", "label", "lon", "lat", "family_count",
    "priority_count", "parcel_count", "load_kg", "leg_m", "leg_min", "straight_m", "arrive", "leave", "path",
)  # fmt: skip
_PLACES = ("depot_key", "name", "kind", "lon", "lat", "is_stand_in")
_UNSERVED = (
    "stop_id", "desa_code", "label", "lon", "lat", "family_count", "priority_count", "load_kg", "reason_key", "reason",
    "remedy", "remedies",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class PlanFrames:
    """The frames of a kept plan (version 2), all with a RangeIndex.

    ``stops``: one row per stop; ``is_left_out`` where some of it is brought by no trip.

    ``trips``: one row per trip, the fields of the JSON and ``number`` (1, 2, … as readers call it), ``place`` (row of
    ``places``), ``start_min``, ``depart_min``, ``return_min`` (minutes after midnight), ``fill_pct`` (load of the
    capacity, 0–100), ``is_broken`` (it breaks a rule).

    ``visits``: one row per call of a trip, the fields of the JSON and ``stop`` (row of ``stops``, -1 at a transfer
    point), ``place`` (row of ``places``, -1 at a stop), ``arrive_min``, ``leave_min``.

    ``places``: one row per depot or transfer point; ``ready``: from when goods lie at a transfer point ("10:20"; "" at
    depots).

    ``vehicles``: one row per vehicle that goes out. ``unserved``: one row per stop and reason. ``days``: what each day
    is called.
    """

    stops: pd.DataFrame
    trips: pd.DataFrame
    visits: pd.DataFrame
    places: pd.DataFrame
    vehicles: pd.DataFrame
    unserved: pd.DataFrame
    days: tuple[str, ...]
    is_straight_line: bool


def is_current(result: dict[str, Any]) -> bool:
    """Return whether a kept plan has the shape of today; older ones are to be made anew."""
    return result.get("version") == VERSION


def frames_of(result: dict[str, Any]) -> PlanFrames:
    """Return the frames of ``Plan.to_dict``.

    Raises
    ------
    data.errors.PlanTooOld
        An older version of the program made it; its trips must be planned anew.
    """
    if not is_current(result):
        raise PlanTooOld(version=result.get("version", 1))
    unserved = _frame(result["unserved"], _UNSERVED)
    stops = _frame(result["stops"], _STOPS)
    stops["is_left_out"] = stops["stop_id"].isin(unserved["stop_id"])
    places = _places(result)
    names = ("vehicle_key", "vehicle", "mode")
    made = [
        {**{name: vehicle.get(name, "") for name in names}, **trip}
        for vehicle in result["vehicles"]
        for trip in vehicle["trips"]
    ]
    numbered = [{**trip, "number": number} for number, trip in enumerate(made, 1)]
    calls = [{**call, **{key: trip[key] for key in _OF_TRIP}} for trip in numbered for call in trip["stops"]]
    trips = _trips(_frame(numbered, _TRIPS), places)
    return PlanFrames(
        stops=stops,
        trips=trips,
        visits=_visits(_frame(calls, _VISITS), stops, places),
        places=places,
        vehicles=_vehicles(trips),
        unserved=unserved,
        days=tuple(day_text(day) for day in result["days"]),
        is_straight_line=bool(result["is_straight_line"]),
    )


def day_text(day: str) -> str:
    """Return an ISO date as "Sabtu, 28 November 2026"."""
    date = dt.date.fromisoformat(day)
    return f"{WEEKDAYS[date.weekday()]}, {long_date(date)}"


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame.reindex(columns=[*columns, *frame.columns.difference(list(columns), sort=False)])


def _places(result: dict[str, Any]) -> pd.DataFrame:
    places = _frame(result["depots"], _PLACES)
    ready = {each["depot_key"]: each["ready"] for each in sorted(result.get("transfers", []), key=_latest)}
    places["ready"] = [ready.get(key, "") for key in places["depot_key"]]
    return places


def _latest(transfer: dict[str, Any]) -> tuple[int, str]:
    """Order transfers so that of several at one place the first one is told."""
    return -int(transfer.get("day", 0)), transfer["ready"]


def _trips(trips: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    rows = pd.Series(places.index, index=places["depot_key"])
    return trips.assign(
        place=trips["depot_key"].map(rows).fillna(0).astype(int),
        start_min=_minutes(trips["start"]),
        depart_min=_minutes(trips["depart"]),
        return_min=_minutes(trips["return"]),
        is_broken=trips["broken"].map(lambda broken: isinstance(broken, list) and bool(broken)),
        fill_pct=100 * trips["load_kg"].astype(float) / trips["capacity_kg"].astype(float),
    )


def _visits(visits: pd.DataFrame, stops: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    of_stop = pd.Series(stops.index, index=stops["stop_id"])
    of_place = pd.Series(places.index, index=places["depot_key"])
    return visits.assign(
        stop=visits["stop_id"].map(of_stop).fillna(-1).astype(int),
        place=visits["depot_key"].map(of_place).fillna(-1).astype(int),
        arrive_min=_minutes(visits["arrive"]),
        leave_min=_minutes(visits["leave"]),
    )


def _minutes(texts: pd.Series) -> pd.Series:
    return texts.astype(object).map(lambda text: clock_minutes(str(text)) or 0).astype(int)


def _vehicles(trips: pd.DataFrame) -> pd.DataFrame:
    """Return one row per vehicle: trips, what they carry together, how full the fullest is, distance, hours, cost."""
    sums = trips.groupby("vehicle", sort=False).agg(
        trip_count=("trip_id", "size"),
        family_count=("family_count", "sum"),
        load_kg=("load_kg", "sum"),
        capacity_kg=("capacity_kg", "first"),
        fill_pct=("fill_pct", "max"),
        distance_m=("distance_m", "sum"),
        duration_min=("duration_min", "sum"),
        start=("start", "min"),
        last_return=("return", "max"),
        day_count=("day", "nunique"),
    )
    costs = (
        trips["cost_idr"]
        .astype(float)
        .groupby(trips["vehicle"], sort=False)
        .agg(lambda each: each.sum(min_count=len(each)))
    )
    return sums.assign(cost_idr=costs).reset_index()
