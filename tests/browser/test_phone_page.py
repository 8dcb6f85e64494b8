"""The page for the phone in a browser that reaches nothing: opened as a file, ticked, reloaded, sent back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from field_worlds import hostile
from plan_worlds import KASI, PLAN, delivery_store
from playwright.sync_api import Browser, Page

from data.papers.field.form_fields import PHONE_COLUMNS
from data.papers.field.journey import journey
from data.papers.field.make import make_field_file
from data.papers.field.phone import phone_page
from data.trip_sheets import read_trip_sheets

PHONE = {"width": 390, "height": 844}
SHOTS = Path(__file__).resolve().parents[2] / "var" / "layar"
LOCAL = ("file:", "data:", "blob:")
TRIP = "pickup-1-1"
NEAR_HAUWAI = {"longitude": 115.54, "latitude": -2.345}


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    """The page of a trip of a demo, that of its whole plan, and that of a plan with hostile texts."""
    folder = tmp_path_factory.mktemp("halaman")
    store = delivery_store(folder)
    store.mark_demo()
    made = {
        "ritase": make_field_file(store, "ponsel", plan_id=PLAN, trip_id=TRIP, by=KASI),
        "rencana": make_field_file(store, "ponsel", plan_id=PLAN, by=KASI),
        "jahat": phone_page(journey(hostile(read_trip_sheets(store, PLAN)))),
    }
    store.close()
    for name, content in made.items():
        (folder / f"{name}.html").write_bytes(content)
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture
def open_file(browser: Browser, files) -> Iterator[Callable[..., Page]]:
    """Return ``open_file(name)``: without a network, on a phone; one error or one request fails the test at its end."""
    said, contexts = [], []

    def open_file(name: str) -> Page:
        context = browser.new_context(
            viewport=PHONE, locale="id-ID", timezone_id="Asia/Makassar", has_touch=True, is_mobile=True, offline=True,
            geolocation=NEAR_HAUWAI, permissions=["geolocation"],
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(error.message))
        page.on(
            "request",
            lambda request: said.append(request.url) if request.url[:5] not in {"file:", "data:", "blob:"} else None,
        )
        page.goto(files[name].as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert said == []


def tick(page: Page, place: int, state: str) -> None:
    page.locator("article").nth(place).locator(f"button[data-state={state}]").click()


def counted(page: Page) -> tuple[str, str]:
    return page.inner_text("#count"), page.inner_text("#rest").strip(" ·")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_ticks_survive_a_reload_and_are_counted(open_file):
    page = open_file("ritase")
    assert counted(page) == ("0 dari 14 diserahkan", "")
    tick(page, 0, "diserahkan")
    tick(page, 1, "diserahkan")
    tick(page, 2, "gagal")
    page.locator("article").nth(2).locator("select").select_option("pindah")
    page.reload()
    assert counted(page) == ("2 dari 14 diserahkan", "1 gagal")
    # ten parcels belong to the first stop
    assert page.locator("details.stop em").all_inner_texts() == ["2/10", "0/4"]
    assert "pindah" in page.locator("article").nth(2).locator(".said").inner_text()
    tick(page, 0, "diserahkan")
    assert counted(page)[0] == "1 dari 14 diserahkan"


def test_results_are_sent_as_csv_and_loaded_back(open_file, tmp_path):
    page = open_file("ritase")
    tick(page, 0, "diserahkan")
    own = page.locator("article").nth(0)
    own.get_by_text("Pengganti, jumlah, catatan").click()
    own.locator("select").nth(0).select_option("pengganti")
    assert "belum diisi: data pengganti" in own.locator(".said").inner_text()
    own.get_by_label("Nama pengganti").fill('=cmd, "Ani"')
    own.get_by_label("Hubungan dengan penerima").select_option("anak")
    own.get_by_label("Nomor surat kuasa").fill("12/SK;2026")
    own.get_by_label("Jumlah yang diterima").fill("999999")
    own.get_by_label("Jumlah yang diterima").blur()
    assert "belum diisi" not in own.locator(".said").inner_text()
    with page.expect_download() as waiting:
        page.click("#save")
    assert waiting.value.suggested_filename == "hasil rencana 1 ritase 1.csv"
    waiting.value.save_as(tmp_path / "hasil.csv")
    [row] = rows_of((tmp_path / "hasil.csv").read_text(encoding="utf-8"))
    assert tuple(row) == PHONE_COLUMNS
    # the first parcel is 300.000 of BLT-DD: no more than planned can be handed over; a formula is neutralised
    assert (row["plan_id"], row["trip_id"], row["program"], row["amount"], row["amount_unit"]) == (
        "1", TRIP, "BLTDD", "300000", "Rp",
    )  # fmt: skip
    assert (row["substitute_name"], row["relation"], row["letter_number"]) == ('\'=cmd, "Ani"', "anak", "12/SK;2026")
    assert row["time"].endswith("+08:00")
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#clear")
    assert counted(page)[0] == "0 dari 14 diserahkan"
    page.set_input_files("#load", tmp_path / "hasil.csv")
    page.wait_for_function("document.getElementById('copied').textContent.includes('1 catatan dimuat')")
    page.click("#csv")
    assert rows_of(page.input_value("#text")) == [row]


def test_the_summary_names_nobody(open_file):
    page = open_file("rencana")
    tick(page, 0, "diserahkan")
    tick(page, 1, "gagal")
    page.click("#wa")
    text = page.input_value("#text")
    assert text.splitlines()[:4] == [
        "_DATA CONTOH_", "*Rencana 1 · percobaan · 3 ritase*", "1 dari 20 diserahkan", "1 gagal (tanpa alasan 1)",
    ]  # fmt: skip
    assert "• 1 Galumbang 1 (Dusun 1): 0/6" in text
    assert "KEPALA" not in text


def test_the_map_shows_where_the_reader_is(open_file):
    page = open_file("ritase")
    assert page.locator("#saya").is_hidden()
    page.click("#here")
    page.wait_for_selector("#saya", state="visible")
    before = page.get_attribute("#peta", "viewBox")
    page.click("#near")
    assert page.get_attribute("#peta", "viewBox") != before
    page.click("#whole")
    assert page.get_attribute("#peta", "viewBox") == before


def test_names_are_found_and_what_is_done_steps_back(open_file):
    page = open_file("ritase")
    page.fill("#word", "kepala 9")
    assert page.locator("article:visible h3").all_inner_texts() == ["10. KEPALA 9"]
    page.fill("#word", "")
    tick(page, 0, "diserahkan")
    page.check("#open")
    assert page.locator("article:not([hidden])").count() == 13


@pytest.mark.parametrize("name", ["ritase", "rencana", "jahat"])
def test_it_fits_a_phone_and_runs_nothing_of_a_text(open_file, name):
    page = open_file(name)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("button:visible").evaluate_all("all => Math.min(...all.map(one => one.offsetHeight))") >= 44
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"ponsel-{name}.png")


def test_a_phone_that_keeps_nothing_says_so(browser, files):
    """As in a viewer without storage: ticks work, and a warning tells to save them."""
    context = browser.new_context(viewport=PHONE, offline=True)
    context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})")
    page = context.new_page()
    page.goto(files["ritase"].as_uri())
    assert page.locator("#lost").is_visible()
    tick(page, 0, "diserahkan")
    assert counted(page)[0] == "1 dari 14 diserahkan"
    context.close()
