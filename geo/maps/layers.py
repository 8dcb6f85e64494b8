"""What a reader may choose to see on a map, as small frozen pieces of JSON without geometry of desa.

Each function takes frames and returns a :class:`Layer`; a layer is immutable and cheap to keep in a cache.
``show`` in ``start.js`` paints them onto the base map that is already there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from geo.maps.escape import to_js
from geo.maps.palette import BIVARIATE, SEQUENTIAL


@dataclass(frozen=True)
class Layer:
    """One thing to be painted.

    Parameters
    ----------
    kind
        The painter in ``geo/maps/assets/front``.
    fields
        Its fields as JSON, from :func:`geo.maps.escape.to_js`.
    side
        0 left, 1 right in a pair of maps; None on both.
    """

    kind: str
    fields: str
    side: int | None = None

    def on_side(self, side: int) -> Layer:
        """Return the same layer for the left (0) or right (1) map of a pair only."""
        return replace(self, side=side)

    def script(self) -> str:
        """Return the layer as one JSON object."""
        head = {"kind": self.kind} if self.side is None else {"kind": self.kind, "side": self.side}
        return f"{to_js(head)[:-1]},{self.fields[1:]}"


def layer(kind: str, **fields: object) -> Layer:
    """Return a layer of ``fields`` (anything JSON knows, no NaN)."""
    return Layer(kind, to_js(fields))


def choropleth(classes: pd.Series, colours: Sequence[str] = SEQUENTIAL) -> Layer:
    """Colour the desa by class.

    Parameters
    ----------
    classes
        Index ``desa_code``; 0 … len(colours) - 1, or missing: "tidak ada data", hatched like a desa that is
        not in the index at all.
    colours
        One per class.
    """
    known = classes.dropna().astype(int)
    if len(known) and not known.between(0, len(colours) - 1).all():
        raise ValueError(f"classes reach from {known.min()} to {known.max()} for {len(colours)} colours")
    return layer("fill", colours=list(colours), classes=dict(zip(known.index, known.tolist(), strict=True)))


def bivariate(need: pd.Series, aid: pd.Series) -> Layer:
    """Colour the desa by two classes at once: need (0 low … 2 high) against aid (0 low … 2 high).

    Both with index ``desa_code``; a desa that misses one of them is hatched.
    """
    need, aid = need.align(aid)
    return choropleth(3 * need.astype("Float64") + aid.astype("Float64"), sum(BIVARIATE, ()))


def focus(codes: Sequence[str]) -> Layer:
    """Begin with these desa and leave the colours of all others away; stands after the layer that fills them."""
    return layer("focus", codes=list(codes))


def tips(texts: pd.DataFrame) -> Layer:
    """Say figures of a desa beside the pointer.

    ``texts``: index ``desa_code``, one column per figure named as the reader should see it, values already
    written in Indonesian notation; a missing one reads "tidak ada data".
    """
    cells = texts.astype(object).where(texts.notna(), None)
    rows = dict(zip(texts.index, cells.to_numpy().tolist(), strict=True))
    return layer("tips", labels=[str(name) for name in texts.columns], rows=rows)


def title(text: str) -> Layer:
    """Write a heading into the map; needed where two maps stand side by side."""
    return layer("title", text=text)


def spec(layers: Sequence[Layer], *, selected: str | None = None, zoom_to_selected: bool = True) -> str:
    """Return what ``Petasalur.show`` is called with, as a JSON object.

    ``selected`` outlines one desa. The map moves there when the choice was made outside the map; a click on
    the map itself never moves it.
    """
    rest = to_js({"selected": selected, "zoom": zoom_to_selected})
    return f'{{"layers":[{",".join(each.script() for each in layers)}],{rest[1:]}'
