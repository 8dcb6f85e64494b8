"""What is said between Petasalur and the office's server: OpenID Connect Core 1.0, authorization code flow with PKCE.

One sign-in: :meth:`Provider.begin` makes the address at the server, with a state, a nonce and a code verifier (RFC
7636) that stay here, in memory, under a random handle for the browser's cookie; :meth:`Provider.finish` takes what the
server sent the browser back with, once, and returns who it says this is. Nothing of the server's answers is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from requests import RequestException, Session

from data.errors import OidcCrowded, OidcRefused, OidcUnreachable
from data.oidc.settings import Settings, is_safe_address, is_this_machine, read_settings

_LOG = logging.getLogger("petasalur.oidc")
DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures taken: only by keys that the server alone has. Never ``none``, never one made with a shared secret."""
LIFETIME_S = 600.0
"""How long somebody may take at the server."""
MOST_BEGUN, MOST_FROM_ADDRESS = 1000, 30
"""Sign-ins under way: in all, and from one address. One more does not begin, so that none is pushed out."""
LONGEST_WISH = 2000
"""Letters of the address of a page that is wanted; a longer one leads to the first page."""
KNOWN_FOR_S, DOWN_FOR_S = 3600.0, 5.0
"""How long the server's own description counts; how soon it is asked again after a failure."""
KEYS_AGAIN_S = 60.0
"""How often, at most, its keys are fetched because a token names one that is not known."""
LEEWAY_S = 60
"""By how much clocks may differ."""
TIMEOUT_S = (5.0, 10.0)
_BASIC = ["client_secret_basic"]
"""How a client proves its secret where a server does not say how (OpenID Connect Discovery 1.0, 3)."""
_EMAIL = "email"
"""The one claim that is an address of e-mail; a ``sub`` may look like one and is none (OpenID Connect Core 1.0, 2)."""
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")

FORGED, DENIED, CODE, TOKEN, NO_IDENTITY, UNPROVEN = "asal", "batal", "kode", "token", "tanpa", "surel"
REASONS = {
    FORGED: "permintaan ini tidak dimulai dari peramban ini atau sudah kedaluwarsa",
    DENIED: "server akun tidak mengizinkannya, atau dibatalkan di sana",
    CODE: "kode dari server akun tidak berlaku (lagi)",
    TOKEN: "bukti identitasnya tidak sah",
    NO_IDENTITY: "server akun tidak menyebut identitas yang diperlukan",
    UNPROVEN: "alamat surel di server akun itu belum terbukti",
}
"""Why somebody is refused: key for the audit → words."""


@dataclass(frozen=True)
class Begun:
    """A sign-in under way. ``address``: where the browser goes; ``handle``: what its cookie keeps."""

    address: str
    handle: str


@dataclass(frozen=True)
class Proven:
    """Who came back. ``is_address``: whether ``identity`` is an address of e-mail; ``wanted``: the page."""

    identity: str
    is_address: bool
    wanted: str


@dataclass(frozen=True)
class _Waiting:
    state: str
    nonce: str
    verifier: str
    wanted: str
    begun_s: float
    origin: str


@dataclass(frozen=True)
class _Known:
    """What a server says of itself."""

    settings: Settings
    facts: dict[str, Any]
    keys: KeySet
    fetched_s: float


