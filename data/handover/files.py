"""Returned files: looked at before anything is kept, taken in, taken back as a whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd

from data import history
from data.errors import DesaNotOwn, FileNotOpened, NothingToUndo, PlanNotChosen, ReturnedFileGone, StepIncomplete
from data.handover import faults
from data.handover.reading import Journey, read_journey
from data.handover.recording import TOLD, check_chosen, judge, keep, undo_now
from data.handover.returned import LAYOUTS, Returned, read_returned
from data.handover.states import ACT, bare
from data.roles import Actor, require
from data.store import Store, sql
from data.workflow.states import REASON
from data.workflow.written import signed
from geo.notation import long_date

TAKEN, SAME, LEFT = "dicatat", "sudah ada", "tidak dipakai"
"""What becomes of a row."""
_NAME_LENGTH = 120
_COLUMNS = (
    "position", "sheet", "row", "handle", "name", "program", "kind", "on_date", "amount", "unit", "outcome", "fault",
    "message",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class FilePreview:
    """What a returned file would change.

    ``rows``: one row per row that says something: ``sheet, row, handle, name`` (masked), ``program, kind, on_date,
    amount, unit, outcome`` (:data:`TAKEN`, :data:`SAME` or :data:`LEFT`), ``fault`` (key of
    :data:`data.handover.faults.FAULTS`), ``message``. ``file_id``: the number under which the same file was taken in
    before, ``None`` where it was not.
    """

    layout: str
    sha256: str
    rows: pd.DataFrame
    empty_count: int
    file_id: int | None

    def count(self, outcome: str) -> int:
        """Return how many rows have an outcome."""
        return int((self.rows["outcome"] == outcome).sum())

    @property
    def label(self) -> str:
        """What the kind of file is called."""
        return LAYOUTS[self.layout]


def preview_file(store: Store, plan_id: int, path: Path, *, name: str = "") -> FilePreview:
    """Return what a returned file would change; nothing is kept.

    Raises
    ------
    PlanNotChosen, DesaNotOwn
    FileNotOpened, ReturnedFileUnreadable and what reading a table raises
    """
    journey, returned, digest = _read(store, plan_id, path, name)
    with store.write(is_change=False) as cursor:
        judge(cursor, plan_id, returned.told[list(TOLD)])
        rows = _judged(cursor, journey, returned)
        others = store.count_others(cursor, "told_parcel")
        cursor.execute("DROP TABLE told_parcel")
        known = _known(cursor, plan_id, digest)
    if others:  # told here, outside the transaction: only the try to take such a file in is noted as refused
        raise DesaNotOwn(desa=store.desa_told(), count=others)
    return FilePreview(returned.layout, digest, rows, returned.empty_count, known)


def take_file(store: Store, plan_id: int, path: Path, *, by: Actor, name: str = "") -> FilePreview:
    """Record what a returned file says; rows that cannot be used are kept with their reason.

    The same file again changes nothing, nor does one that says only what stands recorded.

    Returns
    -------
    FilePreview
        What became of each row; ``file_id`` is the number of the file, ``None`` where there was nothing to keep.

    Raises
    ------
    ActorUnnamed, ActMayNot, PlanNotChosen
    DesaNotOwn
        Who takes it in works for one desa, and the file has rows of another: none of it is taken.
    FileNotOpened, ReturnedFileUnreadable and what reading a table raises
    """
    require(by, ACT)
    journey, returned, digest = _read(store, plan_id, path, name)
    with store.write(is_change=False) as cursor:
        check_chosen(cursor, plan_id)
        judge(cursor, plan_id, returned.told[list(TOLD)])
        store.check_own(cursor, "told_parcel")
        rows = _judged(cursor, journey, returned)
        known = _known(cursor, plan_id, digest)
        preview = FilePreview(returned.layout, digest, rows, returned.empty_count, known)
        if known is not None or not (preview.count(TAKEN) or preview.count(LEFT)):
            cursor.execute("DROP TABLE told_parcel")
            return preview
        cursor.execute("DELETE FROM told_parcel WHERE is_same")
        shown = (name or path.name)[:_NAME_LENGTH]
        file_id = _add(cursor, plan_id, preview, shown, by)
        keep(cursor, plan_id, by, file_id=file_id, file_name=shown)
        _keep_left(cursor, file_id, rows, returned.told)
        history.note(
            cursor, by, "rencana", str(plan_id), "penyaluran",
            after=f"{preview.count(TAKEN)} baris dari {preview.label}", reason=shown,
        )  # fmt: skip
    return FilePreview(returned.layout, digest, rows, returned.empty_count, file_id)


def take_back(store: Store, file_id: int, *, by: Actor, reason: str) -> int:
    """Take back all that a file has recorded and still stands; return of how many parcels.

    Raises
    ------
    ActorUnnamed, ActMayNot
    StepIncomplete
        No reason was given.
    ReturnedFileGone
        There is no such file, or it was taken back before.
    TripClosed
        A trip that it speaks of is closed.
    """
    require(by, ACT)
    if not bare(reason):
        raise StepIncomplete(act="Tarik berkas penyaluran", needed=REASON)
    with store.write(is_change=False) as cursor:
        acts = cursor.execute(sql("handover/acts_of_file"), {"file_id": file_id}).fetchall()
        if not acts:
            raise ReturnedFileGone(file_id=file_id)
        count = sum(_undone(cursor, act, by, reason.strip()) for (act,) in acts if act is not None)
        cursor.execute(sql("handover/end_file"), {"file_id": file_id, "reason": reason.strip()} | signed(by))
    return count


def _undone(cursor: duckdb.DuckDBPyConnection, act: int, by: Actor, reason: str) -> int:
    try:
        return undo_now(cursor, act, by, reason)
    except NothingToUndo:  # all of it was taken back one by one
        return 0


def read_files(store: Store, plan_id: int) -> pd.DataFrame:
    """Return the files that were taken in for a plan, newest first: one row per file.

    Columns ``file_id, file_name, layout, row_count, taken_count, same_count, empty_count, left_count, by_name, by_role,
    noted_at`` (UTC), ``is_back``.
    """
    return store.frame("handover/files", plan_id=plan_id)


def read_left_rows(store: Store, file_id: int) -> pd.DataFrame:
    """Return the rows of a file that could not be used.

    Columns ``sheet, row, fault, message`` and ``cells`` (JSON, unmasked).
    """
    return store.frame("handover/left_rows", file_id=file_id)


def _read(store: Store, plan_id: int, path: Path, name: str) -> tuple[Journey, Returned, str]:
    journey = read_journey(store, plan_id)
    if journey is None:
        raise PlanNotChosen(plan=plan_id)
    name = name or path.name
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileNotOpened(file=name) from error
    now_called = store.frame("handover/former_handles", plan_id=plan_id).set_index("handle")["former"]
    units = journey.parcels[["handle", "program", "unit"]]
    former = units.assign(handle=units["handle"].map(now_called)).dropna(subset="handle")
    returned = read_returned(path, plan_id=plan_id, units=pd.concat([units, former]), name=name)
    called = returned.told["handle"].replace({was: handle for handle, was in now_called.items()})
    return journey, replace(returned, told=returned.told.assign(handle=called)), digest


def _judged(cursor: duckdb.DuckDBPyConnection, journey: Journey, returned: Returned) -> pd.DataFrame:
    judged = cursor.execute(sql("handover/judged")).df()
    names = journey.parcels.drop_duplicates("handle").set_index("handle")["name"]
    rows = judged.merge(returned.told[["position", "sheet", "row"]], on="position")
    outcome = pd.Series(TAKEN, index=rows.index).mask(rows["fault"] != "", LEFT).mask(rows["is_same"], SAME)
    details = rows["delivered_on"].map(lambda day: f"tercatat {long_date(day)}", na_action="ignore")
    pairs = zip(rows["fault"], details.where(rows["fault"] == "sudah_diserahkan"), strict=True)
    messages = [faults.told(key, "" if pd.isna(detail) else detail) if key else "" for key, detail in pairs]
    made = rows.assign(name=rows["handle"].map(names).fillna(""), outcome=outcome, message=messages)
    made = made.assign(message=made["message"].where(made["outcome"] == LEFT, ""))
    return made[list(_COLUMNS)]


def _known(cursor: duckdb.DuckDBPyConnection, plan_id: int, digest: str) -> int | None:
    found = cursor.execute(sql("handover/known_file"), {"plan_id": plan_id, "sha256": digest}).fetchall()
    return int(found[0][0]) if found else None


def _add(cursor: duckdb.DuckDBPyConnection, plan_id: int, preview: FilePreview, name: str, by: Actor) -> int:
    wish = {
        "plan_id": plan_id, "file_name": name, "sha256": preview.sha256, "layout": preview.layout,
        "row_count": len(preview.rows) + preview.empty_count, "taken_count": preview.count(TAKEN),
        "same_count": preview.count(SAME), "empty_count": preview.empty_count, "left_count": preview.count(LEFT),
    }  # fmt: skip
    return int(cursor.execute(sql("handover/add_file"), wish | signed(by)).fetchall()[0][0])


def _keep_left(cursor: duckdb.DuckDBPyConnection, file_id: int, rows: pd.DataFrame, told: pd.DataFrame) -> None:
    left = rows[rows["outcome"] == LEFT].merge(told[["position", "cells"]], on="position")
    if len(left):
        cursor.register("left_row", left[["sheet", "row", "cells", "fault", "message"]])
        cursor.execute(sql("handover/keep_left"), {"file_id": file_id})
        cursor.unregister("left_row")
