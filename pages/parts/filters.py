"""The choices of the reader: the only place that touches session state. Every function returns typed values."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from pathlib import Path

import streamlit as st

from analytics.indicators import INDICATORS, PAIRS
from data.home import home
from data.programs import ALL, program_label
from data.service_points import KINDS
from data.settings import SEASONS
from data.targeting import GROUPS
from data.workflow.written import today
from geo.network.modes import BOAT, CAR, FOOT, MODES, MOTORCYCLE
from pages.parts import cache, gate
from pages.parts.cache import Source, indicators, places, plans, reports
from pages.parts.cache.shown import shown
from pages.parts.choice import one_of
from pages.parts.format import long_date, month

HOME = home()
"""Where the databases lie."""
OFFICE_DB = HOME / "kantor.duckdb"
DEMO_DB = HOME / "demo.duckdb"
KEPT = (
    "periode", "periode_lain", "program", "program_rute", "ukuran", "ukuran_satu", "ukuran_dua", "kecamatan", "tampilan", "warna_jalan", "musim", "jenis_titik", "moda_akses", "batas_akses", "petugas_nama", "petugas_peran",
    "rute_mulai", "rute_hari", "lingkup", "kelompok", "zona_akses", "bobot_akses",
)  # fmt: skip
_DATABASE, _DESA, _DESA_BOX, _TURN = "database", "desa_terpilih", "kotak_desa", "giliran"
_VIEW, _ONLY, _FIRST, _SECOND, _EARLIER = "tampilan", "ukuran", "ukuran_satu", "ukuran_dua", "periode_lain"
EVERY_DESA = ""
_COPY = "salinan_"
DAYS_AHEAD, MOST_DAYS = 62, 10


def first_database() -> Path:
    """Return the database that is shown at first: PETASALUR_DB, else the office's, else the demo."""
    return Path(os.environ.get("PETASALUR_DB") or (OFFICE_DB if OFFICE_DB.is_file() else DEMO_DB))


def database() -> Path:
    """Return the database to show: the session's choice, else :func:`first_database`."""
    return Path(st.session_state.get(_DATABASE, first_database()))


def choose_database(path: Path) -> None:
    """Show another database from now on, in this session."""
    st.session_state[_DATABASE] = str(path)
    st.session_state.pop(_DESA, None)


def source() -> Source:
    """Return the database at its present version, as far as who is signed in may see it."""
    return cache.source_of(str(database()), gate.actor())


def period(where: Source) -> str:
    """Return the period chosen, ``""`` where there is none to choose."""
    known = cache.periods(where)
    if not known:
        return ""
    return one_of("Periode", known, words=month, key="periode", is_bare=True)


def newest_period(where: Source) -> str:
    """Return the newest period with a list, ``""`` where there is none."""
    known = cache.periods(where)
    return known[0] if known else ""


def program(where: Source) -> str:
    """Return the program chosen; ``SEMUA`` stands for at least one of them."""
    return one_of("Program", [ALL, *cache.programs(where)], words=program_label, key="program", is_bare=True)


def group() -> str:
    """Return the group of families chosen: a column of :data:`data.targeting.GROUPS`, ``""`` for all."""
    known = ["", *GROUPS]
    return one_of("Kelompok", known, words=lambda key: GROUPS.get(key, "Semua keluarga"), key="kelompok", is_bare=True)


def report_scope(where: Source) -> str:
    """Return what a report is of: "" all desa, else the code of a kecamatan or a desa."""
    known = reports.scopes(where)
    return one_of("Lingkup", list(known), words=known.__getitem__, key="lingkup", is_bare=True, can_search=True)


def delivery_program(where: Source) -> str:
    """Return the program to be delivered: at first the one with goods to carry."""
    known = [ALL, *cache.programs(where)]
    start = plans.default_delivery(where)
    index = known.index(start) if start in known else 0
    return one_of("Program", known, index=index, words=program_label, key="program_rute", is_bare=True)


