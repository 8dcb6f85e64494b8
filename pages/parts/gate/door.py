"""The middleware that lets requests through, or does not.

Closed as soon as there is an account, or the server can be reached from elsewhere; on a desk of one person, with
neither, it stands open. It sees every request before Streamlit does: pages, websocket, uploads, media, scripts.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from google.protobuf.message import DecodeError
from google.protobuf.message import Message as Protobuf
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from data.accounts import Accounts
from pages.parts.gate.body import UPLOADS, BodyTooLarge, counted, is_stated_too_large, limit_mb
from pages.parts.gate.headers import host_of, is_loopback, is_our_name, with_headers
from pages.parts.gate.sessions import TOLD, Session, Sessions, cookie_name
from pages.parts.gate.signin import PAGES, SIGN_IN, SignIn, is_same_origin, without_account
from pages.parts.gate.unlock import KeyLock
from pages.parts.gate.uploads import CROWDED, Uploads

HEALTH = "/_stcore/health"
FORWARDED = frozenset({b"x-forwarded-for", b"x-forwarded-proto"})
"""By these uvicorn replaces where a request came from and whether under TLS, before anything of ours sees it."""
MEDIA = "/media/"
_MEDIA_SENT = re.compile(r"/media/([0-9a-f]{32})(\.\w+)?")
"""A file's name is a hash of its content, kind and name, 32 letters; its ending follows."""
_ADDRESSES = frozenset({"url", "src"})
"""Where Streamlit's messages say from where a page takes a file; every other text may be what somebody typed."""
_TICK_S = 2.0
"""How soon an open page notices that its session has ended."""
ENDED = 4401
"""Why its websocket closes then."""


class Gate:
    """``Middleware(Gate, accounts=…, sessions=…)``.

    ``takes_forwarded``: whether a request may say for whom it is forwarded; the web server decides whom it believes.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        accounts: Accounts,
        sessions: Sessions,
        tick_s: float = _TICK_S,
        own: SignIn | None = None,
        lock: KeyLock | None = None,
        takes_forwarded: bool = True,
        uploads: Uploads | None = None,
    ) -> None:
        self._app, self._accounts, self._sessions, self._tick_s = app, accounts, sessions, tick_s
        self._own = own or SignIn(accounts, sessions)
        self._lock = lock or KeyLock()
        self._takes_forwarded = takes_forwarded
        self._uploads = uploads or Uploads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        host = host_of(scope)
        if host is None or not is_our_name(host, _names()):
            await _refuse(scope, receive, send, 421, "Nama ini bukan nama server Petasalur.")
            return
        send = with_headers(send, host)
        if not self._takes_forwarded and any(name in FORWARDED for name, _ in scope["headers"]):
            await _refuse(scope, receive, send, 400, "Server ini tidak mengenal proksi.")
            return
        if scope["type"] == "http":
            await self._of_a_size(scope, receive, send)
        elif is_same_origin(HTTPConnection(scope)):
            await self._let_through(scope, _of_bytes(receive), send)
        else:
            await _refuse(scope, receive, send, 403, "")

    async def _of_a_size(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry a request on whose body is no larger than it may be; the rest of a larger one is not read."""
        if is_stated_too_large(scope):
            await _answer(scope, receive, send, _too_large())
            return
        started = _Started(send)
        try:
            await self._let_through(scope, counted(scope, receive), started)
        except BodyTooLarge:
            if started.has_begun:
                raise
            await _answer(scope, receive, send, _too_large())

    async def _let_through(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == HEALTH and scope["type"] == "http":
            await self._app(scope, receive, send)
        elif self._lock.is_shut():
            shut = await self._lock.answer(Request(scope, receive)) if scope["type"] == "http" else Response()
            await _answer(scope, receive, send, shut)
        elif not self.is_closed(scope):
            await self._on_the_desk(scope, receive, send)
        elif not self._accounts.exist():
            await _answer(scope, receive, send, without_account())
        else:
            await self._with_accounts(scope, receive, send)

    def is_closed(self, scope: Scope) -> bool:
        """Return whether a session is needed: there is an account, or more than this machine reaches the server."""
        came_to = (scope.get("server") or ("", 0))[0]
        is_forwarded = any(name in {b"x-forwarded-for", b"forwarded"} for name, _ in scope["headers"])
        is_desk = is_loopback(config.get_option("server.address")) and is_loopback(came_to) and not is_forwarded
        return self._accounts.exist() or not is_desk

    async def _on_the_desk(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] in PAGES and scope["type"] == "http":
            await RedirectResponse("/", status_code=303)(scope, receive, send)
        else:
            await self._within_room(scope, receive, send, None)

    async def _with_accounts(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = token_of(scope)
        session = self._sessions.find(token)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send, token, session)
        elif scope["path"] in PAGES:
            await _answer(scope, receive, send, await self._own.answer(Request(scope, receive), token, session))
        elif session is None:
            await _answer(scope, receive, send, _turned_away(scope))
        elif not _may_have(scope["path"], session):
            await _refuse(scope, receive, send, 403, "Berkas ini milik sesi lain.")
        else:
            self._sessions.touch(session)
            await self._within_room(scope, receive, send, self._sessions.runs_of(session.username))

    async def _within_room(self, scope: Scope, receive: Receive, send: Send, runs: AbstractSet[str] | None) -> None:
        """Carry a request on; an upload only where there is room for one more."""
        given = self._uploads.begin(scope, runs)
        if given is None:
            await _answer(scope, receive, send, _too_large(CROWDED))
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._uploads.end(scope, given)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send, token: str, session: Session | None) -> None:
        """Carry a page's websocket as long as its session runs; without one the handshake is refused (403)."""
        if session is None:
            await _refuse(scope, receive, send, 403, "")
            return
        line = _Line(self._sessions, session, token, receive, send, self._tick_s)
        await self._app(_telling(_of_session(scope, session), token), line.receive, line.send)


