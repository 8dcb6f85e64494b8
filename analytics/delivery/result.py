"""A plan of deliveries: trips by vehicle and day, what is left out and why; as tables and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from shapely import LineString

from analytics.delivery.parts import AMOUNTS
from analytics.delivery.problem import Problem
from analytics.delivery.trips import Trip

VERSION = 2
PATH_DECIMALS = 5
PATH_TOLERANCE_DEG = 1e-4
"""Paths are drawn to about 10 m."""
UNSERVED_COLUMNS = (
    "stop_id", "desa_code", "label", "lon", "lat", *AMOUNTS, "reason_key", "reason", "remedy", "remedies",
)  # fmt: skip
STOP_OUT = (
    "stop_id", "desa_code", "desa_name", "label", "lon", "lat", "place", *AMOUNTS, "modes", "window_start",
    "window_end", "is_priority_desa",
)  # fmt: skip
TRIP_OUT = (
    "trip_id", "vehicle_id", "day", "date", "trip_number", "depot_key", "is_feed", "is_locked", "stop_count", *AMOUNTS,
    "capacity_kg", "distance_m", "duration_min", "cost_idr", "start", "depart", "return",
)  # fmt: skip
VISIT_OUT = (
    "sequence", "stop_id", "depot_key", "desa_code", "label", "lon", "lat", *AMOUNTS, "leg_m", "leg_min", "straight_m",
    "arrive", "leave",
)  # fmt: skip
TRANSFER_OUT = ("depot_key", "name", "lon", "lat", "day", *AMOUNTS[2:], "family_count", "ready", "fed_by", "feeds")
DEPOT_OUT = ("depot_key", "name", "kind", "lon", "lat", "opens", "is_stand_in")


@dataclass(frozen=True, eq=False)
class Plan:
    """Deliveries of one or several days, checked.

    ``made``: the trips as they can be changed by hand (:mod:`analytics.delivery.edit`). ``trips``, ``visits``,
    ``transfers``: see :func:`analytics.delivery.schedule.schedule`.

    ``unserved``: one row per stop of which something is left out, RangeIndex; the columns of ``UNSERVED_COLUMNS``: how
    much is left out, reason_key, reason and remedy (Indonesian), remedies (list, see
    :mod:`analytics.delivery.remedy`).

    ``totals``: see :func:`totals_of`. ``broken``: sentences, empty for a plan that may be driven; ``broken_of``: the
    same by trip_id, for those that are one trip's fault.
    """

    problem: Problem
    made: tuple[Trip, ...]
    trips: pd.DataFrame
    visits: pd.DataFrame
    unserved: pd.DataFrame
    transfers: pd.DataFrame
    totals: dict[str, Any]
    seed: int
    iterations: int
    broken: tuple[str, ...] = ()
    broken_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    season: str = ""

    @property
    def basis(self) -> str:
        """How distances came about; stands beside every figure made of them."""
        return self.problem.travel.basis

    @property
    def headline(self) -> str:
        """One Indonesian sentence: "27 ritase, 1.068 km, 8 kendaraan: semua 39 titik terlayani"."""
        totals, days = self.totals, len(self.problem.days)
        driven = f"{totals['trip_count']} ritase, {_grouped(totals['distance_m'] / 1000)} km"
        driven += f", {days} hari" if days > 1 else ""
        left = totals["family_count"] - totals["served_family_count"]
        answer = f"semua {totals['stop_count']} titik terlayani"
        if left:
            served = f"{totals['served_stop_count']} dari {totals['stop_count']} titik terlayani penuh"
            answer = f"{served}, {_grouped(left)} dari {_grouped(totals['family_count'])} keluarga belum"
        return f"{driven}, {totals['vehicle_count']} kendaraan: {answer}"

    def to_dict(self) -> dict[str, Any]:
        """Return the plan for JSON, version 2: per vehicle its trips, per trip its stops in order; times "HH:MM"."""
        problem = self.problem
        return {
            "version": VERSION,
            "headline": self.headline,
            "basis": self.basis,
            "is_straight_line": problem.travel.is_straight_line,
            "season": self.season,
            "seed": self.seed,
            "iterations": self.iterations,
            "days": list(problem.days),
            "depots": records(problem.depots, DEPOT_OUT),
            "totals": {key: plain(value) for key, value in self.totals.items()},
            "stops": records(problem.stops, [name for name in STOP_OUT if name in problem.stops]),
            "vehicles": _vehicles(self),
            "transfers": records(self.transfers, TRANSFER_OUT),
            "unserved": records(self.unserved, UNSERVED_COLUMNS),
            "broken": list(self.broken),
        }


def _vehicles(plan: Plan) -> list[dict[str, Any]]:
    visits = records(plan.visits, [*VISIT_OUT, "trip_id", "place"])
    by_trip: dict[str, list[dict[str, Any]]] = {trip_id: [] for trip_id in plan.trips["trip_id"]}
    for visit in visits:
        by_trip[visit.pop("trip_id")].append(visit)
    home = {key: row for row, key in enumerate(plan.problem.depots["depot_key"])}
    trips: dict[str, list[dict[str, Any]]] = {}
    for trip, mode in zip(records(plan.trips, TRIP_OUT), plan.trips["mode"], strict=True):
        stops = by_trip[trip["trip_id"]]
        before = home[trip["depot_key"]]
        for stop in stops:
            here = stop.pop("place")
            stop["path"], before = path_of(plan.problem, mode, before, here), here
        back = path_of(plan.problem, mode, before, home[trip["depot_key"]])
        told = {**trip, "broken": list(plan.broken_of.get(trip["trip_id"], ())), "stops": stops, "return_path": back}
        trips.setdefault(trip["vehicle_id"], []).append(told)
    names = plan.trips[["vehicle_id", "vehicle_key", "vehicle", "mode", "depot_key"]].drop_duplicates("vehicle_id")
    return [{**row, "trips": trips[row["vehicle_id"]]} for row in records(names, list(names.columns))]


def path_of(problem: Problem, mode: str, start: int, end: int) -> list[list[float]]:
    """Return the way of a leg as [lon, lat] pairs to about 10 m; a straight line where no network is known."""
    travel = problem.travel
    is_known = mode in travel.by_mode and np.isfinite(travel.of(mode).distance_m[start, end])
    if travel.way is not None and is_known and start != end:
        way = travel.way(mode, start, end)
    else:
        way = [_place(problem, start), _place(problem, end)]
    if len(way) > 2:  # noqa: PLR2004 - a line of two places cannot be simpler
        way = list(LineString(way).simplify(PATH_TOLERANCE_DEG).coords)
    return [[round(float(lon), PATH_DECIMALS), round(float(lat), PATH_DECIMALS)] for lon, lat in way]


def _place(problem: Problem, place: int) -> tuple[float, float]:
    frame, row = (
        (problem.depots, place) if place < len(problem.depots) else (problem.stops, place - len(problem.depots))
    )
    return float(frame["lon"].iloc[row]), float(frame["lat"].iloc[row])


def totals_of(
    problem: Problem,
    trips: pd.DataFrame,
    unserved: pd.DataFrame,
    *,
    days_needed: int | None,
    remedies: Sequence[Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    """Return the sums of a plan.

    stop_count, served_stop_count (wholly served), family_count, served_family_count, and so for priority families,
    load_kg and parcels; vehicle_count (that go out), vehicle_available_count, trip_count, distance_m, duration_min (of
    all vehicles together), last_return ("HH:MM" or None), cost_idr (None where a cost is missing), days_needed (days in
    all that the same fleet needs for everything it can bring; None if more than looked for), remedies (alternatives,
    each a list that together makes the plan complete).
    """
    has_costs = len(trips) and trips["cost_idr"].notna().all()
    told: dict[str, Any] = {"stop_count": len(problem.stops)}
    told["served_stop_count"] = len(problem.stops) - unserved["stop_id"].nunique()
    for name in AMOUNTS:
        whole = problem.stops[name].sum().item()
        told |= {name: whole, f"served_{name}": whole - unserved[name].sum()}
    last = trips.loc[trips["return_min"].idxmax(), "return"] if len(trips) else None
    return {
        **told,
        "vehicle_count": trips["vehicle_id"].nunique(),
        "vehicle_available_count": int(problem.fleet["count"].sum()),
        "trip_count": len(trips),
        "distance_m": float(trips["distance_m"].sum()),
        "duration_min": float(trips["duration_min"].sum()),
        "last_return": last,
        "cost_idr": float(trips["cost_idr"].sum()) if has_costs else None,
        "days_needed": days_needed,
        "remedies": [list(each) for each in remedies],
    }


def _grouped(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")


def records(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows as JSON holds them."""
    return [{key: plain(value) for key, value in row.items()} for row in frame[list(columns)].to_dict("records")]


def plain(value: Any) -> Any:
    """Return a value that JSON holds: NaN and NA become None, numbers keep seven decimals (1 cm in degrees)."""
    if isinstance(value, dict | list | str) or value is None:
        return value
    if pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    return round(float(value), 7) if isinstance(value, float | np.floating) else int(value)
