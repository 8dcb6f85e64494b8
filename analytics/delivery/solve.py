"""Which vehicle takes which parts in which order: PyVRP is told the problem here, and only here."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyvrp
from numpy.typing import NDArray

from analytics.delivery.fill import fill
from analytics.delivery.ground import Floats, Kind
from analytics.delivery.search import search
from analytics.delivery.tours import Slot, Task, Tour

SECONDS = 60
GRAMS = 1000
COST_PER_M = 10
"""Cost of a metre where money does not count; the rest is weighed against it."""
COST_PER_S = 1
"""An hour costs as much as 360 m: of two plans of nearly equal length, the quicker."""
COST_PER_VEHICLE = 1000 * COST_PER_M
"""A further vehicle goes out if that saves a kilometre."""
COST_PER_IDR = 10
"""Of the solver's whole numbers, where money counts."""
NO_WAY_M = 10_000_000
"""Stands for "no way" in the solver's whole numbers: farther than any shift reaches."""
PRIORITY_WORTH = 20
"""A part with priority families is worth so many others to the search; that none of them waits behind others is seen to
by :func:`analytics.delivery.oneday.plan_tours`."""
MUCH = 10**15
REPORTS = 100
MANY_PARTS = 150
"""From so many parts on two searches run beside each other, on two cores (PyVRP lets other threads run): one begins
with a plan made by hand, one with PyVRP's own. Which is better depends on the day; neither knows of the other, so that
the same seed gives the same plan."""


class _Watch(pyvrp.IteratedLocalSearchCallbacks):
    """Keeps the plan that leaves out least, and of those the cheapest: a complete plan, once found, is not given up."""

    def __init__(self, data: pyvrp.ProblemData) -> None:
        self.evaluator = pyvrp.CostEvaluator([0.0] * data.num_load_dimensions, 0.0, 0.0)
        self.best: pyvrp.Solution | None = None
        self.key = (np.inf, np.inf)

    def look(self, plan: pyvrp.Solution) -> None:
        """Compare a plan with the best so far."""
        left_out = plan.uncollected_prizes()
        if left_out <= self.key[0] and plan.is_feasible():
            key = (left_out, self.evaluator.penalised_cost(plan))
            if key < self.key:
                self.key, self.best = key, plan

    def on_start(self, ils: pyvrp.IteratedLocalSearch) -> None:
        """Look at the plan that the search begins with."""
        self.look(ils.initial_solution)

    def on_iteration(
        self,
        current: pyvrp.Solution,  # noqa: ARG002 - PyVRP's signature
        candidate: pyvrp.Solution,
        best: pyvrp.Solution,
        cost_evaluator: pyvrp.CostEvaluator,  # noqa: ARG002 - PyVRP's signature
    ) -> None:
        """Look at the plan of one iteration, and at what was made of it."""
        self.look(candidate)
        self.look(best)


