"""What the page of routes keeps between reruns: plans, their frames and pictures, the tables the office edits.

Plans change without the data's version: who keeps, names or chooses one calls :func:`forget_plans`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import streamlit as st

from analytics.delivery.access import COLUMNS as ACCESS_COLUMNS
from analytics.delivery.again import problem_again
from analytics.delivery.day import default_program, fleet_of
from analytics.delivery.depots import COLUMNS as DEPOT_COLUMNS
from analytics.delivery.problem import Problem
from analytics.delivery.saved import PlanFrames, frames_of, is_current
from analytics.delivery.stretches import stretches_of
from data import plans
from data.handover.reading import read_driven
from data.handover.schedule import read_received
from data.papers.delivery.whatsapp import whatsapp_text
from data.people import programs_of
from data.plans import SavedPlan
from data.programs import ALL
from pages.parts import trips_layer
from pages.parts.cache import Source, coverage_of, people_of, roads, store_of
from pages.parts.map_layers import Picture

KEPT_PLANS = 40
"""So many of the newest plans are offered; older ones stay in the database."""


@st.cache_data(show_spinner=False, max_entries=64)
def default_delivery(source: Source) -> str:
    """Return the program that the routes begin with."""
    return default_program(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=64)
def saved_plans(source: Source, program: str, period: str) -> list[SavedPlan]:
    """Return the plans of a program and period that can be shown, newest first (shared: do not change them)."""
    every = plans.plans_of(people_of(source), program=program, period=period)
    return [plan for plan in every if is_current(plan.result)][:KEPT_PLANS]


@st.cache_data(show_spinner=False, max_entries=64)
def is_begun(source: Source, program: str, period: str) -> bool:
    """Return whether a plan of a program (or any for ``SEMUA``) is driven or has records, or somebody has received."""
    store = store_of(source)
    driven = read_driven(store)
    is_of = driven["program"].isin([program, ALL]) | (program == ALL)
    received = read_received(store, programs=programs_of(store, program), period=period)["received_count"]
    return bool((is_of & (driven["period"] == period)).any() or received.sum())


def forget_plans() -> None:
    """Let plans be asked for anew, and what is written about them."""
    saved_plans.clear()
    is_begun.clear()
    message.clear()


@st.cache_resource(show_spinner=False, max_entries=32)
def plan_frames(source: Source, key: str, _result: dict[str, Any]) -> PlanFrames:
    """Return a plan as frames (shared: read them, do not change them). ``key`` names it and its state."""
    return frames_of(_result)


@st.cache_data(show_spinner="Menggambar rute …", max_entries=64)
def trips_picture(source: Source, key: str, *, is_small: bool, _frames: PlanFrames) -> Picture:
    """Return the trips of a plan."""
    return trips_layer.trips_picture(_frames, is_small=is_small)


@st.cache_resource(show_spinner=False, max_entries=8)
def fleet(source: Source) -> pd.DataFrame:
    """Return the office's vehicles (shared: do not change them). Who keeps others calls ``fleet.clear()``."""
    return fleet_of(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def depots(source: Source) -> pd.DataFrame:
    """Return the places where vehicles load (shared: do not change them); empty where none were entered."""
    saved = plans.saved_depots(store_of(source))
    columns = [*DEPOT_COLUMNS, "is_stand_in"]
    return pd.DataFrame(columns=columns) if saved is None else saved.reindex(columns=columns)


@st.cache_resource(show_spinner=False, max_entries=8)
def access(source: Source) -> pd.DataFrame:
    """Return every desa with families and what is known of the way there (shared: do not change it)."""
    saved = plans.saved_access(store_of(source))
    known = pd.DataFrame(columns=list(ACCESS_COLUMNS)) if saved is None else saved.reindex(columns=list(ACCESS_COLUMNS))
    counts = coverage_of(source, "", ALL)
    desa = counts.loc[(counts["families"] > 0) & (counts["desa_code"] != ""), ["desa_code", "desa_name"]]
    rows = desa.merge(known, on="desa_code", how="left").sort_values("desa_name", ignore_index=True)
    texts = ["modes", "window_start", "window_end", "note"]
    return rows.assign(
        **{name: rows[name].fillna("").astype(str) for name in texts},
        is_priority_desa=rows["is_priority_desa"].eq(True),
    )


@st.cache_data(show_spinner=False, max_entries=8)
def spots(source: Source) -> pd.DataFrame:
    """Return a point in each desa, for places whose coordinates nobody knows: ``label, lon, lat``."""
    desa = store_of(source).frame("delivery/desa").dropna(subset=["point_lon", "point_lat"])
    labels = "Desa " + desa["desa_name"].astype(str)
    rows = pd.DataFrame({"label": labels, "lon": desa["point_lon"].round(6), "lat": desa["point_lat"].round(6)})
    return rows.sort_values("label", ignore_index=True)


@st.cache_resource(show_spinner="Menyiapkan jarak …", max_entries=8)
def _problem(source: Source, plan_id: int, closed_ways: tuple[str, ...], _plan: SavedPlan) -> Problem:
    return problem_again(
        people_of(source), _plan, fleet(source), network=roads.network(source), closed_ways=closed_ways
    )


def problem(source: Source, plan: SavedPlan, closed_ways: Collection[str] = ()) -> Problem:
    """Return what a kept plan was made from, to try changes on (shared: do not change it)."""
    return _problem(source, plan.plan_id, tuple(sorted(closed_ways)), plan)


@st.cache_resource(show_spinner=False, max_entries=32)
def stretches(source: Source, key: str, trip_id: str, _frames: PlanFrames) -> pd.DataFrame:
    """Return the ways that a trip drives over, see :func:`analytics.delivery.stretches.stretches_of`."""
    network = roads.network(source)
    if network is None:
        return pd.DataFrame({"way_id": [], "label": []})
    visits = _frames.visits[_frames.visits["trip_id"] == trip_id]
    back = _frames.trips.loc[_frames.trips["trip_id"] == trip_id, "return_path"]
    return stretches_of(network, [path for path in (*visits["path"], *back) if isinstance(path, list)])


def forget_tables() -> None:
    """Let the tables be asked for anew."""
    fleet.clear()
    depots.clear()
    access.clear()
    _problem.clear()


@st.cache_data(show_spinner="Menulis pesan …", max_entries=64)
def message(source: Source, plan_id: int, trip_id: str, desa_code: str) -> str:
    """Return the WhatsApp message of a trip or a desa; it names nobody."""
    return whatsapp_text(people_of(source), plan_id, trip_id=trip_id, desa_code=desa_code)
