from __future__ import annotations

import pandas as pd
import pytest

from geo.network.preflight import PROBLEMS, preflight
from geo.network.speeds import default_speeds
from tests.geo.network.network_worlds import small_network

# A street 0 ─ 1 ─ 2 ─ 3 of three steps of 0.01 degrees (1,113 m); a bollard on 2. A trail 1 ─ 4 to the north.
# Far in the south an island: 5 ─ 6. A road that may be driven in the dry season only: 0 ─ 7.
NODES = [(0, 0), (0.01, 0), (0.02, 0), (0.03, 0), (0.01, 0.01), (0, -0.1), (0.01, -0.1), (-0.01, 0)]
EDGES = [
    {"ends": (0, 1)}, {"ends": (1, 2)}, {"ends": (2, 3)},
    {"ends": (1, 4), "road_class": "setapak", "surface": "tanah"}, {"ends": (5, 6)},
    {"ends": (0, 7), "surface": "tanah_kemarau"},
]  # fmt: skip
PLACES = {
    "Gudang": (0.001, 0), "Dekat": (0.005, 0), "Balik": (0.025, 0), "Patok": (0.02005, 0), "Bukit": (0.01, 0.009),
    "Pulau": (0.005, -0.1), "Hutan": (0.01, 0.05), "Kemarau": (-0.009, 0), "Hilang": (float("nan"), float("nan")),
}  # fmt: skip


@pytest.fixture(scope="module")
def network():
    return small_network(NODES, EDGES, barriers={2: "mobil"})


def check(network, *names, **options) -> pd.DataFrame:
    lon, lat = zip(*(PLACES[name] for name in ("Gudang", *names)), strict=True)
    places = pd.DataFrame({"lon": lon, "lat": lat, "label": ["Gudang", *names]})
    return preflight(network, places, speeds=default_speeds(), access_max_m=500, **options)


def told(found, label) -> dict[str, str]:
    return found[found["label"] == label].set_index("problem")["mode"].to_dict()


def test_a_place_that_all_reach_is_not_listed(network):
    assert check(network, "Dekat").empty


def test_each_problem_is_told_with_what_to_do(network):
    found = check(network, *list(PLACES)[1:])
    assert told(found, "Balik") == {"terputus_penghalang": "mobil", "hanya_moda": "motor;jalan_kaki"}
    assert told(found, "Bukit") == {"hanya_moda": "motor;jalan_kaki"}
    assert told(found, "Pulau") == {
        "potongan_lain": "mobil;motor;jalan_kaki", "tanpa_moda": "mobil;motor;perahu;jalan_kaki",
    }  # fmt: skip
    assert list(told(found, "Hutan")) == ["di_luar_jaringan"]
    assert list(told(found, "Hilang")) == ["tanpa_koordinat"]
    assert told(found, "Patok")["di_penghalang"] == "mobil"
    assert told(found, "Dekat") == {}
    assert set(found["problem"]) == set(PROBLEMS)
    assert (found["sentence"].str.endswith(".") & found["remedy"].str.endswith(".")).all()
    assert not found[["sentence", "remedy"]].apply(lambda text: text.str.contains(r"[{}]")).any().any()


def test_distances_stand_in_the_sentence(network):
    row = check(network, "Hutan").iloc[0]
    # 0.04 degrees of latitude north of the trail's end: 4,423 m.
    assert row["distance_m"] == pytest.approx(4423, rel=2e-3)
    assert row["sentence"] == "Hutan berada 4,4 km dari jaringan terdekat, lebih jauh dari batas 0,5 km."


def test_the_season_and_forbidden_roads_count(network):
    assert check(network, "Kemarau").empty
    wet = check(network, "Dekat", "Kemarau", season="hujan")
    assert told(wet, "Kemarau") == {"hanya_moda": "jalan_kaki"}
    assert "musim hujan" in wet.iloc[0]["sentence"]
    cut = check(network, "Dekat", "Balik", blocked=frozenset({1}))
    assert told(cut, "Balik")["tanpa_moda"]


def test_only_the_modes_of_the_fleet_are_asked(network):
    assert told(check(network, "Bukit", modes=("motor",)), "Bukit") == {}
    assert told(check(network, "Bukit", modes=("mobil",)), "Bukit") == {"di_luar_jaringan": "mobil"}


def test_a_one_way_street_without_a_way_back_is_no_way():
    network = small_network([(0, 0), (0.01, 0), (0.02, 0)], [{"ends": (0, 1)}, {"ends": (1, 2), "oneway": 1}])
    places = pd.DataFrame({"lon": [0.001, 0.015], "lat": [0.0, 0.0]})
    found = preflight(network, places, speeds=default_speeds())
    assert told(found, "Titik 1")["hanya_moda"] == "jalan_kaki"


def test_a_second_depot_helps(network):
    places = pd.DataFrame({"lon": [0.001, 0.009, 0.005], "lat": [0.0, -0.1, -0.1], "label": ["Gudang", "Pos", "Pulau"]})
    assert preflight(network, places, speeds=default_speeds(), depot_count=2).empty


def test_a_boat_far_from_its_depot_is_told_at_the_depot():
    edges = [{"ends": (0, 1)}, {"ends": (2, 3), "road_class": "sungai", "surface": "air"}]
    network = small_network([(0, 0), (0.05, 0), (0.05, 0.001), (0.06, 0.001)], edges)
    places = pd.DataFrame({"lon": [0.001, 0.05], "lat": [0.0, 0.0], "label": ["Gudang", "Tepi"]})
    found = preflight(network, places, speeds=default_speeds(), access_max_m=500)
    assert told(found, "Gudang") == {"hanya_moda": "mobil;motor;jalan_kaki"}
    assert told(found, "Tepi") == {}
