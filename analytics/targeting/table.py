"""The figures of targeting per desa in one table, from which the indicators of ``targeting`` are found."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from analytics.targeting.cells import DESA
from analytics.targeting.figures import COUNTS, figures, group_figures
from analytics.targeting.rates import empirical_bayes
from analytics.targeting.score import priority_score
from data.targeting import GROUPS, Families

_COUNTED = [*COUNTS, "recipients_unmatched", "amount_unknown"]


def targeting_table(
    families: Families,
    program: str,
    *,
    desa_codes: Collection[str] = (),
    weights: Mapping[str, float] | None = None,
    remoteness: pd.Series | None = None,
) -> pd.DataFrame:
    """Return the figures of each desa.

    Parameters
    ----------
    desa_codes
        Desa that must have a row though no family of theirs is known.
    weights, remoteness
        See :func:`analytics.targeting.score.priority_score`.

    Returns
    -------
    pandas.DataFrame
        One row per desa, index ``desa_code`` (``""``: unknown), sorted. All of
        :func:`analytics.targeting.figures.figures`; ``exclusion_smooth_share``, ``inclusion_smooth_share`` (empirical
        Bayes); of each group of :data:`data.targeting.GROUPS` ``<group>_families``, ``<group>_poor`` and
        ``<group>_coverage_share`` (of its poor families); ``priority_score`` (0–100) and ``priority_rank``.
    """
    table = figures(families, program, by=DESA).rename_axis("desa_code")
    table = table.reindex(table.index.union(pd.Index([*desa_codes], dtype="object"))).rename_axis("desa_code")
    table[_COUNTED] = table[_COUNTED].fillna(0).astype(int)
    table = table.assign(
        exclusion_smooth_share=_smooth(table, "unserved_poor", "poor_families"),
        inclusion_smooth_share=_smooth(table, "served_nonpoor", "recipients"),
        **_groups(families, program, table.index),
    )
    score = priority_score(table, weights=weights, remoteness=remoteness).frame
    return table.join(score[["score", "rank"]].add_prefix("priority_"))


def _smooth(table: pd.DataFrame, events: str, base: str) -> pd.Series:
    return empirical_bayes(table[events], table[base])["smooth_share"]


def _groups(families: Families, program: str, index: pd.Index) -> dict[str, pd.Series]:
    told = group_figures(families, program, by=DESA)
    names = {"families": "families", "poor": "poor_families", "coverage_share": "coverage_share"}
    return {
        f"{group}_{ours}": told[told["group"] == group].set_index("place")[theirs].reindex(index)
        for group in GROUPS
        for ours, theirs in names.items()
    }
