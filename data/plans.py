"""Plans of deliveries and the office's vehicles, as they are kept.

A plan's figures (:class:`SavedPlan`, JSON) name nobody; what it brings to whom stands in ``plan_parcel`` and never
leaves this room by itself.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data import chain, history
from data.errors import PlanNotDrivable, PlanUnderWay, PlanUnknown
from data.roles import SHELL, Actor, require, require_people
from data.store import Store, sql
from geo.notation import long_date, number

NAME_LENGTH = 80
_TOLD = {"vehicle": "armada", "depot": "tempat berangkat", "desa_access": "jalan ke desa"}
_AMOUNTS = ("family_count", "priority_count", "load_kg", "parcel_count")
"""What trips, stops and totals of a plan count alike."""
PARCEL_COLUMNS = (
    "person_key", "program", "period", "desa_code", "stop_id", "trip_id", "is_priority", "load_kg", "amount_idr",
)  # fmt: skip


@dataclass(frozen=True)
class SavedPlan:
    """A plan as it was kept: ``inputs`` (program, period, days, seed …) and ``result`` (``Plan.to_dict``).

    ``first_day``: the day from which it is driven, ``None`` where it is a draft among others.
    """

    plan_id: int
    made_at: dt.datetime
    inputs: dict[str, Any]
    result: dict[str, Any]
    name: str = ""
    by_name: str = ""
    by_role: str = ""
    first_day: dt.date | None = None

    @property
    def label(self) -> str:
        """What screens call it: "Rencana 3" or "Rencana 3 · dua hari"."""
        return f"Rencana {self.plan_id}" + (f" · {self.name}" if self.name else "")


def newest_plan(store: Store, *, program: str, period: str) -> SavedPlan | None:
    """Return the newest plan for a program and period, ``None`` where none was made."""
    return next(iter(plans_of(store, program=program, period=period)), None)


def plans_of(store: Store, *, program: str = "", period: str = "") -> list[SavedPlan]:
    """Return kept plans, newest first; ``""``: of any program or period."""
    return _saved(store, store.frame("delivery/plans", program=program, period=period, plan_id=0))


def read_plan(store: Store, plan_id: int) -> SavedPlan:
    """Return one plan.

    Raises
    ------
    PlanUnknown
        There is no such plan, or it was made by a version whose plans cannot be shown any more.
    """
    if plan_id <= 0:  # asks for every plan
        raise PlanUnknown(found=plan_id)
    found = _saved(store, store.frame("delivery/plans", program="", period="", plan_id=plan_id))
    if not found:
        raise PlanUnknown(found=plan_id)
    return found[0]


def _saved(store: Store, rows: pd.DataFrame) -> list[SavedPlan]:
    codes = store.own_codes()
    return [
        SavedPlan(
            int(row["plan_id"]), row["made_at"], json.loads(row["inputs"]), _own_part(json.loads(row["result"]), codes),
            row["name"] or "", row["by_name"] or "", row["by_role"] or "",
            None if pd.isna(row["first_day"]) else pd.Timestamp(row["first_day"]).date(),
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip


def _own_part(result: dict[str, Any], codes: tuple[str, ...] | None) -> dict[str, Any]:
    """Return a plan with the stops of some desa only, ``None``: as it is; its trips keep their numbers.

    A stop is the place of a home, and a way there begins or ends at it. Sums are of what is left: less the own part,
    those of all would tell how many receive elsewhere.
    """
    if codes is None:
        return result
    for vehicle in result["vehicles"]:
        for trip in vehicle["trips"]:
            _keep_own(trip, codes)
    of_desa = {name: [stop for stop in result[name] if stop["desa_code"] in codes] for name in ("stops", "unserved")}
    totals = _own_totals(result.get("totals", {}), **of_desa)
    families = [number(totals.get(name, 0)) for name in ("served_family_count", "family_count")]
    told = f"Bagian desa sendiri dari rencana sekecamatan: {families[0]} dari {families[1]} keluarga terlayani"
    return result | of_desa | {"totals": totals, "headline": told}


def _own_totals(totals: dict[str, Any], stops: list[dict[str, Any]], unserved: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the sums of a plan over some stops; what vehicles do stays as it is, remedies are for the office."""
    own = {name: value for name, value in totals.items() if name != "remedies"}
    for name in own.keys() & set(_AMOUNTS):
        own[name] = sum(stop.get(name, 0) for stop in stops)
        own[f"served_{name}"] = own[name] - sum(stop.get(name, 0) for stop in unserved)
    left = {stop["stop_id"] for stop in unserved}
    return own | {"stop_count": len(stops), "served_stop_count": len(stops) - len(left)}


