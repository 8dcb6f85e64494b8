"""Signing in through npm's ``oidc-provider``, a server that others wrote, in Chromium: there, consent, back, out.

The package is no part of the repository; ``.ci/run`` installs it for CI into a folder of its own and names that in
``PETASALUR_OIDC_PROVIDER`` (``npm install --prefix FOLDER oidc-provider@8.8.1``). For attacks see
``tests/pages/test_oidc.py``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.served import Server, free_port
from data.accounts import Accounts
from data.oidc.settings import RETURN_PATH
from tests.oidc_server import CLIENT, SECRET
from tests.pages.test_gate_server import PASSWORD

SCRIPT = Path(__file__).parent / "apps" / "oidc_provider.mjs"
FOLDER = os.environ.get("PETASALUR_OIDC_PROVIDER", "")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Petasalur on a free port, trusting an oidc-provider on another; one account is linked by its e-mail there."""
    node = shutil.which("node")
    if not FOLDER or not node:
        told = "NO OIDC SERVER: name a folder with npm's oidc-provider in PETASALUR_OIDC_PROVIDER (and have node)"
        if os.environ.get("PETASALUR_REQUIRE_OIDC") == "1":
            pytest.fail(told)
        pytest.skip(told)
    home, port = tmp_path_factory.mktemp("kantor"), free_port()
    accounts = Accounts(home)
    accounts.add("siti", PASSWORD, role="kasi", label="Siti Aminah")
    accounts.link("siti", "siti@kantor.example")
    server = Server(home)
    address = f"http://127.0.0.1:{server.port}"
    rows = {"issuer": f"http://127.0.0.1:{port}", "client_id": CLIENT, "client_secret": SECRET, "address": address,
            "claim": "email", "label": "Akun Pemda"}  # fmt: skip
    (home / "oidc.toml").write_text("".join(f'{name} = "{text}"\n' for name, text in rows.items()), encoding="utf-8")
    (home / "oidc.toml").chmod(0o600)
    told = {"OIDC_FOLDER": FOLDER, "OIDC_PORT": str(port), "OIDC_CLIENT": CLIENT, "OIDC_SECRET": SECRET,
            "OIDC_RETURN": address + RETURN_PATH}  # fmt: skip
    provider = subprocess.Popen(
        [node, str(SCRIPT)], env=os.environ | told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    for line in provider.stdout:
        if line.strip() == "siap":
            break
    yield address, home
    provider.kill()
    provider.communicate()
    server.stop()


@pytest.fixture
def page(browser):
    context = browser.new_context(locale="id-ID")
    yield context.new_page()
    context.close()


def come(page, address: str, name: str) -> None:
    page.goto(f"{address}/masuk?ke=/peta")
    page.get_by_role("link", name="Masuk lewat Akun Pemda").click()
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("apa saja")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile(f"^{re.escape(address)}/"))


def test_somebody_of_the_office_comes_in_and_leaves(page, office):
    address, home = office
    come(page, address, "siti")
    assert page.url == f"{address}/peta"
    page.goto(f"{address}/akun")
    assert page.get_by_role("heading", name="Siti Aminah").is_visible()
    page.get_by_role("button", name="Keluar").click()
    page.get_by_role("link", name="keluar juga dari server akun kantor").click()
    assert "/session/end" in page.url
    page.goto(f"{address}/akun")
    assert page.url.startswith(f"{address}/masuk")
    log = (home / "log.txt").read_text(encoding="utf-8")
    assert SECRET not in log
    assert "siti@kantor.example" not in log


@pytest.mark.parametrize(("name", "told"), [("budi", "tidak terhubung dengan akun"), ("belum", "belum terbukti")])
def test_who_is_not_linked_or_not_proved_stays_outside(page, office, name, told):
    address, _ = office
    come(page, address, name)
    assert told in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Kata sandi").is_visible()  # the way in with a local account is at hand
