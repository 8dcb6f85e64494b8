"""An independent look at a plan: it knows the tables, the fleet and the distances, nothing of the solver."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.delivery.clock import clock_minutes
from geo.travel import TravelMatrix

TOLERANCE = 1e-6


def check_plan(
    trips: pd.DataFrame,
    visits: pd.DataFrame,
    unserved: pd.DataFrame,
    *,
    stops: pd.DataFrame,
    vehicles: pd.DataFrame,
    travel: TravelMatrix,
) -> list[str]:
    """Return in Indonesian every rule that a plan breaks; an empty list means that it can be driven.

    Checked: every family and kilogram of every stop is brought or named as left out, once; no trip carries more
    than its vehicle may; distances are those of ``travel``; no visit begins before its vehicle can be there or
    ends before everybody is served; loading, the shift, the number of trips and of vehicles are kept; what is
    left out has a reason; the sums of each trip are those of its visits.

    Parameters
    ----------
    trips, visits, unserved
        Tables of a :class:`analytics.delivery.plan.Plan`.
    stops
        The stops planned for, in the order of ``travel`` (place 0 is the depot).
    vehicles
        The checked fleet.
    travel
        The distances the plan must follow.
    """
    drives = _drives(trips, visits, stops, vehicles, travel)
    days = trips.merge(vehicles, on="vehicle_key", how="left", suffixes=("", "_of_kind"))
    problems = {
        "ada titik yang tidak dikenal": ~visits["stop_id"].isin(stops["stop_id"]),
        "ada kunjungan tanpa ritase": ~visits["trip_id"].isin(trips["trip_id"]),
        "ada kendaraan di luar armada": ~trips["vehicle_key"].isin(vehicles["vehicle_key"]),
        "ada kunjungan atau sisa tanpa keluarga": pd.concat([visits, unserved])["family_count"] < 1,
        "ada sisa tanpa alasan": unserved["reason"].fillna("") == "",
        "keluarga atau muatan titik tidak habis dibagi": _is_unbalanced(visits, unserved, stops),
        "jarak tidak sesuai matriks": (drives["leg_m"] - drives["matrix_m"]).abs() > TOLERANCE,
        "ada kunjungan sebelum kendaraan bisa tiba": drives["arrive_min"] < drives["possible_min"] - TOLERANCE,
        "ada kunjungan yang terlalu singkat": drives["leave_min"] < drives["served_min"] - TOLERANCE,
        **_day_problems(days),
        **_sum_problems(trips, drives),
    }
    return [text for text, is_broken in problems.items() if np.any(is_broken)]


def _is_unbalanced(visits: pd.DataFrame, unserved: pd.DataFrame, stops: pd.DataFrame) -> pd.Series:
    amounts = ["family_count", "load_kg"]
    told = pd.concat([visits, unserved]).groupby("stop_id")[amounts].sum()
    asked = stops.set_index("stop_id")[amounts]
    difference = told.reindex(asked.index, fill_value=0).astype(float) - asked
    return (difference.abs() > TOLERANCE * asked.clip(lower=1)).any(axis=1)


def _drives(
    trips: pd.DataFrame,
    visits: pd.DataFrame,
    stops: pd.DataFrame,
    vehicles: pd.DataFrame,
    travel: TravelMatrix,
) -> pd.DataFrame:
    """Return one row per leg, the ways back included, with what the matrix and the clock allow.

    A way back is a visit to place 0: it is reached at return_min, and nobody is served.
    """
    back = trips[["trip_id"]].assign(
        sequence=np.inf, arrive_min=trips["return_min"], leave_min=trips["return_min"], place=0, family_count=0
    )
    there = visits.assign(
        place=visits["stop_id"].map(dict(zip(stops["stop_id"], range(1, len(stops) + 1), strict=True)))
    )
    legs = pd.concat([there.dropna(subset=["place"]), back]).sort_values(["trip_id", "sequence"])
    legs = legs.merge(trips[["trip_id", "vehicle_key", "depart_min", "distance_m"]], on="trip_id")
    legs = legs.merge(vehicles.drop(columns=["label"]), on="vehicle_key").reset_index(drop=True)
    before = legs.groupby("trip_id")[["place", "leave_min"]].shift()
    start, end = before["place"].fillna(0).astype(int), legs["place"].astype(int)
    way_min = np.zeros(len(legs))
    for speed_kmh, rows in legs.groupby("speed_kmh").groups.items():
        way_min[rows] = travel.minutes(float(str(speed_kmh)))[start[rows], end[rows]]
    service_min = legs["service_min_per_stop"] + legs["service_min_per_family"] * legs["family_count"]
    matrix_m = travel.distance_m[start, end]
    rest_m = legs["distance_m"] - legs["leg_m"].groupby(legs["trip_id"]).transform("sum")
    return legs.assign(
        matrix_m=matrix_m,
        leg_m=legs["leg_m"].where(end > 0, rest_m),
        possible_min=before["leave_min"].fillna(legs["depart_min"]) + way_min,
        served_min=legs["arrive_min"] + service_min.where(end > 0, 0),
    )


def _day_problems(days: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what is broken between the trips of a vehicle's day; one row of ``days`` per trip."""
    days = days.sort_values(["vehicle_id", "start_min"])
    before_min = days.groupby("vehicle_id")["return_min"].shift()
    opens_min = days["shift_start"].map(clock_minutes, na_action="ignore").astype(float)
    used = days.groupby("vehicle_key").agg(used=("vehicle_id", "nunique"), available=("count", "first"))
    return {
        "muatan melebihi kapasitas": days["load_kg"] > days["capacity_kg_of_kind"] + TOLERANCE,
        "ada ritase sebelum kendaraan siap": days["start_min"] < before_min.fillna(opens_min) - TOLERANCE,
        "waktu muat tidak cukup": days["depart_min"] < days["start_min"] + days["load_min"] - TOLERANCE,
        "jam kerja terlampaui": days["return_min"]
        > days["shift_end"].map(clock_minutes, na_action="ignore").astype(float) + TOLERANCE,
        "ritase terlalu banyak": days.groupby("vehicle_id")["trip_id"].transform("size") > days["max_trips"],
        "kendaraan lebih banyak daripada armada": used["used"] > used["available"],
        "nomor ritase ganda": days["trip_id"].duplicated(),
    }


def _sum_problems(trips: pd.DataFrame, drives: pd.DataFrame) -> dict[str, pd.Series]:
    """Return where a trip's sums are not those of its visits."""
    served = drives[drives["place"] > 0]
    sums = served.groupby("trip_id").agg(
        family_count=("family_count", "sum"), load_kg=("load_kg", "sum"), stop_count=("stop_id", "nunique")
    )
    by_trip = trips.set_index("trip_id")
    difference = by_trip[list(sums.columns)].astype(float) - sums.reindex(by_trip.index)
    lasts = by_trip["duration_min"] - (by_trip["return_min"] - by_trip["start_min"])
    return {
        "jumlah ritase tidak sama dengan kunjungannya": difference.isna() | (difference.abs() > TOLERANCE * 1e3),
        "lama ritase tidak sesuai jamnya": lasts.abs() > TOLERANCE,
    }
