"""1,000,000 points against Balangan's 157 desa: ``geo.locate`` beside ``geopandas.sjoin(predicate="within")``.

Both get the same two arrays of coordinates and give a desa for each point, so sjoin's time includes making its
points; its time without that stands beside it. Time is the best of three runs in one process, in turns. Memory is
the growth of the peak resident size of a child process that does nothing else, which counts GEOS' own memory too.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from bench import shared_file
from geo.boundaries import prepare
from geo.locate import locate
from geo.regions import Regions

name = "1,000,000 points in 157 desa: geo.locate and geopandas.sjoin(within)"

POINT_COUNT = 1_000_000
ROUNDS = 3
FILE = "boundaries/balangan_desa_raw.geojson"

Coordinates = tuple[NDArray[np.float64], NDArray[np.float64]]
Answer = NDArray[np.object_]
Way = Callable[[Coordinates, gpd.GeoDataFrame], Answer]


def by_locate(points: Coordinates, layer: gpd.GeoDataFrame) -> Answer:
    """Return the desa of each point by our own way."""
    return locate(*points, layer)


def by_sjoin(points: Coordinates, layer: gpd.GeoDataFrame) -> Answer:
    """Return the desa of each point as one would with geopandas."""
    return _joined(_as_frame(points), layer)


def _as_frame(points: Coordinates) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points, crs=4326))


def _joined(frame: gpd.GeoDataFrame, layer: gpd.GeoDataFrame) -> Answer:
    return frame.sjoin(layer[["geometry"]], how="left", predicate="within")["desa_code"].to_numpy(object, na_value=None)


def run() -> list[str]:
    """Return the ratios of time and memory, and where the two ways agree."""
    layer = prepare(shared_file(FILE), regions=Regions.empty()).layer
    points = random_points(layer, POINT_COUNT)
    frame = _as_frame(points)
    seconds: dict[str, list[float]] = {"locate": [], "sjoin": [], "join alone": []}
    for _ in range(ROUNDS):
        ours = _timed(seconds["locate"], lambda: by_locate(points, layer))
        theirs = _timed(seconds["sjoin"], lambda: by_sjoin(points, layer))
        _timed(seconds["join alone"], lambda: _joined(frame, layer))
    best = {way: min(taken) for way, taken in seconds.items()}
    return [
        f"time: sjoin / locate = {best['sjoin'] / best['locate']:.1f} ({best['sjoin']:.2f} s, {best['locate']:.2f} s)",
        f"time without making sjoin's points: {best['join alone'] / best['locate']:.1f} ({best['join alone']:.2f} s)",
        _memory_line(),
        f"answers that differ: {_different(ours, theirs, points, layer)}",
    ]


def random_points(layer: gpd.GeoDataFrame, count: int) -> Coordinates:
    """Return longitudes and latitudes spread evenly over the bounding box, the same on every run."""
    west, south, east, north = layer.total_bounds
    random = np.random.default_rng(20261)
    return random.uniform(west, east, count), random.uniform(south, north, count)


def _timed(taken: list[float], work: Callable[[], Answer]) -> Answer:
    start = time.perf_counter()
    answer = work()
    taken.append(time.perf_counter() - start)
    return answer


def _different(ours: Answer, theirs: Answer, points: Coordinates, layer: gpd.GeoDataFrame) -> str:
    """Say how many answers differ, and how many of these lie on a border."""
    differs = np.flatnonzero(ours != theirs)
    borders = shapely.union_all(layer.geometry.boundary.to_numpy())
    on_border = shapely.distance(shapely.points(points[0][differs], points[1][differs]), borders) == 0
    return f"{len(differs)}, of them on a border: {int(on_border.sum())}"


# --- memory ---

PROC = Path("/proc/self")
BYTES_PER_KB, BYTES_PER_MB = 1024, 1024**2


def _memory_line() -> str:
    if not (PROC / "clear_refs").exists():
        return "extra memory: not measured, this system does not tell the peak of a process"
    ours_mb, theirs_mb = _extra_memory_mb(by_locate), _extra_memory_mb(by_sjoin)
    return f"extra memory: sjoin / locate = {theirs_mb / ours_mb:.1f} ({theirs_mb:.0f} MB, {ours_mb:.0f} MB)"


def _extra_memory_mb(way: Way) -> float:
    """Return by how much a fresh process grows at its peak while it does the work."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (way,))


def _measure(way: Way) -> float:
    layer = prepare(shared_file(FILE), regions=Regions.empty()).layer
    points = random_points(layer, POINT_COUNT)
    way((points[0][:1000], points[1][:1000]), layer)  # what is loaded once is not counted
    (PROC / "clear_refs").write_text("5", encoding="ascii")  # forget the peak so far, see proc(5)
    before_kb = _status_kb("VmRSS")
    way(points, layer)
    return (_status_kb("VmHWM") - before_kb) * BYTES_PER_KB / BYTES_PER_MB


def _status_kb(field: str) -> int:
    lines = (PROC / "status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
