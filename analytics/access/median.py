"""The p-median problem solved to the proven optimum: Lagrangian bounds, and branching where they leave a choice.

HiGHS alone is too slow here: of 2,000 settlements × 100 places, p = 10, the plain formulation still had a gap of more
than 1,000 % after a minute, and the one by radii took minutes. The bound of the Lagrangian relaxation (Cornuejols,
Fisher & Nemhauser 1977, doi 10.1287/mnsc.23.8.789) lies within a per cent of the optimum at once, and so few places
remain that branching ends in seconds. ``tests/analytics/access`` holds it against brute force and against HiGHS.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
ROOT_STEPS, NODE_STEPS = 600, 80
"""Steps of the subgradient method at the root, and at each branch."""
STARTS = 12
"""So many random beginnings of the interchange heuristic, besides the greedy one."""
PROVEN = 1e-9
"""A gap this small, as a share of the objective, is none."""
_STALL, _LEAST_SCALE = 12, 5e-3
"""After so many steps without a better bound they are halved; steps this short end the search for bounds."""
Report = Callable[[float, float], None]


@dataclass
class Found:
    """The best places known (positions), their cost, and the proven lower bound of every cost."""

    chosen: tuple[int, ...]
    cost: float
    bound: float
    node_count: int


@dataclass
class _Node:
    """A part of the problem: what is open already lies in ``base``; ``free`` may still be opened, ``left`` of them."""

    base: Numbers
    opened: tuple[int, ...]
    free: NDArray[np.intp]
    left: int
    prices: Numbers
    bound: float = field(default=-np.inf)


def p_median_cost(
    cost: Numbers, base: Numbers, count: int, *, seed: int = 0, time_limit_s: float = 60.0, report: Report | None = None
) -> Found:
    """Return the ``count`` places (or fewer) for which the sum of the least costs is smallest.

    Parameters
    ----------
    cost
        m × n, finite: what each of n clients costs when served by each of m places.
    base
        n: what each costs without any of them.
    seed
        Of the random beginnings of the heuristic; the optimum does not depend on it, ties may.
    time_limit_s
        Afterwards the best known is returned; its ``bound`` then lies below its ``cost``.
    report
        Told the cost and the bound now and then.

    Notes
    -----
    Upper bounds: interchange (Teitz & Bart 1968, doi 10.1287/opre.16.5.955).
    """
    stop_at = time.monotonic() + time_limit_s
    cost = np.minimum(cost, base)
    best = _heuristic(cost, base, count, np.random.default_rng(seed))
    whole = np.flatnonzero((cost < base).any(axis=1))
    if len(whole) <= count:
        every = tuple(whole.tolist())
        total = float(_served(cost, base, every).sum())
        return Found(every, total, total, 0)
    root = _Node(base, (), whole, count, np.minimum(base, np.median(cost[whole], axis=0)))
    best, share = _bounded(cost, root, best, ROOT_STEPS)
    waiting, done, lowest = [(root, share)], 0, root.bound
    while waiting:
        waiting.sort(key=lambda pair: -pair[0].bound)  # the most promising last
        lowest = waiting[-1][0].bound
        if report is not None:
            report(best[0], min(lowest, best[0]))
        if lowest >= best[0] * (1 - PROVEN) or time.monotonic() > stop_at:
            break
        node, share = waiting.pop()
        done += 1
        for child in _children(cost, node, share):
            best, child_share = _bounded(cost, child, best, NODE_STEPS)
            if child.bound < best[0] * (1 - PROVEN):
                waiting.append((child, child_share))
    bound = min(best[0], lowest) if waiting else best[0]
    is_proven = bound >= best[0] * (1 - PROVEN)
    return Found(tuple(sorted(best[1])), best[0], best[0] if is_proven else bound, done)


Best = tuple[float, tuple[int, ...]]


def _served(cost: Numbers, base: Numbers, chosen: tuple[int, ...]) -> Numbers:
    """Return the cost of each client once the places chosen are open."""
    return np.minimum(base, cost[list(chosen)].min(axis=0)) if chosen else base


def _heuristic(cost: Numbers, base: Numbers, count: int, rng: np.random.Generator) -> Best:
    """Return the best of several beginnings, each improved by interchange."""
    count = min(count, len(cost))
    starts = [_greedy(cost, base, count)]
    starts += [tuple(rng.choice(len(cost), count, replace=False).tolist()) for _ in range(STARTS if count else 0)]
    return min((_interchanged(cost, base, start) for start in starts), key=lambda best: best[0])


def _greedy(cost: Numbers, base: Numbers, count: int) -> tuple[int, ...]:
    chosen: list[int] = []
    now = base
    for _ in range(count):
        chosen.append(int(np.minimum(cost, now).sum(axis=1).argmin()))
        now = np.minimum(now, cost[chosen[-1]])
    return tuple(chosen)


def _interchanged(cost: Numbers, base: Numbers, start: tuple[int, ...]) -> Best:
    """Exchange one place for another as long as that helps."""
    chosen = list(start)
    total = float(_served(cost, base, tuple(chosen)).sum())
    while True:
        trials = []
        for position in range(len(chosen)):
            rest = tuple(chosen[:position] + chosen[position + 1 :])
            sums = np.minimum(cost, _served(cost, base, rest)).sum(axis=1)
            trials.append((float(sums.min()), position, int(sums.argmin())))
        least = min(trials, default=(total, 0, 0))
        if least[0] >= total * (1 - PROVEN):
            return total, tuple(chosen)
        total, chosen[least[1]] = least[0], least[2]


def _bounded(cost: Numbers, node: _Node, best: Best, steps: int) -> tuple[Best, Numbers]:
    """Raise the bound of a node and drop places that no better solution has.

    Returns the best known and how often each place still free was among the best of the relaxation.
    """
    if node.left == 0 or not len(node.free):
        total = float(node.base.sum())
        node.bound = total
        return (min(best, (total, node.opened)), np.zeros(len(node.free)))
    here = np.minimum(cost[node.free], node.base)
    prices, top = node.prices.copy(), -np.inf
    count = min(node.left, len(node.free))
    kept_prices, kept_saving = prices, np.zeros(len(here))
    often, scale, stall = np.zeros(len(here)), 1.5, 0
    for step in range(steps):
        saving = np.minimum(here - prices, 0.0).sum(axis=1)
        chosen = np.argpartition(saving, count - 1)[:count]
        value = float(prices.sum() + saving[chosen].sum() + np.minimum(node.base - prices, 0.0).sum())
        often *= 0.97
        often[chosen] += 0.03
        if value > top + 1e-7 * abs(value):
            top, kept_prices, kept_saving, stall = value, prices, saving, 0
        else:
            top, stall = max(top, value), stall + 1
        served = here[chosen]
        if step % 5 == 0:
            total = float(np.minimum(node.base, served.min(axis=0)).sum())
            best = min(best, (total, (*node.opened, *node.free[chosen].tolist())))
        if top >= best[0] * (1 - PROVEN):
            break
        if stall >= _STALL:
            scale, stall, prices = scale / 2, 0, kept_prices
            if scale < _LEAST_SCALE:
                break
        wanted = 1.0 - (served < prices).sum(axis=0) - (node.base < prices)
        length = float(wanted @ wanted)
        if length == 0.0:
            break
        prices = np.clip(prices + scale * (1.0005 * best[0] - value) / length * wanted, 0.0, node.base)
    node.bound, node.prices = max(node.bound, top), kept_prices
    ordered = np.sort(kept_saving)
    last_in = ordered[count - 1]
    value = float(kept_prices.sum() + ordered[:count].sum() + np.minimum(node.base - kept_prices, 0.0).sum())
    stays = (kept_saving <= last_in) | (value + kept_saving - last_in < best[0] * (1 - PROVEN))
    node.free = node.free[stays]
    return best, often[stays]


def _children(cost: Numbers, node: _Node, often: Numbers) -> list[_Node]:
    """Open, or close, the free place about which the relaxation is least sure."""
    at = int(np.abs(often / max(float(often.max()), PROVEN) - 0.6).argmin())
    place, rest = int(node.free[at]), np.delete(node.free, at)
    base = np.minimum(node.base, cost[place])
    opened = _Node(base, (*node.opened, place), rest, node.left - 1, np.minimum(node.prices, base), node.bound)
    closed = _Node(node.base, node.opened, rest, node.left, node.prices, node.bound)
    return [opened, closed]
