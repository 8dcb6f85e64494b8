"""The form of a trip for KoboCollect and ODK Collect (XLSForm, https://xlsform.org), its recipients preloaded.

What it asks, why per stop, and what comes back: :mod:`data.papers.field.form_fields`.

Traps that this module knows: Collect shows labels as Markdown (stars of a masked NIK would turn into bold type);
pyxform takes ``${…}`` anywhere, in a name too, for a reference; XPath has no escape for quotes.
"""

from __future__ import annotations

import hashlib
import json
import re

from data.errors import NothingToHandOver
from data.papers.field import form_fields as form
from data.papers.field.form_fields import DELIVERED, FORM_ID, GROUP, REPEAT, RETURN_COLUMNS, STOP_COLUMNS, SUBSTITUTE
from data.papers.field.journey import Journey, Parcel, Trip
from data.papers.workbook import rows_as_workbook
from geo.notation import long_date, number

Row = dict[str, str]
SURVEY_COLUMNS = (
    "type", "name", "label", "hint", "required", "required_message", "relevant", "constraint", "constraint_message",
    "calculation", "trigger", "choice_filter", "appearance", "default", "parameters",
)  # fmt: skip
CHOICE_COLUMNS = ("list_name", "name", "label", "stop", "planned", "unit")
_LISTS = {"states": form.STATES, "receivers": form.RECEIVERS, "relations": form.RELATIONS, "reasons": form.REASONS}
_MARKDOWN = str.maketrans({"*": "•", "_": " ", "[": "(", "]": ")", "\\": "/", "`": "'", "<": "‹", ">": "›"})
_PARCEL = "instance('parcels')/root/item[name = ${parcel}]"
_IS_DELIVERED = f"${{state}} = '{DELIVERED}'"
_IS_SUBSTITUTE = f"{_IS_DELIVERED} and ${{received_by}} = '{SUBSTITUTE}'"
_LESS_PIXELS = "max-pixels=1280"
"""Of a photo: some 300 kB, which a weak network still carries."""
_VERSION_LENGTH = 10


def xlsform(told: Journey) -> bytes:
    """Return the form of the one trip as a workbook: sheets survey, choices and settings.

    Raises
    ------
    NothingToHandOver
        The trip brings nothing to any recipient.
    """
    [trip] = told.trips
    if not trip.parcels:
        raise NothingToHandOver(found=f"Ritase {trip.number}")
    survey, choices = _survey(told, trip), _choices(trip)
    sheets = {
        "survey": _table(survey, SURVEY_COLUMNS),
        "choices": _table(choices, CHOICE_COLUMNS),
        "settings": _settings(told, trip, survey, choices),
    }
    return rows_as_workbook(sheets, made_at=told.made_at)


def plain(text: str) -> str:
    """Return a text that no form builder takes for a reference and no phone for Markdown.

    >>> plain("631102********41 ${x}")
    '631102••••••••41 $ {x}'
    """
    return text.translate(_MARKDOWN).replace("${", "$ {")


def literal(text: str) -> str:
    r"""Return a text as XPath writes it, whatever quotes it holds.

    >>> literal("pickup-1-1"), literal("o'clock")
    ("'pickup-1-1'", 'concat(\'o\', "\'", \'clock\')')
    """
    parts = [part for part in re.split(r"('|(?<=\$)(?=\{))", text) if part]
    quoted = [f'"{part}"' if part == "'" else f"'{part}'" for part in parts]
    return f"concat({', '.join(quoted)})" if len(quoted) > 1 else "".join(quoted) or "''"


def _survey(told: Journey, trip: Trip) -> list[Row]:
    mark = f"{told.mark} · " if told.mark else ""
    about = plain(f"{mark}{trip.title} · {long_date(trip.date)} · {number(len(trip.parcels))} penerimaan")
    return [
        _row("start", "start"),
        _row("end", "end"),
        _row("calculate", "plan_id", calculation=literal(str(told.plan_id))),
        _row("calculate", "trip_id", calculation=literal(trip.trip_id)),
        _row("note", "about", label=about),
        _row(
            "select_one stops", "stop_id", required="yes", hint="Satu formulir untuk satu titik.",
            required_message="Pilih titik penyaluran.",
        ),
        _row(
            "calculate", "stop_label", calculation="instance('stops')/root/item[name = ${stop_id}]/label"
        ),
        _row(
            "calculate", "planned_count", calculation="count(instance('parcels')/root/item[stop = ${stop_id}])"
        ),
        _row("geopoint", "stop_place", hint="Sekali saja di titik ini; boleh dilewati bila tidak ada sinyal GPS."),
        _row("begin_repeat", REPEAT, label="Penerima"),
        _row("begin_group", GROUP, label="Penyerahan", appearance="field-list"),
        *_entry(),
        _row("end_group", ""),
        _row("end_repeat", ""),
        _row("calculate", "entered_count", calculation=f"count(${{{REPEAT}}})"),
        _row("calculate", "double_count", calculation=f"count(/data/{REPEAT}/{GROUP}[times_entered > 1])"),
        _row("note", "summary", label="Tercatat ${entered_count} dari ${planned_count} di titik ini."),
        _row(
            "note", "warning", label="Ada penerima yang tercatat lebih dari sekali: kembali, lalu hapus yang keliru.",
            relevant="${double_count} > 0",
        ),
        _row("text", "stop_note"),
    ]  # fmt: skip


