"""100 × 100 travel times on a network of 40,000 edges: ``network_travel`` beside networkx.

networkx is no dependency of the product, it comes with mapclassify; it is the rival here. It gets its graph ready-made
and its places as nodes; ours finds the nearest edge of each place, builds the graph and adds up the metres besides.
Asked is one mode, four wheels.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.network.matrix import network_travel
from geo.network.model import EDGE_COLUMNS, NODE_COLUMNS, Network, completed
from geo.network.modes import CAR, FOOT
from geo.network.noding import WGS84
from geo.network.speeds import default_speeds

name = "100 × 100 travel times on 40,000 edges: network_travel and networkx"

WORLDS = {"rural, 2.8 edges at a node": (170, 0.7), "a full grid of streets": (142, 1.0)}
"""Nodes along each side, and the share of the streets between them that there is: each about 40,000 edges."""
PLACE_COUNT = 100
KINDS = [("lokal", "aspal"), ("lokal", "diperkeras"), ("jalan_tani", "tanah"), ("lokal", "tidak_diketahui")]


def run() -> list[str]:
    """Return the ratio on each network, and by how much the times differ at most."""
    return [_line(world, grid(*size)) for world, size in WORLDS.items()]


def _line(world: str, network: Network) -> str:
    places = np.random.default_rng(1).choice(len(network.nodes), PLACE_COUNT, replace=False)
    lon, lat = (network.nodes.loc[places, column].to_numpy() for column in ("lon", "lat"))
    speeds = default_speeds()
    graph = as_networkx(network, CAR, speeds)
    ours, ours_s = _timed(lambda: network_travel(network, lon, lat, speeds=speeds).of(CAR).duration_min)
    theirs, theirs_s = _timed(lambda: _times(graph, places))
    apart_s = float(np.abs(ours - theirs).max() * 60)
    assert apart_s < 1
    ratio = f"networkx / network_travel = {theirs_s / ours_s:.1f} ({theirs_s:.2f} s, {ours_s:.2f} s of one core)"
    return f"{world}: {len(network.edges):,} edges, {ratio}; times differ by at most {apart_s:.1g} s"


def grid(side: int, share: float) -> Network:
    """Return streets in a square, their surfaces and one-way streets at random, the same on every run.

    Of the streets ``share`` is kept, and of these the largest piece that can be driven from end to end.
    """
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
    edges = edges[random.random(len(edges)) < share]
    links = (edges["from_node"].to_numpy(), edges["to_node"].to_numpy())
    both_ways = edges["oneway"].eq(0).to_numpy()
    tail, head = np.concatenate([links[0], links[1][both_ways]]), np.concatenate([links[1], links[0][both_ways]])
    drive = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(side**2, side**2))
    piece = connected_components(drive, directed=True, connection="strong")[1]
    inside = piece == np.bincount(piece).argmax()
    edges = edges[inside[links[0]] & inside[links[1]]].reset_index(drop=True)
    number = np.cumsum(inside) - 1
    edges["from_node"], edges["to_node"] = number[edges["from_node"]], number[edges["to_node"]]
    lon, lat = lon[inside], lat[inside]
    tail, head = edges["from_node"].to_numpy(), edges["to_node"].to_numpy()
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


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    result = work()
    return result, time.process_time() - start
