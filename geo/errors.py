"""Expected failures of the lowest floor. Each is one class; what the reader sees stands in ``data/messages.py``."""

from __future__ import annotations


class PetasalurError(Exception):
    """An expected failure, carrying the facts its sentence needs.

    Parameters
    ----------
    **facts
        Values for the sentence: file names, counts, shares. Never a NIK, a KK number or a person's name,
        because sentences reach screens, logs and shells.
    """

    def __init__(self, **facts: object) -> None:
        super().__init__(", ".join(f"{name}={value!r}" for name, value in facts.items()))
        self.facts = facts


class UnsafeArchive(PetasalurError):
    """A zip that would unpack to far too much, or whose entries point outside it. Facts: file, found."""
