"""A reader without a browser: signs in over HTTP, works over the websocket, speaks Streamlit's own messages.

What a page shows is kept as the elements that the server sent; choices are sent back as a browser's page would send
them. Maps are not drawn and files not fetched: thirty browsers do not fit on a desk, thirty of these do.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect

_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
_KIND = {"content-type": "application/x-www-form-urlencoded"}
WAIT_S = 300.0
"""For one answer, with thirty readers on two cores."""


class Account(NamedTuple):
    """Who signs in."""

    username: str
    password: str
    role: str
    label: str


class Reader:
    """One signed-in page. ``raw``: all bytes that came; ``problems``: what a reader should never see."""

    def __init__(self, port: int, account: Account) -> None:
        self.port, self.account = port, account
        self.raw = bytearray()
        self.problems: list[str] = []
        self.pages: dict[str, str] = {}
        self.run_count = 0
        self._page = ""
        self._elements: dict[tuple[int, ...], Element] = {}
        self._states: dict[str, WidgetState] = {}
        self._line: ClientConnection | None = None

    async def come(self) -> None:
        """Sign in and open the first page."""
        cookie = await asyncio.to_thread(self._sign_in)
        self._line = await connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream", subprotocols=["streamlit", "x"],  # type: ignore[list-item]
            additional_headers={"cookie": cookie}, max_size=None, ping_interval=None, proxy=None,
        )  # fmt: skip
        await self._run()

    async def leave(self) -> None:
        """Close the page."""
        if self._line:
            await self._line.close()

    def _sign_in(self) -> str:
        address = f"http://127.0.0.1:{self.port}"
        with requests.Session() as line:
            line.trust_env = False
            found = re.search(r'name="tanda" value="(\w+)"', line.get(f"{address}/masuk", timeout=WAIT_S).text)
            assert found, "no form"
            form = {"tanda": found[1], "nama": self.account.username, "sandi": self.account.password, "ke": "/"}
            answer = line.post(f"{address}/masuk", data=form, headers=_KIND, allow_redirects=False, timeout=WAIT_S)
            assert answer.status_code == 303, f"{self.account.username} does not come in: {answer.status_code}"
            return "; ".join(f"{each.name}={each.value}" for each in line.cookies)

    # --- acting -------------------------------------------------------------------------------------------

    async def open(self, path: str) -> None:
        """Go to a page by its address."""
        self._page, self._states = self.pages[path], {}
        await self._run()

    async def choose(self, label: str, value: str) -> None:
        """Choose an entry of a box, write into a field."""
        for kind in ("selectbox", "text_input"):
            for element in self._found(kind):
                if label in (element.label, element.placeholder):
                    self._states[element.id] = WidgetState(id=element.id, string_value=value)
                    if not element.form_id:
                        await self._run()
                    return
        raise LookupError(f"{self.account.label}: no field {label}; {self.buttons()} {self.text()[-500:]}")

    async def press(self, label: str) -> None:
        """Press a button."""
        for element in self._found("button"):
            if element.label == label:
                await self._run(WidgetState(id=element.id, trigger_value=True))
                return
        raise LookupError(f"no button {label}")

    async def pick(self, column: str, row: int) -> pd.Series:
        """Tick a row of the table with ``column``, counted around; return it."""
        for element in self._found("dataframe"):
            rows = table_of(element)
            if element.id and column in rows:
                chosen = {"selection": {"rows": [row % len(rows)], "columns": [], "cells": []}}
                self._states[element.id] = WidgetState(id=element.id, string_value=json.dumps(chosen))
                await self._run()
                return rows.iloc[row % len(rows)]
        raise LookupError(f"{self.account.label}: no table with {column}; {self.buttons()} {self.text()[-500:]}")

    # --- seeing -------------------------------------------------------------------------------------------

    def options(self, label: str) -> list[str]:
        """Return the entries of a box; none where it is not there."""
        return next((list(each.options) for each in self._found("selectbox") if each.label == label), [])

    def buttons(self) -> list[str]:
        """Return what the buttons of the page say."""
        return [each.label for each in self._found("button")]

    def text(self) -> str:
        """Return what the page says now, tables aside."""
        told = [each.html.body for each in self._elements.values() if each.WhichOneof("type") == "html"]
        return "\n".join([*told, *(each.body for each in self._found("markdown"))])

    def tables(self) -> list[pd.DataFrame]:
        """Return the tables of the page now."""
        return [table_of(element) for element in self._found("dataframe")]

    def _found(self, kind: str) -> Iterator[Any]:
        for element in self._elements.values():
            if element.WhichOneof("type") == kind:
                yield getattr(element, kind)

    # --- the wire -----------------------------------------------------------------------------------------

    async def _run(self, *pressed: WidgetState) -> None:
        assert self._line
        message = BackMsg()
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.CopyFrom(WidgetStates(widgets=[*self._states.values(), *pressed]))
        await self._line.send(message.SerializeToString())
        async with asyncio.timeout(WAIT_S):
            while not self._took(await self._line.recv()):
                pass
        self.run_count += 1

    def _took(self, sent: str | bytes) -> bool:
        """Take one message in; return whether it ends the run."""
        content = sent if isinstance(sent, bytes) else sent.encode()
        self.raw += content
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._elements = {}
        elif kind == "navigation":
            self.pages = {each.url_pathname: each.page_script_hash for each in message.navigation.app_pages}
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            self._elements[tuple(message.metadata.delta_path)] = element
            if element.WhichOneof("type") == "exception":
                self.problems.append(element.exception.message[:200])
        elif kind in {"page_not_found", "auth_redirect", "session_event"}:
            self.problems.append(kind)
        return kind == "script_finished" and message.script_finished in _DONE


def table_of(element: Any) -> pd.DataFrame:
    """Return the rows that a table element brings."""
    with pa.ipc.open_stream(element.arrow_data.data) as read:
        return read.read_pandas()
