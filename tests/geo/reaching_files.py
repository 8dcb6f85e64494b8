"""Files that name another file, or an address: what a library may be made to open by them."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pyogrio

SECRET = "rahasia-kantor"  # noqa: S105  a word to be looked for
SQUARE = {"type": "Polygon", "coordinates": [[[115.5, -2.3], [115.6, -2.3], [115.6, -2.2], [115.5, -2.3]]]}
PLACE = (
    "<Placemark><name>Alang</name><Polygon><outerBoundaryIs><LinearRing><coordinates>115.5,-2.3 115.6,-2.3 115.6,-2.2 "
    "115.5,-2.3</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
)
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def layer_of_secrets(folder: Path) -> Path:
    """A file of the office that nobody has given to the reader; its zip lies beside it."""
    path = folder / "rahasia.geojson"
    inside = {"type": "Feature", "properties": {SECRET: SECRET}, "geometry": SQUARE}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [inside]}))
    with zipfile.ZipFile(folder / "rahasia.zip", "w") as packed:
        packed.write(path, "rahasia.geojson")
    return path


def vrt(source: object, more: str = "") -> str:
    layer = f"<OGRVRTLayer name='rahasia'><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>"
    return f"<OGRVRTDataSource>{layer}{more}</OGRVRTDataSource>"


def kml(inside: str) -> str:
    return f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}</Document></kml>'


def collection(**more: object) -> str:
    inside = {"type": "Feature", "properties": {}, "geometry": SQUARE}
    return json.dumps({"type": "FeatureCollection", **more, "features": [inside]})


def link(target: object) -> str:
    return f"<NetworkLink><Link><href>{target}</href></Link></NetworkLink>"


def reaching(folder: Path, path: Path, address: str) -> dict[str, Path]:
    """Files of each kind by their names, which reach for ``path`` or for ``address``."""
    icon = f"<IconStyle><Icon><href>{address}/i</href></Icon></IconStyle>"
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{path}" parse="text"/>'
    style = f"<styleUrl>{address}/x#y</styleUrl><name>"
    texts = {
        "vrt.vrt": vrt(path),
        "vrt.kml": vrt(path, "<kml/>"),
        "vrt_net.kml": vrt(f"/vsicurl/{address}/a.kml", "<kml/>"),
        "link.kml": kml(link(f"{address}/a") + PLACE),
        "link_file.kml": kml(link(path) + PLACE),
        "style.kml": kml(f"<Style id='s'>{icon}</Style><GroundOverlay>{icon}</GroundOverlay>{PLACE}"),
        "schema.kml": kml(f"<Schema id='{address}/s' name='a'/>{PLACE.replace('<name>', style)}"),
        "dtd.kml": f'<!DOCTYPE kml SYSTEM "{address}/a.dtd">{kml(PLACE)}',
        "entity.kml": f'<!DOCTYPE kml [<!ENTITY a SYSTEM "file://{path}">]>{kml(f"<name>&a;</name>{PLACE}")}',
        "entity.osm": f'<!DOCTYPE osm [<!ENTITY a SYSTEM "{address}/a">]><osm version="0.6"><note>&a;</note></osm>',
        "dtd.osm": f'<!DOCTYPE osm SYSTEM "{address}/a.dtd"><osm version="0.6"/>',
        "include.kml": kml(include + PLACE),
        "crs.geojson": collection(crs={"type": "link", "properties": {"href": f"{address}/c", "type": "proj4"}}),
        "crs_file.geojson": collection(crs={"type": "name", "properties": {"name": str(path)}}),
        "crs_net.geojson": collection(crs={"type": "name", "properties": {"name": f"{address}/crs"}}),
        "next.geojson": collection(links=[{"rel": "next", "href": f"{address}/n"}]),
        "alg.geojson": json.dumps(
            {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {path}",
             "relative_paths_relative_to_this_file": False}
        ),
        "esri.json": json.dumps({"geometryType": "esriGeometryPoint", "features": [], "url": f"{address}/e"}),
    }  # fmt: skip
    found = {}
    for name, text in texts.items():
        found[name] = folder / name
        found[name].write_text(text)
    return found | {
        "virtual.gpkg": package(folder / "virtual.gpkg", str(path)),
        "virtual_net.gpkg": package(folder / "virtual_net.gpkg", f"/vsicurl/{address}/a.geojson"),
        "prj.zip": shapefile(folder / "prj.zip", f"{address}/a.prj"),
        "prj_file.zip": shapefile(folder / "prj_file.zip", str(path)),
        "link.xlsx": workbook(folder / "link.xlsx", address, path),
    }


def harmless(folder: Path) -> pyogrio.read_dataframe:
    layer = pyogrio.read_dataframe(layer_of_secrets(folder)).rename(columns={SECRET: "aman"})
    layer["aman"] = "a"
    return layer


def package(path: Path, source: str) -> Path:
    """A GeoPackage with a table that is another file."""
    pyogrio.write_dataframe(harmless(path.parent), path, layer="desa", driver="GPKG")
    table = f"CREATE VIRTUAL TABLE curi USING VirtualOGR('{source}')"
    contents = (
        "INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES('curi', 'features', 'curi', 4326)"
    )
    opened = sqlite3.connect(path)
    with opened:
        opened.execute("PRAGMA writable_schema=1")
        opened.execute("INSERT INTO sqlite_master VALUES('table', 'curi', 'curi', 0, ?)", [table])
        opened.execute(contents)
        opened.execute("INSERT INTO gpkg_geometry_columns VALUES('curi', 'geom', 'POLYGON', 4326, 0, 0)")
    opened.close()
    return path


def shapefile(path: Path, prj: str) -> Path:
    """A zipped Shapefile whose reference system is somewhere else."""
    folder = path.with_suffix("")
    folder.mkdir()
    pyogrio.write_dataframe(harmless(path.parent), folder / "desa.shp")
    (folder / "desa.prj").write_text(prj)
    with zipfile.ZipFile(path, "w") as packed:
        for part in folder.iterdir():
            packed.write(part, part.name)
    return path


def workbook(path: Path, address: str, other: Path) -> Path:
    """A workbook with links to another one, a sheet outside of it, a type of document and a query elsewhere."""
    types = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    sheets = '<sheets><sheet name="a" sheetId="1" r:id="r1"/><sheet name="b" sheetId="2" r:id="r3"/></sheets>'
    cell = f'<c r="A1" t="str"><f>WEBSERVICE("{address}/f")</f><v>a</v></c>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_KINDS}">{sheets}<externalReferences>'
                           '<externalReference r:id="r2"/></externalReferences></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml", ""), ("externalLink", f"{address}/a.xlsx", "External"),
            ("worksheet", f"file://{other}", "External"),
        ),
        "xl/worksheets/sheet1.xml": f'<!DOCTYPE a SYSTEM "{address}/a.dtd"><worksheet xmlns="{_SHEETS}"><sheetData>'
                                    f'<row r="1">{cell}</row></sheetData></worksheet>',
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return path


def relations(*found: tuple[str, str, str]) -> str:
    inside = ""
    for number, (kind, target, mode) in enumerate(found, 1):
        place = f'TargetMode="{mode}"' if mode else ""
        inside += f'<Relationship Id="r{number}" Type="{_KINDS}/{kind}" Target="{target}" {place}/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'
