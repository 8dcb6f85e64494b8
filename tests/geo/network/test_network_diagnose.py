from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from geo.network.diagnose import diagnose
from geo.network.read import read_network
from tests.geo.network.network_worlds import small_network

# Three roads and a river, lengths in steps of 0.01 degrees (1,113 m):
#
#   lat 0.01    4 ── 5                    one step; its end 4 lies 0.0002 degrees (22.1 m) above node 3's road
#   lat 0       0 ────── 1 ────── 2       two edges
#   crossing the second edge without a shared node: 6 ── 7 from lat -0.005 to 0.005
NODES = [(0, 0), (0.01, 0), (0.02, 0), (0.04, 0.04), (0.005, 0.0002), (0.005, 0.01), (0.015, -0.005), (0.015, 0.005)]
EDGES = [{"ends": (0, 1)}, {"ends": (1, 2)}, {"ends": (4, 5)}, {"ends": (6, 7)}]


@pytest.fixture(scope="module")
def torn():
    return small_network(NODES, EDGES)


def test_pieces_are_counted_as_they_are_drawn_and_crossings_are_told(torn):
    found = diagnose(torn)
    # Drawn: the road with what crosses it, and the side road that does not reach it.
    assert found.pieces["edge_count"].tolist() == [3, 1]
    assert found.edge_piece.tolist() == [0, 0, 1, 0]
    assert found.graph_piece_count == 3
    # Two steps of 1,113.195 m and 0.01 degrees of latitude (1,105.743 m), beside 0.0098 degrees (1,083.63 m).
    assert found.pieces["length_m"].tolist() == pytest.approx([2 * 1113.195 + 1105.743, 1083.63], abs=0.1)
    assert found.pieces["share_pct"].sum() == pytest.approx(100)
    assert found.sentence == (
        "2 potongan yang tidak tersambung; potongan terbesar memuat 75 % panjang jalan; "
        "1 persilangan tanpa titik temu belum menjadi simpang (tanpa itu 3 potongan)."
    )


def test_a_crossing_says_where_it_is(torn):
    crossing = diagnose(torn).crossings.iloc[0]
    assert (crossing["edge"], crossing["other_edge"]) == (1, 3)
    assert (crossing["lon"], crossing["lat"]) == pytest.approx((0.015, 0), abs=1e-6)
    assert (crossing["share"], crossing["other_share"]) == pytest.approx((0.5, 0.5), abs=1e-4)


def test_a_loose_end_says_how_near_it_comes(torn):
    found = diagnose(torn)
    ends = found.ends.set_index("node")
    assert set(ends.index) == {0, 2, 4, 5, 6, 7}
    # 0.0002 degrees of latitude are 22.1 m.
    assert ends.loc[4, "near_m"] == pytest.approx(22.1, abs=0.1)
    assert (ends.loc[4, "gap_edge"], ends.loc[4, "near_edge"]) == (0, 0)
    assert np.isnan(ends.loc[5, "gap_m"])  # a kilometre from anything
    assert found.pieces["gap_m"].tolist() == pytest.approx([22.1, 22.1], abs=0.1)


def test_a_bridge_is_no_crossing_and_a_river_no_road(torn):
    over = diagnose(small_network(NODES, [*EDGES[:3], EDGES[3] | {"level": 1}]))
    assert over.crossings.empty
    river = diagnose(small_network(NODES, [*EDGES[:3], EDGES[3] | {"road_class": "sungai", "surface": "air"}]))
    assert river.crossings.empty
    assert river.pieces["kind"].tolist() == ["jalan", "sungai", "jalan"]
    assert river.sentence.startswith("2 potongan")


def test_lines_drawn_twice_and_whole_networks():
    twice = diagnose(small_network([(0, 0), (0.01, 0)], [{"ends": (0, 1)}, {"ends": (1, 0)}]))
    assert twice.duplicates.to_numpy().tolist() == [[1, 0]]
    assert twice.sentence == "Seluruh jalan tersambung menjadi satu jaringan; 1 ruas tergambar dua kali."


def test_each_mode_has_pieces_of_its_own():
    # A trail in the middle cuts the road for cars, a bollard at its far end for nobody else.
    edges = [{"ends": (0, 1)}, {"ends": (1, 2), "road_class": "setapak", "surface": "tanah"}, {"ends": (2, 3)}]
    network = small_network([(0, 0), (0.01, 0), (0.02, 0), (0.03, 0)], edges, barriers={1: "motor"})
    by_mode = diagnose(network).by_mode.set_index("mode")
    assert by_mode["piece_count"].to_dict() == {"mobil": 2, "motor": 2, "perahu": 0, "jalan_kaki": 1}
    assert by_mode.loc["motor", "largest_share_pct"] == pytest.approx(200 / 3, abs=0.01)


def test_the_layer_of_bangkalan_has_its_90_pieces(road_files):
    """115 features, counted anew by shapely alone: lines cut wherever they meet on a grid of one centimetre."""
    path = road_files / "bangkalan_jalan_kabupaten_pupr2024.geojson"
    to_metres = Transformer.from_crs(4326, 32749, always_xy=True)
    features = json.loads(path.read_text())["features"]
    drawn = [
        shapely.LineString(np.column_stack(to_metres.transform(*np.array(part)[:, :2].T)))
        for feature in features for part in feature["geometry"]["coordinates"]
    ]  # fmt: skip
    piece: dict[tuple[float, float], int] = {}
    for line in shapely.get_parts(shapely.union_all(drawn, grid_size=0.01)):
        ends = [tuple(np.round(line.coords[end], 3)) for end in (0, -1)]
        old = [piece.setdefault(end, len(piece) + number) for number, end in enumerate(ends)]
        piece = {end: old[0] if number == old[1] else number for end, number in piece.items()}
    result = read_network(path)
    found = diagnose(result.network)
    assert len(features) == result.report.classes["way_count"].sum() == 115
    assert len(set(piece.values())) == len(found.pieces) == 90
    assert found.sentence.startswith("90 potongan yang tidak tersambung; potongan terbesar memuat 7 % panjang jalan")
