"""What a start without ``run.py`` still lacks is made at the first page: map assets and the demo database."""

from __future__ import annotations

from threading import Lock

import streamlit as st

from data.demo.command import make_demo
from geo.maps.assets import missing_assets
from geo.maps.assets.install import install
from pages.parts import filters
from pages.parts.wait import waiting

_ONE_AT_A_TIME = Lock()


def prepare() -> None:
    """Install the assets of the maps and draw the demo where they are missing, showing how far it is."""
    with _ONE_AT_A_TIME:
        _prepare()


def _prepare() -> None:
    if missing_assets():
        with st.status("Memasang aset peta (sekali saja, perlu internet) …"):
            install()
    path = filters.database()
    if path == filters.DEMO_DB and not path.is_file():
        with waiting("Menyusun data contoh …") as progress:
            make_demo(path, progress=progress)
