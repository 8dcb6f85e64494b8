"""Named worlds of the room ``geo.network``, and how to write them to files."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geo.network.model import EDGE_COLUMNS, NODE_COLUMNS, Network, completed
from geo.network.noding import WGS84

# A village by a river. Nodes stand on a grid of 0.01 degrees at the equator, about 1.11 km apart.
#
#   lat 0.01        5 ──────── 6          way 20: trail 5-6-3, oneway, no cars
#                              │
#   lat 0    1 ──── 2 ════════ 3 ──── 4   way 10: asphalt 1-2-3-4; a bollard on 2
#   lat -0.01  7 ~~~~~~~~~~~~~~~~~~ 8     way 30: river 7-8, joined to nothing
#        lon 0     0.01      0.02    0.03
VILLAGE_NODES = {
    1: (0.0, 0.0), 2: (0.01, 0.0), 3: (0.02, 0.0), 4: (0.03, 0.0), 5: (0.01, 0.01), 6: (0.02, 0.01),
    7: (0.005, -0.01), 8: (0.025, -0.01),
}  # fmt: skip
VILLAGE_WAYS = {
    10: ([1, 2, 3, 4], {"highway": "tertiary", "surface": "asphalt", "name": "Jalan Raya"}),
    20: ([5, 6, 3], {"highway": "path", "surface": "ground", "oneway": "yes"}),
    30: ([7, 8], {"waterway": "river"}),
    40: ([1, 5], {"highway": "construction"}),
    50: ([4, 99], {"highway": "track"}),  # its other end lies outside the file
    60: ([1, 2, 5], {"building": "yes"}),
}
VILLAGE_NODE_TAGS = {2: {"barrier": "bollard"}, 4: {"name": "Ujung"}}


def osm_xml(nodes, ways, node_tags) -> str:
    """Return an OSM file as text."""

    def tags(given) -> str:
        return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in given.items())

    said = [
        f'<node id="{number}" lon="{lon}" lat="{lat}">{tags(node_tags.get(number, {}))}</node>'
        for number, (lon, lat) in nodes.items()
    ]
    for number, (refs, given) in ways.items():
        nds = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        said.append(f'<way id="{number}">{nds}{tags(given)}</way>')
    return f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{"".join(said)}</osm>'


def write_osm(path: Path, nodes, ways, node_tags=None) -> Path:
    text = osm_xml(nodes, ways, node_tags or {}).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def small_network(nodes, edges, *, barriers=None) -> Network:
    """Return a network of straight edges.

    nodes: ``(lon, lat)`` each; edges: dicts with ``ends`` (two positions in nodes) and what else is said of the edge;
    its length is the geodesic. barriers: node → modes that it stops.
    """
    barriers = barriers or {}
    ends = np.array([edge["ends"] for edge in edges]).reshape(-1, 2)
    places = np.array(nodes, dtype=float)
    said = [
        {"road_class": "lokal", "surface": "aspal"} | {key: value for key, value in edge.items() if key != "ends"}
        for edge in edges
    ]
    table = pd.DataFrame(said).assign(from_node=ends[:, 0], to_node=ends[:, 1])
    table["length_m"] = WGS84.inv(*places[ends[:, 0]].T, *places[ends[:, 1]].T)[2]
    known = pd.DataFrame({"lon": places[:, 0], "lat": places[:, 1]})
    known["closed_to"] = [barriers.get(node, "") for node in range(len(nodes))]
    known["barrier"] = known["closed_to"].map(lambda modes: "patok" if modes else "")
    for name, usual in EDGE_COLUMNS.items():
        table[name] = table[name].fillna(usual) if name in table else usual
    shapes = np.array(shapely.linestrings(places[ends]), dtype=object)
    return Network(completed(known, NODE_COLUMNS), completed(table, EDGE_COLUMNS), shapes, "uji")
