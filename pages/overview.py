"""Ringkasan: the camat's ten seconds."""

from __future__ import annotations

import streamlit as st

from data.programs import program_label
from pages.parts import cache, desa_map, filters, frame, overview_view
from pages.parts.cache import atlas
from pages.parts.format import month


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        left, right = frame.filter_row(2)
        with left:
            period = filters.period(where)
        with right:
            program = filters.program(where)
        earlier = cache.period_before(where, period)
        summary = cache.summary(where, period, program)
        overview_view.headline(where, period, program)
        overview_view.cards(summary, earlier)
        picture, worst = st.columns([3, 2])
        with picture:
            view = atlas.usual(where, period, program)
            desa_map.show(where, view, key="peta_ringkasan", height_px=380, with_legend=False)
        with worst:
            overview_view.worst(where, period, program)
            st.html(view.legend)
            frame.link("gaps", "Lihat keluarga yang belum terlayani →")
            frame.link("targeting", "Periksa ketepatan sasaran →")
        frame.source_line(
            f"{cache.settings(where)['office_name'] or 'Sumber: berkas yang dimuat kantor'} · {program_label(program)} · {month(period)} · "
            f"miskin = desil 1–{int(float(str(cache.settings(where)['poor_desil_max'])))} · peringkat: terbanyak belum terlayani"
        )


show()
