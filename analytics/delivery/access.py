"""What the office knows of the way into a desa: a small table, one row per desa."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from analytics.delivery.clock import clock_minutes
from analytics.delivery.table import Column, missing_columns, read_cells, told
from analytics.delivery.vehicles import MODE_NAMES
from data.errors import AccessUnusable
from data.intake.fields import header_key
from geo.network.modes import MODES

IN_TABLE = "tabel jalan masuk desa"
_KNOWN_MODES = {header_key(name): mode for mode in MODES for name in (mode, *MODE_NAMES[mode])}

_ENTRIES = (
    Column(
        "desa_code", "kode_desa", "text", "Kode Kemendagri dengan titik.", is_needed=True, synonyms=("kode", "desa")
    ),
    Column(
        "modes",
        "moda",
        "text",
        "Moda yang bisa masuk, dipisah titik koma: mobil; motor; perahu; jalan kaki. Kosong: menurut jaringan jalan.",
        "",
        synonyms=("kendaraan", "jalan masuk"),
    ),
    Column("window_start", "buka", "clock", "Desa menerima mulai; boleh kosong.", "", synonyms=("mulai", "jam buka")),
    Column(
        "window_end", "tutup", "clock", "Paling lambat selesai; boleh kosong.", "", synonyms=("sampai", "jam tutup")
    ),
    Column(
        "is_priority_desa", "prioritas", "flag", "ya: desa dilayani lebih dulu.", False, synonyms=("desa prioritas",)
    ),
    Column("note", "catatan", "text", "Misalnya jembatan putus.", "", synonyms=("keterangan",)),
)
COLUMNS: dict[str, Column] = {column.key: column for column in _ENTRIES}


def check_access(
    table: pd.DataFrame, *, file: str = IN_TABLE, row_numbers: Sequence[int] | None = None
) -> pd.DataFrame:
    """Return what is known of the ways into desa with every value in its type, or say everything that is wrong.

    Parameters
    ----------
    table
        One row per desa; the columns of ``COLUMNS``, of which only desa_code must be there. Empty rows are passed over.
    file, row_numbers
        What the error calls the table and its rows; by default rows count from 1.

    Returns
    -------
    pandas.DataFrame
        One row per desa, RangeIndex; columns desa_code (unique), modes (";"-joined keys of
        :data:`geo.network.modes.MODES`, "" for whatever the network allows), window_start, window_end ("HH:MM" or ""),
        is_priority_desa (bool), note.

    Raises
    ------
    AccessUnusable
        A needed column is missing, a cell cannot be used, a desa stands twice, or a window ends before it begins.
    """
    missing = missing_columns(table, COLUMNS)
    if missing and len(table):
        raise AccessUnusable(file=file, problems=missing)
    access, rows, problems = read_cells(table, COLUMNS, row_numbers)
    found = access["modes"].map(_modes_of)
    unknown = found.map(lambda modes: None in modes)
    problems += [f"baris {row}: moda harus dari {', '.join(MODES)}, dipisah titik koma" for row in rows[unknown]]
    problems += _across_cells(access, rows)
    if problems:
        raise AccessUnusable(file=file, problems=told(problems))
    return access.assign(modes=found.map(";".join)).astype({"is_priority_desa": bool})


def _modes_of(text: str) -> list[str | None]:
    names = [name for name in re.split(r"[;,/+]|\bdan\b", text) if name.strip()]
    return list(dict.fromkeys(_KNOWN_MODES.get(header_key(name)) for name in names))


def _across_cells(access: pd.DataFrame, rows: pd.Series) -> list[str]:
    early = access["window_start"].map(lambda text: clock_minutes(text) if text else None).astype(float)
    late = access["window_end"].map(lambda text: clock_minutes(text) if text else None).astype(float)
    problems = [f"baris {row}: tutup harus sesudah buka" for row in rows[late <= early]]
    twice = rows[access["desa_code"].duplicated() & access["desa_code"].notna()]
    return problems + [f"baris {row}: desa ini sudah tertulis" for row in twice]


def with_access(stops: pd.DataFrame, access: pd.DataFrame) -> pd.DataFrame:
    """Return stops with modes, window_start, window_end and is_priority_desa of their desa."""
    names = ["modes", "window_start", "window_end", "is_priority_desa"]
    known = access.set_index("desa_code")[names].reindex(stops["desa_code"])
    filled = known.fillna({"modes": "", "window_start": "", "window_end": "", "is_priority_desa": False})
    return stops.assign(**{name: filled[name].to_numpy() for name in names}).astype({"is_priority_desa": bool})
