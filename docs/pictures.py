"""``python -m docs.pictures``: make the pictures of the guide anew, from DATA CONTOH, in a real browser.

A demo database is drawn in a temporary folder, the app is served on a free port, and Chromium, cut off from every
host but this machine, visits the pages. The pictures land in ``docs/gambar``.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from analytics.delivery.day import plan_day
from data.demo.command import make_demo, write_files
from data.demo.people import SEED, draw_demo
from data.handover.recording import Parcel, hand_over
from data.office import open_office
from data.plans import choose_plan, save_plan
from data.roles import Actor
from data.store import Store
from data.trip_sheets import read_trip_sheets

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "gambar"
LAPTOP, PHONE = (1366, 768), (390, 844)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "chrome")
CUT = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip
COLOURS = 256
MAX_BYTES = 200_000
START_S, STOP_S = 60.0, 10.0
WAIT_MS = 45_000
ROW_PX = 35
RECORDED_TRIPS = 12
FAMILY_FILE, SHORT_NAME = "DATA CONTOH keluarga.csv", "DATA CONTOH.csv"
"""A file of the demo, and the name that fits into the upload field."""
MAP = "iframe[title*=st_folium]"
IS_IDLE = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    const isIdle = app && app.dataset.testScriptState === "notRunning"
        && app.dataset.testConnectionState === "CONNECTED";
    if (!isIdle) window.idleSince = null;
    else window.idleSince ??= performance.now();
    return isIdle && performance.now() - window.idleSince > 600;
}"""


class PictureError(Exception):
    """A picture that cannot be made, in words for the developer."""


@dataclass(frozen=True)
class Place:
    """What the steps of a picture may use: the page, and the folder with the files of the demo."""

    page: Page
    files: Path


@dataclass(frozen=True)
class Picture:
    """One picture: where it is taken, how large the screen is, what is done there first, how many maps it shows."""

    name: str
    path: str
    steps: tuple[Callable[[Place], None], ...] = ()
    size: tuple[int, int] = LAPTOP
    map_count: int = 1
    is_office: bool = False


# --- steps --------------------------------------------------------------------------------------------


def choose(label: str, option: str) -> Callable[[Place], None]:
    """Choose ``option`` in the select box ``label``."""

    def step(place: Place) -> None:
        place.page.get_by_role("combobox", name=label).click()
        place.page.get_by_role("option", name=option, exact=True).click()
        wait_idle(place.page)

    return step


def press(name: str) -> Callable[[Place], None]:
    """Press a button, or one of a row of which one is chosen."""

    def step(place: Place) -> None:
        button = place.page.get_by_role("button", name=name, exact=True)
        place.page.get_by_role("radio", name=name, exact=True).or_(button).first.click()
        wait_idle(place.page)

    return step


def click_desa(code: str) -> Callable[[Place], None]:
    """Click the name of a desa on the first map."""

    def step(place: Place) -> None:
        wait_maps(place.page, 1)
        frame = place.page.locator(MAP).first.element_handle().content_frame()
        if frame is None:
            raise PictureError(code)
        x, y = frame.evaluate(
            """code => {
                const {map, desa} = Petasalur.views[0];
                const at = map.latLngToContainerPoint(desa.get(code).anchor);
                const box = map.getContainer().getBoundingClientRect();
                return [box.x + at.x, box.y + at.y];
            }""",
            code,
        )
        box = place.page.locator(MAP).first.bounding_box() or {"x": 0.0, "y": 0.0}
        place.page.mouse.click(box["x"] + x, box["y"] + y)
        wait_idle(place.page)
        place.page.mouse.move(0, 0)

    return step


def open_tab(name: str) -> Callable[[Place], None]:
    """Open a tab of the page."""

    def step(place: Place) -> None:
        place.page.get_by_role("tab", name=name).click()
        wait_idle(place.page)

    return step


def give_file(name: str) -> Callable[[Place], None]:
    """Give the upload field a file of the demo."""

    def step(place: Place) -> None:
        place.page.locator("input[type=file]").set_input_files(place.files / name)
        place.page.get_by_role("button", name="Muat berkas ini").wait_for(timeout=WAIT_MS)
        wait_idle(place.page)

    return step


def find_family(name: str) -> Callable[[Place], None]:
    """Look for families by a part of a name and open the first one."""

    def step(place: Place) -> None:
        place.page.get_by_placeholder("Bagian nama").fill(name)
        place.page.keyboard.press("Enter")
        wait_idle(place.page)
        table = place.page.locator("[data-testid=stDataFrame]:visible").first
        table.wait_for(timeout=WAIT_MS)
        box = table.bounding_box() or {"x": 0.0, "y": 0.0}
        place.page.mouse.click(box["x"] + 16, box["y"] + ROW_PX * 1.5)
        wait_idle(place.page)
        place.page.mouse.move(0, 0)

    return step


