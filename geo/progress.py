"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called with the share done (0 to 1) and an Indonesian sentence of what is being done."""


def silent(share: float, text: str) -> None:
    """Tell nobody: the default of every function that takes a ``progress``."""
