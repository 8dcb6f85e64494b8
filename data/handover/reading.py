"""What stands recorded: the plans that are driven, their trips and parcels, and the acts that made it so; masked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from data.mask import mask_name
from data.plans import read_plan
from data.store import Store
from data.trip_sheets import TripSheets, read_trip_sheets

ACTS_SHOWN = 200
_KEY = ["handle", "program", "period"]
_OF_SHEET = [
    *_KEY,
    "name",
    "nik",
    "no_kk",
    "address",
    "desa_name",
    "stop_label",
    "sequence",
    "number",
    "collector_relation",
]


@dataclass(frozen=True, eq=False)
class Journey:
    """A plan as it is driven.

    ``trips``: one row per trip that brings something to recipients: ``trip_id, number, vehicle, driven_on`` (date),
    ``depart, depot_name, is_closed, label``. ``parcels``: one row per parcel that a trip brings: ``handle, program,
    period, desa_code, desa_name, stop_id, stop_label, sequence, trip_id, number, driven_on, name`` (masked unless asked
    otherwise), ``nik, no_kk`` (always masked), ``address, is_priority, load_kg, amount_idr, unit`` (kg, Rp, paket),
    ``sent, delivered, returned, in_hand`` (in that unit), ``delivered_on, failed_for, collector, state`` (key of
    :data:`data.handover.states.PARCEL_STATES`), ``is_closed``, ``said_collector, said_relation`` (who usually comes).
    """

    plan_id: int
    label: str
    program: str
    period: str
    first_day: dt.date
    is_chosen: bool
    trips: pd.DataFrame
    parcels: pd.DataFrame


def read_driven(store: Store) -> pd.DataFrame:
    """Return the plans that are driven or of which something is recorded: one row per plan, the earliest first.

    Columns ``plan_id, program, period, first_day, is_chosen, name, last_event, last_closing``.
    """
    return store.frame("handover/plans")


def read_journey(store: Store, plan_id: int, *, is_masked: bool = True) -> Journey | None:
    """Return a plan with what has become of its parcels; ``None`` where nobody drives it.

    Raises
    ------
    PlanUnknown
    """
    driven = read_driven(store)
    found = driven[driven["plan_id"] == plan_id].to_dict("records")
    if not found:
        return None
    row = found[0]
    first_day = pd.Timestamp(row["first_day"]).date()
    sheets = read_trip_sheets(store, plan_id)
    state = store.frame("handover/parcels", plan_id=plan_id)
    trips = _trips(sheets, state, first_day)
    return Journey(
        plan_id, read_plan(store, plan_id).label, str(row["program"]), str(row["period"]), first_day,
        bool(row["is_chosen"]), trips, _parcels(sheets, state, trips, is_masked=is_masked),
    )  # fmt: skip


def _trips(sheets: TripSheets, state: pd.DataFrame, first_day: dt.date) -> pd.DataFrame:
    """Return the trips that bring something, with the day on which each is driven."""
    closed = state.groupby("trip_id")["is_closed"].any()
    trips = sheets.trips[sheets.trips["trip_id"].isin(closed.index)]
    days = pd.Timestamp(first_day) + pd.to_timedelta(trips["day"].astype(int), unit="D")
    label = "Ritase " + trips["number"].astype(str) + " · " + trips["vehicle"]
    made = trips.assign(driven_on=days, is_closed=trips["trip_id"].map(closed).astype(bool), label=label)
    wanted = ["trip_id", "number", "vehicle", "driven_on", "depart", "depot_name", "is_closed", "label"]
    return made.reindex(columns=wanted).reset_index(drop=True)


def _parcels(sheets: TripSheets, state: pd.DataFrame, trips: pd.DataFrame, *, is_masked: bool) -> pd.DataFrame:
    said = sheets.recipients[[*_OF_SHEET, "collector"]].rename(
        columns={"collector": "said_collector", "collector_relation": "said_relation"}
    )
    rows = state.merge(said, on=_KEY, how="left", validate="one_to_one")
    rows = rows.merge(trips[["trip_id", "driven_on"]], on="trip_id", how="left")
    rows = rows.sort_values(
        ["number", "sequence", "is_priority", "name", "handle", "program"],
        ascending=[True, True, False, True, True, True],
        ignore_index=True,
    )
    masked = {name: mask_name(rows[name]) for name in ("name", "said_collector", "collector")} if is_masked else {}
    return rows.assign(**masked)


def read_acts(store: Store, plan_id: int, *, trip_id: str = "", limit: int = ACTS_SHOWN) -> pd.DataFrame:
    """Return what was recorded of a plan, newest first: one row per act, without names of recipients.

    Columns ``act_id, noted_at`` (UTC), ``by_name, by_role, kind, event_count, on_date, reason, file_name, note,
    live_count`` (events that still stand), ``handle`` (of one of them).
    """
    return store.frame("handover/acts", plan_id=plan_id, trip_id=trip_id, limit=limit)


def read_closings(store: Store, plan_id: int) -> pd.DataFrame:
    """Return closings and openings of trips, newest first.

    Columns ``trip_id, is_closed, reason, by_name, by_role, noted_at`` (UTC).
    """
    return store.frame("handover/closings", plan_id=plan_id)


def read_stamp(store: Store) -> str:
    """Return a text that changes with every record of hand-overs, closings, papers, and with the choice of plans."""
    return store.text("handover/stamp")
