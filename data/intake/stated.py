"""What a list of recipients says of itself: its program and its period, in titles, columns, sheets, its file name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from data.intake.columns import Mapping
from data.intake.fields import header_key
from data.intake.read import Sheet
from data.programs import programs_in

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari jan", "februari feb", "maret mar", "april apr", "mei", "juni jun", "juli jul", "agustus agt agu ags",
         "september sept sep", "oktober okt", "november nov", "desember des"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAMED = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"20[0-9]{2}"
_NOT_DATED = r"(?<![0-9])(?<![0-9] )"
"""No day stands before the month: a date of printing is no period."""
_FIRST_ROWS = 200
_SHORT_TITLE = 300
_FROM, _UNTIL = ("rentangwaktuawal", "tanggalmulai", "awal"), ("rentangwaktuakhir", "tanggalselesai", "akhir")
_NAME = ("namaprogram", "program", "nama")


@dataclass(frozen=True)
class Said:
    """What one place of a file says. ``first`` and ``last`` are periods (YYYY-MM), '' where it says nothing."""

    place: str
    programs: frozenset[str]
    first: str = ""
    last: str = ""
    month: int = 0


@dataclass(frozen=True)
class Stated:
    """What a file says of its program and period, '' where nothing.

    ``first`` and ``last``: the span of time it is for. ``program_place`` and ``period_place``: where that stands.
    ``is_program_sure``, ``is_period_sure``: one answer, the same everywhere in the file, year and month.
    """

    program: str = ""
    first: str = ""
    last: str = ""
    program_place: str = ""
    period_place: str = ""
    is_program_sure: bool = False
    is_period_sure: bool = False
    month: int = 0

    def is_sure(self) -> bool:
        """Return whether the file states both without doubt."""
        return self.is_program_sure and self.is_period_sure

    def places(self) -> str:
        """Return where it stands, in words."""
        return " dan ".join(dict.fromkeys(place for place in (self.program_place, self.period_place) if place))


def stated_in(sheets: list[Sheet], mappings: tuple[Mapping, ...], stem: str) -> Stated:
    """Return what a list of recipients says of its program and period.

    ``mappings`` are those of the sheets that are read, ``stem`` the file's name without its ending. What stands in
    columns goes before OpenSID's sheet of the program, this before titles, names of sheets and the name of the file.
    """
    said = list(_all_said(sheets, {mapping.sheet: mapping for mapping in mappings}, stem))
    programs = [one for one in said if one.programs]
    periods = [one for one in said if one.first]
    months = [one for one in said if one.month and not one.first]
    program, period = (next(iter(some), None) for some in (programs, periods))
    return Stated(
        program=min(program.programs) if program and len(program.programs) == 1 else "",
        first=period.first if period else "",
        last=period.last if period else "",
        program_place=program.place if program else "",
        period_place=period.place if period else months[0].place if months else "",
        is_program_sure=bool(program) and len(frozenset().union(*(one.programs for one in programs))) == 1,
        is_period_sure=bool(period) and len({point for one in periods for point in (one.first, one.last)}) == 1,
        month=months[0].month if months else 0,
    )


def _all_said(sheets: list[Sheet], mappings: dict[str, Mapping], stem: str) -> Iterator[Said]:
    read = [sheet for sheet in sheets if sheet.name in mappings]
    for sheet in read:
        yield from _in_columns(sheet, mappings[sheet.name])
    for sheet in sheets:
        if sheet.name not in mappings and not sheet.is_hidden:
            yield from _in_program_sheet(sheet)
    for sheet in read:
        above = sheet.cells.loc[: mappings[sheet.name].header_row - 1].to_numpy().ravel()
        yield _in_text("judul", " ".join(str(cell) for cell in above if cell)[:_SHORT_TITLE])
    if len(read) == 1:  # names of many sheets are those of desa
        yield _in_text("nama lembar", read[0].name)
    yield _in_text("nama berkas", stem)


def _in_columns(sheet: Sheet, mapping: Mapping) -> Iterator[Said]:
    columns = mapping.columns()
    for field in ("program", "period"):
        if field in columns:
            body = sheet.cells.loc[mapping.header_row + 1 :, columns[field]]
            values = body[body.ne("")].drop_duplicates().head(_FIRST_ROWS)
            said = [_in_text("kolom", str(value)) for value in values]
            periods = sorted(point for one in said for point in (one.first, one.last) if point)
            programs = frozenset().union(*(one.programs for one in said)) if field == "program" else frozenset()
            yield Said("kolom", programs, *((periods[0], periods[-1]) if periods and field == "period" else ("", "")))


def _in_program_sheet(sheet: Sheet) -> Iterator[Said]:
    """Yield what OpenSID's sheet of the program says: a word and its value in each row."""
    if sheet.cells.shape[1] < len(("kata", "isi")):
        return
    head = sheet.cells.head(_FIRST_ROWS)
    pairs = {header_key(str(word)): str(value) for word, value in zip(head[0], head[1], strict=True) if value}
    name, first, last = (next((pairs[key] for key in keys if key in pairs), "") for keys in (_NAME, _FROM, _UNTIL))
    if name and (first or last):
        begin, end = (_in_text("", text[: len("2026-10-31")]).first or _month_of(text) for text in (first, last))
        yield Said(f"lembar {sheet.name}", programs_in(name), begin or end, end or begin)


def _month_of(text: str) -> str:
    """Return the period of a date: 2026-10-01, 01/10/2026."""
    year_first = re.search(rf"\b({_YEAR})[-/.](\d{{1,2}})[-/.]\d{{1,2}}\b", text)
    day_first = re.search(rf"\b\d{{1,2}}[-/.](\d{{1,2}})[-/.]({_YEAR})\b", text)
    if year_first:
        return f"{year_first[1]}-{int(year_first[2]):02d}"
    return f"{day_first[2]}-{int(day_first[1]):02d}" if day_first else ""


def _in_text(place: str, text: str) -> Said:
    """Return what words say: "PENERIMA BLT DD BULAN OKTOBER 2026", "pkh 2026-10", "Januari s.d. Maret 2026"."""
    plain = re.sub(r"[_]+", " ", text.lower())
    months = [_MONTHS[found] for found in re.findall(rf"{_NOT_DATED}\b({_NAMED})\b", plain)]
    years = [int(found) for found in re.findall(rf"(?<![0-9])({_YEAR})(?![0-9])", plain)]
    joined = re.findall(rf"(?<![0-9./-])({_YEAR})[-/. ]?(0[1-9]|1[0-2])(?![0-9]|[-/.][0-9])", plain)
    joined += [
        (year, month) for month, year in re.findall(rf"(?<![0-9./-])(0?[1-9]|1[0-2])[-/. ]({_YEAR})(?![0-9])", plain)
    ]
    periods = sorted(f"{year}-{int(month):02d}" for year, month in joined)
    if months and len(set(years)) == 1:
        periods = sorted(f"{years[0]}-{month:02d}" for month in months)
    alone = re.fullmatch(r"[^0-9]*\b(0?[1-9]|1[0-2])", plain.strip())
    month = months[0] if len(set(months)) == 1 else int(alone[1]) if alone else 0
    return Said(place, programs_in(text), periods[0] if periods else "", periods[-1] if periods else "", month)
