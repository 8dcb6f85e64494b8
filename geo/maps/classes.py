"""From figures to the few classes that an eye can tell apart: four methods, one registry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.notation import number

QUANTILE, NATURAL, EQUAL, FIXED = "kuantil", "alami", "sama", "tetap"


@dataclass(frozen=True)
class Breaks:
    """How figures become classes: a key of :data:`METHODS` with a number of classes, or with ``limits`` where fixed."""

    method: str = QUANTILE
    class_count: int = 5
    limits: tuple[float, ...] = ()

    @property
    def label(self) -> str:
        """What a legend says of the method."""
        return METHODS[self.method].label


@dataclass(frozen=True)
class Method:
    """One way to find limits: ``find`` takes the known values (at least one) and the :class:`Breaks`."""

    key: str
    label: str
    definition: str
    find: Callable[[NDArray[np.float64], Breaks], NDArray[np.float64]]


def limits_of(values: pd.Series, breaks: Breaks, *, is_whole: bool = False) -> tuple[float, ...]:
    """Return the upper limits of all classes but the last, rising.

    Parameters
    ----------
    values
        One figure per desa; missing values do not count.
    breaks
        Method and number of classes. Where values are too alike for so many classes there are fewer limits, down to
        none; fixed limits stay as they are, so that two periods can be compared.
    is_whole
        The figures are counts: limits are whole numbers, and no value changes its class by that.
    """
    known = values.dropna().to_numpy(dtype=float)
    if breaks.method == FIXED:
        return breaks.limits
    if not len(known):
        return ()
    limits = METHODS[breaks.method].find(known, breaks)
    limits = np.unique(np.floor(limits) if is_whole else limits)
    return tuple(limits[(limits >= known.min()) & (limits < known.max())].tolist())


def quantile_limits(values: pd.Series, class_count: int) -> tuple[float, ...]:
    """Return the upper limits of all classes but the last, each class holding about the same number of desa.

    Missing values do not count. Where many values are equal there are fewer limits, down to none.
    """
    return limits_of(values, Breaks(QUANTILE, class_count))


def _quantile(known: NDArray[np.float64], breaks: Breaks) -> NDArray[np.float64]:
    shares = np.arange(1, breaks.class_count) / breaks.class_count
    return np.quantile(known, shares, method="inverted_cdf")


def _equal(known: NDArray[np.float64], breaks: Breaks) -> NDArray[np.float64]:
    return np.linspace(known.min(), known.max(), breaks.class_count + 1)[1:-1]


def _natural(known: NDArray[np.float64], breaks: Breaks) -> NDArray[np.float64]:
    """Return the limits of least squares within classes: Fisher (1958), as ``mapclassify.FisherJenks``.

    Exact, over all first and last values of a class at once; mapclassify without numba takes 9 s for 2,000 desa.
    """
    points, counts = np.unique(known, return_counts=True)
    class_count = min(breaks.class_count, len(points))
    centred = points - known.mean()
    sums = [np.concatenate([[0.0], np.cumsum(counts * centred**power)]) for power in range(3)]
    weight, first, second = (part[None, 1:] - part[:-1, None] for part in sums)  # [first value, last value of a class]
    squares = second - np.divide(first**2, weight, out=np.zeros_like(first), where=weight > 0)
    cost = np.where(weight > 0, squares, np.inf)
    best, starts = cost[0], []
    for _ in range(class_count - 1):
        total = np.concatenate([[np.inf], best[:-1]])[:, None] + cost
        starts.append(total.argmin(axis=0))
        best = total.min(axis=0)
    limits, last = [], len(points) - 1
    for start in reversed(starts):
        last = int(start[last]) - 1
        limits.append(points[last])
    return np.array(limits[::-1])


def _fixed(_known: NDArray[np.float64], breaks: Breaks) -> NDArray[np.float64]:
    return np.array(breaks.limits)


METHODS: dict[str, Method] = {
    method.key: method
    for method in (
        Method(QUANTILE, "jumlah desa sama", "Tiap kelas berisi kira-kira sama banyak desa.", _quantile),
        Method(NATURAL, "pengelompokan alami", "Desa yang angkanya berdekatan sekelas (Fisher-Jenks).", _natural),
        Method(EQUAL, "rentang sama", "Rentang dari terendah ke tertinggi dibagi sama lebar.", _equal),
        Method(FIXED, "batas tetap", "Batas kelas sudah ditentukan; cocok untuk membandingkan periode.", _fixed),
    )
}


def classify(values: pd.Series, limits: Sequence[float]) -> pd.Series:
    """Return the class of each value as ``Int8``: 0 up to and including ``limits[0]``, and so on; NA stays NA."""
    numbers = values.astype("Float64")
    found = np.searchsorted(np.asarray(limits, dtype=float), numbers.fillna(0).to_numpy(dtype=float), "left")
    return pd.Series(found, index=values.index, dtype="Int8").mask(numbers.isna())


def class_labels(values: pd.Series, limits: tuple[float, ...], decimals: int) -> list[str]:
    """Return each class in words: "sampai 12", "12–30", "di atas 30"; a first class of nothing is "0"."""
    if not limits and values.dropna().empty:
        return ["tidak ada data"]
    if not limits:
        low, high = number(values.min(), decimals), number(values.max(), decimals)
        return [low if low == high else f"{low}–{high}"]
    texts = [number(limit, decimals) for limit in limits]
    is_nothing = limits[0] == 0 and not (values < 0).any()
    first = "0" if is_nothing else f"sampai {texts[0]}"
    if decimals == 0:  # counts: the next class begins with the next whole number
        lows = [number(limit + 1) for limit in limits]
        between = [low if low == high else f"{low}–{high}" for low, high in zip(lows, texts[1:], strict=False)]
        return [first, *between, f"{lows[-1]} atau lebih"]
    between = [f"{low}–{high}" for low, high in pairwise(texts)]
    if is_nothing:
        between[:1] = [f"di atas 0 sampai {high}" for high in texts[1:2]]
        texts[0] = "0"
    return [first, *between, f"di atas {texts[-1]}"]
