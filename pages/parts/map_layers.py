"""From coverage to what a map paints: layers and their legend. Pure: kept by ``cache``, shown by ``desa_map``."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.maps import density, legend, points
from geo.maps.classes import class_labels, quantile_limits
from geo.maps.layers import Layer
from geo.maps.palette import ACCENT, MUTED, SEQUENTIAL, SERVED, spread
from geo.maps.points import DotStyle
from pages.parts.format import MISSING, number

CLASS_COUNT = 5
PAIR_CLASS_COUNT = 3
SUPPRESS_BELOW = 5
CELL_M = 700
"""Distance between opposite sides of a cell of the density map, metres on the ground."""
TIP_FIGURES = {
    "Keluarga miskin": ("poor_families", 0), "Belum terlayani": ("unserved_poor", 0), "Cakupan": ("coverage_pct", 1),
    "Penerima": ("recipients", 0), "Tidak tepat sasaran": ("served_nonpoor", 0),
}  # fmt: skip
HOME_STYLES = {
    "unserved": DotStyle("miskin, belum terlayani", ACCENT, is_filled=True),
    "served": DotStyle("miskin, terlayani", SERVED, is_filled=True),
    "other": DotStyle("tidak miskin atau tanpa desil", MUTED, is_filled=False),
}


@dataclass(frozen=True)
class Picture:
    """What a map paints, and its legend as HTML."""

    layers: tuple[Layer, ...]
    legend: str


def tip_texts(table: pd.DataFrame) -> pd.DataFrame:
    """Return figures of coverage that always help beside the pointer, written; index ``desa_code``."""
    known = table[table["desa_code"] != ""].set_index("desa_code")
    texts = {
        label: known[name].map(lambda value, decimals=decimals: number(value, decimals))
        for label, (name, decimals) in TIP_FIGURES.items()
    }
    frame = pd.DataFrame(texts, dtype="object")
    frame["Cakupan"] = frame["Cakupan"].where(frame["Cakupan"] == MISSING, frame["Cakupan"] + " %")
    return frame


def homes_density(homes: pd.DataFrame) -> Picture:
    """Return poor families nobody serves per hexagon; single homes do not travel."""
    left_out = homes[homes["is_poor"] & ~homes["is_served"]]
    cells = density.hex_counts(left_out["lon"], left_out["lat"], cell_m=CELL_M)
    told = cells["count"].where(cells["count"] >= SUPPRESS_BELOW).astype(float)
    limits = (SUPPRESS_BELOW - 1.0, *quantile_limits(told, CLASS_COUNT - 1))
    colours = spread(SEQUENTIAL, len(limits) + 1)
    labels = [f"kurang dari {SUPPRESS_BELOW}", *class_labels(told, limits, 0)[1:]]
    html = legend.sequential_legend(f"Keluarga miskin belum terlayani tiap sel {number(CELL_M)} m", labels, colours)
    return Picture((density.density(cells, limits, colours=colours, suppress_below=SUPPRESS_BELOW),), html)


def homes_clusters(homes: pd.DataFrame) -> Picture:
    """Return poor families nobody serves as bubbles that split as one comes closer."""
    left_out = homes[homes["is_poor"] & ~homes["is_served"]]
    bubbles = density.clusters(left_out["lon"], left_out["lat"], under="miskin, belum terlayani")
    text = "Gelembung: jumlah keluarga miskin yang belum terlayani; kelompok kurang dari 5 tidak dirinci"
    return Picture((bubbles,), f'<p class="ps-source">{text}</p>')


def homes_of_desa(homes: pd.DataFrame) -> Picture:
    """Return the homes of one desa as dots, names masked."""
    group = pd.Series("other", index=homes.index)
    group = group.mask(homes["is_poor"] & homes["is_served"], "served").mask(
        homes["is_poor"] & ~homes["is_served"], "unserved"
    )
    detail = "desil " + homes["desil"].astype("Int64").astype("str").fillna(MISSING)
    detail = homes["dusun"].fillna("").str.cat(detail, sep=" · ").str.removeprefix(" · ")
    dots = homes.assign(label=homes["name_head"], detail=detail, group=group)
    return Picture((points.families(dots, HOME_STYLES),), legend.dots_legend("Rumah", list(HOME_STYLES.values())))


def home_of_family(point: pd.DataFrame) -> Picture:
    """Return the home of one family (``lon``, ``lat``, ``name``; masked; no row where none is known)."""
    style = {"own": DotStyle("rumah keluarga ini", ACCENT, is_filled=True)}
    if point.empty:
        return Picture((), "")
    dot = point.assign(label=point["name"], detail="rumah keluarga ini", group="own")
    return Picture((points.families(dot, style),), legend.dots_legend("Rumah", list(style.values())))
