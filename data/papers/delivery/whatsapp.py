"""Messages to be copied into WhatsApp, never sent by the program: no names of recipients, no numbers of persons."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.papers.delivery.part import Part, clock, loaded_from, totals_text, weight, whole
from data.papers.delivery.terbilang import day_name
from data.store import Store
from data.trip_sheets import read_trip_sheets
from geo.notation import kilometres, long_date, number

_FORMATS = str.maketrans("", "", "*_~`\u200b")
"""What WhatsApp would read as bold, italic or code."""


def whatsapp_text(store: Store, plan_id: int, *, trip_id: str = "", desa_code: str = "") -> str:
    """Return the message to the driver of a trip, or, without one, to the head of a desa.

    Raises
    ------
    PlanUnknown, TripUnknown
    """
    sheets = read_trip_sheets(store, plan_id, trip_id=trip_id, desa_code=desa_code)
    part = whole(store, sheets, is_masked=True)
    return to_driver(part.of(trip_id=trip_id)) if trip_id else to_village(part.of(desa_code=desa_code))


def to_driver(part: Part) -> str:
    """Return a trip as its driver needs it: where to load, the stops in order, when to be back."""
    trip = part.trip
    day = part.day_of(trip["day"])
    stops = part.visits.sort_values("sequence").to_dict("records")
    return _message(part, [
        f"*Perjalanan {trip['number']} – {_bare(trip['vehicle'])} ({_bare(trip['vehicle_id'])})*",
        f"{day_name(day)}, {long_date(day)}",
        f"Muat pukul {clock(trip['start'])} di {_bare(trip['depot_name'])}, berangkat {clock(trip['depart'])}.",
        _bare(loaded_from(part)),
        *[_stop_line(stop) for stop in stops],
        f"Kembali pukul {clock(trip['return'])}. Jumlah {weight(trip['load_kg'])}, {kilometres(trip['distance_m'])}.",
    ])  # fmt: skip


def _stop_line(stop: dict[str, Any]) -> str:
    goods = f"{number(stop['family_count'])} KPM, {weight(stop['load_kg'])}"
    kind = goods if stop["stop_id"] else f"titik alih, turunkan {weight(stop['load_kg'])}"
    return (
        f"{stop['sequence']}. *{_bare(stop['label'])}* tiba {clock(stop['arrive'])}, "
        f"berangkat {clock(stop['leave'])} · {kind} · {kilometres(stop['leg_m'])}"
    )


def to_village(part: Part) -> str:
    """Return what the head of a desa tells its people: when the aid comes where, and what to bring."""
    rows = part.people
    lines = [
        f"*Penyaluran {_bare(part.program_text)} – {part.period_text}*",
        f"Yth. {_bare(part.village_head)}",
    ]
    days = part.trips.set_index("trip_id")["day"] if len(part.trips) else pd.Series(dtype=int)
    visits = part.visits.assign(day=part.visits["trip_id"].map(days)).sort_values(["day", "arrive"])
    order = 0
    for day, group in visits.groupby("day", sort=True):
        date = part.day_of(int(str(day)))
        lines.append(f"{day_name(date)}, {long_date(date)}:")
        for visit in group.to_dict("records"):
            order += 1
            times = f"pukul {clock(visit['arrive'])}–{clock(visit['leave'])}"
            lines.append(f"{order}. *{_bare(visit['label'])}* {times}, {number(visit['family_count'])} KPM")
    total = totals_text(len(rows), rows["load_kg"].sum(), rows["amount_idr"].sum(), "KPM")
    lines += [
        f"Jumlah {total}." if order else "Belum ada perjalanan ke desa ini.",
        "Mohon KPM membawa KTP-el dan KK asli; yang diwakili membawa surat kuasa.",
    ]
    return _message(part, lines)


def _message(part: Part, lines: list[str]) -> str:
    office = part.office
    ends = [
        f"Jam perkiraan. {part.distance_basis}",
        f"Narahubung: {_bare(office.contact)}" if office.contact else "",
        _bare(office.name),
    ]
    mark = f"*{office.mark}*" if office.mark else ""
    return "\n".join(line for line in (mark, *lines, *ends) if line) + "\n"


def _bare(text: object) -> str:
    return " ".join(str(text).translate(_FORMATS).split())
