"""What the page of hand-overs keeps: journeys, who received, papers of the SPJ, by data version and stamp of the records.

Recording a hand-over leaves the data version as it is, for no other figure changes by it: the stamp does.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.delivery.lateness import late_desa
from analytics.delivery.month_calendar import calendar_of
from data.handover import schedule, spj
from data.handover.closing import read_obstacles
from data.handover.files import FilePreview, preview_file, read_files
from data.handover.reading import Journey, read_acts, read_closings, read_driven, read_journey, read_stamp
from data.workflow.written import today
from pages.parts.cache import Source, people_of, store_of
from pages.parts.upload import on_disk


def stamp(source: Source) -> str:
    """Return what changes with every record; never kept."""
    return read_stamp(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=16)
def _driven(source: Source, write_count: int) -> pd.DataFrame:
    return read_driven(store_of(source))


def driven(source: Source) -> pd.DataFrame:
    """Return the plans that are driven, the earliest first (shared: do not change it)."""
    return _driven(source, store_of(source).write_count())


@st.cache_resource(show_spinner="Membuka rencana …", max_entries=16)
def journey(source: Source, stamp: str, plan_id: int) -> Journey | None:
    """Return a plan with what has become of its parcels, masked (shared: do not change it)."""
    return read_journey(people_of(source), plan_id)


@st.cache_resource(show_spinner=False, max_entries=16)
def acts(source: Source, stamp: str, plan_id: int, trip_id: str) -> pd.DataFrame:
    """Return what was recorded, newest first (shared: do not change it)."""
    return read_acts(people_of(source), plan_id, trip_id=trip_id)


@st.cache_resource(show_spinner=False, max_entries=16)
def closings(source: Source, stamp: str, plan_id: int) -> pd.DataFrame:
    """Return closings and openings of trips, newest first (shared: do not change it)."""
    return read_closings(people_of(source), plan_id)


@st.cache_resource(show_spinner=False, max_entries=16)
def obstacles(source: Source, stamp: str, plan_id: int) -> pd.DataFrame:
    """Return what speaks against closing the trips of a plan (shared: do not change it)."""
    known = journey(source, stamp, plan_id)
    if known is None:
        return pd.DataFrame(columns=["trip_id", "handle", "program", "fault", "on_date"])
    return read_obstacles(people_of(source), known, list(known.trips["trip_id"]))


@st.cache_resource(show_spinner=False, max_entries=16)
def files(source: Source, stamp: str, plan_id: int) -> pd.DataFrame:
    """Return the returned files of a plan, newest first (shared: do not change it)."""
    return read_files(people_of(source), plan_id)


@st.cache_resource(show_spinner=False, max_entries=16)
def _standing(source: Source, stamp: str, programs: tuple[str, ...], period: str, day: dt.date) -> pd.DataFrame:
    store = people_of(source)
    received = schedule.read_received(store, programs=list(programs), period=period)
    return late_desa(received, schedule.read_due(store, period), today=day)


def standing(source: Source, stamp: str, programs: tuple[str, ...], period: str) -> pd.DataFrame:
    """Return where each desa stands with each program against the schedule today (shared: do not change it)."""
    return _standing(source, stamp, programs, period, today())


@st.cache_resource(show_spinner=False, max_entries=16)
def month_days(source: Source, stamp: str, programs: tuple[str, ...], period: str) -> pd.DataFrame:
    """Return the days of a month: due, planned, delivered, closed (shared: do not change it)."""
    store = people_of(source)
    due = schedule.read_due_in(store, period)
    plans = driven(source)
    journeys = [journey(source, stamp, int(number)) for number in plans.loc[plans["is_chosen"], "plan_id"]]
    trips = [_trips_of(each, programs) for each in journeys if each is not None]
    empty = pd.DataFrame({"driven_on": [], "family_count": [], "is_closed": []})
    return calendar_of(
        period,
        due=due[due["program"].isin(programs)],
        trips=pd.concat(trips) if trips else empty,
        handed=schedule.read_days(store, programs=list(programs), period=period),
    )


def _trips_of(each: Journey, programs: tuple[str, ...]) -> pd.DataFrame:
    own = each.parcels[each.parcels["program"].isin(programs)]
    counts = own.groupby("trip_id")["handle"].nunique()
    trips = each.trips[each.trips["trip_id"].isin(counts.index)]
    return trips.assign(family_count=trips["trip_id"].map(counts))[["driven_on", "family_count", "is_closed"]]


@st.cache_resource(show_spinner=False, max_entries=16)
def _checklist(source: Source, stamp: str, programs: tuple[str, ...], period: str, day: dt.date) -> pd.DataFrame:
    return spj.read_checklist(people_of(source), programs=list(programs), period=period, day=day)


def checklist(source: Source, stamp: str, programs: tuple[str, ...], period: str) -> pd.DataFrame:
    """Return the documents that the SPJ of a month needs, as of today (shared: do not change it)."""
    return _checklist(source, stamp, programs, period, today())


@st.cache_resource(show_spinner=False, max_entries=16)
def _per_desa(source: Source, stamp: str, programs: tuple[str, ...], period: str, day: dt.date) -> pd.DataFrame:
    return spj.per_desa(_checklist(source, stamp, programs, period, day))


def per_desa(source: Source, stamp: str, programs: tuple[str, ...], period: str) -> pd.DataFrame:
    """Return how complete each program and desa is, the least complete first (shared: do not change it)."""
    return _per_desa(source, stamp, programs, period, today())


@st.cache_data(show_spinner=False, max_entries=8)
def needs(source: Source) -> pd.DataFrame:
    """Return which program needs what; a change is a change of the data."""
    return spj.read_needs(store_of(source))


@st.cache_data(show_spinner=False, max_entries=8)
def due_rules(source: Source) -> pd.DataFrame:
    """Return by when the aid of each program is due; a change is a change of the data."""
    return schedule.read_rules(store_of(source))


@st.cache_data(show_spinner=False, max_entries=8)
def due_dates(source: Source) -> pd.DataFrame:
    """Return the dates that count instead of a rule; a change is a change of the data."""
    return schedule.read_dates(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=16)
def entries(source: Source, stamp: str, programs: tuple[str, ...], period: str) -> pd.DataFrame:
    """Return what is there of the SPJ of a month, newest first (shared: do not change it)."""
    return spj.read_entries(people_of(source), programs=list(programs), period=period)


@st.cache_resource(show_spinner="Membaca berkas …", max_entries=8)
def preview(source: Source, stamp: str, plan_id: int, file_id: str, _file: UploadedFile) -> FilePreview:
    """Return what a returned file would change, masked (shared: do not change it)."""
    with on_disk(people_of(source), _file) as path:
        return preview_file(people_of(source), plan_id, path, name=path.name)
