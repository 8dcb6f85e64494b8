"""The gate's own pages: signing in, the account, its password, signing out. Plain HTML: no script, nothing from elsewhere."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from html import escape
from typing import Any, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from data.accounts import LONGEST, SHORTEST, Account, Accounts, listed
from data.errors import AccountsDamaged, ActMayNot
from data.messages import sentence
from data.oidc.provider import Provider
from data.roles import NOTHING, ROLES, SIGHTS, Actor
from data.throttle import MOST_KEYS, Throttle
from geo.errors import PetasalurError
from pages.parts.gate import notes
from pages.parts.gate.office import LEFT_THERE, OFFICE_PAGES, OfficeSignIn
from pages.parts.gate.sessions import COOKIES, Session, Sessions, cookie_name

SIGN_IN, SIGN_OUT, ACCOUNT, PASSWORD, STATE = "/masuk", "/keluar", "/akun", "/akun/sandi", "/akun/status"
PAGES = frozenset({SIGN_IN, SIGN_OUT, ACCOUNT, PASSWORD, STATE}) | OFFICE_PAGES
FORM_COOKIE = "petasalur_formulir"
LARGEST_FORM_BYTES, MOST_FIELDS = 4096, 20
MOST_WAITING = 8
"""Passwords waiting to be looked at; a flood beyond is turned away."""
_HOW_TO_MAKE = "python -m data account add NAMA --role kasi"
_STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #f4f4f2; color: #22252b; font: 1rem/1.45 system-ui, sans-serif; }
main { max-width: 26rem; margin: 8vh auto 2rem; padding: 1.4rem; background: #fff; border-top: 4px solid #3b4994; }
h1 { font-size: 1.35rem; margin: 0 0 .2rem; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .3rem; }
p { margin: .3rem 0 .9rem; color: #555b66; font-size: .95rem; }
label { display: block; margin: .7rem 0 .2rem; font-size: .95rem; }
input { width: 100%; box-sizing: border-box; font: inherit; padding: .55rem .6rem; border: 1px solid #8a8f98; border-radius: 4px; }
textarea { width: 100%; box-sizing: border-box; font: 1rem/1.5 ui-monospace, monospace; padding: .55rem .6rem; border: 1px solid #8a8f98; border-radius: 4px; text-transform: uppercase; }
summary { cursor: pointer; margin: 1rem 0 .3rem; font-size: .95rem; }
button { margin-top: 1rem; font: inherit; padding: .55rem 1.2rem; border: 0; border-radius: 4px; background: #3b4994; color: #fff; }
button.lain { background: #fff; color: #3b4994; border: 1px solid #3b4994; padding: .2rem .7rem; margin: 0; font-size: .85rem; }
input:focus, textarea:focus, summary:focus, button:focus, a:focus { outline: 3px solid #d9a400; outline-offset: 1px; }
.kantor { border-top: 1px solid #e5e5e5; margin-top: 1.4rem; padding-top: 1rem; }
.galat { border-left: 4px solid #8c1d5b; background: #fbeef5; color: #22252b; padding: .4rem .8rem; }
.beres { border-left: 4px solid #419ea4; background: #edf7f7; color: #22252b; padding: .4rem .8rem; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; } td { border-top: 1px solid #e5e5e5; padding: .3rem .3rem .3rem 0; overflow-wrap: anywhere; }
@media (max-width: 480px) { main { margin: 0 auto; min-height: 100vh; box-sizing: border-box; } }
"""
_POLICY = (
    "default-src 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WRONG = "Nama atau kata sandi salah."
NO_ACCOUNT = "nama tidak dikenal"
"""What notes say instead of a name that is no account's: it may be a password in the wrong field, or a NIK."""
STALE = "Formulir ini sudah kedaluwarsa; isi sekali lagi."
T = TypeVar("T")


class SignIn:
    """Answers :data:`PAGES`. One of it per server: it holds the secret of the forms and counts failed tries."""

    def __init__(
        self, accounts: Accounts, sessions: Sessions, throttle: Throttle | None = None, provider: Provider | None = None
    ) -> None:
        self._accounts, self._sessions = accounts, sessions
        self._throttle = throttle or Throttle()
        self._office = OfficeSignIn(provider or Provider(accounts.path.parent), accounts, self._throttle, self)
        self._secret = secrets.token_bytes(32)
        self._hashing = ThreadPoolExecutor(2, thread_name_prefix="sandi")
        self._waiting = 0
        self._held: dict[tuple[str, str], float] = {}

    async def answer(self, request: Request, token: str, session: Session | None) -> Response:
        """Answer a request for one of :data:`PAGES`."""
        if request.url.path in OFFICE_PAGES:
            return await self._office.answer(request, token, address_of(request))
        if request.method in {"GET", "HEAD"}:
            return self._shown(request, session)
        return await self._posted(request, token, session)

    async def _posted(self, request: Request, token: str, session: Session | None) -> Response:
        if request.method != "POST":
            return page("Tidak dikenal", "<p>Cara ini tidak dikenal.</p>", status=405)
        fields = await read_fields(request)
        if fields is None or not is_same_origin(request):
            return page("Ditolak", f"<p>{escape(STALE)}</p>", status=403)
        if request.url.path == SIGN_IN:
            return await self._sign_in(request, fields, token)
        if session is None:
            return RedirectResponse(SIGN_IN, status_code=303)
        return await self._act(request, fields, token, session)

    def _shown(self, request: Request, session: Session | None) -> Response:
        if session is None:
            return self.form(request) if request.url.path == SIGN_IN else RedirectResponse(SIGN_IN, status_code=303)
        if request.url.path == ACCOUNT:
            return self._account_page(session)
        return RedirectResponse(_way(request) if request.url.path == SIGN_IN else ACCOUNT, status_code=303)

    async def _act(self, request: Request, fields: dict[str, str], token: str, session: Session) -> Response:
        if not is_same(fields.get("tanda", ""), session.form_token()):
            return self._account_page(session, STALE, status=403)
        act = {SIGN_OUT: self._sign_out, PASSWORD: self._new_password, STATE: self._set_state}.get(request.url.path)
        return await act(request, fields, token, session) if act else RedirectResponse(ACCOUNT, status_code=303)

    # --- signing in ---------------------------------------------------------------------------------------

    def form(self, request: Request, problem: str = "", *, status: int = 200, name: str = "") -> Response:
        """Return the page of the sign-in."""
        nonce = request.cookies.get(FORM_COOKIE, "")
        if not 20 <= len(nonce) <= 64:  # noqa: PLR2004  one of ours is 43 letters
            nonce = secrets.token_urlsafe(32)
        fields = (
            f'<input type="hidden" name="tanda" value="{self._form_token(nonce)}">'
            f'<input type="hidden" name="ke" value="{escape(_way(request))}">'
            '<label for="nama">Nama akun</label><input id="nama" name="nama" autocomplete="username" '
            f'autocapitalize="none" spellcheck="false" required maxlength="32" value="{escape(name)}" autofocus>'
            '<label for="sandi">Kata sandi</label><input id="sandi" name="sandi" type="password" '
            f'autocomplete="current-password" required maxlength="{LONGEST}">'
        )
        body = (
            f"{bar(problem)}{self._office.farewell(request)}"
            f'<form method="post" action="{SIGN_IN}">{fields}<button>Masuk</button></form>'
            f"{self._office.button(_way(request))}"
            "<p>Lupa kata sandi? Minta admin kantor menggantinya.</p>"
        )
        response = page("Masuk ke Petasalur", body, status=status)
        response.set_cookie(FORM_COOKIE, nonce, path=SIGN_IN, httponly=True, samesite="strict", secure=is_tls(request))
        return response

    def _form_token(self, nonce: str) -> str:
        return hmac.new(self._secret, nonce.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    async def _sign_in(self, request: Request, fields: dict[str, str], old_token: str) -> Response:
        nonce = request.cookies.get(FORM_COOKIE, "")
        if not nonce or not is_same(fields.get("tanda", ""), self._form_token(nonce)):
            return self.form(request, STALE, status=403)
        name, address = fields.get("nama", "").strip().lower()[:64], address_of(request)
        wait_s = self._throttle.wait_s(name, address)
        if wait_s > 0:
            self._note_held(name, address)
            told = f"Terlalu banyak percobaan; coba lagi dalam {int(wait_s) + 1} detik."
            response = self.form(request, told, status=429, name=name)
            response.headers["retry-after"] = str(int(wait_s) + 1)
            return response
        if self.is_busy():
            return self.form(request, "Server sedang sibuk; coba lagi sebentar.", status=503, name=name)
        self._throttle.begin(name, address)
        try:
            account = await self.aside(self._accounts.verify, name, fields.get("sandi", ""))
        except PetasalurError as error:
            return self.form(request, sentence(error), status=503)
        if account is None:
            notes.note(notes.STRANGER, notes.WRONG, self._noted_as(name), origin=address)
            return self.form(request, WRONG, status=403, name=name)
        return self.enter(request, account, fields.get("ke", "/"), old_token)

    def enter(
        self, request: Request, account: Account, wanted: str, old_token: str, *, is_office: bool = False
    ) -> Response:
        """Let somebody in who has proved who they are, and lead them to the page they wanted."""
        address = address_of(request)
        self._throttle.succeeded(account.username, address)
        self._sessions.end(old_token)
        by_way = "lewat server akun kantor" if is_office else ""
        notes.note(account.actor(), notes.CAME, account.username, detail=by_way, origin=address)
        response = RedirectResponse(_safe(wanted), status_code=303, headers=NOT_KEPT)
        self._give(response, request, account, is_office=is_office)
        response.delete_cookie(FORM_COOKIE, path=SIGN_IN, httponly=True, samesite="strict")
        return response

    def is_busy(self) -> bool:
        """Return whether too much waits already."""
        return self._waiting >= MOST_WAITING

    def _note_held(self, name: str, address: str) -> None:
        """Note a held try once per closing: ten thousand of them are one attack, under ten thousand made-up names too."""
        noted = self._noted_as(name)
        mark = (noted, address)
        if self._held.get(mark, -1.0) >= self._throttle.now():
            return
        if len(self._held) >= MOST_KEYS:
            self._held.clear()
        self._held[mark] = self._throttle.now() + self._throttle.wait_s(name, address)
        notes.note(notes.STRANGER, notes.HELD, noted, detail="terlalu banyak percobaan", origin=address)

    def _noted_as(self, name: str) -> str:
        """Return how notes call who tried to come in."""
        with suppress(AccountsDamaged):
            return name if self._accounts.find(name) else NO_ACCOUNT
        return NO_ACCOUNT

    def _give(self, response: Response, request: Request, account: Account, *, is_office: bool) -> None:
        """Give the browser a session of its own, under a name nobody knew before."""
        response.set_cookie(
            cookie_name(request.url.scheme),
            self._sessions.open(account, is_office=is_office),
            path="/",
            httponly=True,
            samesite="lax",
            secure=is_tls(request),
        )

    async def aside(self, act: Callable[..., T], *arguments: Any) -> T:
        """Do something slow on a thread of its own; the server goes on meanwhile."""
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hashing, partial(act, *arguments))
        finally:
            self._waiting -= 1

    # --- signed in ----------------------------------------------------------------------------------------

    def _account_page(self, session: Session, problem: str = "", *, done: str = "", status: int = 200) -> Response:
        account = self._accounts.all()[session.username]
        role = ROLES[account.role]
        mark = f'<input type="hidden" name="tanda" value="{session.form_token()}">'
        desa = f" · {escape(', '.join(account.desa_codes))}" if account.desa_codes else ""
        back = "" if role.sees == NOTHING else '<p><a href="/">← Kembali ke Petasalur</a></p>'
        body = (
            f"{bar(problem)}{bar(done, 'beres')}<p>{escape(role.label)}{desa}<br>Melihat: {escape(SIGHTS[role.sees])}.</p>"
            f'{back}<form method="post" action="{SIGN_OUT}">{mark}<button>Keluar</button></form>'
            f'<h2>Ganti kata sandi</h2><form method="post" action="{PASSWORD}">{mark}'
            f'<input type="hidden" name="username" autocomplete="username" value="{escape(account.username)}">'
            '<label for="lama">Kata sandi sekarang</label><input id="lama" name="lama" type="password" '
            f'autocomplete="current-password" required maxlength="{LONGEST}">'
            f'<label for="baru">Kata sandi baru ({SHORTEST} sampai {LONGEST} huruf)</label><input id="baru" name="baru" '
            f'type="password" autocomplete="new-password" required minlength="{SHORTEST}" maxlength="{LONGEST}">'
            '<label for="ulang">Kata sandi baru, sekali lagi</label><input id="ulang" name="ulang" type="password" '
            f'autocomplete="new-password" required maxlength="{LONGEST}"><button>Ganti</button></form>'
            f"{self._others(account, mark) if role.may_manage else ''}"
        )
        return page(account.label, body, status=status)

    def _others(self, own: Account, mark: str) -> str:
        rows = []
        for row in listed(self._accounts.all()):
            wanted, word = ("tutup", "Tutup") if row["is_active"] else ("buka", "Buka lagi")
            form = (
                f'<form method="post" action="{STATE}">{mark}<input type="hidden" name="nama" value="{escape(row["username"])}">'
                f'<input type="hidden" name="jadi" value="{wanted}"><button class="lain">{word}</button></form>'
            )
            state = "" if row["is_active"] else " · ditutup"
            told = f"{escape(row['label'])} ({escape(row['username'])})<br>{escape(row['role'])}{state}"
            rows.append(f"<tr><td>{told}</td><td>{'' if row['username'] == own.username else form}</td></tr>")
        return f"<h2>Akun</h2><p>Akun baru dibuat dari terminal: {_HOW_TO_MAKE}</p><table>{''.join(rows)}</table>"

    async def _sign_out(self, request: Request, _fields: dict[str, str], token: str, session: Session) -> Response:
        notes.note(self._actor(session), notes.LEFT, session.username, origin=address_of(request))
        self._sessions.end(token)
        headers = {**NOT_KEPT, "clear-site-data": '"cache", "storage"'}
        to = f"{SIGN_IN}?{LEFT_THERE}=kantor" if session.is_office else SIGN_IN
        response = RedirectResponse(to, status_code=303, headers=headers)
        for name in COOKIES:
            response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=is_tls(request))
        return response

    async def _new_password(self, request: Request, fields: dict[str, str], token: str, session: Session) -> Response:
        address = address_of(request)
        if self._throttle.wait_s(session.username, address) > 0 or self.is_busy():
            return self._account_page(session, "Terlalu banyak percobaan; coba lagi nanti.", status=429)
        if fields.get("baru", "") != fields.get("ulang", ""):
            return self._account_page(session, "Kedua kata sandi baru tidak sama.", status=400)
        self._throttle.begin(session.username, address)
        if await self.aside(self._accounts.verify, session.username, fields.get("lama", "")) is None:
            notes.note(self._actor(session), notes.WRONG, session.username, origin=address)
            return self._account_page(session, "Kata sandi sekarang salah.", status=403)
        self._throttle.succeeded(session.username, address)
        try:
            await self.aside(self._accounts.set_password, session.username, fields["baru"])
        except PetasalurError as error:
            return self._account_page(session, sentence(error), status=400)
        account = self._accounts.all()[session.username]
        notes.note(account.actor(), notes.CHANGED, account.username, detail="kata sandi diganti", origin=address)
        self._sessions.end(token)
        response = RedirectResponse(ACCOUNT, status_code=303, headers=NOT_KEPT)
        self._give(response, request, account, is_office=session.is_office)
        return response

    async def _set_state(self, request: Request, fields: dict[str, str], _token: str, session: Session) -> Response:
        by, name, is_active = self._actor(session), fields.get("nama", ""), fields.get("jadi") == "buka"
        if not ROLES[by.role].may_manage:
            notes.refused(by, ActMayNot(act="mengurus akun"), origin=address_of(request))
        if not ROLES[by.role].may_manage or name == session.username:
            return self._account_page(session, "Peran ini tidak mengurus akun itu.", status=403)
        try:
            self._accounts.set_active(name, is_active=is_active)
        except PetasalurError as error:
            return self._account_page(session, sentence(error), status=400)
        told = "dibuka lagi" if is_active else "ditutup"
        notes.note(by, notes.CHANGED, name, detail=told, origin=address_of(request))
        return RedirectResponse(ACCOUNT, status_code=303, headers=NOT_KEPT)

    def _actor(self, session: Session) -> Actor:
        return self._accounts.all()[session.username].actor()


