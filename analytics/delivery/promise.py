"""What would bring what is left out: worked out by planning it anew, never promised otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.delivery.clock import MINUTES_PER_DAY, clock_text
from analytics.delivery.draft import Draft, draft
from analytics.delivery.fill import fill
from analytics.delivery.ground import Ground, kinds_of
from analytics.delivery.oneday import Effort
from analytics.delivery.parts import split_stops
from analytics.delivery.problem import Problem
from analytics.delivery.reach import NO_WAY, SHIFT, TOO_HEAVY, WINDOW, Reach, reach_of
from analytics.delivery.remedy import RemedyDict, apply_remedies, sentence_of, ways_to
from analytics.delivery.solve import solve
from analytics.delivery.tours import ANYWHERE, Slot, Task
from analytics.delivery.trips import Trip

MAX_DAY_COUNT = 31
FEW_DAYS = 14
"""So far it is looked for days where more vehicles would do: every further day is a search as long as the plan's."""
MAX_VEHICLE_COUNT = 60
FEW_VEHICLES = 20
"""Of so many more vehicles at most it is also tried whether fewer would do."""
MAX_ROUNDS = 12
"""So often more vehicles are added until a plan is complete."""
SMALL_PART_COUNT = 60
"""Of so few parts left over it is also tried whether fewer vehicles would do."""
MAX_STEPS = 4
"""So many things at most are changed to make one stop possible."""
LEVELS = 3
"""Of a longer shift or a wider window: for a whole load, for one family, all day."""
ESTIMATE_SHARE = 1 / 8
DEAR = 100_000
"""Cost of a vehicle while few of them are looked for, where a metre costs 1."""


@dataclass(frozen=True)
class Promise:
    """What helps, each proven by a plan with the same seed and iterations.

    ``by_stop``: for the row of a stop left out its remedies and a sentence: what makes the stop possible, and what the
    fleet needs beyond that, all alternatives one after the other (where they are needed, one of them is enough); of all
    stops together they make the plan complete. ``alternatives``: lists of remedies, each of which as a whole does.
    ``days_needed``: days in all for the same fleet, None if more than looked for.
    """

    by_stop: dict[int, tuple[list[RemedyDict], str]] = field(default_factory=dict)
    alternatives: list[list[RemedyDict]] = field(default_factory=list)
    days_needed: int | None = None


def what_helps(problem: Problem, found: Draft, effort: Effort, *, locked: Sequence[Trip] = ()) -> Promise:
    """Return what would bring what ``found`` leaves out.

    First what makes single stops possible at all (a wider window, a longer shift …); with that, more vehicles on the
    same days, and more days with the same vehicles. Counts come from a search: they are enough, though fewer might do.
    """
    left = np.flatnonzero(found.left["family_count"].to_numpy() > 0)
    if not len(left):
        return Promise(days_needed=max([trip.day for trip in found.trips], default=0) + 1)
    reasons = found.reach.reasons()
    rows = [int(row) for row in left if reasons[row]]
    quick = replace(effort, is_enough=True, tell=lambda _: None)
    for first in (0, LEVELS - 1) if rows else (0,):
        fixes = _together(problem, _fixes(problem, found, rows, first), first)
        base = _distinct(list(fixes.values()))
        mended = apply_remedies(problem, base)
        start = draft(mended, quick, locked=locked) if base else found
        is_done = _is_done(start)
        grown = [] if is_done else _more_vehicles(mended, start, quick, locked)
        days = _more_days(mended, start, quick, locked, FEW_DAYS if grown else MAX_DAY_COUNT)
        grown += [[{"kind": "days", "count": days}]] if days and not is_done else []
        if is_done or grown:
            break
    alternatives = [[*base, *each] for each in ([[]] if is_done else grown)] if not any(start.reach.reasons()) else []
    more = [one for each in grown for one in each]
    by_stop: dict[int, tuple[list[RemedyDict], str]] = {}
    for row in left.tolist():
        own = fixes[row] if reasons[row] else base if is_done else []
        if reasons[row] and not own:
            by_stop[row] = [], UNREACHABLE
        else:
            by_stop[row] = [*own, *more], _told_at(mended, own, grown, is_done=is_done)
    return Promise(by_stop, alternatives, days)


