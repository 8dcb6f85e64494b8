"""Hidden counts stay hidden: a reader who solves everything that is published learns no more than "below 5"."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from analytics.suppression import LIMIT, TOTAL, suppress

RELATIONS = {
    "families": ["poor", "not_poor"],
    "poor": ["served", "unserved"],
    "recipients": ["served", "strangers"],
}


def random_table(seed: int, desa_count: int = 6, group_count: int = 2) -> tuple[pd.DataFrame, pd.Series]:
    """Counts of desa as small as those of one program: many below 5, some 0."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(2.2, 0.9, desa_count)
    served, unserved, strangers = (rng.poisson(share * size) for share in (0.6, 0.4, 0.2))
    not_poor = rng.poisson(1.5 * size)
    table = pd.DataFrame({
        "families": served + unserved + not_poor, "poor": served + unserved, "not_poor": not_poor, "served": served,
        "unserved": unserved, "strangers": strangers, "recipients": served + strangers,
    }, index=[f"desa {number}" for number in range(desa_count)])  # fmt: skip
    return table, pd.Series([f"kec {number % group_count}" for number in range(desa_count)], index=table.index)


def reader(published: pd.DataFrame, groups: pd.Series | None, relations: dict) -> tuple[list, list]:
    """What a reader knows: a row of coefficients per equation, written down cell by cell."""
    rows, columns = list(published.index), list(published.columns)
    place = {cell: number for number, cell in enumerate((row, column) for row in rows for column in columns)}
    known: list[dict] = [
        {(row, whole): 1, **{(row, part): -1 for part in parts}} for row in rows for whole, parts in relations.items()
    ]
    desa = [row for row in rows if row != TOTAL and (groups is None or row in groups.index)]
    for column in columns:
        subtotals = [row for row in rows if row != TOTAL and row not in desa]
        known.append({(TOTAL, column): 1, **{(row, column): -1 for row in subtotals or desa}})
        known += [
            {(subtotal, column): 1, **{(row, column): -1 for row in desa if groups[row] == subtotal}}
            for subtotal in subtotals
        ]
    equations = np.zeros((len(known), len(place)))
    for number, equation in enumerate(known):
        for cell, factor in equation.items():
            equations[number, place[cell]] = factor
    return equations, list(place)


def intervals(published: pd.DataFrame, is_small: pd.DataFrame, groups, relations, *, told_small: bool) -> pd.DataFrame:
    """Lowest and highest value of each hidden count that fits all that is published.

    ``told_small``: the reader even knows which hidden counts are below the limit.
    """
    equations, cells = reader(published, groups, relations)
    flat, small = published.to_numpy(dtype=float, na_value=np.nan).ravel(), is_small.to_numpy().ravel()
    upper = np.where(np.isnan(flat), np.where(small & told_small, LIMIT - 1, 1e6), flat)
    bounds = np.column_stack([np.nan_to_num(flat), upper])
    found = []
    for number in np.flatnonzero(np.isnan(flat)):
        goal = np.zeros(len(flat))
        goal[number] = 1
        ends = [linprog(sign * goal, A_eq=equations, b_eq=np.zeros(len(equations)), bounds=bounds) for sign in (1, -1)]
        found.append((cells[number], round(ends[0].fun, 6), round(-ends[1].fun, 6), bool(small[number])))
    return pd.DataFrame(found, columns=["cell", "low", "high", "is_small"]).astype({"is_small": bool})


@pytest.mark.parametrize("told_small", [False, True])
def test_no_hidden_count_can_be_worked_out(told_small):
    """Of every small count any value from 0 to 4 stays possible, of every other hidden one at least two."""
    for seed in range(4):
        table, groups = random_table(seed)
        made = suppress(table, relations=RELATIONS, groups=groups)
        left = intervals(made.counts, made.is_small, groups, RELATIONS, told_small=told_small)
        assert len(left) > 0
        small = left[left["is_small"]]
        assert (small["low"] <= 0).all(), seed
        assert (small["high"] >= LIMIT - 1).all(), seed
        assert (left["high"] - left["low"] >= 1).all(), seed


