"""The real pages in a real browser, with every host but 127.0.0.1 cut.

``open_screen`` fails the test when a page asked another host for anything or complained in its console.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from geo.maps.assets import missing_assets
from tests.browser.conftest import LAPTOP, PHONE, ROOT, WAIT_MS, Screen, Served
from tests.pages.page_worlds import HOSTILE_DESA, code

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
APP = ROOT / "app.py"
PATHS = {"overview": "/", "atlas": "/peta", "gaps": "/kesenjangan", "routes": "/rute", "intake": "/data"}
MENU = ["Ringkasan", "Peta", "Kesenjangan", "Rute", "Data"]
ENGLISH = (
    "Choose an option", "Choose options", "Upload", "Browse", "Drag and drop", "Search", "Running", "Page not found",
    "Download", "No results", "per file", "Stop", "Deploy", "Rerun", "Press Enter", "Select", "None", "Loading",
    "empty",
)  # fmt: skip
ROW_PX = 35
"""Height of a row of a table, and of its header."""
ServerOf = Callable[[str], Served]


@pytest.fixture(scope="session")
def server_of(worlds, serve, tmp_path_factory) -> ServerOf:
    """Return ``server_of(world)``: the app on a copy of a world, one server each; the demo lies where it belongs."""
    made: dict[str, Served] = {}

    def server_of(world: str) -> Served:
        if world not in made:
            home = tmp_path_factory.mktemp(world)
            place = {"PETASALUR_HOME": str(home)}
            copied = worlds.copy(world, home)
            made[world] = serve(APP, **place if world == "demo" else {**place, "PETASALUR_DB": str(copied)})
        return made[world]

    return server_of


@pytest.fixture
def visit(server_of: ServerOf, open_screen):
    """Return ``visit(world, page, size=LAPTOP)``."""
    return lambda world, page, size=LAPTOP: open_screen(server_of(world), PATHS[page], size)


def seen(screen: Screen) -> str:
    """What can be read on the page, the maps' frames included, and what stands in empty boxes."""
    texts = [frame.evaluate("document.body.innerText") for frame in screen.page.frames]
    empty_boxes = "[...document.querySelectorAll('[placeholder]')].map(each => each.placeholder)"
    return "\n".join([*texts, *screen.page.evaluate(empty_boxes)])


def english(text: str) -> list[str]:
    return [word for word in ENGLISH if re.search(rf"\b{word}\b", text)]


def head(screen: Screen) -> str:
    return screen.page.locator("h1.ps-head").first.inner_text()


def wait_for_head(screen: Screen, pattern: str) -> str:
    screen.page.locator("h1.ps-head", has_text=re.compile(pattern)).first.wait_for(timeout=WAIT_MS)
    screen.idle()
    return head(screen)


def choose(screen: Screen, label: str, option: str) -> None:
    """Pick an option of a select box by its label for screen readers."""
    screen.page.get_by_role("combobox", name=label, exact=False).click()
    screen.page.get_by_role("option", name=option, exact=True).click()
    screen.idle()


def click_row(screen: Screen, table: int, row: int) -> None:
    """Tick the row of a table (they are drawn on a canvas)."""
    box = screen.page.locator("[data-testid=stDataFrame]").nth(table)
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    screen.page.mouse.click(place["x"] + 16, place["y"] + ROW_PX * (row + 1.5))
    screen.page.wait_for_timeout(200)
    screen.idle()


