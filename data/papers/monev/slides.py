"""Slides, 16:9: one answer each, charts that stay charts, maps as pictures; texts are measured, so none runs over."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Pt

from data.papers.monev.model import (
    EVEN,
    NUMBER,
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
from data.papers.monev.same_bytes import same_bytes
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
FEWEST_SLIDES, MOST_SLIDES = 8, 12

Area = tuple[float, float, float, float]
"""Left, top, width, height, points."""


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
    slide = _blank(deck)
    office = [line for line in (report.heading.government, report.heading.office) if line]
    _text(slide, (MARGIN, 40, WIDTH - 2 * MARGIN, 60), [" · ".join(office)], 18, colour=GREY)
    _bar(slide, (MARGIN, 120, 60, 5))
    _title(slide, report.title, (MARGIN, 136, WIDTH - 2 * MARGIN, 96), (36, 32, 28))
    under = " · ".join(part for part in (report.scope, report.period, report.program) if part)
    _text(slide, (MARGIN, 240, WIDTH - 2 * MARGIN, 34), [under], 20, colour=GREY)
    _text(slide, (MARGIN, 300, WIDTH - 2 * MARGIN, 120), [report.answer], 26, is_bold=True)
    _foot(deck, slide, report)


def _page(deck: Deck, report: Report, page: Page) -> None:
    slide = _blank(deck)
    _kicker(slide, page.kicker)
    _title(slide, page.title, (MARGIN, 44, WIDTH - 2 * MARGIN, 70), (25, 23, 21, 19, 17, 15))
    for block, area in zip(page.blocks, _areas(page.blocks), strict=True):
        _block(slide, block, area)
    _foot(deck, slide, report)


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
    slide = _blank(deck)
    _kicker(slide, kicker)
    _title(slide, title, (MARGIN, 44, WIDTH - 2 * MARGIN, 60), (25, 21))
    _bullets(slide, (MARGIN, BODY_TOP, WIDTH - 2 * MARGIN, BODY_BOTTOM - BODY_TOP), lines)
    _foot(deck, slide, report)


# --- blocks -----------------------------------------------------------------------------------------


def _block(slide: Slide, block: Block, area: Area) -> None:
    draw: dict[type, Callable[[], None]] = {
        Figures: lambda: _figures(slide, block.entries, area),  # type: ignore[union-attr]
        MapPicture: lambda: _map(slide, block, area),  # type: ignore[arg-type]
        Chart: lambda: _chart(slide, block, area),  # type: ignore[arg-type]
        Table: lambda: _table(slide, block, area),  # type: ignore[arg-type]
        Curve: lambda: _curve(slide, block, area),  # type: ignore[arg-type]
        Text: lambda: _bullets(slide, area, block.lines),  # type: ignore[union-attr]
    }
    draw[type(block)]()


def _figures(slide: Slide, entries: Sequence[Figure], area: Area) -> None:
    left, top, width, height = area
    columns = min(len(entries), 3 if width > WIDTH / 2 else 2)
    rows = -(-len(entries) // columns)
    wide, high = (width - GAP * (columns - 1)) / columns, min((height - GAP * (rows - 1)) / rows, 176)
    for number, entry in enumerate(entries):
        x, y = left + (number % columns) * (wide + GAP), top + (number // columns) * (high + GAP)
        _box(slide, (x, y, wide, high), PALE)
        _bar(slide, (x, y, wide, 4))
        inner = wide - 28
        _text(slide, (x + 14, y + 12, inner, 24), [entry.label], 14, colour=GREY)
        _text(slide, (x + 14, y + 36, inner, 46), [entry.value], 32, is_bold=True)
        small = [line for line in (entry.denominator, entry.certainty) if line]
        _text(slide, (x + 14, y + 86, inner, high - 92), small, 13, colour=GREY)


def _map(slide: Slide, block: MapPicture, area: Area) -> None:
    left, top, width, height = area
    added: Any = slide.shapes.add_picture(io.BytesIO(block.png), Pt(left), Pt(top))
    scale = min(Pt(width) / added.width, Pt(height) / added.height)
    added.width, added.height = int(added.width * scale), int(added.height * scale)
    added.left = int(Pt(left) + (Pt(width) - added.width) / 2)
    added.name = plain(block.title)
    added._element.nvPicPr.cNvPr.set("descr", plain(f"{block.title}. {block.told}"))  # noqa: SLF001  no public name


def _chart(slide: Slide, block: Chart, area: Area) -> None:
    left, top, width, height = area
    _text(slide, (left, top, width, 22), [block.title + (f" ({block.unit})" if block.unit else "")], 14, is_bold=True)
    data = CategoryChartData(number_format="#,##0" + ("." + "0" * block.decimals if block.decimals else ""))
    data.categories = [plain(category) for category in block.categories]
    for name, values in block.series:
        data.add_series(plain(name), values)
    kind = XL_CHART_TYPE.LINE_MARKERS if block.is_line else XL_CHART_TYPE.BAR_CLUSTERED
    high = height - 26 - (30 if block.note else 0)
    frame: Any = slide.shapes.add_chart(kind, Pt(left), Pt(top + 26), Pt(width), Pt(high), data)  # type: ignore[arg-type]
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(13), FACE
    chart.has_title = False
    chart.has_legend = len(block.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    values = chart.value_axis
    values.has_major_gridlines, values.minimum_scale = False, 0
    values.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    values.format.line.fill.background()
    chart.category_axis.format.line.color.rgb = RGBColor.from_string("B9BDC4")
    chart.category_axis.reverse_order = not block.is_line  # bars begin at the top, as they are read
    plot = chart.plots[0]
    plot.has_data_labels = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = data.number_format, False
    plot.data_labels.position = XL_LABEL_POSITION.ABOVE if block.is_line else XL_LABEL_POSITION.OUTSIDE_END
    for number, series in enumerate(plot.series):
        hue = RGBColor.from_string(HUES[number % len(HUES)])
        if block.is_line:
            series.smooth = False
            series.format.line.color.rgb = hue
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = hue
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = hue
    if not block.is_line:
        plot.gap_width = 45
    if block.note:
        _text(slide, (left, top + height - 28, width, 28), [block.note], 11, colour=GREY)


def _curve(slide: Slide, block: Curve, area: Area) -> None:
    """Draw a curve over the line of equality, as a chart; what it says stands below."""
    left, top, width, height = area
    _text(slide, (left, top, width, 22), [block.title], 14, is_bold=True)
    data = XyChartData(number_format="0")
    for name, points in ((plain(block.upwards), block.points), (EVEN, ((0, 0), (100, 100)))):
        series = data.add_series(name)
        for x, y in points:
            series.add_data_point(x, y)
    told = 20.0 * len(block.lines)
    kind = XL_CHART_TYPE.XY_SCATTER_LINES
    frame: Any = slide.shapes.add_chart(kind, Pt(left), Pt(top + 26), Pt(width), Pt(height - 30 - told), data)  # type: ignore[arg-type]
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(12), FACE
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    for axis, name in ((chart.category_axis, block.across), (chart.value_axis, "")):
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, 100, 25
        axis.has_major_gridlines = True
        axis.major_gridlines.format.line.color.rgb = RGBColor.from_string("E2E4E8")
        axis.format.line.color.rgb = RGBColor.from_string("B9BDC4")
        axis.has_title = bool(name)
        if name:
            axis.axis_title.text_frame.text = plain(name)
            axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
            axis.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False
    for number, series in enumerate(chart.plots[0].series):
        hue = RGBColor.from_string(HUES[0] if number == 0 else GREY)
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = hue, Pt(2.5 if number == 0 else 1.25)
        if number:
            series.format.line.dash_style = MSO_LINE.DASH
            series.marker.style = XL_MARKER_STYLE.NONE
        else:
            series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 5
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = hue
    _text(slide, (left, top + height - told, width, told), block.lines, 12, colour=GREY)


def _table(slide: Slide, block: Table, area: Area) -> None:
    """Draw the first rows and the sums, as many as there is room for; say how many are left out."""
    left, top, width, height = area
    numbers = block.slide_columns or tuple(range(len(block.columns)))
    columns = [block.columns[number] for number in numbers]
    body = list(block.rows[: len(block.rows) - block.total_rows])
    sums = list(block.rows[len(block.rows) - block.total_rows :])
    size = 12.0 if len(columns) > 4 or width < WIDTH / 2 else 13.0  # noqa: PLR2004  columns
    high = size * 2
    shares = [column.share for column in columns]
    widths = [width * share / sum(shares) for share in shares]
    heads = [
        wrapped(plain(column.heading), wide - 10, size - 1, is_bold=True)
        for column, wide in zip(columns, widths, strict=True)
    ]
    head_high = 10 + size * LINE * max(map(len, heads))
    room = int((height - 26 - head_high - 20) // high) - len(sums)
    body_shown = body[: max(min(room, block.few), 1)]
    rows = [
        [column.written(row[number]) for number, column in zip(numbers, columns, strict=True)]
        for row in (*body_shown, *sums)
    ]
    spare = int((height - 26 - head_high - 20 - high * len(rows)) // (size * LINE))
    written = [[_cell_lines(text, wide - 10, size) for text, wide in zip(row, widths, strict=True)] for row in rows]
    extra = [max(map(len, lines)) - 1 for lines in written]
    if sum(extra) > spare:
        extra = [0] * len(rows)
        written = [
            [[_on_one_line(text, wide - 10, size)] for text, wide in zip(row, widths, strict=True)] for row in rows
        ]
    heights = [high + size * LINE * more for more in extra]
    _text(slide, (left, top, width, 22), [block.title], 14, is_bold=True)
    frame = slide.shapes.add_table(
        len(rows) + 1, len(columns), Pt(left), Pt(top + 26), Pt(width), Pt(head_high + sum(heights))
    )  # fmt: skip
    grid: Any = frame.table
    grid._tbl[0][-1].text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # noqa: SLF001  no style, no grid
    grid.first_row = True
    grid.rows[0].height = Pt(head_high)
    for number, wide in enumerate(widths):
        grid.columns[number].width = Pt(wide)
    for at, lines in enumerate(heads):
        _cell(
            grid.cell(0, at),
            " ".join(lines),
            size - 1,
            is_bold=True,
            fill="E6E6EA",
            is_number=columns[at].kind == NUMBER,
        )
    for down, lines_of_row in enumerate(written, 1):
        grid.rows[down].height = Pt(heights[down - 1])
        is_sum = down > len(body_shown)
        for at, lines in enumerate(lines_of_row):
            fill = PALE if is_sum or down % 2 == 0 else "FFFFFF"
            text, is_number = " ".join(lines), columns[at].kind == NUMBER
            _cell(grid.cell(down, at), text, size, is_bold=is_sum, fill=fill, is_number=is_number)
    if len(body) > len(body_shown):
        left_out = f"{len(body_shown)} dari {len(body)} baris; selebihnya di laporan."
        _text(slide, (left, top + 30 + head_high + sum(heights), width, 20), [left_out], 11, colour=GREY)


def _cell_lines(text: str, width: float, size: float) -> list[str]:
    """Return a text in two lines at most."""
    lines = wrapped(plain(text), width, size)
    return lines if len(lines) < 3 else [lines[0], _on_one_line(" ".join(lines[1:]), width, size)]  # noqa: PLR2004


def _on_one_line(text: str, width: float, size: float) -> str:
    """Return as much of a text as fits on a line."""
    return wrapped(plain(text).replace(" ", "\u00a0"), width, size)[0].replace("\u00a0", " ")


def _bullets(slide: Slide, area: Area, lines: Sequence[str]) -> None:
    """Write lines as large as they fit, 20 points at most."""
    left, top, width, height = area
    told = [f"•  {plain(line)}" for line in lines]
    _text(
        slide,
        (left, top, width, height),
        told,
        _fitting_size(told, width, height, (20, 18, 16, 14, 12, 11, 10)),
        after=7,
    )


# --- strokes ----------------------------------------------------------------------------------------


def _blank(deck: Deck) -> Slide:
    return deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])


def _title(slide: Slide, text: str, area: Area, sizes: Sequence[float]) -> None:
    """Write the title of the slide as large as it fits."""
    shape: Any = slide.shapes.title
    left, top, width, height = (Pt(each) for each in area)
    shape.left, shape.top, shape.width, shape.height = left, top, width, height
    size = _fitting_size([plain(text)], area[2], area[3], sizes, is_bold=True)
    _fill_in(shape.text_frame, [text], size, is_bold=True, colour=INK, anchor=MSO_ANCHOR.TOP)


def _fitting_size(
    lines: Sequence[str], width: float, height: float, sizes: Sequence[float], *, is_bold: bool = False
) -> float:
    """Return the first size in which all lines fit, else the last."""
    for size in sizes:
        count = sum(len(wrapped(line, width, size, is_bold=is_bold)) for line in lines)
        if count * size * LINE + 7 * (len(lines) - 1) <= height:
            return size
    return sizes[-1]


def _kicker(slide: Slide, text: str) -> None:
    _bar(slide, (MARGIN, 20, 6, 16))
    _text(slide, (MARGIN + 14, 17, WIDTH - 3 * MARGIN, 22), [text], 14, colour=ACCENT, is_bold=True)


def _text(
    slide: Slide, area: Area, lines: Sequence[str], size: float, *, colour: str = INK, is_bold: bool = False,
    after: float = 2,
) -> None:  # fmt: skip
    """Write lines into a box; where they would run over, in smaller letters."""
    left, top, width, height = area
    known = [plain(line) for line in lines if line]
    fitting = _fitting_size(known, width, height, (size, size - 1, size - 2, size - 4, size - 6), is_bold=is_bold)
    box = slide.shapes.add_textbox(Pt(left), Pt(top), Pt(width), Pt(height))
    _fill_in(box.text_frame, known, fitting, is_bold=is_bold, colour=colour, anchor=MSO_ANCHOR.TOP, after=after)


def _fill_in(
    frame: Any, lines: Sequence[str], size: float, *, is_bold: bool, colour: str, anchor: MSO_ANCHOR,
    align: PP_ALIGN = PP_ALIGN.LEFT, after: float = 0,
) -> None:  # fmt: skip
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


def _cell(cell: Any, text: str, size: float, *, is_bold: bool, fill: str, is_number: bool) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor.from_string(fill)
    align = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    _fill_in(cell.text_frame, [text], size, is_bold=is_bold, colour=INK, anchor=MSO_ANCHOR.MIDDLE, align=align)
    cell.margin_left = cell.margin_right = Pt(5)
    cell.margin_top = cell.margin_bottom = Pt(2)


def _box(slide: Slide, area: Area, colour: str) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Pt(each) for each in area))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.fill.background()
    shape.shadow.inherit = False


def _bar(slide: Slide, area: Area) -> None:
    _box(slide, area, ACCENT)


def _foot(deck: Deck, slide: Slide, report: Report) -> None:
    number = len(deck.slides)
    told = " · ".join(part for part in (report.mark, report.source) if part)
    _text(slide, (MARGIN, 508, WIDTH - 2 * MARGIN - 60, 18), [told], 10, colour=GREY)
    width = text_width_pt(str(number), 10) + 4
    _text(slide, (WIDTH - MARGIN - width, 508, width, 18), [str(number)], 10, colour=GREY)
