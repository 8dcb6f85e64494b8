"""A map taken away as a picture, made on demand: the classes and colours of the screen, for papers and slides."""

from __future__ import annotations

import streamlit as st

from data.programs import program_label
from data.takeaway import Taken, release
from geo.progress import Progress
from pages.parts import actor, cache, frame, paper_box
from pages.parts.atlas_wish import OF_HOMES, Wish
from pages.parts.cache import Source, atlas_static
from pages.parts.format import month

_MIME = {"png": "image/png", "svg": "image/svg+xml"}


def box(where: Source, wish: Wish, kecamatan: str) -> None:
    """Show the button for the picture of the map shown; of two maps, for each."""
    if wish.view in OF_HOMES or not atlas_static.has_ground(where):
        return
    with st.popover("Unduh gambar peta", width="stretch"):
        _box(where, wish, kecamatan)


@st.fragment
def _box(where: Source, wish: Wish, kecamatan: str) -> None:
    frame.note("Warna dan kelas sama dengan layar; dengan keterangan, skala, arah utara, dan sumber.")
    sheets = atlas_static.sheet_names(where, wish)
    for place, name in enumerate(sheets):
        if len(sheets) > 1:
            frame.note(name)
        for kind, told in (("png", "PNG"), ("svg", "SVG")):
            _offer(where, wish, kecamatan, place, kind, f"Buat {told}")


def _offer(where: Source, wish: Wish, kecamatan: str, place: int, kind: str, label: str) -> None:
    def made(progress: Progress) -> bytes:
        progress(0.2, "Menggambar …")
        return release(
            cache.store_of(where), "gambar_peta", actor.present(),
            lambda: Taken(atlas_static.drawn(where, wish, kecamatan, place, "svg" if kind == "svg" else "png")), scope=told,
        )  # fmt: skip

    told = f"{atlas_static.sheet_names(where, wish)[place]} {program_label(wish.program)} {month(wish.period)}.{kind}"
    name = f"{'DATA CONTOH ' if where.is_demo else ''}peta {told}".replace("/", "-")
    paper_box.offer(f"peta_{place}_{kind}", label, made, name, _MIME[kind], is_ready=True, is_main=kind == "png")
