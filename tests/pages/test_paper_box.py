"""Papers from the page: made when asked for, masked unless somebody says what for."""

from __future__ import annotations

from tests.pages.conftest import needs_assets, told, words
from tests.pages.page_worlds import SMALL

pytestmark = needs_assets


def button(test, label):
    return [each for each in test.button if each.label == label]


def downloads(test):
    return [node.proto.label for node in test if node.type == "download_button"]


def test_the_page_of_gaps_offers_both_checklists(show):
    test = show("gaps", "small")
    assert len(button(test, "Buat PDF")) == 2
    assert "Simpan berkas" not in downloads(test)
    assert button(test, "Buat XLSX") == []  # one program only
    assert len(button(show("gaps", "small", program="PKH"), "Buat XLSX")) == 1


def test_a_paper_is_made_on_demand_and_kept_by_nobody(show_copy):
    test = show_copy("gaps", "small", program="PKH")
    test = button(test, "Buat PDF")[0].click().run()
    assert told(test) == []
    assert "Simpan berkas" in downloads(test)
    assert "Ceklis masyarakat miskin 2026-10.pdf" in words(test)
    assert not [each for each in SMALL if each.nik in words(test) or each.no_kk in words(test)]


def test_whole_numbers_wait_for_a_purpose_and_a_name(show_copy):
    test = show_copy("gaps", "small", program="PKH")
    test = test.checkbox(key="lengkap_ceklis_penerima").check().run()
    assert test.button(key="buat_ceklis_penerima").disabled
    test = test.text_input(key="tujuan_ceklis_penerima").input("uji").run()
    test = test.button(key="buat_ceklis_penerima").click().run()
    assert [text for text in told(test) if text.startswith("Nama petugas belum diisi")]
    assert "Simpan berkas" not in downloads(test)


def test_opensid_waits_for_a_purpose(show_copy):
    test = show_copy("gaps", "small", program="PKH", petugas_nama="Rahmah", petugas_peran="kasi")
    assert test.button(key="buat_opensid").disabled
    test = test.text_input(key="tujuan_opensid").input("impor desa").run()
    test = test.button(key="buat_opensid").click().run()
    assert (told(test), downloads(test).count("Simpan berkas")) == ([], 1)


def test_who_sees_figures_only_prints_no_names(show):
    test = show("gaps", "small", program="PKH", petugas_nama="A", petugas_peran="monev")
    assert [each for each in test.button if each.label.startswith("Buat ")] == []
    assert "tidak mencetak daftar nama" in words(test)
