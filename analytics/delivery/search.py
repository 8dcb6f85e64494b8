"""How PyVRP is driven: penalties and patience that fit the numbers of a problem.

:func:`pyvrp.solve` starts with a penalty of 50,000 for a unit too much and lowers it by a tenth every 500 plans: it
takes some 30,000 plans until a plan that breaks a little is worth a look. Here the penalties start at the size of
the problem's own costs, and are looked at more often, because a planner waits seconds, not minutes.
"""

from __future__ import annotations

import math
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyvrp
import pyvrp.search
import pyvrp.stop
from pyvrp.exceptions import PenaltyBoundWarning

warnings.filterwarnings("ignore", category=PenaltyBoundWarning)
"""Too small a fleet is no fault of the data: what is left over is told with its reason."""

LATE_PENALTY = 300.0
"""Penalty to start with for a second beyond the shift; a second on the way costs about 50."""


@dataclass(frozen=True)
class Patience:
    """How the search is steered.

    ``history``: length of the late acceptance list. ``updates``: penalties are looked at after so many plans.
    ``feasible_share``: of the plans looked at, so many should break nothing. ``neighbours``: places near enough to a
    place to be tried beside it.
    """

    history: int
    updates: int
    feasible_share: float
    neighbours: int


FOR_PRIZES = Patience(history=20, updates=50, feasible_share=0.3, neighbours=50)
"""Where parts may be left out: too small a fleet is usual, and what is left over comes in by way of plans that break
a little (tried on Halong with 6, 5, 3, 2 pick-ups)."""
FOR_ALL = Patience(history=50, updates=50, feasible_share=0.45, neighbours=20)
"""Where every place must be served (tried on CVRPLIB's X: ``python -m bench cvrp``)."""
SPARE_VEHICLES = 1
"""Of 100 best known plans of CVRPLIB's X, 94 send out at most one vehicle more than all loads together fill (their sum
by the capacity, rounded up; packing them may need more, then only the search with all vehicles counts)."""
FEW_ITERATIONS = 10_000
"""So many iterations with so few vehicles, then with all: a search that may send out any number settles on too many
half-full ones and does not come down again (X-n153-k22 stays 0.8 % above the best known)."""
TRIES = 2_000
"""So many of them until a plan must be found that breaks nothing."""


NO_PLAN = np.iinfo(np.int64).max
"""PyVRP's cost of a plan that breaks rules."""


class _FirstPart:
    """PyVRP's stopping criterion of the search with few vehicles."""

    def __init__(self, stop: pyvrp.stop.StoppingCriterion) -> None:
        self.stop, self.asked = stop, 0

    def __call__(self, best_cost: int) -> bool:
        self.asked += 1
        is_hopeless = self.asked > TRIES and best_cost >= NO_PLAN
        return is_hopeless or self.asked > FEW_ITERATIONS or self.stop(best_cost)


def search(
    data: pyvrp.ProblemData,
    *,
    seed: int,
    stop: pyvrp.stop.StoppingCriterion,
    start: pyvrp.Solution | None = None,
    watch: pyvrp.IteratedLocalSearchCallbacks | None = None,
    beside: pyvrp.stop.StoppingCriterion | None = None,
) -> pyvrp.Solution:
    """Return the best plan found; it may break rules where none was found that does not.

    Parameters
    ----------
    data
        The problem in PyVRP's terms.
    seed
        Same data, seed, start and number of iterations: same plan.
    stop
        Asked before each iteration with the best cost; the search ends when it says so.
    start
        Plan to start from; by default a random one, improved.
    watch
        Told about every plan looked at.
    beside
        Where given, PyVRP as it comes searches on a second core at the same time, until this criterion says so, and
        the better of both plans counts (ours where they are equal).
    """
    if beside is not None:
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(pyvrp.solve, data, beside, seed=seed, collect_stats=False)
            ours = search(data, seed=seed, stop=stop, start=start, watch=watch)
            return min(ours, other.result().best, key=_cost)
    few = _few_vehicles(data) if start is None else None
    if few is not None:
        found = _run(few, seed, _FirstPart(stop), None, watch)
        start = pyvrp.Solution(data, [[visit.idx for visit in route if visit.is_client()] for route in found.routes()])
        start = start if start.is_feasible() else None
    return _run(data, seed, stop, start, watch)


