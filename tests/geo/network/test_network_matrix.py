from __future__ import annotations

import heapq
import pickle

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.network.matrix import network_travel
from geo.network.model import Network
from geo.network.modes import BOAT, CAR, FOOT, MODES, MOTORCYCLE
from geo.network.noding import WGS84
from geo.network.speeds import default_speeds
from tests.geo.network.network_worlds import small_network

SPEEDS = default_speeds()
STEP_M = 1113.195  # one hundredth of a degree on the equator
MINUTE_M = {CAR: 500.0, FOOT: 4000 / 60}  # asphalt 30 km/h, on foot 4 km/h


def travel(network, *places, **options):
    lon, lat = zip(*places, strict=True)
    return network_travel(network, lon, lat, speeds=SPEEDS, **options)


@pytest.fixture(scope="module")
def street():
    """A street along the equator, three edges of 0.01 degrees: 0 ─ 1 ─ 2 ─ 3."""
    return small_network([(0.0, 0), (0.01, 0), (0.02, 0), (0.03, 0)], [{"ends": (n, n + 1)} for n in range(3)])


def test_places_on_edges_and_nodes(street):
    # From a quarter of the first edge over two nodes to the end: 2.75 steps; 30 km/h are 500 m a minute.
    found = travel(street, (0.0025, 0.0), (0.03, 0.0), (0.0075, 0.0))
    car = found.of(CAR)
    assert car.distance_m[0, 1] == pytest.approx(2.75 * STEP_M, rel=1e-5)
    assert car.duration_min[0, 1] == pytest.approx(2.75 * STEP_M / 500, rel=1e-5)
    # Two places on the same edge, half a step apart, do not go over a node.
    assert car.distance_m[0, 2] == pytest.approx(0.5 * STEP_M, rel=1e-5)
    assert found.way(CAR, 0, 2) == [(0.0025, 0.0), (0.0075, 0.0)]
    whole = travel(street, (0.0025, 0.0), (0.03, 0.0))
    assert whole.way(CAR, 0, 1) == [(0.0025, 0.0), (0.01, 0.0), (0.02, 0.0), (0.03, 0.0)]
    assert found.way(CAR, 1, 0) == found.way(CAR, 0, 1)[::-1]
    assert found.straight_m(CAR).max() == 0
    assert found.basis == "jaringan jalan (uji, musim kering); kaki garis lurus × 1,4 sampai 2 km"
    assert not found.is_straight_line


def test_no_boat_goes_on_land(street):
    boat = travel(street, (0.0025, 0.0), (0.03, 0.0)).of(BOAT)
    assert boat.distance_m.tolist() == [[0, np.inf], [np.inf, 0]]
    assert boat.duration_min.tolist() == [[0, np.inf], [np.inf, 0]]


def test_the_walk_to_the_network_is_straight_counted_and_limited(street):
    # 0.005 degrees of latitude are 552.87 m; times 1.4 = 774.0 m, on foot at 4 km/h 11.61 min.
    away = travel(street, (0.01, 0.0), (0.02, 0.005), access_max_m=600, road_factor=1.4)
    assert away.straight_m(CAR)[0, 1] == pytest.approx(774.0, rel=2e-3)
    assert away.of(CAR).distance_m[0, 1] == pytest.approx(STEP_M + 774.0, rel=2e-3)
    assert away.of(CAR).duration_min[0, 1] == pytest.approx(STEP_M / 500 + 11.61, rel=2e-3)
    assert away.way(CAR, 0, 1) == [(0.01, 0.0), (0.02, 0.0), (0.02, 0.005)]
    too_far = travel(street, (0.01, 0.0), (0.02, 0.005), access_max_m=500)
    assert np.isinf(too_far.of(CAR).distance_m[0, 1])
    assert too_far.way(CAR, 0, 1) == []
    assert too_far.straight_m(CAR)[0, 1] == 0


