"""500 random days: every plan passes the checker, and everyone is brought or named as left out."""

from __future__ import annotations

import pytest

from analytics.delivery.plan import make_plan
from tests.analytics.delivery.delivery_worlds import rich_problem


@pytest.mark.parametrize("first", range(0, 500, 50))
def test_every_plan_of_random_instances_passes_and_accounts_for_everyone(first):
    for seed in range(first, first + 50):
        # raises where the checker finds a fault
        done = make_plan(rich_problem(seed), iterations=3, with_remedies=False)
        at_stops = done.visits[(done.visits["stop_id"] != "").to_numpy()]
        for name in ("family_count", "priority_count", "parcel_count"):
            assert at_stops[name].sum() + done.unserved[name].sum() == done.problem.stops[name].sum()
        assert done.totals["served_family_count"] == at_stops["family_count"].sum()
