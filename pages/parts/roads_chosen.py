"""What the reader of Jalan has chosen on the map or in a table, and how loose ends are to be joined."""

from __future__ import annotations

from analytics.delivery.network import NetworkState
from pages.parts import cache, filters
from pages.parts.cache import Source, roads
from pages.parts.roads_map import Thing, Wish

CHOSEN, SNAP, CROSSINGS = "jalan_terpilih", "jarak_sambung", "sambung_silang"
"""Where the choice, and how loose ends are to be joined, are kept in the session."""


def network_state(where: Source) -> NetworkState:
    """Return the network in use with its diagnosis; the page has looked before whether there is one."""
    found = roads.state(where)
    if found is None:
        raise LookupError("no network")
    return found


def thing() -> Thing:
    """Return what is chosen."""
    kind, _, key = str(filters.answer(CHOSEN) or "").partition(":")
    return Thing(kind, key)


def code(kind: str, key: object) -> str:
    """Return by what a choice is kept."""
    return f"{kind}:{key}"


def wish(where: Source) -> Wish:
    """Return how loose ends are to be joined: as entered, else as decided, else as in the settings."""
    mending = roads.mending(where)
    snap_m = float(str(cache.settings(where)["snap_m"])) if mending is None else mending.snap_m
    with_crossings = mending is not None and mending.with_crossings
    entered, ticked = filters.answer(SNAP), filters.answer(CROSSINGS)
    return Wish(
        float(entered) if isinstance(entered, (int, float)) else snap_m,
        ticked if isinstance(ticked, bool) else with_crossings,
    )
