"""Trips for the tests of maps: as many as wanted, along winding ways or straight lines, on one day or several."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.maps.trips import SOLID, STRAIGHT, STRAIGHT_ENDS, TripFrames

DEPOT = (115.56, -2.36)
TRANSFER = (115.59, -2.34)
START_MIN, LEG_MIN, STOP_MIN = 480, 20, 10
"""A trip loads at 08.00 for 20 minutes, drives 20 minutes to each stop and stays there for 10."""


def winding(start: tuple[float, float], end: tuple[float, float], places: int) -> list[list[float]]:
    """A way of so many places that swings around the straight line by about 200 m."""
    share = np.linspace(0, 1, places)
    swing = 0.002 * np.sin(share * 9) * np.minimum(1, 8 * np.minimum(share, 1 - share))
    line = np.array(start) + np.outer(share, np.subtract(end, start))
    return (line + np.column_stack([swing, -swing])).tolist()


def world(
    trip_count: int = 7, per_trip: int = 4, *, days: int = 1, places: int = 40, dash: int = SOLID, text: str = ""
) -> TripFrames:
    """Trips of ``per_trip`` stops each, vehicle "Motor 1" … ; one more stop is left out, the first one has priority.

    Trip n is "t1", "t2" …; with several days they take turns. ``text`` stands in every text. Stop k (from 0) of trip n
    (from 0) is ``stop_id`` "s" + its number; it is reached at 08.20 + 20 + 30 k minutes and left 10 minutes later.
    """
    rng = np.random.default_rng(1)
    count = trip_count * per_trip + 1
    at = rng.uniform([115.505, -2.395], [115.615, -2.325], (count, 2))
    angle = np.arctan2(at[:-1, 1] - DEPOT[1], at[:-1, 0] - DEPOT[0])
    at[:-1] = at[:-1][np.argsort(angle)]
    stops = pd.DataFrame(
        {
            "stop_id": [f"s{n}" for n in range(count)], "lon": at[:, 0], "lat": at[:, 1],
            "title": [text or f"Dusun {n + 1}" for n in range(count)], "lines": [[text or "250 kg"]] * count,
            "is_priority": [n == 0 for n in range(count)], "is_left_out": [n == count - 1 for n in range(count)],
        }
    )  # fmt: skip
    number = np.repeat(np.arange(trip_count), per_trip)
    order = np.tile(np.arange(per_trip), trip_count)
    froms = [DEPOT if k == 0 else tuple(at[n - 1]) for n, k in enumerate(order)]
    arrive = START_MIN + 20 + LEG_MIN + order * (LEG_MIN + STOP_MIN)
    visits = pd.DataFrame(
        {
            "trip_id": [f"t{n + 1}" for n in number], "sequence": order + 1, "stop": np.arange(count - 1), "place": -1,
            "arrive_min": arrive, "leave_min": arrive + STOP_MIN, "dash": dash,
            "path": [winding(start, tuple(end), places) for start, end in zip(froms, at[:-1], strict=True)],
        }
    )  # fmt: skip
    last = at[per_trip - 1 : count - 1 : per_trip]
    back = START_MIN + 20 + per_trip * (LEG_MIN + STOP_MIN) + LEG_MIN
    trips = pd.DataFrame(
        {
            "trip_id": [f"t{n + 1}" for n in range(trip_count)], "lines": [[text or "4 titik"]] * trip_count,
            "title": [text or f"Ritase {n + 1}" for n in range(trip_count)],
            "vehicle": [text or f"Motor {n + 1}" for n in range(trip_count)],
            "day": np.arange(trip_count) % days, "start_min": START_MIN, "depart_min": START_MIN + 20,
            "return_min": back, "place": 0, "is_locked": False,
            "is_broken": [n == trip_count - 1 and trip_count > 6 for n in range(trip_count)],
            "return_path": [winding(tuple(start), DEPOT, places) for start in last], "return_dash": dash,
        }
    )  # fmt: skip
    depots = pd.DataFrame(
        {
            "lon": [DEPOT[0], TRANSFER[0]], "lat": [DEPOT[1], TRANSFER[1]],
            "name": [text or "Kantor Camat Halong", text or "Simpang Uren"], "kind": ["gudang", "alih"],
            "note": ["", "siap 10.20"], "lines": [[text or "Gudang"], [text or "Titik alih muatan"]],
        }
    )  # fmt: skip
    return TripFrames(stops, trips, visits, depots, tuple(f"Sabtu, {28 + day} November 2026" for day in range(days)))


__all__ = ["SOLID", "STRAIGHT", "STRAIGHT_ENDS", "world"]
