"""Settlements and trips: how fast, and how near to a search that takes five times as long."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage

from analytics.delivery.plan import default_iterations, make_plan
from analytics.delivery.problem import make_problem
from analytics.delivery.stops import make_stops
from analytics.delivery.vehicles import default_vehicles
from bench import shared_file
from geo.settlements import settlements

name = "Settlements and trips"
HOME_COUNT, DESA_COUNT = 50_000, 157
FAMILY_KG = 10.0
LONGER = 5


def run() -> list[str]:
    """Return the lines to print."""
    return [*_settlements(), *_trips()]


def _settlements() -> list[str]:
    """Measure 50,000 homes in 157 desa; the same homes must join as in scipy's dendrograms, desa by desa."""
    rng = np.random.default_rng(1)
    desa = rng.integers(0, DESA_COUNT, HOME_COUNT)
    x_m, y_m = (rng.random(DESA_COUNT)[desa] * 50_000 + rng.normal(0, 400, HOME_COUNT) for _ in range(2))
    found, seconds = _timed(lambda: settlements(x_m, y_m, desa, join_distance_m=300, max_radius_m=np.inf))
    assert found.max() + 1 == sum(_tree_count(x_m[desa == one], y_m[desa == one]) for one in range(DESA_COUNT))
    return [f"{HOME_COUNT:,} homes joined to {found.max() + 1:,} settlements in {seconds:.2f} s of one core"]


def _tree_count(x_m: np.ndarray, y_m: np.ndarray) -> int:
    tree = linkage(np.column_stack([x_m, y_m]), method="single")
    return int(fcluster(tree, 300, criterion="distance").max())


def _trips() -> list[str]:
    """Measure the day of Beras CPP in Halong with fleets that are enough and too small."""
    stops, stops_s = _timed(lambda: make_stops(*_halong()).frame)
    lines = [
        f"Halong, CPP: {stops['family_count'].sum()} families at {len(stops)} stops in {stops_s:.2f} s of one core"
    ]
    for pickups in (6, 3):
        fleet = default_vehicles().assign(count=[pickups, 4])
        problem = make_problem(stops, fleet)
        plan, plan_s = _timed(lambda problem=problem: make_plan(problem))
        much = LONGER * default_iterations(len(stops))
        longer, _ = _timed(lambda problem=problem, much=much: make_plan(problem, iterations=much))
        km = plan.totals["distance_m"] / longer.totals["distance_m"]
        served = plan.totals["served_family_count"] / longer.totals["served_family_count"]
        lines.append(f"{pickups} pick-ups, 4 motorcycles, {plan_s:.1f} s of one core: {plan.headline}")
        lines.append(f"  {served:.3f}× the families and {km:.3f}× the way of {LONGER}× as many iterations")
    return lines


def _halong() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return recipients of Beras CPP with their homes, and their desa."""
    families = pd.read_csv(shared_file("recipients/halong/keluarga_sederhana.csv"), dtype=str)
    receiving = pd.read_csv(shared_file("recipients/halong/penerima_sederhana_CPP.csv"), dtype=str)["no_kk"]
    people = families[families["no_kk"].isin(receiving)].rename(columns={"kode_desa": "desa_code"})
    people = people.assign(load_kg=FAMILY_KG, lon=people["lon"].astype(float), lat=people["lat"].astype(float))
    desa = people.groupby("desa_code").agg(
        desa_name=("desa", "first"), point_lon=("lon", "median"), point_lat=("lat", "median")
    )
    return people, desa.reset_index()


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    result = work()
    return result, time.process_time() - start