def _told_at(mended: Problem, own: list[RemedyDict], grown: list[list[RemedyDict]], *, is_done: bool) -> str:
    """Return in words what a stop itself needs and what the fleet needs beyond that: one of ``grown``."""
    needs = sentence_of(mended, own)
    more = ", atau ".join(sentence_of(mended, each) for each in grown)
    if is_done:
        return needs
    if not grown:
        return f"{needs}, tetapi {NOT_FOUND}" if needs else f"{NOT_FOUND}: {FAR_TOO_SMALL}"
    if not needs:
        return more
    return f"{needs} dan {more}" if len(grown) == 1 else f"{needs}, dan juga salah satu dari ini: {more}"


UNREACHABLE = (
    "titik ini terlalu jauh untuk satu hari kerja: tambahkan titik alih di dekatnya pada tabel gudang, "
    "atau siapkan kendaraan yang lebih cepat"
)
NOT_FOUND = (
    f"belum ditemukan yang cukup sampai {MAX_DAY_COUNT} hari dengan armada yang sama "
    f"atau {MAX_VEHICLE_COUNT} kendaraan tambahan"
)
FAR_TOO_SMALL = "siapkan armada yang jauh lebih besar, lalu hitung ulang rencananya"


def _together(problem: Problem, fixes: dict[int, list[RemedyDict]], level: int) -> dict[int, list[RemedyDict]]:
    """Return what makes all stops possible for which something does, where single fixes are in each other's way too."""
    for _ in range(MAX_STEPS):
        mended = apply_remedies(problem, _distinct(list(fixes.values())))
        reasons = reach_of(Ground(mended, kinds_of(mended.fleet, mended.depots))).reasons()
        lost = [row for row, fix in fixes.items() if fix and reasons[row]]
        if not lost:
            break
        fixes = {**fixes, **{row: _distinct([fixes[row], _mend(mended, row, reasons[row], level)]) for row in lost}}
    return fixes


def _distinct(fixes: Sequence[list[RemedyDict]]) -> list[RemedyDict]:
    """Return remedies once each; of one shift the latest end, of one vehicle the largest load, the widest window."""
    merged: dict[tuple[object, ...], RemedyDict] = {}
    for fix in (one for each in fixes for one in each):
        key = fix["kind"], fix.get("vehicle_key"), fix.get("stop_id")
        old = merged.get(key, fix)
        merged[key] = {name: _further(name, old[name], value) for name, value in fix.items()}
    return list(merged.values())


def _further(name: str, one: Any, other: Any) -> Any:
    return min(one, other) if name == "start" else max(one, other)


# --- what makes a stop possible --------------------------------------------------------------------------------


def _fixes(problem: Problem, found: Draft, rows: list[int], first: int) -> dict[int, list[RemedyDict]]:
    """Return for each impossible stop what makes it possible, from a level on; empty where nothing is known."""
    reasons = found.reach.reasons()
    return {
        row: next((fix for level in range(first, LEVELS) if (fix := _mend(problem, row, reasons[row], level))), [])
        for row in rows
    }


def _mend(problem: Problem, row: int, reason: str, level: int) -> list[RemedyDict]:
    """Return what makes a stop possible, one thing after the other; empty where that does not end."""
    for way in ways_to(problem, row) if reason == NO_WAY else [None]:
        fix = [way] if way else []
        for _ in range(MAX_STEPS):
            mended = apply_remedies(problem, fix)
            ground = Ground(mended, kinds_of(mended.fleet, mended.depots))
            reach = reach_of(ground)
            now = reach.reasons()[row]
            if not now:
                return _distinct([fix])
            step = [] if now == NO_WAY else _STEPS[now](ground, reach, row, level)
            if not step:
                break
            fix = [*fix, *step]
    return []


def _heavier(ground: Ground, reach: Reach, row: int, level: int) -> list[RemedyDict]:  # noqa: ARG001 - a step
    """Return larger vehicles of the largest kind that may go there, and of what feeds its transfer point."""
    able = np.flatnonzero(reach.has_way[:, row]).tolist()
    best = max(able, key=lambda k: (not ground.kinds[k].is_second, ground.kinds[k].capacity_kg))
    needed = [best, *ground.feeders[ground.kinds[best].depot][:1]] if ground.kinds[best].is_second else [best]
    amounts = {
        "load_kg": float(np.ceil(ground.family_kg[row])),
        "parcel_count": int(ground.family_parcels[row]),
        "count": 1,
    }
    kinds = [ground.kinds[k] for k in needed]
    return [{"kind": "capacity", "vehicle_key": kind.key, "mode": kind.mode, **amounts} for kind in kinds]


