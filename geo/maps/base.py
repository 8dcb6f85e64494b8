"""The part of a map that stays: desa, borders of kecamatan, controls, the office's own tiles.

The geometry is made once per data version (:func:`base_map`, worth caching), travels once as a script of its
own with a name made from its content, and is kept by the browser. :func:`draw` makes the small folium map
around it, new on each run because streamlit-folium changes the objects it is given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import shapely
from branca.element import MacroElement
from folium.plugins import DualMap
from folium.template import Template

from geo.crs import utm_crs
from geo.maps.assets import localise, url_of
from geo.maps.escape import to_js
from geo.maps.layers import Layer, spec
from geo.topology import simplify

DEGREES = 100_000
"""Coordinates travel as whole numbers of 1/100,000 degree: 1.1 m."""
MAX_ZOOM = 17
METRES_PER_DEGREE = 111_320.0
NO_BASEMAP = "Tanpa peta dasar"

Bounds = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class TileSource:
    """A base map that this machine serves. ``url`` with Leaflet's ``{z}``, ``{x}``, ``{y}``."""

    url: str
    is_vector: bool
    min_zoom: int
    max_zoom: int
    bounds: Bounds
    attribution: str


@dataclass(frozen=True)
class BaseMap:
    """Geometry ready to travel.

    Parameters
    ----------
    name
        Made from the content: another name means another map.
    script
        A JavaScript file that puts the geometry into the browser's hands.
    bounds
        ((south, west), (north, east)) in degrees.
    focus
        What of it the map shows at first.
    notes
        Said in the corner of the map: source, "batas perkiraan".
    badge
        A word that must not be overlooked, such as DATA CONTOH.
    """

    name: str
    script: bytes
    bounds: Bounds
    notes: tuple[str, ...] = ()
    badge: str = ""
    focus: Bounds = ((0.0, 0.0), (0.0, 0.0))


def empty_base(bounds: Bounds) -> BaseMap:
    """Return the ground for lines and points where no desa are known."""
    nothing: dict[str, list[Any]] = {"code": [], "name": [], "kecamatan": [], "label": [], "shape": []}
    facts = {"scale": DEGREES, "bounds": bounds, "focus": bounds, "desa": nothing,
             "kecamatan": {"name": [], "label": []}, "borders": []}  # fmt: skip
    return _packed(facts, bounds, bounds, (), "")


def base_map(
    desa: gpd.GeoDataFrame,
    *,
    focus: Collection[str] = (),
    tolerance_m: float = 20.0,
    notes: tuple[str, ...] = (),
    badge: str = "",
) -> BaseMap:
    """Prepare the geometry of a map.

    Parameters
    ----------
    desa
        One row per desa, index ``desa_code``, columns ``desa_name``, ``kecamatan_code``, ``kecamatan_name``
        (nullable), geometry in EPSG:4326; a valid coverage, at least one row.
    focus
        The desa that the map shows at first; all of them where none is named.
    tolerance_m
        How coarse borders may become for display (:func:`geo.topology.simplify`).
    notes, badge
        See :class:`BaseMap`.
    """
    metric = simplify(desa, tolerance_m=tolerance_m).to_crs(utm_crs(desa))
    shown = desa[desa.index.isin(list(focus))]
    bounds, first = _bounds(desa), _bounds(shown if len(shown) else desa)
    facts = {
        "scale": DEGREES,
        "bounds": bounds,
        "focus": first,
        "desa": _desa(metric),
        "kecamatan": _kecamatan(metric),
        "borders": _borders(metric),
    }
    return _packed(facts, bounds, first, notes, badge)


def _packed(facts: dict[str, Any], bounds: Bounds, focus: Bounds, notes: tuple[str, ...], badge: str) -> BaseMap:
    name = hashlib.sha256(body := to_js(facts).encode("ascii")).hexdigest()[:16]
    script = b'Petasalur.geometry["%s"]=%s;\n' % (name.encode("ascii"), body)
    return BaseMap(name, script, bounds, notes, badge, focus)


def draw(base: BaseMap, geometry_url: str, *, sides: int = 1, tiles: TileSource | None = None) -> folium.Map | DualMap:
    """Return a folium map (two side by side, moving in step, when ``sides`` is 2) with only local links.

    ``geometry_url`` is where ``base.script`` is served.
    """
    figure = DualMap(**_options(base)) if sides == 2 else folium.Map(**_options(base))  # noqa: PLR2004 - two
    for one in (figure.m1, figure.m2) if isinstance(figure, DualMap) else (figure,):
        one.options |= {"max_zoom": MAX_ZOOM, "zoom_snap": 1 if tiles else 0.1}  # STACK trap 4
        one.add_child(_Base(base, geometry_url, tiles, is_half=isinstance(figure, DualMap)))
    localise(figure)
    return figure


