"""85 hostile texts in every field of every layout, through the loader: nothing runs on any page, nothing in an export.

One office, one server, one session that walks every page of the menu with its tabs and parts, opens every popup, and
takes away whatever can be downloaded as a table.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from data.intake.layouts import LAYOUTS
from data.intake.load import Answers, load_files
from data.settings import SETTINGS, save_setting
from data.store import Store
from geo.apart import Limits, end_all, strangers
from geo.maps.assets import missing_assets
from tests.browser.conftest import ROOT, WAIT_MS, Screen
from tests.data.hostile_strings import FAR, HIT, TEXTS, files_of, rows_of
from tests.pages.page_worlds import office_files

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
SOFFICE = shutil.which("soffice")
MOST_PARTS = 6
"""So many parts of a page are opened that one group of buttons chooses between."""
DOWNLOAD_MS = 20_000
OPEN_FOLDED = "document.querySelectorAll('details:not([open]) > summary').forEach(each => each.click())"
OPEN_POPUPS = """() => { window.map?.eachLayer(layer => {
    if (layer.getPopup?.()) layer.openPopup();
    if (layer.getTooltip?.()) layer.openTooltip();
}); }"""
CSV_WITH_FORMULAS = "CSV:44,34,76,1,,0,false,true,false,false,false,0,true"
"""How LibreOffice reads a CSV: comma, quotation mark, UTF-8, from row 1; numbers found, formulas worked out."""


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Path:
    """The database of an office whose files and settings hold nothing but hostile texts, beside four plain desa."""
    folder = tmp_path_factory.mktemp("jahat")
    store = Store.open(folder / "kantor.duckdb")
    load_files(store, office_files(folder))
    with strangers(Limits()):
        reports = [load_files(store, [file], Answers(code_system="kemendagri"))[0] for file in files_of(folder)]
    end_all()
    assert {report.kind for report in reports} >= set(LAYOUTS)
    assert all(report.accepted_count >= len(TEXTS) for report in reports)
    words = [key for key, entry in SETTINGS.items() if entry.default is None and entry.minimum is None]
    for key, text in zip(words, TEXTS, strict=False):
        save_setting(store, key, text)
    store.close()
    return store.path


def test_every_text_stands_in_every_field_of_every_layout():
    assert len(set(TEXTS)) >= 50
    for key, layout in LAYOUTS.items():
        for field in layout.fields:
            assert {row[field] for row in rows_of(key)} >= set(TEXTS), (key, field)


class Walk:
    """Goes through the pages; ``run``: where a text has run; ``seen``: where texts stood; ``kept``: what was taken."""

    def __init__(self, screen: Screen, folder: Path) -> None:
        self.screen, self.page, self.folder = screen, screen.page, folder
        self.run: list[str] = []
        self.seen: set[str] = set()
        self.kept: dict[str, Path] = {}
        self.page.on("dialog", lambda dialog: (self.run.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def look(self, place: str) -> None:
        """Open what is folded, pop up, take downloads away, and see what has run."""
        self.page.evaluate(OPEN_FOLDED)
        self.screen.begun().idle()
        for frame in self.page.frames:
            frame.evaluate(OPEN_POPUPS)
        self.page.wait_for_timeout(150)
        self.take()
        for frame in self.page.frames:
            if frame.evaluate("window.__hit ?? 0"):
                self.run.append(f"{place}: {frame.url}")
        if "__hit" in self.page.locator("body").text_content() or any(
            "__hit" in frame.evaluate("document.documentElement.innerHTML") for frame in self.page.frames
        ):
            self.seen.add(place.partition(" › ")[0])
        assert self.page.locator("[data-testid=stException], .ps-galat").all_inner_texts() == [], place

    def take(self) -> None:
        """Take away each table that can be downloaded, once."""
        for button in self.page.locator("[data-testid=stDownloadButton] button:visible:enabled").all():
            label = button.inner_text()
            if label in self.kept or not re.search("CSV|XLSX|Excel|tabel|catatan", label):
                continue
            with self.page.expect_download(timeout=DOWNLOAD_MS) as caught:
                button.click()
            name = re.sub(r"[^\w.]", "_", caught.value.suggested_filename)[-60:]
            path = self.folder / f"{len(self.kept)}{name}"
            caught.value.save_as(path)
            self.kept[label] = path
        self.screen.idle()

    def parts(self, place: str) -> None:
        """Look at what is there, and at each part that the first group of buttons chooses."""
        self.look(place)
        group = self.page.locator("[data-testid=stButtonGroup]:visible").first
        if not group.count():
            return
        for name in group.get_by_role("radio").or_(group.get_by_role("button")).all_inner_texts()[1:MOST_PARTS]:
            group.get_by_text(name, exact=True).first.click()
            self.screen.begun().idle()
            self.look(f"{place} › {name}")

    def all(self) -> None:
        """Walk the menu."""
        links = self.page.locator("[data-testid=stSidebarNavLink], [data-testid=stTopNavLink]")
        for title in [text.strip() for text in links.all_inner_texts()]:
            self.page.get_by_role("link", name=title, exact=True).first.click()
            self.screen.begun().idle()
            self.parts(title)
            for tab in self.page.locator("[role=tab]:visible").all():
                tab.click()
                self.screen.begun().idle()
                self.parts(f"{title} › {tab.inner_text()}")


def test_nothing_of_it_runs_on_any_page_nor_in_any_export(office, serve, open_screen, tmp_path):
    served = serve(ROOT / "app.py", PETASALUR_HOME=str(office.parent), PETASALUR_DB=str(office))
    walk = Walk(open_screen(served), tmp_path)
    walk.all()
    assert walk.run == []
    upload(walk, office.parent / "families.xlsx")
    assert walk.run == []
    assert len(walk.seen) >= 5, f"a walk on which nothing stands proves nothing: {sorted(walk.seen)}"
    assert len(walk.kept) >= 5, sorted(walk.kept)
    walk.page.evaluate(f"document.body.insertAdjacentHTML('beforeend', `<img src='data:,' onerror='{HIT}'>`)")
    walk.page.wait_for_function("window.__hit")  # the trap shuts
    for path in walk.kept.values():
        no_formula_in(path)
    if SOFFICE:
        opened_in_libreoffice(list(walk.kept.values()), tmp_path / "buka")


def upload(walk: Walk, path: Path) -> None:
    """Show a hostile file before it is loaded: its columns and first rows, read by the child of the server."""
    walk.page.get_by_role("tab", name="Muat berkas", exact=True).click()
    walk.screen.begun().idle()
    walk.page.locator("input[type=file]").first.set_input_files(str(path))
    walk.page.get_by_role("button", name="Muat berkas ini").wait_for(timeout=WAIT_MS)
    walk.look("Data › pratinjau")


def no_formula_in(path: Path) -> None:
    """A table holds texts only: no formula, no link."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))}
        assert not [name for name, text in parts.items() if "<f>" in text or "<f " in text], path.name
        assert not [name for name, text in parts.items() if 'TargetMode="External"' in text], path.name


def opened_in_libreoffice(paths: list[Path], folder: Path) -> None:
    """LibreOffice opens each table; no cell is a formula or a link to elsewhere."""
    folder.mkdir()
    for suffix, how in ((".xlsx", []), (".csv", [f"--infilter={CSV_WITH_FORMULAS}"])):
        some = [str(path) for path in paths if path.suffix == suffix]
        command = [str(SOFFICE), "--headless", f"-env:UserInstallation={(folder / 'profil').as_uri()}", *how,
                   "--convert-to", "fods", "--outdir", str(folder), *some]  # fmt: skip
        if some:
            subprocess.run(command, check=True, capture_output=True, timeout=300)
    opened = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.fods")}
    assert set(opened) == {path.stem for path in paths}
    for name, text in opened.items():
        assert "table:formula=" not in text, name
        assert f'xlink:href="{FAR}' not in text, name
