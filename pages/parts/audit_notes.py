"""Who came, who was turned away, who left: what the gate notes goes into the audit of the database in use."""

from __future__ import annotations

from data import audit
from data.roles import Actor
from pages.parts import cache, filters
from pages.parts.gate import notes


def begin() -> None:
    """Let the audit keep what the gate notes from now on."""
    if keep not in notes.KEEPERS:
        notes.KEEPERS.append(keep)


def keep(by: Actor, act: str, subject: str, detail: str, origin: str) -> None:
    """Write one note of the gate into the audit; without a database there is none to write into."""
    path = filters.first_database()
    if path.is_file():
        audit.record(cache.open_store(str(path)), by, act, subject, detail=detail, origin=origin)
