"""Read a layer of an office, its boundaries or its roads: GeoJSON, GeoPackage, zipped Shapefile, KML.

What a file is, is told by its content; its ending may be wrong. GDAL only ever sees a plain local copy in a
temporary folder, and what would make it ask the network (a ``crs`` that is a link) is taken away before.
"""

from __future__ import annotations

import html
import json
import lzma
import re
import shutil
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj.exceptions import CRSError

from geo.apart import apart
from geo.archive import check_zip
from geo.content import HEAD_BYTES, content_of
from geo.crs import WGS84
from geo.errors import LayerUnreadable, NoLines, NoPolygons, NotALayer, SeveralLayers, UnsafeArchive
from geo.passing import passing_folder

GDAL_SETTINGS = {
    "GDAL_HTTP_PROXY": "127.0.0.1:9",  # nobody listens there: whatever still asks the network is refused at once
    "GDAL_HTTPS_PROXY": "127.0.0.1:9",
    "SHAPE_RESTORE_SHX": "YES",  # offices forget the .shx
}
pyogrio.set_gdal_config_options(GDAL_SETTINGS)

_NAME_LENGTH = 120
PLAIN_NAME = "layer"
"""What the copies are called, whatever the office calls its file."""
SHP_LENGTH = slice(24, 28)
"""Where a .shp says how long it is, in words of 16 bits."""
POLYGONAL = [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON]
LINEAL = [shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING]
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
DESA_WORDS = r"desa|kelurahan|village|adm4"
KML_TABLE_ROW = r"(?is)<td[^>]*>([^<]{1,80})</td>\s*<td[^>]*>([^<]*)</td>"
GDAL_ERRORS = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError)


class _Source(NamedTuple):
    """A copy that GDAL may open, and what GDAL cannot know of it."""

    path: Path
    kind: str
    layer_name: str | None = None
    crs: pyproj.CRS | None = None
    """What a GeoJSON declares; the other kinds say it themselves."""


@apart
def read_layer(path: Path) -> gpd.GeoDataFrame:
    """Return the polygons' layer of a file with all its attributes, as the file has it.

    One row per feature in the file's order, index 0, 1, …; geometries of any type without Z, None where empty or
    unreadable; CRS as declared, None where nothing is. ``attrs`` say ``file``, ``format`` and ``layer_name``.
    Several folders of a KML are one layer; of several layers in another file the one named for desa is taken.

    Raises
    ------
    NotALayer
        If the content is none of the four formats. Facts: file, found.
    LayerUnreadable
        If the file is damaged or cut off. Facts: file, found.
    NoPolygons
        If no layer has polygons. Facts: file, found.
    SeveralLayers
        If several have. Facts: file, layers.
    UnsafeArchive
        If a zip would unpack to too much or reaches outside.
    """
    path = Path(path)
    with passing_folder() as folder, _as_unreadable(path):
        sources = _sources(path, Path(folder))
        layers = {name: layer for source in sources for name, layer in _layers(source).items()}
        layer_name, layer = _choose(path, layers, may_join=sources[0].kind == "KML")
    layer = _plain_attributes(layer)
    own_name = path.stem if layer_name == PLAIN_NAME else layer_name
    layer.attrs = {"file": path.name, "format": sources[0].kind, "layer_name": own_name}
    return layer


@apart
def read_line_layers(path: Path) -> list[gpd.GeoDataFrame]:
    """Return the layers of a file that have lines, each with all its attributes, in the file's order.

    As :func:`read_layer`, but for the lines of roads and rivers, and every layer that has some.

    Raises
    ------
    NotALayer, LayerUnreadable, UnsafeArchive
        As :func:`read_layer`.
    NoLines
        If no layer has lines. Facts: file, found.
    """
    path = Path(path)
    with passing_folder() as folder, _as_unreadable(path):
        sources = _sources(path, Path(folder))
        layers = {name: layer for source in sources for name, layer in _layers(source).items()}
    with_lines = {name: layer for name, layer in layers.items() if _has(layer, LINEAL)}
    if not with_lines:
        raise NoLines(file=path.name, found=_types(layers))
    found = [_plain_attributes(layer) for layer in with_lines.values()]
    for name, layer in zip(with_lines, found, strict=True):
        layer.attrs = {
            "file": path.name,
            "format": sources[0].kind,
            "layer_name": path.stem if name == PLAIN_NAME else name,
        }
    return found


