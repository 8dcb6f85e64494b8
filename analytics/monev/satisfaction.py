"""Indeks Kepuasan Masyarakat after PermenPANRB 14/2017: nine unsur, answers 1 to 4.

NRR of an unsur = mean of the answers given (n differs from unsur to unsur where answers are missing); IKM = Σ NRR ×
weight × 25. The regulation divides equally among nine unsur (1/9) and prints 0,11; both are at hand, for the choice can
change the grade. The grade follows the IKM rounded to two decimals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.monev.unsur import UNSUR, Unsur
from analytics.monev.windows import MONTH, label_of, within

__all__ = [
    "GRADES",
    "UNSUR",
    "Ikm",
    "Unsur",
    "by",
    "by_desa",
    "grade_of",
    "ikm",
    "suppressed",
    "trend",
    "weight_of",
    "within",
]

FEW = 30
"""Below this many respondents an IKM is shown with a warning: it rests on too few."""
SUPPRESS_BELOW = 5
"""Cells of fewer respondents leave the office empty."""
SCALE = 25.0
"""From answers of 1 to 4 to an index of 25 to 100."""


GRADES = (("A", 88.31, "sangat baik"), ("B", 76.61, "baik"), ("C", 65.00, "kurang baik"), ("D", 25.00, "tidak baik"))
"""Grade, lowest IKM after rounding to two decimals, its words."""
GRADE_WORDS = {grade: words for grade, _, words in GRADES}


def weight_of(choice: object) -> float:
    """Return the weight of each unsur for a value of the setting ``ikm_weight`` ("1/9", "0.11")."""
    return 1 / 9 if choice == "1/9" else float(str(choice))


@dataclass(frozen=True, eq=False)
class Ikm:
    """The index of some answers.

    ``value``: not rounded, ``nan`` where an unsur has no answer at all. ``nrr``, ``n``: per unsur (index ``u1`` …
    ``u9``) mean and count of the answers given. ``respondents``: sheets with at least one answer. ``weakest``: key of
    the unsur with the lowest NRR, the first of equals, "" without answers.
    """

    value: float
    grade: str
    nrr: pd.Series
    n: pd.Series
    respondents: int
    weakest: str
    weight: float

    @property
    def is_few(self) -> bool:
        """Whether it rests on fewer than :data:`FEW` respondents."""
        return self.respondents < FEW


def ikm(answers: pd.DataFrame, weight: float = 1 / 9) -> Ikm:
    """Return the index of ``answers`` (columns ``u1`` … ``u9``; others are ignored)."""
    given = answers[list(UNSUR)].astype(float)
    nrr, n = given.mean(), given.notna().sum()
    value = float(nrr.sum() * weight * SCALE) if (n > 0).all() else np.nan
    weakest = str(nrr.idxmin()) if n.any() else ""
    respondents = int(given.notna().any(axis=1).sum())
    return Ikm(value, grade_of(value), nrr, n, respondents, weakest, weight)


def rounded(value: float) -> float:
    """Return an index with two decimals, halves up, as a person rounds.

    >>> rounded(76.605)
    76.61
    """
    return float(np.floor(value * 100 + 0.5 + 1e-7) / 100)


def grade_of(value: float) -> str:
    """Return the grade of an index, "" where there is none.

    >>> grade_of(88.304), grade_of(88.305), grade_of(76.6), grade_of(64.99)
    ('B', 'A', 'C', 'D')
    """
    return "" if np.isnan(value) else next((grade for grade, low, _ in GRADES if rounded(value) >= low), "D")


def by(answers: pd.DataFrame, columns: list[str], weight: float = 1 / 9) -> pd.DataFrame:
    """Return the index per value of ``columns``, such as ``["desa_code", "desa_name"]``, ``["service"]``.

    Returns
    -------
    pandas.DataFrame
        One row per value that occurs, in order: ``columns``; ``respondents``; ``ikm`` (25–100, missing where an unsur
        has no answer), ``grade`` ("" then), ``u1`` … ``u9`` (NRR), ``weakest`` (key), ``is_few`` (fewer than
        :data:`FEW` respondents), ``is_small`` (fewer than :data:`SUPPRESS_BELOW`).
    """
    keys = list(UNSUR)
    given = answers[[*columns, *keys]].astype(dict.fromkeys(keys, float))
    answered = given[given[keys].notna().any(axis=1)].dropna(subset=columns)
    groups = answered.groupby(columns, sort=True)
    nrr = groups[keys].mean()
    value = nrr.sum(axis=1, skipna=False) * weight * SCALE
    count = groups.size().reindex(nrr.index)
    weakest = nrr.fillna(np.inf).idxmin(axis=1) if len(nrr) else pd.Series(dtype="str", index=nrr.index)
    table = nrr.assign(
        respondents=count.astype(int), ikm=value, grade=value.map(grade_of), weakest=weakest,
        is_few=count < FEW, is_small=count < SUPPRESS_BELOW,
    )  # fmt: skip
    return table.reset_index()[[*columns, "respondents", "ikm", "grade", *keys, "weakest", "is_few", "is_small"]]


def by_desa(answers: pd.DataFrame, weight: float = 1 / 9, desa_codes: pd.Index | None = None) -> pd.DataFrame:
    """Return the index of each known desa for maps: :func:`by` desa, the index rounded as it is graded.

    Where respondents are too few there is none. ``desa_codes``: the desa asked about; those with answers at first.
    """
    known = answers[answers["desa_code"] != ""]
    table = suppressed(by(known, ["desa_code", "desa_name"], weight))
    table = table.assign(ikm=table["ikm"].map(rounded))
    if desa_codes is None:
        return table
    return table.set_index("desa_code").reindex(desa_codes).rename_axis("desa_code").reset_index()


def trend(answers: pd.DataFrame, weight: float = 1 / 9, unit: str = MONTH) -> pd.DataFrame:
    """Return the index of each month, quarter or year with answers: :func:`by` ``when`` ("2026-10", "2026-T4")."""
    return by(answers.assign(when=label_of(answers["on_date"], unit)), ["when"], weight)


def suppressed(table: pd.DataFrame) -> pd.DataFrame:
    """Return what may leave the office of a table of :func:`by`: only the count where respondents are too few."""
    hidden = table.copy()
    hidden.loc[table["is_small"], ["ikm", *UNSUR]] = np.nan
    hidden.loc[table["is_small"], ["grade", "weakest"]] = ""
    return hidden
