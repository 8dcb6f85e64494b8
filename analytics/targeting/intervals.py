"""How sure the figures are: families drawn again and again within their desa (bootstrap, percentile method).

A list is a full count, so the interval does not tell of a sample. It tells how much a figure hangs on few families: in
a desa of nine poor families one more or less changes much. Efron & Tibshirani (1993), An Introduction to the Bootstrap,
chapter 13.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.targeting.cells import DESA, DUSUN, KECAMATAN, KECAMATAN_LENGTH, cells_of
from analytics.targeting.figures import INDICES, SHARES, measures
from data.targeting import Families
from geo.notation import number

REPLICATES, SEED, LEVEL = 1_000, 20_260, 0.95
TOLD = (*SHARES, *INDICES)


@dataclass(frozen=True, eq=False)
class Intervals:
    """Bootstrap intervals.

    ``low``, ``high``: one row per place, index ``place``, a column per figure of :data:`TOLD`; missing where fewer than
    half of the replicates have the figure. ``replicates``, ``seed``, ``level``: how they were made.
    """

    low: pd.DataFrame
    high: pd.DataFrame
    replicates: int
    seed: int
    level: float

    @property
    def note(self) -> str:
        """How they were made, in words."""
        drawn = f"{number(self.replicates)} pengambilan ulang keluarga di dalam desa"
        return f"Selang {round(100 * self.level)} % dari {drawn} (bootstrap, benih {self.seed})"


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

    Families are drawn within their desa (within their dusun for ``dusun``), as many as live there; larger places are
    sums of their desa. The draws of a desa depend on ``seed`` and its code only: the same interval whether it is asked
    alone or among 2,000.
    """
    drawn = cells_of(families, program, by=DUSUN if by == DUSUN else DESA)
    own = _own_places(drawn.places, by)
    of_place, places = pd.factorize(own, sort=True)
    ends = {name: np.full((2, len(places)), np.nan) for name in TOLD}
    for place in range(len(places)):
        cells = np.flatnonzero(of_place == place)
        summed = sum(_draws(drawn.counts[one], str(drawn.places[one]), replicates, seed) for one in cells)
        found = measures(np.asarray(summed))
        for name in TOLD:
            ends[name][:, place] = _percentiles(found[name], level)
    index = pd.Index(places, name="place")
    low, high = (pd.DataFrame({name: ends[name][side] for name in TOLD}, index=index) for side in (0, 1))
    return Intervals(low, high, replicates, seed, level)


def _own_places(places: pd.Index, by: str) -> pd.Index:
    """Return the place that each desa counts towards."""
    if by in {DESA, DUSUN}:
        return places
    return places.astype(str).str[:KECAMATAN_LENGTH] if by == KECAMATAN else pd.Index([by] * len(places))


def _draws(counts: NDArray[np.int64], place: str, replicates: int, seed: int) -> NDArray[np.int64]:
    """Return the cells of one place drawn anew: [replicate, desil, is poor, receives]."""
    generator = np.random.default_rng([seed, zlib.crc32(place.encode())])
    flat = counts.ravel()
    filled = np.flatnonzero(flat)
    drawn = np.zeros((replicates, flat.size), dtype=np.int64)
    drawn[:, filled] = generator.multinomial(flat.sum(), flat[filled] / flat.sum(), size=replicates)
    return drawn.reshape(replicates, *counts.shape)


def _percentiles(values: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    known = values[~np.isnan(values)]
    if 2 * len(known) < len(values):
        return np.array([np.nan, np.nan])
    tail = (1 - level) / 2
    return np.quantile(known, [tail, 1 - tail])
