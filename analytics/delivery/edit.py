"""A plan changed by hand: pure functions from a plan to its changed trips; :func:`change` times and checks them.

Trips to transfer points follow by themselves: what they bring is what is brought on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import pandas as pd

from analytics.delivery.ground import kinds_of
from analytics.delivery.parts import AMOUNTS, amounts_of, shares
from analytics.delivery.plan import evaluate
from analytics.delivery.problem import Problem
from analytics.delivery.result import Plan
from analytics.delivery.roster import drop_of, free_trip_id
from analytics.delivery.trips import Drop, Trip
from data.errors import ChangeImpossible

Trips = tuple[Trip, ...]


class Editable(Protocol):
    """What can be changed by hand: a :class:`analytics.delivery.result.Plan`, or a kept one (:class:`Kept`)."""

    @property
    def problem(self) -> Problem:
        """What is to be brought, and with what."""

    @property
    def made(self) -> Trips:
        """The trips, those of a vehicle and day in the order in which they are driven."""

    @property
    def seed(self) -> int:
        """See :func:`analytics.delivery.plan.make_plan`."""

    @property
    def iterations(self) -> int:
        """See :func:`analytics.delivery.plan.make_plan`."""

    @property
    def season(self) -> str:
        """The season it is made for."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A kept plan at hand to be changed."""

    problem: Problem
    made: Trips
    seed: int = 0
    iterations: int = 0
    season: str = ""


