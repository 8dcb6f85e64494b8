"""What became of parcels, written down: handed over, failed, returned, and taken back. One transaction per act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from data.errors import HandoverRefused, NothingChosen, NothingToUndo, PlanNotChosen, StepIncomplete, TripClosed
from data.handover import faults
from data.handover.states import ACT, FAILED, HANDED, REASONS, RETURNED, bare
from data.roles import ACTS, Actor, require
from data.store import Store, sql
from data.workflow import steps
from data.workflow.states import REASON
from data.workflow.written import signed, today

TOLD = {
    "position": "int64", "handle": "str", "program": "str", "period": "str", "trip_id": "str", "kind": "str",
    "on_date": "datetime64[us]", "at_min": "Int64", "amount": "Float64", "collector": "str", "relation": "str",
    "letter": "str", "reason": "str", "returned_to": "str", "note": "str", "said_fault": "str",
}  # fmt: skip
"""What is said of parcels: column → type. Empty texts where nothing is said, an empty amount for all that is left.

Numbers lie where the tables can hold them: what is none is left empty with its fault in ``said_fault``.
"""
_SMALLEST, _TOO_MUCH = 0.001, 1e12
"""Of amounts in any unit: grams, and more than all aid of the country."""
_MINUTES = 24 * 60


@dataclass(frozen=True)
class Parcel:
    """One parcel as screens and files call it. ``program`` and ``period`` "": the only one there is."""

    handle: str
    program: str = ""
    period: str = ""


@dataclass(frozen=True)
class Collector:
    """Who collects in the recipient's place. ``letter``: the number of the surat kuasa, "" where there is none."""

    name: str
    relation: str
    letter: str = ""


def hand_over(
    store: Store, plan_id: int, parcels: Sequence[Parcel], *, by: Actor, on_date: dt.date, at_min: int | None = None,
    amount: float | None = None, collector: Collector | None = None, note: str = "",
) -> int:  # fmt: skip
    """Record parcels as handed over; return the number of the act.

    Parameters
    ----------
    store, plan_id, by
        The database, the chosen plan, who records it.
    parcels
        Of whom. All of them are recorded, or none.
    on_date, at_min
        When; minutes after midnight where somebody knows.
    amount
        Of each, in its unit (kg, rupiah, paket); only ``None`` means all that is still in hand.
    collector
        ``None``: the recipient.

    Raises
    ------
    ActorUnnamed, ActMayNot, NothingChosen
    PlanNotChosen
        Nobody drives this plan.
    HandoverRefused
        Something speaks against one of them: handed over before, more than was sent, a date that has not come …
    """
    who = collector or Collector("", "")
    told = _told(parcels, HANDED, on_date, note) | {
        "at_min": at_min, "amount": amount, "collector": who.name.strip(), "relation": who.relation.strip(),
        "letter": who.letter.strip(),
    }  # fmt: skip
    return record(store, plan_id, frame_of(told), by=by)


def fail(
    store: Store, plan_id: int, parcels: Sequence[Parcel], reason: str, *, by: Actor, on_date: dt.date, note: str = ""
) -> int:
    """Record that parcels could not be handed over (``reason``: key in :data:`REASONS`); they stay in hand.

    Raises
    ------
    ActorUnnamed, ActMayNot, NothingChosen, PlanNotChosen, HandoverRefused
    """
    key = REASONS[reason].key if reason in REASONS else ""
    return record(store, plan_id, frame_of(_told(parcels, FAILED, on_date, note) | {"reason": key}), by=by)


def give_back(
    store: Store, plan_id: int, parcels: Sequence[Parcel], *, by: Actor, on_date: dt.date, amount: float | None = None,
    returned_to: str = "", note: str = "",
) -> int:  # fmt: skip
    """Record parcels as returned (``returned_to``: gudang or kas, "" as the unit tells); ``amount`` as above.

    Raises
    ------
    ActorUnnamed, ActMayNot, NothingChosen, PlanNotChosen, HandoverRefused
    """
    told = _told(parcels, RETURNED, on_date, note) | {"amount": amount, "returned_to": returned_to}
    return record(store, plan_id, frame_of(told), by=by)


def _told(parcels: Sequence[Parcel], kind: str, on_date: dt.date, note: str) -> dict[str, object]:
    return {
        "handle": [parcel.handle for parcel in parcels], "program": [parcel.program for parcel in parcels],
        "period": [parcel.period for parcel in parcels], "kind": kind, "on_date": pd.Timestamp(on_date),
        "note": note.strip(),
    }  # fmt: skip


def frame_of(told: dict[str, object]) -> pd.DataFrame:
    """Return what is said as a frame of :data:`TOLD`; columns that say nothing are empty."""
    rows = pd.DataFrame(told)
    rows = rows.assign(position=range(len(rows)))
    silent = {name: "" if kind == "str" else None for name, kind in TOLD.items() if name not in rows}
    rows = rows.assign(**silent)
    is_said = rows[["amount", "at_min"]].map(lambda said: said is not None)
    minute = rows["at_min"].astype(float)
    is_minute = minute.between(0, _MINUTES) & (minute % 1 == 0)
    fault = amount_faults(rows["amount"], is_said["amount"])
    rows["amount"] = rows["amount"].where(fault == "")
    rows["at_min"] = minute.where(is_minute)
    rows["said_fault"] = fault.mask(is_said["at_min"] & ~is_minute, "jam_salah")
    return rows[list(TOLD)].astype(TOLD)


