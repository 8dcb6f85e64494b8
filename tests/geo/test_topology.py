from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geo.crs import utm_crs
from geo.errors import DesaVanished
from geo.topology import clean_coverage, repair, simplify

METRE = 1 / 111_320  # degrees, near enough at the equator


def is_coverage(layer: gpd.GeoDataFrame) -> bool:
    return bool(shapely.coverage_is_valid(layer.geometry.to_numpy()))


def layer_of(*shapes) -> gpd.GeoDataFrame:
    codes = pd.Index([f"63.11.02.200{number}" for number in range(len(shapes))], name="desa_code")
    return gpd.GeoDataFrame(geometry=list(shapes), index=codes, crs=4326)


# --- repair ---

BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])  # two triangles of area 1 that meet at (1, 1)


@pytest.mark.parametrize(
    ("shape", "fault", "area"),
    [
        (box(0, 0, 1, 1), "", 1),
        (MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)]), "", 2),
        (BOW_TIE, "garis batas memotong dirinya", 2),
        (MultiPolygon([box(0, 0, 2, 1), box(1, 0, 3, 1)]), "garis batas memotong dirinya", 3),
        (Polygon(box(0, 0, 2, 2).exterior, [box(3, 3, 4, 4).exterior.coords]), "lubang di luar batas", 5),
        (GeometryCollection([Point(5, 5), box(0, 0, 1, 1)]), "bercampur titik atau garis", 1),
        (GeometryCollection([box(0, 0, 2, 1), GeometryCollection([box(1, 0, 3, 1)])]), "bercampur titik atau garis", 3),
        (GeometryCollection([Point(5, 5)]), "bercampur titik atau garis", None),
        (Point(1, 1), "bukan poligon", None),
        (LineString([(0, 0), (1, 1)]), "bukan poligon", None),
        (Polygon(), "tanpa bentuk", None),
        (None, "tanpa bentuk", None),
        (Polygon([(0, 0), (1, 1), (0, 0)]), "titik batas terlalu sedikit", None),
    ],
)
def test_what_is_wrong_and_what_is_left(shape, fault, area):
    fixed, faults = repair(layer_of(shape, box(9, 9, 10, 10)))
    assert faults.tolist() == [fault, ""]
    left = fixed.geometry.iloc[0]
    assert (None if left is None else left.area) == area
    assert left is None or (left.is_valid and left.geom_type in {"Polygon", "MultiPolygon"})


def test_repair_drops_heights_and_keeps_columns():
    layer = layer_of(shapely.force_3d(box(0, 0, 1, 1), 7)).assign(nama="Alang")
    fixed, _ = repair(layer)
    assert not fixed.geometry.iloc[0].has_z
    assert fixed["nama"].tolist() == ["Alang"]
    assert layer.geometry.iloc[0].has_z  # the layer given is left alone


CORNERS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=8)


@settings(deadline=None)
@given(CORNERS)
def test_any_ring_becomes_valid_or_none(corners):
    fixed, _ = repair(layer_of(Polygon(corners)))
    left = fixed.geometry.iloc[0]
    assert left is None or (left.is_valid and left.area > 0)


# --- cleaning ---


def test_a_sliver_and_a_gap_are_closed():
    # Three squares of 1 km side by side: the first reaches 5 m into the second; between the second and the third,
    # which is 990 m wide, is a gap of 10 m, closed below and above by a strip, so it is a hole.
    side, edges = 1000 * METRE, [x * METRE for x in (0, 1000, 1005, 2000, 2010, 3000)]
    below = Polygon([(x, 0) for x in edges] + [(3 * side, -side), (0, -side)])
    above = Polygon([(x, side) for x in edges] + [(3 * side, 2 * side), (0, 2 * side)])
    squares = [box(edges[0], 0, edges[2], side), box(edges[1], 0, edges[3], side), box(edges[4], 0, edges[5], side)]
    layer = layer_of(*squares, below, above)
    cleaned, found = clean_coverage(layer)
    assert is_coverage(cleaned)
    assert (found.overlap_pairs_before, found.overlap_pairs_after) == (1, 0)
    assert (found.holes_before, found.holes_after) == (1, 0)
    # The second gives the overlap to the first (which had counted it already) and takes the gap: 1,000 − 5 + 10 m.
    assert found.area_change_pct.to_numpy() == pytest.approx([0, 0.5, 0, 0, 0], abs=0.001)
    assert found.largest_change_code == "63.11.02.2001"


def test_a_lake_stays():
    ring = box(0, 0, 0.03, 0.03).difference(box(0.01, 0.01, 0.02, 0.02))
    west, east = shapely.intersection(ring, [box(0, 0, 0.015, 0.03), box(0.015, 0, 0.03, 0.03)])
    _, found = clean_coverage(layer_of(west, east))
    assert (found.holes_before, found.holes_after) == (1, 1)
    assert found.largest_change_pct < 1e-6


