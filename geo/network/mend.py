"""Join loose ends to what lies within a stated distance: every join is listed and marked, none is longer."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from geo.errors import BadSnap
from geo.network.model import EDGE_COLUMNS, Network, Numbers, Shapes
from geo.network.noding import WGS84
from geo.network.pieces import edge_pieces, find_crossings, loose_ends, near_edges
from geo.notation import number

MAX_SNAP_M = 200.0
AT_END_M = 0.01
"""Nearer than this to an end of an edge, a join goes to its node."""
JOIN_COLUMNS = [
    "kind",
    "edge",
    "other_edge",
    "node",
    "other_node",
    "distance_m",
    "lon",
    "lat",
    "other_lon",
    "other_lat",
]
END_TO_END, END_TO_EDGE, CROSSING = "ujung ke ujung", "ujung ke ruas", "persilangan"
JOINED = "sambungan perkiraan"


@dataclass(frozen=True)
class Mended:
    """A network with its joins.

    network
        Edges that were cut keep their index for the part that begins at ``from_node``; further parts and the joins
        (``is_join``) stand at the end.
    joins
        One row per join, shortest first: ``kind`` ("ujung ke ujung", "ujung ke ruas", "persilangan"), ``edge`` and
        ``other_edge`` (index before mending), ``node`` and ``other_node`` (after it), ``distance_m`` (on the ellipsoid,
        0 at a crossing), ``lon``, ``lat`` (the loose end), ``other_lon``, ``other_lat`` (what it is joined to).
    sentence
        What was done, in Indonesian.
    """

    network: Network
    joins: pd.DataFrame
    sentence: str


def mend(network: Network, *, snap_m: float, join_crossings: bool = False) -> Mended:
    """Return the network with loose ends of one piece joined to other pieces within ``snap_m``.

    Each loose end is joined to the nearest edge of another piece, and to further pieces while that joins what is still
    apart. Roads are never joined to rivers, nor a bridge to the road below. The joins within a shorter distance are
    always among those within a longer one.

    Parameters
    ----------
    network
        As read.
    snap_m
        The longest join; 0 joins nothing, at most :data:`MAX_SNAP_M`.
    join_crossings
        Whether lines that cross on one level without a node become junctions there. A layer of an office often needs
        it; a bridge that is not drawn as one becomes a junction too.

    Raises
    ------
    BadSnap
        If ``snap_m`` is no such length. Facts: found, maximum_m.
    """
    if not 0 <= snap_m <= MAX_SNAP_M:  # NaN is neither
        raise BadSnap(found=number(snap_m, 1), maximum_m=number(MAX_SNAP_M))
    crossings = find_crossings(network) if join_crossings else None
    work = _Work(network)
    if crossings is not None:
        for row in crossings.itertuples(index=False):
            work.cross(row.edge, row.share, row.other_edge, row.other_share)
    if snap_m > 0:
        for row in _chosen(network, snap_m, crossings).itertuples(index=False):
            work.join(row.node, row.edge, row.other_edge, row.share)
    return work.result()


def _chosen(network: Network, snap_m: float, crossings: pd.DataFrame | None) -> pd.DataFrame:
    """Return which loose end is joined to which edge, shortest first: ``node, edge, other_edge, share``."""
    ends = loose_ends(network)
    piece = edge_pieces(network, crossings=crossings)
    pairs = near_edges(network, ends, max_m=snap_m * 1.002)  # a plane is off by less than that; measured below
    pairs = pairs.assign(
        other_edge=pairs["edge"],
        node=ends["node"].to_numpy()[pairs["end"]],
        edge=ends["edge"].to_numpy()[pairs["end"]],
    )
    pairs["piece"], pairs["other_piece"] = piece[pairs["edge"]], piece[pairs["other_edge"]]
    pairs = pairs[pairs["piece"] != pairs["other_piece"]].drop_duplicates(["end", "other_piece"])
    pairs["distance_m"] = _measured(network, pairs)
    pairs = pairs[pairs["distance_m"] <= snap_m].sort_values(["distance_m", "node", "other_edge"], kind="stable")
    pairs["is_nearest"] = ~pairs["end"].duplicated()
    union, near = _Union(), _Near()
    kept = []
    for row in pairs.itertuples():
        is_new = union.join(row.piece, row.other_piece)
        here = network.plane_shapes[row.other_edge].interpolate(row.share, normalized=True)
        kept.append((is_new or row.is_nearest) and near.add(row.piece, row.other_piece, here, row.distance_m))
    return pairs[np.array(kept, dtype=bool)]


def _measured(network: Network, pairs: pd.DataFrame) -> Numbers:
    """Return the length of each join on the ellipsoid."""
    start = network.nodes.loc[pairs["node"], ["lon", "lat"]].to_numpy()
    shapes = network.plane_shapes[pairs["other_edge"].to_numpy()]
    foot = shapely.line_interpolate_point(shapes, pairs["share"].to_numpy(), normalized=True)
    end = network.plane.degrees(shapely.get_coordinates(foot)) if len(pairs) else np.empty((0, 2))
    return np.asarray(WGS84.inv(*start.T, *end.T)[2], dtype=float)


class _Union:
    """Which pieces are joined already."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def _root(self, piece: int) -> int:
        while (parent := self._parent.setdefault(piece, piece)) != piece:
            piece = parent
        return piece

    def join(self, piece: int, other: int) -> bool:
        """Join two pieces; return whether they were apart."""
        root, other_root = self._root(piece), self._root(other)
        self._parent[other_root] = root
        return root != other_root


