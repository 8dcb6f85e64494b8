"""Worlds in which an office has worked: ``kabupaten.py`` with records of monev, points, a plan that is driven.

Kept beside the database they are made from; :func:`opened` gives a run a copy of its own, for pages may write, and
DuckDB lets one process have a file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import Delaunay

from analytics.delivery.day import answer, ask
from analytics.delivery.plan import make_plan
from bench.kabupaten import PERIODS, kabupaten, squares
from data.demo import monev
from data.intake.gazetteer import read_layer
from data.intake.load import SourceFile, load_files
from data.monev.meetings import add_action, add_meeting
from data.plans import choose_plan, save_plan
from data.roles import Actor
from data.service_points import POINTS
from data.settings import save_setting
from data.store import Store

KABUPATEN = 157
"""Number of desa of the world that has real boundaries; every other number is squares."""
BY = Actor("Bench", "kasi")
SEED = 2
SHEETS_PER_DESA, COMPLAINTS_PER_DESA, DESA_PER_POINT = 5, 0.25, 8
MEETINGS, ACTIONS = 7, 4
"""Held before the demo's, and agreed at each."""
PROGRAM, DAYS, ITERATIONS = "CPP", 3, 5
FAMILIES = 50_000


@contextmanager
def opened(desa_count: int) -> Iterator[Path]:
    """Yield a database of the run's own."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "kantor.duckdb"
        shutil.copyfile(_template(desa_count), path)
        yield path


def _template(desa_count: int) -> Path:
    families = kabupaten() if desa_count == KABUPATEN else squares(desa_count)
    recipe = hashlib.sha256(Path(__file__).read_bytes() + Path(monev.__file__).read_bytes()).hexdigest()[:12]
    made = families.with_name(f"{families.stem}-{recipe}.duckdb")
    if not made.is_file():
        with tempfile.TemporaryDirectory(dir=made.parent) as place:
            fresh = Path(place) / made.name
            shutil.copyfile(families, fresh)
            _work(fresh)
            fresh.replace(made)
    return made


def _work(path: Path) -> None:
    """Let the office of ``path`` load, record and plan."""
    store = Store.open(path)
    try:
        rng = np.random.default_rng(SEED)
        facts = _facts(read_layer(store), rng)
        load_files(store, _files(path.parent, facts, rng))
        seat = facts.iloc[0]
        for key, value in (("depot_name", "Kantor"), ("depot_lon", seat["lon"]), ("depot_lat", seat["lat"])):
            save_setting(store, key, value)
        monev.record(store, facts, PERIODS, rng)
        _meet(store)
        _drive(store)
    finally:
        store.close()


def _facts(layer: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return what the demo's generators ask about desa, and a point in each."""
    points = shapely.get_coordinates(layer.geometry.representative_point().to_numpy())
    facts = pd.DataFrame(layer[["desa_name"]])
    return facts.assign(
        family_count=FAMILIES // len(layer),
        remoteness=rng.uniform(0, 1, len(layer)),
        lon=points[:, 0],
        lat=points[:, 1],
    )


def _files(folder: Path, facts: pd.DataFrame, rng: np.random.Generator) -> list[SourceFile]:
    """Write what an office would send: a survey, complaints, points, roads. A name that stands twice is not in it."""
    single = facts[~facts["desa_name"].duplicated(keep=False)]
    sheets = monev.draw_survey(single, rng, SHEETS_PER_DESA * len(single))
    complaints = monev.draw_complaints(single, rng, monev.COMPLAINT_COUNT + int(COMPLAINTS_PER_DESA * len(single)))
    some = single.iloc[::DESA_PER_POINT]
    points = pd.DataFrame(
        {"nama": "Balai " + some["desa_name"], "jenis": "Titik salur", "desa": some["desa_name"], "bujur": some["lon"],
         "lintang": some["lat"], "kapasitas": 2_000, "catatan": ""}
    )  # fmt: skip
    tables = {"survey": sheets, "complaints": complaints, POINTS: points}
    for kind, rows in tables.items():
        rows.to_csv(folder / f"{kind}.csv", index=False)
    found = [SourceFile(kind, folder / f"{kind}.csv") for kind in tables]
    _roads(facts).to_file(folder / "jalan.geojson", driver="GeoJSON")
    return [*found, SourceFile("roads", folder / "jalan.geojson")]


def _roads(facts: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return a straight road between any two desa that are neighbours."""
    xy = facts[["lon", "lat"]].to_numpy()
    corners = Delaunay(xy, qhull_options="QJ").simplices
    pairs = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)
    names = "Jalan " + facts["desa_name"].to_numpy()[pairs[:, 0]]
    tags = {"highway": "unclassified", "surface": "compacted", "name": names}
    return gpd.GeoDataFrame(tags, geometry=shapely.linestrings(xy[pairs]), crs=4326)


def _meet(store: Store) -> None:
    for number in range(MEETINGS):
        day = dt.date(2025, 1, 6) + dt.timedelta(days=28 * number)
        meeting = add_meeting(store, f"Rapat {number}", on_date=day, place="Aula", participant_count=20, by=BY)
        for action in range(ACTIONS):
            due = day + dt.timedelta(days=14 + action)
            add_action(store, meeting, f"Tugas {action}", owner="TKSK", due_on=due, on_date=day, by=BY)


def _drive(store: Store) -> None:
    """Keep a plan of a few trips, made without much searching, and drive it from the first of its days on."""
    first = dt.date(2026, 10, 20)
    days = [(first + dt.timedelta(days=number)).isoformat() for number in range(DAYS)]
    asked = ask(store, program=PROGRAM, period=PERIODS[-1], days=days)
    day = answer(asked, make_plan(asked.problem, iterations=ITERATIONS, with_remedies=False))
    number = save_plan(store, day.inputs, day.plan.to_dict(), day.parcels, by=BY)
    choose_plan(store, number, first_day=first, by=BY)
