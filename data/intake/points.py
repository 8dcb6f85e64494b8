"""Coordinates as offices write them: decimal point or comma, degrees and minutes, both in one cell."""

from __future__ import annotations

import pandas as pd

_DECIMAL = r"[-+\u2212]?\d{1,3}(?:\.\d+)?"
_COMMA = r"[-+\u2212]?\d{1,3},\d+"
_SIXTIETHS = (
    r"[-+\u2212]?\s*\d{1,3}(?:[.,]\d+)?\s*[°º˚]\s*(?:\d{1,2}(?:[.,]\d+)?\s*['’′‘]\s*)?"
    r"(?:\d{1,2}(?:[.,]\d+)?\s*(?:[\"”“″]|'')\s*)?(?:[NSEWUTLB]{1,2})?"
)
_REST = r"(?:[,;\s]+[-+]?\d[\d.]*(?:,\d+)?){0,2}"
_BOTH = (
    rf"^\s*(?P<lat>{_COMMA})(?:\s+|\s*;\s*|\s*,\s+)(?P<lon>{_COMMA}){_REST}\s*$",
    rf"^\s*(?P<lat>{_DECIMAL})(?:\s+|\s*[,;]\s*)(?P<lon>{_DECIMAL}){_REST}\s*$",
    rf"^\s*(?i:(?P<lat>{_SIXTIETHS})[,;\s]+(?P<lon>{_SIXTIETHS}))\s*$",
)
"""How two coordinates stand in one cell; height and accuracy may follow."""
_PARTS = (
    r"^(?P<sign>[-+\u2212]?)\s*(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*[°º˚]?\s*(?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*['’′‘]\s*)?"
    r"(?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:[\"”“″]|'')\s*)?(?P<side>[A-Z]{0,2})$"
)
_LONGEST = 120
"""Longer texts are no coordinates, and not looked at: a pattern could take minutes for each."""
_NEGATIVE = ("S", "LS", "W", "BB")
_SIDES = ("", "N", "U", "LU", "E", "T", "BT", *_NEGATIVE)
_SIXTY = 60


def decimal(text: pd.Series) -> pd.Series:
    """Return numbers written with a decimal point or comma; NaN where the text is no number."""
    point = text.str.strip().str.replace("\u2212", "-").str.replace(",", ".")
    return pd.to_numeric(point.where(point.str.fullmatch(r"[-+]?[0-9]+(\.[0-9]*)?")), errors="coerce").astype(float)


def degrees(text: pd.Series) -> pd.Series:
    """Return degrees: decimal, or in minutes and seconds (``2°18'30"S``, ``2,3083 LS``); NaN where it is neither."""
    value = decimal(text)
    other = text[value.isna() & text.ne("") & text.str.len().le(_LONGEST)]
    if other.empty:
        return value
    parts = other.str.strip().str.upper().str.extract(_PARTS)
    number = decimal(parts["degrees"].fillna("x"))
    for name, share in (("minutes", 1 / _SIXTY), ("seconds", 1 / _SIXTY**2)):
        part = decimal(parts[name].fillna("0"))
        number += (part * share).where(part < _SIXTY)
    is_negative = parts["side"].isin(_NEGATIVE) | parts["sign"].isin(["-", "\u2212"])
    number = number.where(~is_negative, -number).where(parts["side"].isin(_SIDES))
    value.loc[other.index] = number
    return value


def split_points(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` with ``lat`` and ``lon`` filled from cells that hold both: "-2,31; 115,66".

    A cell of points is looked at where no own column says latitude and longitude.
    """
    if "lat" not in frame:
        return frame
    lat, lon = frame["lat"], frame["lon"]
    for name in ("gps", "lat", "lon"):
        waiting = (lat.eq("") | lon.eq("")) & frame[name].ne("") & frame[name].str.len().le(_LONGEST)
        cells = frame.loc[waiting, name]
        if cells.empty:
            continue
        found = _both(cells)
        lat, lon = found["lat"].reindex(frame.index).fillna(lat), found["lon"].reindex(frame.index).fillna(lon)
    return frame.assign(lat=lat, lon=lon)


def _both(cells: pd.Series) -> pd.DataFrame:
    """Return ``lat`` and ``lon`` of the cells that hold two coordinates."""
    found = pd.DataFrame({"lat": pd.NA, "lon": pd.NA}, index=cells.index, dtype="str")
    for pattern in _BOTH:
        found = found.fillna(cells.str.extract(pattern))
    return found.dropna()
