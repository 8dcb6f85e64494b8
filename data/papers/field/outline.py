"""The small map of the phone's page: desa, ways and stops as SVG, drawn here; no tiles, no request.

Degrees become units of the picture by one scale: x by the cosine of the middle latitude, so that shapes keep their form
(an equirectangular picture; over a kecamatan its error is far below the width of a line).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import geopandas as gpd
import pandas as pd
import shapely

from data.intake.gazetteer import read_layer
from data.papers.field.journey import Journey, Point, Trip, runs
from data.papers.text import visible
from data.store import Store
from geo.topology import simplify

WIDTH = 1000
"""Units of the picture from west to east."""
_TALLEST, _FLATTEST = 1.3, 0.7
_MARGIN_SHARE = 0.1
_SMALLEST_DEGREES = 0.02
"""About 2 km: a trip to one stop nearby shows its surroundings."""
_TOLERANCE_M = 60.0
_DARK, _EQUAL_CONTRAST = 0.04045, 0.179
_LETTER, _LINE = 21, 44
"""Units of the picture that a letter of a name and a line take, as phone.css sets them."""
_LABEL_SHARE = 0.01
"""Of the picture that a desa must fill to be named."""


@dataclass(frozen=True)
class Frame:
    """The part of the earth in the picture. ``x = (lon - west) * scale_x``, ``y = (north - lat) * scale_y``."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    height: int

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a place lies in the picture."""
        return round((lon - self.west) * self.scale_x, 1), round((self.north - lat) * self.scale_y, 1)

    def box(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in degrees."""
        south = self.north - self.height / self.scale_y
        return self.west, south, self.west + WIDTH / self.scale_x, self.north


def desa_shapes(store: Store) -> gpd.GeoDataFrame:
    """Return the desa in place, simplified for a small picture: ``desa_name``, geometry; EPSG:4326."""
    layer = read_layer(store)
    layer = layer.assign(desa_name=visible(layer["desa_name"]))
    return simplify(layer, tolerance_m=_TOLERANCE_M) if len(layer) else layer


def frame_of(told: Journey) -> Frame:
    """Return the part of the earth that holds all ways of the trips, with some room around."""
    points = [point for trip in told.trips for leg in trip.legs() for point in leg.points]
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    middle_lon, middle_lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    shrink = math.cos(math.radians(middle_lat))
    room = 1 + 2 * _MARGIN_SHARE
    wide = max(max(lons) - min(lons), _SMALLEST_DEGREES) * shrink * room
    tall = max(max(lats) - min(lats), _SMALLEST_DEGREES) * room
    wide, tall = max(wide, tall / _TALLEST), max(tall, wide * _FLATTEST)
    scale = WIDTH / wide
    west, north = middle_lon - wide / shrink / 2, middle_lat + tall / 2
    return Frame(round(west, 7), round(north, 7), round(scale * shrink, 2), round(scale, 2), round(tall * scale))


def drawing(told: Journey, frame: Frame) -> str:
    """Return the picture as an SVG element; the reader's own place is a circle that the page moves."""
    parts = [
        f'<svg id="peta" viewBox="0 0 {WIDTH} {frame.height}" role="img" aria-label="Peta ritase" tabindex="0">',
        *([] if told.desa is None or told.desa.empty else _desa(told.desa, frame)),
        *(line for trip in told.trips for line in _ways(trip, frame)),
        *_marks(told, frame),
        '<g id="saya" class="mark" hidden="hidden"><circle class="around" r="52"/><circle class="me" r="24"/></g>',
        "</svg>",
    ]
    return "".join(parts)


