"""XLSX workbooks as rows of cells, refused where they would break the reader.

A cell far from the table makes calamine set aside memory for every cell between; with one at XFD1048576 it ends the
whole process. So the addresses of the cells are looked at first.
"""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any, NamedTuple
from xml.parsers import expat

import numpy as np
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from data.errors import FileKindUnknown, FileProtected, FileUnreadable, SheetTooWide
from geo.archive import FAULTS, check_zip
from geo.errors import UnsafeArchive
from geo.progress import Progress, between, silent, tell_while

MAX_CELLS = 28_000_000
"""Of a sheet, from A1 to its last row and column: a good gigabyte of memory; A to Z down to the last row Excel has."""
EXPECTED = "CSV (koma, titik koma, tab) atau XLSX"
_LOOK_SHARE = 0.19
"""Of the time to open a workbook: looking at its addresses; calamine takes the rest."""
_CHUNK_BYTES = 4 * 2**20
_OVERLAP_BYTES = 64
_ADDRESS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_ROW_END = re.compile(rb"</((?:\w+:)?)row\s*>")
_DOCTYPES = (b"<!DOCTYPE", b"<!ENTITY", *("<!DOCTYPE".encode(code) for code in ("utf-16-le", "utf-16-be")))
"""No spreadsheet writes them; they make entities, which make bombs."""
_LETTERS = 26
_LONGEST_ADDRESS = len("XFD1048576")


Merge = tuple[int, int, int, int]
"""Cells shown as one: first row, first column, last row, last column; rows from 1, columns from 0."""


class Rows(NamedTuple):
    """A sheet with cells: its rows from row 1 on, each without its first ``left`` columns, which are empty."""

    title: str
    cells: Iterator[list[Any]]
    left: int
    row_count: int
    is_hidden: bool
    merged: tuple[Merge, ...]


def read_workbook(path: Path, name: str, progress: Progress = silent, *, rows: int | None = None) -> list[Rows]:
    """Return every sheet with cells, as far as calamine has read it; charts are left out.

    With ``rows`` only so many rows from the top of each sheet are read.

    Raises
    ------
    FileKindUnknown, FileProtected, FileUnreadable, SheetTooWide, geo.errors.UnsafeArchive
    """
    check_zip(path, name=name)
    start = time.monotonic()
    try:
        source = _looked_at(path, name, between(progress, 0.0, _LOOK_SHARE), rows)
        expected_s = (time.monotonic() - start) * (1 - _LOOK_SHARE) / _LOOK_SHARE
        rest = between(progress, _LOOK_SHARE, 1.0)
        sheets = tell_while(lambda: _sheets(source), expected_s, rest, f"membaca {name}")
    except PasswordError as error:
        raise FileProtected(file=name) from error
    except (CalamineError, zipfile.BadZipFile, OSError, expat.ExpatError) as error:
        raise FileUnreadable(file=name) from error
    return [
        Rows(sheet.name, sheet.iter_rows(), sheet.start[1], sheet.total_height, is_hidden, _merges(sheet))
        for sheet, is_hidden in sheets
        if sheet.start is not None
    ]


