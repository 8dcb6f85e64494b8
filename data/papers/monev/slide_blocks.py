"""Blocks of a report on slides: figures, pictures, native charts and curves, tables that stay tables."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

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
    Table,
    Text,
    number_format,
)
from data.papers.monev.slide_shapes import (
    FACE,
    GAP,
    GREY,
    HUES,
    LINE,
    PALE,
    WIDTH,
    Area,
    fill_cell,
    fitting_size,
    put_bar,
    put_box,
    put_text,
)
from data.papers.text import plain
from geo.maps.static import wrapped


def put_block(slide: Slide, block: Block, area: Area) -> None:
    """Draw a block into its place on the slide."""
    draw: dict[type, Callable[[], None]] = {
        Figures: lambda: _figures(slide, block.entries, area),  # type: ignore[union-attr]
        MapPicture: lambda: _map(slide, block, area),  # type: ignore[arg-type]
        Chart: lambda: _chart(slide, block, area),  # type: ignore[arg-type]
        Table: lambda: _table(slide, block, area),  # type: ignore[arg-type]
        Curve: lambda: _curve(slide, block, area),  # type: ignore[arg-type]
        Text: lambda: put_bullets(slide, area, block.lines),  # type: ignore[union-attr]
    }
    draw[type(block)]()


def _figures(slide: Slide, entries: Sequence[Figure], area: Area) -> None:
    left, top, width, height = area
    columns = min(len(entries), 3 if width > WIDTH / 2 else 2)
    rows = -(-len(entries) // columns)
    wide, high = (width - GAP * (columns - 1)) / columns, min((height - GAP * (rows - 1)) / rows, 176)
    for number, entry in enumerate(entries):
        x, y = left + (number % columns) * (wide + GAP), top + (number // columns) * (high + GAP)
        put_box(slide, (x, y, wide, high), PALE)
        put_bar(slide, (x, y, wide, 4))
        inner = wide - 28
        put_text(slide, (x + 14, y + 12, inner, 24), [entry.label], 14, colour=GREY)
        put_text(slide, (x + 14, y + 36, inner, 46), [entry.value], 32, is_bold=True)
        small = [line for line in (entry.denominator, entry.certainty) if line]
        put_text(slide, (x + 14, y + 86, inner, high - 92), small, 13, colour=GREY)


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
    put_text(
        slide, (left, top, width, 22), [block.title + (f" ({block.unit})" if block.unit else "")], 14, is_bold=True
    )
    data = CategoryChartData(number_format=number_format(block.decimals))
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
        put_text(slide, (left, top + height - 28, width, 28), [block.note], 11, colour=GREY)


def _curve(slide: Slide, block: Curve, area: Area) -> None:
    """Draw a curve over the line of equality, as a chart; what it says stands below."""
    left, top, width, height = area
    put_text(slide, (left, top, width, 22), [block.title], 14, is_bold=True)
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
    put_text(slide, (left, top + height - told, width, told), block.lines, 12, colour=GREY)


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
    put_text(slide, (left, top, width, 22), [block.title], 14, is_bold=True)
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
        fill_cell(
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
            fill_cell(grid.cell(down, at), text, size, is_bold=is_sum, fill=fill, is_number=is_number)
    if len(body) > len(body_shown):
        left_out = f"{len(body_shown)} dari {len(body)} baris; selebihnya di laporan."
        put_text(slide, (left, top + 30 + head_high + sum(heights), width, 20), [left_out], 11, colour=GREY)


def _cell_lines(text: str, width: float, size: float) -> list[str]:
    """Return a text in two lines at most."""
    lines = wrapped(plain(text), width, size)
    return lines if len(lines) < 3 else [lines[0], _on_one_line(" ".join(lines[1:]), width, size)]  # noqa: PLR2004


def _on_one_line(text: str, width: float, size: float) -> str:
    """Return as much of a text as fits on a line."""
    return wrapped(plain(text).replace(" ", "\u00a0"), width, size)[0].replace("\u00a0", " ")


def put_bullets(slide: Slide, area: Area, lines: Sequence[str]) -> None:
    """Write lines as large as they fit, 20 points at most."""
    left, top, width, height = area
    told = [f"•  {plain(line)}" for line in lines]
    put_text(
        slide,
        (left, top, width, height),
        told,
        fitting_size(told, width, height, (20, 18, 16, 14, 12, 11, 10)),
        after=7,
    )


# --- strokes ----------------------------------------------------------------------------------------
