"""Everything that is kept between reruns: the open stores, and results by data version.

Each cached function takes all it depends on as arguments, the data version included; arguments with a leading underscore
are means, not inputs. Errors are not cached: they are raised anew at each try.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.coverage import read_coverage
from analytics.summary import Summary, reasons, summarise
from data.backup import watch
from data.duplicates import read_pairs
from data.errors import DataHidden, PeopleHidden
from data.family import Family, find_families, read_family, read_vulnerable
from data.history import read_history
from data.intake.gazetteer import read_layer
from data.intake.preview import Preview, guess_kind, preview_table
from data.intake.remembered import read_choices
from data.issues import count_issues, gravest_first, read_issues, read_set_aside
from data.office import open_office
from data.papers.make import paper_name
from data.people import read_family_points, read_homes
from data.roles import EVERY, FIGURES, NOTHING, OWN, Actor
from data.rules import read_matrix, read_relations
from data.settings import read_settings
from data.store import Store
from data.waiting_rows import read_done, read_waiting
from data.workflow.leaving import read_left
from data.workflow.lists import read_board, read_candidates, read_proposals
from data.workflow.matching import count_matches, read_matches
from data.workflow.priority import Rule, judge, read_decisions, read_priority, unknown_counts
from data.workflow.priority import preview as preview_priority
from data.workflow.verification import due_per_desa as count_due
from data.workflow.verification import read_due
from data.workflow.written import today
from geo import passing
from geo.maps.base import BaseMap, base_map
from pages.parts import gate, map_layers
from pages.parts.upload import on_disk

DEMO_BADGE = "DATA CONTOH"
HISTORY_ROWS = 500


@dataclass(frozen=True)
class Source:
    """The database that a page reads, at one version of its data: the key of all that is cached.

    ``stamp``: how far records have come that leave the version as it is, for what is counted from them
    (:func:`pages.parts.cache.monev.stamped`); "" for everything else. ``sight``: what the reader may see of people, a key
    of :data:`data.roles.SIGHTS`; ``seen``: with :data:`data.roles.OWN` the desa. Nothing kept for one reader reaches another
    who may see less.
    """

    path: str
    version: int
    is_demo: bool
    stamp: str = ""
    sight: str = EVERY
    seen: tuple[str, ...] = ()


@st.cache_resource(show_spinner="Membuka basis data …")
def open_store(path: str) -> Store:
    """Return the open store of ``path``, one per process; one that is not there yet is made, encrypted."""
    passing.sweep()  # of uploads that a server was reading when it was killed
    store = open_office(path)
    watch(store)
    return store


def source_of(path: str, reader: Actor | None = None) -> Source:
    """Return what is in the database now, as far as ``reader`` may see it; on a desk without accounts all of it."""
    version, is_demo = open_store(path).state()
    who = reader or Actor()
    return Source(path, version, is_demo, sight=who.sees(), seen=who.desa_codes if who.sees() == OWN else ())


def store_of(source: Source) -> Store:
    """Return the open store that ``source`` speaks of.

    To who works for one desa it shows no people of another, and takes nothing about them.

    Raises
    ------
    DataHidden
        The reader keeps accounts only.
    """
    if source.sight == NOTHING:
        raise DataHidden
    store = open_store(source.path)
    return store.only(source.seen, by=gate.actor()) if source.sight == OWN else store


def people_of(source: Source) -> Store:
    """Return the same for questions about people one by one, and for counts of them, however small.

    Raises
    ------
    PeopleHidden
        The reader sees figures only, or (:class:`data.errors.DataHidden`) nothing.
    """
    if source.sight == FIGURES:
        raise PeopleHidden
    return store_of(source)


def uncut(source: Source) -> Source:
    """Return the source as the program counts by it for who sees figures only.

    What comes of it is told to them with small counts hidden, or tells of nobody: only functions of this package that
    see to that may ask so (``tests/pages/test_query_walk.py`` knows which).
    """
    return replace(source, sight=EVERY) if source.sight == FIGURES else source


@st.cache_resource(show_spinner="Menghitung cakupan …", max_entries=64)
def coverage(source: Source, period: str) -> pd.DataFrame:
    """Return the coverage of all desa and programs in a period, ``""``: the newest (shared: do not change it)."""
    return read_coverage(people_of(source), period=period or None)


@st.cache_resource(show_spinner=False, max_entries=128)
def coverage_of(source: Source, period: str, program: str) -> pd.DataFrame:
    """Return the coverage of all desa that the reader may see by one program (shared: do not change it).

    What the store hides of the others would stand here as zeros: that nobody there is poor, nobody unserved.
    """
    every = coverage(source, period)
    rows = every[every["program"] == program]
    return rows[rows["desa_code"].isin(source.seen)] if source.sight == OWN else rows


@st.cache_resource(show_spinner=False, max_entries=64)
def has_families(source: Source) -> bool:
    """Return whether any family is known."""
    return bool(coverage(uncut(source), "")["families"].sum())


@st.cache_resource(show_spinner=False, max_entries=128)
def summary(source: Source, period: str, program: str) -> Summary:
    """Return the figures of one program against those of the period before (shared: do not change them)."""
    earlier = period_before(source, period)
    before = coverage_of(source, earlier, program) if earlier else None
    return summarise(coverage_of(source, period, program), before)


@st.cache_resource(show_spinner=False, max_entries=128)
def worst(source: Source, period: str, program: str) -> pd.DataFrame:
    """Return the five desa to look at first, with the reason (shared: do not change it)."""
    return reasons(coverage(source, period), summary(source, period, program).worst.head(5))


def period_before(source: Source, period: str) -> str:
    """Return the period before ``period``, ``""`` where there is none."""
    known = periods(source)
    return known[known.index(period) + 1] if period in known[:-1] else ""


@st.cache_data(show_spinner=False, max_entries=64)
def periods(source: Source) -> list[str]:
    """Return the periods with a list, newest first."""
    return list(store_of(source).frame("store/periods")["period"])


@st.cache_data(show_spinner=False, max_entries=64)
def programs(source: Source) -> list[str]:
    """Return the programs with a list."""
    return list(store_of(source).frame("store/programs")["program"])


@st.cache_data(show_spinner=False, max_entries=64)
def settings(source: Source) -> dict[str, float | str | None]:
    """Return the office's settings."""
    return read_settings(store_of(source))


