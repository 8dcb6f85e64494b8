"""Deciding about many rows of a list at once: choosing them, carrying the act out, telling what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import streamlit as st

from data.roles import ACTS, ROLES, Actor
from geo.errors import PetasalurError
from pages.parts import cache, filters, frame, tables
from pages.parts.cache import Source
from pages.parts.format import number
from pages.parts.tables import Writer

SHOWN_ROWS = 500
_NEWS = "kabar_tindakan"
DATE = "DD/MM/YYYY"


def choose_rows(
    where: Source, shown: pd.DataFrame, writers: dict[str, Writer], *, key: str, height_px: int = 320
) -> list[int]:
    """Show ``shown`` (its first 500 rows) and return the positions of the rows chosen: ticked, or all of them.

    Whatever changes the data starts the choice anew.
    """
    name = f"{key}_{where.version}"
    every = st.checkbox(f"Pilih semua {number(len(shown))} baris", key=f"semua_{name}")
    rows = tables.tick_rows(shown.head(SHOWN_ROWS), writers, key=f"baris_{name}", height_px=height_px)
    if len(shown) > SHOWN_ROWS:
        frame.note(
            f"{number(SHOWN_ROWS)} dari {number(len(shown))} baris tampil; pilih satu desa untuk melihat yang lain."
        )
    return list(range(len(shown))) if every else rows


def day(label: str, *, key: str, at: dt.date | None = None) -> dt.date | None:
    """Return a day up to today, ``at`` or today at first; ``None`` where the reader has emptied it."""
    return st.date_input(label, value=at or "today", max_value="today", format=DATE, key=key)


def carry_out(act: Callable[[], str]) -> None:
    """Do ``act`` and show the page anew with the sentence it returns; an expected failure shows its own."""
    try:
        told = act()
    except PetasalurError as error:
        frame.fail(error)
    else:
        filters.remember(_NEWS, told)
        st.rerun()


def carry_out_noted(act: Callable[[], str]) -> None:
    """Do ``act`` as :func:`carry_out` does; the history shows it at once, though no figure of the lists has changed."""

    def done() -> str:
        told = act()
        cache.history.clear()
        return told

    carry_out(done)


def news() -> None:
    """Tell once what was done; the bar comes and goes in a place that stays, or tabs below it would begin anew."""
    told = filters.answer(_NEWS)
    with st.container():
        if isinstance(told, str):
            frame.say(told, frame.DONE)
            filters.forget(_NEWS)


def say_who_may(by: Actor, act: str) -> None:
    """Say whose work it is where the present role may not do it."""
    if not by.may(act):
        may = ", ".join(role.label for role in ROLES.values() if act in role.may_decide)
        choose = "" if by.account else " Pilih peran pada “Petugas” di atas."
        frame.note(f"Yang berwenang {ACTS[act]}: {may}.{choose}")
