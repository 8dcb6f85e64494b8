"""The files a driver takes along: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.papers.field.gpx import gpx
from data.papers.field.journey import Journey
from data.papers.field.kml import kml, kmz
from data.papers.field.phone import phone_page
from data.papers.field.xlsform import xlsform

TRIP, PLAN = "ritase", "rencana"


@dataclass(frozen=True)
class FieldFile:
    """One kind of file. ``make``: its content from the trips it is of.

    ``of``: :data:`TRIP` where it is made for one trip, :data:`PLAN` for all trips of a plan in one. ``told``: what it
    is for, in one sentence. ``has_people``: it names recipients. ``needs_outline``: it draws the desa around.
    """

    key: str
    label: str
    extension: str
    media_type: str
    make: Callable[[Journey], bytes]
    told: str
    of: frozenset[str] = frozenset({TRIP, PLAN})
    has_people: bool = False
    needs_outline: bool = False
    roles: frozenset[str] = frozenset({"kasi", "camat", "tksk", "pendamping", "desa"})


FIELD_FILES: dict[str, FieldFile] = {
    entry.key: entry
    for entry in (
        FieldFile(
            "gpx", "Rute GPX", "gpx", "application/gpx+xml", gpx,
            "Untuk OsmAnd, Organic Maps dan GPS: perhentian berurutan dan jalannya. Tanpa nama penerima.",
        ),
        FieldFile(
            "kml", "Rute KML", "kml", "application/vnd.google-earth.kml+xml", kml,
            "Untuk Google Earth dan Organic Maps: satu folder per ritase, berwarna. Tanpa nama penerima.",
        ),
        FieldFile(
            "kmz", "Rute KMZ", "kmz", "application/vnd.google-earth.kmz", kmz,
            "Isinya sama dengan KML, lebih kecil untuk dikirim. Tanpa nama penerima.",
        ),
        FieldFile(
            "formulir", "Formulir KoboCollect", "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsform,
            "XLSForm untuk KoboToolbox dan ODK, penerima ritase ini sudah di dalamnya. Memuat nama; NIK disamarkan.",
            of=frozenset({TRIP}), has_people=True,
        ),
        FieldFile(
            "ponsel", "Halaman ponsel", "html", "text/html", phone_page,
            "Satu berkas untuk peramban ponsel tanpa internet: perhentian, peta kecil, centang penerima. Memuat nama; "
            "NIK disamarkan.",
            has_people=True, needs_outline=True,
        ),
    )
}  # fmt: skip
