"""Rows of one load corrected and judged again, inside an open transaction: taken in where nothing KRITIS is left."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

import duckdb
import pandas as pd

from data import checks, history
from data.checks.identity import NUMBER_LENGTH
from data.errors import CorrectionsDamaged
from data.intake import records
from data.intake.layouts import DELIVERIES, FAMILIES, MEMBERS, RECIPIENTS, STATUS
from data.intake.place import Gazetteer, place
from data.intake.rejudge import (
    AT,
    NEIGHBOURLY,
    POINT,
    WHOLE_FILE,
    Kept,
    Verdict,
    pushed_out,
    read_fields,
    read_neighbours,
    rows_at,
    said_in,
    table_of,
    verdict,
)
from data.intake.table import Checked
from data.roles import Actor
from data.store import sql
from geo.regions import System

WAITS, IN, OUT = "menunggu", "masuk", "tidak dimuat"
_CUT_KINDS = {"nik_rusak_excel": "nik_cut", "kk_rusak_excel": "no_kk_cut"}
_PERSON = "coalesce(nik_key(nik), no_kk)"
_KEYS = {
    FAMILIES: "no_kk", RECIPIENTS: _PERSON, MEMBERS: _PERSON, STATUS: "nik",
    DELIVERIES: f"{_PERSON} || '|' || program_given || '|' || period_given",
}  # fmt: skip
"""Role → by what its records are known again further down in the same file, as :func:`data.intake.table.batch_of`."""


@dataclass(frozen=True)
class Correction:
    """What somebody says that cells of a row are: ``cells``, header → text.

    Of a row that ``is_whole`` all cells are there, and only those that differ from what waits say something.
    """

    load_id: int
    sheet: str
    row: int
    cells: Mapping[str, str]
    is_whole: bool = False

    def at(self) -> tuple[str, int]:
        """Return where in its file the row stands."""
        return self.sheet, self.row

    def row_key(self) -> tuple[int, str, int]:
        """Return which row of which load it is."""
        return self.load_id, self.sheet, self.row


@dataclass(frozen=True)
class Outcome:
    """What became of corrections, in rows.

    ``freed`` rows were not corrected: they waited only because of one that was. ``unknown`` rows wait nowhere, ``left``
    ones wait no longer.
    """

    entered: int = 0
    waiting: int = 0
    unchanged: int = 0
    freed: int = 0
    unknown: int = 0
    left: int = 0
    load_ids: tuple[int, ...] = ()

    def plus(self, other: Outcome) -> Outcome:
        """Return both together."""
        return Outcome(
            self.entered + other.entered, self.waiting + other.waiting, self.unchanged + other.unchanged,
            self.freed + other.freed, self.unknown + other.unknown, self.left + other.left,
            (*self.load_ids, *other.load_ids),
        )  # fmt: skip


def plain(text: object) -> str:
    """Return a cell as it is compared: what a spreadsheet changes by itself is left out."""
    return re.sub(r"[\x00-\x1f\x7f\ufeff]|_x[0-9A-Fa-f]{4}_", "", str(text or "")).strip()


class LoadCorrection:
    """One load whose rows are corrected."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        kept: Kept,
        gazetteer: Gazetteer,
        tolerance_m: float,
        *,
        is_as_written: bool = False,
        source_load: int | None = None,
    ) -> None:
        self._cursor = cursor
        self._kept = kept
        self._table = records.record_table(kept.layout.role)
        self._gazetteer = replace(gazetteer, code_system=cast("System | None", kept.facts.get("code_system")))
        self._tolerance_m = tolerance_m
        self._is_as_written = is_as_written
        self._source_load = source_load
        self._source = ""

    def correct(self, corrections: dict[tuple[str, int], Correction], by: Actor, source: str) -> Outcome:
        """Correct rows of this load; what was said of it as a whole stays."""
        self._source = source
        rows = self._cursor.execute(sql("quarantine/rows"), [self._kept.load_id]).df()
        at = list(zip(rows["sheet"], rows["row"], strict=True))
        waits = {place for place, state in zip(at, rows["state"], strict=True) if state == WAITS}
        left = {place for place, state in zip(at, rows["state"], strict=True) if state != WAITS}
        said = rows[[place in corrections and place in waits for place in at]]
        now = self._corrected(said, corrections)
        is_new = (now["cells"] != said["cells"]) | (now["typed"].fillna("") != said["typed"].fillna(""))
        is_new |= self._is_as_written
        changed = now[is_new.astype(bool)]
        told = Outcome(
            unchanged=len(said) - len(changed),
            unknown=len(set(corrections) - waits - left),
            left=len(set(corrections) & left),
        )
        if changed.empty:
            return told
        others = rows[(rows["state"] != IN) & ~rows.index.isin(changed.index)]
        return told.plus(self._judge(said.loc[changed.index], changed, others, by, source))

    def _corrected(self, rows: pd.DataFrame, corrections: dict[tuple[str, int], Correction]) -> pd.DataFrame:
        """Return the rows as they are said to be."""
        now = [
            self._one(str(sheet), json.loads(cells), said, typed, corrections[(sheet, row)])
            for sheet, row, cells, said, typed in rows[[*AT, "cells", "said", "typed"]].itertuples(index=False)
        ]
        fresh = pd.DataFrame(now, index=rows.index, columns=["cells", "said", "typed"])
        return rows.assign(**{name: fresh[name] for name in fresh})

    def _one(
        self, sheet: str, cells: dict[str, str], said: object, typed: object, new: Correction
    ) -> tuple[str, str, str | None]:
        """Return cells, fields and typed fields (JSON) of one row with its cells corrected."""
        fields = json.loads(said) if isinstance(said, str) else said_in(self._kept, sheet, cells)
        hands = set(json.loads(typed)) if isinstance(typed, str) else set()
        columns = {header: field for field, header in self._kept.columns(sheet, list(cells)).items()}
        damaged = self._kept.names("damaged")
        touched = {
            header: text for header, text in new.cells.items()
            if header in cells
            and (plain(text) != plain(cells[header]) or (columns.get(header) in damaged and not new.is_whole))
        }  # fmt: skip
        if new.is_whole:
            self._check_ends(cells, touched, columns)
        for header, text in touched.items():
            field = columns.get(header)
            if field:
                fields[field] = text.strip()
                hands.add(field)
            if field == "gps":
                fields |= {name: "" for name in ("lat", "lon") if name not in columns.values()}
        if self._is_as_written:
            hands = set()
        written = json.dumps({**cells, **touched}, ensure_ascii=False)
        return written, json.dumps(fields, ensure_ascii=False), json.dumps(sorted(hands)) if hands else None

    def _check_ends(self, cells: dict[str, str], touched: dict[str, str], columns: dict[str, str]) -> None:
        """Refuse a number of which Excel has taken the end: nobody corrects it to a 0."""
        for header, text in touched.items():
            old, new = (re.sub(r"\D", "", said) for said in (str(cells[header] or ""), text))
            is_cut = len(new) == NUMBER_LENGTH and new.endswith("0") and new != old and new[:-1] == old[:-1]
            if columns.get(header) in {"nik", "no_kk"} and (is_cut or re.search(r"\dE\+", text)):
                raise CorrectionsDamaged(file=self._source, header=header)

    def _judge(self, before: pd.DataFrame, now: pd.DataFrame, others: pd.DataFrame, by: Actor, source: str) -> Outcome:
        at = pd.MultiIndex.from_frame(now[AT])
        was, is_now, beside = (read_fields(self._kept, rows) for rows in (before, now, others))
        near = read_neighbours(self._cursor, self._kept, pd.concat([was, is_now]))
        is_alone = near.empty and beside.empty  # then nothing is said of other rows, before or after
        later = verdict(self._kept, [near, beside, is_now], self._gazetteer, self._tolerance_m)
        earlier = later if is_alone else verdict(self._kept, [near, beside, was], self._gazetteer, self._tolerance_m)
        by_others = pushed_out(self._kept, earlier, later, at)
        of_rows = later.issues[rows_at(later.issues, at)]
        own = pd.concat([of_rows, self._whole_file(was, is_now), by_others], ignore_index=True)
        critical = pd.MultiIndex.from_frame(own.loc[own["severity"] == checks.CRITICAL, AT])
        enters = now[~rows_at(now, critical)]
        waits = now[rows_at(now, critical)]
        self._cursor.register("leaving", now[AT])
        self._cursor.execute(sql("quarantine/drop_waiting"), [self._kept.load_id])
        self._cursor.execute(sql("quarantine/drop_issues"), [self._kept.load_id])
        self._cursor.unregister("leaving")
        self._neighbours_said(earlier, later, at)
        self._count_cut(was, is_now)
        freed = self._freed(others)
        self._store(later, own, enters, waits, freed)
        self._written_down(before, now, enters, freed, by, source)
        return Outcome(entered=len(enters), waiting=len(waits), freed=len(freed), load_ids=(self._kept.load_id,))

    def _whole_file(self, was: pd.DataFrame, is_now: pd.DataFrame) -> pd.DataFrame:
        """Return the issues that corrected rows keep: only the whole file could tell them, and their point stays."""
        point = [name for name in POINT if name in was]
        same = is_now[(was[point] == is_now[point]).all(axis=1)]
        kept = self._cursor.execute(sql("quarantine/issues_of_kinds"), [self._kept.load_id, list(WHOLE_FILE)]).df()
        return kept[rows_at(kept, pd.MultiIndex.from_frame(same[AT]))][checks.ISSUE_COLUMNS]

    def _neighbours_said(self, earlier: Verdict, later: Verdict, at: pd.MultiIndex) -> None:
        """Tell of the other rows what they have, or have no longer, because of a corrected one."""
        parts = []
        for found in (earlier, later):
            mine = found.issues[found.issues["kind"].isin(NEIGHBOURLY) & ~rows_at(found.issues, at)]
            parts.append(mine.set_index([*AT, "kind"], drop=False))
        gone = parts[0][~parts[0].index.isin(parts[1].index)]
        new = parts[1][~parts[1].index.isin(parts[0].index)]
        known = rows_at(new.reset_index(drop=True), self._taken_in()).to_numpy()
        new = new[~((new["severity"] == checks.CRITICAL).to_numpy() & known)]  # who is counted stays
        self._cursor.register("gone", gone[[*AT, "kind"]].reset_index(drop=True))
        self._cursor.execute(sql("quarantine/drop_gone"), [self._kept.load_id])
        self._cursor.unregister("gone")
        records.add_issues(self._cursor, self._kept.load_id, new.reset_index(drop=True))

    def _taken_in(self) -> pd.MultiIndex:
        query = sql("quarantine/neighbours").replace("record_table", self._table)
        return pd.MultiIndex.from_frame(self._cursor.execute(query, [self._kept.load_id]).df()[AT])

    def _count_cut(self, was: pd.DataFrame, is_now: pd.DataFrame) -> None:
        """Let the issue of a damaged column count the rows that are still cut."""
        for kind, name in _CUT_KINDS.items():
            fewer = int(was[name].sum()) - int(is_now[name].sum())
            if fewer:
                self._cursor.execute(sql("quarantine/count_cut"), [self._kept.load_id, kind, fewer])
        self._cursor.execute(sql("quarantine/drop_uncut"), [self._kept.load_id, list(_CUT_KINDS)])

    def _freed(self, others: pd.DataFrame) -> pd.DataFrame:
        """Return rows that wait though nothing KRITIS is said of them any more."""
        held = self._cursor.execute(sql("quarantine/held"), [self._kept.load_id]).df()
        return others[(others["state"] == WAITS) & ~rows_at(others, pd.MultiIndex.from_frame(held[AT]))]

    def _store(
        self, later: Verdict, own: pd.DataFrame, enters: pd.DataFrame, waits: pd.DataFrame, freed: pd.DataFrame
    ) -> None:
        """Keep the records of the rows that enter, the rows that wait on, and what is said of both."""
        coming = pd.MultiIndex.from_frame(pd.concat([enters[AT], freed[AT]]))
        taken = place(later.frame[rows_at(later.frame, coming)], self._gazetteer).assign(is_repeat=False)
        table, set_aside = table_of(self._kept), waits[[*AT, "cells", "said", "typed"]]
        checked = Checked(table, taken, own, set_aside, None)
        records.add_records(self._cursor, self._kept.load_id, self._kept.source, checked)
        key = _KEYS.get(self._kept.layout.role)
        if key:
            text = sql("quarantine/repeats").replace("record_table", self._table).replace("record_key", key)
            self._cursor.execute(text, {"load_id": self._kept.load_id, "sheets": self._kept.sheets()})
        records.place_again(self._cursor, self._gazetteer, self._tolerance_m, only=self._kept.load_id)

    def _written_down(
        self,
        before: pd.DataFrame,
        now: pd.DataFrame,
        enters: pd.DataFrame,
        freed: pd.DataFrame,
        by: Actor,
        source: str,
    ) -> None:
        """Keep what the rows said before, and write every change into the history."""
        load_id = self._kept.load_id
        said = now[[*AT, "cells"]].rename(columns={"cells": "after"}).assign(before=before["cells"])
        self._cursor.register("corrected", said)
        kept = [load_id, history.now(), by.name, by.role, source, self._source_load]
        self._cursor.execute(sql("quarantine/keep_correction"), kept)
        self._cursor.unregister("corrected")
        reason = f"perbaikan dari {source}" if source else ""
        history.note_rows(self._cursor, by, load_id, self._changes(said), reason=reason)
        self._came_in(pd.concat([enters, freed]), by, reason)

    def _came_in(self, rows: pd.DataFrame, by: Actor, reason: str) -> None:
        if rows.empty:
            return
        load_id = self._kept.load_id
        self._cursor.register("leaving", rows[[*AT, "cells", "said", "typed"]])
        self._cursor.execute(sql("quarantine/came_in"), [load_id, IN, history.now(), by.name, by.role, reason])
        self._cursor.execute(sql("quarantine/drop_waiting"), [load_id])
        self._cursor.unregister("leaving")
        changes = rows[AT].assign(field="state", before=WAITS, after=IN)
        history.note_rows(self._cursor, by, load_id, changes, reason=reason)

    def _changes(self, said: pd.DataFrame) -> pd.DataFrame:
        """Return one row per cell that has changed: ``sheet, row, field, before, after``."""
        cells = [
            (sheet, row, self._field(str(sheet), header, old), old[header], text)
            for sheet, row, before, after in said[[*AT, "before", "after"]].itertuples(index=False)
            for old in [json.loads(before)]
            for header, text in json.loads(after).items()
            if text != old.get(header)
        ]
        return pd.DataFrame(cells, columns=[*AT, "field", "before", "after"])

    def _field(self, sheet: str, header: str, cells: dict[str, str]) -> str:
        named = {name: field for field, name in self._kept.columns(sheet, list(cells)).items()}
        return named.get(header, header)