def _of_bytes(receive: Receive) -> Receive:
    """Return ``receive`` of a websocket that ends at a text: Streamlit's pages send none, and it fails over one."""

    async def receiving() -> Message:
        message = await receive()
        is_text = message["type"] == "websocket.receive" and message.get("bytes") is None
        return {"type": "websocket.disconnect", "code": 1003} if is_text else message

    return receiving


class _Started:
    """Sends on, and knows whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send, self.has_begun = send, False

    async def __call__(self, message: Message) -> None:
        self.has_begun = True
        await self._send(message)


def _too_large(text: str = "") -> Response:
    told = text or f"Yang dikirim terlalu besar; berkas paling besar {limit_mb()} MB."
    return PlainTextResponse(told, status_code=413, headers={"connection": "close", "cache-control": "no-store"})


class _Line:
    """One websocket of a session: cut as soon as the session ends."""

    def __init__(
        self, sessions: Sessions, session: Session, token: str, receive: Receive, send: Send, tick_s: float
    ) -> None:
        self._sessions, self._session, self._token, self._tick_s = sessions, session, token, tick_s
        self._receive, self._send = receive, send
        self._is_open = self._is_cut = False

    async def receive(self) -> Message:
        waiting = asyncio.ensure_future(self._receive())
        try:
            done: set[asyncio.Future[Message]] = set()
            while not done and self._lives():
                done, _ = await asyncio.wait({waiting}, timeout=self._tick_s)
            if done and self._lives():
                message = waiting.result()
                if message["type"] == "websocket.receive":
                    self._sessions.touch(self._session)
                return message
        finally:
            waiting.cancel()
        await self._cut()
        return {"type": "websocket.disconnect", "code": ENDED}

    async def send(self, message: Message) -> None:
        if self._is_cut:
            return
        self._is_open = self._is_open or message["type"] == "websocket.accept"
        if message["type"] == "websocket.send" and message.get("bytes"):
            _remember(self._session, message["bytes"])
        await self._send(message)

    def _lives(self) -> bool:
        return self._sessions.find(self._token) is not None

    async def _cut(self) -> None:
        """Send the page to the sign-in: nobody's data stays on a screen that was left."""
        if self._is_cut:
            return
        self._is_cut = True
        with suppress(RuntimeError, OSError):  # it may be gone already
            if self._is_open:
                await self._send({"type": "websocket.send", "bytes": TO_SIGN_IN})
            await self._send({"type": "websocket.close", "code": ENDED, "reason": "sesi berakhir"})


