"""What all records of monev share: the act, texts without numbers of people, desa that are known, the stamp."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pandas as pd

from data import history
from data.errors import DesaUnknown, StepIncomplete
from data.mask import mask_inside
from data.roles import Actor
from data.store import Store

ACT = "monev"
"""Key in :data:`data.roles.ACTS`."""
SHORT, LONG = 80, 500
"""Letters of a name or title, and of a text."""


def plain(text: object, length: int = SHORT) -> str:
    """Return ``text`` in one line, cut, with long numbers starred: a NIK typed into a note is not kept there."""
    return str(mask_inside(pd.Series([" ".join(str(text or "").split())]))[0])[:length]


def needed(text: object, act: str, what: str, length: int = SHORT) -> str:
    """Return :func:`plain` text that must not be empty.

    Raises
    ------
    StepIncomplete
        There is nothing in it. ``act`` and ``what`` name the step and what it lacks.
    """
    said = plain(text, length)
    if not said:
        raise StepIncomplete(act=act, needed=what)
    return said


def read_desa(store: Store) -> pd.DataFrame:
    """Return every desa that is known: ``desa_code``, ``desa_name``, by name."""
    desa = store.frame("papers/desa")[["desa_code", "desa_name"]]
    return desa.drop_duplicates("desa_code").sort_values(["desa_name", "desa_code"], ignore_index=True)


def check_desa(store: Store, desa_code: str) -> None:
    """Let only a desa go on that is known.

    Raises
    ------
    DesaUnknown
    """
    if desa_code not in set(read_desa(store)["desa_code"]):
        raise DesaUnknown(desa=desa_code)


def read_stamp(store: Store) -> str:
    """Return a text that changes with every record of monev.

    Recording leaves the data version as it is, for plans and maps of coverage do not change by it: who keeps
    something that monev tells keeps it by data version and this stamp.
    """
    return store.text("monev/stamp")


def note_changes(
    cursor: duckdb.DuckDBPyConnection,
    by: Actor,
    key: object,
    field: str,
    told: Mapping[str, tuple[str, str]],
    reason: str,
) -> None:
    """Write a correction down, inside an open transaction: one change per cell; ``told``: label → before, after."""
    for label, (before, after) in told.items():
        note(
            cursor, by, key, field, before=f"{label}: {before or '-'}", after=f"{label}: {after or '-'}", reason=reason
        )


def note(cursor: duckdb.DuckDBPyConnection, by: Actor, key: object, field: str, **told: str | None) -> None:
    """Write one change down, inside an open transaction; ``told``: ``before``, ``after``, ``reason``."""
    history.note(
        cursor, by, "monev", str(key), field,
        before=told.get("before"), after=told.get("after"), reason=told.get("reason") or "",
    )  # fmt: skip
