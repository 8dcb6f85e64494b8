"""Files that somebody made to harm: each a function ``(folder) → path``, and what it is refused with."""

from __future__ import annotations

import gzip
import io
import sqlite3
import struct
import zipfile
import zlib
from pathlib import Path

from intake_worlds import kk, xlsx_file

from data.errors import FileKindUnknown, FileTooLarge
from geo.errors import LayerUnreadable, NoPolygons, NotALayer, ReadingBroken, ReadingTooLarge, UnsafeArchive

HEADER, ROW = ["no_kk", "nik", "nama", "desil"], [kk(1), "", "ADI", "3"]
MANY = (ReadingBroken, ReadingTooLarge)
"""Which of the two depends on what was being done when the memory was gone."""


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def packed(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def workbook_with(path: Path, changes: dict[str, bytes]) -> Path:
    """A workbook of one row, some of its parts written anew."""
    xlsx_file(path, {"Data": [HEADER, ROW]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed(path, parts | changes)


# --- not what they say ---------------------------------------------------------------------------------


def program_named_xlsx(folder):
    return put(folder / "daftar.xlsx", b"MZ\x90\x00\x03" + bytes(500))


def script_named_csv(folder):
    return put(folder / "daftar.csv", b"#!/bin/sh\nrm -rf ~\n")


def page_named_csv(folder):
    return put(folder / "daftar.csv", b"<!doctype html><script>alert(1)</script>")


def svg_named_csv(folder):
    return put(folder / "daftar.csv", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")


def picture_with_script_named_csv(folder):
    return put(folder / "daftar.csv", b"GIF89a/*" + b"\x00*/=1;alert(1)//")


def picture_before_a_workbook(folder):
    book = xlsx_file(folder / "b.xlsx", {"Data": [HEADER, ROW]}).read_bytes()
    return put(folder / "daftar.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(40) + book)


def zip_named_csv(folder):
    return packed(folder / "daftar.csv", {"catatan.txt": b"x"})


def program_named_geojson(folder):
    return put(folder / "batas.geojson", b"\x7fELF\x02\x01\x01\x00" + bytes(500))


def picture_named_gpkg(folder):
    return put(folder / "batas.gpkg", b"\x89PNG\r\n\x1a\n" + bytes(500))


# --- bombs ---------------------------------------------------------------------------------------------


def flat_bomb(folder):
    return packed(folder / "batas.zip", {"desa.shp": bytes(60_000_000)})


def nested_bomb(folder):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("desa.shp", bytes(60_000_000))
    return packed(folder / "batas.zip", {f"{number}.zip": inner.getvalue() for number in range(50)})


def gzip_bomb(folder):
    return put(folder / "daftar.csv.gz", gzip.compress(bytes(600_000_000), 1))


def bomb_in_a_gzip(folder):
    return put(folder / "daftar.csv.gz", gzip.compress(flat_bomb(folder).read_bytes()))


def laughs(folder):
    entities = b"".join(b'<!ENTITY l%d "%b">' % (n + 1, b"&l%d;" % n * 10) for n in range(12))
    text = b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "ha">' + entities + b"]><sst><si><t>&l12;</t></si></sst>"
    return workbook_with(folder / "daftar.xlsx", {"xl/sharedStrings.xml": text})


def one_text_in_every_cell(folder):
    """One text of 32,000 letters that 200,000 cells share: 6.4 GB once each cell has its own."""
    text = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    text += b"<si><t>%b</t></si></sst>" % (b"A" * 32_000)
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c><c r="B%d" t="s"><v>0</v></c></row>' % (n, n, n)
        for n in range(1, 100_001)
    )
    sheet = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    sheet += b"<sheetData>%b</sheetData></worksheet>" % rows
    return workbook_with(folder / "daftar.xlsx", {"xl/sharedStrings.xml": text, "xl/worksheets/sheet1.xml": sheet})


def nested_json(folder):
    return put(folder / "batas.geojson", b'{"type":"FeatureCollection","features":' + b"[" * 5_000_000)


def nested_properties(folder):
    deep = b'{"a":' * 200_000 + b"1" + b"}" * 200_000
    return put(folder / "batas.geojson", b'{"type":"FeatureCollection","features":[{"properties":' + deep + b"}]}")


def kml_laughs(folder):
    text = b'<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><kml><Placemark><name>&b;</name>'
    return put(folder / "batas.kml", text + b"</Placemark></kml>")


def gpkg_of_endless_shapes(folder):
    """A polygon that claims 2³¹ points in a few bytes."""
    path = folder / "batas.gpkg"
    base = sqlite3.connect(path)
    base.executescript(
        """
        PRAGMA application_id = 1196444487;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
            organization_coordsys_id INTEGER, definition TEXT, description TEXT);
        CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, description TEXT,
            last_change TEXT, min_x REAL, min_y REAL, max_x REAL, max_y REAL, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER,
            z INTEGER, m INTEGER);
        INSERT INTO gpkg_spatial_ref_sys VALUES ('a', 4326, 'EPSG', 4326, 'undefined', '');
        INSERT INTO gpkg_contents VALUES ('desa', 'features', 'desa', '', '2026-01-01', 0, 0, 1, 1, 4326);
        INSERT INTO gpkg_geometry_columns VALUES ('desa', 'geom', 'POLYGON', 4326, 0, 0);
        CREATE TABLE desa (fid INTEGER PRIMARY KEY, geom BLOB, kode TEXT);
        """
    )
    shape = b"GP\x00\x01" + struct.pack("<i", 4326) + struct.pack("<BIII", 1, 3, 1, 2**31 - 1) + bytes(32)
    base.execute("INSERT INTO desa VALUES (1, ?, '63.11.02.2001')", [shape])
    base.commit()
    base.close()
    return path


def zip_of_paths(*names: str):
    def make(folder):
        return packed(folder / "batas.zip", dict.fromkeys(names, b"x"))

    make.__name__ = "names " + " ".join(names)
    return make


REFUSED = {
    program_named_xlsx: FileKindUnknown, script_named_csv: FileKindUnknown, page_named_csv: FileKindUnknown,
    svg_named_csv: FileKindUnknown, picture_with_script_named_csv: FileKindUnknown,
    picture_before_a_workbook: FileKindUnknown, zip_named_csv: FileKindUnknown,
    program_named_geojson: NotALayer, picture_named_gpkg: NotALayer,
    flat_bomb: UnsafeArchive, nested_bomb: NotALayer, gzip_bomb: (FileTooLarge, *MANY), bomb_in_a_gzip: FileKindUnknown,
    laughs: UnsafeArchive, one_text_in_every_cell: MANY,
    nested_json: (LayerUnreadable, *MANY), nested_properties: (LayerUnreadable, *MANY), kml_laughs: NotALayer,
    gpkg_of_endless_shapes: (LayerUnreadable, NoPolygons, *MANY),
    zip_of_paths("../../etc/cron.d/desa.shp"): UnsafeArchive, zip_of_paths("/etc/desa.shp"): UnsafeArchive,
    zip_of_paths("C:\\Windows\\desa.shp"): UnsafeArchive, zip_of_paths("\\\\host\\x\\desa.shp"): UnsafeArchive,
    zip_of_paths("nul\x00/../../desa.txt"): NotALayer, zip_of_paths("CON", "aux.dbf", "LPT1.prj"): NotALayer,
    zip_of_paths("CON.shp", "CON.shx", "CON.dbf"): (LayerUnreadable, NoPolygons),
}  # fmt: skip


def picture_bomb(side: int = 50_000) -> bytes:
    """A PNG of some kilobytes that unpacks to ``side`` × ``side`` pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * min(side, 2_000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