def token_of(scope: Scope) -> str:
    """Return the token that a request brings: under TLS only that of the cookie bound to it."""
    jar: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        jar.load(Headers(scope=scope).get("cookie", ""))
    name = cookie_name(scope["scheme"])
    return jar[name].value if name in jar else ""


def _to_sign_in() -> bytes:
    """Return the message at which Streamlit's page goes to the sign-in."""
    message = ForwardMsg()
    message.auth_redirect.url = SIGN_IN
    return message.SerializeToString()


TO_SIGN_IN = _to_sign_in()


def _names() -> list[str]:
    address = config.get_option("server.address")
    return [*config.get_option("server.allowedHosts"), *([address] if address else [])]


def _may_have(path: str, session: Session) -> bool:
    """Return whether a file was shown to this session, or an upload is for a page of it."""
    if path.startswith(MEDIA):
        return path.removeprefix(MEDIA).partition(".")[0] in session.media
    upload = UPLOADS.fullmatch(path)
    return upload is None or upload["run"] in session.runs


def _remember(session: Session, sent: bytes) -> None:
    """Note which files and which run of the program a message gives to its reader."""
    if session.runs and len(sent) > _FIRST_MESSAGE_BYTES and MEDIA.encode() not in sent:
        return
    message = ForwardMsg()
    with suppress(DecodeError):
        message.ParseFromString(sent)
        session.media.update(_files_of(message) if MEDIA.encode() in sent else ())
        if message.WhichOneof("type") == "new_session":
            session.runs.add(message.new_session.initialize.session_id)


_FIRST_MESSAGE_BYTES = 100_000
"""The message that names a run is far smaller; larger ones without a file need not be unpacked."""


def _files_of(message: Protobuf) -> Iterator[str]:
    """Yield the names of the files that a message tells its page to take."""
    for field, value in message.ListFields():
        if field.message_type is not None:
            for each in [value] if isinstance(value, Protobuf) else value:
                if isinstance(each, Protobuf):  # of a map: its keys
                    yield from _files_of(each)
        elif field.name in _ADDRESSES and isinstance(value, str):
            found = _MEDIA_SENT.fullmatch(value)
            if found:
                yield found[1]


def _of_session(scope: Scope, session: Session) -> Scope:
    """Return ``scope`` without the wish to go on with a run that is not of this session.

    Streamlit's page names, after a break, the run it wants back as the third of its subprotocols.
    """
    asked = scope.get("subprotocols", [])
    if len(asked) < 3 or asked[2] in session.runs:  # noqa: PLR2004
        return scope
    kept = asked[:2]
    headers = [(name, value) for name, value in scope["headers"] if name != b"sec-websocket-protocol"]
    return {
        **scope,
        "subprotocols": kept,
        "headers": [*headers, (b"sec-websocket-protocol", ", ".join(kept).encode("latin-1"))],
    }


def _telling(scope: Scope, token: str) -> Scope:
    """Return ``scope`` with the token that was let in, and with no other that a page run could take for it."""
    headers = [(name, value) for name, value in scope["headers"] if name != TOLD.encode()]
    return {**scope, "headers": [*headers, (TOLD.encode(), token.encode("latin-1"))]}


def _turned_away(scope: Scope) -> Response:
    headers = Headers(scope=scope)
    is_page = scope["method"] in {"GET", "HEAD"} and "text/html" in headers.get("accept", "")
    if not is_page:
        return PlainTextResponse("Masuk dahulu.", status_code=401, headers={"cache-control": "no-store"})
    wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
    to = SIGN_IN if wanted == "/" else f"{SIGN_IN}?ke={quote(wanted, safe='')}"
    return RedirectResponse(to, status_code=303, headers={"cache-control": "no-store"})


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, text: str) -> None:
    await _answer(scope, receive, send, PlainTextResponse(text, status_code=status))


async def _answer(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    """Answer a request here; a websocket is closed before it is opened, which browsers see as 403."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
    else:
        await response(scope, receive, send)
