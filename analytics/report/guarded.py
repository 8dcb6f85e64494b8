"""A report for somebody who sees figures only.

Which counts it tells was worked out before it was written: those of coverage by :mod:`analytics.report.told`, groups by
:mod:`analytics.report.groups`, access by :mod:`analytics.report.reached`, complaints and the indicators of monev as the page
Monev tells them (:mod:`analytics.report.few`). So a report, the page and the boards show parts of one solution, and 0 is a
small count in all of them (:mod:`analytics.suppression`).

What is left to do here: maps and curves are left out, for they are drawn through counts of desa and of desil, and sentences
lose what small counts they still have. Reports of less than all desa are refused before (:mod:`analytics.report.kinds`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from analytics.suppression import LIMIT
from data.papers.monev.model import (
    HIDDEN,
    Block,
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

HIDDEN_TOLD = f"{HIDDEN} = ditutup: di bawah {LIMIT}, atau dapat membukanya."
"""What stands below a table with hidden counts."""
_FEW = re.compile(
    r"(?<![\d.,\w–])[0-4](?= dari [\d.]+ (?!desa|indikator|tindak)| keluarga| penerima| pengaduan| responden| orang|\))"
)
_MOST = re.compile(r"(?<![\d.,\w])(\d[\d.]*)(?= dari (\d[\d.]*) (?!desa|indikator|tindak))")
_SHARE = re.compile(r"\d+(?:,\d+)?(?= ?%)")


def guarded(report: Report) -> Report:
    """Return the report without maps and curves, and without small counts in its sentences."""
    return replace(
        report, answer=guarded_text(report.answer), sections=tuple(_section(each) for each in report.sections)
    )


def guarded_text(text: str) -> str:
    """Return a sentence without counts below five, or that leave below five, and where any were without shares."""
    told = _FEW.sub(HIDDEN, _MOST.sub(_unless_it_leaves_few, text))
    return text if told == text else _SHARE.sub(HIDDEN, told)


def _unless_it_leaves_few(found: re.Match[str]) -> str:
    part, whole = (int(text.replace(".", "")) for text in found.groups())
    return HIDDEN if 0 <= whole - part < LIMIT else found[1]


def _section(section: Section) -> Section:
    blocks = tuple(_block(block) for block in section.blocks if not isinstance(block, MapPicture | Curve))
    slide = tuple(range(min(len(blocks), len(section.slide_blocks))))
    answer, note = guarded_text(section.answer), guarded_text(section.note)
    return replace(section, blocks=blocks, slide_blocks=slide, answer=answer, note=note)


def _block(block: Block) -> Block:
    if isinstance(block, Table):
        rows = tuple(tuple(guarded_text(cell) if isinstance(cell, str) else cell for cell in row) for row in block.rows)
        note = guarded_text(block.note)
        if any(HIDDEN in row for row in rows) and HIDDEN_TOLD not in note:
            note = f"{note} {HIDDEN_TOLD}".strip()
        return replace(block, rows=rows, note=note)
    if isinstance(block, Figures):
        return Figures(tuple(map(_figure, block.entries)))
    if isinstance(block, Chart):
        return replace(block, note=guarded_text(block.note))
    return Text(tuple(map(guarded_text, block.lines))) if isinstance(block, Text) else block


def _figure(entry: Figure) -> Figure:
    return replace(entry, denominator=guarded_text(entry.denominator), certainty=guarded_text(entry.certainty))
