"""One walk in a real browser through the closed door: the key, the sign-in, a file, whole numbers, the audit."""

from __future__ import annotations

import pytest

from data.accounts import Accounts
from data.rekey import encrypt
from geo.maps.assets import missing_assets
from tests.browser.conftest import LAPTOP, PHONE, ROOT, WAIT_MS, start
from tests.data.handover_worlds import driven
from tests.data.intake_worlds import csv_file, nik

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
KEY, PASSWORD = "perahu biru 12 jembatan", "sepeda hijau 7 sungai"


def test_from_the_key_to_the_audit(open_screen, tmp_path):
    """Encrypted, with an account: nothing but the key's page, then the sign-in, then the pages of a kasi."""
    store = driven(tmp_path)
    store.close()
    encrypt(store.path, KEY)
    Accounts(tmp_path).add("siti", PASSWORD, role="kasi", label="Siti Aminah")
    environment = {"PETASALUR_DB": str(store.path), "PETASALUR_HOME": str(tmp_path), "PETASALUR_KEY_PASSPHRASE": ""}
    served = start(ROOT / "app.py", environment, tmp_path / "log.txt")
    try:
        screen = open_screen(served, "/data", PHONE, is_app=False)
        walk(screen, tmp_path)
        screen.page.goto("about:blank")  # it would ask a server that is gone
    finally:
        served.stop()
    log = (tmp_path / "log.txt").read_text(errors="replace")
    assert KEY not in log
    assert PASSWORD not in log
    assert nik(1) not in log


def walk(screen, folder):
    page = screen.page
    page.get_by_label("Kata sandi kunci").fill(KEY)
    screen.shot("kunci 390")
    page.get_by_role("button", name="Buka").click()
    page.get_by_label("Nama akun").fill("siti")
    screen.shot("masuk 390")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    screen.go("/data")
    page.get_by_text("Petugas: Siti Aminah").first.wait_for(timeout=WAIT_MS)

    answers = csv_file(folder / "ikm.csv", [{"tanggal": "2026-11-03", "desa": "Hauwai", "layanan": "Bansos",
                                             **{f"u{number}": 3 for number in range(1, 10)}}])  # fmt: skip
    page.locator("input[type=file]").first.set_input_files(answers)
    screen.begun().idle()
    page.get_by_role("button", name="Muat berkas ini").click()
    screen.begun().idle()

    page.get_by_role("tab", name="Riwayat").click()
    screen.begun().idle()
    show(screen, "Data satu orang")
    page.get_by_label("NIK").locator("visible=true").fill(nik(1))
    page.get_by_label("Untuk apa").locator("visible=true").fill("permintaan orangnya")
    page.get_by_role("button", name="Siapkan berkas").click()
    page.get_by_role("button", name="Unduh (XLSX)").wait_for(timeout=WAIT_MS)
    screen.idle().shot("data satu orang 1366")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    screen.begun().idle().shot("data satu orang 390")
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})

    show(screen, "Jejak audit")
    with page.expect_download(timeout=WAIT_MS) as taken:
        page.get_by_role("button", name="Unduh jejak audit (CSV)").click()
    told = taken.value.path().read_text(encoding="utf-8-sig")
    lines = told.splitlines()
    assert sum("Siti Aminah" in line for line in lines) >= 3
    for words in (
        "Basis data tersandi dibuka",
        "Masuk",
        "ikm.csv",
        "Diunduh dengan NIK lengkap",
        "permintaan orangnya",
    ):
        assert any(words in line for line in lines), words
    assert nik(1) not in told
    screen.shot("jejak audit 1366")


def show(screen, name):
    """Choose what the tab Riwayat shows."""
    box = screen.page.get_by_role("combobox", name="Tampilkan").locator("visible=true").first
    box.scroll_into_view_if_needed()
    box.click()
    screen.page.get_by_role("option", name=name).first.click()
    screen.begun().idle()


def test_the_first_page_of_a_short_menu_keeps_its_address(open_screen, worlds, tmp_path):
    """Who sees Monev and Laporan only begins there; Streamlit would say in English that "/monev" does not exist."""
    Accounts(tmp_path).add("mona", PASSWORD, role="monev", label="Mona")
    environment = {"PETASALUR_DB": str(worlds.copy("small", tmp_path)), "PETASALUR_HOME": str(tmp_path)}
    served = start(ROOT / "app.py", environment, tmp_path / "log.txt")
    try:
        screen = open_screen(served, "/monev", is_app=False)
        page = screen.page
        page.get_by_label("Nama akun").fill("mona")
        page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        for address in ("/monev", "/"):
            screen.go(address)
            page.get_by_role("tab", name="Indikator").wait_for(timeout=WAIT_MS)
            assert page.get_by_role("dialog").count() == 0
            assert page.url.endswith("/monev")
        page.goto("about:blank")
    finally:
        served.stop()
