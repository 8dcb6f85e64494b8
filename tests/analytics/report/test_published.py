"""Boards that hang side by side: whoever subtracts one from the other learns no more than "below 5"."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from analytics.report.kinds import make
from analytics.report.material import Wish, gather
from analytics.report.published import POOR, Solution, column_of, sheet_of, solution
from analytics.suppression import LIMIT, TOTAL, Earlier, Exposed, Sheet, suppress, suppress_beside
from data.errors import BoardExposes
from data.messages import sentence
from data.monev.announced import Announced, keep, read_announced, read_sheets
from data.programs import ALL
from data.roles import SHELL, Actor
from data.store import Store

PERIOD = "2026-10"
DAY = dt.date(2026, 11, 27)
PROGRAMS = ("BLTDD", "CPP", "PKH")
DESA = ["63.11.02.2001", "63.11.02.2002", "63.11.02.2003", "63.11.03.2004", "63.11.03.2005"]
SCOPES = ["", "63.11.02", "63.11.03", *DESA]


def coverage(seed: int, programs: tuple[str, ...] = PROGRAMS) -> pd.DataFrame:
    """Counts of small desa: each poor family is served by each program with its own chance; few others are served."""
    rng = np.random.default_rng(seed)
    rows = []
    for desa in DESA:
        poor = int(rng.integers(3, 40))
        gets = rng.random((poor, len(programs))) < rng.uniform(0.1, 0.9, len(programs))
        others = rng.poisson(2, len(programs))
        served = [*gets.sum(axis=0), gets.any(axis=1).sum()]
        rows += [
            {"desa_code": desa, "program": key, "families": poor + 40, "poor_families": poor, "served_poor": int(count),
             "unserved_poor": poor - int(count), "recipients": int(count + more)}
            for key, count, more in zip((*programs, ALL), served, [*others, others.sum()], strict=True)
        ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "papan.duckdb")
    yield opened
    opened.close()


class Reader:
    """Who holds some boards, knows what adds up to what, and even which counts are small."""

    def __init__(self, every: pd.DataFrame) -> None:
        self.truth: dict[tuple, int] = {}
        for row in every.to_dict("records"):
            desa, key = row["desa_code"], row["program"]
            any_served = every[(every["desa_code"] == desa) & (every["program"] == ALL)]["served_poor"].iloc[0]
            told = {
                "poor": row["poor_families"],
                f"served {key}": row["served_poor"],
                f"unserved {key}": row["unserved_poor"],
            }
            if key != ALL:
                told |= {f"others {key}": any_served - row["served_poor"], f"recipients {key}": row["recipients"],
                         f"rest {key}": row["recipients"] - row["served_poor"]}  # fmt: skip
            self.truth |= {(desa, what): int(value) for what, value in told.items()}
        whats = sorted({what for _, what in self.truth})
        sums = {"63.11.02": DESA[:3], "63.11.03": DESA[3:], "": ["63.11.02", "63.11.03"]}
        for above, parts in sums.items():
            self.truth |= {(above, what): sum(self.truth[part, what] for part in parts) for what in whats}
        self.equations = [
            {(above, what): 1, **{(part, what): -1 for part in parts}}
            for what in whats
            for above, parts in sums.items()
        ]
        keys = [key for key in every["program"].unique() if key != ALL]
        for row in SCOPES:
            for key in (*keys, ALL):
                self.equations.append({(row, "poor"): 1, (row, f"served {key}"): -1, (row, f"unserved {key}"): -1})
            for key in keys:
                self.equations.append(
                    {(row, f"served {ALL}"): 1, (row, f"served {key}"): -1, (row, f"others {key}"): -1}
                )
                self.equations.append(
                    {(row, f"recipients {key}"): 1, (row, f"served {key}"): -1, (row, f"rest {key}"): -1}
                )

    def seen(self, solved: Solution, boards: list[tuple[str, str]]) -> dict[tuple, int]:
        """Return what is printed on boards of (program, scope)."""
        found = {}
        for program, scope in boards:
            counts = solved.of(program, scope).counts
            names = {"poor": "poor", "served": f"served {program}", "unserved": f"unserved {program}"}
            for row, values in counts.rename(index={TOTAL: scope}).iterrows():
                found |= {(row, names[name]): value for name, value in values.items() if pd.notna(value)}
            found |= {(scope, f"recipients {key}"): n for key, n in solved.recipients(scope).items() if n is not None}
        assert all(self.truth[cell] == value for cell, value in found.items())  # nothing wrong is printed
        return found

    def opened(self, seen: dict[tuple, int]) -> list[tuple]:
        return opened(self.truth, self.equations, seen)


def cells_of(table: pd.DataFrame) -> dict[tuple, int]:
    rows = table.to_dict("index").items()
    return {(row, name): int(value) for row, values in rows for name, value in values.items() if pd.notna(value)}


def opened(truth: dict[tuple, int], equations: list[dict[tuple, int]], seen: dict[tuple, int]) -> list[tuple]:
    """Return the small counts of which not everything from 0 to 4 stays possible to who has ``seen`` some."""
    cells = list(truth)
    known = np.array([[equation.get(cell, 0) for cell in cells] for equation in equations], dtype=float)
    bounds = [(seen[c], seen[c]) if c in seen else (0, LIMIT - 1 if truth[c] < LIMIT else None) for c in cells]
    found = []
    for number in (number for number, cell in enumerate(cells) if truth[cell] < LIMIT):
        goal = np.eye(len(cells))[number]
        low, high = (linprog(sign * goal, A_eq=known, b_eq=np.zeros(len(known)), bounds=bounds).fun for sign in (1, -1))
        if low > 1e-6 or -high < LIMIT - 1 - 1e-6:
            found.append(cells[number])
    return found


@pytest.mark.parametrize("seed", range(3))
def test_no_small_count_opens_between_two_boards(store, seed):
    """Random pairs of program and scope, and then every board there can be, solved for together."""
    rng = np.random.default_rng(seed)
    every = coverage(seed)
    solved, reader = solution(store, every, PERIOD), Reader(every)
    boards = [(program, scope) for program in (*PROGRAMS, ALL) for scope in SCOPES]
    for _ in range(2):
        pair = [boards[number] for number in rng.choice(len(boards), 2, replace=False)]
        assert reader.opened(reader.seen(solved, pair)) == [], pair
    assert reader.opened(reader.seen(solved, boards)) == []


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


def test_the_reader_opens_boards_that_were_hidden_one_by_one():
    every = coverage(0)
    rows = every[every["program"] == ALL].set_index("desa_code")
    table = pd.DataFrame(
        {"poor": rows["poor_families"], "served": rows["served_poor"], "unserved": rows["unserved_poor"]}
    )
    seen = {}
    for scope in SCOPES:
        made = suppress(table[table.index.str.startswith(scope)], relations={"poor": ("served", "unserved")}).counts
        told = made.drop(index=TOTAL) if scope in DESA else made.rename(index={TOTAL: scope})
        seen |= cells_of(told.rename(columns={"served": f"served {ALL}", "unserved": f"unserved {ALL}"}))
    assert Reader(every).opened(seen)


def test_one_program_is_the_same_as_all_of_them(store):
    """No column "served by others": it would be 0 in every desa, and hide everything."""
    every = coverage(5, ("PKH",))
    sheet, programs = sheet_of(every, PERIOD)
    assert programs == ("PKH",)
    assert not [name for name in sheet.table if "others" in name]
    solved = solution(store, every, PERIOD)
    pd.testing.assert_frame_equal(solved.of("PKH", "").counts, solved.of(ALL, "").counts)
    reader = Reader(every)
    assert reader.opened(reader.seen(solved, [(ALL, scope) for scope in SCOPES])) == []


def test_a_program_without_a_list_has_no_figures(store):
    every = coverage(1)
    assert solution(store, every, PERIOD).of("SEMBAKO", "").counts["served"].isna().all()


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
    sheet, _ = sheet_of(every, PERIOD)
    told = sheet.whole[[POOR, column_of(PERIOD, ALL, "served")]]
    is_sum = pd.Series(~told.index.isin(DESA), told.index)
    nothing = pd.DataFrame(data=False, index=told.index, columns=told.columns)
    keep(store, Announced("2026-09", told, is_sum, nothing, ()), kind="papan", program=ALL, scope="", by=SHELL)
    with pytest.raises(BoardExposes) as caught:
        solution(store, every, PERIOD)
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
    again = solution(store, material.every, PERIOD)
    assert again.known.sheet_id == sheet.sheet_id
    pd.testing.assert_frame_equal(again.known.is_hidden, sheet.is_hidden)
    told = read_announced(store)
    assert told[["kind", "scope", "by_name"]].to_numpy().tolist() == [
        ["papan-a3", "63.11.02.2002", "Budi"], ["papan", "", "Budi"],
    ]  # fmt: skip
    store.close()
