"""What a network of roads means to those who plan with it: its pieces, what joining would do, the stops it reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.roads import named_joins
from geo.network.diagnose import Diagnosis, diagnose
from geo.network.mend import mend
from geo.network.model import Network
from geo.network.pieces import LAND_LABEL
from geo.notation import kilometres, number, percent

AMISS, REACHED = "amiss", "reached"
STOP = ["stop_id", "label", "lon", "lat", "family_count"]


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

    ``stops``: see :func:`judged_stops`.
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


def _of_stops(stops: pd.DataFrame) -> str:
    if stops.empty:
        return ""
    amiss = int((stops["state"] == AMISS).sum())
    if amiss:
        return f"{number(amiss)} dari {number(len(stops))} titik penyaluran perlu dilihat"
    return f"semua {number(len(stops))} titik penyaluran terjangkau"


def judged_stops(stops: pd.DataFrame, problems: pd.DataFrame) -> pd.DataFrame:
    """Return the stops with what is amiss with each.

    Parameters
    ----------
    stops
        See :class:`analytics.delivery.stops.Stops`.
    problems
        See :func:`geo.network.preflight.preflight`, its ``place`` a position in ``stops``; empty where none is known.

    Returns
    -------
    DataFrame
        ``stop_id, label, lon, lat, family_count``, ``problem`` and ``remedy`` (Indonesian, "" where nothing is amiss),
        ``distance_m`` to the network, ``state`` (``amiss`` or ``reached``); what is amiss first, most families first.
    """
    if stops.empty:
        return pd.DataFrame(columns=[*STOP, "problem", "remedy", "distance_m", "state"])
    kept = stops[STOP].reset_index(drop=True)
    if problems.empty:
        return kept.assign(problem="", remedy="", distance_m=np.nan, state=REACHED)
    by_place = problems.groupby("place").agg(
        problem=("problem", "; ".join),
        remedy=("remedy", lambda texts: "; ".join(dict.fromkeys(texts))),
        distance_m=("distance_m", "max"),
    )
    told = kept.join(by_place).fillna({"problem": "", "remedy": ""})
    told["state"] = np.where(told["problem"] == "", REACHED, AMISS)
    return told.sort_values(["state", "family_count"], ascending=[True, False], kind="stable", ignore_index=True)
