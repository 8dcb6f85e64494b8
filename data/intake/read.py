"""Office files as text: every cell a string, every row with the number a spreadsheet shows.

Nothing is converted here. A 16-digit NIK that Excel kept as a number comes out as its digits, an empty cell as ``""``.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

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
from data.intake.cells import frame_of
from data.intake.workbook import EXPECTED, Merge, read_workbook
from geo.apart import apart
from geo.content import HEAD_BYTES, content_of
from geo.progress import Progress, between, silent

MAX_FILE_MB = 500
MAX_ROW_LETTERS = 4_000_000
"""Of one row of a CSV, whatever line breaks it has in quotation marks."""
DELIMITERS = (";", "\t", ",", "|")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx with a password
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
_TEXTS = {"teks", "JSON", "data biner"}
"""Contents that may be a table: a row may begin with a brace, and UTF-16 is full of zeros."""
_CHUNK_BYTES = 2**20
_OPEN_SHARE = 0.82
"""Of the time to read a workbook; the rest is for its cells."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or the one table of a CSV (``name`` is then ``""``).

    ``cells``: one row per row of the file, columns 0…n-1, all text; the index is the row number a spreadsheet shows
    (1-based, a CSV's header is row 1). ``is_hidden``: only a reader who asks for it sees it. ``merged``: cells shown
    as one, of which the first holds the text.
    """

    name: str
    cells: pd.DataFrame
    is_hidden: bool = False
    merged: tuple[Merge, ...] = ()


@apart
def read_sheets(
    path: Path, *, name: str | None = None, progress: Progress = silent, rows: int | None = None
) -> list[Sheet]:
    """Return the sheets of a CSV or XLSX file; what it is, is told by its content, not by its ending.

    Parameters
    ----------
    path
        The file.
    name
        What errors call it, where the file lies under another name (uploads).
    progress
        Told how far the reading is.
    rows
        So many rows from the top of each sheet are enough: to tell what a file is takes no time then.

    Raises
    ------
    FileNotOpened, FileTooLarge, FileKindUnknown, FileUnreadable, FileProtected, FileEmpty, QuoteOpen, SheetTooWide,
    TooManyColumns, geo.errors.UnsafeArchive
    """
    name = name or path.name
    try:
        sheets = _sheets(path, name, progress, rows)
    except OSError as error:
        raise FileNotOpened(file=name) from error
    sheets = [sheet for sheet in sheets if len(sheet.cells)]
    if not sheets:
        raise FileEmpty(file=name)
    return sheets


def _sheets(path: Path, name: str, progress: Progress, rows: int | None) -> list[Sheet]:
    size_mb = path.stat().st_size / 1e6
    if size_mb > MAX_FILE_MB:
        raise FileTooLarge(file=name, found_mb=round(size_mb), limit_mb=MAX_FILE_MB)
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(ZIP_MAGIC):
            return _sheets_of_workbook(path, name, progress, rows)
        if head.startswith(OLE_MAGIC):
            raise (FileProtected(file=name) if _is_encrypted(path) else _unknown(head, name))
        if head.startswith(GZIP_MAGIC):
            return [_read_text(io.BytesIO(_unpacked(path, name)), name, progress, rows)]
        file.seek(0)
        return [_read_text(file, name, progress, rows)]


def _sheets_of_workbook(path: Path, name: str, progress: Progress, rows: int | None) -> list[Sheet]:
    sheets = read_workbook(path, name, between(progress, 0.0, _OPEN_SHARE), rows=rows)
    total, done, read = max(sum(sheet.row_count for sheet in sheets), 1), 0, []
    for sheet in sheets:
        share = between(progress, _OPEN_SHARE + (1 - _OPEN_SHARE) * done / total, 1.0)
        tell = partial(_tell_rows, share, max(total - done, 1), f"membaca {name}")
        cells = frame_of(sheet.cells, name, left=sheet.left, tell=tell)
        read.append(Sheet(sheet.title, cells, sheet.is_hidden, sheet.merged))
        done += sheet.row_count
    return read


def _tell_rows(progress: Progress, count: int, text: str, done: int) -> None:
    progress(min(done / count, 1.0), text)


def _unknown(head: bytes, name: str) -> FileKindUnknown:
    return FileKindUnknown(file=name, found=content_of(head).label, expected=EXPECTED)


def _is_encrypted(path: Path) -> bool:
    # A workbook with a password is an OLE file that holds a stream of this name (in UTF-16).
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _unpacked(path: Path, name: str) -> bytes:
    data = bytearray()
    try:
        with gzip.open(path) as packed:
            while chunk := packed.read(_CHUNK_BYTES):  # all at once would set the room for the limit aside
                data += chunk
                if len(data) > MAX_FILE_MB * 1_000_000:
                    raise FileTooLarge(file=name, found_mb=f"lebih dari {MAX_FILE_MB}", limit_mb=MAX_FILE_MB)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileUnreadable(file=name) from error
    return bytes(data)


def _read_text(file: IO[bytes], name: str, progress: Progress, count: int | None) -> Sheet:
    head = file.read(HEAD_BYTES)
    if content_of(head).label not in _TEXTS:
        raise _unknown(head, name)
    encoding, size = _encoding(file, name), max(file.seek(0, io.SEEK_END), 1)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
    delimiter = _delimiter(text.read(200_000))
    text.seek(0)
    rows = islice(_rows(text, delimiter, name), count)
    cells = frame_of(rows, name, tell=lambda _: progress(min(file.tell() / size, 1.0), f"membaca {name}"))
    _check_quotes(cells, delimiter, name)
    return Sheet("", cells)


def _rows(text: io.TextIOWrapper, delimiter: str, name: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV.

    Raises
    ------
    QuoteOpen
        A cell of more than 131,072 letters or a row of more than MAX_ROW_LETTERS: a quotation mark that never ends.
    """
    letters = 0

    def lines() -> Iterator[str]:
        nonlocal letters
        for line in text:
            letters += len(line)
            if letters > MAX_ROW_LETTERS:
                raise QuoteOpen(file=name, row=reader.line_num)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter)
    try:
        for row in reader:
            letters = 0
            yield row
    except csv.Error as error:
        raise QuoteOpen(file=name, row=reader.line_num) from error


