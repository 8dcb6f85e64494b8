"""A network of roads, trails and rivers on the map: its lines travel once, what is chosen about them is a small layer.

The lines are a script of their own with a name made from the content, kept by the browser like the desa
(:mod:`geo.maps.base`). ``roads.js`` paints them on a canvas.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.maps.base import DEGREES, METRES_PER_DEGREE, BaseMap, Bounds, empty_base
from geo.maps.escape import to_js
from geo.maps.layers import Layer, layer
from geo.maps.palette import ACCENT
from geo.network.model import Network

TOLERANCE_M = 4.0
"""So far a line may stray for display; its ends stay where they are."""


ENDS_SHOWN = 300
"""So many loose ends are drawn at once; of more, only when fewer are in view."""


@dataclass(frozen=True)
class Drawing:
    """The lines of a network ready to travel: ``name`` made from the content, ``script``, ``bounds`` in degrees."""

    name: str
    script: bytes
    bounds: Bounds


@dataclass(frozen=True)
class Places:
    """Points on the map: degrees, and what the tip of each says."""

    lon: Sequence[float] = ()
    lat: Sequence[float] = ()
    lines: Sequence[Sequence[str]] = field(default_factory=tuple)


NOWHERE = Places()


def drawing_of(
    network: Network,
    *,
    piece: NDArray[np.int64],
    pieces: Sequence[str],
    classes: Mapping[str, tuple[str, str]],
    surfaces: Mapping[str, str],
    lengths: Sequence[str],
    tolerance_m: float = TOLERANCE_M,
) -> Drawing:
    """Prepare the lines of a network.

    Parameters
    ----------
    piece
        The connected piece of each edge: a position in ``pieces``, what the tip says of it.
    classes, surfaces
        Key → label and kind (road, trail, water, ferry); key → label.
    lengths
        The length of each edge as the tip says it.
    """
    edges = network.edges
    shapes = shapely.simplify(network.shapes, tolerance_m / METRES_PER_DEGREE, preserve_topology=False)
    names, name_of = np.unique(edges["name"].astype(str).to_numpy(), return_inverse=True)
    facts = {
        "scale": DEGREES,
        "shape": _differences(shapes),
        "piece": piece.tolist(),
        "pieces": list(pieces),
        "name": name_of.tolist(),
        "names": names.tolist(),
        "road_class": _positions(edges["road_class"], classes),
        "classes": [label for label, _ in classes.values()],
        "kinds": [kind for _, kind in classes.values()],
        "surface": _positions(edges["surface"], surfaces),
        "surfaces": list(surfaces.values()),
        "lengths": list(lengths),
    }
    body = to_js(facts).encode("ascii")
    name = hashlib.sha256(body).hexdigest()[:16]
    west, south, east, north = (float(value) for value in shapely.total_bounds(network.shapes).round(5))
    script = b'Petasalur.networks["%s"]=%s;\n' % (name.encode("ascii"), body)
    return Drawing(name, script, ((south, west), (north, east)))


def _positions(column: pd.Series, known: Mapping[str, object]) -> list[int]:
    return pd.Categorical(column, categories=list(known)).codes.tolist()


def _differences(lines: np.ndarray) -> list[list[int]]:
    """Return each line as x, y, x, y, … in 1/100,000 degree, each the difference to the point before."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    whole = np.round(points * DEGREES).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=[[0, 0]])
    first = np.flatnonzero(np.diff(line, prepend=-1))
    steps[first] = whole[first]
    flat = steps.ravel().tolist()
    ends = [*(2 * first[1:]).tolist(), len(flat)]
    return [flat[start:end] for start, end in zip((2 * first).tolist(), ends, strict=True)]


def base_with(base: BaseMap | None, drawing: Drawing, *, notes: tuple[str, ...] = ()) -> BaseMap:
    """Return the map of the desa (``None``: there are none) with the lines of a network behind it.

    It opens on the network, where the two overlap on the desa that the map shows at first.
    """
    ground = empty_base(drawing.bounds) if base is None else base
    whole = _around(ground.bounds, drawing.bounds)
    name = hashlib.sha256(f"{ground.name} {drawing.name}".encode()).hexdigest()[:16]
    facts = to_js({"bounds": whole, "focus": _common(ground.focus, drawing.bounds)}).encode("ascii")
    own = b'Petasalur.geometry["%s"]={...Petasalur.geometry["%s"],...%s};\n' % (
        name.encode("ascii"), ground.name.encode("ascii"), facts,
    )  # fmt: skip
    script = ground.script + own + drawing.script
    return replace(ground, name=name, script=script, bounds=whole, notes=(*ground.notes, *notes))


def _around(one: Bounds, other: Bounds) -> Bounds:
    (south, west), (north, east) = one
    (south_b, west_b), (north_b, east_b) = other
    return (min(south, south_b), min(west, west_b)), (max(north, north_b), max(east, east_b))


def _common(focus: Bounds, network: Bounds) -> Bounds:
    """Return what both cover, the network alone where they do not meet."""
    (south, west), (north, east) = focus
    (south_b, west_b), (north_b, east_b) = network
    low, high = (max(south, south_b), max(west, west_b)), (min(north, north_b), min(east, east_b))
    return (low, high) if low[0] < high[0] and low[1] < high[1] else network


def roads(
    drawing: Drawing,
    *,
    by: str,
    colours: Sequence[str],
    order: Sequence[int],
    blocked: Collection[int] = (),
    chosen: Collection[int] = (),
    joins: Places = Places(),
    joins_title: str = "",
    ends: Places = Places(),
    near: Bounds | None = None,
) -> Layer:
    """Paint a network.

    Parameters
    ----------
    by
        The column that decides about the colour: ``piece``, ``road_class`` or ``surface``.
    colours, order
        One per value of that column: its colour, and its rank, the lowest painted first.
    blocked, chosen
        Edges that are closed, and those that the reader has chosen.
    joins, joins_title, ends
        Where loose ends are or would be joined; where lines end loose.
    near
        What to bring into view, once.
    """
    return layer(
        "roads",
        network=drawing.name,
        by=by,
        colours=list(colours),
        order=list(order),
        blocked=sorted(blocked),
        chosen=sorted(chosen),
        joins={"lon": _rounded(joins.lon), "lat": _rounded(joins.lat), "lines": [list(each) for each in joins.lines],
               "title": joins_title, "colour": ACCENT},
        ends={"lon": _rounded(ends.lon), "lat": _rounded(ends.lat), "most": ENDS_SHOWN},
        near=near,
    )  # fmt: skip


def _rounded(degrees: Sequence[float]) -> list[float]:
    return np.asarray(degrees, dtype=float).round(5).tolist()
