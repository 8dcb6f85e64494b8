"""Cells merged over several rows: the desa that stands once beside all its families."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.intake.columns import Mapping
from data.intake.read import Sheet

MERGED = "sel_gabungan"
_OF_ONE = frozenset(
    {"nik", "name", "birth_date", "sex", "amount_idr", "lat", "lon", "gps", "accuracy", "member_count", "desil"}
)
"""Fields that belong to one row, however its cells are drawn."""


def filled_down(frame: pd.DataFrame, sheet: Sheet, mapping: Mapping) -> tuple[pd.DataFrame, int]:
    """Return ``frame`` (index: row of the sheet) with merged cells in all their rows, and how many were filled."""
    down = [(top, left, bottom) for top, left, bottom, _ in sheet.merged if bottom > top > mapping.header_row]
    if not down:
        return frame, 0
    spans = pd.DataFrame(down, columns=["top", "column", "bottom"])
    count = 0
    for field, column in mapping.columns().items():
        mine = spans[(spans["column"] == column) & spans["top"].isin(frame.index)]
        if field in _OF_ONE or mine.empty:
            continue
        sizes = (mine["bottom"] - mine["top"]).to_numpy()
        rows = np.repeat(mine["top"].to_numpy(), sizes) + np.concatenate([np.arange(1, size + 1) for size in sizes])
        texts = pd.Series(np.repeat(frame.loc[mine["top"], field].to_numpy(), sizes), index=rows)
        texts = texts[texts.index.isin(frame.index)]
        blank = frame.loc[texts.index, field].eq("").to_numpy()
        filled = frame[field].copy()
        filled.loc[texts.index[blank]] = texts[blank].to_numpy()
        frame = frame.assign(**{field: filled})
        count += int(blank.sum())
    return frame, count
