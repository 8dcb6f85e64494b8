"""By when the aid of a month is to be with the families: a rule per program, and dates that count instead of it."""

from __future__ import annotations

import datetime as dt
import re

import duckdb
import pandas as pd

from data import history
from data.errors import TableUnusable
from data.programs import PROGRAMS, program_label, program_of
from data.roles import Actor, require
from data.store import Store
from data.workflow.steps import known_programs
from geo.notation import long_date

RULES = {"program": "Program", "months": "Bulan", "day": "Tanggal", "source": "Sumber"}
"""Columns of the table of rules → their headers. ``months``: of the year ("3,6,9,12"), "" every month."""
DATES = {"program": "Program", "period": "Periode", "due_on": "Jatuh tempo", "source": "Sumber"}
_LAST_MONTH, _LAST_DAY = 12, 31
_PERIOD = r"[12][0-9]{3}-(0[1-9]|1[0-2])"


def read_rules(store: Store) -> pd.DataFrame:
    """Return the rules, one row per program: ``program, months, day, source``."""
    return store.frame("handover/rules")


def read_dates(store: Store) -> pd.DataFrame:
    """Return the dates that count instead of a rule: ``program, period, due_on, source``."""
    return store.frame("handover/dates")


def read_due(store: Store, period: str) -> pd.DataFrame:
    """Return what is due of a month: one row per program, ``program, period, due_on, source``."""
    dates, rules = read_dates(store), read_rules(store)
    dates = dates[dates["period"] == period]
    month = int(period[5:7])
    is_due = rules["months"].map(lambda text: not text or month in (_months(text) or ()))
    ruled = rules[is_due & ~rules["program"].isin(dates["program"])]
    days = [due_day(period, int(day)) for day in ruled["day"]]
    every = pd.concat([dates, ruled.assign(period=period, due_on=pd.to_datetime(days))])
    return every.assign(due_on=pd.to_datetime(every["due_on"]))[list(DATES)].sort_values("program", ignore_index=True)


def read_due_in(store: Store, period: str) -> pd.DataFrame:
    """Return what is due on the days of a month, of whatever month it is: ``program, period, due_on, source``."""
    dates = read_dates(store)
    inside = dates[pd.to_datetime(dates["due_on"]).dt.strftime("%Y-%m") == period]
    own = read_due(store, period)
    own = own[own["due_on"].dt.strftime("%Y-%m") == period]
    every = pd.concat([own, inside.assign(due_on=pd.to_datetime(inside["due_on"]))])
    return every.drop_duplicates(["program", "period"]).sort_values(["due_on", "program"], ignore_index=True)


def due_day(period: str, day: int) -> dt.date:
    """Return the day of a month, its last one where it has not so many."""
    last = pd.Timestamp(f"{period}-01") + pd.offsets.MonthEnd(0)
    return last.replace(day=min(day, last.day)).date()


def read_received(store: Store, *, programs: list[str], period: str) -> pd.DataFrame:
    """Return who is to receive in a month, and who has: one row per program and desa.

    Columns ``program, period, desa_code, desa_name, family_count, received_count, last_on``. Received: handed over by a
    trip, or "diterima" in a list of deliveries.
    """
    words, keys = known_programs(store)
    return store.frame("handover/received", period=period, programs=programs, words=words, word_programs=keys)


def read_days(store: Store, *, programs: list[str], period: str) -> pd.DataFrame:
    """Return the families of each day of a month and kind of event: ``on_date, kind, family_count``."""
    first = pd.Timestamp(f"{period}-01")
    last = first + pd.offsets.MonthEnd(0)
    return store.frame("handover/days", programs=programs, first=first.date(), last=last.date())


