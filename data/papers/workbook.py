"""XLSX workbooks, cell for cell as they are given: texts as texts, never formulas or links."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re

import pandas as pd
import xlsxwriter

_SHEET_NAME_LENGTH = 31
_WIDEST = 48
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "default_date_format": "dd/mm/yyyy hh:mm",
    "remove_timezone": True,
}


def tables_as_workbook(sheets: dict[str, pd.DataFrame], *, note: str = "") -> bytes:
    """Return a workbook, one sheet per table, headers frozen; ``note`` stands above each of them."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, dict(_OPTIONS)) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        taken: set[str] = set()
        for title, frame in sheets.items():
            _write_table(book.add_worksheet(sheet_name(title, taken)), frame, bold, note)
    return buffer.getvalue()


def rows_as_workbook(sheets: dict[str, list[list[object]]], *, made_at: dt.datetime) -> bytes:
    """Return a workbook of bare rows, from A1 on; all cells that hold no number are marked as text for Excel.

    ``made_at`` is the date in its properties: the same rows and date give the same bytes. A row's empty cells are
    there, so that every reader sees all columns.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, dict(_OPTIONS)) as book:
        book.set_properties({"created": made_at})
        text = book.add_format({"num_format": "@"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            sheet.set_column(0, max((len(row) for row in rows), default=1) - 1, 22, text)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row, text)
    return buffer.getvalue()


def sheet_name(title: str, taken: set[str]) -> str:
    """Return ``title`` as Excel allows it, unlike those ``taken`` (which it joins)."""
    bare = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:_SHEET_NAME_LENGTH] or "Lembar"
    numbered = (f"{bare[: _SHEET_NAME_LENGTH - 4]} ({number})" for number in itertools.count(2))
    free = itertools.chain([] if bare.lower() == "history" else [bare], numbered)  # Excel keeps "History" for itself
    name = next(name for name in free if name.lower() not in taken)
    taken.add(name.lower())
    return name


def _write_table(
    sheet: xlsxwriter.worksheet.Worksheet, frame: pd.DataFrame, bold: xlsxwriter.format.Format, note: str
) -> None:
    top = 1 if note else 0
    if note:
        sheet.write_string(0, 0, note, bold)
    sheet.write_row(top, 0, list(frame.columns), bold)
    values = frame.astype(object).where(frame.notna(), None)
    for number, name in enumerate(frame.columns):
        column = values.iloc[:, number].tolist()
        sheet.write_column(top + 1, number, column)
        longest = max([len(str(name)), *(len(str(value)) for value in column[:200])])
        sheet.set_column(number, number, min(longest + 2, _WIDEST))
    sheet.freeze_panes(top + 1, 0)
