"""The section of access: how many poor families live far from a service point, who could be served, on a map."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.access.reach import total_beyond
from analytics.access.served import OUTSIDE, SERVED, WITHIN, WORDS
from analytics.indicators import INDICATORS, by_desa
from analytics.report import words
from analytics.report.guarded import HIDDEN_TOLD
from analytics.report.material import LIMIT_MIN, Material, Reached
from analytics.report.pictures import indicator_fill, picture
from analytics.report.reached import FAR, LOCATED, SERVED_THERE, UNLOCATED, told_reach
from analytics.report.reached import OUTSIDE as OUT_OF_REACH
from analytics.report.reached import WITHIN as IN_REACH
from analytics.report.sections.coverage import UNKNOWN, cells, none_if_missing
from analytics.report.told import Told
from analytics.suppression import TOTAL
from data.papers.monev.model import NUMBER, TEXT, Block, Cell, Column, Section, Table
from data.service_points import KINDS
from geo.maps.static import Places
from geo.notation import number, percent

KEY, TITLE = "akses", "Akses ke titik layanan"
NO_POINTS = "Belum ada titik layanan yang berkoordinat; muat atau tulis di halaman Akses."
NO_HOMES = "Belum ada koordinat rumah keluarga miskin untuk lingkup ini; muat di halaman Data."
POINT_COLOUR = "#111111"
_KEYS = ("located_count", f"beyond_{LIMIT_MIN}_count", f"beyond_{LIMIT_MIN}_pct", "median_min", SERVED, WITHIN, OUTSIDE)
_COUNTS = ("located_count", f"beyond_{LIMIT_MIN}_count", SERVED, WITHIN, OUTSIDE)
_TOLD = (LOCATED, FAR, SERVED_THERE, IN_REACH, OUT_OF_REACH)
_LOCATED = "Miskin bertitik"
_COLUMNS = (
    Column("Desa", TEXT, share=2.4), Column(_LOCATED), Column(f"> {LIMIT_MIN} menit"),
    Column("Bagian", NUMBER, 1, "%"), Column("Median", NUMBER, 0, "menit", 1.1),
    Column(WORDS[SERVED]), Column(WORDS[WITHIN], share=1.6),
    Column(WORDS[OUTSIDE], share=1.5),
)  # fmt: skip


def access(material: Material) -> Section:
    """Return the share of poor families beyond an hour, the map with the points, and the three-way table."""
    found = material.access
    if found is None:
        return Section(KEY, TITLE, "", empty=NO_POINTS)
    rows = material.of_scope(found.table.reset_index()).set_index("desa_code")
    beyond, located = total_beyond(rows, LIMIT_MIN)
    if not located:
        return Section(KEY, TITLE, "", empty=NO_HOMES)
    if material.told is not None:
        return _told(material, found, material.told)
    kind, basis = KINDS[found.kind].label.lower(), found.access.basis
    names = material.table.drop_duplicates("desa_code").set_index("desa_code")["desa_name"]
    worst = rows[rows[f"beyond_{LIMIT_MIN}_count"] > 0].sort_values(
        f"beyond_{LIMIT_MIN}_count", ascending=False, kind="stable"
    )
    most = words.listed(
        pd.Series(names.reindex(worst.index).replace("", UNKNOWN).to_numpy()), worst[f"beyond_{LIMIT_MIN}_count"]
    )
    answer = (
        f"{number(beyond)} dari {number(located)} keluarga miskin ({percent(100 * beyond / located)}) tinggal lebih dari "
        f"{LIMIT_MIN} menit dari {kind} terdekat"
        + (f", terbanyak di {most}." if most and not material.is_one_desa else ".")
    )
    points = found.access.points
    places = Places(
        f"{KINDS[found.kind].label} ({number(len(points))})",
        points["lon"].to_numpy(),
        points["lat"].to_numpy(),
        POINT_COLOUR,
    )
    told = f"Bagian keluarga miskin yang tinggal lebih dari {LIMIT_MIN} menit dari {kind}. Waktu {basis}."
    shown = by_desa(found.table, "beyond_60_pct")
    drawn = picture(
        material, indicator_fill(shown, INDICATORS["beyond_60_pct"]), f"Keluarga miskin lebih dari {LIMIT_MIN} menit dari {kind} (%)",
        told=told, places=(places,),
    )  # fmt: skip
    unlocated = int(rows["unlocated_count"].sum())
    note = (
        f"Penyebut: keluarga miskin yang koordinat rumahnya diketahui; {number(unlocated)} lainnya tanpa koordinat. Waktu sekali "
        f"jalan {basis}."
    )
    blocks: tuple[Block, ...] = (*drawn, _table(material, rows, names))
    return Section(KEY, TITLE, answer, blocks, note=note, slide_blocks=tuple(range(len(blocks))))


def _told(material: Material, found: Reached, told: Told) -> Section:
    """Return what of it is told to who sees figures only: of all programs together, and where little is hidden per desa."""
    counts = found.table_of_all.rename(columns=dict(zip(_COUNTS, _TOLD, strict=True)))[list(_TOLD)]
    shown = told_reach(counts, told)
    sums, kind, basis = shown.loc[TOTAL], KINDS[found.kind].label.lower(), found.access.basis
    answer = (
        f"{material.count(sums[FAR])} dari {material.count(sums[LOCATED])} keluarga miskin tinggal lebih dari {LIMIT_MIN} menit "
        f"dari {kind} terdekat."
    )
    names = material.table.drop_duplicates("desa_code").set_index("desa_code")["desa_name"]
    desa = shown.drop(index=TOTAL)
    median = found.table["median_min"].reindex(desa.index).replace(np.inf, np.nan).astype(float)
    desa = desa.assign(median_min=median.where(desa[[LOCATED, FAR]].notna().all(axis=1)), desa_name=names)
    ordered = desa.sort_values([FAR, "desa_name"], ascending=[False, True])  # hidden ones last, by name
    rows = [(str(row["desa_name"]), *_told_cells(material, row)) for _, row in ordered.iterrows()]
    located, far, share, _, *parts = _told_cells(material, sums.astype("Float64").reindex([*sums.index, "median_min"]))
    last = ("Jumlah", located, far, share, None, *parts)  # no median of all desa is told to anybody
    note = f"Untuk semua program bersama, waktu sekali jalan {basis}. Keluarga miskin tanpa koordinat: {material.count(sums[UNLOCATED])}. {HIDDEN_TOLD}"
    title = "Tiga golongan keluarga miskin menurut jangkauan"
    table = Table(title, _COLUMNS, (*rows, last), total_rows=1, note=note, slide_columns=(0, 2, 3, 7))
    return Section(KEY, TITLE, answer, (table,), slide_blocks=(0,))


def _told_cells(material: Material, row: pd.Series) -> tuple[Cell, ...]:
    located, far = row[LOCATED], row[FAR]
    share = np.nan if pd.isna(located) or pd.isna(far) or not located else 100 * float(far) / float(located)
    values = (located, far, share, row["median_min"], row[SERVED_THERE], row[IN_REACH], row[OUT_OF_REACH])
    return tuple(map(material.cell, values))


def _table(material: Material, rows: pd.DataFrame, names: pd.Series) -> Table:
    """Return desa by families out of reach, and the sums; a median of "no way" is told as such."""
    ordered = rows.sort_values([f"beyond_{LIMIT_MIN}_count", OUTSIDE], ascending=False, kind="stable")
    finite = ordered.assign(median_min=ordered["median_min"].replace(np.inf, np.nan).astype(float))
    body = [
        (str(names.get(code, "")) or UNKNOWN, *values)
        for code, values in zip(ordered.index, cells(material, finite, _KEYS), strict=True)
    ]
    sums = rows[list(_KEYS)].sum()
    share = 100 * sums[_KEYS[1]] / sums["located_count"]
    last = (
        "Jumlah",
        *(None if key == "median_min" else none_if_missing(share if key == _KEYS[2] else sums[key]) for key in _KEYS),
    )
    return Table(
        "Tiga golongan keluarga miskin menurut jangkauan", _COLUMNS, (*body, last), total_rows=1,
        note=(
            f"Dilayani: sudah menerima. Ada kuota: titik dengan sisa kapasitas dalam {LIMIT_MIN} menit. Ketiganya berjumlah "
            "keluarga miskin bertitik. Median “–”: sebagian besar tidak mempunyai jalan yang tercatat."
        ),
        slide_columns=(0, 2, 3, 7),
    )  # fmt: skip