def _merges(sheet: CalamineSheet) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or []
    return tuple((top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)


def _looked_at(path: Path, name: str, progress: Progress, rows: int | None) -> Path | BytesIO:
    """Return what calamine may read without harm: the workbook, or a copy of the top of its sheets."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise FileKindUnknown(file=name, found="zip tanpa lembar kerja Excel", expected=EXPECTED)
            if rows is None:
                _check_size(archive, name, progress)
                return path
            top = _top(archive, rows)
        with zipfile.ZipFile(top) as archive:
            _check_size(archive, name, progress)
    except FAULTS as error:
        raise FileUnreadable(file=name) from error
    top.seek(0)
    return top


def _top(archive: zipfile.ZipFile, rows: int) -> BytesIO:
    """Return a copy of a workbook in which every sheet ends after ``rows`` rows."""
    copy = BytesIO()
    with zipfile.ZipFile(copy, "w") as made:
        for entry in archive.infolist():
            with archive.open(entry) as file:
                made.writestr(entry.filename, _first_rows(file, rows))
    return copy


def _first_rows(file: IO[bytes], rows: int) -> bytes:
    content, ends, seen = b"", 0, 0
    while chunk := file.read(_CHUNK_BYTES // 4):
        content += chunk
        if b"sheetData" not in content[:_CHUNK_BYTES]:
            continue
        for end in _ROW_END.finditer(content, seen):
            ends, seen = ends + 1, end.end()
            if ends == rows:
                return content[:seen] + b"</%bsheetData></%bworksheet>" % (end[1], end[1])
    return content


def _sheets(source: Path | BytesIO) -> list[tuple[CalamineSheet, bool]]:
    """Return each sheet and whether it is hidden."""
    if isinstance(source, Path):
        book = CalamineWorkbook.from_path(str(source))
    else:
        book = CalamineWorkbook.from_filelike(source)
    return [
        (book.get_sheet_by_name(sheet.name), sheet.visible != SheetVisibleEnum.Visible)
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _check_size(archive: zipfile.ZipFile, name: str, progress: Progress) -> None:
    """Raise SheetTooWide where the filled cells of a sheet lie too far apart."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    total = max(sum(entry.file_size for entry in entries), 1)
    done = 0
    for entry in entries:  # all of them: a workbook may keep its sheets wherever it says
        share = between(progress, done / total, (done + entry.file_size) / total)
        row, column = _extent(archive, entry, share, name)
        if row * column > MAX_CELLS:
            raise SheetTooWide(file=name, found=f"{_column_name(column)}{row}")
        done += entry.file_size


def _extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, progress: Progress, name: str) -> tuple[int, int]:
    """Return a row and column that no filled cell of a sheet lies beyond: the quickest answer that is small enough."""
    row = column = 1
    with archive.open(entry) as file:
        for chunk in _chunks(file):
            far = _last_address(chunk)
            row, column = max(row, far[0]), max(column, far[1])
            if any(mark in chunk for mark in _DOCTYPES):
                raise UnsafeArchive(file=name, found="XML dengan DOCTYPE, yang tidak dibuka karena tidak aman")
            progress(min(file.tell() / max(entry.file_size, 1), 1.0), f"membuka {name}")
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


def _last_address(chunk: bytes) -> tuple[int, int]:
    """Return the last row and column that any cell names, filled or only formatted.

    Spreadsheets write ``r="B7"``; where something else stands around an ``=``, addresses are looked for one by one.
    """
    text = np.frombuffer(b"  " + chunk + b"\0" * (_LONGEST_ADDRESS + 2), dtype=np.uint8)
    equals = np.flatnonzero(text[: len(chunk) + 1] == ord("="))  # one at the very end stands in the next part as well
    equals = equals[equals > 2]  # noqa: PLR2004  and one at the very start in the part before
    is_plain = (text[equals + 1] == ord('"')) & (text[equals - 1] > ord(" "))
    if not is_plain.all():
        return _last_address_of_any_form(chunk)
    starts = equals[(text[equals - 1] == ord("r")) & (text[equals - 2] <= ord(" "))] + 2
    row, column = np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=np.int64)
    goes_on = np.ones(len(starts), dtype=bool)
    for place in range(_LONGEST_ADDRESS):
        sign = text[starts + place]
        digit, letter = sign - ord("0"), (sign & 0xDF) - ord("A") + 1
        is_digit, is_letter = goes_on & (digit <= 9), goes_on & (letter - 1 < _LETTERS)  # noqa: PLR2004  digits of ten
        row[is_digit] = row[is_digit] * 10 + digit[is_digit]
        column[is_letter] = column[is_letter] * _LETTERS + letter[is_letter]
        goes_on = is_digit | is_letter
    return int(row.max(initial=1)), int(column.max(initial=1))


def _last_address_of_any_form(chunk: bytes) -> tuple[int, int]:
    found = _ADDRESS.findall(chunk)
    rows, letters = {int(row) for _, row in found}, {letters for letters, _ in found}
    return max(rows, default=1), max(map(_column_number, letters), default=1)


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
