"""Which layout a sheet has that nobody has named: by its headers, some of its cells, and what it is called."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from data.errors import MembersNotFamilies
from data.intake.columns import Choices, Mapping, candidates, find_mapping
from data.intake.fields import field_of
from data.intake.layouts import LAYOUTS, LISTED, Layout
from data.intake.peopled import sheets_of_people
from data.intake.read import Sheet

_LOOKED_AT = 2_000
"""So many rows are looked at where the cells must tell."""
_LEAST_SHARED = 0.1
"""Of the rows of a list of members, this share stands with others under one No. KK."""
_MOSTLY_SHARED = 0.5
"""So many do where nothing but birth dates and sexes beside them tells of members."""
_OF_PERSONS = re.compile(r"pendidikan|ijazah|sekolah|pekerjaan|bekerja|lapangan usaha|kawin|agama|golongan darah|akta")
_LEAST_OF_PERSONS = 2
"""So many headers that ask each person of a household, not a family, tell of members too."""


def kinds_of_sheets(
    sheets: list[Sheet], stem: str, *, role: str | None = None, remembered: Choices | None = None
) -> dict[str, list[str]]:
    """Return layout → titles of the sheets that have it; sheets of no layout are left out.

    ``stem`` is the name of the file without its ending.
    """
    kinds = [kind_of_sheet(sheet, stem, role=role, remembered=remembered) for sheet in sheets]
    pairs = [
        (sheet, mapping)
        for sheet, kind in zip(sheets, kinds, strict=True)
        if kind and (mapping := find_mapping(sheet, LAYOUTS[kind], None, remembered))
    ]
    peopled = {sheet.name for sheet, _ in sheets_of_people(pairs)}
    found: dict[str, list[str]] = {}
    for sheet, kind in zip(sheets, kinds, strict=True):
        if kind and sheet.name in peopled:
            found.setdefault(kind, []).append(sheet.name)
    return found


def kind_of_sheet(sheet: Sheet, stem: str, *, role: str | None = None, remembered: Choices | None = None) -> str | None:
    """Return the layout that a person has named for these headers before, else the first that the sheet has."""
    asked = [layout for layout in LAYOUTS.values() if role in {None, layout.role}]
    for layout in asked if remembered else []:
        if any(mapping.signature(layout) in (remembered or {}) for mapping in candidates(sheet, layout)):
            return layout.key
    return next((layout.key for layout in asked if _is_of(sheet, layout, stem)), None)


def refuse_members(file: str, pairs: list[tuple[Sheet, Mapping]]) -> None:
    """Raise when sheets that are called families hold one row for each person: all but one of each would be set aside.

    Raises
    ------
    MembersNotFamilies
    """
    for sheet, mapping in pairs:
        numbers = sheet.cells.loc[mapping.header_row + 1 :, mapping.columns()["no_kk"]]
        shared = _shared(numbers)  # of all rows: in a shuffled file the first ones have their families further down
        if shared >= _MOSTLY_SHARED and _is_of(sheet, LAYOUTS["members"], file):
            raise MembersNotFamilies(file=file, shared_pct=round(100 * shared))


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
    has_shape = layout.is_of_many and not re.search(LISTED, title) and _is_of_many_persons(sheet, mapping)
    if not has_needs or not (has_signs or is_called or has_shape) or is_other or headers & set(layout.lacks):
        return False
    return _cells_tell(sheet, mapping, layout)


def _is_of_many_persons(sheet: Sheet, mapping: Mapping) -> bool:
    """Return whether a sheet without relations has the shape of members: births and sexes, several rows per No. KK."""
    sure = {match.field: match.column for match in mapping.matches if match.field and not match.is_guess}
    named = {field_of(match.header) for match in mapping.matches}
    if not {"nik", "no_kk", "birth_date", "sex"} <= set(sure) or named & {"amount_idr", "program", "period"}:
        return False
    words = [re.sub(r"[\W_]+", " ", match.header.lower()) for match in mapping.matches]
    is_of_persons = sum(_OF_PERSONS.search(header) is not None for header in words) >= _LEAST_OF_PERSONS
    numbers = sheet.cells.loc[mapping.header_row + 1 :].head(_LOOKED_AT)[sure["no_kk"]]
    return _shared(numbers) >= (_LEAST_SHARED if is_of_persons else _MOSTLY_SHARED)


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
