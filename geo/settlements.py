"""Where people live: homes grouped into settlements, each with one real home that stands for it.

A region's polygon says nothing about this: 219 km² of it may be forest, with all homes in one corner.
Everything here is worked out on points put in one fixed order first, so that the order of the rows of a
file never changes a settlement.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from scipy.cluster.vq import kmeans2
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Indices = NDArray[np.intp]
Metres = NDArray[np.float64]


def to_metres(lon: ArrayLike, lat: ArrayLike) -> tuple[Metres, Metres]:
    """Return easting and northing in metres in the UTM zone of the points' median (WGS84 in).

    Distances are true to about 0.1 % within a kabupaten.
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if not len(lon):
        return np.empty(0), np.empty(0)
    zone = int((np.median(lon) + 180) // 6) + 1
    utm = CRS.from_epsg((32700 if np.median(lat) < 0 else 32600) + zone)
    x_m, y_m = Transformer.from_crs(4326, utm, always_xy=True).transform(lon, lat)
    return np.asarray(x_m), np.asarray(y_m)


def settlements(
    x_m: ArrayLike,
    y_m: ArrayLike,
    group: ArrayLike,
    *,
    join_distance_m: float = 300.0,
    max_radius_m: float = 1000.0,
) -> Indices:
    """Group homes into settlements.

    Homes of one group (desa) within ``join_distance_m`` of each other are one settlement, and so is a chain
    of such homes (single linkage). A settlement in which somebody would live farther than ``max_radius_m``
    from its medoid is cut in two across its longest extent (2-means), again and again until nobody does.

    Parameters
    ----------
    x_m, y_m
        Homes in metres, finite.
    group
        The group of each home; groups never share a settlement.
    join_distance_m, max_radius_m
        See above; metres, positive.

    Returns
    -------
    ndarray of int
        The settlement of each home, 0 … n-1: by group, in each group the largest first, equal ones from
        north to south, then from west to east. The same homes in another order give the same settlements.
    """
    x, y = np.asarray(x_m, dtype=float), np.asarray(y_m, dtype=float)
    _, codes = np.unique(np.asarray(group), return_inverse=True)
    order = np.lexsort((y, x, codes))
    points = np.column_stack([x, y])[order]
    edges = np.flatnonzero(np.diff(codes[order], prepend=-1, append=-1)) if len(x) else np.zeros(1, dtype=int)
    labels = np.empty(len(x), dtype=np.intp)
    next_label = 0
    for start, stop in pairwise(edges):
        parts = _ranked(points[start:stop], join_distance_m, max_radius_m)
        for label, part in enumerate(parts, next_label):
            labels[order[start + part]] = label
        next_label += len(parts)
    return labels


def medoids(x_m: ArrayLike, y_m: ArrayLike, labels: ArrayLike) -> Indices:
    """Return, for each label 0 … n-1, the position of the home nearest to the mean of its homes.

    Of several equally near homes it is the westernmost, then the southernmost.
    """
    x, y, labels = np.asarray(x_m, dtype=float), np.asarray(y_m, dtype=float), np.asarray(labels)
    order = np.lexsort((y, x, labels))
    points = np.column_stack([x, y])[order]
    bounds = np.searchsorted(labels[order], np.arange(labels.max() + 2)) if len(labels) else np.zeros(1, int)
    first = [order[start + _medoid(points[start:stop])] for start, stop in pairwise(bounds)]
    return np.array(first, dtype=np.intp)


def _ranked(points: Metres, join_distance_m: float, max_radius_m: float) -> list[Indices]:
    """Return the settlements of one group, as positions, in the order in which they are numbered."""
    chains = _linked(points, join_distance_m)
    parts = [part for chain in chains for part in _cut(points, chain, max_radius_m)]
    places = [points[part[_medoid(points[part])]] for part in parts]
    ranks = sorted(range(len(parts)), key=lambda i: (-len(parts[i]), -places[i][1], places[i][0]))
    return [parts[i] for i in ranks]


def _linked(points: Metres, join_distance_m: float) -> list[Indices]:
    """Return the chains of points no farther than ``join_distance_m`` apart."""
    pairs = cKDTree(points).query_pairs(join_distance_m, output_type="ndarray")
    shape = (len(points), len(points))
    graph = coo_array((np.ones(len(pairs), dtype=bool), (pairs[:, 0], pairs[:, 1])), shape=shape)
    count, labels = connected_components(graph, directed=False)
    by_label = np.argsort(labels, kind="stable")
    return list(np.split(by_label, np.searchsorted(labels[by_label], np.arange(1, count))))


def _cut(points: Metres, part: Indices, max_radius_m: float) -> Iterator[Indices]:
    """Yield ``part`` whole where nobody lives too far from its medoid, else the pieces of its two halves."""
    here = points[part]
    if np.linalg.norm(here - here[_medoid(here)], axis=1).max() <= max_radius_m:
        yield part
        return
    upper = _upper_half(here)
    yield from _cut(points, part[~upper], max_radius_m)
    yield from _cut(points, part[upper], max_radius_m)


def _upper_half(points: Metres) -> NDArray[np.bool_]:
    """Return which points fall to the second of two means that start at both ends of the longest extent."""
    centred = points - points.mean(axis=0)
    along = centred @ np.linalg.svd(centred, full_matrices=False)[2][0]
    ends = points[[int(along.argmin()), int(along.argmax())]]
    _, side = kmeans2(points, ends, iter=20, minit="matrix", missing="raise")
    return np.asarray(side == 1)


def _medoid(points: Metres) -> int:
    """Return the position of the point nearest to the mean; of ties within a millimetre, the first."""
    return int(np.linalg.norm(points - points.mean(axis=0), axis=1).round(3).argmin())
