"""A problem in numbers: kinds of vehicles, and what the way to each stop takes each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.clock import clock_minutes
from analytics.delivery.depots import TRANSFER
from analytics.delivery.problem import Problem
from geo.network.modes import BOAT
from geo.travel import Travel

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """One row of the fleet; times are minutes after midnight.

    ``depot`` is a row of the depots; ``start_min`` the later of the shift's start and the depot's opening;
    ``is_second`` where the depot is a transfer point, to which others bring the goods.
    """

    key: str
    label: str
    mode: str
    depot: int
    is_second: bool
    count: int
    capacity_kg: float
    capacity_parcels: float
    speed_kmh: float
    start_min: int
    end_min: int
    max_trips: int
    load_min: float
    service_min_per_stop: float
    service_min_per_family: float
    cost_idr_per_km: float
    cost_idr_per_day: float
    cost_idr_per_hour: float

    @property
    def has_cost(self) -> bool:
        """Whether anything is known of what it costs."""
        return not np.isnan([self.cost_idr_per_km, self.cost_idr_per_day, self.cost_idr_per_hour]).all()

    @property
    def handover_min(self) -> float:
        """Minutes at a transfer point for a vehicle that brings goods: a stop, and unloading as long as loading."""
        return self.service_min_per_stop + self.load_min

    def service_min(self, family_count: int | NDArray[np.int_]) -> Floats:
        """Return the minutes at a stop where ``family_count`` families are served."""
        return np.asarray(self.service_min_per_stop + self.service_min_per_family * np.asarray(family_count))


_NUMBERS = (
    "capacity_kg", "speed_kmh", "load_min", "service_min_per_stop", "service_min_per_family", "cost_idr_per_km",
    "cost_idr_per_day", "cost_idr_per_hour",
)  # fmt: skip


def kinds_of(fleet: pd.DataFrame, depots: pd.DataFrame) -> list[Kind]:
    """Return the usable rows of a checked fleet (:func:`analytics.delivery.vehicles.check_vehicles`)."""
    row_of = {key: row for row, key in enumerate(depots["depot_key"])}
    if not row_of:
        return []
    kinds = []
    for row in fleet[fleet["count"] > 0].to_dict("records"):
        depot = row_of[row["depot"]] if row["depot"] else 0
        opens = clock_minutes(depots["opens"].iloc[depot]) or 0
        parcels = float(row["capacity_parcels"])
        kinds.append(
            Kind(
                key=str(row["vehicle_key"]),
                label=str(row["label"]),
                mode=str(row["mode"]),
                depot=depot,
                is_second=depots["kind"].iloc[depot] == TRANSFER,
                count=int(row["count"]),
                capacity_parcels=np.inf if np.isnan(parcels) else parcels,
                start_min=max(clock_minutes(str(row["shift_start"])) or 0, opens),
                end_min=clock_minutes(str(row["shift_end"])) or 0,
                max_trips=int(row["max_trips"]),
                **{name: float(row[name]) for name in _NUMBERS},
            )
        )
    return kinds


@dataclass(frozen=True, eq=False)
class Ground:
    """A problem in numbers. Places are the depots, then the stops: stop i is place ``depot_count + i``."""

    problem: Problem
    kinds: list[Kind]

    @cached_property
    def depot_count(self) -> int:
        """How many places come before the first stop."""
        return len(self.problem.depots)

    @cached_property
    def opens_min(self) -> Floats:
        """From when each place receives; 0 where that is not restricted."""
        return np.r_[_clocks(self.problem.depots["opens"], 0.0), _clocks(self.problem.stops["window_start"], 0.0)]

    @cached_property
    def closes_min(self) -> Floats:
        """By when everybody must be served at each place; ``inf`` where that is not restricted."""
        return np.r_[np.full(self.depot_count, np.inf), _clocks(self.problem.stops["window_end"], np.inf)]

    @cached_property
    def family_kg(self) -> Floats:
        """Kilograms of one family at each stop."""
        return (self.problem.stops["load_kg"] / self.problem.stops["family_count"]).to_numpy(float)

    @cached_property
    def family_parcels(self) -> Floats:
        """Parcels of one family at each stop, where they do not come out even the larger share."""
        return np.ceil((self.problem.stops["parcel_count"] / self.problem.stops["family_count"]).to_numpy(float))

    @cached_property
    def is_priority_desa(self) -> NDArray[np.bool_]:
        """Which stops lie in a desa that is served first."""
        return self.problem.stops["is_priority_desa"].to_numpy(bool)

    @cached_property
    def shown(self) -> dict[str, NDArray]:
        """What tables tell of each place: desa_code ("" for a depot), label, lon, lat."""
        depots, stops = self.problem.depots, self.problem.stops
        names = {"desa_code": np.full(len(depots), "", dtype=object), "label": depots["name"].to_numpy(object)}
        told = {name: np.r_[depot, stops[name].to_numpy(object)] for name, depot in names.items()}
        return told | {n: np.r_[depots[n].to_numpy(float), stops[n].to_numpy(float)] for n in ("lon", "lat")}

    @cached_property
    def ways_m(self) -> list[Floats]:
        """Metres from place to place for each kind; ``inf`` where it may not or cannot go."""
        by_mode = {kind.mode: allowed_m(self.problem, kind.mode) for kind in self.kinds}
        return [by_mode[kind.mode] for kind in self.kinds]

    @cached_property
    def ways_min(self) -> list[Floats]:
        """Minutes from place to place for each kind; ``inf`` where it may not or cannot go."""
        return [
            np.where(np.isinf(way_m), np.inf, _minutes(self.problem.travel, kind))
            for kind, way_m in zip(self.kinds, self.ways_m, strict=True)
        ]

    @cached_property
    def feeders(self) -> dict[int, list[int]]:
        """For each transfer point (its row) the kinds that can bring goods there, cheapest per kilogram first."""
        return {depot: self._feeders(depot) for depot in {kind.depot for kind in self.kinds if kind.is_second}}

    def _feeders(self, depot: int) -> list[int]:
        way_m = {row: self.round_trip_m(row, depot) for row, kind in enumerate(self.kinds) if not kind.is_second}
        weight = {row: way * self.price_per_m(row) / self.kinds[row].capacity_kg for row, way in way_m.items()}
        return sorted((row for row, way in way_m.items() if np.isfinite(way)), key=lambda row: (weight[row], row))

    def round_trip_m(self, row: int, place: int) -> float:
        """Return the metres from the depot of a kind to a place and back."""
        way_m, depot = self.ways_m[row], self.kinds[row].depot
        return float(way_m[depot, place] + way_m[place, depot])

    @cached_property
    def is_priced(self) -> bool:
        """Whether every kind has a cost per kilometre, day or hour: then money is what is saved, else the way."""
        return bool(self.kinds) and all(kind.has_cost for kind in self.kinds)

    def price_per_m(self, row: int) -> float:
        """Return what a metre of a kind weighs: rupiah where every kind has costs, else 1."""
        return float(np.nan_to_num(self.kinds[row].cost_idr_per_km)) / 1000 if self.is_priced else 1.0

    @cached_property
    def shortest_m(self) -> Floats:
        """Metres of the shortest round trip to each stop by any kind; ``inf`` where there is none."""
        rows = range(len(self.kinds))
        depots = [self.kinds[row].depot for row in rows]
        first = self.depot_count
        trips = [self.ways_m[r][d, first:] + self.ways_m[r][first:, d] for r, d in zip(rows, depots, strict=True)]
        return np.min(trips, axis=0, initial=np.inf)


def allowed_m(problem: Problem, mode: str) -> Floats:
    """Return the metres from place to place by a mode; ``inf`` where there is no way or the stop refuses the mode."""
    places = len(problem.depots) + len(problem.stops)
    if mode not in problem.travel.by_mode:
        return np.full((places, places), np.inf)
    way_m = problem.travel.of(mode).distance_m.copy()
    may = np.r_[_depot_takes(problem, mode), takes_mode(problem, mode)]
    way_m[~may, :] = np.inf
    way_m[:, ~may] = np.inf
    return way_m


def takes_mode(problem: Problem, mode: str) -> NDArray[np.bool_]:
    """Return which stops the mode may reach; a straight line knows no river, so a boat must be named there."""
    modes = problem.stops["modes"].to_list()
    named = np.array([mode in each.split(";") for each in modes], dtype=bool)
    is_free = np.array([not each for each in modes], dtype=bool)
    return named | (is_free & (not problem.travel.is_straight_line or mode != BOAT))


def _depot_takes(problem: Problem, mode: str) -> NDArray[np.bool_]:
    """Return which depots the mode may drive to: on straight lines a boat keeps to its own."""
    homes = _homes(problem, mode)
    is_own = np.array([key in homes for key in problem.depots["depot_key"].to_list()], dtype=bool)
    return is_own | (not problem.travel.is_straight_line or mode != BOAT)


def _homes(problem: Problem, mode: str) -> set[str]:
    if problem.depots.empty:
        return set()
    first = problem.depots["depot_key"].iloc[0]
    pairs = zip(problem.fleet["mode"].to_list(), problem.fleet["depot"].to_list(), strict=True)
    return {depot or first for its, depot in pairs if its == mode}


def _minutes(travel: Travel, kind: Kind) -> Floats:
    return travel.of(kind.mode).minutes(kind.speed_kmh) if kind.mode in travel.by_mode else np.array(np.inf)


def _clocks(texts: pd.Series, empty: float) -> Floats:
    return np.array([empty if not text else clock_minutes(text) or 0 for text in texts], dtype=float)
