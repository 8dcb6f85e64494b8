"""A bar that tells what is being done and how far it is, and a button that stops it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from geo.progress import Progress
from pages.parts import filters

_STOPPED, _COUNT = "dihentikan", "hitungan_tunggu"


@contextmanager
def waiting(text: str) -> Iterator[Progress]:
    """Yield a progress that fills a bar in the page; the bar goes when the work is done.

    The button beside it stops the work: Streamlit breaks the script off where it tells of its progress next, what was
    being written is rolled back, and :func:`was_stopped` says so in the run that follows.
    """
    place = st.empty()
    filters.remember(_COUNT, filters.counted(_COUNT) + 1)
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, text=text)
        st.button(
            "Hentikan",
            key=f"hentikan_{filters.counted(_COUNT)}",
            on_click=lambda: filters.remember(_STOPPED, value=True),
        )

    def tell(share: float, now: str) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=now)

    try:
        yield tell
    finally:
        place.empty()


def was_stopped() -> bool:
    """Return, once, whether the reader has stopped some work."""
    stopped = filters.answer(_STOPPED) is True
    filters.forget(_STOPPED)
    return stopped
