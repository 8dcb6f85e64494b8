"""The key of the database on the screen: its recovery code for paper, the passphrase of its file."""

from __future__ import annotations

from html import escape

import streamlit as st

from data import keys, recovery, recovery_code, rekey
from data.namesakes import namesakes
from data.roles import Actor
from data.store import Store
from geo.errors import PetasalurError
from geo.notation import long_date, number
from pages.parts import acting, cache, filters, frame, gate
from pages.parts.cache import Source

VIEW = "Kunci basis data"
_OPENED = "kode_dibuka"
_ELSEWHERE = (
    "Kode pemulihan dan kata sandi kunci hanya dibuka di komputer server sendiri, atau lewat alamat https: di jaringan "
    "tanpa https orang lain dapat ikut membacanya."
)


def warn(store: Store, by: Actor, *, is_reminded: bool) -> None:
    """Say what is missing for the data to outlast a lost key file, to who can do something about it.

    ``is_reminded``: of the code :func:`remind` speaks already, above on the page.
    """
    if not (store.is_encrypted and by.may(recovery.ACT)):
        return
    for other in namesakes(store.path)[:1]:
        frame.say(
            f"Di folder ini ada juga {other.name}, yang memakai berkas kunci dan folder cadangan yang sama. Pindahkan salah "
            "satunya ke folder lain bersama salinan berkas dan folder itu.",
            frame.CAUTION,
        )
    if not keys.place(store.path).is_file():
        frame.say(
            f"Berkas kunci {keys.place(store.path).name} tidak ada di tempatnya: basis data tidak dapat dibuka lagi setelah "
            f"Petasalur ditutup. Pilih “{VIEW}”, lalu tulis berkas kuncinya lagi.",
            frame.CAUTION,
        )
    if not is_reminded and not recovery.is_noted(store):
        frame.say(
            "Kode pemulihan belum dicatat: bila berkas kunci hilang, data tidak dapat dibuka lagi oleh siapa pun. Pilih "
            f"“{VIEW}”, buka kodenya, dan tulis di kertas.",
            frame.CAUTION,
        )


def remind(where: Source, by: Actor, *, has_data: bool) -> None:
    """Say above everything, as soon as there is something to lose, that the code is not on paper yet."""
    if where.is_demo or not (has_data and by.may(recovery.ACT)):
        return
    store = cache.store_of(where)
    if store.is_encrypted and not recovery.is_noted(store):
        frame.say(
            f"Kunci basis data belum ada salinannya di kertas. Buka tab Riwayat, pilih “{VIEW}”, lalu tulis kode "
            "pemulihannya: bila komputer ini rusak, hanya kode itu yang membuka cadangan.",
            frame.CAUTION,
        )


def show(where: Source, by: Actor) -> None:
    """Let who keeps the database write its code on paper and change the passphrase."""
    store = cache.store_of(where)
    if not store.is_encrypted:
        frame.note("Basis data ini tidak tersandi, jadi tidak mempunyai kunci.")
        return
    acting.say_who_may(by, recovery.ACT)
    if not by.may(recovery.ACT):
        return
    if not gate.is_private():
        frame.note(_ELSEWHERE)
        return
    _file(store, by)
    _code(store, by)
    _passphrase(store, by)


def _file(store: Store, by: Actor) -> None:
    place = keys.place(store.path)
    frame.note(f"Berkas kunci: {place}")
    if not place.is_file() and st.button("Tulis berkas kunci lagi", key="kunci_tulis"):

        def write() -> str:
            rekey.write_again(store, by=by)
            return f"Berkas kunci {place.name} ada lagi."

        acting.carry_out(write)


def _code(store: Store, by: Actor) -> None:
    frame.subtitle("Kode pemulihan")
    frame.note(
        "Kuncinya sebagai teks untuk ditulis di kertas. Siapa yang memegang kertas itu dan salinan basis datanya dapat "
        "membaca semuanya: simpan di lemari besi, jangan difoto atau dikirim. Pembukaannya dicatat di jejak audit.",
        "Sudah dicatat di kertas." if recovery.is_noted(store) else "Belum dicatat di kertas.",
    )
    with st.form("kode_buka", clear_on_submit=True):
        purpose = st.text_input("Untuk apa", max_chars=200, placeholder="misalnya: disimpan di lemari besi kantor")
        is_asked = st.form_submit_button("Buka kode pemulihan")
    if is_asked:
        try:
            code = recovery.show_code(store, by=by, purpose=purpose)
        except PetasalurError as error:
            frame.fail(error)
        else:
            filters.remember(_OPENED, store.key_name())  # that it was opened, never the code
            _paper(code)
            _say_opened(store)
    if filters.answer(_OPENED) == store.key_name() and not recovery.is_noted(store):
        _confirm(store, by)


def _paper(code: str) -> None:
    lines = (f"<li value='{first}'>{escape(line)}</li>" for first, line in recovery_code.numbered(code))
    st.html(f'<ol class="ps-code" aria-label="Kode pemulihan">{"".join(lines)}</ol>')
    frame.note("Angka di kiri: kelompok ke berapa baris itu mulai. Kode hilang dari layar begitu halaman berubah.")


def _say_opened(store: Store) -> None:
    """Say of which backups the code is no key: an office changed its key, and keeps the paper of that time."""
    shut = recovery.left_shut(store)
    if shut:
        frame.say(
            f"{number(len(shut))} cadangan, yang terbaru dari {long_date(shut[0].moment().date())}, berkunci lain: simpan "
            "kertas dari masa itu, atau ganti kuncinya sekali lagi; kode yang baru membuka semuanya.",
            frame.CAUTION,
        )
    else:
        frame.note("Kode ini juga membuka semua cadangan di folder cadangannya.")


def _confirm(store: Store, by: Actor) -> None:
    with st.form("kode_catat", clear_on_submit=True):
        typed = st.text_input("Kelompok terakhir, dibaca dari kertas", max_chars=8)
        is_told = st.form_submit_button("Sudah ditulis di kertas")
    if is_told:

        def confirm() -> str:
            recovery.confirm(store, typed, by=by)
            return "Kode pemulihan tercatat ada di kertas."

        acting.carry_out(confirm)


def _passphrase(store: Store, by: Actor) -> None:
    frame.subtitle("Kata sandi kunci")
    is_wrapped = keys.is_wrapped(store.path)
    frame.note(
        "Berkas kunci berkata sandi; diketik setiap kali Petasalur mulai."
        if is_wrapped
        else "Berkas kunci tanpa kata sandi: komputer mulai tanpa orang, tetapi pencuri komputer itu dapat membaca datanya."
    )
    with st.form("kunci_sandi", clear_on_submit=True):
        present = st.text_input("Kata sandi sekarang", type="password") if is_wrapped else ""
        fresh = st.text_input(f"Kata sandi baru, paling sedikit {keys.MIN_LENGTH} karakter", type="password")
        again = st.text_input("Sekali lagi", type="password")
        is_asked = st.form_submit_button("Simpan kata sandi")
        is_freed = is_wrapped and st.form_submit_button("Lepaskan kata sandi")
    if is_asked or is_freed:

        def change() -> str:
            rekey.change_passphrase(store, None if is_freed else fresh, again=again, present=present, by=by)
            return "Berkas kunci sekarang tanpa kata sandi." if is_freed else "Kata sandi kunci tersimpan."

        acting.carry_out(change)
