from __future__ import annotations

import http.server
import json
import threading
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from geo.errors import LayerUnreadable, NoPolygons, NotALayer, PetasalurError, SeveralLayers, UnsafeArchive
from geo.read import read_layer

SQUARE = {"type": "Polygon", "coordinates": [[[115.5, -2.3], [115.6, -2.3], [115.6, -2.2], [115.5, -2.3]]]}
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>"""
PLACEMARK = """<Placemark><name>{name}</name><ExtendedData><Data name="kode_desa"><value>{code}</value></Data>
<SchemaData schemaUrl="#s"><SimpleData name="kecamatan">Halong</SimpleData></SchemaData></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>115.5,-2.3,0 115.6,-2.3,0 115.6,-2.2,0 115.5,-2.3,0</coordinates>
</LinearRing></outerBoundaryIs></Polygon></Placemark>"""


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write_json(path: Path, features, **members) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}))
    return path


def zip_shapefile(layer: gpd.GeoDataFrame, path: Path, *, stem="desa", without=(), folder="") -> Path:
    """Write a Shapefile and zip its parts."""
    parts = path.parent / f"parts-{stem}"
    parts.mkdir(exist_ok=True)
    layer.to_file(parts / f"{stem}.shp")
    with zipfile.ZipFile(path, "a") as archive:
        for part in parts.iterdir():
            if part.suffix not in without:
                archive.write(part, folder + part.name)
    return path


def refused(kind: type[PetasalurError], path: Path) -> str:
    with pytest.raises(kind) as caught:
        read_layer(path)
    assert caught.value.facts["file"] == path.name
    return str(caught.value.facts.get("found") or caught.value.facts.get("layers"))


# --- the four kinds ---


@pytest.mark.parametrize("ending", ["geojson", "json", "txt", "zip"])
def test_geojson_whatever_it_is_called(quad, tmp_path, ending):
    quad.to_file(tmp_path / "a.geojson")
    path = (tmp_path / "a.geojson").rename(tmp_path / f"batas.{ending}")
    layer = read_layer(path)
    assert layer.attrs == {"file": path.name, "format": "GeoJSON", "layer_name": "batas"}
    assert layer["nama"].tolist() == ["Alang", "Batung", "Cempaka", "Durian"]
    assert layer.crs == 4326
    assert layer.index.tolist() == [0, 1, 2, 3]


def test_geopackage_with_a_wrong_ending(quad, tmp_path):
    quad.to_crs(32750).to_file(tmp_path / "a.gpkg", layer="batas_desa")
    layer = read_layer((tmp_path / "a.gpkg").rename(tmp_path / "a.geojson"))
    assert layer.attrs == {"file": "a.geojson", "format": "GeoPackage", "layer_name": "batas_desa"}
    assert layer.crs == 32750
    assert layer["kode"].tolist() == quad["kode"].tolist()


@pytest.mark.parametrize("folder", ["", "SHP Desa/2024/"])
def test_zipped_shapefile(quad, tmp_path, folder):
    layer = read_layer(zip_shapefile(quad.to_crs(32750), tmp_path / "a.zip", folder=folder))
    assert layer.attrs == {"file": "a.zip", "format": "Shapefile", "layer_name": "desa"}
    assert layer.crs == 32750
    assert layer["kecamatan"].tolist() == ["Halong"] * 4


@pytest.mark.parametrize(
    ("missing", "has_crs", "has_names"), [(".prj", False, True), (".shx", True, True), (".dbf", True, False)]
)
def test_shapefile_with_a_part_missing(quad, tmp_path, missing, has_crs, has_names):
    layer = read_layer(zip_shapefile(quad, tmp_path / "a.zip", without=[missing]))
    assert len(layer) == 4
    assert (layer.crs is not None, "nama" in layer) == (has_crs, has_names)


def test_shapefile_with_names_in_mixed_case(quad, tmp_path):
    zip_shapefile(quad, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as lower, zipfile.ZipFile(tmp_path / "b.zip", "w") as upper:
        for name in lower.namelist():
            upper.writestr(name.upper() if name.endswith("dbf") else name, lower.read(name))
    assert "nama" in read_layer(tmp_path / "b.zip")


def test_what_a_mac_adds_to_a_zip_is_passed_over(quad, tmp_path):
    path = zip_shapefile(quad, tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._desa.shp", b"\x00\x05\x16\x07")
    assert len(read_layer(path)) == 4


def test_kml_with_its_data_and_folders(tmp_path):
    folders = "".join(
        f"<Folder><name>{name}</name>{PLACEMARK.format(name=name, code=code)}</Folder>"
        for name, code in [("Alang", "63.11.02.2001"), ("Batung", "63.11.02.2002")]
    )
    (tmp_path / "a.kml").write_text(KML.format(folders))
    layer = read_layer(tmp_path / "a.kml")
    assert layer.attrs == {"file": "a.kml", "format": "KML", "layer_name": "Alang, Batung"}
    assert layer["Name"].tolist() == ["Alang", "Batung"]
    assert layer["kode_desa"].tolist() == ["63.11.02.2001", "63.11.02.2002"]
    assert layer["kecamatan"].tolist() == ["Halong", "Halong"]
    assert not shapely.has_z(layer.geometry.to_numpy()).any()


# --- what is in a GeoJSON ---


def test_one_feature_and_a_bare_geometry(tmp_path):
    (tmp_path / "one.json").write_text(json.dumps(feature(SQUARE, kode="63.11.02.2001") | {"id": 7}))
    layer = read_layer(tmp_path / "one.json")
    assert (layer["kode"].tolist(), layer["id"].tolist()) == (["63.11.02.2001"], [7])
    (tmp_path / "bare.json").write_text(json.dumps(SQUARE))
    assert read_layer(tmp_path / "bare.json").geom_type.tolist() == ["Polygon"]


def test_byte_order_mark_and_old_encodings(tmp_path):
    text = json.dumps({"type": "FeatureCollection", "features": [feature(SQUARE, nama="Ha’Uwai")]}, ensure_ascii=False)
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        (tmp_path / f"{encoding}.json").write_bytes(text.encode(encoding))
    assert read_layer(tmp_path / "utf-8-sig.json")["nama"].tolist() == ["Ha’Uwai"]
    assert read_layer(tmp_path / "cp1252.json")["nama"].tolist() == ["Ha’Uwai"]


def test_kml_as_arcgis_writes_it(tmp_path):
    table = "<![CDATA[<table><tr><td>KODE</td>\n<td>63.11.02.2001</td></tr><tr><td>Luas</td><td>5</td></tr>]]>"
    inside = PLACEMARK.format(name="Alang", code="x").replace(
        "<Polygon>", f"<description>{table}</description><Polygon>"
    )
    (tmp_path / "a.kml").write_text(KML.format(inside))
    layer = read_layer(tmp_path / "a.kml")
    assert layer[["KODE", "Luas", "kode_desa", "kecamatan"]].iloc[0].tolist() == [
        "63.11.02.2001",
        "5",
        "x",
        "Halong",
    ]


def test_kml_without_a_namespace_or_with_an_old_one(tmp_path):
    for number, space in enumerate(["", ' xmlns="http://earth.google.com/kml/2.1"']):
        path = tmp_path / f"{number}.kml"
        path.write_text(f"<kml{space}><Document>{PLACEMARK.format(name='Alang', code='7')}</Document></kml>")
        assert read_layer(path)["kode_desa"].tolist() == ["7"]


def test_shapes_that_are_none_come_as_none(tmp_path):
    odd = [
        None,
        {"type": "Polygon", "coordinates": []},
        {"type": "Kurva", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": "x"},
        "x",
    ]
    layer = read_layer(write_json(tmp_path / "a.json", [*map(feature, odd), feature(SQUARE), 7, {}]))
    has_shape = ~(layer.geometry.isna() | layer.geometry.is_empty)
    assert has_shape.tolist() == [False] * 5 + [True, False, False]


def test_an_open_ring_is_closed(tmp_path):
    ring = [[115.5, -2.3], [115.6, -2.3], [115.6, -2.2]]
    layer = read_layer(write_json(tmp_path / "a.json", [feature({"type": "Polygon", "coordinates": [ring]})]))
    assert shapely.area(layer.geometry.to_numpy()) == pytest.approx([0.005])


def test_height_is_dropped_and_collections_stay(tmp_path):
    high = {"type": "Polygon", "coordinates": [[[*point, 5.0] for point in SQUARE["coordinates"][0]]]}
    mixed = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [115, -2]}, SQUARE]}
    layer = read_layer(write_json(tmp_path / "a.json", [feature(high), feature(mixed)]))
    assert layer.geom_type.tolist() == ["Polygon", "GeometryCollection"]
    assert not shapely.has_z(layer.geometry.to_numpy()).any()


@pytest.mark.parametrize(
    ("crs", "expected"),
    [
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32750"}}, 32750),
        ({"type": "name", "properties": {"name": "EPSG:3857"}}, 3857),
        ({"type": "EPSG", "properties": {"code": 32750}}, 32750),
        ({"type": "name", "properties": {"name": "peta kantor"}}, None),
        ({"type": "link", "properties": {"href": "x"}}, None),
        (None, 4326),
    ],
)
def test_declared_reference_systems(tmp_path, crs, expected):
    layer = read_layer(write_json(tmp_path / "a.json", [feature(SQUARE)], crs=crs))
    assert (layer.crs and layer.crs.to_epsg()) == expected


# --- nothing leaves the machine ---


@pytest.fixture
def asked():
    """What a web server on this machine is asked for."""
    paths: list[str] = []

    class Recorder(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"EPSG:32750")

        def log_message(self, *_args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


def links(address: str):
    return [
        {"type": "link", "properties": {"href": f"{address}/crs", "type": "proj4"}},
        {"type": "URL", "properties": {"url": f"{address}/crs"}},
    ]


def test_gdal_would_follow_a_crs_that_is_a_link(asked, tmp_path, monkeypatch):
    """What the next test guards against is real: without our door GDAL does ask."""
    address, paths = asked
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    pyogrio.read_dataframe(write_json(tmp_path / "a.geojson", [feature(SQUARE)], crs=links(address)[0]))
    assert paths == ["/crs"]


@pytest.mark.parametrize("kind", [0, 1])
def test_a_crs_that_is_a_link_is_not_followed(asked, tmp_path, monkeypatch, kind):
    address, paths = asked
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # so that the settings alone would not help
    crs = links(address)[kind]
    read_layer(write_json(tmp_path / "a.json", [feature(SQUARE | {"crs": crs}) | {"crs": crs}], crs=crs))
    collection = {"type": "GeometryCollection", "geometries": [SQUARE | {"crs": crs}], "crs": crs}
    read_layer(write_json(tmp_path / "b.json", [feature(collection)]))
    assert paths == []


def test_links_of_a_kml_are_not_followed(asked, tmp_path):
    address, paths = asked
    inside = (
        f"<NetworkLink><Link><href>{address}/kml</href></Link></NetworkLink>"
        f"<Style id='s'><IconStyle><Icon><href>{address}/icon</href></Icon></IconStyle></Style>"
        + PLACEMARK.format(name="Alang", code="1")
    )
    (tmp_path / "a.kml").write_text(KML.format(inside))
    assert len(read_layer(tmp_path / "a.kml")) == 1
    assert paths == []


# --- several layers ---


def test_the_layer_with_polygons_is_taken(quad, tmp_path):
    quad.assign(geometry=quad.representative_point()).to_file(tmp_path / "a.gpkg", layer="kantor_desa")
    quad.to_file(tmp_path / "a.gpkg", layer="batas")
    assert read_layer(tmp_path / "a.gpkg").attrs["layer_name"] == "batas"


def test_of_several_the_one_named_for_desa(quad, tmp_path):
    quad.dissolve().to_file(tmp_path / "a.gpkg", layer="kecamatan")
    quad.to_file(tmp_path / "a.gpkg", layer="Batas_Desa_2024")
    assert read_layer(tmp_path / "a.gpkg").attrs["layer_name"] == "Batas_Desa_2024"


def test_several_that_could_be_it_are_refused(quad, tmp_path):
    path = tmp_path / "a.zip"
    zip_shapefile(quad, path, stem="batas_2019")
    zip_shapefile(quad, path, stem="batas_2024")
    assert sorted(refused(SeveralLayers, path).split(", ")) == ["batas_2019", "batas_2024"]


# --- what is refused ---


def test_points_only(quad, tmp_path):
    quad.assign(geometry=quad.representative_point()).to_file(tmp_path / "a.geojson")
    assert refused(NoPolygons, tmp_path / "a.geojson") == "Point"


@pytest.mark.parametrize("features", [[], [feature(None)]])
def test_nothing_in_it(tmp_path, features):
    assert refused(NoPolygons, write_json(tmp_path / "a.json", features)) == "tanpa bentuk"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "berkas kosong"),
        (b"kode,nama\n1,2\n", "teks biasa"),
        (b"\x00\x00\x27\x0a" + bytes(96), "satu bagian Shapefile"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "bukan peta"),
        (b"<?xml version='1.0'?><gpx></gpx>", "XML yang bukan KML"),
        (b"<!DOCTYPE kml [<!ENTITY a 'b'>]><kml></kml>", "DOCTYPE"),
        (b'{"type": "Topology", "objects": {}}', "JSON yang bukan GeoJSON"),
        (b"[1, 2]", "JSON yang bukan GeoJSON"),
    ],
)
def test_what_is_no_layer(tmp_path, content, found):
    (tmp_path / "a.geojson").write_bytes(content)
    assert found in refused(NotALayer, tmp_path / "a.geojson")


@pytest.mark.parametrize(
    ("names", "found"),
    [(["doc.kml"], "KMZ"), (["[Content_Types].xml", "xl/workbook.xml"], "Office"), (["a.geojson"], "zip tanpa .shp")],
)
def test_zips_without_a_shapefile(tmp_path, names, found):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    assert found in refused(NotALayer, tmp_path / "a.zip")


def test_a_zip_that_reaches_outside(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../desa.shp", "x")
    refused(UnsafeArchive, tmp_path / "a.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_whose_content_is_damaged(tmp_path, method):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("a.shp", bytes(range(256)) * 20)
    content = bytearray(path.read_bytes())
    content[40:48] = b"\xff" * 8  # behind the name
    path.write_bytes(content)
    refused(LayerUnreadable, path)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("ending", ["geojson", "gpkg", "zip", "kml"])
def test_cut_off_anywhere_is_one_expected_failure(quad, tmp_path, ending, share):
    path = tmp_path / f"a.{ending}"
    if ending == "zip":
        zip_shapefile(quad, path)
    elif ending == "kml":
        path.write_text(KML.format(PLACEMARK.format(name="Alang", code="1") * 20))
    else:
        quad.to_file(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises((LayerUnreadable, NotALayer, NoPolygons, UnsafeArchive)):
        read_layer(path)


def test_a_shapefile_cut_off_before_it_was_zipped(quad, tmp_path):
    """GDAL would read the first half and keep silent about the rest."""
    zip_shapefile(quad, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as whole, zipfile.ZipFile(tmp_path / "b.zip", "w") as cut:
        for name in whole.namelist():
            content = whole.read(name)
            cut.writestr(name, content[:400] if name.endswith(".shp") else content)
    assert "terpotong" in refused(LayerUnreadable, tmp_path / "b.zip")


def test_a_damaged_entry_of_a_zip(quad, tmp_path):
    path = zip_shapefile(quad, tmp_path / "a.zip")
    content = bytearray(path.read_bytes())
    start = content.index(b"desa.shp") + 150
    content[start : start + 20] = bytes(20)
    path.write_bytes(content)
    refused(LayerUnreadable, path)


@pytest.mark.parametrize("encoding", ["UTF-9", "shift_jis"])
def test_a_kml_in_an_encoding_nobody_reads(tmp_path, encoding):
    (tmp_path / "a.kml").write_text(KML.format("").replace("UTF-8", encoding))
    assert "pengodean" in refused(LayerUnreadable, tmp_path / "a.kml")


def test_nested_too_deeply(tmp_path):
    (tmp_path / "a.json").write_text('{"type": "FeatureCollection", "features": ' + "[" * 100_000)
    refused(LayerUnreadable, tmp_path / "a.json")


def test_a_file_that_is_not_there(tmp_path):
    refused(LayerUnreadable, tmp_path / "a.geojson")
    refused(LayerUnreadable, tmp_path)


def test_the_office_file_is_left_alone(quad, tmp_path):
    quad.to_file(tmp_path / "a.gpkg")
    before = (tmp_path / "a.gpkg").read_bytes()
    read_layer(tmp_path / "a.gpkg")
    assert (tmp_path / "a.gpkg").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.gpkg"]
