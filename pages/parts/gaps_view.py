"""The pieces of Kesenjangan."""

from __future__ import annotations

import streamlit as st

from data.export import csv_bytes, xlsx_bytes
from data.programs import ALL
from data.takeaway import Taken
from data.targeting import GROUPS
from pages.parts import actor, desa_map, frame, paper_box, sentences, tables, take_away
from pages.parts.cache import Source, gaps
from pages.parts.cache.gaps import SHOWN_FAMILIES, Wish
from pages.parts.format import column, number

MAP_HEIGHT_PX = 430
_WRITERS = {name: column(1 if name.startswith("%") else 0) for name in gaps.NUMBERS}


def of_group(group: str) -> str:
    """Return what follows the word "keluarga miskin", with a space behind it."""
    return f"{sentences.OF_GROUP[group]} " if group else ""


def headline(where: Source, wish: Wish) -> None:
    """Say how many poor families are left out, in the desa chosen or in all, and of whom the group is not known."""
    frame.headline(*gaps.answer(where, wish))
    unknown, poor = gaps.unknown(where, wish)
    if unknown:
        frame.note(
            f"Daftar tidak menyebut apakah {number(unknown)} dari {number(poor)} keluarga miskin termasuk kelompok ini "
            f"({GROUPS[wish.group].lower()}): mereka tidak dihitung di sini. Muat daftar anggota untuk melengkapinya."
        )


def map_and_table(where: Source, wish: Wish) -> None:
    """Show the map and the table of desa: each marks the desa chosen in the other."""
    left, right = st.columns([1, 1])
    with left:
        picture = gaps.picture(where, wish.period, wish.program, wish.group)
        desa_map.show(where, picture, key="peta_kesenjangan", height_px=MAP_HEIGHT_PX)
    shown, codes = gaps.desa_rows(where, wish.period, wish.program, wish.group)
    with right:
        if shown.empty:
            frame.note("Tidak ada keluarga di daftar yang diketahui termasuk kelompok ini.")
            return
        tables.choose(shown, codes, _WRITERS, key="tabel_kesenjangan", height_px=MAP_HEIGHT_PX + 40)


def families(where: Source, wish: Wish) -> None:
    """Show poor families whom nobody serves, masked, and let the list be taken away."""
    rows = gaps.families(where, wish)
    frame.subtitle(f"Keluarga miskin {of_group(wish.group)}yang belum terlayani: {number(len(rows))}")
    if rows.empty:
        frame.note("Tidak ada keluarga miskin yang belum terlayani pada pilihan ini.")
        return
    tables.show(gaps.first_families(where, wish), {}, height_px=320)
    if len(rows) > SHOWN_FAMILIES:
        frame.note(
            f"{number(SHOWN_FAMILIES)} keluarga termiskin tampil; pilih desa, atau unduh untuk melihat semua {number(len(rows))}."
        )
    one, two, _ = st.columns([1, 1, 2])
    name = (
        f"{'DATA CONTOH ' if where.is_demo else ''}belum terlayani {of_group(wish.group)}{wish.program} {wish.period}"
    )
    told = f"{of_group(wish.group)}{wish.program} {wish.period}"
    with one:
        take_away.button(
            where, "belum_terlayani", "Unduh XLSX",
            lambda: Taken(xlsx_bytes({"Belum terlayani": rows}, is_demo=where.is_demo), len(rows)), f"{name}.xlsx",
            scope=told,
        )  # fmt: skip
    with two:
        take_away.button(
            where, "belum_terlayani", "Unduh CSV",
            lambda: Taken(csv_bytes(rows, is_demo=where.is_demo, for_excel=True), len(rows)), f"{name}.csv",
            scope=told,
        )  # fmt: skip


def papers(where: Source, wish: Wish) -> None:
    """Offer the lists that go along to the desa, on paper and for OpenSID."""
    frame.subtitle("Cetak untuk desa")
    if wish.group:
        frame.note("Lembar cetak memuat keluarga dari semua kelompok.")
    program, period, desa = wish.program, wish.period, wish.desa
    who, one, two, three = st.columns(4)
    with who:
        by = actor.box()
    with one:
        paper_box.paper_box(where, "ceklis_miskin", by, program=program, period=period, desa=desa)
    with two:
        paper_box.paper_box(where, "ceklis_penerima", by, program=program, period=period, desa=desa)
    with three:
        if program != ALL:
            paper_box.opensid_box(where, by, program=program, period=period, desa=desa)
