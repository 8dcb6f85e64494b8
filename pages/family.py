"""Keluarga: one family with all that is known of it, and who may stand in the lists twice."""

from __future__ import annotations

import streamlit as st

from pages.parts import acting, actor, duplicates_view, family_search, family_view, filters, frame


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        key = family_search.chosen(where)
        period = filters.newest_period(where)
        if key is None:
            family_search.headline(where)
        else:
            family_view.headline(where, key, period)
        acting.news()
        by = actor.box()
        one, double = st.tabs(["Satu keluarga", "Dugaan ganda"])
        with one:
            if key is None:
                family_search.search(where)
            else:
                family_view.whole(where, key, by)
        with double:
            duplicates_view.show(where, by)
        frame.source_line(
            "Sumber: berkas yang dimuat kantor · nomor dan nama disamarkan · umur dan tanda pada hari ini"
        )


show()
