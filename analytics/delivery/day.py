"""A plan from what the store knows: recipients → stops → problem → trips. The shell and the page both use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.coverage import latest_period
from analytics.delivery.access import check_access, with_access
from analytics.delivery.depots import check_depots, one_depot, stand_in_depot
from analytics.delivery.parcels import assign_parcels
from analytics.delivery.plan import make_plan
from analytics.delivery.problem import Problem
from analytics.delivery.result import Plan
from analytics.delivery.stops import Stops, make_stops
from analytics.delivery.vehicles import check_vehicles, default_vehicles
from analytics.delivery.ways import travel_of
from data.deliveries import by_family, read_asked
from data.errors import NothingLeftToDeliver, NothingToDeliver
from data.plans import saved_access, saved_depots, saved_vehicles
from data.programs import ALL, PROGRAMS, program_label
from data.settings import read_settings
from data.store import Store
from data.workflow.written import today
from geo.network.model import Network
from geo.notation import month
from geo.progress import Progress, between, silent


@dataclass(frozen=True, eq=False)
class Asked:
    """What is to be planned. ``stops``: how recipients came to their stops; ``rows``: who is to be brought what
    (:func:`data.deliveries.read_asked`: identity numbers, not for screens); ``inputs``: what the plan is made from.
    """  # noqa: D205 - one sentence per field

    problem: Problem
    stops: Stops
    rows: pd.DataFrame
    inputs: dict[str, Any]


@dataclass(frozen=True, eq=False)
class DayPlan:
    """A plan made. ``inputs`` and ``parcels`` as :func:`data.plans.save_plan` takes them."""

    plan: Plan
    inputs: dict[str, Any]
    parcels: pd.DataFrame


def default_program(store: Store) -> str:
    """Return the program of goods that has a list (there are loads to carry), else ``SEMUA``."""
    known = set(store.frame("store/programs")["program"])
    return next((key for key, program in PROGRAMS.items() if key in known and program.load_kg > 0), ALL)


def fleet_of(store: Store) -> pd.DataFrame:
    """Return the office's vehicles, checked; the default fleet where none were entered."""
    saved = saved_vehicles(store)
    return default_vehicles() if saved is None else check_vehicles(saved)


def depots_of(store: Store) -> pd.DataFrame | None:
    """Return where the office says vehicles load (:mod:`analytics.delivery.depots`), ``None`` where it has not.

    The places entered on the page of routes count; without any the one of the settings.
    """
    saved = saved_depots(store)
    if saved is not None:
        return check_depots(saved)
    settings = read_settings(store)
    if settings["depot_lon"] is None or settings["depot_lat"] is None:
        return None
    name = str(settings["depot_name"] or "Gudang")
    return one_depot(name, float(settings["depot_lon"]), float(settings["depot_lat"]))


def access_of(store: Store) -> pd.DataFrame | None:
    """Return what the office knows of the ways into desa, checked; ``None`` where it has said nothing."""
    saved = saved_access(store)
    return None if saved is None else check_access(saved)


