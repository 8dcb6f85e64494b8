"""Ketepatan: coverage, errors and overlap with their denominators and how sure they are, desa by desa."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.targeting.per_desa import FEWEST, RATES, ROUGH, SURE
from pages.parts import cards, desa_map, filters, frame, tables
from pages.parts.cache import targeting, targeting_maps
from pages.parts.cards import Card
from pages.parts.format import column, number, percent
from pages.parts.targeting_scope import Scope

MAP_HEIGHT_PX = 420
RAW, SMOOTH = "raw_pct", "smooth_pct"
WAYS = {RAW: "Seperti dihitung", SMOOTH: "Diperhalus"}
SMOOTH_TOLD = (
    "Diperhalus (empirical Bayes, Marshall 1991): angka desa dengan sedikit keluarga ditarik ke rata-rata semua desa, "
    "supaya satu dua keluarga tidak membuatnya tampak terbaik atau terburuk."
)
SURE_TOLD = (
    f"Kepastian: lebar selang sampai {number(100 * SURE)} poin persen cukup pasti, sampai {number(100 * ROUGH)} kira-kira; "
    f"selebihnya, atau kurang dari {FEWEST} keluarga, belum pasti."
)
_WRITERS = {name: column(1) for name in ("Dihitung (%)", "Diperhalus (%)")}


def show(scope: Scope) -> None:
    """Show the figures of the place, then the desa."""
    _cards(scope)
    one, two = st.columns(2)
    with one:
        key = filters.choice("Yang dipetakan", {rate.key: rate.label for rate in RATES.values()}, key="sasaran_ukuran")
    with two:
        way = filters.choice("Cara", WAYS, key="sasaran_cara")
    left, right = st.columns([1, 1.2])
    with left:
        picture = targeting_maps.rates(scope.where, scope.period, scope.program, key, way, scope.kecamatan)
        desa_map.show(scope.where, picture, key="peta_sasaran", height_px=MAP_HEIGHT_PX)
    with right:
        shown, codes = targeting_maps.rate_rows(scope.where, scope.period, scope.program, key, scope.kecamatan)
        tables.choose(shown, codes, _WRITERS, key=f"tabel_sasaran_{key}", height_px=MAP_HEIGHT_PX + 40)
    frame.note(
        SURE_TOLD,
        SMOOTH_TOLD,
        targeting.intervals(scope.where, scope.period, scope.program, scope.by).note + ".",
    )


def _cards(scope: Scope) -> None:
    row = targeting.place_row(scope.where, scope.period, scope.program, scope.by, scope.place)
    if row is None:
        return
    sure = targeting.intervals(scope.where, scope.period, scope.program, scope.by)
    cards.show(
        [
            Card(
                "Cakupan",
                percent(100 * row["coverage_share"]),
                f"{number(row['served_poor'])} dari {number(row['poor_families'])} keluarga miskin",
                "Bagian keluarga miskin yang menerima.",
                interval(sure.low, sure.high, scope.place, "coverage_share"),
            ),
            Card(
                "Belum terlayani",
                percent(100 * row["exclusion_share"]),
                f"{number(row['unserved_poor'])} dari {number(row['poor_families'])} keluarga miskin",
                "Exclusion error: bagian keluarga miskin yang tidak menerima (Cornia & Stewart 1993).",
                interval(sure.low, sure.high, scope.place, "exclusion_share"),
            ),
            Card(
                "Tidak tepat sasaran",
                percent(100 * row["inclusion_share"]),
                f"{number(row['served_nonpoor'])} dari {number(row['recipients'])} penerima",
                "Inclusion error: bagian penerima yang desilnya di atas ambang miskin (Cornia & Stewart 1993).",
                interval(sure.low, sure.high, scope.place, "inclusion_share"),
            ),
            Card(
                "Tumpang tindih",
                percent(100 * row["overlap_share"]),
                f"{number(row['overlap_families'])} dari {number(row['recipients'])} penerima menerima dua program atau lebih",
                "Sebagian memang dibolehkan: PKH bersama Sembako.",
                interval(sure.low, sure.high, scope.place, "overlap_share"),
            ),
        ]
    )


def interval(low: pd.DataFrame, high: pd.DataFrame, place: str, key: str) -> str | None:
    """Return "selang 95 %: 73,9–77,1 %", ``None`` where it is not known."""
    if place not in low.index or pd.isna(low.loc[place, key]):
        return None
    return f"selang 95 %: {number(100 * low.loc[place, key], 1)}–{percent(100 * high.loc[place, key])}"
