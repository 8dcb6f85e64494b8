"""A bar that tells what is being done and how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from geo.progress import Progress


@contextmanager
def waiting(text: str) -> Iterator[Progress]:
    """Yield a progress that fills a bar in the page; the bar goes when the work is done."""
    bar = st.progress(0.0, text=text)

    def tell(share: float, now: str) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=now)

    try:
        yield tell
    finally:
        bar.empty()
