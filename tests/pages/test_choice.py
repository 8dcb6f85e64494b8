"""A choice is one of those that were offered, whatever a browser sends."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

PAGE = """
import streamlit as st
from pages.parts.choice import one_of
names = {"63.11.02.2001": "Hauwai"}
st.text(one_of("Desa", ["", *names], words=lambda code: names.get(code, "Semua desa"), key="kotak") or "semua")
"""


@pytest.mark.parametrize(
    ("sent", "taken"),
    [("Hauwai", "63.11.02.2001"), ("Semua desa", "semua"), ("63.11.02.2019", "semua"), ("", "semua")],
)
def test_what_was_not_offered_is_not_chosen(sent, taken):
    """``63.11.02.2019`` is no option, but is called like one: Streamlit hands it on."""
    test = AppTest.from_string(PAGE).run()
    said = WidgetStates()
    said.widgets.add(id=test.selectbox[0].proto.id, string_value=sent)
    assert test._run(said).text[0].value == taken
