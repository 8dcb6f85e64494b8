"""Asks an ASGI application for one page, without a network and without a client library."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.routing import BaseRoute


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
