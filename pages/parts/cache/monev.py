"""What monev tells, by data version and by the stamps of its records and of the hand-overs.

Each function takes a source that :func:`stamped` has given its stamp; without one it answers as of the data version.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from analytics.indicators import COMPLAINTS, INDICATORS, NEEDS, SATISFACTION, by_desa
from analytics.monev import actions as actions_of
from analytics.monev import complaints as complaints_of
from analytics.monev import needs as needs_of
from analytics.monev import performance, satisfaction
from analytics.monev.measures import COMPLETE, IN_TIME, MEASURES, OF_COVERAGE, Inputs
from analytics.monev.windows import QUARTER, window, within
from analytics.report import delivered, few
from analytics.report.told import Told
from analytics.suppression import LIMIT
from data.errors import SurveyTooFine
from data.export import csv_bytes, xlsx_bytes
from data.handover.reading import read_stamp as read_handover_stamp
from data.monev import complaints, figures, meetings, needs, survey
from data.monev.written import read_desa, read_stamp
from data.programs import ALL
from data.roles import FIGURES, OWN
from data.workflow.written import today
from geo.maps import layers
from pages.parts import atlas_layers, cache, map_layers
from pages.parts.cache import Source, handover, people_of, reports, solved, store_of, uncut
from pages.parts.format import MISSING

_TREND_PERIODS = 6
_OF_MONEV = {SATISFACTION, COMPLAINTS, NEEDS}


def stamped(source: Source) -> Source:
    """Return the source as far as the records of monev and of hand-overs have come; never kept."""
    store = store_of(source)
    return replace(source, stamp=f"{read_stamp(store)}~{read_handover_stamp(store)}")


def stamped_for(source: Source, *keys: str) -> Source:
    """Return :func:`stamped` where one of the indicators ``keys`` is counted from records of monev, else the source."""
    is_monev = any(INDICATORS[key].table in _OF_MONEV for key in keys if key)
    return stamped(source) if is_monev else source


def plain(source: Source) -> Source:
    """Return the source for what no record of monev changes: coverage, geometry."""
    return replace(source, stamp="")


@st.cache_resource(show_spinner=False, max_entries=8)
def answers(source: Source) -> pd.DataFrame:
    """Return all answers of surveys that count (shared: do not change them)."""
    return survey.read_answers(people_of(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def typed(source: Source) -> pd.DataFrame:
    """Return the newest answers that were typed in (shared: do not change them)."""
    return survey.read_typed(people_of(source))


def weight(source: Source) -> float:
    """Return the weight of each unsur that the office has chosen."""
    return satisfaction.weight_of(cache.settings(plain(source))["ikm_weight"])


@st.cache_resource(show_spinner=False, max_entries=64)
def answers_in(source: Source, period: str, unit: str, service: str) -> pd.DataFrame:
    """Return the answers of a stretch of time, of one service, "": of all (shared: do not change them)."""
    rows = within(answers(source), *window(period, unit))
    return rows[rows["service"] == service] if service else rows


@st.cache_data(show_spinner=False, max_entries=8)
def services(source: Source) -> list[str]:
    """Return the services that surveys ask about, in the order of the alphabet."""
    return sorted(set(answers(uncut(source))["service"]) - {""})


def _check_detail(source: Source, unit: str, service: str) -> None:
    """Let only questions go on whose answers, one less the others, tell of no fewer than five respondents.

    Who sees figures only could take one service from all, or two months from their quarter, and so find out what is
    hidden in each answer by itself. Quarters have no respondent in common.

    Raises
    ------
    SurveyTooFine
    """
    if source.sight == FIGURES and (unit != QUARTER or service):
        raise SurveyTooFine


@st.cache_resource(show_spinner=False, max_entries=64)
def ikm(source: Source, period: str, unit: str, service: str) -> satisfaction.Ikm:
    """Return the index of these answers (shared: do not change it). Raises as :func:`_check_detail`."""
    _check_detail(source, unit, service)
    found = satisfaction.ikm(answers_in(uncut(source), period, unit, service), weight(source))
    return satisfaction.published(found) if source.sight == FIGURES else found


@st.cache_resource(show_spinner=False, max_entries=64)
def ikm_by(source: Source, period: str, unit: str, service: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the index per value of ``columns`` (shared: do not change it). Raises as :func:`_check_detail`."""
    _check_detail(source, unit, service)
    rows = satisfaction.by(answers_in(uncut(source), period, unit, service), list(columns), weight(source))
    return satisfaction.suppressed(rows) if source.sight == FIGURES else rows


