"""The connections of this server: how long one may say nothing, and how many there may be.

uvicorn waits for ever for a request that is begun and never ended, so that a few hundred of them would keep everybody out.
Each connection is put between the network and uvicorn here (:class:`Line`): it is closed when no request has come whole
in time, and when the house is full a line that asks for nothing makes room for a new one. The gate says when a request is
being answered, and whether for somebody it knows.

Streamlit starts uvicorn itself and takes no option for any of this. What both leave open is the moment of the start:
the ``lifespan`` of an application is begun before the loop listens, in that loop (:meth:`Lines.guard`).
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from starlette.types import Scope

from data.refusals import Allowance

try:
    import resource
except ImportError:  # Windows: no such limit there
    resource = None  # type: ignore[assignment]

STATE = "petasalur.sambungan"
"""Under this name a request's ``state`` holds its line."""
_LOG = logging.getLogger("petasalur.akun")
_TOLD_EVERY_S = 600.0
_PROXY = "FORWARDED_ALLOW_IPS"


@dataclass(frozen=True)
class Limits:
    """Of connections. An office behind one address: 30 people with five pages each have 150 websockets, and few more.

    Parameters
    ----------
    quiet_s
        Within so many seconds a request's headers are there, from the opening of a line or the end of the answer before.
    handshake_s
        So long TLS may take to agree.
    stalled_s
        So long a reader may take nothing of what is sent to it.
    per_address, in_all
        How many lines may be open.
    """

    quiet_s: float = 15.0
    handshake_s: float = 10.0
    stalled_s: float = 60.0
    per_address: int = 600
    in_all: int = 1200


class Lines:
    """All lines; asked on the one thread of the server's loop."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._open: dict[Line, None] = {}
        self._told_s = -_TOLD_EVERY_S
        self._closed = 0

    def __len__(self) -> int:
        return len(self._open)

    def guard(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let every server that ``loop`` begins from now on have its connections here."""
        listen = loop.create_server

        async def guarded(factory: Callable[[], asyncio.Protocol], *where: Any, **how: Any) -> asyncio.Server:
            slow = {"ssl_handshake_timeout": self.limits.handshake_s} if how.get("ssl") else {}
            return await listen(lambda: Line(factory(), self), *where, **{**slow, **how})

        loop.create_server = guarded  # type: ignore[method-assign, assignment]
        logging.getLogger("uvicorn.error").addFilter(_Seldom())
        open_more_files(2 * self.limits.in_all)

    def admit(self, line: Line) -> bool:
        """Take a new line in, if need be in the place of one that asks for nothing; return whether there was room."""
        own = [each for each in self._open if each.address == line.address]
        if not is_proxy(line.address) and len(own) >= self.limits.per_address and not self._make_room(own):
            return False
        if len(self._open) >= self.limits.in_all and not self._make_room([*self._open]):
            return False
        self._open[line] = None
        return True

    def leave(self, line: Line) -> None:
        """Forget a line that is closed."""
        self._open.pop(line, None)

    def _make_room(self, among: list[Line]) -> bool:
        """Close the oldest line on which nothing is asked, else the oldest of a stranger."""
        found = next((each for each in among if not each.is_asking), None)
        found = found or next((each for each in among if not each.is_known), None)
        if found:
            self.leave(found)
            found.drop()
        return found is not None

    def tell(self) -> None:
        """Say in the log that lines are being closed: now and then, and how many; an attack must not fill the log."""
        self._closed += 1
        if time.monotonic() - self._told_s >= _TOLD_EVERY_S:
            _LOG.warning("%d sambungan ditutup karena terlalu lambat atau terlalu banyak", self._closed)
            self._told_s, self._closed = time.monotonic(), 0


