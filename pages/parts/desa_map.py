"""Maps of desa in a page: painted from the cache, a click chooses the desa everywhere."""

from __future__ import annotations

import streamlit as st

from pages.parts import filters, frame
from pages.parts.cache import Source, base
from pages.parts.map_layers import Picture
from pages.parts.map_view import clicked_desa, show_map


def show(
    where: Source,
    picture: Picture,
    *,
    key: str,
    height_px: int,
    sides: int = 1,
    with_legend: bool = True,
) -> None:
    """Show ``picture`` on the desa in place, with the legend below; says so where no boundaries are loaded."""
    geometry = base(where)
    if geometry is None:
        frame.empty("Peta belum bisa digambar", "Batas desa belum dimuat.")
        return
    show_map(
        geometry,
        picture.layers,
        key=key,
        height_px=height_px,
        sides=sides,
        selected=filters.desa(),
        on_click=_chosen,
    )
    if with_legend:
        st.html(picture.legend)


def _chosen(key: str) -> None:
    answer = filters.answer(key)
    code = clicked_desa(answer if isinstance(answer, dict) else None)
    if code:
        filters.choose_desa(code)
