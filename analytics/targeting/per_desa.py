"""One figure of targeting desa by desa: as counted, how sure, and drawn towards the mean of all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.targeting.intervals import Intervals
from analytics.targeting.rates import empirical_bayes

SURE, ROUGH = 0.10, 0.25
"""Width of an interval (share) up to which a figure is called sure, and up to which roughly known."""
FEWEST = 10
"""Families below which nothing is called sure: an interval drawn from 3 of 3 has no width and tells nothing."""
CERTAINTY = {
    "pasti": "cukup pasti",
    "kira": "kira-kira",
    "goyah": "belum pasti",
    "kosong": "tidak ada data",
}
"""How sure → its words."""


@dataclass(frozen=True)
class Rate:
    """A share of families. ``events`` of ``base``: columns of :func:`analytics.targeting.figures.figures`."""

    key: str
    label: str
    events: str
    base: str
    base_label: str
    is_need: bool


RATES: dict[str, Rate] = {
    rate.key: rate
    for rate in (
        Rate("exclusion_share", "Belum terlayani", "unserved_poor", "poor_families", "keluarga miskin", is_need=True),
        Rate("inclusion_share", "Tidak tepat sasaran", "served_nonpoor", "recipients", "penerima", is_need=True),
        Rate("coverage_share", "Cakupan", "served_poor", "poor_families", "keluarga miskin", is_need=False),
    )
}


def per_desa(figures: pd.DataFrame, sure: Intervals, key: str) -> pd.DataFrame:
    """Return one rate of :data:`RATES` of each known desa.

    Returns
    -------
    pandas.DataFrame
        One row per desa, index ``place``, known desa only: ``events``, ``base`` (families), ``raw_pct``, ``low_pct``,
        ``high_pct`` (bootstrap), ``smooth_pct`` (empirical Bayes), in percent, missing where the base is 0;
        ``certainty``: a key of :data:`CERTAINTY`, by the width of the interval.
    """
    rate = RATES[key]
    known = figures[figures.index != ""]
    rates = empirical_bayes(known[rate.events], known[rate.base])
    low, high = (ends[key].reindex(known.index) for ends in (sure.low, sure.high))
    return pd.DataFrame(
        {
            "events": known[rate.events],
            "base": known[rate.base],
            "raw_pct": 100 * rates["raw_share"],
            "low_pct": 100 * low,
            "high_pct": 100 * high,
            "smooth_pct": 100 * rates["smooth_share"],
            "certainty": certainty(low, high, known[rate.base]),
        }
    )


def certainty(low: pd.Series, high: pd.Series, base: pd.Series) -> pd.Series:
    """Return how sure figures are (a key of :data:`CERTAINTY`): by the width of the interval and by :data:`FEWEST`."""
    width = high - low
    few = (base < FEWEST) | width.isna()
    found = np.select([base == 0, few, width <= SURE, width <= ROUGH], ["kosong", "goyah", "pasti", "kira"], "goyah")
    return pd.Series(found, index=base.index)
