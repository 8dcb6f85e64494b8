"""A plan of deliveries for one day: from stops and vehicles to trips, what is left out, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.delivery.check import check_plan
from analytics.delivery.fill import fill
from analytics.delivery.parts import Kind, kinds_of, split_stops
from analytics.delivery.remedy import (
    FLEET_USED_UP,
    Remedy,
    impossible_sentences,
    leftover_sentences,
    what_helps,
)
from analytics.delivery.schedule import schedule
from analytics.delivery.solve import Tour, solve
from data.errors import PlanBroken
from geo.progress import Progress, silent
from geo.travel import TravelMatrix, straight_line_matrix

ITERATIONS = 4000
"""5 to 8 seconds for 130 parts on two cores."""
REMEDY_SHARE = 1 / 8
"""Of the iterations, for each look at what would help."""
PLANNED = 0.85
"""Share of the progress at which the trips are planned and only remedies are looked for."""
UNSERVED_COLUMNS = (
    "stop_id", "desa_code", "label", "lon", "lat", "family_count", "load_kg", "reason", "remedy",
)  # fmt: skip


@dataclass(frozen=True)
class Depot:
    """Where every trip begins and ends; ``is_stand_in`` where the office has not said where that is."""

    name: str
    lon: float
    lat: float
    is_stand_in: bool = False


@dataclass(frozen=True)
class Plan:
    """One day of deliveries, checked.

    ``trips`` and ``visits``: see :func:`analytics.delivery.schedule.schedule`.

    ``unserved``: one row per stop and reason, RangeIndex; columns stop_id, desa_code, label, lon, lat,
    family_count and load_kg (of what is left out), reason, remedy (Indonesian).

    ``totals``: stop_count, served_stop_count (wholly served), family_count, served_family_count, load_kg,
    served_load_kg, vehicle_count (that go out), vehicle_available_count, trip_count, distance_m, duration_min
    (of all vehicles together), last_return ("HH:MM" or None), cost_idr (None where a cost is missing),
    day_count (days the same fleet needs for everything possible; None if more than looked for),
    extra_vehicles (label → how many more of that kind serve the rest on the same day).

    ``basis`` says how distances came about and stands beside every figure made of them. ``depot`` is None only
    where there are no stops.
    """

    stops: pd.DataFrame
    trips: pd.DataFrame
    visits: pd.DataFrame
    unserved: pd.DataFrame
    totals: dict[str, Any]
    basis: str
    depot: Depot | None
    seed: int
    iterations: int

    @property
    def headline(self) -> str:
        """One Indonesian sentence: "27 ritase, 1.068 km, 8 kendaraan: semua 39 titik terlayani"."""
        totals = self.totals
        driven = f"{totals['trip_count']} ritase, {_grouped(totals['distance_m'] / 1000)} km"
        left = totals["family_count"] - totals["served_family_count"]
        answer = f"semua {totals['stop_count']} titik terlayani"
        if left:
            served = f"{totals['served_stop_count']} dari {totals['stop_count']} titik terlayani penuh"
            answer = f"{served}, {_grouped(left)} dari {_grouped(totals['family_count'])} keluarga belum"
        return f"{driven}, {totals['vehicle_count']} kendaraan: {answer}"

    def to_dict(self) -> dict[str, Any]:
        """Return the plan for JSON: per vehicle its trips, per trip its stops in order; times are "HH:MM"."""
        by_trip = {trip_id: _records(rows, _VISIT_OUT) for trip_id, rows in self.visits.groupby("trip_id")}
        trips = [{**trip, "stops": by_trip[trip["trip_id"]]} for trip in _records(self.trips, _TRIP_OUT)]
        names = self.trips[["vehicle_id", "vehicle_key", "vehicle"]].drop_duplicates()
        vehicles = [
            {**row, "trips": [trip for trip in trips if trip["vehicle_id"] == row["vehicle_id"]]}
            for row in _records(names, list(names.columns))
        ]
        return {
            "headline": self.headline,
            "basis": self.basis,
            "depot": asdict(self.depot) if self.depot else None,
            "seed": self.seed,
            "iterations": self.iterations,
            "totals": {key: _plain(value) for key, value in self.totals.items()},
            "stops": _records(self.stops, list(self.stops.columns)),
            "vehicles": vehicles,
            "unserved": _records(self.unserved, list(UNSERVED_COLUMNS)),
        }


_TRIP_OUT = [
    "trip_id", "vehicle_id", "trip_number", "stop_count", "family_count", "load_kg", "capacity_kg", "distance_m",
    "duration_min", "cost_idr", "depart", "return",
]  # fmt: skip
_VISIT_OUT = [
    "sequence", "stop_id", "desa_code", "label", "lon", "lat", "family_count", "load_kg", "leg_m", "arrive", "leave",
]  # fmt: skip


def make_plan(
    stops: pd.DataFrame,
    vehicles: pd.DataFrame,
    *,
    depot: Depot | None = None,
    road_factor: float = 1.4,
    travel: TravelMatrix | None = None,
    seed: int = 1,
    iterations: int = ITERATIONS,
    progress: Progress = silent,
) -> Plan:
    """Plan one day.

    Parameters
    ----------
    stops
        ``Stops.frame`` of :func:`analytics.delivery.stops.make_stops`.
    vehicles
        A checked fleet (:func:`analytics.delivery.vehicles.check_vehicles`).
    depot
        Where trips begin; by default the stop from which the load has the shortest way, as a stated stand-in.
    road_factor
        Of the straight lines, where no ``travel`` is given.
    travel
        Distances between the depot (place 0) and the stops (place i + 1 for row i), for example of a network of
        roads.
    seed, iterations
        Same stops, vehicles, distances, seed and iterations: same plan.
    progress
        Told the share done.

    Raises
    ------
    data.errors.PlanBroken
        The independent checker found a fault. Not seen so far; no unchecked plan gets out.
    """
    stops = stops.reset_index(drop=True)
    if depot is None and len(stops):
        depot = stand_in_depot(stops)
    if travel is None:
        origin = [depot.lon, depot.lat] if depot else [0.0, 0.0]  # no depot only where there are no stops
        lon, lat = np.array([origin, *stops[["lon", "lat"]].to_numpy(float)]).T
        travel = straight_line_matrix(lon, lat, road_factor=road_factor)
    kinds = kinds_of(vehicles)
    parts, impossible = split_stops(stops, kinds, travel)
    tours = solve(parts, kinds, travel, seed=seed, iterations=iterations, progress=_first(progress))
    tours = fill(tours, parts, kinds, travel)
    trips, visits = schedule(tours, parts, stops, kinds, travel)
    left = _left(parts, tours)
    remedy = _remedy(left, kinds, travel, seed, iterations, progress)
    unserved = _unserved(stops, left, remedy, kinds, impossible)
    problems = check_plan(trips, visits, unserved, stops=stops, vehicles=vehicles, travel=travel)
    if problems:
        raise PlanBroken(problems="; ".join(problems))
    totals = _totals(stops, trips, unserved, kinds, remedy)
    progress(1.0, "Rencana selesai")
    return Plan(stops, trips, visits, unserved, totals, travel.basis, depot, seed, iterations)


def stand_in_depot(stops: pd.DataFrame) -> Depot:
    """Return the stop from which the whole load has the shortest way (families, where there is no load)."""
    weight = stops["load_kg"] if stops["load_kg"].sum() else stops["family_count"]
    distance_m = straight_line_matrix(stops["lon"], stops["lat"], road_factor=1).distance_m
    best = stops.iloc[int((distance_m @ weight.to_numpy(float)).round().argmin())]
    name = f"gudang belum diisi; sementara di {best['label']}"
    return Depot(name, float(best["lon"]), float(best["lat"]), is_stand_in=True)


def _first(progress: Progress) -> Progress:
    return lambda share, text: progress(PLANNED * share, text)


def _left(parts: pd.DataFrame, tours: Sequence[Tour]) -> pd.DataFrame:
    """Return the parts that no tour brings."""
    brought = [part for tour in tours for trip in tour.trips for part in trip]
    return parts.drop(index=brought).reset_index(drop=True)


def _remedy(
    left: pd.DataFrame, kinds: list[Kind], travel: TravelMatrix, seed: int, iterations: int, progress: Progress
) -> Remedy:
    if left.empty:
        return Remedy(np.zeros(0, dtype=np.intp), {})
    return what_helps(
        left,
        kinds,
        travel,
        seed=seed,
        iterations=max(1, round(iterations * REMEDY_SHARE)),
        progress=lambda share, text: progress(PLANNED + (1 - PLANNED) * share, text),
    )


def _unserved(
    stops: pd.DataFrame, left: pd.DataFrame, remedy: Remedy, kinds: list[Kind], impossible: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per stop, reason and remedy, by stop."""
    day = np.where(remedy.day, remedy.day, np.inf)
    fleet = left.assign(reason=FLEET_USED_UP, remedy=leftover_sentences(left, remedy, kinds), day=day)
    never = impossible.assign(remedy=impossible_sentences(impossible), day=0)
    rows = pd.concat([fleet, never.drop(columns=["needed_min"])])
    # Parts of one stop that wait for different days are told together, with the last day.
    rows = (
        rows.sort_values(["stop", "day"])
        .groupby(["stop", "reason"], as_index=False)
        .agg(family_count=("family_count", "sum"), load_kg=("load_kg", "sum"), remedy=("remedy", "last"))
    )
    rows = rows.join(stops[["stop_id", "desa_code", "label", "lon", "lat"]], on="stop")
    return rows[list(UNSERVED_COLUMNS)].reset_index(drop=True)


