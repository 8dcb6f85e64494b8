"""What is wrong with a network as it was delivered: pieces, loose ends, near misses, crossings, lines drawn twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.network.graph import Scenario, closed_nodes, edge_speeds
from geo.network.model import Network, Positions
from geo.network.modes import MODES
from geo.network.pieces import (
    LAND_LABEL,
    WATER_LABEL,
    edge_pieces,
    find_crossings,
    loose_ends,
    middle_of,
    near_edges,
    on_water,
)
from geo.network.speeds import DRY, default_speeds
from geo.notation import number

MAX_GAP_M = 500.0


@dataclass(frozen=True)
class Diagnosis:
    """What was found.

    pieces
        One row per connected piece, index 0 … longest first: ``kind`` ("jalan", "sungai"), ``edge_count``,
        ``length_m``, ``share_pct`` (of all length of its kind), ``lon``, ``lat`` (a place on its longest edge),
        ``gap_m`` (to the nearest other piece of its kind, NaN beyond :data:`MAX_GAP_M`). Lines that cross on one level
        are taken to hang together here: that is how the layer is drawn.
    edge_piece
        The piece of each edge of the network.
    ends
        One row per loose end: ``node``, ``edge``, ``lon``, ``lat``, ``piece``, ``near_m`` (to the nearest edge that
        does not touch it), ``near_edge``, ``gap_m`` (to the nearest edge of another piece), ``gap_edge``; NaN and -1
        beyond :data:`MAX_GAP_M`.
    crossings
        See :func:`geo.network.pieces.find_crossings`: no junctions until mending makes them some.
    duplicates
        One row per edge that lies exactly on an earlier one: ``edge``, ``other_edge``.
    by_mode
        One row per mode: ``mode``, ``edge_count``, ``length_m``, ``piece_count``, ``largest_share_pct``: what it may
        use in the dry season, barriers heeded, crossings no junctions.
    graph_piece_count
        How many pieces there are while crossings are no junctions.
    sentence
        All of it in one Indonesian sentence.
    """

    pieces: pd.DataFrame
    edge_piece: Positions
    ends: pd.DataFrame
    crossings: pd.DataFrame
    duplicates: pd.DataFrame
    by_mode: pd.DataFrame
    graph_piece_count: int
    sentence: str


def diagnose(network: Network, *, speeds: pd.DataFrame | None = None, max_gap_m: float = MAX_GAP_M) -> Diagnosis:
    """Return what is wrong with a network.

    Parameters
    ----------
    network
        As read.
    speeds
        Who may go where; :func:`geo.network.speeds.default_speeds` by default.
    max_gap_m
        How far to look for the next piece.
    """
    crossings = find_crossings(network)
    edge_piece = edge_pieces(network, crossings=crossings)
    graph_piece = edge_pieces(network)
    ends = _ends(network, edge_piece, max_gap_m)
    pieces = _pieces(network, edge_piece, ends)
    duplicates = _duplicates(network)
    is_road = pieces["kind"] == LAND_LABEL
    counted = LAND_LABEL if is_road.any() else WATER_LABEL
    graph_count = len(np.unique(graph_piece[on_water(network) == (counted == WATER_LABEL)]))
    sentence = _sentence(pieces[pieces["kind"] == counted], counted, len(crossings), graph_count, len(duplicates))
    by_mode = _by_mode(network, default_speeds() if speeds is None else speeds)
    return Diagnosis(pieces, edge_piece, ends, crossings, duplicates, by_mode, graph_count, sentence)


def _pieces(network: Network, edge_piece: Positions, ends: pd.DataFrame) -> pd.DataFrame:
    edges = network.edges[["length_m"]].assign(piece=edge_piece, edge=np.arange(len(edge_piece)))
    edges["kind"] = np.where(on_water(network), WATER_LABEL, LAND_LABEL)
    of_piece = edges.groupby("piece")
    pieces = of_piece.agg(kind=("kind", "first"), edge_count=("edge", "size"), length_m=("length_m", "sum"))
    pieces["share_pct"] = 100 * pieces["length_m"] / pieces.groupby("kind")["length_m"].transform("sum")
    longest = of_piece["length_m"].idxmax().to_numpy(dtype=np.int64)
    pieces["lon"], pieces["lat"] = middle_of(network, longest).T if len(longest) else ([], [])
    there = ends[["piece", "gap_m"]].dropna()
    back = ends.loc[ends["gap_edge"] >= 0, ["gap_edge", "gap_m"]]
    back = back.assign(piece=edge_piece[back["gap_edge"].to_numpy()])[["piece", "gap_m"]]
    pieces["gap_m"] = pd.concat([there, back]).groupby("piece")["gap_m"].min()
    return pieces.rename_axis(None)


def _ends(network: Network, edge_piece: Positions, max_gap_m: float) -> pd.DataFrame:
    ends = loose_ends(network)
    ends["piece"] = edge_piece[ends["edge"].to_numpy()]
    pairs = near_edges(network, ends, max_m=max_gap_m)
    is_other = edge_piece[pairs["edge"].to_numpy()] != ends["piece"].to_numpy()[pairs["end"].to_numpy()]
    for name, which in (("near", pairs), ("gap", pairs[is_other])):
        nearest = which.drop_duplicates("end").set_index("end")
        ends[f"{name}_m"] = nearest["distance_m"].reindex(ends.index)
        ends[f"{name}_edge"] = nearest["edge"].reindex(ends.index).fillna(-1).astype("int64")
    return ends


def _duplicates(network: Network) -> pd.DataFrame:
    """Return the edges that run exactly as an earlier one, in either direction."""
    drawn = pd.Series(shapely.to_wkb(shapely.normalize(network.shapes)))
    drawing = pd.factorize(drawn)[0]  # numbered in the order of their first edges
    first = np.unique(drawing, return_index=True)[1].astype(np.int64)
    again = np.flatnonzero(drawn.duplicated())
    return pd.DataFrame({"edge": again, "other_edge": first[drawing[again]]})


def _by_mode(network: Network, speeds: pd.DataFrame) -> pd.DataFrame:
    scenario, length_m = Scenario(speeds, DRY), network.edges["length_m"].to_numpy()
    rows = []
    for mode in MODES:
        used = edge_speeds(network, mode, scenario) > 0
        piece = edge_pieces(network, used=used, closed=closed_nodes(network, mode, scenario))
        total_m = float(length_m[used].sum())
        largest_m = float(length_m[piece == 0].sum())
        share_pct = 100 * largest_m / total_m if total_m else np.nan
        rows.append((mode, int(used.sum()), total_m, len(np.unique(piece[used])), share_pct))
    return pd.DataFrame(rows, columns=["mode", "edge_count", "length_m", "piece_count", "largest_share_pct"])


def _sentence(pieces: pd.DataFrame, kind: str, crossing_count: int, graph_count: int, duplicate_count: int) -> str:
    if len(pieces) == 1:
        said = f"Seluruh {kind} tersambung menjadi satu jaringan"
    else:
        said = (
            f"{number(len(pieces))} potongan yang tidak tersambung; potongan terbesar memuat "
            f"{number(pieces['share_pct'].max())} % panjang {kind}"
        )
    if crossing_count:
        said += f"; {number(crossing_count)} persilangan tanpa titik temu belum menjadi simpang"
        said += f" (tanpa itu {number(graph_count)} potongan)" * (graph_count != len(pieces))
    if duplicate_count:
        said += f"; {number(duplicate_count)} ruas tergambar dua kali"
    return said + "."
