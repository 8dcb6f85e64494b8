"""The registry of indicators: whole, and each found from its table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.coverage import COUNTS, coverage
from analytics.indicators import AID, COVERAGE, INDICATORS, NEED, PAIRS, by_desa, of_table
from geo.maps.classes import FIXED, METHODS


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
