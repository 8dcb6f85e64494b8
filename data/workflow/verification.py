"""The yearly verification: who is due, and what was found, recorded on the screen or by a returned list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from data.errors import NothingChosen, NotKnownHere, ResultsUnreadable
from data.intake import values
from data.intake.read import read_sheets
from data.mask import mask_key, mask_name
from data.programs import program_label
from data.roles import ACTS, Actor, require
from data.settings import read_settings
from data.store import Store, sql
from data.workflow import leaving, steps
from data.workflow.risk import score
from data.workflow.states import RESULTS
from data.workflow.written import come, signed, today

ACT = "verifikasi"
CODE, RESULT, DAY, NOTE = "Kode", "Hasil", "Tanggal", "Catatan"
"""Columns of a list that goes out to the desa and comes back filled in."""
_SHOWN_PROBLEMS = 5


def read_due(
    store: Store, *, desa_code: str = "", with_poor: bool = False, day: dt.date | None = None, is_masked: bool = True
) -> pd.DataFrame:
    """Return who is to be verified, by risk; masked unless a paper needs names and ``person_key`` whole.

    Due is who is on a list of the twelve months up to the newest (and with ``with_poor`` every poor family), has not
    left, and was never verified, or longer ago than the setting ``verify_months``, or not found.

    One row per family (or person of no known family): ``handle``, ``no_kk`` and ``name`` (masked), ``desa_code``,
    ``desa_name``, ``dusun``, ``rt``, ``rw``, ``desil``, ``programs`` (in words), ``verified_on``, ``result`` (in
    words), ``score``, ``reasons`` (see :func:`data.workflow.risk.score`).
    """
    settings, now = read_settings(store), day or today()
    rows = store.frame(
        "workflow/due",
        today=now,
        months=int(float(str(settings["verify_months"]))),
        with_poor=with_poor,
        poor_desil_max=settings["poor_desil_max"],
        desa_code=desa_code,
        unsettled=[key for key, result in RESULTS.items() if not result.is_settled],
    )
    rows = rows.join(score(rows, now))
    names = {key: result.label for key, result in RESULTS.items()}
    if is_masked:
        masked = {"no_kk": mask_key(rows["person_key"]), "name": mask_name(rows["name"])}
        rows = rows.assign(**masked).drop(columns="person_key")
    shown = rows.assign(
        programs=rows["programs"].map(lambda keys: ", ".join(program_label(key) for key in keys)),
        result=rows["result"].map(names),
    )
    return shown.drop(columns="flags").sort_values("score", ascending=False, kind="stable").reset_index(drop=True)


def due_per_desa(due: pd.DataFrame) -> pd.DataFrame:
    """Return how many are due where, most first: ``desa_code``, ``desa_name``, ``due_count``, ``score_sum``."""
    groups = due.groupby(["desa_code", "desa_name"], sort=True)["score"].agg(["size", "sum"]).reset_index()
    named = groups.rename(columns={"size": "due_count", "sum": "score_sum"})
    return named.sort_values(["due_count", "score_sum", "desa_name"], ascending=[False, False, True], ignore_index=True)


def record(
    store: Store, keys: Sequence[str], result: str, *, by: Actor, on_date: dt.date | None = None, note: str = ""
) -> int:
    """Record one result for many families (KK numbers, NIK or handles); return for how many.

    Who died, moved or is no longer entitled leaves on that day (see :func:`data.workflow.leaving.leave`).

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture, NothingChosen, NotKnownHere
    """
    require(by, ACT)
    told = pd.DataFrame({"said": sorted(set(keys)), "result": RESULTS[result].key, "note": note.strip()})
    return _record(store, told.assign(on_date=come(on_date or today())), by, "")


def record_file(store: Store, path: Path, *, by: Actor, name: str = "") -> int:
    """Record the results of a returned list, all of them or none; rows without a result are left. Return how many.

    Raises
    ------
    ActorUnnamed, ActMayNot, NothingChosen, NotKnownHere
    ResultsUnreadable
        The columns are missing, or a row has a result that nobody knows or no date that has come.
    """
    require(by, ACT)
    name = name or path.name
    filled, problems = read_results(path, name)
    if problems:
        raise ResultsUnreadable(file=name, problems="; ".join(problems[:_SHOWN_PROBLEMS]))
    return _record(store, filled, by, name)


def _record(store: Store, told: pd.DataFrame, by: Actor, source: str) -> int:
    if told.empty:
        raise NothingChosen(act=ACTS[ACT])
    with store.write() as cursor:
        found = steps.chosen(cursor, list(told["said"]))
        missing = len(set(told["said"]) - set(found["said"]))
        if missing:
            raise NotKnownHere(count=missing)
        results = found.drop(columns="nik").merge(told, on="said").drop_duplicates("person_key")
        cursor.register("results", results)
        cursor.execute(sql("workflow/verify"), {"source": source} | signed(by))
        cursor.execute(sql("workflow/note_verifications"), {"source": source} | signed(by))
        cursor.unregister("results")
        _let_leave(cursor, by, results)
    return len(results)


def _let_leave(cursor: duckdb.DuckDBPyConnection, by: Actor, results: pd.DataFrame) -> None:
    """Let those leave of whom the verification says so, one cause and day at a time."""
    causes = results["result"].map({key: result.cause for key, result in RESULTS.items()})
    gone = results.assign(cause=causes)[causes != ""]
    for (cause, day), people in gone.groupby(["cause", "on_date"]):
        leaving.leave_now(
            cursor, by, people, cause=str(cause), left_on=pd.Timestamp(day).date(), note="hasil verifikasi"
        )


def sheet_to_fill(due: pd.DataFrame) -> pd.DataFrame:
    """Return the list that goes to the desa: who is due, with empty columns for result, date and note.

    ``Kode`` finds the row again when the list comes back: the masked numbers cannot.
    """
    shown = {
        CODE: "handle", "No. KK": "no_kk", "Nama": "name", "Desa": "desa_name", "Dusun": "dusun", "RT": "rt",
        "RW": "rw", "Program": "programs", "Skor risiko": "score", "Alasan": "reasons",
    }  # fmt: skip
    sheet = pd.DataFrame({title: due[column] for title, column in shown.items()})
    return sheet.assign(**{RESULT: "", DAY: "", NOTE: ""})


def read_results(path: Path, name: str) -> tuple[pd.DataFrame, list[str]]:
    """Return what a returned list says and what is wrong with it.

    One row per row with a result: ``said`` (handle), ``result``, ``on_date``, ``note``. Problems name their rows.
    """
    tables = [table for sheet in read_sheets(path, name=name) if (table := _table(sheet.cells)) is not None]
    if not tables:
        return pd.DataFrame(), [f"kolom {CODE}, {RESULT} dan {DAY} tidak ada"]
    rows = pd.concat(tables)
    rows = rows[rows[RESULT].str.strip() != ""]
    words = {label: key for key, result in RESULTS.items() for label in (key.replace("_", " "), result.label.lower())}
    results = rows[RESULT].str.strip().str.lower().str.replace("_", " ").map(words)
    days = pd.to_datetime(values.date(rows[DAY]))
    is_come = days <= pd.Timestamp(today())
    problems = [f"baris {row}: hasil tidak dikenal" for row in rows.index[results.isna()]]
    problems += [f"baris {row}: tanggal kosong, salah atau belum tiba" for row in rows.index[~is_come]]
    problems += [f"baris {row}: kode berulang" for row in rows.index[rows[CODE].duplicated()]]
    told = pd.DataFrame(
        {"said": rows[CODE].str.strip(), "result": results, "on_date": days.dt.date, "note": rows[NOTE]}
    )
    return told, problems


def _table(cells: pd.DataFrame) -> pd.DataFrame | None:
    """Return the rows under the row of headers; ``None`` where a sheet has no such row."""
    is_header = cells.eq(CODE).any(axis=1) & cells.eq(RESULT).any(axis=1) & cells.eq(DAY).any(axis=1)
    if not is_header.any():
        return None
    top = is_header.idxmax()
    below = cells.loc[top:].iloc[1:].set_axis(list(cells.loc[top]), axis=1)
    below = below.loc[:, ~below.columns.duplicated()]
    return below.reindex(columns=[CODE, RESULT, DAY, NOTE], fill_value="").fillna("")
