"""Bootstrap intervals: seeded, per desa, around the figure, as wide as they must be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.targeting.figures import figures
from analytics.targeting.intervals import TOLD, intervals
from tests.analytics.targeting.families_worlds import A, B, families_of, random_families, shuffled


def test_same_seed_same_intervals_in_any_order_of_rows():
    families = random_families(4, count=60)
    one, other = (intervals(one, "SEMUA", replicates=50) for one in (families, shuffled(families)))
    pd.testing.assert_frame_equal(one.low, other.low)
    pd.testing.assert_frame_equal(one.high, other.high)
    assert not intervals(families, "SEMUA", replicates=50, seed=2).low.equals(one.low)


def test_a_desa_alone_has_the_interval_it_has_among_others():
    receives = [1, 0, 1, 1, 0, 0, 1, 0]
    both = families_of([1, 2, 3, 9] * 2, {"PKH": receives}, desa=[A] * 4 + [B] * 4)
    alone = families_of([1, 2, 3, 9], {"PKH": receives[:4]}, desa=A)
    assert intervals(alone, "PKH").low.loc[A].equals(intervals(both, "PKH").low.loc[A])


@pytest.mark.parametrize("by", ["desa_code", "kecamatan", "dusun", "semua"])
def test_figures_lie_within(by):
    families = random_families(5, count=300)
    table, found = figures(families, "SEMUA", by=by)[list(TOLD)], intervals(families, "SEMUA", by=by, replicates=300)
    inside = (found.low <= table + 1e-12) & (table - 1e-12 <= found.high)
    assert inside.to_numpy()[found.low.notna().to_numpy()].mean() > 0.97  # at the edge of small places it may not
    assert found.low["coverage_share"].notna().all()


def test_the_width_is_that_of_a_share():
    """200 poor families, half of them served: the share varies by √(0.5·0.5/200) = 0.035, so ± 1.96 × that = 0.069."""
    found = intervals(families_of([1] * 200, {"PKH": [1, 0] * 100}), "PKH", replicates=4_000)
    assert found.low["coverage_share"][A] == pytest.approx(0.5 - 0.069, abs=0.01)
    assert found.high["coverage_share"][A] == pytest.approx(0.5 + 0.069, abs=0.01)


def test_no_data_has_no_interval_and_certainty_no_width():
    found = intervals(families_of([8, 9, 1], {"PKH": [0, 0, 1]}, desa=[A, A, B]), "PKH", replicates=20)
    assert np.isnan(found.low["coverage_share"][A])  # no poor family
    assert (found.low["coverage_share"][B], found.high["coverage_share"][B]) == (1, 1)
    assert found.note == "Selang 95 % dari 20 pengambilan ulang keluarga di dalam desa (bootstrap, benih 20260)"
