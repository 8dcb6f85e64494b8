"""An operator of one desa in a real browser, looking for what belongs to others: by links, searches, files, uploads."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest

from data.accounts import Accounts
from data.audit import read_audit
from data.roles import PAGES, ROLES
from data.store import Store
from geo.maps.assets import missing_assets
from tests.browser.conftest import ROOT, WAIT_MS, start
from tests.pages.page_worlds import NAMES, SMALL, code

pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
PASSWORD = "sepeda hijau 7 sungai"  # noqa: S105  of an invented account
OWN = 2
"""Uren: ten families, three of the five poor ones without aid."""
PATHS = {"overview": "/", "atlas": "/peta", "targeting": "/sasaran", "gaps": "/kesenjangan", "access": "/akses",
         "routes": "/rute", "handover": "/penyaluran", "roads": "/jalan", "verification": "/verifikasi",
         "family": "/keluarga", "monitoring": "/monev", "reports": "/laporan", "intake": "/data"}  # fmt: skip
OTHERS = [each for each in SMALL if each.desa != OWN]
TRACES = [*(each.nik for each in SMALL), *(each.no_kk for each in SMALL)]
"""Whole numbers, of whomever."""
NAMING = {"/monev"}
"""Where needs and answers stand under the name of every desa of the kecamatan, with nothing of people."""
OTHER_DESA = [name for number, name in enumerate(NAMES, 1) if number != OWN]


def test_nothing_of_another_desa_is_had(open_screen, worlds, tmp_path):
    database = worlds.copy("small", tmp_path)
    Accounts(tmp_path).add("rina", PASSWORD, role="desa", label="Rina", desa_codes=(code(OWN),))
    environment = {"PETASALUR_DB": str(database), "PETASALUR_HOME": str(tmp_path)}
    served = start(ROOT / "app.py", environment, tmp_path / "log.txt")
    try:
        walked = Walk(open_screen(served, "/keluarga?keluarga=1&desa=63.11.02.2001", is_app=False))
        walk(walked)
        walked.page.goto("about:blank")  # it would ask a server that is gone
    finally:
        served.stop()
    log = (tmp_path / "log.txt").read_text(errors="replace")
    assert [trace for trace in TRACES if trace in log] == []
    store = Store.open(database)
    told = read_audit(store)
    store.close()
    assert [row.subject for row in told.itertuples() if row.act == "Diunduh"] == ["Keluarga miskin belum terlayani"]
    assert set(told[told["act"] == "Diunduh"]["account"]) == {"rina"}
    refused = told[told["subject"] == "alamat berkas sesi lain"]
    assert [(row.act, row.account, row.origin) for row in refused.itertuples()] == [("Ditolak", "rina", "127.0.0.1")]


class Walk:
    """The browser of the operator. ``came``: everything that the server sent over websockets."""

    def __init__(self, screen) -> None:
        self.screen, self.page = screen, screen.page
        self.came: list[bytes] = []
        self.looked_at = 0
        self.page.on("websocket", lambda line: line.on("framereceived", lambda frame: self.came.append(_bytes(frame))))

    def see(self, where: str) -> str:
        """Return what is on the screen, once nothing of others is there nor came along unseen."""
        self.screen.begun().idle()
        sent = b"".join(self.came[self.looked_at :]).decode("utf-8", "ignore")
        self.looked_at = len(self.came)
        shown = self.page.locator("body").inner_text()
        assert [trace for trace in TRACES if trace in sent] == [], f"{where}: came"
        named = [name for name in OTHER_DESA if name in shown or name in sent]
        assert named == [] or where in NAMING, f"{where}: shown"
        told = set(re.findall(r'"(63\.11\.02\.\d{4})\\*":', sent))
        assert told <= {code(OWN)}, f"{where}: a map tells something of them"
        return shown


def _bytes(frame: str | bytes) -> bytes:
    return frame if isinstance(frame, bytes) else frame.encode()


def walk(walked: Walk) -> None:
    screen, page = walked.screen, walked.page
    page.get_by_label("Nama akun").fill("rina")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    assert "dikenal" in walked.see("a family by its address")  # the search, as if nothing had been named
    menu = page.locator("[data-testid=stSidebarNavLink], [data-testid=stTopNavLink]").all_inner_texts()
    allowed = {PAGES[key] for key in ROLES["desa"].pages}
    assert {text.strip() for text in menu} <= allowed
    for key, path in PATHS.items():
        screen.page.goto(screen.url + path + "?desa_terpilih=63.11.02.2001", timeout=WAIT_MS)
        shown = walked.see(path)
        if key in ROLES["desa"].pages:
            assert "Rina" in shown, path
        else:
            assert page.url.startswith(screen.url + "/?"), f"{path}: there is no such page for an operator"
            assert page.locator("input[type=file]").count() == 0, path
            refused = [error for error in screen.errors if "does not seem to exist" in error]  # so Streamlit says it
            assert len(refused) == 1, path
            screen.errors.remove(refused[0])
    search(walked)
    take(walked)
    ask(walked)


def search(walked: Walk) -> None:
    """By the name, and by the numbers of a family of another desa."""
    walked.screen.go("/keluarga")
    box = walked.page.get_by_placeholder("Bagian nama, atau NIK")
    for text in (OTHERS[0].nik, OTHERS[0].no_kk, NAMES[0][:5]):
        box.fill(text)
        box.press("Enter")
        assert "tidak" in walked.see("search").lower()
        assert walked.page.locator("[data-testid=stDataFrame]").count() == 0


def take(walked: Walk) -> None:
    """A table to take away: three families of the own desa."""
    walked.screen.go("/kesenjangan")
    button = walked.page.get_by_role("button", name="Unduh CSV").first
    with walked.page.expect_download(timeout=WAIT_MS) as taken:
        button.click()
    content = taken.value.path().read_bytes()
    rows = pd.read_csv(io.BytesIO(content))
    assert len(rows) == 3
    assert [text for text in (*TRACES, *OTHER_DESA) if text in content.decode("utf-8-sig")] == []


def ask(walked: Walk) -> None:
    """What the browser may ask for with the operator's cookie, around all pages."""
    given, url = walked.page.request, walked.screen.url
    run = re.search(rb"[0-9a-f]{8}-[0-9a-f-]{27}", b"".join(walked.came))[0].decode()
    for path in ("/media/" + "0" * 32 + ".csv", f"/media/../media/{'a' * 32}.xlsx"):
        assert given.get(url + path).status in {403, 404}, path
    other = f"{run[:-1]}{'0' if run[-1] != '0' else '1'}"
    upload = given.put(f"{url}/_stcore/upload_file/{other}/x", multipart={"file": {
        "name": "a.csv", "mimeType": "text/csv", "buffer": b"nik\n1\n"}})  # fmt: skip
    assert upload.status == 403
    assert given.post(f"{url}/akun/status", form={"nama": "rina", "jadi": "tutup"}).status in {401, 403}
    for path in (
        "/app/static/kantor.duckdb",
        "/var/kantor.duckdb",
        "/akun.json",
        "/assets/../akun.json",
        "/assets/%2e%2e/akun.json",
    ):
        content = given.get(url + path).body()
        assert b"argon2" not in content, path
        assert b"DUCK" not in content[:16], path
