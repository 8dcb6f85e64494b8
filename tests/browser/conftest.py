"""Drives a real server with a real browser that can reach nothing but this machine.

``open_app(script)`` starts ``streamlit run`` (once per script and environment in a file) and opens a page.
When the test ends, every request and every error of the page is looked at: one request to another host or one
error in the console fails the test.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Frame,
    Page,
    Playwright,
    Request,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as TooLong

from tests.browser import nursery
from tests.pages.page_worlds import Templates

ROOT = Path(__file__).resolve().parents[2]
APPS = Path(__file__).resolve().parent / "apps"
APP = ROOT / "app.py"
PATHS = {
    "overview": "/", "atlas": "/peta", "gaps": "/kesenjangan", "routes": "/rute", "roads": "/jalan",
    "verification": "/verifikasi", "family": "/keluarga", "intake": "/data",
}  # fmt: skip
SHOTS = ROOT / "var" / "layar"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "chrome")
LAPTOP, PHONE = (1366, 768), (390, 844)
START_S = 60
WAIT_MS = 45_000
BEGIN_MS = 700
"""Within this a click has made the script run, or does not."""
COUNT_RUNS = """
    window.runsBegun = 0;
    new MutationObserver(changes => changes.forEach(({target, oldValue}) => {
        const state = target.dataset.testScriptState;
        if (state !== "notRunning" && oldValue === "notRunning") window.runsBegun++;
    })).observe(document, {subtree: true, attributeOldValue: true, attributeFilter: ["data-test-script-state"]});
"""
CUT = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip
LOCAL = ("data:", "blob:", "about:")
Launch = Callable[..., Browser | BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when no browser test ran for want of a browser."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any("NO BROWSER" in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(
            "PERINGATAN: tes peramban TIDAK dijalankan karena tidak ada Chromium; pasang lalu ulangi.", red=True
        )


# --- the browser ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """The driver, for one file: while it lives its event loop does, in which no other test may start its own."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def launched(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launch]:
    """Return ``launched()``: a browser; ``launched(is_kept=True)``: one whose pages find compiled what others compiled.

    The system's Chromium, else Playwright's own; none of them: skip, or fail where CI says so.
    """
    opened: list[Browser | BrowserContext] = []
    system = next(filter(None, map(shutil.which, NAMES)), None)

    def launched(*, is_kept: bool = False) -> Browser | BrowserContext:
        try:
            if is_kept:
                profile = tmp_path_factory.mktemp("profil")
                opened.append(
                    playwright.chromium.launch_persistent_context(
                        profile, executable_path=system, args=list(CUT), locale="id-ID"
                    )
                )
            else:
                opened.append(playwright.chromium.launch(executable_path=system, args=list(CUT)))
        except Error as error:
            text = f"NO BROWSER: the browser tests did not run; install chromium ({error.message.splitlines()[0]})"
            if os.environ.get("PETASALUR_REQUIRE_BROWSER") == "1":
                pytest.fail(text)
            pytest.skip(text)
        return opened[-1]

    yield launched
    for each in opened:
        each.close()


@pytest.fixture(scope="module")
def browser(launched: Launch) -> Browser:
    """Its contexts know nothing of each other."""
    return launched()


@pytest.fixture(scope="module")
def kept(launched: Launch) -> BrowserContext:
    """One context for the pages of a file: each new one loads Streamlit in half the time that it takes elsewhere."""
    return launched(is_kept=True)


