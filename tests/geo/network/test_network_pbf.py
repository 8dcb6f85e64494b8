from __future__ import annotations

import warnings

import pandas as pd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import LayerUnreadable, PetasalurError
from geo.network.read import read_network
from tests.geo.network.network_worlds import VILLAGE_NODE_TAGS, VILLAGE_NODES, VILLAGE_WAYS
from tests.geo.network.pbf_files import blob, village_pbf

VILLAGE = village_pbf(VILLAGE_NODES, VILLAGE_WAYS, VILLAGE_NODE_TAGS)


@pytest.mark.parametrize("options", [{}, {"dense": False}, {"packing": 1}], ids=["dense", "single nodes", "not packed"])
def test_the_village_is_the_same_in_both_formats(village, tmp_path, options):
    path = tmp_path / "kampung.osm.pbf"
    path.write_bytes(village_pbf(VILLAGE_NODES, VILLAGE_WAYS, VILLAGE_NODE_TAGS, **options))
    network = read_network(path).network
    pd.testing.assert_frame_equal(network.edges, village.edges)
    pd.testing.assert_frame_equal(network.nodes, village.nodes)
    assert network.source == "OSM kampung"


def test_no_way_that_gdal_finds_is_missing_from_a_real_extract(road_files):
    """GDAL drops ways without any node of theirs in the file, and so do we: ours counts them besides."""
    path = road_files / "pyrosm_test.osm.pbf"
    result = read_network(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines = pyogrio.read_dataframe(path, layer="lines", columns=["osm_id", "highway"], read_geometry=False)
    theirs = lines.dropna(subset="highway")
    edges = result.network.edges
    ours = edges[edges["raw_class"].str.startswith("highway=")]
    assert set(ours["way_id"]) == set(theirs["osm_id"].astype(str))
    classes = result.report.classes
    assert classes["way_count"].sum() == 344
    assert set(classes.loc[classes["left_out_count"] > 0, "reason"]) == {
        "masih dibangun", "kurang dari dua titiknya ada di berkas",
    }  # fmt: skip


def refused(tmp_path, content: bytes) -> str:
    (tmp_path / "a.osm.pbf").write_bytes(content)
    with pytest.raises(LayerUnreadable) as caught:
        read_network(tmp_path / "a.osm.pbf")
    return str(caught.value.facts["found"])


def test_damaged_and_strange_files_are_refused_with_a_reason(tmp_path):
    assert "terputus" in refused(tmp_path, VILLAGE[:-20])
    history = village_pbf({}, {}, {}, features=(b"HistoricalInformation",))
    assert "HistoricalInformation" in refused(tmp_path, history)
    assert "osmium" in refused(tmp_path, village_pbf({1: (0, 0)}, {}, {}, packing=7))
    bomb = blob(b"OSMHeader", b"") + blob(b"OSMData", b"\0" * (40 * 2**20))
    assert "terlalu besar" in refused(tmp_path, bomb)


@settings(max_examples=30, deadline=None)
@given(place=st.integers(20, len(VILLAGE) - 1), byte=st.integers(0, 255))
def test_a_wrong_byte_is_an_expected_failure_or_none(tmp_path_factory, place, byte):
    path = tmp_path_factory.mktemp("pbf") / "a.osm.pbf"
    path.write_bytes(VILLAGE[:place] + bytes([byte]) + VILLAGE[place + 1 :])
    try:
        network = read_network(path).network
    except PetasalurError:
        return
    assert len(network.shapes) == len(network.edges)


@settings(max_examples=30, deadline=None)
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_a_wrong_byte_in_a_block_that_is_not_packed(tmp_path_factory, place, byte):
    """No checksum of zlib catches it here."""
    content = village_pbf(VILLAGE_NODES, VILLAGE_WAYS, VILLAGE_NODE_TAGS, packing=1)
    place = 20 + place % (len(content) - 20)
    path = tmp_path_factory.mktemp("pbf") / "a.osm.pbf"
    path.write_bytes(content[:place] + bytes([byte]) + content[place + 1 :])
    try:
        network = read_network(path).network
    except PetasalurError:
        return
    assert len(network.shapes) == len(network.edges)