def ask(
    store: Store,
    *,
    program: str | None = None,
    period: str | None = None,
    days: Sequence[str] = (),
    season: str = "",
    vehicles: pd.DataFrame | None = None,
    access: pd.DataFrame | None = None,
    open_only: bool = False,
    extra_blocked: Collection[int] = (),
    network: Network | None = None,
) -> Asked:
    """Return the problem of bringing a program's aid of a period to its recipients.

    Parameters
    ----------
    program, period
        Key of the registry or ``SEMUA``, and ``YYYY-MM``; by default a program of goods and the newest period.
    days
        ISO dates on which vehicles drive; by default today.
    season
        Key of :data:`data.settings.SEASONS`; ``""``: the office's setting. Of no effect without a network.
    vehicles, access
        Tables in the place of those the office keeps.
    open_only
        Leave out what a plan that is driven brings already; what it brought back whole is open again.
    extra_blocked
        Edges of the network that are closed besides those the office has closed.
    network
        What :func:`data.roads.read_network` returns, for who has it at hand.

    Raises
    ------
    NothingToDeliver
        Nobody receives the program in that period.
    NothingLeftToDeliver
        With ``open_only``: everything is brought already.
    """
    program = program or default_program(store)
    period = period or latest_period(store)
    rows = read_asked(store, program=program, period=period, open_only=open_only)
    recipients = by_family(rows)
    stops = _stops(store, recipients)
    if stops.frame.empty and open_only:
        raise NothingLeftToDeliver(program=program_label(program), period=month(period))
    if stops.frame.empty:
        raise NothingToDeliver(program=program, period=period)
    access = access_of(store) if access is None else access
    frame = stops.frame if access is None else with_access(stops.frame, access)
    depots = depots_of(store)
    depots = stand_in_depot(frame) if depots is None or depots.empty else depots
    days = tuple(days) or (today().isoformat(),)
    lon, lat = (np.r_[depots[name].to_numpy(float), frame[name].to_numpy(float)] for name in ("lon", "lat"))
    travel = travel_of(
        store, lon, lat, season=season or None, extra_blocked=extra_blocked, day=dt.date.fromisoformat(days[0]),
        network=network,
    )  # fmt: skip
    problem = Problem(frame, fleet_of(store) if vehicles is None else vehicles, depots, travel, days)
    how = stops.frame[["by_coordinate_count", "by_dusun_count", "by_stand_in_count"]].sum().astype(int).to_dict()
    inputs = {
        "program": program,
        "period": period,
        "days": list(days),
        "is_open_only": open_only,
        "season": "" if travel.is_straight_line else season or str(read_settings(store)["season"]),
        "data_version": store.data_version(),
        "recipient_count": len(recipients),
        "unplaced_count": len(stops.unplaced),
        **how,
    }
    stop_of = pd.Series(stops.stop_of.to_numpy(), index=recipients["family_key"], dtype="object")
    return Asked(problem, replace(stops, stop_of=stop_of), rows, inputs)


def read_stops(store: Store, *, program: str, period: str) -> Stops:
    """Return the stops of a program and period, see :func:`analytics.delivery.stops.make_stops`."""
    return _stops(store, by_family(read_asked(store, program=program, period=period)))


def _stops(store: Store, recipients: pd.DataFrame) -> Stops:
    """Return the stops of recipients, with how many parcels and priority families each has."""
    join_distance_m = float(str(read_settings(store)["join_distance_m"]))
    stops = make_stops(recipients, store.frame("delivery/desa"), join_distance_m=join_distance_m)
    if stops.frame.empty:
        return stops
    counts = recipients.groupby(stops.stop_of).agg(
        parcel_count=("parcel_count", "sum"), priority_count=("is_priority", "sum")
    )
    return replace(stops, frame=stops.frame.join(counts, on="stop_id"))


def plan_day(
    store: Store,
    *,
    seed: int = 1,
    iterations: int | None = None,
    progress: Progress = silent,
    **wish: Any,
) -> DayPlan:
    """Plan the deliveries of a program and period; ``wish``: the parameters of :func:`ask`.

    Raises
    ------
    NothingToDeliver
        Nobody receives the program in that period.
    """
    progress(0.0, "Mengelompokkan penerima menjadi titik penyaluran")
    asked = ask(store, **wish)
    plan = make_plan(asked.problem, seed=seed, iterations=iterations, progress=between(progress, 0.02, 1.0))
    return answer(asked, plan)


def answer(asked: Asked, plan: Plan) -> DayPlan:
    """Return a plan with what it was made from and who travels with which trip."""
    plan = replace(plan, season=asked.inputs["season"])
    visits = plan.visits[plan.visits["stop_id"] != ""]
    day = visits["trip_id"].map(plan.trips.set_index("trip_id")["day"])
    visits = visits.assign(day=day).sort_values(["day", "arrive_min"], kind="stable")
    inputs = {**asked.inputs, "seed": plan.seed, "iterations": plan.iterations}
    return DayPlan(plan, inputs, assign_parcels(asked.rows, asked.stops.stop_of, visits))