class Line(asyncio.Protocol):
    """One connection: hands on to uvicorn, and ends what takes too long."""

    def __init__(self, inner: asyncio.Protocol, lines: Lines) -> None:
        self._inner, self._lines = inner, lines
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._transport: asyncio.Transport
        self._is_refused = self._is_upgraded = self._has_said = False
        self.address = ""
        self.is_asking = self.is_known = False
        state = getattr(inner, "app_state", {})
        inner.app_state = {**state, STATE: self}  # type: ignore[attr-defined]

    # --- from the network -----------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless there are too many."""
        self._transport = cast("asyncio.Transport", transport)
        self.address = str((transport.get_extra_info("peername") or ("",))[0])
        if not self._lines.admit(self):
            self._is_refused = True
            self.end(503)
            return
        self._inner.connection_made(cast("asyncio.Transport", _Wire(self._transport, self)))
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Hand on what came."""
        if not self._is_refused and not self._transport.is_closing():
            self._has_said = True
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Hand on that nothing more comes."""
        return None if self._is_refused else self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._lines.leave(self)
        for timer in self._timers.values():
            timer.cancel()
        if not self._is_refused:
            self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for a reader that takes nothing, but not for ever."""
        self._after("stalled", self._lines.limits.stalled_s, self.drop)
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Go on."""
        self._cancel("stalled")
        self._inner.resume_writing()

    # --- from the gate --------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Say that a request has come whole and is being answered."""
        self.is_asking = True
        self._cancel("quiet")

    def finish(self) -> None:
        """Say that it has been answered."""
        self.is_asking = self.is_known = self._has_said = False
        self._wait()

    # --- from uvicorn ---------------------------------------------------------------------------------------

    def upgraded(self, inner: asyncio.Protocol) -> None:
        """Go on with a websocket; one whose handshake could not be read has not come as far as the gate by then."""
        self._inner, self._is_upgraded = inner, True
        asyncio.get_running_loop().call_soon(self._refuse_unless_asking)

    def closing(self) -> None:
        """Do not wait for ever until a reader has taken the last of it."""
        self._after("closing", self._lines.limits.stalled_s, self._transport.abort)

    # --- its own --------------------------------------------------------------------------------------------

    def end(self, status: int) -> None:
        """Answer with nothing but a status, and close."""
        text = f"HTTP/1.1 {status} {_REASONS[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        self._transport.write(text.encode())
        self._transport.close()
        self.closing()
        self._lines.tell()

    def drop(self) -> None:
        """Close at once."""
        self._transport.abort()
        self._lines.tell()

    def _refuse_unless_asking(self) -> None:
        if not self.is_asking and not self._transport.is_closing():
            self.end(431)

    def _wait(self) -> None:
        self._after("quiet", self._lines.limits.quiet_s, self._too_quiet)

    def _too_quiet(self) -> None:
        if self._transport.is_closing():
            return
        if self._has_said and not self._is_upgraded:
            self.end(408)
        else:
            self.drop()

    def _after(self, name: str, wait_s: float, act: Callable[[], None]) -> None:
        self._cancel(name)
        self._timers[name] = asyncio.get_running_loop().call_later(wait_s, act)

    def _cancel(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer:
            timer.cancel()


class _Seldom(logging.Filter):
    """Lets a warning of the web server into the log now and then: whoever sends rubbish makes one each time."""

    def __init__(self) -> None:
        super().__init__()
        self._allowed = Allowance(20, 60, all_free=100, all_every_s=10)

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is written; one that stands for more says for how many."""
        if record.levelno != logging.WARNING:
            return True
        count = self._allowed.count(str(record.msg))
        if count > 1:
            record.msg = f"{record.msg} ({count} kali)"
        return count > 0


_REASONS = {408: "Request Timeout", 431: "Request Header Fields Too Large", 503: "Service Unavailable"}


class _Wire:
    """The transport as uvicorn sees it: tells the line of a websocket, and of the end."""

    def __init__(self, transport: asyncio.Transport, line: Line) -> None:
        self._transport, self._line = transport, line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def set_protocol(self, protocol: asyncio.Protocol) -> None:
        self._line.upgraded(protocol)

    def close(self) -> None:
        self._transport.close()
        self._line.closing()


@contextmanager
def answering(scope: Scope) -> Iterator[None]:
    """Say to the line of a request that it is being answered."""
    line = _line_of(scope)
    if line is None:
        yield
        return
    line.begin()
    try:
        yield
    finally:
        line.finish()


def is_for_somebody_known(scope: Scope) -> None:
    """Say that a request is answered for somebody who may be here: their line makes no room for another."""
    line = _line_of(scope)
    if line is not None:
        line.is_known = True


def _line_of(scope: Scope) -> Line | None:
    found = scope.get("state", {}).get(STATE)
    return found if isinstance(found, Line) else None


def is_proxy(address: str) -> bool:
    """Return whether everybody's requests come from this address: it is that of a proxy somebody named."""
    return address in {each.strip() for each in os.environ.get(_PROXY, "").split(",")} - {""}


def open_more_files(count: int) -> None:
    """Let this process have ``count`` files and connections open, as far as the system lets it."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
