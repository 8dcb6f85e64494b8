"""A register of 100,000 families × 52 columns, read, checked and stored, against python-calamine only reading it.

And a CSV of up to 1,000,000 families: the time per row may not grow with the rows. Each load is a process of its own
with a database of its own, which knows the desa of Balangan already; so its peak of memory is the load's.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import xlsxwriter
from python_calamine import CalamineWorkbook

from bench import ROOT, shared_file
from data.intake.load import SourceFile, load_files
from data.store import Store

name = "a register of 100,000 families × 52 columns (XLSX), and of 1,000,000 families (CSV)"
SEED = 3
WORKBOOK_ROWS = int(os.environ.get("PETASALUR_BENCH_FAMILIES", "100000"))
CSV_ROWS = (125_000, 250_000, 500_000, 1_000_000)
MAX_TIMES_CALAMINE, MAX_MEMORY_MB, MAX_GROWTH, MAX_ASTRAY = 3.0, 1500, 1.15, 0.2
_ANSWERS = (
    "pbi_nas", "pbi_pemda", "id_pelanggan_pln", "status_kepemilikan_rumah", "jenis_lantai_terluas", "luas_lantai",
    "jenis_dinding_terluas", "jenis_atap_terluas", "sumber_air_minum_utama", "sumber_penerangan_utama",
    "daya_terpasang", "bahan_bakar_utama_memasak", "fasilitas_bab", "jenis_kloset", "pembuangan_akhir_tinja",
    "kepemilikan_aset", *(f"aset_bergerak_{number}" for number in range(14)), "aset_tidak_bergerak_lahan_lainnya",
    "aset_tidak_bergerak_rumah_lainnya", *(f"jumlah_ternak_{number}" for number in range(5)),
)  # fmt: skip
"""Columns of a DTSEN register that the intake has no use for, and that are kept with a row set aside."""


def identity_numbers(number: np.ndarray, *, serial_from: int) -> list[str]:
    """Return 16 digits that are valid and differ: 28 days × 12 months × 50 years, then the next serial."""
    day, month, year, serial = number % 28 + 1, number // 28 % 12 + 1, number // 336 % 50 + 40, number // 16_800
    birth = zip(day, month, year, serial + serial_from, strict=True)
    return [f"631102{d:02d}{m:02d}{y:02d}{s:04d}" for d, m, y, s in birth]


def draw_register(count: int) -> pd.DataFrame:
    """Return a register of DTSEN's 52 columns, all text: 1 % of its numbers cut, 2 % of its desil empty."""
    rng = np.random.default_rng(SEED)
    desa = pd.read_csv(shared_file("codes/crosswalk_kemendagri_bps_balangan.csv"), dtype=str).dropna(subset="kode_bps")
    desa = desa.iloc[rng.integers(len(desa), size=count)]
    number = np.arange(count)
    kk = pd.Series(identity_numbers(number, serial_from=5001))
    answers = {answer: rng.integers(1, 4, count).astype(str) for answer in _ANSWERS}
    return pd.DataFrame(
        {
            "nomor_kartu_keluarga": kk.where(rng.random(count) > 0.01, kk.str[:15]),
            "kode_provinsi": "63",
            "provinsi": "KALIMANTAN SELATAN",
            "kode_kabupaten_kota": "6311",
            "kabupaten_kota": "BALANGAN",
            "kode_kecamatan": desa["kode_bps"].str[:7].to_numpy(),
            "kecamatan": desa["kec_bps"].str.upper().to_numpy(),
            "kode_kelurahan_desa": desa["kode_bps"].to_numpy(),
            "kelurahan_desa": desa["nama_bps"].str.upper().to_numpy(),
            "alamat": [f"DUSUN {n % 4 + 1} RT {n % 9 + 1:03d} RW {n % 3 + 1:03d}" for n in number],
            "jumlah_anggota_keluarga": rng.integers(1, 9, count).astype(str),
            "nama_kepala_keluarga": [f"KELUARGA {chr(65 + n % 26)} {chr(65 + n // 26 % 26)}" for n in number],
            "desil_nasional": np.where(rng.random(count) > 0.02, rng.integers(1, 11, count).astype(str), ""),
            "desil_provinsi": rng.integers(1, 11, count).astype(str),
            "desil_kabupaten_kota": rng.integers(1, 11, count).astype(str),
            **answers,
        }
    )


def draw_list(count: int) -> pd.DataFrame:
    """Return families of 8 columns; homes stand within some 300 m of one point of their desa."""
    rng = np.random.default_rng(SEED)
    number = np.arange(count)
    layer = gpd.read_file(shared_file("boundaries/balangan_desa.geojson"))
    inside = shapely.get_coordinates(layer.geometry.representative_point().to_numpy())
    desa = rng.integers(len(layer), size=count)
    homes = inside[desa] + rng.normal(0, 0.001, (count, 2))
    return pd.DataFrame(
        {
            "no_kk": identity_numbers(number, serial_from=5001),
            "nik": identity_numbers(number, serial_from=1),
            "nama": [f"KELUARGA {chr(65 + n % 26)} {chr(65 + n // 26 % 26)}" for n in number],
            "kode_desa": layer["kode"].to_numpy()[desa],
            "jumlah_anggota": rng.integers(1, 9, count),
            "desil": rng.integers(1, 11, count),
            "lat": np.round(homes[:, 1], 6),
            "lon": np.round(homes[:, 0], 6),
        }
    )


