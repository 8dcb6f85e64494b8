"""Tricks against the server as ``run.py`` starts it, byte by byte: what HTTP lets be written in more than one way."""

from __future__ import annotations

import re
import select
import socket
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

import run
from bench.served import Server
from data.accounts import Accounts
from pages.parts.gate.sessions import TOLD
from tests.pages.test_gate_server import KIND, PASSWORD, UPGRADE, signed_in
from tests.pages.test_gate_websockets import page_of, run_of, sign_in_as

NAMES = {"kasi1": "kasi", "camat1": "camat", "camat2": "camat", "camat3": "camat", "camat4": "camat", "camat5": "camat"}
OTHER = "sungai merah 9 jukung"
WAIT_S = 30
INSIDE = (b"Streamlit</title>", b"<script")
"""What stands in a page of the program and in none of the gate's."""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("kantor")
    accounts = Accounts(home)
    for name, role in NAMES.items():
        accounts.add(name, PASSWORD, role=role)
    options = [*run.door(run.parse([])[0]), *run.SERVER_OPTIONS]
    server = Server(home, options, **{run.BELIEVED: ""})
    server.accounts = accounts
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _is_well(served):
    yield
    assert served.ask("GET", "/_stcore/health")[0] == 200
    assert served.troubles() == []


@pytest.fixture(scope="module")
def session(served):
    return signed_in(served)


def said(server: Server, text: str | bytes, *, wait_s: float = 1.5) -> bytes:
    """Send bytes as they are; return all that comes back until the server is silent or closes."""
    sent = text.encode("latin-1") if isinstance(text, str) else text
    told = b""
    at = ("127.0.0.1", server.port)
    with socket.create_connection(at, timeout=WAIT_S) as line, suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(sent.replace(b"HOST", f"127.0.0.1:{server.port}".encode()))
        while select.select([line], [], [], wait_s if told else WAIT_S)[0]:
            part = line.recv(100_000)
            if not part:
                break
            told += part
    return told


def statuses(told: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d+)", told)]


def is_shut(told: bytes) -> bool:
    """Whether nothing of what stands behind the gate was answered."""
    return not any(mark in told for mark in INSIDE) and not {200, 101, 206} & set(statuses(told))


HIDDEN = "GET /peta HTTP/1.1\r\nHost: HOST\r\nAccept: text/html\r\n\r\n"
LONG = str(len(HIDDEN.replace("HOST", "127.0.0.1:8501")))


def with_hidden(head: str, body: str = "") -> str:
    """A form with these headers, and a request behind its end, or in its body, as one reads them."""
    kind = "Content-Type: application/x-www-form-urlencoded"
    return f"POST /masuk HTTP/1.1\r\nHost: HOST\r\n{kind}\r\n{head}\r\n\r\n{body}{HIDDEN}"


