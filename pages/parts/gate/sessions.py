"""Who is signed in: random tokens in cookies, what they stand for in the memory of this process.

Kept is only a hash of each token. A session ends by itself (idle, absolute), by signing out, and as soon as its account
changes: another password, another role, another desa, closed. A restart of the server ends all.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from data.accounts import Account, Accounts
from data.errors import AccountsDamaged

PLAIN_COOKIE, TLS_COOKIE = "petasalur_sesi", "__Host-petasalur_sesi"
COOKIES = (TLS_COOKIE, PLAIN_COOKIE)
TOLD = "x-petasalur-sesi"
"""Header in which the door tells a page run the token that it let in; what a browser sends under this name is dropped."""
IDLE_S = 30 * 60.0
ABSOLUTE_S = 12 * 3600.0
MOST_PER_ACCOUNT = 20
_TOKEN_BYTES = 32


@dataclass(eq=False)
class Session:
    """One signed-in browser.

    ``runs``: Streamlit's names of its tabs; ``media``: files whose address was sent to it, and to nobody else's page;
    ``is_office``: came through the office's own server of accounts.
    """

    username: str
    stamp: str
    key: str
    form_secret: str
    made_s: float
    seen_s: float
    runs: set[str] = field(default_factory=set)
    media: set[str] = field(default_factory=set)
    is_office: bool = False

    def form_token(self) -> str:
        """Return what a form of this session must bring back."""
        return hmac.new(self.form_secret.encode(), b"formulir", hashlib.sha256).hexdigest()


class Sessions:
    """All sessions of this server; shared by all threads."""

    def __init__(
        self,
        accounts: Accounts,
        *,
        clock: Callable[[], float] = time.monotonic,
        idle_s: float = IDLE_S,
        absolute_s: float = ABSOLUTE_S,
    ) -> None:
        self._accounts, self._clock = accounts, clock
        self._idle_s, self._absolute_s = idle_s, absolute_s
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}

    def open(self, account: Account, *, is_office: bool = False) -> str:
        """Begin a session; return its token, always a new one."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        now = self._clock()
        secret = secrets.token_hex(_TOKEN_BYTES)
        made = Session(account.username, account.stamp, _key(token), secret, now, now, is_office=is_office)
        with self._lock:
            self._drop_old(now)
            own = [key for key, each in self._sessions.items() if each.username == account.username]
            for key in own[: len(own) + 1 - MOST_PER_ACCOUNT] if len(own) >= MOST_PER_ACCOUNT else []:
                del self._sessions[key]
            self._sessions[made.key] = made
        return token

    def find(self, token: str) -> Session | None:
        """Return the session of a token, ``None`` when there is none that still runs."""
        if not token:
            return None
        with self._lock:
            session = self._sessions.get(_key(token))
        if session is None:
            return None
        if not self._is_young(session, self._clock()) or not self._is_unchanged(session):
            self.end(token)
            return None
        return session

    def touch(self, session: Session) -> None:
        """Say that its reader has just done something."""
        session.seen_s = self._clock()

    def end(self, token: str) -> None:
        """End one session."""
        with self._lock:
            self._sessions.pop(_key(token), None)

    def runs_of(self, username: str) -> set[str]:
        """Return Streamlit's names of all tabs of an account, in all its sessions."""
        with self._lock:
            return {run for each in self._sessions.values() if each.username == username for run in each.runs}

    def count(self) -> int:
        """Return how many sessions run."""
        with self._lock:
            self._drop_old(self._clock())
            return len(self._sessions)

    def _is_young(self, session: Session, now: float) -> bool:
        return now - session.seen_s < self._idle_s and now - session.made_s < self._absolute_s

    def _is_unchanged(self, session: Session) -> bool:
        try:
            account = self._accounts.all().get(session.username)
        except AccountsDamaged:
            return False
        return account is not None and account.is_active and account.stamp == session.stamp

    def _drop_old(self, now: float) -> None:
        self._sessions = {key: each for key, each in self._sessions.items() if self._is_young(each, now)}


def cookie_name(scheme: str) -> str:
    """Return what the cookie is called on a connection: under TLS browsers bind it to this very host."""
    return TLS_COOKIE if scheme in {"https", "wss"} else PLAIN_COOKIE


def _key(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
