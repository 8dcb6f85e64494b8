"""The tables of a plan beside the problem they answer, as arrays for the checker; nothing of how they were made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.clock import clock_minutes
from analytics.delivery.problem import Problem

AMOUNTS = ["family_count", "priority_count", "parcel_count", "load_kg"]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a plan, see :class:`analytics.delivery.result.Plan`."""

    trips: pd.DataFrame
    visits: pd.DataFrame
    unserved: pd.DataFrame
    transfers: pd.DataFrame


class Facts:
    """The tables as arrays, with the rows of the problem that they speak of; -1 where there is none.

    ``kind``: of each trip its row in the fleet. ``home``: its depot. ``trip``: of each visit its row in the trips.
    ``place``: of each visit its row in the ways. ``at_depot``: whether a visit is at a transfer point.
    """

    def __init__(self, problem: Problem, tables: Tables) -> None:
        self.problem = problem
        self.known: dict[tuple[str, str], np.ndarray] = {}
        self.frames = {"trips": tables.trips, "unserved": tables.unserved, "transfers": tables.transfers}
        self.frames["visits"] = tables.visits.sort_values(["trip_id", "sequence"], kind="stable")
        self.depots, self.depot_count = list(problem.depots["depot_key"]), len(problem.depots)
        self.stop_rows = _rows_of(problem.stops["stop_id"])
        self.is_transfer = problem.depots["kind"].eq("alih").to_numpy()
        self.kind = find(_rows_of(problem.fleet["vehicle_key"]), self.text("trips", "vehicle_key"))
        self.home = self._homes()[self.kind]
        self.is_second = (self.home >= 0) & self.is_transfer[self.home] if self.depots else self.home >= 0
        self.number = np.array([_number(name) for name in self.text("trips", "vehicle_id")], dtype=float)
        self.trip = find(_rows_of(self.text("trips", "trip_id")), self.text("visits", "trip_id"))
        self.stop = find(self.stop_rows, self.text("visits", "stop_id"))
        self.depot = find(_rows_of(self.depots), self.text("visits", "depot_key"))
        self.at_depot = self.text("visits", "depot_key") != ""
        self.place = np.where(self.stop >= 0, self.depot_count + self.stop, self.depot)
        self.amounts = {table: np.column_stack([self.number_of(table, name) for name in AMOUNTS]) for table in _HAVE}
        self._legs()

    def number_of(self, table: str, name: str) -> Floats:
        """Return a column of a table as floats."""
        key = table, f"{name} float"
        if key not in self.known:
            self.known[key] = self.frames[table][name].to_numpy(float)
        return self.known[key]

    def text(self, table: str, name: str) -> NDArray[np.object_]:
        """Return a column of a table as objects."""
        key = table, name
        if key not in self.known:
            self.known[key] = self.frames[table][name].to_numpy(object)
        return self.known[key]

    def fleet(self, name: str) -> Floats:
        """Return for each trip what the fleet says; NaN for a vehicle that it does not have."""
        key = "fleet", name
        if key not in self.known:
            column = self.problem.fleet[name]
            values = np.array([minutes_of(t) for t in column]) if name.startswith("shift") else column.to_numpy(float)
            self.known[key] = pick(values, self.kind)
        return self.known[key]

    def of_trip(self, values: Floats) -> Floats:
        """Return for each visit what is known of its trip."""
        return pick(values, self.trip)

    def of_stop(self, values: Iterable[float]) -> Floats:
        """Return for each visit what is known of its stop."""
        return pick(np.array(list(values), dtype=float), self.stop)

    def vehicle_days(self) -> Rows:
        """Return for each trip a number that is the same for the trips of one vehicle on one day."""
        names = zip(self.text("trips", "vehicle_id"), self.text("trips", "day"), strict=True)
        known: dict[tuple[object, object], int] = {}
        return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.intp)

    def any_leg(self, is_broken: Flags) -> Flags:
        """Return for each trip whether one of its legs is broken."""
        flags = np.zeros(len(self.kind), dtype=bool)
        flags[self.leg_trip[is_broken]] = True
        return flags

    def at_visits(self, is_broken: Flags) -> Flags:
        """Return for each visit whether the leg to it is broken."""
        flags = np.zeros(len(self.trip), dtype=bool)
        at = self.leg_visit[is_broken]
        flags[at[at >= 0]] = True
        return flags

    def _homes(self) -> Rows:
        """Return for each row of the fleet its depot; -1 at the end, for vehicles that the fleet does not have."""
        rows = _rows_of(self.depots)
        homes = [rows.get(key, -1) if key else min(len(rows), 1) - 1 for key in self.problem.fleet["depot"]]
        return np.array([*homes, -1], dtype=np.intp)

    def _legs(self) -> None:
        """Work out for each leg between known places, ways back included, what the ways say."""
        known = np.flatnonzero((self.trip >= 0) & (self.place >= 0))
        known = known[self.kind[self.trip[known]] >= 0]
        back = np.flatnonzero(self.kind >= 0)
        trip = np.r_[self.trip[known], back]
        order = np.lexsort((np.r_[np.arange(len(known)), np.full(len(back), len(known))], trip))
        self.leg_trip, self.leg_visit = trip[order], np.r_[known, np.full(len(back), -1)][order]
        end = np.r_[self.place[known], self.home[back]][order]
        leave = np.r_[self.number_of("visits", "leave_min")[known], np.full(len(back), np.nan)][order]
        is_first = np.r_[True, self.leg_trip[1:] != self.leg_trip[:-1]][: len(trip)]
        start = np.where(is_first, self.home[self.leg_trip], np.r_[-1, end[:-1]][: len(end)])
        depart = self.number_of("trips", "depart_min")[self.leg_trip]
        self.leg_after = np.where(is_first, depart, np.r_[np.nan, leave[:-1]][: len(leave)])
        arrive = np.r_[self.number_of("visits", "arrive_min"), np.nan]
        self.leg_arrive = np.where(
            self.leg_visit >= 0, arrive[self.leg_visit], self.number_of("trips", "return_min")[self.leg_trip]
        )
        self.way_m, self.way_min = np.full(len(trip), np.inf), np.full(len(trip), np.inf)
        self.way_straight_m = np.full(len(trip), np.nan)
        for row in np.unique(self.kind[self.leg_trip]):
            mode, speed_kmh = (self.problem.fleet[name].iloc[row] for name in ("mode", "speed_kmh"))
            if mode in self.problem.travel.by_mode:
                at, matrix = self.kind[self.leg_trip] == row, self.problem.travel.of(mode)
                self.way_m[at] = matrix.distance_m[start[at], end[at]]
                self.way_min[at] = matrix.minutes(float(speed_kmh))[start[at], end[at]]
                self.way_straight_m[at] = self.problem.travel.straight_m(mode)[start[at], end[at]]


_HAVE = ("trips", "visits", "unserved")


def _rows_of(keys: Iterable[object]) -> dict[object, int]:
    return {key: row for row, key in reversed(list(enumerate(keys)))}


def find(rows: dict[object, int], keys: Iterable[object]) -> Rows:
    """Return the rows of keys, -1 for a key that is not known."""
    return np.array([rows.get(key, -1) for key in keys], dtype=np.intp)


def pick(values: Floats, rows: Rows) -> Floats:
    """Return the values of rows, NaN for -1."""
    return np.r_[values.astype(float), np.nan][rows]


def minutes_of(text: object) -> float:
    """Return "07:30" as minutes after midnight, NaN for no time."""
    minutes = clock_minutes(text) if isinstance(text, str) and text else None
    return np.nan if minutes is None else float(minutes)


def _number(vehicle_id: object) -> float:
    tail = str(vehicle_id).rpartition("-")[2]
    return float(tail) if tail.isdecimal() else np.nan


def sums_of(groups: Rows, values: Floats, count: int) -> Floats:
    """Return the sums of rows of ``values`` by group; a group of -1 counts nowhere."""
    sums = np.zeros((count, values.shape[1]))
    np.add.at(sums, groups[groups >= 0], values[groups >= 0])
    return sums
