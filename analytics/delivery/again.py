"""A kept plan taken up again: its problem, to try changes on, and its parcels on the trips of a changed plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from analytics.delivery.parcels import assign_parcels
from analytics.delivery.problem import Problem
from analytics.delivery.stretches import edges_of_ways
from analytics.delivery.vehicles import check_vehicles
from analytics.delivery.ways import travel_of
from data.plans import SavedPlan, read_parcels
from data.store import Store
from geo.network.model import Network
from geo.notation import number

FLEET, CLOSED = "fleet", "closed_ways"
"""Under these names ``inputs`` of a plan hold the vehicles it was made with, and the ways its planner has forbidden."""


def inputs_with_fleet(inputs: Mapping[str, Any], fleet: pd.DataFrame) -> dict[str, Any]:
    """Return the inputs of a plan with the vehicles it is made with, for JSON."""
    rows = fleet.astype(object).where(fleet.notna(), None).to_dict("records")
    return {**inputs, FLEET: rows}


def fleet_of_plan(plan: SavedPlan, otherwise: pd.DataFrame) -> pd.DataFrame:
    """Return the vehicles a plan was made with; ``otherwise`` where it does not say."""
    rows = plan.inputs.get(FLEET)
    return check_vehicles(pd.DataFrame(rows)) if rows else otherwise


def closed_of_plan(plan: SavedPlan) -> dict[str, str]:
    """Return the ways that the planner of a plan has forbidden: ``way_id`` → what it is called."""
    return dict(plan.inputs.get(CLOSED) or {})


def problem_again(
    store: Store,
    plan: SavedPlan,
    fleet: pd.DataFrame,
    *,
    network: Network | None = None,
    closed_ways: Collection[str] = (),
) -> Problem:
    """Return the problem of a kept plan: its stops, depots and days as they were, over the ways as they are now.

    Parameters
    ----------
    fleet
        The vehicles, where the plan does not say with which it was made.
    network
        What :func:`data.roads.read_network` returns, for who has it at hand.
    closed_ways
        Ways (``way_id``) that the planner has forbidden besides those the office has closed.
    """
    result = plan.result
    stops, depots = pd.DataFrame(result["stops"]), pd.DataFrame(result["depots"])
    lon, lat = (pd.concat([depots[name], stops[name]], ignore_index=True).astype(float) for name in ("lon", "lat"))
    blocked = edges_of_ways(network, closed_ways) if network is not None else frozenset()
    day = dt.date.fromisoformat(result["days"][0])
    travel = travel_of(
        store, lon, lat, season=result["season"] or None, extra_blocked=blocked, day=day, network=network
    )
    return Problem(stops, fleet_of_plan(plan, fleet), depots, travel, tuple(result["days"]))


def parcels_again(store: Store, plan: SavedPlan, result: Mapping[str, Any]) -> pd.DataFrame:
    """Return what a changed plan brings to whom, see :func:`data.plans.save_plan`.

    Families stay with those they travelled with before, as far as the trips still call at their stop.
    """
    kept = read_parcels(store, plan.plan_id)
    asked = kept.rename(columns={"person_key": "family_key", "trip_id": "dusun"}).drop(columns="stop_id")
    stop_of = kept.drop_duplicates("person_key").set_index("person_key")["stop_id"].replace("", pd.NA)
    return assign_parcels(asked, stop_of, _visits(result))


def _visits(result: Mapping[str, Any]) -> pd.DataFrame:
    rows = [
        (trip["day"], stop["arrive"], trip["trip_id"], stop["stop_id"], stop["family_count"], stop["priority_count"])
        for vehicle in result["vehicles"]
        for trip in vehicle["trips"]
        for stop in trip["stops"]
        if stop["stop_id"]
    ]
    names = ["day", "arrive", "trip_id", "stop_id", "family_count", "priority_count"]
    return pd.DataFrame(rows, columns=names).sort_values(["day", "arrive"], kind="stable", ignore_index=True)


def name_of_change(plan: SavedPlan, count: int) -> str:
    """Return what a plan with so many changes is called where nobody has named it."""
    return f"{number(count)} ubahan dari rencana {plan.plan_id}"
