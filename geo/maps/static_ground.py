"""The ground of a picture of a map: shapes in metres, as simple as the paper can show, and where names fit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib import get_data_path
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from geo.crs import WGS84, utm_crs

FONT = f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf"
BOLD = f"{get_data_path()}/fonts/ttf/DejaVuSans-Bold.ttf"
LONGEST_NAME = 40
PAD = 0.03
"""Room around the desa, share of their extent."""
OWN_SHARE = 0.6
"""So much of a name must lie on its own desa; else the reader takes it for the neighbour's."""
GRID_M = 1.0
"""Borders closer than this are one, where a layer was not cleaned."""
LINE_HEIGHT = 1.15
CAP_HEIGHT = 0.73
"""Of a capital letter of DejaVu Sans, share of its size."""
ASCENT, DESCENT = 0.76, 0.24
"""Of "l" and "p" above and below the line, share of its size."""
GAP_PT = 1.0
FINE = 100
"""Size of the letters that are measured, points: fine enough for every smaller one."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    """A name (or, ``is_number``, the number that stands for one): its lines, and the middle of its box in metres."""

    text: str
    x: float
    y: float
    is_number: bool = False


@dataclass(frozen=True)
class Names:
    """``written``: names that fit on their desa. ``numbers``: those that do not, of the same order as ``listed``.

    ``lost_count``: desa too small even for a number.
    """

    written: tuple[Name, ...]
    numbers: tuple[Name, ...]
    listed: tuple[str, ...]
    lost_count: int


@dataclass(frozen=True, eq=False)
class Ground:
    """Desa in metres (UTM), index ``desa_code``: shapes, names, who is in focus; the rest is context."""

    shapes: gpd.GeoSeries
    names: pd.Series
    in_focus: pd.Series
    kecamatan: tuple[Path, ...]
    """Outlines of the kecamatan in focus; of all desa in focus together where nobody knows their kecamatan."""
    paths: pd.Series
    _names_kept: dict[tuple[float, ...], Names] = field(default_factory=dict)

    @property
    def bounds(self) -> Box:
        """West, south, east, north of the desa in focus, metres."""
        return tuple(self.shapes[self.in_focus].total_bounds.tolist())

    def project(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points in degrees as rows of x, y in metres."""
        points = gpd.GeoSeries(shapely.points(lon, lat), crs=WGS84).to_crs(self.shapes.crs)
        return shapely.get_coordinates(points.to_numpy())

    def names_in(self, view: Box, metres_per_pt: float, text_pt: float) -> Names:
        """Return the names that fit into ``view`` at this scale, and numbers for others; kept for the next picture."""
        key = (*view, metres_per_pt, text_pt)
        if key not in self._names_kept:
            self._names_kept[key] = _fitting(self, view, metres_per_pt, text_pt)
        return self._names_kept[key]


def ground(desa: gpd.GeoDataFrame, *, focus: Sequence[str] | None = None, max_points_per_desa: int = 400) -> Ground:
    """Return ``desa`` ready to be drawn, once for all pictures of the same desa.

    Parameters
    ----------
    desa
        Index ``desa_code``; ``desa_name`` and, if known, ``kecamatan_code``; any reference system.
    focus
        Codes that the picture is about; ``None``: all. The others are shown pale where they come into view.
    max_points_per_desa
        Borders are simplified together (they stay shared) until no more are left on average.

    Raises
    ------
    ValueError
        No desa is in focus: there is nothing to draw.
    """
    known = desa[~(desa.geometry.isna() | desa.geometry.is_empty)].sort_index()
    codes = known.index if focus is None else known.index[known.index.isin(list(focus))]
    if not len(codes):
        raise ValueError("no desa to draw")
    degrees = known.geometry.to_crs(WGS84)
    metric = degrees.to_crs(utm_crs(degrees.loc[codes]))
    west, south, east, north = metric.loc[codes].total_bounds
    near = metric.cx[west - (east - west) : east + (east - west), south - (north - south) : north + (north - south)]
    shapes = gpd.GeoSeries(
        _simple(shapely.make_valid(near.to_numpy()), max_points_per_desa), index=near.index, crs=metric.crs
    )
    kept = known.loc[near.index]
    in_focus = pd.Series(kept.index.isin(codes), kept.index)
    kecamatan = kept["kecamatan_code"].fillna("") if "kecamatan_code" in kept else pd.Series("", index=kept.index)
    parts = shapes[in_focus].groupby(kecamatan[in_focus], sort=True)
    whole = tuple(outline(shapely.union_all(part.to_numpy(), grid_size=GRID_M)) for _, part in parts)
    paths = pd.Series([outline(shape) for shape in shapes], index=shapes.index)
    return Ground(shapes, kept["desa_name"].map(_printable), in_focus, whole, paths)


