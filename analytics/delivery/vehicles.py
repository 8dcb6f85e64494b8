"""The fleet: a small table that the office edits, one row per kind of vehicle."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analytics.delivery.clock import clock_minutes, clock_text
from data.errors import FileMissing, VehiclesUnusable
from data.intake.fields import header_key
from data.intake.read import Sheet, read_sheets

MAX_TOLD = 8
"""So many problems are told at once; of more, the number is told."""
IN_TABLE = "tabel kendaraan"


@dataclass(frozen=True)
class VehicleColumn:
    """One column of the table.

    ``label`` is its header on screens and in files, ``kind`` is "text", "clock", "count" (whole) or "number";
    ``default`` fills an empty cell where ``is_needed`` is false.
    """

    key: str
    label: str
    kind: str
    note: str
    default: str | float | None = None
    minimum: float = 0.0
    maximum: float = 0.0
    is_needed: bool = False
    synonyms: tuple[str, ...] = ()


_ENTRIES = (
    VehicleColumn("vehicle_key", "kode", "text", "Kosong: dari nama kendaraan.", "", synonyms=("kode kendaraan", "id")),
    VehicleColumn(
        "label",
        "kendaraan",
        "text",
        "Nama jenis kendaraan.",
        is_needed=True,
        synonyms=("nama", "nama kendaraan", "jenis", "jenis kendaraan", "armada"),
    ),
    VehicleColumn(
        "count",
        "jumlah",
        "count",
        "Berapa unit yang bisa dipakai.",
        is_needed=True,
        maximum=500,
        synonyms=("jumlah unit", "unit", "jml", "banyak"),
    ),
    VehicleColumn(
        "capacity_kg",
        "kapasitas_kg",
        "number",
        "Muatan paling banyak sekali jalan.",
        is_needed=True,
        minimum=1,
        maximum=50_000,
        synonyms=("kapasitas", "muatan", "muatan kg", "daya angkut", "daya angkut kg"),
    ),
    VehicleColumn(
        "speed_kmh",
        "kecepatan_km_jam",
        "number",
        "Rata-rata di jalan, bukan kecepatan tertinggi.",
        is_needed=True,
        minimum=1,
        maximum=120,
        synonyms=("kecepatan", "kecepatan kmj", "km jam"),
    ),
    VehicleColumn("shift_start", "jam_mulai", "clock", "Mulai memuat.", "08:00", synonyms=("mulai", "berangkat")),
    VehicleColumn(
        "shift_end",
        "jam_selesai",
        "clock",
        "Paling lambat kembali di gudang.",
        "16:00",
        synonyms=("selesai", "pulang", "jam pulang"),
    ),
    VehicleColumn(
        "max_trips",
        "ritase_maks",
        "count",
        "Paling banyak berapa kali jalan sehari.",
        10,
        minimum=1,
        maximum=50,
        synonyms=("ritase", "maks ritase", "ritase per hari", "trip maks"),
    ),
    VehicleColumn(
        "load_min",
        "menit_muat",
        "number",
        "Lama memuat sebelum tiap ritase.",
        15,
        maximum=480,
        synonyms=("waktu muat", "lama muat"),
    ),
    VehicleColumn(
        "service_min_per_stop",
        "menit_per_titik",
        "number",
        "Lama berhenti di satu titik, di luar pembagian.",
        10,
        maximum=480,
        synonyms=("menit per stop", "waktu per titik"),
    ),
    VehicleColumn(
        "service_min_per_family",
        "menit_per_keluarga",
        "number",
        "Lama pembagian untuk satu keluarga.",
        1,
        maximum=120,
        synonyms=("menit per kpm", "waktu per keluarga"),
    ),
    VehicleColumn(
        "cost_idr_per_km",
        "biaya_per_km",
        "number",
        "Rupiah; boleh kosong.",
        None,
        maximum=1_000_000,
        synonyms=("biaya km", "rp per km", "biaya per km rp"),
    ),
    VehicleColumn("source", "sumber", "text", "Dari mana angka-angka ini.", "", synonyms=("keterangan", "catatan")),
)
COLUMNS: dict[str, VehicleColumn] = {column.key: column for column in _ENTRIES}
_BY_HEADER = {
    header_key(name): column.key for column in _ENTRIES for name in (column.key, column.label, *column.synonyms)
}

_ASSUMED = "anggapan, ganti dengan angka kantor; km/jam: Podes 2019 Jambi,"
_DEFAULTS = (
    # as COLUMNS: key, label, count, kg, km/h, from, to, trips, minutes to load, per stop, per family, idr/km
    ("pickup", "Pick-up 4x4", 6, 1000, 20, "08:00", "16:00", 6, 30, 10, 1, None, f"{_ASSUMED} diperkeras 20"),
    ("motor", "Motor", 4, 80, 18, "08:00", "16:00", 8, 10, 5, 1, None, f"{_ASSUMED} jalan tanah 18"),
)


def default_vehicles() -> pd.DataFrame:
    """Return the fleet to start from, as :func:`check_vehicles`; ``source`` says that it is assumed."""
    return check_vehicles(pd.DataFrame(_DEFAULTS, columns=list(COLUMNS)))


def read_vehicles(path: Path, *, name: str | None = None) -> pd.DataFrame:
    """Return the fleet in a CSV or XLSX file (first sheet, header in the first filled row).

    Parameters
    ----------
    path
        The file; headers in Indonesian or as in ``COLUMNS``.
    name
        What errors call it, where the file lies under another name (uploads).

    Returns
    -------
    pandas.DataFrame
        As :func:`check_vehicles`.

    Raises
    ------
    VehiclesUnusable
        See :func:`check_vehicles`; rows are numbered as a spreadsheet shows them.
    data.errors.FileMissing, data.errors.FileKindUnknown, data.errors.FileUnreadable, data.errors.FileEmpty
        There is no such file, or it is no table.
    """
    file = name or path.name
    if not path.is_file():
        raise FileMissing(file=file)
    frame = _with_headers(read_sheets(path, name=file)[0])
    return check_vehicles(frame, file=file, row_numbers=list(frame.index))


def _with_headers(sheet: Sheet) -> pd.DataFrame:
    """Return the rows under the first filled row, with the columns that are known under their keys."""
    cells = sheet.cells[sheet.cells.ne("").any(axis=1)]
    keys = [_BY_HEADER.get(header_key(text)) for text in cells.iloc[0]]
    first_of = {key: position for position, key in reversed(list(enumerate(keys))) if key}
    return cells.iloc[1:, list(first_of.values())].set_axis(list(first_of), axis=1)


def check_vehicles(
    table: pd.DataFrame, *, file: str = IN_TABLE, row_numbers: Sequence[int] | None = None
) -> pd.DataFrame:
    """Return the fleet with every value in its type, or say everything that is wrong with it.

    Parameters
    ----------
    table
        One row per kind of vehicle; the columns of ``COLUMNS``, of which only the needed ones must be there.
        Cells may be text (decimal comma, "1.000", "07.30") or values. Empty rows are passed over.
    file, row_numbers
        What the error calls the table and its rows; by default rows count from 1.

    Returns
    -------
    pandas.DataFrame
        One row per kind, RangeIndex; columns vehicle_key (unique text), label, count (int, may be 0),
        capacity_kg, speed_kmh (float), shift_start, shift_end ("HH:MM"), max_trips (int, per day), load_min
        (per trip), service_min_per_stop, service_min_per_family (float), cost_idr_per_km (float, NaN if
        unknown), source.

    Raises
    ------
    VehiclesUnusable
        A needed column is missing, a cell cannot be used, a vehicle stands twice, a shift ends before it
        begins, or there is no vehicle at all. All problems are collected first.
    """
    missing = [column.label for column in _ENTRIES if column.is_needed and column.key not in table]
    if missing:
        raise VehiclesUnusable(file=file, problems=f"kolom {', '.join(missing)} tidak ada")
    text = pd.DataFrame({key: _as_text(table[key]) if key in table else "" for key in COLUMNS}, index=table.index)
    text = text.assign(row=list(row_numbers or range(1, len(text) + 1)))
    text = text[text[list(COLUMNS)].ne("").any(axis=1)].reset_index(drop=True)
    problems: list[str] = []
    fleet = pd.DataFrame({column.key: _read_column(text, column, problems) for column in _ENTRIES})
    fleet["vehicle_key"] = fleet["vehicle_key"].where(fleet["vehicle_key"] != "", fleet["label"].map(_slug))
    problems += _across_cells(fleet, text["row"])
    if problems:
        raise VehiclesUnusable(file=file, problems=_told(problems))
    return fleet.astype({"count": int, "max_trips": int})


def _as_text(cells: pd.Series) -> pd.Series:
    """Return cells as trimmed text in which a decimal comma stands for fractions; "" where empty."""
    return cells.map(lambda cell: "" if pd.isna(cell) else _cell_text(cell)).astype(object)


def _cell_text(cell: object) -> str:
    return f"{cell:.10g}".replace(".", ",") if isinstance(cell, float) else str(cell).strip()


def _read_column(text: pd.DataFrame, column: VehicleColumn, problems: list[str]) -> pd.Series:
    """Return one column in its type; cells that cannot be used are NA and told in ``problems``."""
    reader, expected = _READERS[column.kind]
    cells = text[column.key]
    is_empty = cells == ""
    values = cells.where(~is_empty, None).map(reader, na_action="ignore").astype(object)
    if column.kind in {"count", "number"}:
        values = pd.to_numeric(values)
        values = values.where((values >= column.minimum) & (values <= column.maximum))
    bad = values.isna() & (~is_empty | column.is_needed)
    limits = f" {column.minimum:g} sampai {column.maximum:g}" if column.maximum else ""
    problems += [
        f"baris {row}: {column.label} {cell or 'kosong'} harus {expected}{limits}"
        for row, cell in zip(text.loc[bad, "row"], cells[bad], strict=True)
    ]
    return values if column.default is None else values.fillna(column.default)


def _across_cells(fleet: pd.DataFrame, rows: pd.Series) -> list[str]:
    """Return what is wrong between cells that are each right."""
    early = fleet["shift_start"].map(clock_minutes, na_action="ignore")
    late = fleet["shift_end"].map(clock_minutes, na_action="ignore")
    backwards = rows[late <= early]
    is_twice = fleet["vehicle_key"].duplicated() | fleet["label"].str.casefold().duplicated()
    twice = rows[is_twice & fleet["label"].notna()]
    told = [f"baris {row}: jam_selesai harus sesudah jam_mulai" for row in backwards]
    told += [f"baris {row}: kendaraan ini sudah tertulis, beri nama atau kode lain" for row in twice]
    if not fleet["count"].isna().any() and not fleet["count"].sum():
        told.append("tidak ada kendaraan, isi jumlah paling sedikit satu")
    return told


def _told(problems: list[str]) -> str:
    more = len(problems) - MAX_TOLD
    return "; ".join(problems[:MAX_TOLD]) + (f"; dan {more} lagi" if more > 0 else "")


def _slug(label: object) -> str:
    return re.sub(r"[^a-z0-9]+", "-", str(label).lower()).strip("-")


def _number(text: str) -> float | None:
    """Return "1.000", "0,5", "0.5" or "1.250,5" as a number."""
    bare = re.sub(r"^Rp\.?\s*|\s", "", text, flags=re.IGNORECASE)
    if "," in bare or re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", bare):
        bare = bare.replace(".", "").replace(",", ".")
    return float(bare) if re.fullmatch(r"\d+(\.\d*)?", bare) else None


def _count(text: str) -> float | None:
    number = _number(text)
    return number if number is not None and number.is_integer() else None


def _clock(text: str) -> str | None:
    minutes = clock_minutes(text)
    return None if minutes is None else clock_text(minutes)


_READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "text": (str, "diisi"),
    "number": (_number, "angka"),
    "count": (_count, "bilangan bulat"),
    "clock": (_clock, "jam seperti 07.30"),
}
