"""The gate in front of everything: pages, websocket, uploads, media, scripts of maps.

``sessions`` knows who is signed in, ``door`` lets requests through, ``signin`` are its own few pages, ``headers`` what
every answer carries. Here is what page runs ask.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.accounts import Account, Accounts
from data.errors import NotSignedIn
from data.home import home
from data.roles import Actor
from pages.parts.gate.sessions import COOKIES, Sessions

ACCOUNTS = Accounts(home())
SESSIONS = Sessions(ACCOUNTS)


def account() -> Account | None:
    """Return who is signed in where this page runs; ``None`` on a desk without accounts.

    Raises
    ------
    NotSignedIn
        There are accounts, and this run has no session (any more).
    """
    if not ACCOUNTS.exist():
        return None
    cookies = st.context.cookies
    for name in COOKIES:
        session = SESSIONS.find(cookies.get(name) or "")
        if session:
            return ACCOUNTS.all()[session.username]
    raise NotSignedIn


def actor() -> Actor | None:
    """Return the same as somebody who works."""
    found = account()
    return replace(found.actor(), origin=st.context.ip_address or "") if found else None
