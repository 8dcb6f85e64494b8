"""The cheapest other tables that a reader could not tell from the true one: what differs between them is hidden.

The method is that of Kelly, Golden & Assad (1992), see :mod:`analytics.suppression`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

HIDDEN_COST = 1e-4
"""Cost of changing a count that is hidden already."""
_WHOLE = 1e-6
_EVERY, _MORE = 30, 2
"""After so many counts asked about one by one all are looked at together; again where that answers for more than 2."""
Room = tuple[NDArray[np.float64], NDArray[np.float64]]
"""How far each count may go up, and down."""


class Exposed(ValueError):
    """A small count can be worked out whatever is hidden now: what was published before tells too much."""


@dataclass(frozen=True, eq=False)
class Joined:
    """Counts of one or more sheets as one vector ``x``, and the equations ``A x = 0`` that a reader knows."""

    names: pd.Index
    counts: NDArray[np.float64]
    equations: sparse.csr_array
    costs: NDArray[np.float64]
    near: list[NDArray[np.intp]]
    """For each count those among which its other table is looked for first: its own kecamatan."""
    places: list[NDArray[np.intp]]
    """For each sheet where its counts, row by row, stand in the vector."""


def hide(
    system: Joined,
    is_known: NDArray[np.bool_],
    start: NDArray[np.bool_],
    is_small: NDArray[np.bool_],
    highest: float,
    *,
    may_grow: bool = False,
) -> NDArray[np.bool_]:
    """Return which counts are to be hidden, those of ``start`` among them; a small one may be anything to ``highest``.

    ``is_known``: shown before; such a count can be hidden no more. ``may_grow``: where no other table keeps the other
    small counts small, one in which they grow will do: nobody is told which of the hidden counts are small.

    Raises
    ------
    Exposed
    """
    hidden = start.copy()
    down = np.where(is_known, 0.0, system.counts)
    room = np.where(is_known, 0.0, np.where(is_small, highest - system.counts, np.inf)), down
    rooms = [room, (np.where(is_known, 0.0, np.inf), down)] if may_grow else [room]
    seen = _Seen(system.counts.copy(), system.counts.copy(), is_small, highest)
    asked = 0
    for cell in np.flatnonzero(is_small).tolist():
        for goal in (0.0, highest):
            if seen.has(cell, goal):
                continue
            if asked % _EVERY == 0:
                _look_around(system, hidden, room, seen)
            asked += 1
            if seen.has(cell, goal):
                continue
            other = _other_table(system, hidden, rooms, cell, goal)
            hidden |= np.abs(other - system.counts) > _WHOLE
            seen.add(other)
    return hidden


@dataclass(frozen=True, eq=False)
class _Seen:
    """The lowest and the highest value of each count in the other tables that were found."""

    lowest: NDArray[np.float64]
    highest: NDArray[np.float64]
    is_small: NDArray[np.bool_]
    top: float

    def has(self, cell: int, goal: float) -> bool:
        return bool(self.highest[cell] > goal - _WHOLE if goal else self.lowest[cell] < _WHOLE)

    def add(self, other: NDArray[np.float64]) -> int:
        """Take another table in; return how many small counts it brought to an end that none had before."""
        left = len(self.left(down=False)) + len(self.left(down=True))
        np.minimum(self.lowest, other, out=self.lowest)
        np.maximum(self.highest, other, out=self.highest)
        return left - len(self.left(down=False)) - len(self.left(down=True))

    def left(self, *, down: bool) -> NDArray[np.intp]:
        """Return the small counts that no table yet had at their end."""
        is_left = self.lowest > _WHOLE if down else self.highest < self.top - _WHOLE
        return np.flatnonzero(is_left & self.is_small)


def _look_around(system: Joined, hidden: NDArray[np.bool_], room: Room, seen: _Seen) -> None:
    """Look for tables that a reader could not tell from the true one, with many small counts at an end at once.

    Nothing more is hidden for them. Not every count is found so; the others are asked about one by one.
    """
    cells = np.flatnonzero(hidden)
    up, down = (limit[cells] for limit in room)
    low, high, equations = np.zeros(2 * len(cells)), np.concatenate([up, down]), system.equations[:, cells]
    gained = True
    while gained:
        gained = False
        for is_down in (False, True):
            wish = np.zeros(len(system.counts))
            wish[seen.left(down=is_down)] = 1.0 if is_down else -1.0
            change = _cheapest(equations, wish[cells], low, high, -wish[cells])
            if change is not None:
                other = system.counts.copy()
                other[cells] += change
                gained |= seen.add(other) > _MORE


def _other_table(
    system: Joined, hidden: NDArray[np.bool_], rooms: list[Room], cell: int, goal: float
) -> NDArray[np.float64]:
    """Return the cheapest table that keeps all equations and has ``goal`` in ``cell``.

    Looked for within the kecamatan first, whose totals then stay as they are, and there among the counts that are
    hidden already (nothing more is hidden then); else in all sheets together. ``rooms``: how far each count may go up
    and down, the narrowest first.

    Raises
    ------
    Exposed
        There is no such table: what is known already tells the count.
    """
    cost = np.where(hidden, HIDDEN_COST, system.costs)
    step = goal - system.counts[cell]
    near = system.near[cell]
    among = (near[hidden[near]], near, np.arange(len(cost)))
    for room, cells in ((room, cells) for room in rooms for cells in among):
        up, down = (limit[cells] for limit in room)
        forced = cells == cell
        up[forced], down[forced] = max(step, 0.0), max(-step, 0.0)
        low = np.concatenate([np.where(forced, up, 0.0), np.where(forced, down, 0.0)])
        change = _cheapest(system.equations[:, cells], cost[cells], low, np.concatenate([up, down]))
        if change is not None:
            other = system.counts.copy()
            other[cells] += change
            return other
    raise Exposed("what is known already tells a small count")


def _cheapest(
    equations: sparse.csr_array,
    cost: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    cost_down: NDArray[np.float64] | None = None,
) -> NDArray[np.float64] | None:
    """Return the cheapest whole-numbered change that keeps the equations; ``None`` where there is none.

    ``cost_down``: what going down costs; as much as going up where it is not told.
    """
    touched = equations[np.flatnonzero(np.diff(equations.indptr))]
    both = sparse.hstack([touched, -touched], format="csr")
    costs = np.concatenate([cost, cost if cost_down is None else cost_down])
    found = linprog(
        costs, A_eq=both, b_eq=np.zeros(both.shape[0]), bounds=np.column_stack([low, high]), method="highs"
    )  # fmt: skip
    if found.x is not None and np.abs(found.x - np.round(found.x)).max() > _WHOLE:
        kept = LinearConstraint(both, 0, 0)
        found = milp(costs, constraints=kept, bounds=Bounds(low, high), integrality=np.ones(len(costs)))
    return None if found.x is None else np.round(found.x[: len(cost)] - found.x[len(cost) :])
