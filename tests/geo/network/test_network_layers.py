"""Layers of offices: GeoJSON, GeoPackage, Shapefile; their columns, reference systems and oddities."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from geo.errors import LayerUnreadable, NoLines, NotANetwork
from geo.network.diagnose import diagnose
from geo.network.matrix import network_travel
from geo.network.office import read_attributes
from geo.network.read import read_network
from geo.network.speeds import default_speeds
from tests.geo.test_layer_files import zip_shapefile

# Near Halong: a main road west to east, a side road that ends on it without a vertex there, a road that shares a
# vertex with it, a bridge-like crossing with none, and the other bank apart.
WEST, SOUTH = 115.6, -2.3
LINES = {
    "utama": [(0, 0), (0.01, 0), (0.02, 0)],
    "cabang": [(0.005, 0), (0.005, 0.01)],
    "simpang": [(0.01, -0.005), (0.01, 0), (0.01, 0.005)],
    "silang": [(0.015, -0.005), (0.015, 0.005)],
}


def line(points) -> shapely.LineString:
    return shapely.LineString([(WEST + x, SOUTH + y) for x, y in points])


@pytest.fixture
def layer() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "Nama_Ruas": list(LINES),
            "Fungsi": ["Kolektor Primer", "Jalan Lingkungan", "JALAN USAHA TANI", "entah"],
            "Jenis_Perkerasan": ["Aspal/Hotmix", "Kerikil", "Tanah", None],
            "Kondisi": ["Baik", "Rusak Berat", "Sedang", None],
        },
        geometry=[line(points) for points in LINES.values()],
        crs=4326,
    )


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "zip"])
def test_lines_are_joined_at_ends_and_shared_vertices_only(layer, tmp_path, kind):
    path = tmp_path / f"jalan.{kind}"
    if kind == "zip":
        zip_shapefile(layer.rename(columns={"Jenis_Perkerasan": "jns_perk"}), path, stem="jalan")
    else:
        layer.to_file(path)
    result = read_network(path)
    edges = result.network.edges
    # The main road is cut by the side road and at the shared vertex: 3; the crossing road 2; the others 1 each.
    assert edges["way_id"].value_counts().to_dict() == {"1": 3, "3": 2, "2": 1, "4": 1}
    ways = edges.drop_duplicates("way_id").set_index("name")
    assert ways[["road_class", "surface", "condition"]].to_numpy().tolist() == [
        ["kolektor", "aspal", "Baik"], ["lokal", "diperkeras", "Rusak Berat"], ["jalan_tani", "tanah", "Sedang"],
        ["jalan_lain", "tidak_diketahui", ""],
    ]  # fmt: skip
    found = diagnose(result.network)
    assert (len(found.pieces), found.graph_piece_count, len(found.crossings)) == (1, 2, 1)
    assert any("1 ujung ruas" in note for note in result.report.notes)
    assert result.report.classes["way_count"].sum() == 4
    assert result.network.source == "jalan"


def test_a_layer_in_metres_gives_the_same_network(layer, tmp_path):
    layer.to_file(tmp_path / "a.gpkg")
    layer.to_crs(32750).to_file(tmp_path / "b.gpkg")
    degrees, metres = (read_network(tmp_path / name).network for name in ("a.gpkg", "b.gpkg"))
    assert metres.edges["length_m"].tolist() == pytest.approx(degrees.edges["length_m"].tolist(), abs=0.01)
    assert len(metres.nodes) == len(degrees.nodes)


def test_a_wrong_system_is_found_and_told(layer, tmp_path):
    swapped = layer.set_geometry(shapely.transform(layer.geometry.to_numpy(), lambda points: points[:, ::-1]))
    swapped.set_crs(4326, allow_override=True).to_file(tmp_path / "a.geojson")
    result = read_network(tmp_path / "a.geojson")
    assert result.report.crs.is_swapped
    assert result.network.nodes["lat"].max() < 0
    bare = layer.to_crs(32750).set_crs(None, allow_override=True)
    bare.to_file(tmp_path / "b.gpkg")
    stated = read_network(tmp_path / "b.gpkg", crs="EPSG:32750")
    assert stated.network.nodes["lon"].between(115.5, 115.7).all()


def test_a_layer_from_abroad_is_taken_at_its_word(layer, tmp_path):
    layer.set_geometry(layer.translate(xoff=-104, yoff=52)).to_file(tmp_path / "a.geojson")
    result = read_network(tmp_path / "a.geojson")
    assert result.network.nodes["lat"].min() > 49
    assert "di luar Indonesia" in result.report.crs.evidence


ODD = {
    "multi": shapely.MultiLineString([line([(0, 0), (0.01, 0)]), line([(0.01, 0), (0.02, 0)])]),
    "z": shapely.LineString([(WEST, SOUTH, 5), (WEST, SOUTH + 0.01, 9)]),
    "nol": line([(0.03, 0.03), (0.03, 0.03)]),
    "ganda": line([(0, 0), (0.01, 0)]),
    "lingkar": line([(0.02, 0), (0.03, 0.01), (0.03, 0), (0.02, 0)]),
    "angka 8": line([(0, 0.02), (0.01, 0.03), (0.01, 0.02), (0, 0.02), (0, 0.03)]),
    "titik": shapely.Point(WEST, SOUTH),
    "kosong": None,
    "campur": shapely.GeometryCollection([line([(0, 0.05), (0.01, 0.05)]), shapely.Point(WEST, SOUTH)]),
}


def test_odd_shapes_do_no_harm_and_are_counted(tmp_path):
    layer = gpd.GeoDataFrame({"nama": list(ODD)}, geometry=list(ODD.values()), crs=4326)
    layer.to_file(tmp_path / "a.gpkg", layer="jalan_desa")
    result = read_network(tmp_path / "a.gpkg")
    assert result.network.edges.groupby("name").size().to_dict() == {
        "multi": 2, "z": 1, "ganda": 1, "lingkar": 1, "angka 8": 2, "campur": 1,
    }  # fmt: skip
    reasons = result.report.classes.groupby("reason")["way_count"].sum().to_dict()
    assert reasons == {"": 6, "bukan garis": 2, "panjangnya nol": 1}
    assert set(result.network.edges["road_class"]) == {"lokal"}  # the layer's name says jalan desa
    assert diagnose(result.network).duplicates.to_numpy().tolist() == [[3, 0]]
    lon, lat = [WEST, WEST + 0.025], [SOUTH, SOUTH + 0.001]
    assert network_travel(result.network, lon, lat, speeds=default_speeds()).of("mobil").distance_m[0, 1] > 0


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('{"type": "FeatureCollection", "features": []}', NoLines),
        ('{"type": "Point", "coordinates": [115.6, -2.3]}', NoLines),
        ('{"type": "LineString", "coordinates": [[115.6, -2.3], [115.6, -2.3]]}', NoLines),
        ('{"type": "LineString", "coordinates": [[115.6, -2.3], [115.', LayerUnreadable),
        ('{"elements": []}', NotANetwork),
    ],
)
def test_files_without_lines_are_refused(tmp_path, content, kind):
    (tmp_path / "a.geojson").write_text(content)
    with pytest.raises(kind) as caught:
        read_network(tmp_path / "a.geojson", name="kiriman.geojson")
    assert caught.value.facts["file"] == "kiriman.geojson"


def table(**columns) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[line([(0, 0), (0.01, 0)])] * count, crs=4326)


def test_columns_of_geofabrik_are_tags():
    found = read_attributes(
        table(
            fclass=["track_grade4", "river", "primary", "unknown"],
            oneway=["B", "B", "T", "F"],
            bridge=["F", "F", "T", "F"],
        )
    )
    assert found["road_class"].tolist() == ["jalan_tani", "sungai", "arteri", "jalan_lain"]
    assert found["surface"].tolist() == ["tanah", "air", "tidak_diketahui", "tidak_diketahui"]
    assert found["oneway"].tolist() == [0, 0, -1, 1]
    assert found["level"].tolist() == [0, 0, 1, 0]


def test_columns_of_gdal_are_tags_and_other_lines_are_left_out():
    found = read_attributes(
        table(
            highway=["path", None],
            waterway=[None, None],
            other_tags=['"surface"=>"gravel","motorcycle"=>"no"', '"power"=>"line"'],
        )
    )
    assert found["road_class"].tolist() == ["setapak", ""]
    assert found.loc[0, ["surface", "closed_to"]].tolist() == ["diperkeras", "motor"]
    assert found["reason"].tolist() == ["", "bukan jalan, sungai, atau penyeberangan"]


def test_rivers_of_an_office_are_for_boats_only():
    found = read_attributes(table(REMARK=["Sungai", "Jalan Setapak", "Jalan Provinsi"], NAMOBJ=["Balangan", "", ""]))
    assert found["road_class"].tolist() == ["sungai", "setapak", "kolektor"]
    assert found["surface"].tolist() == ["air", "tidak_diketahui", "tidak_diketahui"]
    assert found.loc[0, "name"] == "Balangan"


def test_what_a_column_says_is_kept_as_delivered(road_files):
    path = road_files / "bangkalan_jalan_kabupaten_pupr2024.geojson"
    edges = read_network(path).network.edges
    features = json.loads(path.read_text())["features"]
    said = {str(number): each["properties"] for number, each in enumerate(features, 1)}
    assert (edges["condition"] == edges["way_id"].map(lambda way: said[way]["kondisi"])).all()
    assert (edges["name"] == edges["way_id"].map(lambda way: said[way]["ruas"].strip())).all()
    assert set(edges["road_class"]) == {"lokal"}


def test_a_line_with_a_place_that_is_no_number_is_left_out_and_counted(tmp_path):
    """Two lines; one corner of the second is NaN, which GeoJSON of some programs holds."""
    lines = [[[115.6, -2.3], [115.61, -2.3]], [[115.6, -2.2], [float("nan"), -2.2], [115.62, -2.2]]]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}} for line in lines
    ]
    path = tmp_path / "jalan.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = read_network(path)
    assert len(found.network.edges) == 1
    assert (found.report.classes["used_count"].sum(), found.report.classes["left_out_count"].sum()) == (1, 1)
