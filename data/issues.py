"""The list of doubts, as a file or a screen shows it."""

from __future__ import annotations

import json

import pandas as pd

from data.checks import SEVERITIES
from data.intake.fields import SYNONYMS, header_key
from data.mask import mask_inside, mask_name, mask_number
from data.store import Store

COLUMNS = ["file", "sheet", "row", "key", "kind", "severity", "message", "remedy"]
"""In the order that others may count on; further columns come behind."""
MORE = ["field", "value"]


def read_issues(store: Store, *, is_masked: bool = True) -> pd.DataFrame:
    """Return one row per issue: ``file, sheet, row, key, kind, severity, message, remedy, field, value``.

    ``row`` is the number a spreadsheet shows, 0 for the whole column or file. Identity numbers in ``key`` and ``value``
    are starred, of names of people the first letters stay, unless ``is_masked`` is false.
    """
    table = store.frame("store/issues")
    if is_masked:
        of_people = ~table["file_kind"].isin(["codes", "boundaries"])
        table["key"] = table["key"].where(~of_people, mask_number(table["key"]))
        is_number = table["field"].isin(["nik", "no_kk"])
        masked = mask_inside(table["value"]).where(~is_number, mask_number(table["value"]))
        table["value"] = masked.where(table["field"] != "name", mask_name(table["value"]))
    return table[[*COLUMNS, *MORE]]


def gravest_first(issues: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of :func:`read_issues` by severity, otherwise in their order."""
    return issues.sort_values("severity", key=lambda names: names.map(SEVERITIES.index), kind="stable")


def count_issues(issues: pd.DataFrame) -> pd.DataFrame:
    """Return one row per kind of issue: ``severity, kind, message, row_count``, the gravest and most frequent first."""
    counts = issues.groupby(["severity", "kind", "message"]).size().reset_index(name="row_count")
    return gravest_first(counts.sort_values("row_count", ascending=False, kind="stable"))


_OPEN_FIELDS = frozenset(SYNONYMS.values()) - {"nik", "no_kk", "name"}
"""What of a row that waits may be read by anybody: place, desil, amount."""


def read_set_aside(store: Store) -> pd.DataFrame:
    """Return the rows that wait: ``file, sheet, row, reasons``, and a column per header of their files.

    Identity numbers are starred; of names and of columns that nobody knows only the first letters stay.
    """
    rows = store.frame("store/set_aside")
    cells = pd.DataFrame([json.loads(text) for text in rows["cells"]], index=rows.index)
    rows = rows.drop(columns="cells")
    masked = {_unlike(rows.columns, str(header)): _masked(str(header), cells[header]) for header in cells.columns}
    return pd.concat([rows, pd.DataFrame(masked, index=rows.index)], axis=1)


def _unlike(taken: pd.Index, header: str) -> str:
    """Return a header that is none of ours: a file may have a column called "file"."""
    return f"{header} (berkas)" if header in taken else header


def _masked(header: str, values: pd.Series) -> pd.Series:
    if SYNONYMS.get(header_key(header)) in _OPEN_FIELDS:
        return mask_inside(values)
    digits = values.fillna("").astype(str).str.contains(r"[0-9]{6}")
    return mask_name(values).where(~digits, mask_number(values))
