"""Everything known of one person, on their request."""

from __future__ import annotations

import streamlit as st

from data import person
from data.roles import Actor
from geo.errors import PetasalurError
from pages.parts import acting, cache, frame
from pages.parts.cache import Source
from pages.parts.format import number


def show(where: Source, by: Actor) -> None:
    """Ask whose data and what for; give them as two files."""
    frame.note("Atas permintaan orangnya (UU 27/2022): semua baris tentang satu NIK, lengkap. Dicatat di jejak audit.")
    acting.say_who_may(by, person.ACT)
    if not by.may(person.ACT):
        return
    with st.form("satu_orang", clear_on_submit=True):
        one, two = st.columns([1, 2])
        with one:
            nik = st.text_input("NIK", max_chars=20)
        with two:
            purpose = st.text_input("Untuk apa", max_chars=200, placeholder="misalnya: permintaan orangnya sendiri")
        is_asked = st.form_submit_button("Siapkan berkas")
    if not is_asked:
        return
    store = cache.store_of(where)
    try:
        found = person.about(store, nik, by=by, purpose=purpose)
    except PetasalurError as error:
        frame.fail(error)
        return
    cache.history.clear()  # the request is noted there
    count = sum(map(len, found.values()))
    frame.say(
        f"{number(count)} baris dari {number(len(found))} tabel. Pembetulan: lewat Karantina atau berkas baru.",
        frame.DONE,
    )
    left, right = st.columns(2)
    mark = "DATA CONTOH " if where.is_demo else ""
    with left:
        st.download_button(
            "Unduh (XLSX)", person.as_workbook(found, is_demo=where.is_demo), file_name=f"{mark}data satu orang.xlsx", on_click="ignore",
        )  # fmt: skip
    with right:
        st.download_button(
            "Unduh (JSON)", person.as_json(found), file_name=f"{mark}data satu orang.json", on_click="ignore"
        )
