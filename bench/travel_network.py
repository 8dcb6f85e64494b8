"""100 × 100 travel times on a network of 40,000 edges: ``network_travel`` beside networkx.

networkx is no dependency of the product, it comes with mapclassify; it is the rival here. It gets its graph ready-made
and its places as nodes; ours finds the nearest edge of each place, builds the graph and adds up the metres besides.
Both work for one mode at a time, in turns; the median over three modes and the rounds counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import shapely

from geo.network.matrix import network_travel
from geo.network.model import EDGE_COLUMNS, NODE_COLUMNS, Network, completed
from geo.network.modes import BOAT, FOOT, MODES
from geo.network.noding import WGS84
from geo.network.speeds import default_speeds

name = "100 × 100 travel times on 40,000 edges: network_travel and networkx"

SIDE = 142
"""Nodes along each side: 2 × 142 × 141 = 40,044 edges."""
PLACE_COUNT = 100
ROUNDS = 3
KINDS = [("lokal", "aspal"), ("lokal", "diperkeras"), ("jalan_tani", "tanah"), ("lokal", "tidak_diketahui")]


def run() -> list[str]:
    """Return the ratios, and by how much the times differ at most."""
    network, places = grid(SIDE), np.random.default_rng(1).choice(SIDE**2, PLACE_COUNT, replace=False)
    lon, lat = (network.nodes.loc[places, column].to_numpy() for column in ("lon", "lat"))
    speeds = default_speeds()
    graphs = {mode: as_networkx(network, mode, speeds) for mode in MODES if mode != BOAT}
    seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
    apart_s = 0.0
    for _ in range(ROUNDS):
        for mode, graph in graphs.items():
            fresh = Network(network.nodes, network.edges, network.shapes, network.source)  # nothing kept from before
            ours = _timed(
                seconds["ours"], lambda n=fresh, m=mode: network_travel(n, lon, lat, speeds=speeds).of(m).duration_min
            )
            theirs = _timed(seconds["theirs"], lambda g=graph: _times(g, places))
            apart_s = max(apart_s, np.abs(ours - theirs).max() * 60)
    assert apart_s < 1
    ours_s, theirs_s = (float(np.median(seconds[way])) for way in ("ours", "theirs"))
    ratio = f"networkx / network_travel = {theirs_s / ours_s:.1f} ({theirs_s:.2f} s, {ours_s:.2f} s of one core)"
    return [f"{len(network.edges):,} edges, {ratio}; the times differ by at most {apart_s:.2g} s"]


def grid(side: int) -> Network:
    """Return streets in a square, their surfaces and one-way streets at random, the same on every run."""
    random = np.random.default_rng(7)
    row, column = np.divmod(np.arange(side**2), side)
    lon = 115.5 + 0.001 * column + random.uniform(-0.0003, 0.0003, side**2)
    lat = -2.4 + 0.001 * row + random.uniform(-0.0003, 0.0003, side**2)
    node = np.arange(side**2)
    tail = np.concatenate([node[column < side - 1], node[row < side - 1]])
    head = np.concatenate([node[column < side - 1] + 1, node[row < side - 1] + side])
    kind = np.array(KINDS)[random.integers(0, len(KINDS), len(tail))]
    edges = pd.DataFrame({"from_node": tail, "to_node": head, "road_class": kind[:, 0], "surface": kind[:, 1]})
    edges["length_m"] = WGS84.inv(lon[tail], lat[tail], lon[head], lat[head])[2]
    edges["oneway"] = np.where(random.random(len(tail)) < 0.02, 1, 0)
    places = np.column_stack([lon, lat])
    shapes = np.asarray(shapely.linestrings(np.stack([places[tail], places[head]], axis=1)), dtype=object)
    nodes = completed(pd.DataFrame({"lon": lon, "lat": lat}), NODE_COLUMNS)
    return Network(nodes, completed(edges, EDGE_COLUMNS), shapes, "uji")


def as_networkx(network: Network, mode: str, speeds: pd.DataFrame) -> nx.DiGraph:
    """Return the graph of a mode with minutes on its edges, made edge by edge from the table."""
    own = speeds[(speeds["mode"] == mode) & (speeds["season"] == "kering")]
    speed_of = own.set_index(["road_class", "surface"])["speed_kmh"].to_dict()
    graph = nx.DiGraph()
    for edge in network.edges.itertuples():
        minutes = edge.length_m * 0.06 / speed_of[edge.road_class, edge.surface]
        graph.add_edge(edge.from_node, edge.to_node, minutes=minutes)
        if edge.oneway == 0 or mode == FOOT:
            graph.add_edge(edge.to_node, edge.from_node, minutes=minutes)
    return graph


def _times(graph: nx.DiGraph, places: np.ndarray) -> np.ndarray:
    found = np.full((len(places), len(places)), np.inf)
    for number, place in enumerate(places):
        to_all = nx.single_source_dijkstra_path_length(graph, place, weight="minutes")
        found[number] = [to_all.get(other, np.inf) for other in places]
    return found


def _timed(taken: list[float], work: Callable[[], Any]) -> Any:
    start = time.process_time()
    result = work()
    taken.append(time.process_time() - start)
    return result
