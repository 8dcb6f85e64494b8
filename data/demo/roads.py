"""The demo's roads, trails and one river: invented, in the shape of an extract of OpenStreetMap.

The story that is drawn in: near the seat of the kecamatan the roads are paved, farther out they are earth, the last
stretch to an "anak desa" is a trail for motorcycles, and to one of them nothing leads but the river.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree
from scipy.spatial import Delaunay

from data.demo.facts import SEAT_CODE
from geo.crs import WGS84, utm_crs

PAVED_FAMILIES, EARTH_FAMILIES = 450, 90
"""A road that so many families need is paved, one that fewer need is of hardened earth, the rest is a trail."""
SHORTCUT_SHARE = 0.12
"""Of the further ways between neighbours, the shortest so many are there too: not every road is a dead end."""
BEND_SHARE = 0.12
"""How far a road strays from the straight line, of its length."""
STEPS = 9
CLASSES = {
    "paved": {"highway": "tertiary", "surface": "asphalt"},
    "earth": {"highway": "unclassified", "surface": "compacted"},
    "trail": {"highway": "track", "surface": "ground"},
}


def draw_roads(families: pd.DataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return one line per stretch: ``highway``, ``waterway``, ``surface``, ``name``; EPSG:4326.

    Parameters
    ----------
    families
        ``FAMILY_COLUMNS`` of :mod:`data.demo.people`; only those with a coordinate count.
    rng
        The same generator draws the same roads.
    """
    places = _places(families)
    metric = utm_crs(gpd.GeoDataFrame(geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs=WGS84))
    points = gpd.GeoSeries(gpd.points_from_xy(places["lon"], places["lat"]), crs=WGS84).to_crs(metric)
    xy = shapely.get_coordinates(points.array)
    seat = int(np.flatnonzero((places["kode_desa"] == SEAT_CODE) & (places["dusun"] == "Dusun 1"))[0])
    by_river = _farthest_far(places, xy, seat)
    starts, ends, needed = _ways(xy, places["count"].to_numpy(), seat, without=by_river)
    kind = np.select([needed >= PAVED_FAMILIES, needed >= EARTH_FAMILIES], ["paved", "earth"], "trail")
    names = "Jalan " + places["desa"].to_numpy()[starts] + " – " + places["desa"].to_numpy()[ends]
    tags = pd.DataFrame([CLASSES[one] for one in kind]).assign(waterway=None, name=names)
    river = {"highway": None, "surface": None, "waterway": "river", "name": "Sungai Contoh"}
    lines = [_bent(xy[start], xy[end], rng) for start, end in zip(starts, ends, strict=True)]
    lines.append(_bent(xy[seat] + (250.0, -180.0), xy[by_river] + (120.0, 90.0), rng, steps=4 * STEPS))
    drawn = gpd.GeoDataFrame(pd.concat([tags, pd.DataFrame([river])], ignore_index=True), geometry=lines, crs=metric)
    return drawn.to_crs(WGS84)[["highway", "waterway", "surface", "name", "geometry"]]


def _places(families: pd.DataFrame) -> pd.DataFrame:
    """Return the settlements: ``kode_desa, desa, dusun, lon, lat, count``, the middle of their located houses."""
    located = families.dropna(subset=["lat", "lon"])
    return (
        located.groupby(["kode_desa", "desa", "dusun"], sort=True)
        .agg(lon=("lon", "median"), lat=("lat", "median"), count=("no_kk", "size"))
        .reset_index()
    )


def _farthest_far(places: pd.DataFrame, xy: np.ndarray, seat: int) -> int:
    """Return the "anak desa" farthest from the seat: the one that only the river reaches."""
    distance_m = np.hypot(*(xy - xy[seat]).T)
    return int(np.where(places["dusun"] == "Anak desa", distance_m, -1.0).argmax())


def _ways(
    xy: np.ndarray, families: np.ndarray, seat: int, *, without: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return both ends of each road and how many families need it to get to the seat."""
    corners = Delaunay(xy).simplices
    pairs = np.unique(np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1), axis=0)
    pairs = pairs[(pairs != without).all(axis=1)]
    length_m = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    graph = csr_array((length_m, (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy)))
    tree = coo_array(minimum_spanning_tree(graph))
    order, parent = breadth_first_order(tree, seat, directed=False)
    needed = families.astype(float).copy()
    for place in order[:0:-1]:  # from the outermost inwards: who lives beyond needs the road too
        needed[parent[place]] += needed[place]
    reached = order[1:]
    in_tree = set(map(tuple, np.sort(np.column_stack([reached, parent[reached]]), axis=1).tolist()))
    is_other = np.array([tuple(pair) not in in_tree for pair in pairs.tolist()])
    shortcut = pairs[is_other][np.argsort(length_m[is_other], kind="stable")[: int(SHORTCUT_SHARE * is_other.sum())]]
    starts = np.concatenate([parent[reached], shortcut[:, 0]])
    ends = np.concatenate([reached, shortcut[:, 1]])
    return starts, ends, np.concatenate([needed[reached], np.full(len(shortcut), float(EARTH_FAMILIES))])


def _bent(start: np.ndarray, end: np.ndarray, rng: np.random.Generator, *, steps: int = STEPS) -> shapely.LineString:
    """Return a line between two places that winds as a road does; its ends are exactly the places."""
    share = np.linspace(0.0, 1.0, steps + 1)[:, None]
    across = np.array([start[1] - end[1], end[0] - start[0]])
    waves = sum(rng.normal() / number * np.sin(np.pi * number * share) for number in (1, 2, 3, 5))
    line = start + (end - start) * share + across * BEND_SHARE * waves
    line[0], line[-1] = start, end
    return shapely.LineString(line)
