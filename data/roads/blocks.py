"""Stretches that nobody gets through: a bridge that broke, a slope that slid. Each can be opened again."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data import history
from data.errors import BlockDatesWrong, NetworkMissing, NothingToUndo, StepIncomplete, StretchClosed, StretchUnknown
from data.roads.mending import read_network
from data.roles import Actor, require
from data.store import Store, sql
from geo.crs import METRES_PER_DEGREE
from geo.network.model import Network
from geo.notation import long_date

STRETCH, WAY, NAME = "ruas", "jalan", "nama"
EXTENTS = {STRETCH: "hanya potongan ini", WAY: "seluruh ruas menurut berkas", NAME: "semua yang bernama sama"}
"""How far a block reaches: the stretch between two crossings, its whole way, or all ways of its name."""
FOUND_WITHIN_M = 25.0
"""A block of a file that is no longer in use is looked for this near to where it was."""
_SUBJECT, _ACT = "jalan", "menutup jalan"


def read_blocks(store: Store) -> pd.DataFrame:
    """Return the blocks that nobody has undone, newest first.

    One row per block: ``block_id, extent`` (key in :data:`EXTENTS`), ``way_id, name, lon, lat, first_day, last_day``
    (dates, empty: until further notice), ``reason, by_name, by_role, noted_at``.
    """
    return store.frame("roads/blocks")


def in_force(blocks: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Return those of the blocks that hold on ``day``."""
    first, last = pd.to_datetime(blocks["first_day"]), pd.to_datetime(blocks["last_day"])
    at = pd.Timestamp(day)
    return blocks[(first <= at) & (last.isna() | (last >= at))]


def edges_of(network: Network, blocks: pd.DataFrame) -> dict[int, frozenset[int]]:
    """Return which edges of ``network`` each block closes: ``block_id`` → positions, empty where none is found."""
    finder = _Finder(network)
    rows = blocks[["block_id", "extent", "way_id", "name", "lon", "lat"]].itertuples(index=False)
    return {
        int(block_id): finder.edges(str(extent), str(way_id), str(name), (lon, lat))
        for block_id, extent, way_id, name, lon, lat in rows
    }


def blocked_edges(network: Network, blocks: pd.DataFrame, day: dt.date) -> frozenset[int]:
    """Return the edges of ``network`` that are closed on ``day``."""
    return frozenset().union(*edges_of(network, in_force(blocks, day)).values())


class _Finder:
    """Finds blocks in a network."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._tree = shapely.STRtree(network.shapes)

    def edges(self, extent: str, way_id: str, name: str, place: tuple[float, float]) -> frozenset[int]:
        """Return the positions of the edges that a block closes."""
        known = self._network.edges
        if extent == NAME and name and (known["name"] == name).any():
            return _positions(known["name"] == name)
        is_way = (known["way_id"] == way_id).to_numpy() & ~known["is_join"].to_numpy()
        near = self._near(shapely.Point(place), np.flatnonzero(is_way))
        if near is None:
            return frozenset()
        if extent == STRETCH:
            return frozenset({near})
        return _positions(known["way_id"] == known["way_id"].iloc[near])

    def _near(self, point: shapely.Point, among: NDArray[np.intp]) -> int | None:
        """Return the edge at a place: one of ``among``; without any, one that lies as near as blocks are looked for."""
        if len(among):
            return int(among[np.argmin(shapely.distance(self._network.shapes[among], point))])
        found = self._tree.query_nearest(point, max_distance=FOUND_WITHIN_M / METRES_PER_DEGREE)
        return int(found[0]) if len(found) else None


def _positions(mask: pd.Series) -> frozenset[int]:
    return frozenset(int(position) for position in np.flatnonzero(mask))


def block(
    store: Store,
    edge: int,
    *,
    extent: str = STRETCH,
    first_day: dt.date,
    last_day: dt.date | None = None,
    reason: str,
    by: Actor,
) -> int:
    """Say that nobody gets through; return the number of the block.

    Parameters
    ----------
    edge
        A position in the edges of :func:`data.roads.read_network`.
    extent
        A key of :data:`EXTENTS`.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role does not change settings.
    NetworkMissing, StretchUnknown
        There is no network, or no such edge in it.
    StepIncomplete
        No reason, or no first day.
    BlockDatesWrong
        It would end before it begins.
    StretchClosed
        As much of it is closed on one of these days already.
    """
    require(by, "atur")
    if not reason.strip() or first_day is None:
        raise StepIncomplete(act=_ACT, needed="alasan dan tanggal mulai")
    if last_day is not None and last_day < first_day:
        raise BlockDatesWrong(found=long_date(last_day), earliest=long_date(first_day))
    with store.alone():
        network = read_network(store)
        if network is None:
            raise NetworkMissing(act=_ACT)
        if not 0 <= edge < len(network.edges) or bool(network.edges["is_join"].iloc[edge]):
            raise StretchUnknown(act=_ACT)
        _refuse_again(store, network, edge, extent, (first_day, last_day))
        found = network.edges.iloc[edge]
        place = shapely.line_interpolate_point(network.shapes[edge], 0.5, normalized=True)
        with store.write() as cursor:
            kept = cursor.execute(
                sql("roads/block"),
                [
                    extent, found["way_id"], found["name"], place.x, place.y, first_day, last_day, reason.strip(),
                    by.name, by.role, history.now(),
                ],
            ).fetchall()  # fmt: skip
            until = f" sampai {long_date(last_day)}" if last_day else ""
            told = f"{found['name'] or found['way_id']} ({EXTENTS[extent]}) sejak {long_date(first_day)}{until}"
            block_id = int(kept[0][0])
            history.note(cursor, by, _SUBJECT, str(block_id), "tertutup", after=told, reason=reason.strip())
    return block_id


def _refuse_again(store: Store, network: Network, edge: int, extent: str, days: tuple[dt.date, dt.date | None]) -> None:
    """Refuse to close a stretch that a block of at least that reach closes on one of the days."""
    rows = read_blocks(store)
    wider = list(EXTENTS)[list(EXTENTS).index(extent) :]
    first, last = pd.to_datetime(rows["first_day"]), pd.to_datetime(rows["last_day"])
    begins, ends = pd.Timestamp(days[0]), pd.Timestamp(days[1] or dt.date.max)
    near = rows[rows["extent"].isin(wider) & (first <= ends) & (last.isna() | (last >= begins))]
    for block_id, edges in edges_of(network, near).items():
        if edge in edges:
            known = near.set_index("block_id").loc[block_id]
            raise StretchClosed(reason=known["reason"], since=long_date(pd.Timestamp(known["first_day"])))


def unblock(store: Store, block_ids: list[int], *, by: Actor, reason: str = "") -> int:
    """Say that stretches are open again; return how many.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role does not change settings.
    NothingToUndo
        One of them is open already, or there is no such block.
    """
    require(by, "atur")
    with store.alone():
        known = read_blocks(store).set_index("block_id")["name"]
        gone = [block_id for block_id in block_ids if block_id not in known.index]
        if gone or not block_ids:
            raise NothingToUndo(count=max(len(gone), 1))
        with store.write() as cursor:
            for block_id in block_ids:
                cursor.execute(sql("roads/open"), [block_id, reason, by.name, by.role, history.now()])
                history.note(
                    cursor, by, _SUBJECT, str(block_id), "tertutup",
                    before=str(known[block_id]) or "tanpa nama", after="dibuka", reason=reason,
                )  # fmt: skip
    return len(block_ids)
