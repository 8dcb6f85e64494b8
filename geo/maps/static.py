"""A picture of a map for papers and slides: PNG or SVG by matplotlib, legend, scale, north arrow, source.

Never ``pyplot``: its figures belong to the process, not to the caller. One picture is drawn at a time, because
matplotlib keeps its fonts and settings for the whole process. The same sheet gives the same bytes.
"""

from __future__ import annotations

import io
import struct
import threading
import zlib
from dataclasses import dataclass
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from numpy.typing import NDArray

from geo.maps.static_canvas import INK, Canvas
from geo.maps.static_ground import LINE_HEIGHT, PAD, Box, Ground, ground, name_path, text_width_pt, wrapped
from geo.maps.static_legend import draw_legend
from geo.maps.static_spec import (
    HATCH_INK,
    Entry,
    Fill,
    Legend,
    Places,
    Sheet,
    Square,
    bivariate,
    choropleth,
    coloured,
    marked,
    no_data_entry,
)

__all__ = [
    "Entry", "Fill", "Ground", "Legend", "Places", "Sheet", "Size", "Square", "bivariate", "choropleth", "coloured",
    "draw", "ground", "marked", "text_width_pt", "wrapped",
]  # fmt: skip

PT_PER_MM = 72 / 25.4
MARGIN_PT = 4.0
BORDER, CONTEXT, CONTEXT_BORDER, HEAVY = "#ffffff", "#f4f4f2", "#dcdcd8", "#333333"
_ONE_AT_A_TIME = threading.Lock()
mpl.rcParams["svg.hashsalt"] = "petasalur"
mpl.rcParams["hatch.linewidth"] = 0.6


@dataclass(frozen=True)
class Size:
    """How large a picture is on paper, and its letters."""

    width_mm: float = 170
    height_mm: float = 110
    text_pt: float = 7.5
    dpi: int = 200
    legend_mm: float = 50


def draw(land: Ground, sheet: Sheet, *, kind: Literal["png", "svg"] = "png", size: Size | None = None) -> bytes:
    """Return the picture of ``sheet`` over ``land`` (see :func:`geo.maps.static_ground.ground`).

    Desa without a class are hatched ("tidak ada data"); desa out of focus are pale and have no name.
    """
    with _ONE_AT_A_TIME:
        figure = _figure(land, sheet, size or Size())
        made = io.BytesIO()
        if kind == "svg":
            FigureCanvasSVG(figure).print_svg(made, metadata={"Date": None, "Creator": None})
        else:
            canvas = FigureCanvasAgg(figure)
            canvas.draw()
            made.write(_png(np.asarray(canvas.buffer_rgba())[..., :3], figure.dpi))
    return made.getvalue()


