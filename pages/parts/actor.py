"""Who works: the name and role under which a decision is written down."""

from __future__ import annotations

import streamlit as st

from data.roles import ROLES, SPOKEN, Actor
from pages.parts import filters, frame, gate
from pages.parts.choice import one_of

_NAME, _ROLE = "petugas_nama", "petugas_peran"
_NAME_LENGTH = 60


def box() -> Actor:
    """Let readers say who they are; return it. Remembered, for all pages, until the end of the session.

    With accounts the gate knows it: shown, not asked.
    """
    known = present()
    if known.account:
        frame.note(f"Petugas: {known.label()}")
        return known
    with st.popover(f"Petugas: {known.name} · {ROLES[known.role].label}" if known.name else "Petugas: belum diisi"):
        frame.note("Nama dan peran ini ditulis di riwayat pada setiap keputusan.")
        st.text_input("Nama petugas", max_chars=_NAME_LENGTH, key=_NAME)
        one_of("Peran", list(SPOKEN), words=lambda key: ROLES[key].label, key=_ROLE)
    return known


def present() -> Actor:
    """Return who works in this session; without a name before somebody has said it.

    Raises
    ------
    NotSignedIn
        There are accounts, and this session is none of them (any more).
    """
    signed_in = gate.actor()
    if signed_in:
        return signed_in
    name, role = filters.answer(_NAME), filters.answer(_ROLE)
    return Actor(name.strip() if isinstance(name, str) else "", role if isinstance(role, str) else "kasi")
