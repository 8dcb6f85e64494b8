"""What a network of roads means to those who plan with it: its pieces, what joining would do, the stops it reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from geo.network.diagnose import Diagnosis, diagnose
from geo.network.mend import Mended
from geo.network.pieces import LAND_LABEL

from geo.network.model import Network
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
    """What joining loose ends would do: ``joins`` (``lon, lat, distance_m``), pieces, the share of the largest (%)."""

    joins: pd.DataFrame
    piece_count_before: int
    piece_count: int
    largest_pct_before: float
    largest_pct: float


def proposal_of(delivered: Network, mended: Mended) -> Proposal:
    """Return what ``mended`` has made of the network as it was delivered."""
    before, after = (roads_of(diagnose(network).pieces) for network in (delivered, mended.network))
    shares = [float(pieces["share_pct"].max()) for pieces in (before, after)]
    return Proposal(mended.joins.reset_index(drop=True), len(before), len(after), *shares)


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
