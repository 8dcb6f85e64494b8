"""Pemerataan: whom the benefit reaches along the ranks, from the poorest family to the richest."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import cards, frame, tables
from pages.parts.cache import targeting, targeting_maps
from pages.parts.cards import Card
from pages.parts.format import MISSING, number
from pages.parts.targeting_scope import Scope

INDICES = {
    "cgh": (
        "Rasio CGH",
        (
            "Bagian penerima yang miskin dibagi bagian keluarga miskin di tempat ini (Coady, Grosh & Hoddinott 2004). "
            "1 = seperti dibagi tanpa melihat; di atas 1 = berpihak pada yang miskin."
        ),
    ),
    "c_index": (
        "Indeks konsentrasi",
        (
            "Dari −1 sampai +1; keluarga diurutkan menurut desil (O'Donnell dkk. 2008). Negatif = yang miskin menerima "
            "lebih dari bagiannya."
        ),
    ),
    "wagstaff": ("Wagstaff", "Indeks konsentrasi dibagi (1 − bagian penerima): untuk bantuan ya/tidak, sebelum desa dibandingkan."),
    "erreygers": ("Erreygers", "4 × bagian penerima × indeks konsentrasi: untuk bantuan ya/tidak, sebelum desa dibandingkan."),
}  # fmt: skip
DECIMALS = 2
_NAMES = [label for label, _ in INDICES.values()]


def show(scope: Scope) -> None:
    """Show the indices with their intervals, the curve, and the desa side by side."""
    row = targeting.place_row(scope.where, scope.period, scope.program, scope.by, scope.place)
    if row is None:
        return
    sure = targeting.intervals(scope.where, scope.period, scope.program, scope.by)
    told = f"{number(row['recipients'])} penerima dari {number(row['families'])} keluarga"
    cards.show(
        [
            Card(label, _signed(row[key]), told, definition, _interval(sure.low, sure.high, scope.place, key))
            for key, (label, definition) in INDICES.items()
        ]
    )
    left, right = st.columns([1, 1])
    with left:
        frame.subtitle("Kurva konsentrasi")
        st.image(targeting.curve(scope.where, scope.period, scope.program, scope.by, scope.place), width=400)
    with right:
        frame.subtitle(_sentence(float(row["c_index"])))
        frame.note(
            "Garis putus-putus: kalau bantuan dibagi rata. Kurva di atas garis: keluarga miskin menerima lebih dari "
            "bagiannya, dan indeksnya negatif. Kurva di bawah garis: yang mampu menerima lebih, dan indeksnya positif.",
            "Keluarga yang sedesil dianggap sama. Keluarga tanpa desil tidak ikut diurutkan.",
            sure.note + ".",
        )
        shown, codes = targeting_maps.equity_rows(scope.where, scope.period, scope.program, scope.kecamatan)
        tables.choose(shown, codes, dict.fromkeys(_NAMES, _signed), key="tabel_pemerataan", height_px=300)
        frame.note(
            "Bandingkan desa dengan Wagstaff atau Erreygers: indeks konsentrasi dibatasi oleh banyaknya penerima."
        )


def _signed(value: float | None) -> str:
    text = number(None if value is None or pd.isna(value) else abs(value), DECIMALS)
    return text if text == MISSING or not value or value >= 0 else f"−{text}"


def _interval(low: pd.DataFrame, high: pd.DataFrame, place: str, key: str) -> str | None:
    if place not in low.index or pd.isna(low.loc[place, key]):
        return None
    return f"selang 95 %: {_signed(low.loc[place, key])} sampai {_signed(high.loc[place, key])}"


def _sentence(index: float) -> str:
    if pd.isna(index):
        return "Belum ada penerima untuk diukur"
    if index < 0:
        return "Berpihak pada keluarga miskin"
    return "Berpihak pada keluarga yang lebih mampu" if index > 0 else "Terbagi rata"
