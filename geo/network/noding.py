"""Lines to a graph: they are cut where they share a vertex, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from geo.network.model import Network, Numbers, Plane, Positions, Shapes

WGS84 = Geod(ellps="WGS84")
TOUCH_M = 0.005
"""Nearer than this two lines touch: layers are written with seven decimals of a degree, which is a centimetre."""
_CELLS_PER_DEGREE = 10**7


@dataclass(frozen=True)
class Vertices:
    """The vertices of all lines, line after line.

    ``line``: the position of the line, never falling. ``key``: the same number wherever it is the same place.
    """

    line: Positions
    key: Positions
    lon: Numbers
    lat: Numbers

    def taken(self, which: NDArray[np.bool_] | Positions) -> Vertices:
        """Return some of the vertices."""
        return Vertices(self.line[which], self.key[which], self.lon[which], self.lat[which])


def build(
    vertices: Vertices, attributes: pd.DataFrame, source: str, *, barriers: pd.DataFrame | None = None
) -> Network:
    """Return the network of lines.

    Lines are cut at every vertex that another line, or the same one a second time, shares, and at barriers. Vertices
    that follow each other in the same place are one; a line of less than two gives no edge.

    Parameters
    ----------
    vertices
        Of all lines, degrees, EPSG:4326.
    attributes
        One row per line: what its edges inherit.
    source
        As in :class:`Network`.
    barriers
        Index: the ``key`` of a vertex; ``barrier``, ``closed_to``.
    """
    points = vertices.taken(~_repeats(vertices))
    is_first, is_last = _ends(points.line)
    points = points.taken(~(is_first & is_last))
    is_first, is_last = _ends(points.line)
    _, number, count = np.unique(points.key, return_inverse=True, return_counts=True)
    is_node = is_first | is_last | (count[number] > 1)
    if barriers is not None:
        is_node |= np.isin(points.key, barriers.index.to_numpy())
    node_keys, first_at, node_at = np.unique(points.key[is_node], return_index=True, return_inverse=True)
    nodes = pd.DataFrame({"lon": points.lon[is_node][first_at], "lat": points.lat[is_node][first_at]})
    if barriers is not None:
        told = barriers.reindex(node_keys).fillna("").reset_index(drop=True)
        nodes = nodes.assign(barrier=told["barrier"].astype("str"), closed_to=told["closed_to"].astype("str"))
    at = np.flatnonzero(is_node)
    begins = ~is_last[at]
    start, stop = at[begins], at[1:][begins[:-1]]
    edges = attributes.iloc[points.line[start]].reset_index(drop=True)
    edges["from_node"], edges["to_node"] = node_at[begins], node_at[1:][begins[:-1]]
    shapes, edges["length_m"] = _lines(points, start, stop)
    return Network(nodes, edges, shapes, source)


def of_lines(lines: Shapes) -> tuple[Vertices, Positions]:
    """Return the vertices of lines in degrees, and which two places in them are the same to a centimetre.

    An end that lies on another line is put into that line as a vertex: that is how a side road is drawn. Where two
    lines only cross, nothing is put in: it may be a bridge.

    Returns
    -------
    Vertices
        Of all lines.
    ndarray of int
        For each line, how many ends of others were put into it.
    """
    coordinates, line = shapely.get_coordinates(lines, return_index=True)
    vertices = Vertices(line.astype(np.int64), _keys(coordinates), coordinates[:, 0], coordinates[:, 1])
    return _with_side_roads(vertices, lines)


def _keys(coordinates: Numbers) -> Positions:
    lon = np.round((coordinates[:, 0] + 180) * _CELLS_PER_DEGREE).astype(np.int64)
    lat = np.round((coordinates[:, 1] + 90) * _CELLS_PER_DEGREE).astype(np.int64)
    return lon * (180 * _CELLS_PER_DEGREE + 1) + lat


def _with_side_roads(vertices: Vertices, lines: Shapes) -> tuple[Vertices, Positions]:
    """Put loose ends that lie on another line into that line."""
    is_first, is_last = _ends(vertices.line)
    _, number, count = np.unique(vertices.key, return_inverse=True, return_counts=True)
    loose = np.flatnonzero((is_first | is_last) & (count[number] == 1))
    plane = Plane.of(vertices.lon, vertices.lat)
    flat, points_m = plane.shapes(lines), plane.metres(vertices.lon, vertices.lat)
    ends = shapely.points(points_m[loose])
    end, onto = shapely.STRtree(flat).query(ends, predicate="dwithin", distance=TOUCH_M)
    is_other = vertices.line[loose[end]] != onto
    end, onto = end[is_other], onto[is_other]
    along = np.concatenate([_along(points_m, is_first), shapely.line_locate_point(flat[onto], ends[end])])
    added = vertices.taken(loose[end])
    line = np.concatenate([vertices.line, onto])
    order = np.lexsort((along, line))
    joined = Vertices(
        line[order],
        np.concatenate([vertices.key, added.key])[order],
        np.concatenate([vertices.lon, added.lon])[order],
        np.concatenate([vertices.lat, added.lat])[order],
    )
    return joined, np.bincount(onto, minlength=len(lines)).astype(np.int64)


def _along(points_m: Numbers, is_first: NDArray[np.bool_]) -> Numbers:
    """Return how far along its line each vertex lies, in metres."""
    step_m = np.hypot(*np.diff(points_m, axis=0, prepend=points_m[:1]).T)
    total_m = np.cumsum(np.where(is_first, 0, step_m))
    start_m = total_m[is_first]
    return total_m - start_m[np.cumsum(is_first) - 1]


def _repeats(vertices: Vertices) -> NDArray[np.bool_]:
    """Return which vertices stand where the one before them in the same line stands."""
    same = np.zeros(len(vertices.line), dtype=bool)
    same[1:] = (vertices.line[1:] == vertices.line[:-1]) & (vertices.key[1:] == vertices.key[:-1])
    return same


def _ends(line: Positions) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which vertices are the first and which the last of their line."""
    changes = line[1:] != line[:-1]
    edge = np.ones(min(len(line), 1), dtype=bool)
    return np.concatenate([edge, changes]), np.concatenate([changes, edge])


def _lines(points: Vertices, start: Positions, stop: Positions) -> tuple[Shapes, Numbers]:
    """Return the shapes between two vertices each, and their lengths in metres on the ellipsoid."""
    count = stop - start + 1
    edge = np.repeat(np.arange(len(start)), count)
    at = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(start, count)
    lon, lat = points.lon[at], points.lat[at]
    shapes = np.asarray(shapely.linestrings(np.column_stack([lon, lat]), indices=edge), dtype=object)
    step = np.flatnonzero(edge[1:] == edge[:-1])
    step_m = WGS84.inv(lon[step], lat[step], lon[step + 1], lat[step + 1])[2]
    return shapes, np.asarray(np.bincount(edge[step], weights=step_m, minlength=len(start)), dtype=np.float64)
