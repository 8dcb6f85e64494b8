"""A real server with an account, fresh from its start: what the gate lets through, and how it ends."""

from __future__ import annotations

import json
import os
import re
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from bench import ROOT
from bench.served import START_S, Server
from data import audit
from data.accounts import Accounts
from data.store import Store
from data.throttle import FREE_PER_ADDRESS
from pages.parts.gate.uploads import CROWDED

PASSWORD = "sepeda hijau 7 sungai"  # noqa: S105  of an invented account
UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("kantor")
    Accounts(home).add("kasi1", PASSWORD, role="kasi")
    server = Server(home)
    yield server
    server.stop()


def test_a_fresh_server_gives_nothing_to_a_stranger(served):
    """The first requests after its start, before any page has run."""
    assert served.ask("GET", "/peta", accept="text/html")[1]["location"] == "/masuk?ke=%2Fpeta"
    index = served.ask("GET", "/")
    assert (index[0], b"<script" in index[2]) == (401, False)
    for path in ("/static/js/x.js", "/media/x.png", "/_stcore/host-config", "/assets/petasalur.css", "/app/static/x",
                 "/component/streamlit_folium.st_folium/index.html"):  # fmt: skip
        assert served.ask("GET", path)[0] == 401
    assert served.ask("GET", "/_stcore/stream", **UPGRADE)[0] == 403
    assert served.ask("GET", "/_stcore/health", host="evil.example")[0] == 421


def test_who_signs_in_gets_page_and_websocket_until_the_sign_out(served):
    status, headers, page = served.ask("GET", "/masuk")
    assert (status, headers["cache-control"]) == (200, "no-store")
    own = headers["set-cookie"].split(";")[0]
    token = re.search(rb'name="tanda" value="(\w+)"', page)[1].decode()
    form = urlencode({"tanda": token, "nama": "kasi1", "sandi": PASSWORD, "ke": "/peta"})
    kind = {"content-type": "application/x-www-form-urlencoded"}
    status, headers, _ = served.ask("POST", "/masuk", form, cookie=own, **kind)
    assert (status, headers["location"]) == (303, "/peta")
    cookie = re.search(r"petasalur_sesi=[\w-]+", headers["set-cookie"])[0]
    assert served.ask("GET", "/peta", cookie=cookie)[0] == 200
    assert served.ask("GET", "/_stcore/stream", cookie=cookie, **UPGRADE)[0] == 101
    assert served.ask("GET", "/media/" + "0" * 32 + ".png", cookie=cookie)[0] == 403
    account = served.ask("GET", "/akun", cookie=cookie)[2]
    out = urlencode({"tanda": re.search(rb'name="tanda" value="(\w+)"', account)[1].decode()})
    assert served.ask("POST", "/keluar", out, cookie=cookie, **kind)[1]["location"] == "/masuk"
    assert served.ask("GET", "/peta", cookie=cookie)[0] == 401
    assert served.ask("GET", "/_stcore/stream", cookie=cookie, **UPGRADE)[0] == 403


FORGED = {"x-forwarded-for": "10.9.8.7", "x-forwarded-proto": "https"}


def test_a_server_that_was_told_of_no_proxy_refuses_what_says_it_came_through_one(served):
    """``streamlit run app.py``: uvicorn would believe every process of this machine."""
    for name, text in FORGED.items():
        assert served.ask("GET", "/masuk", **{name: text})[0] == 400
    session = signed_in(served)
    assert served.ask("GET", "/_stcore/stream", cookie=session, **UPGRADE)[0] == 101
    assert served.ask("GET", "/_stcore/stream", cookie=session, **UPGRADE, **FORGED)[0] == 403


