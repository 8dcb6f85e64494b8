"""How a warm rerun of each page divides its CPU between our own code and the calls of Streamlit and streamlit-folium.

Warm: the page has run with the same choices before. A ratio below 1 means that our own code, with all the libraries
that it calls and with what its caches cost, takes less than the calls of the two; ``bench/owners.py`` says what belongs
to whom. Every page runs alone, under Streamlit's own AppTest: what a server does besides (sending what has changed) is
Streamlit's and would make each ratio smaller.

``--desa 24 157`` and ``--page monitoring reports`` measure these alone, ``--reruns 30`` more precisely.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streamlit.testing.v1 import AppTest

from bench import ROOT, office
from bench.owners import CACHE, FOLIUM, OWN, STREAMLIT, Sampler

name = "warm rerun of each page, 24, 157 and 2,000 desa and 50,000 families: CPU by owner"
SIZES = (24, office.KABUPATEN, 2_000)
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
    ("handover", {}),
    ("roads", {}),
    ("verification", {}),
    ("family", {}),
    ("intake", {}),
)
"""Pages with what the reader has chosen there."""
WHO = {"petugas_nama": "Bench", "petugas_peran": "kasi"}
WARM_UPS, RERUNS = 2, 10
_FAILED = re.compile(r'class="ps-say ps-galat"[^>]*>([^<]*)')


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
    """Return ``test``, or raise where its page failed or shows an error instead: such a page is fast."""
    if test.exception:
        raise RuntimeError(test.exception[0].value)
    told = [found for node in test if node.type == "html" for found in _FAILED.findall(node.proto.body)]
    if told:
        raise RuntimeError(told[0])
    return test


def measure(stem: str, reruns: int = RERUNS, **state: str) -> dict[str, float]:
    """Return milliseconds of CPU of a warm rerun by owner, the mean of ``reruns``."""
    test = page(stem, **WHO, **state)
    for _ in range(WARM_UPS):
        ran(test.run())
    sampler = Sampler()
    with sampler:
        for _ in range(reruns):
            test.run()
    ran(test)
    return {owner: 1000 * sampler.seconds[owner] / reruns for owner in (OWN, CACHE, STREAMLIT, FOLIUM)}


def ratio(spent: dict[str, float]) -> float:
    """Return our own code with its caches against the calls of Streamlit and streamlit-folium."""
    return (spent[OWN] + spent[CACHE]) / max(spent[STREAMLIT] + spent[FOLIUM], 1e-9)


def run(*words: str) -> Iterator[str]:
    """Yield one line per world and page as soon as it is known, then the largest ratio of each world."""
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    wish = _options(words)
    for desa_count in wish.desa:
        worst = (0.0, "")
        with office.opened(desa_count) as database, showing(database):
            for stem, state in CASES:
                if stem in wish.page:
                    what = " ".join([stem, *state.values()])
                    spent = measure(stem, wish.reruns, **state)
                    worst = max(worst, (ratio(spent), what))
                    yield _line(desa_count, what, spent)
        yield f"{desa_count:5} desa · largest ratio {worst[0]:.2f} ({worst[1]})"


def _options(words: tuple[str, ...]) -> argparse.Namespace:
    pages = list(dict.fromkeys(stem for stem, _ in CASES))
    parser = argparse.ArgumentParser("python -m bench warm_rerun")
    parser.add_argument("--desa", type=int, nargs="+", default=SIZES, help="how many desa the world has")
    parser.add_argument("--page", nargs="+", choices=pages, default=pages)
    parser.add_argument("--reruns", type=int, default=RERUNS)
    return parser.parse_args(words)


def _line(desa_count: int, what: str, spent: dict[str, float]) -> str:
    return (
        f"{desa_count:5} desa · {what:33} own {spent[OWN]:5.1f} + cache {spent[CACHE]:4.1f} ms · streamlit "
        f"{spent[STREAMLIT]:5.1f} + streamlit-folium {spent[FOLIUM]:4.1f} ms · ratio {ratio(spent):.2f}"
    )
