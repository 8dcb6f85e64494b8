"""A report for somebody who sees figures only: counts below five are hidden, and what would give them away.

By whole rows: a row with a small count, or a share that stands for one, shows no number at all. Of a table with hidden
rows so many more are hidden (the smallest first) that there are at least two and that what they add up to, as the sums
and the rows still shown tell, is nothing or at least five in every column. A desa hidden in one table is hidden in all.
Sentences lose small numbers and the shares beside them. Maps are left out: their classes begin and end at counts of
desa. Reports of one desa are refused before (:mod:`analytics.report.kinds`), for they would fill in hidden rows.
"""

from __future__ import annotations

import re
from dataclasses import replace

from analytics.suppression import LIMIT
from data.papers.monev.model import (
    HIDDEN,
    NUMBER,
    TEXT,
    Block,
    Cell,
    Figure,
    Figures,
    MapPicture,
    Report,
    Section,
    Table,
    Text,
)

_OF_DESA = "Desa"
_FEW = re.compile(
    r"(?<![\d.,\w])[1-4](?= dari [\d.]+ (?!desa|indikator|tindak)| keluarga| penerima| pengaduan| responden| orang|\))"
)
_SHARE = re.compile(r"\d+(?:,\d+)?(?= ?%)")
_FEWEST_ROWS = 2


def guarded(report: Report) -> Report:
    """Return the report with small counts hidden."""
    names: set[str] = set()
    while True:  # a row hidden for one table's sums may uncover another's
        found = names | {
            str(table.rows[row][0]) for _, table in report.tables() if _is_of_desa(table) for row in _rows(table, names)
        }
        if found == names:
            break
        names = found
    return replace(
        report,
        answer=guarded_text(report.answer),
        sections=tuple(_section(each, names) for each in report.sections),
    )


def guarded_text(text: str) -> str:
    """Return a sentence without counts below five and, where there were any, without shares."""
    told = _FEW.sub(HIDDEN, text)
    return text if told == text else _SHARE.sub(HIDDEN, told)


def _section(section: Section, names: set[str]) -> Section:
    blocks = tuple(_block(block, names) for block in section.blocks if not isinstance(block, MapPicture))
    slide = tuple(range(min(len(blocks), len(section.slide_blocks))))
    answer, note = guarded_text(section.answer), guarded_text(section.note)
    return replace(section, blocks=blocks, slide_blocks=slide, answer=answer, note=note)


def _block(block: Block, names: set[str]) -> Block:
    if isinstance(block, Table):
        hidden = _rows(block, names if _is_of_desa(block) else set())
        return replace(
            block,
            rows=tuple(_hidden(block, row) if at in hidden else row for at, row in enumerate(block.rows)),
            note=" ".join([guarded_text(block.note), f"{HIDDEN} = ada jumlah di bawah {LIMIT}, atau dapat membukanya."])
            if hidden
            else guarded_text(block.note),
        )
    if isinstance(block, Figures):
        return Figures(tuple(map(_figure, block.entries)))
    return Text(tuple(map(guarded_text, block.lines))) if isinstance(block, Text) else block


def _figure(entry: Figure) -> Figure:
    is_few = entry.value.isdecimal() and 0 < int(entry.value) < LIMIT
    texts = {name: getattr(entry, name) for name in ("denominator", "certainty")}
    told = {name: guarded_text(text) for name, text in texts.items()}
    if is_few or told != texts:
        told = {name: _SHARE.sub(HIDDEN, text) for name, text in told.items()}
        value = HIDDEN if is_few or "%" in entry.value else entry.value
        return replace(entry, value=value, **told)
    return entry


def _is_of_desa(table: Table) -> bool:
    return bool(table.columns) and table.columns[0].label == _OF_DESA


def _counts(table: Table) -> list[int]:
    return [at for at, each in enumerate(table.columns) if each.kind == NUMBER and not each.decimals and not each.unit]


def _value(cell: Cell) -> float:
    return float(cell) if isinstance(cell, (int, float)) else 0.0


def _is_small(table: Table, row: tuple[Cell, ...]) -> bool:
    counts = _counts(table)
    if any(0 < _value(row[at]) < LIMIT for at in counts):
        return True
    shares = [at for at, each in enumerate(table.columns) if each.unit == "%" and at - 1 in counts]
    return any(0 < _value(row[at]) * _value(row[at - 1]) / 100 < LIMIT for at in shares)


def _rows(table: Table, names: set[str]) -> set[int]:
    """Return which rows of a table are hidden."""
    counts, last = _counts(table), len(table.rows) - table.total_rows
    if not counts:
        return set()
    hidden = {at for at, row in enumerate(table.rows[:last]) if _is_small(table, row) or str(row[0]) in names}
    left = sorted(set(range(last)) - hidden, key=lambda at: _value(table.rows[at][counts[0]]))
    while hidden and left and (len(hidden) < _FEWEST_ROWS or _can_be_found(table, hidden, counts)):
        hidden.add(left.pop(0))
    sums = range(last, len(table.rows))
    is_lone = bool(hidden) and (len(hidden) < _FEWEST_ROWS or _can_be_found(table, hidden, counts))
    return hidden | {at for at in sums if is_lone or _is_small(table, table.rows[at])}


def _can_be_found(table: Table, hidden: set[int], counts: list[int]) -> bool:
    return any(0 < sum(_value(table.rows[row][at]) for row in hidden) < LIMIT for at in counts)


def _hidden(table: Table, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(
        cell if column.kind == TEXT or cell is None else HIDDEN for column, cell in zip(table.columns, row, strict=True)
    )