DWI = choose("Tampilan", "Dua ukuran")
PICTURES = (
    Picture("ringkasan", "/"),
    Picture("ringkasan-ponsel", "/", size=PHONE),
    Picture("peta-dwi-peubah", "/peta", (DWI, click_desa("63.11.02.2019"))),
    Picture("peta-berdampingan", "/peta", (choose("Tampilan", "Berdampingan"),)),
    Picture("peta-kepadatan", "/peta", (choose("Tampilan", "Kepadatan belum terlayani"),)),
    Picture("kesenjangan", "/kesenjangan"),
    Picture("sasaran", "/sasaran"),
    Picture("akses", "/akses"),
    Picture("rute", "/rute"),
    Picture("rute-ubah", "/rute", (press("Ubah"),)),
    Picture("rute-ponsel", "/rute", size=PHONE),
    Picture("penyaluran", "/penyaluran", (open_tab("Neraca & tutup"),), map_count=0),
    Picture("jalan", "/jalan"),
    Picture("monev", "/monev", map_count=0),
    Picture("laporan", "/laporan", map_count=0),
    Picture("verifikasi", "/verifikasi", map_count=0),
    Picture("keluarga", "/keluarga", (find_family("RAMIN"),)),
    Picture("data", "/data", (open_tab("Catatan pemeriksaan"),), map_count=0),
    Picture("muat", "/data", (give_file(SHORT_NAME),), map_count=0, is_office=True),
)


# --- the world ----------------------------------------------------------------------------------------


def make_world(folder: Path) -> None:
    """Write the demo with a plan of trips, the demo's files, and an office's database that is still empty."""
    demo = folder / "demo.duckdb"
    make_demo(demo)
    store = Store.open(demo)
    try:
        drive(store)
    finally:
        store.close()
    (folder / "berkas").mkdir()
    write_files(draw_demo(SEED), folder / "berkas")
    shutil.copy(folder / "berkas" / FAMILY_FILE, folder / "berkas" / SHORT_NAME)
    open_office(folder / "kantor.duckdb").close()


def drive(store: Store) -> None:
    """Plan today, choose the plan, and record that its first trips have brought what they carry."""
    officer, day = Actor("Petugas Contoh", "kasi"), dt.datetime.now(dt.UTC).date()
    made = plan_day(store, days=[day.isoformat()])
    plan = save_plan(store, made.inputs, made.plan.to_dict(), made.parcels, by=officer)
    choose_plan(store, plan, first_day=day, by=officer)
    sheets = read_trip_sheets(store, plan).recipients
    first = sheets[sheets["number"].between(1, RECORDED_TRIPS)][["handle", "program", "period"]]
    hand_over(store, plan, [Parcel(*row) for row in first.to_numpy().tolist()], by=officer, on_date=day)


@contextmanager
def served(database: Path) -> Iterator[str]:
    """Serve the app on a free port and yield its address; the server ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    environment = {"PETASALUR_DB": str(database), "PETASALUR_TILES": str(database.parent), "PYTHONUTF8": "1"}
    log = database.with_suffix(".log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_served(address, process, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_served(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the server answers; raise with its log when it does not."""
    until = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310  our own server
                return
        except OSError:
            time.sleep(0.1)
    raise PictureError(log.read_text(encoding="utf-8", errors="replace"))


# --- the camera ---------------------------------------------------------------------------------------


def wait_idle(page: Page) -> None:
    """Return once the page has run and stays so."""
    page.wait_for_function(IS_IDLE, timeout=WAIT_MS)


def wait_maps(page: Page, count: int) -> None:
    """Return once the first ``count`` maps of the page are drawn."""
    for number in range(count):
        place = page.locator(MAP).nth(number)
        place.wait_for(state="attached", timeout=WAIT_MS)
        frame = place.element_handle().content_frame()
        if frame is None:
            raise PictureError(page.url)
        frame.wait_for_function("window.Petasalur?.views.length > 0 && window.map", timeout=WAIT_MS)
        frame.wait_for_function("Petasalur.views.every(view => view.isShown)", timeout=WAIT_MS)


def take(browser: Browser, address: str, picture: Picture, files: Path) -> bytes:
    """Return one picture as PNG; a request to another host, or a failure on the screen, raises."""
    width, height = picture.size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + picture.path, timeout=WAIT_MS)
    wait_idle(page)
    for step in picture.steps:
        step(Place(page, files))
    wait_maps(page, picture.map_count)
    page.wait_for_timeout(800)
    foreign = [url for url in asked if not url.startswith((address, "data:", "blob:", "about:"))]
    if foreign or page.get_by_test_id("stAlertContentError").count():
        raise PictureError(f"{picture.name}: {foreign or 'halaman menampilkan kesalahan'}")
    taken = page.screenshot()
    context.close()
    return taken


def small_png(png: bytes) -> bytes:
    """Return a picture with a palette of at most 256 colours."""
    buffer = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    method = Image.Quantize.MEDIANCUT
    picture.quantize(COLOURS, method=method, dither=Image.Dither.NONE).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def save(picture: Picture, png: bytes) -> None:
    """Write a picture into the guide; one that is too heavy raises."""
    small = small_png(png)
    if len(small) > MAX_BYTES:
        raise PictureError(f"{picture.name}: {len(small)} bytes")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{picture.name}.png").write_bytes(small)
    print(f"{picture.name}: {len(small) // 1000} kB", flush=True)


def main(names: list[str]) -> int:
    """Make all pictures, or those named; return the exit status."""
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    with TemporaryDirectory(prefix="petasalur-gambar-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        make_world(folder)
        executable = next(filter(None, map(shutil.which, BROWSERS)), None)
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=executable, args=list(CUT))
            for is_office, database in ((False, "demo.duckdb"), (True, "kantor.duckdb")):
                here = [picture for picture in wanted if picture.is_office == is_office]
                if here:
                    with served(folder / database) as address:
                        for picture in here:
                            save(picture, take(browser, address, picture, folder / "berkas"))
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
