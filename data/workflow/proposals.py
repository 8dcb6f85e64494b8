"""Proposals: who is proposed for which program, and the steps on the way. Vectorised; one transaction per act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from data.errors import (
    NothingChosen,
    NothingToUndo,
    NotKnownHere,
    PaperTooOld,
    StepIncomplete,
    StepNotAllowed,
    StepTooEarly,
    StepUnknown,
)
from data.programs import program_key
from data.roles import ACTS, Actor, require
from data.store import Store, sql
from data.workflow import steps
from data.workflow.states import NO_LONGER, REASON, TRANSITIONS, UNDO, Transition, state_label
from data.workflow.written import check_period, come, today


@dataclass(frozen=True)
class Proposed:
    """What became of a proposal of many. ``skipped_count``: proposed before, or no longer here."""

    ids: list[int]
    skipped_count: int


def propose(
    store: Store,
    *,
    program: str,
    period: str,
    by: Actor,
    families: Sequence[str] = (),
    persons: Sequence[str] = (),
    on_date: dt.date | None = None,
    reason: str = "",
) -> Proposed:
    """Propose families (KK numbers or handles) and persons (NIK) for a program from a month on.

    Who has a live proposal of that program and month, or has left before it, is skipped.

    Raises
    ------
    UnknownProgram, PeriodInvalid, ActorUnnamed, ActMayNot, DateInFuture
    NothingChosen
        Nobody was named.
    NotKnownHere
        Some of them are in no list in use; nothing was changed.
    """
    require(by, "ajukan")
    if not (families or persons):
        raise NothingChosen(act=ACTS["ajukan"])
    check_period(period)
    key, day = program_key(program), come(on_date or today())
    with store.write() as cursor:
        found = [
            steps.chosen(cursor, list(families)),
            steps.chosen(cursor, list(persons), "chosen_people"),
        ]
        people = pd.concat(found)
        wanted = len(set(families)) + len(set(persons))
        known = sum(part["said"].nunique() for part in found)  # one number can be said as No. KK and as NIK
        if known < wanted:
            raise NotKnownHere(count=wanted - known)
        cursor.register("chosen", people)
        made = cursor.execute(
            sql("workflow/propose"), {"program": key, "period": period, "no_longer": list(NO_LONGER)}
        ).fetchall()
        cursor.unregister("chosen")
        ids = [int(row[0]) for row in made]
        if ids:
            steps.take(cursor, by, "step_first", ids=ids, on_date=day, reason=reason)
    return Proposed(ids, wanted - len(ids))


def move(
    store: Store,
    ids: Sequence[int],
    transition: str,
    *,
    by: Actor,
    on_date: dt.date | None = None,
    paper_number: str = "",
    paper_date: dt.date | None = None,
    reason: str = "",
) -> int:
    """Make one step of many proposals, all of them or none; return how many.

    Parameters
    ----------
    transition
        Key in :data:`data.workflow.states.TRANSITIONS`, or ``batalkan``: undo the step that stands.
    on_date
        When it was done; today where nothing is said.
    paper_number, paper_date
        Of the berita acara or decree, where the step needs one.

    Raises
    ------
    StepUnknown, ActorUnnamed, ActMayNot, DateInFuture, NothingChosen, NotKnownHere
    PaperTooOld
        The paper is dated more than a year before a proposal.
    StepIncomplete, StepNotAllowed, StepTooEarly
        What the step needs is missing; a proposal stands elsewhere; or it has a later date.
    NothingToUndo
        All steps of a proposal have been undone.
    """
    if transition == UNDO:
        return undo(store, ids, by=by, reason=reason)
    if transition not in TRANSITIONS:
        raise StepUnknown(found=transition, known=", ".join([*TRANSITIONS, UNDO]))
    step = TRANSITIONS[transition]
    require(by, step.act)
    _check_fields(step, paper_number, paper_date, reason)
    day = come(on_date or today())
    if paper_date:
        come(paper_date)
    with store.write() as cursor:
        _check_states(cursor, list(ids), step, day, paper_date)
        return steps.take(
            cursor,
            by,
            "step_forward",
            ids=list(ids),
            transition=step.key,
            state=step.target,
            on_date=day,
            paper_number=paper_number.strip(),
            paper_date=paper_date,
            reason=reason.strip(),
        )


def undo(store: Store, ids: Sequence[int], *, by: Actor, reason: str) -> int:
    """Undo the step that stands of many proposals, by a step of its own; return how many.

    Who may make a step may undo it. Of a proposal whose only step is undone nothing is left but its history.

    Raises
    ------
    ActorUnnamed, ActMayNot, NothingChosen, NotKnownHere, NothingToUndo
    StepIncomplete
        No reason was given.
    """
    if not reason.strip():
        raise StepIncomplete(act="Batalkan langkah terakhir", needed=REASON)
    with store.write() as cursor:
        found = _look(cursor, list(ids), [], today())
        if found["bare_count"]:
            raise NothingToUndo(count=found["bare_count"])
        for transition in found["transitions"]:
            require(by, TRANSITIONS[transition].act)
        return steps.take(cursor, by, "step_back", ids=list(ids), on_date=today(), reason=reason.strip())


def _check_fields(step: Transition, paper_number: str, paper_date: dt.date | None, reason: str) -> None:
    is_missing = (step.paper and not (paper_number.strip() and paper_date)) or (
        step.needs_reason and not reason.strip()
    )
    if is_missing:
        raise StepIncomplete(act=step.button, needed=" dan ".join(step.needs()))


def _look(cursor: duckdb.DuckDBPyConnection, ids: list[int], origins: list[str], day: dt.date) -> dict[str, Any]:
    if not ids:
        raise NothingChosen(act="langkah ini")
    question = cursor.execute(sql("workflow/check_step"), {"ids": ids, "origins": origins, "on_date": day})
    names = [column[0] for column in question.description]
    found = dict(zip(names, question.fetchall()[0], strict=True))
    if found["found_count"] < len(set(ids)):
        raise NotKnownHere(count=len(set(ids)) - found["found_count"])
    return found


def _check_states(
    cursor: duckdb.DuckDBPyConnection, ids: list[int], step: Transition, day: dt.date, paper_date: dt.date | None
) -> None:
    found = _look(cursor, ids, list(step.origins), day)
    if found["wrong_count"]:
        raise StepNotAllowed(
            act=step.button,
            count=found["wrong_count"],
            found=_words(found["wrong_states"]),
            expected=_words(step.origins) or "usulan baru",
        )
    if found["early_count"]:
        raise StepTooEarly(
            count=found["early_count"], found=f"{day:%d/%m/%Y}", earliest=f"{found['earliest']:%d/%m/%Y}"
        )
    if step.paper and paper_date and paper_date < found["earliest_paper"]:
        raise PaperTooOld(found=f"{paper_date:%d/%m/%Y}", earliest=f"{found['earliest_paper']:%d/%m/%Y}")


def _words(states: Sequence[str]) -> str:
    return " atau ".join(state_label(key).lower() for key in states)
