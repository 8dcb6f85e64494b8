"""The papers of an SPJ: which program needs what, what is there, what is missing and since when."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from data import history
from data.errors import DesaUnknown, SpjUnknown, StepIncomplete, TableUnusable
from data.handover import attachments
from data.handover.schedule import read_due
from data.handover.states import ACT, bare
from data.mask import mask_inside
from data.programs import PROGRAMS, program_key, program_of
from data.roles import Actor, require
from data.store import Store, sql
from data.workflow.states import REASON
from data.workflow.written import check_period, come, signed, today

TITLE_LENGTH = 80
NEEDS = {"program": "Program", "document": "Dokumen", "due_days": "Batas (hari)", "source": "Sumber"}
"""Columns of the table of what a program needs → their headers. ``document``: its label."""
_MOST_DAYS = 400


def read_checklist(store: Store, *, programs: list[str], period: str, day: dt.date | None = None) -> pd.DataFrame:
    """Return what the SPJ of a month needs, one row per program, desa with recipients, and document.

    Columns ``program, desa_code, desa_name, document_key, label, due_on`` (the day the aid was due, else the end of the
    month, and the days that the table gives), ``is_there, is_missing`` (not there and overdue), ``days_missing``,
    ``entry_count, there_at`` (UTC), ``substitute_count, unlettered_count`` (who collected for somebody, without the
    number of a letter), ``source``. A document of all desa is there in each of them.
    """
    check_period(period)
    rows = store.frame("handover/spj_needed", programs=programs, period=period)
    due = read_due(store, period).set_index("program")["due_on"]
    end = pd.Timestamp(f"{period}-01") + pd.offsets.MonthEnd(0)
    base = pd.to_datetime(rows["program"].map(due)).fillna(end)
    due_on = base + pd.to_timedelta(rows["due_days"], unit="D")
    is_there = rows["entry_count"] > 0
    late = (pd.Timestamp(day or today()) - due_on).dt.days
    is_missing = ~is_there & (late > 0)
    return rows.assign(
        due_on=due_on, is_there=is_there, is_missing=is_missing, days_missing=late.where(is_missing, 0).astype(int)
    )


def per_desa(checklist: pd.DataFrame) -> pd.DataFrame:
    """Return how complete each program and desa is, the least complete first.

    Columns ``desa_code, desa_name, program, needed_count, there_count, missing_count`` (overdue), ``complete_pct``,
    ``missing`` (labels of what is not there), ``days_missing`` (of the longest overdue).
    """
    keys = ["desa_code", "desa_name", "program"]
    open_labels = checklist["label"].where(~checklist["is_there"])
    groups = checklist.assign(open_label=open_labels).groupby(keys, sort=True)
    made = groups.agg(
        needed_count=("is_there", "size"), there_count=("is_there", "sum"), missing_count=("is_missing", "sum"),
        missing=("open_label", lambda labels: ", ".join(labels.dropna())), days_missing=("days_missing", "max"),
    ).reset_index()  # fmt: skip
    made = made.assign(complete_pct=100 * made["there_count"] / made["needed_count"])
    return made.sort_values(
        ["complete_pct", "days_missing", "desa_name"], ascending=[True, False, True], ignore_index=True
    )


def read_entries(store: Store, *, programs: list[str], period: str) -> pd.DataFrame:
    """Return what is there of the SPJ of a month, newest first: one row per entry.

    Columns ``entry_id, program, desa_code, desa_name, document_key, label, sha256`` ("" a paper in the binder),
    ``file_kind, byte_count, title, paper_number, paper_date, by_name, by_role, noted_at`` (UTC).
    """
    return store.frame("handover/spj_entries", programs=programs, period=period)


def read_files(store: Store) -> pd.DataFrame:
    """Return every kept file with how it is found: ``sha256, file_kind, title, entry_count, state``."""
    files = store.frame("handover/spj_files")
    pairs = zip(files["sha256"], files["file_kind"], strict=True)
    return files.assign(state=[attachments.look(store, sha256, kind) for sha256, kind in pairs])


def attach(
    store: Store, document_key: str, *, program: str, period: str, desa_code: str, by: Actor, content: bytes = b"",
    title: str = "", paper_number: str = "", paper_date: dt.date | None = None,
) -> int:  # fmt: skip
    """Say that a document is there, with its file or as a paper in the binder; return the number of the entry.

    Parameters
    ----------
    document_key, program, period
        Which document, of what. ``desa_code``: of one desa, "" of all.
    content
        The file; empty: a paper, which then needs its number.
    title
        What screens call it.

    Raises
    ------
    ActorUnnamed, ActMayNot, PeriodInvalid, UnknownProgram, DateInFuture
    SpjUnknown, DesaUnknown
        No table knows the document, or the desa.
    StepIncomplete
        Neither a file nor the number of a paper.
    AttachmentTooLarge, AttachmentKindUnknown, OutputUnwritable
    """
    require(by, ACT)
    check_period(period)
    _check_known(store, document_key, desa_code)
    if paper_date:
        come(paper_date)
    if not content and not bare(paper_number) and not re.search(r"\d", paper_number):
        raise StepIncomplete(act="Catat dokumen", needed="berkas, atau nomor surat yang disimpan di kantor")
    kept = attachments.keep(store, content) if content else attachments.Kept("", "", 0)
    called = mask_inside(pd.Series([" ".join(title.split())]))[0][:TITLE_LENGTH]
    wish = {
        "program": program_key(program), "period": period, "desa_code": desa_code, "document_key": document_key,
        "sha256": kept.sha256, "file_kind": kept.kind, "byte_count": kept.byte_count, "title": called,
        "paper_number": paper_number.strip(), "paper_date": paper_date,
    }  # fmt: skip
    with store.write(is_change=False) as cursor:
        entry_id = int(cursor.execute(sql("handover/spj_add"), wish | signed(by)).fetchall()[0][0])
        history.note(
            cursor,
            by,
            "spj",
            _place(wish),
            "lampiran",
            after=f"{document_key} ada",
            reason=called or paper_number.strip(),
        )
    return entry_id


def _check_known(store: Store, document_key: str, desa_code: str) -> None:
    if document_key not in set(read_documents(store)["document_key"]):
        raise SpjUnknown(found=document_key)
    known = store.frame("papers/desa")
    if desa_code and desa_code not in set(known["desa_code"]):
        raise DesaUnknown(desa=desa_code)


def _place(wish: dict[str, object]) -> str:
    return "/".join(str(wish[name]) for name in ("program", "period", "desa_code"))


def remove(store: Store, entry_id: int, *, by: Actor, reason: str) -> None:
    """Take an entry away, by an entry of its own; the file stays in its folder.

    Raises
    ------
    ActorUnnamed, ActMayNot
    StepIncomplete
        No reason was given.
    SpjUnknown
        There is no such entry, or it is gone.
    """
    require(by, ACT)
    if not bare(reason):
        raise StepIncomplete(act="Lepas dokumen", needed=REASON)
    with store.write(is_change=False) as cursor:
        wish = {"entry_id": entry_id, "reason": reason.strip()} | signed(by)
        rows = cursor.execute(sql("handover/spj_remove"), wish).fetchall()
        if not rows:
            raise SpjUnknown(found=entry_id)
        program, period, desa_code, document_key, _ = rows[0]
        history.note(
            cursor, by, "spj", f"{program}/{period}/{desa_code}", "lampiran", before=f"{document_key} ada",
            after="dilepas", reason=reason.strip(),
        )  # fmt: skip


def open_file(store: Store, entry: dict[str, object]) -> bytes:
    """Return the file of an entry (a row of :func:`read_entries`), verified.

    Raises
    ------
    AttachmentMissing, AttachmentChanged
    """
    title = str(entry["title"] or entry["label"])
    return attachments.read(store, str(entry["sha256"]), str(entry["file_kind"]), title=title)


# --- which program needs what --------------------------------------------------------------------------------


def read_documents(store: Store) -> pd.DataFrame:
    """Return the documents that an SPJ may need, in their order: ``document_key, label, only_with, position``."""
    return store.frame("handover/spj_documents")


def read_needs(store: Store) -> pd.DataFrame:
    """Return which program needs what: ``program, document_key, document`` (its label), ``due_days, source``."""
    needs = store.frame("handover/spj_needs")
    labels = read_documents(store).set_index("document_key")["label"]
    return needs.assign(document=needs["document_key"].map(labels))


def save_needs(store: Store, needs: pd.DataFrame, *, by: Actor) -> bool:
    """Keep which program needs what in the place of what stood; a new name is a new document.

    Parameters
    ----------
    needs
        The columns of :data:`NEEDS`.

    Raises
    ------
    ActorUnnamed, ActMayNot
    TableUnusable
        A program unknown, a document without a name, days that are no number, the same twice.
    """
    require(by, "atur")
    rows = needs.reindex(columns=list(NEEDS)).astype(object)
    rows = rows.where(rows.notna(), "").map(lambda cell: " ".join(str(cell).split()))
    rows = rows[rows[["program", "document"]].ne("").any(axis=1)]
    rows = rows.set_axis(range(1, len(rows) + 1))
    documents = read_documents(store)
    keys = {bare(label): key for key, label in zip(documents["document_key"], documents["label"], strict=True)}
    key = rows["document"].map(lambda label: keys.get(bare(label)) or _key_of(label))
    program, days = rows["program"].map(program_of), pd.to_numeric(rows["due_days"], errors="coerce")
    _refuse(rows, program, key, days)
    kept = rows.assign(program=program, document_key=key, due_days=days.astype(int), label=rows["document"].str[:60])
    before, after = _told(read_needs(store)), _told(kept)
    if before == after:
        return False
    with store.write() as cursor:
        cursor.register("filled", kept[["program", "document_key", "due_days", "source", "label"]])
        cursor.execute(sql("handover/spj_new_documents"))
        cursor.execute("DELETE FROM spj_need")
        cursor.execute(sql("handover/spj_fill_needs"))
        cursor.unregister("filled")
        history.note(cursor, by, "pengaturan", "spj_need", "kebutuhan", before=before, after=after)
    return True


def _key_of(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:40]


def _refuse(rows: pd.DataFrame, program: pd.Series, key: pd.Series, days: pd.Series) -> None:
    problems = [
        f"baris {number}: program tidak dikenal (yang ada {', '.join(PROGRAMS)})"
        for number in rows.index[program == ""]
    ]
    problems += [f"baris {number}: dokumen tanpa nama" for number in rows.index[key == ""]]
    is_day = days.between(0, _MOST_DAYS) & (days == days.round())
    problems += [f"baris {number}: batas harus bilangan bulat 0 sampai {_MOST_DAYS}" for number in rows.index[~is_day]]
    twice = pd.DataFrame({"program": program, "key": key}).duplicated()
    problems += [f"baris {number}: program dan dokumen berulang" for number in rows.index[twice]]
    if problems:
        raise TableUnusable(table="dokumen SPJ", problems="; ".join(problems[:5]))


def _told(needs: pd.DataFrame) -> str:
    """Return the table as one line for the history."""
    lines = needs.assign(days=needs["due_days"].astype(int))[["program", "document_key", "days", "source"]]
    grouped = [
        f"{program}: {', '.join(f'{row[1]} {row[2]} hari ({row[3]})' for row in rows.to_numpy())}"
        for program, rows in lines.sort_values(["program", "document_key"]).groupby("program")
    ]
    return "; ".join(grouped)