def save_rules(store: Store, rules: pd.DataFrame, *, by: Actor) -> bool:
    """Keep the rules in the place of those before; return whether anything changed.

    Raises
    ------
    ActorUnnamed, ActMayNot
    TableUnusable
        A program twice or unknown, a day or month that there is not.
    """
    require(by, "atur")
    rows = _texts(rules, RULES)
    key, months = rows["program"].map(program_of), rows["months"].map(_months)
    day = pd.to_numeric(rows["day"], errors="coerce")
    problems = _programs(rows, key) + [
        f"baris {number}: bulan harus angka 1 sampai 12 dipisah koma, atau kosong"
        for number in rows.index[months.isna()]
    ]
    problems += [f"baris {number}: tanggal harus 1 sampai 31" for number in rows.index[~day.between(1, _LAST_DAY)]]
    problems += [f"baris {number}: program berulang" for number in rows.index[key.duplicated() & (key != "")]]
    _refuse("aturan jadwal", problems)
    kept = rows.assign(program=key, months=months.map(lambda some: ",".join(map(str, some))), day=day.astype(int))
    return _replace(store, "due_rule", read_rules(store), kept[list(RULES)], by, "aturan jatuh tempo")


def save_dates(store: Store, dates: pd.DataFrame, *, by: Actor) -> bool:
    """Keep the dates in the place of those before; return whether anything changed.

    Raises
    ------
    ActorUnnamed, ActMayNot
    TableUnusable
        A program unknown, a period that is no month, a date that is none, the same program and month twice.
    """
    require(by, "atur")
    rows = _texts(dates, DATES)
    key, due_on = rows["program"].map(program_of), pd.to_datetime(rows["due_on"], errors="coerce")
    problems = _programs(rows, key) + [
        f"baris {number}: periode harus seperti 2026-10"
        for number in rows.index[~rows["period"].str.fullmatch(_PERIOD)]
    ]
    problems += [f"baris {number}: jatuh tempo bukan tanggal" for number in rows.index[due_on.isna()]]
    twice = pd.DataFrame({"key": key, "period": rows["period"]}).duplicated()
    problems += [f"baris {number}: program dan periode berulang" for number in rows.index[twice]]
    _refuse("tanggal jatuh tempo", problems)
    kept = rows.assign(program=key, due_on=due_on)[list(DATES)]
    return _replace(store, "due_date", read_dates(store), kept, by, "tanggal jatuh tempo")


def _months(text: str) -> list[int] | None:
    """Return the months that a cell names, ``None`` where it names something else."""
    parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and 1 <= int(part) <= _LAST_MONTH]
    return sorted(set(numbers)) if len(numbers) == len(parts) else None


def _texts(table: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """Return the filled rows as text, numbered from 1."""
    rows = table.reindex(columns=list(columns)).astype(object)
    rows = rows.where(rows.notna(), "").map(lambda cell: str(cell).strip())
    rows = rows[rows.drop(columns="source").ne("").any(axis=1)]
    return rows.set_axis(range(1, len(rows) + 1))


def _programs(rows: pd.DataFrame, key: pd.Series) -> list[str]:
    known = ", ".join(PROGRAMS)
    return [f"baris {number}: program tidak dikenal (yang ada {known})" for number in rows.index[key == ""]]


def _refuse(table: str, problems: list[str]) -> None:
    if problems:
        raise TableUnusable(table=table, problems="; ".join(problems[:5]))


def _replace(store: Store, table: str, was: pd.DataFrame, rows: pd.DataFrame, by: Actor, what: str) -> bool:
    before, after = _told(was), _told(rows)
    if before == after:
        return False
    with store.write() as cursor:
        _fill(cursor, table, rows)
        history.note(cursor, by, "pengaturan", table, "jadwal", before=before, after=after, reason=what)
    return True


def _fill(cursor: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    cursor.execute(f"DELETE FROM {table}")  # noqa: S608  one of two names above
    cursor.register("filled", rows)
    cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM filled")  # noqa: S608
    cursor.unregister("filled")


def _told(rows: pd.DataFrame) -> str:
    """Return a table as one line for the history."""
    cells = rows.assign(program=rows["program"].map(program_label))
    for name in cells.columns.intersection(["due_on"]):
        cells = cells.assign(**{name: pd.to_datetime(cells[name]).map(long_date)})
    return "; ".join(sorted(" ".join(str(cell) for cell in row if str(cell)) for row in cells.to_numpy()))
