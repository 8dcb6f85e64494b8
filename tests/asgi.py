"""Asks an ASGI application for one page, without a network and without a client library."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlencode

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp


@dataclass
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes


class Client:
    """``Client(routes).get(path)``."""

    def __init__(self, routes: list[BaseRoute]) -> None:
        self.app = Starlette(routes=routes)

    def get(self, url: str) -> Answer:
        with ThreadPoolExecutor(1) as own:  # in this thread Playwright may have left a loop running
            return own.submit(asyncio.run, self._get(url)).result()

    async def _get(self, url: str) -> Answer:
        path, _, query = url.partition("?")
        sent: list[dict] = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "server": ("127.0.0.1", 80),
            "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(b"host", b"127.0.0.1")],
        }  # fmt: skip
        await self.app(scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        is_packed = headers.get("content-encoding") == "gzip"
        return Answer(sent[0]["status"], headers, gzip.decompress(body) if is_packed else body)


@dataclass
class Visitor:
    """A browser as far as a gate can tell: keeps cookies, sends forms, opens websockets."""

    app: ASGIApp
    host: str = "127.0.0.1:8501"
    scheme: str = "http"
    came_to: str = "127.0.0.1"
    comes_from: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)
    always: dict[str, str] = field(default_factory=dict)
    parts: int = 0

    def get(self, url: str, **headers: str) -> Answer:
        return self.ask("GET", url, headers={"accept": "text/html", **headers})

    def post(self, url: str, form: dict[str, str], **headers: str) -> Answer:
        return self.ask("POST", url, headers=headers, body=urlencode(form).encode())

    def ask(
        self, method: str, url: str, *, headers: dict[str, str] | None = None, body: bytes = b"", times: int = 1
    ) -> Answer:
        """Send a request whose body comes in ``times`` parts, each ``body``; ``parts`` counts those that were taken."""
        sent: list[dict] = []
        self.parts = 0

        async def receive():
            self.parts += 1
            return {"type": "http.request", "body": body, "more_body": self.parts < times}

        async def send(message):
            sent.append(message)

        scope = self._scope("http", self.scheme, url, headers or {}) | {"method": method, "http_version": "1.1"}
        alone(lambda: self.app(scope, receive, send))
        found = [(name.decode().lower(), value.decode("latin-1")) for name, value in sent[0]["headers"]]
        self.set_cookies = [value for name, value in found if name == "set-cookie"]
        for line in self.set_cookies:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], dict(found), content)

    def websocket(
        self,
        url: str,
        *,
        subprotocols: tuple[str, ...] = (),
        says: tuple[bytes, ...] = (),
        stays_s: float = 0.3,
        **headers: str,
    ) -> list[dict]:
        """Open a websocket, say something, stay until the server closes or for ``stays_s``; what the server sent."""
        sent: list[dict] = []

        async def talk():
            said = [{"type": "websocket.connect"}, *({"type": "websocket.receive", "bytes": each} for each in says)]

            async def receive():
                if said:
                    return said.pop(0)
                await asyncio.sleep(stays_s)
                return {"type": "websocket.disconnect", "code": 1000}

            async def send(message):
                sent.append(message)

            scope = self._scope("websocket", {"http": "ws", "https": "wss"}[self.scheme], url, headers)
            listed = ", ".join(subprotocols).encode()
            named = [(b"sec-websocket-protocol", listed)] if subprotocols else []
            scope |= {"subprotocols": list(subprotocols), "headers": [*scope["headers"], *named]}
            await self.app(scope, receive, send)

        alone(talk)
        return sent

    def _scope(self, kind: str, scheme: str, url: str, headers: dict[str, str]) -> dict:
        path, _, query = url.partition("?")
        given = {"host": self.host, "cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        given |= {**self.always, **headers}
        return {
            "type": kind, "scheme": scheme, "server": (self.came_to, 8501), "client": (self.comes_from, 50000),
            "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in given.items()],
        }  # fmt: skip


def alone(act: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run ``act`` in a loop of its own: in this thread Playwright may have left one running."""
    with ThreadPoolExecutor(1) as own:
        own.submit(asyncio.run, act()).result()
