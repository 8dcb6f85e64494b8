"""Where the next service points should stand: p-median and maximal covering, those that stand already kept.

What a solver says is never taken for granted: binaries are rounded, and the objective is worked out again from the
data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, hstack, vstack

from analytics.access.median import Found, p_median_cost
from geo.progress import Progress, silent

Numbers = NDArray[np.float64]
MEDIAN, COVER = "p_median", "mclp"
MODELS = {MEDIAN: "Waktu tempuh terkecil (p-median)", COVER: "Keluarga terjangkau terbanyak (MCLP)"}
NO_WAY_MIN = 24 * 60.0
"""A family without a way, or one still longer, counts as so many minutes in the p-median."""
HIGHS_PAIRS = 3_000
"""Up to so many useful pairs of settlement and place the p-median goes to HiGHS, above to
:mod:`analytics.access.median`."""
TIME_LIMIT_S = 60.0
_PROVEN = 1e-6
"""A gap this small, as a share of the objective, is none: HiGHS' own tolerance."""
_ROUND = 0.5


@dataclass(frozen=True)
class Siting:
    """Where new points should stand.

    ``chosen``: positions of the candidates, ascending; fewer than asked where more would bring nothing. ``objective``:
    p-median: family-minutes one way (lower is better); maximal covering: families within the limit (higher).
    ``before``: the same without new points. ``bound``: what no choice can beat; ``gap_pct``: how far the objective may
    be from it, in per cent; ``is_proven``: nothing better exists.
    """

    model: str
    chosen: tuple[int, ...]
    objective: float
    before: float
    bound: float
    family_count: float

    @property
    def gap_pct(self) -> float:
        """The gap between objective and bound, in per cent of the objective."""
        return 100.0 * abs(self.objective - self.bound) / max(abs(self.objective), 1e-12)

    @property
    def is_proven(self) -> bool:
        """Whether the choice is proven to be the best."""
        return self.gap_pct <= 100.0 * _PROVEN

    @property
    def sentence(self) -> str:
        """Say how sure the result is."""
        if self.is_proven:
            return "terbukti optimal"
        gap = f"{self.gap_pct:.2f}".replace(".", ",")
        return f"belum terbukti optimal: paling jauh {gap} % dari yang terbaik"


def p_median(
    minutes: ArrayLike,
    weight: ArrayLike,
    count: int,
    *,
    existing_min: ArrayLike | None = None,
    no_way_min: float = NO_WAY_MIN,
    time_limit_s: float = TIME_LIMIT_S,
    highs_pairs: int = HIGHS_PAIRS,
    progress: Progress = silent,
) -> Siting:
    """Return where ``count`` new points make the sum of families times minutes smallest.

    Each settlement goes to its nearest point, old or new.

    Parameters
    ----------
    minutes
        Settlements × candidate places, one way, ``inf`` where there is no way.
    weight
        Families of each settlement.
    existing_min
        Minutes of each settlement to the nearest point that stands already; ``None``: there is none.
    no_way_min
        What a family without a way counts as; longer ways count as so many minutes too.
    time_limit_s
        Then the best known is returned, "belum terbukti optimal".
    highs_pairs
        See :data:`HIGHS_PAIRS`.

    Notes
    -----
    Hakimi (1964), doi 10.1287/opre.12.3.450; the formulation for HiGHS: ReVelle & Swain (1970).
    """
    cost, base, people = _costs(minutes, weight, existing_min, no_way_min)
    asked = min(max(count, 0), cost.shape[1])
    useful = int((cost < base[:, None]).sum())
    if useful <= highs_pairs:
        found = _median_by_highs(cost, base, asked, time_limit_s)
    else:
        found = p_median_cost(
            np.ascontiguousarray(cost.T), base, asked, time_limit_s=time_limit_s,
            report=lambda best, bound: progress(min(bound / best, 1.0) if best else 1.0, "membuktikan pilihan terbaik"),
        )  # fmt: skip
    chosen = _needed(found.chosen, lambda some: -float(_least(cost, base, some).sum()))
    total = float(_least(cost, base, chosen).sum())
    return Siting(MEDIAN, chosen, total, float(base.sum()), min(found.bound, total), float(people.sum()))


