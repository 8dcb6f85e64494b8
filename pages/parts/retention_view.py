"""How long files with personal data are kept: what is due, until when each, deleting for good."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.retention import ACT, BACK, GONE, purge, read_kept, set_retention
from data.roles import Actor
from pages.parts import acting, cache, frame, tables
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import local_day, long_date, number
from pages.parts.intake_upload import KIND_LABELS


def show(where: Source, by: Actor) -> None:
    """Show what each file is kept for and until when, the first due first."""
    rows = read_kept(cache.store_of(where))
    if rows.empty:
        frame.note("Belum ada berkas berisi data pribadi.")
        return
    due_count = int(rows["is_due"].sum())
    frame.note(
        f"{number(due_count)} dari {number(len(rows))} berkas berisi data pribadi sudah jatuh tempo."
        + (" Tarik di tab Berkas yang dimuat, lalu hapus isinya di sini." if due_count else "")
    )
    shown = pd.DataFrame(
        {
            "Berkas": rows["file_name"],
            "Jenis": rows["kind"].map(KIND_LABELS).fillna(rows["kind"]),
            "Dimuat": rows["loaded_at"].map(lambda at: long_date(local_day(at))),
            "Untuk apa": rows["purpose"],
            "Disimpan sampai": rows["keep_until"].map(long_date),
            "Keadaan": rows["state"].where(~rows["is_due"], rows["state"] + ", jatuh tempo"),
        }
    )
    tables.show(shown, {}, height_px=320)
    acting.say_who_may(by, ACT)
    there = rows[rows["state"] != GONE].set_index("load_id")
    if by.may(ACT) and len(there):
        _settle(where, by, there)


def _settle(where: Source, by: Actor, there: pd.DataFrame) -> None:
    store = cache.store_of(where)
    load_id = one_of(
        "Berkas",
        list(there.index),
        words=lambda number: f"{number}: {there.loc[number, 'file_name']}",
        key="simpan_berkas",
    )
    mine = there.loc[load_id]
    with st.form(f"simpan_{load_id}"):
        purpose = st.text_input("Untuk apa disimpan", value=str(mine["purpose"]), max_chars=200)
        until = st.date_input("Disimpan sampai", value=mine["keep_until"], format=acting.DATE)
        is_kept = st.form_submit_button("Simpan masa simpan")
    if is_kept and until:

        def keep() -> str:
            set_retention(store, int(load_id), purpose=purpose, until=until, by=by)
            return f"{mine['file_name']} disimpan sampai {long_date(until)}."

        acting.carry_out(keep)
    if mine["state"] == BACK and mine["is_due"]:
        reason = st.text_input("Alasan menghapus selamanya", max_chars=200, key=f"hapus_alasan_{load_id}")
        if st.button("Hapus isinya selamanya", key=f"hapus_{load_id}"):

            def delete() -> str:
                count = purge(store, int(load_id), by=by, reason=reason)
                return f"{number(count)} baris dari {mine['file_name']} dihapus selamanya."

            acting.carry_out(delete)
