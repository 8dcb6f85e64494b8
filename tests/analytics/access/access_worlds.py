"""A tiny world on the equator: a degree is about 111 km, and every figure can be worked out by hand."""

from __future__ import annotations

import pandas as pd

from analytics.access.travel import Roads
from data.targeting import Families

KM = 1 / 111.3195
"""Degrees of longitude per kilometre on the equator (WGS84: 111.3195 km per degree)."""


def families(rows, receives=()):
    """Families of ``(desa_code, km east or None, is_poor)``; ``receives``: numbers of those who receive PKH."""
    frame = pd.DataFrame(
        {
            "desa_code": [row[0] for row in rows],
            "dusun": "",
            "is_poor": [row[2] for row in rows],
            "lon": [None if row[1] is None else 110 + row[1] * KM for row in rows],
            "lat": [None if row[1] is None else 0.0 for row in rows],
        }
    ).astype({"lon": float, "lat": float})
    frame.index.name = "family_number"
    gets = pd.DataFrame({"PKH": [number in receives for number in range(len(rows))]}, index=frame.index)
    return Families(frame, gets, gets.astype(float), pd.DataFrame(), "2026-10", 4)


def points(*places, capacity=None):
    """Service points so many km east."""
    rows = [(f"k/{number}", f"Titik {number}", 110 + km * KM, 0.0) for number, km in enumerate(places)]
    table = pd.DataFrame(rows, columns=["point_key", "name", "lon", "lat"])
    return table.assign(capacity=pd.array(capacity or [None] * len(places), dtype="Int64"))


STRAIGHT = Roads(None, pd.DataFrame(), "kering", road_factor=1.5)
"""On foot (4 km/h) a kilometre then takes 22.5 minutes."""
