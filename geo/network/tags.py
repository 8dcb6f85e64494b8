"""What the tags of OSM say of a way: its class, surface, direction, and who may not go there."""

from __future__ import annotations

import pandas as pd

from geo.network.classes import (
    CLASSES,
    DRY_ONLY,
    LEFT_OUT,
    SMOOTHNESS_CLOSES,
    SURFACES,
    TRACKTYPES,
    UNKNOWN_CLASS,
    UNKNOWN_SURFACE,
    WATER,
    WATERY,
    WET_ONLY,
)
from geo.network.model import JOIN
from geo.network.modes import BOAT, CAR, FOOT, MOTORCYCLE

WAY_KEYS = ("highway", "waterway", "route")
"""The keys that make a way one for us to read, the first that is there deciding."""
TAG_KEYS = (
    *WAY_KEYS, "name", "surface", "tracktype", "smoothness", "oneway", "junction", "access", "vehicle", "motor_vehicle",
    "motorcar", "motorcycle", "foot", "boat", "motorboat", "bridge", "tunnel", "layer", "ford", "seasonal",
    "intermittent", "access:conditional",
)  # fmt: skip
ACCESS_KEYS: dict[str, tuple[str, ...]] = {
    CAR: ("access", "vehicle", "motor_vehicle", "motorcar"),
    MOTORCYCLE: ("access", "vehicle", "motor_vehicle", "motorcycle"),
    BOAT: ("access", "boat", "motorboat"),
    FOOT: ("access", "foot"),
}
"""The keys that say whether a mode may go there; a later one overrules those before it."""
SHUT = {"no", "private", "military", "permit"}
SHUT_TO_ENGINES = SHUT | {"agricultural", "forestry", "emergency", "bus", "psv", "use_sidepath", "foot"}
GRANTED = {"yes", "designated", "permissive", "official", "destination"}
FORWARD, BACKWARD = {"yes", "1", "true", "f"}, {"-1", "reverse", "t"}
DRY_WORDS, WET_WORDS = {"yes", "dry_season", "dry", "summer"}, {"yes", "wet_season", "wet"}
CONDITION_KEYS = ("surface", "smoothness", "tracktype", "seasonal", "intermittent", "ford", "access:conditional")

_CLASS_OF = {tag: entry.key for entry in CLASSES.values() for tag in entry.osm}
_SURFACE_OF = {value: entry.key for entry in SURFACES.values() for value in entry.osm}
_KIND_OF = {entry.key: entry.kind for entry in CLASSES.values()}
_ON_GROUND = ("", "no", "f", "false", "0")


def read_tags(tags: pd.DataFrame) -> pd.DataFrame:
    """Return what is known of each way.

    Parameters
    ----------
    tags
        One row per way, columns of :data:`TAG_KEYS`, text; "" where a way has no such tag, as in a missing column.

    Returns
    -------
    DataFrame
        ``raw_class, road_class, surface, name, oneway, closed_to, condition, level`` as in
        :class:`geo.network.model.Network`, and ``reason``: why the way is left out, "" where used. Index as given.
    """
    tags = tags.reindex(columns=list(TAG_KEYS)).astype("str").fillna("")
    lowered = tags.drop(columns="name").apply(lambda column: column.str.strip().str.lower())
    known = pd.DataFrame({"raw_class": _raw_class(lowered)})
    known["reason"] = _reasons(known["raw_class"])
    known["road_class"] = _classes(known["raw_class"], lowered).where(known["reason"] == "", "")
    is_water = known["road_class"].map(_KIND_OF).eq(WATER)
    known["surface"] = _surfaces(lowered, is_water, known["road_class"].eq("feri"))
    known["name"] = tags["name"].str.strip()
    known["oneway"] = _directions(lowered, known["raw_class"]).where(~is_water, 0)
    known["closed_to"] = _closed(lowered, known["road_class"])
    known["condition"] = _joined({key: lowered[key].where(lowered[key] == "", key + "=" + lowered[key]) for key in
                                  CONDITION_KEYS}, "; ")  # fmt: skip
    known["level"] = _levels(lowered)
    return known


def shuts(value: str, mode: str) -> bool:
    """Tell whether the value of an access tag shuts a way to a mode; of several values all must."""
    closing = SHUT if mode in (FOOT, BOAT) else SHUT_TO_ENGINES
    return all(part.strip() in closing for part in value.split(";"))


def _raw_class(tags: pd.DataFrame) -> pd.Series:
    raw = pd.Series("", index=tags.index, dtype="str")
    for key in WAY_KEYS:
        raw = raw.where((raw != "") | (tags[key] == ""), key + "=" + tags[key])
    return raw


