"""The worlds that pages are measured in: 50,000 invented families, in Balangan's 157 desa or in squares."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from bench import shared_file
from data.intake.load import SourceFile, load_files
from data.store import SCHEMA, Store, sql

SEED = 1
PERIODS = ("2026-09", "2026-10")
REACH = {"PKH": 0.4, "SEMBAKO": 0.55, "BLTDD": 0.2, "CPP": 0.4}
"""Share of the poorer families that a program reaches; of the others a fiftieth of it."""
POORER_DESIL_MAX = 5
MEMBERS, DUSUN, HOMES_APART_DEG = 4, 4, 0.003
WEST, SOUTH, SIDE_DEG = 115.3, -2.9, 0.02
DESA_PER_KECAMATAN = 25
SYLLABLES = ("ba", "lu", "ti", "ra", "mo", "ke", "sa", "ni", "pu", "ga", "wi", "do")


def kabupaten(family_count: int = 50_000) -> Path:
    """Return the database in the machine's temporary folder, made anew when this file or the schema has changed."""
    return _made(shared_file("boundaries/balangan_desa_raw.geojson"), family_count)


def squares(desa_count: int, family_count: int = 50_000) -> Path:
    """Return the same of ``desa_count`` squares side by side, 25 of them to a kecamatan; needs no file."""
    with _grid(desa_count) as boundaries:
        return _made(boundaries, family_count)


def _made(boundaries: Path, family_count: int) -> Path:
    schema = "".join(map(sql, SCHEMA.values()))
    recipe = hashlib.sha256(Path(__file__).read_bytes() + boundaries.read_bytes() + schema.encode())
    folder = Path(tempfile.gettempdir()) / f"petasalur-bench-{recipe.hexdigest()[:12]}"
    made = folder / f"{family_count}.duckdb"
    if not made.is_file():
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as place:
            fresh = Path(place) / made.name
            load(fresh, boundaries, draw_families(boundaries, family_count))
            fresh.replace(made)
    return made


def _name(number: int) -> str:
    """Return a name of its own for each number: the loader compares names, digits do not count there."""
    return "".join(SYLLABLES[number // len(SYLLABLES) ** place % len(SYLLABLES)] for place in range(4)).capitalize()


@contextmanager
def _grid(desa_count: int) -> Iterator[Path]:
    """Write squares of 0.02 degree (about 2.2 km) in rows that make one square together."""
    row = round(desa_count**0.5)
    features = []
    for number in range(desa_count):
        west, south = round(WEST + SIDE_DEG * (number % row), 6), round(SOUTH + SIDE_DEG * (number // row), 6)
        ring = shapely.box(west, south, round(west + SIDE_DEG, 6), round(south + SIDE_DEG, 6))
        kecamatan, place = divmod(number, DESA_PER_KECAMATAN)
        facts = {"kode": f"63.11.{kecamatan + 1:02}.{2001 + place}", "nama": _name(number),
                 "kecamatan": f"Tanah {_name(kecamatan)}"}  # fmt: skip
        features.append({"type": "Feature", "properties": facts, "geometry": shapely.geometry.mapping(ring)})
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "batas.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        yield path


def draw_families(boundaries: Path, count: int) -> pd.DataFrame:
    """Return families with an office's column names; homes stand around four dusun of each desa."""
    rng = np.random.default_rng(SEED)
    layer = gpd.read_file(boundaries).drop_duplicates("kode").reset_index(drop=True)
    desa = np.sort(rng.integers(len(layer), size=count))
    points = homes(layer.geometry, desa, rng)
    number = pd.Series(np.arange(count))
    return pd.DataFrame(
        {
            "no_kk": identity_numbers(number, birth_year=10),
            "nik_kepala": identity_numbers(number, birth_year=60),
            "nama_kepala": "KELUARGA " + number.astype("str"),
            "kode_desa": layer["kode"].to_numpy()[desa],
            "desa": layer["nama"].to_numpy()[desa],
            "jumlah_anggota": MEMBERS,
            "desil": rng.integers(1, 11, count),
            "lat": points[:, 1].round(6),
            "lon": points[:, 0].round(6),
        }
    )


def identity_numbers(number: pd.Series, *, birth_year: int) -> pd.Series:
    """Return 16 digits that are valid and differ: 9,000 serials for each year from ``birth_year`` on."""
    year, serial = number // 9_000 + birth_year, number % 9_000 + 1
    return "6311010101" + year.astype("str") + serial.astype("str").str.zfill(4)


def draw_recipients(families: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    """Return who receives, per program and period: the poorer half mostly, of the others a few."""
    rng = np.random.default_rng(SEED + 1)
    is_poorer = families["desil"] <= POORER_DESIL_MAX
    drawn = {}
    for program, share in REACH.items():
        for period in PERIODS:
            is_reached = rng.random(len(families)) < np.where(is_poorer, share, share / 50)
            people = families.loc[is_reached, ["nik_kepala", "no_kk", "nama_kepala"]]
            drawn[program, period] = people.rename(columns={"nik_kepala": "nik", "nama_kepala": "nama"})
    return drawn


def homes(shapes: gpd.GeoSeries, desa: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return one point (lon, lat) per family inside its desa: near one of its dusun, else at the desa's own point."""
    own = shapely.get_coordinates(shapes.representative_point().to_numpy())
    boxes = shapes.bounds.to_numpy()
    dusun = own[:, None, :] + rng.uniform(-0.35, 0.35, (len(own), DUSUN, 2)) * (boxes[:, None, 2:] - boxes[:, None, :2])
    dusun[:, 0] = own
    drawn = dusun[desa, rng.integers(DUSUN, size=len(desa))] + rng.normal(0, HOMES_APART_DEG / 2, (len(desa), 2))
    inside = shapely.contains_xy(shapely.make_valid(shapes.to_numpy())[desa], drawn)
    return np.where(inside[:, None], drawn, own[desa] + rng.normal(0, 1e-4, (len(desa), 2)))


def load(path: Path, boundaries: Path, families: pd.DataFrame) -> None:
    """Write what an office would send into the folder of ``path`` and load it."""
    families_file = path.parent / "keluarga.csv"
    families.to_csv(families_file, index=False)
    files = [SourceFile("boundaries", boundaries), SourceFile("families", families_file)]
    for (program, period), people in draw_recipients(families).items():
        people.to_csv(path.parent / f"{program} {period}.csv", index=False)
        files.append(SourceFile("recipients", path.parent / f"{program} {period}.csv", program, period))
    store = Store.open(path)
    load_files(store, files)
    store.close()
