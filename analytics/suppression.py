"""Small counts in published tables: hidden, and with them enough others that nobody can work them out.

A count below :data:`LIMIT` may point at a family. In a table with totals hiding it alone is no help: total minus the
rest tells it. So further counts are hidden (complementary suppression) until, for every small count, what is published
says no more than that it is below the limit. Totals, subtotals per kecamatan, and columns that add up to other columns
(families = poor + not poor, poor = served + unserved) all are equations a reader may solve.

Two decisions:

* **Zero counts as small.** "0 not served" of 7 poor families says that all 7 are served, "0 not poor" that every family
  of the desa is poor: a share of 0 or 100 % tells something of each family in it. Rows without any family at all are no
  counts but "tidak ada data"; they are to be left out before.
* **A share is published only where both its counts are**, so it tells nothing new.

The method is that of Kelly, Golden & Assad (1992), "Cell suppression: disclosure protection for sensitive tabular
data", Networks 22: for each small count the cheapest other table that a reader could not tell from the true one, in
which the count is 0; and one in which it is as large as a small count can be. What differs between them is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

LIMIT = 5
TOTAL = "JUMLAH"
"""Index of the row that sums all others."""
_LEVEL_COST = (1.0, 6.0, 30.0)
"""Cost of hiding a count of a desa, of a kecamatan, of the whole: a reader misses totals most."""
HIDDEN_COST = 1e-4
"""Cost of changing a count that is hidden already."""
_WHOLE = 1e-6


@dataclass(frozen=True, eq=False)
class Suppressed:
    """A table to be published.

    ``counts``: rows of the table, then one per group (if there are several), then :data:`TOTAL`; ``Int64``, missing
    where hidden. ``is_small``: which counts were small; ``is_hidden``: those and the ones hidden with them.
    """

    counts: pd.DataFrame
    is_small: pd.DataFrame
    is_hidden: pd.DataFrame
    limit: int

    def share(self, part: str, whole: str) -> pd.Series:
        """Return one column in percent of another; missing where a count of them is hidden or the whole is 0."""
        wholes = self.counts[whole].astype("Float64")
        return 100.0 * self.counts[part].astype("Float64") / wholes.mask(wholes == 0)


@dataclass(frozen=True, eq=False)
class _System:
    """Counts as one vector ``x`` and the equations ``A x = 0`` that a reader knows."""

    counts: NDArray[np.float64]
    equations: sparse.csr_array
    costs: NDArray[np.float64]
    near: list[NDArray[np.intp]]
    """For each count those among which its other table is looked for first: its own kecamatan."""


def suppress(
    table: pd.DataFrame,
    *,
    relations: Mapping[str, Sequence[str]],
    groups: pd.Series | None = None,
    limit: int = LIMIT,
) -> Suppressed:
    """Return ``table`` with its totals, without the counts that could point at a family.

    Parameters
    ----------
    table
        One row per desa, counts ≥ 0. Differences that a reader can compute belong in it too (not poor = families −
        poor), printed or not.
    relations
        Column → the columns that add up to it, in every row.
    groups
        Kecamatan of each row (same index), for subtotals; ``None``: no subtotals.
    limit
        Counts below it are small.

    Raises
    ------
    ValueError
        Parts do not add up to their whole, or a count is negative.
    """
    whole, level = _with_totals(table, groups)
    counts = whole.to_numpy(dtype=float)
    if (counts < 0).any():
        raise ValueError("a count is negative")
    for name, parts in relations.items():
        if not whole[name].eq(whole[list(parts)].sum(axis=1)).all():
            raise ValueError(f"{name} is not the sum of {', '.join(parts)}")
    system = _System(
        counts.ravel(), _equations(whole, groups, relations), _costs(counts, level).ravel(), _near(whole, groups)
    )  # fmt: skip
    is_small = counts < limit
    hidden = _hide(system, is_small.ravel(), float(limit - 1)).reshape(counts.shape)
    as_frame = {"index": whole.index, "columns": whole.columns}
    return Suppressed(
        whole.astype("Int64").mask(pd.DataFrame(hidden, **as_frame)),
        pd.DataFrame(is_small, **as_frame),
        pd.DataFrame(hidden, **as_frame),
        limit,
    )


def _with_totals(table: pd.DataFrame, groups: pd.Series | None) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """Return the table with its subtotals and total below it, and the level of each row: 0 desa, 1 group, 2 all."""
    own = table.astype("int64")
    parts = [own] if groups is None or groups.nunique() < 2 else [own, own.groupby(groups, sort=True).sum()]  # noqa: PLR2004
    whole = pd.DataFrame([own.sum()], index=[TOTAL])
    level = np.repeat([0, 1, 2] if len(parts) > 1 else [0, 2], [*map(len, parts), 1])
    return pd.concat([*parts, whole]), level


def _costs(counts: NDArray[np.float64], level: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return what hiding costs: more for totals, a little more for large counts."""
    return (1 + np.log1p(counts)) * np.asarray(_LEVEL_COST)[level][:, None]


