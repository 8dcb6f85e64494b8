"""The workbook: one sheet per table, numbers as numbers, headers frozen; no text is ever run as a formula."""

from __future__ import annotations

import io

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.papers.monev.model import NUMBER, Column, Report, Section, Table, number_format
from data.papers.text import plain
from data.papers.workbook import sheet_name

_OPTIONS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
}  # fmt: skip
_WIDEST, _NARROWEST = 48, 9
_TOP = 3
"""Rows above the headers: title, of what, note."""


class _Looks:
    """The formats of a workbook, one per kind of cell; made once each."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.grey = book.add_format({"font_color": "#555b66"})
        self.header = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "bg_color": "#e6e6ea"}
        )  # fmt: skip
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._book = book
        self._cells: dict[tuple[str, int, bool], Format] = {}

    def cell(self, column: Column, *, is_sum: bool) -> Format:
        """Return how cells of a column look."""
        key = (column.kind, column.decimals, is_sum)
        if key not in self._cells:
            number = {"num_format": number_format(column.decimals) if column.kind == NUMBER else "@"}
            bold = {"bold": True, "top": 1, "bg_color": "#f1f1f3"} if is_sum else {}
            self._cells[key] = self._book.add_format(number | bold)
        return self._cells[key]


def workbook(report: Report) -> bytes:
    """Return the tables of a report as XLSX; the same report gives the same bytes."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, dict(_OPTIONS)) as book:
        book.set_properties({"title": plain(report.title), "created": report.at})
        looks = _Looks(book)
        _contents(book.add_worksheet("Isi"), report, looks)
        taken = {"isi"}
        for section, table in report.tables():
            _table(book.add_worksheet(sheet_name(table.title, taken)), report, section, table, looks)
    return made.getvalue()


def _contents(sheet: Worksheet, report: Report, looks: _Looks) -> None:
    """Write what the report says: title, answers, how figures are counted."""
    sheet.set_column(0, 0, 34, looks.wrapped)
    sheet.set_column(1, 1, 96, looks.wrapped)
    rows = [
        (report.title, ""), ("Lingkup", report.scope), ("Periode", report.period), ("Program", report.program),
        ("Jawaban", report.answer), *((section.title, section.empty or section.answer) for section in report.sections),
        *(("Cara menghitung", method) for method in report.methods), ("Sumber", report.source),
        *([("Tanda", report.mark)] if report.mark else []),
    ]  # fmt: skip
    for number, (label, text) in enumerate(rows):
        sheet.write_string(number, 0, plain(label), looks.title if number == 0 else looks.wrapped)
        sheet.write_string(number, 1, plain(text), looks.wrapped)
    sheet.freeze_panes(1, 0)
    _paper(sheet)


def _table(sheet: Worksheet, report: Report, section: Section, table: Table, looks: _Looks) -> None:
    of = " · ".join(part for part in (report.mark, report.scope, report.period, report.program, section.title) if part)
    sheet.write_string(0, 0, plain(table.title), looks.title)
    sheet.write_string(1, 0, plain(of), looks.grey)
    sheet.write_string(2, 0, plain(table.note or report.source), looks.grey)
    for at, column in enumerate(table.columns):
        written = [column.written(row[at]) for row in table.rows]
        width = max([len(column.heading) / 1.6, *(len(text) + 2 for text in written[:400]), _NARROWEST])
        sheet.set_column(at, at, min(width, _WIDEST))
        sheet.write_string(_TOP, at, plain(column.heading), looks.header)
        for down, row in enumerate(table.rows):
            look = looks.cell(column, is_sum=down >= len(table.rows) - table.total_rows)
            _cell(sheet, _TOP + 1 + down, at, row[at], look)
    sheet.freeze_panes(_TOP + 1, 1)
    _paper(sheet)
    sheet.repeat_rows(_TOP)


def _cell(sheet: Worksheet, down: int, at: int, value: object, look: Format) -> None:
    if value is None:
        sheet.write_blank(down, at, None, look)
    elif isinstance(value, str):
        sheet.write_string(down, at, plain(value), look)
    else:
        sheet.write_number(down, at, float(value), look)  # type: ignore[arg-type]


def _paper(sheet: Worksheet) -> None:
    """Print on A4 across, as many pages high as it takes."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
