"""The registry of indicators: whole, and each found from its table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.coverage import COUNTS, coverage
from analytics.indicators import AID, COVERAGE, INDICATORS, NEED, PAIRS, TARGETING, by_desa, of_table
from analytics.targeting.table import targeting_table
from geo.maps.classes import FIXED, METHODS
from tests.analytics.targeting.families_worlds import A, B, C, families_of


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)
def test_an_entry_says_all_that_a_screen_needs(indicator):
    texts = (indicator.label, indicator.unit, indicator.definition, indicator.denominator, indicator.source)
    assert all(text.strip() for text in texts)
    assert indicator.definition.endswith(".")
    assert indicator.direction in {NEED, AID}
    assert indicator.decimals >= 0
    assert indicator.breaks.method in METHODS
    limits = indicator.breaks.limits
    assert bool(limits) == (indicator.breaks.method == FIXED)
    assert list(limits) == sorted(set(limits))
    assert indicator in of_table(indicator.table)


def test_keys_and_labels_are_told_apart():
    assert len({entry.label for entry in INDICATORS.values()}) == len(INDICATORS)
    assert all(pair.need in INDICATORS and pair.aid in INDICATORS for pair in PAIRS.values())


def small() -> pd.DataFrame:
    """Two desa and the unknown one: 20 families, 10 of them poor, 4 served; a desa of nobody."""
    counts = pd.DataFrame(0, index=range(3), columns=COUNTS)
    counts.loc[0] = [20, 0, 10, 4, 6, 1, 5, 0, 0]
    counts.loc[2, ["families", "poor_families", "unserved_poor"]] = 3
    names = {"desa_code": ["a", "b", ""], "desa_name": ["A", "B", ""], "program": "PKH", "area_km2": [2.0, 1.0, np.nan]}
    return coverage(counts.assign(**names), period="2026-10")


@pytest.mark.parametrize("key", [entry.key for entry in of_table(COVERAGE)])
def test_indicators_of_coverage(key):
    expected = {
        "poor_pct": 50, "coverage_pct": 40, "poor_per_km2": 5, "recipients_per_km2": 2.5, "unserved_poor": 6,
        "exclusion_pct": 60, "inclusion_pct": 20,
    }  # fmt: skip
    values = by_desa(small(), key)
    assert values["a"] == pytest.approx(expected[key])
    assert np.isnan(values["b"])  # nobody lives there by the lists: no data is not 0
    assert list(values.index) == ["a", "b"]


def test_a_table_by_index_is_read_like_one_with_the_column():
    table = small()
    assert by_desa(table.set_index("desa_code"), "poor_pct").equals(by_desa(table, "poor_pct"))


def targeted() -> pd.DataFrame:
    """Ten families of desil 1 … 10 in A, two in B; C is a desa of nobody.

    In A 1, 2, 4 and 6 receive, 1 two programs; 1 and 3 are led by women. Of B's poor one of two is served.
    """
    desil = [*range(1, 11), 1, 2]
    pkh = [one in {1, 2, 4, 6} for one in range(1, 11)] + [True, False]
    led = pd.array([one in {1, 3} for one in range(1, 11)] + [False, False], dtype="boolean")
    none = pd.array([False] * 12, dtype="boolean")
    families = families_of(
        desil, {"PKH": pkh, "CPP": [True] + [False] * 11}, desa=[A] * 10 + [B] * 2,
        is_led_by_woman=led, has_elderly=led, has_disabled=none,
    )  # fmt: skip
    return targeting_table(families, "PKH", desa_codes=[C])


@pytest.mark.parametrize("key", [entry.key for entry in of_table(TARGETING)])
def test_indicators_of_targeting(key):
    """Golden vector {1, 2, 4, 6}: C -0.45, CGH 1.875, Erreygers 4·0.4·C = -0.72.

    Exclusion 1/4 and 1/2, inclusion 1/4 and 0 differ less than chance: smoothed 2/6 and 1/5. The score: A has 1
    unserved and 4/10 poor, B 1 and 2/2, the smoothed rate is the same, so only poverty tells them apart.
    """
    expected = {
        "exclusion_smooth_pct": 100 * 2 / 6, "inclusion_smooth_pct": 20, "overlap_pct": 25, "cgh": 1.875,
        "c_index": -0.45, "erreygers": -0.72, "women_coverage_pct": 50, "elderly_coverage_pct": 50,
        "disabled_coverage_pct": np.nan, "priority_score": 0,
    }  # fmt: skip
    values = by_desa(targeted(), key)
    assert values[A] == pytest.approx(expected[key], nan_ok=True)
    assert np.isnan(values[C])
    assert list(values.index) == [A, B, C]


def test_a_period_without_families_has_a_table():
    table = targeting_table(families_of([], {"PKH": []}), "PKH", desa_codes=[A])
    assert all(by_desa(table, entry.key).isna().all() for entry in of_table(TARGETING))
