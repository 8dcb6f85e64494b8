"""Maps of a report: the classes, colours and words of the screen's maps, drawn for paper and for slides."""

from __future__ import annotations

import pandas as pd

from analytics.indicators import AID, INDICATORS, PAIRS, Indicator, by_desa
from analytics.report.material import Material
from analytics.targeting.hotspots import (
    ALONE,
    CATEGORIES,
    HIGH_HIGH,
    HIGH_LOW,
    LOW_HIGH,
    LOW_LOW,
    NO_DATA,
    NOT_SIGNIFICANT,
    Hotspots,
)
from data.export import DEMO_NOTE
from data.papers.monev.model import MapPicture
from geo.maps import static
from geo.maps.classes import class_labels, classify, limits_of, quantile_limits
from geo.maps.palette import CLUSTERS, MUTED, SEQUENTIAL, SEQUENTIAL_AID
from geo.maps.static import Fill, Places, Sheet, Size

PAPER = Size(width_mm=174, height_mm=94, text_pt=7.5, dpi=150, legend_mm=50)
SLIDE = Size(width_mm=200, height_mm=141, text_pt=11, dpi=130, legend_mm=66)
BOARD = Size(width_mm=250, height_mm=150, text_pt=10, dpi=150, legend_mm=72)
PAIR_CLASSES = 3


def indicator_fill(values: pd.Series, indicator: Indicator) -> Fill:
    """Return the values of an indicator (index ``desa_code``) in its own classes."""
    limits = limits_of(values, indicator.breaks, is_whole=indicator.decimals == 0)
    hue = SEQUENTIAL_AID if indicator.direction == AID else SEQUENTIAL
    title = f"{indicator.label} ({indicator.unit}), jumlah desa"
    return static.choropleth(values, limits, title=title, decimals=indicator.decimals, hue=hue)


def hotspot_fill(found: Hotspots, indicator: Indicator) -> Fill:
    """Return where high or low values of an indicator of need lie together; what is not significant is dotted."""
    kinds = dict(zip((HIGH_HIGH, HIGH_LOW, LOW_HIGH, LOW_LOW), CLUSTERS[:4], strict=True))
    entries = {key: (CATEGORIES[key], colour) for key, colour in kinds.items()}
    category = found.frame["category"]
    if (category == ALONE).any():
        entries[ALONE] = (CATEGORIES[ALONE], MUTED)
    groups = category.replace(NOT_SIGNIFICANT, "").where(category != NO_DATA)
    return static.marked(groups, entries, title=f"{indicator.label} (kantong, jumlah desa)")


def pair_fill(table: pd.DataFrame, key: str) -> Fill:
    """Return need against aid in three classes each (see :data:`analytics.indicators.PAIRS`)."""
    pair = PAIRS[key]
    need, need_labels = _three(table, pair.need)
    aid, aid_labels = _three(table, pair.aid)
    names = {
        side: f"{INDICATORS[name].label} ({INDICATORS[name].unit})"
        for side, name in (("n", pair.need), ("a", pair.aid))
    }
    return static.bivariate(
        need, aid, need_name=names["n"], aid_name=names["a"], need_labels=need_labels, aid_labels=aid_labels
    )  # fmt: skip


def _three(table: pd.DataFrame, key: str) -> tuple[pd.Series, list[str]]:
    values = by_desa(table, key)
    limits = quantile_limits(values, PAIR_CLASSES)
    labels = class_labels(values, limits, INDICATORS[key].decimals)
    return classify(values, limits), [*labels, *["–"] * (PAIR_CLASSES - len(labels))]


def picture(
    material: Material, fill: Fill, title: str, *, told: str, places: tuple[Places, ...] = ()
) -> tuple[MapPicture, ...]:
    """Return the map, for paper or slide; nothing where none is asked for or no boundary is known."""
    land = material.land if material.with_maps else None
    if land is None:
        return ()
    outlined = frozenset({material.wish.scope}) if material.is_one_desa else frozenset()
    if material.for_slides:
        sheet, size = Sheet(fill, places=places, outlined=outlined), SLIDE
    else:
        badge = DEMO_NOTE if material.is_demo else ""
        sheet, size = Sheet(fill, source=material.source, badge=badge, places=places, outlined=outlined), PAPER
    return (MapPicture(title, static.draw(land, sheet, size=size), told),)


def map_of(material: Material, table: pd.DataFrame, key: str) -> tuple[MapPicture, ...]:
    """Return the map of one indicator over the desa of ``table``."""
    indicator = INDICATORS[key]
    title = f"{indicator.label} ({indicator.unit}) per desa"
    told = f"{indicator.definition} Penyebut: {indicator.denominator}."
    return picture(material, indicator_fill(by_desa(table, key), indicator), title, told=told)
