"""Trips on the map: what travels to the browser."""

from __future__ import annotations

import gzip
import json
import time

import numpy as np
import pandas as pd
import pytest
from shapely import LineString, hausdorff_distance

from geo.maps.layers import spec
from geo.maps.palette import TRIP_REST, TRIPS
from geo.maps.trips import (
    SCALE,
    SOLID,
    STRAIGHT,
    STRAIGHT_ENDS,
    THIN_DEG,
    chosen_trip,
    dashes,
    short_name,
    thin,
    trips,
    vehicle_colours,
)
from tests.geo.maps.trip_world import winding, world


def fields(one) -> dict:
    return json.loads(one.script())


def decoded(flat: list[int]) -> np.ndarray:
    return np.cumsum(np.reshape(flat, (-1, 2)), axis=0) / SCALE


def test_a_trip_says_its_stops_times_and_way():
    """Two trips of two stops; the first stop is reached at 08.20 + 20 = 520 and left at 530."""
    found = fields(trips(world(2, 2)))
    first = found["trips"][0]
    assert (first["id"], first["vehicle"], first["day"], first["from"]) == ("t1", 0, 0, 0)
    assert (first["start"], first["depart"], first["back"]) == (480, 500, 580)
    assert [(leg["stop"], leg["arrive"], leg["leave"]) for leg in first["legs"]] == [(0, 520, 530), (1, 550, 560)]
    assert found["id"] == ["s0", "s1", "s2", "s3", "s4"]
    assert (found["out"], found["priority"]) == ([0, 0, 0, 0, 1], [1, 0, 0, 0, 0])
    assert [place["kind"] for place in found["places"]] == ["gudang", "alih"]
    assert found["clock"] is True
    assert fields(trips(world(2, 2), with_clock=False))["clock"] is False


def test_a_way_is_thinned_by_no_more_than_an_eye_would_see():
    way = winding((115.5, -2.3), (115.6, -2.2), 200)
    kept = decoded(thin(way, SOLID))
    assert 10 < len(kept) < 100
    assert np.allclose(kept[[0, -1]], np.array(way)[[0, -1]], atol=1 / SCALE)
    assert hausdorff_distance(LineString(way), LineString(kept)) < THIN_DEG + 1 / SCALE


def test_the_straight_ends_of_a_way_keep_their_places():
    way = [[115.5, -2.3], [115.51, -2.3], [115.52, -2.3], [115.53, -2.3], [115.54, -2.3]]
    assert len(decoded(thin(way, SOLID))) == 2
    assert decoded(thin(way, STRAIGHT_ENDS))[:, 0].tolist() == pytest.approx([115.5, 115.51, 115.53, 115.54])


@pytest.mark.parametrize("way", [[], [[115.5, -2.3]]])
def test_no_way_and_a_straight_line_travel_as_nothing(way):
    assert thin(way, SOLID) == []
    assert thin(winding((115.5, -2.3), (115.6, -2.2), 9), STRAIGHT) == []


def test_legs_are_dashed_where_they_follow_no_way():
    """1,000 m with nothing, 200 m, 950 m off the ways (nine tenths and more: all of it), and an unknown length."""
    leg_m, off_m = pd.Series([1000.0, 1000, 1000, None]), pd.Series([0.0, 200, 950, None])
    assert dashes(leg_m, off_m, is_straight_line=False).tolist() == [SOLID, STRAIGHT_ENDS, STRAIGHT, SOLID]
    assert dashes(leg_m, off_m, is_straight_line=True).tolist() == [STRAIGHT] * 4


def test_the_ninth_vehicle_is_grey():
    rows = pd.DataFrame({"vehicle": [f"Motor {n}" for n in range(1, 10)] + ["Motor 1"]})
    assert vehicle_colours(rows).tolist() == [*TRIPS, TRIP_REST]
    assert vehicle_colours(rows.iloc[:2]).tolist() == list(TRIPS[:2])


@pytest.mark.parametrize(
    ("vehicle", "short"), [("Motor 2", "M2"), ("Pick-up 4x4 1", "P1"), ("Kelotok", "K"), ("perahu 12", "P12"), ("", "")]
)
def test_a_vehicle_has_a_short_name(vehicle, short):
    assert short_name(vehicle) == short


def test_a_choice_is_a_layer_of_its_own_so_that_the_ways_need_not_be_made_again():
    assert fields(chosen_trip("t2")) == {"kind": "chosen", "trip": "t2"}
    assert fields(chosen_trip(None)) == {"kind": "chosen", "trip": None}


def test_no_trips_leave_the_stops_and_the_depot():
    plan = world(1, 1)
    empty = plan.__class__(plan.stops, plan.trips.iloc[:0], plan.visits.iloc[:0], plan.places, plan.days)
    found = fields(trips(empty))
    assert (found["trips"], found["vehicles"], len(found["lon"])) == ([], [], 2)


def test_sixty_trips_of_three_hundred_stops_weigh_less_than_a_megabyte():
    """Ways of 200 places each: 72,000 places before thinning."""
    plan = world(60, 5, days=3, places=200)
    before = time.perf_counter()
    told = spec([trips(plan), chosen_trip("t2")])
    seconds = time.perf_counter() - before
    assert len(plan.stops) == 301
    assert len(told) < 1_000_000
    assert len(gzip.compress(told.encode())) < 200_000
    assert seconds < 2  # 0.1 s on two idle cores; kept by the page's cache