def _entry() -> list[Row]:
    """Return what is asked of one recipient; all on one screen."""
    again = f"count(/data/{REPEAT}[./{GROUP}/parcel = current()/../parcel])"
    return [
        _row(
            "select_one parcels", "parcel", required="yes", choice_filter="stop = ${stop_id}",
            appearance="minimal autocomplete", required_message="Pilih penerima dari daftar.",
        ),
        _row("calculate", "row_plan_id", calculation="${plan_id}"),
        _row("calculate", "row_trip_id", calculation="${trip_id}"),
        _row("calculate", "row_stop_id", calculation="${stop_id}"),
        _row("calculate", "handle", calculation="substring-before(${parcel}, '_')"),
        _row("calculate", "program", calculation="substring-after(${parcel}, '_')"),
        _row("calculate", "amount_planned", calculation=f"{_PARCEL}/planned"),
        _row("calculate", "amount_unit", calculation=f"{_PARCEL}/unit"),
        _row("calculate", "times_entered", calculation=again),
        _row(
            "note", "again", relevant="${times_entered} > 1",
            label="**SUDAH TERCATAT:** penerima ini sudah ada di formulir ini.",
        ),
        _row("select_one states", "state", required="yes"),
        _row("dateTime", "time", required="yes", default="now()"),
        _row(
            "decimal", "amount", required="yes", relevant=_IS_DELIVERED, calculation="${amount_planned}",
            trigger="${parcel}", constraint=". >= 0 and . <= ${amount_planned}", hint="Dalam ${amount_unit}.",
            constraint_message="Paling banyak sejumlah rencana.",
        ),
        _row("select_one receivers", "received_by", required="yes", relevant=_IS_DELIVERED),
        _row("text", "substitute_name", required="yes", relevant=_IS_SUBSTITUTE),
        _row("select_one relations", "relation", required="yes", relevant=_IS_SUBSTITUTE),
        _row(
            "text", "letter_number", required="yes", relevant=_IS_SUBSTITUTE,
            hint="Seperti tertulis di suratnya; tanpa nomor: tulis tanggal surat.",
        ),
        _row("image", "letter_photo", relevant=_IS_SUBSTITUTE, parameters=_LESS_PIXELS),
        _row(
            "select_one reasons", "reason", required="yes",
            relevant=f"${{state}} != '' and ${{state}} != '{DELIVERED}'",
        ),
        _row("image", "photo", relevant=_IS_DELIVERED, parameters=_LESS_PIXELS),
        _row("image", "signature", relevant=_IS_DELIVERED, appearance="signature", parameters=_LESS_PIXELS),
        _row("text", "note"),
    ]  # fmt: skip


def _row(kind: str, name: str, **cells: str) -> Row:
    """Return a row of the survey, its label from the registry of columns."""
    known = STOP_COLUMNS.get(name) or RETURN_COLUMNS.get(name)
    is_asked = kind not in {"calculate", "start", "end"}
    return {"type": kind, "name": name, **({"label": known.label} if known and is_asked else {}), **cells}


def _choices(trip: Trip) -> list[Row]:
    rows = [
        {"list_name": name, "name": key, "label": label}
        for name, choices in _LISTS.items()
        for key, label in choices.items()
    ]
    visited = {visit.stop_id: visit for visit in reversed(trip.visits) if visit.stop_id}
    served = {parcel.stop_id for parcel in trip.parcels}
    stops = [visit for visit in trip.visits if visit.stop_id in served and visited[visit.stop_id] is visit]
    rows += [{"list_name": "stops", "name": visit.stop_id, "label": plain(visit.title)} for visit in stops]
    return rows + [_parcel(parcel) for parcel in trip.parcels]


def _parcel(parcel: Parcel) -> Row:
    what = f"{parcel.program_label} {parcel.amount_text}"
    parts = [f"{parcel.order}. {parcel.name}", parcel.nik, parcel.address, what]
    if parcel.is_priority:
        parts.append("PRIORITAS")
    if parcel.collector:
        parts.append(f"diambil {parcel.collector} ({parcel.collector_relation or 'wakil'})")
    return {
        "list_name": "parcels",
        "name": form.parcel_of(parcel.handle, parcel.program),
        "label": plain(" · ".join(part for part in parts if part)),
        "stop": parcel.stop_id,
        "planned": f"{parcel.amount:.10g}",
        "unit": parcel.unit,
    }


def _settings(told: Journey, trip: Trip, survey: list[Row], choices: list[Row]) -> list[list[object]]:
    """Return the sheet of settings; the version changes whenever anything in the form does."""
    content = json.dumps([survey, choices], sort_keys=True).encode()
    version = f"{told.plan_id}-{hashlib.sha256(content).hexdigest()[:_VERSION_LENGTH]}"
    title = plain(f"{f'{told.mark} ' if told.mark else ''}Penyaluran {trip.title} · {long_date(trip.date)}")
    form_id = FORM_ID.format(plan_id=told.plan_id, trip_id=re.sub(r"[^A-Za-z0-9_-]", "_", trip.trip_id))
    return [
        ["form_title", "form_id", "version", "instance_name"],
        [title, form_id, version, "concat('Titik ', ${stop_label})"],
    ]


def _table(rows: list[Row], columns: tuple[str, ...]) -> list[list[object]]:
    table: list[list[object]] = [list(columns)]
    return table + [[row.get(name, "") for name in columns] for row in rows]
