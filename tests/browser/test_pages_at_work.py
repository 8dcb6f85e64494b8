"""Pages that are written to, and opened by their address, in a real browser with every host but 127.0.0.1 cut.

``open_screen`` fails the test when a page asked another host for anything or complained in its console.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Error, Locator

from analytics.delivery.vehicles import COLUMNS as VEHICLE_COLUMNS
from geo.maps.assets import missing_assets
from tests.browser.conftest import APP, PATHS, WAIT_MS, Screen, Served
from tests.browser.reading import ROW_PX, cells, choose, english, seen, wait_for_head
from tests.pages.page_worlds import NAMES, office_files, write_boundaries

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
TRIES = 5
_SHOWN = [key for key in VEHICLE_COLUMNS if key != "vehicle_key"]
CAPACITY_AT, START_AT = _SHOWN.index("capacity_kg"), _SHOWN.index("shift_start")
"""Columns of the table of vehicles as they stand on the screen."""


# --- Rute -------------------------------------------------------------------------------------------------------


def edit_cell(screen: Screen, table: int, row: int, column: int, text: str) -> None:
    """Write into a cell of a table as one does on a keyboard, and see that it stands there."""
    box = screen.page.locator("[data-testid=stDataFrame]").nth(table)
    box.scroll_into_view_if_needed()
    screen._settled(box.bounding_box)
    cell = box.locator(f"[data-testid=glide-cell-{column + 1}-{row}]")
    for _ in range(TRIES):
        _write_cell(screen, box, cell, row, text)
        if cell.inner_text() == text:
            return
    raise AssertionError(f"the cell shows {cell.inner_text()!r}, not {text!r}")


def _write_cell(screen: Screen, box: Locator, cell: Locator, row: int, text: str) -> None:
    """Go to the cell, and type once the table has it under its cursor."""
    place = box.bounding_box()
    screen.page.mouse.click(place["x"] + 60, place["y"] + ROW_PX * (row + 1.5))
    screen.page.wait_for_timeout(200)
    cell.focus()
    try:
        box.locator(f"[data-testid={cell.get_attribute('data-testid')}][aria-selected=true]").wait_for(
            state="attached", timeout=3000
        )
    except Error:
        return  # the click or the focus went astray: another try
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_timeout(300)
    screen.page.keyboard.press("Control+A")
    screen.page.keyboard.type(text)
    screen.page.wait_for_timeout(200)
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_timeout(400)
    screen.idle()


def test_vehicles_are_changed_and_their_faults_told(worlds, serve, open_screen, tmp_path):
    screen = open_screen(serve(APP, PETASALUR_DB=str(worlds.copy("small", tmp_path))), PATHS["routes"])
    edit_cell(screen, vehicles_table(screen), 0, CAPACITY_AT, "10")  # each vehicle carries the rice of one family
    edit_cell(screen, vehicles_table(screen), 1, CAPACITY_AT, "10")
    screen.page.get_by_role("button", name="Simpan kendaraan").click()
    screen.page.get_by_text("Kendaraan dan jam kerja: disimpan.").wait_for(timeout=WAIT_MS)
    screen.page.get_by_role("button", name="Buat rute").click()
    assert wait_for_head(screen, "^4 ritase").startswith("4 ritase")  # four families, ten kilograms each
    assert screen.map_frame().locator(".leaflet-trips-pane path").count() == 12
    edit_cell(screen, vehicles_table(screen), 0, START_AT, "25:99")
    screen.page.get_by_role("button", name="Simpan kendaraan").click()
    screen.page.locator(".ps-galat").wait_for(timeout=WAIT_MS)
    assert "25:99" in screen.page.locator(".ps-galat").inner_text()


def vehicles_table(screen: Screen) -> int:
    """The place of the table of vehicles among all, opened."""
    expander = screen.page.get_by_test_id("stExpander").filter(has_text="Kendaraan dan jam kerja")
    if not expander.locator("details[open]").count():
        expander.get_by_text("Kendaraan dan jam kerja").click()
    expander.locator("[data-testid=stDataFrame] tbody td").first.wait_for(state="attached", timeout=WAIT_MS)
    screen.page.wait_for_timeout(300)
    tables = screen.page.locator("[data-testid=stDataFrame]")
    mine = expander.locator("[data-testid=stDataFrame]").element_handle()
    return next(at for at in range(tables.count()) if tables.nth(at).evaluate("(one, other) => one === other", mine))


# --- Data -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(server_of, worlds, serve, tmp_path_factory) -> Served:
    """A server of its own whose office has no data yet."""
    home = tmp_path_factory.mktemp("kantor")
    worlds.copy("demo", home)
    return serve(APP, PETASALUR_HOME=str(home))


def give(screen: Screen, file: Path) -> None:
    """Choose a file as a reader would."""
    screen.page.locator("input[type=file]").set_input_files(str(file))
    screen.page.get_by_text("Jenis berkas").or_(screen.page.locator(".ps-galat")).first.wait_for(timeout=WAIT_MS)
    screen.idle()


def load(screen: Screen, file: Path) -> str:
    """Choose a file, load it, and return what became of it."""
    give(screen, file)
    screen.page.get_by_role("button", name="Muat berkas ini").click()
    said = screen.page.locator(".ps-say:visible").filter(has_not_text="Kunci basis data belum ada").last
    said.wait_for(timeout=WAIT_MS)
    screen.idle()
    return said.inner_text()


def test_an_office_begins_with_its_own_files(office, open_screen, tmp_path):
    boundaries, families, pkh, *_ = [source.path for source in office_files(tmp_path)]
    screen = open_screen(office, PATHS["intake"])
    assert "DATA CONTOH" in seen(screen)
    screen.page.get_by_role("button", name="Pakai basis data kantor").click()
    assert wait_for_head(screen, "Belum ada data") == "Belum ada data"
    assert "DATA CONTOH" not in seen(screen)
    for page in ("Ringkasan", "Peta", "Kesenjangan", "Rute"):
        screen.page.get_by_role("link", name=page).first.click()
        wait_for_head(screen, "Belum ada data keluarga")
        screen.page.get_by_role("link", name="Buka halaman Data").wait_for(timeout=WAIT_MS)
        assert english(seen(screen)) == []
    screen.page.get_by_role("link", name="Buka halaman Data").click()

    assert load(screen, boundaries) == "batas.geojson: 4 dari 4 baris dimuat, 0 perlu dilihat, 0 disisihkan."
    give(screen, families)
    text = seen(screen)
    assert "Kolom: 12 dikenali" in text
    assert cells(screen, 0)[0][:3] == ["631102********01", "631102********01", "S*** A*****"]
    assert english(text) == []
    screen.shot("intake-pratinjau-1366", is_full=True)
    assert load(screen, families).startswith("keluarga.csv: 40 dari 40 baris dimuat")
    give(screen, pkh)
    choose(screen, "Bulan", "Oktober 2026")
    assert load(screen, pkh).startswith("pkh 10.csv: 9 dari 9 baris dimuat")
    screen.page.get_by_role("link", name="Ringkasan").first.click()
    # PKH alone reaches 8 of the 17 poor families of page_worlds; the ninth family is not poor
    assert wait_for_head(screen, "dari 17") == "9 dari 17 keluarga miskin belum menerima bantuan apa pun (52,9 %)"
    assert screen.map_frame().locator(".leaflet-fill-pane path").count() == 4


def test_a_displaced_layer_is_stopped_until_somebody_has_looked(office, open_screen, tmp_path):
    """0.01 degree east: half a desa further (after the test above, on the layer it has loaded)."""
    moved = write_boundaries(tmp_path / "geser.geojson", NAMES, shift=0.01)
    screen = open_screen(office, PATHS["intake"])
    if screen.page.get_by_role("button", name="Pakai basis data kantor").count():
        screen.page.get_by_role("button", name="Pakai basis data kantor").click()
        wait_for_head(screen, "40 keluarga di 4 desa")
    give(screen, moved)
    screen.page.get_by_role("button", name="Muat berkas ini").click()
    screen.page.locator(".ps-awas", has_text="tampak bergeser").wait_for(timeout=WAIT_MS)
    assert screen.page.get_by_role("button", name="Ganti batas desa").is_disabled()
    screen.shot("intake-bergeser-1366")
    screen.page.get_by_text("Saya sudah memeriksa").click()
    screen.idle()
    screen.page.get_by_role("button", name="Ganti batas desa").click()
    screen.page.locator(".ps-beres, .ps-awas", has_text="geser.geojson: 4 dari 4").wait_for(timeout=WAIT_MS)


NOT_WHAT_THEY_SAY = [
    ("foto.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 400, "foto.xlsx"),
    ("kosong.csv", b"", "kosong.csv"),
    ("peta.geojson", b'{"type": "FeatureCollection", "features": [', "peta.geojson"),
    ("![a](http:evil) **b**.csv", b"", "_a_(http_evil) __b__.csv"),
]


def test_a_file_that_is_not_what_it_says_gets_one_sentence(office, open_screen, tmp_path):
    """And one of another kind is refused by the box itself, in Indonesian too."""
    screen = open_screen(office)
    for name, content, says in [*NOT_WHAT_THEY_SAY, ("foto.png", b"\x89PNG", "")]:
        screen.go(PATHS["intake"])
        if screen.page.get_by_role("button", name="Pakai basis data kantor").count():
            screen.page.get_by_role("button", name="Pakai basis data kantor").click()
            screen.page.locator("input[type=file]").wait_for(state="attached", timeout=WAIT_MS)
            screen.idle()
        path = tmp_path / name
        path.write_bytes(content)
        if not says:
            screen.page.locator("input[type=file]").set_input_files(str(path))
            screen.page.wait_for_timeout(800)
            assert "not allowed" not in seen(screen)
            screen.shot("intake-png-1366")
            continue
        give(screen, path)
        if not screen.page.locator(".ps-galat").count():
            screen.page.get_by_role("button", name="Muat berkas ini").click()
        screen.page.locator(".ps-galat").wait_for(timeout=WAIT_MS)
        [sentence] = screen.page.locator(".ps-galat").all_inner_texts()
        assert says in sentence
        assert english(seen(screen)) == []


def test_doubts_can_be_taken_away_and_do_no_harm(visit):
    screen = visit("hostile", "intake")
    screen.page.get_by_role("tab", name="Catatan pemeriksaan").click()
    with screen.page.expect_download() as caught:
        screen.page.get_by_role("button", name="Unduh semua catatan (CSV)").click()
    table = pd.read_csv(caught.value.path(), dtype="string", keep_default_na=False)
    assert {"kk_tidak_sah", "teks_berbahaya"} <= set(table["kind"])
    risky = table.map(lambda text: text[:1] in set("=+@\t\r") or bool(re.match(r"-\s*[A-Za-z(]", text)))
    assert not risky.to_numpy().any()
    with screen.page.expect_download() as caught:
        screen.page.get_by_role("button", name="baris yang disisihkan (XLSX)").click()
    book = pd.read_excel(caught.value.path(), sheet_name=None, dtype="string", engine="calamine")
    assert len(book["Disisihkan"]) == 3
    assert re.search(r"\d{16}", " ".join(map(str, book["Catatan"].to_numpy().ravel()))) is None


# --- deep links -------------------------------------------------------------------------------------------------


def test_a_deep_link_shows_the_frame_on_a_server_that_has_just_started(worlds, serve, open_screen, tmp_path_factory):
    """Streamlit's first visitor decides; so each of two pages, with a map and without, gets a server of its own."""
    for page in ("atlas", "intake"):
        home = worlds.copy("one_desa", tmp_path_factory.mktemp("baru"))
        served = serve(APP, PETASALUR_DB=str(home))
        screen = open_screen(served, PATHS[page])
        screen.page.get_by_role("link", name="Kesenjangan").first.wait_for(timeout=WAIT_MS)
        assert screen.page.locator("h1.ps-head").count() >= 1
        assert english(seen(screen)) == []
        screen.page.goto("about:blank")
        served.stop()
