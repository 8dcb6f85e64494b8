"""From tours to tables: when each vehicle leaves, arrives and returns, with what and how far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd

from analytics.delivery.clock import clock_text
from analytics.delivery.parts import Kind
from analytics.delivery.solve import Tour
from geo.travel import TravelMatrix

TRIP_COLUMNS = (
    "trip_id", "vehicle_id", "vehicle_key", "vehicle", "trip_number", "stop_count", "family_count", "load_kg",
    "capacity_kg", "distance_m", "duration_min", "cost_idr", "depart", "return", "start_min", "depart_min",
    "return_min",
)  # fmt: skip
VISIT_COLUMNS = (
    "trip_id", "sequence", "stop_id", "desa_code", "label", "lon", "lat", "family_count", "load_kg", "leg_m",
    "arrive", "leave", "arrive_min", "leave_min",
)  # fmt: skip


@dataclass(frozen=True)
class _Visit:
    """``stop`` is a row of the stops; what two parts of it bring is one visit."""

    stop: int
    family_count: int
    load_kg: float


def schedule(
    tours: Sequence[Tour], parts: pd.DataFrame, stops: pd.DataFrame, kinds: list[Kind], travel: TravelMatrix
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return trips and visits with their times.

    Vehicles of one kind are numbered by the distance of their day, longest first; each drives its longest trip
    first, without a pause between trips.

    Returns
    -------
    trips
        One row per trip, RangeIndex; the columns of ``TRIP_COLUMNS``: trip_id ("motor-2-1": second motorcycle,
        first trip), vehicle_id ("motor-2"), vehicle ("Motor 2"), trip_number (from 1), duration_min (from the
        start of loading to the return), cost_idr (NaN where the kind has no cost per kilometre), depart and
        return ("HH:MM"); start_min (loading begins), depart_min, return_min in minutes after midnight.
    visits
        One row per stop of a trip, in order, RangeIndex; the columns of ``VISIT_COLUMNS``: sequence (from 1),
        leg_m (way from the place before), arrive and leave ("HH:MM"), arrive_min, leave_min.
    """
    trips: list[dict[str, object]] = []
    visits: list[dict[str, object]] = []
    numbers: Counter[int] = Counter()
    days = [(tour.kind, [_visits(trip, parts) for trip in tour.trips]) for tour in tours]
    days = [(kind, sorted(day, key=lambda trip: -_distance_m(trip, travel))) for kind, day in days]
    for kind_row, day in sorted(days, key=lambda each: (each[0], -sum(_distance_m(t, travel) for t in each[1]))):
        numbers[kind_row] += 1
        _drive(day, kinds[kind_row], numbers[kind_row], travel, trips, visits)
    return _trip_frame(trips), _visit_frame(visits, stops)


def _visits(trip: Sequence[int], parts: pd.DataFrame) -> list[_Visit]:
    """Return the visits of a trip; parts of one stop that follow each other are one visit."""
    stop, families, load_kg = (parts[name].to_numpy() for name in ("stop", "family_count", "load_kg"))
    groups = [(row, list(members)) for row, members in groupby(trip, key=lambda part: int(stop[part]))]
    return [_Visit(row, int(families[rows].sum()), float(load_kg[rows].sum())) for row, rows in groups]


def _distance_m(trip: list[_Visit], travel: TravelMatrix) -> float:
    return float(_legs_m(trip, travel).sum())


def _legs_m(trip: list[_Visit], travel: TravelMatrix) -> np.ndarray:
    """Return the legs of a trip in metres, the way back last."""
    places = np.array([0, *(visit.stop + 1 for visit in trip), 0])
    return travel.distance_m[places[:-1], places[1:]]


def _drive(
    day: list[list[_Visit]],
    kind: Kind,
    number: int,
    travel: TravelMatrix,
    trips: list[dict[str, object]],
    visits: list[dict[str, object]],
) -> None:
    """Add the trips of one vehicle's day, and their visits, to the rows."""
    way_min = travel.minutes(kind.speed_kmh)
    now = float(kind.start_min)
    for trip_number, trip in enumerate(day, 1):
        trip_id, legs_m = f"{kind.key}-{number}-{trip_number}", _legs_m(trip, travel)
        row: dict[str, object] = {"trip_id": trip_id, "trip_number": trip_number}
        row |= {"vehicle_id": f"{kind.key}-{number}", "vehicle_key": kind.key}
        name = kind.label if kind.count == 1 else f"{kind.label} {number}"
        row |= {"vehicle": name, "stop_count": len({visit.stop for visit in trip})}
        row |= {"start_min": now, "depart_min": now + kind.load_min, "distance_m": float(legs_m.sum())}
        row |= {"capacity_kg": kind.capacity_kg, "load_kg": sum(visit.load_kg for visit in trip)}
        row |= {"family_count": sum(visit.family_count for visit in trip)}
        row |= {"cost_idr": float(legs_m.sum()) / 1000 * kind.cost_idr_per_km}
        now, here = now + kind.load_min, 0
        for sequence, (visit, leg_m) in enumerate(zip(trip, legs_m, strict=False), 1):
            arrive = now + float(way_min[here, visit.stop + 1])
            now, here = arrive + float(kind.service_min(visit.family_count)), visit.stop + 1
            stay = {"leg_m": float(leg_m), "arrive_min": arrive, "leave_min": now}
            visits.append({"trip_id": trip_id, "sequence": sequence, **vars(visit), **stay})
        now += float(way_min[here, 0])
        trips.append({**row, "return_min": now})


def _trip_frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[name for name in TRIP_COLUMNS if name not in _DERIVED])
    frame["duration_min"] = frame["return_min"] - frame["start_min"]
    return frame.assign(**{name: frame[f"{name}_min"].map(clock_text) for name in ("depart", "return")})[
        list(TRIP_COLUMNS)
    ]


def _visit_frame(rows: list[dict[str, object]], stops: pd.DataFrame) -> pd.DataFrame:
    columns = ["trip_id", "sequence", "stop", "family_count", "load_kg", "leg_m", "arrive_min", "leave_min"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.join(stops[["stop_id", "desa_code", "label", "lon", "lat"]], on="stop")
    return frame.assign(**{name: frame[f"{name}_min"].map(clock_text) for name in ("arrive", "leave")})[
        list(VISIT_COLUMNS)
    ]


_DERIVED = frozenset({"duration_min", "depart", "return"})
