"""A file of service points: a layer of points, or a table with coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.errors import ServicePointsUnusable
from data.intake.fields import FIELDS, header_key
from data.intake.points import degrees, split_points
from data.intake.read import Sheet, read_sheets
from data.service_points import COLUMNS, KINDS, NAME_LENGTH, kind_told
from geo.content import LAYER, reader_of
from geo.notation import number
from geo.point_layers import read_points

KIND_CHOICE = "kind"
"""The key of ``SourceFile.choice`` that says what the points are where the file does not."""
_HEADERS: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "nama titik", "nama titik layanan", "nama titik salur", "nama faskes", "nama fasilitas", "nama tempat",
        "nama kantor", "titik layanan", "titik salur", "fasilitas", "tempat", "nama",
    ),
    "kind": (
        "jenis", "jenis titik", "jenis layanan", "jenis fasilitas", "kind", "kategori", "amenity", "healthcare", "tipe",
        "type",
    ),
    "desa_code": ("kode desa", "desa_code", "kode kemendagri", "kode wilayah", "kode"),
    "desa": ("desa", "nama desa", "desa kelurahan", "kelurahan", "nama"),
    "lat": FIELDS["lat"].synonyms,
    "lon": FIELDS["lon"].synonyms,
    "gps": FIELDS["gps"].synonyms,
    "capacity": (
        "kapasitas", "kapasitas keluarga", "kapasitas keluarga per bulan", "kapasitas per bulan", "keluarga per bulan",
        "capacity", "kuota",
    ),
    "note": ("catatan", "keterangan", "note"),
}  # fmt: skip
"""The first header that a file has means the field; each header means one."""
_TOP = 12
"""In so many rows from the top the headers are looked for."""
_UNREAL = "(?i)^(none|nan|null)$"


@dataclass(frozen=True)
class PointsRead:
    """The points of a file, and what is to be said of them.

    ``points``: ``COLUMNS`` of :mod:`data.service_points`, index: the rows of the file from 1.
    """

    points: pd.DataFrame
    sentences: list[str]


def is_points_table(sheets: list[Sheet]) -> bool:
    """Return whether a table looks like one of service points: a place with a kind or capacity, and coordinates."""
    return any(
        {"name", "lat", "lon"} <= set(found) and bool({"kind", "capacity"} & set(found))
        for _, found in map(_header_row, sheets)
    )


def read_point_file(path: Path, desa: pd.DataFrame, *, kind: str = "", crs: str | None = None) -> PointsRead:
    """Return the service points of a file.

    Parameters
    ----------
    desa
        The desa known: index ``desa_code``, ``desa_name``.
    kind
        What the points are where neither their rows nor the name of the file tell: a key of
        :data:`data.service_points.KINDS`.
    crs
        The reference system of a layer that states none.

    Raises
    ------
    ServicePointsUnusable
        No row is a point, or of some nobody can tell the kind.
    geo.errors.PetasalurError
        What reading the file raises.
    """
    rows = _of_layer(path, crs) if reader_of(path) == LAYER else _of_table(path)
    rows = rows[rows["name"].ne("") | rows["lat_value"].notna()]
    if rows.empty:
        raise ServicePointsUnusable(file=path.name, problems="tidak ada baris dengan nama atau koordinat")
    usual = kind or kind_told(path.stem.replace("_", " "))
    told = rows["kind"].map(kind_told)
    told = told.where(told != "", rows["name"].map(kind_told)).replace("", usual)
    unknown = int((told == "").sum())
    if unknown:
        needed = ", ".join(entry.label for entry in KINDS.values())
        raise ServicePointsUnusable(
            file=path.name, problems=f"jenis {number(unknown)} titik tidak dikenali; tulis di kolom jenis: {needed}"
        )
    by_name = {name.casefold(): code for code, name in desa["desa_name"].items()} if desa["desa_name"].is_unique else {}
    code = rows["desa_code"].where(rows["desa_code"].isin(desa.index), "")
    code = code.where(code != "", rows["desa"].str.casefold().map(lambda name: by_name.get(name, "")))
    labels = told.map({key: entry.label for key, entry in KINDS.items()})
    points = pd.DataFrame(
        {
            "kind": told,
            "name": rows["name"].where(rows["name"] != "", labels + " tanpa nama").str[:NAME_LENGTH],
            "desa_code": code,
            "lon": rows["lon_value"],
            "lat": rows["lat_value"],
            "capacity": _capacity(rows["capacity"]),
            "note": rows["note"],
        }
    )
    return PointsRead(points[COLUMNS], _sentences(points, labels))


def _of_layer(path: Path, crs: str | None) -> pd.DataFrame:
    layer = read_points(path, crs=crs)
    cells = pd.DataFrame(layer.drop(columns="geometry")).astype("str").fillna("")
    cells = cells.apply(lambda column: column.str.strip().str.replace(_UNREAL, "", regex=True))
    rows = _with_fields(cells, _fields_of([str(name) for name in cells.columns]))
    both = rows["kind"] if "healthcare" not in cells else rows["kind"].where(rows["kind"] != "", cells["healthcare"])
    rows = rows.assign(kind=both, lon_value=layer.geometry.x, lat_value=layer.geometry.y)
    return rows.set_axis(range(1, len(rows) + 1))


def _of_table(path: Path) -> pd.DataFrame:
    sheets = read_sheets(path)
    top, found = max(map(_header_row, sheets), key=lambda pair: len(pair[1]))
    sheet = next(sheet for sheet in sheets if _header_row(sheet) == (top, found))
    if not ({"name", "lat", "lon"} <= set(found) or {"name", "gps"} <= set(found)):
        raise ServicePointsUnusable(file=path.name, problems="kolom nama, bujur, dan lintang tidak ditemukan")
    cells = sheet.cells.loc[sheet.cells.index > top].apply(lambda column: column.str.strip())
    rows = split_points(_with_fields(cells, found))
    return rows.assign(lon_value=degrees(rows["lon"]), lat_value=degrees(rows["lat"]))


def _header_row(sheet: Sheet) -> tuple[int, dict[str, int | str]]:
    """Return the row of a sheet that looks most like headers, and which of its columns holds which field."""
    rows = [(int(row), _fields_of([str(cell) for cell in cells])) for row, cells in zip(
        sheet.cells.head(_TOP).index, sheet.cells.head(_TOP).to_numpy(), strict=True)]  # fmt: skip
    return max(rows, key=lambda pair: len(pair[1]), default=(0, {}))


def _fields_of(headers: list[str]) -> dict[str, int | str]:
    """Return field → position of its header."""
    free = {header_key(text): position for position, text in reversed(list(enumerate(headers))) if header_key(text)}
    found: dict[str, int | str] = {}
    for field, names in _HEADERS.items():
        header = next((header_key(name) for name in names if header_key(name) in free), None)
        if header is not None:
            found[field] = free.pop(header)
    return found


def _with_fields(cells: pd.DataFrame, found: dict[str, int | str]) -> pd.DataFrame:
    nothing = pd.Series("", index=cells.index, dtype="str")
    return pd.DataFrame({field: cells.iloc[:, int(found[field])] if field in found else nothing for field in _HEADERS})


def _capacity(text: pd.Series) -> pd.Series:
    digits = text.str.replace(r"[.\s](?=\d{3}\b)", "", regex=True)
    return (
        pd.to_numeric(digits.where(digits.str.fullmatch(r"\d{1,6}(?:[.,]0+)?")).str.replace(",", "."), errors="coerce")
        .round()
        .astype("Int64")
    )


def _sentences(points: pd.DataFrame, labels: pd.Series) -> list[str]:
    counts = labels.value_counts()
    told = [", ".join(f"{number(count)} {label.lower()}" for label, count in counts.items()) + "."]
    missing = int((points["lon"].isna() | points["lat"].isna()).sum())
    if missing:
        told.append(f"{number(missing)} titik tanpa koordinat: isi di halaman Akses, sebelum itu tidak dihitung.")
    return told
