"""Maps and tables of Sasaran, kept by data version."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.dusun import UNKNOWN
from analytics.suppression import TOTAL
from analytics.targeting.cells import BETWEEN, DESA
from analytics.targeting.intervals import Intervals
from analytics.targeting.per_desa import CERTAINTY, RATES
from analytics.targeting.score import TOP
from analytics.targeting.what_if import RULES, Change, Outcome
from geo.maps import layers
from geo.maps.classes import Breaks
from geo.maps.palette import SEQUENTIAL, SEQUENTIAL_AID
from pages.parts import atlas_layers
from pages.parts.cache import Source, atlas, dusun, places, targeting
from pages.parts.cache.atlas import HIDDEN, NAMED
from pages.parts.cache.targeting import Weights
from pages.parts.format import MISSING, number, percent
from pages.parts.map_layers import SUPPRESS_BELOW, Picture

_GROUP_COUNTS = {
    "poor_families": "Keluarga miskin", "served_poor": "Miskin terlayani", "unserved_poor": "Miskin belum terlayani",
    "recipients": "Penerima", "served_nonpoor": "Penerima tidak miskin",
}  # fmt: skip


def _share(value: float) -> str:
    return percent(100 * value)


def signed(value: float, decimals: int = 2) -> str:
    """Return a figure that may be below zero: "−0,40"."""
    text = number(abs(value), decimals)
    return text if text == MISSING or value >= 0 else f"−{text}"


_FIGURES: dict[str, tuple[str, Callable[[float], str]]] = {
    "recipients": ("Penerima (keluarga)", number),
    "served_poor": ("Keluarga miskin terlayani", number),
    "unserved_poor": ("Keluarga miskin belum terlayani", number),
    "coverage_share": ("Cakupan (dari keluarga miskin)", _share),
    "exclusion_share": ("Belum terlayani (dari keluarga miskin)", _share),
    "inclusion_share": ("Tidak tepat sasaran (dari penerima)", _share),
    "cgh": ("Rasio CGH", signed),
    "c_index": ("Indeks konsentrasi", signed),
}
MONEY = {
    "amount_mean_idr": "Rp tiap penerima", "amount_poor_share": "Ke keluarga miskin (%)",
    "cgh_amount": "CGH rupiah", "c_amount": "Indeks rupiah",
}  # fmt: skip
"""Column of :func:`analytics.targeting.figures.figures` → its heading."""
_TIPS = {"raw_pct": "Dihitung (%)", "smooth_pct": "Diperhalus (%)"}


@st.cache_resource(show_spinner="Menggambar peta …", max_entries=64)
def rates(source: Source, period: str, program: str, key: str, way: str, kecamatan: str) -> Picture:
    """Return one rate desa by desa (shared). ``way``: a column of :func:`analytics.targeting.per_desa.per_desa`."""
    found, rate = targeting.rates(source, period, program, key), RATES[key]
    hue = SEQUENTIAL if rate.is_need else SEQUENTIAL_AID
    classed = atlas_layers.classed_in(found[way], f"{rate.label} (%)", 1, Breaks(), hue)
    told = pd.DataFrame({name: found[column].map(lambda value: number(value, 1)) for column, name in _TIPS.items()})
    told["Selang 95 %"] = between(found["low_pct"], found["high_pct"], 1)
    told[rate.base_label.capitalize()] = found["base"].map(number)
    told["Kepastian"] = found["certainty"].map(CERTAINTY)
    picture = atlas_layers.one(classed, layers.tips(told.replace(MISSING, None)))
    return atlas.begun_with(source, picture, kecamatan)


@st.cache_resource(show_spinner=False, max_entries=64)
def rate_rows(source: Source, period: str, program: str, key: str, kecamatan: str) -> tuple[pd.DataFrame, pd.Series]:
    """Return the table of one rate, what matters first, and the code of each row (shared: do not change them)."""
    rate = RATES[key]
    found = targeting.rates(source, period, program, key)
    found = found[found["base"] > 0]
    if kecamatan:
        found = found[found.index.isin(places.desa_in(source, kecamatan))]
    found = found.sort_values(["raw_pct", "base"], ascending=[not rate.is_need, False])
    shown = pd.DataFrame(
        {
            "Desa": [places.desa_name(source, code) for code in found.index],
            f"{rate.label}": [
                f"{number(part)} dari {number(whole)}"
                for part, whole in zip(found["events"], found["base"], strict=True)
            ],
            "Dihitung (%)": found["raw_pct"].to_numpy(),
            "Selang 95 %": between(found["low_pct"], found["high_pct"], 1).to_numpy(),
            "Diperhalus (%)": found["smooth_pct"].to_numpy(),
            "Kepastian": found["certainty"].map(CERTAINTY).to_numpy(),
        }
    )
    return shown, pd.Series(found.index)


def between(low: pd.Series, high: pd.Series, decimals: int = 2) -> pd.Series:
    """Return intervals in words: "12,0–31,5", with figures below zero "−0,42 sampai −0,10"; a dash where there is none."""
    joint = " sampai " if (low < 0).any() else "–"
    told = [
        f"{signed(one, decimals)}{joint}{signed(other, decimals)}" if pd.notna(one) and pd.notna(other) else MISSING
        for one, other in zip(low, high, strict=True)
    ]
    return pd.Series(told, index=low.index, dtype="object")


@st.cache_resource(show_spinner=False, max_entries=64)
def equity_rows(source: Source, period: str, program: str, kecamatan: str) -> tuple[pd.DataFrame, pd.Series]:
    """Return ratio and indices of each desa with recipients, the most for the better-off first (shared)."""
    found = targeting.figures(source, period, program, DESA)
    found = found[(found.index != "") & found["c_index"].notna()]
    if kecamatan:
        found = found[found.index.isin(places.desa_in(source, kecamatan))]
    found = found.sort_values("erreygers", ascending=False)
    sure = targeting.intervals(source, period, program, DESA)
    shown = pd.DataFrame(
        {
            "Desa": [places.desa_name(source, code) for code in found.index],
            "Penerima": found["recipients"].to_numpy(),
            **_with_interval("Rasio CGH", found["cgh"], sure, "cgh"),
            **_with_interval("Indeks konsentrasi", found["c_index"], sure, "c_index"),
            "Wagstaff": found["wagstaff"].to_numpy(),
            **_with_interval("Erreygers", found["erreygers"], sure, "erreygers"),
        }
    )
    return shown, pd.Series(found.index)


def _with_interval(
    label: str, values: pd.Series, sure: Intervals, key: str, *, decimals: int = 2, scale: float = 1.0
) -> dict[str, object]:
    """Return a column and the one that tells its interval."""
    low, high = (scale * each[key].reindex(values.index) for each in (sure.low, sure.high))
    return {label: (scale * values).to_numpy(), f"Selang {label}": between(low, high, decimals).to_numpy()}


@st.cache_resource(show_spinner=False, max_entries=64)
def money_rows(source: Source, period: str, program: str, kecamatan: str) -> tuple[pd.DataFrame, pd.Series]:
    """Return the figures of rupiah of each desa with recipients, the most for each first; no row where none is told (shared)."""
    found = targeting.figures(source, period, program, DESA)
    found = found[(found.index != "") & found["amount_mean_idr"].notna()]
    if kecamatan:
        found = found[found.index.isin(places.desa_in(source, kecamatan))]
    found = found.sort_values("amount_mean_idr", ascending=False)
    sure = targeting.intervals(source, period, program, DESA)
    payees = found["recipients"] - found["amount_unknown"]
    told = [f"{number(part)} dari {number(whole)}" for part, whole in zip(payees, found["recipients"], strict=True)]
    shown = pd.DataFrame(
        {
            "Desa": [places.desa_name(source, code) for code in found.index],
            "Besaran tertulis": told,
            "Jumlah (Rp)": found["amount_idr"].to_numpy(),
            **_with_interval(MONEY["amount_mean_idr"], found["amount_mean_idr"], sure, "amount_mean_idr", decimals=0),
            **_with_interval(
                MONEY["amount_poor_share"], found["amount_poor_share"], sure, "amount_poor_share", decimals=1, scale=100
            ),
            **_with_interval(MONEY["cgh_amount"], found["cgh_amount"], sure, "cgh_amount"),
            **_with_interval(MONEY["c_amount"], found["c_amount"], sure, "c_amount"),
        }
    )
    return shown, pd.Series(found.index)


@st.cache_resource(show_spinner=False, max_entries=64)
def group_rows(
    source: Source, period: str, program: str, by: str, place: str, codes: frozenset[str]
) -> tuple[pd.DataFrame, str]:
    """Return the groups of a place beside all its families, and of how many families nothing is known (shared).

    ``codes``: the desa of the place, empty for all.
    """
    every = targeting.groups(source, period, program, by)
    own = every[every["place"] == place]
    whole = targeting.figures(source, period, program, by).loc[[place]].assign(label="Semua keluarga")
    rows = pd.concat([whole, own], ignore_index=True)
    parts = rows[["served_poor", "unserved_poor", "recipients", "served_nonpoor"]]
    is_small = (parts.gt(0) & parts.lt(SUPPRESS_BELOW)).any(axis=1)
    groups = targeting.group_intervals(source, period, program, by, codes)
    sure = [targeting.intervals(source, period, program, by), *(groups[key] for key in own["group"])]
    low, high = (
        pd.DataFrame([getattr(each, side).reindex([place]).loc[place] for each in sure], index=rows.index).mask(
            is_small
        )
        for side in ("low", "high")
    )
    shown = pd.DataFrame(
        {
            "Kelompok": rows["label"],
            **{name: rows[key].map(number).mask(is_small, HIDDEN) for key, name in _GROUP_COUNTS.items()},
            "Cakupan (%)": (100 * rows["coverage_share"]).mask(is_small),
            "Selang cakupan": between(100 * low["coverage_share"], 100 * high["coverage_share"], 1),
            "Tidak tepat sasaran (%)": (100 * rows["inclusion_share"]).mask(is_small),
            "Selang tidak tepat": between(100 * low["inclusion_share"], 100 * high["inclusion_share"], 1),
        }
    )
    families = rows["families"].map(number)
    shown.insert(1, "Keluarga", families.mask(rows["families"].between(1, SUPPRESS_BELOW - 1), HIDDEN))
    if rows["amount_mean_idr"].notna().any():
        shown[MONEY["amount_mean_idr"]] = rows["amount_mean_idr"].mask(is_small)
        shown["Selang rupiah"] = between(low["amount_mean_idr"], high["amount_mean_idr"], 0)
    unknown = " · ".join(f"{row.label.lower()} {number(row.unknown_families)}" for row in own.itertuples())
    return shown, unknown


@st.cache_resource(show_spinner=False, max_entries=64)
def dusun_rows(source: Source, period: str, program: str, desa_code: str) -> pd.DataFrame:
    """Return the dusun of a desa with coverage and how sure it is, small cells hidden (shared: do not change it)."""
    shown, kept = (each(source, period, program, desa_code) for each in (dusun.rows, dusun.counts))
    if shown.empty:
        return shown
    share = kept["served_poor"] / kept["poor_families"].where(kept["poor_families"] > 0)
    within = targeting.dusun_intervals(source, period, program, desa_code)
    whole = targeting.intervals(source, period, program, DESA)
    names = [
        desa_code if name == TOTAL else f"{desa_code}{BETWEEN}{'' if name == UNKNOWN else name}" for name in kept.index
    ]
    low, high = (
        100
        * pd.concat([each["coverage_share"] for each in ends]).reindex(names).set_axis(kept.index).where(share.notna())
        for ends in ((within.low, whole.low), (within.high, whole.high))
    )
    return shown.assign(**{"Cakupan (%)": (100 * share).to_numpy(), "Selang cakupan": between(low, high, 1).to_numpy()})


@st.cache_resource(show_spinner=False, max_entries=32)
def codes_in(source: Source, kecamatan: str, desa: str) -> frozenset[str]:
    """Return the desa of a scope; none: all."""
    if desa:
        return frozenset([desa])
    return places.desa_in(source, kecamatan) if kecamatan else frozenset()


Rules = tuple[str, str]


def _outcomes(
    source: Source, period: str, program: str, codes: frozenset[str], change: Change, rules: Rules
) -> list[Outcome]:
    return [targeting.outcome(source, period, program, codes, change, rule) for rule in rules]


@st.cache_resource(show_spinner=False, max_entries=32)
def compared(
    source: Source, period: str, program: str, codes: frozenset[str], change: Change, rules: Rules
) -> pd.DataFrame:
    """Return the figures before and after by each rule, written (shared)."""
    first, second = _outcomes(source, period, program, codes, change, rules)
    ways = {"Sebelum": first.before, f"Sesudah: {first.rule.label}": first.after}
    ways[f"Sesudah: {second.rule.label}"] = second.after
    return pd.DataFrame(
        {
            "Ukuran": [label for label, _ in _FIGURES.values()],
            **{way: [write(row[key]) for key, (_, write) in _FIGURES.items()] for way, row in ways.items()},
        }
    )


@st.cache_resource(show_spinner=False, max_entries=32)
def chosen_rows(
    source: Source, period: str, program: str, codes: frozenset[str], change: Change, rules: Rules
) -> tuple[pd.DataFrame, pd.Series]:
    """Return how many families each rule chooses in each desa, and the coverage after; most first (shared)."""
    first, second = (one.by_desa for one in _outcomes(source, period, program, codes, change, rules))
    labels = [RULES[rule].label for rule in rules]
    both = pd.DataFrame(
        {
            "Calon": first["candidates"],
            f"{labels[0]}: keluarga": first["chosen_count"],
            **({} if rules[0] == rules[1] else {f"{labels[1]}: keluarga": second["chosen_count"]}),
            "Cakupan kini (%)": 100 * first["coverage_before"],
            f"{labels[0]}: cakupan (%)": 100 * first["coverage_after"],
            **({} if rules[0] == rules[1] else {f"{labels[1]}: cakupan (%)": 100 * second["coverage_after"]}),
        }
    )
    both = both[both["Calon"] > 0]
    both = both.sort_values([f"{labels[0]}: keluarga", "Calon"], ascending=False)
    both.insert(0, "Desa", [places.desa_name(source, code) for code in both.index])
    return both.reset_index(drop=True), pd.Series(both.index)


@st.cache_resource(show_spinner="Menggambar peta …", max_entries=32)
def chosen(source: Source, period: str, program: str, codes: frozenset[str], change: Change, rules: Rules) -> Picture:
    """Return how many families each rule chooses in each desa, side by side in the same classes (shared)."""
    outcomes = _outcomes(source, period, program, codes, change, rules)
    counts = [one.by_desa["chosen_count"] for one in outcomes]
    counts = [one.astype(float) for one in counts]
    among = pd.concat(counts, ignore_index=True)
    classes = [atlas_layers.classed_in(one, "Keluarga terpilih (keluarga)", 0, Breaks(), among=among) for one in counts]
    told = pd.DataFrame({one.rule.label: count.map(number) for one, count in zip(outcomes, counts, strict=True)})
    left, right = ((one.rule.label, each) for one, each in zip(outcomes, classes, strict=True))
    shown = atlas_layers.two(left, right, layers.tips(told))
    return Picture((*shown.layers, layers.focus(sorted(codes))), shown.legend) if codes else shown


@st.cache_resource(show_spinner=False, max_entries=32)
def score_rows(
    source: Source, period: str, program: str, weights: Weights, kecamatan: str
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the desa by their local priority score, how firm their rank is, and the code of each row (shared)."""
    found = targeting.score(source, period, program, weights).frame
    found = found[found["score"].notna()].sort_values(["rank", "score"], ascending=[True, False])
    if kecamatan:
        found = found[found.index.isin(places.desa_in(source, kecamatan))]
    low, high = (found[name].map(number).astype(str) for name in ("rank_low", "rank_high"))
    shown = pd.DataFrame(
        {
            "Desa": [places.desa_name(source, code) for code in found.index],
            "Skor (0–100)": found["score"].to_numpy(),
            "Peringkat": found["rank"].astype(float).to_numpy(),
            "Rentang peringkat": low.where(low == high, low + "–" + high).to_numpy(),
            f"Masuk {TOP} teratas (%)": 100 * found["top_share"].to_numpy(),
        }
    )
    return shown, pd.Series(found.index)


@st.cache_data(show_spinner=False, max_entries=32)
def unscored(source: Source, period: str, program: str, weights: Weights, kecamatan: str) -> str:
    """Return the desa that have families but no score, by name, "" where there is none."""
    found = targeting.score(source, period, program, weights).frame
    known = places.rows_in(source, period, program, kecamatan)
    known = known[(known["families"] > 0) & known["desa_code"].isin(found.index[found["score"].isna()])]
    names = sorted(known["desa_name"])
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" dan {number(more)} desa lain" if more > 0 else "")


@st.cache_resource(show_spinner="Menggambar peta …", max_entries=32)
def score_picture(source: Source, period: str, program: str, weights: Weights, kecamatan: str) -> Picture:
    """Return the map of the local priority score (shared)."""
    found = targeting.score(source, period, program, weights).frame
    classed = atlas_layers.classed_in(found["score"], "Skor prioritas lokal (0–100)", 0, Breaks())
    told = pd.DataFrame({"Skor prioritas lokal": found["score"].map(lambda value: number(value, 1))})
    told["Peringkat"] = found["rank"].map(number)
    picture = atlas_layers.one(classed, layers.tips(told.replace(MISSING, None)))
    return atlas.begun_with(source, picture, kecamatan)
