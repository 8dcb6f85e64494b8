"""How long the parts of a load take beside each other, so that the bar tells the truth (``python -m bench``)."""

from __future__ import annotations

import duckdb

from data.intake.request import SourceFile
from data.roads.records import ROADS
from data.service_points import POINTS
from data.store import sql
from geo.progress import Progress, split

PLACE_KINDS = ("codes", "boundaries")
"""After these every row loaded before is placed again."""
_WORK, _WORK_OF_BOOK = (0.25, 0.32, 0.12, 0.31), (0.68, 0.14, 0.04, 0.14)
"""Of the time of a list, and of one in a workbook: reading, checking, storing, and settling what follows from it."""
_WORK_OF_ROADS = (0.9, 0.0, 0.1, 0.0)
"""Nothing of families follows from roads and service points."""
_BOOK, _PACKED, _PACKED_TIMES = ".xlsx", (".xlsx", ".gz", ".zip"), 8.0
"""A packed file holds some eight times its size."""
_BYTES_OF_ROW = 100.0


def bars_of_load(
    cursor: duckdb.DuckDBPyConnection, files: list[SourceFile], progress: Progress
) -> tuple[list[Progress], Progress, Progress]:
    """Return the parts of the bar: one for each file, one for placing again what was loaded before, one for settling.

    ``files`` stand in the order in which they are taken: codes and boundaries first.
    """
    sizes = [_size(source) for source in files]
    work = [_work(source) for source in files]
    efforts = [size * sum(parts[:-1]) for size, parts in zip(sizes, work, strict=True)]
    settling = sum(size * parts[-1] for size, parts in zip(sizes, work, strict=True))
    rows = cursor.execute(sql("intake/rows_placed")).fetchall()[0][0]
    known = _BYTES_OF_ROW * int(rows)
    first = sum(source.kind in PLACE_KINDS for source in files)
    again = known if first else 0.0
    bars = split(progress, [*efforts[:first], again, *efforts[first:], settling + known * _WORK[-1]])
    return [*bars[:first], *bars[first + 1 : -1]], bars[first], bars[-1]


def bars_of_list(source: SourceFile, progress: Progress) -> list[Progress]:
    """Return the parts of one list's bar: reading, checking, storing."""
    return split(progress, _work(source)[:-1])


def _work(source: SourceFile) -> tuple[float, ...]:
    if source.kind in {ROADS, POINTS}:
        return _WORK_OF_ROADS
    return _WORK_OF_BOOK if source.path.suffix.lower() == _BOOK else _WORK


def _size(source: SourceFile) -> float:
    return source.path.stat().st_size * (_PACKED_TIMES if source.path.suffix.lower() in _PACKED else 1.0)
