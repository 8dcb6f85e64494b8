"""One indicator over its periods as a small drawing, with the target as a line: text of its own, nothing in English."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pandas as pd

from geo.maps.palette import ACCENT
from pages.parts.curve_chart import GRID, INK
from pages.parts.format import month, number

WIDTH, HEIGHT = 620, 250
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 28, 44
TICKS = 4


def trend_svg(rows: pd.DataFrame, *, label: str, unit: str, decimals: int) -> str:
    """Return a line of ``value`` over the index (periods), dots with their figure, a dashed line of ``target``.

    A period without a figure breaks the line. ``label``: what is drawn, in words, for who does not see it.
    """
    low, high = _range(pd.concat([rows["value"], rows["target"]]))
    step = (WIDTH - LEFT - RIGHT) / max(len(rows) - 1, 1)
    across = [round(LEFT + step * place, 1) if len(rows) > 1 else WIDTH / 2 for place in range(len(rows))]
    tail = f" {unit}" if unit else ""

    def upwards(value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low)), 1)

    ticks = [low + (high - low) * place / TICKS for place in range(TICKS + 1)]
    grid = "".join(
        f'<path d="M{LEFT} {upwards(tick)}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
        f'<text x="{LEFT - 6}" y="{upwards(tick) + 4}" text-anchor="end">{number(tick)}</text>'
        for tick in ticks
    )
    names = "".join(
        f'<text x="{x}" y="{HEIGHT - 22}" text-anchor="{_anchor(place, len(rows))}">{escape(month(str(period)))}</text>'
        for place, (x, period) in enumerate(zip(across, rows.index, strict=True))
    )
    told = rows["target"]
    target = (
        f"M{LEFT} {upwards(told.iloc[0])}H{WIDTH - RIGHT}"
        if len(told) == 1 and told.notna().all()
        else _path(across, told, upwards)
    )
    value = _path(across, rows["value"], upwards)
    dots = "".join(
        f'<circle cx="{x}" cy="{upwards(y)}" r="4" fill="{ACCENT}"/><text x="{x}" y="{upwards(y) - 9}" '
        f'text-anchor="{_anchor(place, len(rows))}" font-weight="600">{number(y, decimals)}{escape(tail)}</text>'
        for place, (x, y) in enumerate(zip(across, rows["value"], strict=True))
        if pd.notna(y)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img" '
        f'aria-label="{escape(label)}" font-family="sans-serif" font-size="12" fill="{INK}">'
        f'<rect width="100%" height="100%" fill="#fff"/>{grid}{names}'
        f'<path d="{target}" stroke="{INK}" stroke-dasharray="6 4" fill="none" stroke-width="1.6"/>'
        f'<path d="{value}" stroke="{ACCENT}" fill="none" stroke-width="2.6"/>{dots}'
        f'<text x="{LEFT}" y="{HEIGHT - 5}">● {escape(label)}    ┄ target</text></svg>'
    )


def _range(values: pd.Series) -> tuple[float, float]:
    """Return round ends of the axis around all values, some room above and below."""
    known = values.dropna().astype(float)
    low, high = (0.0, 100.0) if known.empty else (known.min(), known.max())
    room = max((high - low) * 0.25, 4.0)
    ends = max(low - room, 0.0), high + room
    return float(int(ends[0] // 4 * 4)), float(int(-(-ends[1] // 4) * 4))


def _path(across: list[float], values: pd.Series, upwards: Callable[[float], float]) -> str:
    """Return the line through the values that are there; a gap begins it anew."""
    drawn = values.notna().to_numpy()
    begins = drawn & ~pd.Series(drawn).shift(fill_value=False).to_numpy()
    return "".join(
        f"{'M' if is_first else 'L'}{x} {upwards(y)}"
        for x, y, is_drawn, is_first in zip(across, values, drawn, begins, strict=True)
        if is_drawn
    )


def _anchor(place: int, count: int) -> str:
    return "middle" if count == 1 else "start" if place == 0 else "end" if place == count - 1 else "middle"
