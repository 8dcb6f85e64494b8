"""What Sasaran shows, kept by data version: figures with their intervals, groups, curves, simulations."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from analytics.targeting import alarms as alarms_of
from analytics.targeting import figures as figures_of
from analytics.targeting import intervals as intervals_of
from analytics.targeting.cells import ALL_PLACES, DESA, DUSUN
from analytics.targeting.cost import Cost, cost_of
from analytics.targeting.intervals import Intervals
from analytics.targeting.per_desa import per_desa
from analytics.targeting.score import Score, priority_score
from analytics.targeting.table import targeting_table
from analytics.targeting.what_if import Change, Outcome, what_if
from data.musdes import COLUMNS, musdes_list
from data.roles import Actor
from data.targeting import Families, in_desa
from data.workflow.written import today
from pages.parts import cache
from pages.parts.cache import Source, access
from pages.parts.cache.families import families_of
from pages.parts.curve_chart import curve_svg

Weights = tuple[tuple[str, float], ...]
"""Component of the score → weight."""


@st.cache_resource(show_spinner="Menghitung ketepatan …", max_entries=64)
def figures(source: Source, period: str, program: str, by: str) -> pd.DataFrame:
    """Return the figures per place (shared: do not change them)."""
    return figures_of.figures(families_of(source, period), program, by=by)


@st.cache_resource(show_spinner=False, max_entries=256)
def place_row(source: Source, period: str, program: str, by: str, place: str) -> pd.Series | None:
    """Return the figures of one place, ``None`` where no family is known (shared: do not change them)."""
    every = figures(source, period, program, by)
    return every.loc[place] if place in every.index and every.loc[place, "families"] else None


@st.cache_resource(show_spinner="Menghitung selang kepastian …", max_entries=64)
def intervals(source: Source, period: str, program: str, by: str) -> Intervals:
    """Return how sure the figures are (shared: do not change them)."""
    return intervals_of.intervals(families_of(source, period), program, by=by)


@st.cache_resource(show_spinner=False, max_entries=64)
def rates(source: Source, period: str, program: str, key: str) -> pd.DataFrame:
    """Return one rate of each desa, raw and smoothed (shared: do not change it)."""
    return per_desa(figures(source, period, program, DESA), intervals(source, period, program, DESA), key)


@st.cache_resource(show_spinner="Menghitung ukuran sasaran …", max_entries=32)
def _table(source: Source, period: str, program: str, day: dt.date) -> pd.DataFrame:
    codes = cache.coverage(source, period)["desa_code"].unique()
    return targeting_table(
        families_of(source, period),
        program,
        desa_codes=[code for code in codes if code],
        remoteness=access.remoteness(source, period),
    )


def table(source: Source, period: str, program: str) -> pd.DataFrame:
    """Return the figures of each desa that indicators are found from (shared: do not change them)."""
    return _table(source, period, program, today())


@st.cache_resource(show_spinner="Menimbang …", max_entries=32)
def _score(source: Source, period: str, program: str, weights: Weights, day: dt.date) -> Score:
    return priority_score(
        _table(source, period, program, day), weights=dict(weights), remoteness=access.remoteness(source, period)
    )


def score(source: Source, period: str, program: str, weights: Weights) -> Score:
    """Return the local priority score by these weights as of today (shared: do not change it)."""
    return _score(source, period, program, weights, today())


@st.cache_resource(show_spinner="Memeriksa angka …", max_entries=32)
def alarms(source: Source, period: str, program: str) -> pd.DataFrame:
    """Return the figures that cannot well be true (shared: do not change them)."""
    earlier = cache.period_before(source, period)
    known = cache.coverage(source, period).drop_duplicates("desa_code")
    names = dict(zip(known["desa_code"], known["desa_name"], strict=True))
    before = figures(source, earlier, program, DESA)["recipients"] if earlier else None
    return alarms_of.alarms(families_of(source, period), program, names=names, before=before)


@st.cache_resource(show_spinner="Menghitung kelompok …", max_entries=32)
def groups(source: Source, period: str, program: str, by: str) -> pd.DataFrame:
    """Return the figures of each group within each place (shared: do not change them)."""
    return figures_of.group_figures(families_of(source, period), program, by=by)


@st.cache_resource(show_spinner="Menghitung selang kepastian …", max_entries=32)
def group_intervals(source: Source, period: str, program: str, by: str, codes: frozenset[str]) -> dict[str, Intervals]:
    """Return how sure the figures of each group are in some desa, in all where none is named (shared)."""
    return intervals_of.group_intervals(_families(source, period, codes), program, by=by)


@st.cache_resource(show_spinner="Menghitung selang kepastian …", max_entries=32)
def dusun_intervals(source: Source, period: str, program: str, desa_code: str) -> Intervals:
    """Return how sure the figures of the dusun of one desa are, index ``desa_code · dusun`` (shared)."""
    return intervals_of.intervals(_families(source, period, frozenset([desa_code])), program, by=DUSUN)


def _families(source: Source, period: str, codes: frozenset[str]) -> Families:
    every = families_of(source, period)
    return in_desa(every, codes) if codes else every


@st.cache_resource(show_spinner=False, max_entries=64)
def curve(source: Source, period: str, program: str, by: str, place: str) -> str:
    """Return the concentration curve of a place as a drawing."""
    found = figures_of.concentration_curve(families_of(source, period), program, place=place, by=by)
    return curve_svg(found, across="% keluarga, termiskin dulu", upwards="% penerima")


@st.cache_resource(show_spinner="Menghitung simulasi …", max_entries=32)
def outcome(source: Source, period: str, program: str, codes: frozenset[str], change: Change, rule: str) -> Outcome:
    """Return what a change by a rule leads to in some desa, in all where none is named (shared: do not change it)."""
    return what_if(_families(source, period, codes), program, change, rule)


@st.cache_resource(show_spinner=False, max_entries=32)
def cost(source: Source, period: str, program: str, codes: frozenset[str], change: Change, rule: str) -> Cost | None:
    """Return what :func:`outcome` costs or saves, ``None`` where that cannot be told."""
    found = outcome(source, period, program, codes, change, rule)
    sure = None if codes else intervals(source, period, program, ALL_PLACES)
    return cost_of(_families(source, period, codes), program, found, sure)


def musdes_rows(
    source: Source, period: str, numbers: tuple[int, ...], whole_for: Actor | None, purpose: str
) -> pd.DataFrame:
    """Return the list for the musdes under its headings; never kept."""
    rows = musdes_list(cache.people_of(source), period, numbers, whole_for=whole_for, purpose=purpose)
    return rows.rename(columns=COLUMNS)
