"""Skor prioritas lokal: a few figures of a desa weighed into one, with what becomes of it when the weights change.

It orders the desa of one office for a talk. It is no desil and no measure of poverty: DTSEN's formula is not public,
and none is invented here. Each figure is stretched from 0 (lowest desa) to 1 (highest desa), weighed and added; 100
would be the desa that is highest in all. The ranks of other desa may therefore change when a desa is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.targeting.cells import Numbers
from geo.notation import number

DRAWS, SEED = 1_000, 20_260
FIRMNESS = 20.0
"""Of the Dirichlet draws: a weight of 25 % varies by about ± 9 points (one standard deviation)."""
TOP = 5
TAIL = 0.05
_ALIKE = 1e-12
REMOTENESS = "keterpencilan"


@dataclass(frozen=True)
class Component:
    """One figure of the score. ``find`` takes the table of :func:`analytics.targeting.table.targeting_table`."""

    key: str
    label: str
    definition: str
    weight: float
    find: Callable[[pd.DataFrame], pd.Series]


def _exclusion(table: pd.DataFrame) -> pd.Series:
    """Return the smoothed share of the poor that is left out, 0 where families but no poor ones are known."""
    rate = table["exclusion_smooth_share"]
    return rate.mask((table["poor_families"] == 0) & (table["families"] > 0), 0.0)


COMPONENTS: dict[str, Component] = {
    component.key: component
    for component in (
        Component(
            "jumlah", "Banyaknya yang belum terlayani", "Jumlah keluarga miskin yang tidak menerima.", 0.35,
            lambda table: table["unserved_poor"].where(table["families"] > 0).astype(float),
        ),
        Component(
            "bagian", "Bagian yang belum terlayani",
            "Bagian keluarga miskin yang tidak menerima, diperhalus untuk desa kecil (Bayes empiris).", 0.25,
            _exclusion,
        ),
        Component(
            "kemiskinan", "Bagian keluarga miskin", "Keluarga miskin dari keluarga yang desilnya diketahui.", 0.20,
            lambda table: table["poor_share"].astype(float),
        ),
        Component(
            REMOTENESS, "Keterpencilan", "Waktu tempuh ke titik layanan terdekat, menurut halaman Akses.", 0.20,
            lambda table: table[REMOTENESS].astype(float),
        ),
    )
}  # fmt: skip
"""What may be weighed, with the weights that a screen begins with."""


@dataclass(frozen=True, eq=False)
class Score:
    """The score of each desa.

    ``frame``: index ``desa_code``: ``score`` (0–100, missing where a figure is missing), ``rank`` (1 = highest; equal
    ones share it), ``rank_low`` and ``rank_high`` (between which the rank lies in 90 % of the weight sets drawn),
    ``top_share`` (0–1: in what part of them the desa is among the first :data:`TOP`), and a column per component in use
    (0–1, stretched). ``weights``: those in use, together 1. ``left_out``: labels of components without data.
    """

    frame: pd.DataFrame
    weights: dict[str, float]
    left_out: tuple[str, ...]
    draws: int
    seed: int

    @property
    def note(self) -> str:
        """How it was made, in words."""
        told = ", ".join(f"{COMPONENTS[key].label.lower()} {number(100 * one)} %" for key, one in self.weights.items())
        lost = f" Tanpa {', '.join(self.left_out).lower()}: belum ada datanya." if self.left_out else ""
        return (
            f"Skor prioritas lokal, bukan desil. Bobot: {told}. Tiap angka direntang dari 0 (desa terendah) sampai 1 "
            f"(desa tertinggi). Kepekaan: {number(self.draws)} susunan bobot acak di sekitarnya, benih {self.seed}."
            f"{lost}"
        )


def priority_score(
    table: pd.DataFrame,
    *,
    weights: Mapping[str, float] | None = None,
    remoteness: pd.Series | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Score:
    """Return the score of each desa and how it hangs on the weights.

    Parameters
    ----------
    table
        Of :func:`analytics.targeting.table.targeting_table`; the row of unknown desa is left out.
    weights
        Component → weight, of any sum; the registry's where missing. 0 leaves a component out.
    remoteness
        Per ``desa_code``, high = remote: such as minutes to the nearest point, or the share beyond 60 minutes.
    """
    known = table[table.index != ""].rename_axis("desa_code").sort_index()
    known = known.assign(**{REMOTENESS: np.nan if remoteness is None else remoteness.reindex(known.index)})
    wished = {key: float((weights or {}).get(key, entry.weight)) for key, entry in COMPONENTS.items()}
    values = pd.DataFrame(
        {key: COMPONENTS[key].find(known) for key, one in wished.items() if one > 0}, index=known.index
    )
    used = values.dropna(axis=1, how="all")
    whole = sum(wished[key] for key in used) or 1.0
    shares = {key: wished[key] / whole for key in used}
    parts = _stretched(used)
    frame = pd.DataFrame({"score": 100 * (parts * pd.Series(shares, dtype=float)).sum(axis=1, skipna=False)})
    complete = parts.notna().all(axis=1) & bool(shares)
    ranks = _ranks(parts[complete].to_numpy(dtype=float), np.array([[*shares.values()]]))
    drawn = _ranks(parts[complete].to_numpy(dtype=float), _weight_sets(shares, draws, seed))
    told = pd.DataFrame(
        {
            "rank": ranks[0],
            "rank_low": np.quantile(drawn, TAIL, axis=0, method="inverted_cdf"),
            "rank_high": np.quantile(drawn, 1 - TAIL, axis=0, method="inverted_cdf"),
        },
        index=frame.index[complete],
    )
    frame = frame.where(complete).join(told.astype("Int64"))
    frame["top_share"] = pd.Series((drawn <= TOP).mean(axis=0), index=told.index)
    left_out = tuple(COMPONENTS[key].label for key in values if key not in used)
    return Score(frame.join(parts), shares, left_out, draws, seed)


def _stretched(values: pd.DataFrame) -> pd.DataFrame:
    """Return each column from 0 (lowest desa) to 1 (highest); 0 where all are alike."""
    width = values.max() - values.min()
    return (values - values.min()) / width.where(width > _ALIKE, 1.0)


def _weight_sets(shares: Mapping[str, float], draws: int, seed: int) -> Numbers:
    """Return random weights around ``shares``, one row per draw, each together 1."""
    if not shares:
        return np.ones((draws, 0))
    return np.random.default_rng(seed).dirichlet(FIRMNESS * np.array([*shares.values()]), size=draws)


def _ranks(parts: Numbers, weights: Numbers) -> Numbers:
    """Return the rank of each desa (columns) under each set of weights (rows), 1 = highest score."""
    scores = np.round(weights @ parts.T, 12)  # so that equal desa stay equal
    return pd.DataFrame(-scores).rank(axis=1, method="min").to_numpy(dtype=float)