def _keep_own(trip: dict[str, Any], codes: tuple[str, ...]) -> None:
    """Leave of a trip the stops of these desa and of none (transfer points), and the ways between them."""
    is_own = [not stop["stop_id"] or stop["desa_code"] in codes for stop in trip["stops"]]
    for stop, is_known in zip(trip["stops"], [True, *is_own], strict=False):
        stop["path"] = stop["path"] if is_known else []
    trip["return_path"] = trip["return_path"] if all(is_own[-1:]) else []
    trip["stops"] = [stop for stop, is_kept in zip(trip["stops"], is_own, strict=True) if is_kept]
    trip["stop_count"] = len(trip["stops"])
    for name in trip.keys() & set(_AMOUNTS):
        trip[name] = sum(stop.get(name, 0) for stop in trip["stops"])


def save_plan(
    store: Store,
    inputs: dict[str, Any],
    result: dict[str, Any],
    parcels: pd.DataFrame | None = None,
    *,
    name: str = "",
    by: Actor = SHELL,
) -> int:
    """Keep a plan; returns its number. What is known of families does not change by it.

    Parameters
    ----------
    inputs, result
        See :class:`SavedPlan`; no names and no identity numbers.
    parcels
        What it brings to whom: one row per family (or person of no known family) and program, the columns of
        ``PARCEL_COLUMNS``; ``stop_id`` and ``trip_id`` are "" where there is none, ``amount_idr`` is missing for goods.
    name
        What the office calls it.
    by
        Who keeps it.

    Raises
    ------
    PeopleHidden
        The role sees figures only: whom a plan brings what is not for it.
    """
    require_people(by)
    rows = (pd.DataFrame(columns=list(PARCEL_COLUMNS)) if parcels is None else parcels)[list(PARCEL_COLUMNS)]
    with store.write(is_change=False) as cursor:
        number = cursor.execute("SELECT coalesce(max(plan_id), 0) + 1 FROM plan").fetchall()[0][0]
        cursor.execute(
            sql("delivery/save_plan"),
            [
                number,
                history.now(),
                json.dumps(inputs),
                json.dumps(result),
                name.strip()[:NAME_LENGTH],
                by.name,
                by.role,
            ],
        )
        cursor.register("carried", rows.assign(amount_idr=rows["amount_idr"].astype("Int64")))
        cursor.execute(sql("delivery/save_parcels"), [number])
        cursor.unregister("carried")
        chain.append(cursor, by.signature(), "rencana_disimpan", f"rencana {number}", name)
    return int(number)


def read_parcels(store: Store, plan_id: int) -> pd.DataFrame:
    """Return what a plan brings to whom, unmasked: the columns of ``PARCEL_COLUMNS``; not for screens."""
    return store.frame("delivery/parcels", plan_id=plan_id)


def choose_plan(store: Store, plan_id: int, *, first_day: dt.date, by: Actor) -> list[int]:
    """Drive a plan from ``first_day`` on; returns the plans that are driven no longer because they bring the same.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role may not record deliveries.
    PlanUnknown
    PlanNotDrivable
        The plan breaks a rule, or brings nothing.
    PlanUnderWay
        One that brings the same has trips with records that are not closed.
    """
    require(by, "salurkan")
    plan = read_plan(store, plan_id)
    if plan.result["broken"] or not plan.result["totals"]["trip_count"]:
        raise PlanNotDrivable(found=plan_id, problems="; ".join(plan.result["broken"]) or "tidak ada ritase")
    with store.write(is_change=False) as cursor:
        rivals = cursor.execute(sql("delivery/rivals"), [plan_id]).fetchall()
        for number, program, period, day in rivals:
            _check_closed(cursor, number)
            _choose(cursor, number, program, period, day, is_chosen=False, reason=f"diganti rencana {plan_id}", by=by)
        inputs = plan.inputs
        _choose(cursor, plan_id, inputs["program"], inputs["period"], first_day, is_chosen=True, reason="", by=by)
        history.note(
            cursor, by, "rencana", str(plan_id), "dipakai", after=f"mulai {long_date(first_day)}",
            reason=", ".join(f"mengganti rencana {row[0]}" for row in rivals),
        )  # fmt: skip
    return [int(row[0]) for row in rivals]


