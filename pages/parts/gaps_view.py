"""The pieces of Kesenjangan."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.summary import Summary
from data.export import csv_bytes, xlsx_bytes
from data.programs import ALL
from pages.parts import actor, cache, desa_map, frame, paper_box, sentences, tables
from pages.parts.cache import Source, atlas
from pages.parts.format import column, number
from pages.parts.tables import with_data

MAP_HEIGHT_PX = 430
SHOWN_FAMILIES = 500
_NUMBERS = {
    "Belum terlayani": "unserved_poor", "Keluarga miskin": "poor_families", "% belum terlayani": "exclusion_pct",
    "Terlayani": "served_poor", "Tidak tepat sasaran": "served_nonpoor", "Penerima": "recipients",
    "Keluarga": "families", "Tanpa desil": "families_without_desil",
}  # fmt: skip
_WRITERS = {name: column(1 if name.startswith("%") else 0) for name in _NUMBERS}
_FAMILY_COLUMNS = {
    "no_kk": "No. KK", "name_head": "Kepala keluarga", "desa_name": "Desa", "dusun": "Dusun", "rt": "RT", "rw": "RW",
    "desil": "Desil", "member_count": "Anggota", "has_point": "Ada titik",
}  # fmt: skip


def headline(table: pd.DataFrame, summary: Summary, program: str, desa: str | None) -> None:
    """Say how many poor families are left out, in the desa chosen or in all."""
    detail = (
        f"{number(len(summary.worst))} desa punya keluarga miskin yang belum terlayani. Klik desa di peta atau tabel."
    )
    frame.headline(sentences.gap_in(table, program, desa), detail)


def map_and_table(where: Source, table: pd.DataFrame, period: str, program: str) -> None:
    """Show the map and the table of desa: each marks the desa chosen in the other."""
    left, right = st.columns([1, 1])
    with left:
        picture = atlas.single(where, period, program, "unserved_poor")
        desa_map.show(where, picture, key="peta_kesenjangan", height_px=MAP_HEIGHT_PX)
    known = with_data(table)
    ordered = known.sort_values(["unserved_poor", "exclusion_pct"], ascending=False)
    shown = pd.DataFrame({"Desa": ordered["desa_name"], **{name: ordered[key] for name, key in _NUMBERS.items()}})
    with right:
        tables.choose(shown, ordered["desa_code"], _WRITERS, key="tabel_kesenjangan", height_px=MAP_HEIGHT_PX + 40)


def families(where: Source, program: str, period: str, desa: str | None) -> None:
    """Show poor families whom nobody serves, masked, and let the list be taken away."""
    rows = cache.unserved(where, program, period, desa or "")
    frame.subtitle(f"Keluarga miskin yang belum terlayani: {number(len(rows))}")
    if rows.empty:
        frame.note("Tidak ada keluarga miskin yang belum terlayani pada pilihan ini.")
        return
    tables.show(_for_readers(rows.head(SHOWN_FAMILIES)), {}, height_px=320)
    if len(rows) > SHOWN_FAMILIES:
        frame.note(
            f"{number(SHOWN_FAMILIES)} keluarga termiskin tampil; pilih desa, atau unduh untuk melihat semua {number(len(rows))}."
        )
    one, two, _ = st.columns([1, 1, 2])
    name = f"{'DATA CONTOH ' if where.is_demo else ''}belum terlayani {program} {period}"
    with one:
        st.download_button(
            "Unduh XLSX",
            lambda: xlsx_bytes({"Belum terlayani": _for_readers(rows)}, is_demo=where.is_demo),
            file_name=f"{name}.xlsx",
            on_click="ignore",
        )
    with two:
        st.download_button(
            "Unduh CSV",
            lambda: csv_bytes(_for_readers(rows), is_demo=where.is_demo, for_excel=True),
            file_name=f"{name}.csv",
            on_click="ignore",
        )


def papers(where: Source, program: str, period: str, desa: str | None) -> None:
    """Offer the lists that go along to the desa, on paper and for OpenSID."""
    frame.subtitle("Cetak untuk desa")
    who, one, two, three = st.columns(4)
    with who:
        by = actor.box()
    with one:
        paper_box.paper_box(where, "ceklis_miskin", by, program=program, period=period, desa=desa or "")
    with two:
        paper_box.paper_box(where, "ceklis_penerima", by, program=program, period=period, desa=desa or "")
    with three:
        if program != ALL:
            paper_box.opensid_box(where, by, program=program, period=period, desa=desa or "")


def _for_readers(rows: pd.DataFrame) -> pd.DataFrame:
    shown = rows[list(_FAMILY_COLUMNS)].rename(columns=_FAMILY_COLUMNS)
    return shown.assign(**{"Ada titik": shown["Ada titik"].map({True: "ya", False: "tidak"})})
