"""What every slide is put together from: sizes, colours, texts that are measured, boxes, the line at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Pt

from data.papers.monev.model import Report
from data.papers.text import plain
from geo.maps.static import text_width_pt, wrapped

WIDTH, HEIGHT = 960, 540
"""Points: 13.33 × 7.5 inches."""
MARGIN = 36
BODY_TOP, BODY_BOTTOM = 118, 496
GAP = 18
FACE = "Arial"
"""Measured in DejaVu Sans, which is wider: what fits in it fits in Arial and its stand-ins."""
INK, GREY, ACCENT, PALE = "22252B", "555B66", "BE64AC", "F1F1F3"
HUES = ("A8549B", "419EA4", "8A8F98", "3B4994")
LINE = 1.2
_TITLE_ONLY = 5

Area = tuple[float, float, float, float]
"""Left, top, width, height, points."""


def blank_slide(deck: Deck) -> Slide:
    """Add a slide that has a title only, and return it."""
    return deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])


def put_title(slide: Slide, text: str, area: Area, sizes: Sequence[float]) -> None:
    """Write the title of the slide as large as it fits."""
    shape: Any = slide.shapes.title
    left, top, width, height = (Pt(each) for each in area)
    shape.left, shape.top, shape.width, shape.height = left, top, width, height
    size = fitting_size([plain(text)], area[2], area[3], sizes, is_bold=True)
    fill_in(shape.text_frame, [text], size, is_bold=True, colour=INK, anchor=MSO_ANCHOR.TOP)


def fitting_size(
    lines: Sequence[str], width: float, height: float, sizes: Sequence[float], *, is_bold: bool = False
) -> float:
    """Return the first size in which all lines fit, else the last."""
    for size in sizes:
        count = sum(len(wrapped(line, width, size, is_bold=is_bold)) for line in lines)
        if count * size * LINE + 7 * (len(lines) - 1) <= height:
            return size
    return sizes[-1]


def put_kicker(slide: Slide, text: str) -> None:
    """Write the name of the part above the title."""
    put_bar(slide, (MARGIN, 20, 6, 16))
    put_text(slide, (MARGIN + 14, 17, WIDTH - 3 * MARGIN, 22), [text], 14, colour=ACCENT, is_bold=True)


def put_text(
    slide: Slide, area: Area, lines: Sequence[str], size: float, *, colour: str = INK, is_bold: bool = False,
    after: float = 2,
) -> None:  # fmt: skip
    """Write lines into a box; where they would run over, in smaller letters."""
    left, top, width, height = area
    known = [plain(line) for line in lines if line]
    fitting = fitting_size(known, width, height, (size, size - 1, size - 2, size - 4, size - 6), is_bold=is_bold)
    box = slide.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(height))
    fill_in(box.text_frame, known, fitting, is_bold=is_bold, colour=colour, anchor=MSO_ANCHOR.TOP, after=after)


def fill_in(
    frame: Any, lines: Sequence[str], size: float, *, is_bold: bool, colour: str, anchor: MSO_ANCHOR,
    align: PP_ALIGN = PP_ALIGN.LEFT, after: float = 0,
) -> None:  # fmt: skip
    """Write lines into a frame, each in its own paragraph."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = anchor
    for number, line in enumerate(lines or [""]):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment, paragraph.space_after = align, Pt(after)
        run = paragraph.add_run()
        run.text = plain(line).replace(" %", "\u00a0%")
        run.font.size, run.font.bold, run.font.name = Pt(size), is_bold, FACE
        run.font.color.rgb = RGBColor.from_string(colour)


def fill_cell(cell: Any, text: str, size: float, *, is_bold: bool, fill: str, is_number: bool) -> None:
    """Write a cell of a table; numbers stand on the right."""
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(fill)
    align = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    fill_in(cell.text_frame, [text], size, is_bold=is_bold, colour=INK, anchor=MSO_ANCHOR.MIDDLE, align=align)
    cell.margin_left = cell.margin_right = Pt(5)
    cell.margin_top = cell.margin_bottom = Pt(2)


def put_box(slide: Slide, area: Area, colour: str) -> None:
    """Draw a filled box without a line."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Pt(each) for each in area))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.fill.background()
    shape.shadow.inherit = False


def put_bar(slide: Slide, area: Area) -> None:
    """Draw a box in the accent colour."""
    put_box(slide, area, ACCENT)


def put_foot(deck: Deck, slide: Slide, report: Report) -> None:
    """Write source, mark and number at the foot of the slide."""
    number = len(deck.slides)
    told = " · ".join(part for part in (report.mark, report.source) if part)
    put_text(slide, (MARGIN, 508, WIDTH - 2 * MARGIN - 60, 18), [told], 10, colour=GREY)
    width = text_width_pt(str(number), 10) + 4
    put_text(slide, (WIDTH - MARGIN - width, 508, width, 18), [str(number)], 10, colour=GREY)
