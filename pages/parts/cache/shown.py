"""What screens show of what is kept, made once: tables as they are written, words of choices, headings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar, cast

import streamlit as st

from data.workflow.written import today
from pages.parts.cache import Source

Shown = TypeVar("Shown")


def shown(make: Callable[..., Shown], source: Source, *args: object) -> Shown:
    """Return ``make(source, *args)``, kept by its arguments and the day (shared: do not change it).

    ``make`` is a function of a module, no closure: all that its answer depends on is the source, ``args`` and the day.
    """
    name = f"{make.__module__}.{make.__qualname__}"
    return cast("Shown", _shown(name, source, args, today(), make))


@st.cache_resource(show_spinner=False, max_entries=512)
def _shown(name: str, source: Source, args: tuple[object, ...], day: dt.date, _make: Callable[..., object]) -> object:
    return _make(source, *args)
