"""Joining loose ends: a decision that is written down, holds for the files it was made about, and can be undone."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import pandas as pd

from data import history
from data.errors import NetworkMissing, NothingToJoin, NothingToUndo
from data.roads.records import read_files, read_kept
from data.roles import Actor, require
from data.settings import SETTINGS
from data.store import Store, sql
from geo.network.mend import Mended, mend
from geo.network.model import Network
from geo.notation import number

_SUBJECT = "jalan"
JOIN = ["kind", "name", "other_name", "lon", "lat", "distance_m"]


@dataclass(frozen=True, eq=False)
class Mending:
    """A decision to join ends up to ``snap_m`` apart, crossings too where ``with_crossings``.

    ``joins``: what was joined then, see :func:`named_joins`. ``is_in_force``: the files are still those it was made
    about; else nothing is joined until somebody decides anew.
    """

    mend_id: int
    snap_m: float
    with_crossings: bool
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
    joins = pd.DataFrame(json.loads(newest["joins"]), columns=JOIN)
    is_in_force = json.loads(newest["loads"]) == _loads(store)
    return Mending(
        int(newest["mend_id"]), float(newest["snap_m"]), bool(newest["with_crossings"]), joins, str(newest["reason"]),
        str(newest["by_name"]), newest["noted_at"], is_in_force,
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
    return mend(network, snap_m=mending.snap_m, join_crossings=mending.with_crossings).network


def named_joins(delivered: Network, mended: Mended) -> pd.DataFrame:
    """Return the joins with the names of what they join.

    One row per join: ``kind``, ``name`` and ``other_name`` of the two ways, ``lon``, ``lat``, ``distance_m``.
    """
    names = delivered.edges["name"]
    return mended.joins.assign(
        name=names.reindex(mended.joins["edge"]).to_numpy(),
        other_name=names.reindex(mended.joins["other_edge"]).to_numpy(),
    )[JOIN]


def save_mending(store: Store, snap_m: float, *, with_crossings: bool = False, by: Actor, reason: str = "") -> int:
    """Join the ends up to ``snap_m`` apart from now on; the files stay as they are. Returns how many joins there are.

    ``with_crossings``: lines that cross on one level without a node become junctions too.

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
        network = read_kept(store)
        if network is None:
            raise NetworkMissing(act="menyambung ujung jalan")
        mended = mend(network, snap_m=snap_m, join_crossings=with_crossings)
        if mended.joins.empty:
            raise NothingToJoin(snap_m=number(snap_m))
        joins = json.dumps(named_joins(network, mended).round(6).to_dict("records"))
        before = read_mending(store)
        with store.write() as cursor:
            cursor.execute(
                sql("roads/mend"),
                [
                    snap_m,
                    with_crossings,
                    json.dumps(_loads(store)),
                    joins,
                    reason,
                    by.name,
                    by.role,
                    history.now(),
                ],
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
            cursor.execute(sql("roads/mend"), [None, False, "[]", "[]", reason, by.name, by.role, history.now()])
            history.note(cursor, by, _SUBJECT, "", "sambungan", before=_told(before), after="dibatalkan", reason=reason)
