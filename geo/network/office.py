"""What the attributes of an office's layer say of its lines: Dinas PUPR, BIG and Geofabrik each name them otherwise."""

from __future__ import annotations

import re
from functools import cache

import geopandas as gpd
import pandas as pd

from geo.attributes import squeeze
from geo.network.classes import CLASSES, LEFT_OUT, SURFACES, UNKNOWN_CLASS, UNKNOWN_SURFACE, WATERY
from geo.network.tags import TAG_KEYS, read_tags

CLASS_NAMES = (
    "fungsijalan", "fungsijln", "fgsjln", "fungsi", "kelasjalan", "klsjln", "kelas", "statusjalan", "stsjln", "status",
    "jenisjalan", "jnsjln", "tipejalan", "kategori", "jenis", "tipe", "type", "roadclass", "klasifikasi", "remark",
    "keterangan", "namobj",
)  # fmt: skip
SURFACE_NAMES = (
    "jenispermukaan", "jnspermuk", "permukaan", "permukaanjalan", "tipepermukaan", "tipeperm", "jenisperkerasan",
    "jnsperkerasan", "jnsperk", "perkerasan", "tipeperkerasan", "perker", "matjln", "materialjalan", "surface",
    "surftype", "kondisipermukaan",
)  # fmt: skip
NAME_NAMES = (
    "namaruas", "nmruas", "namaruasjalan", "ruas", "ruasjalan", "namajalan", "nmjalan", "namajln", "nama", "name",
    "namobj", "namasungai", "nmsungai", "roadname", "nmobj",
)  # fmt: skip
CONDITION_NAMES = ("kondisi", "kondisijalan", "konjln", "kondisifisik", "kondisiruas", "condition", "kondjalan")
ONEWAY_NAMES = ("oneway", "satuarah", "arah")
SEASON_NAMES = ("musim", "seasonal", "dapatdilalui", "keterlaluan")
_CLASS_WORDS = {word: entry.key for entry in CLASSES.values() for word in entry.words}
_SURFACE_WORDS = {word: entry.key for entry in SURFACES.values() for word in entry.words}
_ON_WATER = {entry.key for entry in CLASSES.values() if entry.surface == WATERY}
_KNOWN_TAGS = {tag for entry in CLASSES.values() for tag in entry.osm} | set(LEFT_OUT)


def read_attributes(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what is known of each line of a layer, as :func:`geo.network.tags.read_tags` does.

    Layers made from OSM keep its tags and are read like OSM. Else classes and surfaces are found by the words that
    stand in the columns called so, else in the name of the layer and the file.
    """
    table = (
        pd.DataFrame(layer.drop(columns=layer.geometry.name))
        .astype("str")
        .where(lambda cells: layer[cells.columns].notna(), "")
    )
    tags = _tags(table)
    if tags is not None:
        known = read_tags(tags)
        known["raw_class"] = known["raw_class"].where(known["raw_class"] != "", "tanpa highway atau waterway")
        return known
    return _by_words(table, f"{layer.attrs.get('layer_name', '')} {layer.attrs.get('file', '')}")


def _tags(table: pd.DataFrame) -> pd.DataFrame | None:
    """Return the tags of OSM that a layer keeps, None if it is no layer of OSM."""
    lowered = table.set_axis([str(name).lower() for name in table.columns], axis=1)
    lowered = lowered.loc[:, ~lowered.columns.duplicated()]
    if "other_tags" in lowered:  # GDAL puts the rest there: "key"=>"value","key"=>"value"
        for key in set(TAG_KEYS) - set(lowered.columns):
            lowered[key] = lowered["other_tags"].str.extract(f'"{re.escape(key)}"=>"([^"]*)"')[0].fillna("")
    if "fclass" in lowered:  # Geofabrik
        value = lowered["fclass"].str.lower()
        value, grade = value.str.replace(r"_grade\d$", "", regex=True), value.str.extract(r"(grade\d)$")[0].fillna("")
        is_water = ("waterway=" + value).isin(_KNOWN_TAGS) & ~("highway=" + value).isin(_KNOWN_TAGS)
        is_ferry = value.eq("ferry")
        road = value.replace({"unknown": "road"})
        lowered = lowered.assign(
            highway=road.where(~is_water & ~is_ferry, ""), waterway=value.where(is_water, ""),
            route=value.where(is_ferry, ""), tracktype=grade,
        )  # fmt: skip
    is_osm = {"highway", "waterway", "route"} & set(lowered.columns)
    return lowered if is_osm else None


def _by_words(table: pd.DataFrame, file_words: str) -> pd.DataFrame:
    """Return what the words in an office's columns say."""
    raw, road_class = _first_known(table, CLASS_NAMES, _CLASS_WORDS)
    by_file = word_for(file_words.replace("_", " "), _CLASS_WORDS) or UNKNOWN_CLASS
    raw = raw.where(road_class != "", "kelas tidak tertulis")
    road_class = road_class.where(road_class != "", by_file)
    _, surface = _first_known(table, SURFACE_NAMES + SEASON_NAMES, _SURFACE_WORDS)
    is_water = road_class.isin(_ON_WATER)
    surface = surface.where(surface != "", UNKNOWN_SURFACE).mask(is_water, WATERY)
    direction = read_tags(pd.DataFrame({"oneway": _first(table, ONEWAY_NAMES)}, index=table.index))["oneway"]
    condition = _first(table, CONDITION_NAMES)
    return pd.DataFrame(
        {
            "raw_class": raw, "road_class": road_class, "surface": surface, "name": _first(table, NAME_NAMES),
            "oneway": direction, "closed_to": "", "condition": condition, "level": 0, "reason": "",
        },
        index=table.index,
    )  # fmt: skip


def _columns(table: pd.DataFrame, names: tuple[str, ...]) -> list[str]:
    """Return the columns called by one of ``names``, in the order of these."""
    called = [column for column in table.columns if squeeze(column) in names]
    return sorted(called, key=lambda column: names.index(squeeze(column)))


def _first(table: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    """Return the first text there is in one of the columns."""
    found = pd.Series("", index=table.index, dtype="str")
    for column in _columns(table, names):
        found = found.where(found != "", table[column].str.strip())
    return found


def _first_known(table: pd.DataFrame, names: tuple[str, ...], words: dict[str, str]) -> tuple[pd.Series, pd.Series]:
    """Return what is written, as "column=text", and the key it stands for, both "" where no column knows."""
    raw, key = (pd.Series("", index=table.index, dtype="str") for _ in range(2))
    for column in _columns(table, names):
        meaning = {text: word_for(text, words) for text in table[column].unique()}
        is_new = (key == "") & (table[column].map(meaning) != "")
        raw = raw.where(~is_new, f"{column}=" + table[column])
        key = key.where(~is_new, table[column].map(meaning))
    return raw, key


def word_for(text: str, words: dict[str, str]) -> str:
    """Return the key of the longest of ``words`` that stands whole in ``text``, "" if none does."""
    found = _pattern(tuple(words)).findall(text.lower())
    return words[max(found, key=len)] if found else ""


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<![a-z])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![a-z])")
