"""The fourth tab of Verifikasi: how many rows of each list lead to a family, and by what."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.export import csv_bytes, xlsx_bytes
from data.programs import program_label
from data.takeaway import Taken
from data.workflow.matching import WAYS, suggestions
from pages.parts import cache, frame, tables, take_away
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import column, month, number, percent
from pages.parts.verification_view import UNKNOWN_DESA

_NUMBERS = {"rows": "Baris", "usable_nik": "NIK terpakai", **WAYS}
_PERCENT = "Cocok NIK/KK (%)"
_WRITERS = {**dict.fromkeys(_NUMBERS.values(), column(0)), _PERCENT: column(1), "Kemiripan": column(2)}


def show(where: Source) -> None:
    """Show the lists, one of them per desa, and the families that names suggest."""
    lists = cache.match_counts(where, per_desa=False)
    if lists.empty:
        frame.note("Belum ada daftar penerima yang dimuat.")
        return
    sums = lists[["rows", "nik_head", "nik_member", "kk", "none"]].sum()
    found = sums["nik_head"] + sums["nik_member"] + sums["kk"]
    frame.subtitle(
        f"{number(found)} dari {number(sums['rows'])} baris daftar penerima cocok dengan keluarga yang dikenal "
        f"({percent(100 * found / sums['rows'])}); {number(sums['none'])} tidak ditemukan"
    )
    frame.note(
        "Tiap baris dihitung sekali, menurut cara yang paling pasti. Nama, di desa yang sama, hanya saran: tidak dihitung cocok."
    )
    tables.show(_shown(lists, per_desa=False), _WRITERS)
    names = {
        row.load_id: f"{row.file} · {program_label(row.program)} · {month(row.period)}" for row in lists.itertuples()
    }
    chosen = one_of("Daftar", list(names), words=names.__getitem__, key="daftar_cocok")
    every = cache.match_counts(where, per_desa=True)
    of_list = every[every["load_id"] == chosen].sort_values("desa_code", key=lambda codes: codes.replace("", "~"))
    tables.show(_shown(of_list, per_desa=True), _WRITERS, height_px=320)
    matches = cache.matches(where)
    guesses = suggestions(matches[matches["load_id"] == chosen])
    _suggested(guesses)
    _take_away(where, lists, every, suggestions(matches))


def _shown(counts: pd.DataFrame, *, per_desa: bool) -> pd.DataFrame:
    if per_desa:
        first = {"Desa": counts["desa_name"].replace("", UNKNOWN_DESA)}
    else:
        first = {
            "Berkas": counts["file"],
            "Program": counts["program"].map(program_label),
            "Periode": counts["period"].map(month),
        }
    numbers = {label: counts[key] for key, label in _NUMBERS.items()}
    return pd.DataFrame(first | {_PERCENT: counts["matched_pct"]} | numbers)


def _suggested(guesses: pd.DataFrame) -> None:
    if guesses.empty:
        return
    with st.expander(f"Saran menurut nama: {number(len(guesses))} baris"):
        frame.note("NIK dan No. KK di baris ini tidak dikenal; keluarga ini bernama sama atau mirip di desa yang sama.")
        tables.show(_for_readers(guesses), {"Kemiripan": column(2)}, height_px=280)


def _for_readers(guesses: pd.DataFrame) -> pd.DataFrame:
    names = {
        "file": "Berkas", "sheet": "Lembar", "row": "Baris", "name": "Nama di daftar", "suggested": "Mungkin",
        "suggested_kk": "No. KK", "desa_name": "Desa", "score": "Kemiripan",
    }  # fmt: skip
    return guesses[list(names)].rename(columns=names)


def _take_away(where: Source, lists: pd.DataFrame, every: pd.DataFrame, guesses: pd.DataFrame) -> None:
    name = f"{'DATA CONTOH ' if where.is_demo else ''}pencocokan"
    one, two, _ = st.columns([1, 1, 2])
    with one:
        take_away.button(
            where, "pencocokan", "Unduh laporan (XLSX)", lambda: _file(where, lists, every, guesses), f"{name}.xlsx"
        )
    with two:
        take_away.button(
            where, "pencocokan", "Unduh laporan (CSV)",
            lambda: Taken(csv_bytes(every, is_demo=where.is_demo, for_excel=True), len(every)), f"{name}.csv",
        )  # fmt: skip


def _file(where: Source, lists: pd.DataFrame, every: pd.DataFrame, guesses: pd.DataFrame) -> Taken:
    sheets = {
        "Tiap daftar": _shown(lists, per_desa=False),
        "Tiap desa": pd.concat([every["file"].rename("Berkas"), _shown(every, per_desa=True)], axis=1),
        "Saran": _for_readers(guesses),
    }
    return Taken(xlsx_bytes(sheets, is_demo=where.is_demo), sum(map(len, sheets.values())))
