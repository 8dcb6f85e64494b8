"""From timed trips to tables: when each vehicle leaves, arrives and returns, with what, how far and for how much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.clock import clock_text
from analytics.delivery.depots import TRANSFER
from analytics.delivery.ground import Floats, Ground, Kind
from analytics.delivery.parts import AMOUNTS
from analytics.delivery.trips import Timed

TRIP_COLUMNS = (
    "trip_id", "vehicle_id", "vehicle_key", "vehicle", "mode", "depot_key", "day", "date", "trip_number", "is_feed",
    "is_locked", "stop_count", *AMOUNTS, "capacity_kg", "capacity_parcels", "distance_m", "duration_min", "cost_idr",
    "start", "depart", "return", "start_min", "depart_min", "return_min",
)  # fmt: skip
VISIT_COLUMNS = (
    "trip_id", "sequence", "stop_id", "depot_key", "desa_code", "label", "lon", "lat", *AMOUNTS, "leg_m", "leg_min",
    "straight_m", "arrive", "leave", "arrive_min", "leave_min", "place",
)  # fmt: skip
_TEXTS = {
    "trip_id", "vehicle_id", "vehicle_key", "vehicle", "mode", "depot_key", "date", "stop_id", "label", "desa_code",
    "start", "depart", "return", "arrive", "leave",
}  # fmt: skip
Columns = dict[str, Any]
TRANSFER_COLUMNS = (
    "depot_key", "name", "lon", "lat", "day", "load_kg", "parcel_count", "family_count", "ready", "ready_min", "fed_by",
    "feeds",
)  # fmt: skip


def schedule(ground: Ground, timed: Sequence[Timed]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the tables of a plan.

    Returns
    -------
    trips
        One row per trip, RangeIndex, by vehicle, day and time; the columns of ``TRIP_COLUMNS``: vehicle ("Motor 2"),
        day (from 0), trip_number (from 1, of the vehicle and day), duration_min (from the start of loading to the
        return), cost_idr (way, hours and a share of the day's costs; NaN where nothing is known of a kind's costs),
        start (of loading), depart and return ("HH:MM"), and the same in minutes after midnight.
    visits
        One row per stop or transfer point of a trip, in order, RangeIndex; the columns of ``VISIT_COLUMNS``: sequence
        (from 1), stop_id ("" at a transfer point), depot_key (of the transfer point, else ""), leg_m and leg_min (way
        from the place before), straight_m (of it, along no network, by the vehicle's mode), arrive and leave ("HH:MM"),
        arrive_min, leave_min, place (its row in the ways).
    transfers
        One row per transfer point and day, RangeIndex; the columns of ``TRANSFER_COLUMNS``: what is handed over there,
        ready (when all of it is), fed_by and feeds (lists of trip_id).
    """
    rows = sorted(timed, key=lambda one: (one.kind, one.number, one.trip.day, one.start_min))
    visits = _visit_columns(ground, rows)
    trips = _trip_columns(ground, rows, visits)
    transfers = _transfer_rows(ground, trips, visits)
    return (
        _frame(trips, TRIP_COLUMNS),
        _frame(visits, VISIT_COLUMNS),
        pd.DataFrame(transfers, columns=list(TRANSFER_COLUMNS)),
    )


def _frame(columns: Columns, names: Sequence[str]) -> pd.DataFrame:
    """Return columns as a table; texts stay Python's own, also where there is no row."""
    texts = {name: pd.Series(columns[name], dtype=object) for name in names if name in _TEXTS}
    return pd.DataFrame({name: texts.get(name, columns[name]) for name in names}, copy=False)


def vehicle_name(ground: Ground, kind: int, number: int) -> str:
    """Return what a vehicle is called: "Motor 2", or "Motor" where there is only one."""
    return ground.kinds[kind].label if ground.kinds[kind].count == 1 else f"{ground.kinds[kind].label} {number}"


def _trip_columns(ground: Ground, rows: Sequence[Timed], visits: Columns) -> Columns:
    problem = ground.problem
    kinds = [ground.kinds[one.kind] for one in rows]
    depot_keys = problem.depots["depot_key"].to_list()
    start_min, depart_min, return_min = (
        np.array([getattr(one, name) for one in rows], dtype=float)
        for name in ("start_min", "depart_min", "return_min")
    )
    capacity_parcels = np.array([kind.capacity_parcels for kind in kinds], dtype=float)
    at = np.repeat(np.arange(len(rows)), [len(one.places) for one in rows])
    sums = {name: np.bincount(at, visits[name], len(rows)) for name in AMOUNTS}
    distance_m = np.array([sum(one.leg_m) for one in rows], dtype=float)
    trip_number, trip_count = _numbers([(one.trip.vehicle_id, one.trip.day) for one in rows])
    duration_min = return_min - start_min
    return {
        "trip_id": [one.trip.trip_id for one in rows],
        "vehicle_id": [one.trip.vehicle_id for one in rows],
        "vehicle_key": [kind.key for kind in kinds],
        "vehicle": [vehicle_name(ground, one.kind, one.number) for one in rows],
        "mode": [kind.mode for kind in kinds],
        "depot_key": [depot_keys[kind.depot] for kind in kinds],
        "day": np.array([one.trip.day for one in rows], dtype=int),
        "date": [problem.days[one.trip.day] for one in rows],
        "trip_number": trip_number,
        "is_feed": np.array([one.trip.is_feed for one in rows], dtype=bool),
        "is_locked": np.array([one.trip.is_locked for one in rows], dtype=bool),
        "stop_count": np.array([len(set(one.places)) for one in rows], dtype=int),
        **{name: values if name == "load_kg" else values.round().astype(int) for name, values in sums.items()},
        "capacity_kg": np.array([kind.capacity_kg for kind in kinds], dtype=float),
        "capacity_parcels": np.where(np.isinf(capacity_parcels), np.nan, capacity_parcels),
        "distance_m": distance_m,
        "duration_min": duration_min,
        "cost_idr": _costs(kinds, distance_m, duration_min, trip_count),
        "start": _texts(start_min),
        "depart": _texts(depart_min),
        "return": _texts(return_min),
        "start_min": start_min,
        "depart_min": depart_min,
        "return_min": return_min,
    }


