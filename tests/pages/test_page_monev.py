"""Monev: the answer as heading, lights by shape and word, every tab, entry and its way back; Peta."""

from __future__ import annotations

import datetime as dt
import html

import pandas as pd
import pytest

from analytics.monev.measures import MEASURES
from pages.parts import monev_complaints
from tests.pages.conftest import bodies, heading, needs_assets, table, told, words

pytestmark = needs_assets


@pytest.mark.parametrize("key", ["ikm", "open_per_1000", "late_count", "need_count", "resource_count"])
def test_peta_shows_the_figures_of_monev(show, key):
    """Nobody has answered or been asked in ``small``: no data, which is not 0; of complaints there are none."""
    test = show("atlas", "small", tampilan="satu", ukuran=key)
    assert not test.exception
    assert ("tidak ada data (4)" in words(test)) == (key in {"ikm", "need_count", "resource_count"})


# --- the page --------------------------------------------------------------------------------------

TABS = ("Indikator", "Kepuasan", "Pengaduan", "Kebutuhan & potensi", "Tindak lanjut")
TOLD_OF = {
    "Indikator": "Penyebut: keluarga miskin. Sumber: daftar keluarga dan penerima.",
    "Kepuasan": "sumber: berkas survei dan lembar yang diketik",
    "Pengaduan": "Sumber: berkas pengaduan dan yang dicatat di halaman ini.",
    "Kebutuhan & potensi": "dari 24 desa; yang belum didata bukan 0",
    "Tindak lanjut": "Sumber: catatan rapat dan kabar tindak lanjut di halaman ini.",
}
"""What each tab says of the denominator and source of its figures."""
MONA = {"petugas_nama": "Mona", "petugas_peran": "monev"}


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("world", ["small", "hostile", "one_desa"])
def test_every_tab_opens_before_anything_was_recorded(show, world, tab):
    test = show("monitoring", world, tab_monev=tab, **MONA)
    assert not test.exception
    assert not told(test)
    assert heading(test).endswith("tidak ada pengaduan melewati 14 hari · tidak ada tindak lanjut terbuka")


def test_an_empty_database_says_so(show):
    assert heading(show("monitoring", "empty")) == "Belum ada data keluarga"


def press(test, label):
    return next(button for button in test.button if button.label == label).click().run()


def test_answers_typed_in_one_after_the_other_count_at_once(show_copy):
    """All 3: 75.00. A wrong sheet says what is wrong."""
    test = show_copy("monitoring", "small", tab_monev="Kepuasan", **MONA)
    assert "IKM: belum ada jawaban" in words(test)
    for _ in range(2):
        test.text_input(key="monev_sembilan").input("333333333")
        press(test, "Simpan lembar ini")
    assert "IKM 75,00 · mutu C (kurang baik) · 2 responden" in words(test)
    assert "Kurang dari 30 responden" in told(test, "awas")[0]
    test.text_input(key="monev_sembilan").input("999")
    press(test, "Simpan lembar ini")
    assert "sembilan angka 1 sampai 4" in told(test)[0]


def test_a_complaint_is_recorded_and_its_text_is_text(show_copy):
    test = show_copy("monitoring", "small", tab_monev="Pengaduan", **MONA)
    test.text_area(key="aduan_isi").input("<img src=x onerror=alert(1)> **beras** [a](http://x)")
    press(test, "Catat pengaduan")
    assert "1 dari 1 pengaduan terbuka, 0 lewat 14 hari" in words(test)
    markup = [node.proto.body for node in test if node.type in {"html", "markdown"}]
    assert any("&lt;img src=x" in body for body in markup)
    assert not any("<img" in body or ("**beras**" in body and "ps-say" not in body) for body in markup)


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ((pd.NA, 26, pd.NA), "Pengaduan tercatat: 26 · terbuka: ditutup · lewat 14 hari: ditutup"),
        ((9, 26, 5), "9 dari 26 pengaduan terbuka, 5 lewat 14 hari"),
    ],
)
def test_a_heading_says_in_words_what_is_closed(monkeypatch, counts, title):
    sums = dict(zip(("open_count", "complaint_count", "late_count"), counts, strict=True))
    for name, given in (("has_complaints", True), ("complaint_sums", sums), ("plain", None), ("sees_rows", False)):
        monkeypatch.setattr(monev_complaints.monev, name, lambda _seen, given=given: given)
    monkeypatch.setattr(monev_complaints.cache, "settings", lambda _source: {"complaint_days": 14})
    assert monev_complaints._told(None)[0] == title


