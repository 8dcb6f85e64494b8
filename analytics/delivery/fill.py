"""Spare time put to use: further trips for what a search left out though a vehicle could still bring it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.reach import SLACK
from analytics.delivery.tours import Slot, Task, Tour, fits


def worth(task: Task) -> NDArray[np.intp]:
    """Return the parts in the order in which they are worth bringing: priority families first, then most families."""
    return np.lexsort((-task.families, -task.priority))


def fill(task: Task, tours: Sequence[Tour]) -> list[Tour]:
    """Return the tours with further trips, until no part left over fits into any vehicle's day on a trip of its own.

    PyVRP puts a part that is left over into a trip, but opens no trip for it alone. Here each vehicle with time
    and trips left starts one with the part worth most, and goes on to the nearest others that fit.
    """
    left = np.ones(len(task.parts), dtype=bool)
    left[[part for tour in tours for trip in tour.trips for part in trip]] = False
    if not left.any():
        return list(tours)
    filler = _Filler(task, left)
    idle = [
        Tour(row, ())
        for row, slot in enumerate(task.slots)
        for _ in range(slot.count - sum(tour.slot == row for tour in tours))
    ]
    filled = [filler.day(tour) for tour in [*tours, *idle]]
    return [tour for tour in filled if tour.trips]


class _Filler:
    """The parts still left over, and how a vehicle takes more of them."""

    def __init__(self, task: Task, left: NDArray[np.bool_]) -> None:
        self.task, self.left, self.order = task, left, worth(task)
        self.places, self.load_kg, self.parcels, self.families = task.places, task.load_kg, task.parcels, task.families

    def day(self, tour: Tour) -> Tour:
        """Return one vehicle's day with further trips; what they take is no longer left over."""
        slot = self.task.slots[tour.slot]
        trips, now = list(tour.trips), slot.start_min
        if not self.left.any() or len(trips) >= slot.max_trips:
            return tour
        for trip in trips:
            now = self.drive(slot, trip, now)
        while len(trips) < slot.max_trips:
            further = tuple(self.further_trip(slot, now))
            if not further:
                break
            now = self.drive(slot, further, now)
            trips.append(further)
        return Tour(tour.slot, tuple(trips))

    def further_trip(self, slot: Slot, now: float) -> list[int]:
        """Return a trip through parts left over that starts at ``now`` or later; empty where not even one fits."""
        later = Slot(slot.kind, 1, max(now, slot.start_min), 1)
        alone = self.task.alone(later) & self.left
        first = next((int(part) for part in self.order if alone[part]), None)
        if first is None:
            return []
        trip, start_min = [first], self.task.starts_min(later)
        self.left[first] = False
        while True:
            found = self._next(slot, trip, alone & self.left & (start_min <= max(start_min[trip]) + SLACK), start_min)
            if found is None:
                return trip
            trip.append(found)
            self.left[found] = False

    def _next(
        self, slot: Slot, trip: list[int], candidates: NDArray[np.bool_], start_min: NDArray[np.float64]
    ) -> int | None:
        """Return the nearest of the candidates that fits behind the trip."""
        kind, way_min = self.task.ground.kinds[slot.kind], self.task.ground.ways_min[slot.kind]
        some = np.flatnonzero(candidates)
        loaded = fits(self.load_kg[trip].sum() + self.load_kg[some], kind.capacity_kg)
        some = some[loaded & (self.parcels[trip].sum() + self.parcels[some] <= kind.capacity_parcels)]
        if not len(some):
            return None
        leave_min, here = self.walk(slot, trip, float(max(start_min[trip])))
        there = self.places[some]
        is_same = there == here
        arrive_min = np.maximum(leave_min + way_min[here, there], self.task.ground.opens_min[there])
        stay_min = kind.service_min(self.families[some]) - np.where(is_same, kind.service_min_per_stop, 0)
        done_min = arrive_min + stay_min
        in_time = done_min <= self.task.ground.closes_min[there] + SLACK
        in_time &= done_min + way_min[there, kind.depot] <= kind.end_min + SLACK
        some = some[in_time]
        return int(some[np.argmin(way_min[here, self.places[some]])]) if len(some) else None

    def walk(self, slot: Slot, trip: Sequence[int], start_min: float) -> tuple[float, int]:
        """Return when and where the last part of a trip has been served."""
        kind, way_min = self.task.ground.kinds[slot.kind], self.task.ground.ways_min[slot.kind]
        now, here = start_min + kind.load_min, kind.depot
        for part in trip:
            there = int(self.places[part])
            now = max(now + way_min[here, there], self.task.ground.opens_min[there])
            now += kind.service_min_per_family * self.families[part]
            now += kind.service_min_per_stop if there != here else 0
            here = there
        return float(now), here

    def drive(self, slot: Slot, trip: Sequence[int], now: float) -> float:
        """Return when a trip is back that starts at ``now``, or when its goods are there."""
        kind = self.task.ground.kinds[slot.kind]
        release_min = float(self.task.release_min[list(trip)].max())
        leave_min, here = self.walk(slot, trip, max(now, release_min))
        return float(leave_min + self.task.ground.ways_min[slot.kind][here, kind.depot])


def left_over(parts: pd.DataFrame, tours: Sequence[Tour]) -> pd.DataFrame:
    """Return the parts that no tour brings, under their numbers."""
    return parts.drop(index=[part for tour in tours for trip in tour.trips for part in trip])
