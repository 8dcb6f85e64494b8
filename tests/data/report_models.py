"""A small report and board, written by hand: long names, hostile texts, missing figures."""

# ruff: noqa: E501  a row of a table is a line

from __future__ import annotations

import datetime as dt
import io

from PIL import Image

from data.papers.monev.model import (
    HIDDEN,
    NUMBER,
    TEXT,
    Board,
    Chart,
    Column,
    Figure,
    Figures,
    Heading,
    MapPicture,
    Report,
    Section,
    Table,
    Text,
)

AT = dt.datetime(2026, 11, 21, 3, 0)  # noqa: DTZ001
LONG = "Baruh Panyambaran Sungai Pumpung Hilir Kecil"
HOSTILE = '=HYPERLINK("http://evil.invalid") <script>window.__ran=1</script> {{7*7}} #panic()'


def png(width: int = 120, height: int = 80) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "#a8549b").save(made, "PNG")
    return made.getvalue()


COLUMNS = (Column("Desa", TEXT, share=2.5), Column("Keluarga miskin"), Column("Cakupan", NUMBER, 1, "%"))
TABLE = Table(
    "Desa menurut kesenjangan", COLUMNS,
    ((LONG, 1234, 52.94), (HOSTILE, 5, None), *((f"Desa {number}", number, 50.0) for number in range(20)), ("Jumlah", 1429, 51.2)),
    total_rows=1, note="Cakupan: dari keluarga miskin.",
)  # fmt: skip
LONG_ANSWER = f"649 dari 2.644 keluarga miskin belum menerima bantuan apa pun (24,5 %). Terbanyak di {LONG} (67), {LONG} Hulu (57)."


def section(key: str, *blocks, **more) -> Section:
    return Section(key, f"Bagian {key}", LONG_ANSWER, blocks, slide_blocks=tuple(range(min(len(blocks), 2))), **more)


def report(section_count: int = 5) -> Report:
    chart = Chart("Cakupan", ("PKH", "Sembako/BPNT"), (("Cakupan", (37.4, None)),), "%", 1)
    line = Chart(
        "Tren",
        ("September 2026", "Oktober 2026"),
        (("Cakupan", (71.1, 72.3)), ("Salah", (7.3, 7.5))),
        "%",
        1,
        is_line=True,
    )
    figures = Figures(
        tuple(
            Figure(f"Angka {n}", "24,5 %", f"dari 2.644 keluarga di {LONG}", certainty="95 %: 23,1–26,0")
            for n in range(6)
        )
    )
    sections = [
        section("ringkasan", figures), section("peta", MapPicture("Peta", png(), "peta"), TABLE), section("program", chart, TABLE),
        section("tren", line), section("kata", Text(("Satu kalimat.", "Kalimat lain."))),
        *(section(f"lain{number}", chart) for number in range(section_count - 5)),
    ]  # fmt: skip
    return Report(
        "Laporan monev", Heading("Pemerintah Kabupaten Balangan", "Kecamatan Halong", "Jl. Raya 1", "NAMA CAMAT", "19700101"),
        "Oktober 2026", "Kecamatan Halong", "Semua program", LONG_ANSWER,
        (*sections, Section("kosong", "Akses", "", empty="Belum ada titik layanan.")),
        ("Keluarga miskin: desil 1 sampai 4.",), "Sumber: berkas yang dimuat kantor", "DATA CONTOH", AT,
    )  # fmt: skip


def board() -> Board:
    table = Table(
        "Bantuan menurut desa",
        COLUMNS,
        ((LONG, 12, 52.9), (HOSTILE, HIDDEN, HIDDEN), ("Jumlah", 20, 50.0)),
        total_rows=1,
    )
    programs = Table(
        "Penerima tiap program", (Column("Program", TEXT), Column("Keluarga")), (("PKH", 11),), note="Catatan."
    )
    return Board(
        "Papan informasi", Heading("", "Kecamatan Halong"), "Oktober 2026", HOSTILE, "11 dari 20 keluarga miskin menerima",
        (Figure("Cakupan", "52,9 %", "dari keluarga miskin"),), table, programs, "Cakupan", b"<svg/>", png(), ("Catatan.",),
        "Sumber", "0812", "", AT,
    )  # fmt: skip
