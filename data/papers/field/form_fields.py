"""What the form of a trip asks, and in which columns the answers come back.

**One submission per stop, one repeat per recipient.** A driver opens the form once at a stop and picks only from those
who receive there. A repeat is what lets Collect count without a network and warn of a recipient entered twice, and a
finished stop is a finished file: with one submission per trip a broken phone would lose a day, with one per recipient
nothing could be counted. Who comes late gets a new form of the same stop.

**What comes back** (the names of fields are the headings, when exported as "XML values and headers"):

* KoboToolbox, XLSX: a first sheet with one row per submission (:data:`STOP_COLUMNS`, :data:`KOBO_COLUMNS`) and a second
  sheet named :data:`REPEAT` with one row per recipient (:data:`RETURN_COLUMNS`, :data:`KOBO_REPEAT_COLUMNS`);
  ``_parent_index`` there is ``_index`` of the first sheet. Kobo's **CSV leaves repeats out**: it is of no use.
* ODK Central, CSV in a zip: ``<form_id>.csv`` and ``<form_id>-recipients.csv``; ``PARENT_KEY`` of the second is ``KEY``
  of the first (:data:`ODK_COLUMNS`, :data:`ODK_REPEAT_COLUMNS`).
* Fields of the repeat lie in the group :data:`GROUP`. Kobo writes ``recipients/entry/handle`` where groups are asked
  for (its separator may be changed), else ``handle``; ODK writes ``entry-handle``, or ``handle`` where group names are
  left out. No name here holds ``/``, ``-``, ``.`` or ``:``: :func:`field_name` gives the bare name in every case.
* With labels instead of names a heading is the ``label`` of the field, and answers are labels as well.
* ``row_plan_id``, ``row_trip_id`` and ``row_stop_id`` stand in the repeat too: the second sheet suffices by itself.
* A date and time is ISO 8601 with its zone ("2026-11-28T09:14:00.000+08:00"); a picture is its file name (Kobo adds
  ``…_URL``); a place is "lat lon alt accuracy" in Kobo (with ``_stop_place_latitude`` … beside it), in ODK
  ``stop_place-Latitude``, ``-Longitude``, ``-Altitude``, ``-Accuracy``.
* A question that was not relevant is empty.

The page for the phone exports :data:`PHONE_COLUMNS` as CSV: the same names and keys, one row per recipient that has a
state.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

REPEAT = "recipients"
"""The repeat, and the name of its sheet."""
GROUP = "entry"
"""The group in the repeat that puts its questions on one screen."""
FORM_ID = "petasalur_{plan_id}_{trip_id}"

DELIVERED, FAILED, RETURNED = "diserahkan", "gagal", "dikembalikan"
STATES = {DELIVERED: "Diserahkan", FAILED: "Gagal diserahkan", RETURNED: "Dikembalikan"}
"""``gagal``: not handed over, still with the driver; ``dikembalikan``: given back to the store."""
SELF, SUBSTITUTE = "sendiri", "pengganti"
RECEIVERS = {SELF: "Penerima sendiri", SUBSTITUTE: "Pengganti"}
RELATIONS = {
    "suami_istri": "Suami/istri",
    "anak": "Anak",
    "orang_tua": "Orang tua",
    "saudara": "Saudara",
    "tetangga": "Tetangga",
    "ketua_rt": "Ketua RT/aparat desa",
    "lainnya": "Lainnya",
}
REASONS = {
    "tidak_di_tempat": "Tidak di tempat",
    "pindah": "Pindah",
    "meninggal": "Meninggal",
    "menolak": "Menolak menerima",
    "tidak_layak": "Tidak layak lagi",
    "tanpa_surat": "Pengganti tanpa surat",
    "tidak_terjangkau": "Tempat tidak dapat dicapai",
    "barang_kurang": "Barang kurang atau rusak",
    "lainnya": "Lainnya",
}


@dataclass(frozen=True)
class FormField:
    """One column that comes back: its ``name``, the ``label`` of its question, and ``choices`` (key → label)."""

    name: str
    label: str
    choices: dict[str, str] | None = None


STOP_COLUMNS: dict[str, FormField] = {
    field.name: field
    for field in (
        FormField("start", "Mulai diisi"),
        FormField("end", "Selesai diisi"),
        FormField("plan_id", "Nomor rencana"),
        FormField("trip_id", "Ritase"),
        FormField("stop_id", "Titik penyaluran"),
        FormField("stop_label", "Nama titik"),
        FormField("planned_count", "Rencana di titik ini"),
        FormField("entered_count", "Tercatat di titik ini"),
        FormField("double_count", "Tercatat lebih dari sekali"),
        FormField("stop_place", "Lokasi penyerahan"),
        FormField("stop_note", "Catatan titik"),
    )
}
"""Of a submission, one per stop. ``stop_id``: as in the plan."""
RETURN_COLUMNS: dict[str, FormField] = {
    field.name: field
    for field in (
        FormField("row_plan_id", "Nomor rencana penerima"),
        FormField("row_trip_id", "Ritase penerima"),
        FormField("row_stop_id", "Titik penerima"),
        FormField("parcel", "Penerima"),
        FormField("handle", "Kode penerima"),
        FormField("program", "Program"),
        FormField("amount_planned", "Jumlah menurut rencana"),
        FormField("amount_unit", "Satuan"),
        FormField("times_entered", "Berapa kali tercatat"),
        FormField("state", "Hasil", STATES),
        FormField("time", "Tanggal dan jam"),
        FormField("amount", "Jumlah yang diterima"),
        FormField("received_by", "Diterima oleh", RECEIVERS),
        FormField("substitute_name", "Nama pengganti"),
        FormField("relation", "Hubungan dengan penerima", RELATIONS),
        FormField("letter_number", "Nomor surat kuasa"),
        FormField("letter_photo", "Foto surat kuasa"),
        FormField("reason", "Alasan", REASONS),
        FormField("photo", "Foto penyerahan"),
        FormField("signature", "Tanda tangan penerima"),
        FormField("note", "Catatan"),
    )
}
"""Of the repeat, one row per recipient and program.

