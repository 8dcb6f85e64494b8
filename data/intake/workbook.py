"""XLSX workbooks as rows of text, refused where they would break the reader.

A cell far from the table makes calamine set aside memory for every cell between; with one at XFD1048576 it ends the
whole process. So the addresses of the cells are looked at first.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from data.errors import FileKindUnknown, FileProtected, FileUnreadable, SheetTooWide
from geo.archive import check_zip

MAX_CELLS = 28_000_000
"""Of a sheet, from A1 to its last row and column: a good gigabyte of memory; A to Z down to the last row Excel has."""
EXPECTED = "CSV (koma, titik koma, tab) atau XLSX"
MAX_WHOLE = 1e18
"""Beyond it a float is no whole number."""
_CHUNK_BYTES = 4 * 2**20
_OVERLAP_BYTES = 64
_BEYOND_Z = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]{2,3}\d")
_ADDRESS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_LETTERS = 26


def read_workbook(path: Path, name: str) -> dict[str, list[list[str]]]:
    """Return title → rows of text of every sheet with cells, from A1 on; charts are left out.

    Raises
    ------
    FileKindUnknown, FileProtected, FileUnreadable, SheetTooWide, geo.errors.UnsafeArchive
    """
    check_zip(path)
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise FileKindUnknown(file=name, expected=EXPECTED)
            _check_size(archive, name)
        book = CalamineWorkbook.from_path(str(path))
        titles = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        sheets = {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in titles}
    except PasswordError as error:
        raise FileProtected(file=name) from error
    except (CalamineError, zipfile.BadZipFile, OSError, expat.ExpatError) as error:
        raise FileUnreadable(file=name) from error
    return {title: [_texts(row) for row in rows] for title, rows in sheets.items()}


def _texts(row: list[Any]) -> list[str]:
    return [cell if type(cell) is str else _WRITERS.get(type(cell), str)(cell) for cell in row]


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < MAX_WHOLE:
        return str(int(value))
    text = repr(value)
    return np.format_float_positional(value, trim="-") if "e-" in text else text


def _date(value: dt.date) -> str:
    return value.isoformat()[:10]


_WRITERS: dict[type, Callable[[Any], str]] = {float: _number, dt.date: _date, dt.datetime: _date}


def _check_size(archive: zipfile.ZipFile, name: str) -> None:
    """Raise SheetTooWide where the filled cells of a sheet lie too far apart."""
    for entry in archive.infolist():
        if not entry.filename.startswith("xl/worksheets/") or not entry.filename.endswith(".xml"):
            continue
        row, column = _extent(archive, entry)
        if row * column > MAX_CELLS:
            raise SheetTooWide(file=name, found=f"{_column_name(column)}{row}")


def _extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Return a row and column that no filled cell of a sheet lies beyond: the quickest answer that is small enough."""
    with archive.open(entry) as file:
        if not any(_BEYOND_Z.search(chunk) for chunk in _chunks(file)):
            return 1, _LETTERS
    with archive.open(entry) as file:
        row, column = _last_address(_chunks(file))
    if row * column <= MAX_CELLS:
        return row, column
    with archive.open(entry) as file:
        return _last_filled(file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the content in parts that overlap, so that no address is cut in two."""
    tail = b""
    while chunk := file.read(_CHUNK_BYTES):
        yield tail + chunk
        tail = chunk[-_OVERLAP_BYTES:]


def _last_address(chunks: Iterator[bytes]) -> tuple[int, int]:
    """Return the last row and column that any cell of the sheet names, filled or only formatted."""
    last_row = last_column = 1
    for chunk in chunks:
        found = _ADDRESS.findall(chunk)
        last_row = max(last_row, 1, *(int(row) for row in {row for _, row in found}))
        last_column = max(last_column, 1, *(_column_number(letters) for letters in {letters for letters, _ in found}))
    return last_row, last_column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + letter - ord("A") + 1
    return number


def _column_name(number: int) -> str:
    name = ""
    while number:
        number, letter = divmod(number - 1, _LETTERS)
        name = chr(ord("A") + letter) + name
    return name


def _last_filled(file: IO[bytes]) -> tuple[int, int]:
    """Return the last row and column of the cells that hold something (slower, cell for cell)."""
    address, last = b"A1", [1, 1]

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal address
        kind = tag.rpartition(":")[2]
        if kind == "c":
            address = b" r='%b'" % attributes.get("r", "A1").encode()
        elif kind in {"v", "is"} and (found := _ADDRESS.fullmatch(address)):
            last[0] = max(last[0], int(found[2]))
            last[1] = max(last[1], _column_number(found[1]))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.ParseFile(file)
    return last[0], last[1]
