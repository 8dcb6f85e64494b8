"""The one button with which a table of a screen leaves the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from data.roles import ROLES
from data.takeaway import EXPORTS, Taken, may_take, release
from pages.parts import actor, cache, frame
from pages.parts.cache import Source


def button(
    where: Source,
    export: str,
    label: str,
    make: Callable[[], Taken],
    name: str,
    *,
    scope: str = "",
    mime: str | None = None,
    width: Literal["content", "stretch"] = "content",
    key: str | None = None,
) -> None:
    """Offer a file of :data:`data.takeaway.EXPORTS`; it is made, and noted in the audit, when somebody takes it.

    Parameters
    ----------
    where, export
        The database, which file.
    label, name
        What the button says, what the file is called.
    make
        Makes it.
    scope
        Of what it is, for the audit.
    mime, width, key
        As ``st.download_button`` has them.
    """
    by, store = actor.present(), cache.store_of(where)
    if not may_take(by, EXPORTS[export]):
        frame.note(f"{EXPORTS[export].label}: tidak diunduh oleh {ROLES[by.role].label}.")
        return
    st.download_button(
        label,
        lambda: release(store, export, by, make, scope=scope),
        file_name=name,
        mime=mime,
        on_click="ignore",
        width=width,
        key=key,
    )
