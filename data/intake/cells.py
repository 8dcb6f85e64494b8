"""Rows of cells, of whatever type, as a frame of text: every column Arrow strings, an empty cell ``""``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from data.errors import TooManyColumns

MAX_COLUMNS = 1_000
MAX_WHOLE = 1e18
"""Beyond it a float is no whole number."""
ROWS_AT_ONCE = 50_000
_TEXT = pa.large_string()


def frame_of(
    rows: Iterable[Sequence[Any]], name: str, *, left: int = 0, tell: Callable[[int], None] | None = None
) -> pd.DataFrame:
    """Return rows of different lengths as a frame of text, numbered from 1, empty rows at the end dropped.

    Parameters
    ----------
    rows
        Cells: text, numbers, dates.
    name
        What errors call the file.
    left
        So many empty columns stand before the first cell of each row.
    tell
        Called with the number of rows done, now and then.

    Raises
    ------
    TooManyColumns
    """
    rest = iter(rows)
    parts: list[list[pa.Array]] = []
    count = 0
    while some := list(islice(rest, ROWS_AT_ONCE)):
        columns = _columns(some, name, left)
        parts.append([pa.repeat(_text(""), len(some))] * left + columns)
        count += len(some)
        if tell:
            tell(count)
    width = max(map(len, parts), default=0)
    texts = [_whole(parts, column) for column in range(width)]
    return _without_end(pd.DataFrame(dict(enumerate(texts)), index=range(1, count + 1), dtype="str"))


def _columns(rows: list[Sequence[Any]], name: str, left: int) -> list[pa.Array]:
    """Return the cells of ``rows`` column by column, short rows filled."""
    lengths = set(map(len, rows))
    width = max(lengths)
    if left + width > MAX_COLUMNS:
        raise TooManyColumns(file=name, found=left + width, limit=MAX_COLUMNS)
    if len(lengths) > 1:
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
    return [_texts(column) for column in zip(*rows, strict=True)]


def _texts(cells: tuple[Any, ...]) -> pa.Array:
    kinds = set(map(type, cells))
    if kinds == {str}:
        return pa.array(cells, type=_TEXT)
    if bool in kinds:  # True == 1: the two would share one text
        return pa.array(list(map(_text_of, cells)), type=_TEXT)
    texts = {cell: _text_of(cell) for cell in set(cells)}
    return pa.array([texts[cell] for cell in cells], type=_TEXT)


def _whole(parts: list[list[pa.Array]], column: int) -> pd.api.extensions.ExtensionArray:
    """Return one column of all parts; a part that is not so wide is empty there."""
    pieces = [part[column] if column < len(part) else pa.repeat(_text(""), len(part[0])) for part in parts if part]
    return pd.array(pa.concat_arrays(pieces), dtype="str")


def _text(text: str) -> pa.Scalar:
    return pa.scalar(text, type=_TEXT)


def _without_end(cells: pd.DataFrame) -> pd.DataFrame:
    filled = cells.ne("").any(axis=1).to_numpy()
    return cells.iloc[: int(np.flatnonzero(filled)[-1]) + 1 if filled.any() else 0]


def _text_of(cell: Any) -> str:
    return cell if type(cell) is str else _WRITERS.get(type(cell), str)(cell)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < MAX_WHOLE:
        return str(int(value))
    text = repr(value)
    return np.format_float_positional(value, trim="-") if "e-" in text else text


def _date(value: dt.date) -> str:
    return value.isoformat()[:10]


_WRITERS: dict[type, Callable[[Any], str]] = {float: _number, dt.date: _date, dt.datetime: _date}
