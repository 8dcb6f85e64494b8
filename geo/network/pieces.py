"""What hangs together in a network, and where lines cross or end without being joined."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.network.classes import CLASSES, WATER
from geo.network.graph import Flags
from geo.network.model import Network, Numbers, Positions
from geo.network.noding import TOUCH_M

LAND_LABEL, WATER_LABEL = "jalan", "sungai"


def on_water(network: Network) -> Flags:
    """Return which edges are rivers. Ferries are a part of the roads: they begin and end on land."""
    watery = [key for key, road in CLASSES.items() if road.kind == WATER]
    return np.asarray(network.edges["road_class"].isin(watery))


def edge_pieces(
    network: Network, *, used: Flags | None = None, closed: Flags | None = None, crossings: pd.DataFrame | None = None
) -> Positions:
    """Return the number of the connected piece of each edge, -1 for edges that are not used.

    Parameters
    ----------
    network
        Roads and rivers never make one piece, even where they share a vertex (a ford).
    used
        Which edges count; all by default.
    closed
        Nodes through which nothing goes.
    crossings
        Of :func:`find_crossings`, where they are to count as junctions.
    """
    edge_count, node_count = len(network.edges), len(network.nodes)
    used = np.ones(edge_count, dtype=bool) if used is None else used
    closed = np.zeros(node_count, dtype=bool) if closed is None else closed
    watery = on_water(network)
    edge = np.tile(np.arange(edge_count), 2)
    node = np.concatenate([network.edges["from_node"], network.edges["to_node"]]).astype(np.int64)
    links = used[edge] & ~closed[node]
    # Graph nodes: the edges, then the nodes of land, then those of water.
    tail, head = edge[links], (edge_count + node + node_count * watery[edge])[links]
    if crossings is not None:
        tail = np.concatenate([tail, crossings["edge"]])
        head = np.concatenate([head, crossings["other_edge"]])
    size = edge_count + 2 * node_count
    graph = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1][:edge_count]
    numbered = np.full(edge_count, -1, dtype=np.int64)
    if used.any():
        length_m = np.bincount(labels[used], weights=network.edges["length_m"].to_numpy()[used])
        rank = np.empty(len(length_m), dtype=np.int64)
        rank[np.argsort(-length_m, kind="stable")] = np.arange(len(length_m))
        numbered[used] = rank[labels[used]]
    return numbered


def find_crossings(network: Network) -> pd.DataFrame:
    """Return where two edges cross or touch on one level without a node that they share: a junction, or a bridge.

    Returns
    -------
    DataFrame
        One row per place: ``edge``, ``other_edge`` (index of the edges), ``share``, ``other_share`` (how far along
        them, 0 to 1), ``lon``, ``lat``.
    """
    shapes = network.plane_shapes
    edge, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCH_M)
    once = edge < other
    edge, other = edge[once], other[once]
    ends = network.edges[["from_node", "to_node"]].to_numpy()
    joined = (ends[edge][:, :, None] == ends[other][:, None, :]).any(axis=(1, 2))
    watery, level = on_water(network), network.edges["level"].to_numpy()
    alike = (watery[edge] == watery[other]) & (level[edge] == level[other])
    edge, other = edge[~joined & alike], other[~joined & alike]
    place, pair = _meeting_points(shapes[edge], shapes[other])
    edge, other = edge[pair], other[pair]
    lon_lat = network.plane.degrees(shapely.get_coordinates(place)) if len(place) else np.empty((0, 2))
    return pd.DataFrame(
        {
            "edge": edge,
            "other_edge": other,
            "share": shapely.line_locate_point(shapes[edge], place, normalized=True),
            "other_share": shapely.line_locate_point(shapes[other], place, normalized=True),
            "lon": lon_lat[:, 0],
            "lat": lon_lat[:, 1],
        }
    )


def _meeting_points(shapes: NDArray[np.object_], others: NDArray[np.object_]) -> tuple[NDArray[np.object_], Positions]:
    """Return the points in which each pair meets, and the number of the pair; of a common stretch its middle."""
    meeting = shapely.intersection(shapes, others)
    nearest = shapely.get_point(shapely.shortest_line(shapes, others), 0)
    meeting = np.where(shapely.is_empty(meeting), nearest, meeting)
    parts, pair = shapely.get_parts(meeting, return_index=True)
    is_line = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    parts[is_line] = shapely.line_interpolate_point(parts[is_line], 0.5, normalized=True)
    return parts, pair


def loose_ends(network: Network) -> pd.DataFrame:
    """Return the nodes at which a single edge ends.

    Returns
    -------
    DataFrame
        ``node``, ``edge``, ``lon``, ``lat``; sorted by node.
    """
    node = np.concatenate([network.edges["from_node"], network.edges["to_node"]]).astype(np.int64)
    edge = np.tile(np.arange(len(network.edges)), 2)
    # A road and a river that share a node: each of them ends there by itself.
    group = node * 2 + on_water(network)[edge]
    _, first, count = np.unique(group, return_index=True, return_counts=True)
    single = first[count == 1]
    places = network.nodes.loc[node[single], ["lon", "lat"]].reset_index(drop=True)
    return pd.DataFrame({"node": node[single], "edge": edge[single]}).join(places)


def near_edges(network: Network, ends: pd.DataFrame, *, max_m: float) -> pd.DataFrame:
    """Return the edges near loose ends that do not touch them.

    Edges that share a node with the one that ends are left out: a side road is near its main road. So is whatever is
    on another level, and rivers beside roads.

    Returns
    -------
    DataFrame
        One row per pair, nearest first: ``end`` (row of ``ends``), ``edge``, ``distance_m``, ``share`` (how far along).
    """
    shapes = network.plane_shapes
    points = shapely.points(network.plane.metres(ends["lon"].to_numpy(), ends["lat"].to_numpy()))
    end, edge = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=max_m)
    own = ends["edge"].to_numpy()[end]
    nodes = network.edges[["from_node", "to_node"]].to_numpy()
    touches = (nodes[own][:, :, None] == nodes[edge][:, None, :]).any(axis=(1, 2))
    watery, level = on_water(network), network.edges["level"].to_numpy()
    kept = ~touches & (watery[own] == watery[edge]) & (level[own] == level[edge])
    end, edge = end[kept], edge[kept]
    found = pd.DataFrame(
        {
            "end": end,
            "edge": edge,
            "distance_m": shapely.distance(points[end], shapes[edge]),
            "share": shapely.line_locate_point(shapes[edge], points[end], normalized=True),
        }
    )
    return found.sort_values(["distance_m", "end", "edge"], kind="stable", ignore_index=True)


def middle_of(network: Network, edge: Positions) -> Numbers:
    """Return the middle of edges: n × 2 longitude and latitude."""
    places = shapely.line_interpolate_point(network.shapes[edge], 0.5, normalized=True)
    return np.asarray(shapely.get_coordinates(places))
