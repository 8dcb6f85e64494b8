"""Lists of recipients in OpenSID's own template, so that a desa takes them in without typing.

What its importer does (read in the source of OpenSID/OpenSID: the older one in the controller
``Program_bantuan``, the newer one in the class ``BantuanImports``; no line of it is used here):

* Two sheets. The older one takes a sheet called "Program" for the program and **every** other sheet for people; the
  newer one goes by order: first the program, then the people. So there are these two, in this order, and no third.
* Program: column A a title, B the value, by row number, not by title: id, name, sasaran, description, source of funds,
  first day, last day. The last two must be ``YYYY-MM-DD`` as text. An id that is empty makes a new program. The newer
  importer takes row 1 for a header and reads the id from its cell B1, so that cell must be there though empty.
* Sasaran: 1 person, 2 family (KK), 3 household, 4 group. With 1 the column Peserta is the NIK; with 2 it is the KK
  number and the NIK must be of a living member of it. We write 1: NIK outlive KK numbers, and recipients of no known
  family go along.
* Source of funds: one of Pusat, Provinsi, Kab/Kota, Dana Desa, Lain-lain (Hibah).
* People: row 1 is a header; by position Peserta, No. Peserta, NIK, Nama, Tempat Lahir, Tanggal Lahir, Alamat. Peserta
  and NIK are compared as text with the register; a person who is not in it is skipped and told. A date of birth must
  be ``YYYY-MM-DD`` or empty; what is empty is filled in from OpenSID's register.
* The older importer stops at a row whose first cell is ``###``, after having read its second and third cell: these must
  exist. The newer one has no such mark and counts the row as one person not found, which changes nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

import pandas as pd

from data.errors import NothingToDeliver, PurposeMissing, UnknownProgram
from data.export import DEMO_NOTE, neutralise
from data.papers.make import check_wish, known_desa, note_whole, require_whole
from data.papers.rows import Wish, recipients
from data.papers.workbook import rows_as_workbook
from data.programs import PROGRAMS, program_label
from data.roles import Actor
from data.store import Store
from geo.notation import month
from geo.progress import Progress, silent

PEOPLE_HEADER = ["Peserta", "No. Peserta", "NIK", "Nama", "Tempat Lahir", "Tanggal Lahir", "Alamat"]
END = "###"
PERSON = 1
"""Sasaran of OpenSID: people."""
_LONGEST = 100
_FUNDS = {"BLTDD": "Dana Desa"}
_FUNDS_OF_CHANNEL = {"Dinsos": "Kab/Kota"}
_ACT = "mengekspor daftar ke OpenSID"


@dataclass(frozen=True)
class OpenSidExport:
    """The workbook, how many people are in it, and how many had no usable NIK and are not."""

    content: bytes
    row_count: int
    left_out_count: int


def export_opensid(
    store: Store,
    *,
    program: str,
    period: str,
    desa_code: str = "",
    by: Actor,
    purpose: str,
    progress: Progress = silent,
) -> OpenSidExport:
    """Return the recipients of a program and month for OpenSID's page of aid programs; noted in the history.

    Raises
    ------
    PurposeMissing, ActMayNot, ActorUnnamed
        The file holds whole NIK: it needs a purpose, a role that may see them, and a name.
    UnknownProgram, PeriodInvalid, DesaUnknown, NothingToDeliver
        One program and month is asked for, with at least one recipient that has a NIK.
    """
    require_whole(by, _ACT)
    if not purpose.strip():
        raise PurposeMissing(act=_ACT)
    if program not in PROGRAMS:
        raise UnknownProgram(program=program, known=", ".join(PROGRAMS))
    check_wish(program, period, needs_period=True)
    known_desa(store, desa_code)
    progress(0.1, "OpenSID: mengumpulkan penerima")
    rows = recipients(store, Wish(program, period, desa_code, is_masked=False))
    people = rows[rows["nik"] != ""].drop_duplicates("nik")
    if people.empty:
        raise NothingToDeliver(program=program_label(program), period=period)
    progress(0.5, "OpenSID: menulis buku kerja")
    sheets = {"Program": _program(program, period, is_demo=store.is_demo()), "Peserta": _people(store, people)}
    first = dt.datetime.fromisoformat(f"{period}-01")
    content = rows_as_workbook(sheets, made_at=first)
    note_whole(store, by, f"opensid {program} {period} {desa_code}", len(people), purpose)
    progress(1.0, "OpenSID: selesai")
    return OpenSidExport(content, len(people), int((rows["nik"] == "").sum()))


def _program(program: str, period: str, *, is_demo: bool) -> list[list[object]]:
    year, number = (int(part) for part in period.split("-"))
    last = calendar.monthrange(year, number)[1]
    mark = f"{DEMO_NOTE} " if is_demo else ""
    funds = _FUNDS.get(program) or _FUNDS_OF_CHANNEL.get(PROGRAMS[program].channel, "Pusat")
    return [
        ["ID Program", ""],
        ["Nama Program", f"{mark}{program_label(program)}"],
        ["Sasaran Program", PERSON],
        ["Keterangan", f"{mark}{program_label(program)} {month(period)}, dari Petasalur"],
        ["Asal Dana", funds],
        ["Rentang Waktu (Awal)", f"{period}-01"],
        ["Rentang Waktu (Akhir)", f"{period}-{last}"],
        [END, ""],
    ]


def _people(store: Store, people: pd.DataFrame) -> list[list[object]]:
    known = store.frame("papers/opensid", niks=people["nik"].tolist())
    born = dict(zip(known["nik"], pd.to_datetime(known["born_on"]).dt.strftime("%Y-%m-%d"), strict=True))
    texts = neutralise(people[["name", "address"]].apply(lambda column: column.str.slice(0, _LONGEST)))
    table = pd.DataFrame(
        {
            "peserta": people["nik"],
            "number": "",
            "nik": people["nik"],
            "name": texts["name"],
            "born_in": "",
            "born_on": people["nik"].map(lambda nik: born.get(nik, "")),
            "address": texts["address"],
        }
    )
    return [list(PEOPLE_HEADER), *table.to_numpy().tolist(), [END, *[""] * (len(PEOPLE_HEADER) - 1)]]
