"""One HTML file for a phone without a network: stops in order, a small map, and a tick for each recipient.

It asks nobody for anything: script and style stand in it, and a content security policy lets only these two run, by
their hashes. Texts are written as text by Python; the script only adds buttons and never makes HTML of a text. Ticks
stay in the phone's local storage until they are sent as the CSV of :data:`data.papers.field.form_fields.PHONE_COLUMNS`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from data.papers.field import form_fields as form
from data.papers.field.journey import Journey, Parcel, Trip, Visit
from data.papers.field.outline import WIDTH, drawing, frame_of, ink_on
from geo.maps.escape import to_js
from geo.notation import long_date, number

_FOLDER = Path(__file__).parent
_MADE_LENGTH = 8
"""Of what tells the plans of two offices on one phone apart: browsers keep all files' ticks in one place."""
_PLACE = r"\{\{(\w+)\}\}"


def phone_page(told: Journey) -> bytes:
    """Return the page of one trip, or of all trips of a plan in one."""
    frame = frame_of(told)
    parcels = {_key(parcel): (trip, parcel) for trip in told.trips for parcel in trip.parcels}
    title = _title(told)
    first = told.trips[0].trip_id if len(told.trips) == 1 else ""
    made = hashlib.sha256(told.made_at.isoformat().encode()).hexdigest()[:_MADE_LENGTH]
    data = {
        "store": f"petasalur/{told.plan_id}/{first}/{made}",
        "plan": str(told.plan_id), "title": title, "mark": told.mark, "columns": form.PHONE_COLUMNS,
        "file": f"hasil rencana {told.plan_id}{f' ritase {told.trips[0].number}' if first else ''}.csv",
        "receivers": form.RECEIVERS, "relations": form.RELATIONS, "reasons": form.REASONS,
        "frame": {
            "west": frame.west, "north": frame.north, "scale_x": frame.scale_x, "scale_y": frame.scale_y,
            "width": WIDTH, "height": frame.height,
        },
        "parcels": {
            key: {
                "trip_id": trip.trip_id, "stop_id": parcel.stop_id, "handle": parcel.handle,
                "program": parcel.program, "amount": parcel.amount, "unit": parcel.unit,
            }
            for key, (trip, parcel) in parcels.items()
        },
    }  # fmt: skip
    is_straight = any(leg.is_straight for trip in told.trips for leg in trip.legs())
    return _filled(
        title=escape(title), mark=f'<p class="demo">{escape(told.mark)}</p>' if told.mark else "",
        total=number(len(parcels)), map=drawing(told, frame), basis=escape(f"Jarak: {told.basis}."),
        straight=" · putus-putus = garis lurus, bukan jalan" if is_straight else "",
        trips="".join(_trip(trip, is_alone=bool(first)) for trip in told.trips), data=to_js(data),
    ).encode()  # fmt: skip


def _title(told: Journey) -> str:
    if len(told.trips) == 1:
        return f"{told.trips[0].title} · {long_date(told.trips[0].date)}"
    return f"{told.title} · {number(len(told.trips))} ritase"


def _filled(**texts: str) -> str:
    """Return the page; what a text holds is never looked at as a place to fill."""
    style, script = _asset("phone.css"), _asset("phone.js")
    texts |= {"style": style, "script": script, "style_hash": _hash(style), "script_hash": _hash(script)}
    return re.sub(_PLACE, lambda found: texts[found[1]], _asset("phone.html"))


@cache
def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _key(parcel: Parcel) -> str:
    return form.parcel_of(parcel.handle, parcel.program)


def _trip(trip: Trip, *, is_alone: bool) -> str:
    stops = "".join(_visit(visit, trip) for visit in trip.visits)
    head = "" if is_alone else f"<h2>{escape(trip.title)}</h2>"
    start = f"Berangkat {trip.depart} dari {trip.depot.name}, kembali {trip.back}."
    return f'{head}<p class="told">{escape(trip.told)}</p><p class="told">{escape(start)}</p>{stops}'


def _visit(visit: Visit, trip: Trip) -> str:
    parcels = [parcel for parcel in trip.parcels if visit.stop_id and parcel.stop_id == visit.stop_id]
    mark = f"<em>{number(len(parcels))}</em>" if parcels else ""
    times = escape(f"tiba {visit.arrive} · berangkat {visit.leave}")
    place = f"{visit.lat:.6f},{visit.lon:.6f}"
    link = f"geo:{place}?q={place}({quote(visit.title)})"
    circle = f'<b data-colour="{trip.colour}" data-ink="{ink_on(trip.colour)}">{visit.sequence}</b>'
    return (
        f'<details class="stop" data-title="{escape(visit.title)}"><summary>{circle}'
        f"<span>{escape(visit.label)}<small>{times}</small></span>"
        f'{mark}</summary><div class="in"><p>{escape(visit.told)}</p>'
        f'<p class="row"><a class="link" href="{escape(link)}">Buka di aplikasi peta</a></p>'
        f"{''.join(_parcel(parcel) for parcel in parcels)}</div></details>"
    )


def _parcel(parcel: Parcel) -> str:
    who = " · ".join(part for part in (parcel.nik, parcel.address) if part)
    first = " <u>PRIORITAS</u>" if parcel.is_priority else ""
    collector = ""
    if parcel.collector:
        collector = f"<p>Diambil {escape(parcel.collector)} ({escape(parcel.collector_relation or 'wakil')})</p>"
    return (
        f'<article data-key="{escape(_key(parcel))}"><h3>{parcel.order}. {escape(parcel.name)}{first}</h3>'
        f'<p>{escape(who)}</p><p class="what">{escape(f"{parcel.program_label} {parcel.amount_text}")}</p>{collector}'
        "</article>"
    )
