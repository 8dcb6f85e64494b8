"""From a network to what the map of Jalan paints. Pure: kept by ``cache.roads``, shown by ``roads_view``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from analytics.delivery.network import AMISS, LIMITED, REACHED, NetworkState
from geo.maps import legend, points
from geo.maps import roads as painter
from geo.maps.base import Bounds
from geo.maps.layers import Layer
from geo.maps.palette import ACCENT, MUTED
from geo.maps.points import DotStyle
from geo.maps.roads import Drawing, Places
from geo.network.classes import CLASSES, SURFACES
from geo.network.pieces import WATER_LABEL
from pages.parts.format import kilometres, number, percent
from pages.parts.map_layers import Picture

PIECE, CLASS, SURFACE = "piece", "road_class", "surface"
LARGEST = "#3f4a5a"
TURNS = ("#d55e00", "#009e73", "#e69f00", "#cc79a7", "#b8a800")
RIVERS = ("#0072b2", "#56b4e9")
"""The longest piece of roads in slate; the others take colours in turn, so that one sees where a road breaks off."""
_NAMED = 4
"""So many pieces stand in the legend by themselves."""
OTHER = "#9a9a9a"
CLASS_COLOURS = {
    "tol": "#000000", "arteri": "#d55e00", "kolektor": "#e69f00", "lokal": LARGEST, "layanan": OTHER,
    "jalan_tani": "#b8a800", "setapak": "#009e73", "pejalan": "#6aa84f", "tangga": "#6aa84f", "sungai": "#0072b2",
    "anak_sungai": "#56b4e9", "feri": "#cc79a7",
}  # fmt: skip
SURFACE_COLOURS = {
    "aspal": LARGEST, "diperkeras": "#e69f00", "tanah": "#b35806", "tanah_kemarau": "#d55e00", "air": "#0072b2",
    "air_musiman": "#56b4e9",
}  # fmt: skip
STOP_STYLES = {
    AMISS: DotStyle("tidak terjangkau", ACCENT, is_filled=True),
    LIMITED: DotStyle("tidak oleh setiap moda", "#e69f00", is_filled=True),
    REACHED: DotStyle("terjangkau", MUTED, is_filled=False),
}


BY_PIECE, BY_JOIN, BY_EDGE, BY_NAME = "p", "s", "r", "n"
"""Of what kind the thing is that the reader has chosen: a piece, a join, an edge, all ways of a name."""


@dataclass(frozen=True)
class Wish:
    """How loose ends are to be joined: up to how far, and whether lines that cross become junctions too."""

    snap_m: float
    with_crossings: bool


@dataclass(frozen=True)
class Thing:
    """What the reader has chosen: its kind and its number or name, two empty texts where nothing is."""

    kind: str = ""
    key: str = ""

    def number(self, kind: str, count: int) -> int | None:
        """Return the position chosen of a kind, ``None`` where none is or it is no more."""
        is_known = self.kind == kind and self.key.isdecimal() and int(self.key) < count
        return int(self.key) if is_known else None


def edges_of(state: NetworkState, thing: Thing) -> list[int]:
    """Return the edges of what is chosen."""
    edges = state.network.edges
    if thing.kind == BY_NAME:
        return np.flatnonzero(edges["name"] == thing.key).tolist()
    piece = thing.number(BY_PIECE, len(state.diagnosis.pieces))
    if piece is not None:
        return np.flatnonzero(state.diagnosis.edge_piece == piece).tolist()
    edge = thing.number(BY_EDGE, len(edges))
    return [] if edge is None else [edge]


@dataclass(frozen=True)
class Marks:
    """What is marked on the network. ``joins``: see :func:`data.roads.named_joins`; ``joins_title``: what they are."""

    blocked: Collection[int]
    joins: pd.DataFrame
    joins_title: str
    thing: Thing


def _near(state: NetworkState, marks: Marks, chosen: list[int]) -> Bounds | None:
    """Return what to bring into view: what was chosen in a table or by name, not what was clicked on the map."""
    join = marks.thing.number(BY_JOIN, len(marks.joins))
    if join is not None:
        lon, lat = float(marks.joins["lon"].iloc[join]), float(marks.joins["lat"].iloc[join])
        return _around(lon, lat)
    if not chosen or marks.thing.kind == BY_EDGE:
        return None
    west, south, east, north = (float(value) for value in shapely.total_bounds(state.network.shapes[chosen]).round(5))
    return (south, west), (north, east)


def _around(lon: float, lat: float, half: float = 0.002) -> Bounds:
    return (round(lat - half, 5), round(lon - half, 5)), (round(lat + half, 5), round(lon + half, 5))


def drawing(state: NetworkState) -> Drawing:
    """Return the lines of a network, ready to travel."""
    pieces = state.diagnosis.pieces
    told = [
        f"potongan {kind} {number(rank + 1)}: {kilometres(length_m)} ({percent(share_pct)})"
        for rank, kind, length_m, share_pct in pieces[["kind", "length_m", "share_pct"]].itertuples()
    ]
    return painter.drawing_of(
        state.network,
        piece=state.diagnosis.edge_piece,
        pieces=told,
        classes={key: (entry.label, entry.kind) for key, entry in CLASSES.items()},
        surfaces={key: entry.label for key, entry in SURFACES.items()},
        lengths=state.network.edges["length_m"].map(kilometres).tolist(),
    )


def picture(state: NetworkState, drawn: Drawing, by: str, marks: Marks, stops: pd.DataFrame) -> Picture:
    """Return the network coloured by ``by``, with its marks and the stops on it."""
    colours, order, html = {PIECE: _by_piece, CLASS: _by_class, SURFACE: _by_surface}[by](state)
    joins, ends, chosen = marks.joins, state.diagnosis.ends, edges_of(state, marks.thing)
    told = [[f"{number(gap, 1)} m", str(kind)] for gap, kind in zip(joins["distance_m"], joins["kind"], strict=True)]
    lines = painter.roads(
        drawn,
        by=by,
        colours=colours,
        order=order,
        blocked=marks.blocked,
        chosen=chosen,
        joins=Places(joins["lon"], joins["lat"], told),
        joins_title=marks.joins_title,
        ends=Places(ends["lon"], ends["lat"]),
        near=_near(state, marks, chosen),
    )
    parts = [html, *_signs(marks, len(ends), stops)]
    return Picture((lines, *_stops(stops)), f'<div style="display:grid;gap:.3rem">{"".join(parts)}</div>')


def _stops(stops: pd.DataFrame) -> tuple[Layer, ...]:
    """Return the stops as dots; those that need a look stand out."""
    if stops.empty:
        return ()
    dots = stops.assign(detail=stops["problem"].where(stops["problem"] != "", "terjangkau"), group=stops["state"])
    return (points.families(dots, STOP_STYLES),)


def _signs(marks: Marks, end_count: int, stops: pd.DataFrame) -> list[str]:
    """Return the rest of the legend: rings, ends, closed stretches, stops."""
    ends = "ujung buntu" if end_count <= painter.ENDS_SHOWN else "ujung buntu, tampak bila peta didekatkan"
    signs = [
        (f"border-radius:50%;box-sizing:border-box;border:3px solid {ACCENT}", marks.joins_title, len(marks.joins)),
        ("border-radius:50%;box-sizing:border-box;border:2px solid #111;transform:scale(.6)", ends, end_count),
        ("height:4px;background:repeating-linear-gradient(90deg,#111 0 2px,#fff 2px 6px)", "ruas tertutup", len(marks.blocked)),
    ]  # fmt: skip
    told = [(shape, f"{label} ({number(count)})") for shape, label, count in signs if count]
    signs_row = [legend.signs_legend("", told)] if told else []
    return [*signs_row, *([legend.dots_legend("Titik", list(STOP_STYLES.values()))] if len(stops) else [])]


def _by_piece(state: NetworkState) -> tuple[list[str], list[int], str]:
    lengths, kinds = state.diagnosis.pieces["length_m"], state.diagnosis.pieces["kind"]
    rank_in_kind = kinds.groupby(kinds).cumcount()
    colours = [_colour(kind, rank) for kind, rank in zip(kinds, rank_in_kind, strict=True)]
    first = zip(kinds.head(_NAMED), lengths.head(_NAMED), strict=True)
    told = [
        (colours[rank], f"{kind} {rank + 1}: {kilometres(length_m)}") for rank, (kind, length_m) in enumerate(first)
    ]
    rest = len(lengths) - _NAMED
    if rest > 0:
        rest_m = lengths.iloc[_NAMED:].sum()
        told.append((colours[_NAMED], f"{number(rest)} potongan lain, warna bergantian: {kilometres(rest_m)}"))
    title = "Satu jaringan" if len(lengths) == 1 else "Potongan"
    return colours, list(range(len(lengths))), legend.trips_legend(title, told)


def _colour(kind: str, rank: int) -> str:
    """Return the colour of the ``rank``-th longest piece of a kind."""
    if kind == WATER_LABEL:
        return RIVERS[rank % len(RIVERS)]
    return TURNS[(rank - 1) % len(TURNS)] if rank else LARGEST


def _by_class(state: NetworkState) -> tuple[list[str], list[int], str]:
    labels = {key: entry.label for key, entry in CLASSES.items()}
    return _by_column(state, "road_class", labels, CLASS_COLOURS, "Jenis")


def _by_surface(state: NetworkState) -> tuple[list[str], list[int], str]:
    labels = {key: entry.label for key, entry in SURFACES.items()}
    return _by_column(state, "surface", labels, SURFACE_COLOURS, "Permukaan")


def _by_column(
    state: NetworkState, column: str, labels: dict[str, str], known: dict[str, str], title: str
) -> tuple[list[str], list[int], str]:
    """Return a colour per value, what is longest painted first, and how long each is in the legend."""
    edges = state.network.edges
    lengths = edges["length_m"].groupby(edges[column].astype("str")).sum().sort_values(ascending=False)
    ranks = {key: rank for rank, key in enumerate(lengths.index)}
    told = [(known.get(key, OTHER), f"{labels[key]}: {kilometres(length_m)}") for key, length_m in lengths.items()]
    colours = [known.get(key, OTHER) for key in labels]
    return colours, [ranks.get(key, len(labels)) for key in labels], legend.trips_legend(title, told)
