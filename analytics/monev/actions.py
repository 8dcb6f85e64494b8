"""What meetings agreed: which actions are open, which are late, what the next meeting takes over."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from data.monev.complaints import OPEN_STATES, STATES

MARKS = {"terbuka": "○", "berjalan": "◐", "selesai": "●", "batal": "✕"}
LATE_MARK = "▲"


def judge(actions: pd.DataFrame, *, today: dt.date) -> pd.DataFrame:
    """Return actions (:func:`data.monev.meetings.read_actions`) with how they stand, the latest open ones first.

    Adds ``is_open``, ``days_late`` (days since the due day of an open one, else 0), ``is_late``; due today is not late.
    """
    is_open = actions["state"].isin(OPEN_STATES)
    late = (pd.Timestamp(today) - actions["due_on"]).dt.days.where(is_open, 0).fillna(0).clip(lower=0).astype(int)
    judged = actions.assign(is_open=is_open, days_late=late, is_late=late > 0)
    return judged.sort_values(
        ["is_open", "days_late", "due_on", "action_id"], ascending=[False, False, True, True], ignore_index=True
    )


def carried(actions: pd.DataFrame, steps: pd.DataFrame, *, before: dt.date, own: int | None = None) -> pd.DataFrame:
    """Return the actions that were open when a meeting of the day ``before`` began: it goes through them first.

    Parameters
    ----------
    actions, steps
        See :func:`data.monev.meetings.read_actions`, :func:`data.monev.meetings.read_action_steps`.
    before
        The day of the meeting: actions agreed on it by other meetings count, and what was told of them before that day.
    own
        Number of the meeting, whose own actions do not count.

    Returns
    -------
    pandas.DataFrame
        The rows of ``actions`` with ``state``, ``owner`` and ``due_on`` as they stood then.
    """
    day = pd.Timestamp(before)
    earlier = actions[(actions["agreed_on"] <= day) & (actions["meeting_id"] != own)]
    told = steps[(steps["on_date"] < day) | ~steps.duplicated("action_id")].drop_duplicates("action_id", keep="last")
    then = told.set_index("action_id").reindex(earlier["action_id"])
    earlier = earlier.assign(**{name: then[name].to_numpy() for name in ("state", "owner", "due_on")})
    return earlier[earlier["state"].isin(OPEN_STATES)]


def standing_in_words(state: str, days_late: int) -> str:
    """Return how an action stands, as a cell shows it ("▲ berjalan, lewat 3 hari")."""
    if days_late:
        return f"{LATE_MARK} {STATES[state].lower()}, lewat {days_late} hari"
    return f"{MARKS[state]} {STATES[state].lower()}"
