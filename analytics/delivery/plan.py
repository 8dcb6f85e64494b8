"""Plans made: searched for, or worked out from trips that a planner put together by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.delivery.check import Broken, Tables, check_plan
from analytics.delivery.draft import draft
from analytics.delivery.ground import Ground, kinds_of
from analytics.delivery.oneday import Effort
from analytics.delivery.parts import AMOUNTS, amounts_of
from analytics.delivery.problem import Problem
from analytics.delivery.promise import Promise, what_helps
from analytics.delivery.reach import FLEET_USED_UP, NO_WAY, SHIFT, TOO_HEAVY, WINDOW, Reach, reach_of
from analytics.delivery.result import UNSERVED_COLUMNS, Plan, totals_of
from analytics.delivery.schedule import schedule
from analytics.delivery.trips import Clock, Trip
from data.errors import PlanBroken
from geo.network.modes import MODES
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
NOT_IN_PLAN, PLAN_ANEW = "tidak dimuat dalam rencana ini", "masukkan ke sebuah ritase, atau hitung ulang rencananya"


def default_iterations(stop_count: int) -> int:
    """Return how long to search for so many stops: up to 10 s on two cores (``python -m bench halong_day``)."""
    return int(np.clip(360_000 / max(stop_count, 1), 1000, 4000))


def make_plan(
    problem: Problem,
    *,
    seed: int = 1,
    iterations: int | None = None,
    locked: Sequence[Trip] = (),
    with_remedies: bool = True,
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
    with_remedies
        Whether to look for what would bring what is left out; without, reasons are told alone.
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
    telling = replace(effort, tell=lambda _: progress(PLANNED, "Mencari yang membantu"))
    promise = what_helps(problem, found, telling, locked=locked) if with_remedies else Promise()
    unserved = unserved_of(problem, found.left, found.reach, promise)
    plan = _plan(found.ground, found.trips, unserved, seed, iterations, promise)
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
    unserved = unserved_of(problem, left, reach_of(ground), None)
    return _plan(ground, trips, unserved, seed, iterations, None)


def unserved_of(problem: Problem, left: pd.DataFrame, reach: Reach, promise: Promise | None) -> pd.DataFrame:
    """Return one row per stop that is not wholly served, with its reason and what helps.

    Without a promise (a plan made by hand) a stop that a vehicle could serve is simply not in the plan.
    """
    rows = np.flatnonzero(left["family_count"].to_numpy() > 0)
    reasons = reach.reasons()
    keys = [reasons[row] or FLEET_USED_UP for row in rows]
    lacking = [_lacking(problem, int(row)) if key == NO_WAY else "" for row, key in zip(rows, keys, strict=True)]
    texts = [
        f"hanya tercapai dengan {modes}, sedangkan armada tidak mempunyainya"
        if modes
        else NOT_IN_PLAN
        if promise is None and key == FLEET_USED_UP
        else REASONS[key]
        for key, modes in zip(keys, lacking, strict=True)
    ]
    anew = [f"siapkan {modes}, lalu hitung ulang rencananya" if modes else PLAN_ANEW for modes in lacking]
    helps = [
        promise.by_stop.get(int(row), ([], "")) if promise else ([], text) for row, text in zip(rows, anew, strict=True)
    ]
    told = {
        "reason_key": keys,
        "reason": texts,
        "remedy": [text for _, text in helps],
        "remedies": [remedies for remedies, _ in helps],
    }
    columns = {
        **{name: problem.stops[name].array[rows] for name in ("stop_id", "desa_code", "label", "lon", "lat")},
        **{name: left[name].to_numpy()[rows] for name in AMOUNTS},
        **{name: pd.Series(values, dtype=object) for name, values in told.items()},
    }
    return pd.DataFrame({name: columns[name] for name in UNSERVED_COLUMNS}, copy=False)


def _lacking(problem: Problem, row: int) -> str:
    """Return by what a stop can be reached, where no vehicle of the fleet is of these modes ("perahu"); else ""."""
    named = {mode for mode in str(problem.stops["modes"].iloc[row]).split(";") if mode}
    modes, travel = [mode for mode in MODES if not named or mode in named], problem.travel
    if not travel.is_straight_line:  # where no way is known, every way may be a straight line
        place, depots = len(problem.depots) + row, len(problem.depots)
        known = [mode for mode in modes if mode in travel.by_mode]
        modes = [mode for mode in known if np.isfinite(travel.of(mode).distance_m[:depots, place]).any()]
    elif not named:
        return ""
    owned = set(problem.fleet.loc[problem.fleet["count"] > 0, "mode"])
    return "" if owned & set(modes) else " atau ".join(MODES[mode].label for mode in modes)


def _plan(
    ground: Ground, trips: Sequence[Trip], unserved: pd.DataFrame, seed: int, iterations: int, promise: Promise | None
) -> Plan:
    made, visits, transfers = schedule(ground, Clock(ground).time(trips))
    broken = check_plan(ground.problem, Tables(made, visits, unserved, transfers))
    days_needed = promise.days_needed if promise else _days_used(made, unserved)
    alternatives = promise.alternatives if promise else []
    totals = totals_of(ground.problem, made, unserved, days_needed=days_needed, remedies=alternatives)
    return Plan(
        problem=ground.problem,
        made=tuple(trips),
        trips=made,
        visits=visits,
        unserved=unserved,
        transfers=transfers,
        totals=totals,
        seed=seed,
        iterations=iterations,
        broken=_sentences(broken, made),
        broken_of=_by_trip(broken),
    )


def _days_used(trips: pd.DataFrame, unserved: pd.DataFrame) -> int | None:
    return int(trips["day"].max()) + 1 if len(trips) and unserved.empty else None


def _sentences(broken: Sequence[Broken], trips: pd.DataFrame) -> tuple[str, ...]:
    if not broken:
        return ()
    name_of = {row["trip_id"]: f"{row['vehicle']} ritase {row['trip_number']}" for row in trips.to_dict("records")}
    told = [f"{name_of[one.trip_id]}: {one.text}" if one.trip_id in name_of else one.text for one in broken]
    return tuple(dict.fromkeys(told))


def _by_trip(broken: Sequence[Broken]) -> dict[str, tuple[str, ...]]:
    by_trip: dict[str, tuple[str, ...]] = {}
    for one in broken:
        if one.trip_id:
            by_trip[one.trip_id] = (*by_trip.get(one.trip_id, ()), one.text)
    return by_trip
