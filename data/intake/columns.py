"""Which column holds what: the header row found, headers matched by synonyms, guesses marked as guesses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
from rapidfuzz import fuzz, process

from data.errors import ColumnsMissing, MappingInvalid
from data.intake.fields import FIELDS, SYNONYMS, field_by_words, field_of, header_key
from data.intake.layouts import LAYOUTS, Layout
from data.intake.read import Sheet
from data.intake.two_rows import joined_headers

HEADER_ROWS = 30
"""The header is looked for in so many rows from the top."""
GUESS_SCORE = 88
"""Likeness (0–100, rapidfuzz ratio) from which a header counts as a misspelt synonym."""
MIN_GUESS_LENGTH = 4
"""Shorter headers are matched exactly or not at all: "rt" and "rw" are too near each other."""
_DATA, _SIGNS = re.compile("[0-9]{5}"), re.compile(r"[\W_]")
"""A row with so long a number (dots and spaces left out) holds data."""
_FEWEST_HEADERS = 2
"""A row with fewer cells is a title."""
Choices = dict[str, dict[str, str]]
"""Corrections that are remembered: signature of a header row → field → header ("" for none)."""


@dataclass(frozen=True)
class Match:
    """One column of a sheet: ``field`` is ``None`` where nobody knows what it holds.

    A guess is marked, and so is what a person has said of a file with the same headers before.
    """

    column: int
    header: str
    field: str | None
    is_guess: bool
    is_remembered: bool = False


@dataclass(frozen=True)
class Mapping:
    """How one sheet is read: its header row (as a spreadsheet numbers it), perhaps with the one above, its columns."""

    sheet: str
    header_row: int
    matches: tuple[Match, ...]
    is_joined: bool = False

    def columns(self) -> dict[str, int]:
        """Return field → column."""
        return {match.field: match.column for match in self.matches if match.field}

    def chosen(self, choice: dict[str, str]) -> Mapping:
        """Return the mapping with ``choice`` (field → header, "" for none) in the place of what was found.

        Raises
        ------
        MappingInvalid
            A header that this sheet does not have.
        """
        unknown = [header for header in choice.values() if header and header not in self.headers()]
        if unknown:
            raise MappingInvalid(file=self.sheet, found=f"kolom {unknown[0]} tidak ada")
        return self.changed(choice)

    def headers(self) -> set[str]:
        """Return the headers of all columns."""
        return {match.header for match in self.matches}

    def changed(self, choice: dict[str, str], *, is_remembered: bool = False) -> Mapping:
        """Return the mapping with those of ``choice`` that this sheet has; a header that stands twice is its first."""
        first = {match.header: match.column for match in reversed(self.matches)}
        chosen = {first[header]: field for field, header in choice.items() if header and header in first}
        replaced = {field for field, header in choice.items() if not header or header in first}
        matches = tuple(
            Match(match.column, match.header, chosen.get(match.column), is_guess=False, is_remembered=is_remembered)
            if match.column in chosen or match.field in replaced
            else match
            for match in self.matches
        )
        return Mapping(self.sheet, self.header_row, matches, self.is_joined)

    def signature(self, layout: Layout) -> str:
        """Return by what this row of headers is known again in another file of the same layout."""
        keys = "|".join(header_key(match.header) for match in self.matches).rstrip("|")
        return hashlib.sha256(f"{layout.key}|{keys}".encode()).hexdigest()


def find_mapping(
    sheet: Sheet, layout: Layout, choice: dict[str, str] | None = None, remembered: Choices | None = None
) -> Mapping | None:
    """Return how ``sheet`` is read as ``layout``; ``None`` where no row has the headers that are needed.

    ``choice`` (field → header) goes before what is ``remembered``, this before what is found.
    """
    known = remembered or {}
    found = [
        (kept is not None, (mapping.changed(kept, is_remembered=True) if kept else mapping).changed(choice or {}))
        for mapping in candidates(sheet, layout)
        for kept in [known.get(mapping.signature(layout))]
    ]
    usable = [(is_known, mapping) for is_known, mapping in found if is_enough(mapping, layout)]
    best = max(usable, key=lambda pair: (pair[0], *_worth(pair[1])), default=None)
    return best[1] if best else None


def _worth(mapping: Mapping) -> tuple[int, bool, int]:
    """Return by what a row of headers is better than another: what is known for sure, in one row, and all."""
    fields = [match for match in mapping.matches if match.field]
    return sum(not match.is_guess for match in fields), not mapping.is_joined, len(fields)


def candidates(sheet: Sheet, layout: Layout) -> Iterator[Mapping]:
    """Yield how the sheet would be read with each of its first rows as headers, then with each two of them as one."""
    top = sheet.cells.head(HEADER_ROWS)
    rows = [[str(cell) for cell in cells] for cells in top.to_numpy()]
    is_data = _is_data(top)
    for number, row, data in zip(top.index, rows, is_data, strict=True):
        yield Mapping(sheet.name, int(number), match_headers(row, layout, may_guess=not data))
    for place in range(len(rows) - 1):
        is_title = sum(map(bool, rows[place])) < _FEWEST_HEADERS
        if not is_data[place] and not is_data[place + 1] and not is_title:
            joined = joined_headers(rows[place], rows[place + 1])
            yield Mapping(sheet.name, int(top.index[place + 1]), match_headers(joined, layout), is_joined=True)


def likely_mapping(sheet: Sheet, layout: Layout, choice: dict[str, str] | None = None) -> Mapping | None:
    """Return the row that looks most like headers, for a person to say which column is which."""
    top = sheet.cells.head(HEADER_ROWS)
    is_data = _is_data(top)
    above = top.iloc[: is_data.index(True)] if any(is_data) else top.head(0)
    if not above.ne("").any(axis=None):
        return None
    fullest = int(above.ne("").sum(axis=1).idxmax())
    headers = [str(cell) for cell in above.loc[fullest]]
    return Mapping(sheet.name, fullest, match_headers(headers, layout)).changed(choice or {})


def _is_data(top: pd.DataFrame) -> list[bool]:
    """Return which rows hold a number of five digits or more: they are no headers, and may name a person."""
    return [any(_DATA.search(_SIGNS.sub("", str(cell))) for cell in row) for row in top.to_numpy()]


def is_enough(mapping: Mapping, layout: Layout) -> bool:
    """Return whether each set of needed fields is met."""
    found = mapping.columns()
    return all(any(field in found for field in needed) for needed in layout.needs)


def match_headers(headers: list[str], layout: Layout, *, may_guess: bool = True) -> tuple[Match, ...]:
    """Return one match per header; a field goes to the first exact header, else to the likeliest guess."""
    named = [field_of(header) for header in headers]
    exact = [field if field in layout.fields else None for field in named]
    taken: dict[str, int] = {}
    for column, field in enumerate(exact):
        if field and field not in taken:
            taken[field] = column
    by_column = {column: (field, False) for field, column in taken.items()}
    if may_guess:
        free = [column for column, field in enumerate(named) if field is None]
        by_column |= {column: (field, True) for field, column in _guesses(headers, free, layout, set(taken)).items()}
    return tuple(
        Match(column, header.strip(), *by_column.get(column, (None, False))) for column, header in enumerate(headers)
    )


def _guesses(headers: list[str], free: list[int], layout: Layout, taken: set[str]) -> dict[str, int]:
    """Return field → column of the guesses: a header like a synonym goes before one with its words."""
    found: dict[str, int] = {}
    for guess in (_guess_by_likeness, _guess_by_words):
        for column in free:
            field = guess(headers[column], layout.key)
            if field and field in layout.fields and field not in taken and column not in found.values():
                found.setdefault(field, column)
    return found


@lru_cache(maxsize=20_000)
def _guess_by_likeness(header: str, layout_key: str) -> str | None:
    key = header_key(header)
    if len(key) < MIN_GUESS_LENGTH:
        return None
    best = process.extractOne(key, _names(layout_key), scorer=fuzz.ratio, score_cutoff=GUESS_SCORE)
    return SYNONYMS[best[0]] if best else None


@lru_cache(maxsize=64)
def _names(layout_key: str) -> list[str]:
    fields = LAYOUTS[layout_key].fields if layout_key in LAYOUTS else tuple(FIELDS)
    return [name for name, field in SYNONYMS.items() if field in fields and len(name) >= MIN_GUESS_LENGTH]


def _guess_by_words(header: str, _: str) -> str | None:
    return field_by_words(header)


def extract(sheet: Sheet, mapping: Mapping, layout: Layout) -> pd.DataFrame:
    """Return the rows below the header, one column of stripped text per field of the layout ("" where none).

    The index is the row number; the column ``sheet`` names the sheet.
    """
    body = sheet.cells.loc[mapping.header_row + 1 :]
    columns = mapping.columns()
    empty = pd.Series("", index=body.index, dtype="str")
    frame = pd.DataFrame(
        {field: body[columns[field]].str.strip() if field in columns else empty for field in layout.fields},
        index=body.index,
    )
    return frame.assign(sheet=sheet.name)


def require_mappings(
    sheets: list[Sheet],
    layout: Layout,
    name: str,
    choice: dict[str, str] | None = None,
    remembered: Choices | None = None,
) -> list[tuple[Sheet, Mapping]]:
    """Return the sheets that can be read as ``layout``, with their mapping.

    Raises
    ------
    ColumnsMissing
        Not one sheet has the needed headers.
    MappingInvalid
        ``choice`` (field → header) names a header that no sheet has, or one header for two fields, or leaves out
        what is needed.
    """
    choice = choice or {}
    pairs = [(sheet, mapping) for sheet in sheets if (mapping := find_mapping(sheet, layout, choice, remembered))]
    needed = needed_of(layout)
    if not pairs and any(find_mapping(sheet, layout) for sheet in sheets):
        raise MappingInvalid(file=name, found=f"kolom {needed} belum ditunjuk")
    if not pairs:
        raise ColumnsMissing(file=name, needed=needed, found=_headers_found(sheets))
    chosen = [header for header in choice.values() if header]
    known = set().union(*(mapping.headers() for _, mapping in pairs))
    for header in chosen:
        if header not in known:
            raise MappingInvalid(file=name, found=f"kolom {header} tidak ada")
        if chosen.count(header) > 1:
            raise MappingInvalid(file=name, found=f"kolom {header} ditunjuk dua kali")
    return pairs


def needed_of(layout: Layout) -> str:
    """Return the columns that a layout must have, in words."""
    return " dan ".join(" atau ".join(FIELDS[field].label for field in one) for one in layout.needs)


def _headers_found(sheets: list[Sheet]) -> str:
    """Return the cells of the fullest row above the first row of data: an error may not repeat a person's name.

    Where no row of data is near the top, nobody can tell headers from people, and nothing is repeated.
    """
    likely = likely_mapping(sheets[0], next(iter(LAYOUTS.values())))
    headers = [match.header[:30] for match in likely.matches if match.header] if likely else []
    return ", ".join(headers[:12]) or "tidak ada baris judul yang dikenali"
