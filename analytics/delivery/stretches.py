"""The roads that a trip drives over, so that a planner can say which of them nobody gets through."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
import shapely

from geo.crs import METRES_PER_DEGREE
from geo.network.classes import CLASSES
from geo.network.model import Network
from geo.notation import kilometres

NEAR_M = 20.0
"""A kept path is coarser than the network by up to 10 m on each side."""


def stretches_of(network: Network, paths: Sequence[Sequence[Sequence[float]]]) -> pd.DataFrame:
    """Return the ways of a network that paths follow, in the order of their names.

    Parameters
    ----------
    network
        The network the paths were found on.
    paths
        Lists of (lon, lat).

    Returns
    -------
    pandas.DataFrame
        One row per way, RangeIndex: ``way_id``, ``label`` ("Jalan Uren, jalan desa, 2,3 km"), ``length_m`` of its edges
        on the paths.
    """
    lines = [shapely.linestrings(np.asarray(path, dtype=float)) for path in paths if len(path) > 1]
    if not lines or network.edges.empty:
        return pd.DataFrame({"way_id": [], "label": [], "length_m": []})
    strip = shapely.buffer(shapely.union_all(lines), NEAR_M / METRES_PER_DEGREE)
    shapely.prepare(strip)
    near = shapely.STRtree(network.shapes).query(strip, predicate="intersects")
    on_way = near[shapely.covered_by(network.shapes[near], strip)]
    edges = network.edges.iloc[np.sort(on_way)]
    edges = edges[~edges["is_join"].astype(bool)]
    if edges.empty:
        return pd.DataFrame({"way_id": [], "label": [], "length_m": []})
    ways = edges.groupby("way_id", sort=False).agg(
        name=("name", "first"), road_class=("road_class", "first"), length_m=("length_m", "sum")
    )
    kinds = ways["road_class"].map(lambda key: CLASSES[key].label if key in CLASSES else str(key))
    names = ways["name"].where(ways["name"] != "", "tanpa nama")
    labels = names + ", " + kinds + ", " + ways["length_m"].map(kilometres)
    told = ways.assign(label=labels)[["label", "length_m"]].reset_index()
    return told.sort_values(["label", "way_id"], ignore_index=True)


def edges_of_ways(network: Network, way_ids: Collection[str]) -> frozenset[int]:
    """Return the positions of all edges of these ways."""
    return frozenset(int(at) for at in np.flatnonzero(network.edges["way_id"].isin(list(way_ids))))
