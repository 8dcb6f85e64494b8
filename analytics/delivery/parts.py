"""What is loaded: stops cut into parts that one vehicle can take."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.ground import Floats, Ground
from analytics.delivery.reach import SLACK, Reach, handed_over_min

ENOUGH_ROOM_SHARE = 0.5
"""A vehicle sets the size of a part only if it has time for at least this share of what the best one serves."""
MAX_PART_COUNT = 500
AMOUNTS = ("family_count", "priority_count", "parcel_count", "load_kg")
"""What is divided among parts, trips and what is left out."""


def amounts_of(stops: pd.DataFrame) -> pd.DataFrame:
    """Return what each stop (row) is to get; the columns of ``AMOUNTS``."""
    return pd.DataFrame({name: stops[name].to_numpy() for name in AMOUNTS})


def split_stops(
    ground: Ground, reach: Reach, amounts: pd.DataFrame, *, max_part_count: int = MAX_PART_COUNT
) -> pd.DataFrame:
    """Cut stops into parts that each vehicle can take where that is possible at all.

    A part holds whole families, all of the same weight: as many as the smallest vehicle that may go there carries and
    as fit into a shift with the way there and back; over a transfer point, as one vehicle brings there in time. Where
    that would make more than ``max_part_count`` parts, the next larger vehicle gives the measure. Every part can be
    served by at least one idle vehicle. Priority families are in the first parts of their stop.

    Parameters
    ----------
    amounts
        One row per stop: what of it is to be brought (:func:`amounts_of`, or less); rows without families, and stops
        that no vehicle can serve, make no part.

    Returns
    -------
    pandas.DataFrame
        One row per part, RangeIndex; columns stop (row of the stops) and ``AMOUNTS``.
    """
    can = reach.can
    rows = np.flatnonzero(can.any(axis=0) & (amounts["family_count"].to_numpy() > 0))
    size = _part_sizes(ground, reach, rows, amounts["family_count"].to_numpy()[rows], max_part_count)
    return _cut(amounts.iloc[rows], rows, size)


def _part_sizes(
    ground: Ground, reach: Reach, rows: NDArray[np.intp], families: NDArray[np.int_], max_part_count: int
) -> NDArray[np.intp]:
    """Return the families of a full part at each stop of ``rows``."""
    room, can = reach.room[:, rows], reach.can[:, rows]
    best_room = np.where(can, room, 0).max(axis=0, initial=0)
    takes = can & (room >= ENOUGH_ROOM_SHARE * best_room)
    by_time = np.where(takes, room, np.inf).min(axis=0, initial=np.inf)
    carried = np.array([_carried(ground, row, rows) for row in range(len(ground.kinds))]).reshape(takes.shape)
    carried = np.array([_fed(ground, reach, row, rows, carried) for row in range(len(carried))]).reshape(takes.shape)
    smallest = np.where(takes, carried, np.inf).min(axis=0, initial=np.inf)
    largest = np.where(takes, carried, 0).max(axis=0, initial=0)
    sizes = np.asarray(families, dtype=np.intp)
    for row in np.argsort([kind.capacity_kg for kind in ground.kinds], kind="stable"):
        by_load = np.minimum(np.maximum(smallest, carried[row]), largest)
        sizes = np.maximum(np.minimum(np.minimum(np.floor(by_load), by_time), families), 1).astype(np.intp)
        if np.ceil(families / sizes).sum() <= max_part_count:
            break
    return sizes


def _carried(ground: Ground, row: int, rows: NDArray[np.intp]) -> Floats:
    """Return how many families of each stop a kind carries at once."""
    kind = ground.kinds[row]
    kg, parcels = ground.family_kg[rows], ground.family_parcels[rows]
    by_kg, by_parcels = np.full(len(rows), np.inf), np.full(len(rows), np.inf)
    np.divide(kind.capacity_kg, kg, out=by_kg, where=kg > 0)
    np.divide(kind.capacity_parcels, parcels, out=by_parcels, where=parcels > 0)
    return np.floor(np.minimum(by_kg, by_parcels) + 1e-9)


def _fed(ground: Ground, reach: Reach, row: int, rows: NDArray[np.intp], carried: Floats) -> Floats:
    """Return the same, from a transfer point no more than one trip brings there that is early enough."""
    kind = ground.kinds[row]
    if not kind.is_second:
        return np.asarray(carried[row])
    most = np.zeros(len(rows))
    for feeder in ground.feeders[kind.depot]:
        handed_min = handed_over_min(ground, feeder, kind.depot, ground.kinds[feeder].start_min)
        in_time = handed_min <= reach.start_by_min[row, rows] + SLACK
        most = np.maximum(most, np.where(in_time, carried[feeder], 0.0))
    return np.where(most >= 1, np.minimum(carried[row], most), carried[row])


def _cut(amounts: pd.DataFrame, rows: NDArray[np.intp], size: NDArray[np.intp]) -> pd.DataFrame:
    """Return full parts and, for each stop, one part with the rest."""
    families = amounts["family_count"].to_numpy()
    count = -(-families // size) if len(rows) else np.zeros(0, dtype=np.intp)
    at = np.repeat(np.arange(len(rows)), count)
    number = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    before = number * size[at]
    after = np.minimum(before + size[at], families[at])
    whole = amounts.iloc[at].reset_index(drop=True)
    return pd.DataFrame({"stop": rows[at], **shares(whole, before, after)})


def shares(whole: pd.DataFrame, before: NDArray[np.int_], after: NDArray[np.int_]) -> dict[str, NDArray]:
    """Return ``AMOUNTS`` of the families from number ``before`` to ``after`` of each row, priority families first."""
    families = whole["family_count"].to_numpy()
    priority, parcels = whole["priority_count"].to_numpy(), whole["parcel_count"].to_numpy()
    return {
        "family_count": after - before,
        "priority_count": np.minimum(after, priority) - np.minimum(before, priority),
        "parcel_count": parcels * after // families - parcels * before // families,
        "load_kg": whole["load_kg"].to_numpy(float) * (after - before) / families,
    }
