"""Laporan: what is told, who may make what, and the preview of the board."""

from __future__ import annotations

from data.papers.monev.model import HIDDEN
from tests.pages.conftest import heading, needs_assets, words
from tests.pages.page_worlds import code

pytestmark = needs_assets


def buttons(test):
    return {button.label: button.disabled for button in test.button}


def test_the_heading_answers_for_the_scope(show):
    """8 of 17 in all desa, 3 of 5 in Uren: see ``page_worlds``."""
    test = show("reports", "small")
    assert heading(test) == "8 dari 17 keluarga miskin belum menerima bantuan apa pun (47,1 %)"
    assert "tercetak di PDF, PPTX, dan XLSX" in words(test)  # names of who is to do what
    test.selectbox(key="lingkup").select(code(2)).run()
    assert heading(test) == "3 dari 5 keluarga miskin belum menerima bantuan apa pun (60,0 %)"


def test_each_file_has_its_button_and_the_board_waits_for_a_name(show):
    found = buttons(show("reports", "small"))
    assert {"Buat PPTX", "Buat XLSX", "Buat GPKG", "Buat HTML"} <= set(found)
    assert found["Buat HTML"]
    assert not found["Buat PPTX"]
    assert not buttons(show("reports", "small", petugas_nama="Budi", petugas_peran="camat"))["Buat HTML"]


def test_a_role_that_makes_no_report_is_told_so(show):
    test = show("reports", "small", petugas_nama="Budi", petugas_peran="desa")
    assert "Buat PPTX" not in buttons(test)
    assert "Peran Operator/Kasi Kesra desa tidak membuat berkas ini." in words(test)


def test_the_preview_hides_what_the_board_hides(show):
    """Uren has 5 poor families, 2 served: the 2 is hidden."""
    test = show("reports", "small")
    rows = test.dataframe[0].value.set_index("Desa")
    assert rows.loc["Uren", "Menerima bantuan"] == HIDDEN
    assert rows.loc["Jumlah", "Menerima bantuan"] == "9"


def test_a_file_is_made_and_offered(show_copy):
    test = show_copy("reports", "small")
    next(button for button in test.button if button.label == "Buat XLSX").click().run(timeout=60)
    assert not test.exception
    assert "Buku kerja 2026-10 Kecamatan Halong.xlsx" in words(test)
