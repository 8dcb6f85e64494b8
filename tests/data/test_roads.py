"""Networks as loads; loose ends, closed stretches and speeds as decisions that can be undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data import roads
from data.errors import (
    ActMayNot,
    ActorUnnamed,
    BadSetting,
    BlockDatesWrong,
    NetworkMissing,
    NothingToJoin,
    NothingToUndo,
    StepIncomplete,
    StretchClosed,
    StretchUnknown,
)
from data.history import read_history
from data.intake.load import bring_back_load, withdraw_load
from data.intake.preview import kinds_of_file
from data.roads.blocks import NAME, STRETCH, WAY
from data.roads.records import read_kept
from data.roles import Actor
from data.store import Store
from geo.network.read import read_network as read_file
from tests.data.road_worlds import GAP_M, ROAD_LINES, load_roads, river_file, roads_file, write_lines

BUDI, TKSK, NOBODY = Actor("Budi", "kasi"), Actor("Tuti", "tksk"), Actor()
DAY = dt.date(2026, 11, 27)
WEST, EAST, TRAIL = "Jalan Barat", "Jalan Timur", "Titian Dusun"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jalan")
    return roads_file(folder), river_file(folder)


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "a.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def with_roads(store, files):
    load_roads(store, files[0])
    return store


def same(one, other):
    """Whether two networks are equal: frames, shapes, source."""
    pd.testing.assert_frame_equal(one.nodes, other.nodes, check_dtype=False)
    pd.testing.assert_frame_equal(one.edges, other.edges, check_dtype=False)
    return bool(shapely.equals_exact(one.shapes, other.shapes).all()) and one.source == other.source


def edge_of(network, name, place=0):
    return int(network.edges.index[network.edges["name"] == name][place])


# --- files ---------------------------------------------------------------------------------------------


def test_what_is_kept_is_what_was_read(with_roads, files):
    delivered = read_file(files[0]).network
    assert len(delivered.edges) == 4
    assert same(read_kept(with_roads, 1), delivered)
    numbered = delivered.edges.assign(way_id="1/" + delivered.edges["way_id"])
    assert same(roads.read_network(with_roads), replace(delivered, edges=numbered))


def test_real_networks_come_back_as_they_were(store, shared_data):
    """Every column of OSM and of an office: barriers, levels, directions, conditions."""
    paths = [
        shared_data / "roads" / name for name in ("krautsand.osm.gz", "bangkalan_jalan_kabupaten_pupr2024.geojson")
    ]
    load_roads(store, *paths)
    for load_id, path in enumerate(paths, 1):
        assert same(read_kept(store, load_id), read_file(path).network)


def test_several_files_are_one_network(store, files):
    load_roads(store, *files)
    network = roads.read_network(store)
    assert len(network.edges) == 4 + 1
    assert list(network.edges["way_id"].str.partition("/")[0].unique()) == ["1", "2"]
    ends = network.nodes.to_numpy()[network.edges[["from_node", "to_node"]].to_numpy()][:, :, :2].astype(float)
    drawn = np.array([[shape.coords[0], shape.coords[-1]] for shape in network.shapes])
    assert np.allclose(ends, drawn)
    assert network.source == "jalan, sungai"


def test_a_file_loads_once_and_says_what_it_holds(with_roads, files):
    [again] = load_roads(with_roads, files[0])
    assert again.is_repeat
    [loaded] = load_roads(with_roads, files[1], by=BUDI)
    assert (loaded.row_count, loaded.accepted_count, loaded.set_aside_count) == (1, 1, 0)
    assert "1 dipakai" in loaded.facts["network"][0]
    newest = read_history(with_roads).iloc[0]
    assert (newest["subject"], newest["after"], newest["who"]) == (
        "Berkas",
        "sungai.geojson",
        "Budi (Kasi Kesra/PMD kecamatan)",
    )


def test_a_network_is_taken_back_and_brought_back(with_roads):
    before = roads.read_network(with_roads)
    withdraw_load(with_roads, 1)
    assert roads.read_network(with_roads) is None
    bring_back_load(with_roads, 1)
    assert same(roads.read_network(with_roads), before)


@pytest.mark.parametrize("name", ["peta.geojson", "peta.json"])
def test_lines_are_known_as_roads_and_areas_as_boundaries(tmp_path, name):
    lines = write_lines(tmp_path / name, ROAD_LINES)
    assert kinds_of_file(lines) == ["roads"]
    area = lines.read_text(encoding="utf-8").replace("LineString", "Polygon")
    (tmp_path / "batas.geojson").write_text(area, encoding="utf-8")
    assert kinds_of_file(tmp_path / "batas.geojson") == ["boundaries"]
    assert kinds_of_file(tmp_path / "desa.osm.pbf") == kinds_of_file(tmp_path / "desa.OSM.GZ") == ["roads"]


# --- loose ends ----------------------------------------------------------------------------------------


def test_joining_is_decided_listed_and_undone(with_roads):
    delivered = roads.read_network(with_roads)
    assert roads.save_mending(with_roads, 20.0, by=BUDI, reason="lihat di lapangan") == 1
    mending = roads.read_mending(with_roads)
    assert (mending.snap_m, mending.by_name, mending.is_in_force) == (20.0, "Budi", True)
    [join] = mending.joins.to_dict("records")
    assert {join["name"], join["other_name"]} == {WEST, EAST}
    assert join["distance_m"] == pytest.approx(GAP_M, abs=0.1)
    mended = roads.read_network(with_roads)
    assert mended.edges["is_join"].sum() == 1
    roads.undo_mending(with_roads, by=BUDI)
    assert roads.read_mending(with_roads) is None
    assert same(roads.read_network(with_roads), delivered)
    told = read_history(with_roads, subject="jalan")
    assert list(told["after"]) == ["dibatalkan", "sampai 20 m, 1 sambungan"]
    with pytest.raises(NothingToUndo):
        roads.undo_mending(with_roads, by=BUDI)


def test_a_decision_holds_only_for_the_files_it_was_made_about(with_roads, files):
    roads.save_mending(with_roads, 20.0, by=BUDI)
    load_roads(with_roads, files[1])
    assert not roads.read_mending(with_roads).is_in_force
    assert not roads.read_network(with_roads).edges["is_join"].any()
    withdraw_load(with_roads, 2)
    assert roads.read_network(with_roads).edges["is_join"].any()


def test_what_cannot_be_joined_is_told(with_roads, tmp_path):
    with pytest.raises(NothingToJoin):
        roads.save_mending(with_roads, 15.0, by=BUDI)
    with pytest.raises(BadSetting):
        roads.save_mending(with_roads, 1e6, by=BUDI)
    with pytest.raises(ActMayNot):
        roads.save_mending(with_roads, 20.0, by=TKSK)
    with pytest.raises(ActorUnnamed):
        roads.undo_mending(with_roads, by=NOBODY)
    empty = Store.open(tmp_path / "kosong.duckdb")
    with pytest.raises(NetworkMissing):
        roads.save_mending(empty, 20.0, by=BUDI)
    empty.close()


# --- closed stretches ----------------------------------------------------------------------------------


def test_a_stretch_a_way_or_a_name_is_closed_and_opened(with_roads):
    network = roads.read_network(with_roads)
    west, east_part = edge_of(network, WEST), edge_of(network, WEST, 1)
    one = roads.block(with_roads, west, first_day=DAY, reason="longsor", by=BUDI)
    with pytest.raises(StretchClosed, match="longsor"):
        roads.block(with_roads, west, first_day=DAY, last_day=DAY, reason="banjir", by=BUDI)
    blocks = roads.read_blocks(with_roads)
    assert roads.blocked_edges(network, blocks, DAY) == {west}
    two = roads.block(with_roads, west, extent=WAY, first_day=DAY, reason="longsor", by=BUDI)
    three = roads.block(with_roads, edge_of(network, TRAIL), extent=NAME, first_day=DAY, reason="titian putus", by=BUDI)
    assert roads.edges_of(network, roads.read_blocks(with_roads)) == {
        one: {west}, two: {west, east_part}, three: {edge_of(network, TRAIL)},
    }  # fmt: skip
    assert roads.unblock(with_roads, [two, three], by=BUDI, reason="sudah dibersihkan") == 2
    assert list(roads.read_blocks(with_roads)["block_id"]) == [one]
    with pytest.raises(NothingToUndo):
        roads.unblock(with_roads, [two], by=BUDI)
    told = read_history(with_roads, subject="jalan")
    assert list(told["what"].unique()) == ["Jalan tertutup"]
    assert list(told["after"][:2]) == ["dibuka", "dibuka"]


@given(st.dates(), st.none() | st.dates(), st.dates())
def test_a_block_holds_from_its_first_day_to_its_last(first, last, day):
    frame = pd.DataFrame({"block_id": [1], "first_day": [first], "last_day": [last]})
    frame = frame.astype({"first_day": "datetime64[s]", "last_day": "datetime64[s]"})
    assert len(roads.in_force(frame, day)) == (first <= day and (last is None or day <= last))


def test_a_closed_stretch_is_found_in_a_newer_file_and_after_joining(with_roads, tmp_path):
    """The office gets a corrected file: other numbers, Jalan Timur one metre to the south, a new road first."""
    network = roads.read_network(with_roads)
    for name, extent in ((EAST, STRETCH), (WEST, WAY)):
        roads.block(with_roads, edge_of(network, name), extent=extent, first_day=DAY, reason="longsor", by=BUDI)
    roads.save_mending(with_roads, 20.0, by=BUDI)
    mended = roads.read_network(with_roads)
    closed = roads.blocked_edges(mended, roads.read_blocks(with_roads), DAY)
    assert set(mended.edges.loc[sorted(closed), "name"]) == {WEST, EAST}
    new = [([[115.601, -2.318], [115.679, -2.318]], {"highway": "track", "name": "Jalan Baru"}), *ROAD_LINES]
    new[2] = ([[lon, lat - 0.00001] for lon, lat in new[2][0]], new[2][1])
    withdraw_load(with_roads, 1)
    load_roads(with_roads, write_lines(tmp_path / "jalan baru.geojson", new))
    fresh = roads.read_network(with_roads)
    found = roads.blocked_edges(fresh, roads.read_blocks(with_roads), DAY)
    assert sorted(fresh.edges.loc[sorted(found), "name"]) == [WEST, WEST, EAST]


def test_a_block_whose_road_is_gone_closes_nothing(with_roads, files):
    network = roads.read_network(with_roads)
    block_id = roads.block(with_roads, edge_of(network, EAST), first_day=DAY, reason="longsor", by=BUDI)
    withdraw_load(with_roads, 1)
    load_roads(with_roads, files[1])
    found = roads.edges_of(roads.read_network(with_roads), roads.read_blocks(with_roads))
    assert found == {block_id: frozenset()}


def test_a_block_needs_a_stretch_a_reason_and_days_in_order(with_roads):
    for error, asked in [
        (StepIncomplete, {"edge": 0, "first_day": DAY, "reason": " "}),
        (BlockDatesWrong, {"edge": 0, "first_day": DAY, "last_day": DAY - dt.timedelta(1), "reason": "banjir"}),
        (StretchUnknown, {"edge": 99, "first_day": DAY, "reason": "banjir"}),
    ]:
        with pytest.raises(error):
            roads.block(with_roads, by=BUDI, **asked)
    with pytest.raises(ActMayNot):
        roads.block(with_roads, 0, first_day=DAY, reason="banjir", by=TKSK)
    assert roads.read_blocks(with_roads).empty


# --- speeds --------------------------------------------------------------------------------------------


def test_speeds_are_the_offices_once_it_has_changed_one(store):
    start = roads.read_speeds(store)
    assert not roads.has_own_speeds(store)
    which = (start["mode"] == "motor") & (start["road_class"] == "lokal") & (start["surface"] == "tanah")
    row = start.index[which & (start["season"] == "hujan")][0]
    own = start.copy()
    own.loc[row, ["speed_kmh", "source"]] = [7.5, "diukur kantor 2026"]
    assert roads.save_speeds(store, own, by=BUDI) == 1
    kept = roads.read_speeds(store)
    changed = kept[kept["source"] == "diukur kantor 2026"]
    assert changed[["mode", "road_class", "surface", "season", "speed_kmh"]].to_numpy().tolist() == [
        ["motor", "lokal", "tanah", "hujan", 7.5]
    ]
    newest = read_history(store).iloc[0]
    assert newest["what"] == "sepeda motor · jalan kabupaten, desa, atau lingkungan · tanah · Musim hujan"
    assert newest["after"] == "7,5 km/jam"
    assert roads.save_speeds(store, None, by=BUDI) == 1
    assert not roads.has_own_speeds(store)
    with pytest.raises(ActMayNot):
        roads.save_speeds(store, own, by=TKSK)
