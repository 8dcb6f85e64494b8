"""From timed trips to tables: when each vehicle leaves, arrives and returns, with what, how far and for how much."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.delivery.clock import clock_text
from analytics.delivery.depots import TRANSFER
from analytics.delivery.ground import Ground
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
_TEXTS = ("trip_id", "vehicle_id", "vehicle_key", "vehicle", "mode", "depot_key", "date")
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
        from the place before), straight_m (of it, along no network), arrive and leave ("HH:MM"), arrive_min, leave_min,
        place (its row in the ways).
    transfers
        One row per transfer point and day, RangeIndex; the columns of ``TRANSFER_COLUMNS``: what is handed over there,
        ready (when all of it is), fed_by and feeds (lists of trip_id).
    """
    rows = sorted(timed, key=lambda one: (one.kind, one.number, one.trip.day, one.start_min))
    visits = _visit_frame(ground, rows)
    trips = _with_costs(ground, _trip_frame(ground, rows, visits))
    return trips[list(TRIP_COLUMNS)], visits, _transfer_frame(ground, trips, visits)


def vehicle_name(ground: Ground, kind: int, number: int) -> str:
    """Return what a vehicle is called: "Motor 2", or "Motor" where there is only one."""
    return ground.kinds[kind].label if ground.kinds[kind].count == 1 else f"{ground.kinds[kind].label} {number}"


def _trip_frame(ground: Ground, rows: Sequence[Timed], visits: pd.DataFrame) -> pd.DataFrame:
    problem = ground.problem
    kinds = [ground.kinds[one.kind] for one in rows]
    frame = pd.DataFrame(
        {
            "trip_id": [one.trip.trip_id for one in rows],
            "vehicle_id": [one.trip.vehicle_id for one in rows],
            "vehicle_key": [kind.key for kind in kinds],
            "vehicle": [vehicle_name(ground, one.kind, one.number) for one in rows],
            "mode": [kind.mode for kind in kinds],
            "depot_key": [problem.depots["depot_key"].iloc[kind.depot] for kind in kinds],
            "day": [one.trip.day for one in rows],
            "date": [problem.days[one.trip.day] for one in rows],
            "is_feed": [one.trip.is_feed for one in rows],
            "is_locked": [one.trip.is_locked for one in rows],
            "capacity_kg": [kind.capacity_kg for kind in kinds],
            "capacity_parcels": [kind.capacity_parcels for kind in kinds],
            "distance_m": [float(sum(one.leg_m)) for one in rows],
            **{name: [getattr(one, name) for one in rows] for name in ("start_min", "depart_min", "return_min")},
        }
    )
    frame = frame.astype(dict.fromkeys(_TEXTS, object))
    frame["trip_number"] = frame.groupby(["vehicle_id", "day"]).cumcount() + 1
    frame["duration_min"] = frame["return_min"] - frame["start_min"]
    for name in ("start", "depart", "return"):
        frame[name] = frame[f"{name}_min"].map(clock_text)
    sums = visits.groupby("trip_id")[list(AMOUNTS)].sum()
    sums["stop_count"] = visits.assign(at=visits["place"]).groupby("trip_id")["at"].nunique()
    sums = sums.reindex(frame["trip_id"]).fillna(0).reset_index(drop=True)
    counts = dict.fromkeys((*AMOUNTS[:3], "stop_count"), int)
    frame["capacity_parcels"] = frame["capacity_parcels"].replace(np.inf, np.nan)
    return frame.join(sums.astype(counts))