@pytest.mark.parametrize(("proxy", "origin"), [("", "127.0.0.1"), ("127.0.0.1", "10.9.8.7")], ids=["none", "named"])
def test_a_forged_header_changes_neither_origin_nor_throttle_nor_secure(tmp_path, monkeypatch, proxy, origin):
    """As ``run.py`` starts it. Only with a proxy that was named does the header count, as it should."""
    Accounts(tmp_path).add("kasi1", PASSWORD, role="kasi")
    Store.open(tmp_path / "kantor.duckdb").close()
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", proxy)
    monkeypatch.delenv("PETASALUR_DB", raising=False)
    server = Server(tmp_path)
    try:
        _, headers, page = server.ask("GET", "/masuk", **FORGED)
        own, token = headers["set-cookie"].split(";")[0], re.search(rb'name="tanda" value="(\w+)"', page)[1].decode()
        statuses = []
        for number in range(FREE_PER_ADDRESS + 1):
            form = urlencode({"tanda": token, "nama": f"orang{number}", "sandi": PASSWORD, "ke": "/"})
            forged = FORGED | ({} if proxy else {"x-forwarded-for": f"10.9.8.{number}"})
            statuses.append(server.ask("POST", "/masuk", form, cookie=own, **KIND, **forged)[0])
        other = FORGED | {"x-forwarded-for": "10.9.8.200"}
        form = urlencode({"tanda": token, "nama": "kasi1", "sandi": PASSWORD, "ke": "/"})
        status, headers, _ = server.ask("POST", "/masuk", form, cookie=own, **KIND, **other)
    finally:
        server.stop()
    assert statuses[-2:] == [403, 429]
    if proxy:
        assert (status, "__Host-petasalur_sesi=" in headers["set-cookie"]) == (303, True)
    else:
        assert status == 429
        assert "secure" not in headers["set-cookie"].lower()
    with closing(Store.open(tmp_path / "kantor.duckdb")) as store:
        tried = audit.read_audit(store)
    assert set(tried.loc[tried["act"].isin({"Gagal masuk", "Ditolak"}), "origin"]) == {origin}


FIRST_PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
KIND = {"content-type": "application/x-www-form-urlencoded"}


def signed_in(server: Server) -> str:
    """Sign in; return the cookie of the session."""
    _, headers, page = server.ask("GET", "/masuk")
    token = re.search(rb'name="tanda" value="(\w+)"', page)[1].decode()
    form = urlencode({"tanda": token, "nama": "kasi1", "sandi": PASSWORD, "ke": "/"})
    _, headers, _ = server.ask("POST", "/masuk", form, cookie=headers["set-cookie"].split(";")[0], **KIND)
    return re.search(r"petasalur_sesi=[\w-]+", headers["set-cookie"])[0]


def memory_mb(server: Server, what: str) -> float:
    told = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return int(re.search(rf"{what}:\s+(\d+) kB", told)[1]) / 1024


def send_without_end(server: Server, path: str, headers: dict[str, str], *, stated: bool) -> tuple[int, int]:
    """Send a gigabyte, its size stated or not; return the status of the answer and how many MB went out before it."""
    part, sent_mb = b"x" * 2**20, 0
    head = {"Host": f"127.0.0.1:{server.port}", **headers}
    head |= {"Content-Length": str(2**30)} if stated else {"Transfer-Encoding": "chunked"}
    text = f"PUT {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in head.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
        line.sendall(text.encode())
        with suppress(BrokenPipeError, ConnectionResetError):
            while sent_mb < 1024 and not select.select([line], [], [], 0.005 if sent_mb else 0.5)[0]:
                part = part if sent_mb else FIRST_PART + part
                line.sendall(part if stated else b"%x\r\n%b\r\n" % (len(part), part))
                sent_mb += 1
        answer = line.recv(100)
    return int(answer.split()[1]), sent_mb


