"""Where a picture of a map is drawn: points from the lower left of a page or of a part of it; metres on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox, BboxBase, Transform, TransformedBbox
from numpy.typing import NDArray

from geo.maps.static_ground import Box, line_path

INK = "#22252b"


class Canvas:
    """A part of a figure with a plane of its own. Without axes, which would cost more than all that is drawn.

    ``plane``: from its own units to points of the page; ``clip``: what lies outside of it is not seen. Letters are
    drawn as outlines, all of one colour at once (:meth:`write`), as names on the map are: as texts they would take most
    of the time. ``words`` holds them for the whole page: colour → lines and their outlines.
    """

    def __init__(
        self,
        figure: Figure,
        plane: Affine2D | None = None,
        clip: BboxBase | None = None,
        words: dict[str, list[tuple[str, Path]]] | None = None,
    ) -> None:
        self.figure = figure
        self.plane = plane or Affine2D()
        self._clip = clip
        self.words = {} if words is None else words

    @property
    def _to_page(self) -> Transform:
        return self.plane + Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans

    def moved(self, room: Box) -> Canvas:
        """Return the part of the page from the lower left of ``room`` on, in points."""
        return Canvas(self.figure, Affine2D().translate(room[0], room[1]), words=self.words)

    def map_in(self, room: Box, view: Box, metres_per_pt: float) -> Canvas:
        """Return the part ``room`` of the page (points) that shows ``view`` (metres)."""
        plane = Affine2D().translate(-view[0], -view[1]).scale(1 / metres_per_pt).translate(room[0], room[1])
        seen = TransformedBbox(Bbox.from_extents(*room), Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans)
        return Canvas(self.figure, plane, seen, self.words)

    def add(self, artist: Artist) -> None:
        """Add what is in the units of the plane."""
        artist.set_transform(self._to_page)
        self._place(artist)

    def _place(self, artist: Artist) -> None:
        self.figure.add_artist(artist, clip=False)
        if self._clip is not None:
            artist.set_clip_box(self._clip)

    def paths(self, paths: Sequence[Path], *, halo: float = 0, **style: Any) -> None:
        """Draw outlines; ``halo``: points of white around each, below all of them."""
        if not len(paths):
            return
        ways = [path.transformed(self.plane) for path in paths]
        if style.get("hatch"):  # matplotlib draws a hatch anew for each outline
            ways = [Path.make_compound_path(*ways)]
        if halo:
            around = {"facecolors": "white", "edgecolors": "white", "linewidths": halo, "joinstyle": "round"}
            self._collection(ways, **around, zorder=style["zorder"])
        self._collection(ways, **style)

    def _collection(self, ways: list[Path], **style: Any) -> None:
        made = PathCollection(ways, **style)
        made.set_transform(Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans)
        self._place(made)

    def marks(self, at: NDArray[np.float64], marker: str, colour: str, size_pt: float) -> None:
        """Draw a sign at each row of x, y."""
        self.add(
            Line2D(
                at[:, 0], at[:, 1], linestyle="none", marker=marker, color=colour, markeredgecolor="white",
                markeredgewidth=0.6, markersize=size_pt, zorder=5,
            )
        )  # fmt: skip

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size_pt: float,
        *,
        is_bold: bool = False,
        color: str = INK,
        ha: str = "left",
        va: str = "top",
    ) -> None:
        """Write one line as it is; see :func:`geo.maps.static_ground.line_path`."""
        at_x, at_y = self.plane.transform((x, y))
        path = line_path(text, at_x, at_y, size_pt, is_bold=is_bold, ha=ha, va=va)
        self.words.setdefault(color, []).append((text, path))

    def write(self) -> None:
        """Draw all that was written on the page."""
        for colour, lines in self.words.items():
            whole = Path.make_compound_path(*(path for _, path in lines))
            label = "\n".join(text for text, _ in lines)
            self._collection([whole], facecolors=colour, edgecolors="none", linewidths=0, zorder=7, label=label)
