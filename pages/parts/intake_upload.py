"""Taking a file in Data: what it is, how it is read, load, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.errors import ColumnsMissing
from data.facts import corrected, describe, networked, pointed
from data.intake.correction_file import CORRECTIONS
from data.intake.fields import FIELDS
from data.intake.layouts import LAYOUTS
from data.intake.load import Answers, Loaded, SourceFile, load_files
from data.intake.preview import Preview
from data.intake.service_file import KIND_CHOICE
from data.intake.stated import Stated
from data.messages import sentence
from data.programs import PROGRAMS, program_label
from data.roads.records import ROADS
from data.roles import SHELL, Actor, require
from data.service_points import KINDS as POINT_KINDS
from data.service_points import POINTS
from geo.errors import AmbiguousCodeSystem, AmbiguousCrs, BoundaryDisplaced, PetasalurError, UnknownCodes, UnknownCrs
from geo.regions import System
from pages.parts import cache, filters, frame
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import MISSING, month, number
from pages.parts.upload import KINDS, ROAD_KINDS, on_disk
from pages.parts.wait import waiting

_USUAL = ("families", "members", "recipients", "deliveries")
"""Shown first, after the boundaries."""
KIND_LABELS = {
    "boundaries": "Batas desa", ROADS: "Jaringan jalan", POINTS: "Titik layanan", **{key: LAYOUTS[key].label for key in dict.fromkeys((*_USUAL, *LAYOUTS))},
    "codes": "Daftar kode wilayah",
    CORRECTIONS: "Perbaikan",
}  # fmt: skip
_OTHERWISE = {CORRECTIONS: corrected, ROADS: networked, POINTS: pointed}
"""Kinds of which something else is said than how many rows were taken."""
_NO_COLUMN = "(tidak ada)"
_REPORT, _QUESTION = "laporan", "pertanyaan"
QUESTIONS = (BoundaryDisplaced, AmbiguousCrs, UnknownCrs, AmbiguousCodeSystem, UnknownCodes)
"""Failures that the reader can answer."""


@dataclass(frozen=True)
class Request:
    """What is to be loaded: an upload, and what the reader says it is."""

    file: UploadedFile
    kind: str
    program: str = ""
    period: str = ""
    choice: tuple[tuple[str, str], ...] = ()
    by: Actor = SHELL

    def key(self, name: str) -> str:
        """Return the name of a widget that belongs to this upload."""
        return f"{name}_{self.file.file_id}"


@dataclass(frozen=True)
class Question:
    """What the last try could not decide, about which upload."""

    file_id: str
    kind: type[PetasalurError]
    text: str


def upload(where: Source, by: Actor) -> None:
    """Take a file: what it is, how it is read, load."""
    if where.is_demo:
        frame.note("Pilih “Pakai basis data kantor” di atas untuk memuat berkas sendiri.")
        return
    file = st.file_uploader(
        "Berkas (CSV, XLSX, GeoJSON, GeoPackage, Shapefile zip, KML, OSM)", type=KINDS, key=f"berkas_{where.version}"
    )
    if file is None:
        _last_report()
        return
    try:
        _one_file(where, file, by)
    except PetasalurError as error:
        frame.fail(error)


def upload_roads(where: Source, by: Actor) -> None:
    """Take a file of roads, trails or rivers."""
    file = st.file_uploader("Berkas jaringan", type=ROAD_KINDS, key=f"berkas_jalan_{where.version}")
    if file is None:
        _last_report()
        return
    request = Request(file, ROADS, by=by)
    if st.button("Muat jaringan ini", type="primary", key=request.key("muat_jalan")):
        try:
            require(by, "muat")
            _load(where, request, Answers())
        except PetasalurError as error:
            frame.fail(error)
    _questions(where, request)


def _one_file(where: Source, file: UploadedFile, by: Actor) -> None:
    kind = st.segmented_control(
        "Jenis berkas",
        list(KIND_LABELS),
        default=_kind_of(where, file),
        format_func=KIND_LABELS.__getitem__,
        key=f"jenis_{file.file_id}",
    )
    if kind is None:
        return
    program, period = _program_and_period(where, file) if kind == "recipients" else ("", "")
    choice = _table(where, file, kind) if kind in LAYOUTS else _points(file) if kind == POINTS else ()
    request = Request(file, kind, program, period, choice, by)
    if st.button("Muat berkas ini", type="primary", key=request.key("muat")):
        _load(where, request, Answers())
    _questions(where, request)


def _points(file: UploadedFile) -> tuple[tuple[str, str], ...]:
    """Ask what the points are whose kind the file does not tell."""
    words = {"": "Menurut berkas", **{key: kind.label for key, kind in POINT_KINDS.items()}}
    kind = one_of(
        "Jenis titik bila berkas tidak menyebutnya", list(words), words=words.__getitem__, key=f"titik_{file.file_id}"
    )
    return ((KIND_CHOICE, kind),) if kind else ()


def _kind_of(where: Source, file: UploadedFile) -> str | None:
    """Return what the file seems to be; say so where its headers tell nothing."""
    try:
        return cache.kind_of_upload(where, file.file_id, file)
    except ColumnsMissing:
        frame.say("Jenis berkas ini tidak dikenali dari judul kolomnya. Pilih jenisnya, lalu tunjuk kolomnya.")
        return None


def _table(where: Source, file: UploadedFile, kind: str) -> tuple[tuple[str, str], ...]:
    """Show how a table will be read; return the columns that the reader has changed."""
    choice = _columns(cache.preview(where, file.file_id, kind, (), file), file)
    preview = cache.preview(where, file.file_id, kind, choice, file)
    if preview.missing:
        frame.say(f"Belum bisa dibaca: tunjuk kolom {preview.missing} di atas.", frame.CAUTION)
        return choice
    frame.note(f"{number(preview.row_count)} baris · contoh, nomor dan nama disamarkan:")
    st.dataframe(preview.sample, hide_index=True, placeholder=MISSING)
    return choice


def _program_and_period(where: Source, file: UploadedFile) -> tuple[str, str]:
    """Ask for which program and month a list is; what the file says of it is chosen beforehand."""
    stated = cache.preview(where, file.file_id, "recipients", (), file).stated
    today = dt.datetime.now(dt.UTC).astimezone().date()
    first_year, first_month = (
        int(part) for part in (stated.last or f"{today.year}-{stated.month or today.month}").split("-")
    )
    one, two, three = st.columns(3)
    with one:
        programs = list(PROGRAMS)
        index = programs.index(stated.program) if stated.program else 0
        program = one_of("Program", programs, index=index, words=program_label, key=f"program_{file.file_id}")
    with two:
        years = list(range(max(today.year + 1, first_year), min(today.year - 6, first_year - 1), -1))
        year = one_of("Tahun", years, index=years.index(first_year), key=f"tahun_{file.file_id}")
    with three:
        chosen = one_of(
            "Bulan",
            list(range(1, 13)),
            index=first_month - 1,
            words=lambda value: month(f"{year}-{value:02d}"),
            key=f"bulan_{file.file_id}",
        )
    _told_by(stated)
    return program, f"{year}-{chosen:02d}"


def _told_by(stated: Stated) -> None:
    """Say what of the program and the month is a guess, and from where."""
    told = {"Program": stated.program_place if stated.program else "", "bulan": stated.period_place}
    missing = " dan ".join(name for name, place in told.items() if not place).capitalize()
    if stated.is_sure():
        frame.note(f"Program dan bulan menurut berkas ({stated.places()}). Ubah bila keliru.")
    elif len(missing) < len("Program dan bulan"):
        guess = "; ".join(f"{name} ditebak dari {place}" for name, place in told.items() if place)
        frame.note(
            f"{guess[:1].upper()}{guess[1:]}: periksa."
            + (f" {missing} tidak tertulis di berkas: pilih." if missing else "")
        )
    else:
        frame.say("Berkas tidak menyebut program dan bulannya: pilih di atas.", frame.CAUTION)


def _columns(preview: Preview, file: UploadedFile) -> tuple[tuple[str, str], ...]:
    """Show which column holds what, guesses and memories marked; return what the reader has changed: (field, header) …."""
    first = preview.mappings[0]
    found = {match.field: match for match in first.matches if match.field}
    marks = {field: " (tebakan)" for field, match in found.items() if match.is_guess}
    marks |= {field: " (diingat)" for field, match in found.items() if match.is_remembered}
    if preview.skipped_sheets:
        frame.say(f"Lembar yang tidak dibaca: {', '.join(preview.skipped_sheets)}", frame.CAUTION)
    headers = [_NO_COLUMN, *dict.fromkeys(match.header for match in first.matches if match.header)]
    choice: list[tuple[str, str]] = []
    places: Sequence[DeltaGenerator] = ()
    with st.expander(_columns_title(preview, list(marks.values())), expanded=bool(marks or preview.missing)):
        frame.note(f"Baris judul: baris {first.header_row}. Ubah bila ada yang keliru; pilihan Anda diingat.")
        for position, field in enumerate(LAYOUTS[preview.kind].fields):
            places = st.columns(3) if position % 3 == 0 else places  # row by row: on a phone one below the other
            present = found[field].header if field in found else _NO_COLUMN
            with places[position % 3]:
                picked = one_of(
                    f"{FIELDS[field].label}{marks.get(field, '')}",
                    headers,
                    index=headers.index(present),
                    key=f"kolom_{field}_{file.file_id}_{preview.kind}",
                )
            if picked != present:
                choice.append((field, "" if picked == _NO_COLUMN else picked))
    return tuple(choice)


def _columns_title(preview: Preview, marks: list[str]) -> str:
    known = sum(match.field is not None for match in preview.mappings[0].matches)
    guessed, kept = marks.count(" (tebakan)"), marks.count(" (diingat)")
    parts = [f"Kolom: {known} dikenali"]
    parts += [f"{guessed} tebakan yang perlu diperiksa"] if guessed else []
    parts += [f"{kept} diingat dari berkas sebelumnya"] if kept else []
    return ", ".join(parts)


def _load(where: Source, request: Request, answers: Answers) -> None:
    """Load the file with progress; what the program must not decide alone is asked below."""
    filters.remember(_QUESTION, None)
    try:
        store = cache.store_of(where)
        with waiting("Membuka berkas …") as progress, on_disk(store, request.file) as path:
            source = SourceFile(request.kind, path, request.program, request.period, dict(request.choice))
            reports = load_files(store, [source], replace(answers, by=request.by), progress)
    except QUESTIONS as error:
        filters.remember(_QUESTION, Question(request.file.file_id, type(error), sentence(error)))
        return
    if all(report.is_repeat for report in reports):
        frame.say(f"{reports[0].name} sudah dimuat sebelumnya; tidak ada yang berubah.")
        return
    filters.remember(_REPORT, reports)
    st.rerun()


def _questions(where: Source, request: Request) -> None:
    """Ask what the last try could not decide."""
    asked = filters.answer(_QUESTION)
    if not isinstance(asked, Question) or asked.file_id != request.file.file_id:
        return
    frame.say(asked.text, frame.CAUTION)
    if asked.kind is BoundaryDisplaced:
        sure = st.checkbox("Saya sudah memeriksa: batas yang baru ini yang benar", key=request.key("yakin"))
        if st.button("Ganti batas desa", disabled=not sure, key=request.key("ganti")):
            _load(where, request, Answers(accept_displaced=True))
    elif asked.kind in {AmbiguousCrs, UnknownCrs}:
        crs = st.text_input("Sistem koordinat, misalnya EPSG:32750", max_chars=80, key=request.key("crs"))
        if crs and st.button("Muat dengan sistem ini", key=request.key("muat_crs")):
            _load(where, request, Answers(crs=crs))
    else:
        labels: dict[System, str] = {"kemendagri": "Kode Kemendagri (63.11.02.2001)", "bps": "Kode BPS (6311060021)"}
        system = st.radio("Kode di berkas ini", list(labels), format_func=labels.__getitem__, key=request.key("kode"))
        if st.button("Muat dengan kode ini", key=request.key("muat_kode")):
            _load(where, request, Answers(code_system=system))


def _last_report() -> None:
    """Show what became of the file loaded last."""
    reports = filters.answer(_REPORT)
    for report in reports if isinstance(reports, list) else []:
        _report(report)


def _report(report: Loaded) -> None:
    text = (
        f"{report.name}: {number(report.accepted_count)} dari {number(report.row_count)} baris dimuat, "
        f"{number(report.flagged_count)} perlu dilihat, {number(report.set_aside_count)} disisihkan."
    )
    if report.kind in _OTHERWISE:
        text = _OTHERWISE[report.kind](report)
    frame.say(text, frame.CAUTION if report.set_aside_count else frame.DONE)
    frame.note(*describe(report.facts))
