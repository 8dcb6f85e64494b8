"""How long the way takes from many places to a few: one search backwards from each of the few."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse.csgraph import dijkstra

from geo.network.classes import EARTH
from geo.network.graph import MINUTES_PER_M_AT_1_KMH, NOWHERE, Scenario, mode_graph
from geo.network.model import Network, Numbers
from geo.network.modes import FOOT
from geo.network.speeds import DRY
from geo.progress import Progress, silent

_CHUNK = 16
"""So many searches at once: between them it is told how far they are."""


def minutes_to(
    network: Network,
    lon: ArrayLike,
    lat: ArrayLike,
    to_lon: ArrayLike,
    to_lat: ArrayLike,
    *,
    mode: str,
    speeds: pd.DataFrame,
    season: str = DRY,
    blocked: frozenset[int] = frozenset(),
    access_max_m: float = 2000.0,
    road_factor: float = 1.4,
    progress: Progress = silent,
) -> Numbers:
    """Return the minutes from each of n places (row) to each of k targets (column), ``inf`` where there is no way.

    The same minutes as in :func:`geo.network.matrix.network_travel`, walks at both ends included, without the matrix of
    all places: work grows with the targets.

    Parameters
    ----------
    lon, lat, to_lon, to_lat
        Degrees, EPSG:4326.
    mode
        A key of :data:`geo.network.modes.MODES`; the rest as in :func:`geo.network.matrix.network_travel`.

    Notes
    -----
    Dijkstra (1959) on the graph turned round, by ``scipy.sparse.csgraph``.
    """
    to_lon, to_lat = np.asarray(to_lon, dtype=float), np.asarray(to_lat, dtype=float)
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    count = len(lon)
    minutes = np.full((count, len(to_lon)), np.inf)
    if not (count and len(to_lon)):
        return minutes
    scenario = Scenario(speeds, season, blocked)
    places_m = network.plane.metres(np.concatenate([lon, to_lon]), np.concatenate([lat, to_lat]))
    graph = mode_graph(network, mode, places_m, scenario, max_m=access_max_m)
    walk_kmh = scenario.speed_kmh(FOOT, "setapak", EARTH)
    walk_m = graph.hooks.straight_m * road_factor
    with np.errstate(divide="ignore", invalid="ignore"):
        walk_min = np.where(walk_m > 0, walk_m * MINUTES_PER_M_AT_1_KMH / walk_kmh, 0.0)
    node = graph.node_of
    rows, columns = np.flatnonzero(node[:count] != NOWHERE), np.flatnonzero(node[count:] != NOWHERE)
    turned = graph.matrix().T.tocsr()
    for start in range(0, len(columns), _CHUNK):
        some = columns[start : start + _CHUNK]
        found = dijkstra(turned, directed=True, indices=node[count + some])[:, node[rows]].T
        minutes[np.ix_(rows, some)] = found + walk_min[rows][:, None] + walk_min[count + some]
        progress(min(start + _CHUNK, len(columns)) / len(columns), "menghitung waktu tempuh")
    same = (lon[:, None] == to_lon) & (lat[:, None] == to_lat)
    minutes[same] = 0.0
    return minutes