def _near(whole: pd.DataFrame, groups: pd.Series | None) -> list[NDArray[np.intp]]:
    """Return for each count, row by row, the counts of the desa of its group; for totals all."""
    numbers = np.arange(whole.size).reshape(whole.shape)
    own = pd.Series("", index=whole.index) if groups is None else groups.reindex(whole.index).fillna("")
    of_group = {name: numbers[(own == name).to_numpy()].ravel() for name in own.unique() if name}
    return [of_group.get(name, numbers.ravel()) for name in own for _ in range(whole.shape[1])]


def _equations(
    whole: pd.DataFrame, groups: pd.Series | None, relations: Mapping[str, Sequence[str]]
) -> sparse.csr_array:
    """Return the equations that hold in the table: totals of each column, relations in each row."""
    rows, columns = whole.shape
    place = {name: number for number, name in enumerate(whole.columns)}
    across = [{place[name]: 1.0, **{place[part]: -1.0 for part in parts}} for name, parts in relations.items()]
    by_row = sparse.kron(sparse.eye_array(rows), _dense(across, columns))
    by_column = sparse.kron(_dense(_sums(whole, groups), rows), sparse.eye_array(columns))
    return sparse.csr_array(sparse.vstack([by_row, by_column]))


def _dense(entries: list[dict[int, float]], width: int) -> sparse.csr_array:
    made = np.zeros((len(entries), width))
    for number, entry in enumerate(entries):
        made[number, list(entry)] = list(entry.values())
    return sparse.csr_array(made)


def _sums(whole: pd.DataFrame, groups: pd.Series | None) -> list[dict[int, float]]:
    """Return which rows add up to which: row number → 1 (the sum) or −1 (a part)."""
    last = len(whole) - 1
    count = last if groups is None else len(groups)
    if count == last:
        return [{last: 1.0, **dict.fromkeys(range(last), -1.0)}]
    codes = pd.Categorical(groups.loc[whole.index[:count]], categories=list(whole.index[count:last])).codes  # type: ignore[union-attr]
    of_groups = [
        {group: 1.0, **dict.fromkeys(np.flatnonzero(codes == group - count).tolist(), -1.0)}
        for group in range(count, last)
    ]
    return [*of_groups, {last: 1.0, **dict.fromkeys(range(count, last), -1.0)}]


# --- the cheapest other tables ----------------------------------------------------------------------


def _hide(system: _System, is_small: NDArray[np.bool_], highest: float) -> NDArray[np.bool_]:
    """Return which counts are to be hidden; a small one may then be anything from 0 to ``highest``."""
    hidden = is_small.copy()
    lowest_seen, highest_seen = system.counts.copy(), system.counts.copy()
    for cell in np.flatnonzero(is_small).tolist():
        for goal, seen in ((0.0, lowest_seen), (highest, highest_seen)):
            if abs(seen[cell] - goal) < _WHOLE:
                continue
            other = _other_table(system, hidden, is_small, cell, goal, highest)
            hidden |= np.abs(other - system.counts) > _WHOLE
            np.minimum(lowest_seen, other, out=lowest_seen)
            np.maximum(highest_seen, other, out=highest_seen)
    return hidden


def _other_table(
    system: _System, hidden: NDArray[np.bool_], is_small: NDArray[np.bool_], cell: int, goal: float, highest: float
) -> NDArray[np.float64]:
    """Return the cheapest table that keeps all equations and has ``goal`` in ``cell``; small counts stay small.

    Looked for within the kecamatan first, whose totals then stay as they are; else in the whole table.
    """
    cost = np.where(hidden, HIDDEN_COST, system.costs)
    room = np.where(is_small, highest - system.counts, np.inf), system.counts.copy()
    step = goal - system.counts[cell]
    for cells in (system.near[cell], np.arange(len(cost))):
        up, down = (limit[cells] for limit in room)
        forced = cells == cell
        up[forced], down[forced] = max(step, 0.0), max(-step, 0.0)
        low = np.concatenate([np.where(forced, up, 0.0), np.where(forced, down, 0.0)])
        change = _cheapest(system.equations[:, cells], cost[cells], low, np.concatenate([up, down]))
        if change is not None:
            other = system.counts.copy()
            other[cells] += change
            return other
    raise AssertionError("hiding every count leaves nothing to be worked out")


def _cheapest(
    equations: sparse.csr_array, cost: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Return the cheapest whole-numbered change that keeps the equations; ``None`` where there is none."""
    touched = equations[np.flatnonzero(np.diff(equations.indptr))]
    both = sparse.hstack([touched, -touched], format="csr")
    costs = np.concatenate([cost, cost])
    found = linprog(
        costs, A_eq=both, b_eq=np.zeros(both.shape[0]), bounds=np.column_stack([low, high]), method="highs"
    )  # fmt: skip
    if found.x is not None and np.abs(found.x - np.round(found.x)).max() > _WHOLE:
        kept = LinearConstraint(both, 0, 0)
        found = milp(costs, constraints=kept, bounds=Bounds(low, high), integrality=np.ones(len(costs)))
    return None if found.x is None else np.round(found.x[: len(cost)] - found.x[len(cost) :])