@st.cache_data(show_spinner=False, max_entries=64)
def sources(source: Source) -> pd.DataFrame:
    """Return what has been loaded: one row per file, newest first."""
    return store_of(source).frame("store/loads")


@st.cache_resource(show_spinner="Mengumpulkan catatan pemeriksaan …", max_entries=8)
def issues(source: Source) -> pd.DataFrame:
    """Return all issues, masked, the gravest first (shared: do not change it)."""
    return gravest_first(read_issues(people_of(source)))


@st.cache_resource(show_spinner=False, max_entries=8)
def issue_counts(source: Source) -> pd.DataFrame:
    """Return how many rows each kind of issue has (shared: do not change it)."""
    return count_issues(issues(source))


@st.cache_resource(show_spinner="Mengumpulkan baris yang disisihkan …", max_entries=8)
def set_aside(source: Source) -> pd.DataFrame:
    """Return the rows that wait, masked (shared: do not change it)."""
    return read_set_aside(people_of(source))


@st.cache_resource(show_spinner="Mengumpulkan baris yang menunggu …", max_entries=8)
def waiting_rows(source: Source) -> pd.DataFrame:
    """Return the rows that wait to be corrected, with their desa, masked (shared: do not change it)."""
    return read_waiting(people_of(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def left_rows(source: Source) -> pd.DataFrame:
    """Return the rows that wait no longer (shared: do not change it)."""
    return read_done(people_of(source))


@st.cache_data(show_spinner="Membaca berkas …", max_entries=8)
def kind_of_upload(source: Source, file_id: str, _file: UploadedFile) -> str:
    """Return what an uploaded file seems to be."""
    with on_disk(store_of(source), _file) as path:
        return guess_kind(path, remembered=read_choices(store_of(source)))


@st.cache_data(show_spinner="Membaca berkas …", max_entries=8)
def preview(
    source: Source, file_id: str, kind: str, choice: tuple[tuple[str, str], ...], _file: UploadedFile
) -> Preview:
    """Return how an uploaded table would be read, masked."""
    with on_disk(store_of(source), _file) as path:
        return preview_table(path, kind, dict(choice), read_choices(store_of(source)))


@st.cache_data(show_spinner=False, max_entries=16)
def history(source: Source, subject: str) -> pd.DataFrame:
    """Return the newest changes, masked. Who notes something that changes no figure calls ``history.clear()``."""
    return read_history(people_of(source), subject=subject, limit=HISTORY_ROWS)


@st.cache_resource(show_spinner="Menyiapkan batas desa …", max_entries=8)
def layer(source: Source) -> gpd.GeoDataFrame:
    """Return the desa in place (shared between sessions: read it, do not change it)."""
    return read_layer(store_of(source))


@st.cache_resource(show_spinner="Menyiapkan peta …", max_entries=8)
def base(source: Source) -> BaseMap | None:
    """Return the geometry of the maps, ``None`` where no boundaries are loaded."""
    desa = layer(source)
    if desa.empty:
        return None
    notes = ("Batas perkiraan",) if source.is_demo else ()
    counts = coverage(uncut(source), "")
    focus = frozenset(counts.loc[counts["families"] > 0, "desa_code"])
    return base_map(desa, focus=focus, notes=notes, badge=DEMO_BADGE if source.is_demo else "")


@st.cache_data(show_spinner="Mengambil titik rumah …", max_entries=16)
def homes(source: Source, program: str, period: str) -> pd.DataFrame:
    """Return homes without identity."""
    return read_homes(people_of(source), program=program, period=period)


@st.cache_data(show_spinner="Mengambil titik rumah …", max_entries=32)
def family_points(source: Source, program: str, period: str, desa_code: str) -> pd.DataFrame:
    """Return the homes of one desa, masked."""
    return read_family_points(people_of(source), program=program, period=period, desa_code=desa_code)


@st.cache_data(show_spinner="Menggambar titik …", max_entries=32)
def homes_picture(source: Source, period: str, program: str, kind: str) -> map_layers.Picture:
    """Return poor families nobody serves, as ``density`` or ``clusters``."""
    draw = {"density": map_layers.homes_density, "clusters": map_layers.homes_clusters}[kind]
    return draw(homes(source, program, period))


@st.cache_data(show_spinner="Menggambar titik …", max_entries=32)
def desa_homes_picture(source: Source, period: str, program: str, desa_code: str) -> map_layers.Picture:
    """Return the homes of one desa, names masked."""
    return map_layers.homes_of_desa(family_points(source, program, period, desa_code))


@st.cache_resource(show_spinner="Menghitung yang perlu diverifikasi …", max_entries=32)
def _due(source: Source, desa_code: str, with_poor: bool, day: dt.date) -> pd.DataFrame:
    return read_due(people_of(source), desa_code=desa_code, with_poor=with_poor, day=day)


def due(source: Source, desa_code: str, *, with_poor: bool) -> pd.DataFrame:
    """Return who is to be verified as of today, by risk, masked (shared: do not change it)."""
    return _due(source, desa_code, with_poor, today())


@st.cache_resource(show_spinner=False, max_entries=32)
def _due_per_desa(source: Source, desa_code: str, with_poor: bool, day: dt.date) -> pd.DataFrame:
    return count_due(_due(source, desa_code, with_poor, day))


def due_per_desa(source: Source, desa_code: str, *, with_poor: bool) -> pd.DataFrame:
    """Return how many are to be verified where, most first (shared: do not change it)."""
    return _due_per_desa(source, desa_code, with_poor, today())


@st.cache_resource(show_spinner=False, max_entries=32)
def left(source: Source, desa_code: str) -> pd.DataFrame:
    """Return who has left and not come back, masked (shared: do not change it)."""
    return read_left(people_of(source), desa_code=desa_code)


@st.cache_resource(show_spinner=False, max_entries=32)
def board(source: Source, desa_code: str) -> pd.DataFrame:
    """Return how many proposals stand where (shared: do not change it)."""
    return read_board(people_of(source), desa_code=desa_code)


@st.cache_resource(show_spinner="Mengambil usulan …", max_entries=32)
def proposals(source: Source, state: str, desa_code: str) -> pd.DataFrame:
    """Return the proposals of one state, masked (shared: do not change it)."""
    return read_proposals(people_of(source), state=state, desa_code=desa_code)


@st.cache_resource(show_spinner="Mengambil calon …", max_entries=32)
def candidates(source: Source, program: str, served_by: str, period: str, desa_code: str) -> pd.DataFrame:
    """Return poor families that may be proposed, masked (shared: do not change it)."""
    return read_candidates(people_of(source), program=program, served_by=served_by, period=period, desa_code=desa_code)


@st.cache_resource(show_spinner="Mencocokkan kriteria …", max_entries=16)
def priority_preview(source: Source, rule: Rule, desa_code: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return how many families a rule makes priority in each desa, and how many answers are unknown."""
    judged = judge(people_of(source), rule, desa_code=desa_code)
    return preview_priority(judged), unknown_counts(judged, rule)


@st.cache_resource(show_spinner=False, max_entries=16)
def priority(source: Source, desa_code: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the decisions of priority, and the families that are priority now, masked (shared: do not change them)."""
    store = people_of(source)
    return read_decisions(store), read_priority(store, desa_code=desa_code)


@st.cache_resource(show_spinner="Mencocokkan daftar …", max_entries=4)
def matches(source: Source) -> pd.DataFrame:
    """Return every row of every list with what it leads to, masked (shared: do not change it)."""
    return read_matches(people_of(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def match_counts(source: Source, *, per_desa: bool) -> pd.DataFrame:
    """Return how many rows of each list lead to a family, and by what (shared: do not change it)."""
    return count_matches(matches(source), per_desa=per_desa)


@st.cache_data(show_spinner=False, max_entries=8)
def _vulnerable_counts(source: Source, day: dt.date) -> dict[str, int]:
    every = read_vulnerable(people_of(source), on=day)
    return {str(name): int(count) for name, count in every.drop(columns="no_kk").sum().items()}


def vulnerable_counts(source: Source) -> dict[str, int]:
    """Return how many people are known today, and how many of them need special care."""
    return _vulnerable_counts(source, today())


@st.cache_resource(show_spinner="Mencari …", max_entries=32)
def families_found(source: Source, text: str, desa_code: str) -> pd.DataFrame:
    """Return the families that a search finds, masked but for their key (shared: do not change it)."""
    return find_families(people_of(source), text, desa_code=desa_code)


def family(source: Source, key: str, *, is_masked: bool) -> Family | None:
    """Return one family as of today; never kept."""
    return read_family(people_of(source), key, on=today(), is_masked=is_masked)


def family_story(source: Source, key: str) -> pd.DataFrame:
    """Return what has changed about a family, newest first, masked; never kept."""
    return read_history(people_of(source), subject="keluarga", subject_key=key, limit=60)


@st.cache_resource(show_spinner="Mencari data ganda …", max_entries=8)
def pairs(source: Source) -> pd.DataFrame:
    """Return the suspected doubles, masked (shared: do not change it)."""
    return read_pairs(people_of(source))


@st.cache_resource(show_spinner=False, max_entries=16)
def pairs_of_family(source: Source, key: str) -> pd.DataFrame:
    """Return the suspected doubles in which a member of a family stands, masked (shared: do not change it)."""
    return read_pairs(people_of(source), family_key=key)


@st.cache_resource(show_spinner=False, max_entries=32)
def pair_story(source: Source, pair_id: str) -> pd.DataFrame:
    """Return what was decided about a pair, newest first (shared: do not change it)."""
    return read_history(people_of(source), subject="pasangan", subject_key=pair_id)


@st.cache_data(show_spinner=False, max_entries=8)
def matrix(source: Source) -> pd.DataFrame:
    """Return which programs may not combine."""
    return read_matrix(store_of(source))


@st.cache_data(show_spinner=False, max_entries=8)
def relations(source: Source) -> pd.DataFrame:
    """Return what the numbers of relations mean."""
    return read_relations(store_of(source))


@st.cache_data(show_spinner=False, max_entries=64)
def paper_file(source: Source, key: str, program: str, period: str, desa_code: str) -> str:
    """Return what the file of a paper is called."""
    return paper_name(store_of(source), key, program=program, period=period, desa_code=desa_code)
