"""Below the desa: how the families of each dusun are served, small groups hidden."""

from __future__ import annotations

import pandas as pd

from analytics.suppression import LIMIT, Suppressed, suppress
from analytics.targeting.cells import BETWEEN, DUSUN
from analytics.targeting.figures import figures
from data.targeting import Families, in_desa

UNKNOWN = "(dusun tidak diketahui)"
RELATIONS = {
    "families": ("poor_families", "other_families"),
    "poor_families": ("served_poor", "unserved_poor"),
}
"""Column → the columns that add up to it."""


def by_dusun(families: Families, desa_code: str, program: str) -> pd.DataFrame:
    """Return the counts of each dusun of a desa.

    Returns
    -------
    pandas.DataFrame
        One row per dusun, the most unserved poor first, index ``dusun``: ``families``, ``poor_families``,
        ``other_families`` (not poor, or without a desil), ``served_poor``, ``unserved_poor``.
    """
    counts = figures(in_desa(families, [desa_code]), program, by=DUSUN)
    names = counts.index.str.removeprefix(f"{desa_code}{BETWEEN}")
    table = counts.set_index(names.where(names != "", UNKNOWN).rename("dusun"))
    table = table.assign(other_families=table["families"] - table["poor_families"])
    columns = ["families", "poor_families", "other_families", "served_poor", "unserved_poor"]
    return table[columns].sort_values(["unserved_poor", "dusun"], ascending=[False, True])


def for_readers(counts: pd.DataFrame, *, limit: int = LIMIT) -> Suppressed:
    """Return the counts with their sums, without those below ``limit`` and those that would tell them."""
    return suppress(counts.astype("int64"), relations=RELATIONS, limit=limit)