def test_each_mode_has_its_own_walk():
    # A road, and a river 0.005 degrees north of it (552.87 m): places on the road are 774.0 m of walk from the river.
    water = {"road_class": "sungai", "surface": "air"}
    nodes = [(0.0, 0), (0.02, 0), (0.0, 0.005), (0.02, 0.005)]
    network = small_network(nodes, [{"ends": (0, 1)}, {"ends": (2, 3), **water}])
    found = travel(network, (0.0, 0.0), (0.02, 0.0), road_factor=1.4)
    assert found.straight_m(CAR).tolist() == [[0, 0], [0, 0]]
    assert found.straight_m(BOAT)[0, 1] == pytest.approx(2 * 774.0, rel=2e-3)
    for mode in MODES:
        matrix = found.of(mode)
        assert ((matrix.straight_m >= 0) & (matrix.straight_m <= matrix.distance_m)).all()


def test_one_way_streets_bind_wheels_but_not_feet():
    # A square; the edge 0-1 may be driven from 0 to 1 only, so back it is three sides.
    nodes = [(0, 0), (0.01, 0), (0.01, 0.01), (0, 0.01)]
    edges = [{"ends": (0, 1), "oneway": 1}, {"ends": (2, 1), "oneway": 0}, {"ends": (2, 3)}, {"ends": (3, 0)}]
    found = travel(small_network(nodes, edges), (0.002, 0), (0.008, 0))
    assert found.of(CAR).distance_m[0, 1] == pytest.approx(0.6 * STEP_M, rel=1e-4)
    assert found.of(CAR).distance_m[1, 0] > 3 * STEP_M
    assert found.of(FOOT).distance_m[1, 0] == pytest.approx(0.6 * STEP_M, rel=1e-4)
    against = [edges[0] | {"oneway": -1}, *edges[1:]]
    back = travel(small_network(nodes, against), (0.002, 0), (0.008, 0))
    assert back.of(CAR).distance_m[1, 0] == pytest.approx(0.6 * STEP_M, rel=1e-4)


def test_a_place_at_the_end_of_a_one_way_street_is_reached_from_beyond():
    edges = [{"ends": (0, 1), "oneway": 1}, {"ends": (1, 2)}]
    found = travel(small_network([(0, 0), (0.01, 0), (0.02, 0)], edges), (0.01, 0), (0.02, 0))
    assert found.of(CAR).distance_m[1, 0] == pytest.approx(STEP_M, rel=1e-4)


def test_a_bollard_stops_cars_on_their_way_through_but_not_before_it():
    nodes = [(0, 0), (0.01, 0), (0.02, 0)]
    network = small_network(nodes, [{"ends": (0, 1)}, {"ends": (1, 2)}], barriers={1: CAR})
    found = travel(network, (0.002, 0), (0.008, 0), (0.015, 0), (0.01, 0))
    assert found.of(CAR).distance_m[0, 1] == pytest.approx(0.6 * STEP_M, rel=1e-4)
    assert np.isinf(found.of(CAR).distance_m[0, 2])
    assert np.isfinite(found.of(MOTORCYCLE).distance_m[0, 2])
    # The place at the bollard itself can be driven to from one side only.
    assert np.isfinite(found.of(CAR).distance_m[3, [0, 2]]).sum() == 1


def test_classes_closures_blocks_and_seasons():
    nodes = [(0, 0), (0.01, 0), (0.02, 0), (0.03, 0)]
    edges = [
        {"ends": (0, 1), "road_class": "setapak", "surface": "tanah"},
        {"ends": (1, 2), "closed_to": "mobil;motor"},
        {"ends": (2, 3), "surface": "tanah_kemarau", "road_class": "jalan_tani"},
    ]
    network, places = small_network(nodes, edges), [(0, 0), (0.01, 0), (0.02, 0), (0.03, 0)]
    dry = travel(network, *places)
    assert np.isfinite(dry.of(FOOT).distance_m).all()
    assert np.isfinite(dry.of(MOTORCYCLE).distance_m[0, 1])
    assert np.isinf(dry.of(MOTORCYCLE).distance_m[1, 2])  # closed to it, and its place hangs on the trail
    assert np.isfinite(dry.of(CAR).distance_m[2, 3])
    wet = travel(network, *places, season="hujan")
    assert np.isinf(wet.of(CAR).distance_m[2, 3])
    assert wet.basis.startswith("jaringan jalan (uji, musim hujan)")
    assert (wet.of(FOOT).duration_min >= dry.of(FOOT).duration_min).all()
    cut = travel(network, *places, blocked=frozenset({1}))
    assert np.isinf(cut.of(FOOT).distance_m[0, 3])