def _encoding(file: IO[bytes], name: str) -> str:
    """Return how the text of a file is written; its first and its other bytes are looked at, part by part.

    Raises
    ------
    FileKindUnknown
        It is no text.
    FileUnreadable
        A line of more than a megabyte: no table.
    """
    file.seek(0)
    head = file.read(100_000)
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not is_wide and b"\x00" in head:
        raise _unknown(head, name)
    file.seek(0)
    is_utf8 = _is_utf8(file, name)
    if is_wide:
        return "utf-16"
    if is_utf8:
        return "utf-8-sig"
    start = head[:4096].decode("cp1252", errors="replace")
    odd = sum(not character.isprintable() and character not in "\r\n\t" for character in start)
    if odd > len(start) * 0.05:
        raise FileKindUnknown(file=name, found="data biner", expected=EXPECTED)
    return "cp1252"


def _is_utf8(file: IO[bytes], name: str) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, is_end = True, False
    while not is_end:
        chunk = file.read(_CHUNK_BYTES)
        is_end = not chunk
        if len(chunk) == _CHUNK_BYTES and b"\n" not in chunk and b"\r" not in chunk:
            raise FileUnreadable(file=name)
        try:
            if is_utf8:
                decoder.decode(chunk, final=is_end)
        except UnicodeDecodeError:
            is_utf8 = False
    return is_utf8


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first lines into most columns, most evenly.

    Lines end as files end them; Python's own idea of a line knows control characters that a cell may hold. What a line
    break inside a cell leaves without any delimiter says nothing.
    """
    lines = [line for line in re.split(r"\r\n|\n|\r", text)[:50] if line.strip()]

    def spread(delimiter: str) -> tuple[int, int]:
        counts = Counter(count for line in lines if (count := line.count(delimiter)))
        common = max(counts, key=lambda count: (counts[count], count), default=0)
        return (counts[common] if common else 0, common)

    return max(DELIMITERS, key=spread)


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
