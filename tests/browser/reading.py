"""What a reader sees and does on the pages."""

from __future__ import annotations

import re

from tests.browser.conftest import PATHS, WAIT_MS, Screen

MENU = ["Ringkasan", "Peta", "Kesenjangan", "Rute", "Jalan", "Verifikasi", "Keluarga", "Data"]
ENGLISH = (
    "Choose an option", "Choose options", "Upload", "Browse", "Drag and drop", "Search", "Running", "Page not found",
    "Download", "No results", "per file", "Stop", "Deploy", "Rerun", "Press Enter", "Select", "None", "Loading",
    "empty",
)  # fmt: skip
ROW_PX = 35
"""Height of a row of a table, and of its header."""


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


def turn_to(screen: Screen, page: str) -> None:
    """Go to a page by the menu, as readers do; pages opened by their address are in other tests."""
    if page != "overview":
        screen.page.get_by_role("link", name=MENU[list(PATHS).index(page)], exact=True).first.click()
        screen.page.wait_for_url("**" + PATHS[page], timeout=WAIT_MS)
        screen.begun().idle()


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
    body = screen.page.locator("[data-testid=stDataFrame]").nth(table).locator("tbody td")
    body.first.wait_for(state="attached", timeout=WAIT_MS)
    rows = screen.page.locator("[data-testid=stDataFrame]").nth(table).locator("tbody tr")
    return [row.locator("td").all_inner_texts() for row in rows.all()]


def fits(screen: Screen) -> bool:
    """Whether nothing of the page lies beyond its right edge."""
    return screen.page.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
            .every(each => each.scrollWidth <= innerWidth)"""
    )
