"""From access per desa to what the map of Akses paints. Pure: kept by ``cache.access``, shown by ``access_view``."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.access.served import OUTSIDE, SERVED, WITHIN, WORDS
from geo.maps import layers, legend
from geo.maps.classes import FIXED, Breaks, class_labels, classify, limits_of
from geo.maps.palette import SEQUENTIAL, SEQUENTIAL_AID, spread
from geo.maps.points import DotStyle, service_points
from geo.notation import duration
from pages.parts.format import MISSING, number, percent
from pages.parts.map_layers import Picture

BEYOND, OUT, COULD, SCORE = "lewat", "luar", "terjangkau", "skor"
STANDING, PROPOSED = "berdiri", "usulan"
POINT_STYLES = {
    STANDING: DotStyle("titik layanan", "#22252b", is_filled=True),
    PROPOSED: DotStyle("usulan titik baru", "#22252b", is_filled=False),
}
"""Filled or hollow, and dark: to be told from every colour of the desa below."""


@dataclass(frozen=True)
class View:
    """One map. ``label`` with a place for the limit; ``of``: its column, with a place too."""

    label: str
    legend: str
    of: str
    breaks: Breaks
    hue: tuple[str, ...]
    decimals: int


VIEWS = {
    BEYOND: View("Lebih dari {0} menit (%)", "Keluarga miskin lebih dari {0} menit (%)", "beyond_{0}_pct", Breaks(FIXED, limits=(0.0, 20.0, 40.0, 60.0)), SEQUENTIAL, 0),
    OUT: View("Di luar jangkauan", "Keluarga miskin di luar jangkauan", OUTSIDE, Breaks(), SEQUENTIAL, 0),
    COULD: View("Ada kuota, belum dilayani", "Keluarga miskin ada kuota, belum dilayani", WITHIN, Breaks(), SEQUENTIAL, 0),
    SCORE: View("Skor layanan", "Skor layanan per 1.000 keluarga miskin", "e2sfca", Breaks(), SEQUENTIAL_AID, 0),
}  # fmt: skip


def minutes(value: float | None) -> str:
    """Return minutes in words: "42 mnt", "2 jam 5 mnt"; "tidak ada jalan" where there is none."""
    if value is None or pd.isna(value):
        return MISSING
    return "tidak ada jalan" if value == float("inf") else duration(value)


def picture(table: pd.DataFrame, points: pd.DataFrame, proposed: pd.DataFrame, view: str, limit_min: int) -> Picture:
    """Return the map of one view with the points that stand and those proposed."""
    shown = VIEWS[view]
    values = table[shown.of.format(limit_min)].astype(float).where(table["located_count"] > 0)
    values = values[values.index != ""]
    limits = limits_of(values, shown.breaks, is_whole=shown.decimals == 0)
    colours = spread(shown.hue, len(limits) + 1)
    classes = classify(values, limits)
    words = class_labels(values, limits, shown.decimals)
    if view == BEYOND:
        words = ["tidak ada", "sampai 20 %", "20–40 %", "40–60 %", "di atas 60 %"]
    html = legend.sequential_legend(
        f"{shown.legend.format(limit_min)}, jumlah desa",
        words,
        colours,
        counts=[number((classes == level).sum()) for level in range(len(colours))],
        no_data_count=int(values.isna().sum()),
    )
    dots = pd.concat([_dots(points, STANDING), _dots(proposed, PROPOSED)], ignore_index=True)
    marks = [POINT_STYLES[STANDING], *([POINT_STYLES[PROPOSED]] if len(proposed) else [])]
    told = f"<div>{html}</div><div>{legend.dots_legend('Titik', marks)}</div>"
    parts = (
        layers.choropleth(classes, colours),
        layers.tips(_tips(table, limit_min)),
        service_points(dots, POINT_STYLES),
    )
    return Picture(parts, f'<div style="display:grid;gap:.35rem">{told}</div>')


def _dots(points: pd.DataFrame, group: str) -> pd.DataFrame:
    located = points.dropna(subset=["lon", "lat"])
    return located[["lon", "lat", "label", "lines"]].assign(group=group)


def _tips(table: pd.DataFrame, limit_min: int) -> pd.DataFrame:
    known = table[table.index != ""]
    texts = {
        f"Lebih dari {limit_min} menit": known[f"beyond_{limit_min}_pct"].map(percent),
        "Waktu tempuh (median)": known["median_min"].map(minutes),
        **{WORDS[key]: known[key].map(number) for key in (SERVED, WITHIN, OUTSIDE)},
        "Keluarga miskin bertitik": known["located_count"].map(number),
    }
    return pd.DataFrame(texts).replace(MISSING, None)
