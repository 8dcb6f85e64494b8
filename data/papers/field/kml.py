"""KML 2.2 (OGC 07-147r2) and KMZ: a folder per trip with its stops in order and its ways in the trip's colour."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

from data.papers.field.journey import Journey, Place, Point, Trip, Visit, runs
from data.papers.field.xml import child, document

NAMESPACE = "http://www.opengis.net/kml/2.2"
_ROAD_WIDTH, _STRAIGHT_WIDTH = "5", "2"
_DEPOT_STYLE = "gudang"
_DEPOT_COLOUR = "#ffffff"
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def kml(told: Journey) -> bytes:
    """Return the trips as KML."""
    root = ET.Element("kml", {"xmlns": NAMESPACE})
    book = child(root, "Document")
    child(book, "name", " · ".join(part for part in (told.mark, told.title, told.office) if part))
    child(book, "open", "1")
    child(book, "description", told.note)
    _style(book, _DEPOT_STYLE, _DEPOT_COLOUR, _ROAD_WIDTH)
    for trip in told.trips:
        _style(book, _road(trip), trip.colour, _ROAD_WIDTH)
        _style(book, _straight(trip), trip.colour, _STRAIGHT_WIDTH)
    for trip in told.trips:
        _folder(book, trip)
    return document(root)


def kmz(told: Journey) -> bytes:
    """Return the trips as KMZ: the KML in a zip, dated as zips begin, so that the same trips give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("doc.kml", _FIRST_DAY_OF_ZIP)
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, kml(told))
    return buffer.getvalue()


def _road(trip: Trip) -> str:
    return f"ritase-{trip.number}"


def _straight(trip: Trip) -> str:
    return f"{_road(trip)}-lurus"


def _style(book: ET.Element, key: str, colour: str, width: str) -> None:
    style = child(book, "Style", id=key)
    child(child(style, "IconStyle"), "color", abgr(colour))
    line = child(style, "LineStyle")
    child(line, "color", abgr(colour))
    child(line, "width", width)


def abgr(colour: str) -> str:
    """Return "#rrggbb" as KML writes colours.

    >>> abgr("#d55e00")
    'ff005ed5'
    """
    return f"ff{colour[5:7]}{colour[3:5]}{colour[1:3]}"


def _folder(book: ET.Element, trip: Trip) -> None:
    folder = child(book, "Folder")
    child(folder, "name", trip.title)
    child(folder, "description", trip.told)
    _depot(folder, trip.depot)
    for visit in trip.visits:
        _visit(folder, visit, trip)
    for is_straight, key, name in ((False, _road(trip), "Jalan"), (True, _straight(trip), "Garis lurus, bukan jalan")):
        for points in runs(trip.legs(), is_straight=is_straight):
            _way(folder, key, f"{name} · {trip.title}", points)


def _depot(folder: ET.Element, depot: Place) -> None:
    mark = child(folder, "Placemark")
    child(mark, "name", depot.name)
    child(mark, "description", f"{depot.sort} · tempat berangkat dan kembali")
    child(mark, "styleUrl", f"#{_DEPOT_STYLE}")
    _point(mark, depot.lon, depot.lat)


def _visit(folder: ET.Element, visit: Visit, trip: Trip) -> None:
    mark = child(folder, "Placemark")
    child(mark, "name", visit.title)
    child(mark, "description", visit.told)
    child(mark, "styleUrl", f"#{_road(trip)}")
    values = {
        "urutan": visit.sequence, "stop_id": visit.stop_id, "tiba": visit.arrive, "berangkat": visit.leave,
        "keluarga": visit.family_count, "prioritas": visit.priority_count, "muatan_kg": f"{visit.load_kg:g}",
    }  # fmt: skip
    data = child(mark, "ExtendedData")
    for name, value in values.items():
        ET.SubElement(child(data, "Data", name=name), "value").text = str(value)
    _point(mark, visit.lon, visit.lat)


def _point(mark: ET.Element, lon: float, lat: float) -> None:
    child(child(mark, "Point"), "coordinates", f"{lon:.6f},{lat:.6f}")


def _way(folder: ET.Element, key: str, name: str, points: list[Point]) -> None:
    mark = child(folder, "Placemark")
    child(mark, "name", name)
    child(mark, "styleUrl", f"#{key}")
    line = child(mark, "LineString")
    child(line, "tessellate", "1")
    child(line, "coordinates", " ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points))