def show_group(
    layers: tuple[Layer, ...], *, selected: str | None = None, zoom_to_selected: bool = True
) -> folium.FeatureGroup:
    """Return the feature group whose script paints ``layers`` onto the base map that is already drawn."""
    group = folium.FeatureGroup()
    group.add_child(_Show(spec(layers, selected=selected, zoom_to_selected=zoom_to_selected)))
    return group


class _Base(folium.elements.JSCSSMixin):
    """Calls ``Petasalur.base`` for one map, after the scripts it needs."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "Petasalur.base({{ this._parent.get_name() }}, {{ this.name }}, {{ this.options }});"
        "{% endmacro %}"
    )

    def __init__(self, base: BaseMap, geometry_url: str, tiles: TileSource | None, *, is_half: bool) -> None:
        super().__init__()
        self._name = "Base"
        self.name = to_js(base.name)
        notes = base.notes if tiles is None else (*base.notes, tiles.attribution)
        options: dict[str, Any] = {"is_half": is_half, "badge": base.badge, "notes": [note for note in notes if note]}
        options["notes"] += [NO_BASEMAP] if tiles is None else []
        options["tiles"] = None if tiles is None else asdict(tiles)
        self.options = to_js(options)
        vector = [("vector_tiles", url_of("vector-tiles.js"))] if tiles and tiles.is_vector else []
        self.default_js = [*vector, ("petasalur", url_of("petasalur.js")), ("geometry", geometry_url)]
        self.default_css = [("petasalur_css", url_of("petasalur.css"))]


class _Show(MacroElement):
    """Calls ``Petasalur.show``."""

    _template = Template("{% macro script(this, kwargs) %}Petasalur.show({{ this.spec }});{% endmacro %}")

    def __init__(self, spec_js: str) -> None:
        super().__init__()
        self._name = "Show"
        self.spec = spec_js


def _options(base: BaseMap) -> dict[str, Any]:
    (south, west), (north, east) = base.bounds
    centre = [(south + north) / 2, (west + east) / 2]
    return {"location": centre, "tiles": None, "zoom_control": False, "attribution_control": False}


def _bounds(desa: gpd.GeoDataFrame) -> Bounds:
    west, south, east, north = (float(value) for value in desa.total_bounds.round(5))
    return (south, west), (north, east)


def _desa(metric: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return columns of the desa: code, name, index of the kecamatan, place and room of the label, rings."""
    kecamatan = metric["kecamatan_code"].fillna("").astype("category").cat
    polygons = metric.geometry.to_crs(4326)
    return {
        "code": [str(code) for code in metric.index],
        "name": metric["desa_name"].fillna("(tanpa nama)").astype(str).tolist(),
        "kecamatan": kecamatan.codes.tolist(),
        "label": _anchors(metric.geometry),
        "shape": [_rings(polygon) for polygon in polygons],
    }


def _kecamatan(metric: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return columns of the kecamatan, in the order of their codes: name, place and room of the label."""
    codes = metric["kecamatan_code"].fillna("")
    united = metric.geometry.groupby(codes).agg(shapely.coverage_union_all)
    names = metric["kecamatan_name"].groupby(codes).first()
    return {
        "name": names.fillna("").astype(str).tolist(),
        "label": _anchors(gpd.GeoSeries(united, crs=metric.crs)),
    }


def _borders(metric: gpd.GeoDataFrame) -> list[list[int]]:
    """Return the borders of the kecamatan, each line once, as differences."""
    codes = metric["kecamatan_code"].fillna("")
    united = metric.geometry.groupby(codes).agg(shapely.coverage_union_all)
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(united.to_numpy())))
    parts = gpd.GeoSeries(shapely.get_parts(lines), crs=metric.crs).to_crs(4326)
    return [_differences(shapely.get_coordinates(line)) for line in parts]


def _anchors(metric: gpd.GeoSeries) -> list[list[int]]:
    """Return [lon, lat, room] of the largest circle inside each shape, in 1/100,000 degree."""
    spokes = metric.apply(shapely.maximum_inscribed_circle)
    centres = gpd.GeoSeries(shapely.get_point(spokes.to_numpy(), 0), crs=metric.crs).to_crs(4326)
    room = shapely.length(spokes.to_numpy()) / (METRES_PER_DEGREE * np.cos(np.radians(centres.y.to_numpy())))
    columns = np.column_stack([centres.x, centres.y, room]) * DEGREES
    return columns.round().astype(int).tolist()


def _rings(shape: shapely.Geometry) -> list[list[list[int]]]:
    """Return the rings of each polygon of ``shape``, outer ring first, without the repeated last point."""
    return [
        [_differences(shapely.get_coordinates(ring)[:-1]) for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(shape)
    ]


def _differences(coordinates: np.ndarray) -> list[int]:
    """Return x, y, x, y, … as whole numbers, each the difference to the point before."""
    whole = np.round(coordinates * DEGREES).astype(np.int64)
    return np.diff(whole, axis=0, prepend=[[0, 0]]).ravel().tolist()