# --- the server ----------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Served:
    """A running server."""

    process: BaseProcess
    url: str
    log: Path

    def stop(self) -> None:
        self.process.terminate()
        self.process.join(10)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def start(script: Path, environment: dict[str, str], log: Path) -> Served:
    """Start ``streamlit run`` on a free port and wait until it answers."""
    port = free_port()
    options = [
        "run", str(script), f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true",
        "--browser.gatherUsageStats=false",
    ]  # fmt: skip
    every = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment}
    process = nursery.begin(options, every, log, ROOT)
    served = Served(process, f"http://127.0.0.1:{port}", log)
    for _ in range(START_S * 10):
        if not process.is_alive():
            break
        try:
            with urllib.request.urlopen(f"{served.url}/_stcore/health", timeout=2):
                return served
        except OSError:
            time.sleep(0.1)
    served.stop()
    raise RuntimeError(f"the server of {script.name} did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Served]]:
    """Return ``serve(script, fresh=False, **environment)``: the same server again for the same arguments."""
    running: dict[str, Served] = {}

    def serve(script: Path, *, fresh: bool = False, **environment: str) -> Served:
        name = json.dumps([str(script), environment, len(running) if fresh else 0], sort_keys=True)
        if name not in running:
            log = tmp_path_factory.mktemp("server") / "log.txt"
            running[name] = start(script, environment, log)
        return running[name]

    yield serve
    for served in running.values():
        served.stop()


# --- a page --------------------------------------------------------------------------------------------


@dataclass
class Screen:
    """A page in the browser and everything it asked for and complained about."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    runs: int = 0
    """Of the script, when the page was last seen idle."""

    def listen(self) -> None:
        self.page.add_init_script(COUNT_RUNS)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(f"{error.message}\n{error.stack}"))
        self.page.on("console", self._hear)
        self.page.on("requestfailed", self._miss)

    def _hear(self, said: ConsoleMessage) -> None:
        """Keep errors; but a deep link makes Streamlit look for its server under that path first."""
        is_search = re.search(r"/[^/]+/_stcore/(health|host-config)$", said.location.get("url", ""))
        if said.type == "error" and not is_search:
            self.errors.append(f"{said.text} {said.location.get('url', '')}")

    def _miss(self, request: Request) -> None:
        """Keep requests that failed; not those the page itself gave up on leaving."""
        if request.failure != "net::ERR_ABORTED":
            self.errors.append(f"failed: {request.url} {request.failure}")

    def go(self, path: str = "/") -> Screen:
        self.page.goto(self.url + path, timeout=WAIT_MS)
        return self.idle()

    def idle(self) -> Screen:
        """Wait until the script has run and stays so."""
        self.page.wait_for_selector("[data-testid=stApp]", timeout=WAIT_MS)
        self.page.wait_for_function(
            """() => {
                const app = document.querySelector("[data-testid=stApp]");
                const isIdle = app.dataset.testScriptState === "notRunning"
                    && app.dataset.testConnectionState === "CONNECTED";
                const now = performance.now();
                if (!isIdle) window.idleSince = null;
                else window.idleSince ??= now;
                return isIdle && now - window.idleSince > 400;
            }""",
            timeout=WAIT_MS,
            polling=50,
        )  # fmt: skip
        self.runs = self.page.evaluate("window.runsBegun")
        return self

    def begun(self) -> Screen:
        """Wait until a run has begun since the page was last idle; no longer than one takes to begin."""
        with suppress(TooLong):
            self.page.wait_for_function(
                "before => window.runsBegun > before", arg=self.runs, timeout=BEGIN_MS, polling=50
            )
        return self

    def map_frame(self, number: int = 0) -> Frame:
        """Return the frame of a map once it is drawn (asked by the clock: a frame out of view gets no animation)."""
        locator = self.page.locator("iframe[title*=st_folium]").nth(number)
        locator.wait_for(state="attached", timeout=WAIT_MS)
        frame = locator.element_handle().content_frame()
        frame.wait_for_function("window.Petasalur?.views.length > 0 && window.map", timeout=WAIT_MS, polling=100)
        frame.wait_for_function("Petasalur.views.every(view => view.isShown)", timeout=WAIT_MS, polling=100)
        return frame

    def place_of(self, code: str, number: int = 0, side: int = 0) -> tuple[float, float]:
        """Bring a map into view; return where on the screen the name of a desa stands."""
        frame = self.map_frame(number)
        locator = self.page.locator("iframe[title*=st_folium]").nth(number)
        locator.scroll_into_view_if_needed()
        self._settled(lambda: [locator.bounding_box(), frame.evaluate("[innerHeight, map.getSize(), map.getCenter()]")])
        x, y = frame.evaluate(
            """([code, side]) => {
                const {map, desa} = Petasalur.views[side];
                const at = map.latLngToContainerPoint(desa.get(code).anchor);
                const box = map.getContainer().getBoundingClientRect();
                return [box.x + at.x, box.y + at.y];
            }""",
            [code, side],
        )
        box = locator.bounding_box()
        return box["x"] + x, box["y"] + y

    def _settled(self, look: Callable[[], object]) -> None:
        """Wait until something looks the same twice: nothing moves any more."""
        for _ in range(50):
            before = look()
            self.page.wait_for_timeout(120)
            if look() == before:
                return

    def click_desa(self, code: str, number: int = 0, side: int = 0) -> None:
        """Click a desa on a map and wait for what the page makes of it."""
        self.page.mouse.click(*self.place_of(code, number, side))
        self.page.wait_for_timeout(150)
        self.idle()

    def shot(self, name: str, *, is_full: bool = False) -> Path:
        """Keep a picture in var/layar for people to look at; of the whole page when ``is_full``."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}.png"
        size = self.page.viewport_size
        if is_full:  # Streamlit scrolls inside the window
            height = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
            self.page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
            self.page.wait_for_timeout(400)
        self.page.screenshot(path=path)
        self.page.set_viewport_size(size)
        return path

    def foreign(self) -> list[str]:
        """Return requests to anything but this server."""
        own = (self.url, self.url.replace("http", "ws", 1))
        return [url for url in self.requests if not url.startswith((*LOCAL, *own))]


@pytest.fixture
def open_screen(request: pytest.FixtureRequest) -> Iterator[Callable[..., Screen]]:
    """Return ``open_screen(served, path="/", size=LAPTOP, is_app=True)``; every opened page is judged at the end."""
    screens: list[Screen] = []

    def open_screen(
        served: Served,
        path: str = "/",
        size: tuple[int, int] = LAPTOP,
        *,
        has_touch: bool = False,
        is_app: bool = True,
    ) -> Screen:
        if has_touch:
            browser: Browser = request.getfixturevalue("browser")
            page = browser.new_context(locale="id-ID", has_touch=True, is_mobile=True).new_page()
        else:
            page = request.getfixturevalue("kept").new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        screen = Screen(page, served.url)
        screen.listen()
        screens.append(screen)
        if not is_app:  # a page of the gate itself
            page.goto(screen.url + path, timeout=WAIT_MS)
            return screen
        return screen.go(path)

    yield open_screen
    found = [(screen.foreign(), screen.errors) for screen in screens]
    for screen in screens:
        screen.page.close()
    assert [each for each in found if each != ([], [])] == []


@pytest.fixture
def open_app(serve, open_screen) -> Callable[..., Screen]:
    """Return ``open_app(script, path="/", size=LAPTOP, **environment)``; names of scripts in ``apps/`` suffice."""

    def open_app(script: Path | str, path: str = "/", size: tuple[int, int] = LAPTOP, **environment: str) -> Screen:
        place = APPS / script if isinstance(script, str) else script
        return open_screen(serve(place, **environment), path, size)

    return open_app


# --- the worlds of pages ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server_of(
    worlds: Templates, serve: Callable[..., Served], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Served]:
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
def visit(server_of: Callable[[str], Served], open_screen: Callable[..., Screen]) -> Callable[..., Screen]:
    """Return ``visit(world, page, size=LAPTOP)``."""
    return lambda world, page, size=LAPTOP: open_screen(server_of(world), PATHS[page], size)
