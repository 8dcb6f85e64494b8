from __future__ import annotations

import numpy as np
import pytest

from geo.network.modes import MODES
from geo.travel import Travel, TravelMatrix, straight_line_matrix, straight_line_travel


def test_the_straight_line_is_lengthened_by_the_factor_and_says_so():
    # One degree of longitude on the equator is 111,319.49 m on WGS84; × 1.4 = 155,847.3 m.
    travel = straight_line_matrix([115.0, 116.0], [0.0, 0.0], road_factor=1.4)
    assert travel.distance_m[0, 1] == pytest.approx(155_847.3, abs=0.1)
    assert travel.basis == "garis lurus × 1,4"


def test_there_is_as_far_as_back_and_nowhere_to_itself():
    travel = straight_line_matrix([115.6, 115.7, 115.7], [-2.2, -2.3, -2.25], road_factor=1.25)
    np.testing.assert_array_equal(travel.distance_m, travel.distance_m.T)
    assert np.diag(travel.distance_m).tolist() == [0.0, 0.0, 0.0]
    assert travel.basis == "garis lurus × 1,25"


def test_a_vehicle_drives_at_its_own_speed_unless_the_matrix_knows_better():
    distance_m = np.array([[0.0, 9000.0], [9000.0, 0.0]])
    own = TravelMatrix(distance_m, None, "garis lurus × 1")
    assert own.minutes(18.0)[0, 1] == pytest.approx(30.0)  # 9 km at 18 km/h
    known = TravelMatrix(distance_m, np.array([[0.0, 12.0], [14.0, 0.0]]), "jaringan jalan")
    assert known.minutes(18.0).tolist() == [[0.0, 12.0], [14.0, 0.0]]
    roads = Travel({"mobil": known}, "jaringan jalan", is_straight_line=False)
    assert roads.straight_m("mobil").tolist() == [[0, 0], [0, 0]]


def test_one_place_alone_needs_no_way():
    assert straight_line_matrix([115.6], [-2.2], road_factor=1.4).distance_m.tolist() == [[0.0]]


def test_without_a_network_every_mode_goes_the_same_straight_line_and_says_so():
    travel = straight_line_travel([115.6, 115.7], [-2.2, -2.2], road_factor=1.4)
    line = straight_line_matrix([115.6, 115.7], [-2.2, -2.2], road_factor=1.4)
    assert set(travel.by_mode) == set(MODES)
    for mode in MODES:
        np.testing.assert_array_equal(travel.of(mode).distance_m, line.distance_m)
        np.testing.assert_array_equal(travel.straight_m(mode), line.distance_m)
    assert travel.is_straight_line
    assert travel.basis == "garis lurus × 1,4"
    assert travel.way is None
