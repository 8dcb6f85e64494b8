"""From figures per desa to maps of any indicator: one, two, a change, a clustering. Pure: kept by ``cache.atlas``.

A :class:`Classed` is what the screen and the printed picture share: the class of each desa, the colours, their words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.indicators import AID, INDICATORS, Indicator
from analytics.targeting.hotspots import (
    ALONE,
    CATEGORIES,
    HIGH_HIGH,
    HIGH_LOW,
    LOW_HIGH,
    LOW_LOW,
    Hotspots,
)
from analytics.targeting.hotspots import NOT_SIGNIFICANT as UNSURE
from geo.maps import layers, legend, static
from geo.maps.classes import FIXED, METHODS, Breaks, class_labels, classify, limits_of
from geo.maps.layers import Layer
from geo.maps.palette import CLUSTERS, DIVERGING, NOT_SIGNIFICANT, SEQUENTIAL, SEQUENTIAL_AID, spread
from geo.maps.static_spec import DOTTED, HATCH_GROUND
from pages.parts.format import MISSING, number
from pages.parts.map_layers import Picture

CLASS_COUNT, PAIR_CLASS_COUNT = 5, 3
SHARES = (20.0, 40.0, 60.0, 80.0)
"""Fixed limits of what is counted in percent."""
CHANGE_WORDS = ("turun lebih dari {0}", "turun sampai {0}", "tetap", "naik sampai {0}", "naik lebih dari {0}")
CLUSTERED = (HIGH_HIGH, HIGH_LOW, LOW_HIGH, LOW_LOW, UNSURE)
"""In the order of :data:`geo.maps.palette.CLUSTERS`."""
PLAIN = "#d9d9d6"
STILL = 2
"""The class in the middle of a change: no change."""


@dataclass(frozen=True, eq=False)
class Classed:
    """Desa in classes. ``classes``: index ``desa_code``, 0 … or missing; ``colours`` and ``labels``: one per class."""

    title: str
    method: str
    classes: pd.Series
    colours: tuple[str, ...]
    labels: tuple[str, ...]

    def counts(self) -> list[int]:
        """Return how many desa each class holds."""
        return [int((self.classes == level).sum()) for level in range(len(self.colours))]

    def no_data_count(self) -> int:
        """Return how many desa have no figure."""
        return int(self.classes.isna().sum())


def name_of(indicator: Indicator) -> str:
    """Return the indicator with its unit: "Cakupan (%)"."""
    return f"{indicator.label} ({indicator.unit})"


def breaks_by(indicator: Indicator, method: str) -> Breaks:
    """Return the classes of an indicator by a key of :func:`methods_of`, ``""``: its own."""
    own = indicator.breaks
    if method in {"", own.method}:
        return own
    return Breaks(method, CLASS_COUNT, SHARES if method == FIXED else ())


def methods_of(indicator: Indicator) -> dict[str, str]:
    """Return how classes of an indicator may be made, its own first; fixed limits only where they have a meaning."""
    own = indicator.breaks.method
    others = [key for key in METHODS if key != own and (key != FIXED or indicator.unit == "%")]
    return {key: METHODS[key].label for key in [own, *others]}


def value_writer(indicator: Indicator) -> Callable[[float | None], str]:
    """Return a function that writes one value with its unit, "–" where there is none."""
    tail = f" {indicator.unit}" if indicator.unit else ""

    def written(value: float | None) -> str:
        text = number(value, indicator.decimals)
        return text if text == MISSING else text + tail

    return written


def classed(values: pd.Series, indicator: Indicator, breaks: Breaks, among: pd.Series | None = None) -> Classed:
    """Return the desa in classes of one hue.

    ``among``: the values that the limits are found from, where other periods share them; ``values`` at first.
    """
    hue = SEQUENTIAL_AID if indicator.direction == AID else SEQUENTIAL
    return classed_in(values, name_of(indicator), indicator.decimals, breaks, hue, among)


def classed_in(
    values: pd.Series,
    title: str,
    decimals: int,
    breaks: Breaks,
    hue: tuple[str, ...] = SEQUENTIAL,
    among: pd.Series | None = None,
) -> Classed:
    """Return figures that no registry holds in classes of one hue; see :func:`classed`."""
    known = values if among is None else among
    limits = limits_of(known, breaks, is_whole=decimals == 0)
    words = class_labels(known, limits, decimals)
    colours = tuple(spread(hue, len(limits) + 1))
    return Classed(title, METHODS[breaks.method].label, classify(values, limits), colours, tuple(words))


def changed(before: pd.Series, after: pd.Series, indicator: Indicator) -> tuple[pd.Series, Classed]:
    """Return how much each desa has changed, and that in five classes around zero.

    The two classes of either side meet at the middle of all changes' sizes, so that both sides share their limits.
    """
    before, after = before.align(after)
    step = (after - before).round(indicator.decimals)
    sizes = step.abs()[step.abs() > 0]
    unit = "poin persen" if indicator.unit == "%" else indicator.unit
    title, method = f"Perubahan {indicator.label.lower()} ({unit})", "batas sama di kedua sisi nol"
    if sizes.empty:
        return step, Classed(title, method, (0 * step).astype("Int8"), DIVERGING[STILL : STILL + 1], ("tetap",))
    limit = float(sizes.median())
    level = STILL + np.sign(step) * (1 + (step.abs() > limit))
    words = tuple(text.format(number(limit, indicator.decimals)) for text in CHANGE_WORDS)
    return step, Classed(title, method, level.astype("Int8"), DIVERGING, words)


def clustered(found: Hotspots, indicator: Indicator) -> Classed:
    """Return desa by where high or low values gather, in words; without data they stay without a class."""
    known = [*CLUSTERED, *([ALONE] if (found.frame["category"] == ALONE).any() else [])]
    classes = found.frame["category"].map({key: number for number, key in enumerate(known)}).astype("Int8")
    high_to_low = CLUSTERS[:4][::-1] if indicator.direction == AID else CLUSTERS[:4]  # magenta: what must jump out
    colours = (*high_to_low, CLUSTERS[4], PLAIN)[: len(known)]
    return Classed(
        f"Kantong {indicator.label.lower()}", found.note, classes, colours, tuple(CATEGORIES[key] for key in known)
    )


def fill(found: Classed) -> Layer:
    """Return what paints the desa."""
    return layers.choropleth(found.classes, found.colours)


def legend_of(found: Classed) -> str:
    """Return classes with their limits and counts, and the method that made them."""
    html = legend.sequential_legend(
        f"{found.title}, jumlah desa",
        found.labels,
        found.colours,
        counts=[number(count) for count in found.counts()],
        no_data_count=number(found.no_data_count()),
    )
    return f'{html}<p class="ps-source">Kelas: {found.method}</p>'


def one(found: Classed, told: Layer) -> Picture:
    """Return one map of classes."""
    return Picture((fill(found), told), legend_of(found))


def two(left: tuple[str, Classed], right: tuple[str, Classed], told: Layer) -> Picture:
    """Return two maps side by side, each with its heading."""
    parts: list[Layer] = []
    for side, (heading, found) in enumerate((left, right)):
        parts += [fill(found).on_side(side), layers.title(heading).on_side(side)]
    legends = [legend_of(left[1]), legend_of(right[1])]
    stacked = "".join(f"<div>{html}</div>" for html in dict.fromkeys(legends))
    return Picture((*parts, told), f'<div style="display:grid;gap:1rem">{stacked}</div>')


@dataclass(frozen=True, eq=False)
class Both:
    """Two indicators in three classes each (Int8, index ``desa_code``), with the words of the classes."""

    first: Indicator
    second: Indicator
    first_classes: pd.Series
    second_classes: pd.Series
    first_labels: tuple[str, ...]
    second_labels: tuple[str, ...]

    def corner(self) -> list[str]:
        """Return the desa of the field to look at first: the first one high, the second one low."""
        found = (self.first_classes == PAIR_CLASS_COUNT - 1) & (self.second_classes == 0)
        return [str(code) for code in self.first_classes.index[found.fillna(value=False)]]

    def known_count(self) -> int:
        """Return of how many desa both are known."""
        return int((self.first_classes.notna() & self.second_classes.notna()).sum())


def both(first: pd.Series, second: pd.Series, keys: tuple[str, str]) -> Both:
    """Return two indicators in thirds; where values are too alike for three, the middle (and high) stay empty."""
    one_side, other_side = first.align(second)
    indicators = INDICATORS[keys[0]], INDICATORS[keys[1]]
    sides = [_thirds(values, each) for values, each in zip((one_side, other_side), indicators, strict=True)]
    return Both(*indicators, sides[0][0], sides[1][0], sides[0][1], sides[1][1])


def _thirds(values: pd.Series, indicator: Indicator) -> tuple[pd.Series, tuple[str, ...]]:
    limits = limits_of(values, Breaks(class_count=PAIR_CLASS_COUNT), is_whole=indicator.decimals == 0)
    words = class_labels(values, limits, indicator.decimals)
    return classify(values, limits), (*words, *["–"] * (PAIR_CLASS_COUNT - len(words)))


def bivariate(found: Both, told: Layer) -> Picture:
    """Return both at once, with the square legend."""
    frame = pd.DataFrame({"first": found.first_classes, "second": found.second_classes})
    thirds = range(PAIR_CLASS_COUNT)
    counts = [[number(int(((frame["first"] == n) & (frame["second"] == a)).sum())) for a in thirds] for n in thirds]
    html = legend.bivariate_legend(
        counts,
        need_name=name_of(found.first),
        aid_name=name_of(found.second),
        need_labels=found.first_labels,
        aid_labels=found.second_labels,
        no_data_count=number(int(frame.isna().any(axis=1).sum())),
        look_first=f"{found.first.label} tinggi, {found.second.label.lower()} rendah: lihat dulu",
    )
    painted = layers.bivariate(found.first_classes, found.second_classes)
    return Picture((painted, told), f'{html}<p class="ps-source">Kelas: sepertiga desa tiap ukuran (kuantil)</p>')


def static_fill(found: Classed) -> static.Fill:
    """Return the classes for a picture on paper, in the colours of the screen."""
    entries = tuple(
        static.Entry(label, HATCH_GROUND, count, DOTTED)
        if colour == NOT_SIGNIFICANT
        else static.Entry(label, colour, count)
        for label, colour, count in zip(found.labels, found.colours, found.counts(), strict=True)
    )
    return static.Fill(found.classes, static.Legend(f"{found.title} · kelas: {found.method}", entries))
