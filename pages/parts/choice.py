"""One of several: Streamlit's select box without its English words and, where the list is short, without typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

Option = TypeVar("Option")


def one_of(
    label: str,
    options: Sequence[Option],
    *,
    words: Callable[[Option], str] = str,
    key: str | None = None,
    index: int = 0,
    is_bare: bool = False,
    can_search: bool = False,
    on_change: Callable[[], None] | None = None,
) -> Option:
    """Return the option chosen: one of ``options`` (the first at ``index``), whatever a browser says.

    Streamlit takes what somebody sends for chosen as soon as ``words`` calls it like an option, which a word for "all"
    does for anything.

    Parameters
    ----------
    label
        Always there for screen readers; ``is_bare`` hides it where the values speak for themselves.
    words
        What an option is called.
    can_search
        Whether the reader may type a part of a name: for long lists. On a phone this opens the keyboard.
    """
    chosen = st.selectbox(
        label,
        options,
        index=index,
        format_func=words,
        key=key,
        label_visibility="collapsed" if is_bare else "visible",
        placeholder="Pilih",
        filter_mode="contains" if can_search else None,
        on_change=on_change,
    )
    return chosen if chosen in options or not options else options[index]
