"""One walk through a delivery in a real browser, cut off from every other host.

plan → change by hand → choose for its day → print → the page that records it (``test_walk_handover`` goes on there)
"""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from geo.maps.assets import missing_assets
from tests.browser.conftest import ROOT, WAIT_MS, Screen
from tests.browser.test_walk_handover import press, settled

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
APP = ROOT / "app.py"


def head(screen: Screen, text: str) -> str:
    found = screen.page.locator("h1.ps-head", has_text=re.compile(text)).first
    found.wait_for(timeout=WAIT_MS)
    screen.idle()
    return found.inner_text()


def task(screen: Screen, name: str) -> None:
    """Choose what is done with the plan."""
    screen.page.get_by_role("radio", name=name, exact=True).or_(
        screen.page.get_by_role("button", name=name, exact=True)
    ).first.click()
    settled(screen)


def name_oneself(screen: Screen) -> None:
    screen.page.get_by_role("button", name="Petugas").click()
    screen.page.get_by_label("Nama petugas").fill("Rahmah")
    screen.page.keyboard.press("Enter")
    settled(screen)
    screen.page.keyboard.press("Escape")
    settled(screen)


def change_by_hand(screen: Screen) -> None:
    task(screen, "Ubah")
    press(screen, "Pindahkan")
    screen.page.get_by_text("1 ubahan, belum disimpan").wait_for(timeout=WAIT_MS)
    screen.idle()
    assert screen.page.locator(".ps-say", has_text="Ubahan:").count() == 1
    press(screen, "Simpan sebagai")
    screen.page.get_by_text("1 ubahan, belum disimpan").wait_for(state="detached", timeout=WAIT_MS)
    screen.idle()
    plan = screen.page.get_by_role("combobox", name="Rencana").input_value()
    assert plan == "Rencana 2 · 1 ubahan dari rencana 1"


def print_everything(screen: Screen) -> None:
    """The archive holds a folder per trip and per desa, and one PDF in the order of printing."""
    task(screen, "Cetak")
    press(screen, "Buat semua dokumen (ZIP)")
    save = screen.page.get_by_role("button", name="Simpan berkas").locator("visible=true").first
    save.wait_for(timeout=2 * WAIT_MS)
    with screen.page.expect_download(timeout=WAIT_MS) as caught:
        save.click()
    names = zipfile.ZipFile(io.BytesIO(caught.value.path().read_bytes())).namelist()
    folders = {name.split("/")[0] for name in names}
    assert {"Desa", "Perjalanan", "Cetak semua.pdf"} <= folders
    assert any("tanda terima" in name.lower() for name in names)
    settled(screen)


def test_from_the_plan_to_the_papers_of_the_drivers(worlds, serve, open_screen, tmp_path):
    """The rice of four families of ``small``, at three stops; a fifth recipient has no desa and is on no trip."""
    served = serve(APP, PETASALUR_DB=str(worlds.copy("small", tmp_path)))
    screen = open_screen(served, "/rute")
    head(screen, "Belum ada rute Beras CPP untuk Oktober 2026")
    press(screen, "Buat rute")
    assert "semua 3 titik terlayani" in head(screen, "ritase")
    name_oneself(screen)
    change_by_hand(screen)
    task(screen, "Rencana")
    press(screen, "Pakai mulai")
    screen.page.locator(".ps-beres", has_text="dipakai mulai").first.wait_for(timeout=WAIT_MS)
    screen.idle()
    print_everything(screen)
    screen.page.get_by_role("link", name="Penyaluran").first.click()
    head(screen, "Oktober 2026: 0 dari 5 KPM sudah menerima")
