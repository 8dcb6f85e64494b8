"""The column beside a picture of a map: legend, what the places mean, north arrow, scale bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from geo.maps.legend import LEVELS
from geo.maps.palette import BIVARIATE
from geo.maps.static_canvas import INK, Canvas
from geo.maps.static_ground import LINE_HEIGHT, Names, text_width_pt, wrapped
from geo.maps.static_spec import HATCH_INK, Entry, Legend, Places, Square
from geo.notation import number

GREY = "#555b66"
SWATCH = 1.25
"""Side of a swatch, in heights of the text."""
DARK = {(2, 0), (2, 1), (2, 2), (1, 2)}
"""Fields of the square that need white figures."""
FOOT = 6
"""Height of scale bar and north arrow, in heights of the text."""
BAR_SHARE = 0.62
"""The scale bar is at most so much of the column."""


class _Pen:
    """Writes down a column: ``x`` from the left, ``y`` the place where the next thing goes (points)."""

    def __init__(self, canvas: Canvas, width: float, height: float, text_pt: float) -> None:
        self.canvas = canvas
        self.text_pt = text_pt
        self.width = width
        self.y = height

    def text(self, x: float, y: float, text: str, *, size: float = 0, is_bold: bool = False, **how: Any) -> None:
        """Write one line."""
        self.canvas.text(x, y, text, size or self.text_pt, is_bold=is_bold, **{"va": "center", "color": INK, **how})

    def paragraph(self, text: str, *, x: float = 0, size: float = 0, is_bold: bool = False, colour: str = INK) -> None:
        """Write a text in as many lines as it needs, and go below it."""
        size = size or self.text_pt
        for line in wrapped(text, self.width - x, size, is_bold=is_bold):
            self.text(x, self.y, line, size=size, is_bold=is_bold, va="top", color=colour)
            self.y -= size * LINE_HEIGHT

    def gap(self, share: float = 0.5) -> None:
        """Leave room, in heights of the text."""
        self.y -= share * self.text_pt


def draw_legend(
    canvas: Canvas,
    legend: Legend | Square,
    places: Sequence[Places],
    names: Names | None,
    *,
    width: float,
    height: float,
    metres_per_pt: float,
    text_pt: float,
) -> bool:
    """Fill a column of ``width`` × ``height`` points: legend at the top, north arrow and scale at the bottom.

    Between them stand the names that do not fit on the map, by number. Returns whether there was room for them.
    """
    pen = _Pen(canvas, width, height, text_pt)
    if isinstance(legend, Square):
        _square(pen, legend)
    else:
        pen.paragraph(legend.title, is_bold=True)
        pen.gap(0.4)
        for entry in legend.entries:
            _entry(pen, entry)
    for each in places:
        _place(pen, each)
    with_numbers = _listed(pen, names) if names else False
    _scale(pen, metres_per_pt)
    _north(pen)
    return with_numbers


def _listed(pen: _Pen, names: Names) -> bool:
    """List the names behind the numbers if there is room; else say how many names are not on the map."""
    small = pen.text_pt - 1.5
    listed = ", ".join(f"{at}\u00a0{name}" for at, name in enumerate(names.listed, 1))
    lines = wrapped(listed, pen.width, small)
    pen.gap(0.6)
    has_room = pen.y - len(lines) * small * LINE_HEIGHT > FOOT * pen.text_pt
    if names.listed and has_room:
        for line in lines:
            pen.text(0, pen.y, line, size=small, va="top", color=GREY)
            pen.y -= small * LINE_HEIGHT
    lost = names.lost_count + (0 if has_room else len(names.listed))
    if lost:
        pen.paragraph(f"{number(lost)} nama desa tidak muat di peta.", size=small, colour=GREY)
    return has_room


def _entry(pen: _Pen, entry: Entry) -> None:
    side = SWATCH * pen.text_pt
    told = entry.label if entry.count is None else f"{entry.label} ({number(entry.count)})"
    lines = wrapped(told, pen.width - side * 1.5, pen.text_pt)
    edge = HATCH_INK if entry.hatch else "#8a8f98"
    hatch = entry.hatch * (1 if "." in entry.hatch else 2)  # dots as on the map; of its lines a swatch would hold one
    pen.canvas.add(
        Rectangle(
            (0.5, pen.y - side), side * 1.2, side, facecolor=entry.colour, edgecolor=edge, linewidth=0.5,
            hatch=hatch or None,
        )
    )  # fmt: skip
    _beside(pen, lines, side)


def _beside(pen: _Pen, lines: list[str], side: float) -> None:
    first = pen.y - side / 2
    for step, line in enumerate(lines):
        pen.text(side * 1.5, first - step * pen.text_pt * LINE_HEIGHT, line)
    pen.y -= max(side, side / 2 + (len(lines) - 0.5) * pen.text_pt * LINE_HEIGHT) + 0.35 * pen.text_pt


def _place(pen: _Pen, places: Places) -> None:
    side = SWATCH * pen.text_pt
    pen.canvas.marks(np.array([[side * 0.6, pen.y - side / 2]]), places.marker, places.colour, pen.text_pt * 0.9)
    _beside(pen, wrapped(f"{places.label} ({number(len(places.lon))})", pen.width - side * 1.5, pen.text_pt), side)


def _square(pen: _Pen, legend: Square) -> None:
    """Draw the square: need upwards, aid to the right, the number of desa in each field."""
    small = pen.text_pt - 1
    left = pen.text_pt * 1.5 + max(text_width_pt(label, small) for label in legend.need_labels) + 3
    side = min((pen.width - left) / 3, pen.text_pt * 4)
    pen.paragraph("Jumlah desa menurut", is_bold=True)
    pen.paragraph(f"{legend.need_name} ↑ dan {legend.aid_name} →")
    pen.gap(0.6)
    top = pen.y
    for need in range(3):
        y = top - (3 - need) * side
        pen.text(left - 3, y + side / 2, legend.need_labels[need], size=small, ha="right", color=GREY)
        for aid in range(3):
            x = left + aid * side
            pen.canvas.add(Rectangle((x, y), side, side, facecolor=BIVARIATE[need][aid], edgecolor="white"))
            ink = "white" if (need, aid) in DARK else INK
            pen.text(x + side / 2, y + side / 2, number(legend.counts[need][aid]), ha="center", is_bold=True, color=ink)
    pen.canvas.add(Rectangle((left, top - side), side, side, facecolor="none", edgecolor="#111111", linewidth=1.2))
    pen.y = top - 3 * side - 2
    _levels(pen, left, side, small)
    pen.y -= small * LINE_HEIGHT + 0.5 * pen.text_pt
    pen.paragraph(f"{legend.aid_name}: {' · '.join(legend.aid_labels)}", size=small, colour=GREY)
    pen.gap(0.5)
    pen.paragraph(
        f"Bingkai hitam: {legend.need_name} tinggi, {legend.aid_name.lower()} rendah. Lihat dulu.", size=small
    )


def _levels(pen: _Pen, left: float, side: float, size: float) -> None:
    """Name the columns of the square: where their words would touch, only the outer ones, each from its edge."""
    if all(text_width_pt(level, size) < side - 1 for level in LEVELS):
        for step, level in enumerate(LEVELS):
            pen.text(left + (step + 0.5) * side, pen.y, level, size=size, ha="center", va="top", color=GREY)
        return
    pen.text(left, pen.y, LEVELS[0], size=size, ha="left", va="top", color=GREY)
    pen.text(left + 3 * side, pen.y, LEVELS[-1], size=size, ha="right", va="top", color=GREY)


def bar_metres(longest_m: float) -> int:
    """Return the longest of 1, 2, 5, 10 … metres that is not longer than ``longest_m``."""
    power = 10 ** math.floor(math.log10(max(longest_m, 1)))
    return int(max(step * power for step in (1, 2, 5) if step * power <= max(longest_m, 1)))


def _scale(pen: _Pen, metres_per_pt: float) -> None:
    """Draw a bar that is true in the plane of the map."""
    length_m = bar_metres(BAR_SHARE * pen.width * metres_per_pt)
    length, height, y = length_m / metres_per_pt, 3.0, pen.text_pt * 1.6
    for part, colour in ((0, INK), (1, "white")):
        pen.canvas.add(
            Rectangle((1 + part * length / 2, y), length / 2, height, facecolor=colour, edgecolor=INK, linewidth=0.6)
        )
    told = f"{number(length_m / 1000)} km" if length_m >= 1000 else f"{number(length_m)} m"  # noqa: PLR2004
    pen.text(1, y / 2, "0", size=pen.text_pt - 1)
    pen.text(1 + length, y / 2, told, size=pen.text_pt - 1, ha="center")


def _north(pen: _Pen) -> None:
    """Draw the arrow to the north (the y axis of the plane)."""
    high, half = pen.text_pt * 2.4, pen.text_pt * 0.6
    x, y = pen.width - half - 4, pen.text_pt * 0.9
    pen.canvas.add(Polygon([(x - half, y), (x, y + high), (x, y + high * 0.3)], facecolor=INK, edgecolor=INK))
    pen.canvas.add(
        Polygon([(x + half, y), (x, y + high), (x, y + high * 0.3)], facecolor="white", edgecolor=INK, linewidth=0.6)
    )
    pen.text(x, y + high + pen.text_pt * 0.6, "U", is_bold=True, ha="center")
