"""Office files as text: every cell a string, every row with the number a spreadsheet shows.

Nothing is converted here. A 16-digit NIK that Excel kept as a number comes out as its digits, an empty cell as ``""``.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import (
    FileEmpty,
    FileKindUnknown,
    FileNotOpened,
    FileProtected,
    FileTooLarge,
    FileUnreadable,
    QuoteOpen,
)
from data.intake.workbook import EXPECTED, read_workbook

MAX_FILE_MB = 500
MAX_COLUMNS = 300
DELIMITERS = (";", "\t", ",", "|")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx with a password
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
NO_TABLES = (b"<", b"%PDF")
"""How web pages (often named .xls) and papers begin."""
_ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or the one table of a CSV (``name`` is then ``""``).

    ``cells``: one row per row of the file, columns 0…n-1, all text; the index is the row number a spreadsheet shows
    (1-based, a CSV's header is row 1).
    """

    name: str
    cells: pd.DataFrame


def read_sheets(path: Path, *, name: str | None = None) -> list[Sheet]:
    """Return the sheets of a CSV or XLSX file; what it is, is told by its content, not by its ending.

    Parameters
    ----------
    path
        The file.
    name
        What errors call it, where the file lies under another name (uploads).

    Raises
    ------
    FileNotOpened, FileTooLarge, FileKindUnknown, FileUnreadable, FileProtected, FileEmpty, QuoteOpen, SheetTooWide,
    geo.errors.UnsafeArchive
    """
    name = name or path.name
    try:
        sheets = _sheets(path, name)
    except OSError as error:
        raise FileNotOpened(file=name) from error
    sheets = [sheet for sheet in sheets if len(sheet.cells)]
    if not sheets:
        raise FileEmpty(file=name)
    return sheets


def _sheets(path: Path, name: str) -> list[Sheet]:
    size_mb = path.stat().st_size / 1e6
    if size_mb > MAX_FILE_MB:
        raise FileTooLarge(file=name, found_mb=round(size_mb), limit_mb=MAX_FILE_MB)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(ZIP_MAGIC):
        return [Sheet(title, _frame(rows)) for title, rows in read_workbook(path, name).items()]
    if head.startswith(OLE_MAGIC):
        raise (FileProtected(file=name) if _is_encrypted(path) else FileKindUnknown(file=name, expected=EXPECTED))
    return [_read_text(_unpacked(path, name) if head.startswith(GZIP_MAGIC) else path.read_bytes(), name)]


def _is_encrypted(path: Path) -> bool:
    # A workbook with a password is an OLE file that holds a stream of this name (in UTF-16).
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _unpacked(path: Path, name: str) -> bytes:
    limit = MAX_FILE_MB * 1_000_000
    try:
        with gzip.open(path) as packed:
            data = packed.read(limit + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileUnreadable(file=name) from error
    if len(data) > limit:
        raise FileTooLarge(file=name, found_mb=f"lebih dari {MAX_FILE_MB}", limit_mb=MAX_FILE_MB)
    return data


def _read_text(data: bytes, name: str) -> Sheet:
    if data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(NO_TABLES):
        raise FileKindUnknown(file=name, expected=EXPECTED)
    text = io.TextIOWrapper(io.BytesIO(data), _encoding(data, name), errors="replace", newline="")
    delimiter = _delimiter(text.read(200_000))
    text.seek(0)
    rows = csv.reader(text, delimiter=delimiter)
    try:
        cells = _frame(rows)
    except csv.Error as error:  # a field beyond 131,072 characters: a quote that never ends
        raise QuoteOpen(file=name, row=rows.line_num) from error
    if cells.shape[1] > MAX_COLUMNS:
        raise FileUnreadable(file=name)
    _check_quotes(cells, delimiter, name)
    return Sheet("", cells)


def _encoding(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in data[:100_000]:
        raise FileKindUnknown(file=name, expected=EXPECTED)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        start = data[:4096].decode("cp1252", errors="replace")
    else:
        return "utf-8-sig"
    odd = sum(not character.isprintable() and character not in "\r\n\t" for character in start)
    if odd > len(start) * 0.05:
        raise FileKindUnknown(file=name, expected=EXPECTED)
    return "cp1252"


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first lines into most columns, most evenly."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]

    def spread(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in lines)
        common = max(counts, key=lambda count: (counts[count], count), default=0)
        return (counts[common] if common else 0, common)

    return max(DELIMITERS, key=spread)


def _frame(rows: Iterable[list[str]]) -> pd.DataFrame:
    """Return rows of different lengths as a frame of text, numbered from 1, empty rows at the end dropped."""
    rest = iter(rows)
    parts = []
    while some := list(islice(rest, _ROWS_AT_ONCE)):
        width = max(map(len, some))
        filled = (row + [""] * (width - len(row)) for row in some)
        columns = [pd.array(list(column), dtype="str") for column in zip(*filled, strict=True)]
        parts.append(pd.DataFrame(dict(enumerate(columns)), index=range(len(some))))
    cells = pd.concat(parts, ignore_index=True).fillna("") if parts else pd.DataFrame(dtype="str")
    cells.index = cells.index + 1
    filled = cells.ne("").any(axis=1).to_numpy()
    return cells.iloc[: int(np.flatnonzero(filled)[-1]) + 1 if filled.any() else 0]


def _check_quotes(cells: pd.DataFrame, delimiter: str, name: str) -> None:
    """Raise QuoteOpen where a quotation mark that nobody closed has swallowed rows.

    A row with a line break in a cell has the columns of one row. One that holds as many delimiters as the rows that
    its line breaks would make has swallowed them.
    """
    holds_breaks = [bool(cells[column].str.contains("\n").any()) for column in cells.columns]
    if not any(holds_breaks):
        return
    many = cells.loc[:, holds_breaks].apply(lambda column: column.str.rstrip("\r\n"))
    breaks = many.apply(lambda column: column.str.count("\n")).sum(axis=1)
    inside = many.apply(lambda column: column.str.count(f"[{delimiter}]")).sum(axis=1)
    last_filled = cells.ne("").mul(np.arange(cells.shape[1])).max(axis=1)
    width = last_filled[breaks == 0].max() if (breaks == 0).any() else cells.shape[1] - 1
    swallowed = (breaks > 0) & (last_filled + inside >= (breaks + 1) * max(width, 1))
    if swallowed.any():
        raise QuoteOpen(file=name, row=int(swallowed.idxmax()))