def test_boats_go_on_rivers_and_people_walk_to_them():
    edges = [{"ends": (0, 1), "road_class": "sungai", "surface": "air"}]
    found = travel(small_network([(0, 0), (0.01, 0)], edges), (0.0, 0.001), (0.01, 0.0), road_factor=1.0)
    # 110.57 m on foot at 4 km/h, then one step at 9 km/h (150 m a minute).
    assert found.of(BOAT).duration_min[0, 1] == pytest.approx(110.57 / (4000 / 60) + STEP_M / 150, rel=1e-3)
    assert np.isinf(found.of(FOOT).distance_m[0, 1])


def test_parallel_edges_loops_and_places_without_coordinates(street):
    nodes = [(0, 0), (0.01, 0), (0.005, 0.005)]
    edges = [
        {"ends": (0, 1), "surface": "tanah"}, {"ends": (0, 1)}, {"ends": (1, 2)}, {"ends": (2, 2)},
    ]  # fmt: skip
    network = small_network(nodes[:2] + nodes[2:], edges[:3])
    assert travel(network, (0, 0), (0.01, 0)).of(CAR).duration_min[0, 1] == pytest.approx(STEP_M / 500, rel=1e-4)
    lost = travel(street, (np.nan, np.nan), (0.01, 0.0), (0.01, 0.0))
    assert np.isinf(lost.of(CAR).distance_m[0, 1])
    assert lost.of(CAR).distance_m[1, 2] == 0


def test_travel_can_be_kept_in_a_cache(street):
    found = travel(street, (0.0025, 0.0), (0.03, 0.0))
    again = pickle.loads(pickle.dumps(found))  # noqa: S301  our own bytes
    assert again.way(CAR, 0, 1) == found.way(CAR, 0, 1)


# --- against an independent Dijkstra ---


def plain_minutes(network, mode, blocked) -> dict[int, dict[int, float]]:
    """Dijkstra by the book from every node: a heap, dictionaries, the table of speeds asked edge by edge."""
    links: dict[int, list[tuple[int, float]]] = {}
    stopped = [mode in modes.split(";") for modes in network.nodes["closed_to"]]
    for edge in network.edges.itertuples():
        speed = SPEED_OF.get((mode, edge.road_class, edge.surface), 0)
        ends = [edge.from_node, edge.to_node]
        if not speed or mode in edge.closed_to.split(";") or edge.Index in blocked or any(stopped[end] for end in ends):
            continue
        minutes = edge.length_m / 1000 / speed * 60
        if edge.oneway >= 0 or mode == FOOT:
            links.setdefault(ends[0], []).append((ends[1], minutes))
        if edge.oneway <= 0 or mode == FOOT:
            links.setdefault(ends[1], []).append((ends[0], minutes))
    return {source: _search(links, source) for source in range(len(stopped)) if not stopped[source]}


def _search(links, source) -> dict[int, float]:
    best, heap = {}, [(0.0, source)]
    while heap:
        minutes, node = heapq.heappop(heap)
        if node in best:
            continue
        best[node] = minutes
        for other, more in links.get(node, []):
            heapq.heappush(heap, (minutes + more, other))
    return best


SPEED_OF = {
    (row.mode, row.road_class, row.surface): row.speed_kmh for row in SPEEDS[SPEEDS["season"] == "kering"].itertuples()
}
CLASSES_TRIED = [("lokal", "aspal"), ("setapak", "tanah"), ("sungai", "air"), ("jalan_tani", "tidak_diketahui")]


