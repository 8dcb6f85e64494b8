"""How far it is between the places of a delivery: over the office's network, or straight lines where there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import pandas as pd
from numpy.typing import ArrayLike

from data.roads import blocked_edges, read_blocks, read_network, read_speeds
from data.settings import read_settings
from data.store import Store
from data.workflow.written import today
from geo.network.matrix import network_travel
from geo.network.model import Network
from geo.network.preflight import COLUMNS, preflight
from geo.travel import Travel, straight_line_travel


def travel_of(
    store: Store,
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    season: str | None = None,
    extra_blocked: Collection[int] = (),
    day: dt.date | None = None,
    network: Network | None = None,
) -> Travel:
    """Return the ways between places by every mode.

    Parameters
    ----------
    lon, lat
        Places in degrees, WGS84: depots first, then stops.
    season
        A key of :data:`data.settings.SEASONS`; ``None``: the office's setting.
    extra_blocked
        Edges of the network (positions) that are closed besides those the office has closed.
    day
        Whose closed stretches count; ``None``: today's.
    network
        What :func:`data.roads.read_network` returns, for who has it at hand.
    """
    settings = read_settings(store)
    road_factor = float(str(settings["road_factor"]))
    network = read_network(store) if network is None else network
    if network is None:
        return straight_line_travel(lon, lat, road_factor=road_factor)
    blocked = blocked_edges(network, read_blocks(store), day or today()) | frozenset(extra_blocked)
    return network_travel(
        network,
        lon,
        lat,
        speeds=read_speeds(store),
        season=season or str(settings["season"]),
        blocked=blocked,
        access_max_m=float(str(settings["access_max_m"])),
        road_factor=road_factor,
    )


def preflight_of(
    store: Store,
    places: pd.DataFrame,
    *,
    depot_count: int = 1,
    season: str | None = None,
    extra_blocked: Collection[int] = (),
    day: dt.date | None = None,
    network: Network | None = None,
) -> pd.DataFrame:
    """Return what is amiss with places before anything is planned, see :func:`geo.network.preflight.preflight`.

    ``places`` and ``depot_count``: see there, the depots first; the rest as in :func:`travel_of`. Without a network no
    row: nothing is known of the ways.
    """
    settings = read_settings(store)
    network = read_network(store) if network is None else network
    if network is None:
        return pd.DataFrame(columns=COLUMNS)
    return preflight(
        network,
        places,
        depot_count=depot_count,
        speeds=read_speeds(store),
        season=season or str(settings["season"]),
        blocked=blocked_edges(network, read_blocks(store), day or today()) | frozenset(extra_blocked),
        access_max_m=float(str(settings["access_max_m"])),
    )
