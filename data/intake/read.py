"""Office files as text: every cell a string, every row with the number a spreadsheet shows.

Nothing is converted here. A 16-digit NIK that Excel kept as a number comes out as its digits, an empty cell as ``""``.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

from data.errors import FileEmpty, FileKindUnknown, FileProtected, FileTooLarge, FileUnreadable
from geo.archive import check_zip

MAX_FILE_MB = 500
MAX_COLUMNS = 300
DELIMITERS = (";", "\t", ",", "|")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx with a password
MAX_WHOLE = 1e18  # beyond it a float is no whole number
GZIP_MAGIC = b"\x1f\x8b"
EXPECTED = "CSV (koma, titik koma, tab) atau XLSX"


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
    FileTooLarge, FileKindUnknown, FileUnreadable, FileProtected, FileEmpty, geo.errors.UnsafeArchive
    """
    name = name or path.name
    size_mb = path.stat().st_size / 1e6
    if size_mb > MAX_FILE_MB:
        raise FileTooLarge(file=name, found_mb=round(size_mb), limit_mb=MAX_FILE_MB)
    with path.open("rb") as file:
        head = file.read(4096)
    sheets = _read_workbook(path, name) if head[:4] == b"PK\x03\x04" else [_read_text(path, name, head)]
    sheets = [sheet for sheet in sheets if len(sheet.cells)]
    if not sheets:
        raise FileEmpty(file=name)
    return sheets


def _read_workbook(path: Path, name: str) -> list[Sheet]:
    check_zip(path)
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise FileKindUnknown(file=name, expected=EXPECTED)
        book = CalamineWorkbook.from_path(str(path))
        rows = {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in book.sheet_names}
    except PasswordError as error:
        raise FileProtected(file=name) from error
    except (CalamineError, ZipError, zipfile.BadZipFile, OSError) as error:
        raise FileUnreadable(file=name) from error
    return [Sheet(title, _as_text(pd.DataFrame(cells, dtype=object))) for title, cells in rows.items()]


def _as_text(cells: pd.DataFrame) -> pd.DataFrame:
    """Return ``cells`` as text, rows numbered from 1, empty rows at the end dropped."""
    text = pd.DataFrame({column: _column_text(cells[column]) for column in cells.columns}, index=cells.index)
    text.index = text.index + 1
    return _without_empty_end(text)


def _column_text(column: pd.Series) -> pd.Series:
    kinds = column.map(type)
    text = column.where(kinds.eq(str), "")
    whole = kinds.isin([int, float]) & ~kinds.eq(bool)
    if whole.any():
        numbers = column[whole].astype(float)
        integral = np.isfinite(numbers) & (numbers == np.floor(numbers)) & (numbers.abs() < MAX_WHOLE)
        text[numbers.index[integral]] = numbers[integral].astype("int64").astype(str)
        text[numbers.index[~integral]] = numbers[~integral].map(repr)
    dates = kinds.isin([dt.date, dt.datetime])
    if dates.any():
        text[dates] = column[dates].map(lambda value: value.isoformat()[:10])
    other = ~(kinds.eq(str) | whole | dates | column.isna())
    if other.any():
        text[other] = column[other].astype(str)
    return text


def _read_text(path: Path, name: str, head: bytes) -> Sheet:
    if head.startswith(OLE_MAGIC):
        raise (FileProtected(file=name) if _is_encrypted(path) else FileKindUnknown(file=name, expected=EXPECTED))
    text = _decode(_unpacked(path, name) if head.startswith(GZIP_MAGIC) else path.read_bytes(), name)
    delimiter = _delimiter(text)
    width = min(max((line.count(delimiter) for line in text.splitlines()), default=0) + 1, MAX_COLUMNS)
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            names=list(range(width)),
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            index_col=False,
            low_memory=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        kind = FileEmpty if isinstance(error, pd.errors.EmptyDataError) else FileUnreadable
        raise kind(file=name) from error
    cells = cells.fillna("")
    cells.index = cells.index + 1
    return Sheet("", _without_empty_end(cells))


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


def _is_encrypted(path: Path) -> bool:
    # A workbook with a password is an OLE file that holds a stream of this name (in UTF-16).
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:100_000]:
        raise FileKindUnknown(file=name, expected=EXPECTED)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    odd = sum(not character.isprintable() and character not in "\r\n\t" for character in text[:4096])
    if odd > len(text[:4096]) * 0.05:
        raise FileKindUnknown(file=name, expected=EXPECTED)
    return text


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first lines into most columns, most evenly."""
    lines = [line for line in text[:200_000].splitlines()[:50] if line.strip()]

    def spread(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        common = max(set(counts), key=counts.count, default=0)
        return (counts.count(common) if common else 0, common)

    return max(DELIMITERS, key=spread)


def _without_empty_end(cells: pd.DataFrame) -> pd.DataFrame:
    filled = cells.ne("").any(axis=1).to_numpy()
    return cells.iloc[: int(np.flatnonzero(filled)[-1]) + 1 if filled.any() else 0]