class Stop:
    """PyVRP's stopping criterion: so many iterations, telling how many are done.

    ``is_enough``: stop at the first complete plan, where only that is asked. ``seconds``: stop after so long.
    """

    def __init__(
        self, iterations: int, tell: Callable[[float], None], *, is_enough: bool = False, seconds: float | None = None
    ) -> None:
        self.iterations, self.tell, self.is_enough, self.done = iterations, tell, is_enough, 0
        self.until = None if seconds is None else time.monotonic() + seconds
        self.watch: _Watch | None = None
        self.beside: Stop | None = None

    def twin(self) -> Stop:
        """Return a criterion for a search beside this one, which tells nothing; one complete plan of two is enough."""
        other = Stop(self.iterations, lambda _: None, is_enough=self.is_enough)
        other.until, other.beside, self.beside = self.until, self, other
        return other

    def has_enough(self) -> bool:
        """Return whether only a complete plan is asked for and found."""
        return self.is_enough and self.watch is not None and self.watch.key[0] == 0

    def __call__(self, best_cost: int) -> bool:  # noqa: ARG002 - PyVRP's signature
        """Return whether to end the search; asked before each iteration."""
        if self.done % max(1, self.iterations // REPORTS) == 0:
            self.tell(min(1.0, self.done / max(1, self.iterations)))
        self.done += 1
        if self.has_enough() or (self.beside is not None and self.beside.has_enough()):
            return True
        return self.done > self.iterations if self.until is None else time.monotonic() > self.until


def solve(
    task: Task,
    *,
    seed: int,
    stop: Stop,
    start: Sequence[Tour] | None = None,
    vehicle_cost: int | None = None,
    extra_m: dict[int, Floats] | None = None,
) -> list[Tour]:
    """Return tours that serve as many families as possible and, of those, cost or drive least.

    Money counts where every kind of the fleet has costs, else the distance. A part that is in no tour does not fit: its
    prize is higher than any trip to it costs. Same input and seed, same tours.

    Parameters
    ----------
    task
        The vehicles and parts.
    stop
        How long to search.
    start
        Tours to begin with; by default PyVRP's own.
    vehicle_cost
        Of sending out one more vehicle, where a metre costs ``COST_PER_M``; by default what the fleet costs.
    extra_m
        For a kind (its row) what bringing each part costs beside its own way, in metres of that kind.
    """
    if task.parts.empty or not task.slots:
        return []
    data = _data(task, vehicle_cost, extra_m or {})
    if start is not None or len(task.parts) < MANY_PARTS:
        return _tours(_best(task, data, seed, stop, start)[1])
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(_best, task, data, seed + 1, stop.twin(), None)
        mine = _best(task, data, seed, stop, fill(task, []))
        return _tours(min(mine, other.result(), key=lambda found: found[0])[1])


def _best(
    task: Task, data: pyvrp.ProblemData, seed: int, stop: Stop, start: Sequence[Tour] | None
) -> tuple[tuple[float, float], pyvrp.Solution]:
    """Return the best plan of one search, after what it leaves out and what it costs."""
    begin = pyvrp.Solution(data, [_route(data, tour) for tour in start]) if start is not None else None
    watch = stop.watch = _Watch(data)
    if start is None:  # a plan made by hand is there to fall back to, it does not lead the search
        watch.look(pyvrp.Solution(data, [_route(data, tour) for tour in fill(task, [])]))
    search(data, seed=seed, stop=stop, start=begin, watch=watch)
    return watch.key, watch.best or pyvrp.Solution(data, [])


def _tours(found: pyvrp.Solution) -> list[Tour]:
    tours = [Tour(route.vehicle_type(), _trips(route)) for route in found.routes()]
    return [tour for tour in tours if tour.trips]


def _trips(route: pyvrp.Route) -> tuple[tuple[int, ...], ...]:
    trips: dict[int, list[int]] = {}
    for activity in route.schedule():
        if activity.is_client():
            trips.setdefault(activity.trip, []).append(activity.idx)
    return tuple(tuple(trip) for trip in trips.values())


def _route(data: pyvrp.ProblemData, tour: Tour) -> pyvrp.Route:
    depot = pyvrp.Activity(pyvrp.ActivityType.DEPOT, tour.slot)
    activities = []
    for number, trip in enumerate(tour.trips):
        activities += [depot] if number else []
        activities += [pyvrp.Activity(pyvrp.ActivityType.CLIENT, part) for part in trip]
    return pyvrp.Route(data, activities, tour.slot)


def _data(task: Task, vehicle_cost: int | None, extra_m: dict[int, Floats]) -> pyvrp.ProblemData:
    """Return the task in PyVRP's terms: each slot has a depot and a profile of its own; location 0 is unused."""
    ground, parts = task.ground, task.parts
    places = task.places
    alone = np.array([task.alone(slot) for slot in task.slots]).reshape(len(task.slots), len(parts))
    prices = [_prices(task, slot, vehicle_cost) for slot in task.slots]
    depots = sorted({ground.kinds[slot.kind].depot for slot in task.slots})
    locations = np.r_[depots, places]
    profiles = [
        _profile(task, slot, locations, len(depots), able, extra_m.get(slot.kind))
        for slot, able in zip(task.slots, alone, strict=True)
    ]
    prizes = _prizes(task, prices, profiles, alone)
    early_s, late_s = _windows(task, alone)
    matrices: list[Any] = [[profile[one] for profile in profiles] for one in (0, 1)]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in locations],
        clients=[
            pyvrp.Client(
                place,
                delivery=[int(grams), int(parcels)],
                tw_early=int(early),
                tw_late=int(late),
                release_time=int(release),
                prize=int(prize),
                required=False,
            )
            for place, (grams, parcels, early, late, release, prize) in enumerate(
                zip(
                    np.ceil(task.load_kg * GRAMS - 1e-6),
                    task.parcels,
                    early_s,
                    late_s,
                    np.ceil(task.release_min * SECONDS),
                    prizes,
                    strict=True,
                ),
                len(depots),
            )
        ],
        depots=[
            pyvrp.Depot(depots.index(kind.depot), service_duration=int(np.ceil(kind.load_min * SECONDS)))
            for kind in (ground.kinds[slot.kind] for slot in task.slots)
        ],
        vehicle_types=[
            _vehicle_type(row, slot, ground.kinds[slot.kind], price)
            for row, (slot, price) in enumerate(zip(task.slots, prices, strict=True))
        ],
        distance_matrices=matrices[0],
        duration_matrices=matrices[1],
    )


