"""The part of a network that one mode can use, with places hung on it: what matrices and checks are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.network.classes import BARRIERS
from geo.network.model import JOIN, Network, Numbers, Positions
from geo.network.modes import FOOT
from geo.network.speeds import WET

AT_NODE_M = 0.01
"""Nearer than this to the end of an edge, a place stands on the node."""
NOWHERE = -1
MINUTES_PER_M_AT_1_KMH = 0.06
LEAST_MINUTES = 1e-9
"""No way takes no time at all: else one could not tell from the times which way it went."""
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Scenario:
    """What holds while ways are looked for: the table of speeds, the season, the edges (index) that are cut."""

    speeds: pd.DataFrame
    season: str
    blocked: frozenset[int] = frozenset()
    heed_barriers: bool = True
    """Whether what stands on nodes stops anybody; only checks that ask what it stops say no."""

    def speed_kmh(self, mode: str, road_class: str, surface: str) -> float:
        """Return one figure of the table, 0 where it has none."""
        table = self.speeds
        which = (
            (table["mode"] == mode) & (table["road_class"] == road_class)
            & (table["surface"] == surface) & (table["season"] == self.season)
        )  # fmt: skip
        return float(table.loc[which, "speed_kmh"].max()) if which.any() else 0.0


def edge_speeds(network: Network, mode: str, scenario: Scenario) -> Numbers:
    """Return km/h on each edge, 0 where the mode cannot or may not go."""
    table = scenario.speeds
    own = table[((table["mode"] == mode) & (table["season"] == scenario.season)).to_numpy()]
    of = dict(zip(zip(own["road_class"], own["surface"], strict=True), own["speed_kmh"], strict=True))
    road, roads = pd.factorize(network.edges["road_class"])
    surface, surfaces = pd.factorize(network.edges["surface"])
    each = np.array([[of.get((one, other), 0.0) for other in surfaces] for one in roads], dtype=float)
    speed = each[road, surface] if len(road) else np.empty(0)
    shut = names_mode(network.edges["closed_to"], mode) | network.edges.index.isin(list(scenario.blocked))
    return np.where(shut, 0.0, speed)


def closed_nodes(network: Network, mode: str, scenario: Scenario) -> Flags:
    """Return which nodes the mode cannot pass: for what stands there, or for water over the road in the wet season."""
    if not scenario.heed_barriers:
        return np.zeros(len(network.nodes), dtype=bool)
    closed = names_mode(network.nodes["closed_to"], mode)
    if scenario.season == WET:
        wet = [key for key, each in BARRIERS.items() if mode in each.closed_in_rain]
        closed = closed | network.nodes["barrier"].isin(wet).to_numpy()
    return np.asarray(closed)


def names_mode(column: pd.Series, mode: str) -> Flags:
    """Return where a text of modes, ";" between, names a mode."""
    codes, texts = pd.factorize(column)
    named = np.array([mode in str(text).split(JOIN) for text in texts], dtype=bool)
    return named[codes] if len(codes) else np.empty(0, dtype=bool)


@dataclass(frozen=True)
class Hooks:
    """Where places hang on the network. One entry per place.

    ``edge``: the nearest edge, -1 where none is in reach; ``share``: how far along it, 0 to 1; ``straight_m``: metres
    from the place to there, inf where none; ``points_m``: that point in the network's plane.
    """

    edge: Positions
    share: Numbers
    straight_m: Numbers
    points_m: Numbers


def hang(network: Network, places_m: Numbers, usable: Flags, *, max_m: float) -> Hooks:
    """Return the nearest point on a usable edge for each place, within ``max_m`` metres."""
    count = len(places_m)
    edge = np.full(count, NOWHERE, dtype=np.int64)
    share, straight_m, points_m = np.zeros(count), np.full(count, np.inf), places_m.copy()
    edges = np.flatnonzero(usable)
    asked = np.flatnonzero(np.isfinite(places_m).all(axis=1))
    if len(edges) and len(asked):
        shapes = network.plane_shapes[edges]
        points = shapely.points(places_m[asked])
        (found, near), distance_m = shapely.STRtree(shapes).query_nearest(
            points, all_matches=False, return_distance=True
        )
        is_near = distance_m <= max_m
        found, near, distance_m = found[is_near], near[is_near], distance_m[is_near]
        place = asked[found]
        edge[place], straight_m[place] = edges[near], distance_m
        share[place] = shapely.line_locate_point(shapes[near], points[found], normalized=True)
        on_edge = shapely.line_interpolate_point(shapes[near], share[place], normalized=True)
        points_m[place] = shapely.get_coordinates(on_edge)
    return Hooks(edge, share, straight_m, points_m)


@dataclass(frozen=True)
class Arcs:
    """Ways from graph node to graph node, sorted by both; the best one where several lead there.

    Graph nodes are the network's nodes, then the places that hang between two of them. An arc runs along ``edge`` from
    the share ``start`` to the share ``stop`` of its length.
    """

    tail: Positions
    head: Positions
    edge: Positions
    start: Numbers
    stop: Numbers
    minutes: Numbers
    length_m: Numbers


@dataclass(frozen=True)
class ModeGraph:
    """What a mode can use. ``node_of``: the graph node of each place, -1 where it hangs nowhere."""

    arcs: Arcs
    node_count: int
    node_of: Positions
    hooks: Hooks

    def matrix(self) -> csr_array:
        """Return minutes from graph node to graph node."""
        shape = (self.node_count, self.node_count)
        start = np.searchsorted(self.arcs.tail, np.arange(self.node_count + 1))
        return csr_array((self.arcs.minutes, self.arcs.head.astype(np.int32), start.astype(np.int32)), shape=shape)

    def between(self, tail: Positions, head: Positions) -> Positions:
        """Return the positions of the arcs from ``tail`` to ``head``, which there must be."""
        keys = self.arcs.tail * self.node_count + self.arcs.head
        return np.searchsorted(keys, tail * self.node_count + head)


def mode_graph(network: Network, mode: str, places_m: Numbers, scenario: Scenario, *, max_m: float) -> ModeGraph:
    """Return the graph of a mode with the places hung on its edges.

    Parameters
    ----------
    network, mode, scenario
        What may be used, and how fast.
    places_m
        n × 2, in the network's plane.
    max_m
        How far from an edge a place may be.
    """
    speed = edge_speeds(network, mode, scenario)
    hooks = hang(network, places_m, speed > 0, max_m=max_m)
    closed = closed_nodes(network, mode, scenario)
    tail, head = (network.edges[name].to_numpy(dtype=np.int64) for name in ("from_node", "to_node"))
    length_m = network.edges["length_m"].to_numpy(dtype=float)
    at = _at(hooks, tail, head, length_m, closed)
    pieces = _pieces(hooks, at, tail, head, speed > 0, len(network.nodes))
    oneway = np.zeros(len(tail), dtype=int) if mode == FOOT else network.edges["oneway"].to_numpy()
    ways = _both_ways(pieces, oneway)
    passable = ~np.concatenate([closed, np.zeros(len(at), dtype=bool)])
    ways = ways.taken(passable[ways.tail] & passable[ways.head])
    part_m = np.abs(ways.stop - ways.start) * length_m[ways.edge]
    minutes = np.maximum(part_m * MINUTES_PER_M_AT_1_KMH / speed[ways.edge], LEAST_MINUTES)
    order = np.lexsort((minutes, ways.head, ways.tail))
    key = ways.tail[order] * (len(passable)) + ways.head[order]
    best = order[np.diff(key, prepend=-1) != 0]
    chosen = ways.taken(best)
    arcs = Arcs(chosen.tail, chosen.head, chosen.edge, chosen.start, chosen.stop, minutes[best], part_m[best])
    return ModeGraph(arcs, len(passable), at, hooks)


def _at(hooks: Hooks, tail: Positions, head: Positions, length_m: Numbers, closed: Flags) -> Positions:
    """Return the graph node of each place: a node it stands on, else a new one, unless what stands there stops it."""
    place = np.arange(len(hooks.edge)) + len(closed)
    edge = np.maximum(hooks.edge, 0)
    if not len(tail):
        return np.full(len(place), NOWHERE, dtype=np.int64)
    along_m = hooks.share * length_m[edge]
    at_tail = (along_m <= AT_NODE_M) & ~closed[tail[edge]]
    at_head = (length_m[edge] - along_m <= AT_NODE_M) & ~closed[head[edge]]
    at = np.where(at_tail, tail[edge], np.where(at_head, head[edge], place))
    return np.where(hooks.edge == NOWHERE, NOWHERE, at)


class _Pieces(NamedTuple):
    """Stretches of edges from the share ``start`` to the share ``stop``, between two graph nodes."""

    tail: Positions
    head: Positions
    edge: Positions
    start: Numbers
    stop: Numbers

    def taken(self, which: Positions | Flags) -> _Pieces:
        return _Pieces(self.tail[which], self.head[which], self.edge[which], self.start[which], self.stop[which])

    def turned(self) -> _Pieces:
        return _Pieces(self.head, self.tail, self.edge, self.stop, self.start)

    def with_more(self, more: _Pieces) -> _Pieces:
        return _Pieces(*(np.concatenate(both) for both in zip(self, more, strict=True)))


def _pieces(hooks: Hooks, at: Positions, tail: Positions, head: Positions, usable: Flags, node_count: int) -> _Pieces:
    """Return all usable edges, and the pieces between the places on an edge."""
    edges = np.flatnonzero(usable)
    whole = _Pieces(tail[edges], head[edges], edges, np.zeros(len(edges)), np.ones(len(edges)))
    inside = np.flatnonzero(at >= node_count)
    if not len(inside):
        return whole
    split = np.unique(hooks.edge[inside])
    edge = np.concatenate([split, hooks.edge[inside], split])
    share = np.concatenate([np.zeros(len(split)), hooks.share[inside], np.ones(len(split))])
    node = np.concatenate([tail[split], at[inside], head[split]])
    rank = np.repeat([0, 1, 2], [len(split), len(inside), len(split)])
    order = np.lexsort((rank, share, edge))
    edge, share, node = edge[order], share[order], node[order]
    step = np.flatnonzero(edge[1:] == edge[:-1])
    return whole.with_more(_Pieces(node[step], node[step + 1], edge[step], share[step], share[step + 1]))


def _both_ways(pieces: _Pieces, oneway: NDArray[np.int64]) -> _Pieces:
    """Return the pieces in each direction in which they may be used."""
    direction = oneway[pieces.edge]
    return pieces.taken(direction >= 0).with_more(pieces.taken(direction <= 0).turned())
