"""Pictures of maps for papers: true scale, names that do not meet, the same bytes each time."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.collections import PathCollection
from matplotlib.patches import Rectangle
from PIL import Image

from geo.maps import static, static_ground
from geo.maps.palette import SEQUENTIAL
from geo.maps.static_ground import text_width_pt, wrapped
from geo.maps.static_legend import _levels, bar_metres

SMALL = static.Size(width_mm=90, height_mm=60, text_pt=6, dpi=72, legend_mm=32)
"""90 mm are 255.1 points: at 72 dots per inch as many pixels."""


def desa_layer(side: int = 3, step_deg: float = 0.05) -> gpd.GeoDataFrame:
    """``side`` × ``side`` squares near Halong, the last of them narrow and with a long name."""
    cells = [
        shapely.box(115.6 + x * step_deg, -2.3 + y * step_deg, 115.6 + (x + 1) * step_deg, -2.3 + (y + 1) * step_deg)
        for y in range(side) for x in range(side)
    ]  # fmt: skip
    codes = [f"63.11.02.{2001 + number}" for number in range(side * side)]
    names = [f"Desa {number}" for number in range(side * side - 1)] + ["Baruh Panyambaran Sungai Pumpung Hilir"]
    frame = pd.DataFrame({"desa_name": names, "kecamatan_code": "63.11.02"}, index=pd.Index(codes, name="desa_code"))
    return gpd.GeoDataFrame(frame, geometry=cells, crs=4326)


@pytest.fixture(scope="module")
def layer():
    return desa_layer()


@pytest.fixture(scope="module")
def land(layer):
    return static.ground(layer)


@pytest.fixture(scope="module")
def fill(layer):
    """Eight values in two classes; the ninth desa has none."""
    values = pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8, np.nan], index=layer.index)
    return static.choropleth(values, (4.0,), title="Belum terlayani", decimals=0)


def test_classes_and_words_are_those_of_the_screen(fill):
    """1–4 and 5–8: four desa each, the lightest and the darkest of the hue."""
    told = [(entry.label, entry.colour, entry.count) for entry in fill.legend.entries]
    assert told == [("sampai 4", SEQUENTIAL[0], 4), ("5 atau lebih", SEQUENTIAL[-1], 4)]


def test_the_picture_has_the_size_asked_for(land, fill):
    picture = Image.open(io.BytesIO(static.draw(land, static.Sheet(fill), size=SMALL)))
    assert picture.size == (255, 170)
    colours = {colour for _, colour in picture.convert("RGB").getcolors(100_000)}
    assert {(0xF3, 0xE6, 0xF1), (0x76, 0x2D, 0x6F)} <= colours  # both classes


def test_the_same_sheet_gives_the_same_bytes_in_any_thread(layer, fill):
    sheet = static.Sheet(fill, title="Judul", source="Sumber: x")
    with ThreadPoolExecutor(4) as pool:
        made = list(
            pool.map(lambda kind: static.draw(static.ground(layer), sheet, kind=kind, size=SMALL), ["svg", "png"] * 3)
        )
    assert len(set(made[::2])) == 1
    assert len(set(made[1::2])) == 1


def test_svg_asks_nothing_of_other_hosts_and_tells_no_time(land, fill):
    svg = static.draw(land, static.Sheet(fill), kind="svg", size=SMALL).decode()
    ET.fromstring(svg)  # noqa: S314  our own text
    used = set(re.findall(r'(?:href|src)="([^"]*)"', svg)) | set(re.findall(r"url\(([^)]*)\)", svg))
    assert all(link.startswith("#") for link in used)
    assert "<dc:date>" not in svg


def test_texts_of_files_are_never_read_as_formulas_or_markup(layer, fill):
    hostile = layer.assign(desa_name="$x^{2}$ <script>&")
    svg = static.draw(static.ground(hostile), static.Sheet(fill, title="$\\frac{1}{2}$ & <b>"), kind="svg", size=SMALL)
    assert b"<script" not in svg
    ET.fromstring(svg)  # noqa: S314


def words_of(figure):
    """Return the lines written, colour after colour."""
    written = [each for each in figure.artists if isinstance(each, PathCollection) and each.get_zorder() == 7]
    return [line for each in written for line in each.get_label().split("\n")]


def test_desa_without_a_class_are_hatched_and_counted(land, fill):
    """Eight of nine are classed: one is hatched, and the legend says so."""
    figure = static._figure(land, static.Sheet(fill, with_names=False), SMALL)
    hatched = [each for each in figure.artists if isinstance(each, PathCollection) and each.get_hatch()]
    assert [len(each.get_paths()) for each in hatched] == [1]
    assert [text for text in words_of(figure) if "tidak ada data" in text] == ["tidak ada data (1)"]


def test_the_scale_bar_is_true_in_the_plane_of_the_map(land, fill):
    """All desa are drawn 15 km wide and 16.6 km high on the paper; the bar's points times that are what it says."""
    figure = static._figure(land, static.Sheet(fill), SMALL)
    outline = next(each for each in figure.artists if isinstance(each, PathCollection) and each.get_zorder() == 3)
    drawn = outline.get_paths()[0].get_extents()
    west, south, east, north = land.bounds
    metres_per_pt = (east - west) / drawn.width
    assert metres_per_pt == pytest.approx((north - south) / drawn.height, rel=1e-3)
    halves = [each for each in figure.artists if isinstance(each, Rectangle)][-2:]
    length_m = sum(half.get_width() for half in halves) * metres_per_pt
    written = next(text for text in words_of(figure) if re.fullmatch(r"\d+ k?m", text))
    number, unit = written.split()
    assert length_m == pytest.approx(int(number) * {"km": 1000, "m": 1}[unit], rel=1e-3)


