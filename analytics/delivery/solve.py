"""Which vehicle takes which parts in which order: PyVRP is told the problem here, and only here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyvrp
from numpy.typing import NDArray

from analytics.delivery.parts import Kind
from analytics.delivery.search import search
from geo.progress import Progress, silent
from geo.travel import TravelMatrix

SECONDS = 60
GRAMS = 1000
COST_PER_M = 10
"""Cost of a metre; the rest is weighed against it."""
COST_PER_S = 1
"""An hour costs as much as 360 m: of two plans of nearly equal length, the quicker."""
COST_PER_VEHICLE = 1000 * COST_PER_M
"""A further vehicle goes out if that saves a kilometre."""
NO_WAY_M = 10_000_000
"""Stands for "no way" in the solver's whole numbers: farther than any shift reaches."""
REPORTS = 100


@dataclass(frozen=True)
class Tour:
    """What one vehicle does in a day: ``kind`` is its row in the fleet, ``trips`` rows of the parts in order."""

    kind: int
    trips: tuple[tuple[int, ...], ...]


class _Stop:
    """PyVRP's stopping criterion: so many iterations, telling how many are done."""

    def __init__(self, iterations: int, progress: Progress, text: str) -> None:
        self.iterations, self.progress, self.text, self.done = iterations, progress, text, 0

    def __call__(self, best_cost: int) -> bool:  # noqa: ARG002 - PyVRP's signature
        if self.done % max(1, self.iterations // REPORTS) == 0:
            self.progress(min(1.0, self.done / max(1, self.iterations)), self.text)
        self.done += 1
        return self.done > self.iterations


def solve(
    parts: pd.DataFrame,
    kinds: list[Kind],
    travel: TravelMatrix,
    *,
    seed: int,
    iterations: int,
    vehicle_cost: int = COST_PER_VEHICLE,
    progress: Progress = silent,
    text: str = "Menyusun rute",
) -> list[Tour]:
    """Return tours that serve as many families as possible and, of those, drive least.

    The distance is weighed with the cost per kilometre where every kind has one. A part that is in no tour does
    not fit: its prize is higher than any trip to it costs. Same input and seed, same tours.

    Parameters
    ----------
    parts
        One row per part, RangeIndex; columns stop (row of the stops), family_count, load_kg.
    kinds
        The fleet.
    travel
        Place 0 is the depot, place i + 1 is stop i.
    seed, iterations
        Of PyVRP's iterated local search.
    vehicle_cost
        Cost of sending out one more vehicle, where a metre costs ``COST_PER_M``.
    progress, text
        Told about 100 times how far the search is.
    """
    if parts.empty or not kinds:
        return []
    data = _problem(parts, kinds, travel, vehicle_cost)
    found = search(data, seed=seed, stop=_Stop(iterations, progress, text))
    if not found.is_feasible():  # start again from a plan that breaks nothing because it does nothing
        found = search(data, seed=seed, stop=_Stop(iterations, progress, text), start=pyvrp.Solution(data, []))
    tours = [Tour(route.vehicle_type(), _trips(route)) for route in found.routes()]
    return [tour for tour in tours if tour.trips]


def _trips(route: pyvrp.Route) -> tuple[tuple[int, ...], ...]:
    trips: dict[int, list[int]] = {}
    for activity in route.schedule():
        if activity.is_client():
            trips.setdefault(activity.trip, []).append(activity.idx)
    return tuple(tuple(trip) for trip in trips.values())


def _problem(parts: pd.DataFrame, kinds: list[Kind], travel: TravelMatrix, vehicle_cost: int) -> pyvrp.ProblemData:
    """Return the problem in PyVRP's terms: place 0 is the depot, place i + 1 is part i."""
    places = np.concatenate([[0], parts["stop"].to_numpy() + 1])
    distance_m = np.nan_to_num(travel.distance_m[np.ix_(places, places)], posinf=NO_WAY_M).round().astype(int)
    durations: list[Any] = [_seconds(kind, parts, travel, places) for kind in kinds]
    weights = _cost_per_m(kinds)
    farthest_m = int((distance_m[0] + distance_m[:, 0]).max())
    longest_s = max(kind.shift_min for kind in kinds) * SECONDS
    trip_cost = farthest_m * max(weights) + longest_s * COST_PER_S + vehicle_cost
    families = parts["family_count"].to_numpy()
    prizes = (trip_cost * (1 + families / families.max())).astype(int)
    loads = np.ceil(parts["load_kg"].to_numpy() * GRAMS - 1e-6).astype(int)
    clients = [
        pyvrp.Client(place, delivery=[int(load)], prize=int(prize), required=False)
        for place, (load, prize) in enumerate(zip(loads, prizes, strict=True), 1)
    ]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in places],
        clients=clients,
        depots=[pyvrp.Depot(0, service_duration=round(kind.load_min * SECONDS)) for kind in kinds],
        vehicle_types=[
            _vehicle_type(row, kind, weight, vehicle_cost)
            for row, (kind, weight) in enumerate(zip(kinds, weights, strict=True))
        ],
        distance_matrices=[distance_m] * len(kinds),
        duration_matrices=durations,
    )


def _vehicle_type(row: int, kind: Kind, cost_per_m: int, vehicle_cost: int) -> pyvrp.VehicleType:
    """Return ``kind`` with a depot of its own (same place, its own time to load) and a profile of its own."""
    return pyvrp.VehicleType(
        num_available=kind.count,
        capacity=[int(kind.capacity_kg * GRAMS)],
        start_depot=row,
        end_depot=row,
        reload_depots=[row],
        max_reloads=kind.max_trips - 1,
        fixed_cost=vehicle_cost,
        tw_early=kind.start_min * SECONDS,
        tw_late=kind.end_min * SECONDS,
        unit_distance_cost=cost_per_m,
        unit_duration_cost=COST_PER_S,
        profile=row,
        name=kind.key,
    )


def _seconds(kind: Kind, parts: pd.DataFrame, travel: TravelMatrix, places: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the seconds from place to place with the service at the place one arrives at.

    Service differs by vehicle, which PyVRP's clients do not know; its profiles do. Going on to another part of the
    same stop costs no second stopping time.
    """
    way_min = np.nan_to_num(travel.minutes(kind.speed_kmh)[np.ix_(places, places)], posinf=NO_WAY_M)
    stay_min = np.concatenate([[0.0], kind.service_min(parts["family_count"].to_numpy())])
    again_min = np.where(places[:, None] == places[None, :], kind.service_min_per_stop, 0.0)
    total_min = way_min + stay_min[None, :] - again_min
    np.fill_diagonal(total_min, 0.0)
    return np.ceil(total_min * SECONDS - 1e-6).astype(np.int64)


def _cost_per_m(kinds: list[Kind]) -> list[int]:
    """Return the weight of a metre of each kind: by cost per kilometre where all have one, else the same."""
    costs = np.array([kind.cost_idr_per_km for kind in kinds])
    if np.isnan(costs).any() or not costs.any():
        return [COST_PER_M] * len(kinds)
    return [max(1, round(weight)) for weight in costs / costs.mean() * COST_PER_M]