``parcel``: ``<handle>_<program>``, the choice picked; ``handle`` and ``program`` are its two parts. ``amount`` and
``amount_planned``: kg of goods or rupiah of cash, as ``amount_unit`` ("kg", "Rp") says.
"""
PHONE_COLUMNS = (
    "plan_id", "trip_id", "stop_id", "handle", "program", "state", "time", "amount", "amount_unit", "received_by",
    "substitute_name", "relation", "letter_number", "reason", "note",
)  # fmt: skip
"""Of the CSV of the phone's page, in this order."""
KOBO_COLUMNS = ("_id", "_uuid", "_submission_time", "_validation_status", "_submitted_by", "__version__", "_index")
KOBO_REPEAT_COLUMNS = (
    "_index", "_parent_table_name", "_parent_index", "_submission__id", "_submission__uuid",
    "_submission__submission_time",
)  # fmt: skip
ODK_COLUMNS = ("SubmissionDate", "meta-instanceID", "KEY", "SubmitterName", "FormVersion")
ODK_REPEAT_COLUMNS = ("PARENT_KEY", "KEY")
_PREFIX = r"^.*[/\-.:]"
_JOINT = "_"


def field_name(header: str) -> str:
    """Return the bare name of a heading, whatever groups stand before it.

    >>> field_name("recipients/entry/handle"), field_name("entry-handle"), field_name("_parent_index")
    ('handle', 'handle', '_parent_index')
    """
    return re.sub(_PREFIX, "", header.strip())


def parcel_of(handle: str, program: str) -> str:
    """Return the choice that stands for one recipient and program."""
    return f"{handle}{_JOINT}{program}"
