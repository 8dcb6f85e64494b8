"""Rates of small desa drawn towards the mean of all: empirical Bayes after Marshall (1991), beside the raw rates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.targeting.cells import share


def empirical_bayes(events: pd.Series, base: pd.Series) -> pd.DataFrame:
    """Return raw and smoothed rates of each desa.

    Parameters
    ----------
    events, base
        Such as unserved poor families and poor families, same index.

    Returns
    -------
    pandas.DataFrame
        Same index: ``raw_share`` = events / base, ``smooth_share`` = w·raw + (1 - w)·m, ``weight`` (w, 0–1) with
        m = Σ events / Σ base, s² = Σ base·(raw - m)² / Σ base - m / mean base, not below 0, and
        w = s² / (s² + m / base). As ``esda.smoothing.Empirical_Bayes``, which lets s² fall below 0. Desa whose base is
        0 take no part and have no rate: no data is not 0.
    """
    known = base > 0
    e, b = events[known].to_numpy(dtype=float), base[known].to_numpy(dtype=float)
    raw = share(e, b)
    mean = share(e.sum(), b.sum())
    spread = share((b * (raw - mean) ** 2).sum(), b.sum()) - share(mean * len(b), b.sum())
    variance = np.maximum(spread, 0.0)
    noise = mean / b
    weight = np.divide(variance, variance + noise, out=np.ones_like(b), where=variance + noise > 0)
    told = pd.DataFrame(
        {"raw_share": raw, "smooth_share": weight * raw + (1 - weight) * mean, "weight": weight},
        index=events.index[known],
    )
    return told.reindex(events.index)
