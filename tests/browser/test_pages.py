"""The real pages in a real browser, with every host but 127.0.0.1 cut.

``open_screen`` fails the test when a page asked another host for anything or complained in its console.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from geo.maps.assets import missing_assets
from tests.browser.conftest import LAPTOP, PATHS, PHONE, WAIT_MS, Screen
from tests.browser.reading import cells, choose, click_row, english, fits, head, seen, turn_to, wait_for_head
from tests.pages.page_worlds import HOSTILE_DESA, code

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
TRIES = 5


# --- every page -------------------------------------------------------------------------------------------------


def on_phone(screen: Screen) -> Screen:
    """Make the window as narrow as a phone; what a page is like that was opened there is walked in other files."""
    screen.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    screen.page.wait_for_function("document.querySelector('[data-testid=stMain]').clientWidth <= innerWidth")
    return screen.idle()


def test_every_page_of_the_demo_draws_completely(visit):
    screen = visit("demo", "overview")
    for page in PATHS:
        screen.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
        turn_to(screen, page)
        for size in (LAPTOP, PHONE):
            if size == PHONE:
                on_phone(screen)
            if page in {"overview", "atlas", "gaps"}:
                frame = screen.map_frame()
                assert frame.locator(".leaflet-fill-pane path").count() == 24
                assert frame.locator(".petasalur-badge").inner_text() == "DATA CONTOH"
                assert frame.evaluate("document.getElementById('map_div').clientHeight") >= 300
            if page in {"atlas", "gaps"}:
                assert screen.page.locator("[data-testid=stDataFrame] canvas").count() >= 1
            assert len(head(screen)) > 20, page
            text = seen(screen)
            assert "DATA CONTOH" in text, page
            assert (page, english(text)) == (page, [])
            assert fits(screen), (page, size)
            screen.shot(f"{page}-demo-{size[0]}")


def test_an_open_list_of_desa_speaks_indonesian_as_well(visit):
    screen = visit("demo", "gaps")
    screen.page.get_by_role("combobox", name="Desa").click()
    screen.page.keyboard.type("zzzz")
    screen.page.wait_for_timeout(300)
    assert english(seen(screen)) == []


# --- texts of files ---------------------------------------------------------------------------------------------


def test_nothing_of_a_hostile_file_runs(visit):
    screen = visit("hostile", "overview")
    for page in PATHS:
        screen.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
        turn_to(screen, page)
        if page in {"overview", "atlas", "gaps"}:
            paths = screen.map_frame().locator(".leaflet-fill-pane path")
            paths.nth(3).wait_for(state="attached")
            assert paths.count() == 4
        if page == "gaps":
            screen.click_desa(code(1))
            assert HOSTILE_DESA[0] in wait_for_head(screen, " di <img")
        for tab in screen.page.get_by_role("tab").all():
            tab.click()
            screen.page.wait_for_timeout(150)
        assert fits(screen), page
        screen.shot(f"{page}-jahil-{LAPTOP[0]}", is_full=True)
        assert fits(on_phone(screen)), page
        screen.shot(f"{page}-jahil-{PHONE[0]}", is_full=True)
        ran = [frame.evaluate("window.__ran ?? null") for frame in screen.page.frames]
        assert ran == [None] * len(ran), page
        assert screen.page.locator("img[src=x], [data-testid=stMain] img, a[href*=evil]").count() == 0, page


def test_hostile_names_can_be_read_on_map_and_in_tables(visit):
    screen = visit("hostile", "atlas")
    frame = screen.map_frame()
    screen.page.mouse.move(*screen.place_of(code(2)))
    frame.locator(".petasalur-tip-title", has_text="</script><script>").wait_for()
    assert HOSTILE_DESA[0] in [row[0] for row in cells(screen, 0)]


# --- one choice, everywhere ---------------------------------------------------------------------------------------


def outlined(screen: Screen) -> str | None:
    return screen.map_frame().evaluate("Petasalur.views[0].chosen.code ?? null")


def test_a_desa_chosen_on_the_map_is_chosen_in_table_filter_and_on_other_pages(visit):
    screen = visit("small", "gaps")
    screen.click_desa(code(2))
    assert wait_for_head(screen, "Uren") == "3 dari 5 keluarga miskin di Uren belum menerima bantuan apa pun (60,0 %)"
    assert screen.page.get_by_role("combobox", name="Desa").input_value() == "Uren"
    wait_ticked(screen, "Uren")
    assert {row[2] for row in cells(screen, 1)} == {"Uren"}
    screen.page.get_by_role("link", name="Peta").first.click()
    wait_for_head(screen, "kemiskinan tinggi")
    assert screen.page.locator(".ps-figures h2").inner_text() == "Uren"
    assert outlined(screen) == code(2)
    screen.page.get_by_role("link", name="Kesenjangan").first.click()
    assert "di Uren" in wait_for_head(screen, "Uren")


def wait_ticked(screen: Screen, name: str) -> None:
    """Wait until exactly the row of ``name`` is ticked in the first table."""
    rows = screen.page.locator("[data-testid=stDataFrame]").first.locator("tbody tr[aria-selected=true]")
    rows.locator("td:first-child", has_text=name).wait_for(state="attached", timeout=WAIT_MS)
    assert rows.count() == 1


@pytest.mark.parametrize("page", ["atlas", "gaps"])
def test_a_row_of_the_table_outlines_its_desa_on_the_map(visit, page):
    screen = visit("small", page)
    frame = screen.map_frame()
    frame.evaluate("window.mark = 'same'")
    click_row(screen, 0, 1)
    frame.wait_for_function(f"Petasalur.views[0].chosen.code === '{code(2)}'", polling=100)
    assert frame.evaluate("window.mark") == "same"
    click_row(screen, 0, 0)
    frame.wait_for_function(f"Petasalur.views[0].chosen.code === '{code(1)}'", polling=100)


def test_a_desa_chosen_in_the_box_is_outlined(visit):
    screen = visit("small", "gaps")
    frame = screen.map_frame()
    choose(screen, "Desa", "Ha'uwai")
    frame.wait_for_function(f"Petasalur.views[0].chosen.code === '{code(3)}'", polling=100)
    wait_ticked(screen, "Ha'uwai")
    choose(screen, "Desa", "Semua desa")
    frame.wait_for_function("!Petasalur.views[0].chosen.code", polling=100)
    screen.page.locator("tbody tr[aria-selected=true]").wait_for(state="detached", timeout=WAIT_MS)


@pytest.mark.parametrize("page", ["overview", "atlas", "gaps"])
def test_another_program_repaints_the_map_that_is_there(visit, page):
    screen = visit("small", page)
    frame = screen.map_frame()
    frame.evaluate("window.mark = 'same'; window.before = JSON.stringify(Petasalur.shown.layers)")
    before = head(screen)
    choose(screen, "Program", "Beras CPP")
    frame.wait_for_function("JSON.stringify(Petasalur.shown.layers) !== window.before", polling=100)
    assert screen.map_frame().evaluate("window.mark") == "same"
    assert head(screen) != before or page == "atlas"
    assert sum("geometri" in url for url in screen.requests) == 1


def test_moving_the_map_runs_nothing(visit):
    screen = visit("small", "atlas")
    frame = screen.map_frame()
    screen.page.evaluate(
        """() => {
            window.runs = 0;
            new MutationObserver(() => window.runs++).observe(
                document.querySelector('[data-testid=stApp]'), {attributeFilter: ['data-test-script-state']});
        }"""
    )
    frame.evaluate("map.panBy([50, 20], {animate: false}); map.zoomIn(1, {animate: false})")
    screen.page.wait_for_timeout(900)
    assert screen.page.evaluate("window.runs") == 0


def wait_on_map(screen: Screen, drawn: str) -> None:
    """Wait until something stands on the map; a map of another kind comes in a frame of its own."""
    for left in reversed(range(TRIES)):
        try:
            screen.map_frame().locator(drawn).first.wait_for(state="attached")
        except Error:  # the frame was that of the map before, and is gone
            if not left:
                raise
        else:
            return


KINDS_OF_MAP = {
    "Berdampingan": ".leaflet-fill-pane path",
    "Perubahan": ".leaflet-fill-pane path[fill='#542788']",
    "Kantong (LISA)": ".leaflet-fill-pane path[fill='url(#petasalur-titik)']",
    "Kepadatan belum terlayani": ".leaflet-cells-pane canvas",
    "Kelompok belum terlayani": ".petasalur-bubble",
    "Rumah di satu desa": ".leaflet-points-pane canvas",
}


def test_every_kind_of_map_is_drawn(visit):
    screen = visit("demo", "atlas")
    screen.click_desa(code(5))
    for view, drawn in KINDS_OF_MAP.items():
        choose(screen, "Tampilan", view)
        wait_on_map(screen, drawn)
        assert english(seen(screen)) == []
        screen.shot(f"atlas-{view.split()[0].lower()}-1366")
