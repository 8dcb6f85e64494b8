"""How far it is from place to place.

The planner of trips takes any :class:`Travel`: straight lines times a factor from here, or the ways over a network of
roads, trails and rivers from :mod:`geo.network`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

from geo.network.modes import MODES

WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True)
class TravelMatrix:
    """Distances and times between n places, from row to column.

    ``distance_m`` is n × n, metres, 0 on the diagonal, ``inf`` where there is no way. ``duration_min`` is
    n × n minutes where the maker knows how fast each stretch is, else ``None``: then every vehicle drives at
    its own speed. ``basis`` says in Indonesian how the figures came about and stands beside every result.
    ``straight_m``, n × n: metres of each way that follow no network (a straight line times the factor), from 0 to
    ``distance_m``, 0 where there is no way; ``None``: every way follows the network from end to end.
    """

    distance_m: NDArray[np.float64]
    duration_min: NDArray[np.float64] | None
    basis: str
    straight_m: NDArray[np.float64] | None = None

    def minutes(self, speed_kmh: float) -> NDArray[np.float64]:
        """Return the n × n travel times in minutes of a vehicle whose own speed is ``speed_kmh``."""
        if self.duration_min is not None:
            return self.duration_min
        return self.distance_m / 1000 / speed_kmh * 60


def straight_line_matrix(lon: ArrayLike, lat: ArrayLike, *, road_factor: float) -> TravelMatrix:
    """Return geodesic distances between all places times ``road_factor``.

    Parameters
    ----------
    lon, lat
        Places in degrees, WGS84.
    road_factor
        How much longer the way is than the straight line; 1 or more. It is not calibrated for any region,
        so the basis names it.

    Returns
    -------
    TravelMatrix
        ``basis`` reads like "garis lurus × 1,4"; ``duration_min`` is ``None``, ``straight_m`` the whole way.

    References
    ----------
    Geodesics: C. F. F. Karney (2013), doi 10.1007/s00190-012-0578-z, through pyproj.
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    rows, columns = np.triu_indices(len(lon), k=1)
    distance_m = np.zeros((len(lon), len(lon)))
    distance_m[rows, columns] = WGS84.inv(lon[rows], lat[rows], lon[columns], lat[columns])[2]
    distance_m = (distance_m + distance_m.T) * road_factor
    return TravelMatrix(distance_m, None, straight_line_basis(road_factor), distance_m)


@dataclass(frozen=True, eq=False)
class Travel:
    """The ways between the same n places by every mode, from row to column.

    ``by_mode``: a key of :data:`geo.network.modes.MODES` → its :class:`TravelMatrix`. ``basis`` says in Indonesian how
    the figures came about and stands beside every result; ``is_straight_line`` where there was no network at all.
    ``way(mode, start, end)`` gives the way as places ``(lon, lat)`` for drawing, ends included; without it legs are
    straight lines.
    """

    by_mode: Mapping[str, TravelMatrix]
    basis: str
    is_straight_line: bool
    way: Callable[[str, int, int], list[tuple[float, float]]] | None = None

    def of(self, mode: str) -> TravelMatrix:
        """Return the matrix of a mode."""
        return self.by_mode[mode]

    def straight_m(self, mode: str) -> NDArray[np.float64]:
        """Return the n × n metres of a mode's ways that follow no network; they are marked wherever a way is shown."""
        matrix = self.of(mode)
        if self.is_straight_line:
            return matrix.distance_m
        return np.zeros_like(matrix.distance_m) if matrix.straight_m is None else matrix.straight_m


def straight_line_travel(lon: ArrayLike, lat: ArrayLike, *, road_factor: float) -> Travel:
    """Return the ways between places where no network is known: straight lines times ``road_factor`` for every mode.

    Which mode gets to which place at all is then for the caller to say: a straight line knows no river.
    """
    matrix = straight_line_matrix(lon, lat, road_factor=road_factor)
    return Travel(dict.fromkeys(MODES, matrix), matrix.basis, is_straight_line=True)


def straight_line_basis(road_factor: float) -> str:
    """Return how a straight-line result is marked: "garis lurus × 1,4"."""
    return f"garis lurus × {road_factor:g}".replace(".", ",")
