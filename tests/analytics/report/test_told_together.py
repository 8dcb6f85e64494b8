"""Small offices at random: whoever holds every board, page and report of every month works out no small count."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.report.published import solution
from analytics.report.told import Told
from analytics.suppression import LIMIT, TOTAL
from data.programs import ALL
from data.store import Store
from tests.analytics.atoms import POOR, RICH, UNKNOWN, Office, Reader

DESA = ["63.11.02.2001", "63.11.02.2002", "63.11.02.2003", "63.11.03.2004", "63.11.03.2005", "63.11.03.2006"]
PLACES = [*DESA, "63.11.02", "63.11.03", ""]
OF_COUNTS = {
    "families": "families", "poor_families": "poor", "served_poor": "served", "unserved_poor": "unserved",
    "served_nonpoor": "nonpoor", "recipients": "recipients", "overlap_families": "overlap",
    "families_without_desil": "unknown",
}  # fmt: skip
OF_FAMILIES = {"families", "poor", "unknown"}


def office(seed: int, lists: list[tuple[str, str]], *, sizes: tuple[int, int] = (8, 70)) -> Office:
    """Desa from hamlets to small villages; lists that reach some more than others, a few of whom are not poor."""
    rng = np.random.default_rng(seed)
    desa = np.repeat(DESA, rng.integers(*sizes, len(DESA)))
    status = rng.choice([POOR, RICH, UNKNOWN], len(desa), p=[0.5, 0.45, 0.05])
    chance = {POOR: rng.uniform(0.2, 0.9), RICH: 0.06, UNKNOWN: 0.3}
    base = np.array([chance[each] for each in status])
    columns = {name: rng.random(len(desa)) < base * rng.uniform(0.5, 1.1) for name in lists}
    return Office(pd.DataFrame({"desa": desa, "status": status, **columns}))


def told_of(store: Store, world: Office) -> dict[str, Told]:
    periods = list(dict.fromkeys(period for period, _ in world.lists))
    return {
        period: Told(world.coverage(period), solution(store, period, world.coverage, periods)) for period in periods
    }


def reader_of(world: Office, told: dict[str, Told]) -> Reader:
    """Who has every frame and sum that is told of every month, and every board of every program and scope."""
    reader = Reader(world)
    for period, each in told.items():
        keys = (ALL, *world.programs(period))
        for row in each.coverage.to_dict("records"):
            _see(reader, period, str(row["desa_code"]), str(row["program"]), row)
        for key in keys:
            _see(reader, period, "", key, each.total(key).to_dict())
            for scope in PLACES:
                board = each.solved.of(key, scope).counts.rename(index={TOTAL: scope})
                for place, counts in zip(board.index, board.to_dict("records"), strict=True):
                    shown = {
                        "poor_families": counts["poor"],
                        "served_poor": counts["served"],
                        "unserved_poor": counts["unserved"],
                    }
                    _see(reader, period, str(place), key, shown)
        for scope in PLACES:
            for key, count in each.solved.recipients(scope).items():
                _see(reader, period, scope, key, {"recipients": count})
    return reader


def _see(reader: Reader, period: str, place: str, key: str, counts: dict) -> None:
    if len(reader.office.programs(period)) == 1:
        key = ALL
    for name, what in OF_COUNTS.items():
        is_kind = what in OF_FAMILIES or f"{period} {key} {what}" in reader.kinds
        if is_kind and not pd.isna(counts.get(name)):
            reader.see(place, what if what in OF_FAMILIES else f"{period} {key} {what}", counts[name])


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "kantor.duckdb")
    yield opened
    opened.close()


OCTOBER = [("2026-10", key) for key in ("BLTDD", "CPP", "PKH")]
TWO_MONTHS = [(period, key) for period in ("2026-09", "2026-10") for key in ("CPP", "PKH")]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("lists", [OCTOBER, TWO_MONTHS, [("2026-10", "PKH")]], ids=["three", "months", "one"])
def test_no_small_count_is_left_with_one_value(store, lists, seed):
    world = office(seed, lists)
    reader = reader_of(world, told_of(store, world))
    assert len(reader.seen) > 10
    assert reader.opened(PLACES) == []


def test_the_reader_opens_what_is_hidden_count_by_count():
    """The attack works: everything told but small counts, and every second one of them follows from the others."""
    world = office(0, OCTOBER)
    reader = Reader(world)
    for place in PLACES:
        for name in reader.kinds:
            if reader.truth(place, name) >= LIMIT:
                reader.see(place, name, reader.truth(place, name))
    assert len(reader.opened(PLACES)) > 20


def test_months_that_are_solved_apart_do_not_open_a_desa_that_is_closed(store):
    """A desa of few poor families is told of in no month: each list would say more of the same few."""
    world = office(1, TWO_MONTHS)
    for period, told in told_of(store, world).items():
        closed = told.solved.closed.desa
        assert len(closed) > 1
        shown = told.coverage.set_index("desa_code").loc[sorted(closed), list(OF_COUNTS)]
        assert shown.isna().all(axis=None), period
