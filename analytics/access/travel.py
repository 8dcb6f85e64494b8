"""How long families travel to places: over the office's network, or straight lines where there is none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from data.roads import blocked_edges, read_blocks, read_network, read_speeds
from data.settings import read_settings
from data.store import Store
from data.workflow.written import today
from geo.network.model import Network
from geo.network.modes import BOAT, CAR, FOOT, MODES, MOTORCYCLE
from geo.network.reach import minutes_to
from geo.network.speeds import SEASONS
from geo.notation import number
from geo.progress import Progress, silent
from geo.travel import WGS84, straight_line_basis

Minutes = NDArray[np.float64]
STRAIGHT_KMH = {CAR: 20.0, MOTORCYCLE: 18.0, BOAT: 9.0, FOOT: 4.0}
"""km/h along a straight line times the factor: Podes 2019 Jambi, medians of trips of 3 km and more (hardened ground 20,
earth 18, water 9); on foot 4 is assumed."""


@dataclass(frozen=True, eq=False)
class Roads:
    """What the office knows of the ways.

    ``network``: ``None`` where there is none; ``season``: a key of :data:`geo.network.speeds.SEASONS`; ``blocked``:
    edges that are closed. ``access_max_m`` and ``road_factor`` as in :func:`geo.network.matrix.network_travel`.
    """

    network: Network | None
    speeds: pd.DataFrame
    season: str
    blocked: frozenset[int] = frozenset()
    access_max_m: float = 2000.0
    road_factor: float = 1.4

    def basis(self, mode: str) -> str:
        """Return how times come about, as it stands beside every result."""
        told = MODES[mode].label
        if self.network is None:
            speed = number(STRAIGHT_KMH[mode])
            return f"{straight_line_basis(self.road_factor)}, {told} {speed} km/jam (tidak ada jaringan jalan)"
        ends = f"dari jalan ke rumah {straight_line_basis(self.road_factor)}, berjalan"
        return f"lewat jaringan jalan ({self.network.source}), {told}, {SEASONS[self.season]}; {ends}"


def read_roads(
    store: Store, *, season: str | None = None, day: dt.date | None = None, network: Network | None = None
) -> Roads:
    """Return what the office knows of the ways.

    Parameters
    ----------
    season
        ``None``: the office's setting.
    day
        Whose closed stretches count; ``None``: today's.
    network
        What :func:`data.roads.read_network` returns, for who has it at hand.
    """
    settings = read_settings(store)
    network = read_network(store) if network is None else network
    blocked = frozenset() if network is None else blocked_edges(network, read_blocks(store), day or today())
    return Roads(
        network,
        read_speeds(store),
        season or str(settings["season"]),
        blocked,
        access_max_m=float(str(settings["access_max_m"])),
        road_factor=float(str(settings["road_factor"])),
    )


def travel_minutes(
    roads: Roads,
    lon: ArrayLike,
    lat: ArrayLike,
    to_lon: ArrayLike,
    to_lat: ArrayLike,
    *,
    mode: str,
    progress: Progress = silent,
) -> Minutes:
    """Return the minutes from n places (row) to k places (column), one way, ``inf`` where there is no way.

    Without a network: the geodesic (Karney 2013) times ``roads.road_factor`` at :data:`STRAIGHT_KMH` of the mode.
    """
    if roads.network is not None:
        return minutes_to(
            roads.network, lon, lat, to_lon, to_lat, mode=mode, speeds=roads.speeds, season=roads.season,
            blocked=roads.blocked, access_max_m=roads.access_max_m, road_factor=roads.road_factor, progress=progress,
        )  # fmt: skip
    rows, columns = np.asarray(lon, dtype=float), np.asarray(to_lon, dtype=float)
    shape = (len(rows), len(columns))
    if 0 in shape:
        return np.full(shape, np.inf)
    from_lon, from_lat = (np.repeat(np.asarray(values, dtype=float), shape[1]) for values in (lon, lat))
    end_lon, end_lat = (np.tile(np.asarray(values, dtype=float), shape[0]) for values in (to_lon, to_lat))
    straight_m = WGS84.inv(from_lon, from_lat, end_lon, end_lat)[2].reshape(shape)
    return np.asarray(straight_m) * roads.road_factor / 1000 / STRAIGHT_KMH[mode] * 60
