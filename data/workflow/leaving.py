"""Leaving and coming back: with a date and a reason, never by deletion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import duckdb
import pandas as pd

from data.errors import NothingChosen, NothingToUndo, NotKnownHere, StepIncomplete
from data.mask import mask_key, mask_name
from data.roles import Actor, require
from data.store import Store, sql
from data.workflow import steps
from data.workflow.states import CAUSES, LEAVE, REASON, TRANSITIONS
from data.workflow.written import come, signed, today

FAMILY = "keluarga"
"""What is left where it is no single program."""


def leave(
    store: Store,
    keys: Sequence[str],
    *,
    cause: str,
    left_on: dt.date,
    by: Actor,
    what: str = FAMILY,
    note: str = "",
) -> int:
    """Let families or recipients leave from a day on; return how many did (who had left before is not counted).

    Parameters
    ----------
    keys
        KK numbers, NIK or handles.
    cause
        Key in :data:`data.workflow.states.CAUSES`. Who died or moved is no longer counted as a family in periods
        after that month; the others stay families, but are counted neither as poor nor as recipients.
    what
        ``keluarga``: altogether; a program's key: only that program.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture, NothingChosen, NotKnownHere
    """
    require(by, TRANSITIONS[LEAVE].act)
    come(left_on)
    if not keys:
        raise NothingChosen(act="keluar")
    with store.write() as cursor:
        found = steps.chosen(cursor, list(keys))
        if found["said"].nunique() < len(set(keys)):
            raise NotKnownHere(count=len(set(keys)) - found["said"].nunique())
        return leave_now(cursor, by, found, cause=cause, left_on=left_on, what=what, note=note)


def leave_now(
    cursor: duckdb.DuckDBPyConnection,
    by: Actor,
    people: pd.DataFrame,
    *,
    cause: str,
    left_on: dt.date,
    what: str = FAMILY,
    note: str = "",
) -> int:
    """Let ``people`` (``person_key``) leave, inside an open transaction; their proposals follow."""
    cursor.register("chosen", people)
    facts = {"what": what, "left_on": left_on, "cause": CAUSES[cause].key, "note": note.strip()}
    made = cursor.execute(sql("workflow/leave"), facts | signed(by)).fetchall()
    cursor.unregister("chosen")
    ids = [int(row[0]) for row in made]
    if ids:
        cursor.execute(sql("workflow/note_leaving"), {"ids": ids} | signed(by))
        steps.follow_leavings(cursor, by, min(ids))
    return len(ids)


def come_back(
    store: Store, leavings: Sequence[int], *, by: Actor, reason: str, returned_on: dt.date | None = None
) -> int:
    """Let those who left come back on a day; without one, the leaving was a mistake and never was. Return how many.

    Proposals that were left by mistake stand again where they stood; after a true return they are proposed anew.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture, NothingChosen
    StepIncomplete
        No reason was given.
    NothingToUndo
        A leaving has ended before, or is younger than the return.
    """
    require(by, TRANSITIONS[LEAVE].act)
    if not leavings:
        raise NothingChosen(act="kembali")
    if not reason.strip():
        raise StepIncomplete(act="Kembali", needed=REASON)
    if returned_on:
        come(returned_on)
    facts = {"ids": list(leavings), "returned_on": returned_on, "reason": reason.strip()}
    with store.write() as cursor:
        ended = cursor.execute(sql("workflow/come_back"), facts | signed(by)).fetchall()
        if len(ended) < len(set(leavings)):
            raise NothingToUndo(count=len(set(leavings)) - len(ended))
        cursor.execute(sql("workflow/note_return"), {"ids": list(leavings)} | signed(by))
        if returned_on is None:
            steps.take(cursor, by, "step_returned", leavings=list(leavings), today=today(), reason=reason.strip())
    return len(ended)


def read_left(store: Store, *, desa_code: str = "") -> pd.DataFrame:
    """Return who has left and not come back, the newest first, masked.

    One row per leaving: ``leaving_id``, ``no_kk`` and ``name`` (masked), ``desa_name``, ``what``, ``cause`` (in words),
    ``left_on``, ``note``, ``by_name``.
    """
    rows = store.frame("workflow/left", desa_code=desa_code)
    words = {key: cause.label for key, cause in CAUSES.items()}
    return rows.assign(
        no_kk=mask_key(rows["person_key"]), name=mask_name(rows["name"]), cause=rows["cause"].map(words)
    ).drop(columns="person_key")
