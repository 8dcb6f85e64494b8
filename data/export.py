"""Tables that leave the program: CSV and XLSX that no spreadsheet runs as a formula."""

from __future__ import annotations

import io
import itertools
import os
import re
import tempfile
from pathlib import Path

import pandas as pd
import xlsxwriter

from data.errors import OutputUnwritable

_FORMULA = r"^[\s\u00a0\u200b\ufeff]*[=+\-@\t\r|＝＋－＠]"
_FORMULA_AFTER_BREAK = r"([;\t\r\n]\s*)([=+@＝＋＠])"
"""Where Indonesian Excel, which splits a CSV at semicolons, would begin a cell anew."""
DEMO_NOTE = "DATA CONTOH"
_SHEET_NAME_LENGTH = 31


def neutralise(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``frame`` with an apostrophe before each text that a spreadsheet would take for a formula.

    After OWASP, "CSV Injection". Numbers stay numbers.
    """
    columns = [frame.iloc[:, number] for number in range(frame.shape[1])]
    safe = [_neutral(column) if _is_text(column) else column for column in columns]
    names = _neutral(pd.Series([str(name) for name in frame.columns], dtype="str"))
    return pd.concat(safe, axis=1, keys=range(len(safe))).set_axis(list(names), axis=1) if safe else frame


def _is_text(column: pd.Series) -> bool:
    return not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column))


def _neutral(column: pd.Series) -> pd.Series:
    text = column.astype("object").map(str, na_action="ignore").astype("str")
    text = text.str.replace(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", regex=True)
    text = text.str.replace(_FORMULA_AFTER_BREAK, r"\1'\2", regex=True)
    risky = text.str.contains(_FORMULA, na=False)
    return text.where(~risky, "'" + text)


def csv_bytes(frame: pd.DataFrame, *, is_demo: bool = False, for_excel: bool = False) -> bytes:
    """Return a CSV (comma, UTF-8; with the mark that Excel needs ``for_excel``); a demo's table says so in a column."""
    if is_demo:
        frame = frame.assign(**{"keterangan" if len(frame) else DEMO_NOTE: DEMO_NOTE})
    return neutralise(frame).to_csv(index=False).encode("utf-8-sig" if for_excel else "utf-8")


def xlsx_bytes(sheets: dict[str, pd.DataFrame], *, is_demo: bool = False) -> bytes:
    """Return a workbook, one sheet per table, headers frozen, texts as texts (no formulas, no links)."""
    buffer = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
        "default_date_format": "dd/mm/yyyy hh:mm",
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        taken: set[str] = set()
        for title, frame in sheets.items():
            name = _sheet_name(title, taken)
            _write_sheet(book.add_worksheet(name), neutralise(frame), bold, is_demo=is_demo)
    return buffer.getvalue()


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return ``title`` as Excel allows it, unlike those ``taken`` (which it joins)."""
    bare = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:_SHEET_NAME_LENGTH] or "Lembar"
    numbered = (f"{bare[: _SHEET_NAME_LENGTH - 4]} ({number})" for number in itertools.count(2))
    free = itertools.chain([] if bare.lower() == "history" else [bare], numbered)  # Excel keeps "History" for itself
    name = next(name for name in free if name.lower() not in taken)
    taken.add(name.lower())
    return name


def _write_sheet(
    sheet: xlsxwriter.worksheet.Worksheet,
    frame: pd.DataFrame,
    bold: xlsxwriter.format.Format,
    *,
    is_demo: bool,
) -> None:
    top = 1 if is_demo else 0
    if is_demo:
        sheet.write_string(0, 0, DEMO_NOTE, bold)
    sheet.write_row(top, 0, list(frame.columns), bold)
    values = frame.astype(object).where(frame.notna(), None)
    for number, name in enumerate(frame.columns):
        column = values.iloc[:, number].tolist()
        sheet.write_column(top + 1, number, column)
        longest = max([len(str(name)), *(len(str(value)) for value in column[:200])])
        sheet.set_column(number, number, min(longest + 2, 48))
    sheet.freeze_panes(top + 1, 0)


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(12)[8:] == b"DUCK"
    except OSError:
        return False


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` all at once: a power cut leaves the old file or the new one.

    Raises
    ------
    OutputUnwritable
        The folder is missing, the file is open elsewhere, or it is a database: none is ever written over.
    """
    if _is_database(path):
        raise OutputUnwritable(file=path.name)
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise OutputUnwritable(file=path.name) from error
