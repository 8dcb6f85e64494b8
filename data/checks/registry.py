"""What a check is, and all checks together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd

T = TypeVar("T")
CRITICAL, LOOK, NOTE = "KRITIS", "PERIKSA", "INFO"
SEVERITIES = (CRITICAL, LOOK, NOTE)


@dataclass(frozen=True)
class Batch:
    """One file's rows on their way in.

    ``frame``: as :func:`data.intake.values.parse` leaves it (for checks that need places as
    :func:`data.intake.place.place` does), index = running number over all sheets, with ``sheet``, ``row``, the keys
    and ``is_nik_cut``, ``is_kk_cut`` (Excel took the end of the number). ``present``: the fields that the file has a column for.
    ``layout``: the role of its rows (see :mod:`data.intake.layouts`). ``fields``: what its layout may hold. ``tolerance_m``: how far outside its desa a point may lie and only be noted.
    ``asked``: program and period that the user has given the list; ``stated``: what the file itself says, program, first
    and last period ("" where nothing).
    """

    frame: pd.DataFrame
    present: frozenset[str]
    layout: str
    fields: frozenset[str] = frozenset()
    tolerance_m: float = 100.0
    knows_regions: bool = True
    asked: tuple[str, str] = ("", "")
    stated: tuple[str, str, str] = ("", "", "")

    _known: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, name: str, work: Callable[[Batch], T]) -> T:
        """Return what ``work`` finds in this batch, done once for all the checks that ask."""
        if name not in self._known:
            self._known[name] = work(self)
        return cast("T", self._known[name])

    def nowhere(self) -> pd.Series:
        """Return False for every row."""
        return pd.Series(False, index=self.frame.index)


@dataclass(frozen=True)
class Check:
    """One fault that a row can have.

    ``find`` looks at all rows at once and returns a boolean per row. ``fields`` are tried in turn for the value shown.
    A ``KRITIS`` row is set aside; the others are taken in with their flag. ``severity_in`` changes the severity for
    a layout. A check with ``is_column`` speaks about the file once (row 0) when any row is found. A check with
    ``needs_places`` looks at the columns of :func:`data.intake.place.place`: it is made for rows taken in, again when
    the layer in place or the reference lists change, and is never KRITIS. ``detail`` takes the rows found and returns
    what is said of each in brackets behind the message; ``of_file`` says it of a whole file. ``field_of`` takes the rows
    found and returns the field at fault of each, where that differs from row to row.
    """

    key: str
    severity: str
    message: str
    remedy: str
    find: Callable[[Batch], pd.Series]
    fields: tuple[str, ...]
    layouts: tuple[str, ...] = ("families", "members", "recipients", "deliveries")
    severity_in: dict[str, str] = field(default_factory=dict)
    is_column: bool = False
    needs_places: bool = False
    detail: Callable[[pd.DataFrame], pd.Series] | None = None
    of_file: Callable[[Batch], str] | None = None
    field_of: Callable[[pd.DataFrame], pd.Series] | None = None

    def severity_for(self, layout: str) -> str:
        """Return the severity in files of ``layout``."""
        return self.severity_in.get(layout, self.severity)


ISSUE_COLUMNS = ["sheet", "row", "key", "kind", "severity", "field", "value", "message", "remedy"]
VALUE_LENGTH = 120
"""So much of a cell's text is kept with an issue."""


def run(batch: Batch, checks: tuple[Check, ...]) -> pd.DataFrame:
    """Return one row per fault found: ``sheet, row, key, kind, severity, field, value, message, remedy``.

    ``row`` is the number a spreadsheet shows, 0 for a fault of the whole column. ``key`` is the row's KK number or
    NIK as written (unmasked: for the store, not for screens).
    """
    hits = ((check, check.find(batch).to_numpy(dtype=bool)) for check in checks if batch.layout in check.layouts)
    found = [_issues(batch, check, is_hit) for check, is_hit in hits if is_hit.any()]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=ISSUE_COLUMNS)


def _message(check: Check, rows: pd.DataFrame, batch: Batch) -> pd.Series | str:
    if check.of_file:
        return f"{check.message.removesuffix('.')} ({check.of_file(batch)})."
    if check.detail is None or check.is_column:
        return check.message
    return check.message.removesuffix(".") + " (" + check.detail(rows).astype("str").fillna("?") + ")."


def _values(rows: pd.DataFrame, at_fault: pd.Series) -> pd.Series:
    """Return what stands in each row in its own field at fault; "" where there is no such column."""
    values = pd.Series("", index=rows.index, dtype="str")
    for name in at_fault.unique():
        if name in rows:
            values = values.mask(at_fault == name, rows[name].str.slice(0, VALUE_LENGTH))
    return values


def _issues(batch: Batch, check: Check, is_hit: np.ndarray) -> pd.DataFrame:
    rows = batch.frame[is_hit]
    default = next((name for name in check.fields if name in batch.present), check.fields[0])
    at_fault = check.field_of(rows) if check.field_of else pd.Series(default, index=rows.index)
    issues = pd.DataFrame(
        {
            "sheet": rows["sheet"],
            "row": rows["row"],
            "key": rows["issue_key"],
            "field": at_fault,
            "value": _values(rows, at_fault),
        }
    ).assign(
        kind=check.key,
        severity=check.severity_for(batch.layout),
        message=_message(check, rows, batch),
        remedy=check.remedy,
    )[ISSUE_COLUMNS]
    if check.is_column:
        return issues.head(1).assign(row=0, key="", value=f"{len(issues)} baris")
    return issues