def max_cover(
    minutes: ArrayLike,
    weight: ArrayLike,
    count: int,
    *,
    limit_min: float,
    existing_min: ArrayLike | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> Siting:
    """Return where ``count`` new points bring most families within ``limit_min`` of a point, old or new.

    Parameters as in :func:`p_median`.

    Notes
    -----
    Church & ReVelle (1974), doi 10.1007/BF01942293. Settlements that the same candidates reach are one row.
    """
    times, people = np.asarray(minutes, dtype=float), np.asarray(weight, dtype=float)
    existing = np.full(len(people), np.inf) if existing_min is None else np.asarray(existing_min, dtype=float)
    is_in = existing <= limit_min
    covers = (times <= limit_min) & ~is_in[:, None]
    before = float(people[is_in].sum())
    sets, number = np.unique(covers, axis=0, return_inverse=True)
    gain = np.bincount(number.ravel(), weights=people, minlength=len(sets))
    worth = sets.any(axis=1) & (gain > 0)
    sets, gain = sets[worth], gain[worth]
    asked = min(max(count, 0), times.shape[1])
    if not len(sets) or not asked:
        return Siting(COVER, (), before, before, before, float(people.sum()))
    chosen, bound = _cover_by_highs(sets, gain.astype(float), asked, time_limit_s)
    chosen = _needed(chosen, lambda some: float(people[covers[:, list(some)].any(axis=1)].sum()))
    total = before + float(people[covers[:, list(chosen)].any(axis=1)].sum())
    return Siting(COVER, chosen, total, before, max(before + bound, total), float(people.sum()))


def curve(
    minutes: ArrayLike,
    weight: ArrayLike,
    most: int,
    *,
    model: str,
    limit_min: float,
    existing_min: ArrayLike | None = None,
    time_limit_s: float = TIME_LIMIT_S,
    progress: Progress = silent,
) -> list[Siting]:
    """Return the best choice for each number of new points from 1 to ``most``.

    Each is the best for itself: the places of a smaller number need not be among those of a larger one.

    ``limit_min``: of the maximal covering. It ends early where another point brings nothing.
    """
    found: list[Siting] = []
    for count in range(1, most + 1):
        progress((count - 1) / most, f"mencari letak {count} titik")
        if model == MEDIAN:
            found.append(p_median(minutes, weight, count, existing_min=existing_min, time_limit_s=time_limit_s))
        else:
            found.append(
                max_cover(
                    minutes, weight, count, limit_min=limit_min, existing_min=existing_min, time_limit_s=time_limit_s
                )
            )
        if len(found[-1].chosen) < count:
            break
    return found


def curve_frame(found: list[Siting]) -> pd.DataFrame:
    """Return what each additional point brings.

    One row per number of new points, from 0: ``count``, ``objective``, ``gain`` against the row before, ``mean_min``
    (of the p-median: minutes per family) or ``covered_pct`` (of the maximal covering), ``is_proven``, ``gap_pct``.
    """
    if not found:
        return pd.DataFrame(columns=["count", "objective", "gain", "mean_min", "covered_pct", "is_proven", "gap_pct"])
    first = found[0]
    rows = [(0, first.before, True, 0.0)]
    rows += [(number, one.objective, one.is_proven, one.gap_pct) for number, one in enumerate(found, 1)]
    table = pd.DataFrame(rows, columns=["count", "objective", "is_proven", "gap_pct"])
    sign = -1.0 if first.model == MEDIAN else 1.0
    share = table["objective"] / first.family_count if first.family_count else np.nan
    return table.assign(
        gain=sign * table["objective"].diff(),
        mean_min=share if first.model == MEDIAN else np.nan,
        covered_pct=np.nan if first.model == MEDIAN else 100.0 * share,
    )


# --- p-median ---


def _costs(
    minutes: ArrayLike, weight: ArrayLike, existing_min: ArrayLike | None, no_way_min: float
) -> tuple[Numbers, Numbers, Numbers]:
    """Return family-minutes to each candidate, those without any, and the families."""
    times, people = np.asarray(minutes, dtype=float), np.asarray(weight, dtype=float)
    existing = np.full(len(people), np.inf) if existing_min is None else np.asarray(existing_min, dtype=float)
    base = people * np.minimum(existing, no_way_min)
    return np.minimum(people[:, None] * np.minimum(times, no_way_min), base[:, None]), base, people


def _least(cost: Numbers, base: Numbers, chosen: tuple[int, ...]) -> Numbers:
    return np.minimum(base, cost[:, list(chosen)].min(axis=1)) if chosen else base


def _median_by_highs(cost: Numbers, base: Numbers, count: int, time_limit_s: float) -> Found:
    """Return the p-median by HiGHS: how much each pair saves against no new point."""
    saving = base[:, None] - cost
    rows, columns = np.nonzero(saving > 0)
    pairs, (people, places) = len(rows), cost.shape
    if not pairs or not count:
        return Found((), float(base.sum()), float(base.sum()), 0)
    each = np.arange(pairs)
    ones = np.ones(pairs)
    once = hstack([coo_array((people, places)), coo_array((ones, (rows, each)), shape=(people, pairs))])
    open_first = hstack([coo_array((-ones, (each, columns)), shape=(pairs, places)), coo_array((ones, (each, each)))])
    few = coo_array((np.ones(places), (np.zeros(places, int), np.arange(places))), shape=(1, places + pairs))
    limits = np.concatenate([np.ones(people), np.zeros(pairs), [float(count)]])
    gains = np.concatenate([np.zeros(places), saving[rows, columns]])
    chosen, most = _by_highs(gains, vstack([once, open_first, few]), limits, places, count, time_limit_s)
    return Found(chosen, float(_least(cost, base, chosen).sum()), float(base.sum()) - most, 0)


# --- maximal covering ---


def _cover_by_highs(
    sets: NDArray[np.bool_], gain: Numbers, count: int, time_limit_s: float
) -> tuple[tuple[int, ...], float]:
    groups, places = sets.shape
    reach = hstack([coo_array(-sets.astype(float)), coo_array(np.eye(groups))])
    few = coo_array((np.ones(places), (np.zeros(places, int), np.arange(places))), shape=(1, places + groups))
    limits = np.concatenate([np.zeros(groups), [float(count)]])
    return _by_highs(
        np.concatenate([np.zeros(places), gain]), vstack([reach, few]), limits, places, count, time_limit_s
    )


def _by_highs(
    gains: Numbers, matrix: coo_array, limits: Numbers, places: int, count: int, time_limit_s: float
) -> tuple[tuple[int, ...], float]:
    """Return the places chosen, binaries rounded, and the most that any choice can gain."""
    is_binary = np.concatenate([np.ones(places), np.zeros(len(gains) - places)])
    result: OptimizeResult = milp(
        -gains,
        integrality=is_binary,
        bounds=Bounds(0.0, 1.0),
        constraints=LinearConstraint(matrix.tocsr(), -np.inf, limits),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )
    most = float(gains.sum()) if result.mip_dual_bound is None else -float(result.mip_dual_bound)
    if result.x is None:
        return (), most
    likely = np.argsort(-result.x[:places], kind="stable")[:count]  # never more than were asked for
    return tuple(sorted(int(place) for place in likely if result.x[place] > _ROUND)), most


def _needed(chosen: tuple[int, ...], worth: Callable[[tuple[int, ...]], float]) -> tuple[int, ...]:
    """Leave away places without which nothing is lost."""
    kept = sorted(chosen)
    for place in chosen:
        rest = [one for one in kept if one != place]
        if worth(tuple(rest)) >= worth(tuple(kept)):
            kept = rest
    return tuple(kept)
