"""Whatever a boundary file holds: a good layer or one expected failure with a sentence."""

from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.messages import sentence
from geo.boundaries import LAYER_COLUMNS, prepare
from geo.errors import PetasalurError
from geo.regions import Regions

NUMBER = st.sampled_from(
    [115.5, 115.51, 115.52, -2.3, -2.31, 0.0, 340000.0, 9745000.0, 1e308, float("nan"), float("inf")]
)
NEAR = st.floats(-0.02, 0.02)
POINT = st.tuples(NEAR.map(lambda d: 115.5 + d), NEAR.map(lambda d: -2.3 + d)) | st.tuples(NUMBER, NUMBER)
RING = st.lists(POINT, max_size=6).map(lambda ring: [*ring, *ring[:1]])
POLYGON = st.fixed_dictionaries({"type": st.just("Polygon"), "coordinates": st.lists(RING, max_size=2)})
MULTI = st.fixed_dictionaries(
    {"type": st.just("MultiPolygon"), "coordinates": st.lists(st.lists(RING, max_size=2), max_size=2)}
)
SIMPLE = (
    POLYGON
    | MULTI
    | st.fixed_dictionaries({"type": st.just("Point"), "coordinates": POINT})
    | st.fixed_dictionaries({"type": st.just("LineString"), "coordinates": RING})
    | st.sampled_from([None, 7, "x", {}, {"type": "Polygon"}, {"type": "Polygon", "coordinates": None}])
)
MIXED = st.fixed_dictionaries({"type": st.just("GeometryCollection"), "geometries": st.lists(SIMPLE, max_size=3)})

CODE = st.sampled_from(
    [
        "63.11.02.2001",
        "63.11.02.2002",
        "6311022001",
        6311022002,
        6311022001.0,
        "6311060001",
        "",
        None,
        "x",
        "63.11.02.2099",
    ]
)
NAME = st.sampled_from(
    ["Alang", "desa alang", "Batung", "Galumbang", "", None, 7, "<b>", "{x}", "a'b", "\u0000", "\ud83d\ude00"]
)
ODD = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3) | st.lists(st.integers(), max_size=2)
PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        "kode": CODE,
        "nama": NAME,
        "kecamatan": NAME,
        "kode_bps": CODE,
        "lat": NUMBER,
        "lon": NUMBER,
        "desa_code": ODD,
        "geometry": ODD,
        "": ODD,
    },
)
FEATURE = st.fixed_dictionaries({"type": st.just("Feature"), "properties": PROPERTIES, "geometry": SIMPLE | MIXED})


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(FEATURE, max_size=5), st.booleans())
def test_a_good_layer_or_one_sentence(tmp_path, quad_regions, features, is_known):
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    try:
        found = prepare(path, regions=quad_regions if is_known else Regions.empty())
    except PetasalurError as failure:
        sentence(failure)
        return
    layer = found.layer
    assert layer.columns.tolist() == LAYER_COLUMNS
    assert layer.index.is_unique
    assert layer.index.str.fullmatch(r"\d\d\.\d\d\.\d\d\.\d{4}").all()
    assert shapely.coverage_is_valid(layer.geometry.to_numpy())
    assert (layer["area_km2"] > 0).all()
    assert shapely.intersects_xy(layer.geometry.to_numpy(), layer["point_lon"], layer["point_lat"]).all()
    told = found.findings
    assert told["row"].between(0, len(features)).all()
    assert told["severity"].isin(["KRITIS", "PERIKSA", "INFO"]).all()
    assert len(layer) <= len(features)
