from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo.crs import area_km2, crs_name, to_wgs84, utm_crs, utm_epsg
from geo.errors import AmbiguousCrs, UnknownCrs, WrongCrs

UTM_50S = 32750


def without_crs(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return layer.set_crs(None, allow_override=True)


def swapped(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = shapely.transform(layer.geometry.to_numpy(), lambda points: points[:, ::-1])
    return layer.set_geometry(gpd.GeoSeries(shapes, index=layer.index, crs=layer.crs))


def away_m(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> float:
    """The largest distance between the same corners, in metres."""
    ours, theirs = (shapely.get_coordinates(each.geometry.to_numpy()) for each in (one, other))
    return float(111_320 * np.abs(ours - theirs).max())


@pytest.fixture
def in_place(quad) -> gpd.GeoDataFrame:
    return quad.set_index(quad["kode"].rename("desa_code"))


@pytest.fixture
def coded(quad) -> gpd.GeoDataFrame:
    return quad.assign(desa_code=quad["kode"])


# --- the file says it, and it is so ---


@pytest.mark.parametrize("epsg", [4326, 3857, UTM_50S, 32650, 4755, 9487, 23836])
def test_a_declared_system_is_taken(quad, epsg):
    placed, finding = to_wgs84(quad.to_crs(epsg))
    assert away_m(placed, quad) < 0.01
    assert placed.crs == 4326
    assert (finding.crs, finding.declared, finding.is_swapped) == (f"EPSG:{epsg}", f"EPSG:{epsg}", False)
    assert not finding.is_declared_wrong
    assert finding.evidence == "tertulis di berkas"


@pytest.mark.parametrize("epsg", [4326, 3857, UTM_50S])
def test_swapped_axes_are_put_right(quad, epsg):
    placed, finding = to_wgs84(swapped(quad.to_crs(epsg)))
    assert away_m(placed, quad) < 0.01
    assert finding.is_swapped
    assert not finding.is_declared_wrong


def test_degrees_and_web_mercator_speak_for_themselves(quad):
    for epsg in (4326, 3857):
        placed, finding = to_wgs84(without_crs(quad.to_crs(epsg)))
        assert away_m(placed, quad) < 0.01
        assert (finding.declared, finding.evidence) == (None, "hanya satu yang cocok")


def test_degrees_declared_as_metres(quad):
    placed, finding = to_wgs84(quad.set_crs(UTM_50S, allow_override=True))
    assert away_m(placed, quad) == 0
    assert finding.is_declared_wrong
    assert (finding.crs, finding.declared) == ("EPSG:4326", "EPSG:32750")


def test_a_layer_that_needs_nothing_keeps_its_last_digit(quad):
    placed, _ = to_wgs84(quad)
    assert away_m(placed, quad) == 0


# --- metres of which nothing says whose ---


@pytest.mark.parametrize("declared", [None, 4326])
@pytest.mark.parametrize("epsg", [UTM_50S, 23836])
def test_metres_alone_are_a_question(quad, epsg, declared):
    metres = quad.to_crs(epsg).set_crs(declared, allow_override=True)
    with pytest.raises(AmbiguousCrs) as caught:
        to_wgs84(metres)
    assert f"EPSG:{epsg}" in caught.value.facts["candidates"]
    assert caught.value.facts["example"].startswith("EPSG:")


@pytest.mark.parametrize("declared", [None, 4326, 32748])
@pytest.mark.parametrize("is_swapped", [False, True])
def test_the_layer_in_place_answers_it(coded, in_place, declared, is_swapped):
    metres = coded.to_crs(UTM_50S).set_crs(declared, allow_override=True)
    placed, finding = to_wgs84(swapped(metres) if is_swapped else metres, in_place=in_place)
    assert away_m(placed, coded) < 0.01
    assert (finding.crs, finding.is_swapped, finding.evidence) == ("EPSG:32750", is_swapped, "peta yang ada")
    assert finding.is_declared_wrong == (declared is not None)
    assert finding.distance_m < 1


@pytest.mark.parametrize(("lon", "lat"), [("lng", "lat"), ("BUJUR", "LINTANG"), ("lon_titik", "lat_titik"), ("y", "x")])
def test_points_in_the_attributes_answer_it(quad, lon, lat):
    points = quad.representative_point()
    told = quad.assign(**{lon: points.x.astype(str).str.replace(".", ","), lat: points.y})
    placed, finding = to_wgs84(told.to_crs(UTM_50S).set_crs(4326, allow_override=True))
    assert away_m(placed, quad) < 0.01
    assert finding.evidence == "titik di atribut"


def test_known_points_answer_it(coded):
    points = pd.DataFrame({"desa_code": coded["kode"], "lon": 115.52, "lat": -2.28})
    placed, finding = to_wgs84(without_crs(coded.to_crs(UTM_50S)), regions_points=points)
    assert away_m(placed, coded) < 0.01
    assert finding.evidence == "titik yang dikenal"


def test_knowledge_of_other_desa_answers_nothing(coded, in_place):
    elsewhere = coded.assign(desa_code="35.26.01.2001")
    with pytest.raises(AmbiguousCrs):
        to_wgs84(without_crs(elsewhere.to_crs(UTM_50S)), in_place=in_place)


def test_a_wrong_zone_is_noticed_although_it_lies_in_indonesia(coded, in_place):
    placed, finding = to_wgs84(coded.to_crs(UTM_50S).set_crs(32749, allow_override=True), in_place=in_place)
    assert away_m(placed, coded) < 0.01
    assert (finding.crs, finding.declared) == ("EPSG:32750", "EPSG:32749")


def test_a_displaced_layer_is_still_read_as_declared(coded, in_place):
    """Two kilometres off is for the displacement check to see, not a reason to try other zones."""
    moved = coded.set_geometry(coded.translate(0.02, 0.0))
    placed, finding = to_wgs84(moved, in_place=in_place)
    assert away_m(placed, moved) == 0
    assert finding.distance_m == pytest.approx(2225, rel=0.01)  # 0.02° × 111,320 m × cos 2.28°


# --- the user says it ---


@pytest.mark.parametrize("is_swapped", [False, True])
def test_the_user_overrules_the_file(quad, is_swapped):
    metres = quad.to_crs(UTM_50S).set_crs(32748, allow_override=True)
    placed, finding = to_wgs84(swapped(metres) if is_swapped else metres, declared="EPSG:32750")
    assert away_m(placed, quad) < 0.01
    assert (finding.crs, finding.evidence) == ("EPSG:32750", "dinyatakan pengguna")


def test_a_user_who_leads_out_of_the_country(quad):
    with pytest.raises(WrongCrs) as caught:
        to_wgs84(quad, declared="EPSG:32750")
    assert caught.value.facts["crs"] == "EPSG:32750"


def test_a_user_who_names_no_system(quad):
    with pytest.raises(UnknownCrs):
        to_wgs84(quad, declared="UTM barangkali")


# --- nothing fits ---


def test_numbers_of_nowhere():
    layer = gpd.GeoDataFrame(geometry=[box(1e9, 1e9, 1e9 + 1, 1e9 + 1)])
    with pytest.raises(UnknownCrs) as caught:
        to_wgs84(layer)
    assert "1e+09" in caught.value.facts["bounds"]


def test_another_country(quad):
    with pytest.raises(UnknownCrs):
        to_wgs84(quad.set_geometry(quad.translate(-100, 50)))


def test_a_local_plan_is_treated_as_undeclared(quad):
    with pytest.raises(AmbiguousCrs):
        to_wgs84(quad.to_crs(UTM_50S).set_crs('LOCAL_CS["denah",UNIT["metre",1]]', allow_override=True))


def test_a_single_stray_feature_does_not_hide_where_the_others_are(quad):
    many = gpd.GeoDataFrame(pd.concat([quad] * 5, ignore_index=True))
    many.geometry = [box(0, 0, 1, 1), *many.geometry[1:]]
    placed, finding = to_wgs84(many)
    assert (finding.crs, finding.is_swapped) == ("EPSG:4326", False)
    assert len(placed) == 20


def test_features_without_shape_are_passed_over(quad):
    odd = quad.copy()
    odd.geometry = [None, shapely.Polygon(), *quad.geometry[2:]]
    placed, _ = to_wgs84(odd.to_crs(UTM_50S))
    assert placed.geometry.isna().tolist() == [True, False, False, False]


# --- measuring ---


@pytest.mark.parametrize(
    ("lon", "lat", "epsg"),
    [(115.6, -2.3, 32750), (112.7, -7.0, 32749), (95.3, 5.5, 32646), (114.0, -1, 32750), (140.7, -2.5, 32754)],
)
def test_utm_zones(lon, lat, epsg):
    assert utm_epsg(lon, lat) == epsg
    assert utm_crs(gpd.GeoSeries([box(lon, lat, lon + 0.01, lat + 0.01)], crs=4326)) == epsg


@given(st.floats(95, 141), st.floats(-11, 6))
def test_the_zone_of_a_point_is_at_most_three_degrees_wide(lon, lat):
    zone = int(utm_epsg(lon, lat)) % 100
    assert abs(lon - (6 * zone - 183)) <= 3


def test_an_area_does_not_depend_on_the_rest_of_the_layer():
    # A square of 0.01°: 0.01² × (111,319.5 × cos φ) × 110,574 m² … on UTM's plane within its scale of 0.9996² to 1.
    near, far = box(115.6, -2.31, 115.61, -2.30), box(112.7, -7.01, 112.71, -7.0)
    alone = area_km2(gpd.GeoSeries([near], crs=4326))
    together = area_km2(gpd.GeoSeries([near, far], index=["a", "b"], crs=4326))
    assert together["a"] == alone[0]
    assert together["a"] == pytest.approx(0.01**2 * 111.3195 * np.cos(np.radians(2.305)) * 110.576, rel=1e-3)


def test_names_of_systems():
    assert crs_name(gpd.GeoSeries(crs="OGC:CRS84").crs) == "EPSG:4326"
    assert crs_name(gpd.GeoSeries(crs=UTM_50S).crs) == "EPSG:32750"
