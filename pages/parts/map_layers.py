"""From coverage to what a map paints: layers and their legend. Pure: kept by ``cache``, shown by ``desa_map``."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.indicators import AID, INDICATORS, PAIRS, Indicator, by_desa
from geo.maps import density, layers, legend, points
from geo.maps.classes import Breaks, class_labels, classify, limits_of, quantile_limits
from geo.maps.layers import Layer
from geo.maps.palette import ACCENT, MUTED, SEQUENTIAL, SEQUENTIAL_AID, SERVED, spread
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


def tips(table: pd.DataFrame) -> Layer:
    """Return the figures of each desa beside the pointer."""
    known = table[table["desa_code"] != ""].set_index("desa_code")
    texts = {
        label: known[name].map(lambda value, decimals=decimals: number(value, decimals))
        for label, (name, decimals) in TIP_FIGURES.items()
    }
    frame = pd.DataFrame(texts)
    frame["Cakupan"] = frame["Cakupan"].where(frame["Cakupan"] == MISSING, frame["Cakupan"] + " %")
    return layers.tips(frame.replace(MISSING, None))


def single(table: pd.DataFrame, key: str, breaks: Breaks | None = None) -> Picture:
    """Return the map of one indicator in the classes that the reader chose, else in its own."""
    indicator = INDICATORS[key]
    fill, html = _fill(table, indicator, breaks)
    return Picture((fill, tips(table)), html)


def _fill(table: pd.DataFrame, indicator: Indicator, breaks: Breaks | None = None) -> tuple[Layer, str]:
    values = by_desa(table, indicator.key)
    limits = limits_of(values, breaks or indicator.breaks, is_whole=indicator.decimals == 0)
    classes = classify(values, limits)
    hue = SEQUENTIAL_AID if indicator.direction == AID else SEQUENTIAL
    colours = spread(hue, len(limits) + 1)
    counts = [int((classes == level).sum()) for level in range(len(colours))]
    html = legend.sequential_legend(
        f"{indicator.label} ({indicator.unit}), jumlah desa",
        class_labels(values, limits, indicator.decimals),
        colours,
        counts=[number(count) for count in counts],
        no_data_count=int(values.isna().sum()),
    )
    return layers.choropleth(classes, colours), html


def bivariate(table: pd.DataFrame, pair_key: str) -> Picture:
    """Return need against aid in three classes each, with the square legend."""
    pair = PAIRS[pair_key]
    need, need_labels = _three(table, pair.need)
    aid, aid_labels = _three(table, pair.aid)
    both = pd.DataFrame({"need": need, "aid": aid})
    counts = [[number(int(((both.need == n) & (both.aid == a)).sum())) for a in range(3)] for n in range(3)]
    html = legend.bivariate_legend(
        counts,
        need_name=_axis(INDICATORS[pair.need]),
        aid_name=_axis(INDICATORS[pair.aid]),
        need_labels=need_labels,
        aid_labels=aid_labels,
        no_data_count=int(both.isna().any(axis=1).sum()),
    )
    return Picture((layers.bivariate(need, aid), tips(table)), html)


@dataclass(frozen=True)
class JumpOut:
    """The desa of much need and little aid, by name, among those of which both are known."""

    names: tuple[str, ...]
    known_count: int


def jump_out(table: pd.DataFrame, pair_key: str) -> JumpOut:
    """Return the desa in the highest third of need and the lowest of aid: the magenta corner of :func:`bivariate`."""
    pair = PAIRS[pair_key]
    need, _ = _three(table, pair.need)
    aid, _ = _three(table, pair.aid)
    found = need.index[((need == PAIR_CLASS_COUNT - 1) & (aid == 0)).fillna(value=False)]
    names = table.set_index("desa_code")["desa_name"].reindex(found)
    return JumpOut(tuple(names), int((need.notna() & aid.notna()).sum()))


def _axis(indicator: Indicator) -> str:
    return f"{indicator.label} ({indicator.unit})"


def _three(table: pd.DataFrame, key: str) -> tuple[pd.Series, list[str]]:
    """Return three classes and their labels; where values are too alike for three, the middle (and high) stay empty."""
    values = by_desa(table, key)
    limits = quantile_limits(values, PAIR_CLASS_COUNT)
    labels = class_labels(values, limits, INDICATORS[key].decimals)
    return classify(values, limits), [*labels, *["–"] * (PAIR_CLASS_COUNT - len(labels))]


def side_by_side(table: pd.DataFrame, pair_key: str) -> Picture:
    """Return need on the left map and aid on the right one."""
    pair = PAIRS[pair_key]
    parts, legends = [], []
    for side, key in enumerate((pair.need, pair.aid)):
        fill, html = _fill(table, INDICATORS[key])
        parts += [fill.on_side(side), layers.title(INDICATORS[key].label).on_side(side)]
        legends.append(html)
    stacked = "".join(f"<div>{html}</div>" for html in legends)
    return Picture((*parts, tips(table)), f'<div style="display:grid;gap:1rem">{stacked}</div>')


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
