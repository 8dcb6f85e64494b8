"""The gate in front of everything: pages, websocket, uploads, media, scripts of maps.

``sessions`` knows who is signed in, ``door`` lets requests through, ``signin`` are its own few pages, ``headers`` what
every answer carries. Here is what page runs ask.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit import config

from data.accounts import Account, Accounts
from data.errors import NotSignedIn
from data.home import home
from data.roles import Actor
from pages.parts.gate.headers import FORWARDED
from pages.parts.gate.sessions import TOLD, Sessions

ACCOUNTS = Accounts(home())
SESSIONS = Sessions(ACCOUNTS)


def account() -> Account | None:
    """Return who is signed in where this page runs; ``None`` on a desk without accounts.

    Which of the cookies counts depends on TLS, which a page run does not see: the door says it.

    Raises
    ------
    NotSignedIn
        There are accounts, and this run has no session (any more); or it had one, and the accounts are gone: their
        file was taken away while a page was open, which does not make a desk of it.
    """
    token = st.context.headers.get(TOLD) or ""
    if not ACCOUNTS.exist():
        if token:
            raise NotSignedIn
        return None
    session = SESSIONS.find(token)
    if session is None:
        raise NotSignedIn
    return ACCOUNTS.all()[session.username]


def is_private() -> bool:
    """Return whether what this page shows crosses no network in the open: it is read on this machine, or under TLS."""
    is_forwarded = any(name in st.context.headers for name in FORWARDED)
    is_here = st.context.ip_address is None and not is_forwarded
    return is_here or bool(config.get_option("server.sslCertFile"))


def actor() -> Actor | None:
    """Return the same as somebody who works."""
    found = account()
    return replace(found.actor(), origin=st.context.ip_address or "") if found else None
