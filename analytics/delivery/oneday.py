"""One day: which vehicle brings what in which trips, and what is brought to the transfer points before that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.feed import Feeds, FeedTrip, Vehicle, needed_by_min
from analytics.delivery.fill import _Filler, fill, worth
from analytics.delivery.ground import Floats, Ground
from analytics.delivery.parts import split_stops
from analytics.delivery.reach import Reach
from analytics.delivery.solve import Stop, solve
from analytics.delivery.tours import ANYWHERE, DIRECT, Slot, Task, Tour

FIRST_SHARE = 0.5
"""Of the iterations, for the look at what goes over a transfer point, and for the look at priority alone."""


@dataclass(frozen=True)
class Effort:
    """How long to search; ``is_enough`` where only a complete plan is asked for, ``seconds`` for measures only."""

    seed: int
    iterations: int
    tell: Callable[[float], None] = lambda _: None
    is_enough: bool = False
    seconds: float | None = None

    def part(self, number: int, count: int) -> Effort:
        """Return the same effort for one of several days, telling its share of all."""
        tell = self.tell
        return replace(self, tell=lambda done: tell((number + done) / count))

    def stop(self, share: float = 1.0, *, may_end: bool = True) -> Stop:
        """Return a criterion for a share of the iterations; one that ``may_end`` early only if that is asked for."""
        seconds = None if self.seconds is None else self.seconds * share
        is_enough = self.is_enough and may_end
        return Stop(max(1, round(self.iterations * share)), self.tell, is_enough=is_enough, seconds=seconds)


@dataclass(frozen=True, eq=False)
class Day:
    """A day planned: ``tours`` of ``task``, and the trips that bring goods to transfer points before them."""

    task: Task
    tours: list[Tour]
    feeds: list[FeedTrip] = field(default_factory=list)

    @property
    def left(self) -> pd.DataFrame:
        """The parts that no tour brings, under their numbers."""
        return self.task.parts.drop(index=served(self.tours))


def served(tours: Sequence[Tour]) -> list[int]:
    """Return the parts that the tours bring."""
    return [part for tour in tours for trip in tour.trips for part in trip]


def plan_tours(ground: Ground, reach: Reach, amounts: pd.DataFrame, vehicles: Sequence[Vehicle], effort: Effort) -> Day:
    """Plan one day.

    Vehicles of transfer points are first given what they would bring were the goods there early; then vehicles of other
    places are given the trips that bring those goods, as early as they can; then all is planned anew around these
    trips, with each part leaving a transfer point when its goods are there.

    Parameters
    ----------
    amounts
        What of each stop is still to be brought (:func:`analytics.delivery.parts.amounts_of`, or less).
    vehicles
        Every vehicle of the day, with the time from which it is free.
    """
    parts = split_stops(ground, reach, amounts).assign(via=DIRECT, release_min=0.0)
    free = {(one.kind, one.number): one for one in vehicles}
    feeds = Feeds(ground, free)
    if any(ground.kinds[one.kind].is_second for one in vehicles) and len(parts):
        parts = _through_transfers(ground, reach, parts, feeds, effort)
    task = Task(ground, slots_of(ground, list(feeds.vehicles.values())), parts)
    tours = fill(task, solve(task, seed=effort.seed, stop=effort.stop()))
    tours = _priority_first(task, tours, effort)
    task, tours = _direct_rest(task, tours)
    return Day(task, tours, feeds.trips)


def slots_of(ground: Ground, vehicles: Sequence[Vehicle]) -> list[Slot]:
    """Return the vehicles as slots: those that are free all day together, each of the others on its own."""
    slots, whole = [], dict.fromkeys(range(len(ground.kinds)), 0)
    for one in vehicles:
        kind = ground.kinds[one.kind]
        if one.free_min <= kind.start_min and one.trips_left == kind.max_trips:
            whole[one.kind] += 1
        elif one.trips_left > 0 and one.free_min < kind.end_min:
            slots.append(Slot(one.kind, 1, one.free_min, one.trips_left, f"{kind.key}-{one.number}"))
    return [
        Slot(row, n, ground.kinds[row].start_min, ground.kinds[row].max_trips) for row, n in whole.items() if n
    ] + slots


def _through_transfers(ground: Ground, reach: Reach, parts: pd.DataFrame, feeds: Feeds, effort: Effort) -> pd.DataFrame:
    """Return the parts with where and when their goods wait; the trips that bring them there are put into ``feeds``."""
    ready_min = reach.ready_min[:, parts["stop"].to_numpy(np.intp)]
    is_second = np.array([kind.is_second for kind in ground.kinds])
    ready_min = np.where(is_second[:, None], ready_min, 0.0)
    slots = slots_of(ground, list(feeds.vehicles.values()))
    task = Task(ground, slots, parts.assign(via=ANYWHERE), ready_min)
    extra_m = {row: _feed_m(ground, row, parts) for row in np.flatnonzero(is_second).tolist()}
    stop = effort.stop(FIRST_SHARE, may_end=False)
    tours = fill(task, solve(task, seed=effort.seed, stop=stop, extra_m=extra_m))
    via, order = _wishes(task, tours, reach)
    release_min = np.zeros(len(parts))
    for number in order:
        depot, part = int(via[number]), parts.loc[number]
        needed_min = needed_by_min(ground, reach.can, part, depot)
        release_min[number] = feeds.bring(part, int(number), depot, needed_min)
        if np.isinf(release_min[number]):
            via[number], release_min[number] = DIRECT, 0.0
    return parts.assign(via=via, release_min=release_min)


def _feed_m(ground: Ground, row: int, parts: pd.DataFrame) -> Floats:
    """Return for each part the metres, weighed as those of the kind, that bringing it to the kind's depot takes."""
    feeders = ground.feeders[ground.kinds[row].depot]
    if not feeders:
        return np.zeros(len(parts))
    feeder = ground.kinds[feeders[0]]
    share = parts["load_kg"].to_numpy(float) / feeder.capacity_kg
    share = np.maximum(share, parts["parcel_count"].to_numpy() / feeder.capacity_parcels)
    price = ground.price_per_m(feeders[0]) / max(ground.price_per_m(row), 1e-9)
    return share * ground.round_trip_m(feeders[0], ground.kinds[row].depot) * price


