"""How long the way takes from place to place over a network, by every mode, and along which way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely import get_coordinates
from shapely.ops import substring

from geo.network.classes import EARTH
from geo.network.graph import AT_NODE_M, MINUTES_PER_M_AT_1_KMH, NOWHERE, ModeGraph, Scenario, mode_graph
from geo.network.model import Network, Numbers, Positions
from geo.network.modes import FOOT, MODES
from geo.network.shrink import Links, best_links, shrink
from geo.network.speeds import DRY, SEASONS
from geo.notation import kilometres
from geo.travel import Travel, TravelMatrix, straight_line_basis

CHUNK_BYTES = 200 * 2**20
_BYTES_PER_NODE = 8
NO_PREDECESSOR = -9999
"""scipy's own mark."""
KEPT_SOURCES = 64
"""Of so many places the ways to everywhere are kept for drawing."""
_DIGITS = 7
Point = tuple[float, float]


def network_travel(
    network: Network,
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    speeds: pd.DataFrame,
    season: str = DRY,
    blocked: frozenset[int] = frozenset(),
    access_max_m: float = 2000.0,
    road_factor: float = 1.4,
) -> Travel:
    """Return the fastest ways between all places by every mode.

    A place hangs on the nearest point of an edge that the mode can use, not on the nearest node. From there to the
    place people walk in a straight line times ``road_factor``, at the speed on an earth trail; farther than
    ``access_max_m`` from every usable edge there is no way.

    Parameters
    ----------
    network
        Mended or not.
    lon, lat
        Places, degrees, EPSG:4326.
    speeds
        See :func:`geo.network.speeds.default_speeds`.
    season
        "kering" or "hujan".
    blocked
        Edges (index) that nobody can pass.
    access_max_m
        How far a place may lie from the network, metres in a straight line.
    road_factor
        How much longer the walk to the network is than the straight line.

    Returns
    -------
    Travel
        For each mode metres and minutes along the fastest way, the walk included; its ``straight_m`` are the metres of
        walk (times the factor) at both ends; ``way`` gives the way as places.

    Notes
    -----
    Shortest paths: Dijkstra (1959), by ``scipy.sparse.csgraph``.
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    scenario = Scenario(speeds, season, blocked)
    places_m = network.plane.metres(lon, lat)
    walk_kmh = scenario.speed_kmh(FOOT, "setapak", EARTH)
    basis = _basis(network, season, access_max_m, road_factor)
    graphs = {mode: mode_graph(network, mode, places_m, scenario, max_m=access_max_m) for mode in MODES}
    return Travel(
        Matrices(graphs, walk_kmh, road_factor, basis),
        basis,
        is_straight_line=False,
        way=Ways(network, graphs, list(zip(lon.tolist(), lat.tolist(), strict=True))),
    )


def _basis(network: Network, season: str, access_max_m: float, road_factor: float) -> str:
    walk = f"kaki {straight_line_basis(road_factor)} sampai {kilometres(access_max_m).replace(',0 ', ' ')}"
    return f"jaringan jalan ({network.source}, {SEASONS[season]}); {walk}"


@dataclass
class Matrices(Mapping[str, TravelMatrix]):
    """The matrix of each mode, worked out when it is first asked for: most plans use two modes of four."""

    graphs: dict[str, ModeGraph]
    walk_kmh: float
    road_factor: float
    basis: str
    _known: dict[str, TravelMatrix] = field(default_factory=dict)

    def __getitem__(self, mode: str) -> TravelMatrix:
        if mode not in self._known:
            self._known[mode] = _travel_matrix(self.graphs[mode], self.walk_kmh, self.road_factor, self.basis)
        return self._known[mode]

    def __iter__(self) -> Iterator[str]:
        return iter(self.graphs)

    def __len__(self) -> int:
        return len(self.graphs)


def _travel_matrix(graph: ModeGraph, walk_kmh: float, road_factor: float, basis: str) -> TravelMatrix:
    """Return metres and minutes between all places, the walks at both ends included, and the metres of those."""
    count = len(graph.node_of)
    minutes, metres = (np.full((count, count), np.inf) for _ in range(2))
    straight_m = np.zeros((count, count))
    hung = np.flatnonzero(graph.node_of != NOWHERE)
    if len(hung):
        way_min, way_m = _between(graph, graph.node_of[hung])
        walk_m = graph.hooks.straight_m[hung] * road_factor
        walk_min = np.where(walk_m > 0, walk_m * MINUTES_PER_M_AT_1_KMH / walk_kmh if walk_kmh > 0 else np.inf, 0.0)
        total_min = way_min + np.add.outer(walk_min, walk_min)
        is_way, both_m = np.isfinite(total_min), np.add.outer(walk_m, walk_m)
        minutes[np.ix_(hung, hung)], metres[np.ix_(hung, hung)] = total_min, np.where(is_way, way_m + both_m, np.inf)
        told_m = np.where(walk_m < AT_NODE_M, 0.0, walk_m)  # a place on the road is not beside it by a rounding
        straight_m[np.ix_(hung, hung)] = np.where(is_way, np.add.outer(told_m, told_m), 0.0)
    np.fill_diagonal(minutes, 0.0)
    np.fill_diagonal(metres, 0.0)
    np.fill_diagonal(straight_m, 0.0)
    return TravelMatrix(metres, minutes, basis, straight_m)


def _between(graph: ModeGraph, places: Positions) -> tuple[Numbers, Numbers]:
    """Return minutes and metres along the fastest ways between graph nodes."""
    nodes, number = np.unique(places, return_inverse=True)
    links, nodes = _few_links(graph, nodes)
    count = int(max(links.tail.max(initial=0), links.head.max(initial=0), nodes.max()) + 1)
    first = np.searchsorted(links.tail, np.arange(count + 1)).astype(np.int32)
    matrix = csr_array((links.minutes, links.head.astype(np.int32), first), shape=(count, count))
    minutes, metres = (np.empty((len(nodes), len(nodes))) for _ in range(2))
    limit_min = _farthest_min(matrix, nodes)
    size = max(int(CHUNK_BYTES / _BYTES_PER_NODE / count), 1)
    for start in range(0, len(nodes), size):
        chunk = slice(start, start + size)
        to_all = dijkstra(matrix, directed=True, indices=nodes[chunk], limit=limit_min)
        minutes[chunk] = to_all[:, nodes]
        metres[chunk] = [_metres(links, row, node, nodes) for row, node in zip(to_all, nodes[chunk], strict=True)]
    return minutes[np.ix_(number, number)], metres[np.ix_(number, number)]


def _few_links(graph: ModeGraph, nodes: Positions) -> tuple[Links, Positions]:
    """Return links over few nodes, numbered anew, that give the fastest ways between ``nodes``; and their numbers."""
    kept = np.zeros(graph.node_count, dtype=bool)
    kept[nodes] = True
    arcs = graph.arcs
    all_links = best_links(arcs.tail, arcs.head, arcs.minutes, arcs.length_m, graph.node_count)
    links = shrink(all_links, kept)
    used = kept.copy()
    used[links.tail], used[links.head] = True, True
    number = np.cumsum(used) - 1
    return links._replace(tail=number[links.tail], head=number[links.head]), number[nodes]


def _farthest_min(matrix: csr_array, nodes: Positions) -> float:
    """Return minutes that no way between the nodes can exceed: by way of the first of them; inf where that is none.

    So a search in a large network stops where no place is near any more.
    """
    there = dijkstra(matrix, directed=True, indices=nodes[0])[nodes]
    back = dijkstra(matrix.T.tocsr(), directed=True, indices=nodes[0])[nodes]
    return float(there.max() + back.max()) * 1.001 + 1.0


def _metres(links: Links, to_all: Numbers, source: int, targets: Positions) -> Numbers:
    """Return how long the fastest ways from one node are; what stands where there is no way means nothing.

    The arc that leads to a node is the one whose minutes make up the difference, exactly: that is how they were added.
    Then each node jumps to the one before it, to the one before that, and on in steps that double.

    Parameters
    ----------
    links
        All there are.
    to_all
        Minutes from ``source`` to all nodes.
    source, targets
        Graph nodes.
    """
    leads = np.flatnonzero(to_all[links.tail] + links.minutes == to_all[links.head])
    before, metres = np.arange(len(to_all)), np.zeros(len(to_all))
    before[links.head[leads]], metres[links.head[leads]] = links.tail[leads], links.length_m[leads]
    before[source], metres[source] = source, 0.0
    reached = targets[np.isfinite(to_all[targets])]
    while (before[reached] != source).any():
        metres += metres[before]
        before = before[before]
    return metres[targets]


# --- drawing ---


@dataclass
class Ways:
    """The way between two places as places ``(lon, lat)``, found when it is asked for."""

    network: Network
    graphs: dict[str, ModeGraph]
    places: list[Point]
    _before: dict[tuple[str, int], Positions] = field(default_factory=dict)

    def __call__(self, mode: str, start: int, end: int) -> list[Point]:
        """Return the way from place ``start`` to place ``end``, both included; empty where there is none."""
        graph = self.graphs[mode]
        if start == end:
            return [self.places[start]]
        if NOWHERE in (graph.node_of[start], graph.node_of[end]):
            return []
        nodes = self._nodes(mode, start, int(graph.node_of[end]))
        if not nodes:
            return []
        arcs = graph.between(np.array(nodes[:-1], dtype=np.int64), np.array(nodes[1:], dtype=np.int64))
        hooks_m = graph.hooks.points_m
        stretches = [hooks_m[[start]], *(self._stretch(graph, int(arc)) for arc in arcs), hooks_m[[end]]]
        inner = [
            (lon, lat) for lon, lat in self.network.plane.degrees(np.concatenate(stretches)).round(_DIGITS).tolist()
        ]
        points = [self.places[start], *inner, self.places[end]]
        return [point for number, point in enumerate(points) if number == 0 or point != points[number - 1]]

    def _nodes(self, mode: str, start: int, target: int) -> list[int]:
        """Return the graph nodes on the way, empty where there is none."""
        graph = self.graphs[mode]
        source = int(graph.node_of[start])
        if (mode, start) not in self._before:
            _, before = dijkstra(graph.matrix(), directed=True, indices=source, return_predecessors=True)
            if len(self._before) >= KEPT_SOURCES:
                self._before.pop(next(iter(self._before)))
            self._before[mode, start] = before
        before = self._before[mode, start]
        nodes = [target]
        while nodes[-1] != source:
            previous = int(before[nodes[-1]])
            if previous == NO_PREDECESSOR:
                return []
            nodes.append(previous)
        return nodes[::-1]

    def _stretch(self, graph: ModeGraph, arc: int) -> Numbers:
        """Return the points of an arc, in the network's plane."""
        shape = self.network.plane_shapes[graph.arcs.edge[arc]]
        return get_coordinates(substring(shape, graph.arcs.start[arc], graph.arcs.stop[arc], normalized=True))