SMUGGLED = {
    "two ways to say how long": with_hidden("Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
    "two lengths": with_hidden(f"Content-Length: 0\r\nContent-Length: {LONG}"),
    "two lengths in one": with_hidden(f"Content-Length: 0, {LONG}"),
    "a length with a sign": with_hidden("Content-Length: +0"),
    "a length that is none": with_hidden("Content-Length: 0x0"),
    "chunked, and not": with_hidden("Transfer-Encoding: chunked, identity", "0\r\n\r\n"),
    "chunked with a tab": with_hidden("Transfer-Encoding:\x0bchunked", "0\r\n\r\n"),
    "chunked twice": with_hidden("Transfer-Encoding: x\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
    "a line that is folded": with_hidden(f"X-A: b\r\n Content-Length: {LONG}"),
    "a space before the colon": with_hidden(f"Content-Length : {LONG}"),
    "line feeds alone": HIDDEN.replace("\r\n", "\n").replace("GET", "POST", 1) + HIDDEN,
    "a chunk with a wrong size": with_hidden("Transfer-Encoding: chunked", "ffffffffff\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", SMUGGLED)
def test_a_request_in_the_body_of_another_opens_nothing(served, name):
    told = said(served, SMUGGLED[name])
    assert told
    assert is_shut(told)


def test_requests_on_one_line_are_each_judged_by_themselves(served, session):
    """Who comes after somebody signed in on the same connection (a proxy's, say) is not signed in."""
    ask = "GET /peta HTTP/1.1\r\nHost: HOST\r\nAccept: text/html\r\n"
    told = said(served, f"{ask}Cookie: {session}\r\n\r\n{ask}\r\n{ask}Cookie: {session}x\r\n\r\n")
    assert statuses(told) == [200, 303, 303]


HOSTS = (
    "evil.example", "127.0.0.1.evil.example", "evil.example:8501", "127.0.0.1@evil.example", "2130706433", "0x7f.1",
    "127.1", "[::ffff:127.0.0.1]", "localhost.evil.example", "127.0.0.1/x", "127.0.0.1:8501:8501", "", "127.0.0.1:x",
)  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_another_name_of_the_server_is_none_of_ours(served, session, host):
    told = said(served, f"GET /peta HTTP/1.1\r\nHost: {host}\r\nCookie: {session}\r\nConnection: close\r\n\r\n")
    assert statuses(told) in ([421], [400])


@pytest.mark.parametrize(
    "head",
    ["GET /peta HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n", "GET /peta HTTP/1.1\r\nHost: HOST, evil.example\r\n",
     "GET http://HOST/peta HTTP/1.1\r\nHost: evil.example\r\n", "GET /peta HTTP/1.1\r\nX-Forwarded-Host: HOST\r\n",
     "GET http://evil.example/peta HTTP/1.1\r\nHost: HOST\r\n", "GET /peta HTTP/1.0\r\n", "PRI * HTTP/2.0\r\n",
     "GET /peta HTTP/9.9\r\nHost: HOST\r\n", "CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n",
     "GET peta HTTP/1.1\r\nHost: HOST\r\n"],
)  # fmt: skip
def test_an_address_written_in_another_way_opens_nothing(served, head):
    assert is_shut(said(served, f"{head}Connection: close\r\n\r\n"))


METHODS = ("HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "get", "POST", "QUERY")


@pytest.mark.parametrize("method", METHODS)
def test_no_other_method_opens_what_get_does_not(served, method):
    for path in ("/", "/peta", "/media/" + "0" * 32 + ".pdf", "/_stcore/host-config", "/_stcore/upload_file/a/b",
                 "/assets/leaflet.js", "/tiles/x/1/1/1", "/_stcore/stream"):  # fmt: skip
        told = said(served, f"{method} {path} HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        assert is_shut(told), path


PATHS = (
    "/masuk/%2e%2e/peta", "/masuk/../peta", "/_stcore/health/%2e%2e/host-config", "/_stcore/health%2f..%2fhost-config",
    "/%2e/peta", "//peta", "/\\peta", "/masuk%00/peta", "/masuk;/peta", "/masuk?/../peta", "/masuk/", "/MASUK",
    "/%6dasuk/peta",
    "/_stcore/health/../../peta", "/assets/%2e%2e/%2e%2e/data/accounts.py", "/media/..%2f..%2fvar/akun.json",
    "/.%00/peta",
    "/masuk#/peta", "/masuk%23/peta", "/%c0%ae%c0%ae/peta", "/masuk%0d%0aX: y/peta",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_path_written_in_another_way_opens_nothing(served, path):
    told = said(served, f"GET {path} HTTP/1.1\r\nHost: HOST\r\nAccept: text/html\r\nConnection: close\r\n\r\n")
    assert not any(mark in told for mark in INSIDE)
    assert b"argon2" not in told


FILES = ("/assets/%2e%2e/%2e%2e/data/accounts.py", "/assets/..%2f..%2frun.py", "/media/..%2f..%2fvar%2fakun.json",
         "/component/x/%2e%2e/%2e%2e/akun.json")  # fmt: skip


@pytest.mark.parametrize("path", FILES)
def test_signed_in_no_path_leads_to_a_file_of_the_server(served, session, path):
    told = said(served, f"GET {path} HTTP/1.1\r\nHost: HOST\r\nCookie: {session}\r\nConnection: close\r\n\r\n")
    assert statuses(told)[0] in {400, 403, 404}
    assert b"argon2" not in told


def cookies(session: str) -> dict[str, str]:
    token = session.partition("=")[2]
    forged = "petasalur_sesi=" + "A" * 43
    return {
        "another": forged, "cut": session[:-1], "longer": f"{session}A",
        "quoted and cut": f'petasalur_sesi="{token[:-1]}"', "under the name for TLS": f"__Host-petasalur_sesi={token}",
        "in capitals": session.replace("petasalur", "PETASALUR"),
        "as a header": "", "twice, forged last": f"{session}; {forged}", "in another's value": f'a="x; {session}"',
    }  # fmt: skip


@pytest.mark.parametrize("name", cookies("a=b"))
def test_a_cookie_that_is_not_the_one_opens_nothing(served, session, name):
    cookie = cookies(session)[name]
    told = f"{TOLD}: {session.partition('=')[2]}\r\n" if not cookie else f"Cookie: {cookie}\r\n"
    ask = f"GET /peta HTTP/1.1\r\nHost: HOST\r\nAccept: text/html\r\n{told}Connection: close\r\n\r\n"
    assert is_shut(said(served, ask))


def test_of_two_cookies_of_one_name_one_counts_and_of_two_headers_too(served, session):
    forged = "petasalur_sesi=" + "A" * 43
    ask = "GET /peta HTTP/1.1\r\nHost: HOST\r\nAccept: text/html\r\nConnection: close\r\n"
    one = statuses(said(served, f"{ask}Cookie: {forged}; {session}\r\n\r\n"))
    two = statuses(said(served, f"{ask}Cookie: {forged}\r\nCookie: {session}\r\n\r\n"))
    assert (one, two) in [([200], [303]), ([200], [200])], "the last of one header; never more than whose it is"


# --- the form ------------------------------------------------------------------------------------------------


def form_of(server: Server) -> tuple[str, str]:
    _, headers, page = server.ask("GET", "/masuk")
    return headers["set-cookie"].split(";")[0], re.search(rb'name="tanda" value="(\w+)"', page)[1].decode()


def try_in(server: Server, name: str, password: str = PASSWORD, *, cookie: str = "", **more: str):
    own, mark = form_of(server)
    form = urlencode({"tanda": mark, "nama": name, "sandi": password, "ke": "/", **more})
    return server.ask("POST", "/masuk", form, cookie="; ".join(each for each in (own, cookie) if each), **KIND)


def test_a_session_that_somebody_chose_is_not_the_one_that_is_given(served):
    """Fixation: the cookie of before is worth nothing after."""
    chosen = "petasalur_sesi=" + "B" * 43
    status, headers, _ = try_in(served, "camat1", cookie=chosen)
    assert status == 303
    assert chosen not in headers["set-cookie"]
    assert served.ask("GET", "/peta", cookie=chosen)[0] == 401


LIKE = {
    "full width": "\uff4b\uff41\uff53\uff49\uff11", "without width": "kasi\u200b1", "Cyrillic": "k\u0430si1",
    "another digit": "kasi\uff11", "a zero": "kasi1\0", "without a dot": "kas\u01311", "a path": "kasi1/",
    "an address": "kasi1@x", "all": "*",
}  # fmt: skip


@pytest.mark.parametrize("name", LIKE.values(), ids=LIKE)
def test_a_name_that_only_looks_like_one_is_another(served, name):
    assert try_in(served, name)[0] in {403, 429}


def test_a_password_of_a_megabyte_is_not_hashed_and_one_that_fits_the_form_is_cut(served):
    assert try_in(served, "camat1", "a" * 2**20)[0] in {403, 413}
    assert try_in(served, "camat1", PASSWORD + "a" * 3000)[0] == 403
    assert try_in(served, "camat1")[0] == 303


def test_a_form_of_somebody_else_or_from_another_page_does_nothing(served):
    session = sign_in_as(served, "camat2")
    mark = re.search(rb'name="tanda" value="(\w+)"', served.ask("GET", "/akun", cookie=session)[2])[1].decode()
    other = sign_in_as(served, "camat1")
    for cookie, given, headers in (
        (session, "", {}), (session, mark[::-1], {}), (other, mark, {}), (session, mark, {"origin": "http://evil.example"}),
        (session, mark, {"sec-fetch-site": "cross-site"}), (session, mark, {"sec-fetch-site": "same-site"}),
        (session, mark, {"origin": "null"}),
    ):  # fmt: skip
        answer = served.ask("POST", "/keluar", urlencode({"tanda": given}), cookie=cookie, **KIND, **headers)
        assert answer[0] == 403
    assert served.ask("GET", "/peta", cookie=session)[0] == 200
    assert served.ask("GET", "/keluar", cookie=session)[1]["location"] == "/akun", "a link signs nobody out"
    done = served.ask("POST", "/keluar", urlencode({"tanda": mark}), cookie=session, **KIND)
    assert done[1]["location"] == "/masuk"
    assert served.ask("GET", "/peta", cookie=session)[0] == 401, "replayed"


AWAY = (
    "//evil.example", "/\\evil.example", "https://evil.example", "/%0d%0aSet-Cookie:x=1", "\r\nSet-Cookie: x=1",
    "/\t/evil.example", "javascript:alert(1)", "/..//evil.example", "/@evil.example", "///evil.example",
)  # fmt: skip


@pytest.mark.parametrize("to", AWAY)
def test_after_the_sign_in_no_way_leads_elsewhere(served, to):
    status, headers, _ = try_in(served, "camat1", ke=to)
    assert status == 303
    assert re.fullmatch(r"/(?!/|\\)[^\s\\]*", headers["location"])
    assert "x=1" not in headers.get("set-cookie", "")


def test_headers_of_other_servers_change_neither_path_nor_method(served):
    told = {
        "X-Original-URL": "/masuk", "X-Rewrite-URL": "/_stcore/health", "X-HTTP-Method-Override": "HEAD",
        "X-Forwarded-Prefix": "/masuk", "X-Real-IP": "127.0.0.1", "Forwarded": "for=127.0.0.1",
    }  # fmt: skip
    for name, text in told.items():
        assert served.ask("GET", "/peta", **{name: text})[0] == 401


def test_a_stranger_is_not_asked_for_a_body(served):
    """``Expect: 100-continue``: the answer comes at once, and nobody says "go on"."""
    told = said(served, "PUT /_stcore/upload_file/a/b HTTP/1.1\r\nHost: HOST\r\nContent-Length: 60000000\r\n"
                        "Expect: 100-continue\r\n\r\n")  # fmt: skip
    assert statuses(told) == [401]


# --- while a page is open ------------------------------------------------------------------------------------


def ends(page: ClientConnection) -> bool:
    """Whether the server sends the page away, by itself."""
    with suppress(ConnectionClosed):
        while True:
            page.recv(timeout=WAIT_S)
    return True


def test_of_a_new_password_the_other_sessions_end_and_their_pages(served):
    mine, other = sign_in_as(served, "camat3"), sign_in_as(served, "camat3")
    with page_of(served, other) as page:
        assert run_of(page)
        mark = re.search(rb'name="tanda" value="(\w+)"', served.ask("GET", "/akun", cookie=mine)[2])[1].decode()
        form = urlencode({"tanda": mark, "lama": PASSWORD, "baru": OTHER, "ulang": OTHER})
        status, headers, _ = served.ask("POST", "/akun/sandi", form, cookie=mine, **KIND)
        assert status == 303
        assert ends(page)
    fresh = re.search(r"petasalur_sesi=[\w-]+", headers["set-cookie"])[0]
    got = [served.ask("GET", "/peta", cookie=cookie)[0] for cookie in (mine, other, fresh)]
    assert got == [401, 401, 200]


@pytest.mark.parametrize("what", ["closed", "another role", "gone"])
def test_an_open_page_ends_when_its_account_is_no_longer_what_it_was(served, what):
    name = {"closed": "camat4", "another role": "camat5", "gone": "camat2"}[what]
    session = sign_in_as(served, name)
    with page_of(served, session) as page:
        assert run_of(page)
        if what == "closed":
            served.accounts.set_active(name, is_active=False)
        else:
            with served.accounts._changing() as known:
                if what == "gone":
                    del known[name]
                else:
                    known[name] = type(known[name])(**{**vars(known[name]), "role": "monev"})
        assert ends(page)
    assert served.ask("GET", "/peta", cookie=session)[0] == 401
    assert served.ask("GET", "/_stcore/stream", cookie=session, **UPGRADE)[0] == 403


def test_a_file_of_another_session_is_not_had_by_a_part_of_it(served):
    mine, theirs = signed_in(served), sign_in_as(served, "camat1")
    with page_of(served, theirs) as page:
        run_id = run_of(page)
        for method, path, more in (
            ("GET", "/media/" + "a" * 32 + ".pdf", {"Range": "bytes=0-0"}), ("HEAD", "/media/" + "a" * 32 + ".pdf", {}),
            ("GET", "/media/" + "a" * 32, {"Range": "bytes=0-," + ",".join("1-2" for _ in range(500))}),
            ("GET", "/media/" + "A" * 32 + ".pdf", {}), ("GET", "//media/" + "a" * 32, {}),
            ("DELETE", f"/_stcore/upload_file/{run_id}/a", {}), ("PUT", f"/_stcore/upload_file/{run_id}/a", {}),
            ("OPTIONS", f"/_stcore/upload_file/{run_id}/%2e%2e", {}),
        ):  # fmt: skip
            status = served.ask(method, path, cookie=mine, **more)[0]
            assert status in {400, 403, 404, 405}, (method, path)
