"""Proposals and their steps: who may make which, what they need, and that nothing of them is ever lost."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import (
    ActMayNot,
    ActorUnnamed,
    DateInFuture,
    NothingChosen,
    NothingToUndo,
    NotKnownHere,
    PaperTooOld,
    PeriodInvalid,
    StepIncomplete,
    StepNotAllowed,
    StepTooEarly,
    StepUnknown,
)
from data.history import read_history
from data.intake.load import load_files, withdraw_load
from data.messages import sentence
from data.roles import ACTS, ROLES, Actor
from data.store import Store
from data.workflow.lists import read_board, read_candidates, read_proposals, read_steps
from data.workflow.proposals import move, propose, undo
from data.workflow.states import NO_LONGER, STATES, TRANSITIONS
from data.workflow.written import today
from tests.data.intake_worlds import kk, nik
from tests.data.workflow_worlds import CAMAT, DAY, DESA, KASI, OCTOBER, TKSK, WOMAN, deliveries, later, office

ALL_NEEDED = {"paper_number": "BA 1/2026", "paper_date": DAY, "reason": "alasan"}
WAY = ("verifikasi", "musdes", "tetapkan", "salurkan")


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    path = tmp_path_factory.mktemp("usulan") / "a.duckdb"
    office(path).close()
    return path


@pytest.fixture(scope="module")
def store(original, tmp_path_factory):
    made = Store.open(shutil.copy(original, tmp_path_factory.mktemp("bersama") / "b.duckdb"))
    yield made
    made.close()


@pytest.fixture
def fresh(original, tmp_path):
    made = Store.open(shutil.copy(original, tmp_path / "c.duckdb"))
    yield made
    made.close()


MONTHS = itertools.count(2027 * 12)
ASIDE = {"dikembalikan": "kembalikan", "ditolak": "tolak", "keluar": "keluar"}


def put(store, state):
    """Return the number of a new proposal of family 3 that stands at ``state``, all steps on DAY."""
    month = next(MONTHS)
    period = f"{month // 12}-{1 + month % 12:02d}"
    [made] = propose(store, program="PKH", period=period, families=[kk(3)], by=KASI, on_date=DAY).ids
    way = [key for key in WAY if TRANSITIONS[key].target == state]
    for step in WAY[: WAY.index(way[0]) + 1] if way else [ASIDE[state]] if state in ASIDE else []:
        move(store, [made], step, by=KASI, on_date=DAY, **ALL_NEEDED)
    if state == "dibatalkan":
        undo(store, [made], by=KASI, reason="salah")
    return made


def state_of(store, proposal_id):
    return read_steps(store, proposal_id)["state"].iloc[-1]


# --- the registry -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", TRANSITIONS.values(), ids=list(TRANSITIONS))
def test_a_step_leads_between_known_states_by_a_known_act(step):
    assert set(step.origins) <= set(STATES)
    assert step.target in STATES
    assert step.act in ACTS
    assert not set(step.origins) & set(NO_LONGER)


@pytest.mark.parametrize("state", STATES)
def test_every_step_from_every_state_by_every_role_is_allowed_as_the_registry_says(store, state):
    """What is allowed is made and undone again; what is not changes nothing."""
    made = put(store, state)
    for step, role in itertools.product([step for step in TRANSITIONS.values() if step.origins], ROLES):
        by = Actor("Uji", role)
        if step.act not in ROLES[role].may_decide:
            with pytest.raises(ActMayNot):
                move(store, [made], step.key, by=by, on_date=DAY, **ALL_NEEDED)
        elif state not in step.origins:
            with pytest.raises(StepNotAllowed):
                move(store, [made], step.key, by=by, on_date=DAY, **ALL_NEEDED)
        else:
            move(store, [made], step.key, by=by, on_date=DAY, **ALL_NEEDED)
            assert state_of(store, made) == step.target
            undo(store, [made], by=by, reason="uji")
        assert state_of(store, made) == state


@pytest.mark.parametrize("step", [step for step in TRANSITIONS.values() if step.needs()], ids=lambda step: step.key)
@pytest.mark.parametrize("left_out", ["paper_number", "paper_date", "reason"])
def test_a_step_without_what_it_needs_is_refused(store, step, left_out):
    made = put(store, step.origins[0])
    given_ = ALL_NEEDED | {left_out: None if left_out == "paper_date" else " "}
    is_needed = step.needs_reason if left_out == "reason" else bool(step.paper)
    if is_needed:
        with pytest.raises(StepIncomplete):
            move(store, [made], step.key, by=KASI, on_date=DAY, **given_)
    else:
        assert move(store, [made], step.key, by=KASI, on_date=DAY, **given_) == 1


# --- proposing --------------------------------------------------------------------------------------------


def test_families_and_persons_are_proposed_once(fresh):
    """Family 3 by its number, the head of family 1 as a person: two proposals; again: both skipped."""
    who = {"program": "ATENSI", "period": OCTOBER, "by": DESA}
    first = propose(fresh, families=[kk(3)], persons=[nik(1, birth=WOMAN)], **who)
    assert (len(first.ids), first.skipped_count) == (2, 0)
    again = propose(fresh, families=[kk(3)], persons=[nik(1, birth=WOMAN)], **who)
    assert (again.ids, again.skipped_count) == ([], 2)
    undo(fresh, first.ids, by=DESA, reason="salah orang")
    assert len(propose(fresh, families=[kk(3)], **who).ids) == 1


def test_candidates_are_the_poor_whom_nobody_serves(fresh):
    """Of the poor families 1, 2 and 3 only 3 receives nothing; PKH alone: again 3; CPP: all three of them."""
    served = {name: read_candidates(fresh, program=name[0], served_by=name[1], period=OCTOBER)
              for name in (("CPP", "SEMUA"), ("PKH", ""), ("CPP", ""))}  # fmt: skip
    assert {name: sorted(rows["desil"]) for name, rows in served.items()} == {
        ("CPP", "SEMUA"): [1], ("PKH", ""): [1], ("CPP", ""): [1, 2, 3],
    }  # fmt: skip
    handles = list(served["CPP", ""]["handle"])
    propose(fresh, program="CPP", period=OCTOBER, families=handles, by=DESA)
    assert read_candidates(fresh, program="CPP", served_by="", period=OCTOBER).empty
    assert kk(3) not in read_proposals(fresh).to_csv() + served["CPP", ""].to_csv()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"by": Actor("", "kasi")}, ActorUnnamed),
        ({"by": TKSK}, ActMayNot),
        ({"families": []}, NothingChosen),
        ({"families": [kk(3), kk(77)]}, NotKnownHere),
        ({"on_date": dt.date(2999, 1, 1)}, DateInFuture),
    ],
)
def test_a_proposal_that_cannot_be_is_refused_whole(fresh, changes, error):
    with pytest.raises(error):
        propose(fresh, **({"program": "PKH", "period": OCTOBER, "families": [kk(3)], "by": DESA} | changes))
    assert read_board(fresh)["proposal_count"].sum() == 0


# --- dates, many at once, undoing -------------------------------------------------------------------------


def test_a_date_before_the_step_before_or_after_today_is_refused(store):
    made = put(store, "diajukan")
    with pytest.raises(StepTooEarly, match="04/10/2026"):
        move(store, [made], "verifikasi", by=TKSK, on_date=later(-1))
    with pytest.raises(DateInFuture):
        move(store, [made], "verifikasi", by=TKSK, on_date=today() + dt.timedelta(days=1))
    assert move(store, [made], "verifikasi", by=TKSK, on_date=DAY) == 1


def test_of_many_all_go_or_none(store):
    ids = [put(store, "diajukan"), put(store, "diverifikasi")]
    with pytest.raises(StepNotAllowed):
        move(store, ids, "verifikasi", by=TKSK, on_date=DAY)
    with pytest.raises(NotKnownHere):
        move(store, [*ids, 10**6], "verifikasi", by=TKSK, on_date=DAY)
    assert [state_of(store, made) for made in ids] == ["diajukan", "diverifikasi"]


def test_undoing_goes_back_step_by_step_and_keeps_all(store):
    made = put(store, "musdes")
    with pytest.raises(ActMayNot):
        undo(store, [made], by=TKSK, reason="salah")  # who records musdes undoes musdes
    with pytest.raises(StepIncomplete):
        undo(store, [made], by=DESA, reason="  ")
    undo(store, [made], by=DESA, reason="salah tanggal")
    move(store, [made], "musdes", by=DESA, on_date=DAY, **ALL_NEEDED)  # the date of the undone step binds nobody
    for expected in ("diverifikasi", "diajukan", "dibatalkan"):
        undo(store, [made], by=KASI, reason="salah")
        assert state_of(store, made) == expected
    with pytest.raises(NothingToUndo):
        undo(store, [made], by=KASI, reason="salah")
    assert list(read_steps(store, made)["state"]) == [
        "diajukan", "diverifikasi", "musdes", "diverifikasi", "musdes", "diverifikasi", "diajukan", "dibatalkan",
    ]  # fmt: skip


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*(key for key in TRANSITIONS if key != "ajukan"), "batalkan"]), max_size=14))
def test_whatever_is_done_the_history_is_whole_and_the_newest_step_is_the_state(store, acts):
    """A model beside it: a stack of states, an undoing takes the last one away."""
    made = put(store, "diajukan")
    stack, told = ["diajukan"], ["diajukan"]
    for act in acts:
        state = stack[-1] if stack else "dibatalkan"
        is_legal = bool(stack) if act == "batalkan" else state in TRANSITIONS[act].origins
        if not is_legal:
            with pytest.raises((StepNotAllowed, NothingToUndo)):
                move(store, [made], act, by=KASI, on_date=DAY, **ALL_NEEDED)
            continue
        move(store, [made], act, by=KASI, on_date=DAY, **ALL_NEEDED)
        stack = stack[:-1] if act == "batalkan" else [*stack, TRANSITIONS[act].target]
        told.append(stack[-1] if stack else "dibatalkan")
    assert list(read_steps(store, made)["state"]) == told
    rows = read_proposals(store)
    assert rows.loc[rows["proposal_id"] == made, "state"].tolist() == told[-1:]
    written = read_history(store, subject="usulan", subject_key=kk(3), limit=len(told))
    assert [text.split(" (")[0] for text in written["after"][::-1]] == told


# --- what follows from lists of deliveries ----------------------------------------------------------------


def established(store, number=3):
    [made] = propose(store, program="PKH", period=OCTOBER, families=[kk(number)], by=DESA, on_date=DAY).ids
    for step in WAY[:3]:
        move(store, [made], step, by=KASI, on_date=DAY, **ALL_NEEDED)
    return made


def test_what_a_list_of_deliveries_says_was_handed_over_is_so_until_the_list_is_taken_back(fresh, tmp_path):
    """Three proposals established on 5 October: one received, one by a stand-in, with a date too early to be a step's,
    one in vain."""
    made = {number: established(fresh, number) for number in (1, 2, 3)}
    load_files(
        fresh,
        [
            deliveries(tmp_path / "1.csv", 1),
            deliveries(tmp_path / "2.csv", 2, status="Diwakilkan", on_date="2026-09-01"),
            deliveries(tmp_path / "3.csv", 3, status="gagal"),
        ],
    )
    last = {number: read_steps(fresh, one).iloc[-1] for number, one in made.items()}
    assert {number: (row["state"], f"{row['on_date']:%Y-%m-%d}") for number, row in last.items()} == {
        1: ("disalurkan", "2026-10-20"), 2: ("disalurkan", "2026-10-05"), 3: ("ditetapkan", "2026-10-05"),
    }  # fmt: skip
    withdraw_load(fresh, int(last[1]["load_id"]))
    assert [state_of(fresh, made[number]) for number in (1, 2)] == ["ditetapkan", "disalurkan"]
    assert len(read_steps(fresh, made[1])) == 6


def test_what_was_undone_by_hand_does_not_come_again_from_the_same_list(fresh, tmp_path):
    made = established(fresh)
    load_files(fresh, [deliveries(tmp_path / "p.csv", 3)])
    undo(fresh, [made], by=KASI, reason="orang lain")
    load_files(fresh, [deliveries(tmp_path / "q.csv", 4)])
    assert state_of(fresh, made) == "ditetapkan"
    load_files(fresh, [deliveries(tmp_path / "r.csv", 3, on_date="2026-11-01")])
    assert state_of(fresh, made) == "disalurkan"


def test_the_board_counts_each_proposal_once(fresh):
    made = established(fresh)
    propose(fresh, program="CPP", period=OCTOBER, families=[kk(1), kk(2)], by=DESA)
    board = read_board(fresh)["proposal_count"]
    assert board[board > 0].to_dict() == {"diajukan": 2, "ditetapkan": 1}
    assert list(board.index) == list(STATES)
    assert move(fresh, [made], "salurkan", by=CAMAT if CAMAT.may("salurkan") else KASI, on_date=DAY) == 1


@pytest.mark.parametrize("period", ["2026-13", "besok", "", "2026-1", "2026-00"])
def test_a_period_that_is_no_month_is_refused(store, period):
    with pytest.raises(PeriodInvalid):
        propose(store, program="PKH", period=period, families=[kk(3)], by=KASI, on_date=DAY)


def test_a_step_that_there_is_not_is_refused_in_words(store):
    with pytest.raises(StepUnknown) as refused:
        move(store, [put(store, "diajukan")], "apa", by=KASI)
    assert "apa tidak dikenal" in sentence(refused.value)


def test_a_paper_is_of_the_year_before_the_proposal_or_later(store):
    """All steps are of DAY: a berita acara of one year before goes, one of a day earlier does not."""
    year_before = DAY.replace(year=DAY.year - 1)
    made = put(store, "diverifikasi")
    for wrong, error in [(year_before - dt.timedelta(days=1), PaperTooOld), (today() + dt.timedelta(1), DateInFuture)]:
        with pytest.raises(error):
            move(store, [made], "musdes", by=KASI, on_date=DAY, paper_number="BA 1", paper_date=wrong)
    assert state_of(store, made) == "diverifikasi"
    move(store, [made], "musdes", by=KASI, on_date=DAY, paper_number="BA 1", paper_date=year_before)
    assert state_of(store, made) == "musdes"
