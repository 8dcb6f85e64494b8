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
