"""What the app serves besides the screens: scripts and styles of the maps, their geometry, the office's tiles.

No personal data passes here; the gate stands before these routes as before Streamlit's own.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections import OrderedDict
from threading import Lock

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.engine import is_surely
from data.tiles import GZIP_MAGIC, tiles_of_version
from geo.errors import PetasalurError
from geo.maps.assets import ASSETS, SCRIPT, URL_PREFIX, url_of
from pages.parts import filters, gate
from pages.parts.gate.door import Gate
from pages.parts.gate.headers import is_loopback
from pages.parts.gate.unlock import KeyLock

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
KEPT_BYTES = 64_000_000
"""Geometry kept in memory; the oldest goes first. A page that is opened anew puts its own back."""


def routes() -> list[Route]:
    """Return the routes for ``st.App(routes=…)``."""
    return [
        Route("/ringkasan", to_first_page),
        Route("/assets/geometri/{name}.js", serve_published),
        Route("/assets/{name:path}", serve_asset),
        Route("/tiles/{version}/{z:int}/{x:int}/{y:int}", serve_tile),
    ]


def middleware() -> list[Middleware]:
    """Return the gate for ``st.App(middleware=…)``: it stands before everything else."""
    lock = KeyLock(filters.first_database)
    return [
        Middleware(Gate, accounts=gate.ACCOUNTS, sessions=gate.SESSIONS, lock=lock, takes_forwarded=knows_proxies())
    ]


def knows_proxies() -> bool:
    """Return whether somebody has said which proxies the web server believes, be it none, as ``run.py`` does.

    Left to itself uvicorn believes every process of this machine. Where Streamlit was started by hand, without
    ``run.py``, it is too late to tell it otherwise, and the gate refuses what would be believed.
    """
    return "FORWARDED_ALLOW_IPS" in os.environ


NO_ACCOUNT = (
    "Petasalur tidak dijalankan di {address} karena belum ada akun, sehingga siapa pun di jaringan dapat melihat data; buat "
    "akun dahulu dengan: python -m data account add NAMA --role kasi --home {home}"
)


def refuse_without_accounts() -> None:
    """End the program when others could reach it and nobody could sign in."""
    address = config.get_option("server.address")
    if not is_loopback(address) and not gate.ACCOUNTS.exist():
        sys.exit(NO_ACCOUNT.format(address=address or "semua alamat", home=gate.ACCOUNTS.path.parent))


PLAIN = (
    "Perhatian: basis data {file} belum disandikan, padahal server ini melayani orang lain; isi cakram yang hilang atau "
    "dicuri dapat dibaca siapa pun. Tutup Petasalur, lalu ketik: python -m data encrypt --db {path}"
)


def say_if_plain() -> None:
    """Say at the start, to whoever starts it, that a database which several people use lies open on the disk."""
    path = filters.first_database()
    serves_others = gate.ACCOUNTS.exist() or not is_loopback(config.get_option("server.address"))
    if serves_others and path != filters.DEMO_DB and is_surely(path, encrypted=False):
        print(PLAIN.format(file=path.name, path=path), file=sys.stderr, flush=True)


def to_first_page(_request: Request) -> Response:
    """Send "/ringkasan" to the first page, whose address is "/"."""
    return RedirectResponse("/")


def routes_only_by_app() -> None:
    """Tell Streamlit before its first visitor that the list of pages stands in ``app.py``.

    Otherwise it takes the folder ``pages/`` for the list until ``app.py`` has run once: a first visitor with a deep
    link would see "Page not found", or a page without its frame.
    """
    PagesManager.uses_pages_directory = False


def is_script_run() -> bool:
    """Whether Streamlit is running the file as a script now, rather than the server importing its ``app``."""
    return get_script_run_ctx(suppress_warning=True) is not None


class Shelf:
    """Scripts put there by page runs, taken by browsers; shared by all sessions and threads."""

    def __init__(self, kept_bytes: int) -> None:
        self._kept_bytes = kept_bytes
        self._scripts: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def put(self, name: str, script: bytes) -> None:
        """Keep ``script`` as the newest; drop the oldest beyond the limit, never the newest."""
        with self._lock:
            self._scripts[name] = script
            self._scripts.move_to_end(name)
            while len(self._scripts) > 1 and sum(map(len, self._scripts.values())) > self._kept_bytes:
                self._scripts.popitem(last=False)

    def get(self, name: str) -> bytes | None:
        """Return a script, None when it is no longer there."""
        with self._lock:
            return self._scripts.get(name)


SHELF = Shelf(KEPT_BYTES)


def publish(name: str, script: bytes) -> str:
    """Serve a script of geometry; returns its URL. ``name`` is made from the content."""
    SHELF.put(name, script)
    return f"{URL_PREFIX}geometri/{name}.js"


def serve_published(request: Request) -> Response:
    """Answer with a published script."""
    script = SHELF.get(request.path_params["name"])
    return _not_found() if script is None else _found(script, SCRIPT, FOR_EVER)


def serve_asset(request: Request) -> Response:
    """Answer with a listed file; anything else is not found, whatever lies on the disk."""
    asset = ASSETS.get(request.path_params["name"])
    if asset is None:
        return _not_found()
    is_versioned = f"{request.url.path}?{request.url.query}" == url_of(asset.name)
    try:
        return _found(asset.content(), asset.media_type, FOR_EVER if is_versioned else ASK_AGAIN)
    except PetasalurError:
        return _not_found()


def serve_tile(request: Request) -> Response:
    """Answer with a tile of the office's own file; 204 where the file has none."""
    parts = request.path_params
    try:
        tiles = tiles_of_version(parts["version"])
        content = tiles.read(parts["z"], parts["x"], parts["y"]) if tiles else None
    except PetasalurError:
        return _not_found()
    if tiles is None:
        return _not_found()
    if content is None:
        return Response(status_code=204, headers={"cache-control": FOR_EVER})
    response = _found(content, tiles.media_type, FOR_EVER)
    if content.startswith(GZIP_MAGIC):
        response.headers["content-encoding"] = "gzip"
    return response


def _found(content: bytes, media_type: str, keep: str) -> Response:
    tag = hashlib.sha256(content).hexdigest()[:16]
    headers = {"cache-control": keep, "etag": f'"{tag}"', "x-content-type-options": "nosniff"}
    return Response(content, media_type=media_type, headers=headers)


def _not_found() -> Response:
    return Response("Tidak ditemukan.", status_code=404, media_type="text/plain; charset=utf-8")
