"""What Peta is painted from: figures of any indicator per desa, their classes, tables and words; by data version."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
import pandas as pd
import streamlit as st

from analytics.indicators import AID, INDICATORS, PAIRS
from analytics.targeting import hotspots as lisa
from analytics.targeting.hotspots import Hotspots
from data.programs import ALL, program_label
from geo.maps import layers
from geo.maps.layers import Layer
from pages.parts import atlas_layers, cache, map_layers
from pages.parts.atlas_layers import Both, Classed
from pages.parts.atlas_wish import (
    BOTH,
    BUBBLES,
    CHANGE,
    CLUSTERS,
    DENSITY,
    HOMES,
    OF_HOMES,
    OF_TWO_PERIODS,
    ONE,
    PERIODS,
    SIDES,
    TIME,
    Wish,
)
from pages.parts.cache import Source, places
from pages.parts.cache.indicators import history, values
from pages.parts.format import MISSING, column, month, number
from pages.parts.map_layers import Picture
from pages.parts.tables import Writer, with_data

NAMED = 6
_Rows = TypeVar("_Rows", pd.Series, pd.DataFrame)
NEIGHBOURS, P_DECIMALS = "Rata-rata tetangga", 4
_OF_PERIODS = (TIME, *OF_TWO_PERIODS)
_POOR_HOMES = {DENSITY: "density", BUBBLES: "clusters"}
_MORE = {"poor_families": "Keluarga miskin", "unserved_poor": "Belum terlayani", "recipients": "Penerima"}
_COVERAGE = {
    "Keluarga": ("families", 0), "Keluarga miskin": ("poor_families", 0), "Penerima": ("recipients", 0),
    "Cakupan (%)": ("coverage_pct", 1), "Belum terlayani": ("unserved_poor", 0),
    "Miskin per km²": ("poor_per_km2", 1), "Penerima per km²": ("recipients_per_km2", 1), "Luas (km²)": ("area_km2", 1),
}  # fmt: skip
HIDDEN = "tidak dirinci"
ALL_COUNTED = "Kelas dan jumlah desa: dari semua kecamatan"


@st.cache_resource(show_spinner=False, max_entries=32)
def focus(source: Source, kecamatan_code: str) -> Layer:
    """Return what lets a map begin with one kecamatan."""
    return layers.focus(sorted(places.desa_in(source, kecamatan_code)))


@st.cache_resource(show_spinner=False, max_entries=128)
def classed(source: Source, wish: Wish) -> Classed:
    """Return the desa in the classes that ``wish`` paints, of its first indicator (shared: do not change it)."""
    indicator = INDICATORS[wish.key]
    now = values(source, wish.period, wish.program, wish.key)
    breaks = atlas_layers.breaks_by(indicator, wish.method)
    if wish.view == CHANGE:
        return change(source, wish)[1]
    if wish.view == CLUSTERS:
        return atlas_layers.clustered(hotspots(source, wish.period, wish.program, wish.key), indicator)
    if wish.view == TIME:
        return atlas_layers.classed(now, indicator, breaks, _every(history(source, wish.program, wish.key)))
    if wish.view == PERIODS:
        before = values(source, wish.other_period, wish.program, wish.key)
        return atlas_layers.classed(now, indicator, breaks, pd.concat([before, now], ignore_index=True))
    return atlas_layers.classed(now, indicator, breaks)


@st.cache_resource(show_spinner=False, max_entries=8)
def _neighbours(source: Source) -> pd.DataFrame:
    return lisa.neighbours_of(cache.layer(source).reset_index())


@st.cache_resource(show_spinner="Mencari kantong: 9.999 permutasi …", max_entries=64)
def hotspots(source: Source, period: str, program: str, key: str) -> Hotspots:
    """Return where high or low values of an indicator lie together (shared: do not change it)."""
    return lisa.hotspots(values(source, period, program, key), _neighbours(source))


def _every(by_period: pd.DataFrame) -> pd.Series:
    """Return the values of all periods together."""
    return pd.Series(by_period.to_numpy().ravel())


@st.cache_resource(show_spinner=False, max_entries=64)
def change(source: Source, wish: Wish) -> tuple[pd.Series, Classed]:
    """Return how much each desa has changed since the other period, and that in classes (shared)."""
    before = values(source, wish.other_period, wish.program, wish.key)
    now = values(source, wish.period, wish.program, wish.key)
    return atlas_layers.changed(before, now, INDICATORS[wish.key])


@st.cache_resource(show_spinner=False, max_entries=64)
def both(source: Source, wish: Wish) -> Both:
    """Return two indicators in thirds (shared: do not change them)."""
    first, second = (values(source, wish.period, wish.program, key) for key in (wish.key, wish.other))
    return atlas_layers.both(first, second, (wish.key, wish.other))


@st.cache_resource(show_spinner="Menggambar peta …", max_entries=128)
def picture(source: Source, wish: Wish) -> Picture:
    """Return the map of figures per desa that the reader wishes (shared)."""
    told = tips(source, wish)
    if wish.view == BOTH:
        return atlas_layers.bivariate(both(source, wish), told)
    found = classed(source, wish)
    if wish.view == SIDES:
        other = classed(source, Wish(ONE, wish.period, wish.program, wish.other))
        labels = INDICATORS[wish.key].label, INDICATORS[wish.other].label
        return atlas_layers.two((labels[0], found), (labels[1], other), told)
    if wish.view == PERIODS:
        before = at(source, wish, wish.other_period)
        sides = ((month(wish.other_period), before), (month(wish.period), found))
        left, right = ((when, replace(each, title=f"{when}: {each.title}")) for when, each in sides)
        return atlas_layers.two(left, right, told)
    return atlas_layers.one(found, told)


def at(source: Source, wish: Wish, period: str) -> Classed:
    """Return another period in the classes of both."""
    both_periods = [values(source, each, wish.program, wish.key) for each in (wish.other_period, wish.period)]
    indicator = INDICATORS[wish.key]
    return atlas_layers.classed(
        values(source, period, wish.program, wish.key),
        indicator,
        atlas_layers.breaks_by(indicator, wish.method),
        pd.concat(both_periods, ignore_index=True),
    )


def tips(source: Source, wish: Wish) -> Layer:
    """Return what the map tells of each desa: what is shown first, then figures of coverage that always help."""
    writers = column_writers(source, wish)
    shown = {name: column.map(writers[name]) for name, column in columns(source, wish).items()}
    more = map_layers.tip_texts(cache.coverage_of(source, wish.period, wish.program))
    told = pd.DataFrame(shown)
    names = {name.removesuffix(" (%)") for name in told}
    return layers.tips(told.join(more.drop(columns=list(names & set(more))), how="left").replace(MISSING, None))


def columns(source: Source, wish: Wish) -> dict[str, pd.Series]:
    """Return what the table says of each desa: the same as the map."""
    if wish.view == TIME:
        known = history(source, wish.program, wish.key)
        return {month(period): known[period] for period in known}
    first = values(source, wish.period, wish.program, wish.key)
    if wish.view in {CHANGE, PERIODS}:
        before = values(source, wish.other_period, wish.program, wish.key)
        step, _ = change(source, wish)
        return {month(wish.other_period): before, month(wish.period): first, "Perubahan": step}
    shown = {atlas_layers.name_of(INDICATORS[wish.key]): first}
    if wish.view == CLUSTERS:
        found = hotspots(source, wish.period, wish.program, wish.key).frame
        return {**shown, NEIGHBOURS: found["neighbour_value"], "p": found["p"]}
    if wish.other and wish.other != wish.key:
        other = values(source, wish.period, wish.program, wish.other)
        shown[atlas_layers.name_of(INDICATORS[wish.other])] = other
    return shown


def column_writers(source: Source, wish: Wish) -> dict[str, Writer]:
    """Return how each of :func:`columns` is written."""
    if wish.view in {TIME, CHANGE, PERIODS}:
        periods = [*cache.periods(source), wish.other_period]
        plain = {month(period): _cell(wish.key) for period in periods if period}
        return {**plain, "Perubahan": _signed(INDICATORS[wish.key].decimals)}
    if wish.view == CLUSTERS:
        name = atlas_layers.name_of(INDICATORS[wish.key])
        return {name: _cell(wish.key), NEIGHBOURS: _cell(wish.key), "p": column(P_DECIMALS)}
    keys = [key for key in (wish.key, wish.other) if key]
    return {atlas_layers.name_of(INDICATORS[key]): _cell(key) for key in keys}


def _cell(key: str) -> Writer:
    return lambda value: number(value, INDICATORS[key].decimals)


def _signed(decimals: int) -> Writer:
    def written(value: float | None) -> str:
        text = number(None if value is None else abs(value), decimals)
        if text == MISSING or not value:
            return text
        return f"{'+' if value > 0 else '−'}{text}"

    return written


@st.cache_resource(show_spinner=False, max_entries=128)
def table(source: Source, wish: Wish, kecamatan_code: str) -> tuple[pd.DataFrame, pd.Series, dict[str, Writer]]:
    """Return the table of desa, what matters first, the code of each row, how cells are written (shared)."""
    if wish.view in OF_HOMES:
        return _coverage_table(source, wish, kecamatan_code)
    shown = columns(source, wish)
    frame = pd.DataFrame(shown).dropna(how="all")
    if kecamatan_code:
        frame = frame[frame.index.isin(places.desa_in(source, kecamatan_code))]
    by = list(shown)[-1] if wish.view in _OF_PERIODS else next(iter(shown))
    is_low_first = INDICATORS[wish.key].direction == AID and wish.view not in OF_TWO_PERIODS
    frame = frame.sort_values(by, ascending=is_low_first, na_position="last", kind="stable")
    counts = cache.coverage_of(source, wish.period, wish.program).drop_duplicates("desa_code").set_index("desa_code")
    more = counts.reindex(frame.index)[list(_MORE)].rename(columns=_MORE)
    if wish.view == CLUSTERS:
        found = hotspots(source, wish.period, wish.program, wish.key).frame
        frame.insert(1, "Kantong", found["label"])
    rows = pd.concat([_names(source, frame.index, kecamatan_code), frame, more], axis=1)
    writers = {**column_writers(source, wish), **dict.fromkeys(_MORE.values(), column(0))}
    return rows.reset_index(drop=True), pd.Series(frame.index), writers


def _names(source: Source, codes: pd.Index, kecamatan_code: str) -> pd.DataFrame:
    """Return the desa by name, with their kecamatan where there are several."""
    told = places.places(source).reindex(codes).rename(columns={"desa_name": "Desa", "kecamatan_name": "Kecamatan"})
    has_several = not kecamatan_code and len(told["Kecamatan"].unique()) > 1
    return told[["Desa", "Kecamatan"] if has_several else ["Desa"]]


def _coverage_table(
    source: Source, wish: Wish, kecamatan_code: str
) -> tuple[pd.DataFrame, pd.Series, dict[str, Writer]]:
    known = with_data(places.rows_in(source, wish.period, wish.program, kecamatan_code))
    ordered = known.sort_values(["unserved_poor", "exclusion_pct"], ascending=False)
    shown = {name: ordered[key] for name, (key, _) in _COVERAGE.items()}
    writers = {name: column(decimals) for name, (_, decimals) in _COVERAGE.items()}
    return pd.DataFrame({"Desa": ordered["desa_name"], **shown}), ordered["desa_code"], writers


@st.cache_resource(show_spinner=False, max_entries=128)
def answer(source: Source, wish: Wish, kecamatan_code: str = "") -> tuple[str, str]:
    """Return what the map says of one kecamatan (``""``: of all desa) as a heading, and the line below it."""
    of = "" if wish.program == ALL else f" ({program_label(wish.program)})"
    of += f" di Kecamatan {places.kecamatan(source)[kecamatan_code]}" if kecamatan_code else ""
    own = places.desa_in(source, kecamatan_code) if kecamatan_code else None
    if wish.view == BOTH:
        return _answer_of_both(source, wish, of, own)
    if wish.view in OF_TWO_PERIODS:
        return _answer_of_change(source, wish, of, own)
    if wish.view == CLUSTERS:
        return _answer_of_clusters(source, wish, of, own)
    indicator, now = INDICATORS[wish.key], _within(values(source, wish.period, wish.program, wish.key), own)
    known = now.dropna().sort_values(ascending=indicator.direction == AID, kind="stable")
    if known.empty:
        return f"{indicator.label}: tidak ada data untuk {month(wish.period)}{of}", indicator.definition
    written = atlas_layers.value_writer(indicator)
    first = " · ".join(f"{places.desa_name(source, code)} {written(value)}" for code, value in known.head(3).items())
    word = "terendah" if indicator.direction == AID else "tertinggi"
    detail = f"{month(wish.period)} · nilai tengah {written(known.median())} dari {number(len(known))} desa"
    return f"{indicator.label} {word}: {first}{of}", detail


def _within(rows: _Rows, own: frozenset[str] | None) -> _Rows:
    """Return the rows of some desa, ``None``: all."""
    return rows if own is None else rows[rows.index.isin(own)]


def _answer_of_both(source: Source, wish: Wish, of: str, own: frozenset[str] | None) -> tuple[str, str]:
    every = both(source, wish)
    found = replace(
        every,
        first_classes=_within(every.first_classes, own),
        second_classes=_within(every.second_classes, own),
    )
    pair = PAIRS["bagian"]
    is_usual = (wish.key, wish.other) == (pair.need, pair.aid)
    labels = found.first.label, found.second.label.lower()
    words = "kemiskinan tinggi, bantuan rendah" if is_usual else f"{labels[0].lower()} tinggi, {labels[1]} rendah"
    named = ", ".join(places.desa_name(source, code) for code in found.corner()[:NAMED])
    detail = f"{labels[0]} lawan {labels[1]}{of}"
    return (
        f"{number(len(found.corner()))} dari {number(found.known_count())} desa: {words}",
        f"{named} · {detail}" if named else detail,
    )


def _answer_of_change(source: Source, wish: Wish, of: str, own: frozenset[str] | None) -> tuple[str, str]:
    step, found = change(source, wish)
    known = _within(step, own).dropna()
    down, still, up = (int((sign == known.map(np.sign)).sum()) for sign in (-1, 0, 1))
    indicator = INDICATORS[wish.key]
    most = known[known.abs() > 0].abs().sort_values(ascending=False, kind="stable").head(3).index
    written = _signed(indicator.decimals)
    named = " · ".join(f"{places.desa_name(source, code)} {written(known[code])}" for code in most)
    detail = f"{month(wish.other_period)} → {month(wish.period)} · {found.title}{of}"
    return (
        f"{indicator.label} naik di {number(up)} desa, turun di {number(down)}, tetap di {number(still)}",
        f"Terbesar: {named} · {detail}" if named else detail,
    )


def _answer_of_clusters(source: Source, wish: Wish, of: str, own: frozenset[str] | None) -> tuple[str, str]:
    found = hotspots(source, wish.period, wish.program, wish.key)
    frame, label = _within(found.frame, own), INDICATORS[wish.key].label.lower()
    high, low = (frame.index[frame["category"] == key] for key in (lisa.HIGH_HIGH, lisa.LOW_LOW))
    told = [
        f"{word} di {number(len(codes))} desa ({', '.join(places.desa_name(source, code) for code in codes[:NAMED])})"
        for word, codes in (("tinggi", high), ("rendah", low))
        if len(codes)
    ]
    known = int(frame["value"].notna().sum())
    answer = f"Kantong {label}: {'; '.join(told)}" if told else f"Tidak ada kantong {label} yang signifikan"
    return f"{answer}{of}", f"{month(wish.period)} · {number(known)} desa · {found.note}"


@st.cache_resource(show_spinner=False, max_entries=64)
def within(source: Source, wish: Wish, desa: str, kecamatan_code: str) -> Picture:
    """Return the map of ``wish`` (homes: of ``desa``), begun with one kecamatan (shared)."""
    shown = _of_homes(source, wish, desa) if wish.view in OF_HOMES else picture(source, wish)
    return begun_with(source, shown, kecamatan_code)


def begun_with(source: Source, shown: Picture, kecamatan_code: str) -> Picture:
    """Return a map that begins with one kecamatan, ``""``: as it is."""
    if not kecamatan_code:
        return shown
    legend = f'{shown.legend}<p class="ps-source">{ALL_COUNTED}</p>' if "jumlah desa" in shown.legend else shown.legend
    return Picture((*shown.layers, focus(source, kecamatan_code)), legend)


@st.cache_data(show_spinner=False, max_entries=64)
def homes_told(source: Source, period: str, program: str, desa: str, kecamatan_code: str) -> str:
    """Return how many poor families nobody serves have a home to be drawn, of a desa, a kecamatan or all, in words."""
    rows, homes = places.rows_in(source, period, program, kecamatan_code), cache.homes(source, program, period)
    rows = rows[rows["desa_code"] == desa] if desa else rows
    own = homes["desa_code"].isin(rows["desa_code"])
    drawn, every = int((own & homes["is_poor"] & ~homes["is_served"]).sum()), int(rows["unserved_poor"].sum())
    return (
        f"Yang belum terlayani dan punya titik rumah: {number(drawn)} dari {number(every)}; {number(every - drawn)} tanpa "
        "titik rumah tidak digambar"
    )


def _of_homes(source: Source, wish: Wish, desa: str) -> Picture:
    if wish.view != HOMES:
        return cache.homes_picture(source, wish.period, wish.program, _POOR_HOMES[wish.view])
    if desa:
        return cache.desa_homes_picture(source, wish.period, wish.program, desa)
    return usual(source, wish.period, wish.program)


def usual(source: Source, period: str, program: str) -> Picture:
    """Return poverty against coverage (shared)."""
    pair = PAIRS["bagian"]
    return picture(source, Wish(BOTH, period, program, pair.need, pair.aid))


def single(source: Source, period: str, program: str, key: str) -> Picture:
    """Return one indicator in its own classes (shared)."""
    return picture(source, Wish(ONE, period, program, key))
