"""Sections of monev: satisfaction, complaints, indicators against their targets, actions of meetings."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analytics.monev import actions as actions_of
from analytics.monev import complaints as complaints_of
from analytics.monev.measures import IKM, MEASURES
from analytics.monev.performance import (
    STATES,
    TOLD,
    judge,
    measure_all,
    read_inputs,
    read_told_trend,
    short_count,
    target_of,
)
from analytics.monev.satisfaction import (
    FEW,
    GRADE_WORDS,
    SUPPRESS_BELOW,
    UNSUR,
    ikm,
    published,
    rounded,
    weight_of,
)
from analytics.monev.windows import QUARTER, window, within
from analytics.report.few import told_values
from analytics.report.material import TREND_PERIODS, Material
from analytics.report.sections.coverage import none_if_missing
from analytics.suppression import LIMIT
from data.mask import mask_inside
from data.monev.figures import read_targets
from data.monev.meetings import read_actions
from data.papers.monev.model import TEXT, Cell, Chart, Column, Section, Table
from data.programs import ALL
from geo.notation import long_date, month, number

OWNERS_TOLD = (
    "Sumber: catatan rapat monev. Penanggung jawab tertulis seperti dicatat rapat; tulis jabatan, bukan nama orang. Nomor panjang disamarkan. Bagian ini "
    "tidak ada di papan informasi dan layer QGIS."
)


def satisfaction(material: Material) -> Section:
    """Return the IKM of the quarter that holds the period."""
    title = "Kepuasan masyarakat (IKM)"
    first, last = window(material.period, QUARTER)
    answers = material.of_scope(within(material.answers, first, last).fillna({"desa_code": ""}))
    found = published(ikm(answers, weight_of(material.settings["ikm_weight"])))
    if found.respondents and pd.isna(found.value):
        is_few = found.respondents < SUPPRESS_BELOW
        why = f"kurang dari {SUPPRESS_BELOW} responden" if is_few else "ada unsur tanpa jawaban"
        return Section("kepuasan", title, "", empty=f"IKM triwulan ini tidak ditampilkan: {why}.")
    if pd.isna(found.value):
        return Section(
            "kepuasan", title, "", empty="Belum ada jawaban survei kepuasan untuk triwulan ini; isi di halaman Monev."
        )
    weakest = f"; terlemah: {UNSUR[found.weakest].label.lower()}" if found.weakest else ""
    answer = (
        f"IKM {number(rounded(found.value), 2)}: mutu {found.grade} ({GRADE_WORDS[found.grade]}), {number(found.respondents)} "
        f"responden{weakest}."
    )
    few = f" Kurang dari {FEW} responden: hati-hati." if found.is_few else ""
    hidden = f" Unsur dengan kurang dari {SUPPRESS_BELOW} jawaban tidak ditampilkan." if found.nrr.isna().any() else ""
    chart = Chart(
        "Nilai rata-rata tiap unsur", tuple(UNSUR[key].label for key in UNSUR),
        (("Nilai", tuple(none_if_missing(found.nrr[key]) for key in UNSUR)),), "1–4", 2,
        note=f"PermenPANRB 14/2017, bobot {number(found.weight, 3)} tiap unsur; {_quarter(first, last)}, "
        f"{number(found.respondents)} responden. Sumber: survei kepuasan.{few}{hidden}",
    )  # fmt: skip
    return Section("kepuasan", title, answer, (chart,), slide_blocks=(0,))


def _quarter(first: dt.date, last: dt.date) -> str:
    return f"{long_date(first)} sampai {long_date(last)}"


def complaints(material: Material) -> Section:
    """Return the complaints of the quarter by kind."""
    title = "Pengaduan"
    if material.told is not None:
        return _told_complaints(material, title)
    first, last = window(material.period, QUARTER)
    limit = float(str(material.settings["complaint_days"]))
    judged = material.of_scope(within(material.complaints, first, last).fillna({"desa_code": ""}))
    if judged.empty:
        return Section("pengaduan", title, "", empty="Tidak ada pengaduan yang tercatat pada triwulan ini.")
    counts = complaints_of.count_by(judged, ["kind"])
    answer = (
        f"{number(int(counts['open_count'].sum()))} dari {number(len(judged))} pengaduan masih terbuka, "
        f"{number(int(counts['late_count'].sum()))} lewat batas {number(limit)} hari."
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (str(kind), *(int(value) for value in values))
        for kind, values in zip(counts["kind"], counts[list(_COMPLAINT_KEYS)].to_numpy().tolist(), strict=True)
    )
    table = Table(
        "Pengaduan menurut masalah",
        _COMPLAINT_COLUMNS,
        rows,
        note=f"Pengaduan yang masuk {_quarter(first, last)}, keadaan {long_date(material.wish.on)}. Sumber: register "
        "pengaduan. Isi pengaduan tidak dimuat dalam laporan.",
        slide_columns=(0, 1, 2, 3),
    )
    return Section("pengaduan", title, answer, (table,), slide_blocks=(0,), joins=True)


_COMPLAINT_COLUMNS = (
    Column("Tentang", TEXT, share=2.4), Column("Pengaduan"), Column("Terbuka"), Column("Lewat batas"), Column("Selesai"),
)  # fmt: skip
_COMPLAINT_KEYS = ("complaint_count", "open_count", "late_count", "closed_count")


def _told_complaints(material: Material, title: str) -> Section:
    """Return what the page Monev tells of complaints to who sees figures only: of all time, never of a quarter beside it."""
    told = material.told_complaints
    if told is None:
        return Section("pengaduan", title, "", empty="Tidak ada pengaduan yang tercatat.")
    counts = {key: material.count(told.total[key]) for key in _COMPLAINT_KEYS}
    limit = number(float(str(material.settings["complaint_days"])))
    answer = (
        f"{counts['open_count']} dari {counts['complaint_count']} pengaduan masih terbuka, {counts['late_count']} lewat "
        f"batas {limit} hari."
    )
    rows = tuple(
        (str(kind), *map(material.cell, values))
        for kind, values in zip(told.kind["kind"], told.kind[list(_COMPLAINT_KEYS)].to_numpy().tolist(), strict=True)
    )
    table = Table(
        "Pengaduan menurut masalah", _COMPLAINT_COLUMNS, rows, slide_columns=(0, 1, 2, 3),
        note=f"Semua pengaduan yang pernah masuk, keadaan {long_date(material.wish.on)}, seperti di halaman Monev. Sumber: "
        "register pengaduan. Isi pengaduan tidak dimuat dalam laporan.",
    )  # fmt: skip
    return Section("pengaduan", title, answer, (table,), slide_blocks=(0,), joins=True)


def performance(material: Material) -> Section:
    """Return the indicators of performance of the whole office against their targets."""
    title = "Indikator kinerja"
    rows = _judged_values(material)
    short, judged = short_count(rows)
    answer = f"{number(short)} dari {number(judged)} indikator yang punya target belum mencapai target."
    columns = (
        Column("Indikator", TEXT, share=2.4), Column("Nilai", decimals=1), Column("Target", decimals=1),
        Column("Keadaan", TEXT, share=1.5), Column("Dari", TEXT, share=2.6),
    )  # fmt: skip
    body = tuple(
        (MEASURES[key].label, none_if_missing(row["value"]) if row["whole"] == 0 else material.cell(row["value"]), none_if_missing(row["target"]), STATES[row["state"]], _of(key, row))
        for key, row in rows.to_dict("index").items()
    )  # fmt: skip
    table = Table(
        "Indikator terhadap target, semua desa", columns, body, few=9, slide_columns=(0, 1, 2, 3),
        note=f"Dari semua desa yang dimuat kantor, {month(material.period)}. {_sources()}",
    )  # fmt: skip
    return Section("kinerja", title, answer, (table, *_told_trend(material)), slide_blocks=(0,))


def _judged_values(material: Material) -> pd.DataFrame:
    """Return the indicators of the month against their targets; for who sees figures only as the page Monev tells them."""
    period, today = material.period, material.wish.on
    raw = material.of_period(period)
    inputs = read_inputs(
        material.store, period, today=today, coverage=raw[raw["program"] == ALL], answers=material.answers,
        complaints=material.complaints,
    )  # fmt: skip
    values = measure_all(inputs)
    if material.told is not None:
        values = told_values(
            values, period, told=material.told, standing=inputs.standing, complaints=material.told_complaints
        )
    near = float(str(material.settings["near_target_points"]))
    return judge(values, target_of(read_targets(material.store), period), near_points=near)


def _of(key: str, row: dict) -> str:
    """Return what a figure is divided by ("2.143 dari 2.963 keluarga miskin")."""
    if pd.isna(row["whole"]):
        return f"ditutup: di bawah {LIMIT}, atau dapat membukanya"
    if not row["whole"]:
        return "belum ada angka"
    of = "" if key == IKM else f"{number(row['part'])} dari "
    return f"{of}{number(row['whole'])} {MEASURES[key].whole}"


def _sources() -> str:
    """Return where the figures are from: each source with what rests on it."""
    labels = pd.Series({key: measure.label for key, measure in MEASURES.items()})
    by_source = labels.groupby({key: measure.source for key, measure in MEASURES.items()}, sort=False)
    told = [f"{source} ({', '.join(names)})" for source, names in by_source]
    return f"Sumber: {'; '.join(told)}."


def _told_trend(material: Material) -> tuple[Chart, ...]:
    """Return participation, income and satisfaction over the months as a line; none before the second month."""
    known = material.periods[:TREND_PERIODS]
    if len(known) < 2:  # noqa: PLR2004  a line needs two
        return ()
    rows = read_told_trend(material.store, list(known), hides_few=material.told is not None)
    told = [key for key in TOLD if rows[key].notna().any()]
    if not told:
        return ()
    targets = target_of(read_targets(material.store), material.period)["target"]
    aims = "; ".join(
        f"{MEASURES[key].label} {number(targets[key], MEASURES[key].decimals)}" for key in told if key in targets
    )
    return (
        Chart(
            "Partisipasi, pendapatan dan kepuasan dari bulan ke bulan", tuple(month(one) for one in rows.index),
            tuple((MEASURES[key].label, tuple(none_if_missing(value) for value in rows[key])) for key in told),
            "%; IKM 25–100", 1, is_line=True,
            note=f"Penyebut: {'; '.join(f'{MEASURES[key].label}: {MEASURES[key].whole}' for key in told)}. "
            f"Target {month(material.period)}: {aims or 'belum ada'}.",
        ),
    )  # fmt: skip


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
