"""Complaints: those of files, those told at the office, and every step taken since. Who complained is not kept."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from data.errors import RecordGone, StepIncomplete, TableUnusable
from data.mask import mask_inside
from data.monev.written import ACT, LONG, SHORT, check_desa, needed, note, note_changes, plain, read_desa
from data.roles import Actor, require
from data.store import Store, sql
from data.workflow.written import come, signed, today
from geo.notation import long_date

CHANNELS = {
    "langsung": "Datang ke kantor", "rapat": "Rapat atau musdes", "telepon": "Telepon atau WhatsApp", "surat": "Surat",
    "kotak": "Kotak saran", "berkas": "Dari berkas",
}  # fmt: skip
"""How a complaint came in: key → what screens call it."""
OF_FILES = "berkas"
OTHER = "lain"
"""Key of the kind that no words lead to."""
ANSWER, TASK, NEWS, CLOSE, REOPEN, TAKE_BACK = "jawab", "tugas", "kabar", "tutup", "buka", "batal"
CORRECT = "betulkan"
STEPS = {
    ANSWER: "Jawaban", TASK: "Tindak lanjut ditugaskan", NEWS: "Kabar tindak lanjut", CLOSE: "Ditutup",
    REOPEN: "Dibuka lagi", TAKE_BACK: "Ditarik (salah catat)", CORRECT: "Catatan dibetulkan",
}  # fmt: skip
"""What may become of a complaint: key → what screens call it."""
STATES = {"terbuka": "Terbuka", "berjalan": "Berjalan", "selesai": "Selesai", "batal": "Batal"}
"""How a task or an action stands: key → what screens call it."""
OPEN_STATES = ("terbuka", "berjalan")
KINDS = {"label": "Kategori", "words": "Kata kunci"}
"""Columns of the table of kinds → their headers."""


_STEP = {"task_id": None, "said": "", "owner": "", "due_on": None, "state": ""}
"""What a step leaves unsaid."""


def read_complaints(store: Store) -> pd.DataFrame:
    """Return all complaints that count, the oldest first.

    One row per complaint: ``complaint_key``, ``on_date``, ``desa_code`` ("" unknown), ``desa_name``, ``kind_key``
    and ``kind`` (of :func:`read_kinds`; that of a file follows from its words), ``category`` (as the file calls it),
    ``said`` (numbers starred; for the office's own page only), ``channel``, ``is_closed``, ``closed_on``, ``answer``,
    ``answered_on``, ``task_count`` (open ones), ``owner`` and ``due_on`` of the one due first.
    """
    rows = store.frame("monev/complaints")
    kinds = read_kinds(store)
    key = rows["kind_key"].where(rows["kind_key"] != "", kind_of(rows["category"], kinds))
    key = key.where(key.isin(kinds["kind_key"]), OTHER)
    days = {name: pd.to_datetime(rows[name]) for name in ("on_date", "closed_on", "answered_on", "due_on")}
    labels = kinds.set_index("kind_key")["label"]
    return rows.assign(kind_key=key, kind=key.map(labels), said=mask_inside(rows["said"]), **days)


def kind_of(categories: pd.Series, kinds: pd.DataFrame) -> pd.Series:
    """Return the kind that each category of a file speaks of: the first whose words it holds, else :data:`OTHER`."""
    text = categories.fillna("").str.lower().str.replace("_", " ")
    found = pd.Series(OTHER, index=text.index, dtype="str")
    for row in kinds.iloc[::-1].to_dict("records"):  # a handful of kinds: the first of them has the last word
        words = [row["label"], *str(row["words"]).split(";")]
        pattern = "|".join(re.escape(word.strip().lower()) for word in words if word.strip())
        found = found.mask(text.str.contains(pattern), str(row["kind_key"]))
    return found


def read_steps(store: Store, complaint_key: str) -> pd.DataFrame:
    """Return what became of a complaint, oldest first: one row per step.

    Columns ``step_id, kind`` (key of :data:`STEPS`), ``task_id, on_date, said, owner, due_on, state, by_name, by_role,
    noted_at`` (UTC).
    """
    return store.frame("monev/complaint_steps", complaint_key=complaint_key)


def read_kinds(store: Store) -> pd.DataFrame:
    """Return what complaints may be about: ``kind_key, label, words``."""
    return store.frame("monev/complaint_kinds")


def add_complaint(
    store: Store, said: str, *, kind_key: str, desa_code: str, channel: str, on_date: dt.date, by: Actor
) -> str:
    """Keep a complaint told at the office; return its key.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture, DesaUnknown
    StepIncomplete
        Nothing is said, or of no known kind or channel.
    """
    require(by, ACT)
    wish = _complaint(store, "Catat pengaduan", said, kind_key, desa_code, channel, on_date) | signed(by)
    with store.write(is_change=False) as cursor:
        key = f"m{cursor.execute(sql('monev/add_complaint'), wish).fetchall()[0][0]}"
        note(cursor, by, key, "pengaduan", after="dicatat")
    return key


def correct(
    store: Store,
    complaint_key: str,
    said: str,
    *,
    kind_key: str,
    desa_code: str,
    channel: str,
    on_date: dt.date,
    reason: str,
    by: Actor,
) -> bool:
    """Let a complaint told at the office stand as it is told now; return whether anything changed.

    How it stood before is kept; that it was corrected is a step of it. Complaints of files are corrected in their file.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture, DesaUnknown
    StepIncomplete
        No reason, nothing said, or of no known kind or channel.
    RecordGone
        There is no such complaint, or it is of a file.
    """
    require(by, ACT)
    act = "Betulkan pengaduan"
    wish = _complaint(store, act, said, kind_key, desa_code, channel, on_date)
    why = needed(reason, act, "alasan", LONG)
    known = read_complaints(store).set_index("complaint_key")
    if complaint_key not in known.index or not complaint_key.startswith("m"):
        raise RecordGone(record="Pengaduan dari layar")
    told = _differences(store, known.loc[complaint_key], wish)
    if not told:
        return False
    with store.write(is_change=False) as cursor:
        who, number = signed(by), int(complaint_key[1:])
        cursor.execute(sql("monev/keep_complaint"), {"complaint_id": number, "now": who["now"]})
        cursor.execute(sql("monev/correct_complaint"), wish | who | {"complaint_id": number})
        step = _STEP | {"complaint_key": complaint_key, "kind": CORRECT, "on_date": today(), "said": why}
        cursor.execute(sql("monev/add_complaint_step"), step | who)
        note_changes(cursor, by, complaint_key, "pengaduan", told, why)
    return True


def _complaint(
    store: Store, act: str, said: str, kind_key: str, desa_code: str, channel: str, on_date: dt.date
) -> dict[str, object]:
    come(on_date)
    check_desa(store, desa_code)
    if kind_key not in set(read_kinds(store)["kind_key"]) or channel not in CHANNELS:
        raise StepIncomplete(act=act, needed="kategori dan saluran")
    return {
        "on_date": on_date, "desa_code": desa_code, "kind_key": kind_key, "channel": channel,
        "said": needed(said, act, "isi pengaduan", LONG),
    }  # fmt: skip


def _differences(store: Store, was: pd.Series, wish: dict[str, object]) -> dict[str, tuple[str, str]]:
    """Return what differs: label → before, after; of the text only that it does, for the history is no place for it."""
    kinds = read_kinds(store).set_index("kind_key")["label"].to_dict()
    desa = read_desa(store).set_index("desa_code")["desa_name"].to_dict()
    words: dict[str, tuple[str, dict]] = {
        "desa_code": ("Desa", desa), "kind_key": ("Kategori", kinds), "channel": ("Saluran", CHANNELS),
    }  # fmt: skip
    told = {
        label: (str(of.get(was[key], was[key])), str(of.get(wish[key], wish[key])))
        for key, (label, of) in words.items()
        if was[key] != wish[key]
    }
    day = was["on_date"].date()
    if day != wish["on_date"]:
        told["Tanggal"] = (long_date(day), long_date(dt.date.fromisoformat(str(wish["on_date"]))))
    return told | ({"Isi": ("semula", "dibetulkan")} if was["said"] != wish["said"] else {})


def answer(store: Store, complaint_key: str, said: str, *, on_date: dt.date, by: Actor) -> None:
    """Keep what was answered. Raises as :func:`close`."""
    _step(store, complaint_key, ANSWER, by, on_date=on_date, said=needed(said, STEPS[ANSWER], "isi jawaban", LONG))


def give_task(
    store: Store, complaint_key: str, said: str, *, owner: str, due_on: dt.date | None, on_date: dt.date, by: Actor
) -> int:
    """Give somebody something to do about a complaint until a day; return the number of the task.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture, RecordGone
    StepIncomplete
        Nothing to do is said, nobody to do it, or no day.
    """
    if due_on is None:
        raise StepIncomplete(act=STEPS[TASK], needed="batas waktu")
    told = {
        "said": needed(said, STEPS[TASK], "apa yang dikerjakan", LONG),
        "owner": needed(owner, STEPS[TASK], "penanggung jawab"),
    }
    return _step(store, complaint_key, TASK, by, on_date=on_date, due_on=due_on, state="terbuka", **told)


def tell_task(
    store: Store, complaint_key: str, task_id: int, state: str, *, said: str = "", on_date: dt.date, by: Actor
) -> None:
    """Keep how a task stands: a key of :data:`STATES`. Raises as :func:`close`."""
    if state not in STATES:
        raise StepIncomplete(act=STEPS[NEWS], needed="keadaan")
    _step(store, complaint_key, NEWS, by, on_date=on_date, task_id=task_id, state=state, said=plain(said, LONG))


def close(store: Store, complaint_key: str, *, said: str = "", on_date: dt.date, by: Actor) -> None:
    """Close a complaint.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture
    RecordGone
        There is no such complaint.
    """
    _step(store, complaint_key, CLOSE, by, on_date=on_date, said=plain(said, LONG))


def reopen(store: Store, complaint_key: str, *, reason: str, on_date: dt.date, by: Actor) -> None:
    """Open a closed complaint again, for a reason. Raises as :func:`close`, and ``StepIncomplete`` without reason."""
    _step(store, complaint_key, REOPEN, by, on_date=on_date, said=needed(reason, STEPS[REOPEN], "alasan", LONG))


def take_back(store: Store, complaint_key: str, *, reason: str, on_date: dt.date, by: Actor) -> None:
    """Let a complaint that was typed in by mistake count no longer; those of files go with their file."""
    if not complaint_key.startswith("m"):
        raise RecordGone(record="Pengaduan dari layar")
    _step(store, complaint_key, TAKE_BACK, by, on_date=on_date, said=needed(reason, STEPS[TAKE_BACK], "alasan", LONG))


def _step(store: Store, complaint_key: str, kind: str, by: Actor, *, on_date: dt.date, **told: object) -> int:
    require(by, ACT)
    come(on_date)
    wish = {"complaint_key": complaint_key, "kind": kind, "on_date": on_date} | _STEP | told | signed(by)
    with store.write(is_change=False) as cursor:
        made = cursor.execute(sql("monev/add_complaint_step"), wish).fetchall()
        if not made:
            raise RecordGone(record="Pengaduan atau tindak lanjutnya")
        note(cursor, by, complaint_key, "pengaduan", after=STEPS[kind].lower())
    return int(made[0][0])


def save_kinds(store: Store, kinds: pd.DataFrame, *, by: Actor) -> bool:
    """Keep what complaints may be about (``label, words``), in this order; return whether anything changed.

    A kind keeps its key while it keeps its name; one without complaints may go. :data:`OTHER` always stays.

    Raises
    ------
    ActorUnnamed, ActMayNot
    TableUnusable
        A name twice, or one gone that complaints are kept under.
    """
    require(by, "atur")
    was = read_kinds(store)
    rows = kinds.reindex(columns=list(KINDS)).fillna("").astype(str)
    rows = rows.map(lambda cell: plain(cell, SHORT * 2))
    rows = rows[rows["label"] != ""].reset_index(drop=True)
    known = dict(zip(was["label"], was["kind_key"], strict=True))
    free = iter(f"k{number}" for number in range(1, 1000) if f"k{number}" not in set(was["kind_key"]))
    rows = rows.assign(kind_key=[known.get(label) or next(free) for label in rows["label"]])
    _refuse(store, rows)
    if rows[["kind_key", "label", "words"]].equals(was):
        return False
    with store.write(is_change=False) as cursor:
        cursor.execute("DELETE FROM complaint_kind")
        cursor.register("filled", rows.assign(position=range(1, len(rows) + 1)))
        cursor.execute("INSERT INTO complaint_kind BY NAME SELECT * FROM filled")
        cursor.unregister("filled")
        note(cursor, by, "complaint_kind", "kategori", before=_told(was), after=_told(rows))
    return True


def _refuse(store: Store, rows: pd.DataFrame) -> None:
    typed = store.frame("monev/complaints")["kind_key"]
    gone = sorted({*typed[typed != ""], OTHER} - set(rows["kind_key"]))
    labels = read_kinds(store).set_index("kind_key")["label"]
    problems = [f"{labels[key]} masih dipakai" for key in gone]
    problems += [f"{label} berulang" for label in rows.loc[rows["label"].duplicated(), "label"]]
    if problems:
        raise TableUnusable(table="kategori pengaduan", problems="; ".join(problems[:5]))


def _told(kinds: pd.DataFrame) -> str:
    return "; ".join(f"{label} ({words})" for label, words in zip(kinds["label"], kinds["words"], strict=True))
