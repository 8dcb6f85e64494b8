"""Reference systems: which one a layer is in, and which one to measure it in.

Indonesia's longitudes (95 to 141.1) and latitudes (-11.2 to 6.3) do not meet, so swapped degrees show. Metres do
not: the same UTM numbers lie in each of nine zones. Then something known has to tell, or the user.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj.exceptions import CRSError

from geo.attributes import LAT_RANGE, LON_RANGE, own_points
from geo.errors import AmbiguousCrs, UnknownCrs, WrongCrs

WGS84 = pyproj.CRS.from_epsg(4326)
METRES_PER_DEGREE = 111_320
MAX_DEGREES = 360

WEB_MERCATOR = [3857]
UTM = [32600 + zone for zone in range(46, 55)] + [32700 + zone for zone in range(46, 55)]
TM3 = list(range(23830, 23846))
"""DGN95 / Indonesia TM-3 zones, the plane of the land office (BPN)."""

EXAMPLE = "EPSG:32750"

STATED, DECLARED, ALONE = "dinyatakan pengguna", "tertulis di berkas", "hanya satu yang cocok"
BY_LAYER, BY_ATTRIBUTE, BY_POINTS = "peta yang ada", "titik di atribut", "titik yang dikenal"


@dataclass(frozen=True)
class CrsFinding:
    """Which reference system a layer was read in, and why."""

    crs: str
    """As ``EPSG:32750`` where it has a number."""
    declared: str | None
    """What the file says, if anything."""
    is_swapped: bool
    """Whether the file has latitude (northing) before longitude (easting)."""
    evidence: str
    """What decided: one of this module's Indonesian words."""
    distance_m: float | None
    """Median distance between the desa and where they are known to be, if something is known."""

    @property
    def is_declared_wrong(self) -> bool:
        """Whether the file says another system than it is in."""
        return self.declared is not None and self.declared != self.crs


class _Candidate(NamedTuple):
    crs: pyproj.CRS
    is_swapped: bool


class _Evidence(NamedTuple):
    """Where the features of a layer are known to be."""

    kind: str
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """Degrees, one for each feature, NaN where nothing is known."""


def to_wgs84(
    layer: gpd.GeoDataFrame,
    *,
    regions_points: pd.DataFrame | None = None,
    in_place: gpd.GeoDataFrame | None = None,
    declared: str | None = None,
    max_distance_m: float = 50_000,
) -> tuple[gpd.GeoDataFrame, CrsFinding]:
    """Return a layer in EPSG:4326 with longitude first, and how its reference system was found.

    What the file declares is taken when it leads to Indonesia and not away from where its desa are known to be;
    swapped axes are tried too. Else Web Mercator, UTM and TM-3 zones are compared with what is known: the layer
    in place and known points (by ``desa_code``), and points in the layer's own attributes.

    Parameters
    ----------
    layer
        As read; ``desa_code`` as a column where it is known.
    regions_points
        Known points: columns ``desa_code``, ``lon``, ``lat`` (degrees).
    in_place
        The layer in place, EPSG:4326, index ``desa_code``.
    declared
        What the user says, such as ``EPSG:32750``; it overrules the file.
    max_distance_m
        How far the desa may lie, in the median, from where they are known to be. Zones lie more than 300 km
        apart; a displaced layer (about 2 km) must still pass.

    Raises
    ------
    UnknownCrs
        If no system leads to Indonesia, or ``declared`` is none. Facts: found, bounds.
    AmbiguousCrs
        If several do and nothing known tells which. Facts: bounds, candidates, example.
    WrongCrs
        If ``declared`` leads elsewhere. Facts: crs, bounds.
    """
    centres = _centres(layer)
    evidence = _evidence(layer, regions_points, in_place)
    if declared is not None:
        candidate, why = _stated(declared, centres), STATED
    else:
        candidate, why = _decide(_usable(layer.crs), centres, evidence, max_distance_m)
    distance_m = None if evidence is None else _distance_m(candidate, centres, evidence)
    said = None if _usable(layer.crs) is None else crs_name(layer.crs)
    return _read_as(layer, candidate), CrsFinding(
        crs=crs_name(candidate.crs),
        declared=said,
        is_swapped=candidate.is_swapped,
        evidence=why,
        distance_m=distance_m,
    )


