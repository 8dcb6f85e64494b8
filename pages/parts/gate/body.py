"""How large and how slow a request may be: told by what it states, and by counting what comes. Nothing of it is kept here."""

from __future__ import annotations

import asyncio
import re

from starlette.types import Message, Receive, Scope
from streamlit import config

UPLOADS = re.compile(r"/_stcore/upload_file/(?P<run>[^/]+)/[^/]+")
AROUND_BYTES = 2**20
"""What a form takes around the file in it; and all that anything but an upload may send."""


MOST_AHEAD_BYTES = 32 * 2**10
"""What the headers of a request may take together; browsers send two, with many cookies of others on this machine eight."""
FORM_S, UPLOAD_S, LEAST_BYTES_S = 10.0, 30.0, 4096
"""How long may be waited for a form of the gate; for anything of somebody who is known, anew for each so many bytes times the
seconds: 64 MB through an office's worst line may take hours, but not for ever."""


class BodyTooLarge(Exception):
    """More has come than may."""


class BodyTooSlow(Exception):
    """Less has come than must by now."""


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


def has_too_much_ahead(scope: Scope) -> bool:
    """Return whether the address and the headers of a request are larger than they may be."""
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    return size + len(scope.get("raw_path", b"")) + len(scope.get("query_string", b"")) > MOST_AHEAD_BYTES


def paced(receive: Receive, *, grace_s: float = UPLOAD_S, least_bytes_s: int = LEAST_BYTES_S) -> Receive:
    """Return ``receive`` that raises BodyTooSlow when a body takes too long; once it is whole, waiting has no end.

    Counted is the time in which nothing was there to be read, not what is done with it meanwhile.

    Parameters
    ----------
    receive
        What is asked.
    grace_s
        How long may be waited in all.
    least_bytes_s
        Each so many bytes give back a second of that; 0: none.
    """
    left_s, is_whole = grace_s, False

    async def receiving() -> Message:
        nonlocal left_s, is_whole
        if is_whole:
            return await receive()
        clock = asyncio.get_running_loop().time
        began_s = clock()
        try:
            async with asyncio.timeout(max(0.0, left_s)):
                message = await receive()
        except TimeoutError as error:
            raise BodyTooSlow from error
        left_s -= clock() - began_s
        if least_bytes_s:  # what came fast at first pays for no long silence later
            left_s = min(grace_s, left_s + len(message.get("body", b"")) / least_bytes_s)
        is_whole = not message.get("more_body", False)
        return message

    return receiving
