"""The workbook of rows to correct, come back: which cells somebody has changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.errors import CorrectionsMasked, CorrectionsUnidentified
from data.intake.correct_load import Correction, plain
from data.intake.read import Sheet, read_sheets

CORRECTIONS = "corrections"
LOAD, FILE, SHEET, ROW, DESA, REASON, REMEDY = "No. muatan", "Berkas", "Lembar", "Baris", "Desa", "Alasan", "Tindakan"
OURS = (LOAD, FILE, SHEET, ROW, DESA, REASON, REMEDY)
"""Headers of the columns that say which row this is, and what is wrong with it."""
WHICH = (LOAD, SHEET, ROW)
"""Without these nobody knows which row it is."""
MASKED = f"{LOAD} (disamarkan)"
OF_FILE = " (berkas)"
"""Behind a header of the file that is called like one of ours."""
TITLE, HELP = "Perbaikan", "Petunjuk"
"""What our sheets are called."""
_HEADER_ROWS = 10
_ENOUGH = 4
"""So many of our headers in one row make it ours, whatever has become of the others."""


@dataclass(frozen=True)
class ReturnedSheet:
    """One sheet that came back. ``headers``: of its columns that are not ours."""

    name: str
    headers: tuple[str, ...]
    corrections: list[Correction]


@dataclass(frozen=True)
class Returned:
    """A workbook that came back.

    ``unknown``: rows of no load in use; ``added``: rows that somebody has written below; ``contradicted``: rows that
    stand there twice and say two things, which are not among the corrections; ``skipped``: sheets that are not ours.
    """

    sheets: tuple[ReturnedSheet, ...]
    unknown: int
    added: int
    contradicted: tuple[tuple[str, int], ...]
    skipped: tuple[str, ...]


def is_corrections(sheets: list[Sheet]) -> bool:
    """Return whether a workbook is one of rows to correct."""
    return any(_header_row(sheet) is not None for sheet in sheets)


def mark_of(load_id: int, sha256: str) -> str:
    """Return what stands for a load in the workbook: its number, and by what it is known in another database."""
    return f"{load_id}-{sha256[:8]}"


def read_corrections(path: Path, known: dict[str, int]) -> Returned:
    """Return what a workbook that came back says.

    ``known``: :func:`mark_of` each load in use → its number.

    Raises
    ------
    CorrectionsMasked
        The workbook was downloaded with starred numbers. And what :func:`data.intake.read.read_sheets` raises.
    CorrectionsUnidentified
        A sheet has lost the columns that say which rows it holds.
    """
    sheets = [sheet for sheet in read_sheets(path) if sheet.name != HELP and not sheet.cells.empty]
    ours = [sheet for sheet in sheets if _header_row(sheet) is not None or sheet.name.startswith(TITLE)]
    tables = [(sheet.name, _table(sheet, path.name)) for sheet in ours]
    is_added = [table[LOAD].str.strip().eq("") for _, table in tables]
    found = [_corrections(table, known) for _, table in tables]
    twice = _contradicted(each for part in found for each in part)
    rows = [list({each.row_key(): each for each in part if each.row_key() not in twice}.values()) for part in found]
    return Returned(
        tuple(
            ReturnedSheet(name, tuple(_theirs(table)), mine) for (name, table), mine in zip(tables, rows, strict=True)
        ),
        unknown=sum(int((~added).sum()) - len(part) for added, part in zip(is_added, found, strict=True)),
        added=sum(int(added.sum()) for added in is_added),
        contradicted=tuple(sorted({(sheet, row) for _, sheet, row in twice})),
        skipped=tuple(sheet.name for sheet in sheets if sheet not in ours),
    )


def _contradicted(corrections: Iterable[Correction]) -> set[tuple[int, str, int]]:
    """Return the rows that are there more than once and do not say the same each time."""
    said: dict[tuple[int, str, int], set[tuple[tuple[str, str], ...]]] = {}
    for each in corrections:
        cells = tuple(sorted((name, plain(text)) for name, text in each.cells.items()))
        said.setdefault(each.row_key(), set()).add(cells)
    return {key for key, texts in said.items() if len(texts) > 1}


def _header_row(sheet: Sheet) -> int | None:
    top = sheet.cells.head(_HEADER_ROWS)
    count = top.isin([*OURS, MASKED]).sum(axis=1)
    has_load = top.isin([LOAD, MASKED]).any(axis=1)
    found = top.index[(has_load & (count > 1)) | (count >= _ENOUGH)]
    return int(found[0]) if len(found) else None


def _table(sheet: Sheet, name: str) -> pd.DataFrame:
    header = _header_row(sheet)
    titles = [] if header is None else [str(title) for title in sheet.cells.loc[header]]
    if MASKED in titles:
        raise CorrectionsMasked(file=name)
    lost = [title for title in WHICH if title not in titles]
    if header is None or lost:
        raise CorrectionsUnidentified(file=name, sheet=sheet.name or name, missing=", ".join(lost))
    table = sheet.cells.loc[header + 1 :].set_axis(titles, axis=1)
    table = table.loc[:, [title != "" for title in titles]]
    table = table.loc[:, ~table.columns.duplicated()]
    return table[table.ne("").any(axis=1)]


def _theirs(table: pd.DataFrame) -> list[str]:
    """Return the headers of the file, as it calls them."""
    return [re.sub(rf"{re.escape(OF_FILE)}$", "", str(name)) for name in table.columns if name not in OURS]


def _corrections(table: pd.DataFrame, known: dict[str, int]) -> list[Correction]:
    mine = table[table[LOAD].str.strip().isin(known) & table[ROW].str.fullmatch(r"\s*\d{1,8}\s*")]
    cells = mine.drop(columns=[name for name in OURS if name in mine])
    cells.columns = _theirs(mine)
    rows = zip(mine[LOAD].str.strip(), mine[SHEET], mine[ROW], cells.to_dict("records"), strict=True)
    return [
        Correction(
            known[mark], str(sheet), int(row), {str(name): str(text) for name, text in said.items()}, is_whole=True
        )
        for mark, sheet, row, said in rows
    ]
