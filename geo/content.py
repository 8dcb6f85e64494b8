"""What a file is, by its content: its name and its ending are somebody's claim."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from geo.apart import apart
from geo.archive import FAULTS

HEAD_BYTES = 4096
TABLE, LAYER, OSM = "tabel", "peta", "osm"
PBF_MARK = b"\x0a\x09OSMHeader"
_KML, _OSM = b"<kml", b"<osm"


@dataclass(frozen=True)
class Content:
    """A kind of content: what readers call it, how it begins, and which reader takes it ("" its ending tells)."""

    label: str
    starts: tuple[bytes, ...]
    reader: str = ""
    is_binary: bool = False
    """Its beginning could also be that of a text; zeros tell."""


CONTENTS = (
    Content("buku kerja atau arsip zip", (b"PK\x03\x04", b"PK\x05\x06")),
    Content("basis data SQLite", (b"SQLite format 3\x00",), LAYER),
    Content("bagian Shapefile (.shp)", (b"\x00\x00\x27\x0a",), LAYER),
    Content("arsip gzip", (b"\x1f\x8b",)),
    Content("arsip bzip2", (b"BZh",), OSM, is_binary=True),
    Content("program Windows (EXE)", (b"MZ",), is_binary=True),
    Content("program Linux (ELF)", (b"\x7fELF",)),
    Content("naskah perintah", (b"#!",)),
    Content("berkas Office lama (XLS atau DOC)", (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)),
    Content("PDF", (b"%PDF",)),
    Content("gambar PNG", (b"\x89PNG",)),
    Content("gambar JPEG", (b"\xff\xd8\xff",)),
    Content("gambar GIF", (b"GIF87a", b"GIF89a")),
    Content("gambar TIFF", (b"II*\x00", b"MM\x00*")),
    Content("arsip RAR", (b"Rar!",)),
    Content("arsip 7z", (b"7z\xbc\xaf\x27\x1c",)),
    Content("Parquet", (b"PAR1",), is_binary=True),
)


def content_of(head: bytes) -> Content:
    """Return what begins with ``head``, its first :data:`HEAD_BYTES`."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for content in CONTENTS:
        if head.startswith(content.starts) and (b"\x00" in head or not content.is_binary):
            return content
    if PBF_MARK in head[:64]:
        return Content("OSM PBF", (), OSM)
    if text.startswith(b"<"):
        return _of_markup(text.lower())
    if text.startswith(b"{"):
        return Content("JSON", (), LAYER)
    return Content("data biner" if b"\x00" in head else "teks", ())


def _of_markup(text: bytes) -> Content:
    if _KML in text:
        return Content("KML", (), LAYER)
    if _OSM in text:
        return Content("OSM XML", (), OSM)
    is_page = text.startswith((b"<!doctype html", b"<html")) or b"<html" in text
    return Content("halaman web (HTML)" if is_page else "gambar SVG" if b"<svg" in text else "XML", ())


@apart
def reader_of(path: Path) -> str:
    """Return which reader a file is for: :data:`TABLE`, :data:`LAYER` or :data:`OSM`.

    Text, and what none of them reads, goes where its ending claims to belong; the reader says what it found.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        head = b""
    if head.startswith(b"PK"):
        return _reader_of_zip(path)
    if head.startswith(b"\x1f\x8b"):
        return OSM if _OSM in _unpacked_head(path) else _claimed(path)
    return content_of(head).reader or _claimed(path)


def _reader_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()}
    except FAULTS:
        return _claimed(path)
    if "xl/workbook.xml" in names:
        return TABLE
    return LAYER if any(name.endswith(".shp") for name in names) else _claimed(path)


def _unpacked_head(path: Path) -> bytes:
    try:
        with gzip.open(path) as packed:
            return packed.read(HEAD_BYTES).lower()
    except (gzip.BadGzipFile, EOFError, zlib.error, OSError):
        return b""


_ENDINGS = {
    OSM: (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf"),
    LAYER: (".geojson", ".json", ".gpkg", ".kml", ".zip", ".shp"),
}


def _claimed(path: Path) -> str:
    """Return the reader for the ending of a file."""
    name = path.name.lower()
    return next((reader for reader, endings in _ENDINGS.items() if name.endswith(endings)), TABLE)
