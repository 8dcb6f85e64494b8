"""How fast each way to travel goes on what: one table that an office edits, with the source of every figure."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from geo.errors import BadSpeeds
from geo.network.classes import (
    CLASSES,
    DRY_ONLY,
    EARTH,
    FERRY,
    HARD,
    SURFACES,
    TRAIL,
    UNKNOWN_SURFACE,
    WATER,
    WATERY,
    WET_ONLY,
    RoadClass,
)
from geo.network.modes import BOAT, CAR, FOOT, MODES
from geo.notation import number

DRY, WET = "kering", "hujan"
SEASONS = {DRY: "musim kering", WET: "musim hujan"}
KEYS = ["mode", "road_class", "surface", "season"]
COLUMNS = [*KEYS, "speed_kmh", "source"]
MAX_SPEED_KMH = 120.0
MAX_FAULTS_TOLD = 12

PODES = "Podes 2019 Jambi, perjalanan ≥ 3 km, median"
ASSUMED = "dianggap, belum diukur"
BY_SURFACE = {"aspal": 30.0, HARD: 20.0, EARTH: 18.0}
"""km/h of motor vehicles by surface: Podes 2019, all desa of Jambi."""
NO_CAR_KMH = 14.0
"""Where four wheels cannot pass: the same source."""
WATER_KMH = 9.0
"""On water only, n = 5: the same source."""
RAIN = {"aspal": 0.9, HARD: 0.8, EARTH: 0.6}
"""The share of the dry season's speed that is left in the wet one: assumed."""
TOLL_KMH, STEPS_KMH, WALK_KMH, WALK_IN_MUD_KMH = 60.0, 2.0, 4.0, 3.0

Speed = tuple[float, str]
CLOSED: Speed = (0.0, "tidak dilalui")


