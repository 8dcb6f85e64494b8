"""Indeks Kepuasan Masyarakat after PermenPANRB 14/2017: nine unsur, answers 1 to 4.

NRR of an unsur = mean of the answers given (n differs from unsur to unsur where answers are missing); IKM = Σ NRR ×
weight × 25. The regulation divides equally among nine unsur (1/9) and prints 0,11; both are at hand, for the choice can
change the grade. The grade follows the IKM rounded to two decimals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    "few_answers",
    "grade_of",
    "ikm",
    "published",
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
    given = answers[list(UNSUR)].to_numpy(dtype=float, na_value=np.nan)
    is_given = ~np.isnan(given)
    n = pd.Series(is_given.sum(axis=0), index=list(UNSUR))
    nrr = np.nansum(given, axis=0) / n.where(n > 0)
    value = float(nrr.sum() * weight * SCALE) if (n > 0).all() else np.nan
    weakest = str(nrr.idxmin()) if n.any() else ""
    respondents = int(is_given.any(axis=1).sum())
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
        has no answer), ``grade`` ("" then), ``u1`` … ``u9`` (NRR), ``n_u1`` … ``n_u9`` (answers given), ``weakest``
        (key), ``is_few`` (fewer than :data:`FEW` respondents), ``is_small`` (fewer than :data:`SUPPRESS_BELOW`).
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
    given_count = groups[keys].count().add_prefix("n_")
    order = [*columns, "respondents", "ikm", "grade", *keys, *given_count, "weakest", "is_few", "is_small"]
    return table.join(given_count).reset_index()[order]


def by_desa(answers: pd.DataFrame, weight: float = 1 / 9, desa_codes: pd.Index | None = None) -> pd.DataFrame:
    """Return the index of each known desa for maps: :func:`by` desa, the index rounded as it is graded.

    Where respondents are too few there is none. ``desa_codes``: the desa asked about; those with answers at first.
    """
    table = suppressed(by(answers, ["desa_code", "desa_name"], weight))  # with those of no known desa, as in tables
    table = table[table["desa_code"] != ""]
    table = table.assign(ikm=table["ikm"].map(rounded))
    if desa_codes is None:
        return table
    return table.set_index("desa_code").reindex(desa_codes).rename_axis("desa_code").reset_index()


def trend(answers: pd.DataFrame, weight: float = 1 / 9, unit: str = MONTH) -> pd.DataFrame:
    """Return the index of each month, quarter or year with answers: :func:`by` ``when`` ("2026-10", "2026-T4")."""
    return by(answers.assign(when=label_of(answers["on_date"], unit)), ["when"], weight)


def suppressed(table: pd.DataFrame) -> pd.DataFrame:
    """Return what may leave the office of a table of :func:`by`: of rows of few respondents only that they are hidden.

    The rows that go along are told no more of: how many respondents they have would tell how many the others have. In
    the rows that stay an unsur of few answers is hidden, with another one (see :func:`few_answers`).
    """
    hidden = table.copy()
    count = table["respondents"]
    is_hidden = pd.Series(hidden_respondents(count.set_axis(table.iloc[:, 0])).to_numpy(), table.index)
    counts = [f"n_{key}" for key in UNSUR]
    few = few_answers(table[counts].set_axis(list(UNSUR), axis=1)).to_numpy()
    hidden[list(UNSUR)] = table[list(UNSUR)].astype(float).mask(few)
    hidden[counts] = table[counts].astype("Int64").mask(few)
    is_weakest_hidden = [
        key in UNSUR and bool(row[list(UNSUR).index(key)]) for key, row in zip(table["weakest"], few, strict=True)
    ]
    hidden.loc[is_weakest_hidden, "weakest"] = ""
    hidden.loc[is_hidden, ["ikm", *UNSUR]] = np.nan
    hidden[counts] = hidden[counts].mask(is_hidden)
    hidden.loc[is_hidden, ["grade", "weakest"]] = ""
    return hidden.assign(respondents=count.astype("Int64").mask(is_hidden), is_small=is_hidden)


def hidden_respondents(count: pd.Series) -> pd.Series:
    """Return which rows are hidden for the few respondents in them.

    All respondents together less the other rows would tell what a hidden row says; so rows are hidden, those of the
    fewest respondents first, until the hidden ones are two and have :data:`SUPPRESS_BELOW` respondents together. Of
    rows of as many respondents the first by its label in the index goes: tables in another order hide the same.
    """
    is_small = count < SUPPRESS_BELOW
    if not is_small.any():
        return is_small
    order = count.sort_index().sort_values(kind="stable")
    is_next = (order.cumsum() - order < SUPPRESS_BELOW) | (np.arange(len(order)) < 2)  # noqa: PLR2004  one is told by the rest
    return is_small | is_next.reindex(count.index)


def few_answers(counts: pd.DataFrame) -> pd.DataFrame:
    """Return which unsur of each row are hidden: those of fewer than :data:`SUPPRESS_BELOW` answers.

    The index is nine means added up: one hidden mean alone could be worked out from it, so the unsur of the fewest
    answers among the others goes with it. ``counts``: answers given, columns ``u1`` … ``u9``.
    """
    few = counts < SUPPRESS_BELOW
    next_one = counts.mask(few).rank(axis=1, method="first").eq(1)
    return few | (next_one & few.sum(axis=1).eq(1).to_numpy()[:, None])


def published(found: Ikm) -> Ikm:
    """Return what may leave the office of an index: without the unsur of few answers, nothing of few respondents."""
    if not found.respondents:
        return found
    is_few = found.respondents < SUPPRESS_BELOW
    few = few_answers(found.n.to_frame().T).iloc[0] | is_few
    nrr = found.nrr.mask(few)
    return replace(
        found,
        value=np.nan if is_few else found.value,
        grade="" if is_few else found.grade,
        nrr=nrr,
        n=found.n.astype("Int64").mask(few),
        weakest="" if nrr.isna().all() else str(nrr.idxmin()),
    )
