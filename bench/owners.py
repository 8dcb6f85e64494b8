"""Whose code spends the CPU of a page's run: our own rooms, Streamlit, or streamlit-folium.

A thread looks at the stack of the page's thread some thousand times a second. The CPU seconds that the process has used
since the last look, those of the looking thread itself taken off, go to the innermost owner on the stack: whose code is
running, or has called the library that is.

* pandas, DuckDB (its own threads too), GeoPandas, folium … belong to who calls them: to us where a page or a cached
  function asks, to Streamlit where ``st.dataframe`` writes a table for the browser, to streamlit-folium where
  ``st_folium`` renders the map that it was given.
* Our functions that Streamlit calls back (the words of a choice, the number in a cell) are ours.
* Looking into caches (``st.cache_data`` copies what it returns) is Streamlit's code, but is there for ours: counted by
  itself (:data:`CACHE`), for a page could hide its work there.
* What a run of the page does not stand on the stack of (AppTest reading the answer) belongs to nobody.

CPU seconds, so that other work on the machine does not count.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import defaultdict
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Self

import streamlit
import streamlit_folium

from bench import ROOT

LOOK_S = 0.0003
OWN, CACHE, STREAMLIT, FOLIUM = "own", "cache", "streamlit", "streamlit-folium"
_STREAMLIT = Path(streamlit.__file__).parent
FOLDERS = {
    str(_STREAMLIT / "runtime" / "caching"): CACHE,
    str(_STREAMLIT): STREAMLIT,
    str(Path(streamlit_folium.__file__).parent): FOLIUM,
    **{str(ROOT / room): OWN for room in ("pages", "analytics", "data", "geo")},
}
"""Folder → whose it is; the first that holds a file counts."""
_PAGE = "_run_script"
"""Streamlit's function that runs a page."""


@cache
def owner_of_file(path: str) -> str | None:
    """Return whose file it is; ``None`` for libraries: they belong to who called them."""
    return next((owner for folder, owner in FOLDERS.items() if path.startswith(folder + os.sep)), None)


def owner_of(frame: FrameType | None) -> str | None:
    """Return the innermost owner on the stack of ``frame``; ``None`` where no page is running."""
    found, is_page = None, False
    while frame is not None:
        found = found or owner_of_file(frame.f_code.co_filename)
        is_page = is_page or frame.f_code.co_name == _PAGE
        frame = frame.f_back
    return found if is_page else None


class Sampler:
    """Counts CPU seconds by owner while it is open."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._is_open = True
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(LOOK_S / 3)
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._is_open = False
        self._thread.join()
        sys.setswitchinterval(self._interval)

    def _look(self) -> None:
        last = _used_by_others()
        while self._is_open:
            time.sleep(LOOK_S)
            stacks = sys._current_frames().values()  # noqa: SLF001 - Python's documented way to look
            owner = next(filter(None, map(owner_of, stacks)), None)
            now = _used_by_others()
            if owner:
                self.seconds[owner] += now - last
            last = now


def _used_by_others() -> float:
    """Return the CPU seconds of this process without those of the thread that asks."""
    return time.process_time() - time.thread_time()
