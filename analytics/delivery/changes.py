"""Changes by hand to the trips of a plan: each returns other trips; whether they can be driven says ``evaluate``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analytics.delivery.trips import Drop, Trip

Trips = tuple[Trip, ...]
_COUNTS = ("family_count", "priority_count", "parcel_count")


@dataclass(frozen=True)
class Target:
    """Where something goes: a trip that is there, or (no ``trip_id``) a new one of a vehicle on a day (from 0).

    ``position``: before which of its stops, 0 the first; past the last one: at the end.
    """

    trip_id: str = ""
    vehicle_id: str = ""
    day: int = 0
    position: int = 10_000


def trips_of(result: Mapping[str, Any]) -> Trips:
    """Return the trips of a kept plan, those of a vehicle in the order of the plan."""
    return tuple(
        Trip(
            trip["trip_id"],
            trip["vehicle_id"],
            int(trip["day"]),
            tuple(_drop(stop) for stop in trip["stops"]),
            is_feed=bool(trip["is_feed"]),
            is_locked=bool(trip["is_locked"]),
        )
        for vehicle in result["vehicles"]
        for trip in vehicle["trips"]
    )


def left_of(result: Mapping[str, Any]) -> dict[str, Drop]:
    """Return what of each stop no trip brings: ``stop_id`` → what is left there."""
    found: dict[str, Drop] = {}
    for row in result["unserved"]:
        found[row["stop_id"]] = _together(found.get(row["stop_id"]), _drop(row))
    return found


def _drop(row: Mapping[str, Any]) -> Drop:
    counts = {name: int(row.get(name) or 0) for name in _COUNTS}
    return Drop(stop_id=row["stop_id"], load_kg=float(row["load_kg"]), depot_key=row.get("depot_key") or "", **counts)


def part_of(drop: Drop, families: int) -> tuple[Drop, Drop | None]:
    """Return ``families`` of those of a drop, priority families first, and the rest (``None``: nothing is left)."""
    if families >= drop.family_count:
        return drop, None
    share = families / drop.family_count
    taken = replace(
        drop,
        family_count=families,
        priority_count=min(drop.priority_count, families),
        parcel_count=round(drop.parcel_count * share),
        load_kg=round(drop.load_kg * share, 6),
    )
    rest = {name: getattr(drop, name) - getattr(taken, name) for name in (*_COUNTS, "load_kg")}
    return taken, replace(drop, **rest)


def _together(one: Drop | None, other: Drop) -> Drop:
    if one is None:
        return other
    sums = {name: getattr(one, name) + getattr(other, name) for name in (*_COUNTS, "load_kg")}
    return replace(one, **sums)


def taken_out(trips: Trips, trip_id: str, stop_id: str, families: int | None = None) -> tuple[Trips, Drop]:
    """Return the trips without a stop of one of them (or without so many of its families), and what was taken out.

    A trip that brings nothing any more is gone.
    """
    [trip] = [each for each in trips if each.trip_id == trip_id]
    [drop] = [each for each in trip.drops if each.stop_id == stop_id]
    taken, rest = part_of(drop, drop.family_count if families is None else families)
    kept = tuple(each for drop_ in trip.drops for each in [rest if drop_ is drop else drop_] if each is not None)
    changed = [replace(each, drops=kept) if each is trip else each for each in trips]
    return tuple(each for each in changed if each.drops), taken


def put_in(trips: Trips, drop: Drop, target: Target, *, day_count: int = 1) -> Trips:
    """Return the trips with a drop at its target; where that trip calls at the stop already, both are one call."""
    if not target.trip_id or target.trip_id not in {trip.trip_id for trip in trips}:
        name = target.trip_id or free_trip_id(trips, target.vehicle_id, target.day, day_count)
        return (*trips, Trip(name, target.vehicle_id, target.day, (drop,)))
    return tuple(_with(trip, drop, target.position) if trip.trip_id == target.trip_id else trip for trip in trips)


def _with(trip: Trip, drop: Drop, position: int) -> Trip:
    known = next((each for each in trip.drops if each.stop_id == drop.stop_id), None)
    others = [each for each in trip.drops if each is not known]
    at = min(position, len(others))
    return replace(trip, drops=(*others[:at], _together(known, drop), *others[at:]))


def moved(
    trips: Trips, trip_id: str, stop_id: str, target: Target, *, families: int | None = None, day_count: int = 1
) -> Trips:
    """Return the trips with a stop of one (or so many of its families) brought by another, or in another order."""
    [trip] = [each for each in trips if each.trip_id == trip_id]
    left, drop = taken_out(trips, trip_id, stop_id, families)
    if not target.trip_id:
        target = replace(target, trip_id=free_trip_id(trips, target.vehicle_id, target.day, day_count))
    elif target.trip_id == trip_id:  # the only stop of its trip, put back
        target = replace(target, vehicle_id=trip.vehicle_id, day=trip.day)
    return put_in(left, drop, target, day_count=day_count)


def locked(trips: Trips, trip_id: str, *, is_locked: bool) -> Trips:
    """Return the trips, one of them locked or free again."""
    return tuple(replace(each, is_locked=is_locked) if each.trip_id == trip_id else each for each in trips)


def without(trips: Trips, trip_id: str) -> Trips:
    """Return the trips without one of them: what it brings is left out."""
    return tuple(each for each in trips if each.trip_id != trip_id)


def free_trip_id(trips: Sequence[Trip], vehicle_id: str, day: int, day_count: int) -> str:
    """Return the first of "motor-2-1", "motor-2-2" … ("motor-2-h3-1" where there are several days) not taken yet."""
    taken = {trip.trip_id for trip in trips}
    stem = f"{vehicle_id}-h{day + 1}" if day_count > 1 else vehicle_id
    return next(name for number in range(1, len(taken) + 2) if (name := f"{stem}-{number}") not in taken)
