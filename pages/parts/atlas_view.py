"""The pieces of Peta."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.indicators import INDICATORS
from data.programs import program_label
from pages.parts import atlas_layers, desa_map, filters, frame, map_picture, sentences, tables
from pages.parts.atlas_wish import HOMES, OF_HOMES, OF_TWO_PERIODS, PERIODS, SIDES, Wish
from pages.parts.cache import Source, atlas, dusun, places
from pages.parts.format import month, number, percent
from pages.parts.map_layers import SUPPRESS_BELOW

MAP_HEIGHT_PX = 460


def headline(where: Source, wish: Wish, table: pd.DataFrame) -> None:
    """Say what the map shows."""
    kecamatan = filters.present_kecamatan(places.kecamatan(where))
    if wish.view in OF_HOMES:
        chosen = filters.desa() if wish.view == HOMES else None
        place = f" di Kecamatan {places.kecamatan(where)[kecamatan]}" if kecamatan and not chosen else ""
        rows = table if chosen else places.rows_in(where, wish.period, wish.program, kecamatan)
        answer = sentences.gap_in(rows, wish.program, chosen, place)
        told = atlas.homes_told(where, wish.period, wish.program, chosen or "", "" if chosen else kecamatan)
        frame.headline(answer, f"{month(wish.period)} · {told} · nama disamarkan")
    else:
        frame.headline(*atlas.answer(where, wish, kecamatan))


def map_of(where: Source, wish: Wish, table: pd.DataFrame) -> str:
    """Show the map chosen, its legend beside it, and the way down to a desa; return the kecamatan looked into."""
    left, right = st.columns([2.6, 1])
    with right:
        kecamatan = _way_down(where, wish)
        picture = atlas.within(where, wish, filters.desa() or "", kecamatan)
        if wish.view == HOMES and not filters.desa():
            frame.note("Klik satu desa di peta untuk melihat rumah-rumahnya.")
        if wish.view in OF_TWO_PERIODS and wish.period == wish.other_period:
            frame.note("Kedua periode sama: pilih periode pembanding yang lain.")
        st.html(picture.legend)
        _desa_figures(table)
        map_picture.box(where, wish, kecamatan)
    with left:
        sides = 2 if wish.view in {SIDES, PERIODS} else 1
        key = "peta_sejajar" if sides == 2 else "peta_utama"  # noqa: PLR2004  two maps
        desa_map.show(where, picture, key=key, height_px=MAP_HEIGHT_PX, sides=sides, with_legend=False)
    return kecamatan


def _way_down(where: Source, wish: Wish) -> str:
    """Let the reader go from all kecamatan to one, and to one desa of it."""
    known = places.kecamatan(where)
    chosen = filters.kecamatan(known) if len(known) > 1 else ""
    filters.desa_box(where, wish.period, wish.program, chosen)
    return chosen


def _desa_figures(table: pd.DataFrame) -> None:
    """Show the figures of the desa chosen."""
    chosen = filters.desa()
    if chosen is None:
        return
    for row in table[table["desa_code"] == chosen].itertuples():
        frame.figures(
            str(row.desa_name),
            {
                "Keluarga miskin belum terlayani": f"{number(row.unserved_poor)} dari {number(row.poor_families)}",
                "Cakupan": percent(row.coverage_pct),
                "Keluarga penerima": number(row.recipients),
                "Di antaranya tidak miskin": number(row.served_nonpoor),
                "Menerima dua program atau lebih": number(row.overlap_families),
            },
        )


def desa_table(where: Source, wish: Wish, kecamatan: str) -> None:
    """Show the table that says the same as the map; clicking a row chooses its desa."""
    shown, codes, writers = atlas.table(where, wish, kecamatan)
    tables.choose(shown, codes, writers, key="tabel_peta", height_px=300)


def dusun_table(where: Source, wish: Wish, table: pd.DataFrame) -> None:
    """Show the dusun of the desa chosen, small cells hidden."""
    chosen = filters.desa()
    names = table.loc[table["desa_code"] == chosen, "desa_name"]
    if chosen is None or names.empty:
        return
    frame.subtitle(f"Dusun di {names.iloc[0]}")
    shown = dusun.rows(where, wish.period, wish.program, chosen)
    if shown.empty:
        frame.note("Dusun keluarga di desa ini tidak diketahui.")
        return
    tables.show(shown, {}, height_px=260)
    frame.note(f"Tidak dirinci: angka di bawah {SUPPRESS_BELOW}, dan angka lain yang bisa membukanya.")


def source_of(wish: Wish) -> str:
    """Return where the figures come from, of what and when."""
    what = f"{program_label(wish.program)} · {month(wish.period)}"
    if wish.view in OF_HOMES:
        return f"Sumber: berkas yang dimuat kantor · {what} · nama disamarkan"
    told = [
        f"{atlas_layers.name_of(one)}: {one.definition} Penyebut: {one.denominator}."
        for one in (INDICATORS[key] for key in dict.fromkeys([wish.key, wish.other]) if key)
    ]
    return f"{' '.join(told)} Sumber: {INDICATORS[wish.key].source} · {what}"
