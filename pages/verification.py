"""Verifikasi: who is to be seen this year, where proposals stand, who is priority, how lists match."""

from __future__ import annotations

import streamlit as st

from data.programs import ALL
from pages.parts import acting, actor, filters, frame, matching_view, priority_view, proposals_view
from pages.parts import verification_view as view


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        place, person = frame.filter_row(2)
        with place:
            desa = filters.desa_box(where, "", ALL) or ""
        with person:
            by = actor.box()
        view.headline(where, desa)
        acting.news()
        due, proposals, priority, matching = st.tabs(["Perlu diverifikasi", "Usulan", "Prioritas", "Pencocokan"])
        with due:
            view.due(where, desa, by)
        with proposals:
            proposals_view.show(where, desa, by)
        with priority:
            priority_view.show(where, desa, by)
        with matching:
            matching_view.show(where)
        frame.source_line(
            "Sumber: berkas yang dimuat kantor dan catatan verifikasi di sini · nomor dan nama disamarkan"
        )


show()
