"""What a network of roads means to those who plan with it: its pieces, what joining would do, the stops it reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.network.diagnose import Diagnosis, diagnose
from geo.network.mend import Mended
from geo.network.model import Network
from geo.notation import kilometres, number, percent

AMISS, REACHED = "amiss", "reached"
STOP = ["stop_id", "label", "lon", "lat", "family_count"]


@dataclass(frozen=True, eq=False)
class NetworkState:
    """A network with its diagnosis. ``piece``: the rank of each edge's piece, 0 the longest."""

    network: Network
    diagnosis: Diagnosis
    piece: pd.Series


def state_of(network: Network) -> NetworkState:
    """Return the state of a network."""
    return NetworkState(network, diagnose(network), piece_of_edges(network))


def piece_of_edges(network: Network) -> pd.Series:
    """Return the rank of each edge's connected piece by its length, 0 the longest; directions do not count."""
    edges, size = network.edges, len(network.nodes)
    graph = coo_array((np.ones(len(edges)), (edges["from_node"], edges["to_node"])), shape=(size, size))
    of_node = connected_components(graph, directed=False)[1]
    label = pd.Series(of_node[edges["from_node"].to_numpy()], index=edges.index)
    by_length = edges["length_m"].groupby(label).sum().sort_values(ascending=False, kind="stable")
    return label.map(pd.Series(range(len(by_length)), index=by_length.index)).rename("piece")


@dataclass(frozen=True, eq=False)
class Proposal:
    """What joining loose ends would do: ``joins`` (``lon, lat, distance_m``), pieces and the share of the largest (%)."""

    joins: pd.DataFrame
    piece_count_before: int
    piece_count: int
    largest_pct_before: float
    largest_pct: float


def proposal_of(delivered: Network, mended: Mended) -> Proposal:
    """Return what ``mended`` has made of the network as it was delivered."""
    before, after = diagnose(delivered).pieces, diagnose(mended.network).pieces
    shares = [float(pieces["share_pct"].max()) for pieces in (before, after)]
    return Proposal(mended.joins.reset_index(drop=True), len(before), len(after), *shares)


def answer(diagnosis: Diagnosis, stops: pd.DataFrame) -> tuple[str, str]:
    """Return what the page of roads says first, and the rest of it.

    ``stops``: see :func:`judged_stops`.
    """
    pieces = diagnosis.pieces
    length = kilometres(pieces["length_m"].sum())
    amiss = int((stops["state"] == AMISS).sum()) if len(stops) else 0
    told = f"{number(amiss)} dari {number(len(stops))} titik penyaluran perlu dilihat" if amiss else ""
    whole = told or (f"semua {number(len(stops))} titik penyaluran terjangkau" if len(stops) else "")
    if len(pieces) == 1:
        return f"Jaringan {length} tersambung{'; ' if whole else ''}{whole}", "Semua ruasnya satu potongan."
    largest = percent(pieces["share_pct"].max(), 0)
    title = f"{number(len(pieces))} potongan jalan tidak tersambung — yang terbesar memuat {largest} panjangnya"
    return title, f"{length} seluruhnya{' · ' if whole else ''}{whole}."


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
        problem=("problem", "; ".join), remedy=("remedy", lambda texts: "; ".join(dict.fromkeys(texts))), distance_m=("distance_m", "max")
    )
    told = kept.join(by_place).fillna({"problem": "", "remedy": ""})
    told["state"] = np.where(told["problem"] == "", REACHED, AMISS)
    return told.sort_values(["state", "family_count"], ascending=[True, False], kind="stable", ignore_index=True)