def first_day() -> dt.date:
    """Return the day from which is to be delivered: tomorrow at first."""
    now = today()
    days = [now + dt.timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    return one_of("Tanggal mulai", days, index=1, words=long_date, key="rute_mulai", is_bare=True)


def day_count() -> int:
    """Return over how many days is to be delivered."""
    return one_of("Hari", range(1, MOST_DAYS + 1), words=lambda count: f"{count} hari", key="rute_hari", is_bare=True)


def open_only() -> bool:
    """Return whether only what nobody has received and no plan that is driven brings is to be planned."""
    return st.checkbox(
        "Hanya yang belum menerima dan belum dibawa",
        key="rute_sisa",
        help="Yang dibawa rencana yang dipakai, dan yang menurut catatan atau daftar penyaluran sudah menerima, dilewati; yang kembali utuh ke gudang atau kas disusun lagi.",
    )


def present_view(views: dict[str, str]) -> str:
    """Return the kind of map that the filters are to be for: a key of ``views``."""
    kept = st.session_state.get(_VIEW)
    return kept if kept in views else next(iter(views))


def indicator(*, is_need: bool = False) -> str:
    """Return the figure chosen: a key of :data:`analytics.indicators.INDICATORS`.

    ``is_need``: it is to be set against another one, at first need against aid.
    """
    known = _indicators()
    start = PAIRS["bagian"].need if is_need else PAIRS["bagian"].aid
    key = _FIRST if is_need else _ONLY
    return one_of("Ukuran", known, index=_start(known.index(start), key), words=_name_of, key=key, is_bare=True)


def present_indicator() -> str:
    """Return the single figure chosen before, for filters that depend on it."""
    kept = st.session_state.get(_ONLY)
    return kept if kept in INDICATORS else PAIRS["bagian"].aid


def other_indicator() -> str:
    """Return the figure that the first one is set against."""
    known = _indicators()
    return one_of(
        "Ukuran kedua",
        known,
        index=_start(known.index(PAIRS["bagian"].aid), _SECOND),
        words=lambda key: f"× {_name_of(key)}",
        key=_SECOND,
        is_bare=True,
    )


def _start(index: int, key: str) -> int:
    """Return where a box begins: where the reader left it, else at ``index``. Streamlit warns where it is told both."""
    return 0 if key in st.session_state else index


def _indicators() -> list[str]:
    """Return the figures that can be read, in the order of the registry."""
    return [key for key, entry in INDICATORS.items() if entry.table in indicators.TABLES]


def _name_of(key: str) -> str:
    return f"{INDICATORS[key].label} ({INDICATORS[key].unit})"


def other_period(where: Source) -> str:
    """Return the period that another is compared with, at first the one before the newest, ``""`` without any."""
    known = cache.periods(where)
    if not known:
        return ""
    return one_of(
        "Dibanding",
        known,
        index=_start(min(1, len(known) - 1), _EARLIER),
        words=lambda period: f"dibanding {month(period)}",
        key=_EARLIER,
        is_bare=True,
    )


def time_of(where: Source) -> str:
    """Return the period on the line of time, the newest at first; one alone is in no line."""
    known = cache.periods(where)[::-1]
    if len(known) < 2:  # noqa: PLR2004  a line has two ends
        return period(where)
    return st.select_slider(
        "Periode",
        known,
        value=known[-1],
        format_func=month,
        key=f"waktu_{len(known)}",
        label_visibility="collapsed",
    )


def class_method(methods: dict[str, str]) -> str:
    """Return how classes are made: a key of ``methods``, whose first is what the figure's own entry says."""
    own = next(iter(methods))
    return one_of(
        "Kelas",
        list(methods),
        words=lambda method: f"Kelas: {methods[method]}",
        key=f"kelas_{own}_{len(methods)}",
        is_bare=True,
    )


def kecamatan(names: dict[str, str]) -> str:
    """Return the kecamatan looked into, ``""`` for all; ``names`` by code."""
    return one_of(
        "Kecamatan",
        ["", *names],
        words=lambda code: names.get(code, "Semua kecamatan"),
        key="kecamatan",
        is_bare=True,
        on_change=lambda: choose_desa(None),
    )


def present_kecamatan(names: dict[str, str]) -> str:
    """Return the kecamatan chosen before, ``""`` for all, for what stands above its box."""
    kept = st.session_state.get("kecamatan")
    return kept if kept in names and len(names) > 1 else ""


def map_view(views: dict[str, str]) -> str:
    """Return the kind of map chosen: a key of ``views``."""
    return one_of("Tampilan", list(views), words=views.__getitem__, key=_VIEW, is_bare=True)


def road_colours(kinds: dict[str, str]) -> str:
    """Return what the colours of the roads tell: a key of ``kinds``."""
    return one_of("Warna jalan", list(kinds), words=kinds.__getitem__, key="warna_jalan", is_bare=True)


def choice(label: str, words: dict[str, str], *, key: str) -> str:
    """Return one of a few ways, shown side by side: a key of ``words``, at first the first."""
    start = next(iter(words))
    picked = st.segmented_control(
        label, list(words), default=start, format_func=words.__getitem__, key=key, label_visibility="collapsed"
    )
    return picked or start


def season(where: Source) -> str:
    """Return the season chosen, at first the office's: a key of :data:`data.settings.SEASONS`."""
    known = list(SEASONS)
    index = known.index(str(cache.settings(where)["season"]))
    return one_of("Musim", known, index=index, words=SEASONS.__getitem__, key="musim", is_bare=True)


def point_kind() -> str:
    """Return the kind of service point asked about: a key of :data:`data.service_points.KINDS`."""
    return one_of("Jenis titik", list(KINDS), words=lambda key: KINDS[key].label, key="jenis_titik", is_bare=True)


def travel_mode() -> str:
    """Return how families travel: a key of :data:`geo.network.modes.MODES`."""
    known = [MOTORCYCLE, FOOT, CAR, BOAT]
    words = {mode: MODES[mode].label.capitalize() for mode in known}
    return one_of("Moda", known, words=words.__getitem__, key="moda_akses", is_bare=True)


def travel_limit() -> int:
    """Return how many minutes one way are not too far."""
    known = [60, 30, 120]
    return one_of("Batas waktu", known, words=lambda minutes: f"Batas {minutes} menit", key="batas_akses", is_bare=True)


def desa() -> str | None:
    """Return the desa chosen on a map or in a table, ``None`` where none is."""
    chosen: str | None = st.session_state.get(_DESA)
    return chosen


def choose_desa(code: str | None, *, in_table: bool = False) -> None:
    """Remember the desa chosen, for all pages; tables tick it when it was chosen elsewhere."""
    st.session_state[_DESA] = code
    if not in_table:
        st.session_state[_TURN] = turn() + 1


def turn() -> int:
    """Return how often a desa was chosen outside a table: part of the name of tables, for a table ticks rows only when new."""
    return counted(_TURN)


def desa_box(where: Source, period: str, program: str, kecamatan_code: str = "") -> str | None:
    """Let the reader choose a desa that lists speak of by name; returns its code, ``None`` for all."""
    labels, options = shown(_desa_words, where, period, program, kecamatan_code)
    chosen = desa()
    st.session_state[_DESA_BOX] = chosen if chosen in labels else EVERY_DESA
    picked = one_of(
        "Desa",
        options,
        words=lambda code: labels.get(code, "Semua desa"),
        key=_DESA_BOX,
        is_bare=True,
        can_search=True,
        on_change=lambda: choose_desa(st.session_state[_DESA_BOX] or None),
    )
    return picked or None


def _desa_words(where: Source, period: str, program: str, kecamatan_code: str) -> tuple[dict[str, str], list[str]]:
    """Return what each desa is called, names that stand twice with their code, and the order of the choice."""
    table = places.rows_in(where, period, program, kecamatan_code)
    names = dict(zip(table["desa_code"].tolist(), table["desa_name"].tolist(), strict=True))
    names.pop("", None)
    count = Counter(names.values())
    labels = {code: f"{name} ({code})" if count[name] > 1 else str(name) for code, name in names.items()}
    return labels, [EVERY_DESA, *sorted(labels, key=labels.__getitem__)]


def keep() -> None:
    """Keep the choices when the reader goes to another page.

    Streamlit forgets widgets that are not drawn; after a run of a fragment alone it forgets those of the page that is
    left before the next page runs at all. So a copy stands beside each.
    """
    for key in KEPT:
        copy = f"{_COPY}{key}"
        if key in st.session_state:
            st.session_state[copy] = st.session_state[key]
        if copy in st.session_state:
            st.session_state[key] = st.session_state[copy]


def answer(key: str) -> object:
    """Return what the widget ``key`` holds, ``None`` before it was used."""
    return st.session_state.get(key)


def counted(key: str) -> int:
    """Return the number kept under ``key``, 0 at first."""
    kept = answer(key)
    return kept if isinstance(kept, int) else 0


def remember(key: str, value: object) -> None:
    """Keep a value until the end of the session."""
    st.session_state[key] = value


def forget(key: str) -> None:
    """Let the widget ``key`` start anew."""
    st.session_state.pop(key, None)
    st.session_state.pop(f"{_COPY}{key}", None)
