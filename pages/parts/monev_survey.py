"""The second tab of Monev: the index of satisfaction, where and in what it is weak, and typing answers in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.monev.satisfaction import FEW, GRADE_WORDS, SUPPRESS_BELOW, Ikm
from analytics.monev.unsur import UNSUR
from analytics.monev.windows import EVER, MONTH, QUARTER, UNITS, YEAR, window
from data.monev import survey
from data.settings import IKM_WEIGHTS
from pages.parts import acting, cache, filters, frame, monev_scope, tables
from pages.parts.cache import Source, monev
from pages.parts.cache.shown import shown
from pages.parts.choice import one_of
from pages.parts.format import column, long_date, number
from pages.parts.monev_scope import Scope

SERVICES = ("Penyaluran bansos", "Pendataan dan verifikasi", "Surat keterangan", "Pengaduan")
"""Proposed beside those that surveys name."""
_EVERY, _OTHER = "", "layanan lain"
_DIGITS = "monev_sembilan"


def show(scope: Scope) -> None:
    """Show the index; let answers be typed in and taken back."""
    known = monev.services(scope.seen)
    unit, service = _chosen(known) if monev.sees_rows(scope.seen) else (QUARTER, _EVERY)
    found = monev.ikm(scope.seen, scope.period, unit, service)
    _answer(scope, found, unit)
    if found.respondents:
        left, right = st.columns(2)
        with left:
            _unsur(scope, unit, service)
        with right:
            _groups(scope, unit, service)
        monev_scope.the_map(scope, "ikm")
    _enter(scope, known)
    _typed(scope)


def _chosen(known: list[str]) -> tuple[str, str]:
    """Ask which stretch of time and which service; who sees figures only is told of quarters and all services."""
    one, two = st.columns(2)
    with one:
        unit = one_of("Rentang", [QUARTER, MONTH, YEAR, EVER], words=UNITS.__getitem__, key="monev_rentang")
    with two:
        service = one_of("Layanan", [_EVERY, *known], words=lambda name: name or "Semua layanan", key="monev_layanan")
    return unit, service


def _answer(scope: Scope, found: Ikm, unit: str) -> None:
    first, last = window(scope.period, unit)
    when = "semua waktu" if unit == EVER else f"{long_date(first)} sampai {long_date(last)}"
    weight = IKM_WEIGHTS[str(cache.settings(scope.where)["ikm_weight"])]
    if not found.respondents:
        frame.subtitle("IKM: belum ada jawaban")
        frame.note(
            f"Tidak ada jawaban survei untuk {when}. Ketik jawabannya di bawah, atau muat berkas survei di halaman Data."
        )
        frame.link("intake", "Buka halaman Data untuk memuat berkas")
        return
    if found.respondents < SUPPRESS_BELOW and not monev.sees_rows(scope.seen):
        frame.subtitle(f"IKM ditutup: kurang dari {SUPPRESS_BELOW} responden")
        return
    told = (
        f"IKM {number(found.value, 2)} · mutu {found.grade} ({GRADE_WORDS[found.grade]})"
        if found.grade
        else "IKM belum dapat dihitung: ada unsur tanpa jawaban"
    )
    weakest = (
        f" · terlemah: {UNSUR[found.weakest].label} ({number(found.nrr[found.weakest], 2)} dari 4)"
        if found.weakest
        else ""
    )
    frame.subtitle(f"{told} · {number(found.respondents)} responden{weakest}")
    frame.note(
        f"{when} · bobot tiap unsur {weight}, diubah di halaman Data tab Pengaturan · IKM = jumlah nilai rata-rata × bobot × 25 (PermenPANRB 14/2017) · "
        "sumber: berkas survei dan lembar yang diketik"
    )
    if found.is_few:
        frame.say(
            f"Kurang dari {FEW} responden: angka ini belum kuat, jangan dibandingkan terlalu teliti.", frame.CAUTION
        )


def _unsur_table(seen: Source, period: str, unit: str, service: str) -> pd.DataFrame:
    found = monev.ikm(seen, period, unit, service)
    return pd.DataFrame(
        {"Unsur": [f"{'▼ ' if key == found.weakest else ''}{entry.label}" for key, entry in UNSUR.items()],
         "Rata-rata (1–4)": found.nrr.to_numpy(), "Jawaban": found.n.to_numpy()}
    )  # fmt: skip


def _unsur(scope: Scope, unit: str, service: str) -> None:
    frame.subtitle("Sembilan unsur")
    rows = shown(_unsur_table, scope.seen, scope.period, unit, service)
    tables.show(rows, {"Rata-rata (1–4)": column(2), "Jawaban": column(0)})
    frame.note("▼ unsur terlemah. Jawaban kosong tidak dihitung, karena itu jumlahnya bisa berbeda tiap unsur.")
    if not monev.sees_rows(scope.seen):
        frame.note(f"Unsur dengan kurang dari {SUPPRESS_BELOW} jawaban ditutup, bersama satu unsur lain.")


def _groups(scope: Scope, unit: str, service: str) -> None:
    views = {"desa_name": "Per desa", "service": "Per layanan", "when": "Dari waktu ke waktu"}
    by = one_of("Dirinci", list(views), words=views.__getitem__, key="monev_rinci")
    rows = shown(_groups_table, scope.seen, scope.period, unit, service, by)
    tables.show(rows, {"IKM": column(2), "Responden": column(0)}, height_px=320)
    if not monev.sees_rows(scope.seen):
        frame.note(
            f"◇ kurang dari {FEW} responden. Ditutup: kurang dari {SUPPRESS_BELOW} responden, atau dapat membukanya. Per triwulan dan "
            "semua layanan saja: selisih dengan bulan atau layanan lain dapat membuka yang ditutup."
        )
        return
    frame.note(
        f"◇ kurang dari {FEW} responden. Sel dengan kurang dari {SUPPRESS_BELOW} responden hanya tampil di sini, tidak di laporan atau peta."
    )


def _groups_table(seen: Source, period: str, unit: str, service: str, by: str) -> pd.DataFrame:
    if by == "when":
        rows = monev.ikm_trend(seen, MONTH if unit == MONTH else QUARTER if unit != YEAR else YEAR, service)
        first = "Waktu"
    else:
        columns = ("desa_code", "desa_name") if by == "desa_name" else ("service",)
        rows = monev.ikm_by(seen, period, unit, service, columns)
        first = "Desa" if by == "desa_name" else "Layanan"
    marks = (
        rows["is_small"]
        .map({True: f" ◇ kurang dari {SUPPRESS_BELOW}" if monev.sees_rows(seen) else " ◇ ditutup", False: ""})
        .where(~rows["is_few"] | rows["is_small"], " ◇")
    )
    table = pd.DataFrame(
        {first: rows[by], "IKM": rows["ikm"], "Mutu": rows["grade"] + marks, "Responden": rows["respondents"],
         "Terlemah": rows["weakest"].map({key: entry.label for key, entry in UNSUR.items()})}
    )  # fmt: skip
    return table if by == "when" else table.iloc[rows.sort_values(["is_small", "ikm"]).index]


def _enter(scope: Scope, known: list[str]) -> None:
    """Let one sheet after the other be typed in: place and day stay, the answers begin anew."""
    with st.expander("Isi jawaban survei", expanded=False):
        if not monev_scope.may_record(scope):
            return
        one, two, three = st.columns(3)
        with one:
            desa = monev_scope.desa_of(scope, key="monev_survei_desa")
        with two:
            services = list(dict.fromkeys([*SERVICES, *known, _OTHER]))
            service = str(one_of("Layanan yang diterima", services, key="monev_survei_layanan"))
            if service == _OTHER:
                service = st.text_input("Nama layanan", max_chars=80, key="monev_survei_lain")
        with three:
            on_date = acting.day("Tanggal", key="monev_survei_tanggal")
        ways = {"ketik": "Ketik sembilan angka", "klik": "Klik tiap jawaban"}
        way = st.segmented_control(
            "Cara mengisi", list(ways), default="ketik", required=True, format_func=ways.__getitem__,
            label_visibility="collapsed", key="monev_cara",
        )  # fmt: skip
        with st.form("monev_survei", clear_on_submit=True):
            answers = _by_keys() if way == "ketik" else _by_clicks()
            if st.form_submit_button("Simpan lembar ini", type="primary"):

                def keep() -> str:
                    nine = survey.answers_of(answers) if isinstance(answers, str) else answers
                    survey.add_answers(
                        cache.store_of(scope.where), nine, desa_code=desa, service=service, by=scope.by,
                        on_date=monev_scope.whole_day(on_date),
                    )  # fmt: skip
                    return f"Satu lembar dari {scope.desa[desa]} disimpan; lanjutkan dengan lembar berikutnya."

                acting.carry_out_noted(keep)


def _by_keys() -> str:
    """Ask for nine digits in one field: Enter keeps them and the field is empty for the next sheet."""
    places = st.columns(3)
    for number_, entry in enumerate(UNSUR.values()):
        with places[number_ // 3]:
            frame.note(f"{number_ + 1}. {entry.question} 1 {entry.answers[0]} … 4 {entry.answers[3]}")
    return st.text_input(
        "Sembilan angka menurut urutan pertanyaan, 0 bila tidak dijawab; lalu Enter",
        max_chars=20,
        placeholder="misalnya 343 433 430",
        key=_DIGITS,
    )


def _by_clicks() -> list[int | None]:
    """Ask the nine questions one by one."""
    places = st.columns(2)
    answers: list[int | None] = []
    for place, (key, entry) in enumerate(UNSUR.items()):
        with places[place % 2]:
            words = {index: f"{index} {text}" for index, text in enumerate(entry.answers, 1)}
            answers.append(
                st.radio(
                    f"{place + 1}. {entry.question}",
                    list(words),
                    index=None,
                    format_func=words.__getitem__,
                    horizontal=True,
                    key=f"monev_{key}",
                )
            )
    return answers


def _typed(scope: Scope) -> None:
    """List what was typed in last, and let it be taken back."""
    words = shown(_typed_words, scope.seen) if monev.sees_rows(scope.seen) else {}
    if not words:
        return
    with st.expander(f"Lembar yang diketik terakhir: {number(len(words))}"):
        number_ = int(one_of("Lembar", list(words), words=words.__getitem__, key=f"monev_lembar_{scope.seen.stamp}"))
        if not scope.may:
            return
        reason = st.text_input("Alasan menarik", max_chars=80, key=f"monev_alasan_lembar_{filters.counted('lembar')}")
        if st.button("Tarik lembar ini", key="tarik_lembar"):

            def take() -> str:
                survey.take_back(cache.store_of(scope.where), number_, reason=reason, by=scope.by)
                return f"Lembar nomor {number_} ditarik; riwayatnya tetap ada."

            acting.carry_out_noted(take)


def _typed_words(seen: Source) -> dict[int, str]:
    return {
        int(row["answer_id"]): f"Nomor {row['answer_id']} · {row['desa_name']} · {row['service']} · {long_date(row['on_date'])} · "
        + " ".join("–" if pd.isna(row[key]) else f"{int(row[key])}" for key in UNSUR)
        for row in monev.typed(seen).to_dict("records")
    }  # fmt: skip