def crs_name(crs: pyproj.CRS) -> str:
    """Return ``EPSG:…`` where a system has such a number, else its name."""
    if crs.equals(WGS84, ignore_axis_order=True):
        return "EPSG:4326"
    number = crs.to_epsg()
    return crs.name if number is None else f"EPSG:{number}"


# --- deciding ---


def _decide(
    says: pyproj.CRS | None, centres: NDArray[np.float64], evidence: _Evidence | None, max_distance_m: float
) -> tuple[_Candidate, str]:
    """Return the system a layer is in and the word for why."""
    own = _in_indonesia(_both_ways([says]) if says is not None else [], centres)
    if own and (evidence is None or _distance_m(own[0], centres, evidence) <= max_distance_m):
        return own[0], DECLARED
    others = _in_indonesia(_both_ways(_usual()), centres)
    if evidence is not None and others:
        nearest = min(others, key=lambda candidate: _distance_m(candidate, centres, evidence))
        if _distance_m(nearest, centres, evidence) <= max_distance_m:
            return nearest, evidence.kind
    if own:
        return own[0], DECLARED
    if len(others) == 1:
        return others[0], ALONE
    if not others:
        raise UnknownCrs(found="tidak tertulis" if says is None else crs_name(says), bounds=_say_bounds(centres))
    names = list(dict.fromkeys(crs_name(candidate.crs) for candidate in others))
    raise AmbiguousCrs(
        bounds=_say_bounds(centres),
        candidates=", ".join(names),
        example=EXAMPLE if EXAMPLE in names else names[0],
    )


def _stated(declared: str, centres: NDArray[np.float64]) -> _Candidate:
    """Return the system the user gives, with the axes as the numbers need them."""
    try:
        crs = pyproj.CRS.from_user_input(declared)
    except CRSError as error:
        raise UnknownCrs(found=f"{declared} bukan sistem koordinat", bounds=_say_bounds(centres)) from error
    found = _in_indonesia(_both_ways([crs]), centres)
    if not found:
        raise WrongCrs(crs=declared, bounds=_say_bounds(centres))
    return found[0]


@cache
def _usual() -> tuple[pyproj.CRS, ...]:
    """Return the systems that Indonesian layers come in."""
    return (WGS84, *(pyproj.CRS.from_epsg(number) for number in (*WEB_MERCATOR, *UTM, *TM3)))


def _both_ways(systems: Iterable[pyproj.CRS]) -> list[_Candidate]:
    return [_Candidate(crs, is_swapped) for crs in systems for is_swapped in (False, True)]


def _in_indonesia(
    candidates: list[_Candidate], centres: NDArray[np.float64], min_share: float = 0.9
) -> list[_Candidate]:
    """Return the candidates that bring at least ``min_share`` of the features to Indonesia.

    Numbers that could be degrees are never metres: near its origin a UTM zone north reaches Indonesia too.
    """
    are_degrees = len(centres) > 0 and np.median(np.abs(centres).max(axis=1)) <= MAX_DEGREES
    return [
        candidate
        for candidate in candidates
        if candidate.crs.is_geographic == are_degrees and _share_inside(*_lon_lat(candidate, centres)) >= min_share
    ]


