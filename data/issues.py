"""The list of doubts, as a file or a screen shows it."""

from __future__ import annotations

import pandas as pd

from data.mask import mask_inside, mask_number
from data.store import Store

COLUMNS = ["file", "sheet", "row", "key", "kind", "severity", "message"]
MORE = ["field", "value", "remedy"]


def read_issues(store: Store, *, is_masked: bool = True) -> pd.DataFrame:
    """Return one row per issue: ``file, sheet, row, key, kind, severity, message, field, value, remedy``.

    ``row`` is the number a spreadsheet shows, 0 for the whole column or file. Identity numbers in ``key`` and ``value``
    are starred unless ``is_masked`` is false.
    """
    table = store.frame("store/issues")
    if is_masked:
        of_people = table["file_kind"].isin(["families", "recipients"])
        table["key"] = table["key"].where(~of_people, mask_number(table["key"]))
        is_number = table["field"].isin(["nik", "no_kk"])
        table["value"] = mask_inside(table["value"]).where(~is_number, mask_number(table["value"]))
    return table[[*COLUMNS, *MORE]]
