"""The demo's roads: every settlement but one is reached by land, that one by the river."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from data.demo.people import draw_demo
from data.demo.roads import draw_roads


@pytest.fixture(scope="module")
def families():
    return draw_demo().families


@pytest.fixture(scope="module")
def roads(families):
    return draw_roads(families, np.random.default_rng(1))


def test_the_roads_form_one_network_and_leave_one_anak_desa_to_the_river(families, roads):
    land = roads[roads["highway"].notna()]
    ends = shapely.get_coordinates([shapely.get_point(land.geometry.array, end) for end in (0, -1)]).round(6)
    nodes, place = np.unique(ends, axis=0, return_inverse=True)
    place = place.reshape(2, -1)
    count, _ = connected_components(coo_array((np.ones(len(land)), (place[0], place[1])), shape=(len(nodes),) * 2), directed=False)  # fmt: skip  # noqa: E501
    assert count == 1
    settlements = families.dropna(subset=["lat"]).groupby(["kode_desa", "dusun"]).ngroups
    assert len(nodes) == settlements - 1
    assert roads["waterway"].notna().sum() == 1


def test_there_are_paved_roads_earth_roads_and_trails(roads):
    kinds = roads["highway"].value_counts()
    assert set(kinds.index) == {"tertiary", "unclassified", "track"}
    assert kinds["track"] > 5
    assert roads.geometry.is_valid.all()


def test_the_same_seed_draws_the_same_roads(families, roads):
    again = draw_roads(families, np.random.default_rng(1))
    assert again.to_json() == roads.to_json()
    assert draw_roads(families, np.random.default_rng(2)).to_json() != roads.to_json()
