"""Whether a layer lies beside where its desa are: valid polygons with right names can be two kilometres off."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import utm_crs
from geo.locate import distance_to_desa_m
from geo.topology import in_metres

COMPASS = ("utara", "timur laut", "timur", "tenggara", "selatan", "barat daya", "barat", "barat laut")
MIN_IOU = 0.5


@dataclass(frozen=True)
class Displacement:
    """How a new layer lies to the one in place, over the desa that both have."""

    desa_count: int
    median_iou: float
    """Shared area by joint area (intersection over union), the median desa, 0 to 1; NaN for no desa."""
    bad_share: float
    """Share of the desa below :data:`MIN_IOU`, 0 to 1; NaN for no desa."""
    shift_m: float
    """Length of the median shift of the centroids, in metres; NaN for no desa."""
    compass: str
    """Where the new layer has moved to: one of eight Indonesian words, '-' for no desa."""


def compare_layers(new: gpd.GeoDataFrame, in_place: gpd.GeoDataFrame, *, min_iou: float = MIN_IOU) -> Displacement:
    """Compare the desa that two layers share.

    Parameters
    ----------
    new, in_place
        Valid polygons, EPSG:4326, index ``desa_code``, each code once.
    min_iou
        Below this intersection over union a desa counts as bad.
    """
    shared = new.index.intersection(in_place.index)
    if shared.empty:
        return Displacement(0, np.nan, np.nan, np.nan, "-")
    metres = utm_crs(in_place.loc[shared])
    ours = in_metres(in_place.geometry.loc[shared], metres)
    theirs = in_metres(new.geometry.loc[shared], metres)
    common = shapely.area(shapely.intersection(ours, theirs))
    iou = common / (shapely.area(ours) + shapely.area(theirs) - common)
    moved = shapely.get_coordinates(shapely.centroid(theirs)) - shapely.get_coordinates(shapely.centroid(ours))
    east, north = np.median(moved, axis=0)
    return Displacement(
        desa_count=len(shared),
        median_iou=float(np.median(iou)),
        bad_share=float(np.mean(iou < min_iou)),
        shift_m=float(np.hypot(east, north)),
        compass=compass_word(float(east), float(north)),
    )


def compass_word(east: float, north: float) -> str:
    """Return which of the eight directions a shift points to, in Indonesian."""
    bearing = np.degrees(np.arctan2(east, north)) % 360
    return COMPASS[round(float(bearing) / 45) % len(COMPASS)]


def points_outside_share(
    new: gpd.GeoDataFrame, points: pd.DataFrame, *, tolerance_m: float = 100, min_points: int = 10
) -> float:
    """Return the share (0 to 1) of known points that lie farther than ``tolerance_m`` outside their own desa.

    NaN where fewer than ``min_points`` belong to desa of the layer: too few to tell.

    Parameters
    ----------
    new
        Valid polygons, EPSG:4326, index ``desa_code``, each code once.
    points
        Columns ``desa_code``, ``lon``, ``lat`` (degrees).
    """
    away_m = distance_to_desa_m(points["lon"], points["lat"], points["desa_code"], new)
    away_m = away_m[np.isfinite(away_m)]
    return float(np.mean(away_m > tolerance_m)) if len(away_m) >= min_points else np.nan


def overlap_others_share(new: gpd.GeoDataFrame, others: gpd.GeoDataFrame, *, max_overlap_share: float = 0.1) -> float:
    """Return the share (0 to 1) of border desa of a layer that lie well inside desa of other codes.

    A displaced kecamatan that is new here has no desa to be compared with, but it reaches into its neighbours.
    NaN where the layers do not touch.

    Parameters
    ----------
    new, others
        Valid polygons, EPSG:4326.
    max_overlap_share
        Up to which share of its own area a desa may reach into others.
    """
    one, other = shapely.STRtree(others.geometry.to_numpy()).query(new.geometry.to_numpy(), predicate="intersects")
    if not len(one):
        return np.nan
    shapes, theirs = new.geometry.to_numpy()[one], others.geometry.to_numpy()[other]
    reach = shapely.area(shapely.intersection(shapes, theirs)) / shapely.area(shapes)
    return float((pd.Series(reach).groupby(one).sum() > max_overlap_share).mean())


def is_displaced(
    comparison: Displacement,
    outside_share: float = np.nan,
    others_share: float = np.nan,
    *,
    max_bad_share: float = 0.3,
    max_shift_m: float = 200,
    min_shift_desa: int = 5,
    max_outside_share: float = 0.3,
    max_others_share: float = 0.3,
) -> bool:
    """Tell whether a layer must not be taken over without somebody's word.

    Parameters
    ----------
    comparison
        From :func:`compare_layers`.
    outside_share
        From :func:`points_outside_share`; NaN says nothing.
    others_share
        From :func:`overlap_others_share`; NaN says nothing.
    max_bad_share
        Most desa that may overlap badly, 0 to 1. A desa that was split or surveyed anew is one of many.
    max_shift_m
        Farthest that all desa together may have moved, in metres. A wrong datum moves them by up to 100 m.
    min_shift_desa
        From how many desa on a common shift means anything.
    max_outside_share
        Most known points that may lie outside their desa, 0 to 1.
    max_others_share
        Most border desa that may lie well inside others, 0 to 1.
    """
    is_moved = comparison.desa_count >= min_shift_desa and comparison.shift_m > max_shift_m
    return bool(
        comparison.bad_share > max_bad_share
        or is_moved
        or outside_share > max_outside_share
        or others_share > max_others_share
    )