@st.composite
def random_networks(draw):
    """Up to nine nodes on a crooked grid, and edges between any of them with anything said of them."""
    count = draw(st.integers(2, 9))
    nodes = [(0.01 * (n % 3) + 0.0007 * n, 0.01 * (n // 3) + 0.0003 * n * n) for n in range(count)]
    edge = st.fixed_dictionaries(
        {
            "ends": st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
                lambda ends: ends[0] != ends[1]
            ),
            "oneway": st.sampled_from([-1, 0, 0, 1]),
            "closed_to": st.sampled_from(["", "", "mobil", "motor;jalan_kaki"]),
            "kind": st.sampled_from(CLASSES_TRIED),
        }
    )
    edges = draw(st.lists(edge, min_size=1, max_size=16))
    for each in edges:
        each["road_class"], each["surface"] = each.pop("kind")
    stopped = draw(st.dictionaries(st.integers(0, count - 1), st.sampled_from(["mobil", "mobil;motor"]), max_size=2))
    blocked = frozenset(draw(st.sets(st.integers(0, len(edges) - 1), max_size=2)))
    return small_network(nodes, edges, barriers=stopped), blocked


@settings(max_examples=15, deadline=None)
@given(random_networks())
def test_times_are_those_of_an_independent_search(world):
    network, blocked = world
    lon, lat = network.nodes["lon"], network.nodes["lat"]
    found = network_travel(network, lon, lat, speeds=SPEEDS, blocked=blocked, access_max_m=0.5)
    for mode in MODES:
        matrix = found.of(mode)
        # A place on a barrier hangs before it, on one side: it is none of these sources.
        searched = plain_minutes(network, mode, blocked)
        for source, best in searched.items():
            for target in searched:
                assert matrix.duration_min[source, target] == pytest.approx(best.get(target, np.inf), abs=1 / 60)
                is_way = target in best
                assert is_way == np.isfinite(matrix.distance_m[source, target])
                assert is_way == bool(found.way(mode, source, target))


@settings(max_examples=15, deadline=None)
@given(random_networks())
def test_nodes_that_nobody_asks_for_change_nothing(world):
    """The same times and metres between the first two nodes as among all: junctions are passed over, not forgotten."""
    network, blocked = world
    lon, lat = network.nodes["lon"], network.nodes["lat"]
    all_places = network_travel(network, lon, lat, speeds=SPEEDS, blocked=blocked, access_max_m=0.5)
    two = network_travel(network, lon[:2], lat[:2], speeds=SPEEDS, blocked=blocked, access_max_m=0.5)
    for mode in MODES:
        few, many = two.of(mode), all_places.of(mode)
        np.testing.assert_allclose(few.duration_min, many.duration_min[:2, :2], atol=1e-6)
        is_way = np.isfinite(few.duration_min)
        assert (np.isfinite(few.distance_m) == is_way).all()
        for start, end in ((0, 1), (1, 0)):
            way = two.way(mode, start, end)
            if is_way[start, end]:
                drawn_m = WGS84.line_length(*zip(*way, strict=True))
                assert few.distance_m[start, end] == pytest.approx(drawn_m, rel=2e-3, abs=0.1)


def test_a_network_made_by_hand_needs_only_what_is_asked():
    nodes = pd.DataFrame({"lon": [0, 0.01, 0.02], "lat": [0.0, 0, 0], "barrier": ["", "patok", ""]})
    edges = pd.DataFrame({"from_node": [0, 1], "to_node": [1, 2], "road_class": "lokal", "surface": "aspal"})
    network = Network(nodes, edges.assign(length_m=STEP_M), np.array(shapely.linestrings(
        [[(0, 0), (0.01, 0)], [(0.01, 0), (0.02, 0)]]), dtype=object), "tangan")  # fmt: skip
    found = travel(network, (0.001, 0), (0.019, 0))
    assert np.isinf(found.of(CAR).distance_m[0, 1])
    assert np.isfinite(found.of(FOOT).distance_m[0, 1])
