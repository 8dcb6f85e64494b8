"""Sections of monev: satisfaction, complaints, indicators against their targets, actions of meetings."""

from __future__ import annotations

import pandas as pd

from analytics.monev import actions as actions_of
from analytics.monev import complaints as complaints_of
from analytics.monev.performance import STATES, read_performance, short_count
from analytics.monev.satisfaction import FEW, GRADE_WORDS, UNSUR, ikm, rounded, weight_of
from analytics.monev.windows import QUARTER, window, within
from analytics.report.material import Material
from analytics.report.sections.coverage import none_if_missing
from data.mask import mask_inside
from data.monev.complaints import read_complaints
from data.monev.meetings import read_actions
from data.monev.survey import read_answers
from data.papers.monev.model import TEXT, Cell, Chart, Column, Section, Table
from geo.notation import long_date, number

OWNERS_TOLD = (
    "Penanggung jawab tertulis seperti dicatat rapat; tulis jabatan, bukan nama orang. Nomor panjang disamarkan. Bagian ini "
    "tidak ada di papan informasi dan layer QGIS."
)


def satisfaction(material: Material) -> Section:
    """Return the IKM of the quarter that holds the period."""
    title = "Kepuasan masyarakat (IKM)"
    first, last = window(material.period, QUARTER)
    answers = material.of_scope(within(read_answers(material.store), first, last).fillna({"desa_code": ""}))
    found = ikm(answers, weight_of(material.settings["ikm_weight"]))
    if pd.isna(found.value):
        return Section(
            "kepuasan", title, "", empty="Belum ada jawaban survei kepuasan untuk triwulan ini; isi di halaman Monev."
        )
    answer = (
        f"IKM {number(rounded(found.value), 2)}: mutu {found.grade} ({GRADE_WORDS[found.grade]}), {number(found.respondents)} "
        f"responden; terlemah: {UNSUR[found.weakest].label.lower()}."
    )
    few = f" Kurang dari {FEW} responden: hati-hati." if found.is_few else ""
    chart = Chart(
        "Nilai rata-rata tiap unsur", tuple(UNSUR[key].label for key in UNSUR),
        (("Nilai", tuple(none_if_missing(found.nrr[key]) for key in UNSUR)),), "1–4", 2,
        note=f"PermenPANRB 14/2017, bobot {number(found.weight, 3)} tiap unsur.{few}",
    )  # fmt: skip
    return Section("kepuasan", title, answer, (chart,), slide_blocks=(0,))


def complaints(material: Material) -> Section:
    """Return the complaints of the quarter by kind."""
    title = "Pengaduan"
    first, last = window(material.period, QUARTER)
    limit = float(str(material.settings["complaint_days"]))
    register = material.of_scope(within(read_complaints(material.store), first, last).fillna({"desa_code": ""}))
    if register.empty:
        return Section("pengaduan", title, "", empty="Tidak ada pengaduan yang tercatat pada triwulan ini.")
    judged = complaints_of.judge(register, today=material.wish.on, limit_days=limit)
    counts = complaints_of.count_by(judged, ["kind"])
    answer = (
        f"{number(int(counts['open_count'].sum()))} dari {number(len(judged))} pengaduan masih terbuka, "
        f"{number(int(counts['late_count'].sum()))} lewat batas {number(limit)} hari."
    )
    columns = (
        Column("Tentang", TEXT, share=2.4), Column("Pengaduan"), Column("Terbuka"), Column("Lewat batas"), Column("Selesai"),
    )  # fmt: skip
    keys = ("complaint_count", "open_count", "late_count", "closed_count")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (str(kind), *(int(value) for value in values))
        for kind, values in zip(counts["kind"], counts[list(keys)].to_numpy().tolist(), strict=True)
    )
    table = Table(
        "Pengaduan menurut masalah",
        columns,
        rows,
        note="Isi pengaduan tidak dimuat dalam laporan.",
        slide_columns=(0, 1, 2, 3),
    )
    return Section("pengaduan", title, answer, (table,), slide_blocks=(0,), joins=True)


def performance(material: Material) -> Section:
    """Return the indicators of performance of the whole office against their targets."""
    title = "Indikator kinerja"
    before = material.periods[1] if len(material.periods) > 1 else ""
    rows = read_performance(material.store, material.period, today=material.wish.on, period_before=before)
    short, judged = short_count(rows)
    answer = f"{number(short)} dari {number(judged)} indikator yang punya target belum mencapai target."
    columns = (
        Column("Indikator", TEXT, share=2.6), Column("Nilai", decimals=1), Column("Target", decimals=1),
        Column("Keadaan", TEXT, share=1.6),
    )  # fmt: skip
    labels = rows["label"] if "label" in rows else rows.index.to_series()
    body = tuple(
        (str(label), none_if_missing(value), none_if_missing(target), STATES[state])
        for label, value, target, state in zip(labels, rows["value"], rows["target"], rows["state"], strict=True)
    )
    table = Table(
        "Indikator terhadap target, semua desa", columns, body, note="Dari semua desa yang dimuat kantor.", few=9
    )
    return Section("kinerja", title, answer, (table,), slide_blocks=(0,))


def actions(material: Material) -> Section:
    """Return what meetings agreed and how it stands."""
    title = "Tindak lanjut rapat monev (untuk rapat, tidak untuk diumumkan)"
    known = read_actions(material.store)
    if known.empty:
        return Section("tindak_lanjut", title, "", empty="Belum ada tindak lanjut yang dicatat; isi di halaman Monev.")
    judged = actions_of.judge(known, today=material.wish.on)
    told = judged.assign(said=mask_inside(judged["said"]), owner=mask_inside(judged["owner"]))
    columns = (
        Column("Tindak lanjut", TEXT, share=3.4), Column("Penanggung jawab", TEXT, share=1.6), Column("Batas", TEXT, share=1.3),
        Column("Keadaan", TEXT, share=1.8),
    )  # fmt: skip
    rows = tuple(
        (said, owner, long_date(due.date()) if pd.notna(due) else "–", actions_of.standing_in_words(state, int(late)))
        for said, owner, due, state, late in zip(
            told["said"], told["owner"], told["due_on"], told["state"], told["days_late"], strict=True
        )
    )
    answer = f"{number(int(judged['is_open'].sum()))} dari {number(len(judged))} tindak lanjut belum selesai, {number(int(judged['is_late'].sum()))} lewat batas."
    return Section(
        "tindak_lanjut", title, answer, (Table("Tindak lanjut", columns, rows, note=OWNERS_TOLD),), slide_blocks=(0,)
    )
