"""How PyVRP searches: the only place that knows its search, its operators and its penalties."""

from __future__ import annotations

import warnings

import numpy as np
import pyvrp
import pyvrp.search
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.stop import StoppingCriterion

warnings.filterwarnings("ignore", category=PenaltyBoundWarning)
"""Too small a fleet is no fault of the data: what is left over is told with its reason."""

HISTORY = 20
"""Length of the late acceptance list: shorter than PyVRP's 300, because a planner waits seconds, not minutes."""
PENALTY_UPDATES = 50
"""Penalties are looked at after so many plans, for the same reason."""
FEASIBLE_SHARE = 0.3
"""Of the plans looked at, so many should break nothing: fewer than PyVRP's 0.65, since too small a fleet is usual
here, and what is left over comes in by way of plans that break a little (tried on Halong with 6, 5, 3, 2 pick-ups)."""
LATE_PENALTY = 300.0
"""Penalty to start with for a second beyond the shift; a second on the way costs about 50."""
DISTANCE_PENALTY = 10.0
"""There is no longest distance to keep; PyVRP wants a number."""


def search(
    data: pyvrp.ProblemData,
    *,
    seed: int,
    stop: StoppingCriterion,
    start: pyvrp.Solution | None = None,
    watch: pyvrp.IteratedLocalSearchCallbacks | None = None,
) -> pyvrp.Solution:
    """Return the best plan found: :func:`pyvrp.solve` with penalties that fit the size of our numbers.

    PyVRP opens a further trip by first overloading one and then putting a reload into it. Its starting penalties,
    made for loads of a few hundred units, forbid that for loads in grams.

    Parameters
    ----------
    data
        The problem in PyVRP's terms; clients are optional and bring a prize.
    seed
        Same data, seed and start, same plan.
    stop
        Asked with the best cost before each iteration; true ends the search.
    start
        A plan to begin with; by default a random one, improved.
    watch
        Told about every plan looked at.
    """
    rng = pyvrp.RandomNumberGenerator(seed=seed)
    neighbours = pyvrp.search.compute_neighbours(data, pyvrp.search.NeighbourhoodParams())
    perturbation = pyvrp.search.PerturbationManager(pyvrp.search.PerturbationParams())
    local = pyvrp.search.LocalSearch(data, rng, neighbours, perturbation)
    for operator in pyvrp.search.OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    kept = pyvrp.PenaltyParams(solutions_between_updates=PENALTY_UPDATES, target_feasible=FEASIBLE_SHARE)
    penalties = pyvrp.PenaltyManager(_penalties(data), kept)
    if start is None:
        random = pyvrp.Solution.make_random(data, rng)
        start = local(random, penalties.max_cost_evaluator(), exhaustive=True)
    params = pyvrp.IteratedLocalSearchParams(
        history_length=HISTORY, callbacks=watch or pyvrp.IteratedLocalSearchCallbacks()
    )
    found = pyvrp.IteratedLocalSearch(data, penalties, local, start, params)
    return found.run(stop, collect_stats=False, display=False).best


def _penalties(data: pyvrp.ProblemData) -> tuple[list[float], float, float]:
    """Return starting penalties per unit of load, second and metre: a part too much costs what bringing it is worth."""
    clients = data.clients()
    prize = float(np.median([client.prize for client in clients]))
    loads = np.median([client.delivery for client in clients], axis=0)
    return [prize / max(float(load), 1.0) for load in loads], LATE_PENALTY, DISTANCE_PENALTY
