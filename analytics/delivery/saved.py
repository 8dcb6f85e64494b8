"""A plan as it was kept, back as frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.delivery.result import DEPOT_OUT, TRANSFER_OUT, TRIP_OUT, UNSERVED_COLUMNS, VERSION, VISIT_OUT
from data.errors import PlanTooOld

_OF_VEHICLE = ("vehicle", "vehicle_key", "mode")
_OF_TRIP = ("trip_id", "number", "day", "is_feed", *_OF_VEHICLE)


@dataclass(frozen=True)
class Depot:
    """Where trips begin and end; ``is_stand_in`` where the office has not said where that is."""

    name: str
    lon: float
    lat: float
    is_stand_in: bool = False


@dataclass(frozen=True, eq=False)
class PlanFrames:
    """The frames of a kept plan.

    ``stops``, ``unserved``, ``depots``, ``transfers``: as :meth:`analytics.delivery.result.Plan.to_dict` tells them.
    ``trips``: one row per trip, with ``trip_id``, ``number`` (1, 2, … as readers call it), ``vehicle``,
    ``vehicle_key``, ``mode``, the figures of :mod:`analytics.delivery.schedule`, ``broken`` (list of sentences) and
    ``return_path``. ``visits``: one row per stop or transfer point of a trip, with ``trip_id``, ``number``, ``day``,
    ``is_feed``, ``vehicle``, ``vehicle_key``, ``mode``, ``sequence`` and ``path`` (list of [lon, lat] from the place
    before).
    """

    stops: pd.DataFrame
    trips: pd.DataFrame
    visits: pd.DataFrame
    unserved: pd.DataFrame
    depots: pd.DataFrame
    transfers: pd.DataFrame

    @property
    def depot(self) -> Depot | None:
        """The first place where trips begin, ``None`` only where there are no stops."""
        if self.depots.empty:
            return None
        first = self.depots.iloc[0]
        return Depot(str(first["name"]), float(first["lon"]), float(first["lat"]), bool(first["is_stand_in"]))


def is_current(result: dict[str, Any]) -> bool:
    """Return whether a kept plan is one that this version of the program can read."""
    return result.get("version") == VERSION


def frames_of(result: dict[str, Any]) -> PlanFrames:
    """Return the frames of ``Plan.to_dict``.

    Raises
    ------
    data.errors.PlanTooOld
        An older version of the program made it; its trips must be planned anew.
    """
    if not is_current(result):
        raise PlanTooOld(version=result.get("version", 1))
    made = [{**trip, **{k: v[k] for k in _OF_VEHICLE}} for v in result["vehicles"] for trip in v["trips"]]
    trips = [{**trip, "number": number} for number, trip in enumerate(made, 1)]
    visits = [{**stop, **{key: trip[key] for key in _OF_TRIP}} for trip in trips for stop in trip["stops"]]
    return PlanFrames(
        stops=pd.DataFrame(result["stops"]),
        trips=_frame([{k: v for k, v in trip.items() if k != "stops"} for trip in trips], (*TRIP_OUT, *_OF_TRIP)),
        visits=_frame(visits, (*VISIT_OUT, "path", *_OF_TRIP)),
        unserved=_frame(result["unserved"], UNSERVED_COLUMNS),
        depots=_frame(result["depots"], DEPOT_OUT),
        transfers=_frame(result["transfers"], TRANSFER_OUT),
    )


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return rows as a frame that has its columns even where there are no rows."""
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=list(dict.fromkeys(columns)))
