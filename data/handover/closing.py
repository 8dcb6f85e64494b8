"""Closing the balance of trips: only with nothing in hand and nothing contradictory; opened again with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from data import history
from data.errors import NothingChosen, StepIncomplete, TripNotClosable, TripNotClosed, TripUnknown
from data.handover.reading import Journey, read_journey
from data.handover.recording import check_chosen
from data.handover.states import ACT, bare
from data.roles import ACTS, Actor, require
from data.store import Store, sql
from data.workflow.states import REASON
from data.workflow.written import signed

FAULTS = {
    "di_tangan": "masih di tangan petugas",
    "mendahului": "tercatat sebelum hari ritase",
    "sudah_tiada": "diserahkan kepada penerima sendiri, padahal tercatat meninggal atau pindah",
    "dua_kali": "diserahkan lebih dari yang menjadi haknya, bersama rencana lain",
}
"""What speaks against closing: key → words after the number of parcels."""


def read_obstacles(store: Store, journey: Journey, trip_ids: Sequence[str]) -> pd.DataFrame:
    """Return what speaks against closing trips, one row per parcel and fault.

    Columns ``trip_id, handle, program, fault`` (key of :data:`FAULTS`), ``on_date``; empty where they can be closed.
    """
    with store.read() as cursor:
        return _obstacles(cursor, journey, trip_ids)


def _obstacles(cursor: duckdb.DuckDBPyConnection, journey: Journey, trip_ids: Sequence[str]) -> pd.DataFrame:
    asked = journey.trips.loc[journey.trips["trip_id"].isin(list(trip_ids)), ["trip_id", "driven_on"]]
    cursor.register("asked", asked.assign(driven_on=asked["driven_on"].astype("datetime64[us]")))
    rows = cursor.execute(sql("handover/contradictions"), {"plan_id": journey.plan_id}).df()
    cursor.unregister("asked")
    return rows


def close(store: Store, plan_id: int, trip_ids: Sequence[str], *, by: Actor) -> int:
    """Close the balance of trips, all of them or none; return how many. One that is closed already stays so.

    Raises
    ------
    ActorUnnamed, ActMayNot, NothingChosen, PlanNotChosen
    TripUnknown
        The plan has no such trip, or it brings nothing to anybody.
    TripNotClosable
        Parcels are in hand, or something is contradictory.
    """
    journey = _asked(store, plan_id, trip_ids, by)
    with store.write(is_change=False) as cursor:
        check_chosen(cursor, plan_id)
        _check(_obstacles(cursor, journey, trip_ids))
        return _turn(cursor, plan_id, trip_ids, by, is_closed=True, reason="")


def reopen(store: Store, plan_id: int, trip_ids: Sequence[str], *, by: Actor, reason: str) -> int:
    """Open closed trips again; return how many.

    Raises
    ------
    ActorUnnamed, ActMayNot, NothingChosen, TripUnknown
    StepIncomplete
        No reason was given.
    TripNotClosed
        One of them is open.
    """
    _asked(store, plan_id, trip_ids, by)
    if not bare(reason):
        raise StepIncomplete(act="Buka lagi ritase", needed=REASON)
    with store.write(is_change=False) as cursor:
        done = _turn(cursor, plan_id, trip_ids, by, is_closed=False, reason=reason.strip())
        if done < len(set(trip_ids)):
            raise TripNotClosed(count=len(set(trip_ids)) - done)
        return done


def _asked(store: Store, plan_id: int, trip_ids: Sequence[str], by: Actor) -> Journey:
    require(by, ACT)
    if not trip_ids:
        raise NothingChosen(act=ACTS[ACT])
    journey = read_journey(store, plan_id)
    known = set(journey.trips["trip_id"]) if journey else set()
    unknown = sorted(set(trip_ids) - known)
    if journey is None or unknown:
        raise TripUnknown(found=", ".join(unknown), plan=plan_id)
    return journey


def _check(obstacles: pd.DataFrame) -> None:
    if len(obstacles):
        counts = obstacles["fault"].value_counts()
        told = [f"{counts[key]} paket {words}" for key, words in FAULTS.items() if key in counts]
        raise TripNotClosable(count=obstacles["trip_id"].nunique(), problems="; ".join(told))


def _turn(
    cursor: duckdb.DuckDBPyConnection, plan_id: int, trip_ids: Sequence[str], by: Actor, *, is_closed: bool, reason: str
) -> int:
    """Let those of the trips be closed, or open, that are not so; return how many."""
    wish = {"plan_id": plan_id, "trip_ids": sorted(set(trip_ids)), "is_closed": is_closed, "reason": reason}
    turned = [row[0] for row in cursor.execute(sql("handover/turn_trips"), wish | signed(by)).fetchall()]
    for trip_id in turned:
        history.note(
            cursor, by, "ritase", f"{plan_id}/{trip_id}", "ditutup", before="terbuka" if is_closed else "ditutup",
            after="ditutup" if is_closed else "terbuka", reason=reason,
        )  # fmt: skip
    return len(turned)
