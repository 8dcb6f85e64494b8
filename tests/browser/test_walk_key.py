"""One walk in a real browser from nothing: a new office is encrypted, its code goes on paper, its key file is lost.

The first page makes the database → families are loaded → the code is opened and typed back → the server stops, the key
file is gone → the code is typed → the families are there. Nowhere on the disk stands one of them in clear.
"""

from __future__ import annotations

import pytest

from data import engine, keys
from geo.maps.assets import missing_assets
from tests.browser.conftest import LAPTOP, PHONE, ROOT, WAIT_MS, start
from tests.browser.test_walk_intake import name_oneself, tab, type_into
from tests.browser.test_walk_signed_in import show
from tests.data.intake_worlds import csv_file, family, kk, nik

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
PEOPLE = range(1, 31)


def named(number: int) -> str:
    return f"JANNAH BINTI ANANG {number:02}"


def in_clear(folder):
    """Files that hold a number or a name, as text or as a number."""
    words = [word for n in PEOPLE for word in (nik(n), kk(n), named(n))]
    wanted = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    wanted += [int(word).to_bytes(8, "little") for word in words if word.isdigit()]
    files = [each for each in folder.rglob("*") if each.is_file()]
    return [each.name for each in files if any(word in each.read_bytes() for word in wanted)]


def test_a_new_office_loses_its_key_file(open_screen, tmp_path):
    home = tmp_path / "var"
    home.mkdir()
    path = home / "kantor.duckdb"
    file = csv_file(tmp_path / "keluarga.csv", [family(n, nama=named(n)) for n in PEOPLE])
    environment = {"PETASALUR_DB": str(path), "PETASALUR_HOME": str(home), keys.PASSPHRASE_VARIABLE: ""}
    served = start(ROOT / "app.py", environment, home / "log.txt")
    try:
        screen = open_screen(served, "/data", LAPTOP)
        code = on_paper(screen, file)
        assert {"kantor.duckdb", "kantor.duckdb.wal", "kantor.kunci"} <= {each.name for each in home.iterdir()}
        assert in_clear(home) == []  # while it runs and the WAL is full
        screen.page.goto("about:blank")
    finally:
        served.stop()
    assert engine.is_encrypted(path)
    keys.place(path).unlink()
    served = start(ROOT / "app.py", environment, home / "log 2.txt")
    try:
        screen = open_screen(served, "/data", PHONE, is_app=False)
        screen.page.get_by_label("Kode pemulihan").fill(f"ZZZZ {code[5:]}")
        screen.page.get_by_role("button", name="Pulihkan kunci").click()
        screen.page.get_by_text("kelompok ke-1 salah ketik").wait_for(timeout=WAIT_MS)
        screen.shot("kode salah 390")
        screen.errors.clear()  # the browser tells the refusal (403) in its console
        screen.page.get_by_label("Kode pemulihan").fill(code)
        screen.page.get_by_role("button", name="Pulihkan kunci").click()
        screen.page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
        screen.page.wait_for_url(served.url + "/", timeout=WAIT_MS)
        screen.go("/data")
        tab(screen, "Berkas yang dimuat")
        screen.page.get_by_text("Berkas yang dimuat").first.wait_for(timeout=WAIT_MS)
        tab(screen, "Riwayat")
        assert screen.page.get_by_text("belum ada salinannya di kertas").count() == 0
        screen.page.goto("about:blank")
    finally:
        served.stop()
    assert in_clear(home) == []
    logs = "".join(each.read_text(errors="replace") for each in home.glob("log*.txt"))
    assert not any(group in logs for group in code.split())
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(keys.PASSPHRASE_VARIABLE, raising=False)
        assert engine.key_fault(path) is None


def on_paper(screen, file) -> str:
    """Load a file, open the code, type its last group back; return the code."""
    page = screen.page
    name_oneself(screen)
    page.locator("input[type=file]").first.set_input_files(str(file))
    screen.begun().idle()
    page.get_by_role("button", name="Muat berkas ini").click()
    screen.begun().idle()
    tab(screen, "Riwayat")
    page.get_by_text("belum ada salinannya di kertas").wait_for(timeout=WAIT_MS)
    show(screen, "Kunci basis data")
    screen.shot("kunci basis data 1366")
    type_into(screen, "Untuk apa", "lemari besi kantor")
    page.get_by_role("button", name="Buka kode pemulihan").click()
    page.locator(".ps-code").wait_for(timeout=WAIT_MS)
    screen.idle().shot("kode pemulihan 1366", is_full=True)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    screen.begun().idle().shot("kode pemulihan 390", is_full=True)
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    screen.begun().idle()
    code = " ".join(page.locator(".ps-code li").all_inner_texts())
    type_into(screen, "Kelompok terakhir", code.split()[-1])
    page.get_by_role("button", name="Sudah ditulis di kertas").click()
    page.get_by_text("tercatat ada di kertas").wait_for(timeout=WAIT_MS)
    assert code.split()[3] not in page.content()
    assert page.get_by_text("belum ada salinannya di kertas").count() == 0
    return code
