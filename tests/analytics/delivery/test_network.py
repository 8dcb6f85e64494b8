"""What a network means to planners: the answer, the places that no vehicle, or not each mode, gets to."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from analytics.delivery.network import AMISS, LIMITED, REACHED, answer, judged, look_ahead, propose, state_of
from analytics.delivery.stretches import stretches_of
from analytics.delivery.ways import preflight_of, travel_of
from data import roads
from data.roles import Actor
from data.settings import save_setting
from data.store import Store
from geo.network.preflight import COLUMNS, NO_MODE, OFF_NETWORK, ONLY_MODES, OTHER_PIECE
from geo.network.read import read_network
from tests.data.road_worlds import GAP_M, LAT, load_roads, river_file, roads_file

DAY = dt.date(2026, 11, 27)
BUDI = Actor("Budi", "kasi")
LON, LATS = [115.61, 115.63, 115.67], [LAT, LAT, LAT]
"""On Jalan Barat west and east of the trail, and on Jalan Timur beyond the gap."""


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "a.duckdb")
    yield opened
    opened.close()


def test_travel_follows_the_network_where_there_is_one(store, tmp_path):
    straight = travel_of(store, LON, LATS)
    assert straight.is_straight_line
    assert preflight_of(store, pd.DataFrame({"lon": LON, "lat": LATS})).empty
    load_roads(store, roads_file(tmp_path))
    car = travel_of(store, LON, LATS).of("mobil").distance_m
    assert car[0, 1] == pytest.approx(0.02 * 111_230, rel=0.002)  # along the road, no factor
    assert car[0, 2] == float("inf")
    roads.save_mending(store, 20.0, by=BUDI)
    joined = travel_of(store, LON, LATS)
    assert not joined.is_straight_line
    assert joined.of("mobil").distance_m[0, 2] == pytest.approx(0.06 * 111_230, rel=0.002)


def test_what_is_closed_is_not_passed_on_its_days(store, tmp_path):
    load_roads(store, roads_file(tmp_path))
    save_setting(store, "access_max_m", 500)  # else people walk the 1.1 km to the next open stretch
    network = roads.read_network(store)
    west = int(network.edges.index[network.edges["name"] == "Jalan Barat"][0])
    roads.block(store, west, first_day=DAY, last_day=DAY, reason="longsor", by=BUDI)
    on_day, day_after = (travel_of(store, LON, LATS, day=day).of("mobil") for day in (DAY, DAY + dt.timedelta(1)))
    assert on_day.distance_m[0, 1] == float("inf")
    assert day_after.distance_m[0, 1] < 3_000
    forbidden = travel_of(store, LON, LATS, day=DAY + dt.timedelta(1), extra_blocked=[west]).of("mobil")
    assert forbidden.distance_m[0, 1] == float("inf")


def test_the_season_of_the_office_decides_unless_another_is_asked(store, tmp_path):
    load_roads(store, roads_file(tmp_path))
    dry = travel_of(store, LON, LATS).of("motor").minutes(1)[0, 1]
    assert travel_of(store, LON, LATS, season="hujan").of("motor").minutes(1)[0, 1] > dry
    save_setting(store, "season", "hujan")
    assert travel_of(store, LON, LATS).of("motor").minutes(1)[0, 1] > dry


def test_what_joining_would_do_is_told_before(tmp_path):
    delivered = state_of(read_network(roads_file(tmp_path)).network)
    nothing = propose(delivered, snap_m=15.0, with_crossings=False)
    assert (len(nothing.joins), nothing.piece_count_before, nothing.piece_count) == (0, 2, 2)
    one = propose(delivered, snap_m=16.0, with_crossings=False)
    assert one.joins["distance_m"].tolist() == [pytest.approx(GAP_M, abs=0.1)]
    assert (one.piece_count, one.largest_pct) == (1, 100.0)


def test_the_answer_of_a_river_speaks_of_rivers(tmp_path):
    state = state_of(read_network(river_file(tmp_path)).network)
    title, detail = answer(state.diagnosis, pd.DataFrame())
    assert title == "Jaringan 8,7 km tersambung"  # 0.078 degrees of 111.23 km
    assert detail == "Semua sungai satu potongan."


def test_places_without_a_list_are_none(store, tmp_path):
    load_roads(store, roads_file(tmp_path))
    assert look_ahead(store, program="CPP", period="", season="kering", day=DAY).empty


def found(*rows):
    """Rows of the library: place, problem, modes."""
    said = [(place, "", problem, modes, 5.0, f"{problem}.", "Periksa.") for place, problem, modes in rows]
    return pd.DataFrame(said, columns=COLUMNS)


def test_only_what_concerns_the_offices_vehicles_is_amiss():
    """Of five places: on water only, by motorcycle only, by all but the boat, on another piece, off the network."""
    places = pd.DataFrame({"label": list("ABCDE"), "lon": 1.0, "lat": 1.0, "family_count": [1, 2, 3, 4, 5],
                           "is_depot": False})  # fmt: skip
    rows = found(
        (0, ONLY_MODES, "perahu"), (1, ONLY_MODES, "motor;jalan_kaki"), (2, ONLY_MODES, "mobil;motor;jalan_kaki"),
        (3, OTHER_PIECE, "mobil;motor"), (3, NO_MODE, "mobil;motor;perahu;jalan_kaki"), (4, OFF_NETWORK, "mobil;motor"),
    )  # fmt: skip
    table = judged(places, rows, frozenset({"mobil", "motor"})).set_index("label")
    assert table["state"].to_dict() == {"E": AMISS, "D": AMISS, "A": AMISS, "B": LIMITED, "C": REACHED}
    assert table.loc["A", "problem"] == "hanya perahu"
    assert table.loc["B", "problem"] == "hanya sepeda motor atau jalan kaki"
    assert table.loc["D", "problem"] == "potongan jalan lain; tidak tercapai"
    assert (table.loc["D", "remedy"], table.loc["C", "problem"]) == ("Periksa.", "")
    assert judged(places, found(), frozenset({"mobil"}))["state"].tolist() == [REACHED] * 5


def test_a_trip_beside_every_road_drives_over_none_of_them(store, tmp_path):
    load_roads(store, roads_file(tmp_path))
    network = roads.read_network(store)
    along, beside = [[115.601, LAT], [115.640, LAT]], [[115.601, LAT - 0.01], [115.640, LAT - 0.01]]
    assert stretches_of(network, [along])["label"].str.startswith("Jalan Barat, ").all()
    assert len(stretches_of(network, [along])) == 1
    assert stretches_of(network, [beside]).empty
    assert stretches_of(network, [beside, along]).equals(stretches_of(network, [along]))
