"""Files that come back from the road, as rows of :data:`data.handover.recording.TOLD`.

Three kinds are read: our own "Daftar hasil penyaluran", exports of the form of a trip from KoboToolbox and ODK, and the
CSV of the phone's page (:mod:`data.papers.field.form_fields`). Columns are known by their headings, wherever they
stand; every row that holds something comes out, with what is wrong with its words in ``said_fault``.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.errors import FileUnreadable, ReturnedFileUnreadable
from data.handover.recording import TOLD, amount_faults
from data.handover.states import FAILED, HANDED, KINDS, REASONS, RETURNED_TO, bare, word_key
from data.intake import values
from data.intake.points import decimal
from data.intake.read import Sheet, read_sheets
from data.papers.field.form_fields import RETURN_COLUMNS, STOP_COLUMNS, field_name
from data.programs import program_of
from geo.apart import apart
from geo.archive import FAULTS, check_zip
from geo.passing import passing_folder

SHEET = {
    "handle": "Kode", "trip_id": "Ritase", "desa": "Desa", "stop": "Titik", "name": "Nama", "nik": "NIK / No. KK",
    "address": "Alamat", "program": "Program", "period": "Periode", "sent": "Dikirim", "unit": "Satuan",
    "state": "Hasil", "day": "Tanggal", "clock": "Jam", "amount": "Jumlah", "received_by": "Diterima oleh",
    "substitute_name": "Nama pengganti", "relation": "Hubungan", "letter_number": "No. surat kuasa",
    "reason": "Alasan", "note": "Catatan",
}  # fmt: skip
"""Columns of our own list: field → heading."""
TITLE = "Hasil penyaluran"
"""What the sheet of our own list is called."""
OWN, FORM, PHONE = "daftar", "formulir", "ponsel"
LAYOUTS = {OWN: "Daftar hasil penyaluran", FORM: "Ekspor KoboToolbox/ODK", PHONE: "CSV halaman ponsel"}
_FORM_NAMES = {"plan_id": "plan_id", "row_plan_id": "plan_id", "trip_id": "trip_id", "row_trip_id": "trip_id"}
_FORM_FIELDS = {
    name: _FORM_NAMES.get(name, name)
    for name in ("handle", "parcel", "program", "state", "time", "amount", "received_by", "substitute_name", "relation",
                 "letter_number", "reason", "note", *_FORM_NAMES)
}  # fmt: skip
_HEADER_ROWS = 15
_MAX_ZIP_MB = 50
_SUBSTITUTE = {"pengganti", "diwakilkan", "wakil", "kuasa", "keluarga", "substitute"}
_SERIAL = r"[1-9]\d{4}(?:[.,]\d+)?"
_MINUTES = 24 * 60


@dataclass(frozen=True, eq=False)
class Returned:
    """A file that came back.

    ``layout``: key of :data:`LAYOUTS`. ``told``: one row per row that says something, the columns of
    :data:`data.handover.recording.TOLD`, ``amount_text``, ``sheet``, ``row`` (as a spreadsheet counts) and ``cells``
    (JSON: heading → cell as written). ``empty_count``: rows of our list that nobody has filled in.
    """

    layout: str
    told: pd.DataFrame
    empty_count: int


def read_returned(path: Path, *, plan_id: int, units: pd.DataFrame, name: str = "") -> Returned:
    """Return what a file says.

    Parameters
    ----------
    path
        CSV, XLSX, or the zip of ODK Central.
    plan_id
        The plan that it is read for: rows of another one are at fault.
    units
        ``handle, program, unit`` of the plan's parcels: how amounts are read.
    name
        What errors call the file.

    Raises
    ------
    ReturnedFileUnreadable
        No sheet has the columns. And what :func:`data.intake.read.read_sheets` raises.
    """
    name = name or path.name
    sheets = _sheets(path, name)
    tables = [found for sheet in sheets if (found := _table(sheet)) is not None]
    if not tables:
        found = [str(cell) for sheet in sheets[:1] for cell in sheet.cells.iloc[0] if str(cell)]
        needed = f"{SHEET['handle']} dan {SHEET['state']}"
        raise ReturnedFileUnreadable(file=name, needed=needed, found=", ".join(found[:8]) or "tidak ada")
    rows = pd.concat(tables, ignore_index=True)
    said = ["state", "day", "time", "amount", "reason", "substitute_name", "note"]
    is_filled = rows[said].ne("").any(axis=1)
    told = _told(rows[is_filled].reset_index(drop=True), plan_id, units)
    return Returned(str(rows["layout"].iloc[0]), told, int((~is_filled).sum()))


# --- finding the tables --------------------------------------------------------------------------------------


def _sheets(path: Path, name: str) -> list[Sheet]:
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    members = _members(path, name) if is_zip else {}
    if not members:
        return read_sheets(path, name=name)
    with passing_folder() as folder:
        sheets = []
        for number, (member, content) in enumerate(members.items()):
            inside = Path(folder) / f"{number}.csv"
            inside.write_bytes(content)
            sheets += [Sheet(Path(member).name[:60], sheet.cells) for sheet in read_sheets(inside, name=name)]
    return sheets


@apart
def _members(path: Path, name: str) -> dict[str, bytes]:
    """Return the CSVs of a zip that is no workbook."""
    check_zip(path, name=name, max_total_bytes=_MAX_ZIP_MB * 1_000_000)
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
            inside = [each for each in packed.infolist() if each.filename.lower().endswith(".csv")]
            return {each.filename: content for each in inside if (content := packed.read(each)).strip()}
    except FAULTS as error:
        raise FileUnreadable(file=name) from error


def _heading(text: str) -> tuple[str, str]:
    """Return the field that a heading means and the layout it belongs to; twice "" where it means none."""
    plain = bare(text)
    own = {bare(title): field for field, title in SHEET.items()}
    if plain in own:
        return own[plain], OWN
    named = field_name(text)
    if named in _FORM_FIELDS:
        return _FORM_FIELDS[named], PHONE if named == text.strip() else FORM
    labels = {bare(field.label): field.name for field in (*STOP_COLUMNS.values(), *RETURN_COLUMNS.values())}
    labelled = labels.get(plain, "")
    return (_FORM_FIELDS[labelled], FORM) if labelled in _FORM_FIELDS else ("", "")


def _table(sheet: Sheet) -> pd.DataFrame | None:
    """Return the rows of a sheet under its headings; ``None`` where it is no list of results."""
    for number, cells in sheet.cells.head(_HEADER_ROWS).iterrows():
        found = [_heading(str(cell)) for cell in cells]
        fields = [field for field, _ in found]
        if {"handle", "parcel"} & set(fields) and "state" in fields:
            return _below(sheet, int(str(number)), found)
    return None


def _below(sheet: Sheet, header: int, found: list[tuple[str, str]]) -> pd.DataFrame:
    titles = [str(cell).strip() for cell in sheet.cells.loc[header]]
    body = sheet.cells.loc[header + 1 :]
    body = body[body.ne("").any(axis=1)]
    fields = [field for field, _ in found]
    columns = {}
    for field in (*SHEET, *dict.fromkeys(_FORM_FIELDS.values()), "day", "clock"):
        places = [place for place, known in enumerate(fields) if known == field]
        texts = body.iloc[:, places].map(str.strip) if places else pd.DataFrame(index=body.index)
        columns[field] = _first_filled(texts)
    layouts = [layout for _, layout in found if layout]
    layout = (
        OWN
        if OWN in layouts and bare(SHEET["handle"]) in map(bare, titles)
        else PHONE
        if "row_plan_id" not in titles and FORM not in layouts
        else FORM
    )
    records = body.set_axis(range(body.shape[1]), axis=1).to_dict("records")
    cells = [
        json.dumps(
            {title or f"kolom {place + 1}": record[place] for place, title in enumerate(titles)}, ensure_ascii=False
        )
        for record in records
    ]
    return pd.DataFrame(columns, index=body.index).assign(sheet=sheet.name, row=body.index, cells=cells, layout=layout)


def _first_filled(texts: pd.DataFrame) -> pd.Series:
    filled = pd.Series("", index=texts.index, dtype="str")
    for place in range(texts.shape[1]):  # a backward fill along the rows takes 100 times as long
        filled = filled.where(filled.ne(""), texts.iloc[:, place])
    return filled.fillna("").astype("str")


# --- what they say -------------------------------------------------------------------------------------------


def _told(rows: pd.DataFrame, plan_id: int, units: pd.DataFrame) -> pd.DataFrame:
    parcel = rows["parcel"].str.extract(r"^\s*(?P<handle>v[0-9a-f]{11})_?(?P<program>\w*)\s*$").fillna("")
    handle = rows["handle"].where(rows["handle"] != "", parcel["handle"]).str.lower()
    program_said = rows["program"].where(rows["program"] != "", parcel["program"])
    program = program_said.map(program_of)
    kind = rows["state"].map(lambda text: word_key(text, KINDS))
    reason = rows["reason"].map(lambda text: word_key(text, REASONS))
    kind = kind.where(~((rows["state"] == "") & (reason != "")), FAILED)
    day, clock = _when(rows)
    unit = _unit_of(handle, program, units)
    amount = _amount(rows["amount"], unit)
    is_part = rows["state"].map(bare).str.contains("sebagian")
    amount_fault = amount_faults(amount, (kind != FAILED) & (rows["amount"].ne("") | is_part))
    by_other = rows["received_by"].map(bare).isin(_SUBSTITUTE) | rows["substitute_name"].ne("")
    said_amount = amount.where((kind != FAILED) & (amount_fault == ""))
    told = pd.DataFrame(
        {
            "position": range(len(rows)), "handle": handle, "program": program, "period": "",
            "trip_id": rows["trip_id"].where(rows["layout"] != OWN, ""), "kind": kind, "on_date": day, "at_min": clock,
            "amount": said_amount, "collector": rows["substitute_name"].where(by_other, ""),
            "relation": _relation(rows["relation"]).where(by_other, ""),
            "letter": rows["letter_number"].where(by_other, ""), "reason": reason.where(kind == FAILED, ""),
            "returned_to": rows["note"].map(_place_in), "note": rows["note"].str[:200], "said_fault": "",
        }
    )  # fmt: skip
    clear = told[amount_fault == ""]
    faults = {
        "bertentangan": _contradicted(clear),
        "baris_berulang": _repeated(clear),
        "pengganti_kurang": by_other & (kind == HANDED) & ((told["collector"] == "") | (told["relation"] == "")),
        "alasan_tidak_dikenal": (kind == FAILED) & (rows["reason"] != "") & (reason == ""),
        "jumlah_salah": amount_fault == "jumlah_salah",
        "jumlah_melebihi": amount_fault == "jumlah_melebihi",
        "jam_salah": clock.isna() & rows["clock"].ne(""),
        "tanggal_salah": day.isna(),
        "keadaan_tidak_dikenal": kind == "",
        "program_tidak_jelas": (program == "") & (program_said != ""),
        "rencana_berbeda": rows["plan_id"].ne("") & _whole(rows["plan_id"]).ne(str(plan_id)),
        "kode_kosong": handle == "",
    }  # fmt: skip
    for key, is_at_fault in faults.items():
        told["said_fault"] = told["said_fault"].mask(
            is_at_fault.reindex(told.index).fillna(value=False).astype(bool), key
        )
    typed = told.astype(TOLD)
    return typed.assign(amount_text=rows["amount"], sheet=rows["sheet"], row=rows["row"], cells=rows["cells"])


def _when(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the day and the minute after midnight of each row, as they are written, whatever the zone."""
    day_text = rows["day"].where(rows["day"] != "", rows["time"])
    clock_text = rows["clock"].where(rows["clock"] != "", rows["time"])
    whole = day_text.str.extract(r"^(\d{4}-\d{2}-\d{2})[T ]")[0]
    day = values.date(whole.fillna(day_text))
    serial = pd.to_numeric(day_text.where(day_text.str.fullmatch(_SERIAL)).str.replace(",", "."), errors="coerce")
    counted = pd.Timestamp("1899-12-30") + pd.to_timedelta(serial.floordiv(1), unit="D")
    day = day.where(day.notna(), counted)
    found = clock_text.str.extract(r"(?:^|[T ])(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?(?:\D|$)")
    minutes = pd.to_numeric(found["hour"]) * 60 + pd.to_numeric(found["minute"])
    share = pd.to_numeric(
        clock_text.where(clock_text.str.fullmatch(r"0[.,]\d+")).str.replace(",", "."), errors="coerce"
    )
    minutes = minutes.where(share.isna(), (share * _MINUTES).round())
    return day, minutes.where(minutes.between(0, _MINUTES - 1)).astype("Int64")