def write_workbook(path: Path, frame: pd.DataFrame) -> None:
    """Write ``frame`` as the first sheet of a workbook, row by row."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Keluarga")
        sheet.write_row(0, 0, frame.columns)
        for row, cells in enumerate(frame.itertuples(index=False, name=None), start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, str(cell))


def make_office(path: Path) -> None:
    """Make a database that knows the desa of Balangan, by codes and by boundaries, and nobody in them."""
    files = [
        SourceFile("codes", shared_file("codes/crosswalk_kemendagri_bps_balangan.csv")),
        SourceFile("boundaries", shared_file("boundaries/balangan_desa.geojson")),
    ]
    store = Store.open(path)
    load_files(store, files)
    store.close()


def measured(task: str, *paths: Path) -> dict[str, float]:
    """Return what one task of :data:`TASKS` measured, in a process of its own."""
    command = [sys.executable, "-m", "bench.intake_speed", task, *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def read_only(path: Path) -> dict[str, float]:
    """Return how long python-calamine needs to read the first sheet."""
    start = time.perf_counter()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return {"seconds": time.perf_counter() - start, "rows": len(rows), "memory_mb": peak_mb()}


def load_whole(path: Path, database: Path) -> dict[str, float]:
    """Return how long a load of families takes, its peak of memory, and how far its progress goes astray."""
    store = Store.open(database, must_exist=True)
    said: list[tuple[float, float]] = []
    start = time.perf_counter()
    [report] = load_files(
        store,
        [SourceFile("families", path)],
        progress=lambda share, _: said.append((share, time.perf_counter() - start)),
    )
    seconds = time.perf_counter() - start
    store.close()
    shares = [(0.0, 0.0), *said]
    return {
        "seconds": seconds,
        "rows": report.row_count,
        "memory_mb": peak_mb(),
        "astray": max(abs(share - at_s / seconds) for share, at_s in said),
        "longest_step": max(later[0] - earlier[0] for earlier, later in pairwise(shares)),
        "longest_wait": max((later[1] - earlier[1]) / seconds for earlier, later in pairwise(shares)),
    }


def peak_mb() -> float:
    """Return the peak of this process's memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


TASKS = {"read": read_only, "load": load_whole}


def fresh(office: Path) -> Path:
    """Return a copy of the database ``office``."""
    return Path(shutil.copyfile(office, office.with_name("kantor.duckdb")))


def workbook_lines(folder: Path, office: Path) -> list[str]:
    book = folder / "dtsen.xlsx"
    write_workbook(book, draw_register(WORKBOOK_ROWS))
    before, found, after = measured("read", book), measured("load", book, fresh(office)), measured("read", book)
    calamine_s = (before["seconds"] + after["seconds"]) / 2
    times = found["seconds"] / calamine_s
    assert found["rows"] == WORKBOOK_ROWS, found
    lines = [
        f"XLSX, {WORKBOOK_ROWS} × 52: calamine only reads in {calamine_s:.1f} s ({before['memory_mb']:.0f} MB)",
        f"read, checked and stored in {found['seconds']:.1f} s: {times:.2f} × as long (at most {MAX_TIMES_CALAMINE})",
        f"peak of memory {found['memory_mb']:.0f} MB (at most {MAX_MEMORY_MB})",
        f"the bar is astray by at most {found['astray']:.2f} of the time (at most {MAX_ASTRAY})",
        f"its longest step is {found['longest_step']:.2f}, its longest halt {found['longest_wait']:.2f} of the time",
    ]
    assert times <= MAX_TIMES_CALAMINE, lines
    assert found["memory_mb"] <= MAX_MEMORY_MB, lines
    assert found["astray"] <= MAX_ASTRAY, lines
    return lines


def csv_lines(folder: Path, office: Path) -> list[str]:
    whole = draw_list(max(CSV_ROWS))
    per_row_us, lines = [], []
    for count in CSV_ROWS:
        path = folder / f"{count}.csv"
        whole.head(count).to_csv(path, index=False)
        found = measured("load", path, fresh(office))
        path.unlink()
        assert found["rows"] == count, found
        per_row_us.append(1e6 * found["seconds"] / count)
        lines.append(
            f"CSV, {count:>7} × 8: {found['seconds']:5.1f} s, {per_row_us[-1]:.1f} µs a row, "
            f"{found['memory_mb']:.0f} MB, bar astray {found['astray']:.2f}"
        )
    growth = per_row_us[-1] / per_row_us[0]
    lines.append(f"time per row of the longest list ÷ of the shortest: {growth:.2f} (at most {MAX_GROWTH})")
    assert growth <= MAX_GROWTH, lines
    return lines


def run() -> list[str]:
    """Return the times, the memory and how true the bar is."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        office = folder / "desa.duckdb"
        make_office(office)
        return [*workbook_lines(folder, office), *csv_lines(folder, office)]


if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*map(Path, sys.argv[2:]))))
