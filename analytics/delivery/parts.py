"""What is loaded: stops cut into parts that one vehicle can take, and what no vehicle can ever take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.clock import clock_minutes
from geo.travel import TravelMatrix

NO_WAY = "tidak ada jalan"
TOO_FAR = "perjalanan pulang-pergi lebih lama dari jam kerja"
TOO_HEAVY = "bagian satu keluarga lebih berat dari muatan setiap kendaraan"
ENOUGH_ROOM_SHARE = 0.5
"""A vehicle sets the size of a part only if it has time for at least this share of what the best one serves."""


@dataclass(frozen=True)
class Kind:
    """One row of the fleet in the units of the calculation; times are minutes after midnight."""

    key: str
    label: str
    count: int
    capacity_kg: float
    speed_kmh: float
    start_min: int
    end_min: int
    max_trips: int
    load_min: float
    service_min_per_stop: float
    service_min_per_family: float
    cost_idr_per_km: float

    @property
    def shift_min(self) -> int:
        """Minutes between the start and the end of the shift."""
        return self.end_min - self.start_min

    def service_min(self, family_count: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the minutes at a stop where ``family_count`` families are served."""
        return np.asarray(self.service_min_per_stop + self.service_min_per_family * np.asarray(family_count))


def kinds_of(vehicles: pd.DataFrame) -> list[Kind]:
    """Return the usable rows of a checked fleet (:func:`analytics.delivery.vehicles.check_vehicles`)."""
    return [
        Kind(
            key=str(row["vehicle_key"]),
            label=str(row["label"]),
            count=int(row["count"]),
            start_min=clock_minutes(str(row["shift_start"])) or 0,
            end_min=clock_minutes(str(row["shift_end"])) or 0,
            max_trips=int(row["max_trips"]),
            **{name: float(row[name]) for name in _NUMBERS},
        )
        for row in vehicles.to_dict("records")
        if row["count"]
    ]


_NUMBERS = (
    "capacity_kg",
    "speed_kmh",
    "load_min",
    "service_min_per_stop",
    "service_min_per_family",
    "cost_idr_per_km",
)


def split_stops(
    stops: pd.DataFrame, kinds: list[Kind], travel: TravelMatrix, *, max_part_count: int = 500
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cut stops into parts that each vehicle can take where that is possible at all.

    A part holds whole families, all of the same weight: as many as the smallest vehicle carries and as fit
    into a shift with the way there and back. Where that would make more than ``max_part_count`` parts, the
    next larger vehicle gives the measure. Every part can be served by at least one vehicle.

    Parameters
    ----------
    stops
        One row per stop, RangeIndex; columns family_count, load_kg.
    kinds
        The fleet.
    travel
        Place 0 is the depot, place i + 1 is row i of ``stops``.

    Returns
    -------
    parts
        One row per part, RangeIndex; columns stop (row of ``stops``), family_count, load_kg.
    impossible
        One row per stop that no vehicle can serve even alone; columns stop, family_count, load_kg, reason,
        needed_min (the shortest shift that would do; NaN where a longer shift would not help).
    """
    family_kg = (stops["load_kg"] / stops["family_count"]).to_numpy(float)
    way_min = np.array([_way_min(kind, travel) for kind in kinds]).reshape(len(kinds), len(stops))
    room = np.array([_room(kind, way) for kind, way in zip(kinds, way_min, strict=True)])
    carries = np.array([kind.capacity_kg for kind in kinds])[:, None] >= family_kg
    can = carries & (room >= 1)
    impossible = _impossible(stops, kinds, way_min, carries, is_possible=can.any(axis=0))
    possible = stops[can.any(axis=0)]
    size = _part_sizes(possible, kinds, room, can, max_part_count)
    return _cut(possible, size), impossible


def _way_min(kind: Kind, travel: TravelMatrix) -> NDArray[np.float64]:
    """Return for each stop the minutes of a trip to it alone, before the first family is served."""
    minutes = travel.minutes(kind.speed_kmh)
    return kind.load_min + minutes[0, 1:] + minutes[1:, 0] + kind.service_min_per_stop


def _room(kind: Kind, way_min: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many families fit into one shift at each stop; 0 where the way alone is too long."""
    left_min = kind.shift_min - way_min
    per_family = kind.service_min_per_family
    room = np.floor(left_min / per_family + 1e-9) if per_family else np.full(len(way_min), np.inf)
    return np.where(left_min >= 0, room, 0.0)


def _impossible(
    stops: pd.DataFrame,
    kinds: list[Kind],
    way_min: NDArray[np.float64],
    carries: NDArray[np.bool_],
    *,
    is_possible: NDArray[np.bool_],
) -> pd.DataFrame:
    first_family = np.array([[kind.service_min_per_family] for kind in kinds])
    needed_min = np.where(carries, way_min + first_family, np.inf).min(axis=0)
    reason = np.select([~carries.any(axis=0), np.isinf(needed_min)], [TOO_HEAVY, NO_WAY], TOO_FAR)
    found = stops[["family_count", "load_kg"]].assign(
        stop=range(len(stops)), reason=reason, needed_min=np.where(np.isinf(needed_min), np.nan, needed_min)
    )
    return found[~is_possible].reset_index(drop=True)


def _part_sizes(
    stops: pd.DataFrame,
    kinds: list[Kind],
    room: NDArray[np.float64],
    can: NDArray[np.bool_],
    max_part_count: int,
) -> NDArray[np.intp]:
    """Return the families of a full part at each stop of ``stops`` (row labels are columns of the arrays)."""
    rows = stops.index.to_numpy()
    room, can, families = room[:, rows], can[:, rows], stops["family_count"].to_numpy()
    best_room = np.where(can, room, 0).max(axis=0, initial=0)
    takes = can & (room >= ENOUGH_ROOM_SHARE * best_room)
    by_time = np.where(takes, room, np.inf).min(axis=0, initial=np.inf)
    family_kg = stops["load_kg"].to_numpy(float) / families
    capacity_kg = np.array([[kind.capacity_kg] for kind in kinds])
    smallest_kg = np.where(takes, capacity_kg, np.inf).min(axis=0, initial=np.inf)
    largest_kg = np.where(takes, capacity_kg, 0).max(axis=0, initial=0)
    sizes = families
    for measure_kg in sorted(set(capacity_kg.ravel())):
        part_kg = np.minimum(np.maximum(smallest_kg, measure_kg), largest_kg)
        by_weight = np.full(len(stops), np.inf)
        np.divide(part_kg, family_kg, out=by_weight, where=family_kg > 0)
        sizes = np.minimum(np.minimum(np.floor(by_weight + 1e-9), by_time), families).astype(np.intp)
        if np.ceil(families / sizes).sum() <= max_part_count:
            break
    return sizes


def _cut(stops: pd.DataFrame, size: NDArray[np.intp]) -> pd.DataFrame:
    """Return full parts and, for each stop, one part with the rest."""
    families = stops["family_count"].to_numpy()
    count = -(-families // size)
    stop = np.repeat(np.arange(len(stops)), count)
    number = np.arange(len(stop)) - np.repeat(np.cumsum(count) - count, count)
    family_count = np.minimum(size[stop], families[stop] - number * size[stop])
    load_kg = stops["load_kg"].to_numpy(float)[stop] * family_count / families[stop]
    return pd.DataFrame({"stop": stops.index.to_numpy()[stop], "family_count": family_count, "load_kg": load_kg})