def _vehicle_type(row: int, slot: Slot, kind: Kind, price: tuple[int, int, int]) -> pyvrp.VehicleType:
    """Return ``slot`` with a depot of its own (its own time to load) and a profile of its own."""
    per_m, per_s, per_vehicle = price
    parcels = int(kind.capacity_parcels) if np.isfinite(kind.capacity_parcels) else MUCH
    start_s = int(np.ceil(slot.start_min * SECONDS - 1e-6))
    return pyvrp.VehicleType(
        num_available=slot.count,
        capacity=[int(kind.capacity_kg * GRAMS + 1e-3), parcels],
        start_depot=row,
        end_depot=row,
        reload_depots=[row],
        max_reloads=max(slot.max_trips - 1, 0),
        fixed_cost=per_vehicle,
        tw_early=start_s,
        tw_late=max(kind.end_min * SECONDS, start_s),
        unit_distance_cost=per_m,
        unit_duration_cost=per_s,
        profile=row,
        name=kind.key,
    )


def _profile(
    task: Task, slot: Slot, locations: NDArray[np.intp], depot_count: int, able: NDArray, extra_m: Floats | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return metres and seconds from location to location; what the slot cannot bring is too far away.

    The seconds hold the service at the place one leaves: it differs by vehicle, which PyVRP's clients do not know.
    Going on to another part of the same stop costs no second stopping time.
    """
    kind, ways_m, ways_min = (
        task.ground.kinds[slot.kind],
        task.ground.ways_m[slot.kind],
        task.ground.ways_min[slot.kind],
    )
    way_m, way_min = ways_m[np.ix_(locations, locations)], ways_min[np.ix_(locations, locations)]
    if extra_m is not None:
        way_m[:, depot_count:] += extra_m[None, :]
    closed = np.r_[np.zeros(depot_count, dtype=bool), ~able]
    way_m[closed, :], way_m[:, closed] = np.inf, np.inf
    way_min[closed, :], way_min[:, closed] = np.inf, np.inf
    stay_min = np.r_[np.zeros(depot_count), kind.service_min(task.families)]
    is_again = locations[:, None] == locations[None, :]
    is_again[:depot_count] = False
    total_min = way_min + stay_min[:, None] - np.where(is_again, kind.service_min_per_stop, 0.0)
    distance_m = np.minimum(way_m, NO_WAY_M).round().astype(np.int64)
    duration_s = np.ceil(np.minimum(total_min, NO_WAY_M) * SECONDS - 1e-6).astype(np.int64)
    np.fill_diagonal(distance_m, 0)
    np.fill_diagonal(duration_s, 0)
    return distance_m, duration_s


def _windows(task: Task, alone: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the earliest and latest second to begin with each part: the slowest vehicle that may come must end."""
    families, places = task.families, task.places
    stays = [np.asarray(task.ground.kinds[slot.kind].service_min(families)) for slot in task.slots]
    stay_min = np.max(np.where(alone, stays, 0.0), axis=0, initial=0.0)
    early_s = np.ceil(task.ground.opens_min[places] * SECONDS)
    late_s = np.floor((task.ground.closes_min[places] - stay_min) * SECONDS + 1e-6)
    return early_s, np.maximum(np.minimum(late_s, MUCH), early_s)


def _prices(task: Task, slot: Slot, vehicle_cost: int | None) -> tuple[int, int, int]:
    """Return what a metre, a second and a vehicle of a slot cost in the solver's whole numbers."""
    kind = task.ground.kinds[slot.kind]
    per_m, per_s, per_vehicle = COST_PER_M, COST_PER_S, COST_PER_VEHICLE
    if task.ground.is_priced:
        km, day, hour = np.nan_to_num([kind.cost_idr_per_km, kind.cost_idr_per_day, kind.cost_idr_per_hour])
        per_m = max(1, round(km / 1000 * COST_PER_IDR))
        per_s = max(1, round(hour / 3600 * COST_PER_IDR))
        per_vehicle = round(day * COST_PER_IDR)
    if vehicle_cost is not None:
        per_vehicle = vehicle_cost * max(1, per_m // COST_PER_M)
    return per_m, per_s, 0 if slot.name else per_vehicle


def _prizes(
    task: Task, prices: list[tuple[int, int, int]], profiles: list[tuple[NDArray, NDArray]], alone: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return what bringing each part is worth: more than the dearest trip costs; priority more than several others."""
    dearest = 0.0
    for slot, (per_m, per_s, per_vehicle), (distance_m, _), able in zip(
        task.slots, prices, profiles, alone, strict=True
    ):
        kind = task.ground.kinds[slot.kind]
        if able.any():
            depot = sorted({task.ground.kinds[one.kind].depot for one in task.slots}).index(kind.depot)
            offset = len(distance_m) - len(able)
            way_m = (distance_m[depot, offset:] + distance_m[offset:, depot])[able].max()
            dearest = max(dearest, way_m * per_m + (kind.end_min - kind.start_min) * SECONDS * per_s + per_vehicle)
    families, priority = task.families, task.priority
    worth = 1 + families / families.max()
    worth = worth + np.where(priority > 0, PRIORITY_WORTH * (1 + priority / max(priority.max(), 1)), 0)
    return np.floor(max(dearest, 1.0) * worth)
