"""What the reader of Peta has chosen: the kind of map, and what it is of. At most five filters for each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analytics.indicators import INDICATORS
from pages.parts import filters, frame
from pages.parts.atlas_layers import methods_of
from pages.parts.cache import Source

BOTH, ONE, SIDES, PERIODS, CHANGE, TIME = "dwi", "satu", "sejajar", "dua_periode", "perubahan", "waktu"
CLUSTERS, DENSITY, BUBBLES, HOMES = "kantong", "kepadatan", "gelembung", "rumah"
VIEWS = {
    BOTH: "Dua ukuran", ONE: "Satu ukuran", SIDES: "Berdampingan", PERIODS: "Dua periode", CHANGE: "Perubahan",
    TIME: "Dari waktu ke waktu", CLUSTERS: "Kantong (LISA)", DENSITY: "Kepadatan belum terlayani",
    BUBBLES: "Kelompok belum terlayani", HOMES: "Rumah di satu desa",
}  # fmt: skip
OF_HOMES = (DENSITY, BUBBLES, HOMES)
"""Kinds that show homes instead of figures per desa."""
OF_TWO_PERIODS = (PERIODS, CHANGE)


@dataclass(frozen=True)
class Wish:
    """One map. ``other``: the second indicator, ``other_period``: the earlier one, each ``""`` where it plays no part.

    ``method`` is a key of :func:`pages.parts.atlas_layers.methods_of`, ``""``: the indicator's own classes.
    """

    view: str
    period: str
    program: str
    key: str = ""
    other: str = ""
    other_period: str = ""
    method: str = ""


_FILTERS: dict[str, tuple[str, ...]] = {
    BOTH: ("key", "other"), ONE: ("key", "method"), SIDES: ("key", "other"), PERIODS: ("key", "other_period"),
    CHANGE: ("key", "other_period"), TIME: ("key", "method"), CLUSTERS: ("key",),
}  # fmt: skip


def chosen(where: Source) -> Wish:
    """Show the filters in one row, never more than five, and return what they say."""
    view = filters.present_view(VIEWS)
    ask: dict[str, Callable[[], Any]] = {
        "period": lambda: filters.time_of(where) if view == TIME else filters.period(where),
        "program": lambda: filters.program(where),
        "view": lambda: filters.map_view(VIEWS),
        "key": lambda: filters.indicator(is_need=view in {BOTH, SIDES}),
        "other": filters.other_indicator,
        "other_period": lambda: filters.other_period(where),
        "method": lambda: filters.class_method(methods_of(INDICATORS[filters.present_indicator()])),
    }
    names = ["period", "program", "view", *_FILTERS.get(view, ())]
    answers = {}
    for place, name in zip(frame.filter_row(len(names)), names, strict=True):
        with place:
            answers[name] = ask[name]()
    return Wish(**answers)
