"""Which column of a boundary file says what: offices name them as they like, so the values are looked at too."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LON_RANGE, LAT_RANGE = (95.0, 141.1), (-11.2, 6.3)
"""Indonesia, in degrees. The two do not meet, so a longitude is never taken for a latitude."""

LON_NAMES = ("lontitik", "lon", "lng", "long", "longitude", "bujur", "x", "xcoord")
LAT_NAMES = ("lattitik", "lat", "latitude", "lintang", "y", "ycoord")
MIN_SHARE = 0.9


class OwnPoints(NamedTuple):
    """A point inside each feature, from the layer's own attributes."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """Degrees, NaN where missing."""
    columns: tuple[str, str]
    """Where they come from: longitude, latitude."""


def squeeze(name: object) -> str:
    """Return a column's name with nothing but its letters and digits, in lower case."""
    return re.sub(r"[\W_]+", "", str(name)).lower()


def own_points(table: pd.DataFrame, *, min_share: float = MIN_SHARE) -> OwnPoints | None:
    """Return the points that a layer's attributes give, or None.

    Columns are taken by name, and which of the two is the longitude by the numbers: at least ``min_share`` of
    them must lie in Indonesia's range.

    Parameters
    ----------
    table
        The layer's attributes.
    """
    by_name = {squeeze(column): column for column in table.columns}
    named = [by_name[name] for name in (*LON_NAMES, *LAT_NAMES) if name in by_name]
    numbers = {column: _numbers(table[column]) for column in named}
    lon = next((column for column in named if _lies_in(numbers[column], LON_RANGE, min_share)), None)
    lat = next((column for column in named if _lies_in(numbers[column], LAT_RANGE, min_share)), None)
    if lon is None or lat is None:
        return None
    return OwnPoints(numbers[lon], numbers[lat], (lon, lat))


def _numbers(column: pd.Series) -> NDArray[np.float64]:
    text = column.astype("str").str.strip().str.replace(",", ".")
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype=float)


def _lies_in(numbers: NDArray[np.float64], limits: tuple[float, float], min_share: float) -> bool:
    given = numbers[np.isfinite(numbers) & (numbers != 0)]
    return len(given) > 0 and float(np.mean((given >= limits[0]) & (given <= limits[1]))) >= min_share
