"""Limits of classes by each method, and natural breaks against mapclassify."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from geo.maps.classes import EQUAL, FIXED, METHODS, NATURAL, QUANTILE, Breaks, class_labels, classify, limits_of

VALUES = pd.Series([1, 2, 3, 10, 11, 12, 20, 40, None], dtype="Float64")


@pytest.mark.parametrize(
    ("breaks", "limits"),
    [
        (Breaks(QUANTILE, 4), (2, 10, 12)),  # two of eight in each class
        (Breaks(EQUAL, 3), (14, 27)),  # 1 + 39 / 3, 1 + 2 × 39 / 3
        (Breaks(NATURAL, 4), (3, 12, 20)),  # the gaps are plain to see
        (Breaks(FIXED, limits=(5.0, 50.0)), (5, 50)),  # also where no value reaches
    ],
)
def test_limits_of_each_method(breaks, limits):
    assert limits_of(VALUES, breaks) == pytest.approx(limits)
    assert classify(VALUES, limits_of(VALUES, breaks)).dropna().between(0, len(limits)).all()


@pytest.mark.parametrize("method", sorted(set(METHODS) - {FIXED}))
@pytest.mark.parametrize("values", [[], [None], [7, 7, 7], [1, 2], [0, 0, 0, 5]])
def test_few_or_equal_values_have_fewer_limits(method, values):
    series = pd.Series(values, dtype="Float64")
    limits = limits_of(series, Breaks(method, 5))
    classes = classify(series, limits)
    assert len(limits) < 5
    assert all(series.min() <= limit < series.max() for limit in limits)  # so the highest class is never empty
    assert classes[series.notna()].notna().all()


def test_limits_of_counts_are_whole_and_move_nobody():
    counts = pd.Series([0, 1, 4, 9, 17])
    free, whole = (limits_of(counts, Breaks(EQUAL, 5), is_whole=one) for one in (False, True))
    assert free == pytest.approx((3.4, 6.8, 10.2, 13.6))
    assert whole == (3, 6, 10, 13)
    assert classify(counts, free).tolist() == classify(counts, whole).tolist()


def spread(values: np.ndarray, limits: tuple[float, ...]) -> float:
    """Sum of squares within classes."""
    classes = np.searchsorted(limits, values, "left")
    return sum(((values[classes == one] - values[classes == one].mean()) ** 2).sum() for one in set(classes))


@pytest.mark.parametrize("seed", range(8))
def test_natural_breaks_are_those_of_mapclassify(seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it warns that numba is not here
        from mapclassify import FisherJenks  # noqa: PLC0415

        rng = np.random.default_rng(seed)
        values = rng.lognormal(size=40).round(2) * 10
        theirs = tuple(FisherJenks(values, k=5).bins[:-1])
    assert spread(values, limits_of(pd.Series(values), Breaks(NATURAL, 5))) == pytest.approx(spread(values, theirs))


@pytest.mark.parametrize(
    ("values", "limits", "decimals", "words"),
    [
        ([0.0, 0.0, 1.2, 3.4], (0.0, 1.2), 1, ["0", "di atas 0 sampai 1,2", "di atas 1,2"]),
        ([0.0, 0.0, 2.5], (0.0,), 1, ["0", "di atas 0"]),
        ([0, 0, 4, 9], (0.0, 4.0), 0, ["0", "1–4", "5 atau lebih"]),
        ([-0.4, 0.0, 0.2], (0.0,), 1, ["sampai 0,0", "di atas 0,0"]),
        ([], (0.0, 20.0), 1, ["0", "di atas 0 sampai 20,0", "di atas 20,0"]),
    ],
)
def test_a_class_of_nothing_is_called_so(values, limits, decimals, words):
    """Most desa have no open complaint: "sampai 0,0" would puzzle; where there are figures below zero it is right."""
    assert class_labels(pd.Series(values, dtype=float), limits, decimals) == words
