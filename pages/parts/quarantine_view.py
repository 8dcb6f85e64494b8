"""The tab Karantina of Data: which rows wait and why, to correct here or to take away per desa."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.papers.make import PURPOSE_LENGTH
from data.roles import Actor
from data.waiting_rows import download_waiting
from pages.parts import cache, frame, quarantine_form, tables
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import column, local_day, long_date, number
from pages.parts.paper_box import offer, paper_box

UNKNOWN_DESA = "desa tidak diketahui"
_EVERY = "\x00"
_SHOWN = 500
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(where: Source, by: Actor) -> None:
    """Show the rows that wait; one of them can be corrected, all of them be taken away."""
    quarantine_form.news()
    rows = cache.waiting_rows(where)
    if rows.empty:
        frame.subtitle("Tidak ada baris yang menunggu perbaikan")
        frame.note("Baris yang tidak bisa dipakai dari berkas yang dimuat akan muncul di sini.")
        _left(where, by)
        return
    _headline(rows)
    desa, file = _filters(rows)
    chosen = rows[(desa == _EVERY) | (rows["desa_code"] == desa)]
    chosen = chosen[(file == _EVERY) | (chosen["file"] == file)]
    if chosen.empty:
        frame.note("Tidak ada baris pada pilihan ini; pilih desa atau berkas lain.")
    else:
        _table(chosen)
        if where.is_demo:
            frame.note("Data contoh tidak dibetulkan; pakai basis data kantor.")
        else:
            quarantine_form.show(where, chosen.head(_SHOWN), by)
    _take_away(where, by, "" if desa == _EVERY else desa, is_every=desa == _EVERY)
    _left(where, by)


def _headline(rows: pd.DataFrame) -> None:
    """Say how many rows wait, where most of them belong, and how many wait for each reason."""
    desa = rows["desa_name"].replace("", UNKNOWN_DESA).value_counts()
    frame.subtitle(
        f"{number(len(rows))} baris dari {number(rows['file'].nunique())} berkas menunggu perbaikan; "
        f"terbanyak: {desa.index[0]} ({number(desa.iloc[0])})"
    )
    frame.note(
        "Baris ini belum dihitung di mana pun. Betulkan di sini, atau unduh per desa dan muat lagi sesudah diisi."
    )
    reasons = rows["reasons"].value_counts()
    left, right = st.columns([2, 1])
    with left:
        tables.show(_counted("Sebab", reasons), {"Baris": column(0)}, height_px=145)
    with right:
        tables.show(_counted("Desa", desa), {"Baris": column(0)}, height_px=145)


def _counted(name: str, counts: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({name: counts.index, "Baris": counts.to_numpy()})


def _filters(rows: pd.DataFrame) -> tuple[str, str]:
    """Return the desa and the file chosen, ``_EVERY`` for all."""
    named = rows.drop_duplicates("desa_code").sort_values("desa_name")
    desa = {_EVERY: "Semua desa"} | dict(zip(named["desa_code"], named["desa_name"], strict=True))
    labels = {code: str(name) or UNKNOWN_DESA for code, name in desa.items()}
    files = [_EVERY, *dict.fromkeys(rows["file"])]
    first, second = frame.filter_row(2)
    with first:
        one = one_of("Desa", list(labels), words=labels.__getitem__, key="karantina_desa")
    with second:
        two = one_of(
            "Berkas", files, words=lambda name: "Semua berkas" if name == _EVERY else name, key="karantina_berkas"
        )
    return one, two


def _table(rows: pd.DataFrame) -> None:
    shown = pd.DataFrame(
        {
            "Baris": rows["row"], "Nama": rows["name"], "NIK / No. KK": rows["number"],
            "Desa": rows["desa_name"].replace("", UNKNOWN_DESA), "Yang keliru": rows["reasons"],
            "Tindakan": rows["remedies"], "Berkas": rows["file"], "Lembar": rows["sheet"],
        }
    )  # fmt: skip
    tables.show(shown.head(_SHOWN), {}, height_px=215)
    if len(shown) > _SHOWN:
        frame.note(f"{number(_SHOWN)} dari {number(len(shown))} baris tampil; pilih desa atau berkas, atau unduh.")


def _take_away(where: Source, by: Actor, desa: str, *, is_every: bool) -> None:
    """Offer the rows as a workbook to correct and as a paper to sign."""
    frame.subtitle("Dibetulkan di desa")
    left, right = st.columns(2)
    with left, st.popover("Unduh untuk dibetulkan (XLSX)", width="stretch"):
        _workbook(where, by, None if is_every else desa)
    with right:
        paper_box(where, "daftar_dikembalikan", by, desa=desa)


@st.fragment
def _workbook(where: Source, by: Actor, desa: str | None) -> None:
    wants_whole = by.may_unmask()
    if wants_whole:
        frame.note(
            "NIK dan No. KK lengkap, supaya bisa dibetulkan dan dimuat lagi di tab Muat berkas.",
            "Tulis tujuannya; nama petugas dan tujuan dicatat di riwayat.",
        )
        purpose = st.text_input(
            "Untuk apa",
            max_chars=PURPOSE_LENGTH,
            key="tujuan_karantina",
            placeholder="misalnya: dibetulkan Kasi Kesra desa",
        ).strip()
    else:
        frame.note("Nomor disamarkan: berkas ini hanya untuk dibaca dan tidak dapat dimuat lagi.")
        purpose = ""
    mark = "DATA CONTOH " if where.is_demo else ""
    offer(
        "karantina",
        "Buat XLSX",
        lambda _: download_waiting(
            cache.store_of(where), by=by, purpose=purpose, desa_code=desa, is_masked=not wants_whole
        )[0],
        f"{mark}perbaikan {desa or 'semua desa'}.xlsx".replace("perbaikan .", "perbaikan desa tidak diketahui."),
        _XLSX,
        is_ready=bool(purpose) or not wants_whole,
    )


def _left(where: Source, by: Actor) -> None:
    """Show the rows that wait no longer; each can be sent back."""
    rows = cache.left_rows(where)
    if rows.empty:
        return
    with st.expander(f"Sudah keluar dari karantina: {number(len(rows))} baris"):
        states = rows["state"].map({"masuk": "dibetulkan dan dimasukkan", "tidak dimuat": "tidak dimuat"})
        shown = pd.DataFrame(
            {
                "Berkas": rows["file"], "Lembar": rows["sheet"], "Baris": rows["row"], "Keadaan": states,
                "Tanggal": rows["left_at"].map(lambda at: long_date(local_day(at))), "Oleh": rows["by_name"],
                "Alasan": rows["reason"],
            }
        )  # fmt: skip
        tables.show(shown, {}, height_px=215)
        if not where.is_demo:
            quarantine_form.send_back(where, rows, by)
