"""What no trip brings: where, why, what would help, and a button that tries it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.delivery.scenario import Offer, offers
from pages.parts import frame, tables
from pages.parts.cache import Source, plans
from pages.parts.format import column, kilograms, number
from pages.parts.routes_state import Shown

MOST_OFFERS = 4


def show(where: Source, shown: Shown, on_try: Callable[[Offer], None]) -> None:
    """Show what is left out; ``on_try`` is told what to try."""
    rows = shown.frames.unserved
    if rows.empty:
        return
    frame.subtitle(f"Belum terlayani: {number(rows['stop_id'].nunique())} titik, alasan, dan yang membantu")
    table = pd.DataFrame(
        {
            "Titik": rows["label"],
            "Keluarga": rows["family_count"],
            "Prioritas": rows["priority_count"],
            "Muatan": rows["load_kg"],
            "Alasan": rows["reason"],
            "Yang membantu": rows["remedy"],
        }
    )
    if not table["Prioritas"].fillna(0).any():
        table = table.drop(columns="Prioritas")
    tables.show(table, {"Keluarga": column(0), "Prioritas": column(0), "Muatan": kilograms}, height_px=320)
    _offers(where, shown, on_try)


def _offers(where: Source, shown: Shown, on_try: Callable[[Offer], None]) -> None:
    rows = shown.frames.unserved
    fleet = plans.fleet(where)
    labels = dict(zip(fleet["vehicle_key"], fleet["label"], strict=True))
    known = offers(rows, labels, shown.result["totals"].get("remedies") or ())[:MOST_OFFERS]
    if not known:
        return
    frame.note(
        "Coba yang membantu: rencana baru dihitung dengan tambahan itu dan disimpan di samping yang ini; tabel kendaraan "
        "dan desa tidak berubah."
    )
    with st.container(horizontal=True):
        for position, offer in enumerate(known):
            told = f"Terapkan: {offer.text} ({number(offer.family_count)} keluarga)"
            if st.button(told, key=f"terapkan_{position}"):
                on_try(offer)
