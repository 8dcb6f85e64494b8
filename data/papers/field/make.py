"""From a kept plan to a file that a driver takes along: who may make it, of which trip, and what it is called."""

from __future__ import annotations

import re
from dataclasses import replace

from data.audit import note_taken
from data.errors import ActMayNot, FieldFileOfTrip, FieldFileUnknown, NothingToHandOver
from data.export import DEMO_NOTE
from data.papers.field.journey import journey
from data.papers.field.outline import desa_shapes
from data.papers.field.registry import FIELD_FILES, PLAN, FieldFile
from data.roles import ROLES, Actor
from data.settings import read_settings
from data.store import Store
from data.trip_sheets import read_trip_sheets
from geo.progress import Progress, silent


def make_field_file(
    store: Store, key: str, *, plan_id: int, trip_id: str = "", by: Actor, progress: Progress = silent
) -> bytes:
    """Return a field file of one trip, or of all trips of a plan; the same plan gives the same bytes.

    Raises
    ------
    FieldFileUnknown, PlanUnknown, TripUnknown
    FieldFileOfTrip
        The file is made for one trip, and none is named.
    ActMayNot
        The role may not make it.
    NothingToHandOver
        The plan has no trip, or the file is of recipients and the trip brings nothing to any.
    """
    entry = field_file_of(key)
    _check(entry, trip_id, by)
    progress(0.1, f"{entry.label}: mengumpulkan ritase")
    sheets = read_trip_sheets(store, plan_id, trip_id=trip_id)
    office = str(read_settings(store)["office_name"] or "")
    told = journey(sheets, office=office, is_demo=store.is_demo())
    if not told.trips:
        raise NothingToHandOver(found=f"Rencana {plan_id}")
    if entry.needs_outline:
        progress(0.3, f"{entry.label}: menggambar batas desa")
        told = replace(told, desa=desa_shapes(store))
    progress(0.5, f"{entry.label}: menulis berkas")
    content = entry.make(told)
    note_taken(store, by, entry.label, len(sheets.recipients), scope=f"rencana {plan_id} {trip_id}")
    progress(1.0, f"{entry.label}: selesai")
    return content


def field_file_name(store: Store, key: str, *, plan_id: int, trip_id: str = "") -> str:
    """Return what the file is called ("Rute GPX rencana 3 ritase 2.gpx"): no name of a person, place or vehicle.

    Raises
    ------
    FieldFileUnknown, PlanUnknown, TripUnknown
    """
    entry = field_file_of(key)
    trips = read_trip_sheets(store, plan_id, trip_id=trip_id).trips
    of_trip = f"ritase {trips['number'].iloc[0]}" if trip_id else ""
    parts = [DEMO_NOTE if store.is_demo() else "", entry.label, f"rencana {plan_id}", of_trip]
    return f"{re.sub(r'[^A-Za-z0-9 ]', '', ' '.join(part for part in parts if part))}.{entry.extension}"


def field_file_of(key: str) -> FieldFile:
    """Return the entry of the registry.

    Raises
    ------
    FieldFileUnknown
    """
    if key not in FIELD_FILES:
        raise FieldFileUnknown(found=key, known=", ".join(FIELD_FILES))
    return FIELD_FILES[key]


def may_make(key: str, by: Actor) -> bool:
    """Return whether the role may make a field file."""
    return by.role in field_file_of(key).roles


def _check(entry: FieldFile, trip_id: str, by: Actor) -> None:
    if by.role not in entry.roles:
        may = ", ".join(role.label for role in ROLES.values() if role.key in entry.roles)
        raise ActMayNot(act=f"membuat “{entry.label}”", role=ROLES[by.role].label, may=may)
    if not trip_id and PLAN not in entry.of:
        raise FieldFileOfTrip(found=entry.label)
