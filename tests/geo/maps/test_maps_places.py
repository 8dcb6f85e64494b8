"""Density, bubbles and dots: what travels to the browser, and what must not."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps.classes import quantile_limits
from geo.maps.density import SQRT3, cell_area_km2, clusters, density, hex_counts, to_degrees, to_mercator
from geo.maps.points import DotStyle, families, settlements


def fields(one) -> dict:
    return json.loads(one.script())


# --- hexagons -------------------------------------------------------------------------------------------

LON, LAT = st.floats(95, 141), st.floats(-11, 6)


@given(LON, LAT)
def test_mercator_there_and_back(lon, lat):
    assert np.allclose(to_degrees(*to_mercator(lon, lat)), (lon, lat))


@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=30), st.floats(200, 5000))
def test_every_place_is_counted_in_the_hexagon_whose_middle_is_nearest(places, cell_m):
    lon, lat = np.array(places).T
    cells = hex_counts(lon, lat, cell_m=cell_m)
    size = cells.attrs["size"]
    assert cells["count"].sum() == len(places)
    middle_x, middle_y = size * SQRT3 * (cells["q"] + cells["r"] / 2), size * 1.5 * cells["r"]
    for x, y in zip(*to_mercator(lon, lat), strict=True):
        assert np.hypot(middle_x - x, middle_y - y).min() <= size * (1 + 1e-9)


def test_a_hexagon_is_as_wide_on_the_ground_as_asked():
    """Opposite sides 700 m apart: radius 404 m on the ground, 405 m in Web Mercator at 2° S (cos = 0.9994)."""
    size = hex_counts([115.5], [-2.3], cell_m=700).attrs["size"]
    assert size == pytest.approx(700 / SQRT3 / 0.99939, rel=1e-4)
    assert cell_area_km2(700) == pytest.approx(0.4243, abs=1e-4)


def test_no_places_no_hexagons():
    cells = hex_counts([], [], cell_m=500)
    assert fields(density(cells, ()))["q"] == []


def test_small_counts_are_not_told():
    """Three homes in one cell, six in another: 0 stands for "kurang dari 5"."""
    cells = hex_counts([115.5] * 3 + [115.6] * 6, [-2.3] * 9, cell_m=500)
    found = fields(density(cells, (4,)))
    assert sorted(found["count"]) == [0, 6]
    assert found["few"] == "Kurang dari 5"


def test_bubbles_hold_everyone_on_each_level_and_hide_the_few():
    lon, lat = np.r_[np.full(50, 115.5), 115.61234], np.r_[np.full(50, -2.3), -2.41234]
    levels = fields(clusters(lon, lat, suppress_below=1))["levels"]
    assert [sum(level["count"]) for level in levels] == [51] * len(levels)
    finest = fields(clusters(lon, lat))["levels"][-1]
    assert sorted(finest["count"]) == [0, 50]
    alone = finest["count"].index(0)
    assert (finest["lon"][alone], finest["lat"][alone]) != pytest.approx((115.61234, -2.41234), abs=1e-4)


def test_fifty_thousand_homes_travel_as_little():
    rng = np.random.default_rng(3)
    villages = rng.uniform([115.31, -2.53], [115.84, -2.04], (400, 2))
    homes = villages[rng.integers(400, size=50_000)] + rng.normal(0, 0.003, (50_000, 2))
    cells = hex_counts(*homes.T, cell_m=500)
    sizes = [
        len(gzip.compress(one.script().encode()))
        for one in (density(cells, quantile_limits(cells["count"], 5)), clusters(*homes.T))
    ]
    assert max(sizes) < 60_000


# --- dots -----------------------------------------------------------------------------------------------

STYLES = {
    "unserved": DotStyle("Belum", "#be64ac", is_filled=True),
    "other": DotStyle("Lain", "#7a7a7a", is_filled=False),
}


def homes(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["lon", "lat", "label", "detail", "group"])


def test_families_at_one_place_share_a_dot_of_the_most_urgent_kind():
    found = fields(
        families(
            homes(
                (115.5, -2.3, "A***", "RT 1", "other"),
                (115.500001, -2.3, "B***", "RT 2", "unserved"),
                (115.6, -2.3, "C***", "RT 3", "other"),
                (None, None, "D***", "RT 4", "unserved"),
            ),
            STYLES,
        )
    )
    assert found["title"] == ["2 keluarga di titik ini", "C***"]
    assert found["lines"] == [["A*** · RT 1", "B*** · RT 2"], ["RT 3"]]
    assert found["group"] == [0, 1]


def test_a_crowded_dot_names_eight_and_counts_the_rest():
    found = fields(families(homes(*[(115.5, -2.3, f"K{n}", "", "other") for n in range(11)]), STYLES))
    assert len(found["lines"][0]) == 9
    assert found["lines"][0][-1] == "dan 3 keluarga lain"


def test_nobody_is_drawn_where_there_is_nobody():
    empty = homes().astype({"lon": float, "lat": float})
    assert fields(families(empty, STYLES))["lon"] == []
    none = pd.DataFrame({"lon": [], "lat": [], "label": [], "family_count": []})
    assert fields(settlements(none))["size"] == []


def test_the_area_of_a_settlement_says_its_families():
    """400 families at 22 px: 100 of them at half the radius; a single family stays visible at 3.5 px."""
    places = pd.DataFrame({"lon": 115.5, "lat": -2.3, "label": list("abc"), "family_count": [400, 100, 1]})
    found = fields(settlements(places, number=lambda count: f"{count} buah"))
    assert found["size"] == [22, 11, 3.5]
    assert found["lines"] == [["400 buah keluarga"], ["100 buah keluarga"], ["1 buah keluarga"]]
