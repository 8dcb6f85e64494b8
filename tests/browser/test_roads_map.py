"""The map of Jalan in a real browser, cut off from every other host: a stretch is clicked, closed, and marked."""

from __future__ import annotations

import re

import pytest

from geo.maps.assets import missing_assets
from tests.browser.conftest import LAPTOP, ROOT, WAIT_MS

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
LINES = "Object.values(map._layers).filter(each => each.options.pane === 'roads' && each.getLatLngs).length"


def test_a_stretch_is_clicked_closed_and_marked(worlds, serve, open_screen, tmp_path_factory):
    copied = worlds.copy("roads", tmp_path_factory.mktemp("jalan"))
    screen = open_screen(serve(ROOT / "app.py", PETASALUR_DB=str(copied)), "/jalan", LAPTOP)
    frame = screen.map_frame()
    assert frame.evaluate(LINES) == 4  # two pieces of roads, the trail of the first, the river
    assert frame.evaluate("map.getBounds().contains([-2.312, 115.601]) && map.getBounds().contains([-2.312, 115.679])")
    x, y = frame.evaluate(
        """() => {
            const at = map.latLngToContainerPoint([-2.312, 115.6695]);
            const box = map.getContainer().getBoundingClientRect();
            return [box.x + at.x, box.y + at.y];
        }"""
    )
    place = screen.page.locator("iframe[title*=st_folium]").bounding_box()
    screen.page.mouse.move(place["x"] + x, place["y"] + y + 1)
    frame.wait_for_function("!document.querySelector('.petasalur-tip').hidden", timeout=10_000, polling=100)
    assert "Jalan Timur" in frame.locator(".petasalur-tip").inner_text()
    screen.page.mouse.click(place["x"] + x, place["y"] + y)
    screen.page.locator(".ps-say", has_text="Jalan Timur").wait_for(timeout=WAIT_MS)
    screen.idle()
    screen.page.get_by_role("button", name=re.compile("Petugas")).click()
    screen.page.get_by_label("Nama petugas").fill("Budi")
    screen.page.get_by_label("Nama petugas").press("Enter")
    screen.idle()
    screen.page.keyboard.press("Escape")
    screen.page.get_by_role("button", name="Tutup ruas ini").click()
    reason = screen.page.get_by_label("Alasan", exact=True).locator("visible=true").first
    reason.fill("jembatan putus")
    reason.press("Tab")
    screen.idle()
    screen.page.get_by_role("button", name="Tutup", exact=True).click()
    screen.page.locator(".ps-say", has_text="Ruas ditutup").wait_for(timeout=WAIT_MS)
    screen.idle()
    frame = screen.map_frame()
    frame.wait_for_function(f"{LINES} === 8", timeout=10_000, polling=100)  # the mark of two lines, the choice of two
    screen.shot("jalan-tertutup")
