"""The figures of targeting: golden vectors, a published example, and a recount in plain Python."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from analytics.coverage import of_group, read_coverage
from analytics.targeting.cells import receiving
from analytics.targeting.concentration import cgh_ratio_at, concentration_index, curve
from analytics.targeting.figures import cgh_of_share, concentration_curve, figures, group_figures, members_of
from data.store import Store
from data.targeting import GROUPS, read_families
from tests.analytics.targeting.families_worlds import A, B, C, families_of, random_families, shuffled
from tests.pages.page_worlds import OCTOBER

# --- golden vectors -----------------------------------------------------------------------------------------

GOLDEN = [
    # Ten families of desil 1 … 10, the bottom 40 % poor; C = 2·(mean rank of the recipients) - 1, rank (i - 0.5) / 10.
    ({1, 2, 3, 4}, -0.60, 2.50, 0.0, 0.0),
    (set(range(1, 11)), 0.0, 1.0, 0.0, 0.6),
    ({1, 2, 4, 6}, -0.45, 1.875, 0.25, 0.25),
    ({7, 8, 9, 10}, 0.60, 0.0, 1.0, 1.0),
]


@pytest.mark.parametrize(("recipients", "index", "cgh", "exclusion", "inclusion"), GOLDEN)
def test_golden_vectors(recipients, index, cgh, exclusion, inclusion):
    families = families_of(range(1, 11), {"PKH": [one in recipients for one in range(1, 11)]})
    row = figures(families, "PKH", by="semua").loc["semua"]
    mean = len(recipients) / 10
    expected = {"c_index": index, "cgh": cgh, "exclusion_share": exclusion, "inclusion_share": inclusion,
                "coverage_share": 1 - exclusion, "erreygers": 4 * mean * index}  # fmt: skip
    assert row[list(expected)].to_dict() == pytest.approx(expected, abs=1e-9)
    assert np.isnan(row["wagstaff"]) if mean == 1 else row["wagstaff"] == pytest.approx(index / (1 - mean), abs=1e-9)
    assert row["recipients"] + row["non_recipients"] == row["families"] == 10


def test_under_five_deaths_in_india():
    """O'Donnell et al. (2008), chapter 8, table 8.1: births 1982–92 by wealth fifth and deaths per 1,000 births.

    Found in print: World Bank, Quantitative Techniques for Health Equity Analysis, Technical Note #7, the forerunner of
    the chapter (copies: scribd.com/document/655697672, docsity.com document 8920109), works this example: births in
    India 1982–92 by wealth group, under-five deaths per 1,000, the products below summed. Only its text could be read,
    not its table: the numbers are from memory, and no copy of the table was found to confirm them. They agree with the
    four partial sums and the total, remembered too, to four decimals.

    The book prints -0.0008, -0.0267, -0.0592, -0.0827 for p(t)·L(t+1) - p(t+1)·L(t), together -0.1694.
    """
    births = np.array([29939, 28776, 26528, 24689, 19739], dtype=float)
    deaths = births * [154.7, 152.9, 119.5, 86.9, 54.3]
    ranks, got = curve(births, deaths)
    steps = [p * q_next - p_next * q for (p, p_next), (q, q_next) in zip(pairwise(ranks), pairwise(got), strict=True)]
    assert steps[1:] == pytest.approx([-0.0008, -0.0267, -0.0592, -0.0827], abs=5e-5)
    assert concentration_index(births, deaths) == pytest.approx(-0.1694, abs=5e-5)
    assert concentration_index(births, deaths) == pytest.approx(sum(steps), abs=1e-12)


def test_the_poorest_part_of_the_place_itself():
    """Of ten, the poorest 40 % hold three of four; of the poorest 35 % half of the fourth, who receives."""
    benefit = np.array([1, 1, 0, 1, 0, 1, 0, 0, 0, 0.0])
    assert cgh_ratio_at(np.ones(10), benefit, 0.4) == pytest.approx(1.875)
    assert cgh_ratio_at(np.ones(10), benefit, 0.35) == pytest.approx(2.5 / 4 / 0.35)


def test_the_bottom_may_be_a_share_of_each_place():
    """A: desil 1 and 2, the first receives: the poorest half holds all, 1 / 0.5. B: nobody receives."""
    families = families_of([1, 2, 1, 2], {"PKH": [1, 0, 0, 0]}, desa=[A, A, B, B])
    ratios = cgh_of_share(families, "PKH", 0.5)
    assert ratios[A] == pytest.approx(2.0)
    assert np.isnan(ratios[B])
    assert figures(families, "PKH")["cgh"][A] == pytest.approx(1.0)  # both are poor


# --- a recount ----------------------------------------------------------------------------------------------


def recount(desils, poor, receives, amounts):
    """The same figures, one family after the other."""
    answer = {
        "families": len(desils),
        "families_without_desil": sum(desil is None for desil in desils),
        "poor_families": sum(poor),
        "served_poor": sum(p and r for p, r in zip(poor, receives, strict=True)),
        "served_nonpoor": sum(r and not p and d is not None for d, p, r in zip(desils, poor, receives, strict=True)),
        "recipients": sum(receives),
        "non_recipients": sum(not r for r in receives),
    }
    answer["unserved_poor"] = answer["poor_families"] - answer["served_poor"]
    answer["coverage_share"] = ratio(answer["served_poor"], answer["poor_families"])
    answer["exclusion_share"] = ratio(answer["unserved_poor"], answer["poor_families"])
    answer["inclusion_share"] = ratio(answer["served_nonpoor"], answer["recipients"])
    known = [one for one in range(len(desils)) if desils[one] is not None]
    answer["poor_share"] = ratio(answer["poor_families"], len(known))
    answer["c_index"] = covariance_index([desils[one] for one in known], [float(receives[one]) for one in known])
    answer["cgh"] = bottom_ratio([poor[one] for one in known], [float(receives[one]) for one in known])
    told = [one for one in known if not (receives[one] and math.isnan(amounts[one]))]
    given = [amounts[one] if receives[one] else 0.0 for one in told]
    answer["c_amount"] = covariance_index([desils[one] for one in told], given)
    answer["cgh_amount"] = bottom_ratio([poor[one] for one in told], given)
    return answer


def ratio(part, whole):
    return part / whole if whole else math.nan


def covariance_index(desils, benefit):
    """2·cov(h, r)/μ over single families, each with the middle of the ranks of its desil."""
    n, mean = len(desils), ratio(sum(benefit), len(benefit))
    if not n or not mean:
        return math.nan
    ranks = [(sum(d < own for d in desils) + sum(d == own for d in desils) / 2) / n for own in desils]
    mean_rank = sum(ranks) / n
    return 2 * sum((h - mean) * (r - mean_rank) for h, r in zip(benefit, ranks, strict=True)) / n / mean


def bottom_ratio(poor, benefit):
    held = ratio(sum(h for p, h in zip(poor, benefit, strict=True) if p), sum(benefit))
    return ratio(held, ratio(sum(poor), len(poor)))


@pytest.mark.parametrize("program", ["PKH", "SEMUA"])
def test_two_hundred_random_populations(program):
    """Each a desa of its own, from one family to some sixty."""
    families = random_families(1, count=5_000, desa_count=200)
    found = figures(families, program).to_dict("index")
    told = families.amount_idr[["PKH"] if program == "PKH" else ["PKH", "CPP"]].to_numpy().tolist()
    known = [[one for one in row if not math.isnan(one)] for row in told]
    columns = (
        [None if pd.isna(one) else int(one) for one in families.frame["desil"]],
        families.frame["is_poor"].tolist(),
        receiving(families, program).tolist(),
        [math.fsum(row) if row else math.nan for row in known],
    )
    populations = {}
    for desa, *row in zip(families.frame["desa_code"], *columns, strict=True):
        populations.setdefault(desa, []).append(row)
    for desa, rows in populations.items():
        expected = recount(*zip(*rows, strict=True))
        assert {name: found[desa][name] for name in expected} == pytest.approx(expected, abs=1e-9, nan_ok=True)
    assert len(populations) == 200


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_changes_nothing(seed):
    families = random_families(seed)
    for by in ("desa_code", "kecamatan", "dusun", "semua"):
        pd.testing.assert_frame_equal(figures(shuffled(families), "SEMUA", by=by), figures(families, "SEMUA", by=by))


@pytest.mark.parametrize("seed", range(5))
def test_scaled_amounts_change_no_index(seed):
    families = random_families(seed, count=40)
    scaled = replace(families, amount_idr=families.amount_idr * 7.3)
    own, other = figures(families, "PKH"), figures(scaled, "PKH")
    same = ["c_index", "cgh", "c_amount", "cgh_amount", "erreygers"]
    pd.testing.assert_frame_equal(own[same], other[same])
    assert other["amount_idr"].tolist() == pytest.approx((own["amount_idr"] * 7.3).tolist())


@pytest.mark.parametrize("by", ["desa_code", "kecamatan", "dusun", "semua"])
def test_parts_add_up(by):
    families = random_families(3, count=50)
    table = figures(families, "SEMUA", by=by)
    assert (table["recipients"] + table["non_recipients"] == table["families"]).all()
    assert (table["served_poor"] + table["unserved_poor"] == table["poor_families"]).all()
    assert table["families"].sum() == 50
    assert table["overlap_families"].sum() == (families.receives.sum(axis=1) == 2).sum()


# --- groups, strangers, screens -----------------------------------------------------------------------------


def test_strangers_are_told_apart():
    strangers = pd.DataFrame({"desa_code": [A, B, B], "program": ["PKH", "PKH", "CPP"], "recipient_count": [2, 1, 1]})
    families = families_of([1, 2], {"PKH": [1, 0], "CPP": [0, 0]}, strangers=strangers)
    table = figures(families, "PKH")
    assert table["recipients_unmatched"].to_dict() == {A: 2, B: 1}  # B: a desa of strangers only
    assert table["families"].to_dict() == {A: 2, B: 0}
    assert np.isnan(table["coverage_share"][B])  # no data is not 0 %
    assert figures(families, "SEMUA")["recipients_unmatched"][B] == 1  # the same one in two lists


def test_amounts_that_no_list_tells_are_no_zero():
    """A: one of two is told; B: none; C: nobody receives, so nothing is given."""
    families = families_of(
        [1, 2, 1, 1], {"PKH": [1, 1, 1, 0]}, desa=[A, A, B, C], amount_idr={"PKH": [6e5, None, None, None]}
    )
    table = figures(families, "PKH")
    assert table["amount_idr"].tolist() == pytest.approx([6e5, np.nan, 0], nan_ok=True)
    assert table["amount_unknown"].tolist() == [1, 1, 0]


def test_groups_have_their_own_denominator():
    """Of four families two are led by women, of one the lists do not tell; one of the two poor ones is served."""
    led = pd.array([True, True, False, None], dtype="boolean")
    families = families_of([1, 2, 3, 4], {"PKH": [1, 0, 1, 0]}, is_led_by_woman=led)
    table = group_figures(families, "PKH").set_index("group")
    women = table.loc["is_led_by_woman"]
    assert women[["families", "poor_families", "served_poor", "coverage_share", "unknown_families"]].tolist() == [
        2, 2, 1, 0.5, 1,
    ]  # fmt: skip
    own = figures(members_of(families, "is_led_by_woman"), "PKH", by="semua").loc["semua"]
    assert own["c_index"] == women["c_index"] == pytest.approx(-0.5)  # ranks 1/4 and 3/4, the first receives
    elderly = table.loc["has_elderly"]  # of nobody the lists tell it
    assert (elderly["families"], elderly["unknown_families"]) == (0, 4)
    assert np.isnan(elderly["coverage_share"])
    assert table["label"].tolist() == list(GROUPS.values())


def test_the_curve_begins_and_ends_in_the_corners():
    table = concentration_curve(families_of(range(1, 11), {"PKH": [1, 1, 0, 1, 0, 1, 0, 0, 0, 0]}), "PKH")
    assert table["families_share"].tolist() == pytest.approx([step / 10 for step in range(11)])
    assert table["recipients_share"].tolist() == pytest.approx([0, 0.25, 0.5, 0.5, 0.75, 0.75, 1, 1, 1, 1, 1])


def test_as_coverage_counts(worlds):
    store = Store.open(worlds.path("small"), must_exist=True)
    families = read_families(store, OCTOBER)
    for program in ("PKH", "CPP", "SEMUA"):
        ours = figures(families, program)
        theirs = read_coverage(store, program=program, period=OCTOBER).set_index("desa_code").reindex(ours.index)
        same = ["families", "families_without_desil", "poor_families", "served_poor", "unserved_poor", "served_nonpoor",
                "recipients", "recipients_unmatched", "overlap_families"]  # fmt: skip
        pd.testing.assert_frame_equal(ours[same], theirs[same], check_dtype=False, check_names=False)
        assert (100 * ours["coverage_share"]).tolist() == pytest.approx(theirs["coverage_pct"].tolist(), nan_ok=True)
        whole = read_coverage(store, program=program, period=OCTOBER)
        pd.testing.assert_frame_equal(of_group(whole, ours), whole, check_dtype=False)  # the group of all families
    store.close()
