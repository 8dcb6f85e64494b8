"""How long the way takes from place to place over a network, by every mode, and along which way."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse.csgraph import dijkstra
from shapely import get_coordinates
from shapely.ops import substring

from geo.network.classes import EARTH
from geo.network.graph import MINUTES_PER_M_AT_1_KMH, NOWHERE, ModeGraph, Scenario, mode_graph
from geo.network.model import Network, Numbers, Positions
from geo.network.modes import FOOT, MODES
from geo.network.speeds import DRY, SEASONS
from geo.notation import kilometres
from geo.travel import Travel, TravelMatrix, straight_line_basis

CHUNK_BYTES = 200 * 2**20
_BYTES_PER_NODE = 12  # minutes and predecessor
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
        For each mode metres and minutes along the fastest way, the walk included; ``straight_m`` are the metres of
        walk (times the factor) at both ends, by the mode with most of them; ``way`` gives the way as places.

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
    by_mode = {mode: _travel_matrix(graph, walk_kmh, road_factor, basis) for mode, graph in graphs.items()}
    straight_m = np.zeros((len(lon), len(lon)))
    for mode, graph in graphs.items():
        walk_m = graph.hooks.straight_m * road_factor
        both_m = np.add.outer(walk_m, walk_m)
        straight_m = np.where(np.isfinite(by_mode[mode].distance_m), np.maximum(straight_m, both_m), straight_m)
    np.fill_diagonal(straight_m, 0.0)
    ways = Ways(network, graphs, list(zip(lon.tolist(), lat.tolist(), strict=True)))
    return Travel(by_mode, basis, is_straight_line=False, way=ways, straight_m=straight_m)


def _basis(network: Network, season: str, access_max_m: float, road_factor: float) -> str:
    walk = f"kaki {straight_line_basis(road_factor)} sampai {kilometres(access_max_m).replace(',0 ', ' ')}"
    return f"jaringan jalan ({network.source}, {SEASONS[season]}); {walk}"


def _travel_matrix(graph: ModeGraph, walk_kmh: float, road_factor: float, basis: str) -> TravelMatrix:
    """Return metres and minutes between all places, the walks at both ends included."""
    count = len(graph.node_of)
    minutes, metres = (np.full((count, count), np.inf) for _ in range(2))
    hung = np.flatnonzero(graph.node_of != NOWHERE)
    if len(hung):
        way_min, way_m = _between(graph, graph.node_of[hung])
        walk_m = graph.hooks.straight_m[hung] * road_factor
        walk_min = np.where(walk_m > 0, walk_m * MINUTES_PER_M_AT_1_KMH / walk_kmh if walk_kmh > 0 else np.inf, 0.0)
        total_min = way_min + np.add.outer(walk_min, walk_min)
        total_m = np.where(np.isfinite(total_min), way_m + np.add.outer(walk_m, walk_m), np.inf)
        minutes[np.ix_(hung, hung)], metres[np.ix_(hung, hung)] = total_min, total_m
    np.fill_diagonal(minutes, 0.0)
    np.fill_diagonal(metres, 0.0)
    return TravelMatrix(metres, minutes, basis)


def _between(graph: ModeGraph, at: Positions) -> tuple[Numbers, Numbers]:
    """Return minutes and metres along the fastest ways between graph nodes."""
    nodes, number = np.unique(at, return_inverse=True)
    minutes, metres = (np.empty((len(nodes), len(nodes))) for _ in range(2))
    matrix = graph.matrix()
    size = max(int(CHUNK_BYTES / _BYTES_PER_NODE / graph.node_count), 1)
    for start in range(0, len(nodes), size):
        chunk = slice(start, start + size)
        to_all, before = dijkstra(matrix, directed=True, indices=nodes[chunk], return_predecessors=True)
        minutes[chunk], metres[chunk] = to_all[:, nodes], _metres(graph, before, nodes)
    return minutes[np.ix_(number, number)], metres[np.ix_(number, number)]


def _metres(graph: ModeGraph, before: Positions, targets: Positions) -> Numbers:
    """Return how long the ways are, going back from all targets of all sources at once; 0 where there is no way."""
    source = np.repeat(np.arange(len(before)), len(targets))
    node = np.tile(targets, len(before))
    metres = np.zeros(len(node))
    pair = np.arange(len(node))
    while len(pair):
        previous = before[source[pair], node[pair]].astype(np.int64)
        goes_on = previous != NO_PREDECESSOR
        pair, previous = pair[goes_on], previous[goes_on]
        metres[pair] += graph.arcs.length_m[graph.between(previous, node[pair])]
        node[pair] = previous
    return metres.reshape(len(before), len(targets))


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
