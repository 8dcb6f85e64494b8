"""One indicator over its months: a line, a gap where there is no figure, the target beside it."""

from __future__ import annotations

import re

import pandas as pd

from pages.parts.trend_chart import trend_svg


def drawn(values, targets, **changes):
    rows = pd.DataFrame({"value": values, "target": targets}, index=[f"2026-{7 + n:02d}" for n in range(len(values))])
    told = {"label": "Partisipasi <warga>", "unit": "%", "decimals": 1} | changes
    svg = trend_svg(rows.astype(float), **told)
    paths = re.findall(r'<path d="([^"]*)"', svg)
    return svg, paths[-2], paths[-1]


def test_a_month_without_a_figure_breaks_the_line_and_a_target_that_changes_bends():
    svg, target, value = drawn([50, None, 60, 70], [70, 70, 70, 80])
    assert value.count("M") == 2
    assert value.count("L") == 1
    heights = [float(y) for y in re.findall(r" ([\d.]+)", target)]
    assert heights[0] == heights[1] == heights[2] > heights[3]  # upwards is a smaller y
    assert re.findall(r">([\d,]+ %)<", svg) == ["50,0 %", "60,0 %", "70,0 %"]
    assert "Juli 2026" in svg
    assert "&lt;warga&gt;" in svg


def test_the_line_rises_where_figures_rise():
    _, _, value = drawn([50, 60], [70, 70])
    first, second = (float(y) for y in re.findall(r" ([\d.]+)", value))
    assert first > second


def test_one_month_has_its_dot_and_its_target_as_a_line():
    svg, target, value = drawn([50], [70], unit="", decimals=2)
    assert ">50,00<" in svg
    assert "H" in target
    assert "L" not in value


def test_without_a_target_there_is_no_line_of_one():
    _, target, _ = drawn([50, 60], [None, None])
    assert target == ""