@contextmanager
def _as_unreadable(path: Path) -> Iterator[None]:
    """Turn what a damaged file makes GDAL, GEOS, zip and JSON raise into one expected failure."""
    try:
        yield
    except (*GDAL_ERRORS, shapely.errors.GEOSException, UnicodeDecodeError) as error:
        raise LayerUnreadable(file=path.name, found="isinya tidak lengkap atau rusak") from error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError) as error:
        raise LayerUnreadable(file=path.name, found="zip di dalamnya rusak") from error
    except ET.ParseError as error:
        raise LayerUnreadable(file=path.name, found=f"teksnya terputus di baris {error.position[0]}") from error
    except json.JSONDecodeError as error:
        raise LayerUnreadable(file=path.name, found=f"teksnya terputus di baris {error.lineno}") from error
    except RecursionError as error:
        raise LayerUnreadable(file=path.name, found="bersarang terlalu dalam") from error
    except OSError as error:
        raise LayerUnreadable(file=path.name, found="tidak dapat dibuka") from error


# --- what the file is ---


def _sources(path: Path, folder: Path) -> list[_Source]:
    """Copy what GDAL may open into ``folder``, by what the first bytes say the file is."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    text = head.decode("utf-8-sig", errors="ignore").lstrip().lower()
    if head.startswith(b"PK\x03\x04"):
        return _from_zip(path, folder)
    if head.startswith(b"SQLite format 3\x00"):
        return [_Source(_copy(path, folder / f"{PLAIN_NAME}.gpkg"), "GeoPackage")]
    if text.startswith(("{", "[")):
        return _from_json(path, folder)
    if text.startswith("<") and "<kml" in text:
        return _from_kml(path, folder)
    raise NotALayer(file=path.name, found=_guess(head, text))


def _guess(head: bytes, text: str) -> str:
    """Say what a file is that is no layer."""
    if not head:
        return "berkas kosong"
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "satu bagian Shapefile (.shp); masukkan .shp, .shx, .dbf dan .prj ke dalam satu zip"
    if text.startswith("<"):
        return "XML yang bukan KML"
    label = content_of(head).label
    return "teks biasa" if label == "teks" else f"{label}, bukan peta"


def _copy(path: Path, target: Path) -> Path:
    shutil.copyfile(path, target)
    return target


def _from_zip(path: Path, folder: Path) -> list[_Source]:
    """Unpack the Shapefiles of a zip, each into a folder of its own and under a plain name."""
    names = {PurePosixPath(name): name for name in check_zip(path)}
    names = {name: inside for name, inside in names.items() if name.name.strip(".") and name.name[0] != "."}
    shapefiles = [name for name in names if name.suffix.lower() == ".shp"]
    if not shapefiles:
        raise NotALayer(file=path.name, found=_guess_zip(list(names)))
    with zipfile.ZipFile(path) as archive:
        sources = [
            _unpack(archive, shapefile, names, folder / str(number)) for number, shapefile in enumerate(shapefiles)
        ]
    if any(_is_cut_off(source.path) for source in sources):
        raise LayerUnreadable(file=path.name, found="berkas .shp di dalamnya terpotong")
    return sources


def _is_cut_off(shapefile: Path) -> bool:
    content = shapefile.read_bytes()
    return 2 * int.from_bytes(content[SHP_LENGTH], "big") > len(content)


def _unpack(
    archive: zipfile.ZipFile, shapefile: PurePosixPath, names: dict[PurePosixPath, str], folder: Path
) -> _Source:
    """Unpack one Shapefile with what belongs to it; offices mix upper and lower case in the names.

    ``names``: what a path is called in the zip, which may write it otherwise ("./desa.shp").
    """
    folder.mkdir()
    for name, inside in names.items():
        ending = name.suffix.lower()
        is_part = str(name.with_suffix("")).lower() == str(shapefile.with_suffix("")).lower()
        if is_part and ending in SHAPEFILE_PARTS:
            (folder / f"{PLAIN_NAME}{ending}").write_bytes(archive.read(inside))
    return _Source(folder / f"{PLAIN_NAME}.shp", "Shapefile", layer_name=shapefile.stem[:_NAME_LENGTH])


def _guess_zip(names: list[PurePosixPath]) -> str:
    """Say what a zip without a Shapefile is."""
    endings = {name.suffix.lower() for name in names}
    if ".kml" in endings:
        return "KMZ; simpan ulang sebagai KML dari Google Earth"
    if "[Content_Types].xml" in map(str, names):
        return "berkas Office seperti XLSX atau DOCX"
    return f"zip tanpa .shp (isinya {', '.join(sorted(endings)) or 'kosong'}); kirim berkas peta di dalamnya saja"


def _from_kml(path: Path, folder: Path) -> list[_Source]:
    """Write a KML anew with all attributes in the one place where GDAL looks for them."""
    content = path.read_bytes()
    if b"<!DOCTYPE" in content:
        raise NotALayer(file=path.name, found="KML dengan DOCTYPE, yang tidak dibuka karena tidak aman")
    try:
        root = ET.fromstring(content)  # noqa: S314 - without a DOCTYPE there are no entities to expand
    except (LookupError, ValueError) as error:
        raise LayerUnreadable(file=path.name, found="pengodean teksnya tidak dikenal") from error
    if root.tag.rpartition("}")[2] != "kml":  # GDAL opens what its root says, and one of them names other files
        raise NotALayer(file=path.name, found="XML yang bukan KML")
    ET.register_namespace("", root.tag.partition("}")[0].lstrip("{"))
    for placemark in root.iterfind(".//{*}Placemark"):
        _gather_data(placemark)
    target = folder / f"{PLAIN_NAME}.kml"
    ET.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)
    return [_Source(target, "KML")]


def _gather_data(placemark: ET.Element) -> None:
    """Turn SchemaData, and the table that ArcGIS writes into the description, into plain Data elements."""
    simple = [(item.get("name", ""), item.text or "") for item in placemark.iterfind(".//{*}SimpleData")]
    description = placemark.findtext("{*}description") or ""
    table = [(html.unescape(name), html.unescape(value)) for name, value in re.findall(KML_TABLE_ROW, description)]
    space = placemark.tag.removesuffix("Placemark")
    extended = placemark.find("{*}ExtendedData")
    if extended is None:
        extended = ET.SubElement(placemark, f"{space}ExtendedData")
    for schema_data in extended.findall("{*}SchemaData"):
        extended.remove(schema_data)
    own = {item.get("name") for item in extended.iterfind("{*}Data")}
    for name, value in {name.strip(): value for name, value in table + simple}.items():
        if name and name not in own:
            data = ET.SubElement(extended, f"{space}Data", name=name)
            ET.SubElement(data, f"{space}value").text = value.strip()


def _from_json(path: Path, folder: Path) -> list[_Source]:
    """Write a GeoJSON anew with nothing but what we read of it."""
    document = _load_json(path.read_bytes())
    features = _features(document)
    if features is None:
        raise NotALayer(file=path.name, found="JSON yang bukan GeoJSON")
    target = folder / f"{PLAIN_NAME}.geojson"
    target.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return [_Source(target, "GeoJSON", crs=_declared_crs(document))]


def _load_json(content: bytes) -> Any:
    """Return the document, in the encodings old programs write too."""
    try:
        return json.loads(content)
    except UnicodeDecodeError:
        return json.loads(content.decode("cp1252", errors="replace"))


def _features(document: Any) -> list[dict[str, Any]] | None:
    """Return the features of a GeoJSON with their properties and geometries only, or None."""
    match document:
        case {"type": "FeatureCollection", "features": [*features]}:
            return [_feature(feature) for feature in features]
        case {"type": "Feature"}:
            return [_feature(document)]
        case {"type": str(), "coordinates": list()} | {"type": "GeometryCollection", "geometries": list()}:
            return [_feature({"geometry": document})]
    return None


def _feature(feature: Any) -> dict[str, Any]:
    found = feature if isinstance(feature, dict) else {}
    properties = found.get("properties")
    own_id = {"id": found["id"]} if "id" in found else {}
    return {
        "type": "Feature",
        "properties": own_id | (properties if isinstance(properties, dict) else {}),
        "geometry": _plain_geometry(found.get("geometry")),
    }


def _plain_geometry(geometry: Any) -> dict[str, Any] | None:
    """Return a geometry without the members that GDAL would follow, such as a ``crs`` of its own."""
    match geometry:
        case {"type": "GeometryCollection", "geometries": [*parts]}:
            return {"type": "GeometryCollection", "geometries": [_plain_geometry(part) for part in parts]}
        case {"type": str(kind), "coordinates": [*coordinates]}:
            return {"type": kind, "coordinates": coordinates}
    return None


def _declared_crs(document: Any) -> pyproj.CRS | None:
    """Return what a GeoJSON declares: WGS 84 where it says nothing (RFC 7946), None where it cannot be read."""
    match document:
        case {"crs": {"type": "name", "properties": {"name": str(name)}}}:
            declared = name
        case {"crs": {"type": "EPSG", "properties": {"code": int() | str() as code}}}:
            declared = f"EPSG:{code}"
        case {"crs": {}}:
            return None
        case _:
            return WGS84
    try:
        crs = pyproj.CRS.from_user_input(declared)
    except CRSError:
        return None
    return WGS84 if crs.equals(WGS84, ignore_axis_order=True) else crs


# --- what is in it ---


def _layers(source: _Source) -> dict[str, gpd.GeoDataFrame]:
    """Return each layer with shapes of a source, by its name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # remarks of GDAL and pyogrio on style; errors are raised
        names = [name for name, geometry_type in pyogrio.list_layers(source.path) if geometry_type is not None]
        layers = [pyogrio.read_dataframe(source.path, layer=name, force_2d=True, on_invalid="fix") for name in names]
    if source.kind == "GeoJSON":
        layers = [layer.set_crs(source.crs, allow_override=True) for layer in layers]
    return dict(zip([source.layer_name or name for name in names], layers, strict=True))