def _cost(plan: pyvrp.Solution) -> float:
    loads = [0.0] * len(plan.excess_load()) or [0.0]
    return float(pyvrp.CostEvaluator(loads, 0.0, 0.0).cost(plan))


def _few_vehicles(data: pyvrp.ProblemData) -> pyvrp.ProblemData | None:
    """Return the problem with hardly more vehicles than the sum of the loads fills; none unless it is that of CVRPLIB.

    That is: one kind of vehicle, on one trip each, with one kind of load, which must bring everything.
    """
    kind, *others = data.vehicle_types()
    is_plain = not (others or kind.reload_depots or data.num_groups or data.num_shipments)
    if not is_plain or data.num_load_dimensions != 1 or not all(client.required for client in data.clients()):
        return None
    load = sum(client.delivery[0] for client in data.clients())
    needed = math.ceil(load / kind.capacity[0]) + SPARE_VEHICLES
    return data.replace(vehicle_types=[kind.replace(num_available=needed)]) if needed < kind.num_available else None


def _run(
    data: pyvrp.ProblemData,
    seed: int,
    stop: pyvrp.stop.StoppingCriterion,
    start: pyvrp.Solution | None,
    watch: pyvrp.IteratedLocalSearchCallbacks | None,
) -> pyvrp.Solution:
    """Return the best plan of one iterated local search."""
    patience = FOR_ALL if all(client.required for client in data.clients()) else FOR_PRIZES
    rng = pyvrp.RandomNumberGenerator(seed=seed)
    near = pyvrp.search.NeighbourhoodParams(num_neighbours=patience.neighbours)
    neighbours = pyvrp.search.compute_neighbours(data, near)
    perturbation = pyvrp.search.PerturbationManager(pyvrp.search.PerturbationParams())
    local = pyvrp.search.LocalSearch(data, rng, neighbours, perturbation)
    for operator in pyvrp.search.OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    kept = pyvrp.PenaltyParams(solutions_between_updates=patience.updates, target_feasible=patience.feasible_share)
    penalties = pyvrp.PenaltyManager(_penalties(data), kept)
    if start is None:
        start = local(pyvrp.Solution.make_random(data, rng), penalties.max_cost_evaluator(), exhaustive=True)
    params = pyvrp.IteratedLocalSearchParams(
        history_length=patience.history, callbacks=watch or pyvrp.IteratedLocalSearchCallbacks()
    )
    return pyvrp.IteratedLocalSearch(data, penalties, local, start, params).run(stop, collect_stats=False).best


def _penalties(data: pyvrp.ProblemData) -> tuple[list[float], float, float]:
    """Return starting penalties per unit of each load, second and metre: a load too much costs what it is worth.

    PyVRP opens a further trip by first overloading one and then putting a reload into it; a penalty made for loads
    of a few hundred units forbids that for loads in grams.
    """
    clients = data.clients()
    per_m = float(np.median([kind.unit_distance_cost for kind in data.vehicle_types()]))
    worth = float(np.median([client.prize for client in clients])) or _round_trip_cost(data, per_m)
    loads = np.median([np.add(client.delivery, client.pickup) for client in clients], axis=0)
    return [worth / max(float(load), 1.0) for load in loads], LATE_PENALTY, per_m


def _round_trip_cost(data: pyvrp.ProblemData, per_m: float) -> float:
    """Return what it costs to go to a place and back alone, on average."""
    depot = data.depots()[0].location
    distance_m = data.distance_matrix(0)
    return 2 * per_m * float(distance_m[depot].mean())
