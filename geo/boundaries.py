"""The door for boundary files: from a file of an office to a layer that everything else can stand on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.apart import apart
from geo.attributes import Columns, OwnPoints, find_columns, own_points
from geo.boundary_report import (
    Fit,
    column_facts,
    coverage_facts,
    crs_facts,
    tell_coverage,
    tell_crs,
    tell_neighbours,
    tell_repairs,
)
from geo.crs import WGS84, area_km2, to_wgs84
from geo.displacement import compare_layers, overlap_others_share, points_outside_share
from geo.errors import BoundaryDisplaced, NoDesaFound, NoPolygons
from geo.findings import CRITICAL, REVIEW, Findings
from geo.naming import key_of, name_features, unite_parts
from geo.progress import Progress, silent
from geo.read import read_layer
from geo.regions import DESA_COLUMNS, KECAMATAN_LENGTH, Regions, System
from geo.topology import clean_coverage, repair

_DTYPES = {"area_km2": "float64", "point_lon": "float64", "point_lat": "float64"}
LAYER_COLUMNS = [
    "desa_name", "kecamatan_code", "kecamatan_name", "bps_code", "area_km2", "point_lon", "point_lat", "geometry",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Boundaries:
    """A layer ready to be put in place, and what was found on the way.

    ``layer``: one row per desa, those of the layer in place included that the file does not replace. EPSG:4326, a
    valid coverage, index ``desa_code`` in ascending order; columns ``desa_name``, ``kecamatan_code``,
    ``kecamatan_name`` (nullable), ``bps_code`` (nullable, ten digits), ``area_km2`` (in the UTM zone of the desa),
    ``point_lon``, ``point_lat`` (a point inside, degrees), ``geometry``.

    ``findings``: one row per finding, ``row`` (number of the feature from 1; 0 for the whole file), ``key`` (code or
    name), ``kind``, ``severity`` (KRITIS: the feature was set aside; PERIKSA; INFO), ``message`` (Indonesian).

    ``facts``: figures for the report, see :func:`prepare`.
    """

    layer: gpd.GeoDataFrame
    findings: pd.DataFrame
    facts: dict[str, object]


@apart
def prepare(
    path: Path,
    *,
    regions: Regions,
    in_place: gpd.GeoDataFrame | None = None,
    known_points: pd.DataFrame | None = None,
    crs: str | None = None,
    code_system: System | None = None,
    accept_displaced: bool = False,
    progress: Progress = silent,
) -> Boundaries:
    """Read a boundary file, check it and join it with the layer in place.

    Read, find which columns name the desa, find the reference system, repair, unite the parts of a desa, compare
    with what is known, replace the same desa in the layer in place, close slivers and holes.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, zipped Shapefile or KML.
    regions
        The desa that are known.
    in_place
        The layer in place as :class:`Boundaries` describes it, None or empty where there is none.
    known_points
        Places of families: columns ``desa_code``, ``lon``, ``lat`` (degrees).
    crs
        The reference system where the user states it, such as ``EPSG:32750``.
    code_system
        The code system where the user states it.
    accept_displaced
        Take the layer even if it lies beside what is known.
    progress
        Told the share done and what is being done.

    Returns
    -------
    Boundaries
        ``facts`` holds ``file, format, layer_name, feature_count, set_aside_count, repaired_count, desa_count`` (of
        the file), ``layer_desa_count, replaced_count, kept_count, added_count``; ``code_column, bps_column,
        name_column, kecamatan_column, point_columns`` (as in the file or None); ``code_system,
        kemendagri_hit_share, bps_hit_share, name_agree_share`` (0 to 1 or None); ``crs, crs_declared,
        crs_evidence, is_axis_swapped, is_crs_declared_wrong``; ``overlap_pairs_before, overlap_pairs_after,
        holes_before, holes_after, largest_area_change_pct, largest_area_change_code, largest_area_change_name``;
        ``compared_desa_count, median_iou, bad_share, shift_m, shift_compass, overlap_others_share,
        points_outside_share, is_displaced``; ``area_km2`` (of the file's desa).

    Raises
    ------
    NotALayer, LayerUnreadable, NoPolygons, SeveralLayers, UnsafeArchive
        If the file is no layer of polygons; see :func:`geo.read.read_layer`.
    UnknownCodes, AmbiguousCodeSystem
        If nothing tells what its codes mean; see :func:`geo.regions.decide_code_system`.
    UnknownCrs, AmbiguousCrs, WrongCrs
        If nothing tells where it lies; see :func:`geo.crs.to_wgs84`.
    NoDesaFound
        If no feature can be named.
    BoundaryDisplaced
        If it lies beside the layer in place or the known points and ``accept_displaced`` is not set.
    DesaVanished
        If a desa would be swallowed whole by the others.
    """
    findings = Findings()
    old = empty_layer() if in_place is None else in_place[LAYER_COLUMNS]
    known = _with_layer(regions, old)
    reading = _read(path, known, code_system, findings, progress)
    progress(0.4, "menentukan sistem koordinat")
    placed, crs_finding = to_wgs84(reading.named, regions_points=known_points, in_place=old, declared=crs)
    tell_crs(crs_finding, findings)
    progress(0.5, "memeriksa bentuk poligon")
    shaped = _shape(path, placed, findings)
    new = _describe(unite_parts(shaped, known, findings), known, findings)
    progress(0.6, "membandingkan dengan peta yang ada")
    kept = old.drop(index=new.index, errors="ignore")
    fit = _fit(path, new, old, known_points, findings, accept_displaced=accept_displaced)
    progress(0.7, "merapikan batas antar-desa")
    joined = pd.concat([new, kept]) if len(kept) else new
    cleaned, coverage = clean_coverage(joined.sort_index())
    layer = _measure(cleaned)
    tell_coverage(coverage, layer, new["row"], findings)
    tell_neighbours(layer, new, kept, known, findings)
    told = findings.frame()
    facts = {
        **reading.attrs,
        **_counts(reading, told, layer, new, old),
        **column_facts(reading.columns, reading.points),
        **crs_facts(crs_finding),
        **coverage_facts(coverage, layer),
        **fit.facts(),
    }
    progress(1.0, "batas desa siap")
    return Boundaries(layer, told, facts)


def empty_layer() -> gpd.GeoDataFrame:
    """Return a layer in place without any desa."""
    columns = {column: pd.Series(dtype=_DTYPES.get(column, "str")) for column in LAYER_COLUMNS[:-1]}
    index = pd.Index([], dtype="str", name="desa_code")
    return gpd.GeoDataFrame(pd.DataFrame(columns, index=index), geometry=gpd.GeoSeries([], crs=WGS84, index=index))


def _with_layer(regions: Regions, layer: gpd.GeoDataFrame) -> Regions:
    """Return what the regions and the layer in place know together."""
    is_listed = regions.knows(layer.index.to_series())
    is_coded = layer["bps_code"].isna() | layer["bps_code"].isin(regions.code_of_bps.index)
    if is_listed.all() and is_coded.all():
        return regions
    return regions.join(Regions(pd.DataFrame(layer[DESA_COLUMNS]).astype("str")))


class _Reading(NamedTuple):
    """A file as read, each feature named."""

    named: gpd.GeoDataFrame
    columns: Columns
    points: OwnPoints | None
    attrs: dict[str, object]


def _read(path: Path, known: Regions, code_system: System | None, findings: Findings, progress: Progress) -> _Reading:
    progress(0.0, "membaca berkas batas")
    layer = read_layer(path)
    attrs = {str(name): value for name, value in layer.attrs.items()}
    progress(0.2, "mencari kode dan nama desa")
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    columns = find_columns(table, known, code_system)
    points = own_points(table)
    lon, lat = (np.nan, np.nan) if points is None else (points.lon, points.lat)
    named = name_features(layer, columns, known, findings).assign(point_lon=lon, point_lat=lat)
    if named["desa_code"].isna().all():
        found = "kolom kode desa tidak ada" if columns.code is None else f"kolom {columns.code} tidak terbaca"
        raise NoDesaFound(file=path.name, found=found, columns=", ".join(map(str, table.columns)))
    return _Reading(named, columns, points, attrs)


def _shape(path: Path, named: gpd.GeoDataFrame, findings: Findings) -> gpd.GeoDataFrame:
    """Return the named features with valid polygons; those without any are set aside."""
    fixed, faults = repair(named[named["desa_code"].notna()])
    key = key_of(fixed)
    has_area = fixed.geometry.notna()
    tell_repairs(fixed.loc[has_area, "row"], key, faults, findings)
    text = "Tidak ada poligon yang dapat dipakai ({fault}); disisihkan."
    findings.add("poligon_kosong", CRITICAL, text, fixed.loc[~has_area, "row"], key, fault=faults)
    if not has_area.any():
        raise NoPolygons(file=path.name, found="poligon kosong atau rusak")
    return fixed[has_area]


def _describe(united: gpd.GeoDataFrame, known: Regions, findings: Findings) -> gpd.GeoDataFrame:
    """Return the columns of a layer for each desa, by the register first and the file second, and ``row``."""
    desa = known.desa.reindex(united.index)
    name = desa["desa_name"].fillna(united["name_text"].replace("", pd.NA))
    bps_code = united["own_bps_code"].fillna(desa["bps_code"])
    is_shared = bps_code.notna() & bps_code.duplicated(keep=False)
    text = "Kode BPS {bps} tertulis pada beberapa desa; tidak dipakai."
    findings.add("kode_bps_ganda", REVIEW, text, united.loc[is_shared, "row"], united.index.to_series(), bps=bps_code)
    described = united.assign(
        desa_name=name.fillna(united.index.to_series()),
        kecamatan_code=united.index.str[:KECAMATAN_LENGTH],
        kecamatan_name=united["own_kecamatan_name"].fillna(desa["kecamatan_name"]),
        bps_code=bps_code.where(~is_shared),
        area_km2=np.nan,
    )
    texts = dict.fromkeys(["desa_name", "kecamatan_code", "kecamatan_name", "bps_code"], "str")
    return described[[*LAYER_COLUMNS, "row"]].set_geometry("geometry").astype(texts)


def _fit(
    path: Path,
    new: gpd.GeoDataFrame,
    old: gpd.GeoDataFrame,
    known_points: pd.DataFrame | None,
    findings: Findings,
    *,
    accept_displaced: bool,
) -> Fit:
    """Return how the new desa fit what is known; raise where they lie beside it and nobody has accepted that."""
    fit = Fit(
        comparison=compare_layers(new, old),
        outside_share=np.nan if known_points is None else points_outside_share(new, known_points),
        others_share=overlap_others_share(new, old.drop(index=new.index, errors="ignore")),
    )
    if fit.is_displaced and not accept_displaced:
        raise BoundaryDisplaced(
            file=path.name,
            found=fit.describe(),
            desa_count=fit.comparison.desa_count,
            median_iou=fit.comparison.median_iou,
            bad_share=fit.comparison.bad_share,
            shift_m=fit.comparison.shift_m,
            compass=fit.comparison.compass,
            outside_share=fit.outside_share,
        )
    if fit.is_displaced:
        message = f"Batas ini dipakai atas persetujuan meskipun bergeser: {fit.describe()}."
        findings.add_file("batas_bergeser", REVIEW, message)
    return fit


def _measure(cleaned: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the layer with areas, and points that lie inside: the one given where it does."""
    shapes = cleaned.geometry.to_numpy()
    lon, lat = cleaned["point_lon"].to_numpy(dtype=float), cleaned["point_lat"].to_numpy(dtype=float)
    inside = shapely.intersects_xy(shapes, lon, lat)
    own = shapely.get_coordinates(shapely.point_on_surface(shapes))
    measured = cleaned.assign(
        area_km2=area_km2(cleaned.geometry),
        point_lon=np.where(inside, lon, own[:, 0]),
        point_lat=np.where(inside, lat, own[:, 1]),
    )
    return measured[LAYER_COLUMNS]


def _counts(
    reading: _Reading, told: pd.DataFrame, layer: gpd.GeoDataFrame, new: gpd.GeoDataFrame, old: gpd.GeoDataFrame
) -> dict[str, object]:
    replaced_count = int(new.index.isin(old.index).sum())
    return {
        "feature_count": len(reading.named),
        "set_aside_count": int(told.loc[told["severity"] == CRITICAL, "row"].nunique()),
        "repaired_count": int((told["kind"] == "poligon_diperbaiki").sum()),
        "desa_count": len(new),
        "layer_desa_count": len(layer),
        "replaced_count": replaced_count,
        "added_count": len(new) - replaced_count,
        "kept_count": len(layer) - len(new),
        "area_km2": float(layer.loc[new.index, "area_km2"].sum()),
    }