def cells(screen: Screen, table: int) -> list[list[str]]:
    """The rows of a table that are in view, as a screen reader finds them."""
    rows = screen.page.locator("[data-testid=stDataFrame]").nth(table).locator("tbody tr")
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def fits(screen: Screen) -> bool:
    """Whether nothing of the page lies beyond its right edge."""
    return screen.page.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
            .every(each => each.scrollWidth <= innerWidth)"""
    )


# --- every page -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("page", PATHS)
def test_every_page_of_the_demo_draws_completely(visit, page, size):
    screen = visit("demo", page, size)
    if page in {"overview", "atlas", "gaps"}:
        frame = screen.map_frame()
        assert frame.locator(".leaflet-fill-pane path").count() == 24
        assert frame.locator(".petasalur-badge").inner_text() == "DATA CONTOH"
        assert frame.evaluate("document.getElementById('map_div').clientHeight") >= 300
    if page in {"atlas", "gaps"}:
        assert screen.page.locator("[data-testid=stDataFrame] canvas").count() >= 1
    assert len(head(screen)) > 20
    text = seen(screen)
    assert "DATA CONTOH" in text
    assert english(text) == []
    assert fits(screen)
    screen.shot(f"{page}-demo-{size[0]}")


def test_an_open_list_of_desa_speaks_indonesian_as_well(visit):
    screen = visit("demo", "gaps")
    screen.page.get_by_role("combobox", name="Desa").click()
    screen.page.keyboard.type("zzzz")
    screen.page.wait_for_timeout(300)
    assert english(seen(screen)) == []


# --- texts of files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("page", PATHS)
def test_nothing_of_a_hostile_file_runs(visit, page, size):
    screen = visit("hostile", page, size)
    if page in {"overview", "atlas", "gaps"}:
        assert screen.map_frame().locator(".leaflet-fill-pane path").count() == 4
    if page == "intake":
        for tab in screen.page.get_by_role("tab").all():
            tab.click()
            screen.page.wait_for_timeout(150)
    if page == "gaps":
        screen.click_desa(code(1))
        assert HOSTILE_DESA[0] in wait_for_head(screen, " di <img")
    screen.page.wait_for_timeout(300)
    assert [frame.evaluate("window.__ran ?? null") for frame in screen.page.frames if frame.url] == [
        None for frame in screen.page.frames if frame.url
    ]
    assert screen.page.locator("img[src=x], [data-testid=stMain] img, a[href*=evil]").count() == 0
    assert fits(screen)
    screen.shot(f"{page}-jahil-{size[0]}", is_full=True)


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
    assert ticked(screen, 0) == ["Uren"]
    assert {row[2] for row in cells(screen, 1)} == {"Uren"}
    screen.page.get_by_role("link", name="Peta").first.click()
    wait_for_head(screen, "kemiskinan tinggi")
    assert screen.page.locator(".ps-figures h2").inner_text() == "Uren"
    assert outlined(screen) == code(2)
    screen.page.get_by_role("link", name="Kesenjangan").first.click()
    assert "di Uren" in wait_for_head(screen, "Uren")


def ticked(screen: Screen, table: int) -> list[str]:
    rows = screen.page.locator("[data-testid=stDataFrame]").nth(table).locator("tbody tr[aria-selected=true]")
    return rows.locator("td:first-child").all_inner_texts()


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
    assert ticked(screen, 0) == ["Ha'uwai"]
    choose(screen, "Desa", "Semua desa")
    frame.wait_for_function("!Petasalur.views[0].chosen.code", polling=100)
    assert ticked(screen, 0) == []


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


@pytest.mark.parametrize(
    ("view", "drawn"),
    [
        ("Berdampingan", ".leaflet-fill-pane path"),
        ("Kepadatan belum terlayani", ".leaflet-cells-pane canvas"),
        ("Kelompok belum terlayani", ".petasalur-bubble"),
        ("Rumah di satu desa", ".leaflet-points-pane canvas"),
    ],
)
def test_every_kind_of_map_is_drawn(visit, view, drawn):
    screen = visit("demo", "atlas")
    screen.click_desa(code(5))
    choose(screen, "Tampilan", view)
    screen.map_frame().locator(drawn).first.wait_for(state="attached")
    assert english(seen(screen)) == []
    screen.shot(f"atlas-{view.split()[0].lower()}-1366")


# --- deep links -------------------------------------------------------------------------------------------------


def test_a_deep_link_shows_the_frame_on_a_server_that_has_just_started(worlds, serve, open_screen, tmp_path_factory):
    """Streamlit's first visitor decides; so each page gets a server of its own."""
    for path in PATHS.values():
        home = tmp_path_factory.mktemp("baru")
        served = serve(APP, PETASALUR_DB=str(worlds.copy("one_desa", home)))
        screen = open_screen(served, path)
        screen.page.get_by_role("link", name="Kesenjangan").first.wait_for(timeout=WAIT_MS)
        assert screen.page.locator("h1.ps-head").count() >= 1
        assert english(seen(screen)) == []
        screen.page.goto("about:blank")
        served.stop()
