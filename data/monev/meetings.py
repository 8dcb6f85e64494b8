"""Monev meetings and what they agreed: actions with owner, day and state, and how they came to stand as they do."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from data.errors import RecordGone, StepIncomplete
from data.monev.complaints import STATES
from data.monev.written import ACT, LONG, needed, note, note_changes, plain
from data.roles import Actor, require
from data.store import Store, sql
from data.workflow.written import come, signed
from geo.notation import long_date

_MOST_PEOPLE = 100_000
NOTES = 4_000
"""Letters of what was said at a meeting."""
FIELDS = {
    "on_date": "Tanggal", "title": "Judul", "place": "Tempat", "participant_count": "Peserta", "notes": "Notulen",
}  # fmt: skip
"""What is kept of a meeting: column → what screens call it."""


def read_meetings(store: Store) -> pd.DataFrame:
    """Return the meetings, newest first: ``meeting_id, on_date, place, title, participant_count, notes``."""
    rows = store.frame("monev/meetings")
    return rows.assign(on_date=pd.to_datetime(rows["on_date"]))


def read_versions(store: Store) -> pd.DataFrame:
    """Return how meetings stood before they were corrected, newest first.

    One row per version: the columns of :func:`read_meetings`, ``by_name, by_role, noted_at`` (UTC), ``ended_at`` (UTC).
    """
    return store.frame("monev/meeting_versions")


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
    store: Store, title: str, *, on_date: dt.date, place: str, participant_count: int | None, by: Actor, notes: str = ""
) -> int:
    """Keep a meeting; return its number. ``notes``: what was said there.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture
    StepIncomplete
        It has no title, or a count of people that is none.
    """
    require(by, ACT)
    wish = _meeting("Catat rapat", title, on_date, place, participant_count, notes) | signed(by)
    with store.write(is_change=False) as cursor:
        meeting_id = int(cursor.execute(sql("monev/add_meeting"), wish).fetchall()[0][0])
        note(cursor, by, meeting_id, "rapat", after=str(wish["title"]))
    return meeting_id


def correct_meeting(
    store: Store,
    meeting_id: int,
    *,
    title: str,
    on_date: dt.date,
    place: str,
    participant_count: int | None,
    notes: str,
    reason: str,
    by: Actor,
) -> bool:
    """Let a meeting stand as it is told now; return whether anything changed. How it stood before is kept.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture
    StepIncomplete
        No reason, no title, or a count of people that is none.
    RecordGone
        There is no such meeting.
    """
    require(by, ACT)
    act = "Betulkan rapat"
    wish = _meeting(act, title, on_date, place, participant_count, notes)
    why = needed(reason, act, "alasan")
    known = read_meetings(store).set_index("meeting_id")
    if meeting_id not in known.index:
        raise RecordGone(record="Rapat")
    told = _differences(known.loc[meeting_id], wish)
    if not told:
        return False
    with store.write(is_change=False) as cursor:
        who = signed(by)
        cursor.execute(sql("monev/keep_meeting"), {"meeting_id": meeting_id, "now": who["now"]})
        cursor.execute(sql("monev/correct_meeting"), wish | who | {"meeting_id": meeting_id})
        note_changes(cursor, by, meeting_id, "rapat", told, why)
    return True


def _meeting(
    act: str, title: str, on_date: dt.date, place: str, participant_count: int | None, notes: str
) -> dict[str, object]:
    come(on_date)
    if participant_count is not None and not 0 <= participant_count <= _MOST_PEOPLE:
        raise StepIncomplete(act=act, needed="jumlah peserta")
    return {
        "on_date": on_date, "place": plain(place), "title": needed(title, act, "judul rapat"),
        "participant_count": participant_count, "notes": plain(notes, NOTES),
    }  # fmt: skip


def _differences(was: pd.Series, wish: dict[str, object]) -> dict[str, tuple[str, str]]:
    """Return what differs: label → before, after."""
    count = was["participant_count"]
    before = was.to_dict() | {
        "on_date": was["on_date"].date(),
        "participant_count": None if pd.isna(count) else int(count),
    }
    return {label: (_cell(before[key]), _cell(wish[key])) for key, label in FIELDS.items() if before[key] != wish[key]}


def _cell(value: object) -> str:
    return long_date(value) if isinstance(value, dt.date) else "" if value is None else str(value)


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
