"""Which column holds what: the header row found, headers matched by synonyms, guesses marked as guesses."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz, process

from data.errors import ColumnsMissing, MappingInvalid
from data.intake.fields import FIELDS, SYNONYMS, field_of, header_key
from data.intake.layouts import Layout
from data.intake.read import Sheet

HEADER_ROWS = 30
"""The header is looked for in so many rows from the top."""
GUESS_SCORE = 88
"""Likeness (0–100, rapidfuzz ratio) from which a header counts as a misspelt synonym."""
MIN_GUESS_LENGTH = 4
"""Shorter headers are matched exactly or not at all: "rt" and "rw" are too near each other."""


@dataclass(frozen=True)
class Match:
    """One column of a sheet: ``field`` is ``None`` where nobody knows what it holds; a guess is marked."""

    column: int
    header: str
    field: str | None
    is_guess: bool


@dataclass(frozen=True)
class Mapping:
    """How one sheet is read: its header row (as a spreadsheet numbers it) and its columns."""

    sheet: str
    header_row: int
    matches: tuple[Match, ...]

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

    def changed(self, choice: dict[str, str]) -> Mapping:
        """Return the mapping with those of ``choice`` that this sheet has; a header that stands twice is its first."""
        first = {match.header: match.column for match in reversed(self.matches)}
        chosen = {first[header]: field for field, header in choice.items() if header and header in first}
        replaced = {field for field, header in choice.items() if not header or header in first}
        matches = tuple(
            Match(match.column, match.header, chosen.get(match.column), is_guess=False)
            if match.column in chosen or match.field in replaced
            else match
            for match in self.matches
        )
        return Mapping(self.sheet, self.header_row, matches)


def find_mapping(sheet: Sheet, layout: Layout, choice: dict[str, str] | None = None) -> Mapping | None:
    """Return how ``sheet`` is read as ``layout``; ``None`` where no row has the headers that are needed.

    ``choice`` (field → header) goes before what is found.
    """
    top = sheet.cells.head(HEADER_ROWS)
    mappings = [
        Mapping(sheet.name, int(row), match_headers([str(cell) for cell in cells], layout)).changed(choice or {})
        for row, cells in zip(top.index, top.to_numpy(), strict=True)
    ]
    usable = [mapping for mapping in mappings if is_enough(mapping, layout)]
    return max(usable, key=lambda mapping: len(mapping.columns()), default=None)


def is_enough(mapping: Mapping, layout: Layout) -> bool:
    """Return whether each set of needed fields is met."""
    found = mapping.columns()
    return all(any(field in found for field in needed) for needed in layout.needs)


def match_headers(headers: list[str], layout: Layout) -> tuple[Match, ...]:
    """Return one match per header; a field goes to the first exact header, else to the likeliest guess."""
    keys = [header_key(header) for header in headers]
    named = [field_of(header) for header in headers]
    exact = [field if field in layout.fields else None for field in named]
    taken: dict[str, int] = {}
    for column, field in enumerate(exact):
        if field and field not in taken:
            taken[field] = column
    guesses = {
        column: field
        for column, key in enumerate(keys)
        if exact[column] is None and (field := _guess(key, layout)) and field not in taken
    }
    first_guess = {field: column for column, field in reversed(guesses.items())}
    by_column = {column: (field, False) for field, column in taken.items()}
    by_column |= {column: (field, True) for field, column in first_guess.items()}
    return tuple(
        Match(column, header.strip(), *by_column.get(column, (None, False))) for column, header in enumerate(headers)
    )


def _guess(key: str, layout: Layout) -> str | None:
    if len(key) < MIN_GUESS_LENGTH:
        return None
    names = [name for name, field in SYNONYMS.items() if field in layout.fields and len(name) >= MIN_GUESS_LENGTH]
    best = process.extractOne(key, names, scorer=fuzz.ratio, score_cutoff=GUESS_SCORE)
    return SYNONYMS[best[0]] if best else None


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
    sheets: list[Sheet], layout: Layout, name: str, choice: dict[str, str] | None = None
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
    pairs = [(sheet, mapping) for sheet in sheets if (mapping := find_mapping(sheet, layout, choice))]
    needed = " dan ".join(" atau ".join(FIELDS[field].label for field in one) for one in layout.needs)
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


def _headers_found(sheets: list[Sheet]) -> str:
    """Return the cells of the fullest row above the first row of data: an error may not repeat a person's name.

    A row of data holds a number of five digits or more. Where none is near the top, nobody can tell headers from
    people, and nothing is repeated.
    """
    top = sheets[0].cells.head(HEADER_ROWS)
    digits = top.apply(lambda column: column.str.replace(r"[\W_]", "", regex=True).str.contains(r"[0-9]{5}"))
    is_data = digits.any(axis=1).to_numpy()
    headers = top.iloc[: int(is_data.argmax())]
    if not headers.ne("").any(axis=None):
        return "tidak ada baris judul yang dikenali"
    fullest = headers.loc[headers.ne("").sum(axis=1).idxmax()]
    return ", ".join(cell.strip()[:30] for cell in fullest[fullest.ne("")][:12])
