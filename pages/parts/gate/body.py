"""How large a request may be: told by what it states, and by counting what comes. Nothing of it is kept here."""

from __future__ import annotations

import re

from starlette.types import Message, Receive, Scope
from streamlit import config

UPLOADS = re.compile(r"/_stcore/upload_file/(?P<run>[^/]+)/[^/]+")
AROUND_BYTES = 2**20
"""What a form takes around the file in it; and all that anything but an upload may send."""


class BodyTooLarge(Exception):
    """More has come than may."""


def limit_mb() -> int:
    """Return how large an uploaded file may be, in MB of 1024² bytes (``server.maxUploadSize``)."""
    return int(config.get_option("server.maxUploadSize"))


def most_bytes(scope: Scope) -> int:
    """Return how many bytes the body of a request may have."""
    is_upload = UPLOADS.fullmatch(scope["path"]) is not None
    return AROUND_BYTES + (limit_mb() * 2**20 if is_upload else 0)


def is_stated_too_large(scope: Scope) -> bool:
    """Return whether a request says of itself that it is larger than it may be, or says it in no number."""
    said = [value for name, value in scope["headers"] if name == b"content-length"]
    return any(not value.isdigit() or len(value) > _DIGITS or int(value) > most_bytes(scope) for value in said)


_DIGITS = 18


def counted(scope: Scope, receive: Receive) -> Receive:
    """Return ``receive`` that raises BodyTooLarge as soon as more has come than may."""
    left = most_bytes(scope)

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b"")) if message["type"] == "http.request" else 0
        if left < 0:
            raise BodyTooLarge
        return message

    return receiving
