"""Service points: files of them, the office's own table, what is flagged, withdrawing and history."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from data.errors import ActMayNot, ActorUnnamed, ServicePointsUnusable, TableUnusable
from data.history import read_history
from data.intake.load import Answers, SourceFile, bring_back_load, load_files, withdraw_load
from data.intake.preview import guess_kind
from data.intake.service_file import KIND_CHOICE
from data.roles import Actor
from data.service_points import COLUMNS, POINTS, kind_told, read_points, save_points
from data.store import Store
from geo.errors import NoPoints

BUDI, TKSK, NOBODY = Actor("Budi", "kasi"), Actor("Tuti", "tksk"), Actor()
TABLE = (
    "Nama Titik;Jenis;Desa;Bujur;Lintang;Kapasitas;Keterangan\n"
    "Balai Uren;titik salur;Uren;115,505;-2,295;1.200;dekat pasar\n"
    "Pustu Mamigang;puskesmas pembantu;;115,515;-2,295;;\n"
    "Agen Jauh;agen;Uren;116,9;-2,295;;\n"
    "Pos Tanpa Titik;kantor pos;Mamigang;;;50;\n"
)
"""A place in its desa, one whose desa only its coordinate tells, one outside the layer, one without a coordinate."""


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "a.duckdb")
    squares = [box(115.5 + 0.01 * n, -2.3, 115.51 + 0.01 * n, -2.29) for n in range(2)]
    desa = {"kode_desa": ["63.11.02.2001", "63.11.02.2002"], "desa": ["Uren", "Mamigang"], "geometry": squares}
    layer = tmp_path / "batas.geojson"
    gpd.GeoDataFrame(desa, crs=4326).to_file(layer)
    load_files(opened, [SourceFile("boundaries", layer)])
    yield opened
    opened.close()


@pytest.fixture
def table_file(tmp_path):
    path = tmp_path / "titik layanan.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def loaded(store, table_file):
    load_files(store, [SourceFile(POINTS, table_file)])
    return store


def edited(points):
    """The table as the page gives it back: what is shown is what is stated."""
    return points.rename(columns={"desa_code": "found", "stated_code": "desa_code"})[["point_key", *COLUMNS]]


def layer_of(folder, rows, name="titik.geojson", crs=4326):
    path = folder / name
    gpd.GeoDataFrame(rows, crs=crs).to_file(path)
    return path


# --- files ---------------------------------------------------------------------------------------------------


def test_a_table_is_known_by_its_headers_and_read(loaded, table_file):
    assert guess_kind(table_file) == POINTS
    points = read_points(loaded)
    assert points["kind"].tolist() == ["salur", "faskes", "pos", "pos"]
    assert points["name"].iloc[0] == "Balai Uren"
    assert points["capacity"].tolist() == [1200, pd.NA, pd.NA, 50]
    assert points["desa_name"].tolist() == ["Uren", "Mamigang", "Uren", "Mamigang"]
    assert points[["lon", "lat"]].iloc[0].tolist() == [115.505, -2.295]
    assert points["flag"].tolist() == ["", "", "di luar batas desa yang dimuat", "tanpa koordinat, tidak dihitung"]


def test_the_report_says_what_came_of_it(store, table_file):
    [report] = load_files(store, [SourceFile(POINTS, table_file)])
    assert (report.row_count, report.accepted_count, report.flagged_count) == (4, 4, 2)
    assert "1 titik tanpa koordinat" in " ".join(report.facts["points"])


def test_a_layer_of_points_is_known_by_its_shapes(store, tmp_path):
    rows = {"name": ["Poskesdes A", "Kantor Pos B"], "amenity": ["clinic", "post_office"], "nama": ["Uren", "Mamigang"],
            "geometry": [Point(115.505, -2.295), Point(115.515, -2.295)]}  # fmt: skip
    path = layer_of(tmp_path, rows, "osm.geojson")
    assert guess_kind(path) == POINTS
    load_files(store, [SourceFile(POINTS, path)])
    points = read_points(store)
    assert points["name"].tolist() == ["Poskesdes A", "Kantor Pos B"]  # "nama" is the desa's here
    assert points["kind"].tolist() == ["faskes", "pos"]
    assert points["flag"].tolist() == ["", ""]


def test_a_layer_in_utm_comes_to_degrees(store, tmp_path):
    square = gpd.GeoSeries([Point(115.505, -2.295)], crs=4326).to_crs(32750)
    path = layer_of(tmp_path, {"nama": ["Gudang A"], "geometry": square}, "gudang.gpkg", crs=32750)
    load_files(store, [SourceFile(POINTS, path)])
    assert read_points(store)[["lon", "lat"]].iloc[0].tolist() == pytest.approx([115.505, -2.295], abs=1e-6)


def test_osm_health_posts_of_balangan_load(store, shared_data):
    path = shared_data / "facilities" / "balangan_faskes_osm.geojson"
    [report] = load_files(store, [SourceFile(POINTS, path)])
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert report.accepted_count == len(features)
    assert set(read_points(store)["kind"]) == {"faskes"}


def test_what_a_row_does_not_tell_the_reader_or_the_file_name_does(store, tmp_path):
    path = layer_of(tmp_path, {"nama": ["A"], "geometry": [Point(115.505, -2.295)]}, "sebaran.geojson")
    with pytest.raises(ServicePointsUnusable):
        load_files(store, [SourceFile(POINTS, path)])
    load_files(store, [SourceFile(POINTS, path, choice={KIND_CHOICE: "pos"})])
    named = layer_of(tmp_path, {"nama": ["B"], "geometry": [Point(115.505, -2.295)]}, "titik_salur.geojson")
    load_files(store, [SourceFile(POINTS, named)])
    assert read_points(store)["kind"].tolist() == ["pos", "salur"]


def test_files_without_points_say_so(store, tmp_path):
    (tmp_path / "kosong.csv").write_text("nama,jenis,bujur,lintang\n")
    with pytest.raises(ServicePointsUnusable):
        load_files(store, [SourceFile(POINTS, tmp_path / "kosong.csv")])
    (tmp_path / "hampa.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(NoPoints):
        load_files(store, [SourceFile(POINTS, tmp_path / "hampa.geojson")])


def test_words_mean_kinds():
    assert [kind_told(text) for text in ("Puskesmas", "POS", "balai desa", "Titik salur", "posyandu", "warung")] == [
        "faskes", "pos", "salur", "salur", "faskes", "",
    ]  # fmt: skip


def test_a_withdrawn_file_takes_its_points_along_and_brings_them_back(loaded):
    before = read_points(loaded)
    withdraw_load(loaded, 2, by=BUDI)
    assert read_points(loaded).empty
    bring_back_load(loaded, 2, by=BUDI)
    pd.testing.assert_frame_equal(read_points(loaded), before)


def test_a_point_written_twice_is_flagged(loaded, tmp_path):
    (tmp_path / "lagi.csv").write_text("nama,jenis,bujur,lintang\nBALAI UREN,salur,115.505,-2.295\n")
    load_files(loaded, [SourceFile(POINTS, tmp_path / "lagi.csv")], Answers())
    assert read_points(loaded)["flag"].iloc[-1] == "sudah tertulis di baris lain"


# --- the table -----------------------------------------------------------------------------------------------


def test_what_the_office_writes_has_the_last_word_and_stands_in_the_history(loaded):
    table = edited(read_points(loaded))
    table.loc[3, ["lon", "lat"]] = [115.516, -2.296]
    table.loc[1, "capacity"] = 80
    new = pd.DataFrame([{"kind": "Titik salur", "name": "Balai Baru", "lon": 115.502, "lat": -2.298}])
    table = pd.concat([table.drop(index=2), new], ignore_index=True)
    assert save_points(loaded, table, by=BUDI) == 4  # one gone, two changed, one new
    points = read_points(loaded).set_index("name")
    assert "Agen Jauh" not in points.index
    assert points.loc["Pos Tanpa Titik", "flag"] == ""
    assert points.loc["Pustu Mamigang", "capacity"] == 80
    assert (points.loc["Balai Baru", "kind"], points.loc["Balai Baru", "desa_name"]) == ("salur", "Uren")
    assert len(read_history(loaded, subject="titik")) == 4
    assert save_points(loaded, edited(read_points(loaded)), by=BUDI) == 0  # nothing else has changed


def test_a_new_row_that_has_only_a_kind_is_no_point_yet(loaded):
    table = edited(read_points(loaded))
    stray = pd.DataFrame([{"kind": "Titik salur"}, {"kind": None}])
    assert save_points(loaded, pd.concat([table, stray], ignore_index=True), by=BUDI) == 0
    table.loc[0, ["name", "desa_code", "lon", "lat", "note"]] = ["", "", None, None, ""]
    with pytest.raises(TableUnusable, match="nama belum diisi"):  # one that stands is not thrown away by that
        save_points(loaded, table, by=BUDI)


def test_withdrawing_keeps_what_was_written_by_hand(loaded):
    table = edited(read_points(loaded))
    table.loc[0, "name"] = "Balai Lama"
    new = pd.DataFrame([{"kind": "pos", "name": "Loket", "lon": 115.502, "lat": -2.298}])
    save_points(loaded, pd.concat([table, new], ignore_index=True), by=BUDI)
    withdraw_load(loaded, 2, by=BUDI)
    assert read_points(loaded)["name"].tolist() == ["Loket"]
    bring_back_load(loaded, 2, by=BUDI)
    assert "Balai Lama" in set(read_points(loaded)["name"])


def test_all_faults_of_a_table_are_told_at_once(loaded):
    table = pd.DataFrame(
        [
            {"kind": "warung", "name": "A", "lon": 115.5, "lat": -2.3},
            {"kind": "pos", "name": "", "lon": 115.5, "lat": -2.3},
            {"kind": "pos", "name": "C", "lon": 115.5},
            {"kind": "pos", "name": "D", "lon": 115.5, "lat": -95.0},
            {"kind": "pos", "name": "E", "lon": 115.5, "lat": -2.3, "capacity": -1},
        ]
    )
    with pytest.raises(TableUnusable) as failure:
        save_points(loaded, table, by=BUDI)
    told = str(failure.value.facts["problems"])
    assert [f"baris {row}" in told for row in range(1, 6)] == [True] * 5
    assert len(read_points(loaded)) == 4


@pytest.mark.parametrize(("by", "refusal"), [(NOBODY, ActorUnnamed), (TKSK, ActMayNot)])
def test_only_who_may_changes_points(loaded, by, refusal):
    with pytest.raises(refusal):
        save_points(loaded, edited(read_points(loaded)).head(0), by=by)