def without_account() -> Response:
    """Answer where the server is reached from elsewhere and nobody could sign in."""
    told = f"Belum ada akun, sehingga server ini tidak melayani jaringan. Buat akun di komputer server: {_HOW_TO_MAKE}"
    return page("Petasalur belum dibuka", f"<p>{escape(told)}</p>", status=503)


NOT_KEPT = {"cache-control": "no-store"}


def page(title: str, body: str, *, status: int = 200) -> Response:
    """Return one of the gate's own pages; ``body`` is HTML whose texts are escaped."""
    text = (
        '<!doctype html><html lang="id"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return HTMLResponse(text, status_code=status, headers={**NOT_KEPT, "content-security-policy": _POLICY})


def bar(text: str, kind: str = "galat") -> str:
    """Return a sentence in a bar, "" where there is none."""
    return f'<p class="{kind}" role="alert">{escape(text)}</p>' if text else ""


def is_same(given: str, expected: str) -> bool:
    """Return whether two secrets are the same, in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def is_tls(request: Request) -> bool:
    """Return whether a request came under TLS."""
    return request.url.scheme == "https"


def address_of(request: Request) -> str:
    """Return from where a request came."""
    return request.client.host if request.client else ""


def is_same_origin(request: HTTPConnection) -> bool:
    """Return whether a page of ours sent a form, or opens a websocket; browsers say where it stands, others need not."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # no address at all
        return False


async def read_fields(request: Request) -> dict[str, str] | None:
    """Return what a form holds, ``None`` where it is larger than any of ours, or has more fields."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM_BYTES:
            return None
    try:
        found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return {name: values[0] for name, values in found.items()}


def _way(request: Request) -> str:
    """Return where somebody wanted to go."""
    return _safe(request.query_params.get("ke", "/"))


def _safe(target: str) -> str:
    """Return ``target`` where it is a page of ours, else the first one: no way leads to another host."""
    if not target.isprintable() or "\\" in target or not target.startswith("/") or target.startswith("//"):
        return "/"
    return "/" if urlsplit(target).path in PAGES else quote(target, safe="/?=&%-._~:@+,;")
