"""GPX 1.1 (https://www.topografix.com/GPX/1/1/): waypoints, a route and tracks of each trip.

The schema fixes the order: metadata, all waypoints, all routes, all tracks. A track's segment cannot say anything of
itself, so legs that are straight lines go into a track of their own whose name says so.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from data.papers.field.journey import Journey, Place, Trip, Visit, runs
from data.papers.field.xml import child, document

NAMESPACE = "http://www.topografix.com/GPX/1/1"
_SCHEMA = f"{NAMESPACE} http://www.topografix.com/GPX/1/1/gpx.xsd"
_COLOUR_NAMESPACE = "https://osmand.net/docs/technical/osmand-file-formats/osmand-gpx"
_STRAIGHT = "garis lurus, bukan jalan"
_STRAIGHT_TOLD = "Tidak ada jalan yang diketahui di sini: garis ini hanya menghubungkan titik. Tanyakan jalannya."


def gpx(told: Journey) -> bytes:
    """Return the trips as GPX."""
    root = ET.Element(
        "gpx",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xmlns:osmand": _COLOUR_NAMESPACE,
            "xsi:schemaLocation": _SCHEMA,
            "version": "1.1",
            "creator": "Petasalur",
        },
    )
    _metadata(root, told)
    for place in dict.fromkeys(trip.depot for trip in told.trips):
        _waypoint(root, "wpt", place.lon, place.lat, place.name, "Tempat berangkat", sort=place.sort)
    for trip in told.trips:
        for visit in trip.visits:
            _visit(root, "wpt", visit, trip)
    for trip in told.trips:
        _route(root, trip)
    for trip in told.trips:
        _tracks(root, trip)
    return document(root)


def _metadata(root: ET.Element, told: Journey) -> None:
    about = child(root, "metadata")
    child(about, "name", " · ".join(part for part in (told.mark, told.title, told.office) if part))
    child(about, "desc", told.note)
    child(about, "time", f"{told.made_at:%Y-%m-%dT%H:%M:%SZ}")


def _waypoint(root: ET.Element, tag: str, lon: float, lat: float, name: str, told: str, *, sort: str) -> ET.Element:
    point = child(root, tag, lat=f"{lat:.6f}", lon=f"{lon:.6f}")
    child(point, "name", name)
    child(point, "desc", told)
    child(point, "type", sort)
    return point


def _visit(root: ET.Element, tag: str, visit: Visit, trip: Trip) -> None:
    told = f"{trip.title} · {visit.told}"
    point = _waypoint(root, tag, visit.lon, visit.lat, visit.title, told, sort=trip.title)
    _colour(point, trip.colour)


def _route(root: ET.Element, trip: Trip) -> None:
    route = child(root, "rte")
    child(route, "name", trip.title)
    child(route, "desc", trip.told)
    child(route, "number", str(trip.number))
    _end(route, trip.depot, "Berangkat")
    for visit in trip.visits:
        _waypoint(route, "rtept", visit.lon, visit.lat, visit.title, visit.told, sort=trip.title)
    _end(route, trip.depot, "Kembali")


def _end(route: ET.Element, depot: Place, what: str) -> None:
    _waypoint(route, "rtept", depot.lon, depot.lat, depot.name, what, sort=depot.sort)


def _tracks(root: ET.Element, trip: Trip) -> None:
    """Add the ways of a trip: one track of what follows roads, one of what is a straight line."""
    for is_straight in sorted({leg.is_straight for leg in trip.legs()}):
        track = child(root, "trk")
        child(track, "name", f"{trip.title} ({_STRAIGHT})" if is_straight else trip.title)
        if is_straight:
            child(track, "cmt", _STRAIGHT)
        child(track, "desc", _STRAIGHT_TOLD if is_straight else trip.told)
        child(track, "number", str(trip.number))
        _colour(track, trip.colour)
        for points in runs(trip.legs(), is_straight=is_straight):
            segment = child(track, "trkseg")
            for lon, lat in points:
                child(segment, "trkpt", lat=f"{lat:.6f}", lon=f"{lon:.6f}")


def _colour(parent: ET.Element, colour: str) -> None:
    child(child(parent, "extensions"), "osmand:color", colour)
