from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadSnap
from geo.network.diagnose import diagnose
from geo.network.matrix import network_travel
from geo.network.mend import MAX_SNAP_M, mend
from geo.network.noding import WGS84
from geo.network.pieces import edge_pieces
from geo.network.read import read_network
from geo.network.speeds import default_speeds
from tests.geo.network.network_worlds import small_network

# A road 0 ─── 1 along the equator, 0.01 degrees. A side road 2 ─── 3 ends 0.0001 degrees of latitude (11.06 m) above
# its middle; another road 4 ─── 5 begins 0.0002 degrees of longitude (22.26 m) behind its end.
NODES = [(0, 0), (0.01, 0), (0.005, 0.0001), (0.005, 0.01), (0.0102, 0), (0.02, 0)]
EDGES = [{"ends": (0, 1)}, {"ends": (2, 3), "surface": "tanah"}, {"ends": (4, 5)}]


@pytest.fixture(scope="module")
def torn():
    return small_network(NODES, EDGES)


def test_an_end_is_joined_to_the_edge_it_nearly_reaches(torn):
    mended = mend(torn, snap_m=15)
    join = mended.joins.iloc[0]
    assert len(mended.joins) == 1
    assert (join["kind"], join["edge"], join["other_edge"]) == ("ujung ke ruas", 1, 0)
    assert join["distance_m"] == pytest.approx(11.057, abs=0.01)
    assert (join["other_lon"], join["other_lat"]) == pytest.approx((0.005, 0), abs=1e-7)
    # The road is cut in two halves: the first keeps its place, the second and the join stand at the end.
    edges = mended.network.edges
    assert len(edges) == 5
    assert edges["is_join"].tolist() == [False] * 4 + [True]
    assert edges.loc[[0, 3], "length_m"].tolist() == pytest.approx([1113.195 / 2] * 2, abs=0.01)
    assert edges.loc[4, ["surface", "condition"]].tolist() == ["tanah", "sambungan perkiraan"]
    assert mended.sentence == "1 sambungan dibuat, yang terpanjang 11,1 m."


def test_a_longer_distance_joins_ends_too_and_ways_go_over_them(torn):
    mended = mend(torn, snap_m=25)
    assert sorted(mended.joins["kind"]) == ["ujung ke ruas", "ujung ke ujung"]
    assert len(diagnose(mended.network).pieces) == 1
    lon, lat = zip((0, 0), (0.02, 0), (0.005, 0.01), strict=True)
    before, after = (network_travel(each, lon, lat, speeds=default_speeds()) for each in (torn, mended.network))
    assert np.isinf(before.of("mobil").distance_m[0, 1])
    assert after.of("mobil").distance_m[0, 1] == pytest.approx(2 * 1113.195, abs=0.1)
    assert np.isfinite(after.of("mobil").distance_m).all()


def test_zero_joins_nothing_and_silly_distances_are_refused(torn):
    mended = mend(torn, snap_m=0)
    assert mended.joins.empty
    assert mended.sentence == "Tidak ada yang disambung."
    assert mended.network.edges.equals(torn.edges)
    for silly in (-1, MAX_SNAP_M + 1, float("nan")):
        with pytest.raises(BadSnap):
            mend(torn, snap_m=silly)


def test_roads_are_not_joined_to_rivers_nor_to_what_lies_on_another_level(torn):
    for other in ({"road_class": "sungai", "surface": "air"}, {"level": 1}):
        assert mend(small_network(NODES[:4], [EDGES[0] | other, EDGES[1]]), snap_m=50).joins.empty


def test_crossings_become_junctions_only_when_asked():
    cross = small_network([(0, 0), (0.01, 0), (0.005, -0.005), (0.005, 0.005)], [{"ends": (0, 1)}, {"ends": (2, 3)}])
    assert mend(cross, snap_m=50).joins.empty
    mended = mend(cross, snap_m=0, join_crossings=True)
    assert mended.joins[["kind", "distance_m"]].to_numpy().tolist() == [["persilangan", 0.0]]
    assert len(mended.network.edges) == 4
    assert len(np.unique(edge_pieces(mended.network))) == 1
    assert not mended.network.edges["is_join"].any()
    assert mended.sentence == "1 persilangan dijadikan simpang."
    assert diagnose(mended.network).crossings.empty


@st.composite
def torn_networks(draw):
    """Up to eight short roads on a street plan of some 100 m, all of them apart or touching by chance."""
    place = st.tuples(st.integers(0, 12), st.integers(0, 12))
    roads = draw(st.lists(st.tuples(place, place).filter(lambda ends: ends[0] != ends[1]), min_size=2, max_size=8))
    nodes = [(x * 0.0001, y * 0.0001 + 0.000013 * number) for number, road in enumerate(roads) for x, y in road]
    return small_network(nodes, [{"ends": (2 * n, 2 * n + 1)} for n in range(len(roads))])


def listed(mended) -> set[tuple]:
    return {
        tuple(row)
        for row in mended.joins[["edge", "other_edge", "lon", "lat", "other_lon", "other_lat"]].round(6).to_numpy()
    }


@settings(max_examples=15, deadline=None)
@given(torn_networks(), st.floats(0, 40), st.floats(0, 40))
def test_more_snapping_never_joins_less_and_no_join_is_longer_than_stated(network, one, other):
    shorter, longer = (mend(network, snap_m=snap_m) for snap_m in sorted((one, other)))
    assert listed(shorter) <= listed(longer)
    assert len(np.unique(edge_pieces(longer.network))) <= len(np.unique(edge_pieces(shorter.network)))
    total_m = network.edges["length_m"].sum()
    for snap_m, mended in zip(sorted((one, other)), (shorter, longer), strict=True):
        edges = mended.network.edges
        ends = mended.joins[["lon", "lat", "other_lon", "other_lat"]].to_numpy(dtype=float)
        assert (WGS84.inv(*ends.T)[2] <= snap_m + 1e-6).all()
        assert edges.loc[edges["is_join"], "length_m"].max() <= snap_m + 1e-6 or not edges["is_join"].any()
        assert edges.loc[~edges["is_join"], "length_m"].sum() == pytest.approx(total_m)
        places = mended.network.nodes[["lon", "lat"]].to_numpy()
        starts = shapely.get_coordinates(shapely.get_point(mended.network.shapes, 0))
        assert np.abs(starts - places[edges["from_node"]]).max() < 1e-7


def test_the_layer_of_bangkalan_can_be_mended(road_files):
    network = read_network(road_files / "bangkalan_jalan_kabupaten_pupr2024.geojson").network
    mended = mend(network, snap_m=20, join_crossings=True)
    found = diagnose(mended.network)
    # 9 pieces: so many remain when shapely alone joins lines whose ends lie within 20 m of another line.
    assert len(found.pieces) == 9
    assert found.graph_piece_count == len(found.pieces)
    assert mended.joins["distance_m"].max() <= 20
    assert mended.network.edges["is_join"].sum() == (mended.joins["distance_m"] > 0).sum()
