"""The office's own base map: a ``.mbtiles`` or ``.pmtiles`` file put into ``var/tiles``.

Pictures (png, jpg, webp) and vector tiles (Protomaps or OpenMapTiles layers: water and roads are drawn).
"""

from __future__ import annotations

import os
import re
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, MagicNumberNotFound, SpecVersionUnsupported, TileType

from geo.errors import UnreadableTiles
from geo.maps.base import Bounds, TileSource

FOLDER = Path(os.environ.get("PETASALUR_TILES") or Path(__file__).resolve().parents[1] / "var" / "tiles")
URL_PREFIX = "/tiles/"
VECTOR = "application/x-protobuf"
MEDIA_TYPES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "pbf": VECTOR,
    TileType.PNG: "image/png", TileType.JPEG: "image/jpeg", TileType.WEBP: "image/webp", TileType.MVT: VECTOR,
}  # fmt: skip
GZIP_MAGIC = b"\x1f\x8b"
DAMAGED = (
    sqlite3.DatabaseError, MagicNumberNotFound, SpecVersionUnsupported, struct.error, zlib.error, EOFError,
    IndexError, KeyError, OSError, OverflowError, TypeError, ValueError,
)  # fmt: skip
"""What the two readers raise on a file that is not what its ending says."""


@dataclass(frozen=True)
class Tiles:
    """A readable tile file. ``bounds``: west, south, east, north in degrees."""

    path: Path
    media_type: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    attribution: str
    version: str

    @property
    def source(self) -> TileSource:
        """Return what a map needs to know of the file."""
        west, south, east, north = self.bounds
        return TileSource(
            url=f"{URL_PREFIX}{self.version}/{{z}}/{{x}}/{{y}}",
            is_vector=self.media_type == VECTOR,
            min_zoom=self.min_zoom,
            max_zoom=self.max_zoom,
            bounds=((south, west), (north, east)),
            attribution=self.attribution,
        )

    def read(self, z: int, x: int, y: int) -> bytes | None:
        """Return one tile (z, x, y as Leaflet counts them), None where the file holds none.

        Raises
        ------
        UnreadableTiles
            The file has become damaged or was taken away.
        """
        reader = _read_mbtiles if self.path.suffix == ".mbtiles" else _read_pmtiles
        try:
            return reader(self.path, z, x, y)
        except DAMAGED as error:
            raise UnreadableTiles(file=self.path.name, found=type(error).__name__) from error


def find_tiles(around: Bounds, folder: Path = FOLDER) -> tuple[Tiles | None, tuple[UnreadableTiles, ...]]:
    """Return the first readable file (by name) that covers a part of ``around``, and the unreadable ones.

    ``around``: ((south, west), (north, east)) in degrees.
    """
    problems: list[UnreadableTiles] = []
    for path in _files(folder):
        try:
            tiles = _open(path)
        except UnreadableTiles as error:
            problems.append(error)
            continue
        if _meets(tiles.bounds, around):
            return tiles, tuple(problems)
    return None, tuple(problems)


def tiles_of_version(version: str, folder: Path = FOLDER) -> Tiles | None:
    """Return the file whose URL carries ``version``, None when it is gone."""
    return next((_open(path) for path in _files(folder) if _version(path) == version), None)


def _files(folder: Path) -> Iterator[Path]:
    """Yield tile files by name."""
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.suffix in {".mbtiles", ".pmtiles"})


def _version(path: Path) -> str:
    """Return a name for the URL that changes with the file."""
    facts = path.stat()
    safe = re.sub(r"[^A-Za-z0-9]+", "-", path.name)
    return f"{safe}-{facts.st_size:x}-{facts.st_mtime_ns:x}"


def _open(path: Path) -> Tiles:
    """Return what the file says about itself, read again only when it has changed."""
    return _described(path, _version(path))


@lru_cache(maxsize=16)
def _described(path: Path, version: str) -> Tiles:
    describe = _describe_mbtiles if path.suffix == ".mbtiles" else _describe_pmtiles
    try:
        return describe(path, version)
    except DAMAGED as error:
        raise UnreadableTiles(file=path.name, found=f"rusak: {type(error).__name__}") from error


def _meets(bounds: tuple[float, ...], around: Bounds) -> bool:
    west, south, east, north = bounds
    (low, left), (high, right) = around
    return west <= right and east >= left and south <= high and north >= low


def _plain(attribution: str) -> str:
    """Return an attribution without its HTML tags: it is shown as text."""
    return re.sub(r"<[^>]*>", "", attribution).strip()


# --- .mbtiles: https://github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md -----------------------------


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _describe_mbtiles(path: Path, version: str) -> Tiles:
    with closing(_connect(path)) as connection:
        facts = dict(connection.execute("SELECT name, value FROM metadata").fetchall())
        zooms = connection.execute("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
    west, south, east, north = (float(part) for part in facts.get("bounds", "-180,-85,180,85").split(","))
    media_type = MEDIA_TYPES[facts.get("format", "png").lower()]
    lowest, highest = (int(zoom) if zoom is not None else 0 for zoom in zooms)
    bounds = (west, south, east, north)
    return Tiles(path, media_type, lowest, highest, bounds, _plain(facts.get("attribution", "")), version)


def _read_mbtiles(path: Path, z: int, x: int, y: int) -> bytes | None:
    """Rows count from the south (TMS)."""
    query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    with closing(_connect(path)) as connection:
        row = connection.execute(query, (z, x, 2**z - 1 - y)).fetchone()
    return None if row is None else bytes(row[0])


# --- .pmtiles version 3: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md -------------------


def _describe_pmtiles(path: Path, version: str) -> Tiles:
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        header, facts = reader.header(), reader.metadata()
    if header["tile_compression"] not in {Compression.NONE, Compression.GZIP}:
        raise UnreadableTiles(file=path.name, found=f"pemampatan {header['tile_compression'].name}")
    if header["tile_type"] not in MEDIA_TYPES:
        raise UnreadableTiles(file=path.name, found=f"jenis ubin {header['tile_type'].name}")
    corners = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
    west, south, east, north = (header[corner] / 1e7 for corner in corners)
    attribution = _plain(str(facts.get("attribution", "")))
    zooms = (header["min_zoom"], header["max_zoom"])
    return Tiles(path, MEDIA_TYPES[header["tile_type"]], *zooms, (west, south, east, north), attribution, version)


def _read_pmtiles(path: Path, z: int, x: int, y: int) -> bytes | None:
    with path.open("rb") as file:
        return Reader(MmapSource(file)).get(z, x, y)
