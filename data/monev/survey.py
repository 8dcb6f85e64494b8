"""Answers of satisfaction surveys: those of files, those typed in, and how the latter are taken back."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from data.errors import AnswersUnusable, RecordGone, StepIncomplete
from data.intake.fields import UNSUR
from data.monev.written import ACT, check_desa, needed, note, plain
from data.roles import Actor, require
from data.store import Store, sql
from data.workflow.written import come, signed

LOWEST, HIGHEST = 1, 4
SHOWN = 30


def read_answers(store: Store) -> pd.DataFrame:
    """Return all answers that count, of files and of the screen: one row per sheet of answers, the oldest first.

    Columns ``answer_id`` (missing: of a file), ``on_date``, ``desa_code`` ("" unknown), ``desa_name``, ``service``
    ("" unsaid), ``u1`` … ``u9`` (1 to 4, missing where no answer was given). Nothing about who answered.
    """
    rows = store.frame("monev/survey")
    return rows.assign(on_date=pd.to_datetime(rows["on_date"])).astype(dict.fromkeys(UNSUR, "Int8"))


def read_typed(store: Store, limit: int = SHOWN) -> pd.DataFrame:
    """Return the newest sheets typed in that count: as :func:`read_answers`, with ``by_name``, ``noted_at``."""
    return store.frame("monev/survey_typed", limit=limit)


def answers_of(text: str) -> tuple[int | None, ...]:
    """Return the answers that somebody typed in one go ("343 433 434", 0 or "-" for none).

    Raises
    ------
    AnswersUnusable
        Not nine of them, or one that is not 1, 2, 3, 4, 0 or "-".
    """
    bare = "".join(text.replace(",", " ").split())
    if len(bare) != len(UNSUR) or set(bare) - set("01234-"):
        raise AnswersUnusable(found=plain(text))
    return tuple(int(sign) if sign in "1234" else None for sign in bare)


def add_answers(
    store: Store,
    answers: tuple[int | None, ...] | list[int | None],
    *,
    desa_code: str,
    service: str,
    on_date: dt.date,
    by: Actor,
) -> int:
    """Keep one sheet of answers; return its number.

    Raises
    ------
    ActorUnnamed, ActMayNot, DateInFuture, DesaUnknown
    AnswersUnusable
        Not nine answers of 1 to 4 or none, or all of them none.
    StepIncomplete
        No service is named.
    """
    require(by, ACT)
    come(on_date)
    check_desa(store, desa_code)
    if len(answers) != len(UNSUR) or any(one is not None and not LOWEST <= one <= HIGHEST for one in answers):
        raise AnswersUnusable(found=" ".join("-" if one is None else str(one) for one in answers))
    if all(one is None for one in answers):
        raise AnswersUnusable(found="tidak ada jawaban")
    told = needed(service, "Simpan jawaban", "nama layanan")
    row = {"on_date": on_date, "desa_code": desa_code, "service": told, **dict(zip(UNSUR, answers, strict=True))}
    return add_sheets(store, pd.DataFrame([row]), by=by)[0]


def add_sheets(store: Store, sheets: pd.DataFrame, *, by: Actor) -> list[int]:
    """Keep sheets of answers that were checked: the columns of :func:`read_answers` but names and numbers."""
    require(by, ACT)
    typed = sheets[["on_date", "desa_code", "service", *UNSUR]].astype(dict.fromkeys(UNSUR, "Int8"))
    with store.write(is_change=False) as cursor:
        cursor.register("typed", typed)
        made = [int(row[0]) for row in cursor.execute(sql("monev/add_answers"), signed(by)).fetchall()]
        cursor.unregister("typed")
        note(cursor, by, made[0], "survei", after=f"{len(made)} lembar jawaban")
    return made


def take_back(store: Store, answer_id: int, *, reason: str, by: Actor) -> None:
    """Let a sheet of answers that was typed in count no longer.

    Raises
    ------
    ActorUnnamed, ActMayNot
    StepIncomplete
        No reason was given.
    RecordGone
        There is no such sheet, or it was taken back before.
    """
    require(by, ACT)
    if not plain(reason):
        raise StepIncomplete(act="Tarik jawaban", needed="alasan")
    with store.write(is_change=False) as cursor:
        wish = {"answer_id": answer_id, "reason": plain(reason)} | signed(by)
        if not cursor.execute(sql("monev/end_answer"), wish).fetchall():
            raise RecordGone(record="Lembar jawaban")
        note(cursor, by, answer_id, "survei", before="1 lembar jawaban", after="ditarik", reason=plain(reason))
