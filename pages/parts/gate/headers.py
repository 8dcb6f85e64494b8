"""What every answer carries, and which names of this server are taken.

The policy lets no other host in. Streamlit's own page and the maps need inline scripts and styles and ``eval``
(measured in Chromium: without ``unsafe-eval`` the script of each map is refused, with it all pages and maps work without
a complaint); so the policy does not stop a script that got into a page, but such a script can fetch nothing from, and
send nothing to, another host.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Scope, Send

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


TLS_ONLY_S = 86_400
"""For a day after the last visit a browser asks by https only. Who works every day is kept from typing the plain address,
where somebody on the network could answer instead. A browser that holds to it does not let a wrong certificate pass
either: an office that takes its certificate away, or lets it run out, is locked out until the next day and not for a
year; its server's own computer never is, for addresses of numbers are free of it. Neither names below this one nor the
lists that browsers come with: the office's other servers are not ours to bind."""


def policy(host: str) -> str:
    """Return the content policy of pages served under ``host`` (name and port, already known to be ours)."""
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            f"connect-src 'self' ws://{host} wss://{host} data: blob:",
            "worker-src 'self' blob:",
            "frame-src 'self' blob: data:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


def with_headers(send: Send, host: str, scheme: str = "http") -> Send:
    """Return ``send`` with the headers of every answer; what an answer says itself stays.

    ``scheme``: how the request came, by the web server's own word or that of the proxy it believes. Without TLS browsers
    take no word on it, and it would be a lie.
    """

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("content-security-policy", policy(host))
            for name, value in ALWAYS.items():
                headers.setdefault(name, value)
            if scheme == "https":
                headers["strict-transport-security"] = f"max-age={TLS_ONLY_S}"
        await send(message)

    return sending


def is_our_name(host: str, names: list[str]) -> bool:
    """Return whether a Host header names this machine, or one of ``names``: a foreign name may be a rebound one."""
    try:
        parts = urlsplit(f"//{host}")
        name, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not name or parts.username is not None or parts.path or parts.query or parts.fragment:
        return False
    known = LOOPBACK_NAMES | {each.strip().lower().rstrip(".") for each in names}
    return name.lower().rstrip(".") in known


FORWARDED = frozenset({"x-forwarded-for", "forwarded"})
"""Headers of a proxy, behind which a reader may be anywhere."""


def is_loopback(address: str | None) -> bool:
    """Return whether only this machine reaches ``address``; no address means all of them."""
    if not address:
        return False
    if address.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(scope: Scope) -> str | None:
    """Return the one Host header of a request, ``None`` where there is none or more."""
    found = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return found[0] if len(found) == 1 else None
