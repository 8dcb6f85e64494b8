"""Websockets on a real server, attacked: on odd paths, with tricks in their handshake, many at once, far too large."""

from __future__ import annotations

import re
import select
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from unittest.mock import MagicMock

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bench.served import Server
from data.accounts import Accounts
from pages.parts import server as ours
from pages.parts.gate import stream
from tests.pages.test_gate_server import PASSWORD, UPGRADE, memory_mb, signed_in

STREAM = "/_stcore/stream"
ODD = (
    "/", "//", "//_stcore/stream", "/_stcore//stream", "/_stcore/stream/", "/_stcore/stream/.", "/_stcore/stream.",
    "/_stcore/./stream", "/x/../_stcore/stream", "/x/..%2f_stcore/stream", "/%5fstcore/stream", "/_stcore%2fstream",
    "/_stcore/%73tream", "/_stcore/stream%00", "/_stcore/stream%20", "/_STCORE/STREAM", "/_stcore\\stream",
    "/peta/_stcore/stream", "/masuk/_stcore/stream", "/masuk", "/buka", "/keluar", "/akun", "/_stcore/health",
    "/_stcore/health/../stream", "/_stcore/stream?session=x", "/_stcore/stream;x", "/media/" + "0" * 32 + ".png",
    "/component/streamlit_folium.st_folium/index.html", "/component/../_stcore/stream", "/%c0%ae%c0%ae/_stcore/stream",
    "/" + "a" * 8_000, "/%E2%80%AE", "/_stcore/upload_file/s/f", "/oauth2callback", "http://127.0.0.1/_stcore/stream",
)  # fmt: skip
SAME_PAGE = {"/_stcore/stream?session=x", "/%5fstcore/stream", "/_stcore/%73tream", "/_stcore%2fstream"}
"""Other ways to write the one address that has a websocket."""
MANY, WAIT_S = 200, 30
NIK = "6311024107850001"  # invented


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("kantor")
    for name in ("kasi1", "camat1"):
        Accounts(home).add(name, PASSWORD, role=name[:-1])
    server = Server(home)
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _is_well(served) -> Iterator[None]:
    """After each attack the server answers, and its log tells of nothing that broke."""
    yield
    assert served.ask("GET", "/_stcore/health")[0] == 200
    assert served.troubles() == []


def every_path() -> list[str]:
    """Every path of the program, Streamlit's and ours, with something in the place of its parameters."""
    routes = [*create_streamlit_routes(MagicMock()), *ours.routes()]
    return sorted({re.sub(r"\{[^}]*\}", "1", route.path) or "/" for route in routes} | set(ODD))


def handshake(server: Server, path: str, **headers: str) -> int:
    """Ask for a websocket exactly under ``path``; return the status of the answer, 0 for none within ``WAIT_S``."""
    given = {"Host": f"127.0.0.1:{server.port}", **UPGRADE, **headers}
    text = f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in given.items()) + "\r\n"
    answer = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=WAIT_S) as line, suppress(TimeoutError):
        line.sendall(text.encode("latin-1"))
        answer = line.recv(100)
    return int(answer.split()[1]) if answer else 0


def test_no_path_has_a_websocket_without_a_session(served):
    paths = every_path()
    assert len(paths) > 45
    assert STREAM in paths
    assert {path: status for path in paths if (status := handshake(served, path)) not in {400, 403}} == {}


def test_with_a_session_one_path_has_one(served):
    session = signed_in(served)
    opened = {path for path in every_path() if handshake(served, path, Cookie=session) == 101}
    assert opened == {STREAM} | SAME_PAGE


@pytest.mark.parametrize(
    "origin", ["http://evil.invalid", "https://127.0.0.1.evil.invalid", "http://evil.invalid@127.0.0.1", "null", "file://",
               "http://127.0.0.1.", "http://[::1", "javascript:alert(1)"],
)  # fmt: skip
def test_a_page_of_somebody_else_opens_none_even_with_the_cookie(served, origin):
    assert handshake(served, STREAM, Cookie=signed_in(served), Origin=origin) == 403


@pytest.mark.parametrize(
    "cookie",
    ["petasalur_sesi=", "petasalur_sesi=x; petasalur_sesi=y", "__Host-petasalur=x", "=;=;", "petasalur_sesi=\xff\xfe",
     "a" * 30_000],
)  # fmt: skip
def test_a_cookie_that_is_none_opens_none(served, cookie):
    assert handshake(served, STREAM, Cookie=cookie) in {400, 403, 431}


@pytest.mark.parametrize(
    "asked",
    ["streamlit, x, RUN", "streamlit,,RUN", "RUN", "streamlit, RUN, RUN, RUN", "x\ty, RUN",
     "streamlit, " + "x" * 20_000 + ", RUN"],
)  # fmt: skip
def test_no_subprotocol_leads_into_a_run_of_somebody_else(served, asked):
    with page_of(served, signed_in(served)) as owner:
        run = run_of(owner)
        assert handshake(served, STREAM, **{"Sec-WebSocket-Protocol": asked.replace("RUN", run)}) in {400, 403, 431}
        other = sign_in_as(served, "camat1")
        named = [part for part in re.split(r"[,\s]+", asked.replace("RUN", run)) if part and len(part) < 1_000]
        with page_of(served, other, named) as stranger:
            assert run_of(stranger) != run


