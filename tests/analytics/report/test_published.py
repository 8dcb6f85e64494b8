"""Boards that hang side by side: whoever subtracts one from the other learns no more than "below 5"."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from analytics.report.counted import POOR, column_of, counted
from analytics.report.kinds import make
from analytics.report.material import Wish, gather
from analytics.report.published import Solution, solution
from analytics.suppression import LIMIT, TOTAL, Earlier, Exposed, Sheet, suppress, suppress_beside
from data.errors import BoardExposes
from data.messages import sentence
from data.monev.announced import Announced, keep, read_announced, read_sheets
from data.programs import ALL
from data.roles import SHELL, Actor
from data.store import Store
from tests.analytics.report.test_told_together import office

PERIOD = "2026-10"
DAY = dt.date(2026, 11, 27)
PROGRAMS = ("BLTDD", "CPP", "PKH")


def coverage(seed: int, programs: tuple[str, ...] = PROGRAMS) -> pd.DataFrame:
    """Counts of small desa: see :func:`tests.analytics.report.test_told_together.office`."""
    return office(seed, [(PERIOD, key) for key in programs]).coverage(PERIOD)


def solved_of(store: Store, every: pd.DataFrame) -> Solution:
    return solution(store, PERIOD, lambda _: every)


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "papan.duckdb")
    yield opened
    opened.close()


def cells_of(table: pd.DataFrame) -> dict[tuple, int]:
    rows = table.to_dict("index").items()
    return {(row, name): int(value) for row, values in rows for name, value in values.items() if pd.notna(value)}


def opened(
    truth: dict[tuple, int], equations: list[dict[tuple, int]], seen: dict[tuple, int], *, told_small: bool = True
) -> list[tuple]:
    """Return the small counts of which not everything from 0 to 4 stays possible to who has ``seen`` some.

    ``told_small``: they even know which of the hidden counts are small.
    """
    cells = list(truth)
    known = np.array([[equation.get(cell, 0) for cell in cells] for equation in equations], dtype=float)
    most = [LIMIT - 1 if truth[cell] < LIMIT and told_small else None for cell in cells]
    bounds = [(seen[cell], seen[cell]) if cell in seen else (0, up) for cell, up in zip(cells, most, strict=True)]
    found = []
    for number in (number for number, cell in enumerate(cells) if truth[cell] < LIMIT):
        goal = np.eye(len(cells))[number]
        ends = [linprog(sign * goal, A_eq=known, b_eq=np.zeros(len(known)), bounds=bounds) for sign in (1, -1)]
        low, high = ends[0].fun, np.inf if ends[1].x is None else -ends[1].fun
        if low > 1e-6 or high < LIMIT - 1 - 1e-6:
            found.append(cells[number])
    return found


def test_boards_hidden_one_by_one_are_opened_by_subtraction():
    """The attack works: 12 of 12 + 9 + 3 poor; the board of each desa alone shows 12 and 9, that of the three 24."""
    table = pd.DataFrame({"poor": [12, 9, 3]}, index=["a", "b", "c"])
    alone = [suppress(table.loc[[desa]], relations={}).counts.loc[desa, "poor"] for desa in table.index]
    whole = suppress(table, relations={}).counts.loc[TOTAL, "poor"]
    assert alone[:2] == [12, 9]
    assert pd.isna(alone[2])
    assert whole - alone[0] - alone[1] == 3
    made = suppress(table, relations={})  # one solution: of b or a no board shows its own
    assert made.counts["poor"].isna().sum() == 2


def test_one_program_is_the_same_as_all_of_them(store):
    """No column "served by others": it would be 0 in every desa, and hide everything."""
    every = coverage(5, ("PKH",))
    own = counted(every, PERIOD)
    assert own.programs == ("PKH",)
    assert not [name for name in own.table if "others" in name]
    solved = solved_of(store, every)
    pd.testing.assert_frame_equal(solved.of("PKH", "").counts, solved.of(ALL, "").counts)
    assert solved.recipients("").keys() == {"PKH"}


def test_a_program_without_a_list_has_no_figures(store):
    assert solved_of(store, coverage(1)).of("SEMBAKO", "").counts["served"].isna().all()


def test_what_is_counted_adds_up():
    """Each relation holds in every desa, and what is of no known desa is in none of them."""
    every = coverage(2)
    stray = every.head(1).assign(desa_code="", families=3, poor_families=3, unserved_poor=3)
    own = counted(pd.concat([every, stray]), PERIOD)
    assert "" not in own.table.index
    for whole, parts in own.relations:
        assert own.table[whole].eq(own.table[list(parts)].sum(axis=1)).all(), whole


# --- with what was announced before -----------------------------------------------------------------------------


def served_and_not(poor: list[int], served: list[int], period: str) -> Sheet:
    table = pd.DataFrame({POOR: poor, f"{period} served": served}, index=["a", "b", "c"])
    table[f"{period} unserved"] = table[POOR] - table[f"{period} served"]
    return Sheet(table, ((POOR, (f"{period} served", f"{period} unserved")),))


def test_what_was_hidden_before_stays_hidden_and_what_was_shown_is_known():
    """In September nobody is left out of a's 9, so two counts of a and of another go; October shows no more of them."""
    september = served_and_not([9, 30, 40], [9, 20, 25], "2026-09")
    first = suppress_beside(september)
    october = served_and_not([9, 30, 40], [2, 20, 25], "2026-10")
    second = suppress_beside(october, [Earlier(september, first.is_hidden)])
    assert first.is_hidden.to_numpy().any()
    assert (second.is_hidden[POOR] >= first.is_hidden[POOR]).all()


