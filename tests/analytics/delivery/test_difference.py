"""Plans beside each other: the world of tests/data/plan_worlds.py, and copies of it with a few figures changed."""

from __future__ import annotations

import sys
from copy import deepcopy
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data"))  # as tests/data imports its worlds

from plan_worlds import plan_result

from analytics.delivery.difference import FIGURES, cost_of_change, more_text, newly_broken, side_by_side, values_of


def other(**totals: float | None) -> dict:
    result = deepcopy(plan_result())
    result["totals"] |= totals
    return result


def test_the_figures_of_a_plan_are_those_of_its_totals():
    values = values_of(plan_result())
    assert list(values.index) == list(FIGURES)
    assert (values["served_family_count"], values["distance_m"], values["day_count"], values["broken"]) == (
        16,
        50_800,
        1,
        0,
    )


def test_a_change_by_hand_is_told_by_what_it_costs():
    """12.4 km, 35 minutes and Rp 20,000 more, one family less; the trips stay three."""
    changed = other(distance_m=63_200.0, duration_min=370.0, cost_idr=155_000.0, served_family_count=15)
    assert cost_of_change(plan_result(), changed) == ["−1 keluarga", "+12,4 km", "+35 mnt", "+Rp 20.000"]
    assert cost_of_change(changed, plan_result()) == ["+1 keluarga", "−12,4 km", "−35 mnt", "−Rp 20.000"]
    assert cost_of_change(plan_result(), plan_result()) == []


def test_a_cost_that_one_plan_does_not_know_is_no_difference():
    assert cost_of_change(plan_result(), other(cost_idr=None, trip_count=4)) == ["+1 ritase"]


@pytest.mark.parametrize(
    ("key", "more", "text"),
    [
        ("distance_m", 20.0, "±0"),
        ("distance_m", 2400.0, "+2,4 km"),
        ("duration_min", -0.2, "±0"),
        ("cost_idr", float("nan"), ""),
    ],
)
def test_a_difference_too_small_to_be_written_is_none(key, more, text):
    assert more_text(key, more) == text


def test_only_what_is_broken_anew_is_told():
    before, after = other(), other()
    before["broken"] = ["Motor ritase 1: muatan lewat 15 kg"]
    after["broken"] = ["Motor ritase 1: muatan lewat 15 kg", "Pick-up ritase 2: jam kerja lewat"]
    assert newly_broken(before, after) == ["Pick-up ritase 2: jam kerja lewat"]


def test_side_by_side_the_best_of_each_figure_is_named():
    """The second plan serves four families more for 9.2 km more; both drive three trips."""
    rows = side_by_side([plan_result(), other(served_family_count=20, distance_m=60_000.0)]).set_index("key")
    told = rows.loc["served_family_count", ["value_0", "value_1", "more_1", "is_unlike", "best"]]
    assert told.tolist() == ["16", "20", "+4 keluarga", True, 1]
    assert rows.loc["distance_m", ["value_1", "more_1", "best"]].tolist() == ["60 km", "+9,2 km", 0]
    assert rows.loc["trip_count", ["more_1", "is_unlike", "best"]].tolist() == ["±0", False, -1]