def test_an_action_is_on_top_until_it_is_done(show_copy):
    test = show_copy("monitoring", "small", tab_monev="Tindak lanjut", **MONA)
    test.text_input(key="rapat_judul").input("Monev <b>Oktober</b>")
    press(test, "Simpan rapat")
    test.text_input(key="tindak_apa").input("Verifikasi ulang")
    test.text_input(key="tindak_siapa").input("TKSK")
    test.date_input(key="tindak_sampai").set_value(dt.datetime.now().astimezone().date() + dt.timedelta(days=30))
    press(test, "Simpan tindak lanjut")
    assert "1 tindak lanjut terbuka dari rapat" in heading(test)
    assert "Verifikasi ulang" in next(body for body in bodies(test) if 'class="ps-list"' in body)
    state = next(box for box in test.selectbox if box.label == "Keadaan")
    state.select("selesai")
    press(test, "Simpan kabar")
    assert "tidak ada tindak lanjut terbuka" in heading(test)
    assert "● selesai" in words(test)


def test_a_meeting_is_corrected_with_a_reason_and_shows_how_it_stood(show_copy):
    test = show_copy("monitoring", "small", tab_monev="Tindak lanjut", **MONA)
    test.text_input(key="rapat_judul").input("Monev Oktober")
    press(test, "Simpan rapat")
    [title] = [field for field in test.text_input if field.key != "rapat_judul" and field.value == "Monev Oktober"]
    title.input("Monev triwulan IV")
    press(test, "Simpan pembetulan")
    assert "alasan" in told(test)[0]
    [reason] = [field for field in test.text_input if field.label == "Alasan membetulkan"]
    reason.input("salah judul")
    press(test, "Simpan pembetulan")
    assert "Catatan rapat dibetulkan; yang semula tersimpan." in words(test)
    assert any("Monev triwulan IV" in box.options[0] for box in test.selectbox if box.label == "Rapat")
    assert table(test, "Sampai")["Judul"].tolist() == ["Monev Oktober"]


def test_a_complaint_is_corrected_with_a_reason(show_copy):
    test = show_copy("monitoring", "small", tab_monev="Pengaduan", **MONA)
    test.text_area(key="aduan_isi").input("Beras terlambat")
    press(test, "Catat pengaduan")
    next(box for box in test.selectbox if box.label == "Langkah berikut").select("betulkan").run()
    [said] = [field for field in test.text_area if field.key != "aduan_isi" and field.value == "Beras terlambat"]
    said.input("Beras kurang")
    next(field for field in test.text_area if field.label == "Alasan membetulkan").input("salah dengar")
    press(test, "Simpan langkah")
    assert "Catatan dibetulkan: dicatat." in words(test)
    assert "Beras kurang" in words(test)
    assert "Catatan dibetulkan: salah dengar" in words(test)


def test_who_may_not_record_is_told_who_may(show):
    test = show("monitoring", "small", tab_monev="Kepuasan", petugas_nama="Dian", petugas_peran="dinsos")
    assert "Yang berwenang mencatat monev" in words(test)
    assert not [button for button in test.button if button.label == "Simpan lembar ini"]


@pytest.mark.parametrize("tab", TABS)
def test_the_demo_shows_life(show, tab):
    test = show("monitoring", "demo", tab_monev=tab)
    assert not test.exception
    assert not told(test)
    assert "indikator belum mencapai target" in heading(test)
    assert "tindak lanjut terbuka dari rapat 5 Oktober 2026" in heading(test)
    assert TOLD_OF[tab] in words(test)
    if tab == "Indikator":
        every_indicator_says_of_what_and_from_where(test)


def every_indicator_says_of_what_and_from_where(test):
    """On its light and in the table of all months; the chosen one is drawn with the counts of each month."""
    [lights] = [body for body in bodies(test) if 'class="ps-lights"' in body]
    months = table(test, "Penyebut").set_index("Indikator")
    for measure in MEASURES.values():
        assert f"dibagi {measure.whole}. Sumber: {measure.source}." in html.unescape(lights)
        row = months.loc[measure.label]
        assert (row["Penyebut"], row["Sumber"]) == (measure.whole, measure.source)
    assert "September 2026: 2.107 dari 2.963 · Oktober 2026: 2.143 dari 2.963" in words(test)


def test_lights_say_in_words_and_shapes_how_indicators_stand(show):
    """Coverage of the small office: 9 of 17 = 52,9 % against at least 80; of hand-overs nothing is recorded."""
    test = show("monitoring", "small")
    [lights] = [body for body in bodies(test) if 'class="ps-lights"' in body]
    assert "52,9 %" in lights
    assert "▲ Belum tercapai" in lights
    assert "9 dari 17 keluarga miskin" in lights
    assert "– Tidak ada data" in lights