def _simple(shapes: NDArray[np.object_], max_points: int) -> NDArray[np.object_]:
    """Return the coverage with fewer points: tolerance 5, 10, 20 … m until there are few enough."""
    tolerance_m = 5.0
    while shapely.get_num_coordinates(shapes).sum() > max_points * len(shapes):
        shapes = shapely.coverage_simplify(shapes, tolerance_m)
        tolerance_m *= 2
    return shapes


def _printable(name: object) -> str:
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(name)).split())
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def outline(shape: shapely.Geometry) -> Path:
    """Return a polygon or multipolygon as one path, holes and all; other parts are left out."""
    rings = [
        ring for part in shapely.get_parts(shape) if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]  # fmt: skip
    if not rings:
        return Path(np.zeros((0, 2)))
    return Path.make_compound_path(*(Path(shapely.get_coordinates(ring), closed=True) for ring in rings))


# --- names ------------------------------------------------------------------------------------------


def font(size_pt: float, *, is_bold: bool = False) -> FontProperties:
    """Return the letters of every picture: DejaVu Sans, which comes with matplotlib."""
    return FontProperties(fname=BOLD if is_bold else FONT, size=size_pt)


def text_width_pt(text: str, size_pt: float, *, is_bold: bool = False) -> float:
    """Return how wide one line of text is, points."""
    return _width_at_one(text, BOLD if is_bold else FONT) * size_pt


@lru_cache(maxsize=20_000)
def _width_at_one(text: str, file: str) -> float:
    """Return the width of a text in letters of one point."""
    face = get_font(file)
    face.set_size(FINE, 72)
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(face.get_width_height()[0]) / 64 / FINE


def name_path(name: Name, size_m: float) -> Path:
    """Return the letters of a name on the map as one outline, ``size_m`` metres high."""
    return _letters(name.text, is_bold=name.is_number).transformed(Affine2D().scale(size_m).translate(name.x, name.y))


def line_path(text: str, x: float, y: float, size: float, *, is_bold: bool, ha: str = "left", va: str = "top") -> Path:
    """Return one line as an outline; its ``ha`` (left, center, right) and ``va`` (top, center) are at x, y."""
    width = _width_at_one(text, BOLD if is_bold else FONT) * size
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[ha] * width
    base = y - size * {"top": ASCENT, "center": (ASCENT - DESCENT) / 2}[va]
    return _line(text, is_bold=is_bold).transformed(Affine2D().scale(size).translate(left, base))


@lru_cache(maxsize=4000)
def _line(text: str, *, is_bold: bool) -> Path:
    """Return one line of text from (0, 0) on, in letters of size 1; nothing in it is read as a formula."""
    points, codes = text_to_path.get_text_path(font(1, is_bold=is_bold), text)
    return Path(np.asarray(points).reshape(-1, 2) / text_to_path.FONT_SCALE, codes)


@lru_cache(maxsize=4000)
def _letters(text: str, *, is_bold: bool) -> Path:
    """Return lines of text around (0, 0), in letters of size 1."""
    lines = text.split("\n")
    made = []
    for step, line in enumerate(lines):
        low = (len(lines) - 1) / 2 * LINE_HEIGHT - step * LINE_HEIGHT - CAP_HEIGHT / 2
        to = Affine2D().translate(-_width_at_one(line, BOLD if is_bold else FONT) / 2, low)
        made.append(_line(line, is_bold=is_bold).transformed(to))
    return Path.make_compound_path(*made)