def kept_of(problem: Problem, result: Mapping[str, Any]) -> Kept:
    """Return a kept plan (``Plan.to_dict()``) of a problem, to be changed."""
    trips = tuple(
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
    return Kept(problem, trips, int(result["seed"]), int(result["iterations"]), result["season"])


def _drop(row: Mapping[str, Any]) -> Drop:
    amounts = {name: row.get(name) or 0 for name in AMOUNTS}
    return drop_of(amounts, stop_id=row["stop_id"], depot_key=row.get("depot_key") or "")


def change(before: Editable, trips: Sequence[Trip]) -> Plan:
    """Return the plan of the changed trips, timed and checked anew; it may break rules: see ``Plan.broken``."""
    after = evaluate(before.problem, trips, seed=before.seed, iterations=before.iterations)
    return replace(after, season=before.season)


# --- changes ----------------------------------------------------------------------------------------------------


def move_stop(
    plan: Editable,
    stop_id: str,
    to_trip: str,
    *,
    from_trip: str = "",
    families: int | None = None,
    position: int | None = None,
) -> Trips:
    """Return the trips with a stop, or so many of its families, on another trip.

    Parameters
    ----------
    to_trip, from_trip
        trip_id; "" for ``from_trip`` takes what no trip brings, "" for ``to_trip`` takes it out of the plan.
    families
        How many; by default all that ``from_trip`` brings (or all that is left out).
    position
        Where in the trip, from 1; by default last, or to what the trip brings to that stop already.
    """
    at_hand = _left_out(plan, stop_id) if not from_trip else _brought(plan, from_trip, stop_id)
    moved, kept = _split(at_hand, families)
    trips = list(plan.made)
    if from_trip:
        trips = _changed(trips, from_trip, lambda drops: _exchange(drops, stop_id, kept))
    if to_trip:
        trips = _changed(trips, to_trip, lambda drops: _insert(drops, moved, position))
    return with_feeds(plan.problem, trips)


def remove_trip(plan: Editable, trip_id: str) -> Trips:
    """Return the trips without one of them: what it brings is left out."""
    return with_feeds(plan.problem, _changed(list(plan.made), trip_id, lambda _: []))


def lock(plan: Editable, trip_id: str, *, is_locked: bool = True) -> Trips:
    """Return the trips with one of them locked, or no longer locked."""
    _trip(plan.made, trip_id)
    return tuple(replace(trip, is_locked=is_locked) if trip.trip_id == trip_id else trip for trip in plan.made)


def locked_trips(plan: Editable) -> Trips:
    """Return the locked trips, for :func:`analytics.delivery.plan.make_plan`."""
    return tuple(trip for trip in plan.made if trip.is_locked)


def add_trip(plan: Editable, vehicle_id: str, stop_id: str, *, day: int = 0, families: int | None = None) -> Trips:
    """Return the trips with a further one of a vehicle that brings what no trip brings of a stop so far."""
    moved, _ = _split(_left_out(plan, stop_id), families)
    return with_feeds(plan.problem, [*plan.made, new_trip(plan, vehicle_id, day=day, drops=(moved,))])


def move_to_new_trip(
    plan: Editable, stop_id: str, from_trip: str, vehicle_id: str, *, day: int = 0, families: int | None = None
) -> Trips:
    """Return the trips with a stop, or so many of its families, taken from one trip to a further trip of a vehicle."""
    trip = new_trip(plan, vehicle_id, day=day)
    with_trip = Kept(plan.problem, (*plan.made, trip))
    return move_stop(with_trip, stop_id, trip.trip_id, from_trip=from_trip, families=families)


def new_trip(plan: Editable, vehicle_id: str, *, day: int = 0, drops: tuple[Drop, ...] = ()) -> Trip:
    """Return a further trip of a vehicle and day, empty unless it is given something to bring."""
    taken = {trip.trip_id for trip in plan.made}
    return Trip(free_trip_id(vehicle_id, day, len(plan.problem.days), taken), vehicle_id, day, drops)


def vehicles_of(fleet: pd.DataFrame) -> dict[str, str]:
    """Return every vehicle of a checked fleet: ``vehicle_id`` → its shown name."""
    return {
        f"{row['vehicle_key']}-{number}": row["label"] if row["count"] == 1 else f"{row['label']} {number}"
        for row in fleet.to_dict("records")
        for number in range(1, row["count"] + 1)
    }


# --- the pieces -------------------------------------------------------------------------------------------------


def _trip(trips: Sequence[Trip], trip_id: str) -> Trip:
    found = next((trip for trip in trips if trip.trip_id == trip_id), None)
    if found is None:
        raise ChangeImpossible(problem=f"ritase {trip_id} tidak ada")
    return found


def _changed(trips: list[Trip], trip_id: str, work: Callable[[list[Drop]], list[Drop]]) -> list[Trip]:
    """Return the trips with the drops of one of them worked on; what is locked or feeds a transfer point stays."""
    trip = _trip(trips, trip_id)
    if trip.is_locked or trip.is_feed:
        why = "dikunci, buka dulu kuncinya" if trip.is_locked else "mengisi titik alih dan mengikuti yang lain"
        raise ChangeImpossible(problem=f"ritase {trip_id} {why}")
    return [replace(one, drops=tuple(work(list(one.drops)))) if one is trip else one for one in trips]


def _brought(plan: Editable, trip_id: str, stop_id: str) -> Drop:
    found = [drop for drop in _trip(plan.made, trip_id).drops if drop.stop_id == stop_id]
    if not found:
        raise ChangeImpossible(problem=f"ritase {trip_id} tidak ke titik {stop_id}")
    return _sum(found)


def _left_out(plan: Editable, stop_id: str) -> Drop:
    rows = np.flatnonzero(plan.problem.stops["stop_id"] == stop_id)
    if not len(rows):
        raise ChangeImpossible(problem=f"titik {stop_id} tidak ada")
    whole = amounts_of(plan.problem.stops).iloc[int(rows[0])]
    brought = [drop for trip in plan.made for drop in trip.drops if drop.stop_id == stop_id]
    left = {name: whole[name] - sum(getattr(drop, name) for drop in brought) for name in AMOUNTS}
    if left["family_count"] < 1:
        raise ChangeImpossible(problem=f"semua keluarga di titik {stop_id} sudah dibawa")
    return drop_of(left, stop_id=stop_id)


def _split(drop: Drop, families: int | None) -> tuple[Drop, Drop | None]:
    """Return so many families of a drop, priority families first, and the rest; parcels and kilograms by families."""
    if families is None or families >= drop.family_count:
        return drop, None
    if families < 1:
        raise ChangeImpossible(problem="jumlah keluarga paling sedikit satu")
    whole = pd.DataFrame([{name: getattr(drop, name) for name in AMOUNTS}])
    first = {name: values[0] for name, values in shares(whole, np.array([0]), np.array([families])).items()}
    rest = {name: getattr(drop, name) - first[name] for name in AMOUNTS}
    return drop_of(first, stop_id=drop.stop_id), drop_of(rest, stop_id=drop.stop_id)


def _sum(drops: Sequence[Drop]) -> Drop:
    first = drops[0]
    amounts = {name: sum(getattr(drop, name) for drop in drops) for name in AMOUNTS}
    return drop_of(amounts, stop_id=first.stop_id, depot_key=first.depot_key)


def _exchange(drops: list[Drop], stop_id: str, other: Drop | None) -> list[Drop]:
    """Return drops with another one in the place of a stop, or none."""
    at = next(number for number, drop in enumerate(drops) if drop.stop_id == stop_id)
    rest = [drop for drop in drops[at + 1 :] if drop.stop_id != stop_id]
    return [*drops[:at], *([other] if other else []), *rest]


def _insert(drops: list[Drop], moved: Drop, position: int | None) -> list[Drop]:
    same = [number for number, drop in enumerate(drops) if drop.stop_id == moved.stop_id]
    if same and position is None:
        return [_sum([drop, moved]) if number == same[0] else drop for number, drop in enumerate(drops)]
    mine = [drop for drop in drops if drop.stop_id == moved.stop_id]
    others = [drop for drop in drops if drop.stop_id != moved.stop_id]
    at = len(others) if position is None else max(0, min(position - 1, len(others)))
    return [*others[:at], _sum([*mine, moved]), *others[at:]]


def with_feeds(problem: Problem, trips: Sequence[Trip]) -> Trips:
    """Return the trips that bring anything, with each trip to a transfer point bringing what is brought on from there.

    The trips that feed a transfer point on a day are filled one after the other, as many families as each may carry;
    the last takes the rest, and the checker says if that is too much.
    """
    kinds = {kind.key: kind for kind in kinds_of(problem.fleet, problem.depots)}
    keys = list(problem.depots["depot_key"])
    trips = [trip for trip in trips if trip.drops]
    waiting: dict[tuple[str, int], list[Drop]] = {}
    for trip in trips:
        kind = kinds.get(trip.vehicle_key)
        if kind is not None and kind.is_second:
            waiting.setdefault((keys[kind.depot], trip.day), []).extend(trip.drops)
    last = {(trip.drops[0].depot_key, trip.day): trip.trip_id for trip in trips if trip.is_feed}
    filled = []
    for trip in trips:
        if not trip.is_feed:
            filled.append(trip)
            continue
        key = trip.drops[0].depot_key, trip.day
        kind = kinds[trip.vehicle_key]
        room = (np.inf, np.inf) if last[key] == trip.trip_id else (kind.capacity_kg, kind.capacity_parcels)
        taken, waiting[key] = _take(waiting.get(key, []), *room)
        if taken:
            filled.append(replace(trip, drops=(replace(_sum(taken), stop_id="", depot_key=key[0]),)))
    return tuple(filled)


def _take(drops: Sequence[Drop], room_kg: float, room_parcels: float) -> tuple[list[Drop], list[Drop]]:
    """Return the drops that fit into the room, in order and by whole families, and the rest."""
    taken, rest = [], []
    for drop in drops:
        per_kg, per_parcel = drop.load_kg / drop.family_count, np.ceil(drop.parcel_count / drop.family_count)
        by_kg = room_kg / per_kg + 1e-9 if per_kg else np.inf
        by_parcels = room_parcels / per_parcel if per_parcel else np.inf
        families = int(min(by_kg, by_parcels, drop.family_count))
        if families < 1:
            rest.append(drop)
            continue
        part, more = _split(drop, families)
        taken.append(part)
        room_kg, room_parcels = room_kg - part.load_kg, room_parcels - part.parcel_count
        rest += [more] if more else []
    return taken, rest
