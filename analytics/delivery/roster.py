"""From a day's tours to named trips: which vehicle drives which, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count, groupby

import numpy as np
import pandas as pd

from analytics.delivery.feed import FeedTrip, brought
from analytics.delivery.fill import _Filler
from analytics.delivery.ground import Ground
from analytics.delivery.oneday import Day, served
from analytics.delivery.parts import AMOUNTS
from analytics.delivery.tours import Slot
from analytics.delivery.trips import Drop, Trip


@dataclass
class _VehicleDay:
    """One vehicle's day; ``number`` is 0 while it has none."""

    kind: int
    number: int = 0
    feeds: list[FeedTrip] = field(default_factory=list)
    slot: Slot | None = None
    trips: list[tuple[int, ...]] = field(default_factory=list)
    way_m: float = 0.0


def name_trips(ground: Ground, number: int, day: Day, locked: Sequence[Trip]) -> list[Trip]:
    """Return the trips of day ``number``: those locked, as they are, then the others of each vehicle.

    Vehicles of one kind are numbered by the way of their day, longest first. A vehicle drives trips with priority
    families first, then its longest, unless a window or goods that arrive later rule the order. Trips from transfer
    points stand in the order in which they start.
    """
    vehicles = _vehicles(ground, day)
    fixed = {trip.vehicle_id for trip in locked}
    taken = {(v.kind, v.number) for v in vehicles if f"{ground.kinds[v.kind].key}-{v.number}" in fixed}
    for vehicle in vehicles:
        if (vehicle.kind, vehicle.number) not in taken:
            vehicle.number = 0
    _number(ground, vehicles, fixed)
    namer = _Namer(ground, number, day.task.parts, {trip.trip_id for trip in locked})
    made = [pair for vehicle in vehicles for pair in _named(namer, day, vehicle)]
    return [*locked, *(trip for _, trip in sorted(made, key=lambda pair: pair[0]))]


def _vehicles(ground: Ground, day: Day) -> list[_VehicleDay]:
    certain: dict[tuple[int, int], _VehicleDay] = {}
    others: list[_VehicleDay] = []
    filler = _Filler(day.task, np.zeros(len(day.task.parts), dtype=bool))
    for feed in day.feeds:
        certain.setdefault(feed.vehicle, _VehicleDay(*feed.vehicle)).feeds.append(feed)
    for tour in day.tours:
        slot = day.task.slots[tour.slot]
        vehicle = _VehicleDay(slot.kind)
        if slot.name:
            key = slot.kind, int(slot.name.rpartition("-")[2])
            vehicle = certain.setdefault(key, _VehicleDay(*key))
        else:
            others.append(vehicle)
        vehicle.slot, vehicle.trips = slot, _ordered(filler, slot, tour.trips)
        vehicle.way_m = sum(_way_m(filler, slot, trip) for trip in tour.trips)
    everyone = [*certain.values(), *others]
    for vehicle in certain.values():
        vehicle.way_m += sum(ground.round_trip_m(vehicle.kind, feed.depot) for feed in vehicle.feeds)
    return sorted(everyone, key=lambda one: (one.kind, -one.way_m))


def _number(ground: Ground, vehicles: list[_VehicleDay], fixed: set[str]) -> None:
    for row, kind in enumerate(ground.kinds):
        free = (n for n in count(1) if f"{kind.key}-{n}" not in fixed)
        for vehicle in vehicles:
            if vehicle.kind == row and not vehicle.number:
                vehicle.number = next(free)


