"""What a network of roads means to those who plan with it: its pieces, what joining would do, the stops it reaches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.delivery.day import depots_of, fleet_of, read_stops
from analytics.delivery.depots import stand_in_depot
from analytics.delivery.ways import preflight_of
from data.roads import named_joins
from data.store import Store
from geo.network.diagnose import Diagnosis, diagnose
from geo.network.mend import mend
from geo.network.model import JOIN, Network
from geo.network.modes import MODES
from geo.network.pieces import LAND_LABEL
from geo.network.preflight import (
    CUT_BY_BARRIER,
    NO_MODE,
    NO_PLACE,
    OFF_NETWORK,
    ON_BARRIER,
    ONLY_MODES,
    OTHER_PIECE,
)
from geo.notation import kilometres, number, percent

AMISS, LIMITED, REACHED = "amiss", "limited", "reached"
PLACE_COLUMNS = [
    "label", "lon", "lat", "family_count", "is_depot", "problem", "sentence", "remedy", "distance_m", "state",
]  # fmt: skip
WORDS = {
    NO_PLACE: "tanpa koordinat", OFF_NETWORK: "di luar jaringan", ON_BARRIER: "di penghalang",
    CUT_BY_BARRIER: "terputus penghalang", OTHER_PIECE: "potongan jalan lain", NO_MODE: "tidak tercapai",
    ONLY_MODES: "hanya",
}  # fmt: skip
"""What is amiss, in a few words."""


@dataclass(frozen=True, eq=False)
class NetworkState:
    """A network with its diagnosis.

    ``called``: by the number of the piece, the name of its longest stretch that has one, else "".
    """

    network: Network
    diagnosis: Diagnosis
    called: pd.Series


def state_of(network: Network) -> NetworkState:
    """Return the state of a network."""
    diagnosis = diagnose(network)
    edges = network.edges[["name", "length_m"]].assign(piece=diagnosis.edge_piece)
    longest_first = edges[edges["name"] != ""].sort_values("length_m", ascending=False, kind="stable")
    called = longest_first.groupby("piece")["name"].first().reindex(diagnosis.pieces.index).fillna("")
    return NetworkState(network, diagnosis, called)


def roads_of(pieces: pd.DataFrame) -> pd.DataFrame:
    """Return the pieces of roads; those of rivers where there is no road."""
    is_road = pieces["kind"] == LAND_LABEL
    return pieces[is_road] if is_road.any() else pieces


@dataclass(frozen=True, eq=False)
class Proposal:
    """What joining loose ends would do to the roads.

    ``joins``: see :func:`data.roads.named_joins`. The pieces and the share of the largest (%) before and after; lines
    that cross count as one piece there. ``graph_piece_count``: pieces afterwards for who drives, to whom a crossing
    without a node is none.
    """

    joins: pd.DataFrame
    piece_count_before: int
    piece_count: int
    largest_pct_before: float
    largest_pct: float
    graph_piece_count: int


def propose(delivered: NetworkState, *, snap_m: float, with_crossings: bool) -> Proposal:
    """Return what joining ends up to ``snap_m`` apart would do to the network as it was delivered."""
    mended = mend(delivered.network, snap_m=snap_m, join_crossings=with_crossings)
    diagnosis = diagnose(mended.network)
    before, after = roads_of(delivered.diagnosis.pieces), roads_of(diagnosis.pieces)
    return Proposal(
        named_joins(delivered.network, mended),
        piece_count_before=len(before),
        piece_count=len(after),
        largest_pct_before=float(before["share_pct"].max()),
        largest_pct=float(after["share_pct"].max()),
        graph_piece_count=diagnosis.graph_piece_count,
    )


def answer(diagnosis: Diagnosis, stops: pd.DataFrame) -> tuple[str, str]:
    """Return what the page of roads says first, and the rest of it.

    ``stops``: see :func:`look_ahead`.
    """
    pieces = roads_of(diagnosis.pieces)
    kind = pieces["kind"].iloc[0]
    length = kilometres(pieces["length_m"].sum())
    stops_told = _of_stops(stops)
    crossing_count = len(diagnosis.crossings)
    crossed = f"{number(crossing_count)} persilangan tanpa titik temu belum menjadi simpang" if crossing_count else ""
    if len(pieces) == 1:
        title = "; ".join(filter(None, [f"Jaringan {length} tersambung", stops_told]))
        return title, f"{crossed}." if crossed else f"Semua {kind} satu potongan."
    largest = percent(pieces["share_pct"].max(), 0)
    title = f"{number(len(pieces))} potongan {kind} tidak tersambung — yang terbesar memuat {largest} panjangnya"
    return title, " · ".join(filter(None, [f"{length} seluruhnya", crossed, stops_told]))


def _of_stops(places: pd.DataFrame) -> str:
    if places.empty:
        return ""
    stops = places.loc[~places["is_depot"], "state"]
    amiss, limited, every = int((stops == AMISS).sum()), int((stops == LIMITED).sum()), number(len(stops))
    if amiss:
        return f"{number(amiss)} dari {every} titik penyaluran tidak terjangkau"
    return f"semua {every} titik penyaluran terjangkau" + (
        f", {number(limited)} tidak oleh setiap moda" * bool(limited)
    )


def look_ahead(
    store: Store, *, program: str, period: str, season: str, day: dt.date, network: Network | None = None
) -> pd.DataFrame:
    """Return the places of a delivery and what is amiss with each before anything is planned.

    One row per place where vehicles load, and per stop: ``label``, ``lon``, ``lat``, ``family_count`` (0 where vehicles
    load), ``is_depot``, ``problem`` (a few words, "" where nothing is amiss), ``sentence``, ``remedy``, ``distance_m``
    to the network, ``state``: ``amiss`` (no vehicle of the office gets there), ``limited`` (not each mode) or
    ``reached``. What is amiss comes first, then by families. No row without stops.
    """
    stops = read_stops(store, program=program, period=period).frame if period else pd.DataFrame()
    if stops.empty:
        return pd.DataFrame(columns=PLACE_COLUMNS)
    depots = depots_of(store)
    depots = stand_in_depot(stops) if depots is None or depots.empty else depots
    where = ["label", "lon", "lat", "family_count", "is_depot"]
    places = pd.concat(
        [depots.rename(columns={"name": "label"}).assign(family_count=0, is_depot=True)[where],
         stops.assign(is_depot=False)[where]],
        ignore_index=True,
    )  # fmt: skip
    found = preflight_of(store, places, depot_count=len(depots), season=season, day=day, network=network)
    return judged(places, found, frozenset(fleet_of(store)["mode"]))


def judged(places: pd.DataFrame, found: pd.DataFrame, fleet_modes: frozenset[str]) -> pd.DataFrame:
    """Return ``places`` with what was ``found`` amiss with them, see :func:`look_ahead`.

    What is amiss only with modes of which the office has no vehicle is left out.
    """
    found = found[_concerns(found, fleet_modes)].reset_index(drop=True)
    keys = found["mode"].str.split(JOIN)
    modes = keys.map(lambda each: " atau ".join(MODES[key].label for key in each if key))
    said = found["problem"].map(WORDS)
    said = said.where(found["problem"] != ONLY_MODES, said + " " + modes)
    has_way = (found["problem"] == ONLY_MODES) & found["mode"].str.split(JOIN).map(
        lambda keys: bool({*keys} & fleet_modes)
    )
    is_note = found["problem"].isin([CUT_BY_BARRIER, OTHER_PIECE])  # what follows from it stands in a row of its own
    rows = found.assign(said=said, is_grave=~has_way & ~is_note)
    told = rows.groupby("place").agg(
        problem=("said", "; ".join),
        sentence=("sentence", " ".join),
        remedy=("remedy", lambda texts: " ".join(dict.fromkeys(texts))),
        distance_m=("distance_m", "max"),
        is_grave=("is_grave", "any"),
    )
    judged = places.join(told).fillna({"problem": "", "sentence": "", "remedy": ""})
    judged["is_grave"] = judged["is_grave"].eq(True)
    judged["state"] = np.select([judged["is_grave"], judged["problem"] != ""], [AMISS, LIMITED], REACHED)
    rank = judged["state"].map({AMISS: 0, LIMITED: 1, REACHED: 2})
    order = (
        pd.DataFrame({"rank": rank, "few": -judged["family_count"]}).sort_values(["rank", "few"], kind="stable").index
    )
    return judged.loc[order, PLACE_COLUMNS].reset_index(drop=True)


def _concerns(found: pd.DataFrame, fleet_modes: frozenset[str]) -> pd.Series:
    """Return which rows say something of a mode that the office has."""
    keys = found["mode"].str.split(JOIN)
    is_missed = keys.map(lambda each: bool(fleet_modes.intersection(each)))
    is_left_over = keys.map(lambda each: not fleet_modes.issubset(each))  # of the modes that remain
    is_of_modes = found["problem"].isin([CUT_BY_BARRIER, OTHER_PIECE, ON_BARRIER])
    concerns = is_missed.where(is_of_modes, is_left_over.where(found["problem"] == ONLY_MODES, other=True))
    return concerns.astype(bool)
