"""One walk through a hand-over in a real browser, cut off from every other host.

record a stop → an exception → closing is blocked → return the rest → close → the papers of the SPJ
"""

from __future__ import annotations

import pytest

from data.handover.recording import hand_over
from geo.maps.assets import missing_assets
from tests.browser.conftest import PHONE, ROOT, WAIT_MS, Screen
from tests.data.handover_worlds import DAY, KASI, PLAN, cash, driven, rice

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
APP = ROOT / "app.py"


def said(screen: Screen, text: str) -> None:
    """Wait for a bar that says ``text``."""
    screen.page.locator(".ps-say", has_text=text).first.wait_for(timeout=WAIT_MS)
    screen.idle()


def settled(screen: Screen) -> None:
    """Wait until the page has begun to run, if it does, and has run."""
    screen.begun().idle()


def press(screen: Screen, label: str) -> None:
    screen.page.get_by_role("button", name=label).locator("visible=true").first.click()


def tab(screen: Screen, name: str) -> None:
    screen.page.get_by_role("tab", name=name).click()
    screen.page.get_by_role("tab", name=name, selected=True).wait_for(timeout=WAIT_MS)
    settled(screen)


def choose(screen: Screen, label: str, option: str) -> None:
    """Open the list once its field stands still: a list closes when the page scrolls."""
    box = screen.page.get_by_role("combobox", name=label).locator("visible=true").first
    box.scroll_into_view_if_needed()
    settled(screen)
    box.click()
    screen.page.get_by_role("option", name=option).first.click()
    settled(screen)


def tick_all(screen: Screen) -> None:
    screen.page.get_by_text("Pilih semua").locator("visible=true").first.click()
    settled(screen)


def test_from_the_stop_to_the_papers(open_app, tmp_path):
    """Of trip 1 all but stop Hauwai 2 (7 to 10) is recorded before; its four parcels are what the walk is about."""
    store = driven(tmp_path)
    hand_over(store, PLAN, [*rice(store, *range(1, 7)), *rice(store, *range(11, 17))], by=KASI, on_date=DAY)
    hand_over(store, PLAN, cash(store, 1, 2, 3, 4), by=KASI, on_date=DAY)
    store.close()
    screen = open_app(APP, "/penyaluran", PHONE, PETASALUR_DB=str(store.path))
    screen.page.get_by_text("Petugas: belum diisi").click()
    screen.page.get_by_label("Nama petugas").fill("Rahmah")
    screen.page.keyboard.press("Enter")
    settled(screen)
    screen.page.keyboard.press("Escape")
    settled(screen)
    choose(screen, "Titik", "Hauwai 2")
    tick_all(screen)
    choose(screen, "Yang terjadi", "Gagal")
    press(screen, "Catat: gagal")
    said(screen, "4 paket dicatat: gagal.")
    tab(screen, "Neraca & tutup")
    tick_all(screen)
    press(screen, "Tutup 2 ritase")
    said(screen, "1 ritase belum bisa ditutup: 4 paket masih di tangan petugas.")
    tab(screen, "Catat")
    tick_all(screen)
    choose(screen, "Yang terjadi", "Dikembalikan")
    press(screen, "Catat: dikembalikan")
    said(screen, "4 paket dicatat: dikembalikan.")
    tab(screen, "Neraca & tutup")
    tick_all(screen)
    press(screen, "Tutup 2 ritase")
    said(screen, "2 ritase ditutup; neracanya nol dan tidak berubah lagi.")
    tab(screen, "SPJ")
    screen.page.locator("input[type=file]").locator("visible=true").or_(
        screen.page.locator(".st-key-lampiran_spj input[type=file]")
    ).last.set_input_files({"name": "../../BAST.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 isi %%EOF"})
    settled(screen)
    press(screen, "Simpan dokumen")
    said(screen, "SK penerima / BNBA dicatat ada untuk")
    assert [path.suffix for path in (tmp_path / "kantor.berkas").iterdir()] == [".pdf"]
    heading = screen.page.locator("h1.ps-head").first.inner_text()
    assert heading.startswith("November 2026: 12 dari 20 KPM sudah menerima (60 %)")
    assert heading.endswith("tidak ada paket di tangan petugas")
