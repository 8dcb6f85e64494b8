"""Maps of desa in a page: painted from the cache, a click chooses the desa everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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
    on_answer: Callable[[Mapping[str, Any]], None] | None = None,
) -> None:
    """Show ``picture`` on the desa in place, with the legend below; says so where no boundaries are loaded.

    ``on_answer`` is told what the map answers to a click, for maps of more than desa.
    """
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
        on_click=lambda name: _clicked(name, on_answer),
    )
    if with_legend:
        st.html(picture.legend)


def _clicked(key: str, on_answer: Callable[[Mapping[str, Any]], None] | None) -> None:
    answer = filters.answer(key)
    if not isinstance(answer, dict):
        return
    if code := clicked_desa(answer):
        filters.choose_desa(code)
    if on_answer:
        on_answer(answer)
