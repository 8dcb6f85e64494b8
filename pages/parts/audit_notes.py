"""Who came, who was turned away, who left: what the gate notes goes into the audit of the database in use."""

from __future__ import annotations

from data import account_notes, audit
from data.roles import Actor
from pages.parts import cache, filters, gate
from pages.parts.gate import notes


def begin() -> None:
    """Let the audit keep what the gate notes from now on."""
    if keep not in notes.KEEPERS:
        notes.KEEPERS.append(keep)


def keep(by: Actor, act: str, subject: str, detail: str, origin: str) -> None:
    """Write one note of the gate into the audit; without a database there is none to write into."""
    path = filters.first_database()
    if path.is_file():
        store = cache.open_store(str(path))
        account_notes.pass_on(gate.ACCOUNTS.path.parent, store)
        audit.record(store, by, act, subject, detail=detail, origin=origin)
