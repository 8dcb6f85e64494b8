"""Monev meetings and what they agreed: actions with owner, day and state, and how they came to stand as they do."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from data.errors import RecordGone, StepIncomplete
from data.monev.complaints import STATES
from data.monev.written import ACT, LONG, needed, note, plain
from data.roles import Actor, require
from data.store import Store, sql
from data.workflow.written import come, signed

_MOST_PEOPLE = 100_000


def read_meetings(store: Store) -> pd.DataFrame:
    """Return the meetings, newest first: ``meeting_id, on_date, place, title, participant_count``."""
    rows = store.frame("monev/meetings")
    return rows.assign(on_date=pd.to_datetime(rows["on_date"]))


def read_actions(store: Store) -> pd.DataFrame:
    """Return what was agreed, as it stands: one row per action.

    Columns ``action_id, meeting_id, meeting_title, agreed_on, said, owner, due_on, state`` (key of ``STATES``),
    ``note, stands_since, by_name, noted_at`` (UTC).
    """
    rows = store.frame("monev/actions")
    return rows.assign(**{name: pd.to_datetime(rows[name]) for name in ("agreed_on", "due_on", "stands_since")})


def read_action_steps(store: Store) -> pd.DataFrame:
    """Return how actions came to stand as they do, oldest first.

    One row per step: ``step_id, action_id, on_date, state, owner, due_on, note, by_name, by_role, noted_at`` (UTC).
    """
    rows = store.frame("monev/action_steps")
    return rows.assign(**{name: pd.to_datetime(rows[name]) for name in ("on_date", "due_on")})


def add_meeting(
    store: Store, title: str, *, on_date: dt.date, place: str, participant_count: int | None, by: Actor
) -> int:
    """Keep a meeting; return its number.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture
    StepIncomplete
        It has no title, or a count of people that is none.
    """
    require(by, ACT)
    come(on_date)
    if participant_count is not None and not 0 <= participant_count <= _MOST_PEOPLE:
        raise StepIncomplete(act="Catat rapat", needed="jumlah peserta")
    wish = {
        "on_date": on_date, "place": plain(place), "title": needed(title, "Catat rapat", "judul rapat"),
        "participant_count": participant_count,
    } | signed(by)  # fmt: skip
    with store.write(is_change=False) as cursor:
        meeting_id = int(cursor.execute(sql("monev/add_meeting"), wish).fetchall()[0][0])
        note(cursor, by, meeting_id, "rapat", after=str(wish["title"]))
    return meeting_id


def add_action(
    store: Store, meeting_id: int, said: str, *, owner: str, due_on: dt.date | None, on_date: dt.date, by: Actor
) -> int:
    """Keep what a meeting agreed; return the number of the action.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture
    StepIncomplete
        Nothing to do is said, nobody to do it, or no day.
    RecordGone
        There is no such meeting.
    """
    require(by, ACT)
    come(on_date)
    if due_on is None:
        raise StepIncomplete(act="Catat tindak lanjut", needed="batas waktu")
    told = needed(said, "Catat tindak lanjut", "apa yang dikerjakan", LONG)
    wish = {
        "on_date": on_date, "state": "terbuka", "due_on": due_on, "note": "",
        "owner": needed(owner, "Catat tindak lanjut", "penanggung jawab"),
    } | signed(by)  # fmt: skip
    with store.write(is_change=False) as cursor:
        made = cursor.execute(sql("monev/add_action"), {"meeting_id": meeting_id, "said": told}).fetchall()
        if not made:
            raise RecordGone(record="Rapat")
        action_id = int(made[0][0])
        cursor.execute(sql("monev/add_action_step"), wish | {"action_id": action_id})
        note(cursor, by, action_id, "tindak_lanjut", after=STATES["terbuka"], reason=told)
    return action_id


def tell_action(
    store: Store,
    action_id: int,
    state: str,
    *,
    on_date: dt.date,
    by: Actor,
    note_text: str = "",
    owner: str = "",
    due_on: dt.date | None = None,
) -> None:
    """Keep how an action stands from a day on; ``owner`` and ``due_on`` stay where they are not given.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture
    StepIncomplete
        No known state.
    RecordGone
        There is no such action.
    """
    require(by, ACT)
    come(on_date)
    if state not in STATES:
        raise StepIncomplete(act="Ubah tindak lanjut", needed="keadaan")
    known = read_actions(store).set_index("action_id")
    if action_id not in known.index:
        raise RecordGone(record="Tindak lanjut")
    before = known.loc[action_id]
    due = due_on or (None if pd.isna(before["due_on"]) else before["due_on"].date())
    wish = {
        "action_id": action_id, "on_date": on_date, "state": state, "owner": plain(owner) or before["owner"],
        "due_on": due, "note": plain(note_text, LONG),
    } | signed(by)  # fmt: skip
    with store.write(is_change=False) as cursor:
        cursor.execute(sql("monev/add_action_step"), wish)
        note(
            cursor, by, action_id, "tindak_lanjut", before=STATES[before["state"]], after=STATES[state],
            reason=plain(note_text, LONG),
        )  # fmt: skip
