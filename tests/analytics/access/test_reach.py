"""How far families live from the nearest point, and who is served, could be, or lives out of reach."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.access.reach import ALL_FAMILIES, access_of, per_desa, places_of, total_beyond
from analytics.access.served import three_way
from tests.analytics.access.access_worlds import STRAIGHT, families, points

ROWS = [("a", 1, True), ("a", 2, True), ("a", 4, True), ("a", None, True), ("a", 1, False), ("b", 6, True)]
"""On foot to a point at km 0: 22.5, 45, 90, -, 22.5 and 135 minutes."""


def walked(world, *places, **more):
    return access_of(world, points(*places, **more), STRAIGHT, mode="jalan_kaki")


def test_minutes_are_those_of_the_straight_line_times_the_factor():
    found = walked(families(ROWS), 0)
    place = found.place_of
    assert found.places["nearest_min"].to_numpy()[place[[0, 1, 2, 5]]] == pytest.approx([22.5, 45, 90, 135], rel=1e-3)
    assert place[3] == -1
    assert found.basis == "garis lurus × 1,5, jalan kaki 4 km/jam (tidak ada jaringan jalan)"


def test_shares_beyond_a_limit_have_located_poor_families_as_denominator():
    table = per_desa(walked(families(ROWS), 0))
    a, b = table.loc["a"], table.loc["b"]
    assert (a["total_count"], a["located_count"], a["unlocated_count"]) == (4, 3, 1)
    assert (a["beyond_30_count"], a["beyond_60_count"], a["beyond_120_count"]) == (2, 1, 0)
    assert a["beyond_30_pct"] == pytest.approx(200 / 3)
    assert (a["median_min"], a["farthest_min"]) == pytest.approx((45, 90), rel=1e-3)
    assert (b["beyond_120_count"], b["beyond_120_pct"]) == (1, 100)
    assert total_beyond(table, 60) == (2, 4)


def test_all_families_count_when_they_are_asked_about():
    table = per_desa(walked(families(ROWS), 0), group=ALL_FAMILIES)
    assert (table.loc["a", "located_count"], table.loc["a", "beyond_30_count"]) == (4, 2)


def test_without_a_point_everybody_is_beyond_every_limit():
    table = per_desa(walked(families(ROWS)))
    assert total_beyond(table, 120) == (4, 4)
    assert table.loc["a", "no_way_count"] == 3
    assert np.isinf(table.loc["a", "median_min"])
    assert np.isnan(table.loc["a", "farthest_min"])


def test_a_desa_without_coordinates_has_no_share():
    table = per_desa(walked(families([("a", 1, True), ("c", None, True)]), 0))
    assert np.isnan(table.loc["c", "beyond_60_pct"])
    assert table.loc["c", "unlocated_count"] == 1


def test_homes_of_one_cell_are_one_place_and_nobody_is_lost():
    world = families([("a", 1, True), ("a", 1.00001, False), ("b", 1, True), ("a", 3, True)])
    places, place_of = places_of(world.frame)
    assert len(places) == 3  # two homes of a share a cell; that of b is another desa's
    assert places["family_count"].sum() == 4
    assert places["poor_count"].sum() == 3
    assert (places["desa_code"].to_numpy()[place_of] == world.frame["desa_code"]).all()


def test_order_of_rows_changes_nothing():
    one = per_desa(walked(families(ROWS), 0, 5))
    other = per_desa(walked(families(ROWS[::-1]), 5, 0))
    assert one.equals(other)


def test_three_parts_add_up_to_located_poor_families():
    # limit 60 minutes to km 0: family 0 receives; 1 (45 min) does not; 2 (90 min) is too far; 5 receives at 135 minutes
    world = families(ROWS, receives=[0, 4, 5])
    table = three_way(walked(world, 0), world, limit_min=60)
    assert table.loc["a", ["served_count", "within_count", "outside_count"]].tolist() == [1, 1, 1]
    assert table.loc["b", ["served_count", "within_count", "outside_count"]].tolist() == [1, 0, 0]
    assert (table[["served_count", "within_count", "outside_count"]].sum(axis=1) == table["located_count"]).all()
    assert (table["located_count"] + table["unlocated_count"] == table["poor_count"]).all()


def test_a_used_up_capacity_puts_the_farther_ones_out_of_reach():
    # three poor without aid at 22.5, 45 and 45 minutes, one who is not poor receives: of a capacity of 3, 2 are left
    world = families([("a", 1, True), ("a", 2, True), ("b", 2, True), ("b", 1, False)], receives=[3])
    table = three_way(walked(world, 0, capacity=[3]), world, limit_min=60)
    assert table["within_count"].sum() == 2
    assert table.loc["a", "within_count"] == 2  # of equal ways the smaller code first
    assert table.loc["b", ["outside_count", "no_quota_count"]].tolist() == [1, 1]


def test_a_point_of_unknown_capacity_has_room_for_everybody():
    world = families([("a", 1, True), ("a", 2, True)])
    table = three_way(walked(world, 0, 0.5, capacity=[0, None]), world, limit_min=60)
    assert table.loc["a", "within_count"] == 2


def test_a_program_nobody_receives_serves_nobody():
    world = families([("a", 1, True)], receives=[0])
    assert three_way(walked(world, 0), world, limit_min=60, program="CPP").loc["a", "served_count"] == 0
