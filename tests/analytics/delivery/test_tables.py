"""Depots, ways into desa, modes of vehicles, problems that do not fit together, plans of an older version."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.delivery.access import check_access, with_access
from analytics.delivery.depots import check_depots
from analytics.delivery.plan import make_plan
from analytics.delivery.problem import Problem
from analytics.delivery.saved import frames_of, is_current
from analytics.delivery.vehicles import check_vehicles
from data.errors import AccessUnusable, DepotsUnusable, PlanTooOld, ProblemUnusable
from data.messages import sentence
from tests.analytics.delivery.delivery_worlds import motor, problem_of, stop_table, transfer_problem


@pytest.mark.parametrize(
    ("label", "mode", "expected"),
    [
        ("Pick-up 4x4", "", "mobil"),
        ("Kelotok besar", "", "perahu"),
        ("Perahu motor", "", "perahu"),
        ("Motor roda tiga", "", "motor"),
        ("Truk engkel", "", "mobil"),
        ("Armada A", "roda 4", "mobil"),
        ("Armada B", "sepeda motor", "motor"),
        ("Armada C", "ketinting", "perahu"),
        ("Armada D", "jalan kaki", "jalan_kaki"),
    ],
)
def test_a_vehicle_says_how_it_travels_by_its_mode_or_its_name(label, mode, expected):
    assert check_vehicles(pd.DataFrame([motor(label=label, mode=mode)]))["mode"].tolist() == [expected]


def test_depots_get_keys_kinds_and_degrees():
    store = {"name": "Gudang Bulog", "lon": "115,6", "lat": "-2.3"}
    transfer = {"name": "Dermaga", "kind": "titik alih", "lon": 115.8, "lat": -2.25, "opens": "7.30"}
    done = check_depots(pd.DataFrame([store, transfer]))
    assert done[["depot_key", "kind", "lon", "lat", "opens"]].to_numpy().tolist() == [
        ["gudang-bulog", "gudang", 115.6, -2.3, ""],
        ["dermaga", "alih", 115.8, -2.25, "07:30"],
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"lon": "utara"}, "bujur utara harus derajat"),
        ({"lat": 95}, "tidak ada di bumi"),
        ({"kind": "warung"}, "jenis warung harus salah satu dari gudang, pos, alih"),
        ({"kind": "alih"}, "paling sedikit satu gudang"),
        ({"name": ""}, "nama kosong"),
    ],
)
def test_what_is_wrong_with_a_depot_is_told(changes, problem):
    with pytest.raises(DepotsUnusable, match=problem) as caught:
        check_depots(pd.DataFrame([{"name": "Gudang", "lon": 115.6, "lat": -2.3, **changes}]))
    assert "baris 1" in sentence(caught.value) or "titik alih" in sentence(caught.value)


def test_the_way_into_a_desa_goes_to_its_stops():
    rows = [{"desa_code": "63.11.02.2001", "modes": "motor, kelotok", "window_start": "8", "is_priority_desa": "ya"}]
    access = check_access(pd.DataFrame(rows))
    stops = with_access(stop_table([1], [10]), access)
    columns = ["modes", "window_start", "window_end", "is_priority_desa"]
    assert stops[columns].to_numpy().tolist() == [["motor;perahu", "08:00", "", True]]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"modes": "helikopter"}, "moda harus dari mobil"),
        ({"window_start": "10:00", "window_end": "09:00"}, "tutup harus sesudah buka"),
        ({"is_priority_desa": "mungkin"}, "harus ya atau tidak"),
    ],
)
def test_what_is_wrong_with_a_way_into_a_desa_is_told(changes, problem):
    with pytest.raises(AccessUnusable, match=problem):
        check_access(pd.DataFrame([{"desa_code": "63.11.02.2001", **changes}]))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"days": ("besok",)}, "bukan tanggal"),
        ({"days": ()}, "hari tidak diisi"),
        ({"stops": lambda p: pd.concat([p.stops, p.stops])}, "nomor sama"),
        ({"fleet": lambda p: p.fleet.assign(depot="pasar")}, "gudang pasar"),
    ],
)
def test_a_problem_that_does_not_fit_together_is_refused(fleet, changes, problem):
    good = problem_of(stop_table([1], [10]), fleet(motor()))
    parts = {name: getattr(good, name) for name in ("stops", "fleet", "depots", "travel", "days")}
    changed = {name: value(good) if callable(value) else value for name, value in changes.items()}
    with pytest.raises(ProblemUnusable, match=problem):
        Problem(**{**parts, **changed})


def test_a_plan_over_a_transfer_point_is_read_back_with_paths():
    # The kelotok loads when the pick-up has handed over: 08:00 + 30 min loading, the way, 5 + 30 min unloading.
    done = make_plan(transfer_problem(), iterations=20)
    told = done.to_dict()
    frames = frames_of(told)
    transfer = told["transfers"][0]
    assert (transfer["depot_key"], transfer["load_kg"], transfer["day"]) == ("alih", 120.0, 0)
    trips = done.trips.set_index("trip_id")
    assert all(trips.loc[trip, "start"] >= transfer["ready"] for trip in transfer["feeds"])
    assert trips.loc[transfer["fed_by"], "is_feed"].all()
    assert frames.visits.loc[frames.visits["depot_key"] == "alih", "stop_id"].tolist() == [""]
    assert all(len(path) >= 2 for path in frames.visits["path"])
    assert len(frames.trips) == len(done.trips)
    assert frames.places["name"].tolist() == ["Gudang", "Dermaga"]


def test_without_a_vehicle_that_brings_goods_to_it_a_transfer_point_serves_nobody():
    problem = transfer_problem()
    lonely = problem.fleet.assign(count=[0, 1])
    done = make_plan(Problem(problem.stops, lonely, problem.depots, problem.travel, problem.days), iterations=5)
    assert set(done.unserved["reason_key"]) == {"tanpa_jalan"}


def test_a_plan_of_an_older_version_asks_to_be_made_anew():
    old = {"headline": "", "vehicles": [], "stops": [], "unserved": [], "depot": None}
    assert not is_current(old)
    with pytest.raises(PlanTooOld) as caught:
        frames_of(old)
    assert "hitung ulang" in sentence(caught.value)