def _png(pixels: NDArray[np.uint8], dpi: float) -> bytes:
    """Return rows × columns × (red, green, blue) as PNG, written as they are.

    Encoders try five ways to foretell each row, in twice the time; on areas of one colour with fine lines every one of
    them makes the file larger. See ISO/IEC 15948, chapters 9 and 11.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)  # before each row how it is foretold: 0, not at all
    for colour in range(3):  # one after the other: all at once takes four times as long
        rows[:, 1 + colour :: 3] = pixels[..., colour]
    dots_per_m = round(dpi / 0.0254)
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", dots_per_m, dots_per_m, 1)),
        (b"IDAT", zlib.compress(rows.tobytes(), 1)),
        (b"IEND", b""),
    )
    told = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)


def _figure(land: Ground, sheet: Sheet, size: Size) -> Figure:
    width, height = size.width_mm * PT_PER_MM, size.height_mm * PT_PER_MM
    figure = Figure(figsize=(width / 72, height / 72), dpi=size.dpi, facecolor="white")
    canvas = Canvas(figure)
    top = _lines(canvas, sheet.title, height - MARGIN_PT, width, size.text_pt + 2, is_bold=True)
    bottom = _foot(canvas, sheet, width, size.text_pt - 1)
    room = (MARGIN_PT, bottom + MARGIN_PT, width - size.legend_mm * PT_PER_MM - MARGIN_PT, top - MARGIN_PT)
    view, metres_per_pt = view_of(land.bounds, room[2] - room[0], room[3] - room[1])
    painted = canvas.map_in(room, view, metres_per_pt)
    fill = _complete(land, sheet.fill, sheet.missing)
    _desa(painted, land, fill, sheet)
    for places in sheet.places:
        painted.marks(land.project(places.lon, places.lat), places.marker, places.colour, size.text_pt * 0.85)
    column = (room[2] + 2 * MARGIN_PT, bottom + MARGIN_PT, width - MARGIN_PT, top - MARGIN_PT)
    names = land.names_in(view, metres_per_pt, size.text_pt - 1.5) if sheet.with_names else None
    with_numbers = draw_legend(
        canvas.moved(column), fill.legend, sheet.places, names, width=column[2] - column[0],
        height=column[3] - column[1], metres_per_pt=metres_per_pt, text_pt=size.text_pt,
    )  # fmt: skip
    if names:
        written = (*names.written, *(names.numbers if with_numbers else ()))
        painted.paths(
            [name_path(name, metres_per_pt * (size.text_pt - 1.5)) for name in written], facecolors=INK,
            edgecolors="none", linewidths=0, zorder=6, halo=1.6,
        )  # fmt: skip
    canvas.write()
    return figure


def _lines(canvas: Canvas, text: str, top: float, width: float, size_pt: float, *, is_bold: bool = False) -> float:
    """Write a text from the left margin down from ``top``; return where it ends."""
    if not text:
        return top
    for line in wrapped(text, width - 2 * MARGIN_PT, size_pt, is_bold=is_bold):
        canvas.text(MARGIN_PT, top, line, size_pt, is_bold=is_bold, va="top", color=INK)
        top -= size_pt * LINE_HEIGHT
    return top


def _foot(canvas: Canvas, sheet: Sheet, width: float, size_pt: float) -> float:
    """Write source and badge at the bottom; return where they begin."""
    text = " · ".join(part for part in (sheet.badge, sheet.source) if part)
    lines = wrapped(text, width - 2 * MARGIN_PT, size_pt) if text else []
    top = MARGIN_PT + len(lines) * size_pt * LINE_HEIGHT
    _lines(canvas, text, top, width, size_pt)
    return top if lines else 0.0


def view_of(bounds: Box, width_pt: float, height_pt: float) -> tuple[Box, float]:
    """Return what is seen, in metres, of the same shape as the paper; and how many metres a point is."""
    west, south, east, north = bounds
    metres_per_pt = (1 + 2 * PAD) * max((east - west) / width_pt, (north - south) / height_pt, 1e-6)
    x, y = (west + east) / 2, (south + north) / 2
    half_w, half_h = metres_per_pt * width_pt / 2, metres_per_pt * height_pt / 2
    return (x - half_w, y - half_h, x + half_w, y + half_h), metres_per_pt


def _complete(land: Ground, fill: Fill, label: str) -> Fill:
    """Return the classes of the desa in focus, and a legend that tells how many have none."""
    classes = fill.classes.reindex(land.shapes.index[land.in_focus])
    missing = int(classes.isna().sum())
    if isinstance(fill.legend, Square) or not missing:
        return Fill(classes, fill.legend)
    return Fill(classes, Legend(fill.legend.title, (*fill.legend.entries, no_data_entry(missing, label))))


def _desa(painted: Canvas, land: Ground, fill: Fill, sheet: Sheet) -> None:
    """Draw the desa; ``fill``: of those in focus, in their order (:func:`_complete`)."""
    paths, in_focus = land.paths.to_numpy(), land.in_focus.to_numpy()
    own, classes = paths[in_focus], fill.classes.to_numpy(dtype=float, na_value=np.nan)
    _paint(painted, paths[~in_focus], Entry("", CONTEXT), CONTEXT_BORDER, 0.4)
    for number, entry in enumerate(fill.legend.entries):
        _paint(painted, own[classes == number], entry)
    _paint(painted, own[np.isnan(classes)], no_data_entry(0))
    outlined = land.paths[land.paths.index.isin(list(sheet.outlined))]
    for paths, width in ((land.kecamatan, 0.9), (list(outlined), 1.5)):
        painted.paths(paths, facecolors="none", edgecolors=HEAVY, linewidths=width, zorder=3)


def _paint(painted: Canvas, paths: NDArray[np.object_], entry: Entry, border: str = BORDER, width: float = 0.5) -> None:
    edge = HATCH_INK if entry.hatch else border
    painted.paths(
        list(paths), facecolors=entry.colour, edgecolors=edge, linewidths=width, zorder=1, hatch=entry.hatch or None
    )  # fmt: skip
