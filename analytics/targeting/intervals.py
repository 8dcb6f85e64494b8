"""How sure the figures are: the families of a place drawn again and again (bootstrap, percentile method).

A list is a full count, so the interval does not tell of a sample. It tells how much a figure hangs on few families: in
a desa of nine poor families one more or less changes much. Efron & Tibshirani (1993), An Introduction to the Bootstrap,
chapter 13.

Drawing again knows only what is there: of three families of whom all are served it draws three who are. So a share that
rests on few families takes the exact interval of Clopper & Pearson (1934), Biometrika 26, 404–413; ratios, indices and
rupiah of few recipients have none.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaincinv

from analytics.targeting.cells import (
    CELL_COUNT,
    DESA,
    DESIL_COUNT,
    ONLY_THIS,
    SEVERAL,
    Counted,
    Numbers,
    counted_of,
)
from analytics.targeting.figures import AMOUNTS, INDICES, PARTS_OF, SHARES, amount_measures, is_member, measures
from data.targeting import GROUPS, Families
from geo.notation import number

REPLICATES, SEED, LEVEL = 1_000, 20_260, 0.95
FEW, FEW_RECIPIENTS = 10, 20
"""A share of which fewer families are counted, or not counted, takes the exact interval; ratios, indices and rupiah of
fewer recipients have none: by simulation theirs would hold the truth in 87 % of all cases only, not in 95 %."""
TOLD = (*SHARES, *INDICES, *AMOUNTS)
_CELLS = (DESIL_COUNT + 1, 2, SEVERAL + 1)
_RANKS = (DESIL_COUNT + 1) * 2


@dataclass(frozen=True, eq=False)
class Intervals:
    """Bootstrap intervals.

    ``low``, ``high``: one row per place, index ``place``, a column per figure of :data:`TOLD`; missing where the figure
    is, or where a ratio, an index or rupiah rest on fewer than :data:`FEW_RECIPIENTS`. ``replicates``, ``seed``,
    ``level``: how they were made.
    """

    low: pd.DataFrame
    high: pd.DataFrame
    replicates: int
    seed: int
    level: float

    @property
    def note(self) -> str:
        """How they were made, in words."""
        drawn = f"{number(self.replicates)} pengambilan ulang keluarga di wilayahnya"
        few = f"bagian yang bertumpu pada kurang dari {FEW} keluarga: selang eksak Clopper–Pearson"
        none = f"rasio, indeks, dan rupiah (yang tertulis) dari kurang dari {FEW_RECIPIENTS} penerima: tanpa selang"
        return f"Selang {round(100 * self.level)} % dari {drawn} (bootstrap, benih {self.seed}); {few}; {none}"


def intervals(
    families: Families,
    program: str,
    *,
    by: str = DESA,
    replicates: int = REPLICATES,
    seed: int = SEED,
    level: float = LEVEL,
) -> Intervals:
    """Return the intervals of the figures of :func:`analytics.targeting.figures.figures`, same ``by``.

    The families of each place are drawn anew from all of it, as many as live there. The draws of a place depend on
    ``seed`` and its name only: the same interval whether it is asked alone or among 2,000.
    """
    return _drawn(counted_of(families, program, by=by), replicates, seed, level)


def group_intervals(families: Families, program: str, *, by: str = DESA) -> dict[str, Intervals]:
    """Return the intervals of each group of :data:`data.targeting.GROUPS`; its families are drawn among themselves."""
    every = counted_of(families, program, by=by)
    return {group: _drawn(every.of(is_member(families, group)), REPLICATES, SEED, LEVEL) for group in GROUPS}


def _drawn(counted: Counted, replicates: int, seed: int, level: float) -> Intervals:
    """Return the intervals of each place that has families."""
    parts = _kinds(counted)
    ends = {name: np.full((2, len(parts)), np.nan) for name in TOLD}
    seen = np.zeros((len(parts), *_CELLS), dtype=np.int64)
    payees = np.zeros((len(parts), 2), dtype=np.int64)
    for place, part in enumerate(parts):
        seen[place] = _cells(part.count[None], part)[0]
        payees[place] = _payees(part)
        found = _replicates(part, _draws(part, replicates, seed))
        for name in found:
            ends[name][:, place] = _percentiles(found[name], level)
    _mind_the_few(ends, measures(seen), payees, level)
    index = pd.Index([part.place for part in parts], name="place")
    low, high = (pd.DataFrame({name: ends[name][side] for name in TOLD}, index=index) for side in (0, 1))
    return Intervals(low, high, replicates, seed, level)


@dataclass(frozen=True, eq=False)
class _Kinds:
    """The families of one place by what the figures need of them; one entry per cell and amount, sorted.

    ``cell``: flat index into desil × poor × receives; ``amount``: Rp, missing where no list tells it.
    """

    place: str
    cell: NDArray[np.intp]
    amount: Numbers
    count: NDArray[np.intp]


def _kinds(counted: Counted) -> list[_Kinds]:
    """Return the kinds of families of each place that has families."""
    told, amounts = pd.factorize(counted.amount, sort=True, use_na_sentinel=False)
    shape = (len(counted.places), CELL_COUNT, len(amounts))
    key = (counted.number * shape[1] + counted.cell) * shape[2] + told
    kinds, count = np.unique(key, return_counts=True)
    place, cell, amount = np.unravel_index(kinds, shape) if len(kinds) else (kinds, kinds, kinds)
    found, starts = np.unique(place, return_index=True)
    ends = [*starts[1:], len(place)]
    return [
        _Kinds(str(counted.places[at]), cell[start:end], amounts[amount[start:end]], count[start:end])
        for at, start, end in zip(found, starts, ends, strict=False)
    ]


def _draws(part: _Kinds, replicates: int, seed: int) -> NDArray[np.int64]:
    """Return how often each kind of one place is drawn: [replicate, kind]."""
    generator = np.random.default_rng([seed, zlib.crc32(part.place.encode())])
    return generator.multinomial(part.count.sum(), part.count / part.count.sum(), size=replicates)


def _cells(drawn: NDArray[np.int64], part: _Kinds) -> NDArray[np.int64]:
    """Return the cells of drawn kinds: [replicate, desil, is poor, receives]."""
    cells, starts = np.unique(part.cell, return_index=True)
    counts = np.zeros((len(drawn), CELL_COUNT), dtype=np.int64)
    counts[:, cells] = np.add.reduceat(drawn, starts, axis=1)
    return counts.reshape(len(drawn), *_CELLS)


def _replicates(part: _Kinds, draws: NDArray[np.int64]) -> dict[str, Numbers]:
    """Return each figure of :data:`TOLD` of each replicate; those of rupiah only where something is told."""
    found = measures(_cells(draws, part))
    told = {name: found[name] for name in (*SHARES, *INDICES)}
    if not (part.amount > 0).any():
        return told
    known, given, payees = _money(part, draws)
    shape = (-1, DESIL_COUNT + 1, 2)
    return told | amount_measures(known.reshape(shape), given.reshape(shape), payees)


def _money(part: _Kinds, draws: NDArray[np.int64]) -> tuple[Numbers, Numbers, Numbers]:
    """Return of each replicate the families known and what is given by desil and poor, and the payees."""
    rank, receives = np.divmod(part.cell, SEVERAL + 1)
    is_known = ~np.isnan(part.amount)
    spread = np.eye(_RANKS)[rank] * is_known[:, None]
    return (
        draws @ spread,
        draws @ (spread * np.nan_to_num(part.amount)[:, None]),
        draws @ (is_known & (receives >= ONLY_THIS)).astype(float),
    )


def _payees(part: _Kinds) -> tuple[int, int]:
    """Return the recipients whose amount a list tells: not poor (or of no desil), poor."""
    rank, receives = np.divmod(part.cell, SEVERAL + 1)
    told = part.count * (~np.isnan(part.amount) & (receives >= ONLY_THIS))
    poor = int(told[rank % 2 == 1].sum())
    return int(told.sum()) - poor, poor


def _percentiles(values: Numbers, level: float) -> Numbers:
    known = values[~np.isnan(values)]
    if 2 * len(known) < len(values):
        return np.array([np.nan, np.nan])
    tail = (1 - level) / 2
    return np.quantile(known, [tail, 1 - tail])


def _mind_the_few(ends: dict[str, Numbers], seen: dict[str, Numbers], payees: NDArray[np.int64], level: float) -> None:
    """Put the exact interval where a share rests on few families, none where another figure does.

    Rupiah rest on the recipients whose amount is told only (``payees``: :func:`_payees` of each place).
    """
    for name, (part, whole) in PARTS_OF.items():
        events, base = seen[part].astype(float), seen[whole].astype(float)
        few = (base > 0) & (np.minimum(events, base - events) < FEW)
        ends[name][:, few] = exact(events[few], base[few], level)
    ends["amount_poor_share"][:, payees.min(axis=1) < FEW] = np.nan
    for names, base in ((INDICES, seen["recipients"]), (AMOUNTS, payees.sum(axis=1))):
        for name in names:
            ends[name][:, base < FEW_RECIPIENTS] = np.nan


def exact(events: Numbers, base: Numbers, level: float = LEVEL) -> Numbers:
    """Return the interval of a share after Clopper & Pearson: [low or high, place]; ``base`` above 0."""
    tail = (1 - level) / 2
    low = betaincinv(np.maximum(events, 1), base - events + 1, tail)
    high = betaincinv(events + 1, np.maximum(base - events, 1), 1 - tail)
    return np.array([np.where(events == 0, 0.0, low), np.where(events == base, 1.0, high)])