def sign_in_as(server: Server, name: str) -> str:
    return signed_in(_Named(server, name))


class _Named:
    """The same server, whose form is filled in with another name."""

    def __init__(self, server: Server, name: str) -> None:
        self._server, self._name = server, name

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], bytes]:
        return self._server.ask(method, path, body.replace("nama=kasi1", f"nama={self._name}"), **headers)


def page_of(server: Server, session: str, subprotocols: list[str] | None = None) -> ClientConnection:
    return connect(
        f"ws://127.0.0.1:{server.port}{STREAM}", additional_headers={"Cookie": session}, origin=None, max_size=None,
        subprotocols=subprotocols or ["streamlit"],
    )  # fmt: skip


def run_of(page: ClientConnection) -> str:
    asked, first = BackMsg(), ForwardMsg()
    asked.rerun_script.query_string = ""
    page.send(asked.SerializeToString())
    while first.WhichOneof("type") != "new_session":
        first.ParseFromString(page.recv(timeout=60))
    return first.new_session.initialize.session_id


# --- large, and many -----------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of the server is read from /proc")
@pytest.mark.parametrize("size_mb", [17, 300])
def test_a_frame_that_is_far_too_large_ends_its_page_only(served, size_mb):
    session = signed_in(served)
    before_mb = memory_mb(served, "VmRSS")
    with page_of(served, session) as other, page_of(served, session) as page:
        with pytest.raises(ConnectionClosed):
            send_large(page, size_mb)
        assert run_of(other)
    print(f"memory before {before_mb:.0f} MB, peak {memory_mb(served, 'VmHWM'):.0f} MB")
    assert memory_mb(served, "VmHWM") - before_mb < 150


def send_large(page: ClientConnection, size_mb: int) -> None:
    """Send a frame, and wait for what comes of it."""
    for _ in range(2):
        page.send(b"\xff" * (size_mb * 2**20))
        page.recv(timeout=60)


@pytest.mark.parametrize("frame", [b"\xff" * 1000, b"", "teks", "\u202e", NIK, NIK.encode(), b"\x00", b"\x0a\xff"])
def test_a_frame_that_says_nothing_ends_its_page_only_and_the_log_says_nothing_of_it(served, frame):
    session = signed_in(served)
    with page_of(served, session) as other:
        with page_of(served, session) as page:
            page.send(frame)
            with pytest.raises(ConnectionClosed, match="1002"):
                read_on(page)
        assert run_of(other)
    assert "deserializing" not in served.told()
    assert NIK not in served.told()


def read_on(page: ClientConnection) -> None:
    while True:
        page.recv(timeout=60)


def no_page_says() -> dict[str, BackMsg]:
    """What Streamlit does for whoever asks, and no page of ours; and texts that it would log."""
    found = {
        name: BackMsg(**{name: True})
        for name in ("clear_cache", "set_run_on_save", "load_git_info", "debug_disconnect_websocket",
                     "debug_shutdown_runtime")
    }  # fmt: skip
    found["nothing"] = BackMsg.FromString(b"\xf8\x07\x01")  # a field that nobody knows
    found["install"], found["fragment"], found["script"], found["files"] = (BackMsg() for _ in range(4))
    found["install"].backend_operation_request.install_skills.SetInParent()
    found["fragment"].rerun_script.fragment_id = f"x\nERROR: {NIK}"
    found["script"].rerun_script.page_script_hash = f"../../etc/passwd {NIK}"
    found["files"].file_urls_request.file_names.extend([NIK] * 50_000)
    return found


@pytest.mark.parametrize("name", no_page_says())
def test_what_no_page_says_is_passed_over_and_the_page_works_on(served, name):
    with page_of(served, signed_in(served)) as page:
        assert run_of(page)
        page.send(no_page_says()[name].SerializeToString())
        assert run_of(page)
    told = served.told()
    assert [
        word for word in ("debug", "No handler", "disconnect websocket", "shut down runtime", NIK) if word in told
    ] == []


def test_a_page_of_ours_says_only_what_is_let_in():
    """The list is of Streamlit's own words: a new one is looked at before it is let in."""
    known = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    assert known - stream.PAGES_SAY == no_page_says().keys() - {"nothing", "install", "fragment", "script", "files"}


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of the server is read from /proc")
def test_two_hundred_at_once_without_a_cookie_are_all_refused(served):
    session = signed_in(served)
    before_mb = memory_mb(served, "VmRSS")
    head = "".join(f"{name}: {value}\r\n" for name, value in UPGRADE.items())
    asked = f"GET {STREAM} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n{head}\r\n".encode()
    with ExitStack() as lines:
        opened = [lines.enter_context(socket.create_connection(("127.0.0.1", served.port), 30)) for _ in range(MANY)]
        for line in opened:
            line.sendall(asked)
        with page_of(served, session) as page:
            assert run_of(page), "whoever is signed in works on"
        answers = [line.recv(100).split()[1] for line in opened if select.select([line], [], [], 30)[0]]
    assert answers == [b"403"] * MANY
    assert memory_mb(served, "VmRSS") - before_mb < 100
