"""What a planner can change so that more is brought: applied to a problem, and told in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.delivery.clock import clock_minutes
from analytics.delivery.problem import Problem
from geo.network.modes import BOAT, CAR, FOOT, MODES, MOTORCYCLE
from geo.travel import WGS84, Travel, TravelMatrix

GAP_SPEED_KMH = 4.0
"""Over a gap that is to be opened: on foot, until somebody measures it."""
EXTRA_VEHICLES = {
    CAR: {"capacity_kg": 1000.0, "speed_kmh": 20.0, "load_min": 30.0, "service_min_per_stop": 10.0},
    MOTORCYCLE: {"capacity_kg": 80.0, "speed_kmh": 18.0, "load_min": 10.0, "service_min_per_stop": 5.0},
    BOAT: {"capacity_kg": 300.0, "speed_kmh": 9.0, "load_min": 20.0, "service_min_per_stop": 10.0},
    FOOT: {"capacity_kg": 20.0, "speed_kmh": 4.0, "load_min": 5.0, "service_min_per_stop": 5.0},
}
"""What is assumed of a vehicle of a mode that the fleet does not have (km/h: Podes 2019 Jambi)."""
_REST = {
    "shift_start": "08:00", "shift_end": "16:00", "max_trips": 8, "service_min_per_family": 1.0, "source": "anggapan",
    "depot": "",
}  # fmt: skip

RemedyDict = dict[str, Any]


def apply_remedies(problem: Problem, remedies: Sequence[Mapping[str, Any]]) -> Problem:
    """Return the problem with what the remedies say.

    Parameters
    ----------
    remedies
        ``{"kind": "vehicles", "vehicle_key", "count"}``: so many more of these vehicles. ``{"kind": "days", "count"}``:
        so many days in all, the further ones after the last. ``{"kind": "window", "stop_id", "start", "end"}``: the
        desa receives at that stop from start to end. ``{"kind": "shift", "vehicle_key", "end"}``: these vehicles work
        until then. ``{"kind": "capacity", "vehicle_key", "mode", "load_kg", "parcel_count", "count"}``: besides the
        fleet, vehicles like these that carry at least so much. ``{"kind": "way", "stop_id", "mode", "gap_m"}``: a
        vehicle of that mode where the fleet has none, and a way over the gap where there is one. What counts vehicles
        and days comes last, wherever it stands.
    """
    for remedy in sorted(remedies, key=lambda one: one["kind"] in {"vehicles", "days"}):
        problem = _APPLY[remedy["kind"]](problem, remedy)
    return problem


def _vehicles(problem: Problem, remedy: Mapping[str, Any]) -> Problem:
    is_it = problem.fleet["vehicle_key"] == remedy["vehicle_key"]
    return replace(problem, fleet=problem.fleet.assign(count=problem.fleet["count"] + remedy["count"] * is_it))


def _days(problem: Problem, remedy: Mapping[str, Any]) -> Problem:
    last = dt.date.fromisoformat(max(problem.days))
    more = int(remedy["count"]) - len(problem.days)
    return replace(problem, days=problem.days + tuple(str(last + dt.timedelta(n + 1)) for n in range(max(more, 0))))


def _window(problem: Problem, remedy: Mapping[str, Any]) -> Problem:
    stops = problem.stops.copy()
    stops.loc[stops["stop_id"] == remedy["stop_id"], ["window_start", "window_end"]] = [remedy["start"], remedy["end"]]
    return replace(problem, stops=stops)


def _shift(problem: Problem, remedy: Mapping[str, Any]) -> Problem:
    fleet, end_min = problem.fleet, clock_minutes(remedy["end"]) or 0
    is_it = fleet["vehicle_key"] == remedy["vehicle_key"]
    is_earlier = fleet["shift_end"].map(lambda text: clock_minutes(str(text)) or 0) < end_min
    ends = fleet["shift_end"].where(~(is_it & is_earlier), remedy["end"])
    return replace(problem, fleet=fleet.assign(shift_end=ends))


def _capacity(problem: Problem, remedy: Mapping[str, Any]) -> Problem:
    fleet = problem.fleet
    base = fleet[fleet["vehicle_key"] == remedy["vehicle_key"]].iloc[0]
    key = f"{base['vehicle_key']}-besar"
    needed = {"capacity_kg": float(remedy["load_kg"]), "capacity_parcels": float(remedy["parcel_count"])}
    if key in set(fleet["vehicle_key"]):
        at = fleet.index[fleet["vehicle_key"] == key]
        fleet = fleet.copy()
        for name, value in needed.items():
            fleet.loc[at, name] = fleet.loc[at, name].clip(lower=value)
        return replace(problem, fleet=fleet)
    row = {**base.to_dict(), "vehicle_key": key, "label": f"{base['label']} besar", "count": int(remedy["count"])}
    row["capacity_kg"] = max(needed["capacity_kg"], float(base["capacity_kg"]))
    row["capacity_parcels"] = max(needed["capacity_parcels"], float(base["capacity_parcels"]))
    if np.isnan(base["capacity_parcels"]):
        row["capacity_parcels"] = np.nan
    return _with_vehicle(problem, row)


def _with_vehicle(problem: Problem, row: Mapping[str, Any]) -> Problem:
    added = pd.DataFrame([{name: row.get(name) for name in problem.fleet}])
    fleet = pd.concat([problem.fleet.astype(object), added.astype(object)], ignore_index=True)
    return replace(problem, fleet=fleet.astype(problem.fleet.dtypes.to_dict()))


def _way(problem: Problem, remedy: Mapping[str, Any]) -> Problem:
    mode, key = str(remedy["mode"]), f"tambahan-{remedy['mode']}"
    if remedy["gap_m"] > 0:
        problem = replace(problem, travel=_over_gap(problem, str(remedy["stop_id"]), mode))
    if len(_homes(problem, mode)) or key in set(problem.fleet["vehicle_key"]):
        return problem
    row = {**_REST, **EXTRA_VEHICLES[mode], "vehicle_key": key, "label": MODES[mode].label.capitalize(), "mode": mode}
    return _with_vehicle(problem, {**row, "count": 1, "depot": _home_for(problem, str(remedy["stop_id"]), mode)})


def _homes(problem: Problem, mode: str) -> list[int]:
    """Return the depots, no transfer points, from which vehicles of a mode start."""
    keys = list(problem.depots["depot_key"])
    homes = problem.fleet.loc[(problem.fleet["mode"] == mode) & (problem.fleet["count"] > 0), "depot"]
    rows = sorted({keys.index(key) if key else 0 for key in homes})
    return [row for row in rows if problem.depots["kind"].iloc[row] != "alih"]


def _home_for(problem: Problem, stop_id: str, mode: str) -> str:
    """Return the depot from which a new vehicle of a mode reaches a stop: the nearest one."""
    place = len(problem.depots) + list(problem.stops["stop_id"]).index(stop_id)
    rows = _loading(problem)
    if mode in problem.travel.by_mode:
        way_m = problem.travel.of(mode).distance_m
        rows = sorted(rows, key=lambda row: way_m[row, place] + way_m[place, row])
    return str(problem.depots["depot_key"].iloc[rows[0]])


def _loading(problem: Problem) -> list[int]:
    return [row for row, kind in enumerate(problem.depots["kind"]) if kind != "alih"]


def ways_to(problem: Problem, stop: int) -> list[RemedyDict]:
    """Return by which modes a stop could be reached: the smallest gap first, of equal ones a mode of the fleet."""
    named = [mode for mode in problem.stops["modes"].iloc[stop].split(";") if mode]
    fleet = [mode for mode in MODES if _homes(problem, mode)]
    others = [mode for mode in MODES if mode not in fleet and not problem.travel.is_straight_line]
    modes = named or [*fleet, *others]
    gaps = sorted((round(_gap(problem, stop, mode)[0], 1), mode not in fleet, at) for at, mode in enumerate(modes))
    stop_id = str(problem.stops["stop_id"].iloc[stop])
    return [{"kind": "way", "stop_id": stop_id, "mode": modes[at], "gap_m": float(gap_m)} for gap_m, _, at in gaps]


def _gap(problem: Problem, stop: int, mode: str) -> tuple[float, int]:
    """Return the metres in a straight line from a stop to the nearest place that the mode reaches, and that place."""
    place = len(problem.depots) + stop
    homes = _homes(problem, mode) or _loading(problem)
    lon, lat = (np.r_[problem.depots[n].to_numpy(float), problem.stops[n].to_numpy(float)] for n in ("lon", "lat"))
    is_reached = np.zeros(len(lon), dtype=bool)
    is_reached[homes] = True
    if mode in problem.travel.by_mode:
        way_m = problem.travel.of(mode).distance_m
        is_reached |= (np.isfinite(way_m[homes, :]) & np.isfinite(way_m[:, homes].T)).any(axis=0)
    if is_reached[place]:
        return 0.0, place
    rows = np.flatnonzero(is_reached)
    away_m = WGS84.inv(np.full(len(rows), lon[place]), np.full(len(rows), lat[place]), lon[rows], lat[rows])[2]
    nearest = int(np.argmin(away_m))
    return max(float(away_m[nearest]), 1.0), int(rows[nearest])


def _over_gap(problem: Problem, stop_id: str, mode: str) -> Travel:
    """Return the ways with one more: from a stop to the nearest place that the mode reaches."""
    travel, stop = problem.travel, list(problem.stops["stop_id"]).index(stop_id)
    gap_m, near = _gap(problem, stop, mode)
    place = len(problem.depots) + stop
    if mode in travel.by_mode:
        old = travel.of(mode)
        way_m, way_min, straight_m = old.distance_m, old.duration_min, travel.straight_m(mode)
    else:
        way_m = np.full((len(problem.depots) + len(problem.stops),) * 2, np.inf)
        np.fill_diagonal(way_m, 0.0)
        way_min, straight_m = None, np.zeros_like(way_m)
    gap_min = gap_m / 1000 / GAP_SPEED_KMH * 60
    minutes = None if way_min is None else _joined(way_min, place, near, gap_min)
    way_m, straight_m = (_joined(metres, place, near, gap_m) for metres in (way_m, straight_m))
    matrix = TravelMatrix(way_m, minutes, travel.basis, straight_m)
    return replace(travel, by_mode={**travel.by_mode, mode: matrix}, way=_way_over_gap(problem, place, mode))


def _joined(matrix: np.ndarray, place: int, near: int, gap: float) -> np.ndarray:
    """Return a matrix in which the way to and from ``place`` goes by ``near``."""
    joined = matrix.copy()
    joined[place, :], joined[:, place] = gap + matrix[near, :], matrix[:, near] + gap
    joined[place, place] = 0.0
    return joined


def _way_over_gap(problem: Problem, place: int, mode: str) -> Any:
    """Return the ways for drawing: to and from ``place`` by ``mode`` in a straight line."""
    way = problem.travel.way
    if way is None:
        return None
    lon, lat = (np.r_[problem.depots[n].to_numpy(float), problem.stops[n].to_numpy(float)] for n in ("lon", "lat"))

    def drawn(by: str, start: int, end: int) -> list[tuple[float, float]]:
        if by == mode and place in {start, end}:
            return [(float(lon[one]), float(lat[one])) for one in (start, end)]
        return way(by, start, end)

    return drawn


_APPLY = {
    "vehicles": _vehicles, "days": _days, "window": _window, "shift": _shift, "capacity": _capacity, "way": _way,
}  # fmt: skip


def sentence_of(problem: Problem, remedies: Sequence[Mapping[str, Any]]) -> str:
    """Return remedies that belong together in words: "tambah 2 Motor dan 1 Perahu"."""
    label_of = dict(zip(problem.fleet["vehicle_key"], problem.fleet["label"], strict=True))
    ends = {one["vehicle_key"]: str(one["end"]) for one in remedies if one["kind"] == "shift"}
    assumed = {f"tambahan-{one['mode']}" for one in remedies if one["kind"] == "way"} & set(label_of)
    told = []
    for one in remedies:
        if one["kind"] == "way":
            told.append(_tell_way(one, ends, is_assumed=not one["gap_m"] or f"tambahan-{one['mode']}" in assumed))
        elif one["kind"] != "vehicles" and one.get("vehicle_key") not in assumed:
            told.append(_TELL[one["kind"]](one, label_of))
    more = [f"{one['count']} {_label(one, label_of)}" for one in remedies if one["kind"] == "vehicles"]
    return " dan ".join(told + ([f"tambah {' dan '.join(more)}"] if more else []))


def _label(remedy: Mapping[str, Any], label_of: Mapping[str, str]) -> str:
    key = str(remedy["vehicle_key"])
    base = key.removesuffix("-besar")
    if key in label_of:
        return label_of[key]
    return f"{label_of[base]} besar" if base in label_of else MODES[key.removeprefix("tambahan-")].label


def _tell_way(remedy: Mapping[str, Any], ends: Mapping[str, str], *, is_assumed: bool) -> str:
    """Return a way in words, with what is assumed of a vehicle that the fleet does not have."""
    mode = str(remedy["mode"])
    label, vehicle = MODES[mode].label, EXTRA_VEHICLES[mode]
    end = ends.get(f"tambahan-{mode}", str(_REST["shift_end"]))
    needed = f"siapkan 1 {label}: {vehicle['capacity_kg']:g} kg, {vehicle['speed_kmh']:g} km/jam, sampai {_dotted(end)}"
    if not remedy["gap_m"]:
        return f"bisa dicapai dengan {label}, {needed}"
    gap_km = f"{remedy['gap_m'] / 1000:.1f}".replace(".", ",")
    return (
        f"jalan untuk {label} terputus {gap_km} km dari tempat terdekat yang bisa dicapai: "
        f"periksa letak titik dan jaringan jalannya, atau buka jalannya{f', lalu {needed}' if is_assumed else ''}"
    )


def _dotted(clock: str) -> str:
    return clock.replace(":", ".")


_TELL = {
    "days": lambda remedy, _: f"{remedy['count']} hari dengan armada yang sama",
    "window": lambda remedy, _: f"desa menerima pukul {_dotted(remedy['start'])} sampai {_dotted(remedy['end'])}",
    "shift": lambda remedy, label_of: f"jam kerja {_label(remedy, label_of)} sampai {_dotted(remedy['end'])}",
    "capacity": lambda remedy, label_of: (
        f"kendaraan seperti {_label(remedy, label_of)} yang membawa paling sedikit {remedy['load_kg']:g} kg"
        + (f" dan {remedy['parcel_count']} paket" if remedy["parcel_count"] > 1 else "")
    ),
}
