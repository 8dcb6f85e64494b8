"""Changing a plan by hand."""

from __future__ import annotations

from data.roles import Actor
from pages.parts import frame
from pages.parts.cache import Source
from pages.parts.routes_state import Shown


def show(where: Source, shown: Shown, by: Actor) -> None:
    frame.note("…")