def _with_costs(ground: Ground, trips: pd.DataFrame) -> pd.DataFrame:
    """Return the trips with cost_idr: way, hours, and the day's costs in equal shares for each trip of that day."""
    known = ["cost_idr_per_km", "cost_idr_per_hour", "cost_idr_per_day"]
    costs = pd.DataFrame(
        {name: {kind.key: getattr(kind, name) for kind in ground.kinds} for name in known}, dtype=float
    )
    of_trip = costs.reindex(trips["vehicle_key"]).reset_index(drop=True)
    trip_count = trips.groupby(["vehicle_id", "day"])["trip_id"].transform("size")
    amounts = [trips["distance_m"] / 1000, trips["duration_min"] / 60, 1 / trip_count]
    cost_idr = sum(of_trip[name].fillna(0) * amount for name, amount in zip(known, amounts, strict=True))
    return trips.assign(cost_idr=pd.Series(cost_idr, dtype=float).where(of_trip.notna().any(axis=1)))


def _visit_frame(ground: Ground, rows: Sequence[Timed]) -> pd.DataFrame:
    problem = ground.problem
    straight_m = problem.travel.straight_m
    told = [
        {
            "trip_id": one.trip.trip_id,
            "sequence": sequence,
            **{name: getattr(drop, name) for name in ("stop_id", "depot_key", *AMOUNTS)},
            "leg_m": one.leg_m[sequence - 1],
            "leg_min": one.leg_min[sequence - 1],
            "straight_m": one.leg_m[sequence - 1] if straight_m is None else straight_m[before, place],
            "arrive_min": one.arrive_min[sequence - 1],
            "leave_min": one.leave_min[sequence - 1],
            "place": place,
        }
        for one in rows
        for sequence, (drop, place, before) in enumerate(
            zip(one.trip.drops, one.places, [ground.kinds[one.kind].depot, *one.places], strict=False), 1
        )
    ]
    names = [name for name in VISIT_COLUMNS if name not in {"desa_code", "label", "lon", "lat", "arrive", "leave"}]
    frame = pd.DataFrame(told, columns=names).astype({"trip_id": object, "stop_id": object, "depot_key": object})
    if straight_m is None and not problem.travel.is_straight_line:
        frame["straight_m"] = 0.0
    depots = problem.depots.assign(desa_code="", label=problem.depots["name"])
    shown = ["desa_code", "label", "lon", "lat"]
    places = pd.concat([depots[shown], problem.stops[shown]], ignore_index=True)
    frame = frame.join(places, on="place")
    for name in ("arrive", "leave"):
        frame[name] = frame[f"{name}_min"].map(clock_text)
    return frame[list(VISIT_COLUMNS)]


def _transfer_frame(ground: Ground, trips: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    handed = visits[visits["depot_key"] != ""].merge(trips[["trip_id", "day"]], on="trip_id")
    depots = ground.problem.depots
    loading = trips[trips["depot_key"].isin(depots.loc[depots["kind"] == TRANSFER, "depot_key"])]
    if handed.empty and loading.empty:
        return pd.DataFrame(columns=list(TRANSFER_COLUMNS))
    keys = pd.concat([handed[["depot_key", "day"]], loading[["depot_key", "day"]]]).drop_duplicates()
    rows = []
    for row in keys.sort_values(["day", "depot_key"]).itertuples():
        here = handed[(handed["depot_key"] == row.depot_key) & (handed["day"] == row.day)]
        onward = loading[(loading["depot_key"] == row.depot_key) & (loading["day"] == row.day)]
        ready_min = float(here["leave_min"].max()) if len(here) else np.nan
        rows.append(
            {
                "depot_key": row.depot_key,
                "day": row.day,
                **here[["load_kg", "parcel_count", "family_count"]].sum().to_dict(),
                "ready_min": ready_min,
                "ready": "" if np.isnan(ready_min) else clock_text(ready_min),
                "fed_by": list(dict.fromkeys(here["trip_id"])),
                "feeds": list(onward["trip_id"]),
            }
        )
    named = depots.set_index("depot_key")[["name", "lon", "lat"]]
    columns = [name for name in TRANSFER_COLUMNS if name not in named]
    return pd.DataFrame(rows, columns=columns).join(named, on="depot_key")[list(TRANSFER_COLUMNS)]
