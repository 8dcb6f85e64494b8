"""The pieces of Data."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from data.export import csv_bytes, xlsx_bytes
from data.facts import describe
from data.intake.load import bring_back_load, withdraw_load
from data.programs import ALL, program_label
from data.roles import Actor
from data.takeaway import Taken
from geo.errors import PetasalurError
from pages.parts import cache, filters, frame, tables, take_away
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import column, local_day, long_date, month, number
from pages.parts.intake_upload import KIND_LABELS
from pages.parts.wait import waiting

_STEPS = {"boundaries": "batas desa", "families": "daftar keluarga", "recipients": "daftar penerima tiap program"}
"""What an office loads, in this order."""
_SHOWN_ISSUES = 500
_ACTS = {"tarik": "Tarik (tidak dihitung lagi)", "pakai": "Pakai lagi"}


def headline(where: Source, sources: pd.DataFrame) -> None:
    """Say what is in the database."""
    if sources.empty:
        frame.headline(
            "Belum ada data", "Muat berurutan: batas desa, daftar keluarga, lalu daftar penerima tiap program."
        )
        return
    coverage = cache.coverage_of(where, "", ALL)
    desa_count = int(((coverage["families"] > 0) & (coverage["desa_code"] != "")).sum())
    periods = cache.periods(where)
    present = set(sources.loc[sources["withdrawn_at"].isna(), "kind"])
    missing = [step for kind, step in _STEPS.items() if kind not in present]
    frame.headline(
        f"{number(coverage['families'].sum())} keluarga di {number(desa_count)} desa, "
        f"{number(len(periods))} periode penyaluran",
        f"{number(len(sources))} berkas dimuat, yang terbaru {long_date(local_day(sources['loaded_at'].iloc[0]))}"
        + (f" · berikutnya: muat {missing[0]}" if missing else ""),
    )


def database_choice(where: Source) -> None:
    """Let the office leave the demo for its own database, or look at the demo again."""
    if where.is_demo:
        frame.say("Ini data contoh. Berkas kantor dimuat ke basis data kantor yang terpisah.")
        if st.button("Pakai basis data kantor", type="primary"):
            filters.choose_database(filters.OFFICE_DB)
            st.rerun()
    elif filters.DEMO_DB.is_file() and st.button("Lihat data contoh", type="tertiary"):
        filters.choose_database(filters.DEMO_DB)
        st.rerun()


def sources(where: Source, table: pd.DataFrame, by: Actor) -> None:
    """List the files loaded; each can be taken back as a whole."""
    if table.empty:
        frame.note("Belum ada berkas yang dimuat.")
        return
    shown = pd.DataFrame(
        {
            "Berkas": table["file_name"],
            "Jenis": table["kind"].map(KIND_LABELS),
            "Program": table["program"].map(lambda key: program_label(key) if key else ""),
            "Periode": table["period"].map(lambda period: month(period) if period else ""),
            "Dimuat": table["loaded_at"].map(lambda at: long_date(local_day(at))),
            "Oleh": table["by_name"],
            "Baris": table["row_count"],
            "Diterima": table["accepted_count"],
            "Disisihkan": table["set_aside_count"],
            "Keadaan": table["withdrawn_at"].astype(object).map(_state),
        }
    )
    tables.show(shown, dict.fromkeys(("Baris", "Diterima", "Disisihkan"), column(0)))
    if not where.is_demo:
        _turn(where, table, by)
    newest_layer = table[table["kind"] == "boundaries"].head(1)
    for facts in newest_layer["facts"]:
        frame.subtitle("Batas desa yang dipakai")
        frame.note(*describe(json.loads(facts)))


def _state(withdrawn_at: pd.Timestamp) -> str:
    return "dipakai" if pd.isna(withdrawn_at) else f"ditarik {long_date(local_day(withdrawn_at))}"


def _name_of(row: Any) -> str:
    what = program_label(row.program) if row.program else KIND_LABELS[row.kind]
    when = month(row.period) if row.period else long_date(local_day(row.loaded_at))
    return f"{row.file_name} · {what} · {when}"


def _turn(where: Source, table: pd.DataFrame, by: Actor) -> None:
    """Let a file be taken back, for one that was wrong or is replaced, and let it count again."""
    is_used = table["withdrawn_at"].isna()
    with st.expander("Tarik satu berkas, atau pakai lagi yang sudah ditarik"):
        act = one_of("Tindakan", list(_ACTS), words=_ACTS.__getitem__)
        rows = table[is_used if act == "tarik" else ~is_used]
        names = {int(row.load_id): _name_of(row) for row in rows.itertuples()}
        if not names:
            frame.note("Tidak ada berkas untuk tindakan ini.")
            return
        chosen = one_of("Berkas", list(names), words=names.__getitem__)
        reason = st.text_input("Alasan", placeholder="misalnya: salah berkas", max_chars=200)
        frame.note("Tidak ada yang dihapus: berkas yang ditarik tidak dihitung, dan bisa dipakai lagi kapan saja.")
        sure = st.checkbox("Ya, saya yakin")
        if st.button("Tarik berkas" if act == "tarik" else "Pakai lagi", disabled=not sure):
            turn = withdraw_load if act == "tarik" else bring_back_load
            try:
                with waiting("Menghitung ulang …"):
                    turn(cache.store_of(where), chosen, by=by, reason=reason)
            except PetasalurError as error:
                frame.fail(error)
            else:
                st.rerun()


def issues(where: Source, table: pd.DataFrame) -> None:
    """Show the doubts: how many of each kind, and the rows, to take away."""
    if table.empty:
        frame.note("Tidak ada catatan: semua baris terbaca tanpa keraguan.")
        return
    names = {"severity": "Tingkat", "row_count": "Baris", "message": "Artinya"}
    tables.show(cache.issue_counts(where)[list(names)].rename(columns=names), {"Baris": column(0)})
    frame.note("KRITIS: baris disisihkan sampai diperbaiki · PERIKSA: dimuat, perlu dilihat · INFO: sekadar diketahui")
    columns = {
        "file": "Berkas", "sheet": "Lembar", "row": "Baris", "key": "Nomor", "severity": "Tingkat", "message": "Catatan",
        "value": "Tertulis", "remedy": "Tindakan",
    }  # fmt: skip
    shown = table.head(_SHOWN_ISSUES)[list(columns)].rename(columns=columns)
    tables.show(shown, {}, height_px=320)
    if len(table) > _SHOWN_ISSUES:
        frame.note(f"{number(_SHOWN_ISSUES)} dari {number(len(table))} catatan tampil; unduh untuk melihat semuanya.")
    mark = "DATA CONTOH " if where.is_demo else ""
    waiting = cache.set_aside(where)
    named = table[list(columns)].rename(columns=columns)
    take_away.button(
        where,
        "catatan",
        f"Unduh catatan dan {number(len(waiting))} baris yang disisihkan (XLSX)",
        lambda: Taken(
            xlsx_bytes({"Disisihkan": waiting, "Catatan": named}, is_demo=where.is_demo), len(waiting) + len(named)
        ),
        f"{mark}catatan pemeriksaan.xlsx",
    )
    take_away.button(
        where,
        "catatan",
        "Unduh semua catatan (CSV)",
        lambda: Taken(csv_bytes(table, is_demo=where.is_demo, for_excel=True), len(table)),
        f"{mark}catatan pemeriksaan.csv",
    )
