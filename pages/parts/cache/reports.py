"""What the page of reports keeps between reruns: its answer and the preview of the public board."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analytics.report import words
from analytics.report.board import build_board
from analytics.report.kinds import file_name
from analytics.report.material import KECAMATAN_LENGTH, Wish, gather, kecamatan_names
from data.monev.announced import read_announced
from data.papers.monev.model import HIDDEN, Board
from data.roles import FIGURES
from pages.parts.cache import Source, coverage, solved, store_of

_ANY_DAY = dt.date(2000, 1, 1)
"""Neither answer nor board depend on the day."""


@dataclass(frozen=True)
class Told:
    """The answer of a report and its scope in words."""

    answer: str
    scope: str


def told(source: Source, period: str, program: str, scope: str) -> Told:
    """Return what a report of this wish answers."""
    return _told(source, period, program, scope, len(announced(source)))


@st.cache_data(show_spinner="Menghitung …", max_entries=64)
def _told(source: Source, period: str, program: str, scope: str, announced_count: int) -> Told:
    material = gather(store_of(source), Wish(period, _ANY_DAY, program, scope))
    if source.sight != FIGURES:
        return Told(words.gap(material.summary.sums, program), material.scope_label)
    sums = solved.told(source.path, source.version, announced_count, period).total(program)
    return Told(words.gap(sums, program, missing=HIDDEN), material.scope_label)


@st.cache_resource(show_spinner=False, max_entries=16)
def _announced(source: Source, write_count: int) -> pd.DataFrame:
    return read_announced(store_of(source))


def announced(source: Source) -> pd.DataFrame:
    """Return the boards that were made for the public, newest first (shared: do not change it)."""
    return _announced(source, store_of(source).write_count())


@st.cache_resource(show_spinner="Menyusun papan informasi …", max_entries=16)
def _board(
    source: Source,
    period: str,
    program: str,
    scope: str,
    announced_count: int,
) -> Board:
    made = solved.solution_of(source.path, source.version, announced_count, period)
    return build_board(store_of(source), Wish(period, _ANY_DAY, program, scope), with_map=False, solved=made)


def board(source: Source, period: str, program: str, scope: str) -> Board:
    """Return the public board without its map, as it is beside those announced so far (shared: do not change it)."""
    return _board(source, period, program, scope, len(announced(source)))


@st.cache_data(show_spinner=False, max_entries=64)
def scopes(source: Source) -> dict[str, str]:
    """Return what a report can be of: "" all, kecamatan if there are several, then desa: code → words.

    For who sees figures only: all.
    """
    if source.sight == FIGURES:
        return {"": "Semua desa"}
    counts = coverage(source, "")
    known = counts[counts["families"].gt(0) & (counts["desa_code"] != "")].drop_duplicates("desa_code")
    names = kecamatan_names(store_of(source))
    kecamatan = sorted(known["desa_code"].str[:KECAMATAN_LENGTH].unique())
    several = {code: f"Kecamatan {names.get(code, code)}" for code in kecamatan if len(kecamatan) > 1}
    twice = known["desa_name"].duplicated(keep=False)
    labels = known["desa_name"].where(~twice, known["desa_name"] + " (" + known["desa_code"] + ")")
    desa = sorted(zip(labels, known["desa_code"], strict=True))
    return {"": "Semua desa", **several, **{code: f"Desa {name}" for name, code in desa}}


def name(source: Source, key: str, wish: Wish) -> str:
    """Return what a file is called."""
    return file_name(store_of(source), key, wish)
