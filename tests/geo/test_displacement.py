from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.displacement import (
    Displacement,
    compare_layers,
    compass_word,
    is_displaced,
    overlap_others_share,
    points_outside_share,
)


@pytest.fixture
def layer(quad) -> gpd.GeoDataFrame:
    return quad.set_index(quad["kode"].rename("desa_code"))


def moved(layer: gpd.GeoDataFrame, east: float, north: float) -> gpd.GeoDataFrame:
    """The layer, moved by so many sides of its squares."""
    return layer.set_geometry(layer.translate(0.02 * east, 0.02 * north))


def test_the_same_layer(layer):
    found = compare_layers(layer, layer)
    assert (found.desa_count, found.median_iou, found.bad_share) == (4, pytest.approx(1), 0)
    assert found.shift_m == pytest.approx(0, abs=1e-6)
    assert not is_displaced(found)


def test_a_quarter_of_a_side_to_the_east(layer):
    # Shared 3/4, joined 5/4 of a square: 0.6. A side is 0.02° = 2,224.6 m in longitude at -2.28°.
    found = compare_layers(moved(layer, 0.25, 0), layer)
    assert found.median_iou == pytest.approx(0.6, abs=0.001)
    assert (found.bad_share, found.compass) == (0, "timur")
    assert found.shift_m == pytest.approx(2224.6 / 4, rel=2e-3)


def test_half_a_side_to_the_south_west(layer):
    # Shared 1/4, joined 7/4: 1/7.
    found = compare_layers(moved(layer, -0.5, -0.5), layer)
    assert found.median_iou == pytest.approx(1 / 7, abs=0.001)
    assert (found.bad_share, found.compass) == (1, "barat daya")
    assert is_displaced(found)


def test_only_shared_desa_are_compared(layer):
    found = compare_layers(moved(layer, 5, 5).iloc[:1], layer.iloc[1:])
    assert (found.desa_count, found.compass) == (0, "-")
    assert np.isnan([found.median_iou, found.bad_share, found.shift_m]).all()
    assert not is_displaced(found)


@pytest.mark.parametrize(
    ("east", "north", "word"),
    [(0, 1, "utara"), (1, 1, "timur laut"), (1, 0, "timur"), (1, -1, "tenggara"), (0, -1, "selatan"),
     (-1, -1, "barat daya"), (-1, 0, "barat"), (-1, 1, "barat laut"), (-0.1, 1, "utara"), (0.1, 1, "utara")],
)  # fmt: skip
def test_directions(east, north, word):
    assert compass_word(east, north) == word


@pytest.mark.parametrize(
    ("bad_share", "shift_m", "desa_count", "displaced"),
    [
        (0.0, 0, 100, False),
        (0.3, 0, 100, False),
        (0.31, 0, 100, True),
        (0.0, 200, 100, False),
        (0.0, 201, 100, True),
        (0.0, 201, 4, False),  # too few for a common shift to mean anything
        (0.5, 0, 2, True),
    ],
)
def test_what_counts_as_displaced(bad_share, shift_m, desa_count, displaced):
    assert is_displaced(Displacement(desa_count, 0.9, bad_share, shift_m, "timur")) == displaced


def test_points_and_neighbours_count_too():
    fine = Displacement(0, np.nan, np.nan, np.nan, "-")
    assert not is_displaced(fine, np.nan, np.nan)
    assert not is_displaced(fine, 0.3, 0.3)
    assert is_displaced(fine, 0.31)
    assert is_displaced(fine, np.nan, 0.31)


# --- known points ---


def test_points_outside_their_desa(layer):
    # Twelve points of Alang (115.50–115.52): nine inside, two 50 m outside (tolerated), one 500 m outside.
    lon = [115.51] * 9 + [115.52 + 50 / 111_230] * 2 + [115.52 + 500 / 111_230]
    points = pd.DataFrame({"desa_code": "63.11.02.2001", "lon": lon, "lat": -2.29})
    assert points_outside_share(layer, points) == pytest.approx(1 / 12)
    assert points_outside_share(layer, points, tolerance_m=10) == pytest.approx(3 / 12)


def test_too_few_points_say_nothing(layer):
    points = pd.DataFrame({"desa_code": "63.11.02.2001", "lon": [116.0] * 9, "lat": -2.29})
    assert np.isnan(points_outside_share(layer, points))
    assert points_outside_share(layer, points, min_points=9) == 1


def test_points_of_other_desa_and_without_place_are_passed_over(layer):
    points = pd.DataFrame(
        {"desa_code": ["x"] * 10 + [None, "63.11.02.2001"], "lon": [116.0] * 11 + [np.nan], "lat": -2.29}
    )
    assert np.isnan(points_outside_share(layer, points, min_points=1))
    assert np.isnan(points_outside_share(layer, points.iloc[:0], min_points=1))


# --- neighbours ---


def test_a_new_kecamatan_that_reaches_into_the_one_in_place(layer):
    west, east = layer.iloc[[0, 2]], layer.iloc[[1, 3]]
    assert overlap_others_share(east, west) == 0
    assert overlap_others_share(moved(east, -0.09, 0), west) == 0
    assert overlap_others_share(moved(east, -0.11, 0), west) == 1
    assert np.isnan(overlap_others_share(moved(east, 1, 0), west))
    assert np.isnan(overlap_others_share(east, west.iloc[:0]))


# --- real layers ---


def test_the_layer_of_2020_lies_two_kilometres_off(boundary_files, official, balangan):
    theirs = gpd.read_file(boundary_files / "balangan_desa_bps2020_hdx.geojson").to_crs(4326)
    theirs = theirs.set_index(theirs["kode_bps"].map(official.code_of_bps))
    found = compare_layers(theirs, balangan.layer)
    assert found.desa_count == 157
    assert found.shift_m == pytest.approx(2030, abs=20)
    assert found.compass == "timur"
    assert found.median_iou < 0.1
    assert is_displaced(found)


def test_the_published_layer_lies_where_it_should(boundary_files, balangan):
    raw = gpd.read_file(boundary_files / "balangan_desa_raw.geojson").set_index("kode").to_crs(4326)
    found = compare_layers(raw, balangan.layer)
    assert found.median_iou > 0.999
    assert not is_displaced(found)
