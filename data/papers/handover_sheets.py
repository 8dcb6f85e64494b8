"""The list of results of a trip, to be filled in on the road or at the desk and loaded again: every cell text."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data import history
from data.audit import note_taken
from data.errors import NothingToDeliver
from data.export import DEMO_NOTE
from data.handover.reading import read_journey
from data.handover.returned import SHEET, TITLE
from data.handover.states import ACT, KINDS, REASONS, RELATIONS
from data.mask import mask_inside
from data.programs import program_label
from data.roles import Actor, require
from data.store import Store
from geo.notation import long_date, month

_OPTIONS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
}  # fmt: skip
_HEADER = 1
"""The headings stand in the second row, under the instruction."""
_FROZEN = 5
_WIDTHS = {
    "handle": 14, "trip_id": 13, "desa": 16, "stop": 20, "name": 24, "nik": 19, "address": 20, "program": 12,
    "period": 10, "sent": 9, "unit": 7, "note": 26, "substitute_name": 20, "relation": 16, "reason": 22,
    "received_by": 17,
}  # fmt: skip
_WIDTH = 12
_TO_FILL = (
    "state", "day", "clock", "amount", "received_by", "substitute_name", "relation", "letter_number", "reason", "note",
)  # fmt: skip
_SHORT = (
    "Isi kolom putih, simpan, lalu muat berkas ini di halaman Penyaluran. Kolom abu-abu jangan diubah. Jumlah kosong "
    "berarti semuanya."
)
_HELP = (
    "Cara mengisi daftar hasil penyaluran",
    "1. Hasil: Diserahkan, Gagal (masih dibawa petugas) atau Dikembalikan (sudah kembali ke gudang atau kas).",
    "2. Tanggal seperti 21/11/2026; jam boleh kosong.",
    "3. Jumlah hanya diisi bila sebagian: kg untuk barang, rupiah untuk uang.",
    "4. Bila diambil pengganti: pilih Pengganti, tulis nama, hubungan, dan nomor surat kuasanya.",
    "5. Bila gagal: pilih alasannya.",
    "6. Sebagian diserahkan, sisanya kembali: salin barisnya, isi dua hasil dengan jumlahnya masing-masing.",
    "7. Baris yang belum terjadi biarkan kosong; berkas boleh dimuat berkali-kali.",
    "8. Berkas ini memuat nama: jangan dikirim lewat grup, dan hapus setelah dimuat.",
)


@dataclass(frozen=True)
class _Looks:
    title: Format
    header: Format
    own: Format
    cell: Format


def results_as_workbook(store: Store, plan_id: int, *, trip_id: str = "", by: Actor) -> tuple[bytes, int]:
    """Return the list of results of a plan, or of one trip, as a workbook, and how many rows it has.

    One row per parcel; names whole, numbers starred. Cells of the state, reason and relation offer their words.

    Raises
    ------
    ActorUnnamed, ActMayNot
    NothingToDeliver
        The plan is not driven, or the trip brings nothing to recipients.
    """
    require(by, ACT)
    journey = read_journey(store, plan_id, is_masked=False)
    parcels = journey.parcels if journey else pd.DataFrame()
    if len(parcels) and trip_id:
        parcels = parcels[parcels["trip_id"] == trip_id]
    if journey is None or parcels.empty:
        raise NothingToDeliver(program=trip_id or f"rencana {plan_id}", period="ini")
    note = f"{DEMO_NOTE} · " if store.is_demo() else ""
    told = f"{note}{journey.label} · {month(journey.period)} · mulai {long_date(journey.first_day)}. {_SHORT}"
    content = _workbook(_rows(parcels), told)
    note_taken(store, by, TITLE, len(parcels), scope=f"rencana {plan_id} {trip_id}")
    return content, len(parcels)


def _rows(parcels: pd.DataFrame) -> pd.DataFrame:
    sent = parcels["sent"].map(lambda amount: f"{amount:.3f}".rstrip("0").rstrip(".").replace(".", ","))
    rows = {
        "handle": parcels["handle"], "trip_id": "Ritase " + parcels["number"].astype(int).astype(str),
        "desa": parcels["desa_name"], "stop": parcels["stop_label"], "name": parcels["name"],
        "nik": parcels["nik"].where(parcels["nik"] != "", parcels["no_kk"]), "address": parcels["address"],
        "program": parcels["program"].map(program_label), "period": parcels["period"], "sent": sent,
        "unit": parcels["unit"],
    }  # fmt: skip
    made = pd.DataFrame(rows).fillna("").astype(str)
    shown = made.assign(**{name: mask_inside(made[name]) for name in ("name", "stop", "address", "desa")})
    return shown.assign(**dict.fromkeys(_TO_FILL, ""))[list(SHEET)]


def _workbook(rows: pd.DataFrame, told: str) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, dict(_OPTIONS)) as book:
        book.set_properties({"created": history.now()})
        sheet = book.add_worksheet(TITLE)
        _write(sheet, rows, _looks(book), told)
        help_sheet = book.add_worksheet("Petunjuk")
        help_sheet.set_column(0, 0, 110)
        help_sheet.write_column(0, 0, _HELP)
    return buffer.getvalue()


def _looks(book: xlsxwriter.Workbook) -> _Looks:
    text = {"num_format": "@", "valign": "top", "border": 1, "border_color": "#d9d9d9"}
    return _Looks(
        title=book.add_format({"bold": True, "valign": "vcenter"}),
        header=book.add_format({"bold": True, "bottom": 2, "valign": "top", "text_wrap": True, "bg_color": "#dfe6ec"}),
        own=book.add_format(text | {"bg_color": "#ececec", "font_color": "#444444"}),
        cell=book.add_format(text),
    )


def _write(sheet: Worksheet, rows: pd.DataFrame, looks: _Looks, told: str) -> None:
    sheet.set_row(0, 22)
    sheet.write_string(0, 0, told, looks.title)
    last = _HEADER + max(len(rows), 1)
    for place, field in enumerate(SHEET):
        is_own = field not in _TO_FILL
        look = looks.own if is_own else looks.cell
        sheet.set_column(place, place, _WIDTHS.get(field, _WIDTH), None if is_own else looks.cell)
        sheet.write_string(_HEADER, place, SHEET[field], looks.header)
        for number, text in enumerate(rows[field], _HEADER + 1):
            sheet.write_string(number, place, text, look)
        choices = _CHOICES.get(field)
        if choices:
            sheet.data_validation(
                _HEADER + 1, place, last, place, {"validate": "list", "source": choices, "error_type": "warning"}
            )
    sheet.freeze_panes(_HEADER + 1, _FROZEN)
    sheet.autofilter(_HEADER, 0, last, len(SHEET) - 1)


_CHOICES = {
    "state": [entry.label for entry in KINDS.values()],
    "received_by": ["Penerima sendiri", "Pengganti"],
    "relation": list(RELATIONS),
    "reason": [entry.label for entry in REASONS.values()],
}
