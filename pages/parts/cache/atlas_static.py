"""Maps of the page Peta as pictures for a report: PNG and SVG, drawn when they are asked for."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from analytics.indicators import INDICATORS
from data.programs import program_label
from data.workflow.written import today
from geo.maps import static
from pages.parts import atlas_layers, cache
from pages.parts.atlas_wish import BOTH, CHANGE, ONE, PERIODS, SIDES, Wish
from pages.parts.cache import Source, atlas, places
from pages.parts.format import long_date, month


@st.cache_resource(show_spinner=False, max_entries=64)
def sheet_names(source: Source, wish: Wish) -> tuple[str, ...]:
    """Return what the pictures of a map are called: two of maps side by side, else one."""
    first, other = INDICATORS[wish.key].label, INDICATORS[wish.other].label if wish.other else ""
    if wish.view == SIDES:
        return first, other
    if wish.view == PERIODS:
        return f"{first} {month(wish.other_period)}", f"{first} {month(wish.period)}"
    names = {BOTH: f"{first} dan {other.lower()}", CHANGE: f"Perubahan {first.lower()}"}
    return (names.get(wish.view, first),)


def has_ground(source: Source) -> bool:
    """Return whether there is anything to draw a picture on."""
    return cache.base(source) is not None


@st.cache_resource(show_spinner=False, max_entries=8)
def _ground(source: Source, kecamatan_code: str) -> static.Ground:
    counted = cache.coverage(source, "")
    with_lists = set(counted.loc[counted["families"] > 0, "desa_code"])
    wanted = places.desa_in(source, kecamatan_code) if kecamatan_code else with_lists
    layer = cache.layer(source)
    return static.ground(layer, focus=sorted(wanted & set(layer.index)) or None)


def drawn(source: Source, wish: Wish, kecamatan_code: str, place: int, kind: Literal["png", "svg"]) -> bytes:
    """Return a picture of the map: the ``place``-th of :func:`sheet_names`; never kept."""
    when = month(wish.period) if wish.view != CHANGE else f"{month(wish.other_period)} → {month(wish.period)}"
    told = [program_label(wish.program), *([] if wish.view == PERIODS else [when])]
    sheet = static.Sheet(
        _static_fill(source, wish, place),
        title=f"{sheet_names(source, wish)[place]} · {' · '.join(told)}",
        source=f"Sumber: {INDICATORS[wish.key].source} · {cache.settings(source)['office_name'] or 'kantor'} · dibuat {long_date(today())}",
        badge=cache.DEMO_BADGE if source.is_demo else "",
    )
    return static.draw(_ground(source, kecamatan_code), sheet, kind=kind)


def _static_fill(source: Source, wish: Wish, place: int) -> static.Fill:
    if wish.view == BOTH:
        found = atlas.both(source, wish)
        return static.bivariate(
            found.first_classes,
            found.second_classes,
            need_name=atlas_layers.name_of(found.first),
            aid_name=atlas_layers.name_of(found.second),
            need_labels=found.first_labels,
            aid_labels=found.second_labels,
        )
    if wish.view == SIDES and place == 1:
        return atlas_layers.static_fill(atlas.classed(source, Wish(ONE, wish.period, wish.program, wish.other)))
    if wish.view == PERIODS and place == 0:
        return atlas_layers.static_fill(atlas.at(source, wish, wish.other_period))
    return atlas_layers.static_fill(atlas.classed(source, wish))
