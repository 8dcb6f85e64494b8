"""Single places: settlements as circles, the families of one desa as dots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.maps.layers import Layer, layer

TOLD = 8
"""Families named in one tip; more are counted."""


@dataclass(frozen=True)
class DotStyle:
    """How a group of families is drawn: not by colour alone, so that nobody needs to see it."""

    label: str
    colour: str
    is_filled: bool

    def for_leaflet(self) -> dict[str, object]:
        """Return options of ``L.circleMarker``."""
        if self.is_filled:
            return {"color": "#fff", "weight": 1, "fillColor": self.colour, "fillOpacity": 1}
        return {"color": self.colour, "weight": 1.8, "fillColor": "#fff", "fillOpacity": 0.85}


def settlements(
    places: pd.DataFrame, *, number: Callable[[int], str] = str, unit: str = "keluarga", max_radius_px: float = 22
) -> Layer:
    """Draw settlements as circles whose area says how many families live there.

    Parameters
    ----------
    places
        Columns ``lon``, ``lat``, ``label``, ``family_count``; optionally ``lines``, a list of further texts.
    number
        Writes a count in Indonesian notation.
    """
    counts = places["family_count"].astype(int)
    radius = max_radius_px * np.sqrt(counts / max(counts.max(), 1)) if len(counts) else counts
    further = places["lines"] if "lines" in places else pd.Series([[]] * len(places), index=places.index)
    told = counts.map(lambda count: [f"{number(count)} {unit}"])
    style = {"color": "#fff", "weight": 1.2, "fillColor": "#3b4994", "fillOpacity": 0.78}
    return _points(
        places, size=np.maximum(radius, 3.5), group=0, styles=[style], title=places["label"], lines=told + further
    )


def families(homes: pd.DataFrame, styles: Mapping[str, DotStyle]) -> Layer:
    """Draw the families of one desa; homes at the same place (1 m) become one dot that names them all.

    Parameters
    ----------
    homes
        Columns ``lon``, ``lat``, ``label`` (the masked name), ``detail`` (a text), ``group`` (a key of
        ``styles``). Rows without a coordinate are left out.
    styles
        In the order of urgency: a dot of several families takes the first style that one of them has.
    """
    rank = {group: at for at, group in enumerate(styles)}
    known = homes.dropna(subset=["lon", "lat"])
    known = known.assign(
        lon=known["lon"].round(5),
        lat=known["lat"].round(5),
        rank=known["group"].map(rank).astype(int),
        line=known["label"].astype(str) + " · " + known["detail"].astype(str),
    )
    dots = known.groupby(["lon", "lat"], as_index=False).agg(
        rank=("rank", "min"), lines=("line", list), label=("label", "first"), detail=("detail", "first")
    )
    count = dots["lines"].map(len)
    return _points(
        dots,
        size=4.5 + np.minimum(np.log2(count), 4),
        group=dots["rank"],
        styles=[style.for_leaflet() for style in styles.values()],
        title=dots["label"].astype(str).where(count == 1, count.astype(str) + " keluarga di titik ini"),
        lines=dots["lines"].map(_few).where(count > 1, dots["detail"].map(lambda detail: [str(detail)])),
    )


def service_points(places: pd.DataFrame, styles: Mapping[str, DotStyle], *, size_px: float = 7.0) -> Layer:
    """Draw places where something is given or could be: one dot each, above what lies below.

    Parameters
    ----------
    places
        Columns ``lon``, ``lat``, ``label``, ``lines`` (a list of further texts), ``group`` (a key of ``styles``).
    """
    rank = {group: at for at, group in enumerate(styles)}
    return _points(
        places,
        size=pd.Series(size_px, index=places.index),
        group=places["group"].map(rank).astype(int),
        styles=[style.for_leaflet() for style in styles.values()],
        title=places["label"],
        lines=places["lines"],
    )


def _few(lines: list[str]) -> list[str]:
    """Return the first lines, and how many are left."""
    rest = len(lines) - TOLD
    return lines if rest <= 0 else [*lines[:TOLD], f"dan {rest} keluarga lain"]


def _points(
    places: pd.DataFrame,
    *,
    size: pd.Series,
    group: pd.Series | int,
    styles: list[dict[str, object]],
    title: pd.Series,
    lines: pd.Series,
) -> Layer:
    columns = places[["lon", "lat"]].round(5).assign(group=group, size=size, title=title, lines=lines)
    columns["size"] = columns["size"].astype(float).round(1)
    return layer("points", styles=styles, **{name: columns[name].tolist() for name in columns})
