"""What a person does to rows that wait, each act in one transaction: correct, leave out, let wait again, undo."""

from __future__ import annotations

from data.errors import DemoIsClosed
from data.intake import quarantine
from data.intake.correct_load import Correction, Outcome
from data.intake.load import settle
from data.roles import Actor, require
from data.settings import read_settings
from data.store import Store


def correct_rows(store: Store, corrections: list[Correction], *, by: Actor) -> Outcome:
    """Correct rows that wait and take in those that have no KRITIS fault left.

    A row is judged as if its file had said so from the start, by all checks. It keeps the number of its load, its sheet
    and its row: taking the load back takes it along.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Who corrects must be named and may load files.
    DemoIsClosed
        The invented families of the demo are not corrected.
    """
    _check(store, by)
    tolerance_m = float(str(read_settings(store)["outside_tolerance_m"]))
    with store.write() as cursor:
        outcome = quarantine.apply(cursor, corrections, by, source="", tolerance_m=tolerance_m)
        if outcome.load_ids:
            settle(cursor, by, list(outcome.load_ids))
    return outcome


def leave_out_row(store: Store, load_id: int, sheet: str, row: int, *, by: Actor, reason: str) -> None:
    """Set a row that waits aside for good; :func:`put_back_row` undoes that.

    Raises
    ------
    ActorUnnamed, ActMayNot, DemoIsClosed, RowNotWaiting
    """
    _check(store, by)
    with store.write() as cursor:
        quarantine.leave_out(cursor, load_id, sheet, row, by, reason)


def put_back_row(store: Store, load_id: int, sheet: str, row: int, *, by: Actor, reason: str = "") -> None:
    """Let a row wait again that was set aside for good.

    Raises
    ------
    ActorUnnamed, ActMayNot, DemoIsClosed, RowNotWaiting
    """
    _check(store, by)
    with store.write() as cursor:
        quarantine.put_back(cursor, load_id, sheet, row, by, reason)


def take_back_row(store: Store, load_id: int, sheet: str, row: int, *, by: Actor, reason: str = "") -> None:
    """Undo the corrections of a row that was taken in: it waits again with what its file says.

    Raises
    ------
    ActorUnnamed, ActMayNot, DemoIsClosed, RowNotWaiting
    """
    _check(store, by)
    tolerance_m = float(str(read_settings(store)["outside_tolerance_m"]))
    with store.write() as cursor:
        quarantine.take_back(cursor, load_id, sheet, row, by, reason, tolerance_m=tolerance_m)
        settle(cursor, by, [load_id], reason)


def _check(store: Store, by: Actor) -> None:
    require(by, "muat")
    if store.is_demo():
        raise DemoIsClosed(file=store.path.name)