def _wishes(task: Task, tours: Sequence[Tour], reach: Reach) -> tuple[NDArray[np.int_], list[int]]:
    """Return the transfer point of each part (``DIRECT`` for none), and the parts of these in the order of their need.

    What no tour brings goes directly if any vehicle can, else over the first transfer point that serves it.
    """
    ground, parts = task.ground, task.parts
    via = np.full(len(parts), DIRECT)
    early: dict[int, float] = {}
    filler = _Filler(task, np.zeros(len(parts), dtype=bool))
    for tour in tours:
        slot = task.slots[tour.slot]
        now = slot.start_min
        for trip in tour.trips:
            if ground.kinds[slot.kind].is_second:
                via[list(trip)] = ground.kinds[slot.kind].depot
                early.update(dict.fromkeys(trip, now))
            now = filler.drive(slot, trip, now)
    order = sorted(early, key=lambda part: (early[part], part))
    is_second = np.array([kind.is_second for kind in ground.kinds])
    can = reach.can[:, parts["stop"].to_numpy(np.intp)]
    waiting = np.setdiff1d(np.arange(len(parts)), served(tours))
    lost = [part for part in worth(task) if part in set(waiting) and not can[~is_second, part].any()]
    for part in lost:
        via[part] = ground.kinds[int(np.flatnonzero(can[:, part])[0])].depot
    return via, order + lost


def _priority_first(task: Task, tours: list[Tour], effort: Effort) -> list[Tour]:
    """Return tours in which no part with priority families waits that a plan for them alone would have brought."""
    priority = task.priority > 0
    brought = np.zeros(len(task.parts), dtype=bool)
    brought[served(tours)] = True
    if (brought | ~priority).all() or not (brought & ~priority).any():
        return tours
    numbers = np.flatnonzero(priority)
    only = replace(task, parts=task.parts.iloc[numbers].reset_index(drop=True))
    first = fill(only, solve(only, seed=effort.seed, stop=effort.stop(FIRST_SHARE)))
    first = [replace(tour, trips=tuple(tuple(int(numbers[p]) for p in trip) for trip in tour.trips)) for tour in first]
    start = fill(task, first)
    longer = fill(task, solve(task, seed=effort.seed, stop=effort.stop(FIRST_SHARE), start=start))
    return max((tours, start, longer), key=lambda found: _served_counts(task, found))


def _served_counts(task: Task, tours: Sequence[Tour]) -> tuple[int, int]:
    """Return how many priority families and how many families the tours serve."""
    numbers = served(tours)
    return int(task.priority[numbers].sum()), int(task.families[numbers].sum())


def _direct_rest(task: Task, tours: list[Tour]) -> tuple[Task, list[Tour]]:
    """Let what was to go over a transfer point, and is left over, go directly where a vehicle still can."""
    via = task.via.copy()
    rest = np.setdiff1d(np.flatnonzero(via != DIRECT), served(tours))
    if not len(rest):
        return task, tours
    via[rest] = DIRECT
    release_min = np.where(via == DIRECT, 0.0, task.release_min)
    task = replace(task, parts=task.parts.assign(via=via, release_min=release_min))
    return task, fill(task, tours)
