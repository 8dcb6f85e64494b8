"""From a network to what the map of Jalan paints. Pure: kept by ``cache.roads``, shown by ``roads_view``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from analytics.delivery.network import NetworkState
from geo.maps import legend, points
from geo.maps import roads as painter
from geo.maps.base import Bounds
from geo.maps.layers import Layer
from geo.maps.palette import ACCENT, MUTED
from geo.maps.points import DotStyle
from geo.maps.roads import NOWHERE, Drawing, Places
from geo.network.classes import CLASSES, SURFACES
from pages.parts.format import kilometres, number, percent
from pages.parts.map_layers import Picture

PIECE, CLASS, SURFACE = "piece", "road_class", "surface"
LARGEST = "#3f4a5a"
TURNS = ("#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9", "#b8a800")
"""The longest piece in slate; the others take these in turn, so that one sees where a road breaks off."""
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
    "amiss": DotStyle("titik yang perlu dilihat", ACCENT, is_filled=True),
    "reached": DotStyle("titik penyaluran", MUTED, is_filled=False),
}


@dataclass(frozen=True)
class Marks:
    """What is marked on the network: edges, places, and what to bring into view."""

    blocked: Collection[int] = ()
    chosen: Collection[int] = ()
    joins: Places = NOWHERE
    joins_title: str = ""
    ends: Places = NOWHERE
    near: Bounds | None = None


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
    lines = painter.roads(
        drawn,
        by=by,
        colours=colours,
        order=order,
        blocked=marks.blocked,
        chosen=marks.chosen,
        joins=marks.joins,
        joins_title=marks.joins_title,
        ends=marks.ends,
        near=marks.near,
    )
    parts = [html, *_signs(marks, stops)]
    return Picture((lines, *_stops(stops)), f'<div style="display:grid;gap:.3rem">{"".join(parts)}</div>')


def _stops(stops: pd.DataFrame) -> tuple[Layer, ...]:
    """Return the stops as dots; those that need a look stand out."""
    if stops.empty:
        return ()
    dots = stops.assign(detail=stops["problem"].where(stops["problem"] != "", "terjangkau"), group=stops["state"])
    return (points.families(dots, STOP_STYLES),)


def _signs(marks: Marks, stops: pd.DataFrame) -> list[str]:
    """Return the rest of the legend: rings, ends, closed stretches, stops."""
    signs = [(f"border-radius:50%;box-sizing:border-box;border:3px solid {ACCENT}", marks.joins_title, len(marks.joins.lon)),
             ("border-radius:50%;box-sizing:border-box;border:2px solid #111;transform:scale(.6)", "ujung buntu", len(marks.ends.lon)),
             ("height:4px;background:repeating-linear-gradient(90deg,#111 0 2px,#fff 2px 6px)", "ruas tertutup", len(marks.blocked))]  # fmt: skip
    told = [(shape, f"{label} ({number(count)})") for shape, label, count in signs if count]
    signs_row = [legend.signs_legend("", told)] if told else []
    return [*signs_row, *([legend.dots_legend("", list(STOP_STYLES.values()))] if len(stops) else [])]


def _by_piece(state: NetworkState) -> tuple[list[str], list[int], str]:
    lengths = state.diagnosis.pieces["length_m"]
    colours = [LARGEST, *(TURNS[rank % len(TURNS)] for rank in range(len(lengths) - 1))]
    told = [
        (colours[rank], f"{rank + 1}: {kilometres(lengths.iloc[rank])}") for rank in range(min(_NAMED, len(lengths)))
    ]
    rest = len(lengths) - _NAMED
    if rest > 0:
        told.append(
            (
                colours[_NAMED],
                f"{number(rest)} potongan lain, warna bergantian: {kilometres(lengths.iloc[_NAMED:].sum())}",
            )
        )
    title = "Satu jaringan" if len(lengths) == 1 else "Potongan"
    return colours, list(range(len(lengths))), legend.trips_legend(title, told)


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
