from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo.locate import CROSSED, _Grid, distance_to_desa_m, locate

# Named world, in degrees: three desa and a lake (hole) in C, into which nobody moved.
#
#   2 ┌────────┐
#     │   C    │   C from x 0 to 4, y 1 to 2, without the lake 1..2 × 1.25..1.75
#   1 ├───┬────┤
#     │ A │ B  │   A 0..2 × 0..1, B 2..4 × 0..1
#   0 └───┴────┘
LAKE = box(1, 1.25, 2, 1.75)
WORLD = gpd.GeoDataFrame(
    {"desa_code": ["B", "C", "A"]},
    geometry=[box(2, 0, 4, 1), box(0, 1, 4, 2).difference(LAKE), box(0, 0, 2, 1)],
    crs=4326,
).set_index("desa_code")


def place(x: float, y: float) -> str | None:
    return locate([x], [y], WORLD)[0]


def by_hand(x: float, y: float) -> str | None:
    """The rule, word by word."""
    covering = [code for code, shape in WORLD.geometry.items() if shape.covers(shapely.Point(x, y))]
    return min(covering, default=None)


def test_inside_and_outside():
    assert [place(1, 0.5), place(3, 0.5), place(3, 1.5), place(5, 0.5), place(1, -1)] == ["A", "B", "C", None, None]


def test_a_point_on_a_shared_border_belongs_to_the_smallest_code():
    assert place(2, 0.5) == "A"
    assert place(3, 1) == "B"
    assert place(2, 1) == "A"  # all three meet here


def test_the_outer_border_is_inside():
    assert [place(0, 0), place(4, 2), place(0, 1.5), place(2.5, 0)] == ["A", "C", "C", "B"]


def test_a_hole_is_outside_and_its_shore_is_inside():
    assert place(1.5, 1.5) is None
    assert place(1, 1.5) == "C"


@pytest.mark.parametrize("missing", [np.nan, np.inf, -np.inf])
def test_a_missing_coordinate_is_nowhere(missing):
    assert locate([1, missing, 1], [0.5, 0.5, missing], WORLD).tolist() == ["A", None, None]


def test_no_points_and_no_desa():
    assert locate([], [], WORLD).tolist() == []
    assert locate([1.0], [0.5], WORLD.iloc[:0]).tolist() == [None]


def test_an_empty_shape_holds_nothing():
    shapes = gpd.GeoDataFrame(geometry=[shapely.Polygon(), None, box(0, 0, 2, 1)], index=["0", "1", "A"], crs=4326)
    assert locate([1.0], [0.5], shapes).tolist() == ["A"]


def test_the_answer_is_text_or_none():
    answer = locate([1.0, 9.0], [0.5, 9.0], WORLD)
    assert answer.dtype == object
    assert [type(code) for code in answer] == [str, type(None)]


QUARTERS = st.integers(-2, 18).map(lambda quarter: quarter / 4)  # hits borders and corners all the time


@given(
    st.lists(st.tuples(QUARTERS | st.floats(-1, 5), QUARTERS | st.floats(-1, 3)), max_size=30),
    st.sampled_from([0, 1, 4, 9, 100, 1000]),
)
def test_as_the_rule_says_word_by_word(points, cell_count):
    x, y = np.array(points, dtype=float).reshape(-1, 2).T
    found = locate(x, y, WORLD, cell_count=cell_count)
    assert found.tolist() == [by_hand(*point) for point in points]


ANGLES = st.lists(st.floats(0, 2 * np.pi), min_size=3, max_size=7, unique=True)


@given(ANGLES, st.integers(0, 2**32 - 1), st.sampled_from([4, 30, 500, 5000]))
def test_the_grid_changes_no_answer(angles, seed, cell_count):
    """Any triangle to heptagon in a square with a hole of its shape, and points anywhere and on all corners."""
    inner = shapely.Polygon([(np.cos(angle), np.sin(angle)) for angle in sorted(angles)])
    world = gpd.GeoDataFrame(geometry=[inner, box(-1, -1, 1, 1).difference(inner)], index=["b", "a"], crs=4326)
    random = np.random.default_rng(seed)
    points = np.vstack([random.uniform(-1.1, 1.1, (200, 2)), shapely.get_coordinates(world.geometry.to_numpy())])
    with_grid, without = (locate(*points.T, world, cell_count=count) for count in (cell_count, 0))
    assert with_grid.tolist() == without.tolist()


def test_the_grid_answers_most_points_by_itself(balangan):
    """What makes it fast: of 125,000 cells over Balangan (as for a million points) a border crosses few."""
    polygons = balangan.layer.geometry.to_numpy()
    shapely.prepare(polygons)
    assert np.mean(_Grid.over(polygons, 125_000).places == CROSSED) < 0.2


def test_real_points_as_sjoin_off_the_borders(balangan):
    layer = balangan.layer
    west, south, east, north = layer.total_bounds
    random = np.random.default_rng(11)
    x, y = random.uniform(west, east, 20_000), random.uniform(south, north, 20_000)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y, crs=4326))
    joined = points.sjoin(layer[["geometry"]], how="left", predicate="within")["desa_code"]
    assert (locate(x, y, layer) == joined.to_numpy(dtype=object, na_value=None)).all()


def test_real_corners_belong_to_the_smallest_code(balangan):
    layer = balangan.layer.iloc[:40]
    corners = np.unique(shapely.get_coordinates(layer.geometry.to_numpy()), axis=0)[::10]
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*corners.T, crs=4326))
    smallest = points.sjoin(layer[["geometry"]], predicate="intersects")["desa_code"].groupby(level=0).min()
    assert locate(*corners.T, layer).tolist() == smallest.tolist()


# --- distances ---


def test_distance_outside_and_inside(quad):
    layer = quad.set_index("kode")
    # A ends at 115.52: from 115.53 that is 0.01 degree of longitude, 111,319.5 m × cos(2.29°) × 0.01 = 1,112.3 m on
    # the sphere; on the ellipsoid and UTM's plane within 0.2 %.
    away = distance_to_desa_m([115.53, 115.51], [-2.29, -2.29], ["63.11.02.2001"] * 2, layer)
    assert away == pytest.approx([1112.3, 0.0], rel=2e-3)


def test_distance_is_unknown_for_the_unknown(quad):
    layer = quad.set_index("kode")
    codes = np.array(["63.11.02.2001", "63.11.02.2999", None, "63.11.02.2001"], dtype=object)
    away = distance_to_desa_m([np.nan, 115.5, 115.5, 115.5], [-2.29] * 4, codes, layer)
    assert np.isnan(away).tolist() == [True, True, True, False]
    assert np.isnan(distance_to_desa_m([115.5], [-2.29], ["x"], layer.iloc[:0])).all()