def _longer(ground: Ground, reach: Reach, row: int, level: int) -> list[RemedyDict]:
    """Return a longer shift: for a whole load, for one family, until midnight."""
    place = ground.depot_count + row
    ends = {}
    for k in np.flatnonzero(reach.carries[:, row]).tolist():
        kind, way_min = ground.kinds[k], ground.ways_min[k]
        begin = max(reach.ready_min[k, row] + kind.load_min + way_min[kind.depot, place], ground.opens_min[place])
        families = 1 if level else _whole_load(ground, k, row)
        ends[k] = float(begin + kind.service_min(families) + way_min[place, kind.depot])
    best = min(ends, key=lambda k: (ends[k], k))
    kind = ground.kinds[best]
    keys = [kind.key]
    if np.isinf(ends[best]):  # the vehicle that feeds its transfer point has too short a shift
        keys += [ground.kinds[k].key for k in ground.feeders[kind.depot][:1]]
    end_min = float(MINUTES_PER_DAY) if level > 1 or np.isinf(ends[best]) else float(np.ceil(ends[best]))
    if end_min > MINUTES_PER_DAY:
        return []
    return [{"kind": "shift", "vehicle_key": key, "end": clock_text(end_min)} for key in keys]


def _whole_load(ground: Ground, k: int, row: int) -> int:
    """Return how many families of a stop a kind brings at once."""
    kind, families = ground.kinds[k], int(ground.problem.stops["family_count"].iloc[row])
    by_kg = kind.capacity_kg / ground.family_kg[row] if ground.family_kg[row] else families
    return int(max(1, min(families, by_kg + 1e-9, kind.capacity_parcels / max(ground.family_parcels[row], 1))))


def _wider(ground: Ground, reach: Reach, row: int, level: int) -> list[RemedyDict]:
    """Return a wider window: for a whole load, for one family, all day."""
    stop_id, place = str(ground.problem.stops["stop_id"].iloc[row]), ground.depot_count + row
    opens_min, closes_min = float(ground.opens_min[place]), float(ground.closes_min[place])
    begin, end = opens_min, float(MINUTES_PER_DAY)
    options = []
    for k in np.flatnonzero(reach.in_shift[:, row]).tolist():
        kind, way_min = ground.kinds[k], ground.ways_min[k]
        arrive = float(reach.ready_min[k, row] + kind.load_min + way_min[kind.depot, place])
        families = 1 if level else _whole_load(ground, k, row)
        leave_by = float(kind.end_min - way_min[place, kind.depot])
        stay_min = min(float(kind.service_min(families)), leave_by - arrive)
        first = min(max(arrive, opens_min), leave_by - stay_min)
        last = max(first + stay_min, min(closes_min, float(MINUTES_PER_DAY)))
        options.append((max(opens_min - first, 0) + max(last - closes_min, 0), min(opens_min, first), last))
    if level < LEVELS - 1 and options:
        _, begin, end = min(options)
    else:
        begin = 0.0
    return [
        {
            "kind": "window",
            "stop_id": stop_id,
            "start": clock_text(np.floor(begin)),
            "end": clock_text(min(np.ceil(end), MINUTES_PER_DAY)),
        }
    ]


_STEPS = {TOO_HEAVY: _heavier, SHIFT: _longer, WINDOW: _wider}

# --- what makes the fleet large enough -----------------------------------------------------------------------------


def _more_days(problem: Problem, start: Draft, effort: Effort, locked: Sequence[Trip], most: int) -> int | None:
    """Return on how many days in all, at most ``most``, the same fleet brings everything that it can bring."""
    found = start
    possible = np.array([not reason for reason in start.reach.reasons()])
    waiting = int(start.left["family_count"].to_numpy()[possible].sum())
    served = int(problem.stops["family_count"].to_numpy()[possible].sum()) - waiting
    if not locked and served and waiting > served / len(start.days) * most:  # no day brings much more
        return None
    while found.left["family_count"].to_numpy()[possible].any():
        count = len(found.days) + 1
        if count > most:
            return None
        before = int(found.left["family_count"].sum())
        longer = apply_remedies(problem, [{"kind": "days", "count": count}])
        found = draft(longer, effort, locked=locked, before=found)
        brought = before - int(found.left["family_count"].sum())
        if not brought or before > brought * most:
            return None
    return len(found.days)