def _desa(desa: gpd.GeoDataFrame, frame: Frame) -> list[str]:
    """Return borders and names of what lies in the picture."""
    shapes = shapely.clip_by_rect(desa.geometry.to_numpy(), *frame.box())
    named = pd.DataFrame({"name": desa["desa_name"], "shape": shapes})
    seen = named[[not shape.is_empty for shape in shapes]]
    borders = [f'<path class="desa" d="{_rings(shape, frame)}"/>' for shape in seen["shape"]]
    west, south, east, north = frame.box()
    least = _LABEL_SHARE * (east - west) * (north - south)
    places = [
        (*frame.place(*shapely.get_coordinates(shape.representative_point())[0]), name)
        for name, shape in sorted(zip(seen["name"], seen["shape"], strict=True), key=lambda each: -each[1].area)
        if shape.area >= least
    ]
    return borders + _labels(places)


def _labels(places: list[tuple[float, float, str]]) -> list[str]:
    """Return names where they stand (x, y, name), the most important first; those that would cover one come later.

    Later ones are shown when the reader looks closer.
    """
    taken: list[tuple[float, float, float]] = []
    found = []
    for x, y, name in places:
        half = len(name) * _LETTER / 2
        is_free = all(abs(x - left) > half + wide or abs(y - top) > _LINE for left, top, wide in taken)
        if is_free:
            taken.append((x, y, half))
        mark = "mark" if is_free else "mark later"
        found.append(f'<g class="{mark}" transform="translate({x} {y})"><text class="name">{escape(name)}</text></g>')
    return found


def _rings(shape: shapely.Geometry, frame: Frame) -> str:
    rings = [shapely.get_coordinates(ring).tolist() for ring in _boundaries(shape)]
    return "".join(f"M{'L'.join(_pair(frame, (lon, lat)) for lon, lat in ring[:-1])}Z" for ring in rings)


def _boundaries(shape: shapely.Geometry) -> list[shapely.LinearRing]:
    polygons = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def _pair(frame: Frame, point: Point) -> str:
    x, y = frame.place(*point)
    return f"{x:g} {y:g}"


def _ways(trip: Trip, frame: Frame) -> list[str]:
    """Return the ways of a trip; a stretch driven twice is drawn once, else its dashes would fill each other's gaps."""
    return [
        f'<polyline class="way{" straight" if is_straight else ""}" stroke="{trip.colour}" '
        f'points="{" ".join(_pair(frame, point).replace(" ", ",") for point in points)}"/>'
        for is_straight in (False, True)
        for points in _fresh(runs(trip.legs(), is_straight=is_straight))
    ]


def _fresh(ways: list[list[Point]]) -> list[list[Point]]:
    """Return the ways without stretches that were there before, in either direction."""
    seen: set[frozenset[Point]] = set()
    found: list[list[Point]] = []
    for way in ways:
        is_going_on = False
        for stretch in pairwise(way):
            is_new = frozenset(stretch) not in seen
            seen.add(frozenset(stretch))
            if is_new and is_going_on:
                found[-1].append(stretch[1])
            elif is_new:
                found.append(list(stretch))
            is_going_on = is_new
    return found


def ink_on(colour: str) -> str:
    """Return black or white, whichever stands out more on ``colour`` ("#rrggbb").

    Relative luminance after WCAG 2.2; the two contrasts are equal at 0.179.
    """
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= _DARK else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    luminance = sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#000000" if luminance > _EQUAL_CONTRAST else "#ffffff"


def _marks(told: Journey, frame: Frame) -> list[str]:
    """Return depots as squares and visits as numbered circles; the first visit of a place lies on top."""
    circle = '<circle class="stop" r="34" fill="{}"/><text class="number" fill="{}">{}</text>'
    visits = [
        (visit.lon, visit.lat, circle.format(trip.colour, ink_on(trip.colour), visit.sequence))
        for trip in reversed(told.trips)
        for visit in reversed(trip.visits)
    ]
    depots = [
        (depot.lon, depot.lat, '<rect class="depot" x="-28" y="-28" width="56" height="56"/>')
        for depot in dict.fromkeys(trip.depot for trip in told.trips)
    ]
    return [
        f'<g class="mark" transform="translate({x} {y})">{shape}</g>'
        for lon, lat, shape in depots + visits
        for x, y in [frame.place(lon, lat)]
    ]