def _share_inside(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> float:
    inside = (lon >= LON_RANGE[0]) & (lon <= LON_RANGE[1]) & (lat >= LAT_RANGE[0]) & (lat <= LAT_RANGE[1])
    return float(inside.mean()) if len(inside) else 0.0


# --- what is known ---


def _evidence(
    layer: gpd.GeoDataFrame, known_points: pd.DataFrame | None, in_place: gpd.GeoDataFrame | None
) -> _Evidence | None:
    """Return the best there is: the layer in place, else points in the attributes, else known points."""
    codes = layer["desa_code"] if "desa_code" in layer else pd.Series(pd.NA, index=layer.index, dtype="str")
    by_layer = None if in_place is None else in_place.geometry.bounds
    by_points = None if known_points is None else known_points.groupby("desa_code")[["lon", "lat"]].median()
    found = []
    if by_layer is not None:
        lon = codes.map((by_layer["minx"] + by_layer["maxx"]) / 2)
        lat = codes.map((by_layer["miny"] + by_layer["maxy"]) / 2)
        found.append(_Evidence(BY_LAYER, lon.to_numpy(dtype=float), lat.to_numpy(dtype=float)))
    own = own_points(pd.DataFrame(layer.drop(columns=layer.geometry.name)))
    if own is not None:
        found.append(_Evidence(BY_ATTRIBUTE, own.lon, own.lat))
    if by_points is not None:
        lon, lat = codes.map(by_points["lon"]), codes.map(by_points["lat"])
        found.append(_Evidence(BY_POINTS, lon.to_numpy(dtype=float), lat.to_numpy(dtype=float)))
    has_shape = ~(layer.geometry.isna() | layer.geometry.is_empty).to_numpy()
    cut = [_Evidence(each.kind, each.lon[has_shape], each.lat[has_shape]) for each in found]
    return next((each for each in cut if np.isfinite(each.lon + each.lat).any()), None)


def _distance_m(candidate: _Candidate, centres: NDArray[np.float64], evidence: _Evidence) -> float:
    """Return the median distance between where features come to lie and where they are known to be, in metres."""
    lon, lat = _lon_lat(candidate, centres)
    east = (lon - evidence.lon) * np.cos(np.radians(evidence.lat))
    away = METRES_PER_DEGREE * np.hypot(east, lat - evidence.lat)
    away = away[~np.isnan(away)]
    return float(np.median(away)) if len(away) else np.inf


# --- reading ---


def _usable(crs: pyproj.CRS | None) -> pyproj.CRS | None:
    """Return a system that places things on Earth, without its height; None for a local or missing one."""
    if crs is None or not (crs.is_geographic or crs.is_projected):
        return None
    return crs.to_2d()


def _centres(layer: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the middle of each feature's bounding box, in the file's numbers; features without shape left out."""
    shapes = layer.geometry[~(layer.geometry.isna() | layer.geometry.is_empty)]
    west, south, east, north = shapely.bounds(shapes.to_numpy()).T
    return np.column_stack([(west + east) / 2, (south + north) / 2])


def _lon_lat(candidate: _Candidate, centres: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where a candidate brings the centres to, in degrees."""
    x, y = centres.T[::-1] if candidate.is_swapped else centres.T
    if candidate.crs == WGS84:
        return x, y
    return _transformer(candidate.crs.to_wkt()).transform(x, y)


@lru_cache(maxsize=128)
def _transformer(wkt: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(wkt, WGS84, always_xy=True)


def _read_as(layer: gpd.GeoDataFrame, candidate: _Candidate) -> gpd.GeoDataFrame:
    shapes = layer.geometry.to_numpy()
    if candidate.is_swapped:
        shapes = shapely.transform(shapes, lambda points: points[:, ::-1])
    return layer.set_geometry(gpd.GeoSeries(shapes, index=layer.index, crs=candidate.crs)).to_crs(WGS84)


def _say_bounds(centres: NDArray[np.float64]) -> str:
    if not len(centres):
        return "tidak ada"
    (west, south), (east, north) = centres.min(axis=0), centres.max(axis=0)
    return f"x {west:.6g} sampai {east:.6g}, y {south:.6g} sampai {north:.6g}"


# --- measuring ---


def utm_crs(layer: gpd.GeoDataFrame | gpd.GeoSeries) -> pyproj.CRS:
    """Return the UTM zone (WGS 84) that the middle of ``layer`` lies in.

    Parameters
    ----------
    layer
        At least one geometry, EPSG:4326.
    """
    west, south, east, north = layer.total_bounds
    return pyproj.CRS.from_epsg(int(utm_epsg((west + east) / 2, (south + north) / 2)))


def utm_epsg(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int64]:
    """Return the EPSG codes of the UTM zones at points: 326zz north of the equator, 327zz south of it."""
    zone = (np.asarray(lon, dtype=float) + 180) // 6 % 60 + 1
    return (zone + np.where(np.asarray(lat, dtype=float) >= 0, 32600, 32700)).astype(np.int64)


def area_km2(shapes: gpd.GeoSeries) -> pd.Series:
    """Return areas in km² on the ground plane of the UTM zone each shape's own middle lies in.

    So the area of a desa does not depend on what else is in the layer.

    Parameters
    ----------
    shapes
        EPSG:4326, none empty.
    """
    bounds = shapes.bounds
    zone = utm_epsg((bounds["minx"] + bounds["maxx"]) / 2, (bounds["miny"] + bounds["maxy"]) / 2)
    area = pd.Series(np.nan, index=shapes.index)
    for number in np.unique(zone):
        area[zone == number] = shapes[zone == number].to_crs(int(number)).area / 1e6
    return area
