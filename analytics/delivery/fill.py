"""Spare time put to use: further trips for what a search left out though a vehicle could still bring it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.parts import Kind
from analytics.delivery.solve import Tour
from geo.travel import TravelMatrix

SLACK = 1e-9


def fill(tours: Sequence[Tour], parts: pd.DataFrame, kinds: list[Kind], travel: TravelMatrix) -> list[Tour]:
    """Return the tours with further trips, until no part left over fits into any vehicle's day on a trip of its own.

    PyVRP puts a part that is left over into a trip, but opens no trip for it alone. Here each vehicle with time
    and trips left starts one with the part of most families, and goes on to the nearest others that fit.
    """
    brought = {part for tour in tours for trip in tour.trips for part in trip}
    left = [part for part in range(len(parts)) if part not in brought]
    if not left:
        return list(tours)
    idle = [Tour(row, ()) for row, kind in enumerate(kinds) for _ in range(kind.count - _used(tours, row))]
    filled = [_fill_day(tour, left, parts, kinds[tour.kind], travel) for tour in [*tours, *idle]]
    return [tour for tour in filled if tour.trips]


def _used(tours: Sequence[Tour], row: int) -> int:
    return sum(tour.kind == row for tour in tours)


def _fill_day(tour: Tour, left: list[int], parts: pd.DataFrame, kind: Kind, travel: TravelMatrix) -> Tour:
    """Return one vehicle's day with further trips; what they take is taken out of ``left``."""
    way_min = travel.minutes(kind.speed_kmh)
    trips = list(tour.trips)
    spare_min = kind.shift_min - sum(_trip_min(trip, parts, kind, way_min) for trip in trips)
    while len(trips) < kind.max_trips:
        trip = _further_trip(left, parts, kind, way_min, spare_min)
        if not trip:
            break
        left[:] = [part for part in left if part not in trip]
        spare_min -= _trip_min(trip, parts, kind, way_min)
        trips.append(tuple(trip))
    return Tour(tour.kind, tuple(trips))


def _further_trip(
    left: list[int], parts: pd.DataFrame, kind: Kind, way_min: NDArray[np.float64], spare_min: float
) -> list[int]:
    """Return a trip through parts of ``left`` that fits into ``spare_min``; empty where not even one fits."""
    families, load_kg, stop = (parts[name].to_numpy() for name in ("family_count", "load_kg", "stop"))
    trip: list[int] = []
    order = sorted(left, key=lambda part: -families[part])
    while True:
        fitting = (
            part
            for part in order
            if part not in trip
            and load_kg[[*trip, part]].sum() <= kind.capacity_kg + SLACK
            and _trip_min([*trip, part], parts, kind, way_min) <= spare_min + SLACK
        )
        found = next(fitting, None)
        if found is None:
            return trip
        trip.append(found)
        order = sorted(left, key=lambda part: way_min[stop[trip[-1]] + 1, stop[part] + 1])


def _trip_min(trip: Sequence[int], parts: pd.DataFrame, kind: Kind, way_min: NDArray[np.float64]) -> float:
    """Return the minutes from the start of loading to the return."""
    places = np.array([0, *(parts["stop"].to_numpy()[list(trip)] + 1), 0])
    families = int(parts["family_count"].to_numpy()[list(trip)].sum())
    stop_count = int((np.diff(places[:-1]) != 0).sum())
    service_min = kind.service_min_per_stop * stop_count + kind.service_min_per_family * families
    return kind.load_min + float(way_min[places[:-1], places[1:]].sum()) + service_min
