"""A report for somebody who sees figures only: counts below five are hidden, and what would give them away.

Counts are those that stand there and those that a reader finds from two columns (``Column.of``): a whole without a
part, what a share is of its whole, and what it leaves. So 98 % of 50 is small: it leaves one family. And those from the
same row of the report of all programs (``Table.beside``): 7 there and 6 here is one family with the others only.

By whole rows: a row with a small count shows no number at all. Of a table with hidden rows so many more are hidden (the
smallest first) that there are at least two and that what they add up to, as the sums and the rows still shown tell, is
nothing or at least five in every count. A desa hidden in one table is hidden in all, and so is one that the page Monev
hides: else the page and the report, which choose differently what goes along, would fill in each other's gaps. What a table
hides is left out of the charts beside it. Sentences lose small numbers, those that leave few, and the shares beside them.

Maps and curves are left out: they are drawn through counts of desa and of desil. Reports of less than all desa are refused
before (:mod:`analytics.report.kinds`), for they would fill in hidden rows.

0 is shown. It points at no family, and that nobody is left out is what those who see these reports are to confirm: offices
known by name. The board for everybody hides it (:mod:`analytics.suppression`): it tells something of each family there.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace

from analytics.suppression import LIMIT
from data.papers.monev.model import (
    HIDDEN,
    NUMBER,
    TEXT,
    Block,
    Cell,
    Chart,
    Curve,
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
_MOST = re.compile(r"(?<![\d.,\w])(\d[\d.]*)(?= dari (\d[\d.]*) (?!desa|indikator|tindak))")
_SHARE = re.compile(r"\d+(?:,\d+)?(?= ?%)")
_FEWEST_ROWS = 2


def guarded(report: Report, hidden_elsewhere: AbstractSet[str] = frozenset()) -> Report:
    """Return the report with small counts hidden; ``hidden_elsewhere``: names of desa that the page Monev hides."""
    names = set(hidden_elsewhere)
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
    """Return a sentence without counts below five, or that leave below five, and where any were without shares."""
    told = _FEW.sub(HIDDEN, _MOST.sub(_unless_it_leaves_few, text))
    return text if told == text else _SHARE.sub(HIDDEN, told)


def _unless_it_leaves_few(found: re.Match[str]) -> str:
    part, whole = (int(text.replace(".", "")) for text in found.groups())
    return HIDDEN if 0 < whole - part < LIMIT else found[1]


def _section(section: Section, names: set[str]) -> Section:
    tables = [block for block in section.blocks if isinstance(block, Table)]
    gone = {str(table.rows[at][0]) for table in tables for at in _rows(table, names if _is_of_desa(table) else set())}
    kept = [block for block in section.blocks if not isinstance(block, MapPicture | Curve)]
    blocks = tuple(_chart(block, gone) if isinstance(block, Chart) else _block(block, names) for block in kept)
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


def _chart(chart: Chart, gone: set[str]) -> Chart:
    """Return a chart without the values of what a table beside it hides."""
    is_gone = [each in gone for each in chart.categories]
    series = tuple(
        (name, tuple(None if lost else value for lost, value in zip(is_gone, values, strict=True)))
        for name, values in chart.series
    )
    return replace(chart, series=series, note=guarded_text(chart.note))


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


def _told(table: Table, at_row: int) -> list[float]:
    """Return every count that a row tells: those that stand there, that follow from two columns, or from two reports."""
    counts, row = _counts(table), table.rows[at_row]
    told = [_value(row[at]) for at in counts]
    for whole in counts:
        of_it = [at for at, each in enumerate(table.columns) if table.columns[whole].label in each.of]
        size = _value(row[whole])
        parts = [_value(row[at]) for at in of_it if at in counts]
        parts += [size * _value(row[at]) / 100 for at in of_it if table.columns[at].unit == "%"]
        told += [round(each) for part in parts for each in (part, size - part)]
        told.append(size - sum(_value(row[at]) for at in of_it if at in counts))  # what is in none of them
    return [*told, *(table.beside[at_row] if table.beside else ())]


def _is_small(table: Table, at_row: int) -> bool:
    texts = [cell for cell in table.rows[at_row][1:] if isinstance(cell, str)]
    return any(0 < each < LIMIT for each in _told(table, at_row)) or any(guarded_text(each) != each for each in texts)


def _rows(table: Table, names: set[str]) -> set[int]:
    """Return which rows of a table are hidden."""
    counts, last = _counts(table), len(table.rows) - table.total_rows
    if not counts:
        return {at for at in range(len(table.rows)) if _is_small(table, at)}
    hidden = {at for at, row in enumerate(table.rows[:last]) if _is_small(table, at) or str(row[0]) in names}
    left = sorted(set(range(last)) - hidden, key=lambda at: _value(table.rows[at][counts[0]]))
    while hidden and left and (len(hidden) < _FEWEST_ROWS or _can_be_found(table, hidden)):
        hidden.add(left.pop(0))
    sums = range(last, len(table.rows))
    is_lone = bool(hidden) and (len(hidden) < _FEWEST_ROWS or _can_be_found(table, hidden))
    return hidden | {at for at in sums if is_lone or _is_small(table, at)}


def _can_be_found(table: Table, hidden: set[int]) -> bool:
    each_told = zip(*(_told(table, at) for at in hidden), strict=True)
    return any(0 < sum(values) < LIMIT for values in each_told)


def _hidden(table: Table, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    cells = zip(table.columns, row, strict=True)
    texts = (guarded_text(cell) if column.kind == TEXT and isinstance(cell, str) else cell for column, cell in cells)
    return tuple(
        cell if column.kind == TEXT or cell is None else HIDDEN
        for column, cell in zip(table.columns, texts, strict=True)
    )
