"""Make the demo database, through the same loader that takes an office's own files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from data.demo.facts import KECAMATAN_NAME, SEAT_CODE, read_facts
from data.demo.monev import BY, record
from data.demo.people import PERIODS, SEED, Demo, describe, draw_demo, with_mistakes
from data.engine import remove
from data.errors import DemoWouldReplace
from data.intake.load import Answers, Loaded, SourceFile, load_files
from data.service_points import POINTS
from data.settings import save_setting
from data.store import Store
from geo.progress import Progress, silent

MARK = "DATA CONTOH"


def make_demo(path: Path | str, seed: int = SEED, progress: Progress = silent) -> list[Loaded]:
    """Write the demo database to ``path``; an older demo there is replaced once the new one is whole.

    Returns
    -------
    list of Loaded
        What became of each file of the demo.

    Raises
    ------
    DemoWouldReplace
        ``path`` holds an office's own data.
    StoreBusy
        The older demo is open in another process.
    """
    path = Path(path)
    refuse_own_data(path)
    fresh = path.with_name(f"{path.name}.baru")
    remove(fresh)
    progress(0.0, "menyusun data contoh")
    with TemporaryDirectory() as folder:
        files = write_files(draw_demo(seed), Path(folder))
        loaded = load_into(fresh, files, lambda share, text: progress(0.1 + 0.9 * share, text), seed)
    remove(path)
    fresh.replace(path)
    return loaded


def refuse_own_data(path: Path) -> None:
    """Raise when ``path`` is there and is no demo."""
    if not path.exists():
        return
    store = Store.open(path, must_exist=True)
    is_demo = store.is_demo()
    store.close()
    if not is_demo:
        raise DemoWouldReplace(file=path.name)


def write_files(demo: Demo, folder: Path) -> list[SourceFile]:
    """Write the demo as an office would send it: layer, roads, families, members, a list per program and period."""
    layer = folder / f"{MARK} batas perkiraan.geojson"
    demo.boundaries.to_file(layer, driver="GeoJSON", COORDINATE_PRECISION=8)
    families = folder / f"{MARK} keluarga.csv"
    with_mistakes(demo.families).to_csv(families, index=False, encoding="utf-8")
    roads = folder / f"{MARK} jalan dan sungai.geojson"
    demo.roads.to_file(roads, driver="GeoJSON", COORDINATE_PRECISION=8)
    files = [SourceFile("boundaries", layer), SourceFile("families", families), SourceFile("roads", roads)]
    points = folder / f"{MARK} titik layanan perkiraan.csv"
    demo.points.to_csv(points, index=False, encoding="utf-8")
    files.append(SourceFile(POINTS, points))
    for kind, name, rows in (
        ("members", "anggota", demo.members), ("status", "status penduduk", demo.status),
        ("survey", "survei kepuasan", demo.survey), ("complaints", "pengaduan", demo.complaints),
        ("deliveries", "penyaluran", demo.deliveries),
    ):  # fmt: skip
        path = folder / f"{MARK} {name}.csv"
        rows.to_csv(path, index=False, encoding="utf-8")
        files.append(SourceFile(kind, path))
    for (program, period), people in demo.recipients.items():
        path = folder / f"{MARK} penerima {program} {period}.csv"
        people.to_csv(path, index=False, encoding="utf-8")
        files.append(SourceFile("recipients", path, program, period))
    return files


def load_into(path: Path, files: list[SourceFile], progress: Progress, seed: int = SEED) -> list[Loaded]:
    """Load ``files`` into a new database at ``path``, mark it as demo, set where vehicles start, record its monev."""
    store = Store.open(path)
    try:
        store.mark_demo()
        loaded = load_files(store, files, Answers(for_demo=True, by=BY), progress)
        seat = read_facts().loc[SEAT_CODE]
        save_setting(store, "depot_name", f"Kantor Kecamatan {KECAMATAN_NAME} (titik desa)", by=BY)
        save_setting(store, "depot_lon", float(seat["lon"]), by=BY)
        save_setting(store, "depot_lat", float(seat["lat"]), by=BY)
        save_setting(store, "office_name", f"Kecamatan {KECAMATAN_NAME} ({MARK})", by=BY)
        if loaded:
            record(store, describe(read_facts()), PERIODS, np.random.default_rng([seed, 9]))
    finally:
        store.close()
    return loaded
