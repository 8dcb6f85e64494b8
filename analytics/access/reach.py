"""How far families live from the nearest service point: per place, per desa, and who could be served at all.

A family with a coordinate belongs to a place: the families of one desa in one cell of 100 m. A place travels from the
middle of its homes, so a time is off by a minute of walking at most, and 50,000 families need no more than their
places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.access.travel import Minutes, Roads, travel_minutes
from analytics.coverage import percent
from data.targeting import Families
from geo.progress import Progress, silent
from geo.settlements import to_metres

CELL_M = 100.0
LIMITS_MIN = (30, 60, 120)
ALL_FAMILIES, POOR = "semua", "miskin"
GROUPS = {POOR: "keluarga miskin", ALL_FAMILIES: "keluarga"}
"""Whose travel is told: key → what a screen calls them."""
_COUNT = {POOR: "poor_count", ALL_FAMILIES: "family_count"}
POINT_COLUMNS = ["point_key", "name", "lon", "lat", "capacity"]


@dataclass(frozen=True, eq=False)
class Access:
    """How long each place travels to each service point.

    ``places``: one row per place, RangeIndex: ``desa_code``, ``lon``, ``lat``, ``family_count``, ``poor_count``,
    ``nearest_min`` (minutes one way, ``inf`` without a way), ``nearest`` (position in ``points``, -1 none).
    ``place_of``: index ``family_number``, the place of each family, -1 without a coordinate. ``points``: one row per
    service point with a coordinate, RangeIndex, :data:`POINT_COLUMNS` and what else was given. ``minutes``: places ×
    points. ``totals``: one row per ``desa_code``: ``family_count``, ``poor_count`` of all families, with a coordinate
    or without. ``basis``: how the times came about.
    """

    places: pd.DataFrame
    place_of: pd.Series
    points: pd.DataFrame
    minutes: Minutes
    totals: pd.DataFrame
    mode: str
    season: str
    basis: str
    is_straight_line: bool


def access_of(
    families: Families,
    points: pd.DataFrame,
    roads: Roads,
    *,
    mode: str,
    cell_m: float = CELL_M,
    progress: Progress = silent,
) -> Access:
    """Return how long families travel to ``points``.

    Parameters
    ----------
    families
        See :func:`data.targeting.read_families`.
    points
        Service points of the kind asked about, see :func:`data.service_points.read_points`; those without a coordinate
        are left out.
    mode
        A key of :data:`geo.network.modes.MODES`.
    cell_m
        The side of the cells in which homes of one desa count as one place, metres.
    """
    places, place_of = places_of(families.frame, cell_m=cell_m)
    known = points.dropna(subset=["lon", "lat"]).reset_index(drop=True)
    minutes = travel_minutes(
        roads, places["lon"], places["lat"], known["lon"], known["lat"], mode=mode, progress=progress
    )
    nearest_min = minutes.min(axis=1) if len(known) else np.full(len(places), np.inf)
    nearest = np.where(np.isfinite(nearest_min), minutes.argmin(axis=1) if len(known) else -1, -1)
    frame = families.frame
    totals = frame.groupby("desa_code").agg(family_count=("is_poor", "size"), poor_count=("is_poor", "sum"))
    return Access(
        places.assign(nearest_min=nearest_min, nearest=nearest), place_of, known, minutes, totals, mode, roads.season,
        roads.basis(mode), roads.network is None,
    )  # fmt: skip


def places_of(frame: pd.DataFrame, *, cell_m: float = CELL_M) -> tuple[pd.DataFrame, pd.Series]:
    """Return the places of families (see :class:`Access`, without times) and the place of each family."""
    located = frame[frame["lon"].notna() & frame["lat"].notna()]
    x_m, y_m = to_metres(located["lon"], located["lat"])
    cells = pd.DataFrame(
        {
            "desa_code": located["desa_code"].to_numpy(),
            "column": np.floor(x_m / cell_m).astype(int),
            "row": np.floor(y_m / cell_m).astype(int),
            "lon": located["lon"].to_numpy(dtype=float),
            "lat": located["lat"].to_numpy(dtype=float),
            "is_poor": located["is_poor"].to_numpy(dtype=bool),
        },
        index=located.index,
    )
    grouped = cells.groupby(["desa_code", "column", "row"], sort=True)
    number = grouped.ngroup()
    places = grouped.agg(
        lon=("lon", "mean"), lat=("lat", "mean"), family_count=("is_poor", "size"), poor_count=("is_poor", "sum")
    )
    place_of = number.reindex(frame.index, fill_value=-1).astype(np.int64).rename("place")
    return places.reset_index()[["desa_code", "lon", "lat", "family_count", "poor_count"]], place_of


def counts_of(access: Access, group: str) -> NDArray[np.float64]:
    """Return how many families of a group (a key of :data:`GROUPS`) live at each place."""
    return access.places[_COUNT[group]].to_numpy(dtype=float)


def per_desa(access: Access, *, group: str = POOR, limits_min: tuple[int, ...] = LIMITS_MIN) -> pd.DataFrame:
    """Return how far the families of each desa live from the nearest service point.

    Returns
    -------
    pandas.DataFrame
        One row per desa with families, index ``desa_code`` ("" unknown): ``total_count`` of the group, of them
        ``located_count`` (with a coordinate: the denominator of all below) and ``unlocated_count``;
        ``beyond_30_count``, ``beyond_30_pct`` … per limit (a family without a way is beyond every limit);
        ``no_way_count``; ``median_min`` (``inf``: most have no way) and ``farthest_min`` (of those with a way), missing
        where nobody is located.
    """
    places = access.places.assign(weight=counts_of(access, group))
    here = places[places["weight"] > 0]
    total = access.totals[_COUNT[group]].astype(int)
    located = here.groupby("desa_code")["weight"].sum().reindex(total.index, fill_value=0.0)
    table = pd.DataFrame({"total_count": total, "located_count": located.astype(int)})
    table["unlocated_count"] = table["total_count"] - table["located_count"]
    for limit in limits_min:
        table[f"beyond_{limit}_count"] = _sum_where(here, here["nearest_min"] > limit, table.index)
        table[f"beyond_{limit}_pct"] = percent(table[f"beyond_{limit}_count"], table["located_count"])
    table["no_way_count"] = _sum_where(here, ~np.isfinite(here["nearest_min"]), table.index)
    table["median_min"] = _medians(here).reindex(table.index)
    finite = here[np.isfinite(here["nearest_min"])]
    table["farthest_min"] = finite.groupby("desa_code")["nearest_min"].max().reindex(table.index)
    return table


def _sum_where(places: pd.DataFrame, which: pd.Series, index: pd.Index) -> pd.Series:
    return places[which].groupby("desa_code")["weight"].sum().reindex(index, fill_value=0.0).astype(int)


def _medians(places: pd.DataFrame) -> pd.Series:
    """Return the lower weighted median of the minutes of each desa: at least half of its families need no longer."""
    ordered = places.sort_values(["desa_code", "nearest_min"], kind="stable")
    reached = ordered.groupby("desa_code")["weight"].cumsum()
    half = ordered.groupby("desa_code")["weight"].transform("sum") / 2
    return ordered[reached >= half].groupby("desa_code")["nearest_min"].first()


def total_beyond(table: pd.DataFrame, limit_min: int) -> tuple[int, int]:
    """Return how many families of :func:`per_desa` live beyond a limit, and of how many with a coordinate."""
    return int(table[f"beyond_{limit_min}_count"].sum()), int(table["located_count"].sum())
