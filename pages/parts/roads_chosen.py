"""What the reader of Jalan has chosen on the map or in a table, and which joins are looked at."""

from __future__ import annotations

import pandas as pd

from analytics.delivery.network import NetworkState
from pages.parts import cache, filters
from pages.parts.cache import Source, roads

CHOSEN, SNAP = "jalan_terpilih", "jarak_sambung"
"""Where the choice and the distance of joining are kept in the session."""
PIECE, JOIN, EDGE, NAME = "p", "s", "r", "n"
"""Of what kind the thing chosen is: a piece, a join, an edge, all ways of a name."""


def network_state(where: Source) -> NetworkState:
    """Return the network in use with its diagnosis; the page has looked before whether there is one."""
    found = roads.state(where)
    if found is None:
        raise LookupError("no network")
    return found


def thing() -> tuple[str, str]:
    """Return the kind and the key of what is chosen, two empty texts where nothing is."""
    kind, _, key = str(filters.answer(CHOSEN) or "").partition(":")
    return kind, key


def number_chosen(kind: str, count: int) -> int | None:
    """Return the position chosen of a kind, ``None`` where none is or it is no more."""
    found, key = thing()
    return int(key) if found == kind and key.isdecimal() and int(key) < count else None


def edges_chosen(where: Source) -> list[int]:
    """Return the edges of what is chosen."""
    state = network_state(where)
    kind, key = thing()
    if kind == NAME:
        return [int(edge) for edge in state.network.edges.index[state.network.edges["name"] == key]]
    piece = number_chosen(PIECE, len(state.diagnosis.pieces))
    if piece is not None:
        return list(roads.edges_in(where, piece))
    edge = number_chosen(EDGE, len(state.network.edges))
    return [] if edge is None else [edge]


def snap_m_of(where: Source) -> float:
    """Return the distance of joining that is looked at: as entered, else as decided, else as in the settings."""
    mending = roads.mending(where)
    start = mending.snap_m if mending is not None else float(str(cache.settings(where)["snap_m"]))
    entered = filters.answer(SNAP)
    return float(entered) if isinstance(entered, (int, float)) else start


def is_saved(where: Source, snap_m: float) -> bool:
    """Return whether joining up to this distance is what was decided."""
    mending = roads.mending(where)
    return mending is not None and mending.is_in_force and mending.snap_m == snap_m


def joins_shown(where: Source) -> tuple[pd.DataFrame, str]:
    """Return the joins on the map, ``lon, lat, distance_m``, and what they are: kept ones or proposed ones."""
    snap_m = snap_m_of(where)
    mending = roads.mending(where)
    if mending is not None and is_saved(where, snap_m):
        return mending.joins, "sambungan"
    proposal = roads.proposal(where, snap_m)
    return (
        pd.DataFrame(columns=["lon", "lat", "distance_m"]) if proposal is None else proposal.joins
    ), "usulan sambungan"
