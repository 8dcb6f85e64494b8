"""OSM's nodes and ways to a network, whatever kind of file they stood in."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo.network.classes import BARRIERS, UNKNOWN_BARRIER
from geo.network.model import JOIN, Network, Numbers, Positions, empty_network
from geo.network.noding import Vertices, build
from geo.network.tags import ACCESS_KEYS, TAG_KEYS, read_tags, shuts

MAX_LON, MAX_LAT = 180, 90
BARRIER_KEYS = ("barrier", "ford", "waterway")
NODE_KEYS = (*BARRIER_KEYS, *dict.fromkeys(key for keys in ACCESS_KEYS.values() for key in keys))
_BARRIER_OF = {tag: entry.key for entry in BARRIERS.values() for tag in entry.osm}


@dataclass
class OsmData:
    """What a file says. Ways and nodes stand in the file's order; ``refs`` are all ways' nodes, way after way."""

    node_id: Positions
    lon: Numbers
    lat: Numbers
    way_id: list[str] = field(default_factory=list)
    way_tags: list[dict[str, str]] = field(default_factory=list)
    ref_count: list[int] = field(default_factory=list)
    refs: Positions = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    node_tags: dict[int, dict[str, str]] = field(default_factory=dict)


def network_of(data: OsmData, source: str) -> tuple[Network, pd.DataFrame]:
    """Return the network, and one row per way that has one of ``WAY_KEYS``.

    A way is cut where the file lacks one of its nodes: nobody knows how it goes on there.

    Returns
    -------
    Network
        See :class:`Network`.
    DataFrame
        ``raw_class``, ``road_class``, ``reason`` ("" used, else why not), ``is_cut`` (nodes of it are missing).
    """
    ways = read_tags(pd.DataFrame(data.way_tags, columns=list(TAG_KEYS)))
    ways["way_id"] = pd.Series(data.way_id, dtype="str")
    on_earth = np.flatnonzero((np.abs(data.lon) <= MAX_LON) & (np.abs(data.lat) <= MAX_LAT))
    order = on_earth[np.argsort(data.node_id[on_earth], kind="stable")]
    ids = data.node_id[order]
    way = np.repeat(np.arange(len(ways)), data.ref_count)
    place = np.searchsorted(ids, data.refs).clip(max=max(len(ids) - 1, 0))
    is_known = ids[place] == data.refs if len(ids) else np.zeros(len(data.refs), dtype=bool)
    ways["is_cut"] = np.bincount(way[~is_known], minlength=len(ways)) > 0
    # The stretches between missing nodes are lines of their own.
    line = way + np.cumsum(~is_known)
    is_used = is_known & (ways["reason"] == "").to_numpy()[way]
    number, at = np.unique(line[is_used], return_inverse=True)
    chosen = order[place[is_used]]
    vertices = Vertices(at.astype(np.int64), data.refs[is_used], data.lon[chosen], data.lat[chosen])
    of_line = np.zeros(len(number), dtype=np.int64)
    of_line[at] = way[is_used]
    if not len(at):
        network = empty_network(source)
    else:
        network = build(vertices, ways.iloc[of_line], source, barriers=_barriers(data))
    drawn = set(network.edges["way_id"])
    is_short = (ways["reason"] == "") & ~ways["way_id"].isin(drawn)
    ways["reason"] = ways["reason"].where(~is_short, "kurang dari dua titiknya ada di berkas")
    return network, ways[["way_id", "raw_class", "road_class", "reason", "is_cut"]]


def _barriers(data: OsmData) -> pd.DataFrame:
    """Return what stands on nodes: index node id; ``barrier``, ``closed_to``."""
    found = {node: barrier for node, tags in data.node_tags.items() if (barrier := _barrier(tags)) is not None}
    return pd.DataFrame(
        {"barrier": [barrier for barrier, _ in found.values()], "closed_to": [modes for _, modes in found.values()]},
        index=pd.Index(list(found), dtype="int64"),
        dtype="str",
    )


def _barrier(tags: dict[str, str]) -> tuple[str, str] | None:
    """Return the barrier and the modes it stops: what its tags say of a mode overrules what such a thing does."""
    named = [f"{name}={tags[name]}" for name in BARRIER_KEYS if tags.get(name, "no") != "no"]
    known = [_BARRIER_OF[name] for name in named if name in _BARRIER_OF]
    strange = [UNKNOWN_BARRIER for name in named if name.startswith("barrier=")]
    key = next(iter(known + strange), None)
    if key is None:
        return None
    closed = []
    for mode, access in ACCESS_KEYS.items():
        said = [tags[name] for name in access if name in tags]
        if shuts(said[-1], mode) if said else mode in BARRIERS[key].closed_to:
            closed.append(mode)
    return key, JOIN.join(closed)
