"""Expected failures of the rooms ``data`` and ``analytics``; their sentences stand in ``data/messages.py``."""

from __future__ import annotations

from geo.errors import PetasalurError


class UnknownProgram(PetasalurError):
    """A program key that the registry does not hold. Facts: program, known."""
