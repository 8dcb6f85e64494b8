"""A text of a file must come out of the browser's parser as it went in, and disturb nobody on the way."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template
from streamlit_folium import generate_leaflet_string

from geo.maps.base import show_group
from geo.maps.escape import to_js
from geo.maps.layers import title

TEXTS = st.text(st.sampled_from("{}%#<>&'\"\\`_$/=;\u2028\u2029\0\n aé") | st.characters(), max_size=20)


@given(st.recursive(TEXTS | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_json_reads_it_back_unchanged(value):
    assert json.loads(to_js(value)) == value


@given(TEXTS)
def test_no_hand_on_the_way_finds_its_own_words(text):
    script = to_js({"name": [text]})
    assert script.isascii()
    assert not re.search(r"[<>&'`_]|\{\{|\{%|\{#", script)
    assert Template(script).render() == script  # jinja, in branca's Element


@given(TEXTS)
def test_streamlit_folium_passes_the_text_on(text):
    """Its patterns replace ``{{'x'}}`` and ``_id``; the JSON in its string still holds the text."""
    script = generate_leaflet_string(show_group((title(text),)), base_id="feature_group_0")
    spec = script[script.index("Petasalur.show(") + len("Petasalur.show(") : script.rindex(")")]
    assert json.loads(spec)["layers"] == [{"kind": "title", "text": text}]


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="JSON compliant"):
        to_js(float("nan"))
