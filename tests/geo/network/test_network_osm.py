from __future__ import annotations

import bz2
import gzip
import re
from collections import Counter

import pytest

from geo.errors import LayerUnreadable, NoLines, NotANetwork, PetasalurError, UnsafeArchive
from geo.network.osm_xml import read_osm_xml
from geo.network.read import read_network
from tests.geo.network.network_worlds import VILLAGE_NODE_TAGS, VILLAGE_NODES, VILLAGE_WAYS, osm_xml, write_osm


def test_a_village_is_cut_where_its_ways_meet_and_where_a_bollard_stands(village):
    # Way 10 is cut at 2 (bollard) and 3 (the trail ends there), way 20 nowhere, way 30 nowhere: 3 + 1 + 1 edges.
    assert village.edges["way_id"].value_counts().to_dict() == {"10": 3, "20": 1, "30": 1}
    # Nodes: 1, 2, 3, 4 of the road, 5 of the trail, 7 and 8 of the river. Node 6 is only a bend.
    assert len(village.nodes) == 7
    assert village.nodes["barrier"].value_counts().to_dict() == {"": 6, "patok": 1}
    assert village.nodes.loc[village.nodes["barrier"] == "patok", ["lon", "lat", "closed_to"]].to_numpy().tolist() == [
        [0.01, 0.0, "mobil"]
    ]
    assert village.source == "OSM kampung"


def test_an_edge_knows_its_class_surface_direction_and_length(village):
    road = village.edges[village.edges["way_id"] == "10"].iloc[0]
    # One hundredth of a degree of longitude on the equator is 1,113.1949 m on WGS84.
    assert road["length_m"] == pytest.approx(1113.195, abs=0.001)
    assert (road["road_class"], road["surface"], road["name"], road["oneway"]) == ("kolektor", "aspal", "Jalan Raya", 0)
    trail = village.edges[village.edges["way_id"] == "20"].iloc[0]
    # Along the parallel 0.01 about 1,113.19 m, then one hundredth of a degree of latitude: 1,105.74 m.
    assert trail["length_m"] == pytest.approx(1113.195 + 1105.743, abs=0.05)
    assert (trail["road_class"], trail["surface"], trail["oneway"]) == ("setapak", "tanah", 1)


def test_nothing_is_dropped_in_silence(village_file):
    classes = read_network(village_file).report.classes.set_index("raw_class")
    assert classes["way_count"].to_dict() == {
        "highway=tertiary": 1, "highway=path": 1, "waterway=river": 1, "highway=construction": 1, "highway=track": 1,
    }  # fmt: skip
    assert classes.loc["highway=construction", "reason"] == "masih dibangun"
    assert classes.loc["highway=track", "reason"] == "kurang dari dua titiknya ada di berkas"
    assert (classes["way_count"] == classes["used_count"] + classes["left_out_count"]).all()
    assert read_network(village_file).report.sentence == ("5 ruas terbaca dari kampung.osm.gz: 3 dipakai, 2 tidak.")


def count_of_classes(text: str) -> Counter[str]:
    """An independent count of an OSM file's ways: no parser of ours, only patterns."""
    found: Counter[str] = Counter()
    for way in re.findall(r"<way .*?</way>", text, re.DOTALL):
        tags = dict(re.findall(r'<tag k="([^"]*)" v="([^"]*)"', way))
        key = next((key for key in ("highway", "waterway") if key in tags), None)
        if key or tags.get("route") == "ferry":
            found[f"{key or 'route'}={tags[key or 'route']}"] += 1
    return found


@pytest.mark.parametrize("name", ["north-bayreuth", "krautsand"])
def test_a_real_extract_is_read_in_full(road_files, name):
    path = road_files / f"{name}.osm.gz"
    result = read_network(path)
    counted = count_of_classes(gzip.decompress(path.read_bytes()).decode())
    classes = result.report.classes.groupby("raw_class")[["way_count", "used_count"]].sum()
    assert classes["way_count"].to_dict() == counted
    in_network = result.network.edges.groupby("raw_class")["way_id"].nunique()
    assert in_network.to_dict() == classes["used_count"][classes["used_count"] > 0].to_dict()
    left_out = set(classes.index[classes["used_count"] < classes["way_count"]])
    assert left_out <= {"waterway=ditch", "waterway=drain"}
    assert result.network.edges[["from_node", "to_node"]].max().max() == len(result.network.nodes) - 1


