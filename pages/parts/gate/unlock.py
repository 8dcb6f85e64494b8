"""Opening an encrypted database at the start: the passphrase of its key, typed in a browser before anything else.

For an office that starts the program by a double click, with nobody at a terminal. Where the key file is gone, or its
passphrase forgotten, the recovery code from paper is typed instead (:mod:`data.recovery`). The page is answered to this machine
and under TLS only. What is typed stays in the memory of this process (:func:`data.keys.unlock`): not on the disk, not in
the log, not in the address.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from data import engine, keys, recovery
from data.errors import KeyWrong, RecoveryCodeOther, RecoveryCodeWrong
from data.messages import sentence
from data.roles import Actor
from data.throttle import Throttle
from geo.errors import PetasalurError
from pages.parts.gate import notes
from pages.parts.gate.headers import FORWARDED, is_loopback
from pages.parts.gate.signin import NOT_KEPT, STALE, address_of, bar, is_same, is_same_origin, is_tls, page, read_fields

UNLOCK = "/buka"
COOKIE = "petasalur_kunci"
LONGEST = 1024
_KEY = "kunci basis data"
Act = Callable[[Path, str, str], str]
"""What is done with a text that was typed: called with the database, the text and the address it came from."""
_LOG = logging.getLogger("petasalur.akun")
_ELSEWHERE = (
    "Basis data tersandi dan belum dibuka. Kata sandi kunci atau kode pemulihannya diketik di komputer server sendiri, "
    "atau lewat alamat https bila server memakai sertifikat."
)


class KeyLock:
    """Whether the database still waits for its passphrase or its key. ``database``: asked once, at the first request."""

    def __init__(self, database: Callable[[], Path | None] = lambda: None, throttle: Throttle | None = None) -> None:
        self._database, self._throttle = database, throttle or Throttle()
        self._path: Path | None = None
        self._fault: PetasalurError | None = None
        self._is_asked = False
        self._busy = asyncio.Lock()
        self._hashing = ThreadPoolExecutor(1, thread_name_prefix="kunci")

    def is_shut(self) -> bool:
        """Return whether nothing but the page for passphrase and recovery code is answered."""
        if not self._is_asked:
            path = self._database()
            if path is not None:
                self._fault = engine.key_fault(path)
                self._path = path if self._fault or engine.waits_for_passphrase(path) else None
            self._is_asked = True
        return self._path is not None

    async def answer(self, request: Request) -> Response:
        """Answer a request while the database is shut."""
        if not _may_ask(request.scope):
            return page("Petasalur belum dibuka", f"<p>{escape(_ELSEWHERE)}</p>", status=503)
        if request.url.path != UNLOCK:
            return RedirectResponse(UNLOCK, status_code=303, headers=NOT_KEPT)
        if request.method != "POST":
            return self._form(request)
        fields = await read_fields(request)
        mark = request.cookies.get(COOKIE, "")
        if fields is None or not is_same_origin(request) or not mark or not is_same(fields.get("tanda", ""), mark):
            return self._form(request, STALE, status=403)
        if "kode" in fields:
            return await self._try(request, fields["kode"], _recover)
        return await self._try(request, fields.get("sandi", ""), _unlock)

    async def _try(self, request: Request, typed: str, act: Act) -> Response:
        address = address_of(request)
        code = typed if act is _recover else ""
        async with self._busy:  # one at a time: each costs the server 64 MiB
            wait_s = self._throttle.wait_s(_KEY, address)
            if wait_s > 0:
                told = f"Terlalu banyak percobaan; coba lagi dalam {int(wait_s) + 1} detik."
                response = self._form(request, told, code, status=429)
                response.headers["retry-after"] = str(int(wait_s) + 1)
                return response
            if self._path is None:  # another page was faster
                return RedirectResponse("/", status_code=303, headers=NOT_KEPT)
            self._throttle.begin(_KEY, address)
            try:
                detail = await asyncio.get_running_loop().run_in_executor(
                    self._hashing, act, self._path, typed, address
                )
            except KeyWrong:
                _LOG.warning("kunci basis data: kata sandi salah, dari %s", address)
                return self._form(request, "Kata sandi kunci salah.", status=403)
            except (RecoveryCodeWrong, RecoveryCodeOther) as error:
                _LOG.warning("kunci basis data: kode pemulihan salah, dari %s", address)
                return self._form(request, sentence(error), code, status=403)
            except PetasalurError as error:
                return self._form(request, sentence(error), code, status=503)
            self._throttle.succeeded(_KEY, address)
            self._path = None
        notes.note(notes.STRANGER, notes.UNLOCKED, _KEY, detail=detail, origin=address)
        response = RedirectResponse("/", status_code=303, headers=NOT_KEPT)
        response.delete_cookie(COOKIE, path=UNLOCK, httponly=True, samesite="strict", secure=is_tls(request))
        return response

    def _form(self, request: Request, problem: str = "", code: str = "", *, status: int = 200) -> Response:
        mark = secrets.token_urlsafe(32)
        body = (_WITHOUT_KEY if self._fault else _WITH_KEY).format(
            bar=bar(problem), mark=mark, code=escape(code[:LONGEST]), is_open=" open" if code else "",
            fault=escape(sentence(self._fault)) if self._fault else "",
        )  # fmt: skip
        response = page("Buka basis data", body, status=status)
        response.set_cookie(COOKIE, mark, path=UNLOCK, httponly=True, samesite="strict", secure=is_tls(request))
        return response


_CODE_FORM = (
    f'<form method="post" action="{UNLOCK}"><input type="hidden" name="tanda" value="{{mark}}">'
    '<label for="kode">Kode pemulihan</label><textarea id="kode" name="kode" rows="5" autocomplete="off" '
    f'autocapitalize="characters" spellcheck="false" required maxlength="{LONGEST}">{{code}}</textarea>'
    "<button>Pulihkan kunci</button></form>"
)
_WITH_KEY = (
    "{bar}<p>Basis data ini tersandi. Ketik kata sandi kuncinya; tidak disimpan di cakram.</p>"
    f'<form method="post" action="{UNLOCK}"><input type="hidden" name="tanda" value="{{mark}}">'
    '<label for="sandi">Kata sandi kunci</label><input id="sandi" name="sandi" type="password" '
    f'autocomplete="off" required maxlength="{LONGEST}" autofocus><button>Buka</button></form>'
    "<details{is_open}><summary>Lupa kata sandinya?</summary><p>Ketik 18 kelompok kode pemulihan dari kertas kantor. Berkas "
    f"kunci ditulis baru, tanpa kata sandi; yang lama disimpan di sampingnya.</p>{_CODE_FORM}</details>"
    "<p>Tanpa kata sandi dan tanpa kode pemulihan data tidak dapat dibuka oleh siapa pun.</p>"
)
_WITHOUT_KEY = (
    "{bar}<p>{fault}</p><p>Atau ketik di sini 18 kelompok kode pemulihan dari kertas kantor; berkas kunci ditulis baru.</p>"
    f"{_CODE_FORM}<p>Tanpa berkas kunci dan tanpa kode pemulihan data tidak dapat dibuka oleh siapa pun.</p>"
)


def _unlock(path: Path, passphrase: str, _address: str) -> str:
    keys.unlock(path, passphrase)
    return ""


def _recover(path: Path, code: str, address: str) -> str:
    """Write the key file anew; a code that opens nothing but an older backup opens nothing here."""
    done = recovery.recover(path, code, by=Actor("halaman Buka basis data", origin=address))
    if done.opens != path.name:
        raise RecoveryCodeOther(file=path.name)
    return "dengan kode pemulihan"


def _may_ask(scope: Scope) -> bool:
    """Return whether what is typed crosses no network in the open: it comes from this machine, or under TLS."""
    came_from = (scope.get("client") or ("", 0))[0]
    is_forwarded = any(name.decode("latin-1") in FORWARDED for name, _ in scope["headers"])
    return scope["scheme"] in {"https", "wss"} or (is_loopback(came_from) and not is_forwarded)
