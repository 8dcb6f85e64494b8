from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.settlements import medoids, settlements, to_metres

# Named world: along one road, x in metres, y = 0. With 300 m as the limit:
#   0, 200, 450 chain (gaps 200 and 250) | 800 stands alone (gap 350) | 2000, 2000 share one roof
ROAD_X = np.array([0.0, 200.0, 450.0, 800.0, 2000.0, 2000.0])
ROAD_Y = np.zeros(6)
ONE_DESA = np.array(["63.11.02.2001"] * 6)


def test_homes_chain_while_gaps_stay_within_the_limit():
    # Largest first (three homes), then the two at 2000, then the lonely one.
    assert settlements(ROAD_X, ROAD_Y, ONE_DESA, join_distance_m=300).tolist() == [0, 0, 0, 2, 1, 1]


def test_a_gap_of_exactly_the_limit_joins():
    assert settlements([0.0, 300.0], [0.0, 0.0], ["a", "a"], join_distance_m=300).tolist() == [0, 0]


def test_neighbours_of_two_desa_never_share_a_settlement():
    assert settlements([0.0, 10.0], [0.0, 0.0], ["b", "a"]).tolist() == [1, 0]


def test_equal_settlements_are_numbered_from_north_to_south():
    assert settlements([0.0, 0.0], [0.0, 5000.0], ["a", "a"]).tolist() == [1, 0]


def test_a_long_chain_is_cut_until_nobody_lives_too_far_from_the_medoid():
    # 41 homes every 100 m, joined by single linkage, 4 km long. Cut in 21 + 20: medoids at 1000 and 3000,
    # each with homes up to 1 km away.
    x_m = np.arange(41) * 100.0
    labels = settlements(x_m, np.zeros(41), np.zeros(41), join_distance_m=300, max_radius_m=1000)
    assert np.bincount(labels).tolist() == [21, 20]
    assert x_m[medoids(x_m, np.zeros(41), labels)].tolist() == [1000, 3000]


def test_the_medoid_is_a_real_home_not_the_empty_middle():
    # Homes at 0, 0 and 300: the mean is 100, the nearest home is at 0.
    assert medoids([300.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0, 0, 0]).tolist() == [1]


def test_no_homes_give_no_settlements():
    assert settlements([], [], []).tolist() == []
    assert medoids([], [], []).tolist() == []
    assert [axis.tolist() for axis in to_metres([], [])] == [[], []]


def test_to_metres_keeps_distances_in_halong():
    # 0.01 degrees of latitude near the equator are 1,105.7 m (WGS84).
    _, y_m = to_metres([115.67, 115.67], [-2.26, -2.25])
    assert y_m[1] - y_m[0] == pytest.approx(1105.7, rel=2e-3)


on_grid = st.integers(0, 60).map(lambda step: step * 50.0)
homes = st.lists(
    st.tuples(on_grid, on_grid, st.sampled_from("ab")),
    min_size=1,
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(homes, st.randoms(use_true_random=False))
def test_another_order_of_rows_gives_the_same_settlements(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert _as_sets(rows) == _as_sets(shuffled)


@settings(max_examples=150, deadline=None)
@given(homes, st.sampled_from([150.0, 400.0, 1000.0]))
def test_nobody_lives_farther_than_the_radius_from_the_stop(rows, max_radius_m):
    x, y, group = (np.array(column) for column in zip(*rows, strict=True))
    labels = settlements(x, y, group, max_radius_m=max_radius_m)
    stands = medoids(x, y, labels)[labels]
    assert np.hypot(x - x[stands], y - y[stands]).max() <= max_radius_m
    assert (group == group[stands]).all()
    assert sorted(set(labels.tolist())) == list(range(labels.max() + 1))


def _as_sets(rows):
    """The numbered settlements with their homes and the home that stands for each, free of row numbers."""
    x, y, group = (np.array(column) for column in zip(*rows, strict=True))
    labels = settlements(x, y, group, join_distance_m=300, max_radius_m=500)
    stands = medoids(x, y, labels)
    members = [sorted((x[i], y[i]) for i in np.flatnonzero(labels == label)) for label in range(len(stands))]
    return [(x[i], y[i], group[i], home) for i, home in zip(stands, members, strict=True)]
