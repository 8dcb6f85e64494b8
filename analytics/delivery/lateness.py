"""Which desa are late against the schedule of a program."""

from __future__ import annotations

import datetime as dt

import pandas as pd

LATE, WAITING, DONE, DONE_LATE, UNSCHEDULED = "terlambat", "menunggu", "selesai", "selesai_terlambat", "tanpa_jadwal"
STATES = {
    LATE: "Terlambat",
    WAITING: "Belum jatuh tempo",
    DONE: "Selesai",
    DONE_LATE: "Selesai, terlambat",
    UNSCHEDULED: "Belum selesai, tanpa jadwal",
}
"""Where a desa stands with one program in one month: key → what screens call it."""
MARKS = {LATE: "▲", WAITING: "○", DONE: "●", DONE_LATE: "◆", UNSCHEDULED: "–"}
"""Shapes tell states apart, whatever the colours of a screen or paper."""


def late_desa(received: pd.DataFrame, due: pd.DataFrame, *, today: dt.date) -> pd.DataFrame:
    """Return where each desa stands against the schedule, the latest first.

    Parameters
    ----------
    received
        One row per program, period and desa: ``program, period, desa_code, desa_name, family_count`` (entitled),
        ``received_count``, ``last_on`` (day of the last hand-over, NaT none).
    due
        One row per program and period: ``program, period, due_on``.
    today
        The day that counts as now: aid due today is not late yet.

    Returns
    -------
    pandas.DataFrame
        The rows of ``received`` with ``due_on`` (NaT where nothing is due), ``missing_count``, ``state`` (key of
        :data:`STATES`) and ``days_late``: days since the due date where families still wait, days between it and the
        last hand-over where it was done late, else 0.
    """
    rows = received.merge(due[["program", "period", "due_on"]], on=["program", "period"], how="left")
    due_on, last_on = pd.to_datetime(rows["due_on"]), pd.to_datetime(rows["last_on"])
    missing = rows["family_count"] - rows["received_count"]
    is_done = missing <= 0
    since = (pd.Timestamp(today) - due_on).dt.days.where(~is_done, (last_on - due_on).dt.days)
    days_late = since.fillna(0).clip(lower=0).astype(int)
    state = pd.Series(WAITING, index=rows.index).mask(due_on.isna(), UNSCHEDULED).mask(days_late > 0, LATE)
    state = state.mask(is_done, DONE).mask(is_done & (days_late > 0), DONE_LATE)
    rows = rows.assign(due_on=due_on, last_on=last_on, missing_count=missing, state=state, days_late=days_late)
    order = rows.assign(is_open=state == LATE)
    return order.sort_values(
        ["is_open", "days_late", "missing_count", "desa_name", "program"],
        ascending=[False, False, False, True, True], ignore_index=True,
    ).drop(columns="is_open")  # fmt: skip


def delay_in_words(state: str, days_late: int) -> str:
    """Return where a desa stands, as a cell shows it ("▲ terlambat 5 hari")."""
    tail = f" {days_late} hari" if days_late else ""
    return f"{MARKS[state]} {STATES[state].lower()}{tail}"


def late_count(rows: pd.DataFrame) -> int:
    """Return how many desa are late with at least one program."""
    return int(rows.loc[rows["state"] == LATE, "desa_code"].nunique())
