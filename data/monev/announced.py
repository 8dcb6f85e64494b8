"""Public boards that were announced: what they may show, what stays hidden, who made them and when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.roles import Actor, allow
from data.store import Store, sql
from data.workflow.written import signed

Relations = Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, eq=False)
class Announced:
    """What boards of one period show.

    ``counts``: index code of a desa, of a kecamatan or the total; ``is_sum``: which rows are sums; ``is_hidden``: which
    counts no board shows. ``sheet_id``: ``None`` before it is kept.
    """

    period: str
    counts: pd.DataFrame
    is_sum: pd.Series
    is_hidden: pd.DataFrame
    relations: Relations
    sheet_id: int | None = None


def read_sheets(store: Store) -> list[Announced]:
    """Return what announced boards may show, the earliest first."""
    return [
        _sheet(store, int(row["sheet_id"]), row["period"], row["relations"])
        for row in store.frame("monev/board_sheets").to_dict("records")
    ]


def _sheet(store: Store, sheet_id: int, period: str, relations: str) -> Announced:
    cells = store.frame("monev/board_cells", sheet_id=sheet_id)
    rows, columns = cells["row_code"].drop_duplicates().tolist(), cells["column_name"].drop_duplicates().tolist()
    shape = (len(rows), len(columns))

    def square(name: str) -> pd.DataFrame:
        return pd.DataFrame(cells[name].to_numpy().reshape(shape), index=rows, columns=columns)

    known = tuple((whole, tuple(parts)) for whole, parts in json.loads(relations))
    is_sum = cells.drop_duplicates("row_code").set_index("row_code")["is_sum"]
    return Announced(period, square("value"), is_sum, square("is_hidden"), known, sheet_id)


def read_announced(store: Store) -> pd.DataFrame:
    """Return the boards that were made for the public, newest first.

    One row per board: ``noted_at`` (UTC), ``period, kind, program, scope, by_name, by_role``.
    """
    return store.frame("monev/announced")


def keep(store: Store, sheet: Announced, *, kind: str, program: str, scope: str, by: Actor) -> None:
    """Keep that a board was made for the public, and what boards of this solution show where that is new.

    Raises
    ------
    ActMayNot
    """
    allow(by, "umumkan")
    who = signed(by)
    with store.write(is_change=False) as cursor:
        sheet_id = sheet.sheet_id
        if sheet_id is None:
            wish = {"period": sheet.period, "relations": json.dumps(list(sheet.relations)), "now": who["now"]}
            sheet_id = int(cursor.execute(sql("monev/add_board_sheet"), wish).fetchall()[0][0])
            cursor.register("told", _cells(sheet))
            cursor.execute(sql("monev/add_board_cells"), {"sheet_id": sheet_id})
            cursor.unregister("told")
        made = {"sheet_id": sheet_id, "kind": kind, "program": program, "scope": scope} | who
        cursor.execute(sql("monev/add_announced"), made)


def _cells(sheet: Announced) -> pd.DataFrame:
    rows, columns = sheet.counts.shape
    place = pd.MultiIndex.from_product([range(rows), range(columns)], names=["row_number", "column_number"])
    cells = pd.DataFrame(index=place).reset_index()
    return cells.assign(
        row_code=sheet.counts.index.to_numpy()[cells["row_number"]],
        column_name=sheet.counts.columns.to_numpy()[cells["column_number"]],
        is_sum=sheet.is_sum.to_numpy()[cells["row_number"]],
        value=sheet.counts.to_numpy().ravel(),
        is_hidden=sheet.is_hidden.to_numpy(dtype=bool).ravel(),
    )
