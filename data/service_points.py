"""Service points: where families get goods, money or care. One registry of kinds, files and the office's own table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import duckdb
import geopandas as gpd
import pandas as pd

from data import history
from data.errors import TableUnusable
from data.intake.gazetteer import read_layer
from data.roles import Actor, require
from data.store import Store, sql
from geo.locate import locate
from geo.notation import number

POINTS = "service_points"
"""The kind of a load that brings service points."""
_SUBJECT = "titik"
_TABLE = "titik layanan"
_MAX_LON, _MAX_LAT, _MAX_CAPACITY, _MAX_TOLD = 180.0, 90.0, 1_000_000, 8
NAME_LENGTH = 120


@dataclass(frozen=True)
class PointKind:
    """What families get at a point. ``words``: a text in which this is found means the kind."""

    key: str
    label: str
    words: str


KINDS: dict[str, PointKind] = {
    entry.key: entry
    for entry in (
        PointKind("salur", "Titik salur", r"salur|distribusi|gudang|balai|kantor desa|kantor camat|townhall"),
        PointKind(
            "faskes",
            "Fasilitas kesehatan",
            r"puskes|pustu|poskes|polindes|posyandu|klinik|clinic|hospital|rumah sakit|\brsu?d?\b|doctors?|faskes"
            r"|health|kesehatan|bidan",
        ),
        PointKind("pos", "Kantor pos dan tempat bayar", r"\bpos\b|post_?office|bayar|\bbank\b|\bagen\b|e-?warong"),
    )
}
COLUMNS = ["kind", "name", "desa_code", "lon", "lat", "capacity", "note"]
"""What is known of a point. ``capacity``: families per month."""


def kind_told(text: str) -> str:
    """Return the kind that a text means, ``""`` where it means none: "puskesmas" → "faskes"."""
    told = text.strip().casefold()
    exact = [key for key, kind in KINDS.items() if told in {key, kind.label.casefold()}]
    return next(iter([*exact, *(key for key, kind in KINDS.items() if re.search(kind.words, told))]), "")


def keep_points(cursor: duckdb.DuckDBPyConnection, load_id: int, points: pd.DataFrame) -> None:
    """Keep the points of one file (:data:`COLUMNS`, index: its rows), inside an open transaction."""
    rows = points[COLUMNS].assign(load_id=load_id, row=points.index)
    cursor.register("incoming", rows)
    names = ", ".join(rows.columns)
    cursor.execute(f"INSERT INTO service_point_record ({names}) SELECT {names} FROM incoming")  # noqa: S608  own names
    cursor.unregister("incoming")


def read_points(store: Store, kind: str = "", *, layer: gpd.GeoDataFrame | None = None) -> pd.DataFrame:
    """Return the service points in use, of one kind or all; ``layer``: the desa in place, where they have been read.

    One row per point: ``point_key``, ``kind``, ``name``, ``stated_code`` (the desa that its file or the office states,
    ``""`` none), ``desa_code`` (stated, else the one it lies in, ``""`` unknown), ``desa_name``, ``lon``, ``lat``
    (degrees, EPSG:4326, missing where unknown), ``capacity`` (families per month, Int64), ``note``, ``file_name``
    (``""``: written in the table), ``flag``: what is to be looked at, ``""`` nothing.
    """
    rows = store.frame("access/points").astype({"capacity": "Int64"})
    placed = flagged(rows, read_layer(store) if layer is None else layer)
    return placed[placed["kind"] == kind].reset_index(drop=True) if kind else placed


def points_table(points: pd.DataFrame) -> pd.DataFrame:
    """Return points of :func:`read_points` as they leave the office, under the headings that loading reads."""
    labels = {key: kind.label for key, kind in KINDS.items()}
    return pd.DataFrame(
        {
            "Nama": points["name"],
            "Jenis": points["kind"].map(labels),
            "Kode desa": points["desa_code"],
            "Desa": points["desa_name"],
            "Bujur": points["lon"],
            "Lintang": points["lat"],
            "Kapasitas (keluarga per bulan)": points["capacity"],
            "Catatan": points["note"],
        }
    )


def flagged(rows: pd.DataFrame, layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return points with ``desa_code``, ``desa_name`` and ``flag``; ``layer``: the desa in place, perhaps none."""
    has_point = rows["lon"].notna() & rows["lat"].notna()
    inside = pd.Series(locate(rows["lon"], rows["lat"], layer), index=rows.index, dtype="str").fillna("")
    stated = rows["stated_code"]
    code = stated.where(stated != "", inside)
    names = code.map(layer["desa_name"]).fillna("")
    inside_names = inside.map(layer["desa_name"]).fillna("")
    place = [rows["kind"], rows["name"].str.casefold(), rows["lon"].round(4), rows["lat"].round(4)]
    is_twice = has_point & pd.DataFrame(dict(enumerate(place))).duplicated()
    flag = pd.Series("", index=rows.index)
    flag = flag.mask(is_twice, "sudah tertulis di baris lain")
    if len(layer):
        is_elsewhere = (stated != "") & (inside != "") & (stated != inside)
        flag = flag.mask(is_elsewhere, "titiknya di " + inside_names + ", bukan di desa yang tertulis")
        flag = flag.mask(has_point & (inside == ""), "di luar batas desa yang dimuat")
    flag = flag.mask(~has_point, "tanpa koordinat, tidak dihitung")
    return rows.assign(desa_code=code, desa_name=names, flag=flag)


