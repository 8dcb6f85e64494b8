"""The middleware that lets requests through, or does not.

Closed as soon as there is an account, or the server can be reached from elsewhere; on a desk of one person, with
neither, it stands open. It sees every request before Streamlit does: pages, websocket, uploads, media, scripts.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Set as AbstractSet
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from data.accounts import Accounts
from data.errors import FileNotYours
from data.messages import sentence
from pages.parts.gate import lines, notes
from pages.parts.gate.body import (
    FORM_S,
    UPLOADS,
    BodyTooLarge,
    BodyTooSlow,
    counted,
    has_too_much_ahead,
    is_stated_too_large,
    limit_mb,
    paced,
)
from pages.parts.gate.headers import host_of, is_loopback, is_our_name, with_headers
from pages.parts.gate.sessions import Session, Sessions, cookie_name
from pages.parts.gate.signin import PAGES, SIGN_IN, SignIn, address_of, is_same_origin, without_account
from pages.parts.gate.stream import MEDIA, TICK_S, Page, of_pages, of_session, telling
from pages.parts.gate.unlock import KeyLock
from pages.parts.gate.uploads import CROWDED, Uploads

HEALTH = "/_stcore/health"
MOST_PAGES = 60
"""Pages that one account may have open at once, in whatever browsers: each takes memory of the server."""
FORWARDED = frozenset({b"x-forwarded-for", b"x-forwarded-proto"})
"""By these uvicorn replaces where a request came from and whether under TLS, before anything of ours sees it."""


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
        tick_s: float = TICK_S,
        own: SignIn | None = None,
        lock: KeyLock | None = None,
        takes_forwarded: bool = True,
        uploads: Uploads | None = None,
        open_lines: lines.Lines | None = None,
    ) -> None:
        self._app, self._accounts, self._sessions, self._tick_s = app, accounts, sessions, tick_s
        self._own = own or SignIn(accounts, sessions)
        self._lock = lock or KeyLock()
        self._takes_forwarded = takes_forwarded
        self._uploads = uploads or Uploads()
        self._lines = open_lines or lines.Lines()
        self._pages: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:  # the start of the server
            self._lines.guard(asyncio.get_running_loop())
            await self._app(scope, receive, send)
            return
        with lines.answering(scope):
            await self._request(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = host_of(scope)
        if host is None or not is_our_name(host, _names()):
            await _refuse(scope, receive, send, 421, "Nama ini bukan nama server Petasalur.")
            return
        send = with_headers(send, host, scope["scheme"])
        if has_too_much_ahead(scope):
            await _refuse(scope, receive, send, 431, "Kepala permintaan ini terlalu besar.")
            return
        if not self._takes_forwarded and any(name in FORWARDED for name, _ in scope["headers"]):
            await _refuse(scope, receive, send, 400, "Server ini tidak mengenal proksi.")
            return
        if scope["type"] == "http":
            await self._of_a_size(scope, receive, send)
        elif is_same_origin(HTTPConnection(scope)):
            await self._let_through(scope, of_pages(receive), send)
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
        except (BodyTooLarge, BodyTooSlow) as error:
            if started.has_begun:
                raise
            await _answer(scope, receive, send, _too_large() if isinstance(error, BodyTooLarge) else _too_slow())

    async def _let_through(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == HEALTH and scope["type"] == "http":
            await self._app(scope, receive, send)
        elif self._lock.is_shut():
            shut = await self._lock.answer(_form_of(scope, receive)) if scope["type"] == "http" else Response()
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
            await _answer(scope, receive, send, await self._own.answer(_form_of(scope, receive), token, session))
        elif session is None:
            await _answer(scope, receive, send, _turned_away(scope))
        elif not _may_have(scope["path"], session):
            error = FileNotYours(kind="unduhan" if scope["path"].startswith(MEDIA) else "unggahan")
            notes.refused(self._accounts.all()[session.username].actor(), error, origin=address_of(Request(scope)))
            await _refuse(scope, receive, send, 403, sentence(error))
        else:
            self._sessions.touch(session)
            await self._within_room(scope, receive, send, self._sessions.runs_of(session.username))

    async def _within_room(self, scope: Scope, receive: Receive, send: Send, runs: AbstractSet[str] | None) -> None:
        """Carry a request on; an upload only where there is room for one more."""
        lines.is_for_somebody_known(scope)
        given = self._uploads.begin(scope, runs)
        if given is None:
            await _answer(scope, receive, send, _too_large(CROWDED))
            return
        try:
            await self._app(scope, paced(receive) if scope["type"] == "http" else receive, send)
        finally:
            self._uploads.end(scope, given)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send, token: str, session: Session | None) -> None:
        """Carry a page's websocket as long as its session runs; without one the handshake is refused (403)."""
        if session is None:
            await _refuse(scope, receive, send, 403, "")
            return
        if self._pages[session.username] >= MOST_PAGES:
            await _refuse(scope, receive, send, 403, "")
            return
        lines.is_for_somebody_known(scope)
        page = Page(self._sessions, session, token, receive, send, self._tick_s)
        self._pages[session.username] += 1
        try:
            await self._app(telling(of_session(scope, session), token), page.receive, page.send)
        finally:
            self._pages[session.username] -= 1


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


def _too_slow() -> Response:
    told = "Kiriman ini datang terlalu lambat; periksa jaringan, lalu kirim lagi."
    return PlainTextResponse(told, status_code=408, headers={"connection": "close", "cache-control": "no-store"})


def _form_of(scope: Scope, receive: Receive) -> Request:
    """Return the request for one of the gate's own pages: who sends a form may be anybody."""
    return Request(scope, paced(receive, grace_s=FORM_S, least_bytes_s=0))


def token_of(scope: Scope) -> str:
    """Return the token that a request brings: under TLS only that of the cookie bound to it."""
    jar: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        jar.load(Headers(scope=scope).get("cookie", ""))
    name = cookie_name(scope["scheme"])
    return jar[name].value if name in jar else ""


def _names() -> list[str]:
    address = config.get_option("server.address")
    return [*config.get_option("server.allowedHosts"), *([address] if address else [])]


def _may_have(path: str, session: Session) -> bool:
    """Return whether a file was shown to this session, or an upload is for a page of it."""
    if path.startswith(MEDIA):
        return path.removeprefix(MEDIA).partition(".")[0] in session.media
    upload = UPLOADS.fullmatch(path)
    return upload is None or upload["run"] in session.runs


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
