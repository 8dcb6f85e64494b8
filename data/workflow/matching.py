"""The matching report of the DTKS flow: how many rows of each list lead to a family, and by what.

Each row is counted once, by the surest way that leads somewhere; so the ways add up to the rows.
"""

from __future__ import annotations

import pandas as pd

from data.intake.layouts import LAYOUTS, RECIPIENTS
from data.mask import mask_name, mask_number
from data.store import Store

WAYS = {
    "nik_head": "NIK kepala keluarga",
    "nik_member": "NIK anggota",
    "kk": "No. KK",
    "name": "Nama sama (saran)",
    "likeness": "Nama mirip (saran)",
    "none": "Tidak ditemukan",
    "set_aside": "Disisihkan",
}
"""How a row can lead to a family, the surest first. Names are suggestions only: nobody is counted by them."""
SURE = ("nik_head", "nik_member", "kk")
LIKENESS = 0.92
"""From this Jaro-Winkler likeness of two names on (1 = equal), within one desa, a family is suggested."""
_LIST = ["load_id", "file", "program", "period"]


def read_matches(store: Store, *, likeness: float = LIKENESS) -> pd.DataFrame:
    """Return every row of every list of recipients in use, masked.

    One row per row of a file: ``load_id``, ``file``, ``program``, ``period``, ``sheet``, ``row``, ``desa_code``,
    ``desa_name`` (of the family where it is known, else as the row states), ``has_nik`` (usable), ``how`` (key in
    :data:`WAYS`), ``name``, ``suggested`` (names, masked), ``suggested_kk`` (masked), ``score`` (likeness, 0–1).
    """
    kinds = [key for key, layout in LAYOUTS.items() if layout.role == RECIPIENTS]
    rows = store.frame("workflow/match_rows", kinds=kinds, likeness=likeness)
    found = rows["suggested"].notna()
    return rows.assign(
        name=mask_name(rows["name"]),
        suggested=mask_name(rows["suggested"]).where(found),
        suggested_kk=mask_number(rows["suggested_kk"]).where(found),
    )


def count_matches(matches: pd.DataFrame, *, per_desa: bool = True) -> pd.DataFrame:
    """Return how many rows each list has, and how they lead to a family.

    One row per list and desa (``per_desa``; "" where no desa is known), else per list: ``load_id``, ``file``,
    ``program``, ``period``, ``desa_code``, ``desa_name``, ``rows``, ``usable_nik``, one column per way of :data:`WAYS`
    (their sum is ``rows``) and ``matched_pct`` (by NIK or KK, of ``rows``).
    """
    by = [*_LIST, "desa_code", "desa_name"] if per_desa else _LIST
    ways = pd.get_dummies(pd.Categorical(matches["how"], categories=list(WAYS)), dtype=int)
    ways = ways.set_axis(matches.index).set_axis(list(WAYS), axis=1)
    told = matches[by].join(ways).assign(rows=1, usable_nik=matches["has_nik"].astype(int))
    counts = told.groupby(by, sort=True)[["rows", "usable_nik", *WAYS]].sum().reset_index()
    sure = counts[list(SURE)].sum(axis=1)
    return counts.assign(matched_pct=100.0 * sure / counts["rows"].where(counts["rows"] > 0).astype(float))


def suggestions(matches: pd.DataFrame) -> pd.DataFrame:
    """Return the rows for which only a name leads somewhere, the likest first."""
    rows = matches[matches["how"].isin(["name", "likeness"])]
    return rows.sort_values("score", ascending=False, kind="stable")
