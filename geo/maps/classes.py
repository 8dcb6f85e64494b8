"""From figures to the few classes that an eye can tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from geo.notation import number


def quantile_limits(values: pd.Series, class_count: int) -> tuple[float, ...]:
    """Return the upper limits of all classes but the last, each class holding about the same number of desa.

    Missing values do not count. Where many values are equal there are fewer limits, down to none.
    """
    known = values.dropna().to_numpy(dtype=float)
    if not len(known):
        return ()
    shares = np.arange(1, class_count) / class_count
    limits = np.unique(np.quantile(known, shares, method="inverted_cdf"))
    return tuple(limits[limits < known.max()].tolist())


def equal_limits(values: pd.Series, class_count: int) -> tuple[float, ...]:
    """Return limits that cut the way from least to greatest into equal steps; none where all are alike."""
    known = values.dropna().to_numpy(dtype=float)
    if not len(known) or known.min() == known.max():
        return ()
    return tuple(np.linspace(known.min(), known.max(), class_count + 1)[1:-1].tolist())


def natural_limits(values: pd.Series, class_count: int) -> tuple[float, ...]:
    """Return the limits with the least variance inside the classes (natural breaks).

    Exact, by dynamic programming over the distinct values: Fisher (1958), doi 10.1080/01621459.1958.10501479; known on
    maps as Jenks. Where there are fewer distinct values than classes each has its own.
    """
    known = values.dropna().to_numpy(dtype=float)
    points, weights = np.unique(known, return_counts=True)
    count = min(class_count, len(points))
    if count <= 1:
        return ()
    spread = _spread_between(points, weights)
    least, begins = spread[0], np.zeros((count, len(points)), dtype=int)
    for level in range(1, count):
        ways = np.concatenate([[np.inf], least[:-1]])[:, None] + spread  # [first of the last class, last of it]
        begins[level] = ways.argmin(axis=0)
        least = ways.min(axis=0)
    limits, last = [], len(points) - 1
    for level in range(count - 1, 0, -1):
        last = begins[level, last] - 1
        limits.append(float(points[last]))
    return tuple(reversed(limits))


def _spread_between(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the sum of squared distances from their mean of the points i … j, infinite where j < i."""
    centred = points - points.mean()
    count, total, square = (np.concatenate([[0.0], np.cumsum(weights * centred**power)]) for power in (0, 1, 2))
    first, last = np.arange(len(points))[:, None], np.arange(1, len(points) + 1)[None, :]
    held = np.maximum(count[last] - count[first], 1)
    within = square[last] - square[first] - (total[last] - total[first]) ** 2 / held
    return np.where(last > first, np.maximum(within, 0), np.inf)


METHODS: dict[str, str] = {
    "kuantil": "Kuantil: jumlah desa per kelas kira-kira sama",
    "alami": "Alami: yang mirip sekelas (Fisher–Jenks)",
    "sama": "Selang sama besar",
    "tetap": "Batas tetap",
}
"""How classes are made: key → what a screen calls it."""
_FINDERS = {"kuantil": quantile_limits, "alami": natural_limits, "sama": equal_limits}


def limits_by(values: pd.Series, method: str, class_count: int = 5, fixed: Sequence[float] = ()) -> tuple[float, ...]:
    """Return the limits by a method of :data:`METHODS`; ``fixed`` are those of "tetap"."""
    return tuple(fixed) if method == "tetap" else _FINDERS[method](values, class_count)


def classify(values: pd.Series, limits: Sequence[float]) -> pd.Series:
    """Return the class of each value as ``Int8``: 0 up to and including ``limits[0]``, and so on; NA stays NA."""
    numbers = values.astype("Float64")
    found = np.searchsorted(np.asarray(limits, dtype=float), numbers.fillna(0).to_numpy(dtype=float), "left")
    return pd.Series(found, index=values.index, dtype="Int8").mask(numbers.isna())


def class_labels(values: pd.Series, limits: tuple[float, ...], decimals: int) -> list[str]:
    """Return each class in words: "sampai 12", "12–30", "di atas 30"."""
    if values.dropna().empty:
        return ["tidak ada data"]
    if not limits:
        low, high = number(values.min(), decimals), number(values.max(), decimals)
        return [low if low == high else f"{low}–{high}"]
    texts = [number(limit, decimals) for limit in limits]
    if decimals == 0:  # counts: the next class begins with the next whole number
        lows = [number(limit + 1) for limit in limits]
        between = [low if low == high else f"{low}–{high}" for low, high in zip(lows, texts[1:], strict=False)]
        return [f"sampai {texts[0]}", *between, f"{lows[-1]} atau lebih"]
    between = [f"{low}–{high}" for low, high in pairwise(texts)]
    return [f"sampai {texts[0]}", *between, f"di atas {texts[-1]}"]