def save_points(store: Store, table: pd.DataFrame, *, by: Actor) -> int:
    """Keep the table of points as the office has edited it; returns how many points have changed.

    Parameters
    ----------
    table
        One row per point: ``point_key`` (missing or ``""``: a new one) and :data:`COLUMNS`. ``kind`` is a key or label
        of :data:`KINDS`. A point that is in use and not in the table is taken out; the file that brought it stays as
        it is.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role does not change settings.
    TableUnusable
        Cells cannot be used, all of them told at once.
    """
    require(by, "atur")
    wanted = _checked(table)
    with store.alone():
        before = read_points(store).rename(columns={"desa_code": "found_code", "stated_code": "desa_code"})
        was = before.set_index("point_key")[COLUMNS]
        gone = was.loc[~was.index.isin(wanted["point_key"])]
        known = wanted[wanted["point_key"].isin(was.index)].set_index("point_key")[COLUMNS]
        changed = known[[not _same(known.loc[key], was.loc[key]) for key in known.index]]
        new = wanted.loc[~wanted["point_key"].isin(was.index), COLUMNS]
        if not (len(gone) + len(changed) + len(new)):
            return 0
        with store.write() as cursor:
            for key, row in gone.iterrows():
                _edit(cursor, by, str(key), row, is_gone=True, before=_told(row), after=None)
            for key, row in changed.iterrows():
                _edit(cursor, by, str(key), row, is_gone=False, before=_told(was.loc[key]), after=_told(row))
            for _, row in new.iterrows():
                next_number = cursor.execute("SELECT nextval('service_point_number')").fetchall()[0][0]
                _edit(cursor, by, f"k/{next_number}", row, is_gone=False, before=None, after=_told(row))
    return len(gone) + len(changed) + len(new)


def _edit(
    cursor: duckdb.DuckDBPyConnection, by: Actor, key: str, row: pd.Series, *, is_gone: bool, before: str | None,
    after: str | None
) -> None:  # fmt: skip
    cells = [None if pd.isna(value) else value for value in row[COLUMNS]]
    cursor.execute(sql("access/edit"), [key, is_gone, *cells, by.name, by.role, history.now()])
    history.note(cursor, by, _SUBJECT, key, "titik_layanan", before=before, after=after or "dihapus")


def _same(one: pd.Series, other: pd.Series) -> bool:
    return all(
        (pd.isna(a) and pd.isna(b)) or (not pd.isna(a) and not pd.isna(b) and a == b)
        for a, b in zip(one, other, strict=True)
    )


def _told(row: pd.Series) -> str:
    place = "tanpa koordinat" if pd.isna(row["lon"]) else f"{number(row['lon'], 5)}; {number(row['lat'], 5)}"
    room = "" if pd.isna(row["capacity"]) else f", {number(row['capacity'])} keluarga per bulan"
    return f"{KINDS[row['kind']].label}: {row['name']} ({place}{room})"


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with every cell in its type.

    Raises
    ------
    TableUnusable
    """
    rows = table.reindex(columns=["point_key", *COLUMNS])
    texts = {name: rows[name].map(_text) for name in ("point_key", "kind", "name", "desa_code", "note")}
    numbers = {name: pd.to_numeric(rows[name], errors="coerce").astype(float) for name in ("lon", "lat", "capacity")}
    found = pd.DataFrame({**texts, **numbers}, index=rows.index)
    is_untold = (found[["name", "desa_code", "note"]] == "").all(axis=1) & found["lon"].isna() & found["lat"].isna()
    is_empty = is_untold & ((found["kind"] == "") | (found["point_key"] == ""))  # a new row with a kind is no point yet
    found, rows = found[~is_empty].reset_index(drop=True), rows[~is_empty].reset_index(drop=True)
    found["kind"] = found["kind"].map(kind_told)
    found["name"] = found["name"].str[:NAME_LENGTH]
    wrong = {
        f"jenis harus salah satu dari {', '.join(kind.label for kind in KINDS.values())}": found["kind"] == "",
        "nama belum diisi": found["name"] == "",
        "bujur dan lintang harus diisi keduanya, atau dikosongkan keduanya": found["lon"].isna() != found["lat"].isna(),
        "bujur atau lintang bukan derajat": (found["lon"].abs() > _MAX_LON) | (found["lat"].abs() > _MAX_LAT),
        "kapasitas harus bilangan bulat 0 atau lebih": _is_no_count(found["capacity"], rows["capacity"]),
    }
    problems = [
        f"baris {row + 1}: {text}" for text, which in wrong.items() for row in found.index[which.to_numpy(dtype=bool)]
    ]
    if problems:
        more = len(problems) - _MAX_TOLD
        told = "; ".join(problems[:_MAX_TOLD]) + (f"; dan {more} lagi" if more > 0 else "")
        raise TableUnusable(table=_TABLE, problems=f"{told} (baris yang tidak dipakai: pilih lalu hapus)")
    return found.assign(capacity=found["capacity"].round().astype("Int64"))


def _text(cell: Any) -> str:
    return "" if cell is None or pd.isna(cell) else str(cell).strip()


def _is_no_count(values: pd.Series, written: pd.Series) -> pd.Series:
    is_written = written.map(_text) != ""
    return (is_written & values.isna()) | (values < 0) | (values > _MAX_CAPACITY) | (values.notna() & (values % 1 != 0))