class Provider:
    """The trusted server of one office; safe to call from several threads. Its calls wait for the network."""

    def __init__(self, home: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._home, self._clock = home, clock
        self._lock = threading.Lock()
        self._waiting: dict[str, _Waiting] = {}
        self._known: _Known | None = None
        self._down: tuple[Settings, float] | None = None

    def settings(self) -> Settings | None:
        """Return what the office has set, ``None`` where it signs in with local accounts only.

        Raises
        ------
        OidcSettingsWrong
        """
        return read_settings(self._home)

    def describe(self) -> dict[str, str]:
        """Return what an administrator needs to know of a server that answers.

        Raises
        ------
        OidcSettingsWrong, OidcUnreachable
        """
        known = self._knows(self._needed())
        facts = {name: str(known.facts[name]) for name in ("issuer", "authorization_endpoint", "token_endpoint")}
        return {**facts, "redirect_uri": known.settings.return_address(), "keys": str(len(known.keys.keys))}

    def begin(self, wanted: str, origin: str = "", old_handle: str = "") -> Begun:
        """Begin a sign-in that shall lead to the page ``wanted``.

        Parameters
        ----------
        wanted
            A page of ours.
        origin
            The address that the browser comes from.
        old_handle
            Of a sign-in that the same browser has begun before; it ends.

        Raises
        ------
        OidcCrowded
            Too many are under way, in all or from this address.
        OidcSettingsWrong, OidcUnreachable
        """
        settings = self._needed()
        with self._lock:
            self._waiting.pop(_key(old_handle), None)
        self._make_room(settings, origin)
        known = self._knows(settings)
        state, nonce, verifier, handle = (secrets.token_urlsafe(32) for _ in range(4))
        address, _ = self._session(known.settings).create_authorization_url(
            known.facts["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier, prompt="login"
        )
        wish = wanted if len(wanted) <= LONGEST_WISH else "/"
        begun = _Waiting(state, nonce, verifier, wish, self._clock(), _network(origin))
        self._make_room(settings, origin, _key(handle), begun)
        return Begun(address, handle)

    def _make_room(self, settings: Settings, origin: str, key: str = "", begun: _Waiting | None = None) -> None:
        """Forget sign-ins that are over; take ``begun`` in, in one step with the look for room."""
        now = self._clock()
        with self._lock:
            waiting = {key: each for key, each in self._waiting.items() if now - each.begun_s < LIFETIME_S}
            near = [each for each in waiting.values() if each.origin == _network(origin)]
            for rivals, most in ((near, MOST_FROM_ADDRESS), ([*waiting.values()], MOST_BEGUN)):
                if len(rivals) >= most:
                    wait_s = int(rivals[0].begun_s + LIFETIME_S - now) + 1
                    raise OidcCrowded(label=settings.label, wait_s=wait_s)
            self._waiting = waiting | ({key: begun} if begun else {})

    def finish(self, handle: str, given: Mapping[str, str]) -> Proven:
        """Return who the server says this is, and which page was wanted.

        Parameters
        ----------
        handle
            What the browser's cookie keeps; it counts once.
        given
            What the server sent the browser back with.

        Raises
        ------
        OidcRefused
            Something is forged, replayed, expired or missing.
        OidcSettingsWrong, OidcUnreachable
        """
        settings = self._needed()
        with self._lock:
            waiting = self._waiting.pop(_key(handle), None)
        if waiting is None or self._clock() - waiting.begun_s >= LIFETIME_S:
            raise _refused(settings, FORGED, "no such sign-in")
        if not hmac.compare_digest(given.get("state", "").encode("utf-8", "replace"), waiting.state.encode()):
            raise _refused(settings, FORGED, "state")
        known = self._knows(settings)
        _check_sender(known, given)
        token = self._fetched(known, given.get("code", ""), waiting)
        claims = self._verified(known, token, waiting.nonce)
        return Proven(self._identity(known, token, claims), settings.claim == _EMAIL, waiting.wanted)

    def sign_out_address(self) -> str:
        """Return where readers end their session at the server itself; ``""`` where that is not known."""
        known = self._known
        end = known.facts.get("end_session_endpoint") if known else None
        if not known or not is_safe_address(end):
            return ""
        return f"{end}?{urlencode({'client_id': known.settings.client_id})}"

    # --- the server ---------------------------------------------------------------------------------------

    def _needed(self) -> Settings:
        settings = self.settings()
        if settings is None:
            raise OidcUnreachable(label="akun kantor")
        return settings

    def _knows(self, settings: Settings) -> _Known:
        """Return what the server says of itself, asking it at most once an hour, and not at once after a failure."""
        now, known = self._clock(), self._known
        if known and known.settings == settings and now - known.fetched_s < KNOWN_FOR_S:
            return known
        if self._down and self._down[0] == settings and now - self._down[1] < DOWN_FOR_S:
            raise OidcUnreachable(label=settings.label)
        try:
            facts = _facts(settings)
            self._known = _Known(settings, facts, _keys(settings, facts), now)
        except (RequestException, JoseError, ValueError, TypeError, KeyError) as error:
            self._down = (settings, now)
            _LOG.warning("server OIDC tidak dapat dipakai: %s", _told(error))
            raise OidcUnreachable(label=settings.label) from error
        return self._known

    def _session(self, settings: Settings) -> OAuth2Session:
        session = OAuth2Session(
            settings.client_id,
            settings.client_secret or None,
            scope="openid" if settings.claim == "sub" else "openid profile email",
            redirect_uri=settings.return_address(),
            code_challenge_method="S256",
            default_timeout=TIMEOUT_S,
        )
        _trusting(session, settings)
        return session

    def _fetched(self, known: _Known, code: str, waiting: _Waiting) -> dict[str, Any]:
        """Exchange the code for tokens; the verifier proves that who began is who ends."""
        if not code:
            raise _refused(known.settings, CODE, "no code")
        session = self._session(known.settings)
        if "client_secret_basic" not in known.facts.get("token_endpoint_auth_methods_supported", _BASIC):
            session.token_endpoint_auth_method = "client_secret_post" if session.client_secret else "none"
        try:
            return dict(
                session.fetch_token(
                    known.facts["token_endpoint"], code=code, code_verifier=waiting.verifier, allow_redirects=False
                )
            )
        except AuthlibBaseError as error:
            raise _refused(known.settings, CODE, str(error.error)[:40]) from error
        except (RequestException, ValueError) as error:
            _LOG.warning("server OIDC tidak memberi token: %s", _told(error))
            raise OidcUnreachable(label=known.settings.label) from error

    def _verified(self, known: _Known, token: dict[str, Any], nonce: str) -> CodeIDToken:
        """Return the claims of the identity token once signature, issuer, audience, times and nonce are right.

        Source: OpenID Connect Core 1.0, 3.1.3.7.
        """
        settings = known.settings
        options: dict[str, Any] = {name: {"essential": True} for name in ("sub", "exp", "iat")}
        options |= {"iss": {"essential": True, "value": settings.issuer}, "aud": {"essential": True}}
        params = {"nonce": nonce, "client_id": settings.client_id, "access_token": token.get("access_token")}
        try:
            read = self._read(known, str(token.get("id_token", "")))
            claims = CodeIDToken(read.claims, read.header, options, params)
            claims.validate(leeway=LEEWAY_S)
            _check_for_us(claims, settings.client_id)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise _refused(settings, TOKEN, _told(error)) from error
        return claims

    def _read(self, known: _Known, text: str) -> jwt.Token:
        """Return a token whose signature is right; a key that is not known may be a new one."""
        try:
            return jwt.decode(text, known.keys, algorithms=list(ALGORITHMS))
        except (InvalidKeyIdError, ValueError):
            if self._clock() - known.fetched_s < KEYS_AGAIN_S:
                raise
        with self._lock:
            self._known = None
        return jwt.decode(text, self._knows(known.settings).keys, algorithms=list(ALGORITHMS))

    def _identity(self, known: _Known, token: dict[str, Any], claims: Mapping[str, Any]) -> str:
        """Return the statement that names the person: from the token, else from the server's page about the person."""
        settings, facts = known.settings, known.facts
        said: Mapping[str, Any] = claims
        if settings.claim not in claims and is_safe_address(facts.get("userinfo_endpoint")):
            bearer = {"authorization": f"Bearer {token.get('access_token', '')}"}
            try:
                said = _json(settings, facts["userinfo_endpoint"], bearer)
            except (RequestException, ValueError, TypeError) as error:
                raise OidcUnreachable(label=settings.label) from error
            if said.get("sub") != claims["sub"]:
                raise _refused(settings, TOKEN, "userinfo of somebody else")
        found = said.get(settings.claim)
        if not isinstance(found, str) or not found.strip():
            raise _refused(settings, NO_IDENTITY, settings.claim)
        if settings.claim == _EMAIL and said.get("email_verified") is not True:
            raise _refused(settings, UNPROVEN, "email_verified")
        return found.strip()


def _network(origin: str) -> str:
    """Return an address as it is counted: one reader has 2^64 of IPv6."""
    try:
        address = ipaddress.ip_address(origin)
    except ValueError:
        return origin
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else origin  # noqa: PLR2004  IPv6


def _check_for_us(claims: Mapping[str, Any], client_id: str) -> None:
    """Refuse a token that is meant for others too: the library takes one of several audiences."""
    if claims["aud"] not in (client_id, [client_id]):
        raise InvalidClaimError("aud")


def _check_sender(known: _Known, given: Mapping[str, str]) -> None:
    """Refuse an answer that names another server (RFC 9207), and one that says no."""
    is_named = known.facts.get("authorization_response_iss_parameter_supported") is True
    if given.get("iss", "" if is_named else known.settings.issuer) != known.settings.issuer:
        raise _refused(known.settings, FORGED, "iss")
    if "error" in given:
        raise _refused(known.settings, DENIED, "error")


def _refused(settings: Settings, reason: str, why: str) -> OidcRefused:
    """Return the error; ``why`` goes to the log: a word of the protocol, never a value."""
    _LOG.warning("masuk lewat OIDC ditolak: %s (%s)", reason, why)
    return OidcRefused(label=settings.label, reason=REASONS[reason], key=reason)


def _told(error: Exception) -> str:
    """Return what a log may hold of an error: its kind, and which claim or fact is wrong; never a value."""
    which = error.args[0] if isinstance(error, KeyError) else getattr(error, "claim", "")
    return f"{type(error).__name__} {which}".strip()


def _json(settings: Settings, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    with Session() as session:
        _trusting(session, settings)
        answer = session.get(address, headers=headers, timeout=TIMEOUT_S, allow_redirects=False)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError(address)
    return found


def _facts(settings: Settings) -> dict[str, Any]:
    """Return what a server says of itself, where it is the one meant and its addresses are safe."""
    facts = _json(settings, settings.issuer.rstrip("/") + DISCOVERY)
    wrong = [name for name in _ADDRESSES if not is_safe_address(facts.get(name))]
    if facts.get("issuer") != settings.issuer:
        wrong.append("issuer")
    for name in wrong:
        raise KeyError(name)
    return facts


def _keys(settings: Settings, facts: dict[str, Any]) -> KeySet:
    return KeySet.import_key_set(cast("KeySetSerialization", _json(settings, facts["jwks_uri"])))


def _trusting(session: Session, settings: Settings) -> None:
    """Let a session trust the office's own authority; between programs of one machine no proxy stands."""
    session.verify = settings.ca_file or True
    session.trust_env = not is_this_machine(urlsplit(settings.issuer).hostname or "")


def _key(handle: str) -> str:
    return hashlib.sha256(handle.encode("utf-8", "replace")).hexdigest()
