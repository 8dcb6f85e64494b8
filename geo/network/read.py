"""Read a network of roads, trails and rivers: OSM's PBF and XML, GeoJSON, GeoPackage, zipped Shapefile, KML.

What a file is, is told by its content. The report counts every way by its class as delivered: read, used, left out
and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from geo.apart import apart
from geo.content import HEAD_BYTES, PBF_MARK
from geo.crs import WGS84, CrsFinding, crs_name, to_wgs84
from geo.errors import NoLines, NotALayer, NotANetwork, PetasalurError, UnknownCrs, WrongCrs
from geo.network.model import Network, Positions, Shapes
from geo.network.noding import build, of_lines
from geo.network.office import read_attributes
from geo.network.osm import OsmData, network_of
from geo.network.osm_pbf import read_osm_pbf
from geo.network.osm_xml import BZIP2, GZIP, read_osm_xml
from geo.notation import number
from geo.progress import Progress, between, silent
from geo.read import read_line_layers

OSM_ENDINGS = r"(?i)(\.osm)?\.(pbf|gz|bz2|osm|xml)$"
OTHER_SHAPES = "bukan garis"
ABROAD = "tertulis di berkas, di luar Indonesia"


@dataclass(frozen=True)
class NetworkReport:
    """What came of a file.

    ``classes``: one row per class as delivered and what became of it, the commonest first: ``raw_class``,
    ``road_class``, ``reason`` (why left out, "" used), ``way_count`` (ways or features read), ``used_count``,
    ``left_out_count``. ``notes``: Indonesian sentences. ``crs``: how the reference system of a layer was found; None
    for OSM, which knows only one. ``format``: what kind of file it was.
    """

    file: str
    format: str
    classes: pd.DataFrame
    notes: list[str]
    crs: CrsFinding | None = None

    @property
    def sentence(self) -> str:
        """Say in one Indonesian sentence how much was read and used."""
        read, used = self.classes["way_count"].sum(), self.classes["used_count"].sum()
        return f"{number(read)} ruas terbaca dari {self.file}: {number(used)} dipakai, {number(read - used)} tidak."


@dataclass(frozen=True)
class NetworkRead:
    """A network and the report of how it was read."""

    network: Network
    report: NetworkReport


@apart
def read_network(
    path: Path, *, name: str | None = None, crs: str | None = None, progress: Progress = silent
) -> NetworkRead:
    """Return the network in a file.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm``, ``.osm.gz``, ``.osm.bz2``, GeoJSON, GeoPackage, Shapefile in a zip, or KML.
    name
        What the file is called, where it lies under another name (uploads).
    crs
        What the user says of a layer's reference system, such as ``EPSG:32750``; it overrules the file.
    progress
        Told how far it is.

    Raises
    ------
    NotANetwork
        If the content is none of these. Facts: file, found.
    NoLines
        If nothing in it may be used. Facts: file, found.
    LayerUnreadable, UnsafeArchive
        If it is damaged or not safe to open. Facts: file, found.
    UnknownCrs, AmbiguousCrs, WrongCrs
        If nothing places a layer on Earth. See :mod:`geo.crs`.
    """
    path = Path(path)
    file = name or path.name
    try:
        found = _read(path, file, crs, progress)
    except PetasalurError as error:
        raise type(error)(**{**error.facts, **({"file": file} if "file" in error.facts else {})}) from error
    progress(1.0, f"{file} terbaca")
    return found


def _read(path: Path, file: str, crs: str | None, progress: Progress) -> NetworkRead:
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    reading = between(progress, 0, 0.8)
    if PBF_MARK in head[:64]:
        return _from_osm(read_osm_pbf(path, progress=reading), file, "OSM PBF")
    text = head.decode("utf-8-sig", errors="ignore").lstrip()
    if head.startswith((GZIP, BZIP2)) or (text.startswith("<") and "<kml" not in text.lower()):
        return _from_osm(read_osm_xml(path, progress=reading), file, "OSM XML")
    return _from_layers(path, file, crs)


# --- OSM ---


def _from_osm(data: OsmData, file: str, kind: str) -> NetworkRead:
    network, ways = network_of(data, f"OSM {re.sub(OSM_ENDINGS, '', file)}")
    if network.edges.empty:
        raise NoLines(file=file, found=f"{number(len(ways))} jalan atau sungai OSM, tidak satu pun utuh")
    cut_count = int((ways["is_cut"] & (ways["reason"] == "")).sum())
    barrier_count = int((network.nodes["barrier"] != "").sum())
    notes = []
    if cut_count:
        notes.append(f"{number(cut_count)} ruas terpotong di tepi berkas: sebagian titiknya tidak ada di dalamnya.")
    if barrier_count:
        notes.append(f"{number(barrier_count)} penghalang (portal, patok, lintasan air, dan sejenisnya) ada di jalan.")
    return NetworkRead(network, NetworkReport(file, kind, _classes(ways), notes))


def _classes(ways: pd.DataFrame) -> pd.DataFrame:
    """Return how many ways of each class as delivered were used, or left out for the same reason."""
    counted = ways.assign(is_used=ways["reason"] == "").groupby(["raw_class", "road_class", "reason"], sort=True)
    table = counted["is_used"].agg(way_count="size", used_count="sum").reset_index()
    table["left_out_count"] = table["way_count"] - table["used_count"]
    return table.sort_values("way_count", ascending=False, kind="stable", ignore_index=True)


# --- layers ---


def _from_layers(path: Path, file: str, crs: str | None) -> NetworkRead:
    try:
        layers = read_line_layers(path)
    except NotALayer as error:
        raise NotANetwork(**error.facts) from error
    placed = [_placed(layer, crs) for layer in layers]
    features = pd.concat([_features(layer, file) for layer, _ in placed], ignore_index=True)
    features["way_id"] = pd.Series(np.arange(1, len(features) + 1), index=features.index).astype("str")
    lines, feature = _lines(features.pop("geometry").to_numpy())
    features["reason"] = features["reason"].where(np.isin(np.arange(len(features)), feature), OTHER_SHAPES)
    is_used = (features["reason"] == "").to_numpy()[feature]
    lines, feature = lines[is_used], feature[is_used]
    if not len(lines):
        raise NoLines(file=file, found=", ".join(sorted(set(features["reason"]))) or "tidak ada")
    vertices, side_road_count = of_lines(lines)
    network = build(vertices, features.iloc[feature], _stem(file))
    has_no_edge = ~features["way_id"].isin(set(network.edges["way_id"])) & (features["reason"] == "")
    features["reason"] = features["reason"].where(~has_no_edge, "panjangnya nol")
    if network.edges.empty:
        raise NoLines(file=file, found="garis yang panjangnya nol")
    finding = placed[0][1]
    notes = [_say_crs(finding)]
    if side_road_count.any():
        notes.append(f"{number(side_road_count.sum())} ujung ruas yang menempel pada ruas lain menjadi simpang.")
    report = NetworkReport(file, str(layers[0].attrs["format"]), _classes(features), notes, finding)
    return NetworkRead(network, report)


def _placed(layer: gpd.GeoDataFrame, crs: str | None) -> tuple[gpd.GeoDataFrame, CrsFinding]:
    """Return a layer in EPSG:4326; one that says its own system may lie outside Indonesia too."""
    attrs = layer.attrs
    try:
        placed, finding = to_wgs84(layer, declared=crs)
    except (UnknownCrs, WrongCrs):
        said = layer.crs if crs is None else pyproj.CRS.from_user_input(crs) if _is_crs(crs) else None
        if said is None or not (said.is_geographic or said.is_projected):
            raise
        placed = layer.set_crs(said, allow_override=True).to_crs(WGS84)
        if not _is_on_earth(placed):
            raise
        finding = CrsFinding(crs_name(said), crs_name(said), is_swapped=False, evidence=ABROAD, distance_m=None)
    placed.attrs = attrs
    return placed, finding


def _is_crs(text: str) -> bool:
    try:
        pyproj.CRS.from_user_input(text)
    except CRSError:
        return False
    return True


def _is_on_earth(layer: gpd.GeoDataFrame) -> bool:
    bounds = layer.total_bounds
    return bool(np.isfinite(bounds).all() and (np.abs(bounds) <= [180, 90, 180, 90]).all())


def _say_crs(finding: CrsFinding) -> str:
    swapped = ", dengan lintang dan bujur tertukar" if finding.is_swapped else ""
    return f"Sistem koordinat {finding.crs}{swapped} ({finding.evidence})."


def _features(layer: gpd.GeoDataFrame, file: str) -> pd.DataFrame:
    layer.attrs["file"] = file
    return read_attributes(layer).assign(geometry=layer.geometry.to_numpy())


def _lines(shapes: Shapes) -> tuple[Shapes, Positions]:
    """Return all lines of the features without height, and the position of the feature of each."""
    parts, feature = shapely.get_parts(shapes, return_index=True)
    inner, part = shapely.get_parts(parts, return_index=True)  # a collection may hold multi-lines
    is_line = (shapely.get_type_id(inner) == shapely.GeometryType.LINESTRING) & ~shapely.is_empty(inner)
    corners, of_line = shapely.get_coordinates(inner, return_index=True)
    broken = np.bincount(of_line, weights=~np.isfinite(corners).all(axis=1), minlength=len(inner)) > 0
    chosen = is_line & ~broken
    return shapely.force_2d(inner[chosen]), feature[part[chosen]].astype(np.int64)


def _stem(file: str) -> str:
    return re.sub(r"(?i)\.(geojson|json|gpkg|zip|shp|kml)$", "", file)
