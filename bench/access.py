"""Where the next points should stand: 2,000 settlements × 100 places, p = 10, beside HiGHS alone and the greedy choice.

HiGHS gets the plain p-median of the same instance for ``RIVAL_S`` seconds: it does not finish, so what is told is how
far from the proven optimum it, and the greedy choice, still are.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from analytics.access.siting import max_cover, p_median

name = "Siting of service points"
PEOPLE, PLACES, NEW_POINTS = 2_000, 100, 10
LIMIT_MIN, RIVAL_S = 20.0, 60.0
Numbers = NDArray[np.float64]


def instance(seed: int) -> tuple[Numbers, Numbers, Numbers]:
    """Return minutes (some ways missing), families, and minutes to points that stand; uniform, the hardest kind."""
    rng = np.random.default_rng(seed)
    home = rng.uniform(0, 100, (PEOPLE, 2))
    site = home[rng.choice(PEOPLE, PLACES, replace=False)]
    minutes = np.hypot(*(home[:, None] - site).transpose(2, 0, 1)) * 1.5
    minutes[rng.random(minutes.shape) < 0.05] = np.inf
    existing = np.where(rng.random(PEOPLE) < 0.1, 20.0, 240.0)
    return minutes, rng.integers(1, 60, PEOPLE).astype(float), existing


def greedy(minutes: Numbers, weight: Numbers, existing: Numbers) -> float:
    """Return the family-minutes when each point is put where it helps most at that moment."""
    now = existing.copy()
    for _ in range(NEW_POINTS):
        now = np.minimum(now, minutes[:, int((weight @ np.minimum(now[:, None], minutes)).argmin())])
    return float(weight @ now)


def run() -> list[str]:
    """Return the lines of the measure."""
    minutes, weight, existing = instance(1)
    start = time.perf_counter()
    ours = p_median(minutes, weight, NEW_POINTS, existing_min=existing, time_limit_s=600)
    ours_s = time.perf_counter() - start
    assert ours.is_proven
    start = time.perf_counter()
    rival = p_median(minutes, weight, NEW_POINTS, existing_min=existing, time_limit_s=RIVAL_S, highs_pairs=minutes.size)
    rival_s = time.perf_counter() - start
    start = time.perf_counter()
    cover = max_cover(minutes, weight, NEW_POINTS, limit_min=LIMIT_MIN, existing_min=existing)
    cover_s = time.perf_counter() - start
    assert cover.is_proven
    told = (rival.objective, greedy(minutes, weight, existing))
    over, greedy_over = (100 * (value / ours.objective - 1) for value in told)
    size = f"{PEOPLE:,} × {PLACES}, p = {NEW_POINTS}"
    times = f"HiGHS alone / ours > {rival_s / ours_s:.1f} ({rival_s:.0f} s, ours {ours_s:.1f} s and proven)"
    left = f"HiGHS stops {over:.2f} % above the optimum with a gap of {rival.gap_pct:.0f} %"
    return [
        f"p-median {size}: {times}",
        f"{left}; the greedy choice is {greedy_over:.2f} % above it",
        f"maximal covering {size}: proven in {cover_s:.1f} s",
    ]
