"""Pemerataan: whom the benefit reaches along the ranks, from the poorest family to the richest."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.targeting.intervals import Intervals
from pages.parts import cards, frame, tables
from pages.parts.cache import targeting, targeting_maps
from pages.parts.cache.targeting_maps import MONEY
from pages.parts.cards import Card
from pages.parts.format import MISSING, column, number, percent, rupiah
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
MONEY_TOLD = {
    "amount_mean_idr": "Jumlah rupiah dalam daftar penerima dibagi penerima yang besarannya tertulis.",
    "amount_poor_share": "Bagian dari rupiah itu yang sampai ke keluarga miskin.",
    "cgh_amount": "Bagian rupiah yang sampai ke keluarga miskin dibagi bagian keluarga miskin di tempat ini (Coady, Grosh & Hoddinott 2004).",
    "c_amount": "Indeks konsentrasi dari rupiah, bukan dari banyaknya penerima. Negatif = yang miskin menerima lebih dari bagiannya.",
}  # fmt: skip
DECIMALS = 2
_NAMES = [*(label for label, _ in INDICES.values()), MONEY["cgh_amount"], MONEY["c_amount"]]
_RUPIAH = {"Jumlah (Rp)": column(0), MONEY["amount_mean_idr"]: column(0), MONEY["amount_poor_share"]: column(1)}


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
    frame.subtitle("Desa demi desa")
    shown, codes = targeting_maps.equity_rows(scope.where, scope.period, scope.program, scope.kecamatan)
    tables.choose(shown, codes, dict.fromkeys(_NAMES, _signed), key="tabel_pemerataan", height_px=300)
    frame.note("Bandingkan desa dengan Wagstaff atau Erreygers: indeks konsentrasi dibatasi oleh banyaknya penerima.")
    _money(scope, row, sure)


def _money(scope: Scope, row: pd.Series, sure: Intervals) -> None:
    """Show whom the rupiah reach, where the lists tell amounts."""
    frame.subtitle("Rupiah: berapa tiap penerima, dan sampai ke siapa")
    payees = row["recipients"] - row["amount_unknown"]
    if pd.isna(row["amount_mean_idr"]):
        frame.note(
            f"Daftar penerima tidak menyebut besaran bagi {number(row['recipients'])} penerima di {scope.place_name}: muat "
            "daftar dengan kolom besaran (rupiah)."
        )
        return
    told = (
        f"{number(payees)} dari {number(row['recipients'])} penerima besarannya tertulis, {rupiah(row['amount_idr'])}"
    )
    written = {"amount_mean_idr": rupiah, "amount_poor_share": lambda value: percent(100 * value)}
    cards.show(
        [
            Card(
                MONEY[key], written.get(key, _signed)(row[key]), told, definition,
                _interval(sure.low, sure.high, scope.place, key, written.get(key, _signed)),
            )
            for key, definition in MONEY_TOLD.items()
        ]
    )  # fmt: skip
    shown, codes = targeting_maps.money_rows(scope.where, scope.period, scope.program, scope.kecamatan)
    tables.choose(shown, codes, _RUPIAH | dict.fromkeys(_NAMES, _signed), key="tabel_rupiah", height_px=300)


def _signed(value: float | None) -> str:
    return MISSING if value is None or pd.isna(value) else targeting_maps.signed(value, DECIMALS)


def _interval(
    low: pd.DataFrame, high: pd.DataFrame, place: str, key: str, write: Callable[[float | None], str] = _signed
) -> str | None:
    if place not in low.index or pd.isna(low.loc[place, key]):
        return None
    return f"selang 95 %: {write(low.loc[place, key])} sampai {write(high.loc[place, key])}"


def _sentence(index: float) -> str:
    if pd.isna(index):
        return "Belum ada penerima untuk diukur"
    if index < 0:
        return "Berpihak pada keluarga miskin"
    return "Berpihak pada keluarga yang lebih mampu" if index > 0 else "Terbagi rata"
