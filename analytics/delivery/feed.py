"""How goods get to a transfer point: trips of vehicles of other places, before anything is brought on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analytics.delivery.ground import Ground
from analytics.delivery.parts import AMOUNTS, shares
from analytics.delivery.reach import SLACK, handed_over_min


@dataclass(frozen=True)
class Vehicle:
    """One vehicle on one day: free from ``free_min`` for so many more trips."""

    kind: int
    number: int
    free_min: float
    trips_left: int


@dataclass
class FeedTrip:
    """A trip to a transfer point. ``pieces``: part, and its families from number … up to number …."""

    vehicle: tuple[int, int]
    depot: int
    handed_min: float
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    load_kg: float = 0.0
    parcels: int = 0


@dataclass
class Feeds:
    """Feed trips of a day, in the order in which they were given out, and what is left of the vehicles."""

    ground: Ground
    vehicles: dict[tuple[int, int], Vehicle]
    trips: list[FeedTrip] = field(default_factory=list)

    def bring(self, part: pd.Series, number: int, depot: int, needed_min: float) -> float:
        """Find room for a whole part so that it is handed over by ``needed_min``; return when, ``inf`` where not."""
        before = [replace(trip, pieces=list(trip.pieces)) for trip in self.trips], dict(self.vehicles)
        done, ready_min, families = 0, 0.0, int(part["family_count"])
        while done < families:
            trip = self._open_trip(part, depot, needed_min)
            if trip is None:
                self.trips, self.vehicles = before
                return np.inf
            count = min(families - done, self._room(trip, part))
            piece = shares(part.to_frame().T, np.array([done]), np.array([done + count]))
            trip.pieces.append((number, done, done + count))
            trip.load_kg += float(piece["load_kg"][0])
            trip.parcels += int(piece["parcel_count"][0])
            done, ready_min = done + count, max(ready_min, trip.handed_min)
        return ready_min

    def _room(self, trip: FeedTrip, part: pd.Series) -> int:
        """Return how many families of a part still fit onto a trip."""
        kind, families = self.ground.kinds[trip.vehicle[0]], float(part["family_count"])
        kg, parcels = part["load_kg"] / families, np.ceil(part["parcel_count"] / families)
        by_kg = (kind.capacity_kg - trip.load_kg) / kg + 1e-9 if kg > 0 else families
        by_parcels = (kind.capacity_parcels - trip.parcels) / parcels if parcels > 0 else families
        return int(max(0, min(by_kg, by_parcels, families)))

    def _open_trip(self, part: pd.Series, depot: int, needed_min: float) -> FeedTrip | None:
        """Return a trip to the transfer point with room for a family of a part: one that stands, else a new one."""
        for trip in self.trips:
            if trip.depot == depot and trip.handed_min <= needed_min + SLACK and self._room(trip, part):
                return trip
        for kind in self.ground.feeders[depot]:
            free = [one for one in self.vehicles.values() if one.kind == kind and one.trips_left > 0]
            if not free:
                continue
            vehicle = min(free, key=lambda one: (one.free_min, one.number))
            trip = FeedTrip((kind, vehicle.number), depot, handed_over_min(self.ground, kind, depot, vehicle.free_min))
            if trip.handed_min <= needed_min + SLACK and np.isfinite(trip.handed_min) and self._room(trip, part):
                self.trips.append(trip)
                self._use(vehicle, trip)
                return trip
        return None

    def _use(self, vehicle: Vehicle, trip: FeedTrip) -> None:
        back_min = self.ground.ways_min[vehicle.kind][trip.depot, self.ground.kinds[vehicle.kind].depot]
        after = replace(vehicle, free_min=trip.handed_min + back_min, trips_left=vehicle.trips_left - 1)
        self.vehicles[vehicle.kind, vehicle.number] = after


def needed_by_min(ground: Ground, can: np.ndarray, part: pd.Series, depot: int) -> float:
    """Return by when a part must be handed over so that some vehicle of the transfer point can still bring it."""
    place, latest = ground.depot_count + int(part["stop"]), -np.inf
    for row, kind in enumerate(ground.kinds):
        if kind.depot == depot and can[row, int(part["stop"])]:
            way_min = ground.ways_min[row]
            leave_by = min(ground.closes_min[place], kind.end_min - way_min[place, kind.depot])
            stay_min = float(kind.service_min(int(part["family_count"])))
            latest = max(latest, float(leave_by - stay_min - way_min[kind.depot, place] - kind.load_min))
    return latest


def brought(trip: FeedTrip, parts: pd.DataFrame, served: Sequence[int]) -> dict[str, float]:
    """Return ``AMOUNTS`` of a feed trip, of parts that are brought on only."""
    kept = [piece for piece in trip.pieces if piece[0] in set(served)]
    if not kept:
        return dict.fromkeys(AMOUNTS, 0)
    number, before, after = np.array(kept).T
    amounts = shares(parts.loc[number].reset_index(drop=True), before, after)
    return {name: values.sum().item() for name, values in amounts.items()}
