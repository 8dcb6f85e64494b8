"""Connections on a real server, attacked: half a request for ever, bodies a byte at a time, far too many of them."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from contextlib import ExitStack, suppress

import pytest
from websockets.sync.client import ClientConnection

from bench.served import Server
from data.accounts import Accounts
from pages.parts.gate.body import FORM_S, BodyTooSlow, paced
from pages.parts.gate.lines import STATE, Limits, Line, Lines, answering, is_for_somebody_known
from tests.browser.test_unlock_tls import certificate
from tests.pages.test_gate_server import PASSWORD, UPGRADE, signed_in
from tests.pages.test_gate_websockets import page_of, run_of

SLOW, MOST_WAIT_S = 500, 120
FORM_HEAD = (
    "POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\nnama="
)
BEGUN = (
    b"", b"G", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", FORM_HEAD.encode(),
    b"GET /_stcore/stream HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n",
)  # fmt: skip
"""What somebody has sent, who then sends a letter now and then, or nothing."""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("kantor")
    Accounts(home).add("kasi1", PASSWORD, role="camat")
    server = Server(home)
    yield server
    server.stop()


def test_a_camat_works_while_five_hundred_hang_on_the_server(served):
    """One address for all of them, as behind one router. None of them hangs there for ever, however it dribbles."""
    with ExitStack() as opened:
        slow = [opened.enter_context(line_to(served)) for _ in range(SLOW)]
        for number, line in enumerate(slow):
            line.sendall(BEGUN[number % len(BEGUN)])
        session = signed_in(served)
        assert served.ask("GET", "/peta", cookie=session)[0] == 200
        with page_of(served, session) as page:
            assert run_of(page)
            closed = dribble_until_closed(slow, page)
            assert run_of(page), "it works on when all the others are gone"
    assert closed == SLOW
    assert served.troubles() == []
    assert "sambungan ditutup" in served.told()


def line_to(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


def dribble_until_closed(slow: list[socket.socket], page: ClientConnection) -> int:
    """Send a letter on each line every second, until the server has closed them; return how many it closed.

    ``page``: what comes on it meanwhile is taken, as a browser does.
    """
    left, until = list(slow), time.monotonic() + MOST_WAIT_S
    for line in left:
        line.setblocking(False)
    while left and time.monotonic() < until:
        left = [line for line in left if not is_closed(line)]
        with suppress(TimeoutError):
            while True:
                page.recv(timeout=1)
    return len(slow) - len(left)


def is_closed(line: socket.socket) -> bool:
    try:
        line.send(b"a")
        return line.recv(1000) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_more_than_there_is_room_for_push_each_other_out_and_nobody_who_works(served):
    """1.300 lines that say nothing, and one page that was open before."""
    session = signed_in(served)
    with ExitStack() as opened, page_of(served, session) as page:
        assert run_of(page)
        for _ in range(Limits().in_all + 100):
            opened.enter_context(line_to(served))
        assert served.ask("GET", "/peta", cookie=session)[0] == 200
        assert run_of(page)


@pytest.mark.parametrize(
    "headers",
    [{"Cookie": "a" * 20_000}, {"Cookie": "a" * 30_000}, {f"X-{number}": "a" * 400 for number in range(100)},
     {f"X-{number}": "a" for number in range(200)}, {"Sec-WebSocket-Protocol": "x" * 40_000}],
    ids=["20 KB", "30 KB", "many", "more than 128", "40 KB"],
)  # fmt: skip
def test_a_handshake_with_too_much_ahead_is_refused_at_once(served, headers):
    session = {"Cookie": signed_in(served)} if "Cookie" not in headers else {}
    for path, more in (("/_stcore/stream", UPGRADE), ("/peta", {})):
        lines_sent = {"Host": f"127.0.0.1:{served.port}", **session, **more, **headers}
        text = f"GET {path} HTTP/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in lines_sent.items()) + "\r\n"
        with line_to(served) as line:
            line.sendall(text.encode())
            answer = line.recv(1000)
        is_small = sum(len(value) for value in headers.values()) < 32_000
        allowed = {b"431", b"400", b"403"} | ({b"200", b"401"} if is_small and path == "/peta" else set())
        assert answer.split()[1] in allowed
    assert served.troubles() == []


# --- one line, without a server --------------------------------------------------------------------------------


class Inner(asyncio.Protocol):
    """In the place of uvicorn's: counts what comes to it."""

    def __init__(self) -> None:
        self.app_state: dict = {"own": 1}
        self.heard: list[str] = []

    def connection_made(self, transport):
        self.wire = transport
        self.heard.append("made")

    def data_received(self, data):
        self.heard.append(data.decode())

    def connection_lost(self, _exc):
        self.heard.append("lost")


