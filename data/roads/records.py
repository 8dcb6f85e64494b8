"""Networks as they are kept: the nodes and edges of each file, and all files in use as one network."""

from __future__ import annotations

import json

import duckdb
import numpy as np
import pandas as pd
import shapely

from data.store import Store
from geo.network.diagnose import diagnose
from geo.network.model import EDGE_COLUMNS, NODE_COLUMNS, Network
from geo.network.read import NetworkRead

ROADS = "roads"
"""The kind of a load that brings a network."""
BETWEEN = "/"
"""Between the number of a load and what its file calls a way."""
_NODE, _EDGE = list(NODE_COLUMNS), list(EDGE_COLUMNS)
_WHOLE = {"from_node": "int64", "to_node": "int64", "oneway": "int64", "level": "int64"}


def keep_network(cursor: duckdb.DuckDBPyConnection, load_id: int, network: Network) -> None:
    """Keep the network of one file, inside an open transaction."""
    nodes = network.nodes[_NODE].assign(load_id=load_id, node=np.arange(len(network.nodes)))
    edges = network.edges[_EDGE].assign(load_id=load_id, edge=np.arange(len(network.edges)))
    edges["shape"] = shapely.to_wkb(network.shapes)
    for table, frame in (("road_node", nodes), ("road_edge", edges)):
        names = ", ".join(frame.columns)
        cursor.register("incoming", frame)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming")  # noqa: S608  own names
        cursor.unregister("incoming")


def read_files(store: Store) -> pd.DataFrame:
    """Return the files that form the network, in the order of their loads.

    One row per file: ``load_id, file_name, loaded_at, row_count``, and ``source``, what its network is called.
    """
    rows = store.frame("roads/loads")
    return rows.assign(source=[json.loads(facts)["source"] for facts in rows.pop("facts")])


def read_kept(store: Store, load_id: int | None = None) -> Network | None:
    """Return the network of one file as it was delivered, or of all in use as one; ``None`` where there is none.

    With several files ``way_id`` is the number of the load, "/", and what the file calls the way, so that two files may
    use the same name; so it is with one file in use, for a second may come. With ``load_id`` it is as delivered.
    """
    nodes = store.frame("roads/nodes", load_id=load_id)
    edges = store.frame("roads/edges", load_id=load_id)
    if edges.empty:
        return None
    before = (~nodes["load_id"].duplicated()).pipe(np.flatnonzero)
    offset = dict(zip(nodes["load_id"].iloc[before], before, strict=True))
    shift = edges["load_id"].map(offset)
    shapes = shapely.from_wkb([bytes(wkb) for wkb in edges["shape"]])
    edges = edges.assign(
        from_node=edges["from_node"] + shift,
        to_node=edges["to_node"] + shift,
    ).astype(_WHOLE)
    if load_id is None:
        edges["way_id"] = edges["load_id"].astype("str") + BETWEEN + edges["way_id"]
    files = read_files(store)
    sources = files["source"] if load_id is None else files.loc[files["load_id"] == load_id, "source"]
    return Network(nodes[_NODE], edges[_EDGE], shapes, ", ".join(sources))


def facts_of(found: NetworkRead) -> dict[str, object]:
    """Return what is to be known of a file once it is read.

    ``network``: sentences, how much of it is used and whether it is whole; ``classes``: see
    :class:`geo.network.read.NetworkReport`; ``source``: what it is called.
    """
    told = [found.report.sentence, *found.report.notes, diagnose(found.network).sentence]
    return {
        "network": [text if text.endswith(".") else f"{text}." for text in told],
        "classes": found.report.classes.to_dict("records"),
        "source": found.network.source,
    }
