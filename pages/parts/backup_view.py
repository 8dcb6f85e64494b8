"""Backups on the screen: which there are, one more now, how they are put back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.backup import LAST_FAULT, make_backup, read_backups
from data.messages import sentence
from data.roles import Actor, require
from pages.parts import acting, cache, frame, tables
from pages.parts.cache import Source
from pages.parts.format import local_moment, number

_ACT = "cadangkan"


def show(where: Source, by: Actor) -> None:
    """Show the backups, newest first, and let whoever may make another."""
    store = cache.store_of(where)
    backups = read_backups(store.path)
    acting.say_who_may(by, _ACT)
    if by.may(_ACT) and st.button("Buat cadangan sekarang", key="cadangan_buat"):

        def make() -> str:
            require(by, _ACT)
            made = make_backup(store, by=by)
            return f"Cadangan {made.name} selesai dan sudah diperiksa."

        acting.carry_out(make)
    fault = LAST_FAULT.get(str(store.path))
    if fault:
        frame.say(f"Cadangan otomatis terakhir tidak jadi. {sentence(fault)}", frame.CAUTION)
    if not backups:
        frame.note("Belum ada cadangan.")
        return
    shown = pd.DataFrame(
        {
            "Dibuat": [local_moment(pd.Timestamp(each.moment())) for each in backups],
            "Berkas": [each.name for each in backups],
            "Ukuran (MB)": [each.byte_count / 1e6 for each in backups],
            "Baris": [sum(each.tables.values()) for each in backups],
            "Dokumen": [len(each.files) for each in backups],
            "Tersandi": ["ya" if each.key_name else "tidak" for each in backups],
        }
    )
    tables.show(shown, {"Ukuran (MB)": lambda mb: number(mb, 1), "Baris": number, "Dokumen": number}, height_px=320)
    frame.note(
        f"Di folder {store.copies.name}. Salin juga ke luar komputer ini. Memulihkan: tutup Petasalur, lalu jalankan perintah "
        "restore dari terminal."
    )