def _fitting(land: Ground, view: Box, metres_per_pt: float, text_pt: float) -> Names:
    """Place names, those of large desa first: each on its own desa, none over another; then numbers for the rest."""
    shapes, names = land.shapes[land.in_focus], land.names[land.in_focus]
    order = shapes.area.sort_values(ascending=False, kind="stable").index
    circles = shapely.maximum_inscribed_circle(shapes.loc[order].to_numpy(), tolerance=metres_per_pt)
    centres = dict(zip(order, shapely.get_coordinates(shapely.get_point(circles, 0)).tolist(), strict=True))
    taken: list[Box] = []

    def place(code: str, text: str, *, is_number: bool) -> Name | None:
        for tried, box in _tries(text, centres[code], metres_per_pt, text_pt):
            if _is_inside(box, view) and not any(_meet(box, other) for other in taken) and _is_own(shapes[code], box):
                taken.append(box)
                return Name(tried, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, is_number)
        return None

    placed = {code: name for code in order if (name := place(code, names[code], is_number=False))}
    rest = names.drop(list(placed)).sort_values(kind="stable").index
    numbers: list[Name] = []
    listed = []
    for code in rest:
        if number := place(code, str(len(numbers) + 1), is_number=True):
            numbers.append(number)
            listed.append(names[code])
    return Names(tuple(placed.values()), tuple(numbers), tuple(listed), len(rest) - len(numbers))


def _tries(name: str, middle: Sequence[float], metres_per_pt: float, text_pt: float) -> list[tuple[str, Box]]:
    """Return a name in one line and, if it has words, in two: in the middle, a little above, a little below."""
    x, y = middle
    words = name.split()
    texts = [name]
    if len(words) > 1:
        cuts = ["\n".join((" ".join(words[:cut]), " ".join(words[cut:]))) for cut in range(1, len(words))]
        texts.append(min(cuts, key=lambda text: max(map(len, text.split("\n")))))
    found = []
    for text in texts:
        lines = text.split("\n")
        width = (max(text_width_pt(line, text_pt) for line in lines) + 2 * GAP_PT) * metres_per_pt
        height = (len(lines) * text_pt * LINE_HEIGHT + 2 * GAP_PT) * metres_per_pt
        for shift in (0.0, 0.5, -0.5):
            low = y + (shift - 0.5) * height
            found.append((text, (x - width / 2, low, x + width / 2, low + height)))
    return found


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _is_inside(box: Box, view: Box) -> bool:
    return view[0] <= box[0] and box[2] <= view[2] and view[1] <= box[1] and box[3] <= view[3]


def _is_own(shape: shapely.Geometry, box: Box) -> bool:
    area = (box[2] - box[0]) * (box[3] - box[1])
    return bool(shapely.clip_by_rect(shape, *box).area >= OWN_SHARE * area)


def wrapped(text: str, width_pt: float, size_pt: float, *, is_bold: bool = False) -> list[str]:
    """Return a text in lines no wider than ``width_pt``; a word that is wider alone is cut short."""

    def fits(line: str) -> bool:
        return text_width_pt(line, size_pt, is_bold=is_bold) <= width_pt

    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or fits(longer):
            lines[-1] = longer
        else:
            lines.append(word)
    return [line if fits(line) else _cut(line, fits) for line in lines]


def _cut(line: str, fits: Callable[[str], bool]) -> str:
    """Return as many letters as fit before "…", looked for from the short side: how long the line is costs nothing."""
    most = 1
    while most < len(line) and fits(line[:most] + "…"):
        most *= 2
    return line[: bisect_left(range(1, min(most, len(line)) + 1), True, key=lambda n: not fits(line[:n] + "…"))] + "…"
