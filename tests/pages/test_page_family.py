"""Keluarga: found, shown masked, opened for a purpose; doubles decided; rules of an office saved under a name."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from data.duplicates import read_pairs
from data.family import read_collectors
from data.history import read_history
from data.person_keys import of_nik
from data.rules import read_matrix
from data.settings import read_settings
from data.store import Store
from pages.parts import cache, settings_view
from tests.data import number_worlds
from tests.data.intake_worlds import kk
from tests.data.people_worlds import AMINAH_KK, BUDI, BUDI_KK, SITI, STRANGER, TUA, office
from tests.pages.conftest import bodies, heading, run_page, table, told, words
from tests.pages.page_worlds import ACT, HOSTILE_DESA, SMALL

KASI = {"petugas_nama": "Rina", "petugas_peran": "kasi"}


@pytest.fixture
def database(tmp_path, opened):
    """The small office: Budi's family has PKH (paid to Siti, collected by Budi) and BLT-DD."""
    store = office(tmp_path)
    store.close()
    opened.add(store.path)
    return store.path


@pytest.fixture
def page(monkeypatch, database):
    """Return ``page(key, **state)``: the page with this family chosen."""

    def page(key: str | None = BUDI_KK, **state: object):
        chosen = {"keluarga_dipilih": (str(database), key)} if key else {}
        return run_page(monkeypatch, "family", database, **chosen, **state)

    return page


def store_of(database) -> Store:
    return cache.open_store(str(database))


def press(test, label: str):
    return next(button for button in test.button if button.label == label).click().run()


def test_without_a_family_the_page_counts_people(page):
    """Three families; eight people, one of them dead and one in no family. Aminah is 66; Rudi cannot walk."""
    test = page(None)
    assert heading(test) == "3 keluarga, 6 orang dikenal"
    assert "1 lansia · 1 penyandang disabilitas · 1 ibu hamil · 1 balita · 1 keluarga dikepalai perempuan" in words(
        test
    )


def test_a_family_is_found_and_shown_masked(page):
    test = page(None, cari_keluarga="siti")
    found = table(test, "Ditemukan")
    assert found[["Kepala keluarga", "Ditemukan", "Orang"]].to_numpy().tolist() == [
        ["B*** S******", "S*** · istri/suami", 4]
    ]
    assert "Tidak ada keluarga yang cocok" in words(page(None, cari_keluarga="zzz"))


def test_one_family_says_all_about_itself(page):
    test = page()
    assert heading(test) == "B*** S****** — 63.11.02.2001"
    assert "Menerima BLT Dana Desa dan PKH pada Oktober 2026 · desil 2 · 2 hal perlu dilihat" in words(test)
    members = table(test, "Hubungan")
    assert members["Tanda"].tolist() == [
        "",
        "hamil",
        "meninggal 4 April 2026 (status.csv), lansia, disabilitas",
        "balita",
    ]
    assert members["Hubungan"].tolist() == ["kepala keluarga", "istri/suami", "orang tua", "anak"]
    assert table(test, "Oktober 2026").to_numpy().tolist() == [
        ["BLT Dana Desa", "menerima"], ["PKH", "menerima · diwakilkan 05/10"],
    ]  # fmt: skip
    paid = table(test, "Yang dibayar")
    assert paid[["Yang dibayar", "Yang mengambil"]].to_numpy().tolist() == [
        ["B*** S******", "sendiri"], ["S***", "B*** S****** (suami, menurut daftar penyaluran)"],
    ]  # fmt: skip
    assert set(table(test, "Berkas")["Berkas"]) == {"pkh.csv", "blt.csv"}
    assert "masuk daftar" in words(test)


@pytest.mark.parametrize("key", [BUDI_KK, AMINAH_KK, of_nik(STRANGER)])
def test_nothing_of_a_family_is_whole_before_it_is_opened(page, key):
    found = words(page(key, **KASI))
    secrets = (BUDI, SITI, TUA, STRANGER, BUDI_KK, AMINAH_KK, "SANTOSO", "SITI", "AMINAH", "PAK TUA")
    assert [secret for secret in secrets if secret in found] == []


def test_a_key_of_another_time_is_told(page):
    assert heading(page("6311029999999999")) == "Keluarga ini tidak ada lagi dalam data"


def test_numbers_are_opened_for_a_purpose_and_that_is_written_down(page, database):
    test = page(**KASI)
    test = press(test, "Tampilkan nomor lengkap")
    assert "Tujuan melihat nomor lengkap belum ditulis" in told(test)[0]
    next(box for box in test.text_input if box.label == "Untuk apa").set_value("verifikasi lapangan")
    test = press(test, "Tampilkan nomor lengkap")
    assert SITI in words(test)
    newest = read_history(store_of(database), subject="keluarga", subject_key=BUDI_KK).iloc[0]
    assert newest[["what", "reason", "who"]].tolist() == [
        "Nomor lengkap dibuka", "verifikasi lapangan", "Rina (Kasi Kesra/PMD kecamatan)",
    ]  # fmt: skip
    assert SITI not in words(press(test, "Samarkan lagi"))


