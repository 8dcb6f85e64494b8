"""Jalan: is the network whole, which of its ways are passable, which stops does it reach."""

from __future__ import annotations

import streamlit as st

from pages.parts import (
    acting,
    actor,
    filters,
    frame,
    roads_closed_view,
    roads_joins_view,
    roads_speeds_view,
    roads_view,
)
from pages.parts.cache import roads


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if roads.network(where) is None:
            roads_view.without_network(where)
            return
        one, two, three, four = frame.filter_row(4)
        with one:
            program = filters.delivery_program(where)
        with two:
            by_what = filters.road_colours(roads_view.COLOURS)
        with three:
            season = filters.season(where)
        with four:
            by = actor.box()
        places = roads.places(where, program, filters.newest_period(where), season)
        roads_view.headline(where, places)
        acting.news()
        roads_view.map_of(where, program, season, by_what)
        roads_closed_view.chosen_stretch(where, by)
        joins, closed, reached, speeds, files = st.tabs(
            ["Potongan dan sambungan", "Jalan tertutup", "Titik penyaluran", "Kecepatan", "Berkas jaringan"]
        )
        with joins:
            roads_joins_view.pieces_and_joins(where, by)
        with closed:
            roads_closed_view.closed(where, by)
        with reached:
            roads_view.places(places)
        with speeds:
            roads_speeds_view.speeds(where, season, by)
        with files:
            roads_view.files(where, by)
        roads_view.sources(where)


show()
