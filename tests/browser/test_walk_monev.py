"""One walk of a newcomer through a monev meeting, in a real browser cut off from every other host.

a quota tried, its list taken to the musdes → a service point entered, how far it is → an answer, a complaint, a meeting
with an action → the report and the public board
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess

import pytest
from python_calamine import CalamineWorkbook

from geo.maps.assets import missing_assets
from tests.browser.conftest import ROOT, WAIT_MS, Screen
from tests.browser.reading import click_row
from tests.browser.test_pages_at_work import edit_cell
from tests.browser.test_walk_handover import press, said, settled, tab

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
APP = ROOT / "app.py"


def head(screen: Screen, text: str) -> str:
    found = screen.page.locator("h1.ps-head", has_text=re.compile(text)).first
    found.wait_for(timeout=WAIT_MS)
    screen.idle()
    return found.inner_text()


def go(screen: Screen, page: str) -> None:
    screen.page.get_by_role("link", name=page).first.click()
    settled(screen)


def unfold(screen: Screen, title: str) -> None:
    screen.page.locator("summary", has_text=title).locator("visible=true").first.click()
    settled(screen)


def fill(screen: Screen, label: str, text: str) -> None:
    screen.page.get_by_label(label).locator("visible=true").first.fill(text)


def name_oneself(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Petugas").click()
    fill(screen, "Nama petugas", "Rahmah")
    screen.page.keyboard.press("Enter")
    settled(screen)
    screen.page.keyboard.press("Escape")
    settled(screen)


def simulate(screen: Screen) -> None:
    """Of 17 poor families 8 receive nothing: a quota of 100 serves these and leaves 92 unused."""
    screen.page.get_by_role("radio", name="Simulasi").or_(
        screen.page.get_by_role("button", name="Simulasi")
    ).first.click()
    screen.page.get_by_text("Daftar untuk musdes").first.wait_for(timeout=WAIT_MS)
    screen.idle()
    screen.page.get_by_text(re.compile("92 .*(tidak terpakai|tersisa|sisa)")).first.wait_for(timeout=WAIT_MS)


def take_the_list(screen: Screen) -> None:
    """The 8 families that the poorest come first of, with nothing of theirs to be read in full."""
    press(screen, "Daftar: Termiskin dulu")
    settled(screen)
    [sheet] = read_sheets_of(made(screen, "Buat XLSX", 0))
    assert len(sheet) == 1 + 8
    numbers = [cell for row in sheet[1:] for cell in row if re.search(r"\d{4}.*\*|\*.*\d", str(cell))]
    assert len(numbers) >= 8
    assert not any(re.search(r"\d{16}", str(cell)) for row in sheet for cell in row)
    screen.page.keyboard.press("Escape")
    settled(screen)


def read_sheets_of(workbook: bytes) -> list[list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def enter_a_point(screen: Screen) -> None:
    """In the middle of the first desa, in the office's own table: a row is added by a click below the last one."""
    for column, text in {1: "Balai Baruh", 3: "115.61", 4: "-2.31", 5: "9", 0: "Titik salur"}.items():
        edit_cell(screen, 0, 0, column, text)
    rows = screen.page.locator("[data-testid=stDataFrame]").first.locator("tbody tr")
    while rows.count() > 1:  # the row below the last one takes a stray key for a new point
        click_row(screen, 0, 1)
        screen.page.keyboard.press("Delete")
        settled(screen)
    press(screen, "Simpan titik layanan")
    said(screen, "1 titik layanan disimpan.")


def meet(screen: Screen) -> None:
    tab(screen, "Kepuasan")
    unfold(screen, "Isi jawaban survei")
    fill(screen, "Sembilan angka", "343433430")
    press(screen, "Simpan lembar ini")
    said(screen, "Satu lembar dari")
    tab(screen, "Pengaduan")
    unfold(screen, "Catat pengaduan baru")
    fill(screen, "Isi pengaduan", "Penyaluran terlambat")
    press(screen, "Catat pengaduan")
    said(screen, "Pengaduan dari")
    tab(screen, "Tindak lanjut")
    fill(screen, "Judul", "Rapat monev triwulan")
    press(screen, "Simpan rapat")
    said(screen, "Rapat dicatat")
    unfold(screen, "Tambah tindak lanjut")
    fill(screen, "Apa yang dikerjakan", "Umumkan jadwal")
    fill(screen, "Penanggung jawab", "Kasi Kesra")
    due = screen.page.get_by_role("group", name="Batas waktu").locator("visible=true").first
    due.get_by_role("spinbutton").first.click()
    screen.page.keyboard.type("31122027")
    settled(screen)
    press(screen, "Simpan tindak lanjut")
    said(screen, "Tindak lanjut dicatat terbuka")


def made(screen: Screen, button: str, nth: int) -> bytes:
    """Make a file with the button of that name, and take it: the ``nth`` of those made on the page."""
    press(screen, button)
    save = screen.page.get_by_role("button", name="Simpan berkas").locator("visible=true").nth(nth)
    save.wait_for(timeout=2 * WAIT_MS)
    screen.idle()
    with screen.page.expect_download(timeout=WAIT_MS) as caught:
        save.click()
    settled(screen)
    return caught.value.path().read_bytes()


def words_of(pdf: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (poppler-utils)")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def test_from_the_figures_to_the_public_board(worlds, serve, open_screen, tmp_path):
    """``small``: 17 poor families, 9 of them served."""
    served = serve(APP, PETASALUR_DB=str(worlds.copy("small", tmp_path)))
    screen = open_screen(served, "/sasaran")
    head(screen, "2 dari 11 penerima tidak tepat sasaran; 8 dari 17 keluarga miskin belum terlayani")
    simulate(screen)
    take_the_list(screen)
    go(screen, "Akses")
    head(screen, "Belum ada titik salur yang berkoordinat")
    name_oneself(screen)
    enter_a_point(screen)
    head(screen, "dari 15 keluarga miskin berada lebih dari 60 menit dari titik salur terdekat")
    go(screen, "Monev")
    head(screen, "indikator")
    meet(screen)
    assert "1 tindak lanjut terbuka" in head(screen, "indikator")
    go(screen, "Laporan")
    head(screen, "8 dari 17 keluarga miskin belum menerima bantuan apa pun")
    paper = words_of(made(screen, "Buat PDF", 0))
    assert "8 dari 17 keluarga miskin" in paper
    assert "Umumkan jadwal" in paper
    board = made(screen, "Buat HTML", 1).decode()
    assert "Umumkan jadwal" not in board
    assert "http://" not in board
