"""Rute: trips that bring the aid to where the recipients live."""

from __future__ import annotations

from pages.parts import frame


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return


show()
