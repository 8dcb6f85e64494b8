"""The websocket of a page: what it may carry, and how long it runs.

It lives as long as its session; it remembers which files and which run of the program were given to its reader; and it
ends at the first thing that no page of Streamlit sends.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress

from google.protobuf.message import DecodeError
from google.protobuf.message import Message as Protobuf
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.parts.gate.sessions import TOLD, Session, Sessions
from pages.parts.gate.signin import SIGN_IN

MEDIA = "/media/"
_MEDIA_SENT = re.compile(r"/media/([0-9a-f]{32})(\.\w+)?")
"""A file's name is a hash of its content, kind and name, 32 letters; its ending follows."""
_ADDRESSES = frozenset({"url", "src"})
"""Where Streamlit's messages say from where a page takes a file; every other text may be what somebody typed."""
TICK_S = 2.0
"""How soon an open page notices that its session has ended."""
ENDED = 4401
"""Why its websocket closes then."""
NO_MESSAGE = 1002
"""Why it closes when it says what is no message."""
_WHY = {ENDED: "sesi berakhir", NO_MESSAGE: "bukan pesan"}


PAGES_SAY = frozenset(
    {"rerun_script", "stop_script", "file_urls_request", "app_heartbeat", "backend_operation_request"}
)
"""What pages send. Streamlit takes more from whoever asks: to empty the caches of everybody, to look at git, to install files."""
_OPERATIONS = frozenset({"dataframe_chunk", "deferred_file"})
_MOST_FILES = 100
_HASH = re.compile(r"[0-9a-f]{0,64}")


def of_pages(receive: Receive) -> Receive:
    """Return ``receive`` of a websocket that hears what a page says, and ends at what is no message at all.

    Streamlit would write a traceback into the log for each. A message that says what no page of ours does is passed over.
    """

    async def receiving() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            said = _read(message)
            if said is None:
                return {"type": "websocket.disconnect", "code": NO_MESSAGE}
            if is_of_a_page(said):
                return message

    return receiving


def _read(message: Message) -> BackMsg | None:
    said = BackMsg()
    try:
        said.ParseFromString(message.get("bytes") or b"\x00")  # a text, or nothing: no message either
    except DecodeError:
        return None
    return said


def is_of_a_page(said: BackMsg) -> bool:
    """Return whether a page of ours says this; some of it Streamlit would write into its log as it comes."""
    kind = said.WhichOneof("type")
    if kind == "rerun_script":
        names = (said.rerun_script.fragment_id, said.rerun_script.page_script_hash)
        return all(_HASH.fullmatch(name) for name in names)
    if kind == "file_urls_request":
        return len(said.file_urls_request.file_names) <= _MOST_FILES
    if kind == "backend_operation_request":
        asked = said.backend_operation_request.ListFields()
        return {field.name for field, _ in asked if field.message_type} <= _OPERATIONS
    return kind in PAGES_SAY


class Page:
    """One websocket of a session: cut as soon as the session ends."""

    def __init__(
        self, sessions: Sessions, session: Session, token: str, receive: Receive, send: Send, tick_s: float
    ) -> None:
        self._sessions, self._session, self._token, self._tick_s = sessions, session, token, tick_s
        self._receive, self._send = receive, send
        self._is_open = self._is_cut = False

    async def receive(self) -> Message:
        """Return what the page says next; its end, as soon as its session has ended."""
        waiting = asyncio.ensure_future(self._receive())
        try:
            done: set[asyncio.Future[Message]] = set()
            while not done and self._lives():
                done, _ = await asyncio.wait({waiting}, timeout=self._tick_s)
            if done and self._lives():
                message = waiting.result()
                if message.get("code") == NO_MESSAGE:
                    await self._cut(NO_MESSAGE)
                if message["type"] == "websocket.receive":
                    self._sessions.touch(self._session)
                return message
        finally:
            waiting.cancel()
        await self._cut(ENDED)
        return {"type": "websocket.disconnect", "code": ENDED}

    async def send(self, message: Message) -> None:
        """Hand on what the program says."""
        if self._is_cut:
            return
        self._is_open = self._is_open or message["type"] == "websocket.accept"
        if message["type"] == "websocket.send" and message.get("bytes"):
            remember(self._session, message["bytes"])
        await self._send(message)

    def _lives(self) -> bool:
        return self._sessions.find(self._token) is not None

    async def _cut(self, code: int) -> None:
        """Close it; after the end of a session send the page to the sign-in: nobody's data stays on a screen that was left."""
        if self._is_cut:
            return
        self._is_cut = True
        with suppress(RuntimeError, OSError):  # it may be gone already
            if self._is_open and code == ENDED:
                await self._send({"type": "websocket.send", "bytes": TO_SIGN_IN})
            await self._send({"type": "websocket.close", "code": code, "reason": _WHY[code]})


def _to_sign_in() -> bytes:
    """Return the message at which Streamlit's page goes to the sign-in."""
    message = ForwardMsg()
    message.auth_redirect.url = SIGN_IN
    return message.SerializeToString()


TO_SIGN_IN = _to_sign_in()


def remember(session: Session, sent: bytes) -> None:
    """Note which files and which run of the program a message gives to its reader."""
    if session.runs and len(sent) > _FIRST_MESSAGE_BYTES and MEDIA.encode() not in sent:
        return
    message = ForwardMsg()
    with suppress(DecodeError):
        message.ParseFromString(sent)
        session.media.update(_files_of(message) if MEDIA.encode() in sent else ())
        if message.WhichOneof("type") == "new_session":
            session.runs.add(message.new_session.initialize.session_id)


_FIRST_MESSAGE_BYTES = 100_000
"""The message that names a run is far smaller; larger ones without a file need not be unpacked."""


def _files_of(message: Protobuf) -> Iterator[str]:
    """Yield the names of the files that a message tells its page to take."""
    for field, value in message.ListFields():
        if field.message_type is not None:
            for each in [value] if isinstance(value, Protobuf) else value:
                if isinstance(each, Protobuf):  # of a map: its keys
                    yield from _files_of(each)
        elif field.name in _ADDRESSES and isinstance(value, str):
            found = _MEDIA_SENT.fullmatch(value)
            if found:
                yield found[1]


def of_session(scope: Scope, session: Session) -> Scope:
    """Return ``scope`` without the wish to go on with a run that is not of this session.

    Streamlit's page names, after a break, the run it wants back as the third of its subprotocols.
    """
    asked = scope.get("subprotocols", [])
    if len(asked) < 3 or asked[2] in session.runs:  # noqa: PLR2004
        return scope
    kept = asked[:2]
    headers = [(name, value) for name, value in scope["headers"] if name != b"sec-websocket-protocol"]
    return {
        **scope,
        "subprotocols": kept,
        "headers": [*headers, (b"sec-websocket-protocol", ", ".join(kept).encode("latin-1"))],
    }


def telling(scope: Scope, token: str) -> Scope:
    """Return ``scope`` with the token that was let in, and with no other that a page run could take for it."""
    headers = [(name, value) for name, value in scope["headers"] if name != TOLD.encode()]
    return {**scope, "headers": [*headers, (TOLD.encode(), token.encode("latin-1"))]}