def unchoose_plan(store: Store, plan_id: int, *, reason: str, by: Actor) -> None:
    """Drive a plan no longer. Nothing happens where it was not driven.

    Raises
    ------
    ActorUnnamed, ActMayNot, PlanUnknown
    PlanUnderWay
        It has trips with records that are not closed: nobody could close them any more.
    """
    require(by, "salurkan")
    plan = read_plan(store, plan_id)
    if plan.first_day is None:
        return
    with store.write(is_change=False) as cursor:
        _check_closed(cursor, plan_id)
        inputs = plan.inputs
        _choose(
            cursor, plan_id, inputs["program"], inputs["period"], plan.first_day, is_chosen=False, reason=reason, by=by
        )
        history.note(cursor, by, "rencana", str(plan_id), "dipakai", after="tidak dipakai lagi", reason=reason)


def _check_closed(cursor: Any, plan_id: int) -> None:
    """Let a plan be dropped only when each trip of which something stands recorded is closed."""
    count = cursor.execute(sql("delivery/under_way"), [plan_id]).fetchall()[0][0]
    if count:
        raise PlanUnderWay(plan=plan_id, count=int(count))


def _choose(
    cursor: Any, plan_id: int, program: str, period: str, day: dt.date, *, is_chosen: bool, reason: str, by: Actor
) -> None:
    told = [plan_id, program, period, day, is_chosen, reason, by.name, by.role, history.now()]
    cursor.execute(sql("delivery/choose"), told)


def saved_vehicles(store: Store) -> pd.DataFrame | None:
    """Return the office's vehicles (see :mod:`analytics.delivery.vehicles`), ``None`` where none were entered."""
    return _kept(store, "delivery/vehicles")


def save_vehicles(store: Store, vehicles: pd.DataFrame, *, by: Actor) -> None:
    """Keep the office's vehicles in the place of those kept before. Raises as :func:`save_plan`."""
    _keep(store, "vehicle", "vehicle_key", vehicles, by)


def saved_depots(store: Store) -> pd.DataFrame | None:
    """Return where vehicles start and load (see :mod:`analytics.delivery.depots`), ``None`` where none were entered."""
    return _kept(store, "delivery/depots")


def save_depots(store: Store, depots: pd.DataFrame, *, by: Actor) -> None:
    """Keep where vehicles start and load in the place of what was kept before. Raises as :func:`save_plan`."""
    _keep(store, "depot", "depot_key", depots, by)


def saved_access(store: Store) -> pd.DataFrame | None:
    """Return the ways into desa (see :mod:`analytics.delivery.access`), ``None`` where nothing was entered."""
    return _kept(store, "delivery/access")


def save_access(store: Store, access: pd.DataFrame, *, by: Actor) -> None:
    """Keep the ways into desa in the place of those kept before. Raises as :func:`save_plan`."""
    _keep(store, "desa_access", "desa_code", access, by)


def _kept(store: Store, question: str) -> pd.DataFrame | None:
    rows = store.frame(question)
    return pd.DataFrame([json.loads(cells) for cells in rows["cells"]]) if len(rows) else None


def _keep(store: Store, table: str, key: str, rows: pd.DataFrame, by: Actor) -> None:
    require_people(by)
    told = rows.astype(object).where(rows.notna(), None).to_dict("records")
    with store.write(is_change=False) as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - one of three names above
        if told:
            cursor.executemany(
                f"INSERT INTO {table} VALUES ($1, $2)",  # noqa: S608 - the same
                [[str(row[key]), json.dumps(row, default=str)] for row in told],
            )
        chain.append(cursor, by.signature(), "kendaraan", _TOLD[table], f"{len(rows)} baris")