def _ordered(filler: _Filler, slot: Slot, trips: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return the trips of a tour, priority and the longest first where no clock rules their order."""
    task = filler.task
    parts = [part for trip in trips for part in trip]
    place = filler.places[parts]
    is_free = (task.ground.opens_min[place] <= slot.start_min).all() and np.isinf(task.ground.closes_min[place]).all()
    if not is_free or (task.release_min[parts] > slot.start_min).any():
        return list(trips)
    priority = task.priority
    return sorted(trips, key=lambda trip: (-int(priority[list(trip)].sum()), -_way_m(filler, slot, trip)))


def _way_m(filler: _Filler, slot: Slot, trip: Sequence[int]) -> float:
    depot = filler.task.ground.kinds[slot.kind].depot
    places = np.r_[depot, filler.places[list(trip)], depot]
    return float(filler.task.ground.ways_m[slot.kind][places[:-1], places[1:]].sum())


class _Namer:
    """Gives trips numbers that no other trip has."""

    def __init__(self, ground: Ground, day: int, parts: pd.DataFrame, taken: set[str]) -> None:
        self.ground, self.day, self.taken = ground, day, taken
        self.depot_keys = list(ground.problem.depots["depot_key"])
        self.stop_ids = list(ground.problem.stops["stop_id"])
        self.stop, self.amounts = (
            parts["stop"].to_numpy(),
            np.column_stack([parts[name].to_numpy(float) for name in AMOUNTS]),
        )

    def trip(self, vehicle: _VehicleDay, drops: Sequence[Drop], *, is_feed: bool) -> Trip:
        """Return a trip of a vehicle under the first free number."""
        vehicle_id = f"{self.ground.kinds[vehicle.kind].key}-{vehicle.number}"
        trip_id = free_trip_id(vehicle_id, self.day, len(self.ground.problem.days), self.taken)
        self.taken.add(trip_id)
        return Trip(trip_id, vehicle_id, self.day, tuple(drops), is_feed=is_feed)


def free_trip_id(vehicle_id: str, day: int, day_count: int, taken: set[str]) -> str:
    """Return the first of "motor-2-1", "motor-2-2", … ("motor-2-h3-1" where there are several days) not taken yet."""
    stem = f"{vehicle_id}-h{day + 1}" if day_count > 1 else vehicle_id
    return next(name for name in (f"{stem}-{n}" for n in count(1)) if name not in taken)


def _named(namer: _Namer, day: Day, vehicle: _VehicleDay) -> list[tuple[float, Trip]]:
    """Return the trips of a vehicle with the minute from which each is planned (0 where that is of no matter)."""
    via, found = day.task.via, []
    for feed in vehicle.feeds:
        amounts = brought(feed, day.task.parts, [part for part in served(day.tours) if via[part] == feed.depot])
        if amounts["family_count"]:
            drop = drop_of(amounts, depot_key=namer.depot_keys[feed.depot])
            found.append((0.0, namer.trip(vehicle, [drop], is_feed=True)))
    if vehicle.slot is None:
        return found
    filler, now = _Filler(day.task, np.zeros(len(day.task.parts), dtype=bool)), vehicle.slot.start_min
    for trip in vehicle.trips:
        begin = max(now, float(day.task.release_min[list(trip)].max()))
        now = filler.drive(vehicle.slot, trip, now)
        is_second = namer.ground.kinds[vehicle.kind].is_second
        found.append((begin if is_second else 0.0, namer.trip(vehicle, _drops(namer, trip), is_feed=False)))
    return found


def _drops(namer: _Namer, trip: Sequence[int]) -> list[Drop]:
    """Return the drops of a trip; parts of one stop that follow each other are one."""
    groups = [(row, list(members)) for row, members in groupby(trip, key=lambda part: int(namer.stop[part]))]
    sums = [(row, dict(zip(AMOUNTS, namer.amounts[members].sum(axis=0), strict=True))) for row, members in groups]
    return [drop_of(amounts, stop_id=namer.stop_ids[row]) for row, amounts in sums]


def drop_of(amounts: dict[str, float], *, stop_id: str = "", depot_key: str = "") -> Drop:
    """Return a drop of ``AMOUNTS`` in their types."""
    families, priority, parcels = (int(amounts[name]) for name in ("family_count", "priority_count", "parcel_count"))
    return Drop(stop_id, families, priority, parcels, float(amounts["load_kg"]), depot_key)
