"""The fleet: a small table that the office edits, one row per kind of vehicle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analytics.delivery.clock import clock_minutes
from analytics.delivery.table import Column, missing_columns, read_cells, slug, told, with_headers
from data.errors import FileMissing, VehiclesUnusable
from data.intake.read import read_sheets
from geo.network.modes import BOAT, CAR, FOOT, MOTORCYCLE

IN_TABLE = "tabel kendaraan"
VehicleColumn = Column
MODE_NAMES: dict[str, tuple[str, ...]] = {
    CAR: (
        "roda 4", "roda empat", "pick-up", "pickup", "pick up", "truk", "truck", "minibus", "kendaraan roda empat",
        "mobil bak", "jip", "jeep", "4x4",
    ),
    MOTORCYCLE: ("sepeda motor", "roda 2", "roda dua", "roda 3", "roda tiga", "ojek", "trail", "motor roda tiga"),
    BOAT: (
        "kelotok", "klotok", "ketinting", "katinting", "ces", "jukung", "speedboat", "speed boat", "perahu motor",
        "perahu mesin", "kapal", "longboat",
    ),
    FOOT: ("jalan kaki", "pejalan kaki", "pikul", "dipikul", "porter", "kuli"),
}  # fmt: skip
"""What offices call the modes, beside their keys."""

_ENTRIES = (
    Column("vehicle_key", "kode", "text", "Kosong: dari nama kendaraan.", "", synonyms=("kode kendaraan", "id")),
    Column(
        "label",
        "kendaraan",
        "text",
        "Nama jenis kendaraan.",
        is_needed=True,
        synonyms=("nama", "nama kendaraan", "jenis", "jenis kendaraan", "armada"),
    ),
    Column(
        "count",
        "jumlah",
        "count",
        "Berapa unit yang bisa dipakai.",
        is_needed=True,
        maximum=500,
        synonyms=("jumlah unit", "unit", "jml", "banyak"),
    ),
    Column(
        "mode",
        "moda",
        "choice",
        "mobil, motor, perahu atau jalan kaki. Kosong: dari nama kendaraan.",
        "",
        synonyms=("jenis jalan", "mode", "cara jalan", "roda"),
        choices=MODE_NAMES,
    ),
    Column(
        "depot",
        "gudang",
        "text",
        "Kode tempat kendaraan memuat dan pulang. Kosong: gudang pertama.",
        "",
        synonyms=("kode gudang", "pangkalan", "depo", "titik muat"),
    ),
    Column(
        "capacity_kg",
        "kapasitas_kg",
        "number",
        "Muatan paling banyak sekali jalan.",
        is_needed=True,
        minimum=1,
        maximum=50_000,
        synonyms=("kapasitas", "muatan", "muatan kg", "daya angkut", "daya angkut kg"),
    ),
    Column(
        "speed_kmh",
        "kecepatan_km_jam",
        "number",
        "Rata-rata di jalan, bukan kecepatan tertinggi.",
        is_needed=True,
        minimum=1,
        maximum=120,
        synonyms=("kecepatan", "kecepatan kmj", "km jam"),
    ),
    Column("shift_start", "jam_mulai", "clock", "Mulai memuat.", "08:00", synonyms=("mulai", "berangkat")),
    Column(
        "shift_end",
        "jam_selesai",
        "clock",
        "Paling lambat kembali di gudang.",
        "16:00",
        synonyms=("selesai", "pulang", "jam pulang"),
    ),
    Column(
        "max_trips",
        "ritase_maks",
        "count",
        "Paling banyak berapa kali jalan sehari.",
        10,
        minimum=1,
        maximum=50,
        synonyms=("ritase", "maks ritase", "ritase per hari", "trip maks"),
    ),
    Column(
        "load_min",
        "menit_muat",
        "number",
        "Lama memuat sebelum tiap ritase.",
        15,
        maximum=480,
        synonyms=("waktu muat", "lama muat"),
    ),
    Column(
        "service_min_per_stop",
        "menit_per_titik",
        "number",
        "Lama berhenti di satu titik, di luar pembagian.",
        10,
        maximum=480,
        synonyms=("menit per stop", "waktu per titik"),
    ),
    Column(
        "service_min_per_family",
        "menit_per_keluarga",
        "number",
        "Lama pembagian untuk satu keluarga.",
        1,
        maximum=120,
        synonyms=("menit per kpm", "waktu per keluarga"),
    ),
    Column(
        "cost_idr_per_km",
        "biaya_per_km",
        "number",
        "Rupiah; boleh kosong.",
        None,
        maximum=1_000_000,
        synonyms=("biaya km", "rp per km", "biaya per km rp"),
    ),
    Column(
        "capacity_parcels",
        "kapasitas_paket",
        "number",
        "Paket paling banyak sekali jalan; boleh kosong.",
        None,
        minimum=1,
        maximum=100_000,
        synonyms=("paket", "muatan paket", "jumlah paket", "karung"),
    ),
    Column(
        "cost_idr_per_day",
        "biaya_per_hari",
        "number",
        "Upah dan sewa sehari, rupiah; boleh kosong.",
        None,
        maximum=50_000_000,
        synonyms=("sewa per hari", "upah per hari", "biaya hari", "sewa", "upah"),
    ),
    Column(
        "cost_idr_per_hour",
        "biaya_per_jam",
        "number",
        "Upah per jam, rupiah; boleh kosong.",
        None,
        maximum=10_000_000,
        synonyms=("upah per jam", "biaya jam"),
    ),
    Column("source", "sumber", "text", "Dari mana angka-angka ini.", "", synonyms=("keterangan", "catatan")),
)
COLUMNS: dict[str, Column] = {column.key: column for column in _ENTRIES}
_ASSUMED = "anggapan, ganti dengan angka kantor; km/jam: Podes 2019 Jambi,"
_DEFAULTS = (
    # as COLUMNS: key, label, count, mode, depot, kg, km/h, from, to, trips, minutes to load, per stop, per family,
    # idr/km, parcels, idr/day, idr/hour, source
    ("pickup", "Pick-up 4x4", 6, CAR, "", 1000, 20, "08:00", "16:00", 6, 30, 10, 1,
     None, None, None, None, f"{_ASSUMED} diperkeras 20"),
    ("motor", "Motor", 4, MOTORCYCLE, "", 80, 18, "08:00", "16:00", 8, 10, 5, 1,
     None, None, None, None, f"{_ASSUMED} jalan tanah 18"),
)  # fmt: skip


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
    frame = with_headers(read_sheets(path, name=file)[0], COLUMNS)
    return check_vehicles(frame, file=file, row_numbers=list(frame.index))


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
        (per trip), service_min_per_stop, service_min_per_family (float), cost_idr_per_km, cost_idr_per_day,
        cost_idr_per_hour, capacity_parcels (float, NaN if unknown), mode (a key of
        :data:`geo.network.modes.MODES`), depot (a depot_key, "" for the first), source.

    Raises
    ------
    VehiclesUnusable
        A needed column is missing, a cell cannot be used, a vehicle stands twice, a shift ends before it
        begins, or there is no vehicle at all. All problems are collected first.
    """
    missing = missing_columns(table, COLUMNS)
    if missing:
        raise VehiclesUnusable(file=file, problems=missing)
    fleet, rows, problems = read_cells(table, COLUMNS, row_numbers)
    fleet["vehicle_key"] = fleet["vehicle_key"].where(fleet["vehicle_key"] != "", fleet["label"].map(slug))
    fleet["mode"] = fleet["mode"].where(fleet["mode"] != "", fleet["label"].map(mode_of_label, na_action="ignore"))
    problems += _across_cells(fleet, rows)
    if problems:
        raise VehiclesUnusable(file=file, problems=told(problems))
    numbers = [column.key for column in _ENTRIES if column.kind == "number"]
    return fleet.astype({"count": int, "max_trips": int, **dict.fromkeys(numbers, float)})


def mode_of_label(label: object) -> str:
    """Return the mode that a vehicle's name tells: "Kelotok besar" → perahu; four wheels where it tells none."""
    words = _words(str(label))
    for mode in (BOAT, FOOT, MOTORCYCLE, CAR):  # "perahu motor" is a boat, "motor roda tiga" a motorcycle
        if any(_words(name) in words for name in (mode, *MODE_NAMES[mode])):
            return mode
    return CAR


def _words(text: str) -> str:
    return f" {re.sub(r'[^a-z0-9]+', ' ', text.lower()).strip()} "


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
