"""Needs and resources per desa and per category."""

from __future__ import annotations

import pandas as pd

from analytics.suppression import LIMIT

HIDDEN = "•"
"""What stands for a number of a text that is not told."""
_FEW = rf"(?<![\d.,])[0-{LIMIT - 1}](?![\d.,])"
NEED, RESOURCE = "kebutuhan", "potensi"


def without_few(needs: pd.DataFrame) -> pd.DataFrame:
    """Return needs for who sees figures only: amounts below 5 missing, numbers below 5 in their texts hidden.

    An amount is often of families, and stands for one desa. Nothing adds amounts up, so no other one tells them.
    """
    said = needs["said"].astype(str).str.replace(_FEW, HIDDEN, regex=True)
    return needs.assign(amount=needs["amount"].mask(needs["amount"] < LIMIT), said=said)


def by_desa(needs: pd.DataFrame, desa_codes: pd.Index) -> pd.DataFrame:
    """Return how many needs and resources each desa has stated.

    Parameters
    ----------
    needs
        See :func:`data.monev.needs.read_needs`.
    desa_codes
        The desa asked about.

    Returns
    -------
    pandas.DataFrame
        ``desa_code``, ``need_count``, ``high_need_count`` (level tinggi), ``resource_count``. A desa of which nothing
        was stated has no value: that nobody asked is not that nothing is needed.
    """
    is_need = needs["sort"] == NEED
    marked = needs.assign(is_need=is_need, is_high=is_need & (needs["level"] == "tinggi"), is_resource=~is_need)
    counts = marked.groupby("desa_code")[["is_need", "is_high", "is_resource"]].sum().astype("Int64")
    names = {"is_need": "need_count", "is_high": "high_need_count", "is_resource": "resource_count"}
    return counts.rename(columns=names).reindex(desa_codes.unique()).rename_axis("desa_code").reset_index()


def by_category(needs: pd.DataFrame) -> pd.DataFrame:
    """Return, most desa first: ``sort, category, desa_count, row_count, high_count``."""
    marked = needs.assign(is_high=needs["level"] == "tinggi")
    table = marked.groupby(["sort", "category"]).agg(
        desa_count=("desa_code", "nunique"), row_count=("need_id", "size"), high_count=("is_high", "sum")
    )
    return table.reset_index().sort_values(
        ["sort", "desa_count", "row_count", "category"], ascending=[True, False, False, True], ignore_index=True
    )