def _plain_attributes(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the layer with lists, mixtures and other nested values of its attributes as text."""
    nested = [column for column, dtype in layer.dtypes.items() if pd.api.types.is_object_dtype(dtype)]
    return layer.astype(dict.fromkeys(nested, "str"))


def _has(layer: gpd.GeoDataFrame, kinds: list[shapely.GeometryType]) -> bool:
    parts = shapely.get_parts(layer.geometry.dropna().to_numpy())
    return bool(np.isin(shapely.get_type_id(shapely.get_parts(parts)), kinds).any())


def _types(layers: dict[str, gpd.GeoDataFrame]) -> str:
    """Say which geometries there are instead of polygons."""
    types = {kind for layer in layers.values() for kind in layer.geom_type.dropna()}
    return ", ".join(sorted(types)) or "tanpa bentuk"


def _choose(path: Path, layers: dict[str, gpd.GeoDataFrame], *, may_join: bool) -> tuple[str, gpd.GeoDataFrame]:
    """Return the one layer with polygons and its name."""
    with_polygons = {name: layer for name, layer in layers.items() if _has(layer, POLYGONAL)}
    if not with_polygons:
        raise NoPolygons(file=path.name, found=_types(layers))
    if may_join:
        return ", ".join(with_polygons), pd.concat(with_polygons.values(), ignore_index=True)
    for_desa = [name for name in with_polygons if re.search(DESA_WORDS, name.lower())]
    chosen = for_desa if len(for_desa) == 1 else list(with_polygons)
    if len(chosen) > 1:
        raise SeveralLayers(file=path.name, layers=", ".join(chosen))
    return chosen[0], with_polygons[chosen[0]]


@apart
def read_any_layers(path: Path) -> list[gpd.GeoDataFrame]:
    """Return the layers of a file with all their attributes, whatever their shapes, in the file's order.

    Raises
    ------
    NotALayer, LayerUnreadable, UnsafeArchive
        As :func:`read_layer`.
    """
    path = Path(path)
    with passing_folder() as folder, _as_unreadable(path):
        sources = _sources(path, Path(folder))
        return [_plain_attributes(layer) for source in sources for layer in _layers(source).values()]


def has_lines_only(path: Path) -> bool:
    """Return whether all shapes of a file are lines, by what it says of itself.

    A file that cannot be read says nothing; whoever loads it is told what is wrong.
    """
    return _has_only(path, "LineString")


def has_points_only(path: Path) -> bool:
    """Return whether all shapes of a file are points, as :func:`has_lines_only`."""
    return _has_only(path, "Point")


@apart
def _has_only(path: Path, wanted: str) -> bool:
    try:
        with path.open("rb") as file:
            is_json = file.read(HEAD_BYTES).decode("utf-8-sig", errors="ignore").lstrip().startswith(("{", "["))
        if is_json:  # a look at the words: parsing it takes a hundred times as long
            kinds = set(re.findall(rb'"(?:Multi)?(Point|LineString|Polygon)"', path.read_bytes()))
            return kinds == {wanted.encode()}
        with passing_folder() as folder, _as_unreadable(path):
            declared = [kind for source in _sources(path, Path(folder)) for kind in _kinds(source)]
    except (NotALayer, LayerUnreadable, UnsafeArchive):
        return False
    return bool(declared) and all(wanted in kind for kind in declared)


def _kinds(source: _Source) -> list[str]:
    """Return the type of shapes of each layer of a source; where a layer leaves it open, of its shapes."""
    declared = [str(kind) for _, kind in pyogrio.list_layers(source.path) if kind is not None]
    if all(re.search("Point|Line|Polygon", kind) for kind in declared):
        return declared
    return [str(kind) for layer in _layers(source).values() for kind in layer.geom_type.dropna().unique()]