def default_speeds() -> pd.DataFrame:
    """Return the table that the program starts with.

    Returns
    -------
    DataFrame
        One row per mode, class, surface that goes with it and season: ``mode, road_class, surface, season``,
        ``speed_kmh`` (0: not passable) and ``source``, which says "dianggap" where nobody measured.

    References
    ----------
    Podes 2019, medians of all desa of Jambi, trips of 3 km and more: asphalt 30, hardened 20, earth 18, not passable
    for four wheels 14, water 9 (n = 5) km/h.
    """
    rows = [
        (mode, road.key, surface, season, *_speed(mode, road, surface, season))
        for mode, road in product(MODES, CLASSES.values())
        for surface, season in product(surfaces_of(road), SEASONS)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def surfaces_of(road: RoadClass) -> list[str]:
    """Return the surfaces that go with a class: water with water, the others with land."""
    on_water = road.surface == WATERY
    return [surface.key for surface in SURFACES.values() if surface.on_water == on_water]


def may_go(mode: str, kind: str) -> bool:
    """Tell whether a mode may go on a kind of way at all: no boat on land, no wheels on water, no car on a trail."""
    if kind == FERRY:
        return True
    if mode == BOAT or kind == WATER:
        return mode == BOAT and kind == WATER
    return not (mode == CAR and kind == TRAIL)


def _speed(mode: str, road: RoadClass, surface: str, season: str) -> Speed:
    if not may_go(mode, road.kind):
        return CLOSED
    if road.surface == WATERY:
        return _on_water(road, surface, season)
    if mode == FOOT:
        return _on_foot(road, surface, season)
    return _on_wheels(mode, road, surface, season)


def _on_water(road: RoadClass, surface: str, season: str) -> Speed:
    if road.key == "anak_sungai":
        return 0.0, f"{ASSUMED}: terlalu dangkal untuk perahu"
    if surface == WET_ONLY and season == DRY:
        return 0.0, "air hanya ada di musim hujan"
    return WATER_KMH, f"{PODES}: hanya air (n = 5)"


def _on_foot(road: RoadClass, surface: str, season: str) -> Speed:
    if road.key == "tol":
        return 0.0, "pejalan kaki dilarang di jalan tol"
    if road.key == "tangga":
        return STEPS_KMH, ASSUMED
    is_mud = season == WET and _assumed_surface(road, surface) == EARTH
    return (WALK_IN_MUD_KMH if is_mud else WALK_KMH), ASSUMED


def _on_wheels(mode: str, road: RoadClass, surface: str, season: str) -> Speed:
    if road.key == "tol":
        return (TOLL_KMH, ASSUMED) if mode == CAR else (0.0, "sepeda motor dilarang di jalan tol")
    if road.key in {"pejalan", "tangga"}:
        return CLOSED
    if surface == DRY_ONLY and season == WET:
        return 0.0, "hanya dapat dilalui di musim kering"
    made_of = _assumed_surface(road, surface)
    speed_kmh, source = BY_SURFACE[made_of], f"{PODES}: {SURFACES[made_of].label}, semua kendaraan"
    if road.kind == TRAIL:
        speed_kmh, source = NO_CAR_KMH, f"{PODES}: tidak dapat dilalui roda empat"
    if surface != made_of:
        source = f"dianggap {SURFACES[made_of].label}; {source}"
    if season == WET:
        speed_kmh, source = speed_kmh * RAIN[made_of], f"dianggap {number(RAIN[made_of], 1)} × musim kering; {source}"
    return round(speed_kmh, 1), source


def _assumed_surface(road: RoadClass, surface: str) -> str:
    """Return what a way is taken to be made of where it is not written."""
    return {UNKNOWN_SURFACE: road.surface, DRY_ONLY: EARTH}.get(surface, surface)


# --- an edited table ---


def check_speeds(table: pd.DataFrame) -> pd.DataFrame:
    """Return an edited table in the order of :func:`default_speeds`, checked.

    Raises
    ------
    BadSpeeds
        Naming all its faults at once: columns and rows that are missing, twice or unknown, figures that are none,
        below 0 or above 120 km/h, figures without a source, ways that a mode cannot go. Facts: fault_count, faults.
    """
    missing = [column for column in COLUMNS if column not in table]
    if missing:
        raise BadSpeeds(fault_count=len(missing), faults=f"kolom {', '.join(missing)} tidak ada")
    table = table[COLUMNS].reset_index(drop=True)
    table[[*KEYS, "source"]] = table[[*KEYS, "source"]].astype("str").fillna("").apply(lambda text: text.str.strip())
    table["speed_kmh"] = pd.to_numeric(table["speed_kmh"], errors="coerce")
    faults = _faults(table)
    if faults:
        told = faults[:MAX_FAULTS_TOLD]
        more = [f"dan {number(len(faults) - len(told))} lainnya"] if len(faults) > len(told) else []
        raise BadSpeeds(fault_count=number(len(faults)), faults="; ".join(told + more))
    usual = default_speeds()[KEYS]
    return usual.merge(table, on=KEYS, how="left", validate="one_to_one")


def _faults(table: pd.DataFrame) -> list[str]:
    """Return what is wrong with each row, and which rows are missing."""
    usual = pd.MultiIndex.from_frame(default_speeds()[KEYS])
    given = pd.MultiIndex.from_frame(table[KEYS])
    speed = table["speed_kmh"]
    kind = table["road_class"].map({key: road.kind for key, road in CLASSES.items()}).fillna("")
    pairs = pd.MultiIndex.from_arrays([table["mode"], kind])
    allowed = {
        (mode, each) for mode in MODES for each in (road.kind for road in CLASSES.values()) if may_go(mode, each)
    }
    checks = {
        "tidak dikenal": ~given.isin(usual),
        "tertulis dua kali": given.duplicated(),
        "kecepatannya bukan angka": ~np.isfinite(speed.to_numpy(dtype=float)),
        "kecepatannya di bawah 0": speed.lt(0).to_numpy(),
        f"kecepatannya di atas {MAX_SPEED_KMH:.0f} km/jam": speed.gt(MAX_SPEED_KMH).to_numpy(),
        "sumbernya kosong": table["source"].eq("").to_numpy(),
        "tidak mungkin dilalui, kecepatannya harus 0": speed.gt(0).to_numpy()
        & given.isin(usual)
        & ~pairs.isin(allowed),
    }
    told = [f"{_say(row)} {fault}" for fault, is_so in checks.items() for row in table.loc[is_so, KEYS].to_numpy()]
    return told + [f"{_say(row)} tidak ada" for row in usual[~usual.isin(given)]]


def _say(row: object) -> str:
    return " · ".join(map(str, row))  # type: ignore[call-overload]
