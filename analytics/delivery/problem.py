"""What is to be planned: stops, vehicles, the places they load at, the ways between, and the days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.delivery.depots import stand_in_depot
from data.errors import ProblemUnusable
from geo.travel import Travel, straight_line_travel

_STOP_DEFAULTS = {"modes": "", "window_start": "", "window_end": "", "is_priority_desa": False, "priority_count": 0}
_DTYPES = {
    "family_count": np.dtype(int), "parcel_count": np.dtype(int), "priority_count": np.dtype(int),
    "load_kg": np.dtype(float), "is_priority_desa": np.dtype(bool),
}  # fmt: skip
_FLEET_DEFAULTS = {
    "mode": "mobil", "depot": "", "capacity_parcels": np.nan, "cost_idr_per_km": np.nan, "cost_idr_per_day": np.nan,
    "cost_idr_per_hour": np.nan,
}  # fmt: skip
_DEPOT_DEFAULTS = {"kind": "gudang", "opens": "", "is_stand_in": False}


@dataclass(frozen=True, eq=False)
class Problem:
    """What a plan is made from; the same problem, seed and iterations give the same plan.

    ``stops``: RangeIndex; stop_id (unique), desa_code, desa_name, label, lon, lat (EPSG:4326), place, family_count,
    load_kg, and, filled with a default where missing: parcel_count (packages; family_count), priority_count (families
    served first; 0), modes (";"-joined modes that may reach it; "" = whatever the network allows, on straight lines any
    mode on land), window_start, window_end ("HH:MM" or ""), is_priority_desa (False).

    ``fleet``: as :func:`analytics.delivery.vehicles.check_vehicles`; depot is a depot_key, "" for the first one.

    ``depots``: as :func:`analytics.delivery.depots.check_depots`. Goods get to a place of kind "alih" by vehicles of
    other places.

    ``travel``: the depots first, in their order, then the stops. ``days``: ISO dates, one or more.
    """

    stops: pd.DataFrame
    fleet: pd.DataFrame
    depots: pd.DataFrame
    travel: Travel
    days: tuple[str, ...]

    def __post_init__(self) -> None:
        """Fill in the optional columns, and refuse what does not fit together."""
        stops = self.stops.reset_index(drop=True)
        stops = _filled(stops, {**_STOP_DEFAULTS, "parcel_count": stops["family_count"]})
        wrong = {name: dtype for name, dtype in _DTYPES.items() if stops[name].dtype != dtype}
        object.__setattr__(self, "stops", stops.astype(wrong) if wrong else stops)
        object.__setattr__(self, "fleet", _filled(self.fleet, _FLEET_DEFAULTS))
        object.__setattr__(self, "depots", _filled(self.depots, _DEPOT_DEFAULTS))
        object.__setattr__(self, "days", tuple(self.days))
        problems = _faults(self)
        if problems:
            raise ProblemUnusable(problems="; ".join(problems))


def make_problem(
    stops: pd.DataFrame,
    fleet: pd.DataFrame,
    *,
    depots: pd.DataFrame | None = None,
    travel: Travel | None = None,
    road_factor: float = 1.4,
    days: Iterable[str] = (),
) -> Problem:
    """Return a problem with what is not given filled in.

    Parameters
    ----------
    stops, fleet
        See :class:`Problem`.
    depots
        Where vehicles load; where none is known, the stop from which the load has the shortest way, as a stated
        stand-in.
    travel
        The ways; by default straight lines times ``road_factor``.
    days
        ISO dates; by default today alone.
    """
    stops = stops.reset_index(drop=True)
    if depots is None or depots.empty:
        depots = stand_in_depot(stops)
    if travel is None:
        lon, lat = (np.r_[depots[name].to_numpy(float), stops[name].to_numpy(float)] for name in ("lon", "lat"))
        travel = straight_line_travel(lon, lat, road_factor=road_factor)
    return Problem(stops, fleet, depots, travel, tuple(days) or (dt.datetime.now(dt.UTC).date().isoformat(),))


def _filled(frame: pd.DataFrame, defaults: dict[str, object]) -> pd.DataFrame:
    """Return a frame with a RangeIndex and the columns of ``defaults``; a missing value is the default."""
    frame = frame.reset_index(drop=True)
    missing = {name: value for name, value in defaults.items() if name not in frame}
    known = {name: value for name, value in defaults.items() if name in frame}
    gaps = {name: frame[name].isna() for name, value in known.items() if not _is_nan(value)}
    filled = {name: frame[name].mask(is_gap, known[name]) for name, is_gap in gaps.items() if is_gap.any()}
    return frame.assign(**missing, **filled) if missing or filled else frame


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and np.isnan(value)


def _faults(problem: Problem) -> list[str]:
    places = len(problem.depots) + len(problem.stops)
    wrong = [mode for mode, matrix in problem.travel.by_mode.items() if matrix.distance_m.shape != (places, places)]
    keys = set(problem.depots["depot_key"])
    lost = sorted(set(problem.fleet["depot"]) - keys - {""})
    dates = {day: _is_date(day) for day in problem.days}
    checks = {
        "ada titik dengan nomor sama": problem.stops["stop_id"].duplicated().any(),
        "ada titik tanpa keluarga": (problem.stops["family_count"] < 1).any(),
        "keluarga prioritas lebih banyak daripada keluarga": (
            problem.stops["priority_count"] > problem.stops["family_count"]
        ).any(),
        "ada tempat berangkat dengan kode sama": problem.depots["depot_key"].duplicated().any(),
        f"jarak tidak sesuai jumlah tempat ({', '.join(wrong)})": bool(wrong),
        f"gudang {', '.join(lost)} pada tabel kendaraan tidak ada di tabel gudang": bool(lost),
        "belum ada tempat berangkat": problem.depots.empty and len(problem.stops) > 0,
        "hari tidak diisi atau bukan tanggal": not problem.days or not all(dates.values()),
        "hari tertulis dua kali": len(dates) < len(problem.days),
    }
    return [text for text, is_wrong in checks.items() if is_wrong]


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
