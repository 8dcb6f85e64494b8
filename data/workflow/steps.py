"""Steps of proposals inside an open transaction: those that people make, and those that follow from files."""

from __future__ import annotations

import duckdb
import pandas as pd

from data.errors import NumberOfTwo
from data.person_keys import as_said
from data.programs import program_of
from data.roles import Actor
from data.store import Store, sql
from data.workflow.states import LEAVE, TRANSITIONS
from data.workflow.written import signed, today


def take(cursor: duckdb.DuckDBPyConnection, by: Actor, name: str, also: str = "", **params: object) -> int:
    """Make the steps that ``data/sql/workflow/<name>.sql`` finds, write them down; return how many.

    ``also``: the question that keeps what else is known of them.
    """
    cursor.execute(sql(f"workflow/{name}"), params or None)
    cursor.execute(sql("workflow/add_steps"), signed(by))
    cursor.execute(sql("workflow/note_steps"), signed(by))
    if also:
        cursor.execute(sql(f"workflow/{also}"))
    count = int(cursor.execute("SELECT count(*) FROM new_step").fetchall()[0][0])
    cursor.execute("DROP TABLE new_step")
    return count


def follow_deliveries(cursor: duckdb.DuckDBPyConnection, by: Actor) -> None:
    """Let what was handed over be "disalurkan", and no longer where the list that said so was taken back."""
    if not cursor.execute("SELECT count(*) FROM proposal").fetchall()[0][0]:
        return
    take(cursor, by, "step_undelivered", today=today())
    words, programs = _called(cursor.execute(sql("workflow/words_of_lists")).df())
    if words:
        take(cursor, by, "step_delivered", words=words, programs=programs, today=today())


def known_programs(store: Store) -> tuple[list[str], list[str]]:
    """Return how lists of deliveries call programs, and the key of each."""
    return _called(store.frame("workflow/words_of_lists"))


def _called(said: pd.DataFrame) -> tuple[list[str], list[str]]:
    keys = said["program_given"].map(program_of)
    known = keys != ""
    return list(said.loc[known, "program_given"]), list(keys[known])


def follow_handovers(cursor: duckdb.DuckDBPyConnection, by: Actor) -> None:
    """Let what was recorded as handed over be "disalurkan", and no longer where that record was taken back.

    The data version grows only where a proposal moves: recording hand-overs changes no other figure.
    """
    if cursor.execute("SELECT count(*) FROM proposal").fetchall()[0][0]:
        moved = take(cursor, by, "step_unhanded", today=today())
        moved += take(cursor, by, "step_handed", "keep_handed", today=today())
        if moved:
            Store.touch(cursor)


def follow_leavings(cursor: duckdb.DuckDBPyConnection, by: Actor, first: int) -> None:
    """Let the proposals of those who leave (from leaving number ``first`` on) be left too."""
    take(cursor, by, "step_left", first=first, origins=list(TRANSITIONS[LEAVE].origins))


def chosen(cursor: duckdb.DuckDBPyConnection, keys: list[str], question: str = "chosen") -> pd.DataFrame:
    """Return ``said, person_key, nik`` of those whom ``keys`` mean: KK numbers, NIK, keys or handles.

    Raises
    ------
    NumberOfTwo
        A number is the No. KK of one and the NIK of another.
    """
    wanted = sorted({as_said(key) for key in keys})
    found = cursor.execute(sql(f"workflow/{question}"), {"keys": wanted}).df()
    twice = found.loc[found.duplicated("said"), "said"].nunique()
    if twice:
        raise NumberOfTwo(count=twice)
    return found
