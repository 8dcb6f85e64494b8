"""Many places as few counts: hexagons, and bubbles that split as one comes closer.

Tens of thousands of homes never travel one by one: too many to draw, and nobody's business. A count below
``suppress_below`` travels as 0 ("kurang dari 5"), and at the centre of its cell instead of at somebody's door.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.maps.classes import classify
from geo.maps.layers import Layer, layer
from geo.maps.palette import SEQUENTIAL

EARTH_RADIUS_M = 6_378_137.0
"""Of Web Mercator, EPSG:3857."""
METRES_PER_PIXEL = 156_543.033_928
"""Web Mercator metres per pixel at zoom 0."""
BUBBLE_PX = 72
ZOOMS = range(8, 15)
SQRT3 = 3**0.5

Metres = NDArray[np.float64]


def to_mercator(lon: ArrayLike, lat: ArrayLike) -> tuple[Metres, Metres]:
    """Return Web Mercator x and y in metres (EPSG:3857)."""
    x = EARTH_RADIUS_M * np.radians(np.asarray(lon, dtype=float))
    y = EARTH_RADIUS_M * np.arctanh(np.sin(np.radians(np.asarray(lat, dtype=float))))
    return x, y


def to_degrees(x: Metres, y: Metres) -> tuple[Metres, Metres]:
    """Return lon and lat of Web Mercator metres."""
    return np.degrees(x / EARTH_RADIUS_M), np.degrees(np.arcsin(np.tanh(y / EARTH_RADIUS_M)))


def hex_counts(lon: ArrayLike, lat: ArrayLike, *, cell_m: float) -> pd.DataFrame:
    """Count places in hexagons.

    Parameters
    ----------
    lon, lat
        Degrees, finite.
    cell_m
        Distance between two opposite sides of a hexagon, metres on the ground.

    Returns
    -------
    DataFrame
        One row per hexagon with at least one place: ``q``, ``r`` (axial, pointy top), ``count``. Its
        ``attrs["size"]`` is the hexagon's radius in Web Mercator metres, the same for all places of one
        degree of latitude, so that two maps share their hexagons.
    """
    lat = np.asarray(lat, dtype=float)
    stretch = np.cos(np.radians(np.round(np.median(lat)))) if len(lat) else 1.0
    size = cell_m / SQRT3 / stretch
    x, y = to_mercator(lon, lat)
    q, r = _nearest_cell((SQRT3 / 3 * x - y / 3) / size, (2 / 3 * y) / size)
    cells = pd.DataFrame({"q": q, "r": r}).value_counts(sort=False).rename("count").reset_index()
    cells.attrs["size"] = float(size)
    return cells


def _nearest_cell(q: Metres, r: Metres) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Round axial coordinates to the hexagon they lie in (cube rounding, as in points.js).

    https://www.redblobgames.com/grids/hexagons/#rounding
    """
    s = -q - r
    rounded = np.round([q, r, s])
    off_q, off_r, off_s = np.abs(rounded - [q, r, s])
    is_q = (off_q > off_r) & (off_q > off_s)
    is_r = ~is_q & (off_r > off_s)
    whole_q = np.where(is_q, -rounded[1] - rounded[2], rounded[0])
    whole_r = np.where(is_r, -rounded[0] - rounded[2], rounded[1])
    return whole_q.astype(np.int64), whole_r.astype(np.int64)


def cell_area_km2(cell_m: float) -> float:
    """Return the area of a hexagon whose opposite sides are ``cell_m`` apart: √3/2 · cell_m²."""
    return SQRT3 / 2 * cell_m**2 / 1e6


def density(
    cells: pd.DataFrame,
    limits: Sequence[float],
    *,
    colours: Sequence[str] = SEQUENTIAL,
    unit: str = "keluarga",
    under: str = "",
    suppress_below: int = 5,
) -> Layer:
    """Colour the hexagons of :func:`hex_counts` by class.

    ``limits``: upper limits of all classes but the last (:func:`geo.maps.classes.quantile_limits`).
    ``unit`` and ``under`` are what the tip says after and under the number.
    """
    levels = classify(cells["count"], limits)
    return layer(
        "cells",
        size=cells.attrs["size"],
        q=cells["q"].tolist(),
        r=cells["r"].tolist(),
        level=levels.tolist(),
        count=_told(cells["count"], suppress_below).tolist(),
        colours=list(colours),
        opacity=0.9,
        unit=unit,
        under=under,
        few=f"Kurang dari {suppress_below}",
    )


def clusters(
    lon: ArrayLike, lat: ArrayLike, *, unit: str = "keluarga", under: str = "", suppress_below: int = 5
) -> Layer:
    """Gather places into bubbles with a number, in one set for each zoom from 8 to 14."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    levels = [_bubbles(lon, lat, zoom, suppress_below) for zoom in ZOOMS]
    few = f"Kurang dari {suppress_below}"
    return layer("bubbles", levels=levels, unit=unit, under=under, few=few)


def _bubbles(lon: Metres, lat: Metres, zoom: int, suppress_below: int) -> dict[str, object]:
    """Return one level: squares of :data:`BUBBLE_PX` pixels, each with its count and middle."""
    cell = BUBBLE_PX * METRES_PER_PIXEL / 2**zoom
    x, y = to_mercator(lon, lat)
    places = pd.DataFrame({"column": x // cell, "row": y // cell, "x": x, "y": y})
    found = places.groupby(["column", "row"], as_index=False).agg(x=("x", "mean"), y=("y", "mean"), count=("x", "size"))
    is_few = found["count"] < suppress_below
    found["x"] = found["x"].mask(is_few, (found["column"] + 0.5) * cell)
    found["y"] = found["y"].mask(is_few, (found["row"] + 0.5) * cell)
    middle_lon, middle_lat = to_degrees(found["x"].to_numpy(), found["y"].to_numpy())
    return {
        "zoom": zoom,
        "lon": middle_lon.round(4).tolist(),
        "lat": middle_lat.round(4).tolist(),
        "count": _told(found["count"], suppress_below).tolist(),
    }


def _told(counts: pd.Series, suppress_below: int) -> pd.Series:
    """Return the counts that may be told; 0 stands for "fewer than that"."""
    return counts.where(counts >= suppress_below, 0)
