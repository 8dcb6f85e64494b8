"""Slides, 16:9: one answer each, charts that stay charts, maps as pictures; texts are measured, so none runs over."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.util import Pt

from data.papers.monev.model import (
    Block,
    MapPicture,
    Report,
    Section,
)
from data.papers.monev.same_bytes import same_bytes
from data.papers.monev.slide_blocks import put_block, put_bullets
from data.papers.monev.slide_shapes import (
    BODY_BOTTOM,
    BODY_TOP,
    GAP,
    GREY,
    HEIGHT,
    MARGIN,
    WIDTH,
    Area,
    blank_slide,
    put_bar,
    put_foot,
    put_kicker,
    put_text,
    put_title,
)
from data.papers.text import plain

FEWEST_SLIDES, MOST_SLIDES = 8, 12


@dataclass(frozen=True)
class Page:
    """What one slide shows: the name of its part, its answer, one or two blocks."""

    kicker: str
    title: str
    blocks: tuple[Block, ...]


def slides(report: Report) -> bytes:
    """Return the slides as PPTX; the same report gives the same bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    empty = [section for section in report.sections if section.empty]
    _first(deck, report)
    for page in pages(report.sections, room=MOST_SLIDES - 2 - bool(empty), fewest=FEWEST_SLIDES - 2 - bool(empty)):
        _page(deck, report, page)
    if empty:
        lines = [f"{section.title}: {section.empty}" for section in empty]
        _listing(deck, report, "Yang belum ada datanya", "Bagian berikut belum dapat dinilai", lines)
    _listing(deck, report, "Cara menghitung", "Cara angka-angka ini dihitung", [*report.methods, report.source])
    deck.core_properties.title = plain(report.title)
    deck.core_properties.author = plain(report.heading.office)
    deck.core_properties.last_modified_by = ""
    made = io.BytesIO()
    deck.save(made)
    return same_bytes(made.getvalue(), at=report.at)


def pages(sections: Sequence[Section], *, room: int, fewest: int) -> list[Page]:
    """Return a page per section with something to show.

    Too many for ``room``: sections that ``joins`` share the page before, the last first, then the last pages go. Fewer
    than ``fewest``: pages with two blocks become two.
    """
    shown = [section for section in sections if section.slide_blocks and not section.empty]
    made = [
        Page(each.title, each.answer or each.title, tuple(each.blocks[number] for number in each.slide_blocks))
        for each in shown
    ]
    for at in range(len(shown) - 1, 0, -1):
        if len(made) > room and shown[at].joins:
            made[at - 1 : at + 1] = [_joined(made[at - 1], made[at])]
    for at in range(len(made) - 1, -1, -1):
        if len(made) < fewest and len(made[at].blocks) > 1:
            page = made[at]
            made[at : at + 1] = [Page(page.kicker, page.title, (block,)) for block in page.blocks]
    return made[:room]


def _joined(one: Page, other: Page) -> Page:
    return Page(f"{one.kicker} · {other.kicker}", f"{one.title} {other.title}", (one.blocks[0], other.blocks[0]))


def _first(deck: Deck, report: Report) -> None:
    slide = blank_slide(deck)
    office = [line for line in (report.heading.government, report.heading.office) if line]
    put_text(slide, (MARGIN, 40, WIDTH - 2 * MARGIN, 60), [" · ".join(office)], 18, colour=GREY)
    put_bar(slide, (MARGIN, 120, 60, 5))
    put_title(slide, report.title, (MARGIN, 136, WIDTH - 2 * MARGIN, 96), (36, 32, 28))
    under = " · ".join(part for part in (report.scope, report.period, report.program) if part)
    put_text(slide, (MARGIN, 240, WIDTH - 2 * MARGIN, 34), [under], 20, colour=GREY)
    put_text(slide, (MARGIN, 300, WIDTH - 2 * MARGIN, 120), [report.answer], 26, is_bold=True)
    put_foot(deck, slide, report)


def _page(deck: Deck, report: Report, page: Page) -> None:
    slide = blank_slide(deck)
    put_kicker(slide, page.kicker)
    put_title(slide, page.title, (MARGIN, 44, WIDTH - 2 * MARGIN, 70), (25, 23, 21, 19, 17, 15))
    for block, area in zip(page.blocks, _areas(page.blocks), strict=True):
        put_block(slide, block, area)
    put_foot(deck, slide, report)


def _areas(blocks: Sequence[Block]) -> list[Area]:
    """Return where one or two blocks go: a map takes more of the slide than a table beside it."""
    whole = WIDTH - 2 * MARGIN
    if len(blocks) == 1:
        return [(MARGIN, BODY_TOP, whole, BODY_BOTTOM - BODY_TOP)]
    left = round(whole * (0.6 if isinstance(blocks[0], MapPicture) else 0.5)) - GAP / 2
    return [
        (MARGIN, BODY_TOP, left, BODY_BOTTOM - BODY_TOP),
        (MARGIN + left + GAP, BODY_TOP, whole - left - GAP, BODY_BOTTOM - BODY_TOP),
    ]


def _listing(deck: Deck, report: Report, kicker: str, title: str, lines: Sequence[str]) -> None:
    slide = blank_slide(deck)
    put_kicker(slide, kicker)
    put_title(slide, title, (MARGIN, 44, WIDTH - 2 * MARGIN, 60), (25, 21))
    put_bullets(slide, (MARGIN, BODY_TOP, WIDTH - 2 * MARGIN, BODY_BOTTOM - BODY_TOP), lines)
    put_foot(deck, slide, report)


# --- blocks -----------------------------------------------------------------------------------------
