"""From figures to the few classes that an eye can tell apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


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
