"""The workbook of rows to correct: one sheet per kind of table, every cell text, the cells at fault in colour."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.intake.correction_file import (
    DESA,
    FILE,
    HELP,
    LOAD,
    MASKED,
    OF_FILE,
    OURS,
    REASON,
    REMEDY,
    ROW,
    SHEET,
    TITLE,
)

_WIDTHS = {LOAD: 13, FILE: 24, SHEET: 12, ROW: 7, DESA: 18, REASON: 44, REMEDY: 44}
_CELL_WIDTH = 21
_FROZEN = 4
_HEADER = 1
"""The header stands in the second row, under the instruction."""
_OPTIONS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
}  # fmt: skip
_SHORT = (
    "Betulkan sel berwarna kuning di kanan, simpan, lalu muat berkas ini di halaman Data. Kolom abu-abu jangan diubah."
)
_NOT_LOADABLE = "Nomor dan nama disamarkan: berkas ini hanya untuk dibaca dan tidak dapat dimuat lagi."
_HELP = (
    "Cara memakai berkas perbaikan",
    "1. Kolom abu-abu menunjukkan berkas, lembar dan baris asalnya, alasan disisihkan, dan tindakannya. Jangan diubah.",
    "2. Betulkan sel di kolom putih; sel kuning yang keliru. Kolom lain boleh dibetulkan juga.",
    "3. Semua sel berformat Teks supaya NIK dan No. KK tidak rusak. Jangan mengubah format selnya.",
    "4. Baris yang belum bisa dibetulkan biarkan apa adanya: ia tetap menunggu.",
    "5. Simpan sebagai XLSX, lalu muat di halaman Data seperti berkas lain. Hanya baris yang berubah yang diperiksa.",
    "6. Berkas ini memuat data pribadi: jangan dikirim lewat grup, dan hapus setelah dimuat.",
)


@dataclass(frozen=True)
class CorrectionRow:
    """One row that waits. ``cells``: header → text as in its file; ``at_fault``: headers of the cells to correct."""

    mark: str
    file: str
    sheet: str
    row: int
    desa: str
    reasons: str
    remedies: str
    cells: dict[str, str]
    at_fault: frozenset[str]

    def ours(self) -> tuple[str, ...]:
        """Return what stands in our own columns, in the order of :data:`OURS`."""
        return (self.mark, self.file, self.sheet, str(self.row), self.desa, self.reasons, self.remedies)


@dataclass(frozen=True)
class _Looks:
    title: Format
    header: Format
    own: Format
    cell: Format
    fault: Format


def corrections_as_workbook(rows: list[CorrectionRow], *, is_masked: bool, note: str, made_at: dt.datetime) -> bytes:
    """Return the workbook; rows with the same headers share a sheet. ``note`` stands before the instruction."""
    groups: dict[tuple[str, ...], list[CorrectionRow]] = {}
    for row in rows:
        groups.setdefault(tuple(row.cells), []).append(row)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, dict(_OPTIONS)) as book:
        book.set_properties({"created": made_at})
        looks = _looks(book)
        instruction = " ".join(filter(None, [note, _NOT_LOADABLE if is_masked else _SHORT]))
        for number, (headers, group) in enumerate(groups.items() or [((), [])], 1):
            sheet = book.add_worksheet(TITLE if number == 1 else f"{TITLE} {number}")
            _write_sheet(sheet, headers, group, looks, instruction, is_masked=is_masked)
        help_sheet = book.add_worksheet(HELP)
        help_sheet.set_column(0, 0, 110)
        help_sheet.write_column(0, 0, _HELP)
    return buffer.getvalue()


def _looks(book: xlsxwriter.Workbook) -> _Looks:
    text = {"num_format": "@", "valign": "top", "border": 1, "border_color": "#d9d9d9"}
    grey = {"bg_color": "#ececec", "font_color": "#444444", "text_wrap": True}
    return _Looks(
        title=book.add_format({"bold": True, "valign": "vcenter"}),
        header=book.add_format({"bold": True, "bottom": 2, "valign": "top", "text_wrap": True, "bg_color": "#dfe6ec"}),
        own=book.add_format(text | grey),
        cell=book.add_format(text),
        fault=book.add_format(text | {"bg_color": "#ffe699", "bold": True}),
    )


def _write_sheet(
    sheet: Worksheet, headers: tuple[str, ...], rows: list[CorrectionRow], looks: _Looks, instruction: str, *,
    is_masked: bool,
) -> None:  # fmt: skip
    ours = [MASKED if is_masked and name == LOAD else name for name in OURS]
    theirs = [f"{name}{OF_FILE}" if name in (*OURS, MASKED) else name for name in headers]
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, instruction, looks.title)
    for column, name in enumerate(OURS):
        sheet.set_column(column, column, _WIDTHS[name])
    first = len(OURS)
    if headers:
        sheet.set_column(
            first, first + len(headers) - 1, _CELL_WIDTH, looks.cell
        )  # what is typed later is text as well
    for column, name in enumerate([*ours, *theirs]):
        sheet.write_string(_HEADER, column, name, looks.header)
    for place, row in enumerate(rows, _HEADER + 1):
        for column, text in enumerate(row.ours()):
            sheet.write_string(place, column, text, looks.own)
        for column, (name, text) in enumerate(row.cells.items(), first):
            sheet.write_string(place, column, text, looks.fault if name in row.at_fault else looks.cell)
    sheet.freeze_panes(_HEADER + 1, _FROZEN)
    sheet.autofilter(_HEADER, 0, _HEADER + max(len(rows), 1), first + max(len(headers), 1) - 1)
