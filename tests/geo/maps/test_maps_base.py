"""Two desa side by side, 0.02 degree each; the eastern one has a hole and an island."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from folium.plugins import DualMap
from shapely.geometry import box
from streamlit_folium import generate_js_hash, generate_leaflet_string

from geo.maps import base as base_module
from geo.maps.base import DEGREES, TileSource, base_map, draw
from geo.maps.layers import title

WEST, EAST = "63.11.02.2001", "63.11.03.2001"


@pytest.fixture
def desa() -> gpd.GeoDataFrame:
    holed = box(115.52, -2.40, 115.54, -2.38) - box(115.528, -2.392, 115.532, -2.388)
    shapes = [box(115.50, -2.40, 115.52, -2.38), shapely.union(holed, box(115.55, -2.40, 115.56, -2.39))]
    return gpd.GeoDataFrame(
        {
            "desa_name": ["Uren", None],
            "kecamatan_code": [WEST[:8], EAST[:8]],
            "kecamatan_name": ["Halong", None],
        },
        geometry=shapes,
        index=[WEST, EAST],
        crs=4326,
    )


def facts(base) -> dict:
    return json.loads(base.script.split(b"=", 1)[1].rstrip(b";\n"))


def undo(flat: list[int]) -> np.ndarray:
    return np.cumsum(np.reshape(flat, (-1, 2)), axis=0) / DEGREES


def test_geometry_arrives_as_it_left(desa):
    """Rounded to 1/100,000 degree, so 1 m: areas agree to a thousandth."""
    shapes = facts(base_map(desa, tolerance_m=0))["desa"]["shape"]
    read = [
        shapely.union_all([shapely.Polygon(undo(rings[0]), [undo(hole) for hole in rings[1:]]) for rings in polygons])
        for polygons in shapes
    ]
    assert [len(polygons) for polygons in shapes] == [1, 2]
    assert shapely.area(shapely.symmetric_difference(read, desa.geometry.to_numpy())).max() < 1e-3 * 4e-4


def test_names_and_kecamatan_travel_with_it(desa):
    found = facts(base_map(desa))
    assert found["desa"]["code"] == [WEST, EAST]
    assert found["desa"]["name"] == ["Uren", "(tanpa nama)"]
    assert [found["kecamatan"]["name"][at] for at in found["desa"]["kecamatan"]] == ["Halong", ""]


def test_a_name_stands_where_there_is_most_room(desa):
    """The western square: its middle, 0.01 degree from every side."""
    x, y, room = facts(base_map(desa))["desa"]["label"][0]
    assert (x / DEGREES, y / DEGREES) == pytest.approx((115.51, -2.39), abs=2e-4)
    assert room / DEGREES == pytest.approx(0.01, rel=0.02)


def test_a_border_between_kecamatan_is_drawn_once(desa):
    lines = [shapely.LineString(undo(line)) for line in facts(base_map(desa))["borders"]]
    between = shapely.LineString([(115.52, -2.40), (115.52, -2.38)])
    along = [line.intersection(between.buffer(1e-4)).length for line in lines]
    assert sum(along) == pytest.approx(0.02, rel=0.05)


def test_the_same_layer_has_the_same_name_and_another_another(desa):
    moved = desa.set_geometry(desa.translate(0.001))
    assert base_map(desa) == base_map(desa.copy())
    assert base_map(desa).name != base_map(moved).name


def test_simplifying_leaves_no_gap_between_neighbours(shared_data):
    layer = gpd.read_file(shared_data / "boundaries" / "balangan_desa.geojson").set_index("kode")
    metric = layer.to_crs(32750)
    metric = metric.set_geometry(shapely.coverage_clean(metric.geometry.to_numpy(), gap_width=20))
    desa = metric.to_crs(4326).rename(
        columns={"nama": "desa_name", "kode_kec": "kecamatan_code", "kecamatan": "kecamatan_name"}
    )
    shapes = facts(base_map(desa))["desa"]["shape"]
    edges: dict[frozenset, int] = {}
    for ring in (ring for polygons in shapes for polygon in polygons for ring in polygon):
        corners = [tuple(corner) for corner in np.cumsum(np.reshape(ring, (-1, 2)), axis=0).tolist()]
        for edge in zip(corners, corners[1:] + corners[:1], strict=True):
            edges[frozenset(edge)] = edges.get(frozenset(edge), 0) + 1
    inner = sum(count == 2 for count in edges.values())
    assert len(shapes) == 157
    assert max(edges.values()) <= 2
    assert inner / len(edges) > 0.8  # nearly every edge is shared; the rest is the outer border


# --- the folium map around it ---------------------------------------------------------------------------


def script_of(figure) -> str:
    return figure.get_root().render() if not isinstance(figure, DualMap) else figure.m1.get_root().render()


@pytest.mark.parametrize("sides", [1, 2])
def test_the_page_of_a_map_links_nothing_outside(desa, sides):
    html = script_of(draw(base_map(desa), "/assets/geometri/x.js", sides=sides))
    assert "http://" not in html
    assert "https://" not in html
    assert html.count("Petasalur.base(") == sides


def test_geometry_is_not_in_the_map_itself(desa):
    """It travels once, under its own URL; the map that goes out on each run is small."""
    assert len(script_of(draw(base_map(desa), "/assets/geometri/x.js"))) < 5_000


def test_max_zoom_is_kept_without_tiles(desa):
    assert f'"maxZoom": {base_module.MAX_ZOOM}' in script_of(draw(base_map(desa), "/assets/geometri/x.js"))


def test_no_base_map_is_said_and_a_base_map_is_credited(desa):
    tiles = TileSource("/tiles/x/{z}/{x}/{y}", False, 5, 12, ((-3, 115), (-2, 116)), "© Badan Informasi")
    without = script_of(draw(base_map(desa, notes=("Batas perkiraan",)), "/assets/geometri/x.js"))
    having = script_of(draw(base_map(desa), "/assets/geometri/x.js", tiles=tiles))
    assert "Batas perkiraan" in without
    assert "Tanpa peta dasar" in without
    assert "Tanpa peta dasar" not in having
    assert "Badan Informasi" in having
    assert "vector-tiles.js" not in having


def test_vector_tiles_bring_their_own_script(desa):
    tiles = TileSource("/tiles/x/{z}/{x}/{y}", True, 5, 12, ((-3, 115), (-2, 116)), "")
    assert "/assets/vector-tiles.js" in script_of(draw(base_map(desa), "/assets/geometri/x.js", tiles=tiles))


def test_another_layer_leaves_the_key_of_the_component_as_it_is(desa):
    """The key decides about a remount; it is made from the script of the base map alone."""

    def key(base, layers) -> str:
        figure = draw(base, "/assets/geometri/x.js")
        script = generate_leaflet_string(figure)
        base_module.show_group(layers).add_to(figure)
        return generate_js_hash(script, "peta")

    first = base_map(desa)
    assert key(first, (title("a"),)) == key(first, (title("b"),))
    assert key(first, ()) != key(base_map(desa, badge="DATA CONTOH"), ())
    assert key(first, ()) != key(base_map(desa.iloc[:1]), ())
