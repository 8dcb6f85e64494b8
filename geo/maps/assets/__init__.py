"""Every file a map asks the browser for: where it lies on this machine and under which URL it is served.

folium's classes list links to the internet. :func:`localise` puts the local URL in the place of each one and
raises on a link nobody has thought of, so that a map can never be blank in an office without internet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from branca.element import Element

from geo.errors import AssetsMissing, ForeignLink

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
INSTALLED = ROOT / "var" / "assets"
URL_PREFIX = "/assets/"

SCRIPT = "text/javascript; charset=utf-8"
STYLE = "text/css; charset=utf-8"
PNG = "image/png"


@dataclass(frozen=True)
class Asset:
    """A file that the browser may ask for.

    Parameters
    ----------
    name
        Its path behind ``/assets/``.
    media_type
        Said explicitly: the registry of Windows may hold another opinion on ``.js``.
    parts
        The files it is made of, joined in this order; relative to ``var/assets/node_modules`` for an npm
        package, else to this folder.
    package, version
        The npm package it comes from; empty for our own files.
    """

    name: str
    media_type: str
    parts: tuple[str, ...]
    package: str = ""
    version: str = ""

    def paths(self, installed: Path = INSTALLED) -> list[Path]:
        """Return where its parts lie."""
        folder = installed / "node_modules" / self.package if self.package else HERE / "front"
        return [folder / part for part in self.parts]

    def content(self, installed: Path = INSTALLED) -> bytes:
        """Return what is sent to the browser.

        Raises
        ------
        AssetsMissing
            When a part is not on this machine.
        """
        try:
            return b"\n".join(path.read_bytes() for path in self.paths(installed))
        except FileNotFoundError as error:
            raise AssetsMissing(files=self.name) from error


LEAFLET = "1.9.4"
OURS = (
    "start.js", "desa.js", "labels.js", "pointing.js", "fills.js", "points.js", "trips.js", "clock.js", "roads.js",
    "tiles.js",
)  # fmt: skip
IMAGES = ("layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")

_LISTED = (
    Asset("leaflet.js", SCRIPT, ("dist/leaflet.js",), "leaflet", LEAFLET),
    Asset("leaflet.css", STYLE, ("dist/leaflet.css",), "leaflet", LEAFLET),
    *(Asset(f"images/{name}", PNG, (f"dist/images/{name}",), "leaflet", LEAFLET) for name in IMAGES),
    Asset("leaflet-sync.js", SCRIPT, ("L.Map.Sync.js",), "leaflet.sync", "0.2.4"),
    Asset("vector-tiles.js", SCRIPT, ("dist/protomaps-leaflet.js",), "protomaps-leaflet", "5.1.0"),
    Asset("petasalur.js", SCRIPT, OURS),
    Asset("petasalur.css", STYLE, ("petasalur.css",)),
)
ASSETS: dict[str, Asset] = {asset.name: asset for asset in _LISTED}
"""The allow-list of the server: name → asset."""

LINKS: dict[str, str | None] = {
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js": "leaflet.js",
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css": "leaflet.css",
    "https://cdn.jsdelivr.net/gh/jieter/Leaflet.Sync/L.Map.Sync.min.js": "leaflet-sync.js",
    # Markers with pictures and folium's popups would need these. We draw neither: dropped.
    "https://code.jquery.com/jquery-3.7.1.min.js": None,
    "https://cdn.jsdelivr.net/npm/bootstrap@5.2.2/dist/js/bootstrap.bundle.min.js": None,
    "https://cdn.jsdelivr.net/npm/bootstrap@5.2.2/dist/css/bootstrap.min.css": None,
    "https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.js": None,
    "https://cdnjs.cloudflare.com/ajax/libs/Leaflet.awesome-markers/2.0.2/leaflet.awesome-markers.css": None,
    "https://netdna.bootstrapcdn.com/bootstrap/3.0.0/css/bootstrap-glyphicons.css": None,
    "https://cdn.jsdelivr.net/npm/@fortawesome/fontawesome-free@6.2.0/css/all.min.css": None,
    "https://cdn.jsdelivr.net/gh/python-visualization/folium/folium/templates/leaflet.awesome.rotate.min.css": None,
}
"""folium's link → the name of our asset, or None where we do without."""


@cache
def url_of(name: str) -> str:
    """Return the URL of an asset; it changes with the content, so that browsers may keep it for ever."""
    asset = ASSETS[name]
    return f"{URL_PREFIX}{name}?v={asset.version or hashlib.sha256(asset.content()).hexdigest()[:12]}"


def missing_assets(installed: Path = INSTALLED) -> list[str]:
    """Return the names of listed files that are not on this machine (or are empty)."""
    return [
        name
        for name, asset in ASSETS.items()
        if not all(path.is_file() and path.stat().st_size for path in asset.paths(installed))
    ]


def require_assets(installed: Path = INSTALLED) -> None:
    """Raise :class:`AssetsMissing` when a map could not be drawn completely."""
    if missing := missing_assets(installed):
        raise AssetsMissing(files=", ".join(missing))


def elements(root: Element) -> Iterator[Element]:
    """Yield ``root`` and everything below it, the two halves of a ``DualMap`` included."""
    yield root
    halves = [half for half in (getattr(root, "m1", None), getattr(root, "m2", None)) if half is not None]
    for child in (*root._children.values(), *halves):  # noqa: SLF001 - branca has no other way to its children
        yield from elements(child)


def localise(root: Element) -> Element:
    """Point every script and style of ``root`` and its children to this machine.

    Returns
    -------
    Element
        ``root`` itself, changed in place.

    Raises
    ------
    ForeignLink
        A link that is neither in :data:`LINKS` nor local.
    """
    for element in elements(root):
        for kind in ("default_js", "default_css"):
            if links := getattr(element, kind, None):
                setattr(element, kind, list(_local(links)))
    return root


def _local(links: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield ``(name, local URL)`` for each of folium's links that we keep."""
    for name, link in links:
        if link.startswith(URL_PREFIX):
            yield name, link
        elif link not in LINKS:
            raise ForeignLink(link=link)
        elif asset := LINKS[link]:
            yield name, url_of(asset)
