"""What the page of monev is about: month, who works; its answer as heading; what earlier meetings have left open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from analytics.monev.actions import standing_in_words
from analytics.monev.performance import short_count
from data.monev.written import ACT
from data.roles import OWN, Actor
from data.workflow.written import today
from pages.parts import acting, actor, cache, desa_map, filters, frame
from pages.parts.cache import Source, monev
from pages.parts.cache.shown import shown
from pages.parts.choice import one_of
from pages.parts.format import long_date, month, number

_TAB = "tab_monev"
_SHOWN_ACTIONS = 3
MAP_HEIGHT_PX = 380


@dataclass(frozen=True)
class Scope:
    """What is in sight. ``seen``: the source as far as the records of monev have come."""

    where: Source
    seen: Source
    period: str
    by: Actor

    @property
    def may(self) -> bool:
        """Whether who works may record."""
        return self.by.may(ACT)

    @property
    def desa(self) -> dict[str, str]:
        """Every known desa: code → name."""
        return monev.desa(self.seen)


def chosen(where: Source) -> Scope:
    """Let the reader choose the month and say who works."""
    one, two = frame.filter_row(2)
    with one:
        period = filters.period(where) or f"{today():%Y-%m}"
    with two:
        by = actor.box()
    return Scope(where, monev.stamped(where), period, by)


def headline(scope: Scope) -> None:
    """Say how many indicators fall short, which complaints are late, what meetings have left open."""
    frame.headline(
        shown(_answer, scope.seen, scope.period),
        f"{month(scope.period)} · indikator per bulan, pengaduan dan tindak lanjut pada hari ini",
    )


def _answer(seen: Source, period: str) -> str:
    short, known = short_count(monev.indicators(seen, period))
    limit = int(float(str(cache.settings(monev.plain(seen))["complaint_days"])))
    late = monev.complaint_sums(seen)["late_count"]
    waiting = _open(seen)
    parts = [
        f"{number(short)} dari {number(known)} indikator belum mencapai target"
        if known
        else "belum ada indikator yang bertarget dan berangka",
        _late(late, limit),
        f"{number(len(waiting))} tindak lanjut terbuka{_of_meeting(waiting)}"
        if len(waiting)
        else "tidak ada tindak lanjut terbuka",
    ]
    return " · ".join(parts)


def _late(count: object, limit: int) -> str:
    if pd.isna(count):
        return f"pengaduan yang melewati {number(limit)} hari: di bawah 5 atau ditutup"
    if not count:
        return f"tidak ada pengaduan melewati {number(limit)} hari"
    return f"{number(float(str(count)))} pengaduan melewati {number(limit)} hari"


def _open(seen: Source) -> pd.DataFrame:
    rows = monev.actions(seen)
    return rows[rows["is_open"]]


def _of_meeting(waiting: pd.DataFrame) -> str:
    days = waiting["agreed_on"].drop_duplicates()
    return f" dari rapat {long_date(days.iloc[0])}" if len(days) == 1 else f" dari {number(len(days))} rapat"


def open_actions(scope: Scope) -> None:
    """List the actions that stand first: late ones, then those due next."""
    if listed := shown(_listed, scope.seen):
        st.html(listed)


def _listed(seen: Source) -> str:
    waiting = _open(seen)
    if waiting.empty:
        return ""
    lines = [
        f"<li>{escape(standing_in_words(row['state'], row['days_late']))} — <b>{escape(row['said'])}</b> · "
        f"{escape(row['owner'])} · batas {day(row['due_on'])}</li>"
        for row in waiting.head(_SHOWN_ACTIONS).to_dict("records")
    ]
    more = len(waiting) - _SHOWN_ACTIONS
    rest = f'<p class="ps-note">dan {number(more)} lagi di tab Tindak lanjut</p>' if more > 0 else ""
    return f'<ul class="ps-list" style="list-style:none;padding-left:0">{"".join(lines)}</ul>{rest}'


def open_tab(tabs: Mapping[str, Callable[[Scope], None]]) -> Callable[[Scope], None]:
    """Show the tabs; return a function that fills the one that is open (the others cost nothing)."""
    places = dict(zip(tabs, st.tabs(list(tabs), key=_TAB, on_change="rerun"), strict=True))

    def fill(scope: Scope) -> None:
        for name, place in places.items():
            if place.open:
                with place:
                    tabs[name](scope)

    return fill


def the_map(scope: Scope, key: str) -> None:
    """Show the map of an indicator of monev."""
    desa_map.show(scope.where, monev.picture(scope.seen, key, scope.period), key=f"peta_{key}", height_px=MAP_HEIGHT_PX)


def desa_of(scope: Scope, *, key: str, at: str = "") -> str:
    """Let the reader choose a desa, that with the code ``at`` at first; return its code."""
    names = scope.desa
    known = shown(_by_name, scope.seen)
    first = known.index(at) if at in known else 0
    return str(one_of("Desa", known, words=names.__getitem__, key=key, can_search=True, index=first))


def _by_name(seen: Source) -> list[str]:
    names = monev.desa(seen)
    return sorted(names, key=names.__getitem__)


def may_record(scope: Scope) -> bool:
    """Return whether who works may record; say who may, where not."""
    acting.say_who_may(scope.by, ACT)
    return scope.may


def may_hold(scope: Scope) -> bool:
    """Return whether who works may record meetings, which are of the whole kecamatan; say who may, where not."""
    if scope.by.sees() == OWN:
        frame.note("Rapat monev dan tindak lanjutnya milik seluruh kecamatan: dicatat petugas kecamatan.")
        return False
    return may_record(scope)


def day(at: object) -> str:
    """Return a day in words, "–" where there is none."""
    return "–" if pd.isna(at) else long_date(pd.Timestamp(str(at)))


def whole_day(at: dt.date | None) -> dt.date:
    """Return the day that a date field holds, today where it was emptied."""
    return at or today()
