"""Small tile files for tests: one tile each, around Balangan at zoom 8."""

from __future__ import annotations

import gzip
import sqlite3
import struct
import zlib
from contextlib import closing
from pathlib import Path

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

Z, X, Y = 8, 210, 129  # lon 115.3–116.7, lat -2.8– -1.4
BOUNDS = "115.3,-2.8,116.7,-1.4"


def picture(side: int = 256) -> bytes:
    """A PNG of one colour, #c86432: no map of ours holds it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xc8\x64\x32" * side for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def vector() -> bytes:
    """A Mapbox vector tile (version 2) with one layer ``water``: a polygon over the whole tile."""

    def field(number: int, kind: int, body: bytes) -> bytes:
        return bytes([number << 3 | kind]) + body

    def block(number: int, body: bytes) -> bytes:
        return field(number, 2, varint(len(body)) + body)

    zigzag = [4096 << 1, (4096 << 1), (4096 << 1) - 1]
    commands = [9, 0, 0, 26, zigzag[0], 0, 0, zigzag[1], zigzag[2], 0, 15]  # to 0,0; three lines; close
    feature = field(3, 0, varint(3)) + block(4, b"".join(map(varint, commands)))
    layer = field(15, 0, varint(2)) + block(1, b"water") + block(2, feature) + field(5, 0, varint(4096))
    return gzip.compress(block(3, layer))


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def make_mbtiles(path: Path, content: bytes, **facts: str) -> Path:
    facts = {"format": "png", "bounds": BOUNDS, "attribution": '<a href="https://x">© Badan</a>', **facts}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE metadata (name text, value text)")
        connection.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)"
        )
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", facts.items())
        connection.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (Z, X, 2**Z - 1 - Y, content))
    return path


def make_pmtiles(path: Path, content: bytes, kind: TileType, compression: Compression) -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        writer.write_tile(zxy_to_tileid(Z, X, Y), content)
        writer.finalize(
            {"tile_type": kind, "tile_compression": compression, "min_zoom": Z, "max_zoom": Z,
             "min_lon_e7": 1153000000, "min_lat_e7": -28000000, "max_lon_e7": 1167000000, "max_lat_e7": -14000000,
             "center_zoom": Z, "center_lon_e7": 0, "center_lat_e7": 0},
            {"attribution": "© OpenStreetMap"},
        )  # fmt: skip
    return path
