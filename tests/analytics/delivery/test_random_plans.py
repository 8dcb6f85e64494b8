"""500 random days: every plan passes the checker, and everyone is brought or named as left out.

300 here; the other 200 are those of ``test_random_remedies``, whose plans are held to the same.
"""

from __future__ import annotations

import pytest

from analytics.delivery.plan import make_plan
from tests.analytics.delivery.delivery_worlds import accounts_for_everyone, rich_problem


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_every_plan_of_random_instances_passes_and_accounts_for_everyone(first):
    for seed in range(first, first + 50):
        # raises where the checker finds a fault
        done = make_plan(rich_problem(seed), iterations=3, with_remedies=False)
        assert accounts_for_everyone(done), seed
