"""Trips as a planner names them, and their times: the one clock for plans that are searched and plans made by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.delivery.ground import Floats, Ground
from data.errors import ProblemUnusable
from geo.travel import straight_line_matrix

FALLBACK_FACTOR = 1.4
"""Of the straight line, where a hand-made trip goes without a way; the checker says that it cannot be driven."""


@dataclass(frozen=True)
class Drop:
    """What a trip leaves at a stop, or (``depot_key``, no ``stop_id``) at a transfer point."""

    stop_id: str
    family_count: int
    priority_count: int
    parcel_count: int
    load_kg: float
    depot_key: str = ""


@dataclass(frozen=True)
class Trip:
    """One trip of a vehicle ("motor-2") on a day (from 0). Trips of a vehicle and day are driven in the order given."""

    trip_id: str
    vehicle_id: str
    day: int
    drops: tuple[Drop, ...]
    is_feed: bool = False
    is_locked: bool = False

    @property
    def vehicle_key(self) -> str:
        """The row of the fleet: its key."""
        return self.vehicle_id.rpartition("-")[0]


@dataclass(frozen=True)
class Timed:
    """A trip with its times, minutes after midnight; lists are as long as its drops, legs one longer (the way back)."""

    trip: Trip
    kind: int
    number: int
    start_min: float
    depart_min: float
    return_min: float
    places: list[int]
    leg_m: list[float]
    leg_min: list[float]
    arrive_min: list[float]
    leave_min: list[float]


@dataclass
class _Stock:
    """What has been handed over at a transfer point on a day, and what is loaded there."""

    handed: list[tuple[float, float, float]] = field(default_factory=list)
    taken_kg: float = 0.0
    taken_parcels: float = 0.0

    def ready_min(self, load_kg: float, parcels: float) -> float:
        """Take so much; return when it is all there, -inf where it never is."""
        self.taken_kg, self.taken_parcels = self.taken_kg + load_kg, self.taken_parcels + parcels
        there_kg = there_parcels = 0.0
        for handed_min, kg, count in sorted(self.handed):
            there_kg, there_parcels = there_kg + kg, there_parcels + count
            if there_kg >= self.taken_kg - 1e-6 and there_parcels >= self.taken_parcels:
                return handed_min
        return -np.inf if self.taken_kg > 0 or self.taken_parcels > 0 else max((h[0] for h in self.handed), default=0)


class Clock:
    """Times trips: each starts when its vehicle is back and its goods are there, and waits where a desa is closed."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.row_of = {kind.key: row for row, kind in enumerate(ground.kinds)}
        self.place_of = {stop: ground.depot_count + row for row, stop in enumerate(ground.problem.stops["stop_id"])}
        self.depot_of = {key: row for row, key in enumerate(ground.problem.depots["depot_key"])}

    def time(self, trips: Sequence[Trip]) -> list[Timed]:
        """Return the trips with their times, in the order given.

        Vehicles of transfer points come last; goods go to their trips in the order of the trips.

        Raises
        ------
        ProblemUnusable
            A trip names a vehicle, stop or transfer point that the problem does not have.
        """
        self._check(trips)
        free: dict[tuple[str, int], float] = {}
        stocks: defaultdict[tuple[int, int], _Stock] = defaultdict(_Stock)
        timed: dict[int, Timed] = {}
        for is_second in (False, True):
            for at, trip in enumerate(trips):
                kind = self.ground.kinds[self.row_of[trip.vehicle_key]]
                if kind.is_second != is_second:
                    continue
                start_min = free.get((trip.vehicle_id, trip.day), float(kind.start_min))
                if is_second:
                    load_kg, parcels = (sum(getattr(d, n) for d in trip.drops) for n in ("load_kg", "parcel_count"))
                    start_min = max(start_min, stocks[kind.depot, trip.day].ready_min(load_kg, parcels))
                one = timed[at] = self._drive(trip, start_min)
                free[trip.vehicle_id, trip.day] = one.return_min
                for drop, place, leave_min in zip(trip.drops, one.places, one.leave_min, strict=True):
                    if drop.depot_key:
                        stocks[place, trip.day].handed.append((leave_min, drop.load_kg, drop.parcel_count))
        return [timed[at] for at in range(len(trips))]

    def _check(self, trips: Sequence[Trip]) -> None:
        wrong = [f"kendaraan {trip.vehicle_id} tidak ada di armada" for trip in trips if not self._knows(trip)]
        wrong += [
            f"titik {drop.stop_id or drop.depot_key} tidak ada"
            for trip in trips
            for drop in trip.drops
            if drop.stop_id not in self.place_of and drop.depot_key not in self.depot_of
        ]
        if wrong:
            raise ProblemUnusable(problems="; ".join(dict.fromkeys(wrong)))

    def _knows(self, trip: Trip) -> bool:
        return trip.vehicle_key in self.row_of and trip.vehicle_id.rpartition("-")[2].isdecimal()

    def place(self, drop: Drop) -> int:
        """Return the place of a drop."""
        return self.place_of[drop.stop_id] if drop.stop_id else self.depot_of[drop.depot_key]

    def _drive(self, trip: Trip, start_min: float) -> Timed:
        row = self.row_of[trip.vehicle_key]
        kind = self.ground.kinds[row]
        places = [self.place(drop) for drop in trip.drops]
        legs = list(zip([kind.depot, *places], [*places, kind.depot], strict=True))
        leg_m, leg_min = zip(*(self._leg(row, start, end) for start, end in legs), strict=True)
        stays = [
            kind.handover_min if drop.depot_key else float(kind.service_min(drop.family_count)) for drop in trip.drops
        ]
        arrive, leave, back_min = self._forwards(places, leg_min, stays, start_min + kind.load_min)
        waits = any(end - come > stay + 1e-9 for come, end, stay in zip(arrive, leave, stays, strict=True))
        is_late = any(end > self.ground.closes_min[place] for place, end in zip(places, leave, strict=True))
        if waits and not is_late and not trip.is_feed:
            start_min = self._latest_start(places, leg_min, stays, back_min) - kind.load_min
            arrive, leave, back_min = self._forwards(places, leg_min, stays, start_min + kind.load_min)
        number = int(trip.vehicle_id.rpartition("-")[2])
        return Timed(
            trip, row, number, start_min, start_min + kind.load_min, back_min, places, list(leg_m), list(leg_min),
            arrive, leave,
        )  # fmt: skip

    def _leg(self, row: int, start: int, end: int) -> tuple[float, float]:
        """Return metres and minutes of a leg; of a straight line where there is no way."""
        leg_m, leg_min = float(self.ground.ways_m[row][start, end]), float(self.ground.ways_min[row][start, end])
        if np.isfinite(leg_m):
            return leg_m, leg_min
        problem = self.ground.problem
        lon, lat = (np.r_[problem.depots[n].to_numpy(float), problem.stops[n].to_numpy(float)] for n in ("lon", "lat"))
        ends = [start, end]
        leg_m = float(straight_line_matrix(lon[ends], lat[ends], road_factor=FALLBACK_FACTOR).distance_m[0, 1])
        return leg_m, leg_m / 1000 / self.ground.kinds[row].speed_kmh * 60

    def _forwards(
        self, places: list[int], leg_min: Sequence[float], stays: list[float], depart_min: float
    ) -> tuple[list[float], list[float], float]:
        arrive, leave, now = [], [], depart_min
        for place, way_min, stay_min in zip(places, leg_min, stays, strict=False):
            arrive.append(now + way_min)
            now = max(arrive[-1], float(self.ground.opens_min[place])) + stay_min
            leave.append(now)
        return arrive, leave, now + leg_min[-1]

    def _latest_start(self, places: list[int], leg_min: Sequence[float], stays: list[float], back_min: float) -> float:
        """Return the latest departure with which it is back as early: it waits at home, not before a closed desa."""
        closes: Floats = self.ground.closes_min
        now = back_min - leg_min[-1]
        for place, way_min, stay_min in reversed(list(zip(places, leg_min, stays, strict=False))):
            now = min(now, float(closes[place])) - stay_min - way_min
        return now
