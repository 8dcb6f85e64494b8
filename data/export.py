"""Tables that leave the program: CSV and XLSX that no spreadsheet runs as a formula."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd

from data.engine import is_open_here
from data.errors import OutputUnwritable
from data.papers.workbook import tables_as_workbook

_FORMULA = r"^[\s\u00a0\u200b\ufeff]*[=+\-@\t\r\n|＝＋－＠]"
_FORMULA_AFTER_BREAK = r"([;\t\r\n][^\S\t\r\n]*)([=+@＝＋＠])"
"""Where Indonesian Excel, which splits a CSV at semicolons, would begin a cell anew."""
DEMO_NOTE = "DATA CONTOH"


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
    text = text.str.replace("\r\n?", "\n", regex=True)  # a lone CR is not quoted: it would end the row for a reader
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
    safe = {title: neutralise(frame) for title, frame in sheets.items()}
    return tables_as_workbook(safe, note=DEMO_NOTE if is_demo else "")


_KEY_FILE = b'"petasalur": "kunci"'
"""Stands at the beginning of a key file (``data/keys.py``), which writes itself."""


def _is_irreplaceable(path: Path) -> bool:
    """Return whether a database or the key of one lies there."""
    if is_open_here(path):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError:
        return False
    return head[8:12] == b"DUCK" or _KEY_FILE in head


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` all at once: a power cut leaves the old file or the new one.

    Raises
    ------
    OutputUnwritable
        The folder is missing, the file is open elsewhere, or it is a database or a key: none is ever written over.
    """
    if _is_irreplaceable(path):
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
