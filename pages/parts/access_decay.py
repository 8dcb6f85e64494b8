"""The zones and weights of the scores of Akses, as the reader writes them."""

from __future__ import annotations

import streamlit as st

from analytics.access.decay import DECAY, Decay, read_decay
from data.errors import ZonesUnusable
from data.messages import sentence
from pages.parts import filters, frame

_ZONES, _WEIGHTS = "zona_akses", "bobot_akses"
_LONGEST = 60


def _read() -> Decay:
    """Return what is written; where nothing is written yet, the usual zones."""
    written = (filters.answer(_ZONES), filters.answer(_WEIGHTS))
    zones, weights = (
        text if isinstance(text, str) else usual for text, usual in zip(written, DECAY.written(), strict=True)
    )
    return read_decay(zones, weights)


def chosen() -> Decay:
    """Return the zones written, the usual ones where these cannot be used (:func:`edit` says so)."""
    try:
        return _read()
    except ZonesUnusable:
        return DECAY


def edit() -> None:
    """Let the reader write zones and weights."""
    usual = DECAY.written()
    one, two = st.columns(2)
    with one:
        st.text_input("Batas zona (menit)", usual[0], max_chars=_LONGEST, key=_ZONES)
    with two:
        st.text_input("Bobot zona", usual[1], max_chars=_LONGEST, key=_WEIGHTS)
    try:
        _read()
    except ZonesUnusable as error:
        frame.say(f"{sentence(error)} Sampai itu dipakai {DECAY.sentence}.", frame.ERROR)
