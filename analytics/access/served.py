"""Served, within reach, out of reach: the three-way table (unicef planwise#589)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.access.reach import Access
from data.targeting import Families

SERVED, WITHIN, OUTSIDE = "served_count", "within_count", "outside_count"
WORDS = {SERVED: "Dilayani", WITHIN: "Ada kuota, belum dilayani", OUTSIDE: "Di luar jangkauan"}
Numbers = NDArray[np.float64]


def three_way(access: Access, families: Families, *, limit_min: float, program: str | None = None) -> pd.DataFrame:
    """Return how many poor families of each desa are served, could be, or live out of reach.

    A poor family that receives is served, wherever it lives. One that does not is within reach where a service point
    lies within ``limit_min`` and, if its capacity is known, has some left; else it is out of reach.

    What is left of a capacity: families that receive (poor or not, with a coordinate) are taken to use their nearest
    point. The rest goes to poor families without aid, those with the shortest way first.

    Parameters
    ----------
    limit_min
        Minutes one way.
    program
        Receiving means this program; ``None``: any.

    Returns
    -------
    pandas.DataFrame
        One row per desa, index ``desa_code``: ``poor_count``, of them ``located_count`` and ``unlocated_count``;
        ``served_count + within_count + outside_count = located_count``; ``no_quota_count``: those out of reach only
        because the capacity within the limit is used up.
    """
    frame = families.frame
    receives = families.receives.any(axis=1) if program is None else families.receives.get(program)
    gets = np.zeros(len(frame), dtype=bool) if receives is None else receives.to_numpy(dtype=bool)
    poor, place = frame["is_poor"].to_numpy(dtype=bool), access.place_of.to_numpy()
    count = len(access.places)
    at = place >= 0
    served = np.bincount(place[at & poor & gets], minlength=count).astype(float)
    waiting = np.bincount(place[at & poor & ~gets], minlength=count).astype(float)
    users = np.bincount(place[at & gets], minlength=count).astype(float)
    in_limit = access.places["nearest_min"].to_numpy() <= limit_min
    within = allotted(access, waiting, users, limit_min)
    parts = pd.DataFrame(
        {
            "desa_code": access.places["desa_code"],
            SERVED: served,
            WITHIN: within,
            OUTSIDE: waiting - within,
            "no_quota_count": np.where(in_limit, waiting - within, 0.0),
        }
    )
    sums = parts.groupby("desa_code").sum().reindex(access.totals.index, fill_value=0.0).astype(int)
    located = sums[[SERVED, WITHIN, OUTSIDE]].sum(axis=1)
    total = access.totals["poor_count"].astype(int)
    counts = pd.DataFrame({"poor_count": total, "located_count": located, "unlocated_count": total - located})
    return counts.join(sums)


def allotted(access: Access, waiting: Numbers, users: Numbers, limit_min: float) -> Numbers:
    """Return how many of the families ``waiting`` at each place find a point within the limit that has room for them.

    ``users``: families at each place that are served already, at their nearest point. Points of unknown capacity have
    room for everybody.
    """
    room = room_left(access, users)
    rest, found = waiting.copy(), np.zeros(len(waiting))
    is_open = (access.minutes <= limit_min) & np.isinf(room)
    free = is_open.any(axis=1)
    found[free], rest[free] = rest[free], 0.0
    rows, columns = np.nonzero((access.minutes <= limit_min) & (room > 0) & (rest[:, None] > 0))
    for pair in np.lexsort((rows, columns, access.minutes[rows, columns])):
        row, column = rows[pair], columns[pair]
        taken = min(rest[row], room[column])
        found[row] += taken
        rest[row] -= taken
        room[column] -= taken
    return found


def room_left(access: Access, users: Numbers) -> Numbers:
    """Return for how many more families each point has room: its capacity less those who use it, ``inf`` unknown."""
    nearest = access.places["nearest"].to_numpy()
    used = np.bincount(nearest[nearest >= 0], weights=users[nearest >= 0], minlength=len(access.points))
    capacity = access.points["capacity"].astype(float).fillna(np.inf).to_numpy()
    return np.maximum(capacity - used, 0.0)
