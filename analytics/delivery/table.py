"""Small tables that the office edits: one registry of columns each, checked cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analytics.delivery.clock import clock_minutes, clock_text
from data.intake.fields import header_key
from data.intake.read import Sheet

MAX_TOLD = 8
"""So many problems are told at once; of more, the number is told."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``label`` is its header on screens and in files, ``kind`` is "text", "clock", "count" (whole), "number", "degrees",
    "flag" (ya or tidak) or "choice" (a key of ``choices``, or one of its synonyms); ``default`` fills an empty cell
    where ``is_needed`` is false.
    """

    key: str
    label: str
    kind: str
    note: str
    default: str | float | None = None
    minimum: float = 0.0
    maximum: float = 0.0
    is_needed: bool = False
    synonyms: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def with_headers(sheet: Sheet, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return the rows under the first filled row, with the columns that are known under their keys."""
    known = {header_key(n): c.key for c in columns.values() for n in (c.key, c.label, *c.synonyms)}
    cells = sheet.cells[sheet.cells.ne("").any(axis=1)]
    keys = [known.get(header_key(text)) for text in cells.iloc[0]]
    first_of = {key: position for position, key in reversed(list(enumerate(keys))) if key}
    return cells.iloc[1:, list(first_of.values())].set_axis(list(first_of), axis=1)


def missing_columns(table: pd.DataFrame, columns: Mapping[str, Column]) -> str:
    """Return what to say of needed columns that are not there; empty where all are."""
    missing = [column.label for column in columns.values() if column.is_needed and column.key not in table]
    return f"kolom {', '.join(missing)} tidak ada" if missing else ""


def read_cells(
    table: pd.DataFrame, columns: Mapping[str, Column], row_numbers: Sequence[int] | None = None
) -> tuple[pd.DataFrame, pd.Series, list[str]]:
    """Return every cell in its type, the number of each row, and what is wrong with the cells.

    Cells may be text (decimal comma, "1.000", "07.30") or values. Empty rows are passed over; rows count from 1 unless
    ``row_numbers`` are given.
    """
    text = pd.DataFrame({key: _as_text(table[key]) if key in table else "" for key in columns}, index=table.index)
    text = text.assign(row=list(row_numbers or range(1, len(text) + 1)))
    text = text[text[list(columns)].ne("").any(axis=1)].reset_index(drop=True)
    problems: list[str] = []
    frame = pd.DataFrame({key: _read_column(text, column, problems) for key, column in columns.items()})
    return frame, text["row"], problems


def told(problems: Sequence[str]) -> str:
    """Return the first problems in one line, and how many more there are."""
    more = len(problems) - MAX_TOLD
    return "; ".join(problems[:MAX_TOLD]) + (f"; dan {more} lagi" if more > 0 else "")


def slug(label: object) -> str:
    """Return a key made from a name: "Pick-up 4x4" → "pick-up-4x4"."""
    return re.sub(r"[^a-z0-9]+", "-", str(label).lower()).strip("-")


def _as_text(cells: pd.Series) -> pd.Series:
    """Return cells as trimmed text in which a decimal comma stands for fractions; "" where empty."""
    return cells.map(lambda cell: "" if pd.isna(cell) else _cell_text(cell)).astype(object)


def _cell_text(cell: object) -> str:
    return f"{cell:.10g}".replace(".", ",") if isinstance(cell, float) else str(cell).strip()


def _read_column(text: pd.DataFrame, column: Column, problems: list[str]) -> pd.Series:
    """Return one column in its type; cells that cannot be used are NA and told in ``problems``."""
    reader, expected = _reader(column)
    cells = text[column.key]
    is_empty = cells == ""
    values = cells.where(~is_empty, None).map(reader, na_action="ignore").astype(object)
    if column.kind in {"count", "number", "degrees"}:
        values = pd.to_numeric(values)
    if column.kind in {"count", "number"}:
        values = values.where((values >= column.minimum) & (values <= column.maximum))
    bad = values.isna() & (~is_empty | column.is_needed)
    limits = f" {column.minimum:g} sampai {column.maximum:g}" if column.maximum else ""
    problems += [
        f"baris {row}: {column.label} {cell or 'kosong'} harus {expected}{limits}"
        for row, cell in zip(text.loc[bad, "row"], cells[bad], strict=True)
    ]
    return values if column.default is None else values.fillna(column.default)


def _reader(column: Column) -> tuple[Callable[[str], object], str]:
    if column.kind != "choice":
        return _READERS[column.kind]
    known = {header_key(name): key for key, names in column.choices.items() for name in (key, *names)}
    return lambda text: known.get(header_key(text)), f"salah satu dari {', '.join(column.choices)}"


def _number(text: str) -> float | None:
    """Return "1.000", "0,5", "0.5", "-2,35" or "1.250,5" as a number."""
    bare = re.sub(r"^Rp\.?\s*|\s", "", text, flags=re.IGNORECASE)
    if "," in bare or re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", bare):
        bare = bare.replace(".", "").replace(",", ".")
    return float(bare) if re.fullmatch(r"-?\d+(\.\d*)?", bare) else None


def _degrees(text: str) -> float | None:
    """Return "115,6" or "115.612" as degrees: a point is never a thousands mark here."""
    bare = text.replace(",", ".").strip()
    return float(bare) if re.fullmatch(r"-?\d{1,3}(\.\d*)?", bare) else None


def _count(text: str) -> float | None:
    number = _number(text)
    return number if number is not None and number.is_integer() else None


def _clock(text: str) -> str | None:
    minutes = clock_minutes(text)
    return None if minutes is None else clock_text(minutes)


def _flag(text: str) -> bool | None:
    return _FLAGS.get(text.casefold())


_FLAGS = {**dict.fromkeys(("ya", "y", "1", "true", "x"), True), **dict.fromkeys(("tidak", "t", "0", "false"), False)}
_READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "text": (str, "diisi"),
    "number": (_number, "angka"),
    "degrees": (_degrees, "derajat seperti 115,65"),
    "count": (_count, "bilangan bulat"),
    "clock": (_clock, "jam seperti 07.30"),
    "flag": (_flag, "ya atau tidak"),
}