def test_a_coverage_stays_to_the_last_digit(quad):
    layer = quad.set_index("kode")
    cleaned, found = clean_coverage(layer)
    assert cleaned.geometry.geom_equals_exact(layer.geometry, 0).all()
    assert (found.largest_change_pct, found.overlap_pairs_before, found.holes_before) == (0, 0, 0)


def test_neighbours_share_every_corner_of_their_border():
    # B's border with A has a corner that A lacks: valid one by one, but no coverage.
    a = box(0, 0, 0.01, 0.02)
    b = Polygon([(0.01, 0), (0.02, 0), (0.02, 0.02), (0.01, 0.02), (0.01, 0.01)])
    assert not is_coverage(layer_of(a, b))
    cleaned, _ = clean_coverage(layer_of(a, b))
    assert is_coverage(cleaned)


def test_a_desa_that_would_vanish_is_named():
    inside = box(0.004, 0.004, 0.005, 0.005)
    with pytest.raises(DesaVanished) as caught:
        clean_coverage(layer_of(box(0, 0, 0.01, 0.01), inside), gap_width_m=20)
    assert caught.value.facts["desa"] == "63.11.02.2001"


def test_an_empty_layer():
    cleaned, found = clean_coverage(layer_of())
    assert cleaned.empty
    assert (found.largest_change_code, found.largest_change_pct) == (None, 0)


def test_far_apart_groups_are_cleaned_each_in_its_own_zone(quad):
    overlapping = quad.set_index("kode")
    overlapping.geometry = shapely.buffer(overlapping.geometry.to_numpy(), 5 * METRE, join_style="mitre")
    far = overlapping.set_index("35.26" + overlapping.index.str[5:]).translate(-3, -5)
    both = gpd.GeoDataFrame(geometry=pd.concat([overlapping.geometry, far]), crs=4326)
    together, found = clean_coverage(both)
    alone, _ = clean_coverage(overlapping)
    assert is_coverage(together)
    assert found.overlap_pairs_before == 12  # each of four with three others, twice: corners overlap too
    assert together.geometry.loc[alone.index].geom_equals_exact(alone.geometry, 0).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(-8, 8), st.floats(-8, 8)), min_size=9, max_size=9))
def test_a_jittered_grid_becomes_a_coverage(jitter_m):
    """Nine squares of 1 km, each moved by up to 8 m: overlaps and gaps up to 16 m wide."""
    side = 1000 * METRE
    squares = [box(side * (n % 3), side * (n // 3), side * (n % 3 + 1), side * (n // 3 + 1)) for n in range(9)]
    moved = [
        shapely.transform(s, lambda p, d=d: p + np.array(d) * METRE) for s, d in zip(squares, jitter_m, strict=True)
    ]
    layer = layer_of(*moved)
    cleaned, found = clean_coverage(layer, gap_width_m=40)
    assert is_coverage(cleaned)
    assert (found.overlap_pairs_after, found.holes_after) == (0, 0)
    assert cleaned.geometry.is_valid.all()
    assert cleaned.index.equals(layer.index)
    assert found.largest_change_pct < 7  # all four sides, 16 m of 1,000 m each
    # Cleaning twice is cleaning once.
    assert clean_coverage(cleaned, gap_width_m=40)[0].geometry.geom_equals_exact(cleaned.geometry, 0).all()


# --- real layers ---


@pytest.mark.parametrize(
    ("name", "pairs", "holes", "largest_pct"), [("balangan", 155, 216, 0.40), ("bangkalan", 555, 1397, 0.65)]
)
def test_published_layers_are_closed(boundary_files, name, pairs, holes, largest_pct):
    layer = gpd.read_file(boundary_files / f"{name}_desa_raw.geojson").set_index("kode").to_crs(4326)
    cleaned, found = clean_coverage(layer)
    assert is_coverage(cleaned)
    assert (found.overlap_pairs_before, found.holes_before) == (pairs, holes)
    assert (found.overlap_pairs_after, found.holes_after) == (0, 0)
    assert found.largest_change_pct == pytest.approx(largest_pct, abs=0.01)
    metres = utm_crs(layer)
    change = cleaned.to_crs(metres).area / layer.to_crs(metres).area - 1
    assert found.area_change_pct.to_numpy() == pytest.approx(100 * change.to_numpy(), abs=1e-6)


def test_simplified_for_display(balangan):
    small = simplify(balangan.layer, tolerance_m=100)
    assert is_coverage(small)
    count = [shapely.get_num_coordinates(each.geometry.to_numpy()).sum() for each in (small, balangan.layer)]
    assert count[0] < 0.8 * count[1]
    assert not small.is_empty.any()
