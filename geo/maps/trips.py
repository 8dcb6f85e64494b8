"""Trips on the map: their ways with arrows, the order of their stops, where they begin, and the day as it goes by.

Only places, orders, times and texts come in; what is carried, and for whom, is said in the texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.maps.layers import Layer, layer
from geo.maps.palette import TRIP_REST, TRIPS

SCALE = 100_000
"""Ways travel as whole numbers of 1/100,000 degree (1.1 m), each the difference to the place before."""
THIN_DEG = 0.00008
"""What a drawn way may be off its true one: about 9 m, less than the width of its line."""
SOLID, STRAIGHT, STRAIGHT_ENDS = 0, 1, 2
"""How a leg is drawn: along known ways; as a straight line for want of one (dashed); straight only from and to the
places themselves, where these lie off the ways."""
ALL_STRAIGHT_SHARE = 0.9
SHORT_NAME = 3


@dataclass(frozen=True, eq=False)
class TripFrames:
    """What is drawn.

    Parameters
    ----------
    stops
        One row per stop, RangeIndex: ``stop_id`` (unique), ``lon``, ``lat``, ``title``, ``lines`` (list of texts for
        the tip), ``is_priority``, ``is_left_out`` (something of it is brought by no trip).
    trips
        One row per trip, RangeIndex: ``trip_id`` (unique), ``title``, ``lines``, ``vehicle`` (its name), ``day``
        (0-based), ``start_min``, ``depart_min``, ``return_min`` (minutes after midnight), ``place`` (row of ``places``
        where it begins and ends), ``is_locked``, ``is_broken``, ``return_path`` (list of (lon, lat), may be empty),
        ``return_dash``.
    visits
        One row per call of a trip: ``trip_id``, ``sequence``, ``stop`` (row of ``stops``, -1 at a transfer point),
        ``place`` (row of ``places``, -1 at a stop), ``arrive_min``, ``leave_min``, ``path`` (the way there from the
        call before), ``dash``. ``dash``: see :func:`dashes`.
    places
        One row per depot or transfer point, RangeIndex: ``lon``, ``lat``, ``name``, ``kind`` ("gudang", "pos",
        "alih"), ``note`` (beside the name, such as "siap 10.20"), ``lines``.
    days
        What each day is called.
    """

    stops: pd.DataFrame
    trips: pd.DataFrame
    visits: pd.DataFrame
    places: pd.DataFrame
    days: tuple[str, ...]


def dashes(leg_m: pd.Series, straight_m: pd.Series, *, is_straight_line: bool) -> pd.Series:
    """Return :data:`SOLID`, :data:`STRAIGHT` or :data:`STRAIGHT_ENDS` for each leg.

    Parameters
    ----------
    leg_m, straight_m
        Length of the leg, and of what in it follows no known way; NaN counts as nothing.
    is_straight_line
        No way was known at all.
    """
    if is_straight_line:
        return pd.Series(STRAIGHT, index=leg_m.index)
    off = straight_m.fillna(0.0)
    found = pd.Series(np.where(off > 0, STRAIGHT_ENDS, SOLID), index=leg_m.index)
    return found.mask(off >= ALL_STRAIGHT_SHARE * leg_m.fillna(0.0).clip(lower=1.0), STRAIGHT)


def vehicle_colours(trips: pd.DataFrame) -> pd.Series:
    """Return index ``vehicle`` → colour: eight in the order of first appearance, grey for the rest until chosen."""
    names = pd.unique(trips["vehicle"])
    return pd.Series([*TRIPS, *[TRIP_REST] * len(names)][: len(names)], index=names, dtype=object)


def trips(plan: TripFrames, *, with_clock: bool = True) -> Layer:
    """Draw trips along their ways; a control in the map lets the day go by, without Python.

    Parameters
    ----------
    plan
        See :class:`TripFrames`.
    with_clock
        Whether there is such a control: not on small maps.
    """
    colours = vehicle_colours(plan.trips)
    vehicles = [{"name": name, "short": short_name(name), "colour": colours[name]} for name in colours.index]
    legs = {trip_id: _legs(rows) for trip_id, rows in plan.visits.groupby("trip_id", sort=False)}
    number = dict(zip(colours.index, range(len(colours)), strict=True))
    stops = plan.stops
    return layer(
        "trips",
        scale=SCALE,
        clock=with_clock,
        rest=TRIP_REST,
        spare=TRIPS[0],
        days=list(plan.days),
        vehicles=vehicles,
        places=_records(plan.places.round({"lon": 5, "lat": 5}), ["lon", "lat", "name", "kind", "note", "lines"]),
        trips=[_trip(row, number[row["vehicle"]], legs.get(row["trip_id"], [])) for row in _records(plan.trips)],
        lon=stops["lon"].round(5).tolist(),
        lat=stops["lat"].round(5).tolist(),
        id=stops["stop_id"].astype(str).tolist(),
        title=stops["title"].astype(str).tolist(),
        lines=stops["lines"].tolist(),
        priority=stops["is_priority"].astype(int).tolist(),
        out=stops["is_left_out"].astype(int).tolist(),
    )


def chosen_trip(trip_id: str | None) -> Layer:
    """Bring one trip of the layer before it forward; the others step back. ``None``: all are alike."""
    return layer("chosen", trip=trip_id)


def short_name(vehicle: str) -> str:
    """Return what fits on the mark of a vehicle: "Motor 2" → "M2", "Pick-up 4x4 1" → "P1"."""
    words = vehicle.split()
    last = words[-1] if len(words) > 1 and words[-1].isdigit() else ""
    return (vehicle.strip()[:1].upper() + last)[:SHORT_NAME]


def _trip(row: dict[str, Any], vehicle: int, legs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row["trip_id"],
        "title": row["title"],
        "lines": row["lines"],
        "vehicle": vehicle,
        "day": row["day"],
        "from": row["place"],
        "start": row["start_min"],
        "depart": row["depart_min"],
        "back": row["return_min"],
        "locked": int(row["is_locked"]),
        "broken": int(row["is_broken"]),
        "legs": legs,
        "home": {"path": thin(row["return_path"], row["return_dash"]), "dash": row["return_dash"]},
    }


def _legs(visits: pd.DataFrame) -> list[dict[str, Any]]:
    rows = _records(visits.sort_values("sequence"), ["stop", "place", "arrive_min", "leave_min", "path", "dash"])
    return [
        {
            "stop": row["stop"],
            "place": row["place"],
            "arrive": row["arrive_min"],
            "leave": row["leave_min"],
            "dash": row["dash"],
            "path": thin(row["path"], row["dash"]),
        }
        for row in rows
    ]


def thin(path: list[tuple[float, float]], dash: int) -> list[int]:
    """Return a way as differences, without places that no eye would miss; a straight line as nothing at all."""
    places = np.asarray(path, dtype=float).reshape(-1, 2)
    if dash == STRAIGHT or len(places) < 2:  # noqa: PLR2004 - no line
        return []
    inner = slice(1, -1) if dash == STRAIGHT_ENDS and len(places) > 3 else slice(None)  # noqa: PLR2004 - ends apart
    middle = shapely.get_coordinates(shapely.simplify(shapely.linestrings(places[inner]), THIN_DEG))
    kept = np.vstack([places[:1], middle, places[-1:]]) if inner != slice(None) else middle
    whole = np.round(kept * SCALE).astype(np.int64)
    return np.diff(whole, axis=0, prepend=[[0, 0]]).ravel().tolist()


def _records(frame: pd.DataFrame, columns: list[str] | None = None) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = frame[columns or list(frame)].to_dict("records")
    return records
