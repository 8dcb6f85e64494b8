"""One walk through the intake in a real browser, cut off from every other host.

upload → preview → load → quarantine → correct → the figures move → taken back → the figures as before
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from geo.maps.assets import missing_assets
from tests.browser.conftest import LAPTOP, ROOT, WAIT_MS, Screen
from tests.pages.page_worlds import SMALL, pick, write_rows

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
APP = ROOT / "app.py"
WAITING, OTHER = pick(SMALL, (1, 2), (2, 2))  # poor, of Baruh Panyambaran and of Uren, whom nobody serves yet
BEFORE = "8 dari 17 keluarga miskin belum menerima bantuan apa pun"
BOTH = "6 dari 17 keluarga miskin belum menerima bantuan apa pun"


def blt_list(folder: Path) -> Path:
    """Two families, of whom one stands with a NIK that lacks a digit, and no KK number."""
    rows = [
        {"nik": OTHER.nik, "no_kk": OTHER.no_kk, "nama": "NORHASANAH"},
        {"nik": WAITING.nik[:-1], "no_kk": "", "nama": "MASTORAH"},
    ]
    return write_rows(folder / "bantuan.csv", rows)


def said(screen: Screen, text: str) -> Locator:
    """Wait for a bar that says ``text``."""
    bar = screen.page.locator(".ps-say", has_text=text)
    bar.first.wait_for(timeout=WAIT_MS)
    screen.idle()
    return bar.first


def headline(screen: Screen, page: str, text: str) -> None:
    """Go to a page and wait for its heading."""
    screen.page.get_by_role("link", name=page).first.click()
    screen.page.locator("h1.ps-head", has_text=re.compile(text)).first.wait_for(timeout=WAIT_MS)
    screen.idle()


def tab(screen: Screen, name: str) -> None:
    """Open a tab of the page Data."""
    screen.page.get_by_role("tab", name=name).click()
    screen.page.get_by_role("tab", name=name, selected=True).wait_for(timeout=WAIT_MS)
    screen.idle()


def type_into(screen: Screen, label: str, text: str) -> None:
    """Fill in the field that is in view, and leave it as a reader does."""
    box = screen.page.get_by_label(label).locator("visible=true").first
    box.fill(text)
    box.press("Tab")
    screen.idle()


def choose(screen: Screen, label: str, option: str) -> None:
    screen.page.get_by_role("combobox", name=label, exact=False).locator("visible=true").first.click()
    screen.page.get_by_role("option", name=option, exact=True).click()
    screen.idle()


def name_oneself(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Petugas:").click()
    type_into(screen, "Nama petugas", "Budi")
    screen.page.keyboard.press("Escape")
    screen.page.get_by_role("button", name="Petugas: Budi").wait_for(timeout=WAIT_MS)
    screen.idle()


def upload(screen: Screen, path: Path) -> None:
    """Choose the file, look at how it will be read, say what it is, load it."""
    screen.page.locator("input[type=file]").first.set_input_files(str(path))
    screen.page.get_by_text("2 baris · contoh, nomor dan nama disamarkan:").wait_for(timeout=WAIT_MS)
    screen.idle()
    choose(screen, "Program", "BLT Dana Desa")
    choose(screen, "Tahun", "2026")
    choose(screen, "Bulan", "Oktober 2026")
    screen.page.get_by_role("button", name="Muat berkas ini").click()
    said(screen, "bantuan.csv: 1 dari 2 baris dimuat, 0 perlu dilihat, 1 disisihkan.")


def correct(screen: Screen) -> None:
    """Fill in the digit that is missing."""
    tab(screen, "Karantina")
    screen.page.get_by_text("1 baris dari 1 berkas menunggu perbaikan").wait_for(timeout=WAIT_MS)
    screen.page.get_by_text("NIK harus 16 angka; jumlah angkanya lain.").last.wait_for(timeout=WAIT_MS)
    assert WAITING.nik[:-1] not in screen.page.locator("body").inner_text()
    type_into(screen, "NIK (nik)", WAITING.nik)
    screen.shot("intake-karantina-1366", is_full=True)
    screen.page.get_by_role("button", name="Periksa dan masukkan").click()
    said(screen, "Baris 3 sudah dimasukkan dan dihitung.")


def take_back(screen: Screen) -> None:
    tab(screen, "Berkas yang dimuat")
    screen.page.get_by_text("Tarik satu berkas, atau pakai lagi").click()
    sure = screen.page.get_by_text("Ya, saya yakin").locator("visible=true")
    sure.wait_for(timeout=WAIT_MS)
    screen.idle()
    sure.click()
    screen.idle()
    screen.page.get_by_role("button", name="Tarik berkas").click()
    screen.page.locator(".ps-card", has_text="3 daftar").wait_for(timeout=WAIT_MS)
    screen.idle()


def test_a_list_is_loaded_corrected_counted_and_taken_back(worlds, serve, open_screen, tmp_path):
    """8 of the 17 poor of ``small`` are left out; the list serves one of them, the corrected row another."""
    served = serve(APP, PETASALUR_DB=str(worlds.copy("small", tmp_path)))
    screen = open_screen(served, "/data", LAPTOP)
    screen.page.locator("h1.ps-head", has_text="40 keluarga").wait_for(timeout=WAIT_MS)
    name_oneself(screen)
    upload(screen, blt_list(tmp_path))
    correct(screen)
    headline(screen, "Ringkasan", BOTH)
    headline(screen, "Data", "40 keluarga")
    take_back(screen)
    headline(screen, "Ringkasan", BEFORE)
