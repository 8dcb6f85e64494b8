"""What a search answers with, and what it may use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.ground import Floats, Ground
from analytics.delivery.reach import SLACK

DIRECT, ANYWHERE = -1, -2


@dataclass(frozen=True)
class Slot:
    """Vehicles of one kind that are free on a day from ``start_min`` for so many trips.

    ``name`` is the vehicle where it is a certain one, whose earlier trips of the day stand; else "".
    """

    kind: int
    count: int
    start_min: float
    max_trips: int
    name: str = ""


@dataclass(frozen=True)
class Tour:
    """What one vehicle does: ``slot`` is its row in the slots, ``trips`` rows of the parts in order."""

    slot: int
    trips: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Task:
    """One day's question: which of the slots take which of the parts.

    ``parts``: see :func:`analytics.delivery.parts.split_stops`, with via (row of the transfer point at which its goods
    will wait, ``DIRECT`` for goods that wait at the gudang or pos, ``ANYWHERE`` where that is not decided yet) and
    release_min (from when they can be loaded there). ``ready_min``, kind × part: the same where it is not decided yet.
    """

    ground: Ground
    slots: list[Slot]
    parts: pd.DataFrame
    ready_min: Floats | None = None

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """The place of each part."""
        return self.parts["stop"].to_numpy(np.intp) + self.ground.depot_count

    @cached_property
    def load_kg(self) -> Floats:
        """Kilograms of each part."""
        return self.parts["load_kg"].to_numpy(float)

    @cached_property
    def families(self) -> NDArray[np.int_]:
        """Families of each part."""
        return self.parts["family_count"].to_numpy()

    @cached_property
    def parcels(self) -> NDArray[np.int_]:
        """Parcels of each part."""
        return self.parts["parcel_count"].to_numpy()

    @cached_property
    def priority(self) -> NDArray[np.int_]:
        """Priority families of each part; all, where its desa has priority."""
        is_first = self.ground.is_priority_desa[self.parts["stop"].to_numpy(np.intp)]
        return np.where(is_first, self.families, self.parts["priority_count"].to_numpy()).astype(int)

    @cached_property
    def via(self) -> NDArray[np.int_]:
        """Transfer point of each part, ``DIRECT`` or ``ANYWHERE``."""
        return self.parts["via"].to_numpy()

    @cached_property
    def release_min(self) -> Floats:
        """From when each part can be loaded."""
        return self.parts["release_min"].to_numpy(float)

    def starts_min(self, slot: Slot) -> Floats:
        """Return from when a vehicle of the slot can load each part; ``inf`` where it loads at another place."""
        kind = self.ground.kinds[slot.kind]
        via, release_min = self.via, self.release_min
        is_here = (via == ANYWHERE) | (via == kind.depot if kind.is_second else via == DIRECT)
        if self.ready_min is not None:
            release_min = np.maximum(release_min, self.ready_min[slot.kind])
        return np.where(is_here, np.maximum(slot.start_min, release_min), np.inf)

    def alone(self, slot: Slot) -> NDArray[np.bool_]:
        """Return which parts a vehicle of the slot can bring on a trip of their own."""
        ground, place = self.ground, self.places
        kind, way_min = ground.kinds[slot.kind], ground.ways_min[slot.kind]
        arrive_min = self.starts_min(slot) + kind.load_min + way_min[kind.depot, place]
        leave_min = np.maximum(arrive_min, ground.opens_min[place]) + kind.service_min(self.families)
        return (
            fits(self.load_kg, kind.capacity_kg)
            & (self.parcels <= kind.capacity_parcels)
            & (leave_min <= ground.closes_min[place] + SLACK)
            & (leave_min + way_min[place, kind.depot] <= kind.end_min + SLACK)
            & (slot.max_trips > 0)
        )


def fits(load_kg: Floats | float, capacity_kg: float) -> NDArray[np.bool_]:
    """Return whether a load may go onto a vehicle, forgiving what adding up floats loses."""
    return np.asarray(load_kg) <= capacity_kg + 1e-6
