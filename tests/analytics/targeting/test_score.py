"""Skor prioritas lokal: stretched, weighed, and how firm its ranks are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.targeting.score import COMPONENTS, REMOTENESS, priority_score


def table(**columns) -> pd.DataFrame:
    """Four desa: unserved poor, smoothed exclusion, share of poor."""
    plain = {
        "families": 100, "poor_families": [40, 20, 30, 10], "unserved_poor": [30, 0, 10, 5],
        "exclusion_smooth_share": [0.6, 0.1, 0.35, 0.35], "poor_share": [0.4, 0.2, 0.3, 0.1],
    }  # fmt: skip
    return pd.DataFrame(plain | columns, index=["a", "b", "c", "d"])


def test_the_score_is_the_weighed_sum_of_stretched_figures():
    """c: 10 of 0 … 30 → 1/3; 0.35 of 0.1 … 0.6 → 1/2; 0.3 of 0.1 … 0.4 → 2/3. Weights 2 : 1 : 1."""
    found = priority_score(table(), weights={"jumlah": 2, "bagian": 1, "kemiskinan": 1})
    frame = found.frame
    assert frame.loc["a", ["score", "rank"]].tolist() == [100, 1]
    assert frame["score"]["c"] == pytest.approx(100 * (2 / 3 + 1 / 2 + 2 / 3) / 4)
    assert frame["rank"].tolist() == [1, 4, 2, 3]
    assert found.weights == {"jumlah": 0.5, "bagian": 0.25, "kemiskinan": 0.25}
    assert found.left_out == (COMPONENTS[REMOTENESS].label,)
    assert "bukan desil" in found.note


def test_remoteness_counts_where_it_is_known_everywhere():
    near = pd.Series({"a": 10.0, "b": 200.0, "c": 10.0, "d": 10.0})
    found = priority_score(table(), weights={key: float(key == REMOTENESS) for key in COMPONENTS}, remoteness=near)
    assert found.frame["score"].tolist() == [0, 100, 0, 0]
    assert found.frame["rank"].tolist() == [2, 1, 2, 2]  # equal ones share the rank
    assert found.left_out == ()
    gap = priority_score(table(), remoteness=near.drop("c"))
    assert np.isnan(gap.frame["score"]["c"])
    assert pd.isna(gap.frame["rank"]["c"])
    assert gap.frame["rank"].notna().sum() == 3


def test_ranks_under_other_weights():
    """a is highest in all: first whatever the weights. All four are always among the first five."""
    found = priority_score(table()).frame
    assert found.loc["a", ["rank_low", "rank_high"]].tolist() == [1, 1]
    assert (found["top_share"] == 1).all()
    assert (found["rank_low"] <= found["rank"]).all()
    assert (found["rank"] <= found["rank_high"]).all()
    many = pd.concat([table().set_axis([f"{name}{one}" for name in "abcd"]) for one in range(5)])
    assert priority_score(many).frame["top_share"]["b0"] == 0
    assert priority_score(many).frame["top_share"]["a0"] == 1


def test_same_seed_same_ranks_in_any_order_of_desa():
    one, other = priority_score(table()), priority_score(table().iloc[::-1])
    pd.testing.assert_frame_equal(one.frame, other.frame)


def test_nobody_left_out_and_nothing_known():
    """b has no poor families: none is left out, so its part is 0. e has no families: no score."""
    lost = pd.DataFrame({"families": 0, "poor_families": 0, "unserved_poor": 0}, index=["e"])
    rows = pd.concat([table(poor_families=[40, 0, 30, 10], exclusion_smooth_share=[0.6, np.nan, 0.3, 0.3]), lost])
    frame = priority_score(rows).frame
    assert frame["bagian"]["b"] == 0
    assert frame.loc["e"].isna().all()


def test_without_weights_there_is_no_score():
    found = priority_score(table(), weights=dict.fromkeys(COMPONENTS, 0.0))
    assert found.frame["score"].isna().all()
    assert found.frame["rank"].isna().all()
