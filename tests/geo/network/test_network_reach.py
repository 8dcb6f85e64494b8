"""Minutes to a few targets equal those of the matrix of all places."""

from __future__ import annotations

import numpy as np
import pytest

from geo.network.matrix import network_travel
from geo.network.reach import minutes_to
from geo.network.speeds import default_speeds


@pytest.mark.parametrize("mode", ["motor", "jalan_kaki", "mobil"])
def test_minutes_are_those_of_the_whole_matrix(village, mode):
    rng = np.random.default_rng(1)
    west, south = village.nodes[["lon", "lat"]].min()
    east, north = village.nodes[["lon", "lat"]].max()
    lon, lat = rng.uniform(west, east, 30), rng.uniform(south, north, 30)
    lon[0] += 0.5  # nowhere near a road
    whole = network_travel(village, lon, lat, speeds=default_speeds()).of(mode).duration_min
    found = minutes_to(village, lon[:24], lat[:24], lon[20:], lat[20:], mode=mode, speeds=default_speeds())
    assert np.allclose(found, whole[:24, 20:], rtol=1e-9, equal_nan=True)
    assert np.isinf(found[0]).all()


def test_no_target_and_no_place_are_no_failure(village):
    assert minutes_to(village, [110.0], [0.0], [], [], mode="motor", speeds=default_speeds()).shape == (1, 0)
    assert minutes_to(village, [], [], [110.0], [0.0], mode="motor", speeds=default_speeds()).shape == (0, 1)
