from __future__ import annotations

import time
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.messages import sentence
from geo.boundaries import LAYER_COLUMNS, empty_layer, prepare
from geo.crs import utm_crs
from geo.errors import AmbiguousCrs, BoundaryDisplaced, NoDesaFound, UnknownCodes
from geo.regions import Regions

RAW, CLEAN, DISPLACED = "balangan_desa_raw.geojson", "balangan_desa.geojson", "balangan_desa_bps2020_hdx.geojson"


def is_coverage(layer: gpd.GeoDataFrame) -> bool:
    return bool(shapely.coverage_is_valid(layer.geometry.to_numpy()))


def centroids_apart_m(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> float:
    metres = utm_crs(other)
    ours, theirs = one.to_crs(metres).centroid, other.to_crs(metres).centroid
    assert ours.index.equals(theirs.index)
    return float(ours.distance(theirs).max())


# --- the good layer ---


def test_balangan_as_published(balangan):
    layer, facts = balangan.layer, balangan.facts
    assert len(layer) == 157
    assert is_coverage(layer)
    assert layer.crs == 4326
    assert layer.columns.tolist() == LAYER_COLUMNS
    assert layer.index.name == "desa_code"
    assert layer.index.is_monotonic_increasing
    assert layer.index.is_unique
    assert (facts["feature_count"], facts["desa_count"], facts["set_aside_count"]) == (157, 157, 0)
    assert (facts["overlap_pairs_before"], facts["overlap_pairs_after"]) == (155, 0)
    assert (facts["holes_before"], facts["holes_after"]) == (216, 0)
    assert facts["largest_area_change_pct"] == pytest.approx(0.40, abs=0.01)
    assert (facts["largest_area_change_code"], facts["largest_area_change_name"]) == ("63.11.03.2007", "Awayan")
    assert facts["area_km2"] == pytest.approx(1828.1, abs=0.5)
    assert (facts["code_column"], facts["name_column"], facts["code_system"]) == ("kode", "nama", "kemendagri")
    assert (facts["kemendagri_hit_share"], facts["name_agree_share"]) == (1, 1)


def test_its_findings_say_what_was_done(balangan):
    told = balangan.findings
    assert told.columns.tolist() == ["row", "key", "kind", "severity", "message"]
    assert told["kind"].tolist() == ["batas_dirapikan"]
    assert told["message"][0] == (
        "155 pasang desa tumpang tindih dan 216 celah dirapikan; perubahan luas terbesar 0,40 % (Awayan)."
    )


def test_its_columns(balangan):
    halong = balangan.layer[balangan.layer["kecamatan_code"] == "63.11.02"]
    assert len(halong) == 24
    assert set(halong["kecamatan_name"]) == {"Halong"}
    assert balangan.layer["bps_code"].str.fullmatch(r"6311\d{6}").all()
    assert balangan.layer["area_km2"].between(0.04, 220).all()


def test_its_points_lie_inside_and_are_the_ones_given(balangan, boundary_files):
    layer = balangan.layer
    inside = shapely.intersects_xy(layer.geometry.to_numpy(), layer["point_lon"], layer["point_lat"])
    assert inside.all()
    given = gpd.read_file(boundary_files / RAW).set_index("kode").reindex(layer.index)
    is_given = (layer["point_lon"] == given["lng"]) & (layer["point_lat"] == given["lat"])
    given_inside = shapely.intersects_xy(layer.geometry.to_numpy(), given["lng"], given["lat"])
    assert (is_given == given_inside).all()
    assert is_given.mean() > 0.9


def test_it_takes_a_few_seconds_at_most(boundary_files, official):
    start = time.process_time()  # of work: others may be busy on this machine
    prepare(boundary_files / RAW, regions=official)
    assert time.process_time() - start < 5


def test_progress_grows_to_one(boundary_files):
    told = []
    prepare(boundary_files / RAW, regions=Regions.empty(), progress=lambda share, text: told.append((share, text)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert all(text for _, text in told)


def test_a_layer_with_both_codes_teaches_both(boundary_files):
    found = prepare(boundary_files / CLEAN, regions=Regions.empty())
    assert found.facts["bps_column"] == "kode_bps"
    own = gpd.read_file(boundary_files / CLEAN).set_index("kode")
    assert (found.layer["bps_code"] == own["kode_bps"].reindex(found.layer.index)).all()
    assert (found.layer["kecamatan_name"] == own["kecamatan"].reindex(found.layer.index)).all()
    # … and what it taught is enough to read the BPS layer, and to see that it lies elsewhere.
    with pytest.raises(BoundaryDisplaced):
        prepare(boundary_files / DISPLACED, regions=Regions.empty(), in_place=found.layer)


def test_codes_of_the_layer_in_place_add_to_those_of_a_list_without_them(boundary_files, official, balangan):
    listed = Regions(official.desa.assign(bps_code=pd.Series(pd.NA, index=official.desa.index, dtype="str")))
    with pytest.raises(BoundaryDisplaced):
        prepare(boundary_files / DISPLACED, regions=listed, in_place=balangan.layer)


# --- the displaced layer ---


def test_the_displaced_layer_is_refused_in_words(boundary_files, official, balangan):
    with pytest.raises(BoundaryDisplaced) as caught:
        prepare(boundary_files / DISPLACED, regions=official, in_place=balangan.layer)
    facts = caught.value.facts
    assert (facts["desa_count"], facts["compass"]) == (157, "timur")
    assert facts["shift_m"] == pytest.approx(2030, abs=20)
    assert facts["bad_share"] > 0.9
    said = sentence(caught.value)
    assert "157 desa" in said
    assert "2,0 km ke timur" in said


def test_the_displaced_layer_is_taken_with_somebody_s_word(boundary_files, official, balangan):
    found = prepare(boundary_files / DISPLACED, regions=official, in_place=balangan.layer, accept_displaced=True)
    assert found.layer.index.equals(balangan.layer.index)
    assert found.facts["is_displaced"]
    assert found.facts["replaced_count"] == 157
    assert found.facts["code_system"] == "bps"
    assert found.findings["kind"].tolist() == ["batas_bergeser"]
    assert found.findings["severity"].tolist() == ["PERIKSA"]


def test_without_a_crosswalk_its_codes_are_a_question(boundary_files, balangan):
    bare = balangan.layer.assign(bps_code=pd.Series(pd.NA, index=balangan.layer.index, dtype="str"))
    with pytest.raises(UnknownCodes) as caught:
        prepare(boundary_files / DISPLACED, regions=Regions.empty(), in_place=bare)
    assert "--codes" in sentence(caught.value)


def test_known_points_notice_it_without_a_layer_in_place(boundary_files, shared_data, official):
    families = pd.read_csv(shared_data / "recipients/halong/keluarga_sederhana.csv", dtype={"kode_desa": "str"})
    points = families[["kode_desa", "lon", "lat"]].set_axis(["desa_code", "lon", "lat"], axis=1)
    with pytest.raises(BoundaryDisplaced) as caught:
        prepare(boundary_files / DISPLACED, regions=official, known_points=points)
    assert caught.value.facts["outside_share"] == pytest.approx(0.75, abs=0.02)
    assert "75 % titik" in sentence(caught.value)
    good = prepare(boundary_files / RAW, regions=official, known_points=points)
    assert good.facts["points_outside_share"] == 0


def test_a_displaced_kecamatan_beside_others_is_noticed(boundary_files, official, balangan, tmp_path):
    """Desa that are new here have nothing to be compared with, but they reach into their neighbours."""
    in_place = balangan.layer[balangan.layer["kecamatan_code"] != "63.11.07"]
    displaced = gpd.read_file(boundary_files / DISPLACED)
    displaced[displaced["district"] == "Paringin Selatan"].to_file(tmp_path / "a.geojson")
    with pytest.raises(BoundaryDisplaced) as caught:
        prepare(tmp_path / "a.geojson", regions=official, in_place=in_place)
    assert caught.value.facts["desa_count"] == 0
    assert "desa tetangga" in sentence(caught.value)


# --- the same places in every dress ---


@pytest.fixture
def raw(boundary_files) -> gpd.GeoDataFrame:
    return gpd.read_file(boundary_files / RAW)


def swap(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = shapely.transform(layer.geometry.to_numpy(), lambda points: points[:, ::-1])
    return layer.set_geometry(gpd.GeoSeries(shapes, index=layer.index, crs=layer.crs))


def mislabel(layer: gpd.GeoDataFrame, epsg: int | None) -> gpd.GeoDataFrame:
    return layer.set_crs(epsg, allow_override=True)


def without_points(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return layer.drop(columns=["lat", "lng"])


def shp_zip(layer: gpd.GeoDataFrame, folder: Path, *, prj: bool) -> Path:
    layer.to_file(folder / "desa.shp")
    with zipfile.ZipFile(folder / "desa.zip", "w") as archive:
        for part in folder.glob("desa.*"):
            if part.suffix not in {".zip", "" if prj else ".prj"}:
                archive.write(part, part.name)
    return folder / "desa.zip"


def saved(layer: gpd.GeoDataFrame, path: Path, **how) -> Path:
    layer.to_file(path, **how)
    return path


DRESSES = {
    "swapped": lambda raw, to: saved(swap(raw), to / "a.geojson"),
    "swapped, no points": lambda raw, to: saved(swap(without_points(raw)), to / "a.geojson"),
    "UTM in GeoJSON": lambda raw, to: saved(raw.to_crs(32750), to / "a.geojson"),
    "UTM swapped in GeoJSON": lambda raw, to: saved(swap(raw.to_crs(32750)), to / "a.geojson"),
    "UTM declared as degrees": lambda raw, to: saved(mislabel(raw.to_crs(32750), 4326), to / "a.geojson"),
    "UTM in the wrong zone": lambda raw, to: saved(mislabel(raw.to_crs(32750), 32749), to / "a.geojson"),
    "UTM in GPKG": lambda raw, to: saved(without_points(raw).to_crs(32750), to / "a.gpkg"),
    "Web Mercator in GPKG": lambda raw, to: saved(without_points(raw).to_crs(3857), to / "a.gpkg"),
    "Web Mercator undeclared": lambda raw, to: shp_zip(without_points(raw).to_crs(3857), to, prj=False),
    "UTM in SHP": lambda raw, to: shp_zip(without_points(raw).to_crs(32750), to, prj=True),
    "UTM in SHP without .prj": lambda raw, to: shp_zip(raw.to_crs(32750), to, prj=False),
    "degrees in SHP without .prj": lambda raw, to: shp_zip(without_points(raw), to, prj=False),
    "KML": lambda raw, to: saved(raw, to / "a.kml", driver="LIBKML"),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_the_same_places_in_every_dress(raw, tmp_path, official, balangan, dress):
    found = prepare(DRESSES[dress](raw, tmp_path), regions=official)
    assert centroids_apart_m(found.layer, balangan.layer) < 1
    assert is_coverage(found.layer)
    assert found.layer["desa_name"].equals(balangan.layer["desa_name"])


def test_metres_of_which_nothing_tells_whose(raw, tmp_path, official, balangan):
    path = shp_zip(without_points(raw).to_crs(32750), tmp_path, prj=False)
    with pytest.raises(AmbiguousCrs) as caught:
        prepare(path, regions=official)
    assert "--crs EPSG:32750" in sentence(caught.value)
    for known in ({"crs": "EPSG:32750"}, {"in_place": balangan.layer}):
        assert centroids_apart_m(prepare(path, regions=official, **known).layer, balangan.layer) < 1


# --- other places ---


def test_another_kabupaten_alone(boundary_files):
    found = prepare(boundary_files / "bangkalan_desa_raw.geojson", regions=Regions.empty())
    assert len(found.layer) == 281
    assert is_coverage(found.layer)
    assert found.facts["largest_area_change_pct"] == pytest.approx(0.65, abs=0.01)
    assert found.facts["holes_after"] == 0


def test_another_kabupaten_beside_the_one_in_place(boundary_files, official, balangan):
    found = prepare(boundary_files / "bangkalan_desa_raw.geojson", regions=official, in_place=balangan.layer)
    assert len(found.layer) == 157 + 281
    assert is_coverage(found.layer)
    assert (found.facts["kept_count"], found.facts["added_count"], found.facts["replaced_count"]) == (157, 281, 0)
    kept = found.layer.loc[balangan.layer.index]
    pd.testing.assert_frame_equal(pd.DataFrame(kept), pd.DataFrame(balangan.layer))
    assert "batas_dilengkapi" in set(found.findings["kind"])


def test_one_kecamatan_anew(boundary_files, official, balangan, tmp_path):
    raw = gpd.read_file(boundary_files / RAW)
    raw[raw["kode"].str.startswith("63.11.02")].to_file(tmp_path / "halong.geojson")
    found = prepare(tmp_path / "halong.geojson", regions=official, in_place=balangan.layer)
    assert is_coverage(found.layer)
    assert (found.facts["replaced_count"], found.facts["kept_count"]) == (24, 133)
    change = found.layer["area_km2"] / balangan.layer["area_km2"] - 1
    assert change.abs().max() < 0.01
    far = ~balangan.layer.index.isin(found.findings["key"])
    assert len(found.layer) == far.sum() + (~far).sum() == 157


def test_loading_a_layer_over_itself_changes_nothing(boundary_files, official, balangan):
    again = prepare(boundary_files / RAW, regions=official, in_place=balangan.layer)
    pd.testing.assert_frame_equal(pd.DataFrame(again.layer), pd.DataFrame(balangan.layer))
    assert again.facts["replaced_count"] == 157
    assert not again.facts["is_displaced"]


def test_a_layer_of_kecamatan_is_refused(boundary_files, official):
    for regions in (official, Regions.empty()):
        with pytest.raises(NoDesaFound) as caught:
            prepare(boundary_files / "balangan_kecamatan.geojson", regions=regions)
        assert "kode_kec" in sentence(caught.value)


def test_an_empty_layer_in_place_is_none(boundary_files, official, balangan):
    empty = empty_layer()
    assert empty.columns.tolist() == LAYER_COLUMNS
    found = prepare(
        boundary_files / RAW,
        regions=official,
        in_place=empty,
        known_points=pd.DataFrame(columns=["desa_code", "lon", "lat"]),
    )
    pd.testing.assert_frame_equal(pd.DataFrame(found.layer), pd.DataFrame(balangan.layer))


# --- oddities, on the small world of four squares ---


def door(layer: gpd.GeoDataFrame, path: Path, regions: Regions, **more):
    layer.to_file(path)
    return prepare(path, regions=regions, **more)


def told(found, kind: str) -> list[tuple[int, str, str]]:
    some = found.findings[found.findings["kind"] == kind]
    return list(some[["row", "key", "severity"]].itertuples(index=False, name=None))


def test_the_four(quad, tmp_path, quad_regions):
    found = door(quad, tmp_path / "a.gpkg", quad_regions)
    assert found.layer["desa_name"].tolist() == ["Alang", "Batung", "Cempaka", "Durian"]
    assert found.layer["bps_code"].tolist() == ["6311060004", "6311060003", "6311060002", "6311060001"]
    # 0.02° squared at -2.29° and -2.27°: 2,224.6 m × 2,211.5 m = 4.92 km².
    assert found.layer["area_km2"].to_numpy() == pytest.approx([4.92] * 4, abs=0.01)
    assert found.findings.empty


@pytest.mark.parametrize(
    "codes",
    [["6311022001", "6311022002", "6311022003", "6311022004"], [6311022001, 6311022002, 6311022003, 6311022004]],
)
def test_codes_without_dots(quad, tmp_path, quad_regions, codes):
    found = door(quad.assign(kode=codes), tmp_path / "a.gpkg", quad_regions)
    assert found.layer.index.tolist() == ["63.11.02.2001", "63.11.02.2002", "63.11.02.2003", "63.11.02.2004"]
    assert found.facts["code_system"] == "kemendagri"


def test_codes_without_dots_that_nothing_knows_and_the_user_s_word(quad, tmp_path):
    bare = quad.assign(kode=quad["kode"].str.replace(".", ""))
    with pytest.raises(UnknownCodes):
        door(bare, tmp_path / "a.gpkg", Regions.empty())
    found = door(bare, tmp_path / "b.gpkg", Regions.empty(), code_system="kemendagri")
    assert found.layer.index[0] == "63.11.02.2001"
    assert found.facts["kemendagri_hit_share"] is None


def test_an_empty_code_is_found_by_name_within_the_kecamatan(quad, tmp_path, quad_regions):
    odd = quad.assign(
        kode=[None, "", "63.11.02.2003", "63.11.02.2004"], nama=["desa ALANG", "Batungg", "Cempaka", "Durian"]
    )
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    assert len(found.layer) == 4
    assert told(found, "kode_desa_kosong") == [(1, "63.11.02.2001", "INFO"), (2, "63.11.02.2002", "PERIKSA")]


def test_an_empty_code_with_a_name_nobody_knows_is_set_aside(quad, tmp_path, quad_regions):
    odd = quad.assign(kode=[None, *quad["kode"][1:]], nama=["Xanadu", *quad["nama"][1:]])
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    assert found.layer.index.tolist() == quad["kode"].tolist()[1:]
    assert told(found, "kode_desa_kosong") == [(1, "Xanadu", "KRITIS")]
    assert told(found, "batas_belum_ada") == [(0, "63.11.02.2001", "INFO")]
    assert found.facts["set_aside_count"] == 1


def test_a_shared_name_alone_never_decides(quad, tmp_path, quad_regions):
    twins = Regions(quad_regions.desa.assign(desa_name=["Galumbang", "Galumbang", "Cempaka", "Durian"]))
    odd = quad.assign(kode=[None, *quad["kode"][1:]], nama=["Galumbang", "Galumbang", "Cempaka", "Durian"])
    found = door(odd, tmp_path / "a.gpkg", twins)
    assert told(found, "kode_desa_kosong") == [(1, "Galumbang", "KRITIS")]
    assert "beberapa desa" in found.findings.set_index("row")["message"][1]


def test_without_any_codes_names_and_kecamatan_do(quad, tmp_path, quad_regions):
    found = door(quad.drop(columns="kode"), tmp_path / "a.gpkg", quad_regions)
    assert found.layer.index.tolist() == quad["kode"].tolist()
    assert (found.facts["code_column"], found.facts["name_column"]) == (None, "nama")


def test_a_code_the_register_does_not_know_is_kept_and_shown(quad, tmp_path, quad_regions):
    odd = quad.assign(kode=[*quad["kode"][:3], "63.11.02.2009"], nama=[*quad["nama"][:3], "Durian Baru"])
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    assert found.layer["desa_name"]["63.11.02.2009"] == "Durian Baru"
    assert told(found, "kode_desa_tidak_dikenal") == [(4, "63.11.02.2009", "PERIKSA")]


def test_a_bps_code_outside_the_crosswalk(quad, tmp_path, quad_regions):
    codes = ["6311060004", "6311060003", "6311060999", "6311060888"]
    odd = quad.assign(kode=codes, nama=["Alang", "Batung", "Cempaka", "Xanadu"])
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    assert told(found, "kode_desa_tidak_dikenal") == [(3, "63.11.02.2003", "INFO"), (4, "6311060888", "KRITIS")]
    assert found.layer.loc["63.11.02.2003", "bps_code"] == "6311060999"  # what the file says of a desa it names


def test_a_name_that_is_not_the_register_s(quad, tmp_path, quad_regions):
    found = door(quad.assign(nama=["Xanadu", *quad["nama"][1:]]), tmp_path / "a.gpkg", quad_regions)
    assert told(found, "nama_desa_beda") == [(1, "63.11.02.2001", "PERIKSA")]
    assert found.layer["desa_name"].iloc[0] == "Alang"


def test_parts_of_one_desa_are_united(quad, tmp_path, quad_regions):
    south, north = quad.geometry[:2], quad.geometry[2:]
    odd = quad.assign(
        kode=quad["kode"].replace("63.11.02.2003", "63.11.02.2001"), nama=["Alang", "Batung", "ALANG", "Durian"]
    )
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    assert told(found, "bagian_disatukan") == [(3, "63.11.02.2001", "INFO")]
    assert found.layer.geometry["63.11.02.2001"].equals(shapely.union(south[0], north[2]))


def test_a_stranger_under_a_used_code_is_set_aside(quad, tmp_path, quad_regions):
    # Row 1 has row 3's code, but its name is not the one known there: the known one stays, though it comes later.
    odd = quad.assign(kode=["63.11.02.2003", *quad["kode"][1:]])
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    assert told(found, "kode_desa_ganda") == [(1, "63.11.02.2003", "KRITIS")]
    assert found.layer.geometry["63.11.02.2003"].equals(quad.geometry[2])
    # Where no name is known, the first stays.
    blind = door(odd, tmp_path / "b.gpkg", Regions.empty())
    assert told(blind, "kode_desa_ganda") == [(3, "63.11.02.2003", "KRITIS")]
    assert blind.layer.geometry["63.11.02.2003"].equals(quad.geometry[0])


def test_shapes_of_all_kinds(quad, tmp_path, quad_regions):
    one, two, three, four = quad.geometry
    mixed = shapely.GeometryCollection([shapely.force_3d(two, 9), two.centroid])
    west, east = (
        shapely.intersection(three, shapely.box(*box)) for box in ((115, -3, 115.505, 0), (115.515, -3, 116, 0))
    )
    odd = quad.set_geometry(
        gpd.GeoSeries([None, mixed, shapely.MultiPolygon([west, east]), shapely.force_3d(four, 7)], crs=4326)
    )
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    assert told(found, "poligon_kosong") == [(1, "63.11.02.2001", "KRITIS")]
    assert told(found, "poligon_diperbaiki") == [(2, "63.11.02.2002", "INFO")]
    assert not shapely.has_z(found.layer.geometry.to_numpy()).any()
    assert found.layer.geom_type.tolist() == ["Polygon", "MultiPolygon", "Polygon"]
    assert one.is_valid


def test_a_bow_tie_is_repaired_and_said(quad, tmp_path, quad_regions):
    tie = shapely.Polygon([(115.50, -2.32), (115.52, -2.30), (115.52, -2.32), (115.50, -2.30)])
    odd = quad.set_geometry(gpd.GeoSeries([tie, *quad.geometry[1:]], crs=4326))
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    assert told(found, "poligon_diperbaiki") == [(1, "63.11.02.2001", "INFO")]
    assert "memotong dirinya" in found.findings["message"][0]
    assert found.facts["repaired_count"] == 1


def test_a_large_change_of_area_is_shown(quad, tmp_path, quad_regions):
    # Alang reaches over a tenth of Batung: one of them must give 10 % (or 9.1 % of its own 1.1).
    wide = shapely.box(115.50, -2.30, 115.522, -2.28)
    odd = quad.set_geometry(gpd.GeoSeries([wide, *quad.geometry[1:]], crs=4326))
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    ((row, key, severity),) = told(found, "luas_berubah")
    assert (row, severity) == (int(key[-1]), "PERIKSA")
    assert found.facts["largest_area_change_code"] == key
    assert found.facts["largest_area_change_pct"] == pytest.approx(10, abs=1)


def test_a_point_outside_its_desa_is_replaced(quad, tmp_path, quad_regions):
    found = door(
        quad.assign(lon=[115.51, 116.0, 115.51, np.nan], lat=[-2.291, -2.29, -2.271, np.nan]),
        tmp_path / "a.gpkg",
        quad_regions,
    )
    points = found.layer[["point_lon", "point_lat"]].to_numpy()
    assert points[0].tolist() == [115.51, -2.291]
    assert points[1] == pytest.approx([115.53, -2.29])
    assert points[2].tolist() == [115.51, -2.271]
    assert found.facts["point_columns"] == "lon, lat"


def test_one_bps_code_at_two_desa_is_not_kept(quad, tmp_path, quad_regions):
    odd = quad.assign(kode_bps=["6311060009", "6311060009", "6311060002", "6311060001"])
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    assert [row for row, _, _ in told(found, "kode_bps_ganda")] == [1, 2]
    assert found.layer["bps_code"].isna().tolist() == [True, True, False, False]


def test_columns_that_are_called_like_ours(quad, tmp_path, quad_regions):
    odd = quad.assign(row=7, desa_name="x", point_lon="y", area_km2=0, desa_code="z", code_text="?")
    found = door(odd, tmp_path / "a.gpkg", quad_regions)
    assert found.layer["desa_name"].tolist() == quad["nama"].tolist()
    assert found.findings.empty


def test_one_desa(quad, tmp_path, quad_regions):
    found = door(quad.iloc[:1], tmp_path / "a.gpkg", quad_regions)
    assert found.layer.index.tolist() == ["63.11.02.2001"]