@st.cache_resource(show_spinner=False, max_entries=16)
def ikm_trend(source: Source, unit: str, service: str) -> pd.DataFrame:
    """Return the index month by month, quarter by quarter … over all time (shared: do not change it).

    Raises as :func:`_check_detail`.
    """
    _check_detail(source, unit, service)
    rows = satisfaction.trend(answers_in(uncut(source), "", "semua", service), weight(source), unit)
    return satisfaction.suppressed(rows) if source.sight == FIGURES else rows


@st.cache_resource(show_spinner=False, max_entries=64)
def satisfaction_by_desa(source: Source, period: str, _program: str = "") -> pd.DataFrame:
    """Return IKM per desa of the quarter that holds the month, few respondents left out (shared: do not change it)."""
    return satisfaction.by_desa(answers_in(uncut(source), period, QUARTER, ""), weight(source), _known_desa(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def _judged(source: Source, day: dt.date) -> pd.DataFrame:
    limit = float(str(cache.settings(plain(source))["complaint_days"]))
    return complaints_of.judge(complaints.read_complaints(people_of(source)), today=day, limit_days=limit)


def judged(source: Source) -> pd.DataFrame:
    """Return all complaints as they stand today, late ones first (shared: do not change them)."""
    return _judged(source, today())


def has_complaints(source: Source) -> bool:
    """Return whether there is any complaint."""
    return not judged(uncut(source)).empty


@st.cache_resource(show_spinner=False, max_entries=32)
def _counts(source: Source, day: dt.date) -> dict[str, pd.DataFrame]:
    """Return complaints counted by kind, by desa and by month; to who sees figures only without small counts."""
    if source.sight == FIGURES and has_complaints(source):
        told = _published_complaints(source, day)
        return {"kind": told.kind, "desa_code": told.desa_code, "when": told.when}
    rows = _judged(uncut(source), day)
    return {
        "kind": complaints_of.count_by(rows, ["kind"]),
        "desa_code": complaints_of.count_by(rows, ["desa_code"]),
        "when": complaints_of.by_month(rows).fillna({"when": complaints_of.UNDATED}),
    }


@st.cache_resource(show_spinner="Menyembunyikan angka kecil …", max_entries=8)
def _published_complaints(source: Source, day: dt.date) -> complaints_of.Published:
    return complaints_of.published(_judged(uncut(source), day))


def complaint_counts(source: Source, column: str) -> pd.DataFrame:
    """Return complaints counted by ``kind``, ``desa_code`` (with ``desa_name``) or ``when`` they came."""
    rows = _counts(source, today())[column]
    if column != "desa_code":
        return rows
    names = judged(uncut(source)).drop_duplicates("desa_code").set_index("desa_code")["desa_name"]
    return rows.assign(desa_name=rows["desa_code"].map(names))


def complaint_sums(source: Source) -> pd.Series:
    """Return the counts of all complaints; to who sees figures only fewer of them, missing where they are small."""
    if source.sight != FIGURES or not has_complaints(source):
        return complaints_of.total(judged(uncut(source)))
    return _published_complaints(source, today()).total


def sees_rows(source: Source) -> bool:
    """Return whether the reader may see complaints one by one."""
    return source.sight != FIGURES


@st.cache_resource(show_spinner=False, max_entries=8)
def _complaints_by_desa(source: Source, day: dt.date) -> pd.DataFrame:
    every = cache.coverage(plain(uncut(source)), "").drop_duplicates("desa_code").set_index("desa_code")["families"]
    rows = _judged(uncut(source), day)
    table = complaints_of.by_desa(rows, every[every.index.isin(source.seen)] if source.sight == OWN else every)
    if source.sight != FIGURES or rows.empty:
        return table
    told = _counts(source, day)["desa_code"].set_index("desa_code")
    is_open = table["desa_code"].isin(told.index[told["open_count"].notna()]) & (table["families"] >= LIMIT)
    newest = next(iter(cache.periods(plain(source))), "")
    if of_coverage := _told(source, newest):
        is_open &= ~table["desa_code"].isin(of_coverage.solved.closed.desa)
    closed = (*complaints_of.COUNTS, "open_per_1000", "families")  # complaints and their rate tell how many families
    shown = table.astype(dict.fromkeys(closed, "Float64"))
    return shown.assign(**{name: shown[name].mask(~is_open) for name in closed})


def complaints_by_desa(source: Source, _period: str = "", _program: str = "") -> pd.DataFrame:
    """Return complaints per desa as they stand today (shared: do not change it)."""
    return _complaints_by_desa(source, today())


@st.cache_resource(show_spinner=False, max_entries=32)
def steps(source: Source, complaint_key: str) -> pd.DataFrame:
    """Return what became of a complaint (shared: do not change it)."""
    return complaints.read_steps(people_of(source), complaint_key)


@st.cache_resource(show_spinner=False, max_entries=8)
def kinds(source: Source) -> pd.DataFrame:
    """Return what complaints may be about (shared: do not change it)."""
    return complaints.read_kinds(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def desa(source: Source) -> dict[str, str]:
    """Return every known desa: code → name, names that stand twice with their code (shared: do not change it).

    For who works for one desa: that one.
    """
    rows = read_desa(store_of(source))
    if source.sight == OWN:
        rows = rows[rows["desa_code"].isin(source.seen)]
    twice = rows["desa_name"].duplicated(keep=False)
    names = rows["desa_name"].where(~twice, rows["desa_name"] + " (" + rows["desa_code"] + ")")
    return dict(zip(rows["desa_code"], names, strict=True))


@st.cache_resource(show_spinner=False, max_entries=8)
def _figures(source: Source) -> pd.DataFrame:
    return figures.read_figures(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=32)
def figures_table(source: Source, key: str, period: str) -> pd.DataFrame:
    """Return what the office counted for an indicator in a month, a row for every known desa (shared).

    To who sees figures only without the counts that :func:`indicator_by_desa` hides.
    """
    rows = _figures(source)
    known = desa(source)
    own = rows[(rows["indicator"] == key) & (rows["period"] == period)].set_index("desa_code").reindex(list(known))
    counts = own[["part", "whole"]].astype("Int64").reset_index(drop=True)
    if source.sight == FIGURES:
        told = indicator_by_desa(source, key, period).set_index("desa_code").reindex(list(known))
        counts.loc[told[["part", "whole"]].isna().any(axis=1).to_numpy()] = pd.NA
    names = pd.DataFrame({"desa": list(known.values())})
    return names.join(counts).assign(source=own["source"].fillna("").to_numpy())


@st.cache_resource(show_spinner=False, max_entries=8)
def targets(source: Source) -> pd.DataFrame:
    """Return the targets (shared: do not change them)."""
    return figures.read_targets(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=32)
def _inputs(source: Source, period: str, day: dt.date) -> Inputs:
    source = uncut(source)
    bare = plain(source)
    handed = source.stamp.partition("~")[2]
    return performance.inputs_of(
        period,
        coverage=cache.coverage_of(bare, period, ALL) if period in cache.periods(bare) else None,
        standing=handover.standing(bare, handed, tuple(cache.programs(bare)), period),
        answers=answers(source),
        complaints=_judged(source, day),
        figures=_figures(source),
        weight=weight(source),
    )


@st.cache_resource(show_spinner=False, max_entries=32)
def _values(source: Source, period: str, day: dt.date) -> pd.DataFrame:
    inputs = _inputs(source, period, day)
    values = performance.measure_all(inputs)
    if source.sight != FIGURES:
        return values
    complaints_told = _published_complaints(source, day) if has_complaints(source) else None
    told = _told(source, period)
    return few.told_values(values, period, told=told, standing=inputs.standing, complaints=complaints_told)


def _told(source: Source, period: str) -> Told | None:
    """Return what is told of the coverage of a month to who sees figures only; ``None`` where there is no list of it."""
    if period not in cache.periods(plain(source)):
        return None
    return solved.told(source.path, source.version, len(reports.announced(plain(source))), period)


@st.cache_resource(show_spinner=False, max_entries=32)
def _performance(source: Source, period: str, day: dt.date) -> pd.DataFrame:
    earlier = cache.period_before(plain(source), period)
    before = _values(source, earlier, day) if earlier else None
    near = float(str(cache.settings(plain(source))["near_target_points"]))
    known = performance.target_of(targets(source), period)
    return performance.judge(_values(source, period, day), known, before, near_points=near)


def indicators(source: Source, period: str) -> pd.DataFrame:
    """Return the indicators of a month against their targets and the month before (shared: do not change it)."""
    return _performance(source, period, today())


def _trend_periods(source: Source, period: str) -> list[str]:
    known = [one for one in cache.periods(plain(source)) if one <= period][:_TREND_PERIODS]
    return sorted(known)


@st.cache_resource(show_spinner=False, max_entries=32)
def _trend(source: Source, period: str, day: dt.date) -> pd.DataFrame:
    rows = {one: _values(source, one, day)["value"] for one in _trend_periods(source, period)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(MEASURES)).rename_axis("period")


def trend(source: Source, period: str) -> pd.DataFrame:
    """Return the values of the last months up to ``period``: a row per month, a column per indicator (shared)."""
    return _trend(source, period, today())


@st.cache_resource(show_spinner=False, max_entries=64)
def _trend_of(source: Source, key: str, period: str, day: dt.date) -> pd.DataFrame:
    known = targets(source)
    rows = {
        one: _values(source, one, day).loc[key].to_dict()
        | {"target": performance.target_of(known, one)["target"].get(key, float("nan"))}
        for one in _trend_periods(source, period)
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["part", "whole", "value", "target"], dtype=float)


def trend_of(source: Source, key: str, period: str) -> pd.DataFrame:
    """Return one indicator over the last months: index month; ``part, whole, value``, ``target`` of each (shared)."""
    return _trend_of(source, key, period, today())


@st.cache_resource(show_spinner=False, max_entries=64)
def _of_desa(source: Source, key: str, period: str, day: dt.date) -> pd.DataFrame:
    inputs = _inputs(source, period, day)
    rows = performance.figures_by_desa(MEASURES[key], inputs)
    if source.sight != FIGURES:
        return rows
    told = _told(source, period)
    if key in OF_COVERAGE and told is not None:
        return performance.by_what_is_told(few.coverage_by_desa(told, key), key)
    if key in {COMPLETE, IN_TIME}:
        counts = delivered.told_by_desa(inputs.standing, told) if key == COMPLETE and told is not None else None
        return performance.by_what_is_told(few.only_told(rows, counts), key)
    return performance.published(rows, key)


def indicator_by_desa(source: Source, key: str, period: str) -> pd.DataFrame:
    """Return an indicator of a month desa by desa, the worst first (shared: do not change it)."""
    return _of_desa(source, key, period, today())


@st.cache_resource(show_spinner=False, max_entries=8)
def stated_needs(source: Source) -> pd.DataFrame:
    """Return needs and resources as they stand, to who sees figures only without small amounts (shared: do not change it)."""
    rows = needs.read_needs(store_of(source))
    return needs_of.without_few(rows) if source.sight == FIGURES else rows


@st.cache_resource(show_spinner=False, max_entries=8)
def need_categories(source: Source) -> pd.DataFrame:
    """Return needs and resources by category (shared: do not change it)."""
    return needs_of.by_category(stated_needs(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def needs_by_desa(source: Source, _period: str = "", _program: str = "") -> pd.DataFrame:
    """Return needs and resources counted per desa (shared: do not change it)."""
    return needs_of.by_desa(stated_needs(source), _known_desa(source))


def _known_desa(source: Source) -> pd.Index:
    codes = pd.Index(cache.coverage(plain(uncut(source)), "")["desa_code"]).drop_duplicates()
    return codes[codes.isin(source.seen)] if source.sight == OWN else codes[codes != ""]


@st.cache_resource(show_spinner=False, max_entries=8)
def meetings_held(source: Source) -> pd.DataFrame:
    """Return the meetings, newest first (shared: do not change it)."""
    return meetings.read_meetings(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def meeting_versions(source: Source) -> pd.DataFrame:
    """Return how meetings stood before they were corrected, newest first (shared: do not change it)."""
    return meetings.read_versions(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def _actions(source: Source, day: dt.date) -> pd.DataFrame:
    return actions_of.judge(meetings.read_actions(store_of(source)), today=day)


def actions(source: Source) -> pd.DataFrame:
    """Return what was agreed, as it stands today: open ones first, the latest on top (shared: do not change it)."""
    return _actions(source, today())


@st.cache_resource(show_spinner=False, max_entries=8)
def action_steps(source: Source) -> pd.DataFrame:
    """Return how actions came to stand as they do (shared: do not change it)."""
    return meetings.read_action_steps(store_of(source))


@st.cache_data(show_spinner="Menggambar peta …", max_entries=16)
def _picture(source: Source, key: str, period: str, day: dt.date) -> map_layers.Picture:
    frames: dict[str, Callable[[Source, str], pd.DataFrame]] = {
        SATISFACTION: satisfaction_by_desa, COMPLAINTS: complaints_by_desa, NEEDS: needs_by_desa,
    }  # fmt: skip
    indicator = INDICATORS[key]
    values = by_desa(frames[indicator.table](source, period), key)
    written = values.map(atlas_layers.value_writer(indicator)).replace(MISSING, None)
    told = layers.tips(pd.DataFrame({indicator.label: written}))
    return atlas_layers.one(atlas_layers.classed(values, indicator, indicator.breaks), told)


def picture(source: Source, key: str, period: str) -> map_layers.Picture:
    """Return the map of an indicator of monev (a key of ``INDICATORS``) as of today."""
    return _picture(source, key, period, today())


@st.cache_data(show_spinner=False, max_entries=8)
def figures_file(source: Source, key: str, period: str, headers: tuple[tuple[str, str], ...]) -> bytes:
    """Return :func:`figures_table` as a workbook that comes back as a file; ``headers``: column and its header."""
    table = figures_table(source, key, period).rename(columns=dict(headers))
    return xlsx_bytes({MEASURES[key].label: table}, is_demo=source.is_demo)


@st.cache_resource(show_spinner=False, max_entries=8)
def needs_table(source: Source) -> pd.DataFrame:
    """Return needs and resources as the page edits them (shared: do not change it)."""
    return needs.as_table(stated_needs(source))


@st.cache_data(show_spinner=False, max_entries=8)
def needs_files(source: Source) -> tuple[bytes, bytes]:
    """Return :func:`needs_table` as XLSX and as CSV."""
    table = needs_table(source)
    book = xlsx_bytes({"Kebutuhan dan potensi": table}, is_demo=source.is_demo)
    return book, csv_bytes(table, is_demo=source.is_demo, for_excel=True)
