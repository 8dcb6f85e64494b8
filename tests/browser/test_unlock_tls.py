"""The passphrase of an encrypted database on a server that others reach, under its own certificate and without."""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import os
import re
import socket
import ssl
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import run
from data.accounts import Accounts
from data.rekey import encrypt
from data.store import Store
from data.throttle import FREE_PER_ACCOUNT
from tests.browser import nursery
from tests.browser.conftest import ROOT, START_S, WAIT_MS, free_port

KEY, PASSWORD = "perahu biru 12 jembatan", "sepeda hijau 7 sungai"
UNLOCK = "/buka"
LONG_ENOUGH_S = 4
"""So long a closed door stays closed for the next request, on a slow machine too."""


def own_address() -> str:
    """Return an address of this machine that is not loopback; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.77", 9))
        except OSError:
            pytest.skip("this machine has no address but 127.0.0.1: nobody else could reach it")
        return str(probe.getsockname()[0])


def certificate(folder: Path, address: str) -> tuple[Path, Path]:
    """Write a certificate for an address of this machine, signed by itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kantor")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(each)) for each in (address, "127.0.0.1")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "kantor.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "kantor.key").write_bytes(key.private_bytes(*form))
    return folder / "kantor.pem", folder / "kantor.key"


class Office(NamedTuple):
    """A server of an encrypted database with an account, at every address of this machine."""

    address: str
    port: int
    trusted: ssl.SSLContext | None
    log: Path

    def ask(self, method: str, path: str, host: str, form: dict[str, str] | None = None, cookie: str = ""):
        """Return status, headers and content."""
        line = (
            http.client.HTTPSConnection(host, self.port, timeout=60, context=self.trusted) if self.trusted
            else http.client.HTTPConnection(host, self.port, timeout=60)
        )  # fmt: skip
        kind = {"content-type": "application/x-www-form-urlencoded"} if form else {}
        line.request(method, path, urlencode(form) if form else None, {"cookie": cookie, **kind})
        answer = line.getresponse()
        told = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
        line.close()
        return told

    def type(self, passphrase: str, host: str):
        """Fill the form in."""
        _, headers, page = self.ask("GET", UNLOCK, host)
        cookie = headers["set-cookie"].split(";")[0]
        mark = re.search(r'name="tanda" value="([^"]+)"', page)[1]
        return self.ask("POST", UNLOCK, host, {"tanda": mark, "sandi": passphrase}, cookie)


@pytest.fixture(params=["https", "http"])
def office(request, tmp_path, monkeypatch) -> Iterator[Office]:
    address, port, log = own_address(), free_port(), tmp_path / "log.txt"
    database = tmp_path / "kantor.duckdb"
    Store.open(database).close()
    encrypt(database, KEY)
    Accounts(tmp_path).add("siti", PASSWORD, role="kasi", label="Siti")
    monkeypatch.setenv("PETASALUR_HOME", str(tmp_path))
    cert, key = certificate(tmp_path, address)
    given = ["--cert", str(cert), "--key", str(key)] if request.param == "https" else []
    door = run.door(run.parse(["--host", "0.0.0.0", "--name", address, *given])[0])
    trusted = ssl.create_default_context(cafile=str(cert)) if given else None
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PETASALUR_DB": str(database), "PETASALUR_KEY_PASSPHRASE": ""}
    options = ["run", "app.py", f"--server.port={port}", *door, *run.SERVER_OPTIONS]
    process = nursery.begin(options, environment, log, ROOT)
    made = Office(address, port, trusted, log)
    for _ in range(START_S * 10):
        try:
            made.ask("GET", "/_stcore/health", "127.0.0.1")
            break
        except OSError:
            time.sleep(0.1)
    yield made
    process.terminate()
    process.join(10)
    assert not process.is_alive()
    told = log.read_text(errors="replace")
    assert KEY not in told
    assert "Traceback" not in told


def test_it_is_typed_from_elsewhere_under_tls_only(office, launched):
    if office.trusted is None:
        in_the_open(office)
    else:
        under_tls(office)
        in_chromium(office, launched())


def in_the_open(office: Office) -> None:
    status, _, page = office.ask("GET", UNLOCK, office.address)
    assert (status, 'name="sandi"' in page) == (503, False)
    status, _, page = office.ask("POST", UNLOCK, office.address, {"tanda": "x", "sandi": KEY})
    assert (status, 'name="sandi"' in page) == (503, False)
    status, headers, page = office.ask("GET", UNLOCK, "127.0.0.1")
    assert (status, 'name="sandi"' in page) == (200, True)
    assert "strict-transport-security" not in headers
    assert "secure" not in headers["set-cookie"].lower(), "such a cookie would not come back over http"


def under_tls(office: Office) -> None:
    assert office.ask("GET", "/peta", office.address)[1]["location"] == UNLOCK
    status, headers, page = office.ask("GET", UNLOCK, office.address)
    assert (status, 'name="sandi"' in page) == (200, True)
    [cookie] = SimpleCookie(headers["set-cookie"]).values()
    flags = [cookie[name] for name in ("secure", "httponly", "samesite", "path", "domain")]
    assert flags == [True, True, "strict", UNLOCK, ""]
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"] == "max-age=86400"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    with socket.create_connection((office.address, office.port), 10) as plain:
        plain.sendall(f"GET {UNLOCK} HTTP/1.1\r\nHost: {office.address}\r\n\r\n".encode())
        assert not plain.recv(100).startswith(b"HTTP"), "the same port answers nothing in the open"
    statuses = [office.type("salah sekali", office.address)[0] for _ in range(FREE_PER_ACCOUNT)]
    assert statuses == [403] * FREE_PER_ACCOUNT
    while (wait_s := _held(office)) < LONG_ENOUGH_S:
        time.sleep(wait_s + 1)
    status, headers, _ = office.type(KEY, office.address)
    assert (status, "retry-after" in headers) == (429, True)
    time.sleep(int(headers["retry-after"]) + 1)


def _held(office: Office) -> int:
    """Type a wrong one; return for how many seconds the door is closed now, 0 where this one was still heard."""
    status, headers, _ = office.type("salah sekali", office.address)
    assert status in {403, 429}
    return int(headers["retry-after"]) if status == 429 else 0


def in_chromium(office: Office, browser) -> None:
    page = browser.new_context(ignore_https_errors=True, locale="id-ID").new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"https://127.0.0.1:{office.port}/peta", timeout=WAIT_MS)
    page.get_by_label("Kata sandi kunci").fill(KEY)
    page.get_by_role("button", name="Buka", exact=True).click()
    page.get_by_label("Nama akun").wait_for(timeout=WAIT_MS)
    assert KEY not in page.url
    assert [cookie["name"] for cookie in page.context.cookies() if not cookie["secure"]] == []
    assert said == []
    assert office.ask("GET", "/peta", office.address)[0] == 401, "open, and the sign-in stands before it"
