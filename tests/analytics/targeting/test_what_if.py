"""More families, more money or a cut: who is chosen by each rule, and what the figures become."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.targeting.cells import receiving
from analytics.targeting.figures import figures
from analytics.targeting.what_if import RULES, Change, compare, what_if
from data.targeting import in_desa
from tests.analytics.targeting.families_worlds import A, B, C, families_of, random_families, shuffled

# number  0  1  2  3  4  5  6  7
DESIL = [3, 1, 2, 9, 1, 1, 4, 5]
DESA = [A, A, A, A, B, B, B, B]


def world(receives=(0, 0, 0, 1, 1, 0, 0, 0), **columns):
    """Poor: 0, 1, 2 in A (none served), 4, 5, 6 in B (4 served); 3 receives without being poor."""
    return families_of(DESIL, {"PKH": list(receives)}, desa=DESA, **columns)


def test_poorest_first():
    """Candidates 0 (3), 1 (1), 2 (2), 5 (1), 6 (4): of desil 1 are 1 and 5, then 2."""
    found = what_if(world(), "PKH", Change(family_count=3), "termiskin")
    assert found.chosen == (1, 5, 2)
    assert found.by_desa["chosen_count"].to_dict() == {A: 2, B: 1}
    assert found.by_desa["candidates"].to_dict() == {A: 3, B: 2}
    # Before 1 of 6 poor served, R = 2 with one not poor; after 4 of 6, R = 5.
    assert found.before[["coverage_share", "inclusion_share"]].tolist() == pytest.approx([1 / 6, 1 / 2])
    assert found.after[["coverage_share", "exclusion_share", "inclusion_share"]].tolist() == pytest.approx(
        [4 / 6, 2 / 6, 1 / 5]
    )
    assert found.by_desa.loc[A, ["coverage_before", "coverage_after"]].tolist() == pytest.approx([0, 2 / 3])
    assert found.sentence == "3 keluarga di 2 desa ditambah; cakupan 16,7 % menjadi 66,7 %"


def test_within_a_desil_priority_then_many_members_then_the_number():
    families = families_of([2] * 4, {"PKH": [0] * 4}, is_priority=[0, 0, 1, 0], member_count=[3, 5, 1, 5])
    assert what_if(families, "PKH", Change(family_count=4), "termiskin").chosen == (2, 1, 3, 0)


def test_priority_first():
    families = world(is_priority=[False] * 6 + [True, False])
    assert what_if(families, "PKH", Change(family_count=2), "prioritas").chosen == (6, 1)


def test_equal_coverage_lifts_the_lowest_desa():
    """A 0/3, B 1/3: first A (0), then both at 1/3 – A by its code, B – then A and B at 2/3."""
    found = what_if(world(), "PKH", Change(family_count=3), "merata")
    assert found.chosen == (1, 2, 5)
    assert found.by_desa["coverage_after"].tolist() == pytest.approx([2 / 3, 2 / 3])


@pytest.mark.parametrize("seed", range(20))
def test_equal_coverage_is_the_greedy_one(seed):
    """One family at a time to the desa that is covered least, counted in whole numbers."""
    families = random_families(seed, count=60, desa_count=5)
    count = seed % 12
    frame, receives = families.frame, receiving(families, "PKH")
    served = (frame["is_poor"] & receives).groupby(frame["desa_code"]).sum().to_dict()
    poor = frame["is_poor"].groupby(frame["desa_code"]).sum().to_dict()
    added = dict.fromkeys(poor, 0)
    for _ in range(count):
        open_desa = [desa for desa in poor if served[desa] + added[desa] < poor[desa]]
        if open_desa:
            added[min(open_desa, key=lambda desa: ((served[desa] + added[desa]) * 1e9 // poor[desa], desa))] += 1
    found = what_if(families, "PKH", Change(family_count=count), "merata")
    assert found.by_desa["chosen_count"].to_dict() == added


def test_money_buys_whole_families_and_the_rest_is_told():
    """Rp 1.900.000 at 600.000: three families, 100.000 left."""
    found = what_if(world(), "PKH", Change(amount_idr=1_900_000, family_idr=600_000), "termiskin")
    assert (len(found.chosen), found.unused_count, found.unused_idr) == (3, 0, 100_000)


def test_a_quota_above_the_need_is_told_as_unused():
    found = what_if(world(), "PKH", Change(family_count=9), "merata")
    assert (len(found.chosen), found.asked_count, found.unused_count) == (5, 9, 4)
    assert found.after["coverage_share"] == 1
    assert found.sentence.endswith("4 tidak terpakai")
    money = what_if(world(), "PKH", Change(amount_idr=9.5e6, family_idr=1e6), "termiskin")
    assert money.unused_idr == 4.5e6


def test_a_cut_takes_those_who_are_not_poor_first():
    """R = 0 (3), 1 (1), 3 (9), 4 (1), 7 (5): half, rounded up, is three: 9, 5, then the least poor."""
    found = what_if(world([1, 1, 0, 1, 1, 0, 0, 1]), "PKH", Change(cut_pct=50), "termiskin")
    assert found.chosen == (3, 7, 0)
    assert found.after[["recipients", "inclusion_share"]].tolist() == [2, 0]
    assert "dikurangi" in found.sentence


def test_a_cut_takes_the_unknown_before_the_poor_and_priority_last():
    families = families_of([1, None, 2, 9], {"PKH": [1] * 4}, is_priority=[False, True, True, True])
    assert what_if(families, "PKH", Change(cut_pct=100), "termiskin").chosen == (3, 1, 2, 0)
    assert what_if(families, "PKH", Change(cut_pct=100), "prioritas").chosen == (3, 1, 0, 2)


def test_an_equal_cut_takes_from_the_desa_covered_best():
    """A 3 of 3, B 1 of 3: two from A, until it has 1 of 3 too, the least poor first."""
    families = world([1, 1, 1, 0, 1, 0, 0, 0])
    found = what_if(families, "PKH", Change(cut_pct=50), "merata")
    assert found.chosen == (0, 2)
    assert found.by_desa["coverage_after"].tolist() == pytest.approx([1 / 3, 1 / 3])


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("change", [Change(family_count=7), Change(cut_pct=30)], ids=["more", "cut"])
def test_any_rule_keeps_the_sums_and_minds_no_order_of_rows(rule, change):
    for seed in range(3):
        families = random_families(seed, count=50)
        found = what_if(families, "SEMUA", change, rule)
        assert found.chosen == what_if(shuffled(families), "SEMUA", change, rule).chosen
        assert len(set(found.chosen)) == len(found.chosen) == found.by_desa["chosen_count"].sum()
        grown = found.after["recipients"] - found.before["recipients"]
        assert grown == (-1 if change.cut_pct else 1) * len(found.chosen)
        after = figures(found.families, "SEMUA")
        assert (after["recipients"] + after["non_recipients"] == after["families"]).all()
        frame = families.frame.loc[list(found.chosen)]
        assert change.cut_pct or frame["is_poor"].all()
        assert set(receiving(families, "SEMUA").loc[list(found.chosen)]) <= {bool(change.cut_pct)}


def test_two_rules_side_by_side():
    table = compare(world(), "PKH", Change(family_count=2), ("termiskin", "merata"))
    assert list(table) == ["sebelum", "termiskin", "merata"]
    assert table.loc["coverage_share"].tolist() == pytest.approx([1 / 6, 3 / 6, 3 / 6])
    assert table.loc["c_index", "termiskin"] < 0


def test_a_program_without_a_list_can_be_tried():
    found = what_if(world(), "UEP", Change(family_count=1), "termiskin")
    assert found.chosen == (1,)
    assert np.isnan(found.before["c_index"])
    assert pd.notna(found.after["c_index"])


def test_changes_in_words():
    assert Change(family_count=1200).label == "tambahan 1.200 keluarga"
    assert Change(amount_idr=5e6, family_idr=3e5).label == "tambahan Rp 5.000.000, Rp 300.000 tiap keluarga"
    assert Change(cut_pct=10).label == "pemotongan 10 % penerima"
    assert C not in what_if(world(), "PKH", Change(family_count=1), "merata").by_desa.index


@pytest.mark.parametrize("rule", RULES)
def test_nobody_to_cut_and_nobody_at_all(rule):
    """Of no recipient half is nobody, and the figures stay; where there is no family they are missing."""
    outcome = what_if(world(), "BPNT", Change(cut_pct=50), rule)
    assert outcome.chosen == ()
    assert outcome.after["recipients"] == outcome.before["recipients"] == 0
    nobody = what_if(in_desa(world(), []), "PKH", Change(family_count=2), rule)
    assert (nobody.chosen, nobody.unused_count) == ((), 2)
    assert nobody.after.isna().all()


@pytest.mark.parametrize("rule", RULES)
def test_who_has_no_desa_has_no_musdes_and_is_never_chosen(rule):
    """Of A 0 and 1 are poor, of an unknown desa 2 (the poorest, prior) and 3; 4 of A and 5 of none receive."""
    families = families_of(
        [2, 3, 1, 1, 9, 9], {"PKH": [0, 0, 0, 0, 1, 1]}, desa=[A, A, "", "", A, ""], is_priority=[0, 0, 1, 1, 0, 1]
    )
    more = what_if(families, "PKH", Change(family_count=4), rule)
    assert sorted(more.chosen) == [0, 1]
    assert (more.unused_count, more.unplaced_count) == (2, 2)
    assert more.by_desa["chosen_count"].to_dict() == {A: 2}  # no row for the unknown desa
    assert more.by_desa["candidates"].to_dict() == {A: 2}
    assert more.before["poor_families"] == more.after["poor_families"] == 4  # they stay in the figures of all
    assert more.after["coverage_share"] == pytest.approx(0.5)
    assert more.sentence.endswith("2 tidak terpakai; 2 calon desanya tidak diketahui")
    cut = what_if(families, "PKH", Change(cut_pct=100), rule)
    assert (cut.chosen, cut.asked_count, cut.unused_count, cut.unplaced_count) == ((4,), 2, 1, 1)


def test_a_cut_of_half_a_percent_is_told_as_such():
    assert Change(cut_pct=12.5).label == "pemotongan 12,5 % penerima"