def _unit_of(handle: pd.Series, program: pd.Series, units: pd.DataFrame) -> pd.Series:
    """Return the unit of each row's parcel; of a row that names no program that of the only one."""
    by_pair = {
        (str(h), str(p)): str(u) for h, p, u in zip(units["handle"], units["program"], units["unit"], strict=True)
    }
    by_handle = dict(zip(units["handle"], units["unit"], strict=True))
    pairs = zip(handle, program, strict=True)
    found = [by_pair.get((h, p), by_handle.get(h, "")) for h, p in pairs]
    return pd.Series(found, index=handle.index, dtype="str")


def _amount(text: pd.Series, unit: pd.Series) -> pd.Series:
    plain = text.str.replace(r"(?i)(kg|kilo(gram)?|paket)\.?\s*$", "", regex=True).str.rstrip()
    goods = decimal(plain)
    cash = values.rupiah(plain).astype("Float64")
    return goods.astype("Float64").where(unit != "Rp", cash)


def _whole(text: pd.Series) -> pd.Series:
    return text.str.replace(r"[.,]0+$", "", regex=True)


def _relation(text: pd.Series) -> pd.Series:
    labels = RETURN_COLUMNS["relation"].choices or {}
    return text.map(lambda said: labels.get(said.strip(), said.strip())).str[:60]


def _place_in(note: str) -> str:
    return next((key for key in RETURNED_TO if key in note.lower().split()), "")


def _repeated(told: pd.DataFrame) -> pd.Series:
    """Return which rows say again, word for word, what a row above says."""
    same = ["handle", "program", "kind", "on_date", "at_min", "amount", "collector", "reason"]
    return told.duplicated(same) & (told["handle"] != "") & (told["kind"] != "")


def _contradicted(told: pd.DataFrame) -> pd.Series:
    """Return the rows of parcels of which the file says several things that cannot all be so.

    All of it handed over twice, all of it handed over and given back, or handed over and failed at one time.
    """
    rows = told[~_repeated(told) & (told["kind"] != "")]
    keys = [rows["handle"], rows["program"]]
    is_whole = (rows["amount"].isna() & (rows["kind"] != FAILED)).groupby(keys).transform("sum") > 1
    moment = [*keys, rows["on_date"], rows["at_min"].fillna(-1)]
    has_both = rows["kind"].eq(FAILED).groupby(moment).transform("any") & rows["kind"].eq(HANDED).groupby(
        moment
    ).transform("any")
    return (is_whole | has_both).reindex(told.index, fill_value=False)