def _texts(minutes: Floats) -> list[str]:
    return [clock_text(minute) for minute in minutes.tolist()]


def _numbers(vehicle_days: Sequence[tuple[str, int]]) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Return for each trip its number on that vehicle's day, from 1, and how many there are."""
    counts: dict[tuple[str, int], int] = {}
    number = []
    for one in vehicle_days:
        counts[one] = counts.get(one, 0) + 1
        number.append(counts[one])
    return np.array(number, dtype=int), np.array([counts[one] for one in vehicle_days], dtype=int)


def _costs(kinds: Sequence[Kind], distance_m: Floats, duration_min: Floats, trip_count: NDArray[np.int_]) -> Floats:
    """Return way, hours, and the day's costs in equal shares for each trip of that day; NaN where none is known."""
    rates = [[kind.cost_idr_per_km, kind.cost_idr_per_hour, kind.cost_idr_per_day] for kind in kinds]
    rates_idr = np.array(rates, dtype=float).reshape(len(kinds), 3)
    amounts = np.column_stack([distance_m / 1000, duration_min / 60, 1 / trip_count])
    return np.where(np.isnan(rates_idr).all(axis=1), np.nan, np.nansum(rates_idr * amounts, axis=1))


def _visit_columns(ground: Ground, rows: Sequence[Timed]) -> Columns:
    drops = [drop for one in rows for drop in one.trip.drops]
    place = np.array([place for one in rows for place in one.places], dtype=int)
    before = np.array([p for one in rows for p in [ground.kinds[one.kind].depot, *one.places[:-1]]], dtype=int)
    kind = np.array([one.kind for one in rows for _ in one.places], dtype=int)
    leg_m = np.array([leg for one in rows for leg in one.leg_m[:-1]], dtype=float)
    arrive_min, leave_min = (
        np.array([minute for one in rows for minute in getattr(one, name)], dtype=float)
        for name in ("arrive_min", "leave_min")
    )
    return {
        "trip_id": [one.trip.trip_id for one in rows for _ in one.places],
        "sequence": np.array([n for one in rows for n in range(1, len(one.places) + 1)], dtype=int),
        "stop_id": [drop.stop_id for drop in drops],
        "depot_key": [drop.depot_key for drop in drops],
        **{name: values[place] for name, values in ground.shown.items()},
        **{
            name: np.array([getattr(drop, name) for drop in drops], dtype=float if name == "load_kg" else int)
            for name in AMOUNTS
        },
        "leg_m": leg_m,
        "leg_min": np.array([leg for one in rows for leg in one.leg_min[:-1]], dtype=float),
        "straight_m": _straight_m(ground, kind, before, place, leg_m),
        "arrive": _texts(arrive_min),
        "leave": _texts(leave_min),
        "arrive_min": arrive_min,
        "leave_min": leave_min,
        "place": place,
    }


def _straight_m(
    ground: Ground, kind: NDArray[np.int_], before: NDArray[np.int_], place: NDArray[np.int_], leg_m: Floats
) -> Floats:
    """Return the metres of each leg that follow no network, by its vehicle's mode; all of it where there is no way."""
    along_m = leg_m.copy()
    for row in np.unique(kind):
        at = np.flatnonzero(kind == row)
        at = at[np.isfinite(ground.ways_m[row][before[at], place[at]])]
        if len(at):
            along_m[at] = ground.problem.travel.straight_m(ground.kinds[row].mode)[before[at], place[at]]
    return np.minimum(along_m, leg_m)


def _transfer_rows(ground: Ground, trips: Columns, visits: Columns) -> list[dict[str, Any]]:
    """Return what is handed over at each transfer point on each day, by day and transfer point."""
    day_of = dict(zip(trips["trip_id"], trips["day"].tolist(), strict=True))
    depots = ground.problem.depots.to_dict("records") if any(visits["depot_key"]) or _loads_there(ground) else []
    handed: dict[tuple[int, str], list[int]] = {}
    onward: dict[tuple[int, str], list[str]] = {}
    for at, key in enumerate(visits["depot_key"]):
        if key:
            handed.setdefault((day_of[visits["trip_id"][at]], key), []).append(at)
    kind_of = {one["depot_key"]: one["kind"] for one in depots}
    for trip_id, key in zip(trips["trip_id"], trips["depot_key"], strict=True):
        if kind_of.get(key) == TRANSFER:
            onward.setdefault((day_of[trip_id], key), []).append(trip_id)
    place = {one["depot_key"]: {name: one[name] for name in ("depot_key", "name", "lon", "lat")} for one in depots}
    rows = []
    for day, key in sorted({*handed, *onward}):
        here = handed.get((day, key), [])
        ready_min = float(visits["leave_min"][here].max()) if here else np.nan
        rows.append(
            {
                **place[key],
                "day": day,
                **{name: visits[name][here].sum().item() for name in ("load_kg", "parcel_count", "family_count")},
                "ready": clock_text(ready_min) if here else "",
                "ready_min": ready_min,
                "fed_by": list(dict.fromkeys(visits["trip_id"][at] for at in here)),
                "feeds": onward.get((day, key), []),
            }
        )
    return rows


def _loads_there(ground: Ground) -> bool:
    return any(kind.is_second for kind in ground.kinds)
