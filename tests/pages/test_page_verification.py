"""Verifikasi: what it says of ``small``, and what somebody can decide there."""

from __future__ import annotations

import pytest

from data.roles import Actor
from data.workflow.proposals import move, propose
from pages.parts import cache, filters
from tests.pages.conftest import bodies, heading, needs_assets, table, told, words
from tests.pages.page_worlds import HEADS, OCTOBER, SMALL, code, pick

pytestmark = needs_assets
KASI = {"petugas_nama": "Budi", "petugas_peran": "kasi"}
MONEV = {"petugas_nama": "Mona", "petugas_peran": "monev"}
# In the lists of the twelve months up to October: PKH 9 families, CPP 2 more (2, 1) and (3, 5), one stranger. September
# brings nobody new. By desa: Baruh Panyambaran 2, Uren 3, Ha'uwai 4, Liyu 2, and the stranger of no known desa.
DUE = 12


def button(test, key):
    return next(each for each in test.button if each.key == key)


def choose_all(test, key):
    """Tick the box that chooses every row of the table ``key``."""
    [box] = [each for each in test.checkbox if each.key.startswith(f"semua_{key}")]
    return box.check().run()


def who_is_named(test):
    found = words(test)
    numbers = [number for each in SMALL for number in (each.no_kk, each.nik) if number in found]
    return numbers + [name for name in HEADS if name in found or name.split()[-1] in found]


def store():
    return cache.open_store(str(filters.database()))


def test_the_heading_says_how_many_are_due_and_where_most(show):
    test = show("verification", "small")
    assert heading(test) == "12 keluarga perlu diverifikasi tahun ini; terbanyak di Ha'uwai (4)"
    assert len(table(test, "Skor risiko")) == DUE
    perlu = table(test, "Perlu")
    assert dict(zip(perlu["Desa"], perlu["Perlu"], strict=True)) == {
        "Ha'uwai": 4, "Uren": 3, "Baruh Panyambaran": 2, "Liyu": 2, "desa tidak diketahui": 1,
    }  # fmt: skip
    # PKH 9 rows, CPP 5 (one a stranger's), PKH of September 6
    assert any("19 dari 20 baris daftar penerima cocok" in body for body in bodies(test))
    lists = next(node.value for node in test.dataframe if "Berkas" in node.value)
    assert [lists[name].sum() for name in ("Baris", "Tidak ditemukan")] == [20, 1]
    test.selectbox(key="lingkup_verifikasi").select(True).run()
    assert len(table(test, "Skor risiko")) == DUE + 8  # of the 17 poor nine receive already


def test_results_are_recorded_for_many_and_the_heading_follows(show_copy):
    test = show_copy("verification", "small", desa_terpilih=code(2), **KASI)
    assert heading(test) == "3 keluarga perlu diverifikasi tahun ini di Uren"
    assert button(test, "catat_verifikasi").disabled
    choose_all(test, "verifikasi")
    button(test, "catat_verifikasi").click().run()
    assert told(test, "beres") == ["3 keluarga dicatat: tetap layak."]
    assert heading(test) == "Tidak ada keluarga yang perlu diverifikasi sekarang"
    test.selectbox(key="kotak_desa").select("").run()
    assert heading(test).startswith("9 keluarga")


def test_who_leaves_stands_in_the_list_of_those_who_left(show_copy):
    test = show_copy("verification", "small", desa_terpilih=code(4), **KASI)
    test.selectbox(key="hasil_verifikasi").select("pindah").run()
    choose_all(test, "verifikasi")
    button(test, "catat_verifikasi").click().run()
    assert table(test, "Dicatat oleh")["Sebab"].tolist() == ["Pindah", "Pindah"]
    choose_all(test, "keluar")
    test.checkbox(key="salah_keluar").check().run()
    test.text_input(key="alasan_kembali").input("orang lain").run()
    button(test, "masukkan_kembali").click().run()
    assert told(test, "beres") == ["2 keluarga masuk kembali."]


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ({}, "Nama petugas belum diisi"),
        (MONEV, "Peran Tim monev tidak berwenang mencatat hasil verifikasi"),
    ],
)
def test_who_may_not_is_told_so_and_nothing_changes(show_copy, who, sentence):
    test = show_copy("verification", "small", **who)
    choose_all(test, "verifikasi")
    button(test, "catat_verifikasi").click().run()
    assert told(test)[0].startswith(sentence)
    assert heading(test).startswith("12 keluarga")


def test_families_are_proposed_and_go_their_way(show_copy):
    """Eight poor families of whom none receives anything; the desa proposes, TKSK verifies."""
    test = show_copy("verification", "small", **KASI)
    choose_all(test, "calon")
    button(test, "ajukan").click().run()
    assert told(test, "beres") == ["8 keluarga diajukan untuk PKH."]
    board = table(test, "Terlama sejak")
    assert dict(zip(board["Tahap"], board["Usulan"], strict=True))["Diajukan"] == 8
    choose_all(test, "usulan")
    button(test, "jalankan_langkah").click().run()
    assert told(test, "beres") == ["8 usulan diverifikasi."]
    assert not who_is_named(test)


def test_a_step_asks_for_its_paper(show_copy):
    test = show_copy("verification", "small", **KASI)
    families = [each.no_kk for each in pick(SMALL, (1, 2), (1, 3))]
    made = propose(store(), program="CPP", period=OCTOBER, families=families, by=Actor("Budi", "kasi"))
    move(store(), made.ids, "verifikasi", by=Actor("Budi", "kasi"))
    choose_all(test.run(), "usulan")
    button(test, "jalankan_langkah").click().run()
    [refused] = told(test)
    assert refused.startswith("Langkah Catat hasil musdes memerlukan nomor dan tanggal berita acara musdes")
    test.text_input(key="nomor_musdes").input("BA 7/2026").run()
    button(test, "jalankan_langkah").click().run()
    assert told(test, "beres") == ["2 usulan disetujui musdes."]
    assert table(test, "Surat")["Surat"].tolist() == ["BA 7/2026"] * 2


def test_a_role_sees_its_own_steps_only(show_copy):
    test = show_copy("verification", "small", petugas_nama="Tini", petugas_peran="tksk")
    propose(store(), program="CPP", period=OCTOBER, families=[SMALL[2].no_kk], by=Actor("Budi", "kasi"))
    [steps] = [each for each in test.run().selectbox if each.label == "Langkah"]
    assert steps.options == ["Nyatakan diverifikasi", "Kembalikan", "Keluarkan", "Batalkan langkah terakhir"]


def test_priority_is_previewed_and_decided(show_copy):
    """Desil 1–2 and receiving nothing: of the poor whom nobody serves (1, 2) to (1, 5) have the desil 3, 4, 1, 2,
    (2, 2) to (2, 4) 3, 4, 1, and (3, 3) 4: three families."""
    test = show_copy("verification", "small", **KASI)
    assert any("3 dari 40 keluarga akan menjadi prioritas" in body for body in bodies(test))
    test.text_input(key="nomor_prioritas").input("BA 9/2026").run()
    button(test, "tetapkan_prioritas").click().run()
    assert told(test, "beres") == ["Prioritas ditetapkan dengan berita acara BA 9/2026."]
    assert len(table(test, "Kriteria terpenuhi")) == 3
    assert table(test, "Aturan")["Berita acara"].tolist() == ["BA 9/2026"]
    assert not who_is_named(test)
