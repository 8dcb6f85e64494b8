"""Complaints: how long they take, which are late, where and what about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.monev.windows import MONTH, QUARTER, label_of
from analytics.suppression import TOTAL, Sheet, suppress_together

OPEN, LATE, DONE, DONE_LATE = "terbuka", "terlambat", "selesai", "selesai_terlambat"
STATES = {LATE: "Lewat batas", OPEN: "Terbuka", DONE: "Selesai", DONE_LATE: "Selesai, lewat batas"}
"""Where a complaint stands: key → what screens call it."""
MARKS = {LATE: "▲", OPEN: "○", DONE: "●", DONE_LATE: "◆"}
"""Shapes tell states apart, whatever the colours."""
COUNTS = [
    "complaint_count", "open_count", "late_count", "closed_count", "timed_count", "in_time_count", "judged_count",
]  # fmt: skip


def judge(register: pd.DataFrame, *, today: dt.date, limit_days: float) -> pd.DataFrame:
    """Return the register with how long each complaint has taken, the latest first.

    Parameters
    ----------
    register
        See :func:`data.monev.complaints.read_complaints`.
    today
        The day that counts as now: a complaint is late from the day after ``limit_days``.

    Returns
    -------
    pandas.DataFrame
        With ``days`` (open: until today, closed: until it was closed; missing where a day is unknown), ``state`` (key
        of :data:`STATES`; one closed on an unknown day counts as done), ``is_late``, ``is_in_time`` (closed within the
        limit), ``is_judged`` (closed on a known day, or open beyond the limit: of the others nobody can say yet),
        ``is_task_late`` (somebody's task is overdue).
    """
    end = register["closed_on"].where(register["is_closed"], pd.Timestamp(today))
    days = (pd.to_datetime(end) - register["on_date"]).dt.days.clip(lower=0)
    is_closed = register["is_closed"].astype(bool)
    is_over = days > limit_days
    state = pd.Series(
        np.select([is_closed & is_over, is_closed, is_over], [DONE_LATE, DONE, LATE], OPEN), register.index
    )
    judged = register.assign(
        days=days.astype("Int64"), state=state, is_late=state == LATE, is_in_time=is_closed & (days <= limit_days),
        is_judged=(is_closed & days.notna()) | (~is_closed & is_over),
        is_task_late=~is_closed & (register["due_on"] < pd.Timestamp(today)),
    )  # fmt: skip
    rank = judged["state"].map({LATE: 0, OPEN: 1, DONE_LATE: 2, DONE: 3})
    order = judged.assign(rank=rank).sort_values(["rank", "days", "complaint_key"], ascending=[True, False, True])
    return order.drop(columns="rank").reset_index(drop=True)


def count_by(judged: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return how many complaints there are per value of ``columns``: ``["kind"]``, ``["desa_code", "desa_name"]`` ….

    Returns
    -------
    pandas.DataFrame
        One row per value, most open first: ``columns``; ``complaint_count, open_count`` (the late ones among them),
        ``late_count, closed_count, timed_count`` (closed on a known day), ``in_time_count, judged_count``;
        ``median_days`` of the timed ones (missing where there is none), ``in_time_pct`` of the judged ones.
    """
    timed = judged["is_closed"].astype(bool) & judged["days"].notna()
    rows = judged.assign(
        is_open=~judged["is_closed"].astype(bool), is_timed=timed, closed_days=judged["days"].where(timed).astype(float)
    )
    groups = rows.groupby(columns, sort=True, dropna=False)
    table = groups.agg(
        complaint_count=("state", "size"), open_count=("is_open", "sum"), late_count=("is_late", "sum"),
        timed_count=("is_timed", "sum"), in_time_count=("is_in_time", "sum"), judged_count=("is_judged", "sum"),
        median_days=("closed_days", "median"),
    ).reset_index()  # fmt: skip
    table = table.assign(closed_count=table["complaint_count"] - table["open_count"])
    share = 100.0 * table["in_time_count"] / table["judged_count"].where(table["judged_count"] > 0).astype(float)
    ordered = table.assign(in_time_pct=share).sort_values(
        ["open_count", "complaint_count", *columns], ascending=[False, False, *[True] * len(columns)], ignore_index=True
    )
    return ordered[[*columns, *COUNTS, "median_days", "in_time_pct"]]


def total(judged: pd.DataFrame) -> pd.Series:
    """Return the one row of :func:`count_by` for all complaints; counts of 0 where there are none."""
    if judged.empty:
        return pd.Series({**dict.fromkeys(COUNTS, 0), "median_days": np.nan, "in_time_pct": np.nan})
    return count_by(judged.assign(every=""), ["every"]).drop(columns="every").iloc[0]


@dataclass(frozen=True, eq=False)
class Published:
    """Complaints as they may be told to who sees figures only; counts are missing where they are hidden.

    ``kind``, ``desa_code``, ``when``: as :func:`count_by`, of all time, those told first, others by name. ``total``:
    their common sums. ``quarters``: index "2026-T4"; ``in_time_count, judged_count`` of the complaints that came then.
    """

    kind: pd.DataFrame
    desa_code: pd.DataFrame
    when: pd.DataFrame
    total: pd.Series
    quarters: pd.DataFrame


def published(judged: pd.DataFrame) -> Published:
    """Return what may be told of complaints: no count below 5, nor what would tell one.

    What is hidden is worked out for all tables together: months add up to their quarter, whose indicator is told too,
    and each table to the same sums. Median and share go with their counts. Of single desa no share in time is told.
    """
    tables = {
        "kind": count_by(judged, ["kind"]),
        "desa_code": count_by(judged, ["desa_code"]),
        "when": by_month(judged),
    }
    tables["when"] = tables["when"].fillna({"when": UNDATED})
    quarters = count_by(judged.assign(when=label_of(judged["on_date"], QUARTER)).dropna(subset=["when"]), ["when"])
    sheets = [_sheet(tables["kind"]), _sheet(tables["desa_code"]), _by_quarter(tables["when"])]
    sums = set(sheets[2].whole.index)
    in_quarters = [_of_quarter(row, sums) for row in quarters.to_dict("records")]
    solved = suppress_together([*sheets, *in_quarters], may_grow=True)
    opened = [_open(table, made.counts) for table, made in zip(tables.values(), solved, strict=False)]
    kind, desa = (_by_what_is_told(table) for table in opened[:2])
    when = opened[2]
    told = {
        str(row["when"]): [made.counts.iloc[-1].get(f"{row['when']} {key}") for key in _OF_QUARTER]
        for row, made in zip(quarters.to_dict("records"), solved[len(sheets) :], strict=True)
    }
    return Published(
        kind, desa, when[when["when"].isin(tables["when"]["when"])],
        solved[0].counts.loc[TOTAL].drop("waiting_count"),
        pd.DataFrame.from_dict(told, orient="index", columns=list(_OF_QUARTER), dtype="Int64"),
    )  # fmt: skip


_COUNTED = ["complaint_count", "open_count", "late_count", "closed_count"]
_OF_QUARTER = ("in_time_count", "judged_count")
_RELATIONS = (("complaint_count", ("open_count", "closed_count")), ("open_count", ("late_count", "waiting_count")))
UNDATED = "tanpa tanggal"
_FEW_TIMED = 5
_FOR_NOBODY = 1e-3
"""What counts are worth that are printed elsewhere, or nowhere."""


def _counts_of(table: pd.DataFrame) -> pd.DataFrame:
    counts = table[_COUNTED].set_axis(table.iloc[:, 0])
    return counts.assign(waiting_count=counts["open_count"] - counts["late_count"])


def _sheet(table: pd.DataFrame) -> Sheet:
    return Sheet(_counts_of(table), _RELATIONS, unprinted=frozenset({"waiting_count"}))


def _by_quarter(table: pd.DataFrame) -> Sheet:
    """Return months as a sheet with quarters as sums, which are not printed."""
    counts = _counts_of(table)
    days = pd.to_datetime(counts.index.to_series().where(counts.index != UNDATED), format="%Y-%m")
    quarter = label_of(days, QUARTER).fillna(UNDATED + " ")
    return Sheet(counts, _RELATIONS, quarter, frozenset({"waiting_count"}), unprinted_rows=frozenset(quarter))


def _of_quarter(row: dict, sums: AbstractSet[str]) -> Sheet:
    """Return the sums of a quarter as a sheet: those of its months, and what its indicator is counted from.

    ``sums``: what the sums of months are called; a quarter without a sum among them is all there is.
    """
    when = str(row["when"])
    own = {
        "in_time_count": row["in_time_count"], "overtime": row["timed_count"] - row["in_time_count"],
        "undated": row["closed_count"] - row["timed_count"], "judged_count": row["judged_count"],
    }  # fmt: skip
    counts = {**{name: row[name] for name in _COUNTED}, "waiting_count": row["open_count"] - row["late_count"]}
    table = pd.DataFrame({**counts, **{f"{when} {key}": value for key, value in own.items()}}, index=[f"{when} "])
    in_time, overtime, undated, judged = (f"{when} {key}" for key in own)
    return Sheet(
        table,
        (*_RELATIONS, ("closed_count", (in_time, overtime, undated)), (judged, (in_time, overtime, "late_count"))),
        unprinted=frozenset({"waiting_count", overtime, undated}),
        worth=dict.fromkeys(counts, _FOR_NOBODY),
        unprinted_rows=frozenset({f"{when} "}),
        total=when if when in sums else TOTAL,
    )


def _open(table: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    label = table.columns[0]
    own = table.set_index(label).reindex(counts.index)
    is_few = counts["closed_count"].isna() | own["timed_count"].lt(_FEW_TIMED)
    told = counts.drop(columns="waiting_count").assign(median_days=own["median_days"].mask(is_few))
    return told[counts.index != TOTAL].rename_axis(label).reset_index()


def _by_what_is_told(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows so that their order tells nothing that is hidden: by what is shown, then by name."""
    return table.sort_values(
        ["open_count", "complaint_count", str(table.columns[0])], ascending=[False, False, True], ignore_index=True
    )


def by_month(judged: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`count_by` of the month in which complaints came: ``when`` ("2026-10"), the earliest first."""
    return count_by(judged.assign(when=label_of(judged["on_date"], MONTH)), ["when"]).sort_values(
        "when", ignore_index=True
    )


def by_desa(judged: pd.DataFrame, families: pd.Series) -> pd.DataFrame:
    """Return the complaints of each known desa for maps.

    Parameters
    ----------
    families
        Families in the lists, index ``desa_code``: a desa without complaints counts 0, one without families nothing.

    Returns
    -------
    pandas.DataFrame
        One row per desa of ``families`` or with complaints: ``desa_code``, the counts of :func:`count_by`,
        ``families``, ``open_per_1000`` (open complaints per 1,000 families; missing without families).
    """
    known = judged[judged["desa_code"] != ""]
    counted = count_by(known, ["desa_code"]).set_index("desa_code")[COUNTS]
    codes = families.index[families.index != ""].union(counted.index)
    table = counted.reindex(codes, fill_value=0).astype(int)
    base = families.reindex(codes).astype(float)
    per_1000 = 1000.0 * table["open_count"] / base.where(base > 0)
    return table.assign(families=base, open_per_1000=per_1000).rename_axis("desa_code").reset_index()


def standing_in_words(state: str, days: int | None) -> str:
    """Return where a complaint stands, as a cell shows it ("▲ lewat batas, 41 hari")."""
    tail = "" if days is None or pd.isna(days) else f", {int(days)} hari"
    return f"{MARKS[state]} {STATES[state].lower()}{tail}"
