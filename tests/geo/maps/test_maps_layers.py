from __future__ import annotations

import json
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.maps.classes import classify, quantile_limits
from geo.maps.layers import bivariate, choropleth, layer, spec, tips
from geo.maps.legend import bivariate_legend, dots_legend, sequential_legend, trips_legend
from geo.maps.palette import BIVARIATE, SEQUENTIAL, SEQUENTIAL_AID, TRIPS
from geo.maps.points import DotStyle


def fields(one) -> dict:
    return json.loads(one.script())


# --- classes --------------------------------------------------------------------------------------------


def test_quantile_limits_share_the_desa_evenly():
    """1 … 9 in three classes: 1–3, 4–6, 7–9."""
    values = pd.Series(range(1, 10))
    assert quantile_limits(values, 3) == (3, 6)
    assert classify(values, (3, 6)).tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_equal_values_share_a_class_and_missing_stay_missing():
    values = pd.Series([0, 0, 0, 0, 5, None], dtype="Float64")
    limits = quantile_limits(values, 3)
    assert limits == (0,)
    assert classify(values, limits).tolist() == [0, 0, 0, 0, 1, pd.NA]


@pytest.mark.parametrize("values", [[], [None, None], [7, 7, 7]])
def test_without_difference_there_is_one_class(values):
    series = pd.Series(values, dtype="Float64")
    assert quantile_limits(series, 5) == ()
    assert classify(series, ()).dropna().eq(0).all()


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(2, 5))
def test_classes_rise_with_the_values_and_none_is_beyond_the_last(values, count):
    series = pd.Series(values)
    found = classify(series, quantile_limits(series, count))
    assert found.between(0, count - 1).all()
    assert found[series.sort_values().index].is_monotonic_increasing


# --- colours of desa ------------------------------------------------------------------------------------


def test_magenta_is_much_need_and_little_aid():
    need, aid = pd.Series({"a": 2, "b": 0}), pd.Series({"a": 0, "b": 2})
    found = fields(bivariate(need, aid))
    assert found["colours"][found["classes"]["a"]] == "#be64ac" == BIVARIATE[2][0]
    assert found["colours"][found["classes"]["b"]] == "#5ac8c8" == BIVARIATE[0][2]


def test_a_desa_that_misses_one_of_the_two_has_no_class():
    need, aid = pd.Series({"a": 1, "b": pd.NA}, dtype="Int8"), pd.Series({"a": 1, "c": 2}, dtype="Int8")
    assert fields(bivariate(need, aid))["classes"] == {"a": 4}


def test_a_class_without_a_colour_is_an_error():
    with pytest.raises(ValueError, match="for 5 colours"):
        choropleth(pd.Series({"a": 5}), SEQUENTIAL)


def test_tips_say_nothing_where_nothing_is_known():
    texts = pd.DataFrame({"Miskin": ["1.234", None]}, index=["a", "b"])
    assert fields(tips(texts)) == {"kind": "tips", "labels": ["Miskin"], "rows": {"a": ["1.234"], "b": [None]}}


def test_a_spec_is_one_json_object_with_sides():
    text = spec([layer("title", text="x").on_side(1), layer("title", text="y")], selected="a")
    assert json.loads(text) == {
        "layers": [{"kind": "title", "side": 1, "text": "x"}, {"kind": "title", "text": "y"}],
        "selected": "a",
        "zoom": True,
    }


# --- palettes -------------------------------------------------------------------------------------------


def lightness(colour: str) -> float:
    """CIE L* of an sRGB colour, https://www.w3.org/TR/css-color-4/#color-conversion-code."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    y = linear @ [0.2126, 0.7152, 0.0722]
    return float(116 * np.cbrt(y) - 16)


@pytest.mark.parametrize("colours", [SEQUENTIAL, SEQUENTIAL_AID], ids=["need", "aid"])
def test_a_sequence_darkens_in_steps_anyone_can_see(colours):
    steps = -np.diff([lightness(colour) for colour in colours])
    assert len(colours) == 5
    assert steps.min() > 8


def test_trips_have_eight_distinct_colours():
    assert len(set(TRIPS)) == 8


# --- legends --------------------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Collects texts and tags, and fails on a tag that is not closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts, self.tags, self.open = [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - as HTMLParser calls it
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


SQUARE = {
    "need_name": "Keluarga miskin",
    "aid_name": "Bantuan",
    "need_labels": ("sampai 30 %", "30–45 %", "di atas 45 %"),
    "aid_labels": ("a", "b", "c"),
}


def test_the_square_counts_desa_with_much_need_on_top():
    texts = Reader(bivariate_legend([[1, 2, 3], [4, 5, 6], [7, 8, 9]], **SQUARE)).texts
    assert [text for text in texts if text.isdigit()] == list("789456123")
    assert {"di atas 45 %", "Keluarga miskin →", "Bantuan →"} <= set(texts)
    assert "tidak ada data" not in "".join(texts)


def test_no_data_is_in_the_legend_only_when_there_is_none():
    assert "tidak ada data (3)" in Reader(sequential_legend("x", "ab", SEQUENTIAL[:2], no_data_count=3)).texts
    assert "tidak ada data" not in sequential_legend("x", "ab", SEQUENTIAL[:2])


@pytest.mark.parametrize(
    "html",
    [
        sequential_legend("<b>&", ["<i onclick='x'>"], SEQUENTIAL, no_data_count="<u>"),
        dots_legend("<b>", [DotStyle('<img src="x">', "#000", is_filled=True)]),
        trips_legend("<b>", [("#000", "<script>x</script>")]),
        bivariate_legend([["<b>"] * 3] * 3, **{**SQUARE, "need_name": '"><b>', "need_labels": ["<i>"] * 3}),
    ],
    ids=["sequential", "dots", "trips", "bivariate"],
)
def test_texts_in_legends_are_inert(html):
    assert set(Reader(html).tags) <= {"div", "span"}
