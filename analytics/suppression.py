"""Small counts in published tables: hidden, and with them enough others that nobody can work them out.

A count below :data:`LIMIT` may point at a family. In a table with totals hiding it alone is no help: total minus the
rest tells it. So further counts are hidden (complementary suppression) until, for every small count, what is published
says no more than that it is below the limit. Totals, subtotals per kecamatan, and columns that add up to other columns
(families = poor + not poor, poor = served + unserved) all are equations a reader may solve.

Two decisions, the same for boards, for the page Monev and for reports:

* **Zero counts as small.** "0 not served" of 7 poor families says that all 7 are served, "0 not poor" that every family
  of the desa is poor: a share of 0 or 100 % tells something of each family in it. Were 0 shown, a hidden count would
  say "1 to 4": somebody is left out there. And a board hangs where who reads the pages sees it: a 0 on one of them that
  the other hides is one equation more. Rows without any family at all are no counts but "tidak ada data"; they are to
  be left out before. One exception: where 0 tells nothing of a family (``Sheet.gaps``).
* **A share is published only where both its counts are**, so it tells nothing new.

The method (:mod:`analytics.other_tables`) is that of Kelly, Golden & Assad (1992), "Cell suppression: disclosure
protection for sensitive tabular data", Networks 22: for each small count the cheapest other table that a reader could
not tell from the true one, in which the count is 0; and one in which it is as large as a small count can be. What
differs between them is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analytics.other_tables import Exposed, Joined, hide

__all__ = [
    "LIMIT", "TOTAL", "Earlier", "Exposed", "Sheet", "Suppressed", "suppress", "suppress_beside", "suppress_together",
]  # fmt: skip
LIMIT = 5
TOTAL = "JUMLAH"
"""Index of the row that sums all others."""
_LEVEL_COST = (1.0, 6.0, 30.0)
"""Cost of hiding a count of a desa, of a kecamatan, of the whole: a reader misses totals most."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table and what a reader knows of it.

    Parameters
    ----------
    table
        One row per desa, counts ≥ 0. Differences that a reader can compute belong in it too (not poor = families −
        poor), printed or not. A column of the same name in another sheet counts the same thing.
    relations
        A column, and columns that add up to it in every row.
    groups
        Kecamatan of each row (same index), for subtotals; ``None``: no subtotals.
    unprinted
        Columns that are never printed: they are hidden at no cost, and guarded all the same.
    worth
        How much more than others readers miss the counts of a column.
    unprinted_rows
        Rows of the table that are never printed, as ``unprinted``.
    fixed
        Columns that stay as they are in every other table: what is hidden is so even for who knows these counts.
    gaps
        Columns in which 0 tells nothing of a family: what the lists do not know (families without desil, recipients in
        no list of families), how a place lies (nobody beyond an hour). There 0 is no small count.
    total
        What the row of the sums is called: that of a part of all has another name, for it counts something else.
    """

    table: pd.DataFrame
    relations: Sequence[tuple[str, Sequence[str]]]
    groups: pd.Series | None = None
    unprinted: AbstractSet[str] = frozenset()
    worth: Mapping[str, float] = field(default_factory=dict)
    unprinted_rows: AbstractSet[str] = frozenset()
    fixed: AbstractSet[str] = frozenset()
    gaps: AbstractSet[str] = frozenset()
    total: str = TOTAL

    @cached_property
    def whole(self) -> pd.DataFrame:
        """The table with its subtotals and total below it."""
        return _with_totals(self)[0]


@dataclass(frozen=True, eq=False)
class Earlier:
    """A sheet that was published before; ``is_hidden``: which of its counts (totals with them) were not shown."""

    sheet: Sheet
    is_hidden: pd.DataFrame


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


def suppress(
    table: pd.DataFrame,
    *,
    relations: Mapping[str, Sequence[str]],
    groups: pd.Series | None = None,
    limit: int = LIMIT,
) -> Suppressed:
    """Return ``table`` with its totals, without the counts that could point at a family; see :class:`Sheet`.

    Raises
    ------
    ValueError
        Parts do not add up to their whole, or a count is negative.
    """
    return suppress_beside(Sheet(table, tuple(relations.items()), groups), limit=limit)


def suppress_beside(
    sheet: Sheet, earlier: Sequence[Earlier] = (), *, limit: int = LIMIT, may_grow: bool = False
) -> Suppressed:
    """Return :func:`suppress_together` of one sheet."""
    return suppress_together([sheet], earlier, limit=limit, may_grow=may_grow)[0]


def suppress_together(
    sheets: Sequence[Sheet], earlier: Sequence[Earlier] = (), *, limit: int = LIMIT, may_grow: bool = False
) -> list[Suppressed]:
    """Return sheets to be published together, beside those published before.

    A count of the same column, row and value is the same count: where an earlier sheet has shown it, it stays known;
    where it was hidden, it stays hidden. What is small in any of the sheets stays hidden from who holds them all, and
    if they knew which of the hidden counts are small; with ``may_grow``, or columns ``fixed``, not always then.

    The same question is worked out once (shared: do not change the answer).

    Raises
    ------
    ValueError
        Parts do not add up to their whole, or a count is negative.
    Exposed
        The earlier sheets tell so much that a small count could be worked out.
    """
    return list(_answered(_Asked(tuple(sheets), tuple(earlier), limit, may_grow)))


@dataclass(frozen=True, eq=False)
class _Asked:
    """A question of :func:`suppress_together`: the same as another one where all that it depends on is the same."""

    sheets: tuple[Sheet, ...]
    earlier: tuple[Earlier, ...]
    limit: int
    may_grow: bool

    @cached_property
    def _key(self) -> tuple[object, ...]:
        before = ((_key(each.sheet), each.is_hidden.to_numpy(dtype=bool).tobytes()) for each in self.earlier)
        return tuple(map(_key, self.sheets)), tuple(before), self.limit, self.may_grow

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._key == other._key


def _key(sheet: Sheet) -> tuple[object, ...]:
    table, groups = sheet.table, () if sheet.groups is None else tuple(sheet.groups)
    counts = table.to_numpy(dtype="int64").tobytes()
    relations = tuple((whole, tuple(parts)) for whole, parts in sheet.relations)
    names = tuple(frozenset(each) for each in (sheet.unprinted, sheet.unprinted_rows, sheet.fixed, sheet.gaps))
    worth = tuple(sorted(sheet.worth.items()))
    return tuple(table.index), tuple(table.columns), counts, groups, relations, names, worth, sheet.total


@lru_cache(maxsize=64)
def _answered(asked: _Asked) -> tuple[Suppressed, ...]:
    sheets, earlier, limit = asked.sheets, asked.earlier, asked.limit
    for sheet in sheets:
        _check(sheet)
    shown = {name for each in earlier for name in _names(each.sheet)[~each.is_hidden.to_numpy(dtype=bool).ravel()]}
    beside = _linked(sheets, earlier, shown)
    joined = _joined([*sheets, *(each.sheet for each in beside)])
    is_known = joined.names.isin(list(shown))
    for sheet, places in zip(sheets, joined.places, strict=False):
        is_known[places[_of_columns(sheet, sheet.fixed)]] = True
    start = np.zeros(len(joined.names), bool)
    for each, places in zip(beside, joined.places[len(sheets) :], strict=True):
        start[places[each.is_hidden.to_numpy(dtype=bool).ravel()]] = True
    is_small = (joined.counts < limit) & ~is_known
    for sheet, places in zip(sheets, joined.places, strict=False):
        at = places[_of_columns(sheet, sheet.gaps)]
        is_small[at] &= joined.counts[at] > 0
    start = (is_small | start) & ~is_known
    for sheet, places in zip(sheets, joined.places, strict=False):
        is_row = np.repeat(sheet.whole.index.isin(list(sheet.unprinted_rows)), sheet.whole.shape[1])
        start[places[_of_columns(sheet, sheet.unprinted) | is_row]] = True
    may_grow = asked.may_grow or any(sheet.fixed for sheet in sheets)
    hidden = hide(joined, is_known, start, is_small, float(limit - 1), may_grow=may_grow)
    return tuple(_shown(sheet, hidden[places], limit) for sheet, places in zip(sheets, joined.places, strict=False))


def _of_columns(sheet: Sheet, names: AbstractSet[str]) -> NDArray[np.bool_]:
    """Return which counts, row by row, stand in one of the columns."""
    return np.broadcast_to(sheet.whole.columns.isin(list(names)), sheet.whole.shape).ravel()


def _shown(sheet: Sheet, hidden: NDArray[np.bool_], limit: int) -> Suppressed:
    whole = sheet.whole
    is_hidden = pd.DataFrame(hidden.reshape(whole.shape), index=whole.index, columns=whole.columns)
    return Suppressed(whole.astype("Int64").mask(is_hidden), whole < limit, is_hidden, limit)


def _check(sheet: Sheet) -> None:
    whole = sheet.whole
    if (whole.to_numpy() < 0).any():
        raise ValueError("a count is negative")
    for name, parts in sheet.relations:
        if not whole[name].eq(whole[list(parts)].sum(axis=1)).all():
            raise ValueError(f"{name} is not the sum of {', '.join(parts)}")


def _names(sheet: Sheet) -> NDArray[np.object_]:
    """Return what each count of a sheet, row by row, is called: the same name, the same count."""
    rows, columns = (np.array([str(label) for label in labels], dtype=object) for labels in sheet.whole.axes)
    cells = sheet.whole.astype(str).to_numpy(dtype=object)
    return (columns + "\x1f" + rows[:, None] + "\x1f" + cells).ravel()


def _linked(sheets: Sequence[Sheet], earlier: Sequence[Earlier], shown: AbstractSet[str]) -> list[Earlier]:
    """Return the earlier sheets that share a count with these that nobody has seen, or with one of those."""
    unseen = {name for sheet in sheets for name in _names(sheet)} - shown
    left, linked = list(earlier), []
    while found := [each for each in left if not unseen.isdisjoint(_names(each.sheet))]:
        linked += found
        left = [each for each in left if each not in found]
        unseen |= {name for each in found for name in _names(each.sheet)} - shown
    return linked


def _joined(sheets: Sequence[Sheet]) -> Joined:
    """Return the counts of all sheets, those that count the same once, with every equation."""
    each_named = [_names(sheet) for sheet in sheets]
    numbers, known = pd.factorize(np.concatenate(each_named))
    places = np.split(numbers, np.cumsum([len(names) for names in each_named])[:-1])
    counts, costs = np.zeros(len(known)), np.zeros(len(known))
    near: list[NDArray[np.intp]] = [np.empty(0, np.intp)] * len(known)
    equations = []
    for sheet, place in zip(reversed(sheets), reversed(places), strict=True):  # the first has the last word
        counts[place], costs[place] = sheet.whole.to_numpy(dtype=float).ravel(), _costs(sheet).ravel()
        for variable, cells in zip(place.tolist(), _near(sheet.whole, sheet.groups), strict=True):
            near[variable] = place[cells]
        spread = sparse.csr_array((np.ones(place.size), (np.arange(place.size), place)), shape=(place.size, len(known)))
        equations.append(_equations(sheet.whole, sheet.groups, sheet.relations) @ spread)
    return Joined(pd.Index(known), counts, sparse.csr_array(sparse.vstack(equations)), costs, near, places)


def _with_totals(sheet: Sheet) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """Return the table with its subtotals and total below it, and the level of each row: 0 desa, 1 group, 2 all."""
    own, groups = sheet.table.astype("int64"), sheet.groups
    parts = [own] if groups is None or groups.nunique() < 2 else [own, own.groupby(groups, sort=True).sum()]  # noqa: PLR2004
    whole = pd.DataFrame([own.sum()], index=[sheet.total])
    level = np.repeat([0, 1, 2] if len(parts) > 1 else [0, 2], [*map(len, parts), 1])
    return pd.concat([*parts, whole]), level


def _costs(sheet: Sheet) -> NDArray[np.float64]:
    """Return what hiding costs: more for totals, a little more for large counts."""
    whole, level = _with_totals(sheet)
    worth = np.array([sheet.worth.get(column, 1.0) for column in whole.columns])
    return (1 + np.log1p(whole.to_numpy(dtype=float))) * np.asarray(_LEVEL_COST)[level][:, None] * worth


def _near(whole: pd.DataFrame, groups: pd.Series | None) -> list[NDArray[np.intp]]:
    """Return for each count, row by row, the counts of the desa of its group; for totals all."""
    numbers = np.arange(whole.size).reshape(whole.shape)
    own = pd.Series("", index=whole.index) if groups is None else groups.reindex(whole.index).fillna("")
    of_group = {name: numbers[(own == name).to_numpy()].ravel() for name in own.unique() if name}
    return [of_group.get(name, numbers.ravel()) for name in own for _ in range(whole.shape[1])]


def _equations(
    whole: pd.DataFrame, groups: pd.Series | None, relations: Sequence[tuple[str, Sequence[str]]]
) -> sparse.csr_array:
    """Return the equations that hold in the table: totals of each column, relations in each row."""
    rows, columns = whole.shape
    place = {name: number for number, name in enumerate(whole.columns)}
    across = [{place[name]: 1.0, **{place[part]: -1.0 for part in parts}} for name, parts in relations]
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