@pytest.mark.parametrize(("longest_m", "bar"), [(99, 50), (2000, 2000), (4999, 2000), (5001, 5000), (0.5, 1)])
def test_the_bar_has_a_round_length(longest_m, bar):
    assert bar_metres(longest_m) == bar


def test_names_lie_on_their_own_desa_and_meet_no_other(land):
    view, metres_per_pt = static.view_of(land.bounds, 150, 150)
    names = land.names_in(view, metres_per_pt, 6)
    placed = [*names.written, *names.numbers]
    assert len(placed) + names.lost_count == 9
    boxes = [_box(name, metres_per_pt, 6) for name in placed]
    assert not any(one.intersects(other) for at, one in enumerate(boxes) for other in boxes[:at])
    for name, box in zip(placed, boxes, strict=True):
        at = land.shapes[land.shapes.contains(shapely.Point(name.x, name.y))].index
        told = names.listed[int(name.text) - 1] if name.is_number else name.text.replace("\n", " ")
        assert land.names[at[0]] == told
        assert land.shapes[at[0]].intersection(box).area > 0.5 * box.area


def test_what_does_not_fit_gets_a_number(land):
    """At half the room "Desa 3" still fits; the long name becomes number 1."""
    view, metres_per_pt = static.view_of(land.bounds, 120, 120)
    names = land.names_in(view, metres_per_pt, 6)
    assert len(names.written) == 8
    assert names.listed == ("Baruh Panyambaran Sungai Pumpung Hilir",)
    assert [name.text for name in names.numbers] == ["1"]


def _box(name, metres_per_pt, size_pt):
    lines = name.text.split("\n")
    half = max(text_width_pt(line, size_pt) for line in lines) * metres_per_pt / 2
    tall = len(lines) * size_pt * metres_per_pt / 2
    return shapely.box(name.x - half, name.y - tall, name.x + half, name.y + tall)


def test_a_very_long_word_is_cut_without_measuring_it_letter_by_letter(monkeypatch):
    """As it was cut before, one letter less at a time, 30,000 letters took hours."""
    measured = []
    real = static_ground.text_width_pt
    monkeypatch.setattr(
        static_ground,
        "text_width_pt",
        lambda text, *size, **how: measured.append(len(text)) or real(text, *size, **how),
    )
    [line] = wrapped("A" * 5_000, 60, 8)
    assert text_width_pt(line, 8) <= 60 < text_width_pt("A" + line, 8)
    assert sum(measured) < 3 * 5_000


def test_lines_are_no_wider_than_the_column():
    lines = wrapped("keluarga miskin yang belum menerima " + "x" * 80, 60, 7)
    assert max(text_width_pt(line, 7) for line in lines) <= 60
    assert lines[-1].endswith("…")


def test_bivariate_counts_each_field(layer):
    """Three desa per row of need; aid 0, 1, 2 in turn: one desa in each field."""
    need = pd.Series(np.repeat([0, 1, 2], 3), index=layer.index)
    aid = pd.Series(np.tile([0, 1, 2], 3), index=layer.index)
    words = ("a", "b", "c")
    found = static.bivariate(need, aid, need_name="Miskin", aid_name="Cakupan", need_labels=words, aid_labels=words)
    assert found.legend.counts == ((1, 1, 1), (1, 1, 1), (1, 1, 1))
    assert found.classes.tolist() == list(range(9))


@pytest.mark.parametrize(("side", "told"), [(40, ["rendah", "sedang", "tinggi"]), (20, ["rendah", "tinggi"])])
def test_words_below_the_square_never_touch(side, told):
    """At 6 points "sedang" is about 22 points wide: three of them stand on 3 × 40 points, not on 3 × 20."""
    written = []

    class Pen:
        def text(self, x, _y, text, *, size, ha, **_how):
            wide = text_width_pt(text, size)
            start = x - wide * {"left": 0, "center": 0.5, "right": 1}[ha]
            written.append((text, start, start + wide))

        y = 0

    _levels(Pen(), 10, side, 6)
    assert [text for text, _start, _end in written] == told
    assert written[0][1] >= 10 - 1
    assert written[-1][2] <= 10 + 3 * side + 1
    assert all(end < start for (_, _, end), (_, start, _) in pairwise(written))


def test_not_significant_is_a_class_of_its_own(layer):
    groups = pd.Series(["hh", "", "", "", "", "", "", "", None], index=layer.index)
    found = static.marked(groups, {"hh": ("tinggi di antara tinggi", "#762d6f")}, title="LISA")
    assert [(entry.label, entry.count, bool(entry.hatch)) for entry in found.legend.entries] == [
        ("tinggi di antara tinggi", 1, False), ("tidak signifikan", 7, True),
    ]  # fmt: skip
    assert int(found.classes.isna().sum()) == 1


def test_only_desa_in_focus_are_named(layer):
    codes = list(layer.index[:3])
    land = static.ground(layer, focus=codes)
    view, metres_per_pt = static.view_of(land.bounds, 150, 60)
    names = land.names_in(view, metres_per_pt, 6)
    assert {name.text for name in names.written} == {"Desa 0", "Desa 1", "Desa 2"}
    assert int(land.in_focus.sum()) == 3


def test_nothing_in_focus_is_a_fault_of_the_caller(layer):
    with pytest.raises(ValueError, match="no desa"):
        static.ground(layer, focus=[])