@contextmanager
def opened_page(served: Server) -> Iterator[tuple[str, dict[str, str]]]:
    """Sign in and keep a page open; its run and the headers of its uploads. The peak of memory counts from here."""
    session = signed_in(served)
    opened = connect(
        f"ws://127.0.0.1:{served.port}/_stcore/stream", additional_headers={"Cookie": session}, origin=None
    )
    with opened as page:
        asked, first = BackMsg(), ForwardMsg()
        asked.rerun_script.query_string = ""
        page.send(asked.SerializeToString())
        while first.WhichOneof("type") != "new_session":
            first.ParseFromString(page.recv(timeout=60))
        run = first.new_session.initialize.session_id
        given = served.ask("GET", "/_stcore/health", cookie=session)[1]["set-cookie"]
        xsrf = re.search(r"_streamlit_xsrf=([^;]+)", given)[1]
        head = {"Cookie": f"{session}; _streamlit_xsrf={xsrf}", "X-Xsrftoken": xsrf,
                "Content-Type": "multipart/form-data; boundary=b"}  # fmt: skip
        Path(f"/proc/{served.process.pid}/clear_refs").write_text("5", encoding="ascii")
        yield run, head


def send_file(server: Server, path: str, headers: dict[str, str], size_mb: int) -> str:
    """Upload a file, as far as the server reads it; return the answer whole."""
    end, part = b"\r\n--b--\r\n", b"x" * 2**20
    size = len(FIRST_PART) + size_mb * 2**20 + len(end)
    head = {"Host": f"127.0.0.1:{server.port}", "Connection": "close", **headers, "Content-Length": str(size)}
    text = f"PUT {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in head.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as line:
        line.sendall(text.encode())
        if not select.select([line], [], [], 0.5)[0]:
            for piece in (FIRST_PART, *([part] * size_mb), end):
                line.sendall(piece)
        return line.makefile("rb").read().decode()


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of the server is read from /proc")
def test_of_twenty_files_of_one_session_four_are_kept(served):
    with opened_page(served) as (run, head):
        before_mb = memory_mb(served, "VmRSS")
        answers = [send_file(served, f"/_stcore/upload_file/{run}/berkas{number}", head, 60) for number in range(20)]
        peak_mb = memory_mb(served, "VmHWM")
        for number in range(4):  # what is taken away makes room
            served.ask("DELETE", f"/_stcore/upload_file/{run}/berkas{number}", **head)
        again = send_file(served, f"/_stcore/upload_file/{run}/berkas0", head, 60)
        served.ask("DELETE", f"/_stcore/upload_file/{run}/berkas0", **head)
    statuses = [int(answer.split()[1]) for answer in answers]
    print(f"memory before {before_mb:.0f} MB, peak {peak_mb:.0f} MB; {statuses}")
    assert statuses == [204] * 4 + [413] * 16
    assert all(answer.endswith(CROWDED) for answer in answers[4:])
    assert int(again.split()[1]) == 204
    assert peak_mb - before_mb < 420


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of the server is read from /proc")
def test_a_gigabyte_is_refused_early_and_not_kept_in_memory(served):
    with opened_page(served) as (run, head):
        before_mb = memory_mb(served, "VmRSS")
        assert send_without_end(served, f"/_stcore/upload_file/{run}/berkas", head, stated=True) == (413, 0)
        status, sent_mb = send_without_end(served, f"/_stcore/upload_file/{run}/berkas", head, stated=False)
        peak_mb = memory_mb(served, "VmHWM")
    print(f"memory before {before_mb:.0f} MB, peak {peak_mb:.0f} MB; refused after {sent_mb} MB")
    assert status == 413
    assert 60 < sent_mb < 100
    assert peak_mb - before_mb < 120


def test_beyond_this_machine_it_does_not_start_without_an_account(tmp_path):
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=0"]
    environment = {**os.environ, "PETASALUR_HOME": str(tmp_path)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=START_S, check=False
    )
    assert done.returncode != 0
    assert "belum ada akun" in done.stderr + done.stdout
    assert "python -m data account add NAMA" in done.stderr + done.stdout
    assert json.dumps(str(tmp_path))[1:-1] in done.stderr + done.stdout