def test_hiding_only_small_counts_would_tell_them():
    """The attack works: 3 of 8 + 3 + 9 = 20 is 20 − 17."""
    is_small = pd.DataFrame({"poor": [False, True, False, False]}, index=["a", "b", "c", TOTAL])
    published = pd.DataFrame({"poor": [8, 3, 9, 20]}, index=is_small.index).astype("Int64").mask(is_small)
    left = intervals(published, is_small, None, {}, told_small=False)
    assert left[["low", "high"]].to_numpy().tolist() == [[3, 3]]


def test_the_cheapest_neighbour_is_hidden_too():
    """3 is small; with it goes 8, the cheaper of 8 and 90; the total stays."""
    made = suppress(pd.DataFrame({"poor": [8, 3, 90]}, index=["a", "b", "c"]), relations={})
    assert made.is_hidden["poor"].tolist() == [True, True, False, False]
    assert made.counts.loc[TOTAL, "poor"] == 101


def test_columns_that_add_up_are_equations_too():
    """Served 6 of poor 9 would tell unserved 3: in two desa, all that tells it is hidden."""
    table = pd.DataFrame({"poor": [9, 50], "served": [6, 30], "unserved": [3, 20]}, index=["a", "b"])
    relations = {"poor": ["served", "unserved"]}
    made = suppress(table, relations=relations)
    left = intervals(made.counts, made.is_small, None, relations, told_small=True).set_index("cell")
    assert left.loc[[("a", "unserved")], ["low", "high"]].to_numpy().tolist() == [[0, 4]]


def test_zero_counts_as_small():
    """0 of 7 not served says that all 7 are served."""
    table = pd.DataFrame({"poor": [7, 40, 30], "served": [7, 20, 20], "unserved": [0, 20, 10]}, index=list("abc"))
    made = suppress(table, relations={"poor": ["served", "unserved"]})
    assert pd.isna(made.counts.loc["a", "unserved"])
    assert made.share("served", "poor").isna()["a"]


def test_a_share_needs_both_its_counts():
    """20 of 40 in desa b: 50 %; in c the served are hidden with those of a, or the poor are: no share."""
    table = pd.DataFrame({"poor": [7, 40, 30], "served": [4, 20, 20], "unserved": [3, 20, 10]}, index=list("abc"))
    made = suppress(table, relations={"poor": ["served", "unserved"]})
    shares = made.share("served", "poor")
    assert (shares.isna() == (made.counts["served"].isna() | made.counts["poor"].isna())).all()
    assert made.counts.loc[TOTAL].tolist() == [77, 44, 33]
    assert shares[TOTAL] == pytest.approx(100 * 44 / 77)


def test_nothing_is_hidden_where_nothing_is_small():
    table = pd.DataFrame({"poor": [8, 30, 9]}, index=["a", "b", "c"])
    assert not suppress(table, relations={}).is_hidden.to_numpy().any()


def test_one_desa_alone_hides_its_total_too():
    made = suppress(pd.DataFrame({"poor": [3]}, index=["a"]), relations={})
    assert made.is_hidden["poor"].tolist() == [True, True]


def test_the_order_of_desa_does_not_open_anything():
    table, groups = random_table(3)
    turned = suppress(table[::-1], relations=RELATIONS, groups=groups[::-1])
    left = intervals(turned.counts, turned.is_small, groups, RELATIONS, told_small=True)
    assert (left.loc[left["is_small"], "high"] - left.loc[left["is_small"], "low"] >= LIMIT - 1).all()


def test_twice_the_same_table_hides_the_same():
    table, groups = random_table(4)
    once, twice = (suppress(table, relations=RELATIONS, groups=groups).is_hidden for _ in range(2))
    pd.testing.assert_frame_equal(once, twice)


def test_parts_must_add_up():
    with pytest.raises(ValueError, match="poor is not the sum"):
        suppress(
            pd.DataFrame({"poor": [9], "served": [6], "unserved": [4]}), relations={"poor": ["served", "unserved"]}
        )


def test_counts_are_not_negative():
    with pytest.raises(ValueError, match="negative"):
        suppress(pd.DataFrame({"poor": [-1]}), relations={})
