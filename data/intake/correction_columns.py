"""The columns of rows to correct that came back: are they those of the file, and which are gone."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd

from data.errors import CorrectionsColumnsLost
from data.intake.correct_load import Correction, plain
from data.intake.correction_file import ReturnedSheet
from data.intake.rejudge import read_kept
from data.mask import mask_inside
from data.store import sql

_NONE = "tidak ada"
_Row = tuple[int, str, int]


@dataclass(frozen=True)
class Expected:
    """What the rows of loads hold. ``headers``: row → its headers; ``at_fault``: row → those to be corrected."""

    headers: dict[_Row, list[str]]
    at_fault: dict[_Row, set[str]]


def read_expected(cursor: duckdb.DuckDBPyConnection, load_ids: set[int]) -> Expected:
    """Return the headers of the rows of loads that wait or waited."""
    headers: dict[_Row, list[str]] = {}
    at_fault: dict[_Row, set[str]] = {}
    for load_id in sorted(load_ids):
        kept = read_kept(cursor, load_id)
        rows = cursor.execute(sql("quarantine/rows"), [load_id]).df()
        for sheet, row, cells in rows[["sheet", "row", "cells"]].itertuples(index=False):
            headers[(load_id, str(sheet), int(row))] = list(json.loads(cells))
        waiting = cursor.execute(sql("quarantine/waiting"), [load_id]).df()
        for sheet, row, fields in waiting[["sheet", "row", "fields"]].itertuples(index=False):
            at = (load_id, str(sheet), int(row))
            columns = kept.columns(at[1], headers[at]) if kept else {}
            at_fault[at] = {columns[str(field)] for field in fields if str(field) in columns}
    return Expected(headers, at_fault)


def check_columns(path: Path, sheet: ReturnedSheet, expected: Expected) -> tuple[list[Correction], set[str], set[str]]:
    """Return the corrections of a sheet under the headers of their file, and which columns are missing and unknown.

    Raises
    ------
    CorrectionsColumnsLost
        A column is missing that is to be corrected in one of the rows.
    """
    mine = [each.row_key() for each in sheet.corrections if each.row_key() in expected.headers]
    if not mine:
        return sheet.corrections, set(), set()
    wanted = {_key(name): name for at in mine for name in expected.headers[at] if _key(name)}
    missing = {name for key, name in wanted.items() if key not in set(map(_key, sheet.headers))}
    unknown = set(_starred([name for name in sheet.headers if _key(name) not in wanted]))
    lost = missing & {name for at in mine for name in expected.at_fault.get(at, ())}
    if lost:
        raise CorrectionsColumnsLost(
            file=path.name, sheet=sheet.name or path.name, missing=", ".join(sorted(lost)),
            found=", ".join(sorted(unknown)) or _NONE,
        )  # fmt: skip
    return [replace(each, cells=_renamed(each, wanted)) for each in sheet.corrections], missing, unknown


def _renamed(correction: Correction, wanted: dict[str, str]) -> dict[str, str]:
    return {wanted.get(_key(name), name): text for name, text in correction.cells.items()}


def _key(header: str) -> str:
    """Return a header as it is compared: spreadsheets change spaces and line breaks."""
    return " ".join(plain(" ".join(header.split())).split())


def _starred(names: list[str]) -> list[str]:
    return [str(name) for name in mask_inside(pd.Series(names, dtype="str"))]
