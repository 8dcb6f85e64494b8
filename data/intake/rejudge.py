"""Rows of one load judged again, among their neighbours, as if the file had said something else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from data import checks
from data.checks.identity import is_number, is_scientific
from data.intake.columns import match_headers
from data.intake.layouts import FAMILIES, LAYOUTS, MEMBERS, RECIPIENTS, Layout
from data.intake.place import Gazetteer
from data.intake.points import split_points
from data.intake.records import record_table
from data.intake.request import SourceFile
from data.intake.table import Table, batch_of, with_all_fields, without_nothing
from data.intake.values import identity_digits, parse
from data.store import sql

AT = ["sheet", "row"]
NEIGHBOURLY = ("baris_ganda", "nik_ganda_beda_nama", "orang_mirip", "kk_ganda_beda_nama")
"""Kinds of issue that a row has because of another row of its file."""
WHOLE_FILE = ("koordinat_sama_sedusun",)
"""Kinds that only the whole file can tell; a row keeps them as long as its point stays what it was."""
POINT = ("lat", "lon", "gps", "accuracy")
_NUMBERS = ("nik", "no_kk")
_SPOKEN = {"nik_head": "nik", "name_head": "name", "program_given": "program", "period_given": "period"}
"""Column of a record → the field it was read from."""


@dataclass(frozen=True)
class Kept:
    """A load whose rows wait: what it is, and what was found at its door."""

    load_id: int
    source: SourceFile
    layout: Layout
    facts: dict[str, object]

    def columns(self, sheet: str, headers: list[str]) -> dict[str, str]:
        """Return field → header of a row of ``sheet`` whose cells have these headers."""
        kept = self.facts.get("columns")
        if isinstance(kept, dict) and sheet in kept:
            return {str(field): str(header) for field, header in kept[sheet].items()}
        matches = match_headers(headers, self.layout)  # loaded before this was kept
        return {match.field: headers[match.column] for match in matches if match.field}

    def sheets(self) -> list[str]:
        """Return the sheets in the order of the file."""
        kept = self.facts.get("columns")
        return list(kept) if isinstance(kept, dict) else []

    def names(self, key: str) -> frozenset[str]:
        """Return the fields that a fact lists."""
        kept = self.facts.get(key)
        return frozenset(str(name) for name in kept) if isinstance(kept, list) else frozenset()


@dataclass(frozen=True)
class KeptTable(Table):
    """A file that is here no longer: its layout, and which fields it had a column for."""

    known: frozenset[str] = frozenset()

    def present(self) -> frozenset[str]:
        """Return the fields that the file had a column for."""
        return self.known


@dataclass(frozen=True)
class Verdict:
    """What the checks say of rows. ``frame``: ready to be placed; ``issues``: of the rows' own words."""

    frame: pd.DataFrame
    issues: pd.DataFrame


def read_kept(cursor: duckdb.DuckDBPyConnection, load_id: int) -> Kept | None:
    """Return a load in use whose rows can be judged again, ``None`` where there is none of this number."""
    found = cursor.execute(sql("quarantine/load"), [load_id]).fetchall()
    if not found or found[0][0] not in LAYOUTS:
        return None
    kind, name, program, period, facts = (str(value) for value in found[0])
    return Kept(load_id, SourceFile(kind, Path(name), program, period), LAYOUTS[kind], json.loads(facts))


def table_of(kept: Kept) -> KeptTable:
    """Return the file as far as it is known."""
    empty = pd.DataFrame(columns=AT)
    return KeptTable(kept.source.name, kept.layout, empty, empty, (), (), known=kept.names("fields"))


