"""The list of results of a plan or trip, to be filled in on the road and loaded again."""

from __future__ import annotations

import streamlit as st

from data.handover.states import ACT
from data.papers.handover_sheets import results_as_workbook
from data.roles import Actor
from pages.parts import cache, frame
from pages.parts.cache import Source


def documents(where: Source, plan_id: int, trip_id: str, label: str, by: Actor) -> None:
    """Offer the list of results of a trip (``trip_id`` "": of the whole plan); ``label`` is what the trip is called."""
    if not (by.name and by.may(ACT)):
        frame.note(
            "Daftar hasil penyaluran memuat nama; isi nama petugas dan peran yang berwenang pada “Petugas” di atas."
        )
        return
    mark = "DATA CONTOH " if where.is_demo else ""
    st.download_button(
        f"Unduh daftar hasil penyaluran: {label} (XLSX)",
        lambda: results_as_workbook(cache.store_of(where), plan_id, trip_id=trip_id, by=by)[0],
        file_name=f"{mark}daftar hasil penyaluran rencana {plan_id}{f' {trip_id}' if trip_id else ''}.xlsx",
        on_click="ignore",
        key=f"unduh_hasil_{trip_id}",
    )
