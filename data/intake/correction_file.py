"""The workbook of rows to correct, come back: which cells somebody has changed."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import CorrectionsMasked
from data.intake.correct_load import Correction
from data.intake.read import Sheet, read_sheets

CORRECTIONS = "corrections"
LOAD, FILE, SHEET, ROW, DESA, REASON, REMEDY = "No. muatan", "Berkas", "Lembar", "Baris", "Desa", "Alasan", "Tindakan"
OURS = (LOAD, FILE, SHEET, ROW, DESA, REASON, REMEDY)
"""Headers of the columns that say which row this is, and what is wrong with it."""
MASKED = f"{LOAD} (disamarkan)"
OF_FILE = " (berkas)"
"""Behind a header of the file that is called like one of ours."""
_HEADER_ROWS = 10


def is_corrections(sheets: list[Sheet]) -> bool:
    """Return whether a workbook is one of rows to correct."""
    return any(_header_row(sheet) is not None for sheet in sheets)


def mark_of(load_id: int, sha256: str) -> str:
    """Return what stands for a load in the workbook: its number, and by what it is known in another database."""
    return f"{load_id}-{sha256[:8]}"


def read_corrections(path: Path, known: dict[str, int]) -> tuple[list[Correction], int]:
    """Return the rows of a workbook that came back, and how many of them belong to no load in use.

    ``known``: :func:`mark_of` each load in use → its number.

    Raises
    ------
    CorrectionsMasked
        The workbook was downloaded with starred numbers. And what :func:`data.intake.read.read_sheets` raises.
    """
    tables = [_table(sheet, path.name) for sheet in read_sheets(path) if _header_row(sheet) is not None]
    found = [each for table in tables for each in _corrections(table, known)]
    return found, sum(len(table) for table in tables) - len(found)


def _header_row(sheet: Sheet) -> int | None:
    top = sheet.cells.head(_HEADER_ROWS)
    has_load = top.isin([LOAD, MASKED]).any(axis=1)
    found = top.index[has_load & top.eq(ROW).any(axis=1)]
    return int(found[0]) if len(found) else None


def _table(sheet: Sheet, name: str) -> pd.DataFrame:
    header = _header_row(sheet)
    titles = [str(title) for title in sheet.cells.loc[header]]
    if MASKED in titles:
        raise CorrectionsMasked(file=name)
    table = sheet.cells.loc[header + 1 :].set_axis(titles, axis=1) if header else sheet.cells
    table = table.loc[:, [title != "" for title in titles]]
    table = table.loc[:, ~table.columns.duplicated()]
    return table[table[LOAD].ne("")].assign(**{SHEET: table.get(SHEET, "")})


def _corrections(table: pd.DataFrame, known: dict[str, int]) -> list[Correction]:
    mine = table[table[LOAD].str.strip().isin(known) & table[ROW].str.fullmatch(r"\s*\d{1,8}\s*")]
    cells = mine.drop(columns=[name for name in OURS if name in mine])
    cells.columns = [re.sub(rf"{re.escape(OF_FILE)}$", "", str(name)) for name in cells.columns]
    rows = zip(mine[LOAD].str.strip(), mine[SHEET], mine[ROW], cells.to_dict("records"), strict=True)
    return [
        Correction(
            known[mark], str(sheet), int(row), {str(name): str(text) for name, text in said.items()}, is_whole=True
        )
        for mark, sheet, row, said in rows
    ]