class Wire:
    """In the place of a connection: what was written to it, and how it ended."""

    def __init__(self, address: str = "10.0.0.1") -> None:
        self.address, self.written, self.ended = address, b"", ""

    def get_extra_info(self, name):
        return (self.address, 5000) if name == "peername" else None

    def is_closing(self):
        return bool(self.ended)

    def write(self, data):
        self.written += data

    def close(self):
        self.ended = self.ended or "closed"

    def abort(self):
        self.ended = "dropped"

    def set_protocol(self, _protocol):
        raise AssertionError("the line stays the protocol of its connection")


def opened(house: Lines, address: str = "10.0.0.1") -> tuple[Line, Wire, Inner]:
    inner, wire = Inner(), Wire(address)
    line = Line(inner, house)
    line.connection_made(wire)
    return line, wire, inner


def scope_of(inner: Inner) -> dict:
    return {"type": "http", "state": inner.app_state.copy()}


async def until(is_so) -> None:
    for _ in range(2000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("never")


def test_who_begins_a_request_and_never_ends_it_reads_408():
    async def talk():
        _, wire, _ = line = opened(Lines(Limits(quiet_s=0.02)))
        line[0].data_received(b"GET / HT")
        await until(wire.is_closing)
        assert wire.written.startswith(b"HTTP/1.1 408 ")
        silent = opened(Lines(Limits(quiet_s=0.02)))[1]
        await until(silent.is_closing)
        assert silent.written == b""

    asyncio.run(talk())


def test_what_is_being_answered_may_take_its_time_and_the_next_request_may_not():
    async def talk():
        line, wire, inner = opened(Lines(Limits(quiet_s=0.02)))
        with answering(scope_of(inner)):
            line.data_received(b"GET")
            await asyncio.sleep(0.1)
            assert not wire.ended
        await until(wire.is_closing)

    asyncio.run(talk())


def test_a_reader_who_takes_nothing_is_left():
    async def talk():
        line, wire, inner = opened(Lines(Limits(stalled_s=0.02)))
        inner.pause_writing = inner.resume_writing = lambda: None
        line.pause_writing()
        line.resume_writing()
        await asyncio.sleep(0.06)
        assert not wire.ended
        line.pause_writing()
        await until(wire.is_closing)
        _, other, at_end = opened(Lines(Limits(stalled_s=0.02)))
        at_end.wire.close()  # uvicorn has sent its last; nobody takes it
        await until(lambda: other.ended == "dropped")

    asyncio.run(talk())


def test_a_full_house_makes_room_in_the_place_of_who_asks_nothing_then_of_strangers_never_of_who_is_known():
    async def talk():
        house = Lines(Limits(in_all=3, per_address=3))
        known, stranger, quiet = (opened(house) for _ in range(3))
        with answering(scope_of(known[2])), answering(scope_of(stranger[2])):
            is_for_somebody_known(scope_of(known[2]))
            second = opened(house)
            assert [each[1].ended for each in (known, stranger, quiet)] == ["", "", "dropped"]
            with answering(scope_of(second[2])):
                is_for_somebody_known(scope_of(second[2]))
                third = opened(house)
                assert stranger[1].ended == "dropped"
                with answering(scope_of(third[2])):
                    is_for_somebody_known(scope_of(third[2]))
                    refused = opened(house)
                    assert refused[1].written.startswith(b"HTTP/1.1 503 ")
                    assert refused[2].heard == []
                    refused[0].data_received(b"GET / HTTP/1.1\r\n\r\n")
                    refused[0].connection_lost(None)
                    assert refused[2].heard == []
        assert len(house) == 3

    asyncio.run(talk())


def test_one_address_cannot_take_every_place_unless_it_is_the_proxy_that_was_named(monkeypatch):
    async def talk():
        house = Lines(Limits(in_all=10, per_address=2))
        first = [opened(house) for _ in range(3)]
        assert [each[1].ended for each in first] == ["dropped", "", ""]
        opened(house, "10.0.0.2")
        assert len(house) == 3
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.3")
        for _ in range(5):
            assert not opened(house, "10.0.0.3")[1].ended
        first[1][0].connection_lost(None)
        assert len(house) == 7

    asyncio.run(talk())


def test_who_never_ends_the_handshake_of_tls_is_left(tmp_path):
    """Such a line has not come as far as a :class:`Line`: nobody has been told of it yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(tmp_path, "127.0.0.1"))

    async def talk():
        loop, house = asyncio.get_running_loop(), Lines(Limits(handshake_s=0.1))
        house.guard(loop)
        server = await loop.create_server(Inner, "127.0.0.1", 0, ssl=context)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"\x16\x03\x01")  # the first bytes of a hello
        assert await asyncio.wait_for(reader.read(), MOST_WAIT_S) == b""
        assert len(house) == 0
        writer.close()
        server.close()

    asyncio.run(talk())


def test_the_state_of_a_request_keeps_what_else_is_in_it():
    async def talk():
        line, _, inner = opened(Lines())
        assert inner.app_state == {"own": 1, STATE: line}

    asyncio.run(talk())


def test_rubbish_fills_no_log(served):
    """Each is a line of the web server's own: the twentieth is the last for a while, and nothing of it is repeated."""
    for _ in range(200):
        with line_to(served) as line:
            line.sendall(b"6311024107850001 is no request\r\n\r\n")
            line.recv(100)
    assert served.told().count("Invalid HTTP request") <= 22
    assert "6311024107850001" not in served.told()


# --- a body, without a server ---------------------------------------------------------------------------------


def read_all(pieces: list[tuple[float, bytes]], **pace: float) -> bytes:
    """Read a body whose pieces come after so many seconds each."""

    async def receive():
        if not pieces:
            return {"type": "http.disconnect"}
        wait_s, body = pieces.pop(0)
        await asyncio.sleep(wait_s)
        return {"type": "http.request", "body": body, "more_body": bool(pieces)}

    async def read():
        asked, body, more = paced(receive, **pace), b"", True
        while more:
            message = await asked()
            body, more = body + message["body"], message["more_body"]
        await asyncio.sleep(0.05)  # what is done with it has no pace
        assert (await asked())["type"] == "http.disconnect"
        return body

    return asyncio.run(read())


def test_a_body_that_comes_a_byte_at_a_time_is_given_up():
    assert read_all([(0, b"a"), (0, b"b")], grace_s=0.04) == b"ab"
    with pytest.raises(BodyTooSlow):
        read_all([(0.01, b"a")] * 100, grace_s=0.04, least_bytes_s=0)


def test_a_body_that_keeps_its_pace_may_take_long_and_one_that_was_fast_at_first_may_not_be_silent_later():
    assert len(read_all([(0.01, b"a" * 1000)] * 30, grace_s=0.1, least_bytes_s=1000)) == 30_000
    with pytest.raises(BodyTooSlow):
        read_all([(0, b"a" * 100_000), (30, b"b")], grace_s=0.05, least_bytes_s=1000)


def test_a_form_that_comes_too_slowly_is_told_so(served):
    with line_to(served) as line:
        line.settimeout(FORM_S + 60)
        line.sendall(FORM_HEAD.encode())
        answer = line.recv(2000) + line.recv(2000)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"terlalu lambat" in answer
