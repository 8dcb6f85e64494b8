"""What a picture of a map says: classes of desa, their legend, places; drawn by :mod:`geo.maps.static`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo.maps.classes import class_labels, classify
from geo.maps.legend import NO_DATA
from geo.maps.palette import BIVARIATE, SEQUENTIAL, spread

HATCHED, DOTTED = "/////", "....."
"""Hatches of matplotlib: "tidak ada data", "tidak signifikan"."""
NOT_SIGNIFICANT = "tidak signifikan"
HATCH_GROUND, HATCH_INK = "#fafafa", "#b5b5b5"


@dataclass(frozen=True)
class Entry:
    """One class: its words, its colour, how many desa are in it (``None``: not told), its hatch (``""``: none)."""

    label: str
    colour: str
    count: int | None = None
    hatch: str = ""


@dataclass(frozen=True)
class Legend:
    """Classes one below the other; class 0 is the first."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Square:
    """The 3 × 3 square of need against aid: class 3 · need + aid. ``counts[need][aid]``: number of desa."""

    need_name: str
    aid_name: str
    need_labels: tuple[str, ...]
    aid_labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The nine fields as entries, for their colours."""
        return tuple(Entry("", colour) for row in BIVARIATE for colour in row)


@dataclass(frozen=True, eq=False)
class Fill:
    """What colours the desa: ``classes`` (index ``desa_code``, a number of ``legend.entries``; missing: no data)."""

    classes: pd.Series
    legend: Legend | Square


@dataclass(frozen=True, eq=False)
class Places:
    """Points of one kind, such as service points: degrees (EPSG:4326); ``marker``: one of matplotlib's."""

    label: str
    lon: np.ndarray
    lat: np.ndarray
    colour: str = "#111111"
    marker: str = "^"


@dataclass(frozen=True, eq=False)
class Sheet:
    """A whole picture. Empty texts leave their line out; ``outlined``: desa with a heavy border.

    ``missing``: what the legend says of desa without a class.
    """

    fill: Fill
    title: str = ""
    source: str = ""
    badge: str = ""
    places: tuple[Places, ...] = ()
    outlined: frozenset[str] = field(default_factory=frozenset)
    with_names: bool = True
    missing: str = NO_DATA


def choropleth(
    values: pd.Series, limits: Sequence[float], *, title: str, decimals: int, hue: Sequence[str] = SEQUENTIAL
) -> Fill:
    """Return ``values`` (index ``desa_code``) in the classes of ``limits``, words and colours as on the screen."""
    classes = classify(values, limits)
    colours = spread(hue, len(limits) + 1)
    labels = class_labels(values, tuple(limits), decimals)
    return coloured(classes, title=title, labels=labels, colours=colours)


def coloured(classes: pd.Series, *, title: str, labels: Sequence[str], colours: Sequence[str]) -> Fill:
    """Return classes (index ``desa_code``, 0 …) with their words and colours, counted."""
    entries = [
        Entry(label, colour, int((classes == level).sum()))
        for level, (label, colour) in enumerate(zip(labels, colours, strict=True))
    ]
    return Fill(classes, Legend(title, tuple(entries)))


def bivariate(
    need: pd.Series,
    aid: pd.Series,
    *,
    need_name: str,
    aid_name: str,
    need_labels: Sequence[str],
    aid_labels: Sequence[str],
) -> Fill:
    """Return need against aid, three classes each (0 low … 2 high; index ``desa_code``), with the square."""
    need, aid = need.astype("Int8").align(aid.astype("Int8"))
    counts = tuple(tuple(int((need.eq(row) & aid.eq(column)).sum()) for column in range(3)) for row in range(3))
    return Fill(
        3 * need + aid, Square(need_name, aid_name, tuple(need_labels), tuple(aid_labels), counts)
    )  # fmt: skip


def marked(
    groups: pd.Series, entries: Mapping[str, tuple[str, str]], *, title: str, plain: str = NOT_SIGNIFICANT
) -> Fill:
    """Return desa by kind, such as hot and cold spots of LISA.

    Parameters
    ----------
    groups
        Index ``desa_code``; a key of ``entries``; ``""``: not significant, dotted; missing: no data, hatched.
    entries
        Key → (words, colour), in the order of the legend.
    plain
        The words of ``""``.
    """
    known = [
        Entry(label, colour, int((groups == key).sum())) for key, (label, colour) in entries.items()
    ]  # fmt: skip
    rest = Entry(plain, HATCH_GROUND, int((groups == "").sum()), DOTTED)
    numbers = {key: number for number, key in enumerate([*entries, ""])}
    return Fill(groups.map(numbers).astype("Int8"), Legend(title, (*known, rest)))


def no_data_entry(count: int, label: str = NO_DATA) -> Entry:
    """Return how a desa without a class is drawn."""
    return Entry(label, HATCH_GROUND, count, HATCHED)
