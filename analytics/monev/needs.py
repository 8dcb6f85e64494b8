"""Needs and resources per desa and per category."""

from __future__ import annotations

import pandas as pd

NEED, RESOURCE = "kebutuhan", "potensi"


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
