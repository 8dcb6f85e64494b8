"""Rows that wait: corrected and taken in, or set aside for good; inside an open transaction."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd

from data import history
from data.errors import RowNotWaiting
from data.intake import records
from data.intake.correct_load import IN, OUT, WAITS, Correction, LoadCorrection, Outcome
from data.intake.correction_columns import check_columns, read_expected
from data.intake.correction_file import mark_of, read_corrections
from data.intake.gazetteer import read_gazetteer
from data.intake.rejudge import AT, read_kept
from data.roles import Actor, require
from data.store import sql


def apply(
    cursor: duckdb.DuckDBPyConnection, corrections: list[Correction], by: Actor, *, source: str, tolerance_m: float,
    source_load: int | None = None,
) -> Outcome:  # fmt: skip
    """Correct rows and take in those that have no KRITIS fault left.

    ``source``: the file that says so, or ``""``; ``source_load``: the number of its load.

    What is counted must be settled anew afterwards, see ``Outcome.load_ids``.
    """
    outcome = Outcome()
    gazetteer = read_gazetteer(cursor)
    for load_id in sorted({each.load_id for each in corrections}):
        mine = {each.at(): each for each in corrections if each.load_id == load_id}
        kept = read_kept(cursor, load_id)
        if kept is None:
            outcome = outcome.plus(Outcome(unknown=len(mine)))
            continue
        work = LoadCorrection(cursor, kept, gazetteer, tolerance_m, source_load=source_load)
        outcome = outcome.plus(work.correct(mine, by, source))
    return outcome


def apply_file(
    cursor: duckdb.DuckDBPyConnection, path: Path, by: Actor, *, tolerance_m: float, source_load: int
) -> tuple[Outcome, int, dict[str, object]]:
    """Take a workbook of corrections that came back.

    Return what became of its rows, how many it has, and what of it was not taken: ``added_rows, contradicted,
    missing_columns, unknown_columns, skipped_sheets``.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Who corrects must be named and may load files.
    CorrectionsMasked, CorrectionsDamaged
        The numbers in it are starred, or Excel has taken their ends.
    CorrectionsUnidentified, CorrectionsColumnsLost
        A sheet has lost the columns that say which rows it holds, or one that is to be corrected.
    """
    require(by, "muat")
    loads = cursor.execute(sql("quarantine/marks")).fetchall()
    came = read_corrections(path, {mark_of(int(number), str(sha)): int(number) for number, sha in loads})
    expected = read_expected(cursor, {each.load_id for sheet in came.sheets for each in sheet.corrections})
    checked = [check_columns(path, sheet, expected) for sheet in came.sheets]
    corrections = [each for mine, _, _ in checked for each in mine]
    outcome = apply(cursor, corrections, by, source=path.name, tolerance_m=tolerance_m, source_load=source_load)
    facts: dict[str, object] = {
        "missing_columns": sorted({name for _, missing, _ in checked for name in missing}),
        "unknown_columns": sorted({name for _, _, unknown in checked for name in unknown}),
        "added_rows": came.added,
        "contradicted": [f"baris {row}" + (f" lembar {sheet}" if sheet else "") for sheet, row in came.contradicted],
        "skipped_sheets": list(came.skipped),
    }
    row_count = len(corrections) + len(came.contradicted) + came.unknown
    return outcome.plus(Outcome(unknown=came.unknown)), row_count, facts


def leave_out(cursor: duckdb.DuckDBPyConnection, load_id: int, sheet: str, row: int, by: Actor, reason: str) -> None:
    """Set a row aside for good; :func:`put_back` undoes that.

    Raises
    ------
    RowNotWaiting
        No such row waits in a file in use.
    """
    at = _waiting_at(cursor, "set_aside", load_id, sheet, row, WAITS)
    _leave(cursor, load_id, at, OUT, by, reason)
    _note_state(cursor, load_id, at, WAITS, OUT, by, reason)


def put_back(cursor: duckdb.DuckDBPyConnection, load_id: int, sheet: str, row: int, by: Actor, reason: str) -> None:
    """Let a row wait again that was set aside for good.

    Raises
    ------
    RowNotWaiting
        No such row was set aside in a file in use.
    """
    at = _waiting_at(cursor, "set_aside_left", load_id, sheet, row, OUT)
    cursor.execute(sql("quarantine/put_back"), [load_id, sheet, row])
    cursor.execute(sql("quarantine/forget_left"), [load_id, sheet, row])
    _note_state(cursor, load_id, at, OUT, WAITS, by, reason)


def take_back(
    cursor: duckdb.DuckDBPyConnection,
    load_id: int,
    sheet: str,
    row: int,
    by: Actor,
    reason: str,
    *,
    tolerance_m: float,
    cells: str = "",
) -> Outcome:
    """Undo all corrections of a row that was taken in: it waits again with what its file says.

    ``cells``: what it said before (JSON), where that is not what its file says.

    Raises
    ------
    RowNotWaiting
        No such row was taken in by correction in a file in use.
    """
    at = _waiting_at(cursor, "set_aside_left", load_id, sheet, row, IN)
    kept = read_kept(cursor, load_id)
    if kept is None:
        raise RowNotWaiting(row=row)
    first = [(cells,)] if cells else cursor.execute(sql("quarantine/first_cells"), [load_id, sheet, row]).fetchall()
    table = records.record_table(kept.layout.role)
    cursor.execute(sql("quarantine/drop_record").replace("record_table", table), [load_id, sheet, row])
    cursor.execute(sql("quarantine/put_back"), [load_id, sheet, row])
    cursor.execute(sql("quarantine/forget_left"), [load_id, sheet, row])
    _note_state(cursor, load_id, at, IN, WAITS, by, reason)
    said = json.loads(first[0][0]) if first else {}
    work = LoadCorrection(cursor, kept, read_gazetteer(cursor), tolerance_m, is_as_written=True)
    return work.correct({(sheet, row): Correction(load_id, sheet, row, said)}, by, reason)


def undo_file(
    cursor: duckdb.DuckDBPyConnection, source_load: int, by: Actor, reason: str, *, tolerance_m: float
) -> list[int]:
    """Let the rows wait again as before that a workbook has corrected; return their loads.

    Rows that somebody has corrected or left out since stay as they are.
    """
    rows = cursor.execute(sql("quarantine/corrected_by"), [source_load]).fetchall()
    gazetteer = read_gazetteer(cursor)
    for load_id, sheet, row, before, _, state in rows:
        if state == IN:
            take_back(cursor, load_id, sheet, row, by, reason, tolerance_m=tolerance_m, cells=before)
            continue
        kept = read_kept(cursor, load_id)
        if kept:
            work = LoadCorrection(cursor, kept, gazetteer, tolerance_m, is_as_written=True)
            work.correct({(sheet, row): Correction(load_id, sheet, row, json.loads(before))}, by, reason)
    return sorted({int(row[0]) for row in rows})


def redo_file(
    cursor: duckdb.DuckDBPyConnection, source_load: int, source: str, by: Actor, *, tolerance_m: float
) -> list[int]:
    """Correct again what a workbook said of rows that still wait; return their loads."""
    rows = cursor.execute(sql("quarantine/said_by"), [source_load]).fetchall()
    corrections = [
        Correction(load_id, sheet, row, json.loads(after), is_whole=True) for load_id, sheet, row, after in rows
    ]
    apply(cursor, corrections, by, source=source, tolerance_m=tolerance_m, source_load=source_load)
    return sorted({each.load_id for each in corrections})


def _waiting_at(
    cursor: duckdb.DuckDBPyConnection, table: str, load_id: int, sheet: str, row: int, state: str
) -> pd.DataFrame:
    """Return where the one row stands, if it is in that state."""
    found = cursor.execute(sql(f"quarantine/find_{table}"), [load_id, sheet, row, state]).fetchall()
    if not found:
        raise RowNotWaiting(row=row)
    return pd.DataFrame({"sheet": [sheet], "row": [row]})


def _leave(
    cursor: duckdb.DuckDBPyConnection, load_id: int, at: pd.DataFrame, state: str, by: Actor, reason: str
) -> None:
    """Move rows from those that wait to those that wait no longer."""
    cursor.register("leaving", at[AT].drop_duplicates())
    cursor.execute(sql("quarantine/leave"), [load_id, state, history.now(), by.name, by.role, reason])
    cursor.execute(sql("quarantine/drop_waiting"), [load_id])
    cursor.unregister("leaving")


def _note_state(
    cursor: duckdb.DuckDBPyConnection, load_id: int, at: pd.DataFrame, before: str, after: str, by: Actor, reason: str
) -> None:
    changes = at.assign(field="state", before=before, after=after)
    history.note_rows(cursor, by, load_id, changes, reason=reason)