def read_fields(kept: Kept, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the fields of rows that wait (``sheet, row, cells, said, typed``) as they were read.

    One column of text per field of the layout, ``sheet``, ``row``, and which numbers count as cut by Excel: ``nik_cut``
    and ``no_kk_cut``. What a person has typed is never cut, unless it is written like 6,31E+15.
    """
    said = [
        json.loads(said) if isinstance(said, str) else said_in(kept, str(sheet), json.loads(cells))
        for sheet, cells, said in zip(rows["sheet"], rows["cells"], rows["said"], strict=True)
    ]
    fields = list(kept.layout.fields)
    text = pd.DataFrame(said, index=rows.index, columns=fields, dtype="object").fillna("").astype("str")
    text = split_points(without_nothing(text, kept.layout))
    typed = rows["typed"].map(lambda names: json.loads(names) if isinstance(names, str) else [])
    cut = {f"{name}_cut": _cut(text, typed, name, kept) for name in _NUMBERS}
    return text.assign(sheet=rows["sheet"], row=rows["row"], **cut)


def said_in(kept: Kept, sheet: str, cells: dict[str, str]) -> dict[str, str]:
    """Return field → text of a row's cells."""
    columns = kept.columns(sheet, list(cells))
    return {field: str(cells.get(header) or "").strip() for field, header in columns.items()}


def _cut(text: pd.DataFrame, typed: pd.Series, name: str, kept: Kept) -> pd.Series:
    if name not in text:
        return pd.Series(False, index=text.index)
    digits = identity_digits(text[name])
    is_written = ~typed.map(lambda names: name in names).astype(bool)
    lost = is_number(digits) & digits.str.endswith("0") & is_written & (name in kept.names("damaged"))
    return is_scientific(digits) | lost


def read_neighbours(cursor: duckdb.DuckDBPyConnection, kept: Kept, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the records of the load that may have to do with ``rows``, in the form of :func:`read_fields`.

    Those with the same NIK or KK number; of members all, for a person may be like another by one digit.
    """
    query = sql("quarantine/neighbours").replace("record_table", record_table(kept.layout.role))
    found = cursor.execute(query, [kept.load_id]).df().rename(columns=_SPOKEN)
    numbers = {digits for name in _NUMBERS if name in rows for digits in identity_digits(rows[name])} - {""}
    near = [found[name].isin(numbers) for name in _NUMBERS if name in found]
    if near and kept.layout.role != MEMBERS:
        found = found[np.logical_or.reduce(near)]
    wanted = [name for name in ("nik", "no_kk", "name", "program", "period") if name in found]
    if kept.layout.role == RECIPIENTS:  # theirs are the load's, not the row's
        wanted = [name for name in wanted if name not in {"program", "period"}]
    spoken = found[wanted].astype("object").fillna("").astype("str")
    return spoken.assign(sheet=found["sheet"], row=found["row"], nik_cut=False, no_kk_cut=False)


def verdict(kept: Kept, parts: list[pd.DataFrame], gazetteer: Gazetteer, tolerance_m: float) -> Verdict:
    """Return what the checks of intake say of rows (:func:`read_fields`) that stand in one file, in its order."""
    order = {name: number for number, name in enumerate(kept.sheets())}
    text = pd.concat(parts, ignore_index=True)
    texts = text.columns.difference(["row", "nik_cut", "no_kk_cut"])
    text[texts] = text[texts].astype("object").fillna("").astype("str")
    place = text["sheet"].map(order).fillna(len(order))
    text = text.assign(place=place).sort_values(["place", *AT], kind="stable", ignore_index=True)
    frame = parse(with_all_fields(text.drop(columns="place")))
    cut = {name: frame[f"{name}_cut"].astype(bool) for name in _NUMBERS}
    batch = batch_of(table_of(kept), frame, gazetteer, tolerance_m, cut)
    return Verdict(batch.frame, checks.run(batch, checks.OWN_CHECKS))


def pushed_out(kept: Kept, before: Verdict, after: Verdict, corrected: pd.MultiIndex) -> pd.DataFrame:
    """Return the faults of corrected rows whose KK number another family has that was taken in already.

    Read in the order of the file, the family further down would be the one at fault; but who is counted stays.
    """
    if kept.layout.role != FAMILIES:
        return after.issues.head(0)
    faults = after.issues[(after.issues["kind"] == "kk_ganda_beda_nama")]
    known = pd.MultiIndex.from_frame(before.issues.loc[before.issues["kind"] == "kk_ganda_beda_nama", AT])
    at = pd.MultiIndex.from_frame(faults[AT])
    new = faults[~at.isin(known) & ~at.isin(corrected)]
    numbers = after.frame.loc[rows_at(after.frame, pd.MultiIndex.from_frame(new[AT])), "kk_key"]
    own = after.frame[rows_at(after.frame, corrected) & after.frame["kk_key"].isin(numbers.dropna())]
    if own.empty:
        return faults.head(0)
    said = {name: new[name].iloc[0] for name in ("kind", "severity", "field", "message", "remedy")}
    return own[AT].assign(key=own["issue_key"], value=own["no_kk"], **said)[checks.ISSUE_COLUMNS]


def rows_at(frame: pd.DataFrame, at: pd.MultiIndex) -> pd.Series:
    """Return which rows stand at one of the ``sheet``, ``row`` pairs."""
    if frame.empty or at.empty:
        return pd.Series(False, index=frame.index)
    return pd.Series(pd.MultiIndex.from_frame(frame[AT]).isin(at), index=frame.index)
