"""From families to new points: settlements, candidates, what each new point brings."""

from __future__ import annotations

import pandas as pd

from analytics.access.sites import name_of, propose, question_of, settlements_of
from analytics.access.siting import COVER, MEDIAN
from tests.analytics.access.access_worlds import STRAIGHT, families, points

ROWS = [("a", 0, True), ("a", 0.1, True), ("a", 0.1, False), ("b", 5, True), ("b", 20, True), ("b", 20.1, True)]
WORLD = families(ROWS)
"""Settlements at km 0 (two poor), 5 (one) and 20 (two); on foot a kilometre takes 22.5 minutes."""


def asked(*places):
    return question_of(settlements_of(WORLD), points(*places), STRAIGHT, mode="jalan_kaki")


def test_settlements_hold_every_poor_family_with_a_coordinate():
    demand = settlements_of(WORLD)
    assert sorted(demand["weight"]) == [1, 2, 2]
    assert settlements_of(WORLD, group="semua")["weight"].sum() == 6


def test_the_next_point_goes_where_most_families_have_none():
    # a point stands at km 0: the two families of km 20 gain most, by both models
    for model in (COVER, MEDIAN):
        found = propose(asked(0), 1, model=model, limit_min=30)
        assert found.sites["lon"].iloc[0] > 110.17
        assert found.sites["new_count"].tolist() == [2]


def test_where_nothing_is_left_to_gain_no_point_is_proposed():
    found = propose(asked(0, 5, 20), 2, model=COVER, limit_min=30)
    assert found.sites.empty
    assert found.best.objective == found.best.before == 5


def test_a_settlement_is_called_by_dusun_and_desa():
    sites = pd.DataFrame({"desa_code": ["a", "x"], "dusun": ["Dusun 2", ""]})
    assert name_of(sites, pd.Series({"a": "Uren"})).tolist() == ["Dusun 2, Uren", "permukiman, desa tidak dikenal"]
