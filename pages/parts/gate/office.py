"""The way in through the office's own server of accounts (OIDC): to the server, and back from it.

Nobody gets an account here by having one there: an admin links the two (``python -m data account link``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import escape
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from data.accounts import Account, Accounts
from data.errors import OidcCrowded, OidcRefused, OidcSettingsWrong, OidcUnknown
from data.messages import sentence
from data.oidc.provider import LIFETIME_S, Provider
from data.oidc.settings import RETURN_PATH
from data.throttle import Throttle
from geo.errors import PetasalurError
from pages.parts.gate import notes

START = "/masuk/oidc"
OFFICE_PAGES = frozenset({START, RETURN_PATH})
COOKIE = "petasalur_oidc"
LEFT_THERE = "keluar"
"""Name in the address of the sign-in page after somebody left who had come this way."""
_MOVED = "pindah"
_NOT_KEPT = {"cache-control": "no-store"}


class House(Protocol):
    """What of the sign-in is needed here."""

    def form(self, request: Request, problem: str = "", *, status: int = 200) -> Response:
        """Return the page of the sign-in."""

    def enter(self, request: Request, account: Account, wanted: str, old_token: str, *, is_office: bool) -> Response:
        """Let somebody in."""

    def is_busy(self) -> bool:
        """Return whether too much waits already."""

    def aside(self, act: Callable[..., Any], *arguments: Any) -> Awaitable[Any]:
        """Do something slow on a thread of its own."""


class OfficeSignIn:
    """Answers :data:`OFFICE_PAGES`."""

    def __init__(self, provider: Provider, accounts: Accounts, throttle: Throttle, house: House) -> None:
        self._provider, self._accounts, self._throttle, self._house = provider, accounts, throttle, house

    async def answer(self, request: Request, old_token: str, address: str) -> Response:
        """Send somebody to the server, or take them in who come back."""
        if request.method != "GET":
            return self._house.form(request, status=405)
        wait_s = self._throttle.wait_s("", address)
        if wait_s > 0 or self._house.is_busy():
            return self._later(request, _LATER, int(wait_s) + 1, status=429 if wait_s > 0 else 503)
        try:
            is_start = request.url.path == START
            return await (self._start(request, address) if is_start else self._back(request, old_token))
        except (OidcRefused, OidcUnknown) as error:
            self._throttle.begin("", address)
            key = error.facts.get("key", "akun")
            notes.note(notes.STRANGER, notes.WRONG, "oidc", detail=f"lewat server akun kantor: {key}", origin=address)
            return self._house.form(request, sentence(error), status=403)
        except PetasalurError as error:
            if isinstance(error, OidcCrowded):
                return self._later(request, sentence(error), int(str(error.facts["wait_s"])), status=429)
            return self._house.form(request, sentence(error), status=503)

    def _later(self, request: Request, problem: str, wait_s: int, *, status: int) -> Response:
        response = self._house.form(request, problem, status=status)
        response.headers["retry-after"] = str(wait_s)
        return response

    def button(self, wanted: str) -> str:
        """Return what the page of the sign-in shows besides its form."""
        try:
            settings = self._provider.settings()
        except OidcSettingsWrong as error:
            return f'<p class="galat">{escape(sentence(error))}</p>'
        if settings is None:
            return ""
        to = f"{START}?ke={quote(wanted, safe='')}"
        return f'<p class="kantor"><a href="{escape(to)}">Masuk lewat {escape(settings.label)}</a></p>'

    def farewell(self, request: Request) -> str:
        """Return what somebody reads who has left and came this way: the server still knows them."""
        address = self._provider.sign_out_address() if request.query_params.get(LEFT_THERE) == "kantor" else ""
        if not address:
            return ""
        link = f'<a href="{escape(address)}" rel="noreferrer">keluar juga dari server akun kantor</a>'
        return f'<p class="beres">Anda sudah keluar dari Petasalur. Di komputer bersama, {link}.</p>'

    async def _start(self, request: Request, address: str) -> Response:
        wanted = request.query_params.get("ke", "/")
        settings = self._provider.settings()
        is_elsewhere = settings and request.headers.get("host") != urlsplit(settings.address).netloc
        if (
            settings and is_elsewhere and _MOVED not in request.query_params
        ):  # the way back leads there, so must the cookie
            to = f"{settings.address}{START}?ke={quote(wanted, safe='')}&{_MOVED}=1"
            return RedirectResponse(to, status_code=303, headers=_NOT_KEPT)
        begun = await self._house.aside(self._provider.begin, wanted, address, request.cookies.get(COOKIE, ""))
        response = RedirectResponse(begun.address, status_code=303, headers=_NOT_KEPT)
        response.set_cookie(
            COOKIE, begun.handle, max_age=int(LIFETIME_S), path=START, httponly=True, samesite="lax",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return response

    async def _back(self, request: Request, old_token: str) -> Response:
        handle = request.cookies.get(COOKIE, "")
        proven = await self._house.aside(self._provider.finish, handle, dict(request.query_params))
        account = self._accounts.identified(proven.identity, is_address=proven.is_address)
        if account is None:
            settings = self._provider.settings()
            raise OidcUnknown(label=settings.label if settings else "")
        response = self._house.enter(request, account, proven.wanted, old_token, is_office=True)
        response.delete_cookie(COOKIE, path=START, httponly=True, samesite="lax")
        return response


_LATER = "Terlalu banyak percobaan; coba lagi sebentar."
