"""What a network is: nodes, edges between them, and the shape of each edge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from geo.crs import utm_epsg
from geo.network.classes import BARRIERS

Numbers = NDArray[np.float64]
Positions = NDArray[np.int64]
Shapes = NDArray[Any]
JOIN = ";"
"""Between the modes in ``closed_to``."""

NODE_COLUMNS: dict[str, Any] = {"lon": 0.0, "lat": 0.0, "barrier": "", "closed_to": ""}
EDGE_COLUMNS: dict[str, Any] = {
    "from_node": 0, "to_node": 0, "way_id": "", "raw_class": "", "road_class": "", "surface": "", "length_m": 0.0,
    "name": "", "oneway": 0, "closed_to": "", "condition": "", "level": 0, "is_join": False,
}  # fmt: skip
"""The columns and what stands in one that is missing."""


@dataclass(frozen=True, eq=False)
class Network:
    """Roads, trails and rivers as a graph.

    nodes
        One row per end or junction, index 0 … n-1: ``lon``, ``lat`` (degrees, EPSG:4326), ``barrier`` (a key of
        :data:`geo.network.classes.BARRIERS`, "" none), ``closed_to`` (the modes that cannot pass it, ";" between).
    edges
        One row per stretch between two nodes, index 0 … m-1: ``from_node``, ``to_node`` (positions in ``nodes``),
        ``way_id`` (text: the way of the OSM file, the feature of a layer), ``raw_class`` (as delivered, like
        "highway=track"), ``road_class`` (a key of ``CLASSES``), ``surface`` (of ``SURFACES``), ``length_m`` (on the
        ellipsoid), ``name``, ``oneway`` (1 from ``from_node`` on, -1 against it, 0 both ways), ``closed_to`` (modes
        that its tags forbid), ``condition`` (text as delivered), ``level`` (0 on the ground, above it on a bridge,
        below it in a tunnel), ``is_join`` (put in by mending).
    shapes
        One LineString per edge, EPSG:4326, from ``from_node`` to ``to_node``.
    source
        Where it comes from, as sentences say it: "OSM north-bayreuth".

    Columns that are missing are filled in; others are left away.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    shapes: Shapes
    source: str

    def __post_init__(self) -> None:
        """Fill columns that are missing with what is usual; what a barrier stops then follows from its kind."""
        nodes = completed(self.nodes, NODE_COLUMNS)
        if "closed_to" not in self.nodes:
            stops = {key: JOIN.join(barrier.closed_to) for key, barrier in BARRIERS.items()}
            nodes["closed_to"] = nodes["barrier"].map(stops).fillna("").astype("str")
        object.__setattr__(self, "nodes", nodes)
        object.__setattr__(self, "edges", completed(self.edges, EDGE_COLUMNS))

    @cached_property
    def plane(self) -> Plane:
        """The plane in which places near the network are measured."""
        return Plane.of(self.nodes["lon"].to_numpy(), self.nodes["lat"].to_numpy())

    @cached_property
    def plane_shapes(self) -> Shapes:
        """The shapes in metres, in :attr:`plane`."""
        return self.plane.shapes(self.shapes)


@dataclass(frozen=True)
class Plane:
    """A UTM zone: degrees to metres and back. Within a province lengths in it are true to about 0.1 %."""

    epsg: int

    @classmethod
    def of(cls, lon: Numbers, lat: Numbers) -> Plane:
        """Return the zone in which the middle of the points lies."""
        if not len(lon):
            return cls(32750)
        return cls(int(utm_epsg((lon.min() + lon.max()) / 2, (lat.min() + lat.max()) / 2)))

    @cached_property
    def _there(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs(4326, self.epsg, always_xy=True)

    def metres(self, lon: Numbers, lat: Numbers) -> Numbers:
        """Return n × 2 easting and northing."""
        x_m, y_m = self._there.transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        return np.column_stack([x_m, y_m])

    def degrees(self, points_m: Numbers) -> Numbers:
        """Return n × 2 longitude and latitude."""
        lon, lat = self._there.transform(points_m[:, 0], points_m[:, 1], direction="INVERSE")
        return np.column_stack([lon, lat])

    def shapes(self, shapes: Shapes) -> Shapes:
        """Return shapes given in degrees in metres."""
        return np.asarray(shapely.transform(shapes, lambda points: self.metres(points[:, 0], points[:, 1])))


def completed(table: pd.DataFrame, columns: dict[str, Any]) -> pd.DataFrame:
    """Return ``table`` with all ``columns`` in their order; one that is missing holds its usual value."""
    missing = {name: usual for name, usual in columns.items() if name not in table}
    return table.assign(**missing)[list(columns)]


def empty_network(source: str) -> Network:
    """Return a network without anything in it."""
    nodes, edges = (
        pd.DataFrame({name: pd.Series([], dtype="str" if usual == "" else type(usual)) for name, usual in each.items()})
        for each in (NODE_COLUMNS, EDGE_COLUMNS)
    )
    return Network(nodes, edges, np.empty(0, dtype=object), source)
