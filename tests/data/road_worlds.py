"""A small network over the four desa of ``tests/pages/page_worlds.py``, in two pieces with a gap of 15.6 m.

::

                 Sungai Contoh (a file of its own)
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~  -2.3025
            |
            | Titian Dusun (trail), up to -2.3040
            |
    ========+=================  gap  ============================  -2.3120
    Jalan Barat            115.64000 115.64014        Jalan Timur
    115.601  115.620                                      115.679

Edges of the roads: Jalan Barat west and east of the trail, the trail, Jalan Timur: 4. Pieces: 2.
0.00014 degrees of longitude at 2.3° S are 15.6 m (111.23 km a degree there).
"""

from __future__ import annotations

import json
from pathlib import Path

from data.intake.load import SourceFile, load_files
from data.intake.request import Answers
from data.roads import ROADS
from data.store import Store

LAT = -2.312
ASPHALT = {"highway": "unclassified", "surface": "asphalt"}
ROAD_LINES = [
    ([[115.601, LAT], [115.620, LAT], [115.640, LAT]], {**ASPHALT, "name": "Jalan Barat"}),
    ([[115.64014, LAT], [115.660, LAT], [115.679, LAT]], {**ASPHALT, "name": "Jalan Timur"}),
    ([[115.620, LAT], [115.620, -2.304]], {"highway": "path", "surface": "ground", "name": "Titian Dusun"}),
]
RIVER_LINES = [([[115.601, -2.3025], [115.679, -2.3025]], {"waterway": "river", "name": "Sungai Contoh"})]
GAP_M = 15.6


def write_lines(path: Path, lines: list[tuple[list[list[float]], dict[str, str]]]) -> Path:
    features = [
        {"type": "Feature", "properties": facts, "geometry": {"type": "LineString", "coordinates": places}}
        for places, facts in lines
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def roads_file(folder: Path) -> Path:
    return write_lines(folder / "jalan.geojson", ROAD_LINES)


def river_file(folder: Path) -> Path:
    return write_lines(folder / "sungai.geojson", RIVER_LINES)


def load_roads(store: Store, *paths: Path, by: object = None) -> list:
    return load_files(store, [SourceFile(ROADS, path) for path in paths], Answers(**({"by": by} if by else {})))