def amount_faults(amount: pd.Series, is_said: pd.Series) -> pd.Series:
    """Return what speaks against amounts of whatever unit: keys of :data:`data.handover.faults.FAULTS`, "" nothing.

    Parameters
    ----------
    amount
        NaN or missing where what is said is no number.
    is_said
        Where anything is said.
    """
    number = pd.Series(amount.astype("Float64").to_numpy(float, na_value=np.nan), index=amount.index)
    is_amount = number.ge(_SMALLEST) & np.isfinite(number)
    fault = pd.Series("", index=amount.index, dtype="str").mask(is_said & ~is_amount, "jumlah_salah")
    return fault.mask(is_said & is_amount & number.ge(_TOO_MUCH), "jumlah_melebihi")


def record(store: Store, plan_id: int, told: pd.DataFrame, *, by: Actor) -> int:
    """Record what ``told`` (:data:`TOLD`) says, all of it or nothing; return the number of the act.

    Raises
    ------
    ActorUnnamed, ActMayNot, NothingChosen, PlanNotChosen, DesaNotOwn, HandoverRefused
    """
    require(by, ACT)
    if told.empty:
        raise NothingChosen(act=ACTS[ACT])
    with store.write(is_change=False) as cursor:
        check_chosen(cursor, plan_id)
        judge(cursor, plan_id, told)
        store.check_own(cursor, "told_parcel")
        refuse_faults(cursor)
        return keep(cursor, plan_id, by)


def check_chosen(cursor: duckdb.DuckDBPyConnection, plan_id: int) -> None:
    """Let only a plan go on that somebody drives.

    Raises
    ------
    PlanNotChosen
    """
    if not cursor.execute("SELECT count(*) FROM plan_chosen WHERE plan_id = $1", [plan_id]).fetchall()[0][0]:
        raise PlanNotChosen(plan=plan_id)


def judge(cursor: duckdb.DuckDBPyConnection, plan_id: int, told: pd.DataFrame) -> None:
    """Fill the temporary table ``told_parcel``: what is said beside its parcel, and what speaks against it."""
    cursor.register("told", told)
    cursor.execute(sql("handover/told_parcel"), {"plan_id": plan_id, "today": today()})
    cursor.unregister("told")


def refuse_faults(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let nothing go on that something speaks against.

    Raises
    ------
    HandoverRefused
    """
    rows = cursor.execute("SELECT fault, count(*) FROM told_parcel WHERE fault <> '' GROUP BY fault").fetchall()
    if rows:
        counts = {str(key): int(count) for key, count in rows}
        first = next(key for key in faults.FAULTS if key in counts)
        fault = faults.FAULTS[first]
        raise HandoverRefused(count=counts[first], problem=fault.problem, remedy=fault.remedy)


def keep(
    cursor: duckdb.DuckDBPyConnection, plan_id: int, by: Actor, *, file_id: int | None = None, file_name: str = ""
) -> int:
    """Keep the rows of ``told_parcel`` without a fault as one act, with its history; return its number."""
    act_id = next_act(cursor)
    cursor.execute(sql("handover/add_events"), {"plan_id": plan_id, "act_id": act_id, "file_id": file_id} | signed(by))
    cursor.execute("DROP TABLE told_parcel")
    note_act(cursor, act_id, file_name)
    steps.follow_handovers(cursor, by)
    return act_id


def next_act(cursor: duckdb.DuckDBPyConnection) -> int:
    """Return a number that no act has."""
    return int(cursor.execute("SELECT nextval('handover_act_number')").fetchall()[0][0])


def note_act(cursor: duckdb.DuckDBPyConnection, act_id: int, file_name: str = "") -> None:
    """Write an act into the history of each family."""
    cursor.execute(sql("handover/note_events"), {"act_id": act_id, "file_name": file_name})


def undo(store: Store, act_id: int, *, by: Actor, reason: str) -> int:
    """Take back all of an act that still stands, by events of their own; return of how many parcels.

    Raises
    ------
    ActorUnnamed, ActMayNot
    StepIncomplete
        No reason was given.
    NothingToUndo
        Nothing of it stands.
    TripClosed
        A trip of it is closed.
    """
    require(by, ACT)
    if not bare(reason):
        raise StepIncomplete(act="Batalkan catatan", needed=REASON)
    with store.write(is_change=False) as cursor:
        return undo_now(cursor, act_id, by, reason.strip())


def undo_now(cursor: duckdb.DuckDBPyConnection, act_id: int, by: Actor, reason: str) -> int:
    """Do the same inside an open transaction.

    Raises
    ------
    NothingToUndo, TripClosed
    """
    trips = cursor.execute(sql("handover/act_trips"), {"act_id": act_id}).df()
    if trips.empty:
        raise NothingToUndo(count=1)
    if trips["is_closed"].any():
        raise TripClosed(count=int(trips["is_closed"].sum()))
    undoing = next_act(cursor)
    wish = {"undone": act_id, "act_id": undoing, "today": today(), "reason": reason}
    cursor.execute(sql("handover/undo_act"), wish | signed(by))
    note_act(cursor, undoing)
    steps.follow_handovers(cursor, by)
    return int(trips["event_count"].sum())
