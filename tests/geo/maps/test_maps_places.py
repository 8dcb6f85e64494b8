"""Density, bubbles, dots and trips: what travels to the browser, and what must not."""

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
from geo.maps.palette import TRIP_REST, TRIPS
from geo.maps.points import DotStyle, families, settlements
from geo.maps.trips import Depot, trip_colours, trips


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


# --- trips ----------------------------------------------------------------------------------------------

DEPOT = Depot(115.5, -2.3, "Kantor Camat")


@pytest.fixture
def stops() -> pd.DataFrame:
    """Index of its own: positions must not depend on it."""
    return pd.DataFrame(
        {"stop_id": ["x", "y", "z"], "lon": 115.6, "lat": -2.4, "label": ["X", "Y", "Z"], "load_kg": [10, 20, 30],
         "family_count": [1, 2, 3]}, index=[7, 8, 9],
    )  # fmt: skip


@pytest.fixture
def visits() -> pd.DataFrame:
    """Trip 1 goes to y, then x; trip 2 to y again; nobody goes to z."""
    return pd.DataFrame(
        {"trip_id": [2, 1, 1], "vehicle": ["M2", "M1", "M1"], "sequence": [1, 2, 1], "stop_id": ["y", "x", "y"]}
    )


def test_a_trip_goes_from_the_depot_through_its_stops_and_back(stops, visits):
    found = fields(trips(stops, visits, DEPOT))
    assert [trip["path"] for trip in found["trips"]] == [[-1, 1, 0, -1], [-1, 1, -1]]
    assert found["trips"][0]["title"] == "Ritase 1 · M1"
    assert found["trips"][0]["lines"] == ["2 titik, muatan 30 kg"]


def test_a_stop_says_its_order_its_load_and_all_its_trips(stops, visits):
    found = fields(trips(stops, visits, DEPOT))
    assert found["number"] == ["2", "1", "–"]
    assert found["lines"][1] == [
        "20 kg untuk 2 keluarga", "Ritase 1 · perhentian ke-1", "Ritase 2 · perhentian ke-1",
    ]  # fmt: skip
    assert found["lines"][2] == ["30 kg untuk 3 keluarga", "Belum masuk ritase"]
    assert found["is_faint"] == [False, False, False]


def test_a_chosen_trip_steps_forward(stops, visits):
    found = fields(trips(stops, visits, DEPOT, chosen=2))
    assert [trip["colour"] for trip in found["trips"]] == [TRIP_REST, TRIPS[1]]
    assert [trip["has_arrows"] for trip in found["trips"]] == [False, True]
    assert found["is_faint"] == [True, False, False]
    assert found["number"] == ["2", "1", "–"]


def test_the_ninth_trip_is_grey_until_chosen():
    visits = pd.DataFrame({"trip_id": range(1, 10), "vehicle": ["M1", "M2", "M3"] * 3})
    assert trip_colours(visits).tolist() == [*TRIPS, TRIP_REST]
    assert trip_colours(visits, chosen=9)[9] == TRIPS[0]
    assert trip_colours(visits, colour_by="vehicle").tolist() == list(TRIPS[:3]) * 3


def test_no_trips_leave_all_stops_unvisited(stops, visits):
    found = fields(trips(stops, visits.iloc[:0], DEPOT))
    assert found["trips"] == []
    assert found["number"] == ["–"] * 3
