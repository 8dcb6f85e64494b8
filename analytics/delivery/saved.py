"""A plan as it was kept, back as frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.delivery.plan import UNSERVED_COLUMNS, Depot

_OF_TRIP = ("trip_id", "number", "vehicle")


@dataclass(frozen=True, eq=False)
class PlanFrames:
    """The frames of a kept plan.

    ``stops``, ``unserved``: as in :class:`analytics.delivery.plan.Plan`. ``trips``: one row per trip, with ``trip_id``,
    ``number`` (1, 2, … as readers call it), ``vehicle`` and the figures of :mod:`analytics.delivery.schedule`.
    ``visits``: one row per stop of a trip, with ``trip_id``, ``number``, ``vehicle``, ``sequence``.
    """

    stops: pd.DataFrame
    trips: pd.DataFrame
    visits: pd.DataFrame
    unserved: pd.DataFrame
    depot: Depot | None


def frames_of(result: dict[str, Any]) -> PlanFrames:
    """Return the frames of ``Plan.to_dict``."""
    made = [{**trip, "vehicle": vehicle["vehicle"]} for vehicle in result["vehicles"] for trip in vehicle["trips"]]
    trips = [{**trip, "number": number} for number, trip in enumerate(made, 1)]
    visits = [{**stop, **{key: trip[key] for key in _OF_TRIP}} for trip in trips for stop in trip["stops"]]
    depot = result["depot"]
    return PlanFrames(
        stops=pd.DataFrame(result["stops"]),
        trips=pd.DataFrame(trips).drop(columns="stops", errors="ignore"),
        visits=pd.DataFrame(visits),
        unserved=pd.DataFrame(result["unserved"], columns=list(UNSERVED_COLUMNS)),
        depot=Depot(**depot) if depot else None,
    )