def _totals(
    stops: pd.DataFrame, trips: pd.DataFrame, unserved: pd.DataFrame, kinds: list[Kind], remedy: Remedy
) -> dict[str, Any]:
    left = unserved[["family_count", "load_kg"]].sum()
    families, load_kg = int(stops["family_count"].sum()), float(stops["load_kg"].sum())
    cost_idr = float(trips["cost_idr"].sum()) if trips["cost_idr"].notna().all() and len(trips) else None
    last = trips.loc[trips["return_min"].idxmax(), "return"] if len(trips) else None
    return {
        "stop_count": len(stops),
        "served_stop_count": len(stops) - unserved["stop_id"].nunique(),
        "family_count": families,
        "served_family_count": families - int(left["family_count"]),
        "load_kg": load_kg,
        "served_load_kg": load_kg - float(left["load_kg"]),
        "vehicle_count": trips["vehicle_id"].nunique(),
        "vehicle_available_count": sum(kind.count for kind in kinds),
        "trip_count": len(trips),
        "distance_m": float(trips["distance_m"].sum()),
        "duration_min": float(trips["duration_min"].sum()),
        "last_return": last,
        "cost_idr": cost_idr,
        "day_count": None if (remedy.day == 0).any() else int(max([1, *remedy.day])),
        "extra_vehicles": {kinds[row].label: count for row, count in remedy.extra.items()},
    }


def _grouped(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")


def _records(frame: pd.DataFrame, columns: list[str]) -> list[dict[str, Any]]:
    return [{key: _plain(value) for key, value in row.items()} for row in frame[columns].to_dict("records")]


def _plain(value: Any) -> Any:
    """Return a value that JSON holds: NaN and NA become None, numbers keep seven decimals (1 cm in degrees)."""
    if isinstance(value, dict | str) or value is None:
        return value
    if pd.isna(value):
        return None
    return round(float(value), 7) if isinstance(value, float | np.floating) else int(value)