def _more_vehicles(problem: Problem, start: Draft, effort: Effort, locked: Sequence[Trip]) -> list[list[RemedyDict]]:
    """Return lists of more vehicles, each of which brings everything possible on the same days."""
    kinds = range(len(start.ground.kinds))
    single = [grown for row in kinds if (grown := _grow(problem, start, effort, locked, [row]))]
    if single:
        return sorted(single, key=lambda each: each[0]["count"])
    mixed = _grow(problem, start, effort, locked, list(kinds))
    return [mixed] if mixed else []


def _grow(problem: Problem, start: Draft, effort: Effort, locked: Sequence[Trip], kinds: list[int]) -> list[RemedyDict]:
    """Return how many more vehicles of these kinds make the plan complete; empty where they cannot."""
    extra: dict[int, int] = {}
    found, small = start, True
    for _ in range(MAX_ROUNDS):
        needed = _needed(found, effort, kinds)
        if not needed:
            return []
        small = small and len(found.left) <= SMALL_PART_COUNT
        for row, count in needed.items():
            extra[row] = extra.get(row, 0) + count
        if sum(extra.values()) > MAX_VEHICLE_COUNT:
            return []
        found = _with(problem, start, extra, effort, locked)
        if _is_done(found):
            small = small and sum(extra.values()) <= FEW_VEHICLES
            return _told(start, _fewest(problem, start, extra, effort, locked) if small else extra)
    return []


def _told(start: Draft, extra: dict[int, int]) -> list[RemedyDict]:
    kinds = start.ground.kinds
    return [{"kind": "vehicles", "vehicle_key": kinds[row].key, "count": n} for row, n in sorted(extra.items()) if n]


def _with(problem: Problem, start: Draft, extra: dict[int, int], effort: Effort, locked: Sequence[Trip]) -> Draft:
    return draft(apply_remedies(problem, _told(start, extra)), effort, locked=locked)


def _is_done(found: Draft) -> bool:
    possible = np.array([not reason for reason in found.reach.reasons()])
    return not found.left["family_count"].to_numpy()[possible].any()


def _fewest(
    problem: Problem, start: Draft, extra: dict[int, int], effort: Effort, locked: Sequence[Trip]
) -> dict[int, int]:
    """Return the vehicles with as many taken away as the plan can do without."""
    for row in sorted(extra, key=lambda row: -extra[row]):
        while extra[row] > 0 and sum(extra.values()) > 1:
            fewer = {**extra, row: extra[row] - 1}
            if not _is_done(_with(problem, start, fewer, effort, locked)):
                break
            extra = fewer
    return extra


def _needed(found: Draft, effort: Effort, kinds: list[int]) -> dict[int, int]:
    """Return how many idle vehicles of these kinds bring what is left over; empty where they cannot bring all of it.

    With a vehicle of a transfer point comes one that feeds it, where several kinds may be added.
    """
    ground, reach = found.ground, found.reach
    parts = split_stops(ground, reach, found.left).assign(via=ANYWHERE, release_min=0.0)
    is_second = np.array([kind.is_second for kind in ground.kinds])
    ready_min = np.where(is_second[:, None], reach.ready_min[:, parts["stop"].to_numpy(np.intp)], 0.0)
    slots = [Slot(row, len(parts), float(ground.kinds[row].start_min), ground.kinds[row].max_trips) for row in kinds]
    task = Task(ground, slots, parts, ready_min)
    able = np.array([task.alone(slot) for slot in slots])
    if not able.any(axis=0).all():
        return {}
    tours = fill(task, [])
    if len(kinds) == 1:
        stop = effort.stop(ESTIMATE_SHARE, may_end=False)
        searched = fill(task, solve(task, seed=effort.seed, stop=stop, start=tours, vehicle_cost=DEAR))
        tours = min((tours, searched), key=len)
    counts = pd.Series([slots[tour.slot].kind for tour in tours]).value_counts()
    needed = {int(str(row)): int(count) for row, count in counts.items()}
    if len(kinds) > 1:
        for row in [row for row in needed if ground.kinds[row].is_second]:
            for feeder in ground.feeders[ground.kinds[row].depot][:1]:
                needed[feeder] = needed.get(feeder, 0) + 1
    return needed