# --- hostile and damaged files ---

BOMB = """<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><osm>&b;</osm>"""


def refused(path, kind: type[PetasalurError]) -> str:
    with pytest.raises(kind) as caught:
        read_network(path)
    assert caught.value.facts["file"] == path.name
    return str(caught.value.facts["found"])


def test_entities_are_not_expanded(tmp_path):
    (tmp_path / "a.osm").write_text(BOMB)
    assert "DOCTYPE" in refused(tmp_path / "a.osm", UnsafeArchive)


def test_a_file_that_unpacks_to_far_too_much_is_left(tmp_path):
    path = tmp_path / "a.osm.gz"
    path.write_bytes(gzip.compress(b"<osm>" + b" " * 5_000_000 + b"</osm>"))
    assert "200 kali" in refused(path, UnsafeArchive)
    write_osm(path, VILLAGE_NODES, VILLAGE_WAYS)
    with pytest.raises(UnsafeArchive, match="lebih dari"):
        read_osm_xml(path, max_bytes=100)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", NotANetwork),
        (b"halo", NotANetwork),
        (b"<html><body/></html>", NotANetwork),
        (b"<osmChange/>", NotANetwork),
        (b"<osm/>", NoLines),
        (b"<osm><node id='1' lat='0' lon='0'/>", LayerUnreadable),
        (b"<osm><node id='x' lat='0' lon='0'/></osm>", LayerUnreadable),
        (b"<osm><way><nd ref='1'/></way></osm>", LayerUnreadable),
        (b"\x1f\x8bnichts", LayerUnreadable),
        (gzip.compress(b"<osm></osm>", mtime=0)[:-9], LayerUnreadable),
    ],
)
def test_what_is_no_network_is_refused_with_a_reason(tmp_path, content, kind):
    (tmp_path / "a.osm").write_bytes(content)
    assert refused(tmp_path / "a.osm", kind)


def test_unusual_nodes_and_ways_do_no_harm(tmp_path):
    """A self-loop, a way twice over one place, a node beyond the pole, deleted things, a way of one node."""
    nodes = VILLAGE_NODES | {90: (0.0, 95.0), 91: (0.011, 0.001)}
    ways = {
        1: ([1, 2, 5, 1], {"highway": "service"}),  # a ring
        2: ([3, 3, 4], {"highway": "road"}),
        3: ([6], {"highway": "road"}),
        4: ([4, 90, 8], {"highway": "road"}),
    }
    text = osm_xml(nodes, ways, {90: {"barrier": "gate"}}).replace(
        "</osm>", '<way id="5" visible="false"><nd ref="1"/><nd ref="2"/><tag k="highway" v="road"/></way></osm>'
    )
    (tmp_path / "a.osm.bz2").write_bytes(bz2.compress(text.encode()))
    result = read_network(tmp_path / "a.osm.bz2", name="kiriman.osm.bz2")
    assert sorted(result.network.edges["way_id"]) == ["1", "2"]
    ring = result.network.edges[result.network.edges["way_id"] == "1"].iloc[0]
    assert ring["from_node"] == ring["to_node"]
    assert set(result.network.nodes["barrier"]) == {""}
    assert result.report.classes["left_out_count"].sum() == 2
    assert result.network.source == "OSM kiriman"


def test_tags_of_a_gate_decide_whom_it_stops(tmp_path):
    gates = {
        2: ({"barrier": "gate", "access": "private"}, "mobil;motor;perahu;jalan_kaki"),
        3: ({"barrier": "gate", "access": "no", "foot": "yes"}, "mobil;motor;perahu"),
        4: ({"barrier": "bollard", "motor_vehicle": "yes"}, ""),
        5: ({"barrier": "unheard_of"}, "mobil"),
    }
    tags = {number: given for number, (given, _) in gates.items()}
    path = write_osm(tmp_path / "a.osm", VILLAGE_NODES, {1: ([1, 2, 3, 4, 5, 6], {"highway": "track"})}, tags)
    nodes = read_network(path).network.nodes
    found = {(row.lon, row.lat): row.closed_to for row in nodes.itertuples() if row.barrier}
    assert found == {VILLAGE_NODES[number]: closed for number, (_, closed) in gates.items()}


def test_village_has_a_name_on_a_node_that_is_no_barrier(village):
    assert VILLAGE_NODE_TAGS[4] == {"name": "Ujung"}
    assert village.nodes["barrier"].ne("").sum() == 1
