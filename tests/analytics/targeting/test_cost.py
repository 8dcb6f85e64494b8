"""What a change costs: the list's own amounts where it tells them, else their mean with its interval."""

from __future__ import annotations

import pytest

from analytics.targeting.cost import cost_of
from analytics.targeting.what_if import Change, what_if
from tests.analytics.targeting.families_worlds import families_of

DESIL = [1] * 20 + [9] * 20 + [2] * 5
SERVED = [1] * 40 + [0] * 5
AMOUNTS = [3e5] * 20 + [None] * 2 + [6e5] * 18 + [None] * 5
"""38 amounts are told: 20 · 300.000 + 18 · 600.000 = 16.800.000, a mean of 442.105."""


def world(amounts=AMOUNTS):
    return families_of(DESIL, {"PKH": SERVED}, amount_idr={"PKH": amounts})


def cost(change, families=None, program="PKH"):
    families = world() if families is None else families
    return cost_of(families, program, what_if(families, program, change, "termiskin"))


def test_families_added_cost_the_mean_of_those_who_receive():
    found = cost(Change(family_count=4))
    assert found.amount_idr == pytest.approx(4 * 16.8e6 / 38)
    assert found.low_idr < found.amount_idr < found.high_idr
    assert (found.payee_count, found.estimated_count) == (38, 4)
    assert found.sentence.startswith("Biayanya kira-kira Rp 1.768.421 untuk satu periode (selang 95 %: Rp ")
    assert found.sentence.endswith(
        "4 keluarga dihitung dengan rata-rata Rp 442.105 dari 38 penerima yang besarannya tertulis"
    )


def test_who_is_cut_is_counted_as_the_list_says_and_only_the_rest_is_estimated():
    """A tenth of 40 are the first four of desil 9, at 600.000 each; half are all of desil 9: 18 told, 2 at the mean."""
    found = cost(Change(cut_pct=10))
    assert (found.amount_idr, found.low_idr, found.estimated_count) == (4 * 6e5, None, 0)
    assert found.sentence == "Yang dihemat kira-kira Rp 2.400.000 untuk satu periode: semuanya tertulis dalam daftar"
    half = cost(Change(cut_pct=50))
    assert half.amount_idr == pytest.approx(18 * 6e5 + 2 * 16.8e6 / 38)
    assert half.estimated_count == 2


def test_nothing_is_estimated_where_nothing_is_told_or_the_sum_is_given():
    assert cost(Change(family_count=4), world([None] * 45)) is None
    assert cost(Change(amount_idr=1e6, family_idr=2e5)) is None
    assert cost(Change(family_count=4), program="SEMUA") is None
    few = families_of([1, 1, 2], {"PKH": [1, 1, 0]}, amount_idr={"PKH": [3e5, 3e5, None]})
    assert cost(Change(family_count=1), few).low_idr is None  # of two recipients


@pytest.mark.parametrize("change", [Change(family_count=0), Change(cut_pct=0)])
def test_of_nobody_nothing_is_said_to_be_written_in_the_list(change):
    families = families_of([1, 1, 9], {"PKH": [1, 0, 1]}, amount_idr={"PKH": [3e5, None, 6e5]})
    assert cost_of(families, "PKH", what_if(families, "PKH", change, "termiskin")).sentence.endswith(
        "kira-kira Rp 0 untuk satu periode"
    )
