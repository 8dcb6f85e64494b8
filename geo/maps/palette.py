"""Colours that keep their meaning for colour-blind readers and on a pale projector."""

from __future__ import annotations

from collections.abc import Sequence

BIVARIATE = (
    ("#e8e8e8", "#ace4e4", "#5ac8c8"),
    ("#dfb0d6", "#a5add3", "#5698b9"),
    ("#be64ac", "#8c62aa", "#3b4994"),
)
"""``BIVARIATE[need][aid]``, three classes each, low to high: magenta is much need and little aid."""

SEQUENTIAL = ("#f3e6f1", "#e0bcd9", "#c98abf", "#a8549b", "#762d6f")
"""One hue, light to dark, five classes: need (the magenta of :data:`BIVARIATE`)."""

SEQUENTIAL_AID = ("#e3f3f3", "#b5dfe0", "#7cc4c7", "#419ea4", "#1b6c74")
"""One hue, light to dark, five classes: aid (the teal of :data:`BIVARIATE`)."""

DIVERGING = ("#b35806", "#f1a340", "#f7f7f7", "#998ec3", "#542788")
"""Only for change around zero: orange below, violet above."""

TRIPS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#b8a800")
"""Okabe and Ito (2008), https://jfly.uni-koeln.de/color/, its yellow darkened to be seen on white."""

TRIP_REST = "#9a9a9a"
"""Trips beyond the eight, and those that step back behind a chosen one."""

ACCENT = "#be64ac"
SERVED = "#419ea4"
MUTED = "#7a7a7a"
EMPTY_CSS = "repeating-linear-gradient(45deg,#b5b5b5 0 2px,#fafafa 2px 6px)"
"""The hatch of "tidak ada data" in legends; fills.js draws the same on the map."""

NOT_SIGNIFICANT = "titik"
"""Stands among the colours of a map for a dotted grey: "tidak signifikan"; fills.js draws it."""
NOT_SIGNIFICANT_CSS = "radial-gradient(#9a9a9a 1px,#eeeeeb 1.3px) 0 0/5px 5px"
CLUSTERS = ("#8c1d5b", "#dfb0d6", "#ace4e4", "#1b6c74", NOT_SIGNIFICANT)
"""Hot spot, high among low, low among high, cold spot, not significant."""


def spread(hue: Sequence[str], count: int) -> list[str]:
    """Return ``count`` of the colours, from the lightest to the darkest."""
    if count == 1:
        return [hue[len(hue) // 2]]
    return [hue[round(step * (len(hue) - 1) / (count - 1))] for step in range(count)]


LIGHTS = ("#1b6c74", "#e69f00", "#8c1d5b", "#8a8f98")
"""Reached, nearly, short, unknown: no red against green, and never without a shape and a word."""
