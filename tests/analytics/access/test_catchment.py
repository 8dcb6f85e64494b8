"""E2SFCA: equal to the two steps written out, and all supply is shared out."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.access.catchment import e2sfca, scores_of
from analytics.access.decay import DECAY, Decay, read_decay
from analytics.access.reach import access_of
from data.errors import ZonesUnusable
from tests.analytics.access.access_worlds import STRAIGHT, families, points

ZONES, WEIGHTS = (10.0, 20.0, 30.0), (1.0, 0.68, 0.22)


def directly(minutes, supply, people):
    """Luo & Qi's two steps in plain Python."""

    def weight(time):
        return next((w for zone, w in zip(ZONES, WEIGHTS, strict=True) if time <= zone), 0.0)

    ratios = []
    for j in range(len(supply)):
        wanted = sum(people[k] * weight(minutes[k][j]) for k in range(len(people)))
        ratios.append(supply[j] / wanted if wanted else 0.0)
    return [sum(ratios[j] * weight(minutes[i][j]) for j in range(len(supply))) for i in range(len(people))]


def test_scores_equal_a_direct_computation():
    for seed in range(50):
        rng = np.random.default_rng(seed)
        minutes = rng.uniform(0, 40, (9, 4)).round()  # whole minutes: some lie exactly on a zone's limit
        minutes[rng.random((9, 4)) < 0.2] = np.inf
        supply, people = rng.integers(0, 50, 4).astype(float), rng.integers(0, 30, 9).astype(float)
        found = scores_of(minutes, supply, people, Decay(ZONES, WEIGHTS))
        assert found == pytest.approx(directly(minutes.tolist(), supply.tolist(), people.tolist()), rel=1e-12)


def test_one_point_is_shared_by_weight():
    # 22.5 and 45 minutes on foot: weights 1 and 0.68; 30 places a month for 1 + 0.68 families: R = 17.857
    world = families([("a", 1, True), ("b", 2, True), ("b", 9, True)])
    found = e2sfca(access_of(world, points(0, capacity=[30]), STRAIGHT, mode="jalan_kaki"))
    assert found.unit == "keluarga per bulan"
    assert found.per_desa["a"] == pytest.approx(1000 * 30 / 1.68)
    assert found.per_desa["b"] == pytest.approx(1000 * 30 / 1.68 * 0.68 / 2)  # the third family: 202 minutes, nothing
    assert found.decay.sentence == "0–30 menit: 1; 30–60 menit: 0,68; 60–120 menit: 0,22"


def test_supply_that_somebody_reaches_is_shared_out_whole():
    world = families([("a", 1, True), ("a", 2, True), ("b", 5, True)])
    access = access_of(world, points(0, 4, capacity=[7, 11]), STRAIGHT, mode="jalan_kaki")
    found = e2sfca(access)
    assert found.per_place @ access.places["poor_count"] == pytest.approx(1000 * 18)


def test_without_all_capacities_points_are_counted():
    world = families([("a", 1, True)])
    found = e2sfca(access_of(world, points(0, 1, capacity=[7, None]), STRAIGHT, mode="jalan_kaki"))
    assert (found.unit, found.per_desa["a"]) == ("titik", 2000)


def test_a_desa_without_a_located_family_has_no_score():
    world = families([("a", 1, True), ("c", None, True)])
    assert np.isnan(e2sfca(access_of(world, points(0), STRAIGHT, mode="jalan_kaki")).per_desa["c"])


def test_zones_are_the_readers():
    """At 22.5 and 45 minutes with one zone to 40 minutes the nearer family has the point alone: 1000 · 30 / 1."""
    world = families([("a", 1, True), ("b", 2, True)])
    access = access_of(world, points(0, capacity=[30]), STRAIGHT, mode="jalan_kaki")
    found = e2sfca(access, decay=read_decay("40", "0,5"))
    assert found.per_desa.to_dict() == pytest.approx({"a": 30_000, "b": 0})
    assert found.decay.sentence == "0–40 menit: 0,5"


@pytest.mark.parametrize(("zones", "weights"), [("30; 60; 120", "1; 0,68; 0,22"), (" 30  60 120 ", "1 0.68 0.22")])
def test_zones_as_they_are_written(zones, weights):
    assert read_decay(zones, weights) == DECAY == read_decay(*DECAY.written())


@pytest.mark.parametrize(
    ("zones", "weights", "problem"),
    [
        ("30; enam", "1; 1", "bukan angka"), ("30; nan", "1; 1", "bukan angka"), ("30; -5", "1; 1", "bukan angka"),
        ("", "", "1 sampai 6"), ("1;2;3;4;5;6;7", "1;1;1;1;1;1;1", "1 sampai 6"),
        ("30; 60", "1", "2 batas dan 1 bobot"), ("60; 30", "1; 0,5", "naik"), ("30; 30", "1; 0,5", "naik"),
        ("0; 30", "1; 0,5", "naik"), ("30; 2000", "1; 0,5", "1440"), ("30; 60", "0,5; 1", "tidak naik"),
        ("30; 60", "1; 0", "di atas 0"), ("30; 60", "1,5; 1", "paling besar 1"),
    ],
)  # fmt: skip
def test_zones_that_mean_nothing_are_refused(zones, weights, problem):
    with pytest.raises(ZonesUnusable) as caught:
        read_decay(zones, weights)
    assert problem in str(caught.value.facts["problem"])
