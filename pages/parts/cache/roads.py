"""The network of roads between reruns: read once per data version, diagnosed, drawn, and what joining would do to it."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from analytics.delivery.network import NetworkState, Proposal, look_ahead, propose, state_of
from data import roads as kept
from data.roads.mending import JOIN, Mending
from data.workflow.written import today
from geo.maps.base import BaseMap
from geo.maps.roads import Drawing, base_with
from geo.network.model import Network
from geo.travel import straight_line_basis
from pages.parts import cache, map_layers, roads_map
from pages.parts.cache import Source, people_of, store_of
from pages.parts.roads_map import Thing, Wish

LOST, CLOSED, OTHER_DAYS = "tidak ditemukan", "tertutup", "tidak berlaku"


@st.cache_resource(show_spinner="Membaca jaringan jalan …", max_entries=4)
def state(source: Source) -> NetworkState | None:
    """Return the network in use with its diagnosis, ``None`` where there is none (shared: do not change it)."""
    network = kept.read_network(store_of(source))
    return None if network is None else state_of(network)


def network(source: Source) -> Network | None:
    """Return the network in use, ``None`` where there is none (shared: do not change it)."""
    found = state(source)
    return None if found is None else found.network


@st.cache_resource(show_spinner=False, max_entries=8)
def files(source: Source) -> pd.DataFrame:
    """Return the files that form the network (shared: do not change it)."""
    return kept.read_files(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def mending(source: Source) -> Mending | None:
    """Return the decision about loose ends that stands (shared: do not change it)."""
    return kept.read_mending(store_of(source))


@st.cache_resource(show_spinner="Membaca jaringan jalan …", max_entries=4)
def delivered(source: Source) -> NetworkState | None:
    """Return the network as its files have it, nothing joined (shared: do not change it)."""
    decided = mending(source)
    if decided is None or not decided.is_in_force:
        return state(source)
    network = kept.read_network(store_of(source), is_mended=False)
    return None if network is None else state_of(network)


@st.cache_resource(show_spinner="Mencari ujung yang berdekatan …", max_entries=16)
def proposal(source: Source, wish: Wish) -> Proposal | None:
    """Return what joining loose ends like that would do (shared: do not change it)."""
    found = delivered(source)
    if found is None:
        return None
    return propose(found, snap_m=wish.snap_m, with_crossings=wish.with_crossings)


@st.cache_resource(show_spinner=False, max_entries=8)
def blocks(source: Source) -> pd.DataFrame:
    """Return the stretches that are closed (shared: do not change it)."""
    return kept.read_blocks(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def _edges_of_blocks(source: Source) -> dict[int, frozenset[int]]:
    found = network(source)
    return {} if found is None else kept.edges_of(found, blocks(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def _in_force(source: Source, day: dt.date) -> frozenset[int]:
    return frozenset(int(block_id) for block_id in kept.in_force(blocks(source), day)["block_id"])


@st.cache_resource(show_spinner=False, max_entries=8)
def _closed(source: Source, day: dt.date) -> frozenset[int]:
    edges = _edges_of_blocks(source)
    return frozenset().union(*(edges[block_id] for block_id in _in_force(source, day)))


def states_of_blocks(source: Source) -> list[str]:
    """Return what each block means today: closed, not in force, or not found in the network in use."""
    edges, now = _edges_of_blocks(source), _in_force(source, today())
    ids = [int(block_id) for block_id in blocks(source)["block_id"]]
    return [LOST if not edges.get(block_id) else CLOSED if block_id in now else OTHER_DAYS for block_id in ids]


@st.cache_resource(show_spinner=False, max_entries=8)
def speeds(source: Source) -> pd.DataFrame:
    """Return the speeds (shared: do not change it)."""
    return kept.read_speeds(store_of(source))


@st.cache_data(show_spinner=False, max_entries=8)
def has_own_speeds(source: Source) -> bool:
    """Return whether the office has saved speeds of its own."""
    return kept.has_own_speeds(store_of(source))


@st.cache_resource(show_spinner=False, max_entries=8)
def names(source: Source) -> list[str]:
    """Return the names of ways, each once, in the order of the alphabet."""
    found = network(source)
    return [] if found is None else sorted({name for name in found.edges["name"] if name})


@st.cache_resource(show_spinner="Menggambar jaringan jalan …", max_entries=4)
def drawing(source: Source) -> Drawing | None:
    """Return the lines of the network, ready to travel."""
    found = state(source)
    return None if found is None else roads_map.drawing(found)


@st.cache_resource(show_spinner=False, max_entries=4)
def base(source: Source) -> BaseMap | None:
    """Return the map of the desa with the network on it, ``None`` where there is no network."""
    drawn, found = drawing(source), state(source)
    if drawn is None or found is None:
        return None
    return base_with(cache.base(source), drawn, notes=(credit(found.network.source),))


def credit(source: str) -> str:
    """Return what a network is called, with those who are to be named (ODbL)."""
    return f"{source} © OpenStreetMap" if source.startswith("OSM") else source


@st.cache_resource(show_spinner="Memeriksa titik penyaluran …", max_entries=16)
def _places(source: Source, program: str, period: str, season: str, day: dt.date) -> pd.DataFrame:
    return look_ahead(
        people_of(source), program=program, period=period, season=season, day=day, network=network(source)
    )


def places(source: Source, program: str, period: str, season: str) -> pd.DataFrame:
    """Return the places of a program with what is amiss with each today (shared: do not change it)."""
    return _places(source, program, period, season, today())


def is_decided(source: Source, wish: Wish) -> bool:
    """Return whether it is what was decided, and holds."""
    decided = mending(source)
    return decided is not None and decided.is_in_force and Wish(decided.snap_m, decided.with_crossings) == wish


def joins(source: Source, wish: Wish) -> tuple[pd.DataFrame, str]:
    """Return the joins to look at, see :func:`data.roads.named_joins`, and whether they are in use or proposed."""
    decided = mending(source)
    if decided is not None and is_decided(source, wish):
        return decided.joins, "sambungan"
    proposed = proposal(source, wish)
    return (pd.DataFrame(columns=JOIN) if proposed is None else proposed.joins), "usulan sambungan"


@st.cache_resource(show_spinner="Menggambar peta …", max_entries=32)
def _picture(
    source: Source, by: str, wish: Wish, thing: Thing, stops: tuple[str, str, str], day: dt.date
) -> map_layers.Picture:
    found, drawn = state(source), drawing(source)
    if found is None or drawn is None:
        return map_layers.Picture((), "")
    shown, title = joins(source, wish)
    marks = roads_map.Marks(_closed(source, day), shown, title, thing)
    return roads_map.picture(found, drawn, by, marks, _places(source, *stops, day))


def picture(source: Source, by: str, wish: Wish, thing: Thing, stops: tuple[str, str, str]) -> map_layers.Picture:
    """Return the network as the map paints it today. ``stops``: their program, period and season."""
    return _picture(source, by, wish, thing, stops, today())


@st.cache_data(show_spinner=False, max_entries=8)
def basis(source: Source) -> str:
    """Return how a straight line is reckoned: "garis lurus × 1,4"."""
    return straight_line_basis(float(str(cache.settings(source)["road_factor"])))


@st.cache_resource(show_spinner=False, max_entries=8)
def ground(source: Source) -> pd.MultiIndex:
    """Return the pairs of class and surface that the network has."""
    found = network(source)
    edges = pd.DataFrame(columns=["road_class", "surface"]) if found is None else found.edges
    return pd.MultiIndex.from_frame(edges[["road_class", "surface"]].drop_duplicates())


def source_of_network(source: Source) -> str:
    """Return what the network in use is called, with those who are to be named (ODbL)."""
    found = network(source)
    return "" if found is None else credit(found.source)