def test_numbers_that_somebody_opened_are_masked_for_who_may_not(page, database):
    """On a desk without accounts the next reader says another role in the same session."""
    opened = (str(database), BUDI_KK)
    assert SITI in words(page(**KASI, keluarga_nomor_dibuka=opened))
    test = page(petugas_nama="Tim", petugas_peran="pendamping", keluarga_nomor_dibuka=opened)
    assert SITI not in words(test)
    assert "Peran ini melihat nomor tersamar." in words(test)


def test_who_may_not_see_numbers_has_no_button_for_it(page):
    test = page(petugas_nama="Tim", petugas_peran="monev")
    assert "Tampilkan nomor lengkap" not in [button.label for button in test.button]


def test_who_collects_is_recorded(page, database):
    test = page(**KASI)
    next(box for box in test.text_input if box.label.startswith("Nama pengambil")).set_value("ANI")
    test = press(test, "Simpan pengambil")
    assert "A** (suami/istri)" in table(test, "Yang mengambil")["Yang mengambil"].tolist()
    assert read_collectors(store_of(database), BUDI_KK) == {"": "ANI"}


def test_a_double_is_decided_side_by_side_and_taken_back(page, database):
    pair = read_pairs(store_of(database))["pair_id"].iloc[0]
    test = page(None, pasangan_dipilih=pair, **KASI)
    assert "NIK angka ke-15" in words(test)
    assert '<th scope="row">NIK ≠</th>' in "".join(bodies(test))
    assert "Nama ≠" not in "".join(bodies(test))
    reason = next(box for box in test.text_input if box.label == "Alasan")
    reason.set_value("KTP sudah dilihat")
    press(test, "Simpan keputusan")
    assert read_pairs(store_of(database))["decision"].tolist() == ["sama"]
    test = page(None, pasangan_dipilih=pair, keadaan_ganda="sudah", **KASI)
    assert "Orang yang sama: diputuskan Rina" in told(test, "beres")[0]
    next(box for box in test.text_input if box.label == "Alasan").set_value("keliru")
    press(test, "Simpan keputusan")
    assert read_pairs(store_of(database))["decision"].tolist() == [""]


def test_a_decision_needs_a_name(page, database):
    pair = read_pairs(store_of(database))["pair_id"].iloc[0]
    test = page(None, pasangan_dipilih=pair)
    next(box for box in test.text_input if box.label == "Alasan").set_value("KTP sudah dilihat")
    assert "Nama petugas belum diisi" in told(press(test, "Simpan keputusan"))[0]


def test_a_setting_is_saved_under_a_name(monkeypatch, database):
    test = run_page(monkeypatch, "intake", database, **KASI)
    next(box for box in test.number_input if box.label.startswith("Lansia")).set_value(65.0)
    press(test, "Simpan")
    assert read_settings(store_of(database))["elderly_age"] == 65
    assert read_history(store_of(database), subject="pengaturan")["what"].tolist() == ["Lansia mulai umur"]


def test_one_box_of_a_pair_speaks_for_both():
    """PKH + BLT-DD is unticked on one side, PKH + CPP ticked on the other; what was not touched stays."""
    keys = ["PKH", "BLTDD", "CPP"]
    was = pd.DataFrame([[False, True, False], [True, False, False], [False, False, False]], index=keys, columns=keys)
    ticked = was.copy()
    ticked.loc["BLTDD", "PKH"] = False
    ticked.loc["CPP", "PKH"] = True
    assert settings_view.wanted_pairs(was, ticked) == {frozenset({"PKH", "CPP"})}


def test_the_matrix_stands_on_the_page(monkeypatch, database):
    shown = table(run_page(monkeypatch, "intake", database), "BLT Dana Desa")
    assert shown.set_index("Program").to_numpy().sum() == read_matrix(store_of(database)).to_numpy().sum() == 4


def test_hostile_names_of_a_family_are_text(show, worlds):
    key = SMALL[5].no_kk
    test = show("family", "hostile", keluarga_dipilih=(str(worlds.path("hostile")), key))
    markup = "".join(bodies(test))
    assert HOSTILE_DESA[0] in heading(test)
    assert ACT in markup
    assert not [tag for tag in ("<img", "<script", "<svg", "<b onmouse") if tag in markup]


def test_a_family_whose_card_is_a_stranger_s_nik_shows_its_own_people(monkeypatch, tmp_path, opened):
    """The No. KK of family 1 is the NIK of a child elsewhere, that of family 2 the NIK of a guest."""
    store = number_worlds.office(tmp_path)
    store.close()
    opened.add(store.path)
    homes = {kk(1): {"KEPALA 1", "ANAK SATU"}, kk(2): {"KEPALA 2"}, number_worlds.TAMU_DUA: {"TAMU DUA"}}
    for key, own in homes.items():
        state = dict.fromkeys(("keluarga_dipilih", "keluarga_nomor_dibuka"), (str(store.path), key))
        test = run_page(monkeypatch, "family", store.path, **state, **KASI)
        assert not test.exception
        assert set(table(test, "Nama")["Nama"]) == own
        found = words(test)
        assert set(re.findall(r"(?:KEPALA|ANAK|TAMU) \w+", found)) == own
        assert "NIK 6311" not in found
