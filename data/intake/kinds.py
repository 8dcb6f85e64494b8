"""Which layout a sheet has that nobody has named: by its headers, some of its cells, and what it is called."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from data.intake.columns import Choices, Mapping, candidates, find_mapping
from data.intake.fields import field_of
from data.intake.layouts import LAYOUTS, Layout
from data.intake.read import Sheet

_LOOKED_AT = 2_000
"""So many rows are looked at where the cells must tell."""
_LEAST_SHARED = 0.1
"""Of the rows of a list of members, this share stands with others under one No. KK."""


def kinds_of_sheets(
    sheets: list[Sheet], stem: str, *, role: str | None = None, remembered: Choices | None = None
) -> dict[str, list[str]]:
    """Return layout → titles of the sheets that have it; sheets of no layout are left out.

    ``stem`` is the name of the file without its ending.
    """
    found: dict[str, list[str]] = {}
    for sheet in sheets:
        kind = kind_of_sheet(sheet, stem, role=role, remembered=remembered)
        if kind:
            found.setdefault(kind, []).append(sheet.name)
    return found


def kind_of_sheet(sheet: Sheet, stem: str, *, role: str | None = None, remembered: Choices | None = None) -> str | None:
    """Return the layout that a person has named for these headers before, else the first that the sheet has."""
    asked = [layout for layout in LAYOUTS.values() if role in {None, layout.role}]
    for layout in asked if remembered else []:
        if any(mapping.signature(layout) in (remembered or {}) for mapping in candidates(sheet, layout)):
            return layout.key
    return next((layout.key for layout in asked if _is_of(sheet, layout, stem)), None)


def _is_of(sheet: Sheet, layout: Layout, stem: str) -> bool:
    mapping = find_mapping(sheet, layout)
    if mapping is None:
        return False
    fields = mapping.columns()
    sure = {match.field for match in mapping.matches if match.field and not match.is_guess}
    title = f"{sheet.name} {re.sub(r'[_-]', ' ', stem)} {_above(sheet, mapping)}"
    has_needs = all(any(field in fields for field in one) for one in layout.needs)
    has_signs = all(any(field in sure for field in one) for one in layout.signs)
    is_called = bool(layout.called) and re.search(layout.called, title) is not None
    is_other = bool(layout.not_called) and re.search(layout.not_called, title) is not None
    headers = {field_of(match.header) for match in mapping.matches}
    if not has_needs or not (has_signs or is_called) or is_other or headers & set(layout.lacks):
        return False
    return _cells_tell(sheet, mapping, layout)


def _above(sheet: Sheet, mapping: Mapping) -> str:
    """Return the words above the headers."""
    cells = sheet.cells.loc[: mapping.header_row - 1].to_numpy().ravel()
    return " ".join(str(cell) for cell in cells if cell)


def _cells_tell(sheet: Sheet, mapping: Mapping, layout: Layout) -> bool:
    """Return whether the cells are as this layout has them."""
    columns = mapping.columns()
    body = sheet.cells.loc[mapping.header_row + 1 :].head(_LOOKED_AT)
    if not all(body[columns[field]].str.contains(pattern).any() for field, pattern in layout.tells.items()):
        return False
    headers = {field_of(match.header) for match in mapping.matches}
    if not layout.is_of_many or not headers & {"desil", "member_count"}:
        return True
    return _shared(body[columns["no_kk"]]) >= _LEAST_SHARED


def _shared(numbers: pd.Series) -> float:
    filled = numbers[numbers.ne("")]
    return float(np.mean(filled.duplicated(keep=False))) if len(filled) else 0.0
