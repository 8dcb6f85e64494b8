"""200 random days: what a remedy says makes the plan complete, and the reason told is the reason."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.delivery.plan import make_plan
from analytics.delivery.problem import make_problem
from analytics.delivery.reach import FLEET_USED_UP
from analytics.delivery.remedy import apply_remedies
from geo.travel import Travel, TravelMatrix
from tests.analytics.delivery.delivery_worlds import accounts_for_everyone, rich_problem

ALONE_COUNT = 2
"""So many stops left out of each instance are planned alone, to prove the reason."""


@pytest.mark.parametrize("first", range(1000, 1200, 20))
def test_adding_what_the_remedy_says_makes_the_plan_complete(first):
    """And a stop that was left out could be served alone exactly where the fleet is used up."""
    for seed in range(first, first + 20):
        problem = rich_problem(seed)
        done = make_plan(problem, iterations=5)
        assert accounts_for_everyone(done), seed
        assert done.unserved.empty or done.totals["remedies"], seed
        assert (done.unserved["remedy"] != "").all()
        for each in done.totals["remedies"]:
            complete = make_plan(apply_remedies(problem, each), iterations=5, with_remedies=False)
            assert complete.unserved.empty, (seed, each)
        if not done.unserved.empty:
            beside = beside_stops(done.unserved["remedies"], done.totals["remedies"][0])
            if beside != done.totals["remedies"][0]:
                complete = make_plan(apply_remedies(problem, beside), iterations=5, with_remedies=False)
                assert complete.unserved.empty, (seed, beside)
        reasons = zip(done.unserved["stop_id"][:ALONE_COUNT], done.unserved["reason_key"], strict=False)
        for stop_id, key in reasons:
            row = list(problem.stops["stop_id"]).index(stop_id)
            is_served = make_plan(one_family(problem, row), iterations=1, with_remedies=False).unserved.empty
            assert is_served == (key == FLEET_USED_UP), (seed, stop_id, key)


def beside_stops(remedies, first):
    """Collect what is written beside the stops: of what the fleet needs besides, the first alternative alone."""
    every = [one for each in remedies for one in each]
    counted = [one for one in first if one["kind"] in {"vehicles", "days"}]
    assert all(one in each for one in counted for each in remedies)
    own = [one for one in every if one["kind"] not in {"vehicles", "days"}]
    return [one for at, one in enumerate(own) if one not in own[:at]] + counted


def one_family(problem, row):
    """Make the problem of one family of one stop."""
    stop = problem.stops.iloc[[row]]
    families = stop["family_count"]
    share = {"family_count": 1, "load_kg": stop["load_kg"] / families, "priority_count": 0}
    stop = stop.assign(**share, parcel_count=np.ceil(stop["parcel_count"] / families).astype(int))
    places = np.r_[np.arange(len(problem.depots)), len(problem.depots) + row]
    travel = problem.travel
    by_mode = {
        mode: TravelMatrix(matrix.distance_m[np.ix_(places, places)], None, matrix.basis)
        for mode, matrix in travel.by_mode.items()
    }
    ways = Travel(by_mode, travel.basis, is_straight_line=travel.is_straight_line)
    return make_problem(stop, problem.fleet, depots=problem.depots, travel=ways, days=problem.days[:1])