def _reasons(raw: pd.Series) -> pd.Series:
    """Return why ways are left out: known as no ways, or waters and routes of a kind nobody knows."""
    reason = raw.map(LEFT_OUT).fillna("")
    is_strange = ~raw.isin(_CLASS_OF) & ~raw.str.startswith("highway=") & (reason == "")
    return reason.where(~is_strange, "bukan jalan, sungai, atau penyeberangan")


def _classes(raw: pd.Series, tags: pd.DataFrame) -> pd.Series:
    """Return the class; where a tag lets motorcycles on a footway, boats on a stream, it is the better one."""
    found = raw.map(_CLASS_OF).fillna(UNKNOWN_CLASS)
    takes_engines = tags["motorcycle"].isin(GRANTED) | tags["motor_vehicle"].isin(GRANTED)
    takes_boats = tags["boat"].isin(GRANTED) | tags["motorboat"].isin(GRANTED)
    found = found.where(~(takes_engines & (found == "pejalan")), "setapak")
    return found.where(~(takes_boats & (found == "anak_sungai")), "sungai")


def _surfaces(tags: pd.DataFrame, is_water: pd.Series, is_ferry: pd.Series) -> pd.Series:
    """Return the surface written, else by the type of track; ways for one season only are a surface of their own."""
    first_word = tags["surface"].str.split(";").str[0].str.strip()
    found = first_word.map(_SURFACE_OF).fillna(tags["tracktype"].map(TRACKTYPES)).fillna(UNKNOWN_SURFACE)
    is_dry_only = (
        tags["seasonal"].isin(DRY_WORDS)
        | ~tags["ford"].isin(_ON_GROUND)
        | tags["access:conditional"].str.contains(r"no\s*@\s*\(?\s*wet", regex=True)
    )
    is_wet_only = tags["seasonal"].isin(WET_WORDS) | tags["intermittent"].eq("yes")
    found = found.mask(is_dry_only, DRY_ONLY).mask(is_water | is_ferry, WATERY)
    return found.mask(is_water & is_wet_only, WET_ONLY)


def _directions(tags: pd.DataFrame, raw: pd.Series) -> pd.Series:
    """Return 1, -1 or 0; roundabouts and motorways are one way unless they say otherwise."""
    implied = tags["junction"].isin({"roundabout", "circular"}) | raw.eq("highway=motorway")
    found = (implied & (tags["oneway"] == "")).astype("int64")
    return found.mask(tags["oneway"].isin(FORWARD), 1).mask(tags["oneway"].isin(BACKWARD), -1)


def _closed(tags: pd.DataFrame, road_class: pd.Series) -> pd.Series:
    """Return the modes that may not go there, ";" between."""
    closed = {mode: _is_shut(tags, mode) for mode in ACCESS_KEYS}
    for mode in (CAR, MOTORCYCLE):
        worst = {value for value, modes in SMOOTHNESS_CLOSES.items() if mode in modes}
        closed[mode] |= tags["smoothness"].isin(worst)
    closed[BOAT] |= tags["tunnel"].eq("culvert")
    takes_cars = tags[["vehicle", "motor_vehicle", "motorcar"]].isin(GRANTED).any(axis=1)
    closed[CAR] |= road_class.eq("feri") & ~takes_cars  # a boat that takes cars says so
    return _joined({mode: is_shut.map({True: mode, False: ""}) for mode, is_shut in closed.items()}, JOIN)


def _is_shut(tags: pd.DataFrame, mode: str) -> pd.Series:
    shut = pd.Series(data=False, index=tags.index)
    for key in ACCESS_KEYS[mode]:
        verdict = {value: shuts(value, mode) for value in tags[key].unique() if value}
        shut = tags[key].map(verdict).astype("boolean").fillna(shut).astype(bool)
    return shut


def _levels(tags: pd.DataFrame) -> pd.Series:
    above = (~tags["bridge"].isin(_ON_GROUND)).astype("int64") - (~tags["tunnel"].isin(_ON_GROUND)).astype("int64")
    stated = pd.to_numeric(tags["layer"], errors="coerce")
    return stated.where(stated.between(-9, 9) & (stated != 0), above).astype("int64")


def _joined(parts: dict[str, pd.Series], separator: str) -> pd.Series:
    """Return the texts of each row that are not empty, one behind the other."""
    text = None
    for part in parts.values():
        if text is None:
            text = part.astype("str")
            continue
        between = pd.Series(separator, index=part.index).where((text != "") & (part != ""), "")
        text = text + between + part
    return pd.Series(dtype="str") if text is None else text
