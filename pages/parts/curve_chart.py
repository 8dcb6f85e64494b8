"""The concentration curve as a small drawing: text of its own, so that no chart library speaks English."""

from __future__ import annotations

from html import escape

import pandas as pd

from geo.maps.palette import ACCENT
from pages.parts.format import number

SIZE, LEFT, BOTTOM, TOP = 340, 46, 40, 14
INK, GRID = "#555b66", "#e5e5e5"
TICKS = (0, 25, 50, 75, 100)


def curve_svg(curve: pd.DataFrame, *, across: str, upwards: str) -> str:
    """Return the curve of ``families_share`` against ``recipients_share`` (0–1) over the line of equality.

    ``across``, ``upwards``: what the axes count, in percent.
    """
    width, height = LEFT + SIZE + 14, TOP + SIZE + BOTTOM
    told = curve.dropna(subset=["recipients_share"])
    points = " ".join(f"{_x(x)},{_y(y)}" for x, y in zip(told["families_share"], told["recipients_share"], strict=True))
    dots = "".join(
        f'<circle cx="{_x(x)}" cy="{_y(y)}" r="3.2" fill="{ACCENT}"/>'
        for x, y in zip(told["families_share"], told["recipients_share"], strict=True)
    )
    grid = "".join(
        f'<path d="M{_x(0)} {_y(tick / 100)}H{_x(1)}M{_x(tick / 100)} {_y(0)}V{_y(1)}" stroke="{GRID}"/>'
        f'<text x="{LEFT - 6}" y="{_y(tick / 100) + 4}" text-anchor="end">{number(tick)}</text>'
        f'<text x="{_x(tick / 100)}" y="{_y(0) + 16}" text-anchor="middle">{number(tick)}</text>'
        for tick in TICKS
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="12" fill="{INK}"><rect width="100%" height="100%" fill="#fff"/>{grid}'
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="{INK}" stroke-dasharray="5 4" fill="none"/>'
        f'<text x="{_x(0.6)}" y="{_y(0.6) + 18}" >pembagian merata</text>'
        f'<polyline points="{points}" fill="none" stroke="{ACCENT}" stroke-width="2.6"/>{dots}'
        f'<text x="{_x(0.5)}" y="{height - 6}" text-anchor="middle">{escape(across)}</text>'
        f'<text transform="translate(12 {_y(0.5)}) rotate(-90)" text-anchor="middle">{escape(upwards)}</text></svg>'
    )


def _x(share: float) -> float:
    return round(LEFT + SIZE * share, 1)


def _y(share: float) -> float:
    return round(TOP + SIZE * (1 - share), 1)
