"""Which vehicle could serve which stop at all, were it idle; and why none can."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.delivery.ground import Floats, Ground

TOO_HEAVY, NO_WAY, WINDOW, SHIFT = "terlalu_berat", "tanpa_jalan", "jendela_sempit", "jam_kerja_pendek"
FLEET_USED_UP = "armada_habis"
SLACK = 1e-9
_EPSILON = 1e-7
"""Families per stop are worked out by a division: what fits exactly must not be lost to rounding."""


@dataclass(frozen=True, eq=False)
class Reach:
    """What each kind (row) could do at each stop (column) with one idle vehicle.

    ``has_way``: there is a way there and back, and for the goods to where it loads. ``carries``: also the share of one
    family is not too heavy. ``in_shift``: also one family can be served within the shift, were the desa always open.
    ``room``: families that can be served on one trip, by time alone; 0 where not even one. ``ready_min``: from when
    goods can be loaded (at a transfer point, when the first could be there). ``start_by_min``: the latest start of
    loading from which one family can still be served.
    """

    has_way: NDArray[np.bool_]
    carries: NDArray[np.bool_]
    in_shift: NDArray[np.bool_]
    room: Floats
    ready_min: Floats
    start_by_min: Floats

    @property
    def can(self) -> NDArray[np.bool_]:
        """Which kind can serve at least one family of which stop."""
        return self.carries & self.in_shift & (self.room >= 1)

    def reasons(self) -> list[str]:
        """Return for each stop why no kind can serve it; "" where one can."""
        steps = [(self.has_way, NO_WAY), (self.carries, TOO_HEAVY), (self.in_shift, SHIFT), (self.can, WINDOW)]
        told = np.full(self.room.shape[1], "", dtype=object)
        for able, reason in reversed(steps):
            told[~able.any(axis=0)] = reason
        return list(told)


def reach_of(ground: Ground) -> Reach:
    """Return what each kind could do at each stop."""
    rows = range(len(ground.kinds))
    each = [_reach_of_kind(ground, row) for row in rows]
    count = len(ground.problem.stops)
    names = ("has_way", "carries", "in_shift", "room", "ready_min", "start_by_min")
    dtypes = (bool, bool, bool, float, float, float)
    return Reach(
        *(
            np.array([one[name] for one in each], dtype=dtype).reshape(len(each), count)
            for name, dtype in zip(names, dtypes, strict=True)
        )
    )


def _reach_of_kind(ground: Ground, row: int) -> dict[str, NDArray]:
    kind, first = ground.kinds[row], ground.depot_count
    there_min, back_min = ground.ways_min[row][kind.depot, first:], ground.ways_min[row][first:, kind.depot]
    has_way = np.isfinite(there_min) & np.isfinite(back_min)
    carries = has_way & _carries(ground, row)
    ready_min = np.full(len(has_way), float(kind.start_min))
    if kind.is_second:
        fed = _fed(ground, row)
        has_way, carries, ready_min = has_way & fed["has_way"], carries & fed["carries"], fed["ready_min"]
    one_min = kind.service_min_per_stop + kind.service_min_per_family
    arrive_min = ready_min + kind.load_min + there_min
    in_shift = carries & (arrive_min + one_min + back_min <= kind.end_min + SLACK)
    opens_min, closes_min = ground.opens_min[first:], ground.closes_min[first:]
    leave_by_min = np.minimum(closes_min, kind.end_min - back_min)
    left_min = leave_by_min - np.maximum(arrive_min, opens_min) - kind.service_min_per_stop
    with np.errstate(invalid="ignore"):
        start_by_min = leave_by_min - one_min - there_min - kind.load_min
    return {
        "has_way": has_way,
        "carries": carries,
        "in_shift": in_shift,
        "room": np.where(in_shift, _families(left_min, kind.service_min_per_family), 0.0),
        "ready_min": ready_min,
        "start_by_min": np.nan_to_num(start_by_min, nan=-np.inf),
    }


def _carries(ground: Ground, row: int) -> NDArray[np.bool_]:
    kind = ground.kinds[row]
    is_light = ground.family_kg <= kind.capacity_kg + _EPSILON
    return is_light & (ground.family_parcels <= kind.capacity_parcels)


def _families(left_min: Floats, per_family_min: float) -> Floats:
    room = np.floor(left_min / per_family_min + _EPSILON) if per_family_min else np.where(left_min >= 0, np.inf, 0.0)
    return np.where(left_min >= -SLACK, room, 0.0)


def _fed(ground: Ground, row: int) -> dict[str, NDArray]:
    """Return for each stop whether, and from when, goods for it can be loaded at the transfer point of a kind."""
    depot = ground.kinds[row].depot
    feeders = ground.feeders[depot]
    count = len(ground.problem.stops)
    carries, ready_min = np.zeros(count, dtype=bool), np.full(count, np.inf)
    for feeder in feeders:
        can = _carries(ground, feeder)
        carries |= can
        handed_min = handed_over_min(ground, feeder, depot, ground.kinds[feeder].start_min)
        ready_min = np.where(can, np.minimum(ready_min, handed_min), ready_min)
    ready_min = np.maximum(ready_min, ground.kinds[row].start_min)
    return {"has_way": np.full(count, bool(feeders)), "carries": carries, "ready_min": ready_min}


def handed_over_min(ground: Ground, row: int, depot: int, start_min: float) -> float:
    """Return when goods are handed over that are loaded from ``start_min`` on; ``inf`` if the shift is too short."""
    kind, way_min = ground.kinds[row], ground.ways_min[row]
    arrive_min = max(start_min + kind.load_min + way_min[kind.depot, depot], ground.opens_min[depot])
    leave_min = arrive_min + kind.handover_min
    return float(leave_min) if leave_min + way_min[depot, kind.depot] <= kind.end_min + SLACK else np.inf
