"""Joining loose ends: a decision that is written down, holds for the files it was made about, and can be undone."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import pandas as pd
from geo.network.mend import Mended, mend

from data import history
from data.errors import NetworkMissing, NothingToJoin, NothingToUndo
from data.roads.records import read_files, read_kept
from data.roles import Actor, require
from data.settings import SETTINGS
from data.store import Store, sql
from geo.network.model import Network
from geo.notation import number

_SUBJECT = "jalan"
_JOIN = ["lon", "lat", "distance_m"]


@dataclass(frozen=True, eq=False)
class Mending:
    """A decision to join ends up to ``snap_m`` apart. ``joins``: one row per join then: ``lon, lat, distance_m``.

    ``is_in_force``: the files are still those it was made about; else nothing is joined until somebody decides anew.
    """

    mend_id: int
    snap_m: float
    joins: pd.DataFrame
    reason: str
    by_name: str
    noted_at: dt.datetime
    is_in_force: bool


def read_mending(store: Store) -> Mending | None:
    """Return the decision that stands, ``None`` where none was made or the last was undone."""
    rows = store.frame("roads/mendings")
    if rows.empty or pd.isna(rows["snap_m"].iloc[0]):
        return None
    newest = rows.iloc[0]
    joins = pd.DataFrame(json.loads(newest["joins"]), columns=_JOIN)
    is_in_force = json.loads(newest["loads"]) == _loads(store)
    return Mending(
        int(newest["mend_id"]), float(newest["snap_m"]), joins, str(newest["reason"]), str(newest["by_name"]),
        newest["noted_at"], is_in_force,
    )  # fmt: skip


def _loads(store: Store) -> list[int]:
    return [int(load_id) for load_id in read_files(store)["load_id"]]


def read_network(store: Store, *, is_mended: bool = True) -> Network | None:
    """Return the files of roads in use as one network, ``None`` where there is none.

    Loose ends are joined as somebody has decided, see :func:`read_mending`; ``is_mended=False``: as delivered.
    ``way_id`` as in :func:`data.roads.records.read_kept`.
    """
    network = read_kept(store)
    mending = read_mending(store) if is_mended else None
    if network is None or mending is None or not mending.is_in_force:
        return network
    return mend(network, snap_m=mending.snap_m).network


def preview_mending(store: Store, snap_m: float) -> Mended | None:
    """Return what joining ends up to ``snap_m`` apart would do to the network as delivered; nothing is kept."""
    network = read_kept(store)
    return None if network is None else mend(network, snap_m=snap_m)


def save_mending(store: Store, snap_m: float, *, by: Actor, reason: str = "") -> int:
    """Join the ends up to ``snap_m`` apart from now on; the files stay as they are. Returns how many are.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role does not change settings.
    NetworkMissing
        No network is in use.
    NothingToJoin
        No two ends are that near to each other.
    BadSetting
        The distance is out of the bounds of the setting ``snap_m``.
    """
    require(by, "atur")
    SETTINGS["snap_m"].check(snap_m)
    with store.alone():
        mended = preview_mending(store, snap_m)
        if mended is None:
            raise NetworkMissing(act="menyambung ujung jalan")
        if mended.joins.empty:
            raise NothingToJoin(snap_m=number(snap_m))
        joins = json.dumps(mended.joins[_JOIN].astype(float).round(6).to_dict("records"))
        before = read_mending(store)
        with store.write() as cursor:
            cursor.execute(
                sql("roads/mend"),
                [snap_m, json.dumps(_loads(store)), joins, reason, by.name, by.role, history.now()],
            )
            history.note(
                cursor,
                by,
                _SUBJECT,
                "",
                "sambungan",
                before=_told(before),
                after=_words(snap_m, len(mended.joins)),
                reason=reason,
            )
    return len(mended.joins)


def _told(mending: Mending | None) -> str | None:
    return None if mending is None else _words(mending.snap_m, len(mending.joins))


def _words(snap_m: float, count: int) -> str:
    return f"sampai {number(snap_m)} m, {number(count)} sambungan"


def undo_mending(store: Store, *, by: Actor, reason: str = "") -> None:
    """Let the network be as its files deliver it.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role does not change settings.
    NothingToUndo
        Nothing is joined.
    """
    require(by, "atur")
    with store.alone():
        before = read_mending(store)
        if before is None:
            raise NothingToUndo(count=1)
        with store.write() as cursor:
            cursor.execute(sql("roads/mend"), [None, "[]", "[]", reason, by.name, by.role, history.now()])
            history.note(cursor, by, _SUBJECT, "", "sambungan", before=_told(before), after="dibatalkan", reason=reason)