class _Near:
    """Where pairs of pieces are joined already: the same gap seen from its other side is no second join."""

    def __init__(self) -> None:
        self._joined: dict[frozenset[int], list[tuple[shapely.Point, float]]] = {}

    def add(self, piece: int, other: int, place: shapely.Point, distance_m: float) -> bool:
        """Note a join; return False where a shorter one of the same two pieces lies right beside it."""
        joined = self._joined.setdefault(frozenset((piece, other)), [])
        if any(place.distance(there) <= 2 * distance_m for there, _ in joined):
            return False
        joined.append((place, distance_m))
        return True


@dataclass
class _Work:
    """Cuts and joins, collected first and made together."""

    network: Network
    cuts: dict[int, list[tuple[float, int]]] = field(default_factory=dict)
    new_nodes: list[tuple[float, float]] = field(default_factory=list)
    joins: list[tuple[str, int, int, int, int]] = field(default_factory=list)

    def _existing(self, edge: int, share: float) -> int | None:
        """Return the node that stands at a place on an edge, if there is one."""
        row = self.network.edges.iloc[edge]
        ends = [(0.0, int(row["from_node"])), (1.0, int(row["to_node"]))]
        near = [
            node for there, node in ends + self.cuts.get(edge, []) if abs(there - share) * row["length_m"] <= AT_END_M
        ]
        return near[0] if near else None

    def _new_node(self, edge: int, share: float) -> int:
        place_m = shapely.get_coordinates(self.network.plane_shapes[edge].interpolate(share, normalized=True))
        self.new_nodes.append(tuple(self.network.plane.degrees(place_m)[0].tolist()))
        return len(self.network.nodes) + len(self.new_nodes) - 1

    def cross(self, edge: int, share: float, other: int, other_share: float) -> None:
        """Make a junction where two edges cross: one node for both, unless each has its own already."""
        node, other_node = self._existing(edge, share), self._existing(other, other_share)
        shared = node if node is not None else other_node
        if shared is None:
            shared = self._new_node(edge, share)
        if node is None:
            self.cuts.setdefault(edge, []).append((share, shared))
        if other_node is None:
            self.cuts.setdefault(other, []).append((other_share, shared))
        self.joins.append((CROSSING, edge, other, shared, shared if other_node is None else other_node))

    def join(self, node: int, edge: int, other: int, share: float) -> None:
        """Join a loose end to a place on another edge."""
        target = self._existing(other, share)
        kind = END_TO_EDGE if target is None else END_TO_END
        if target is None:
            target = self._new_node(other, share)
            self.cuts.setdefault(other, []).append((share, target))
        self.joins.append((kind, edge, other, int(node), target))

    def result(self) -> Mended:
        """Return the network after all cuts and joins."""
        nodes = self.network.nodes
        added = pd.DataFrame(self.new_nodes, columns=["lon", "lat"]).assign(barrier="", closed_to="")
        nodes = pd.concat([nodes, added], ignore_index=True) if len(added) else nodes
        joins = self._listed(nodes)
        edges, shapes = self._cut()
        links = joins[joins["distance_m"] > 0]
        links = links[~links[["node", "other_node"]].apply(frozenset, axis=1).duplicated()] if len(links) else links
        if len(links):
            edges = pd.concat([edges, self._links(links)], ignore_index=True)
            ends = links[["lon", "lat", "other_lon", "other_lat"]].to_numpy().reshape(-1, 2, 2)
            shapes = np.concatenate([shapes, np.asarray(shapely.linestrings(ends), dtype=object)])
        network = Network(nodes, edges, shapes, self.network.source)
        return Mended(network, joins, _sentence(joins))

    def _listed(self, nodes: pd.DataFrame) -> pd.DataFrame:
        joins = pd.DataFrame(self.joins, columns=["kind", "edge", "other_edge", "node", "other_node"])
        for prefix, column in (("", "node"), ("other_", "other_node")):
            places = nodes.loc[joins[column].astype("int64"), ["lon", "lat"]].reset_index(drop=True)
            joins[f"{prefix}lon"], joins[f"{prefix}lat"] = places["lon"], places["lat"]
        places = joins[["lon", "lat", "other_lon", "other_lat"]].to_numpy(dtype=float)
        joins["distance_m"] = WGS84.inv(*places.T)[2] if len(joins) else pd.Series(dtype="float64")
        return joins[JOIN_COLUMNS].sort_values("distance_m", kind="stable", ignore_index=True)

    def _cut(self) -> tuple[pd.DataFrame, Shapes]:
        """Return the edges with those cut in their parts: the first part in the old place, the others at the end."""
        edges = self.network.edges.copy()
        shapes = self.network.shapes.copy()
        firsts, others, other_shapes = [], [], []
        for edge, cuts in self.cuts.items():
            row = edges.iloc[edge]
            stops = [(0.0, int(row["from_node"])), *sorted(cuts), (1.0, int(row["to_node"]))]
            for number_of_part, ((start, tail), (stop, head)) in enumerate(pairwise(stops)):
                shape = self._part(edge, start, stop)
                said = (edge, tail, head, (stop - start) * row["length_m"])
                if number_of_part == 0:
                    firsts.append(said)
                    shapes[edge] = shape
                else:
                    others.append(said)
                    other_shapes.append(shape)
        columns = ["from_node", "to_node", "length_m"]
        if firsts:
            first = pd.DataFrame(firsts, columns=["edge", *columns]).set_index("edge")
            edges.loc[first.index, columns] = first
            more = pd.DataFrame(others, columns=["edge", *columns])
            more = edges.loc[more["edge"]].reset_index(drop=True).assign(**{name: more[name] for name in columns})
            edges = pd.concat([edges, more], ignore_index=True)
            added = np.empty(len(other_shapes), dtype=object)
            added[:] = other_shapes
            shapes = np.concatenate([shapes, added])
        return edges, shapes

    def _part(self, edge: int, start: float, stop: float) -> shapely.LineString:
        part = substring(self.network.plane_shapes[edge], start, stop, normalized=True)
        return shapely.LineString(self.network.plane.degrees(shapely.get_coordinates(part)))

    def _links(self, joins: pd.DataFrame) -> pd.DataFrame:
        """Return one edge per join: of the class and surface of the road that ended there."""
        known = self.network.edges
        links = known.loc[joins["edge"].astype("int64"), ["road_class", "surface", "closed_to", "level"]]
        return links.reset_index(drop=True).assign(
            from_node=joins["node"].to_numpy(), to_node=joins["other_node"].to_numpy(),
            way_id=[f"sambungan {place + 1}" for place in range(len(joins))], raw_class=JOINED, name="",
            length_m=joins["distance_m"].to_numpy(), oneway=0, condition=JOINED, is_join=True,
        )[list(EDGE_COLUMNS)]  # fmt: skip


def _sentence(joins: pd.DataFrame) -> str:
    if joins.empty:
        return "Tidak ada yang disambung."
    links = joins[joins["kind"] != CROSSING]
    said = []
    if len(links):
        longest = number(links["distance_m"].max(), 1)
        said.append(f"{number(len(links))} sambungan dibuat, yang terpanjang {longest} m")
    if len(links) < len(joins):
        said.append(f"{number(len(joins) - len(links))} persilangan dijadikan simpang")
    return "; ".join(said) + "."
