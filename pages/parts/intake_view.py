"""The pieces of Data."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.export import csv_bytes, xlsx_bytes
from data.facts import describe
from data.intake.fields import FIELDS
from data.intake.layouts import LAYOUTS
from data.intake.load import Answers, Loaded, SourceFile, load_files, withdraw_load
from data.intake.preview import Preview, guess_kind, preview_table
from data.messages import sentence
from data.programs import ALL, PROGRAMS, program_label
from data.settings import SETTINGS, save_setting
from geo.errors import AmbiguousCodeSystem, AmbiguousCrs, BoundaryDisplaced, PetasalurError, UnknownCodes, UnknownCrs
from geo.regions import System
from pages.parts import cache, filters, frame, tables
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import column, local_day, long_date, month, number
from pages.parts.upload import KINDS, on_disk
from pages.parts.wait import waiting

KIND_LABELS = {
    "boundaries": "Batas desa", "families": "Daftar keluarga", "recipients": "Daftar penerima",
    "codes": "Daftar kode wilayah",
}  # fmt: skip
_NO_COLUMN = "(tidak ada)"
_SHOWN_ISSUES = 500


def headline(where: Source, sources: pd.DataFrame) -> None:
    """Say what is in the database."""
    if sources.empty:
        frame.headline(
            "Belum ada data", "Muat berurutan: batas desa, daftar keluarga, lalu daftar penerima tiap program."
        )
        return
    families = cache.coverage_of(where, "", ALL)["families"].sum()
    periods = cache.periods(where)
    frame.headline(
        f"{number(families)} keluarga di {number(len(cache.layer(where)))} desa, {number(len(periods))} periode penyaluran",
        f"{number(len(sources))} berkas dimuat, yang terbaru {long_date(local_day(sources['loaded_at'].iloc[0]))}",
    )


def database_choice(where: Source) -> None:
    """Let the office leave the demo for its own database, or look at the demo again."""
    if where.is_demo:
        frame.say("Ini data contoh. Berkas kantor dimuat ke basis data kantor yang terpisah.")
        if st.button("Pakai basis data kantor", type="primary"):
            filters.choose_database(filters.OFFICE_DB)
            st.rerun()
    elif filters.DEMO_DB.is_file() and st.button("Lihat data contoh", type="tertiary"):
        filters.choose_database(filters.DEMO_DB)
        st.rerun()


def upload(where: Source) -> None:
    """Take a file: what it is, how it is read, load."""
    if where.is_demo:
        frame.note("Pilih “Pakai basis data kantor” di atas untuk memuat berkas sendiri.")
        return
    file = st.file_uploader(
        "Berkas (CSV, XLSX, GeoJSON, GeoPackage, Shapefile zip, KML)", type=KINDS, key=f"berkas_{where.version}"
    )
    show_last_report()
    if file is None:
        return
    try:
        _one_file(where, file)
    except PetasalurError as error:
        frame.say(sentence(error), frame.ERROR)


def _one_file(where: Source, file: UploadedFile) -> None:
    with on_disk(file) as path:
        guessed = guess_kind(path)
        kinds = list(KIND_LABELS)
        kind = st.segmented_control(
            "Jenis berkas", kinds, default=guessed, format_func=KIND_LABELS.__getitem__, key=f"jenis_{file.file_id}"
        )
        if kind is None:
            return
        program, period = _program_and_period(file) if kind == "recipients" else ("", "")
        choice: dict[str, str] = {}
        if kind in LAYOUTS:
            choice = _columns(preview_table(path, kind), file)
            preview = preview_table(path, kind, choice)
            frame.note(f"{number(preview.row_count)} baris · contoh, nomor dan nama disamarkan:")
            st.dataframe(preview.sample, hide_index=True)
        if st.button("Muat berkas ini", type="primary", key=f"muat_{file.file_id}"):
            _load(where, SourceFile(kind, path, program, period, choice), Answers())
        _questions(where, SourceFile(kind, path, program, period, choice), file)


def _program_and_period(file: UploadedFile) -> tuple[str, str]:
    one, two, three = st.columns(3)
    today = dt.datetime.now(dt.UTC).date()
    with one:
        program = one_of("Program", list(PROGRAMS), words=program_label, key=f"program_{file.file_id}")
    with two:
        years = list(range(today.year + 1, today.year - 6, -1))
        year = one_of("Tahun", years, index=1, key=f"tahun_{file.file_id}")
    with three:
        months = list(range(1, 13))
        index = today.month - 1
        chosen = one_of(
            "Bulan",
            months,
            index=index,
            words=lambda value: month(f"{year}-{value:02d}"),
            key=f"bulan_{file.file_id}",
        )
    return program, f"{year}-{chosen:02d}"


def _columns(preview: Preview, file: UploadedFile) -> dict[str, str]:
    """Show which column holds what, guesses marked; return what the user has changed (field → header)."""
    first = preview.mappings[0]
    found = {match.field: match for match in first.matches if match.field}
    guesses = [FIELDS[field].label for field, match in found.items() if match.is_guess]
    title = f"Kolom: {len(found)} dikenali" + (f", {len(guesses)} tebakan yang perlu diperiksa" if guesses else "")
    if preview.skipped_sheets:
        frame.say(f"Lembar yang tidak dibaca: {', '.join(preview.skipped_sheets)}", frame.CAUTION)
    headers = [_NO_COLUMN, *dict.fromkeys(match.header for match in first.matches if match.header)]
    choice: dict[str, str] = {}
    with st.expander(title, expanded=bool(guesses)):
        frame.note(f"Baris judul: baris {first.header_row}. Ubah bila ada yang keliru.")
        places = st.columns(3)
        for number_of, field in enumerate(LAYOUTS[preview.kind].fields):
            present = found[field].header if field in found else _NO_COLUMN
            mark = " (tebakan)" if field in found and found[field].is_guess else ""
            with places[number_of % 3]:
                picked = one_of(
                    f"{FIELDS[field].label}{mark}",
                    headers,
                    index=headers.index(present),
                    key=f"kolom_{field}_{file.file_id}",
                )
            if picked != present:
                choice[field] = "" if picked == _NO_COLUMN else picked
    return choice


def _load(where: Source, source: SourceFile, answers: Answers) -> None:
    """Load the file with progress; what the program must not decide alone is asked on the next run."""
    filters.remember("pertanyaan", None)
    try:
        with waiting("Membuka berkas …") as progress:
            reports = load_files(cache.store_of(where), [source], answers, progress)
    except (BoundaryDisplaced, AmbiguousCrs, UnknownCrs, AmbiguousCodeSystem, UnknownCodes) as error:
        filters.remember("pertanyaan", (type(error).__name__, sentence(error)))
        return
    filters.remember("laporan", reports)
    st.rerun()


def _questions(where: Source, source: SourceFile, file: UploadedFile) -> None:
    """Ask what the last try could not decide."""
    asked = filters.answer("pertanyaan")
    if not isinstance(asked, tuple):
        return
    kind, text = asked
    frame.say(text, frame.CAUTION)
    if kind == BoundaryDisplaced.__name__:
        sure = st.checkbox("Saya sudah memeriksa: batas yang baru ini yang benar", key=f"yakin_{file.file_id}")
        if sure and st.button("Ganti batas desa", key=f"ganti_{file.file_id}"):
            _load(where, source, Answers(accept_displaced=True))
    elif kind in {AmbiguousCrs.__name__, UnknownCrs.__name__}:
        crs = st.text_input("Sistem koordinat, misalnya EPSG:32750", key=f"crs_{file.file_id}")
        if crs and st.button("Muat dengan sistem ini", key=f"muat_crs_{file.file_id}"):
            _load(where, source, Answers(crs=crs))
    else:
        labels: dict[System, str] = {"kemendagri": "Kode Kemendagri (63.11.02.2001)", "bps": "Kode BPS (6311060021)"}
        system = st.radio(
            "Kode di berkas ini", list(labels), format_func=labels.__getitem__, key=f"kode_{file.file_id}"
        )
        if st.button("Muat dengan kode ini", key=f"muat_kode_{file.file_id}"):
            _load(where, source, Answers(code_system=system))


def show_last_report() -> None:
    """Show what became of the file loaded last."""
    reports = filters.answer("laporan")
    for report in reports if isinstance(reports, list) else []:
        _report(report)


def _report(report: Loaded) -> None:
    if report.is_repeat:
        frame.say(f"{report.name} sudah dimuat sebelumnya; tidak ada yang berubah.")
        return
    text = (
        f"{report.name}: {number(report.accepted_count)} dari {number(report.row_count)} baris dimuat, "
        f"{number(report.flagged_count)} perlu dilihat, {number(report.set_aside_count)} disisihkan."
    )
    frame.say(text, frame.CAUTION if report.set_aside_count else frame.DONE)
    for line in describe(report.facts):
        frame.note(line)


def sources(where: Source, table: pd.DataFrame) -> None:
    """List the files loaded; a list can be taken back as a whole."""
    if table.empty:
        frame.note("Belum ada berkas yang dimuat.")
        return
    shown = pd.DataFrame(
        {
            "Berkas": table["file_name"],
            "Jenis": table["kind"].map(KIND_LABELS),
            "Program": table["program"].map(lambda key: program_label(key) if key else ""),
            "Periode": table["period"].map(lambda period: month(period) if period else ""),
            "Dimuat": table["loaded_at"].map(lambda at: long_date(local_day(at))),
            "Baris": table["row_count"],
            "Diterima": table["accepted_count"],
            "Disisihkan": table["set_aside_count"],
            "Keadaan": table["withdrawn_at"].astype(object).map(_state),
        }
    )
    tables.show(shown, dict.fromkeys(("Baris", "Diterima", "Disisihkan"), column(0)))
    if not where.is_demo:
        _withdraw(where, table)
    newest_layer = table[table["kind"] == "boundaries"].head(1)
    for facts in newest_layer["facts"]:
        frame.subtitle("Batas desa yang dipakai")
        for line in describe(json.loads(facts)):
            frame.note(line)


def _state(withdrawn_at: pd.Timestamp) -> str:
    return "dipakai" if pd.isna(withdrawn_at) else f"ditarik {long_date(local_day(withdrawn_at))}"


def _withdraw(where: Source, table: pd.DataFrame) -> None:
    """Let a list be taken back, for one that was wrong or is replaced by a corrected one."""
    lists = table[table["kind"].isin(["families", "recipients"]) & table["withdrawn_at"].isna()]
    names = {
        int(row.load_id): f"{row.file_name} · {program_label(row.program) if row.program else KIND_LABELS[row.kind]} · "
        f"{month(row.period) if row.period else long_date(local_day(row.loaded_at))}"
        for row in lists.itertuples()
    }
    if not names:
        return
    with st.expander("Tarik satu daftar (salah berkas, atau diganti yang sudah diperbaiki)"):
        chosen = one_of("Daftar", list(names), words=names.__getitem__)
        frame.note("Semua baris daftar ini keluar dari hitungan; berkasnya bisa dimuat lagi kapan saja.")
        sure = st.checkbox("Ya, tarik daftar ini")
        if st.button("Tarik daftar", disabled=not sure):
            withdraw_load(cache.store_of(where), chosen)
            st.rerun()


def issues(where: Source, table: pd.DataFrame) -> None:
    """Show the doubts: how many of each kind, and the rows, to take away."""
    if table.empty:
        frame.note("Tidak ada catatan: semua baris terbaca tanpa keraguan.")
        return
    names = {"severity": "Tingkat", "row_count": "Baris", "message": "Artinya"}
    tables.show(cache.issue_counts(where)[list(names)].rename(columns=names), {"Baris": column(0)})
    frame.note("KRITIS: baris disisihkan sampai diperbaiki · PERIKSA: dimuat, perlu dilihat · INFO: sekadar diketahui")
    columns = {
        "file": "Berkas", "sheet": "Lembar", "row": "Baris", "key": "Nomor", "severity": "Tingkat", "message": "Catatan",
        "value": "Tertulis", "remedy": "Tindakan",
    }  # fmt: skip
    shown = table.head(_SHOWN_ISSUES)[list(columns)].rename(columns=columns)
    tables.show(shown, {}, height_px=320)
    if len(table) > _SHOWN_ISSUES:
        frame.note(f"{number(_SHOWN_ISSUES)} dari {number(len(table))} catatan tampil; unduh untuk melihat semuanya.")
    mark = "DATA CONTOH " if where.is_demo else ""
    waiting = cache.set_aside(where)
    st.download_button(
        f"Unduh catatan dan {number(len(waiting))} baris yang disisihkan (XLSX)",
        lambda: xlsx_bytes(
            {"Disisihkan": waiting, "Catatan": table[list(columns)].rename(columns=columns)}, is_demo=where.is_demo
        ),
        file_name=f"{mark}catatan pemeriksaan.xlsx",
        on_click="ignore",
    )
    st.download_button(
        "Unduh semua catatan (CSV)",
        lambda: csv_bytes(table, is_demo=where.is_demo, for_excel=True),
        file_name=f"{mark}catatan pemeriksaan.csv",
        on_click="ignore",
    )


def settings(where: Source, values: dict[str, float | str | None]) -> None:
    """Show the settings; each is saved when it is changed."""
    with st.form("pengaturan"):
        places = st.columns(2)
        entered: dict[str, float | str | None] = {}
        for position, entry in enumerate(SETTINGS.values()):
            label = f"{entry.label} ({entry.unit})" if entry.unit else entry.label
            with places[position % 2]:
                if entry.minimum is None:
                    text = st.text_input(label, value=str(values[entry.key] or ""), help=entry.note)
                    entered[entry.key] = text.strip() or None
                else:
                    present = values[entry.key]
                    entered[entry.key] = st.number_input(
                        label,
                        min_value=float(entry.minimum),
                        max_value=float(entry.maximum or 1e9),
                        value=None if present is None else float(present),
                        help=entry.note,
                    )
        if st.form_submit_button("Simpan"):
            for key, value in entered.items():
                if value != values[key]:
                    save_setting(cache.store_of(where), key, value)
            st.rerun()
