"""The tab Karantina of Data: what waits is told, corrected in its form, left out, and sent back."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.intake.load import SourceFile, load_files
from data.store import Store
from tests.pages.conftest import bodies, cards, needs_assets, run_page, table, told, words
from tests.pages.page_worlds import OCTOBER, SMALL, write_rows

pytestmark = needs_assets
BUDI = {"petugas_nama": "Budi", "petugas_peran": "kasi"}
RIGHT, OTHER = SMALL[12], SMALL[30]  # of Uren and of Ha'uwai


@pytest.fixture
def page(worlds, tmp_path, monkeypatch, opened):
    """The page on ``small`` with a list of which two rows wait: a NIK of 5 digits, and none at all."""
    path = worlds.copy("small", tmp_path)
    rows = [
        {"nik": "12345", "nama": "SITI JANNAH", "desa": "Uren", "catatan": "ibu"},
        {"nik": "", "nama": "AHMAD", "desa": "", "catatan": ""},
        {"nik": OTHER.nik, "nama": "NORA", "desa": "Ha'uwai", "catatan": ""},
    ]
    store = Store.open(path)
    load_files(store, [SourceFile("recipients", write_rows(Path(tmp_path) / "blt.csv", rows), "BLTDD", OCTOBER)])
    store.close()
    opened.add(path)
    return lambda **state: run_page(monkeypatch, "intake", path, **(BUDI | state))


def cell(test: AppTest, label: str):
    return next(each for each in test.text_input if each.label.startswith(label))


def press(test: AppTest, label: str) -> AppTest:
    return next(each for each in test.button if each.label == label).click().run()


def test_what_waits_is_counted_and_shown_starred(page):
    test = page()
    assert not test.exception
    assert "2 baris dari 1 berkas menunggu perbaikan; terbanyak: Uren (1)" in " ".join(bodies(test))
    assert cards(test)["Disisihkan"] == "2 baris"
    shown = table(test, "Yang keliru")
    assert shown[["Baris", "Nama", "Desa"]].to_numpy().tolist() == [
        [2, "S*** J*****", "Uren"], [3, "A****", "desa tidak diketahui"],
    ]  # fmt: skip
    assert "JANNAH" not in words(test)


def test_a_row_is_corrected_in_its_form(page):
    test = page()
    assert cell(test, "NIK").value == ""
    test = press(test, "Periksa dan masukkan")
    assert told(test, "awas")[0] == "Belum ada sel yang diubah; betulkan sel yang keliru lebih dulu."
    cell(test, "NIK").input("6311")
    test = press(test, "Periksa dan masukkan")
    assert told(test, "awas")[0] == "Baris 2 disimpan, tetapi masih menunggu: lihat yang masih keliru di bawah."
    cell(test, "NIK").input(RIGHT.nik)
    test = press(test, "Periksa dan masukkan")
    assert told(test, "beres") == ["Baris 2 sudah dimasukkan dan dihitung."]
    assert cards(test)["Disisihkan"] == "1 baris"
    loads = table(test, "Disisihkan").iloc[0]
    assert loads[["Baris", "Diterima", "Disisihkan"]].tolist() == [3, 2, 1]
    assert RIGHT.nik not in words(test)
    test = press(test, "Batalkan perbaikan")
    assert cards(test)["Disisihkan"] == "2 baris"


def test_whole_numbers_are_shown_for_a_purpose_that_is_written_down(page):
    test = page()
    cell(test, "Untuk apa").input("dicocokkan dengan KK")
    test = press(test.run(), "Tampilkan")
    assert cell(test, "NIK").value == "12345"
    history = table(test, "Yang berubah").iloc[0]
    assert history[["Alasan", "Oleh"]].tolist() == ["dicocokkan dengan KK", "Budi (Kasi Kesra/PMD kecamatan)"]


def test_who_may_not_unmask_gets_no_button_for_it(page):
    test = page(petugas_peran="desa")
    assert not any(each.label == "Tampilkan" for each in test.button)
    cell(test, "NIK").input(RIGHT.nik)
    assert "tidak berwenang memuat, membetulkan" in told(press(test, "Periksa dan masukkan"))[0]


def test_a_row_is_left_out_and_waits_again(page):
    test = page()
    assert next(each for each in test.button if each.label == "Jangan dimuat").disabled
    next(each for each in test.text_input if (each.key or "").startswith("keluarkan_")).input("bukan warga")
    test = press(test.run(), "Jangan dimuat")
    assert told(test, "beres") == ["Baris 2 tidak dimuat."]
    assert cards(test)["Disisihkan"] == "1 baris"
    test = press(test, "Menunggu lagi")
    assert cards(test)["Disisihkan"] == "2 baris"


def test_the_history_narrows_to_one_subject(page):
    test = page()
    box = next(each for each in test.selectbox if each.key == "riwayat_tentang")
    test = box.set_value("berkas").run()
    assert set(table(test, "Yang berubah")["Tentang"]) == {"Berkas"}


@pytest.mark.parametrize("world", ["empty", "small"])
def test_where_nothing_waits_the_tab_says_so(show, world):
    test = show("intake", world)
    assert not test.exception
    assert "Tidak ada baris yang menunggu perbaikan" in " ".join(bodies(test))
