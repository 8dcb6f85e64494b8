"""Who works: the name and role under which a decision is written down."""

from __future__ import annotations

import streamlit as st

from data.roles import ROLES, Actor
from pages.parts import filters, frame
from pages.parts.choice import one_of

_NAME, _ROLE = "petugas_nama", "petugas_peran"
_NAME_LENGTH = 60


def box() -> Actor:
    """Let readers say who they are; return it. Remembered, for all pages, until the end of the session."""
    known = present()
    with st.popover(f"Petugas: {known.name} · {ROLES[known.role].label}" if known.name else "Petugas: belum diisi"):
        frame.note("Nama dan peran ini ditulis di riwayat pada setiap keputusan.")
        st.text_input("Nama petugas", max_chars=_NAME_LENGTH, key=_NAME)
        one_of("Peran", list(ROLES), words=lambda key: ROLES[key].label, key=_ROLE)
    return known


def present() -> Actor:
    """Return who works in this session; without a name before somebody has said it."""
    name, role = filters.answer(_NAME), filters.answer(_ROLE)
    return Actor(name.strip() if isinstance(name, str) else "", role if isinstance(role, str) else "kasi")