def test_two_months_of_the_same_poor_open_nothing():
    """Solved for with both months' equations; months that do not know of each other open something."""
    apart = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        poor = rng.integers(4, 20, 3)
        months = [served_and_not(poor.tolist(), rng.binomial(poor, 0.7).tolist(), f"2026-{n:02d}") for n in (9, 10)]
        first, alone = suppress_beside(months[0]), suppress_beside(months[1])
        second = suppress_beside(months[1], [Earlier(months[0], first.is_hidden)])
        assert opened_by(months, [first.counts, second.counts]) == [], seed
        apart += opened_by(months, [first.counts, alone.counts])
    assert apart


def opened_by(sheets: list[Sheet], shown: list[pd.DataFrame]) -> list[tuple]:
    """The small counts that the printed tables of several months leave less than 0 to 4."""
    truth, seen, equations = {}, {}, []
    for sheet, table in zip(sheets, shown, strict=True):
        truth |= cells_of(sheet.whole)
        seen |= cells_of(table)
        for whole, parts in sheet.relations:
            equations += [{(row, whole): 1, **{(row, part): -1 for part in parts}} for row in sheet.whole.index]
        equations += [{(TOTAL, name): 1, **{(row, name): -1 for row in sheet.table.index}} for name in sheet.whole]
    return opened(truth, equations, seen)


def test_what_is_known_already_cannot_be_hidden():
    """Poor 9 and served 6 stand on boards: unserved 3 is open whatever a new board hides."""
    told = Sheet(pd.DataFrame({POOR: [9], "2026-10 served": [6]}, index=["a"]), ())
    shown = Earlier(told, pd.DataFrame(data=False, index=told.whole.index, columns=told.whole.columns))
    later = Sheet(
        pd.DataFrame({POOR: [9], "2026-10 served": [6], "2026-10 unserved": [3]}, index=["a"]),
        ((POOR, ("2026-10 served", "2026-10 unserved")),),
    )
    with pytest.raises(Exposed):
        suppress_beside(later, [shown])


def test_such_a_board_is_refused_in_words(store):
    every = coverage(3)
    whole = solved_of(store, every).known
    told = whole.counts[[POOR, column_of(PERIOD, ALL, "served")]]
    is_sum = whole.is_sum
    nothing = pd.DataFrame(data=False, index=told.index, columns=told.columns)
    keep(store, Announced("2026-09", told, is_sum, nothing, ()), kind="papan", program=ALL, scope="", by=SHELL)
    with pytest.raises(BoardExposes) as caught:
        solved_of(store, every)
    assert sentence(caught.value).startswith(
        "Papan Oktober 2026 tidak dibuat: bersama papan yang sudah diumumkan (September"
    )


def test_boards_of_the_same_counts_show_the_same_and_are_kept_once(worlds, tmp_path):
    store = Store.open(worlds.copy("small", tmp_path))
    by = Actor("Budi", "camat")
    for scope, kind in (("", "papan"), ("63.11.02.2002", "papan-a3")):
        make(store, kind, Wish(PERIOD, DAY, scope=scope), by=by)
    [sheet] = read_sheets(store)
    material = gather(store, Wish(PERIOD, DAY))
    again = solution(store, PERIOD, material.of_period, material.every_period)
    assert again.known.sheet_id == sheet.sheet_id
    pd.testing.assert_frame_equal(again.known.is_hidden, sheet.is_hidden)
    told = read_announced(store)
    assert told[["kind", "scope", "by_name"]].to_numpy().tolist() == [
        ["papan-a3", "63.11.02.2002", "Budi"], ["papan", "", "Budi"],
    ]  # fmt: skip
    store.close()
