"""Penyaluran: what became of each parcel, the balance of trips, the papers of the SPJ, the month."""

from __future__ import annotations

import streamlit as st

from pages.parts import (
    acting,
    frame,
    handover_balance,
    handover_calendar,
    handover_record,
    handover_scope,
    handover_spj,
)


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        scope = handover_scope.chosen(where)
        handover_scope.headline(scope)
        acting.news()
        record, balance, papers, month = st.tabs(["Catat", "Neraca & tutup", "SPJ", "Kalender"])
        with record:
            handover_record.show(scope)
        with balance:
            handover_balance.show(scope)
        with papers:
            handover_spj.show(scope)
        with month:
            handover_calendar.show(scope)
        frame.source_line(
            "Sumber: daftar penerima, rencana yang dipakai, catatan penyaluran di sini dan daftar penyaluran yang dimuat · "
            "nomor dan nama disamarkan"
        )


show()
