"""What papers, files for the road and the hand-over need of a kept plan: its trips, their stops, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.errors import TripUnknown
from data.mask import mask_number
from data.papers.text import address
from data.plans import SavedPlan, read_plan
from data.store import Store

RECIPIENT_COLUMNS = (
    "handle", "name", "nik", "no_kk", "address", "desa_code", "desa_name", "stop_id", "stop_label", "trip_id", "number",
    "sequence", "program", "period", "load_kg", "amount_idr", "is_priority", "collector", "collector_relation",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class TripSheets:
    """A plan as its trips carry it.

    ``trips``: one row per trip, the fields of the plan's JSON (``trip_id, day, date, depart, load_kg …``) and
    ``number`` (1, 2, … as readers call it), ``vehicle``, ``vehicle_key``, ``mode``, ``depot_name``.

    ``visits``: one row per stop of a trip, the fields of the JSON and ``trip_id``, ``number``; ``path`` is a list of
    (lon, lat). ``stop_id`` is "" at a transfer point.

    ``recipients``: one row per family (or person of no known family) and program, the columns of ``RECIPIENT_COLUMNS``:
    ``handle`` is the harmless code of the family, ``nik`` and ``no_kk`` are masked unless asked otherwise, ``name`` is
    whole. ``trip_id`` "" and ``number``, ``sequence`` 0 where no trip brings it. By trip, stop, priority first, name.
    """

    plan: SavedPlan
    trips: pd.DataFrame
    visits: pd.DataFrame
    recipients: pd.DataFrame


def read_trip_sheets(
    store: Store, plan_id: int, *, trip_id: str = "", desa_code: str = "", is_masked: bool = True
) -> TripSheets:
    """Return a kept plan with names; ``trip_id`` and ``desa_code`` narrow to one trip, to one desa.

    Raises
    ------
    PlanUnknown, TripUnknown
    """
    plan = read_plan(store, plan_id)
    trips, visits = _trips(plan.result), _visits(plan.result)
    if trip_id and trip_id not in set(trips["trip_id"]):
        raise TripUnknown(found=trip_id, plan=plan_id)
    if desa_code:
        visits = visits[visits["desa_code"] == desa_code]
    wanted = {trip_id} if trip_id else set(visits["trip_id"]) if desa_code else set(trips["trip_id"])
    visits = visits[visits["trip_id"].isin(wanted)]
    recipients = _recipients(store, plan, visits, trip_id=trip_id, desa_code=desa_code, is_masked=is_masked)
    return TripSheets(
        plan, trips[trips["trip_id"].isin(wanted)].reset_index(drop=True), visits.reset_index(drop=True), recipients
    )


def _numbered(result: dict[str, Any]) -> list[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Return number, vehicle and trip of each trip, in the order in which readers see them."""
    made = [(vehicle, trip) for vehicle in result["vehicles"] for trip in vehicle["trips"]]
    return [(number, vehicle, trip) for number, (vehicle, trip) in enumerate(made, 1)]


def _trips(result: dict[str, Any]) -> pd.DataFrame:
    depots = {depot["depot_key"]: depot["name"] for depot in result["depots"]}
    rows = [
        {
            **{name: value for name, value in trip.items() if name != "stops"},
            **{name: vehicle[name] for name in ("vehicle", "vehicle_key", "mode")},
            "number": number,
            "depot_name": depots.get(trip["depot_key"], ""),
        }
        for number, vehicle, trip in _numbered(result)
    ]
    return pd.DataFrame(rows, columns=None if rows else ["trip_id", "number"])


def _visits(result: dict[str, Any]) -> pd.DataFrame:
    rows = [
        {**stop, "trip_id": trip["trip_id"], "number": number}
        for number, _, trip in _numbered(result)
        for stop in trip["stops"]
    ]
    return pd.DataFrame(rows, columns=None if rows else ["trip_id", "number", "sequence", "stop_id", "desa_code"])


def _recipients(
    store: Store, plan: SavedPlan, visits: pd.DataFrame, *, trip_id: str, desa_code: str, is_masked: bool
) -> pd.DataFrame:
    rows = store.frame("delivery/sheet", plan_id=plan.plan_id, trip_id=trip_id, desa_code=desa_code)
    stops = {stop["stop_id"]: stop["label"] for stop in plan.result["stops"]}
    order = visits.drop_duplicates(["trip_id", "stop_id"])[["trip_id", "stop_id", "number", "sequence"]]
    rows = rows.merge(order, on=["trip_id", "stop_id"], how="left")
    rows = rows.assign(
        address=address(rows),
        stop_label=rows["stop_id"].map(stops).fillna(""),
        number=rows["number"].fillna(0).astype(int),
        sequence=rows["sequence"].fillna(0).astype(int),
        amount_idr=rows["amount_idr"].astype("Int64"),
    )
    if is_masked:
        rows = rows.assign(nik=mask_number(rows["nik"]), no_kk=mask_number(rows["no_kk"]))
    rows = rows.sort_values(
        ["number", "sequence", "is_priority", "name", "handle", "program"],
        ascending=[True, True, False, True, True, True],
        kind="stable",
    )
    return rows[list(RECIPIENT_COLUMNS)].reset_index(drop=True)
