"""Rows that wait to be corrected, as a screen lists them, as a form shows one, and as a workbook takes them away."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import cast

import duckdb
import pandas as pd

from data import history
from data.audit import note_taken
from data.errors import PurposeMissing, RowNotWaiting
from data.export import DEMO_NOTE
from data.intake.correction_file import mark_of
from data.intake.fields import FIELDS, SYNONYMS, header_key
from data.intake.gazetteer import read_gazetteer
from data.intake.homes import at_home, usable
from data.intake.place import Gazetteer, place
from data.intake.rejudge import Kept, read_fields, read_kept
from data.intake.table import with_all_fields
from data.intake.values import parse
from data.mask import mask_inside, mask_name, mask_number
from data.papers.correction_sheets import CorrectionRow, corrections_as_workbook
from data.papers.make import require_whole
from data.roles import Actor
from data.store import Store, sql
from geo.errors import AmbiguousCodeSystem, UnknownCodes
from geo.regions import System

NO_DESA = ""
"""The desa of rows that say nothing of a place that is known."""
_WHOLE = "mengunduh baris yang menunggu"
_OPEN = frozenset(FIELDS) - {"nik", "no_kk", "name"}
"""Fields that anybody may read."""
_AT = ["load_id", "sheet", "row"]


@dataclass(frozen=True)
class Cell:
    """One cell of a row that waits. ``shown``: starred unless ``is_whole``; ``reasons``: what is wrong, what to do."""

    header: str
    label: str
    shown: str
    is_whole: bool
    reasons: tuple[tuple[str, str], ...] = ()


def read_waiting(store: Store) -> pd.DataFrame:
    """Return the rows that wait, in the order of their files, without what stands in them.

    One row per row of a file: ``load_id, file, file_kind, program, period, sheet, row, name`` (masked), ``number``
    (masked NIK, else KK), ``reasons, remedies, fields`` (list of the fields at fault), ``kinds`` (list), ``desa_code``
    and ``desa_name``, ``""`` where neither the row says it nor its KK number or NIK leads to a family.
    """
    with store.read() as cursor:
        rows = cursor.execute(sql("quarantine/waiting"), [None]).df()
        rows = rows.join(_read_as(cursor, rows))
    masked = rows.assign(name=mask_name(rows["name"]), number=mask_number(rows["number"]))
    return masked.drop(columns=["cells", "said", "typed", "sha256"])


def read_done(store: Store) -> pd.DataFrame:
    """Return the rows that wait no longer, newest first.

    ``load_id, file, sheet, row, state`` (masuk: taken in, tidak dimuat: set aside for good), ``left_at`` (UTC),
    ``by_name, reason``.
    """
    return store.frame("quarantine/left")


def read_cells(store: Store, load_id: int, sheet: str, row: int, *, is_masked: bool = True) -> list[Cell]:
    """Return the cells of a row that waits, those at fault first.

    Raises
    ------
    RowNotWaiting
        No such row waits.
    """
    with store.read() as cursor:
        kept = read_kept(cursor, load_id)
        rows = cursor.execute(sql("quarantine/waiting"), [load_id]).df()
        faults = cursor.execute(sql("quarantine/faults"), [load_id, sheet, row]).fetchall()
    mine = rows[(rows["sheet"] == sheet) & (rows["row"] == row)]
    if kept is None or mine.empty:
        raise RowNotWaiting(row=row)
    cells = json.loads(mine["cells"].iloc[0])
    fields = {header: field for field, header in kept.columns(sheet, list(cells)).items()}
    told: dict[str, list[tuple[str, str]]] = {}
    for field, message, remedy in faults:
        told.setdefault(str(field), []).append((str(message), str(remedy)))
    made = [_cell(str(header), str(text or ""), fields.get(header), told, is_masked) for header, text in cells.items()]
    return sorted(made, key=lambda cell: (not cell.reasons, cell.header not in fields))


def note_seen(store: Store, load_id: int, sheet: str, row: int, *, by: Actor, purpose: str) -> None:
    """Write down that somebody has seen a row's whole numbers, and what for.

    Raises
    ------
    ActorUnnamed, ActMayNot, PurposeMissing
    """
    _check_whole(by, purpose)
    seen = pd.DataFrame({"sheet": [sheet], "row": [row], "field": "dibuka", "before": None, "after": "nomor lengkap"})
    with store.write(is_change=False) as cursor:
        history.note_rows(cursor, by, load_id, seen, reason=purpose.strip())


def download_waiting(
    store: Store, *, by: Actor, purpose: str = "", desa_code: str | None = None, is_masked: bool = False
) -> tuple[bytes, int]:
    """Return the rows that wait as a workbook to correct in Excel and load again, and how many they are.

    ``desa_code``: of one desa only, ``""``: of those whose desa is not known. Whole numbers leave the program only with
    a purpose, which is written down; with starred ones the workbook can be read, but not be loaded again.

    Raises
    ------
    ActorUnnamed, ActMayNot, PurposeMissing
        Whole numbers are for named persons of some roles, who say what for.
    """
    if not is_masked:
        _check_whole(by, purpose)
    with store.read() as cursor:
        rows = cursor.execute(sql("quarantine/waiting"), [None]).df()
        rows = rows.join(_read_as(cursor, rows))
        rows = rows if desa_code is None else rows[rows["desa_code"] == desa_code]
        loads = {int(number): read_kept(cursor, int(number)) for number in rows["load_id"].unique()}
    if not is_masked:
        with store.write(is_change=False) as cursor:
            what = f"perbaikan {desa_code or ''}".strip()
            history.note(cursor, by, "dokumen", what, "diunduh", after=f"{len(rows)} baris", reason=purpose.strip())
    content = corrections_as_workbook(
        _rows_of(rows, loads, is_masked=is_masked), is_masked=is_masked, note=DEMO_NOTE if store.is_demo() else "",
        made_at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
    )  # fmt: skip
    if is_masked:
        note_taken(store, by, "Baris yang menunggu perbaikan", len(rows))
    return content, len(rows)


def _check_whole(by: Actor, purpose: str) -> None:
    require_whole(by)
    if not purpose.strip():
        raise PurposeMissing(act=_WHOLE)


def _cell(header: str, text: str, field: str | None, told: dict[str, list[tuple[str, str]]], is_masked: bool) -> Cell:
    shown = _masked(header, text, field) if is_masked else text
    label = FIELDS[field].label if field else header
    return Cell(header, label, shown, shown == text, tuple(told.get(field or "", ())))


def _masked(header: str, text: str, field: str | None) -> str:
    """Return a cell as anybody may read it; of columns that nobody knows the first letters."""
    field = field or SYNONYMS.get(header_key(header))
    one = pd.Series([text], dtype="str")
    if field in _OPEN:
        return str(mask_inside(one).iloc[0])
    is_number = field in {"nik", "no_kk"} or sum(letter.isdigit() for letter in text) >= 6  # noqa: PLR2004  a phone's
    return str((mask_number(one) if is_number and field != "name" else mask_name(one)).iloc[0])


def _rows_of(rows: pd.DataFrame, loads: dict[int, Kept | None], *, is_masked: bool) -> list[CorrectionRow]:
    return [
        _row(each, loads[int(each["load_id"])], is_masked=is_masked)
        for each in rows.to_dict("records")
    ]  # fmt: skip


def _row(each: dict[str, object], kept: Kept | None, *, is_masked: bool) -> CorrectionRow:
    cells = {str(header): str(text or "") for header, text in json.loads(str(each["cells"])).items()}
    columns = kept.columns(str(each["sheet"]), list(cells)) if kept else {}
    fields = {header: field for field, header in columns.items()}
    shown = {name: _masked(name, text, fields.get(name)) for name, text in cells.items()} if is_masked else cells
    at_fault = frozenset(columns.get(str(field), "") for field in cast("list[object]", each["fields"]))
    return CorrectionRow(
        mark=mark_of(int(str(each["load_id"])), str(each["sha256"])), file=str(each["file"]), sheet=str(each["sheet"]),
        row=int(str(each["row"])), desa=str(each["desa_name"]) or "desa tidak diketahui", reasons=str(each["reasons"]),
        remedies=str(each["remedies"]), cells=shown, at_fault=at_fault,
    )  # fmt: skip


def _read_as(cursor: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> pd.DataFrame:
    """Return name, number and desa of rows that wait, as far as known: ``name, number, desa_code, desa_name``."""
    gazetteer = read_gazetteer(cursor)
    names = gazetteer.regions.desa["desa_name"]
    empty = pd.DataFrame("", index=rows.index, columns=["name", "number", "no_kk", "nik", "desa_code"], dtype="str")
    parts = [empty.loc[[]]]
    for load_id, mine in rows.groupby("load_id"):
        kept = read_kept(cursor, int(str(load_id)))
        parts.append(_said_by(kept, mine, gazetteer) if kept else empty.loc[mine.index])
    found = pd.concat(parts).reindex(rows.index)
    no_kk, nik = usable(found.pop("no_kk")), usable(found.pop("nik"))
    numbers = sorted({*no_kk.dropna(), *nik.dropna()})
    homes = cursor.execute(sql("quarantine/homes"), {"numbers": numbers}).df()
    found = found.assign(desa_code=at_home(found["desa_code"], no_kk, nik, homes))
    return found.assign(desa_name=found["desa_code"].map(names).fillna(found["desa_code"]).astype("str"))


def _said_by(kept: Kept, rows: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    frame = parse(with_all_fields(read_fields(kept, rows)))
    seen = replace(gazetteer, code_system=cast("System | None", kept.facts.get("code_system")))
    try:
        placed = place(frame, seen)
    except (AmbiguousCodeSystem, UnknownCodes):  # the codes say nothing: the names may
        placed = place(frame.assign(desa_code=""), seen)
    number = frame["nik"].where(frame["nik"] != "", frame["no_kk"])
    desa = placed["placed_code"].astype("object").fillna(NO_DESA)
    whole = {name: frame[name].mask(frame[f"{name}_cut"], "") for name in ("no_kk", "nik")}
    return pd.DataFrame({"name": frame["name"], "number": number, **whole, "desa_code": desa.astype("str")})
