"""A plan before it is put into tables: day after day, each bringing the most it can of what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.delivery.feed import Vehicle
from analytics.delivery.ground import Ground, kinds_of
from analytics.delivery.oneday import Day, Effort, plan_tours, served
from analytics.delivery.parts import AMOUNTS, amounts_of
from analytics.delivery.problem import Problem
from analytics.delivery.reach import Reach, reach_of
from analytics.delivery.roster import name_trips
from analytics.delivery.trips import Clock, Trip


@dataclass(frozen=True, eq=False)
class Draft:
    """A plan before its remedies are looked for. ``left``: what of each stop no day brings (``AMOUNTS``, by stop)."""

    ground: Ground
    reach: Reach
    days: tuple[Day, ...]
    locked: tuple[Trip, ...]
    left: pd.DataFrame

    @cached_property
    def trips(self) -> tuple[Trip, ...]:
        """The trips of all days, named."""
        mine = [[trip for trip in self.locked if trip.day == number] for number in range(len(self.days))]
        named = [name_trips(self.ground, n, day, mine[n]) for n, day in enumerate(self.days)]
        return tuple(trip for trips in named for trip in trips)

    @property
    def is_complete(self) -> bool:
        """Whether everything is brought."""
        return not self.left["family_count"].any()


def draft(
    problem: Problem,
    effort: Effort,
    *,
    locked: Sequence[Trip] = (),
    before: Draft | None = None,
) -> Draft:
    """Plan day by day: each brings the most it can of what is left, priority families first.

    Parameters
    ----------
    locked
        Trips that stay as they are, first in the day of their vehicles; trips to transfer points are always planned
        anew.
    before
        A draft of the same problem with fewer days: its days are taken over.
    """
    ground = before.ground if before else Ground(problem, kinds_of(problem.fleet, problem.depots))
    if before:
        ground = replace_problem(ground, problem)
    reach = before.reach if before else reach_of(ground)
    locked = [replace(trip, is_locked=True) for trip in locked if not trip.is_feed]
    left = before.left if before else _without(problem, locked)
    days = list(before.days) if before else []
    for number in range(len(days), len(problem.days)):
        mine = [trip for trip in locked if trip.day == number]
        day = plan_tours(ground, reach, left, _vehicles(ground, mine), effort.part(number, len(problem.days)))
        left = left - _brought(day, left)
        days.append(day)
    return Draft(ground, reach, tuple(days), tuple(locked), left)


def replace_problem(ground: Ground, problem: Problem) -> Ground:
    """Return the ground of a problem that differs in its days only."""
    other = Ground(problem, ground.kinds)
    other.__dict__.update({**ground.__dict__, "problem": problem})
    return other


def _without(problem: Problem, locked: Sequence[Trip]) -> pd.DataFrame:
    """Return what of each stop the locked trips do not bring."""
    amounts = amounts_of(problem.stops)
    if not locked:
        return amounts
    row_of = {key: row for row, key in enumerate(problem.stops["stop_id"])}
    for trip in locked:
        for drop in trip.drops:
            if drop.stop_id in row_of:
                amounts.loc[row_of[drop.stop_id]] -= [getattr(drop, name) for name in AMOUNTS]
    return amounts.clip(lower=0).astype(dict.fromkeys(AMOUNTS[:3], int))


def _vehicles(ground: Ground, locked: Sequence[Trip]) -> list[Vehicle]:
    """Return every vehicle of a day, free after its locked trips."""
    timed = Clock(ground).time(locked)
    back: dict[str, float] = {}
    count: dict[str, int] = {}
    for one in timed:
        back[one.trip.vehicle_id] = max(back.get(one.trip.vehicle_id, 0.0), one.return_min)
        count[one.trip.vehicle_id] = count.get(one.trip.vehicle_id, 0) + 1
    return [
        Vehicle(
            row,
            number,
            back.get(f"{kind.key}-{number}", float(kind.start_min)),
            kind.max_trips - count.get(f"{kind.key}-{number}", 0),
        )
        for row, kind in enumerate(ground.kinds)
        for number in range(1, kind.count + 1)
    ]


def _brought(day: Day, left: pd.DataFrame) -> pd.DataFrame:
    brought = np.array(served(day.tours), dtype=np.intp)
    stop = day.task.parts["stop"].to_numpy(np.intp)[brought]
    counts = {name: day.task.parts[name].to_numpy()[brought] for name in AMOUNTS}
    sums = {name: np.bincount(stop, values, len(left)) for name, values in counts.items()}
    return pd.DataFrame({n: v if n == "load_kg" else v.round().astype(int) for n, v in sums.items()}, copy=False)
