"""Who spends the time of a warm rerun: our own code, Streamlit, or streamlit-folium.

A sampler looks at the thread of the page many times a second and gives the moment since its last look to the innermost
owner on the stack: whose code is running, or has called the library that is. Ratios below 1 mean that our own code,
with all the libraries it calls, takes less time than the calls of the two.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median
from types import FrameType
from typing import Self

import streamlit
import streamlit_folium
from streamlit.testing.v1 import AppTest

from bench import ROOT
from bench.kabupaten import kabupaten, squares

name = "warm rerun of each page, 24, 157 and 2,000 desa and 50,000 families: time by owner"
WORLDS: dict[int, Callable[[], Path]] = {24: lambda: squares(24), 157: kabupaten, 2_000: lambda: squares(2_000)}
"""Number of desa → what makes the database."""
ATLAS = ("dwi", "satu", "sejajar", "dua_periode", "perubahan", "waktu", "kantong", "kepadatan", "gelembung", "rumah")
SASARAN = ("ketepatan", "kelompok", "pemerataan", "kantong", "prioritas", "periksa", "simulasi")
MONEV = ("Indikator", "Kepuasan", "Pengaduan", "Kebutuhan & potensi", "Tindak lanjut")
CASES: tuple[tuple[str, dict[str, str]], ...] = (
    ("overview", {}),
    *(("atlas", {"tampilan": view}) for view in ATLAS),
    ("gaps", {}),
    *(("targeting", {"sasaran_bagian": part}) for part in SASARAN),
    ("access", {}),
    *(("monitoring", {"tab_monev": tab}) for tab in MONEV),
    ("reports", {}),
    ("routes", {}),
    ("intake", {}),
)
"""Pages with what the reader has chosen there."""
WARM_UPS, RERUNS = 2, 15
LOOK_S = 0.0003
OWN, STREAMLIT, FOLIUM = "own", "streamlit", "streamlit-folium"
FOLDERS = {
    str(Path(streamlit.__file__).parent): STREAMLIT,
    str(Path(streamlit_folium.__file__).parent): FOLIUM,
    **{str(ROOT / room): OWN for room in ("pages", "analytics", "data", "geo")},
}


@cache
def owner_of_file(path: str) -> str | None:
    """Return whose file it is; ``None`` for libraries: they belong to who called them."""
    return next((owner for folder, owner in FOLDERS.items() if path.startswith(folder + os.sep)), None)


def owner_of(frame: FrameType | None) -> str | None:
    """Return the innermost owner on the stack of ``frame``; ``None`` where no page is running."""
    found, is_page = None, False
    while frame is not None:
        found = found or owner_of_file(frame.f_code.co_filename)
        is_page = is_page or frame.f_code.co_name == "_run_script"
        frame = frame.f_back
    return found if is_page else None


class Sampler:
    """Counts seconds by owner while it is open."""

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
        last = time.perf_counter()
        while self._is_open:
            time.sleep(LOOK_S)
            now = time.perf_counter()
            for frame in sys._current_frames().values():  # noqa: SLF001 - Python's documented way to look
                if owner := owner_of(frame):
                    self.seconds[owner] += now - last
            last = now


@contextmanager
def showing(database: Path) -> Iterator[None]:
    """Let pages show ``database``."""
    before = os.environ.get("PETASALUR_DB")
    os.environ["PETASALUR_DB"] = str(database)
    try:
        yield
    finally:
        os.environ.pop("PETASALUR_DB") if before is None else os.environ.update(PETASALUR_DB=before)


def page(stem: str, **state: str) -> AppTest:
    """Return a page after its first run with choices made; raise what it raised."""
    test = AppTest.from_file(str(ROOT / "pages" / f"{stem}.py"), default_timeout=300)
    for key, value in state.items():
        test.session_state[key] = value
    return ran(test.run())


def ran(test: AppTest) -> AppTest:
    """Return ``test``, or raise where its page failed: a page that fails is fast."""
    if test.exception:
        raise RuntimeError(test.exception[0].value)
    return test


def measure(stem: str, reruns: int = RERUNS, **state: str) -> dict[str, float]:
    """Return milliseconds of a warm rerun by owner: the middle of many, for the machine does other things as well."""
    test = page(stem, **state)
    if stem == "routes":
        ran(test.button[0].click().run())
    for _ in range(WARM_UPS):
        ran(test.run())
    spent = [_one_rerun(test) for _ in range(reruns)]
    return {owner: 1000 * median(one[owner] for one in spent) for owner in (OWN, STREAMLIT, FOLIUM)}


def _one_rerun(test: AppTest) -> dict[str, float]:
    with Sampler() as sampler:
        ran(test.run())
    return sampler.seconds


def run() -> list[str]:
    """Return one line per world and page."""
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    lines = []
    for desa_count, made in WORLDS.items():
        with showing(made()):
            lines += [_line(desa_count, stem, state) for stem, state in CASES]
    return lines


def _line(desa_count: int, stem: str, state: dict[str, str]) -> str:
    spent = measure(stem, **state)
    ratio = spent[OWN] / max(spent[STREAMLIT] + spent[FOLIUM], 1e-9)
    what = " ".join([stem, *state.values()])
    return (
        f"{desa_count:5} desa · {what:20} own {spent[OWN]:5.1f} ms · streamlit {spent[STREAMLIT]:5.1f} ms · "
        f"streamlit-folium {spent[FOLIUM]:5.1f} ms · own / (streamlit + streamlit-folium) {ratio:.2f}"
    )
