"""What would bring what is left: worked out by planning it, never promised otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.delivery.clock import MINUTES_PER_HOUR
from analytics.delivery.fill import fill
from analytics.delivery.parts import NO_WAY, TOO_FAR, TOO_HEAVY, Kind
from analytics.delivery.solve import COST_PER_VEHICLE, solve
from geo.progress import Progress, silent
from geo.travel import TravelMatrix

FLEET_USED_UP = "armada tidak cukup"
MAX_DAY_COUNT = 14
MAX_VEHICLE_COUNT = 20


@dataclass(frozen=True)
class Remedy:
    """What serves the parts left over, beside the plan as it is.

    ``day``: for each part the day (2, 3, …) on which the same fleet brings it; 0 where no day was found.
    ``extra``: for each kind of vehicle (its row in the fleet) how many more of it bring all parts on the same
    day; a kind that cannot is not in it.
    """

    day: NDArray[np.intp]
    extra: dict[int, int]


def what_helps(
    left: pd.DataFrame,
    kinds: list[Kind],
    travel: TravelMatrix,
    *,
    seed: int,
    iterations: int,
    max_day_count: int = MAX_DAY_COUNT,
    max_vehicle_count: int = MAX_VEHICLE_COUNT,
    progress: Progress = silent,
) -> Remedy:
    """Plan the parts left over on further days, and with more vehicles of one kind on the same day.

    The counts come from a search: they are enough, though a longer search might need fewer.

    Parameters
    ----------
    left
        Parts (:func:`analytics.delivery.parts.split_stops`) that the plan leaves out, RangeIndex.
    kinds, travel, seed, iterations
        As for :func:`analytics.delivery.solve.solve`.
    max_day_count, max_vehicle_count
        Nothing beyond these is looked for.
    """
    progress(0.0, "Mencari yang membantu")
    days = _days(left, kinds, travel, seed=seed, iterations=iterations, max_day_count=max_day_count)
    extra: dict[int, int] = {}
    for row, kind in enumerate(kinds):
        progress((row + 1) / (len(kinds) + 1), "Mencari yang membantu")
        fleet = [replace(kind, count=min(len(left), max_vehicle_count))]
        price = 100 * COST_PER_VEHICLE  # few vehicles before short ways
        tours = solve(left, fleet, travel, seed=seed, iterations=iterations, vehicle_cost=price)
        tours = fill(tours, left, fleet, travel)
        if sum(len(trip) for tour in tours for trip in tour.trips) == len(left):
            extra[row] = len(tours)
    return Remedy(days, extra)


def _days(
    left: pd.DataFrame,
    kinds: list[Kind],
    travel: TravelMatrix,
    *,
    seed: int,
    iterations: int,
    max_day_count: int,
) -> NDArray[np.intp]:
    day_of = np.zeros(len(left), dtype=np.intp)
    for day in range(2, max_day_count + 1):
        waiting = np.flatnonzero(day_of == 0)
        parts = left.iloc[waiting].reset_index(drop=True)
        tours = fill(solve(parts, kinds, travel, seed=seed, iterations=iterations), parts, kinds, travel)
        done = [part for tour in tours for trip in tour.trips for part in trip]
        if not done:
            break
        day_of[waiting[done]] = day
    return day_of


def leftover_sentences(left: pd.DataFrame, remedy: Remedy, kinds: list[Kind]) -> pd.Series:
    """Return for each part left over what brings it, in Indonesian."""
    more = [f"tambah {count} {kinds[row].label}" for row, count in remedy.extra.items()]
    days = [f"hari ke-{day}" if day else f"lebih dari {MAX_DAY_COUNT} hari" for day in remedy.day]
    told = [", atau ".join([f"{day} dengan armada yang sama", *more]) for day in days]
    return pd.Series(told, index=left.index, dtype=object)


def impossible_sentences(impossible: pd.DataFrame) -> pd.Series:
    """Return for each stop that no vehicle can serve what would change that, in Indonesian."""
    family_kg = np.ceil(impossible["load_kg"] / impossible["family_count"]).astype(int).astype(str)
    known = impossible["needed_min"].fillna(0)
    hours, minutes = np.divmod(np.ceil(known).astype(int), MINUTES_PER_HOUR)
    longer = "jam kerja paling sedikit " + hours.astype(str) + " jam " + minutes.astype(str) + " menit"
    heavier = "kendaraan yang membawa paling sedikit " + family_kg + " kg"
    checked = "periksa letak titik dan jaringan jalannya"
    choices = {TOO_FAR: longer + ", atau kendaraan yang lebih cepat", TOO_HEAVY: heavier}
    sentence = impossible["reason"].map({NO_WAY: checked}).astype(object)
    for reason, text in choices.items():
        sentence = sentence.where(impossible["reason"] != reason, text)
    return sentence
