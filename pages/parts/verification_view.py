"""The first tab of Verifikasi: who is due, by risk; recording what was found; who has left."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.export import xlsx_bytes
from data.roles import Actor
from data.takeaway import Taken
from data.workflow import leaving, verification
from data.workflow.risk import RISKS
from data.workflow.states import RESULTS
from pages.parts import acting, cache, frame, tables, take_away
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import column, long_date, number
from pages.parts.paper_box import paper_box
from pages.parts.upload import on_disk

_COLUMNS = {
    "score": "Skor risiko", "name": "Nama", "desa_name": "Desa", "reasons": "Alasan",
    "programs": "Program", "no_kk": "No. KK / NIK", "dusun": "Dusun", "rt": "RT", "verified_on": "Terakhir",
    "result": "Hasil terakhir",
}  # fmt: skip
_LEFT = {
    "name": "Nama", "desa_name": "Desa", "cause": "Sebab", "left_on": "Sejak", "note": "Catatan", "by_name": "Dicatat oleh",
    "no_kk": "No. KK / NIK",
}  # fmt: skip
_SCOPES = {False: "Penerima bantuan", True: "Penerima dan semua keluarga miskin"}
UNKNOWN_DESA = "desa tidak diketahui"


def headline(where: Source, desa: str) -> None:
    """Say how many are to be verified, and where most."""
    counts = cache.due_per_desa(where, desa, with_poor=False)
    months = number(float(str(cache.settings(where)["verify_months"])))
    detail = f"Penerima yang belum pernah diverifikasi, tidak ditemukan, atau terakhir {months} bulan lalu atau lebih."
    if counts.empty:
        frame.headline("Tidak ada keluarga yang perlu diverifikasi sekarang", detail)
        return
    first = counts.iloc[0]
    place = str(first["desa_name"] or UNKNOWN_DESA)
    most = f" di {place}" if desa else f"; terbanyak di {place} ({number(first['due_count'])})"
    frame.headline(f"{number(counts['due_count'].sum())} keluarga perlu diverifikasi tahun ini{most}", detail)


def due(where: Source, desa: str, by: Actor) -> None:
    """List who is due; record results for many at once, on the screen or by a returned list."""
    first, _ = st.columns([1, 1])
    with first:
        with_poor = one_of("Siapa", list(_SCOPES), words=_SCOPES.__getitem__, key="lingkup_verifikasi")
    rows = cache.due(where, desa, with_poor=with_poor)
    if rows.empty:
        frame.note("Tidak ada yang perlu diverifikasi pada pilihan ini.")
    else:
        left, right = st.columns([3, 1])
        with left:
            chosen = acting.choose_rows(where, _shown(rows), {"Skor risiko": column(0)}, key=f"verifikasi_{desa}")
        with right:
            _per_desa(cache.due_per_desa(where, desa, with_poor=with_poor))
        _record(where, rows, chosen, by)
        _by_list(where, rows, desa, by)
    _score_table()
    _left(where, desa, by)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    days = pd.to_datetime(rows["verified_on"]).map(long_date, na_action="ignore")
    return rows.assign(verified_on=days)[list(_COLUMNS)].rename(columns=_COLUMNS)


def _per_desa(counts: pd.DataFrame) -> None:
    shown = pd.DataFrame({"Desa": counts["desa_name"].replace("", UNKNOWN_DESA), "Perlu": counts["due_count"]})
    tables.show(shown, {"Perlu": column(0)}, height_px=360)


def _record(where: Source, rows: pd.DataFrame, chosen: list[int], by: Actor) -> None:
    frame.subtitle(f"Catat hasil untuk {number(len(chosen))} keluarga yang dipilih")
    one, two, three = st.columns([1, 1, 2])
    with one:
        result = one_of("Hasil", list(RESULTS), words=lambda key: RESULTS[key].label, key="hasil_verifikasi")
    with two:
        on_date = acting.day("Tanggal verifikasi", key="tanggal_verifikasi")
    with three:
        note = st.text_input("Catatan", max_chars=200, key="catatan_verifikasi")
    if RESULTS[result].cause:
        frame.note(
            "Hasil ini mengeluarkan keluarga dari daftar sejak tanggal itu; bulan-bulan sebelumnya tetap. Bila hanya "
            "penerimanya yang meninggal dan keluarganya tetap layak, pilih Data diperbaiki."
        )
    acting.say_who_may(by, verification.ACT)
    if st.button("Catat hasil", type="primary", disabled=not chosen, key="catat_verifikasi"):
        handles = list(rows["handle"].iloc[chosen])
        acting.carry_out(
            lambda: (
                f"{number(verification.record(cache.store_of(where), handles, result, by=by, on_date=on_date, note=note))}"
                f" keluarga dicatat: {RESULTS[result].label.lower()}."
            )
        )


def _by_list(where: Source, rows: pd.DataFrame, desa: str, by: Actor) -> None:
    """Let the list go to the desa and come back filled in."""
    with st.expander("Lewat berkas: unduh daftarnya, isi di desa, lalu kirim kembali"):
        frame.note(
            f"Isi kolom {verification.RESULT} dengan salah satu: {', '.join(r.label for r in RESULTS.values())}; isi "
            f"{verification.DAY} seperti 21/11/2026. Kolom {verification.CODE} jangan diubah."
        )
        mark = "DATA CONTOH " if where.is_demo else ""
        take_away.button(
            where,
            "daftar_verifikasi_isi",
            f"Unduh {number(len(rows))} baris (XLSX)",
            lambda: Taken(
                xlsx_bytes({"Verifikasi": verification.sheet_to_fill(rows)}, is_demo=where.is_demo), len(rows)
            ),
            f"{mark}daftar verifikasi.xlsx",
        )
        paper_box(where, "daftar_verifikasi", by, desa=desa, label="Cetak daftar verifikasi (PDF)")
        upload = st.file_uploader("Berkas yang sudah diisi", type=["xlsx", "csv"], key=f"kembali_{where.version}")
        if upload and st.button("Catat isi berkas", type="primary"):

            def take() -> str:
                store = cache.store_of(where)
                with on_disk(store, upload) as path:
                    count = verification.record_file(store, path, by=by, name=path.name)
                return f"{number(count)} hasil verifikasi dicatat dari {upload.name}."

            acting.carry_out(take)


def _score_table() -> None:
    with st.expander("Arti skor risiko"):
        frame.note(
            "Jumlah nilai di bawah ini; hanya urutan kerja, bukan ukuran kemiskinan dan bukan desil. Yang tertinggi "
            "didatangi lebih dulu."
        )
        told = pd.DataFrame({"Alasan": [r.label for r in RISKS.values()], "Nilai": [r.points for r in RISKS.values()]})
        tables.show(told, {"Nilai": column(0)})


def _left(where: Source, desa: str, by: Actor) -> None:
    """List who has left; each can come back, or was never gone."""
    rows = cache.left(where, desa)
    with st.expander(f"Yang keluar: {number(len(rows))}"):
        if rows.empty:
            frame.note("Belum ada yang keluar.")
            return
        days = pd.to_datetime(rows["left_on"]).map(long_date)
        shown = rows.assign(left_on=days)[list(_LEFT)].rename(columns=_LEFT)
        chosen = acting.choose_rows(where, shown, {}, key=f"keluar_{desa}", height_px=200)
        is_mistake = st.checkbox("Salah catat: tidak pernah keluar", key="salah_keluar")
        on_date = None if is_mistake else acting.day("Kembali sejak", key="tanggal_kembali")
        reason = st.text_input("Alasan", max_chars=200, key="alasan_kembali")
        if st.button("Masukkan kembali", disabled=not chosen, key="masukkan_kembali"):
            ids = [int(number) for number in rows["leaving_id"].iloc[chosen]]
            acting.carry_out(
                lambda: (
                    f"{leaving.come_back(cache.store_of(where), ids, by=by, reason=reason, returned_on=on_date)}"
                    " keluarga masuk kembali."
                )
            )
