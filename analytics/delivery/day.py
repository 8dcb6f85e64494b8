"""One day of deliveries from what the store knows: recipients → stops → trips. The shell and the page both use it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.coverage import latest_period
from analytics.delivery.depots import one_depot
from analytics.delivery.plan import make_plan
from analytics.delivery.problem import make_problem
from analytics.delivery.result import Plan
from analytics.delivery.stops import Stops, make_stops
from analytics.delivery.vehicles import check_vehicles, default_vehicles
from data.deliveries import read_deliveries
from data.errors import NothingToDeliver
from data.plans import saved_vehicles
from data.programs import ALL, PROGRAMS
from data.settings import read_settings
from data.store import Store
from geo.progress import Progress, silent


def default_program(store: Store) -> str:
    """Return the program of goods that has a list (there are loads to carry), else ``SEMUA``."""
    known = set(store.frame("store/programs")["program"])
    return next((key for key, program in PROGRAMS.items() if key in known and program.load_kg > 0), ALL)


def fleet_of(store: Store) -> pd.DataFrame:
    """Return the office's vehicles, checked; the default fleet where none were entered."""
    saved = saved_vehicles(store)
    return default_vehicles() if saved is None else check_vehicles(saved)


def read_stops(store: Store, *, program: str, period: str) -> Stops:
    """Return the stops of a program and period, see :func:`analytics.delivery.stops.make_stops`."""
    recipients = read_deliveries(store, program=program, period=period)
    desa = store.frame("delivery/desa")
    join_distance_m = float(str(read_settings(store)["join_distance_m"]))
    return make_stops(recipients, desa, join_distance_m=join_distance_m)


def depots_of(store: Store) -> pd.DataFrame | None:
    """Return where the office says vehicles start (:mod:`analytics.delivery.depots`), ``None`` where it has not."""
    settings = read_settings(store)
    if settings["depot_lon"] is None or settings["depot_lat"] is None:
        return None
    name = str(settings["depot_name"] or "Gudang")
    return one_depot(name, float(settings["depot_lon"]), float(settings["depot_lat"]))


def plan_day(
    store: Store,
    *,
    program: str | None = None,
    period: str | None = None,
    vehicles: pd.DataFrame | None = None,
    seed: int = 1,
    iterations: int | None = None,
    progress: Progress = silent,
) -> tuple[Plan, dict[str, Any]]:
    """Plan the deliveries of a program and period.

    Returns
    -------
    Plan
        See :mod:`analytics.delivery.result`.
    dict
        What it was made from: ``program, period, seed, iterations, data_version, recipient_count, unplaced_count`` and
        ``by_coordinate_count, by_dusun_count, by_stand_in_count`` (how families came to their stops).

    Raises
    ------
    NothingToDeliver
        Nobody receives the program in that period.
    """
    program = program or default_program(store)
    period = period or latest_period(store)
    progress(0.0, "mengelompokkan penerima menjadi titik penyaluran")
    stops = read_stops(store, program=program, period=period)
    if stops.frame.empty:
        raise NothingToDeliver(program=program, period=period)
    problem = make_problem(
        stops.frame,
        fleet_of(store) if vehicles is None else vehicles,
        depots=depots_of(store),
        road_factor=float(str(read_settings(store)["road_factor"])),
    )
    plan = make_plan(problem, seed=seed, iterations=iterations, progress=progress)
    how = stops.frame[["by_coordinate_count", "by_dusun_count", "by_stand_in_count"]].sum().astype(int).to_dict()
    inputs = {
        "program": program,
        "period": period,
        "seed": seed,
        "iterations": plan.iterations,
        "data_version": store.data_version(),
        "recipient_count": int(stops.frame["family_count"].sum()) + len(stops.unplaced),
        "unplaced_count": len(stops.unplaced),
        **how,
    }
    return plan, inputs
