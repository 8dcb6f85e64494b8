"""Plans made: searched for, or worked out from trips that a planner put together by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.delivery.check import Broken, Tables, check_plan
from analytics.delivery.feed import Vehicle
from analytics.delivery.ground import Ground, kinds_of
from analytics.delivery.oneday import Day, Effort, plan_tours
from analytics.delivery.parts import AMOUNTS, amounts_of
from analytics.delivery.problem import Problem
from analytics.delivery.reach import FLEET_USED_UP, NO_WAY, SHIFT, TOO_HEAVY, WINDOW, Reach, reach_of
from analytics.delivery.result import UNSERVED_COLUMNS, Plan, totals_of
from analytics.delivery.roster import name_trips
from analytics.delivery.schedule import schedule
from analytics.delivery.trips import Clock, Trip
from data.errors import PlanBroken
from geo.progress import Progress, silent

PLANNED = 0.85
"""Share of the progress at which the trips are planned and only remedies are looked for."""
REASONS = {
    TOO_HEAVY: "bagian satu keluarga lebih berat dari muatan setiap kendaraan yang bisa ke sana",
    NO_WAY: "tidak ada jalan bagi kendaraan yang ada",
    WINDOW: "waktu buka desa terlalu sempit",
    SHIFT: "perjalanan pulang-pergi lebih lama dari jam kerja",
    FLEET_USED_UP: "armada tidak cukup",
}
NOT_IN_PLAN = "tidak dimuat dalam rencana ini"


def default_iterations(stop_count: int) -> int:
    """Return how long to search for so many stops: about 5 seconds of one core."""
    return int(np.clip(600_000 / max(stop_count, 1), 1500, 6000))


@dataclass(frozen=True, eq=False)
class Draft:
    """A plan before its remedies are looked for. ``left``: what of each stop no day brings (``AMOUNTS``, by stop)."""

    ground: Ground
    reach: Reach
    days: tuple[Day, ...]
    trips: tuple[Trip, ...]
    left: pd.DataFrame

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
    days, trips = (list(before.days), list(before.trips)) if before else ([], [])
    for number in range(len(days), len(problem.days)):
        mine = [trip for trip in locked if trip.day == number]
        day = plan_tours(ground, reach, left, _vehicles(ground, mine), effort.part(number, len(problem.days)))
        left = left - _brought(day, left)
        days.append(day)
        trips += name_trips(ground, number, day, mine)
    return Draft(ground, reach, tuple(days), tuple(trips), left)


def replace_problem(ground: Ground, problem: Problem) -> Ground:
    """Return the ground of a problem that differs in its days only."""
    other = Ground(problem, ground.kinds)
    other.__dict__.update({**ground.__dict__, "problem": problem})
    return other


def _without(problem: Problem, locked: Sequence[Trip]) -> pd.DataFrame:
    """Return what of each stop the locked trips do not bring."""
    amounts = amounts_of(problem.stops)
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
    parts = day.task.parts.drop(index=day.left.index)
    sums = parts.groupby("stop")[list(AMOUNTS)].sum().reindex(left.index, fill_value=0)
    return sums.astype(left.dtypes)


def make_plan(
    problem: Problem,
    *,
    seed: int = 1,
    iterations: int | None = None,
    locked: Sequence[Trip] = (),
    progress: Progress = silent,
    seconds: float | None = None,
) -> Plan:
    """Return a checked plan: the best there is of what can be brought, and for each stop left out why, and what helps.

    Parameters
    ----------
    problem
        See :class:`analytics.delivery.problem.Problem`.
    seed, iterations
        Same problem, seed and iterations: same plan. By default iterations that fit the number of stops.
    locked
        Trips (of ``Plan.made``) that stay as they are; the rest is planned around them.
    progress
        Told the share done.
    seconds
        Search so long instead, each day; for measures only, such a plan does not come out the same again.

    Raises
    ------
    data.errors.PlanBroken
        The independent checker found a fault, though nothing is locked. Not seen so far; no unchecked plan gets out.
    """
    iterations = default_iterations(len(problem.stops)) if iterations is None else iterations
    effort = Effort(seed, iterations, lambda done: progress(PLANNED * done, "Menyusun rute"), seconds=seconds)
    found = draft(problem, effort, locked=locked)
    unserved = unserved_of(problem, found.left, found.reach, "")
    plan = _plan(found.ground, found.trips, unserved, seed, iterations)
    if plan.broken and not locked:
        raise PlanBroken(problems="; ".join(plan.broken))
    progress(1.0, "Rencana selesai")
    return plan


def evaluate(problem: Problem, trips: Sequence[Trip], *, seed: int = 0, iterations: int = 0) -> Plan:
    """Return the plan of trips given by hand, timed and checked anew; it may break rules: see ``Plan.broken``.

    Raises
    ------
    data.errors.ProblemUnusable
        A trip names a vehicle or a stop that the problem does not have.
    """
    ground = Ground(problem, kinds_of(problem.fleet, problem.depots))
    left = amounts_of(problem.stops)
    row_of = {key: row for row, key in enumerate(problem.stops["stop_id"])}
    for trip in trips:
        for drop in trip.drops:
            if drop.stop_id in row_of:
                left.loc[row_of[drop.stop_id]] -= [getattr(drop, name) for name in AMOUNTS]
    left = left.where(left["family_count"] > 0, 0).astype(dict.fromkeys(AMOUNTS[:3], int))
    unserved = unserved_of(problem, left, reach_of(ground), NOT_IN_PLAN)
    return _plan(ground, trips, unserved, seed, iterations)


def unserved_of(problem: Problem, left: pd.DataFrame, reach: Reach, why: str) -> pd.DataFrame:
    """Return one row per stop that is not wholly served, with its reason; ``why`` where a vehicle could bring it."""
    rows = np.flatnonzero(left["family_count"].to_numpy() > 0)
    keys = [reach.reasons()[row] or FLEET_USED_UP for row in rows]
    reasons = [why if key == FLEET_USED_UP and why else REASONS[key] for key in keys]
    places = problem.stops.iloc[rows][["stop_id", "desa_code", "label", "lon", "lat"]].reset_index(drop=True)
    amounts = left.iloc[rows].reset_index(drop=True)
    told = pd.DataFrame({"reason_key": keys, "reason": reasons, "remedy": "", "remedies": [[] for _ in rows]})
    return places.join(amounts).join(told)[list(UNSERVED_COLUMNS)]


def _plan(ground: Ground, trips: Sequence[Trip], unserved: pd.DataFrame, seed: int, iterations: int) -> Plan:
    tables = Tables(*_scheduled(ground, trips, unserved))
    broken = check_plan(ground.problem, tables)
    totals = totals_of(
        ground.problem, tables.trips, unserved, days_needed=_days_used(tables.trips, unserved), remedies=[]
    )
    return Plan(
        problem=ground.problem,
        made=tuple(trips),
        trips=tables.trips,
        visits=tables.visits,
        unserved=unserved,
        transfers=tables.transfers,
        totals=totals,
        seed=seed,
        iterations=iterations,
        broken=_sentences(broken, tables.trips),
        broken_of=_by_trip(broken),
    )


def _days_used(trips: pd.DataFrame, unserved: pd.DataFrame) -> int | None:
    return int(trips["day"].max()) + 1 if len(trips) and unserved.empty else None


def _scheduled(
    ground: Ground, trips: Sequence[Trip], unserved: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    made, visits, transfers = schedule(ground, Clock(ground).time(trips))
    return made, visits, unserved, transfers


def _sentences(broken: Sequence[Broken], trips: pd.DataFrame) -> tuple[str, ...]:
    name_of = {row["trip_id"]: f"{row['vehicle']} ritase {row['trip_number']}" for row in trips.to_dict("records")}
    told = [f"{name_of[one.trip_id]}: {one.text}" if one.trip_id in name_of else one.text for one in broken]
    return tuple(dict.fromkeys(told))


def _by_trip(broken: Sequence[Broken]) -> dict[str, tuple[str, ...]]:
    by_trip: dict[str, tuple[str, ...]] = {}
    for one in broken:
        if one.trip_id:
            by_trip[one.trip_id] = (*by_trip.get(one.trip_id, ()), one.text)
    return by_trip
