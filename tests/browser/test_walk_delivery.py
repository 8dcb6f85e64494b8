"""One walk through a delivery in a real browser, cut off from every other host.

plan → change by hand → choose for its day → print → record → close → the SPJ complete. What happens on a phone when
something goes wrong meanwhile is walked in ``test_walk_handover``.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from data.handover import spj
from data.store import Store
from data.workflow.written import today
from geo.maps.assets import missing_assets
from geo.notation import long_date
from tests.browser.conftest import ROOT, WAIT_MS, Screen
from tests.browser.reading import click_row, english, seen
from tests.browser.test_walk_handover import choose, press, said, settled, tab, tick_all
from tests.data.handover_worlds import KASI
from tests.pages.page_worlds import OCTOBER

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
APP = ROOT / "app.py"
MOST_PAPERS = 20


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


def look_at_the_plan(screen: Screen) -> None:
    """The plan stands on the map; a trip that is ticked in the table is drawn apart, and its day goes by."""
    frame = screen.map_frame()
    frame.evaluate("window.mark = 'same'")
    # of each trip the white beneath, its ways, and what of them is dashed
    assert frame.locator(".leaflet-trips-pane path").count() >= 3
    assert screen.page.get_by_role("button", name="Hitung ulang rute").is_visible()
    text = seen(screen)
    assert "garis lurus" in text
    assert english(text) == []
    click_row(screen, 1, 0)
    screen.page.get_by_text("Perhentian ritase 1:").wait_for(timeout=WAIT_MS)
    frame.wait_for_function("Petasalur.views[0].plan.chosen !== null", polling=100)
    slider = frame.get_by_role("slider", name="Jam")
    slider.focus()
    slider.press("End")
    assert frame.locator(".petasalur-told").inner_text().startswith("3 dari 3")


def change_by_hand(screen: Screen) -> None:
    """A stop is moved, the change undone, done again and kept; all the while the map has stood there."""
    changed = screen.page.get_by_text("1 ubahan, belum disimpan")
    task(screen, "Ubah")
    press(screen, "Pindahkan")
    changed.wait_for(timeout=WAIT_MS)
    screen.idle()
    assert screen.page.locator(".ps-say", has_text="Ubahan:").count() == 1
    press(screen, "Urungkan")
    changed.wait_for(state="detached", timeout=WAIT_MS)
    screen.idle()
    press(screen, "Ulangi")
    changed.wait_for(timeout=WAIT_MS)
    screen.idle()
    press(screen, "Simpan sebagai")
    changed.wait_for(state="detached", timeout=WAIT_MS)
    screen.idle()
    plan = screen.page.get_by_role("combobox", name="Rencana").input_value()
    assert plan == "Rencana 2 · 1 ubahan dari rencana 1"
    assert screen.map_frame().evaluate("window.mark") == "same"


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


def record(screen: Screen) -> int:
    """Say of every trip that all of it was handed over; return how many trips there are."""
    box = screen.page.get_by_role("combobox", name="Ritase").locator("visible=true").first
    box.click()
    trip_count = screen.page.get_by_role("option").count()
    screen.page.keyboard.press("Escape")
    settled(screen)
    for number in range(trip_count):
        box.click()
        screen.page.get_by_role("option").nth(number).click()
        settled(screen)
        choose(screen, "Titik", "Semua titik")
        press(screen, "Semua diserahkan")
        said(screen, "dicatat diserahkan")
        settled(screen)
    return trip_count


def begin_binder(database: Path) -> None:
    """Attach all papers of the SPJ but two, as ``tests/data/test_spj.py`` does; these two are for the walk."""
    with closing(Store.open(database)) as store:
        needs = spj.read_needs(store)
        for key in needs.loc[needs["program"] == "CPP", "document_key"].to_list()[:-2]:
            spj.attach(store, key, program="CPP", period=OCTOBER, desa_code="", by=KASI, content=b"%PDF-1.7 ada %%EOF")


def fill_spj(screen: Screen) -> None:
    """Attach what is missing, each paper for all desa, until nothing is."""
    tab(screen, "SPJ")
    for number in range(MOST_PAPERS):
        title = screen.page.locator("h2.ps-part", has_text=re.compile(r"^SPJ: ")).first.inner_text()
        there, needed = re.findall(r"\d+", title)[:2]
        if there == needed:
            assert "(100 %)" in title
            return
        choose(screen, "Berlaku untuk", "semua desa")
        screen.page.locator(".st-key-lampiran_spj input[type=file]").last.set_input_files(
            {"name": "kertas.pdf", "mimeType": "application/pdf", "buffer": f"%PDF-1.7 {number} %%EOF".encode()}
        )
        settled(screen)
        press(screen, "Simpan dokumen")
        said(screen, "dicatat ada untuk semua desa")
        settled(screen)
    raise AssertionError(title)


def test_from_the_plan_to_the_closed_spj(worlds, serve, open_screen, tmp_path):
    """The rice of four families of ``small``, at three stops; a fifth recipient has no desa and is on no trip."""
    database = worlds.copy("small", tmp_path)
    begin_binder(database)
    served = serve(APP, PETASALUR_DB=str(database))
    screen = open_screen(served, "/rute")
    head(screen, "Belum ada rute Beras CPP untuk Oktober 2026")
    choose(screen, "Tanggal mulai", long_date(today()))
    press(screen, "Buat rute")
    assert "semua 3 titik terlayani" in head(screen, "ritase")
    look_at_the_plan(screen)
    name_oneself(screen)
    change_by_hand(screen)
    task(screen, "Rencana")
    press(screen, "Pakai mulai")
    screen.page.locator(".ps-beres", has_text="dipakai mulai").first.wait_for(timeout=WAIT_MS)
    screen.idle()
    print_everything(screen)
    screen.page.get_by_role("link", name="Penyaluran").first.click()
    head(screen, "Oktober 2026: 0 dari 5 KPM sudah menerima")
    settled(screen)
    trip_count = record(screen)
    head(screen, "Oktober 2026: 4 dari 5 KPM sudah menerima")
    tab(screen, "Neraca & tutup")
    tick_all(screen)
    press(screen, f"Tutup {trip_count} ritase")
    said(screen, "neracanya nol dan tidak berubah lagi")
    fill_spj(screen)
