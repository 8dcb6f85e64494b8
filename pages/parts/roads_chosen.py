"""What the reader of Jalan has chosen on the map or in a table, and which joins are looked at."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.delivery.network import NetworkState
from data.roads.mending import JOIN as JOIN_COLUMNS
from pages.parts import cache, filters
from pages.parts.cache import Source, roads

CHOSEN, SNAP, CROSSINGS = "jalan_terpilih", "jarak_sambung", "sambung_silang"
"""Where the choice, and how loose ends are to be joined, are kept in the session."""
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


@dataclass(frozen=True)
class Wish:
    """How loose ends are to be joined: up to how far, and whether lines that cross become junctions too."""

    snap_m: float
    with_crossings: bool


def wish(where: Source) -> Wish:
    """Return what is looked at: as entered, else as decided, else as in the settings."""
    mending = roads.mending(where)
    snap_m = float(str(cache.settings(where)["snap_m"])) if mending is None else mending.snap_m
    with_crossings = mending is not None and mending.with_crossings
    entered, ticked = filters.answer(SNAP), filters.answer(CROSSINGS)
    return Wish(
        float(entered) if isinstance(entered, (int, float)) else snap_m,
        ticked if isinstance(ticked, bool) else with_crossings,
    )


def is_decided(where: Source, wanted: Wish) -> bool:
    """Return whether it is what was decided, and holds."""
    mending = roads.mending(where)
    decided = mending is not None and Wish(mending.snap_m, mending.with_crossings) == wanted
    return decided and mending is not None and mending.is_in_force


def joins_shown(where: Source) -> tuple[pd.DataFrame, str]:
    """Return the joins on the map, see :func:`data.roads.named_joins`, and whether they are in use or proposed."""
    wanted, mending = wish(where), roads.mending(where)
    if mending is not None and is_decided(where, wanted):
        return mending.joins, "sambungan"
    proposal = roads.proposal(where, wanted.snap_m, wanted.with_crossings)
    return (pd.DataFrame(columns=JOIN_COLUMNS) if proposal is None else proposal.joins), "usulan sambungan"
