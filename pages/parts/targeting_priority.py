"""Prioritas: the local score with its weights on the screen, and what becomes of it when they change."""

from __future__ import annotations

import streamlit as st

from analytics.targeting.score import COMPONENTS, TOP
from pages.parts import desa_map, frame, tables
from pages.parts.cache import access, targeting, targeting_maps
from pages.parts.format import column, number
from pages.parts.targeting_scope import Scope

MAP_HEIGHT_PX = 420
_WRITERS = {"Skor (0–100)": column(1), "Peringkat": column(0), f"Masuk {TOP} teratas (%)": column(0)}


def show(scope: Scope) -> None:
    """Let the reader weigh, show the order of the desa and how firm it is."""
    weights = _weights()
    found = targeting.score(scope.where, scope.period, scope.program, weights)
    shown, codes = targeting_maps.score_rows(scope.where, scope.period, scope.program, weights, scope.kecamatan)
    if shown.empty:
        frame.note("Belum ada desa yang semua angkanya diketahui, atau semua bobot 0.")
        return
    first = " · ".join(
        f"{name} {number(score)}" for name, score in zip(shown["Desa"].head(3), shown["Skor (0–100)"], strict=False)
    )
    frame.subtitle(f"Skor prioritas lokal tertinggi: {first}")
    left, right = st.columns([1, 1.2])
    with left:
        picture = targeting_maps.score_picture(scope.where, scope.period, scope.program, weights, scope.kecamatan)
        desa_map.show(scope.where, picture, key="peta_prioritas", height_px=MAP_HEIGHT_PX)
    with right:
        tables.choose(shown, codes, _WRITERS, key="tabel_prioritas", height_px=MAP_HEIGHT_PX + 40)
    basis = access.remoteness_basis(scope.where, scope.period)
    unscored = targeting_maps.unscored(scope.where, scope.period, scope.program, weights, scope.kecamatan)
    frame.note(
        found.note,
        f"Keterpencilan: {basis}."
        if basis
        else "Keterpencilan tidak ikut ditimbang: belum ada titik layanan dengan koordinat. Muat titiknya di halaman Akses.",
        *([f"Tanpa skor, karena ada angkanya yang belum diketahui: {unscored}."] if unscored else []),
        "Rentang peringkat: letak desa itu pada 90 % susunan bobot acak di sekitar bobot Anda. Rentang yang lebar berarti "
        "urutannya bergantung pada bobot, bukan pada datanya.",
    )


def _weights() -> tuple[tuple[str, float], ...]:
    """Return component → weight, as the sliders say."""
    chosen = []
    for place, entry in zip(st.columns(len(COMPONENTS)), COMPONENTS.values(), strict=True):
        with place:
            weight = st.slider(
                entry.label, 0, 100, round(100 * entry.weight), step=5, key=f"bobot_{entry.key}", help=entry.definition
            )
        chosen.append((entry.key, float(weight)))
    return tuple(chosen)
