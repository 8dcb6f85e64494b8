"""Bootstrap intervals: seeded, per desa, around the figure, as wide as they must be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.targeting.figures import amount_measures, figures, measures
from analytics.targeting.intervals import TOLD, exact, group_intervals, intervals
from tests.analytics.targeting.families_worlds import A, B, families_of, random_families, shuffled


def test_same_seed_same_intervals_in_any_order_of_rows():
    families = random_families(4, count=150)
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


def test_the_families_of_a_kecamatan_are_drawn_from_all_of_it():
    """100 poor families all served in one desa, 100 unserved in another: together as unsure as any half of 200."""
    split = families_of([1] * 200, {"PKH": [1] * 100 + [0] * 100}, desa=[A] * 100 + [B] * 100)
    found = intervals(split, "PKH", by="kecamatan", replicates=4_000)
    assert found.low["coverage_share"][A[:8]] == pytest.approx(0.5 - 0.069, abs=0.01)
    assert found.high["coverage_share"][A[:8]] == pytest.approx(0.5 + 0.069, abs=0.01)


def test_no_data_has_no_interval_and_few_families_the_exact_one():
    """Of 1 family 1 is served: any share p makes that with probability p, so the lower end is 2,5 %."""
    found = intervals(families_of([8, 9, 1], {"PKH": [0, 0, 1]}, desa=[A, A, B]), "PKH", replicates=20)
    assert np.isnan(found.low["coverage_share"][A])  # no poor family
    assert (found.low["coverage_share"][B], found.high["coverage_share"][B]) == pytest.approx((0.025, 1))
    assert np.isnan(found.low["cgh"][B])  # of one recipient
    assert found.note.startswith(
        "Selang 95 % dari 20 pengambilan ulang keluarga di wilayahnya (bootstrap, benih 20260)"
    )


def test_the_exact_interval():
    """0 and 10 of 10: the end is 1 - 0.025^(1/10) = 0.3085 and its mirror; 5 of 10: 0.1871 (Clopper & Pearson 1934)."""
    low, high = exact(np.array([0.0, 10.0, 5.0]), np.array([10.0, 10.0, 10.0]))
    assert low == pytest.approx([0, 1 - 0.3085, 0.1871], abs=5e-5)
    assert high == pytest.approx([0.3085, 1, 1 - 0.1871], abs=5e-5)


# --- do they hold the truth? --------------------------------------------------------------------------------

DESIL_SHARE = np.array([0.18, 0.16, 0.13, 0.11, 0.1, 0.09, 0.08, 0.06, 0.05, 0.04])
SERVED_SHARE = np.array([0.8, 0.75, 0.7, 0.6, 0.2, 0.15, 0.1, 0.05, 0.03, 0.02])
SUMS = np.array([3e5, 6e5, 1.2e6])
"""What a recipient is given, each as likely."""


def drawn_desa(size: int, count: int, seed: int):
    """So many desa of that size, each drawn from the same large population, in which the poorest are served most."""
    rng = np.random.default_rng(seed)
    desil = rng.choice(np.arange(1, 11), size=size * count, p=DESIL_SHARE)
    served = rng.random(size * count) < SERVED_SHARE[desil - 1]
    amount = np.where(served, rng.choice(SUMS, size * count), np.nan)
    desa = np.repeat([f"63.11.02.{number:04d}" for number in range(count)], size)
    return families_of(desil, {"PKH": served}, desa=desa, amount_idr={"PKH": amount})


def truth() -> dict[str, float]:
    """The figures of the population itself, from its shares alone."""
    counts, given = np.zeros((11, 2, 3)), np.zeros((11, 2))
    for desil, (size, served) in enumerate(zip(DESIL_SHARE, SERVED_SHARE, strict=True), 1):
        poor = int(desil <= 4)
        counts[desil, poor] = size * (1 - served), size * served, 0
        given[desil, poor] = size * served * SUMS.mean()
    payees = counts[..., 1].sum()
    return measures(counts) | amount_measures(counts.sum(axis=-1), given, payees)


def held(size: int, names, *, count: int = 200, replicates: int = 300) -> dict[str, float]:
    """In what share of all desa the interval holds the truth."""
    found, real = intervals(drawn_desa(size, count, seed=size), "PKH", replicates=replicates), truth()
    inside = {name: (found.low[name] <= real[name]) & (real[name] <= found.high[name]) for name in names}
    return {name: float(inside[name][found.low[name].notna()].mean()) for name in names}


def test_95_of_100_intervals_hold_the_truth():
    """200 desa of 300 families. By chance alone the share lies within 0.95 ± 3·√(0.95·0.05/200) = 0.95 ± 0.046."""
    shares = held(300, [name for name in TOLD if name != "overlap_share"])  # nobody has two programs
    assert {name: value for name, value in shares.items() if not 0.904 <= value <= 0.996} == {}


@pytest.mark.parametrize("size", [6, 12, 30])
def test_small_desa_are_not_called_surer_than_they_are(size):
    """A share of few families takes the exact interval, which holds the truth in 95 of 100 cases at least."""
    shares = held(size, ["poor_share", "coverage_share", "inclusion_share"], replicates=40)
    assert min(shares.values()) >= 0.904


def test_rupiah_has_intervals_where_it_is_told():
    """40 recipients, half given 300.000, half 600.000, poor or not: 450.000 ± 1.96 · 150.000/√40 = ± 46.500."""
    amounts = {"PKH": [3e5, 6e5] * 20}
    families = families_of([1, 1, 9, 9] * 10, {"PKH": [1] * 40}, amount_idr=amounts)
    assert figures(families, "PKH").loc[A, ["amount_mean_idr", "amount_poor_share"]].tolist() == [450_000, 0.5]
    found = intervals(families, "PKH", replicates=4_000)
    assert found.low["amount_mean_idr"][A] == pytest.approx(450_000 - 46_500, abs=5_000)
    assert found.high["amount_mean_idr"][A] == pytest.approx(450_000 + 46_500, abs=5_000)
    assert found.low["amount_poor_share"][A] < 0.5 < found.high["amount_poor_share"][A]
    untold = intervals(families_of([1, 9] * 20, {"PKH": [1] * 40}), "PKH", replicates=20)
    assert np.isnan(untold.low["amount_mean_idr"][A])
    pd.testing.assert_series_equal(  # what is told of rupiah moves no other figure where all are given the same
        intervals(families_of([1, 9] * 20, {"PKH": [1, 0] * 20}, amount_idr={"PKH": [3e5, None] * 20}), "PKH").low[
            "cgh"
        ],
        intervals(families_of([1, 9] * 20, {"PKH": [1, 0] * 20}), "PKH").low["cgh"],
    )


def test_rupiah_told_of_few_recipients_have_no_interval():
    """40 receive, but a list tells the amount of 3 of them: their mean is no surer for the other 37."""
    amounts = {"PKH": [3e5, 6e5, 3e5] + [None] * 37}
    found = intervals(families_of([1, 9] * 20, {"PKH": [1] * 40}, amount_idr=amounts), "PKH", replicates=40)
    assert found.low.loc[A, ["amount_mean_idr", "amount_poor_share", "cgh_amount", "c_amount"]].isna().all()
    assert found.low["coverage_share"].notna().all()


def test_a_group_is_drawn_among_itself():
    """Of 40 poor families 20 are led by women, all of them served, of the others half."""
    led = pd.array([True, False] * 20, dtype="boolean")
    families = families_of([1] * 40, {"PKH": [1, 1, 1, 0] * 10}, is_led_by_woman=led)
    women = group_intervals(families, "PKH", by="semua")["is_led_by_woman"]
    # 20 of 20: 0.025^(1/20) = 0.8316
    assert (women.low["coverage_share"]["semua"], women.high["coverage_share"]["semua"]) == pytest.approx(
        (0.8316, 1), abs=5e-5
    )
    assert group_intervals(families, "PKH", by="semua")["has_elderly"].low.empty  # of nobody the lists tell it
