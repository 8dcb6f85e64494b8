"""Where new points should stand: equal to brute force, to each other, and honest about what is not proven."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from analytics.access.median import p_median_cost
from analytics.access.siting import COVER, MEDIAN, NO_WAY_MIN, curve, curve_frame, max_cover, p_median

LIMIT_MIN = 30.0


def instance(seed, *, people=9, places=6):
    """Minutes (some without a way), families, minutes to the points that stand (some have none)."""
    rng = np.random.default_rng(seed)
    home, site = rng.uniform(0, 60, (people, 2)), rng.uniform(0, 60, (places, 2))
    minutes = np.hypot(*(home[:, None] - site).transpose(2, 0, 1))
    minutes[rng.random(minutes.shape) < 0.15] = np.inf
    existing = np.where(rng.random(people) < 0.4, rng.uniform(0, 60, people), np.inf)
    return minutes, rng.integers(1, 40, people).astype(float), existing


def brute_median(minutes, weight, existing, count):
    every = combinations(range(minutes.shape[1]), count)
    times = [np.minimum(existing, minutes[:, list(some)].min(axis=1)) for some in every]
    return min(float(weight @ np.minimum(one, NO_WAY_MIN)) for one in times)


def brute_cover(minutes, weight, existing, count):
    every = combinations(range(minutes.shape[1]), count)
    return max(
        float(weight[np.minimum(existing, minutes[:, list(some)].min(axis=1)) <= LIMIT_MIN].sum()) for some in every
    )


@pytest.mark.parametrize("highs_pairs", [0, 10_000], ids=["branching", "highs"])
def test_the_p_median_is_that_of_brute_force(highs_pairs):
    for seed in range(100):
        minutes, weight, existing = instance(seed)
        count = 1 + seed % 4
        found = p_median(minutes, weight, count, existing_min=existing, highs_pairs=highs_pairs)
        assert found.is_proven
        assert found.objective == pytest.approx(brute_median(minutes, weight, existing, count), rel=1e-9)


def test_the_maximal_covering_is_that_of_brute_force():
    for seed in range(100):
        minutes, weight, existing = instance(seed)
        count = 1 + seed % 4
        found = max_cover(minutes, weight, count, limit_min=LIMIT_MIN, existing_min=existing)
        assert found.is_proven
        assert found.objective == pytest.approx(brute_cover(minutes, weight, existing, count))


def test_branching_agrees_with_highs_where_brute_force_cannot_go():
    minutes, weight, existing = instance(7, people=60, places=25)
    each = [p_median(minutes, weight, 5, existing_min=existing, highs_pairs=pairs) for pairs in (0, 10_000)]
    assert each[0].is_proven
    assert each[0].objective == pytest.approx(each[1].objective, rel=1e-9)


def test_a_choice_nobody_had_time_to_prove_says_so():
    """With no time at all the heuristic's choice stands, its bound below it."""
    minutes, weight, existing = instance(3, people=300, places=60)
    found = p_median(minutes, weight, 6, existing_min=existing, highs_pairs=0, time_limit_s=0.0)
    assert found.bound <= found.objective
    assert found.is_proven or "belum terbukti optimal" in found.sentence


def test_a_family_without_a_way_counts_as_a_day():
    # one settlement of 10 families that nothing reaches, one of 4 that stands 6 minutes from place 0
    minutes = np.array([[np.inf, np.inf], [6.0, np.inf]])
    found = p_median(minutes, [10.0, 4.0], 1)
    assert found.chosen == (0,)
    assert found.before == 14 * NO_WAY_MIN
    assert found.objective == 10 * NO_WAY_MIN + 4 * 6


def test_more_points_than_places_take_each_useful_place_once():
    minutes = np.array([[0.0, 20.0, 99.0], [20.0, 0.0, 99.0]])
    assert p_median(minutes, [1.0, 1.0], 9).chosen == (0, 1)
    assert p_median(minutes, [1.0, 1.0], 9, highs_pairs=0).chosen == (0, 1)
    assert max_cover(minutes, [1.0, 1.0], 9, limit_min=10).chosen == (0, 1)


def test_what_stands_already_is_kept_and_not_built_twice():
    # both settlements have a point 1 minute away: nothing to gain
    minutes = np.array([[0.0], [5.0]])
    found = max_cover(minutes, [3.0, 2.0], 1, limit_min=10, existing_min=[1.0, 1.0])
    assert (found.chosen, found.objective, found.before) == ((), 5.0, 5.0)
    # p-median: the new point saves 3 families one minute each
    better = p_median(minutes, [3.0, 2.0], 1, existing_min=[1.0, 1.0])
    assert (better.before, better.objective) == (5.0, 2.0)


def test_no_place_and_no_settlement_are_no_failure():
    assert p_median(np.empty((2, 0)), [1.0, 1.0], 3).chosen == ()
    assert max_cover(np.empty((2, 0)), [1.0, 1.0], 3, limit_min=10).chosen == ()
    assert p_median(np.empty((0, 2)), [], 1).objective == 0


@pytest.mark.parametrize("model", [MEDIAN, COVER])
def test_the_curve_never_falls_and_ends_where_nothing_is_gained(model):
    minutes, weight, existing = instance(11)
    found = curve(minutes, weight, 6, model=model, limit_min=LIMIT_MIN, existing_min=existing)
    table = curve_frame(found)
    assert (table["gain"].dropna() >= -1e-9).all()
    assert table["objective"].iloc[0] == found[0].before
    assert [len(one.chosen) for one in found[:-1]] == list(range(1, len(found)))


def test_the_same_question_has_the_same_answer():
    minutes, weight, existing = instance(5, people=120, places=40)
    base = weight * np.minimum(existing, NO_WAY_MIN)
    cost = np.ascontiguousarray((weight[:, None] * np.minimum(minutes, NO_WAY_MIN)).T)
    assert p_median_cost(cost, base, 5) == p_median_cost(cost, base, 5)
