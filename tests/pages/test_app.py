"""The frame of all pages, run as Streamlit runs it for each reader."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import streamlit as st
from streamlit.navigation.page import Page
from streamlit.testing.v1 import AppTest

from pages.parts import frame
from tests.pages.conftest import ROOT


def test_readers_who_open_pages_at_once_share_none(worlds, monkeypatch):
    """Streamlit notes on a page that it has run and refuses it once more: a shared one fails for the second reader.

    Here the second comes while the menu of the first is being made.
    """
    monkeypatch.setenv("PETASALUR_DB", str(worlds.path("empty")))
    menu, menus = frame.menu, []
    coming = iter([True])

    def slow(*own: dict[str, Page]) -> list[Page]:
        if next(coming, False):
            sys._getframe(1).f_globals["main"]()
        return menu(*own)

    def navigation(pages: list[Page], **_options: object) -> SimpleNamespace:
        menus.append(pages)
        return SimpleNamespace(run=lambda: None)

    monkeypatch.setattr(frame, "menu", slow)
    monkeypatch.setattr(st, "navigation", navigation)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not test.exception
    of_second, of_first = ({id(page) for page in pages} for pages in menus)
    assert len(of_first) == len(of_second) == 13
    assert not of_first & of_second
