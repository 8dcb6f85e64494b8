"""Akses: how far poor families live from a service point, who is out of reach, where the next points should stand."""

from __future__ import annotations

import streamlit as st

from pages.parts import access_points, access_siting, access_view, acting, actor, frame
from pages.parts.cache import access


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        *places, who = frame.filter_row(6)
        wish = access_view.asked(where, places)
        with who:
            by = actor.box()
        acting.news()
        if not access.count(where, wish.kind):
            access_view.without_points(where, wish)
            access_points.edit(where, by)
            return
        access_view.headline(where, wish)
        access_view.map_and_table(where, wish)
        parts, scores, siting, points = st.tabs(["Tiga golongan", "Skor layanan", "Titik baru", "Titik layanan"])
        with parts:
            access_view.three_parts(where, wish)
        with scores:
            access_view.scores(where, wish)
        with siting:
            access_siting.show(where, wish)
        with points:
            access_points.edit(where, by)
        access_view.take_away(where, wish)
        access_view.sources(where, wish)


show()
