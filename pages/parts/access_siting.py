"""Where new service points should stand: asked for, worked out with progress, kept for the session."""

from __future__ import annotations

import streamlit as st

from analytics.access.sites import Proposal, propose
from analytics.access.siting import COVER, MODELS, NO_WAY_MIN
from data.service_points import KINDS
from pages.parts import filters, frame, tables
from pages.parts.access_wish import SitingWish, Wish
from pages.parts.cache import Source, access
from pages.parts.choice import one_of
from pages.parts.format import column, number
from pages.parts.wait import waiting

MOST_POINTS, USUAL_POINTS = 10, 3
_MODEL, _COUNT = "model_titik", "jumlah_titik"
_TIME_LIMIT_S = 30.0


def _wish() -> SitingWish:
    model, count = filters.answer(_MODEL), filters.answer(_COUNT)
    return SitingWish(
        model if isinstance(model, str) else COVER, int(count) if isinstance(count, int) else USUAL_POINTS
    )


def found(where: Source, wish: Wish) -> Proposal | None:
    """Return what was found for what is asked now, ``None`` before it was worked out."""
    kept = filters.answer(access.siting_key(where, wish, _wish()))
    return kept if isinstance(kept, Proposal) else None


def show(where: Source, wish: Wish) -> None:
    """Ask for model and number, work it out, show the places and what each additional one brings."""
    kind = KINDS[wish.kind].label.lower()
    frame.note(
        f"Titik yang sudah berdiri tetap. Calon letak: permukiman yang ada; penyebut: keluarga miskin yang koordinat rumahnya diketahui ({kind})."
    )
    one, two, three = st.columns([2, 2, 1], vertical_alignment="bottom")
    with one:
        one_of("Tujuan", [COVER, *(key for key in MODELS if key != COVER)], words=MODELS.__getitem__, key=_MODEL)
    with two:
        st.slider("Paling banyak titik baru", 1, MOST_POINTS, USUAL_POINTS, key=_COUNT)
    with three:
        is_asked = st.button("Cari letaknya", type="primary", width="stretch")
    if is_asked:
        _work_out(where, wish, _wish())
    result = found(where, wish)
    if result is None:
        frame.note("Tekan “Cari letaknya” untuk menghitung; letaknya tampil di peta dan di sini.")
        return
    _result(where, wish, result)


def _work_out(where: Source, wish: Wish, asked: SitingWish) -> None:
    with waiting("Mencari letak …") as progress:
        result = propose(
            access.question(where, wish), asked.count, model=asked.model, limit_min=float(wish.limit_min),
            time_limit_s=_TIME_LIMIT_S, progress=progress,
        )  # fmt: skip
    filters.remember(access.siting_key(where, wish, asked), result)
    st.rerun()


def _result(where: Source, wish: Wish, result: Proposal) -> None:
    best = result.best
    if result.sites.empty:
        frame.say(f"Titik baru tidak menambah apa pun: semua yang dapat dijangkau sudah sampai {wish.limit_min} menit.")
        return
    if best.model == COVER:
        text = (
            f"{number(len(result.sites))} titik baru: keluarga miskin sampai {wish.limit_min} menit naik dari {number(best.before)} "
            f"menjadi {number(best.objective)} dari {number(best.family_count)} — {best.sentence}"
        )
    else:
        before, after = (value / best.family_count for value in (best.before, best.objective))
        text = (
            f"{number(len(result.sites))} titik baru: waktu tempuh rata-rata turun dari {number(before, 1)} menjadi "
            f"{number(after, 1)} menit per keluarga miskin — {best.sentence}"
        )
    frame.subtitle(text)
    left, right = st.columns([1, 1])
    with left:
        rows = access.site_rows(where, result)
        writers = {name: column(0) for name in rows.columns[1:3]} | {name: column(5) for name in ("Bujur", "Lintang")}
        tables.show(rows, writers, height_px=320)
    with right:
        curve = access.curve_rows(result)
        value = "Keluarga terjangkau" if best.model == COVER else "Menit per keluarga"
        digits = 0 if best.model == COVER else 1
        told = "Tambahan keluarga terjangkau" if best.model == COVER else "Menit yang dihemat per keluarga"
        st.bar_chart(curve.iloc[1:], x="Titik baru", y="Tambahan", y_label=told, height=200)
        tables.show(
            curve, {value: column(digits), "Terjangkau (%)": column(1), "Tambahan": column(digits)}, height_px=260
        )
    frame.note(
        "Tiap baris adalah letak terbaik untuk jumlah itu sendiri: letak untuk jumlah kecil tidak selalu termasuk dalam jumlah yang lebih besar.",
        f"Keluarga tanpa jalan dihitung {number(NO_WAY_MIN / 60)} jam pada tujuan waktu tempuh. Waktu dihitung dari tengah permukiman.",
    )
