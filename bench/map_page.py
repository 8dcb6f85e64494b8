"""What the browser receives for the page Peta: every message of its first run, the geometry, scripts and styles."""

from __future__ import annotations

import gzip
import json
import logging
from dataclasses import dataclass

from streamlit.testing.v1 import AppTest

from bench.kabupaten import kabupaten
from bench.warm_rerun import page, ran, showing
from geo.maps.assets import ASSETS, URL_PREFIX
from pages.parts import server

name = "bytes of the map page to the browser (gzip), 157 desa and 50,000 families; the map at most 400 kB"
LIMIT_KB = 400
VIEWS = ("dwi", "sejajar", "kepadatan", "gelembung", "rumah")


@dataclass(frozen=True)
class Weight:
    """Bytes after gzip.

    ``arguments``: what the map is told; ``geometry``: the script with the desa, kept by the browser; ``assets``:
    Leaflet, our scripts and styles, kept for ever; ``others``: the rest of the page (tables, headings, filters).
    """

    arguments: int
    geometry: int
    assets: int
    others: int

    @property
    def map(self) -> int:
        """What belongs to the data of the map: the figure with the limit."""
        return self.arguments + self.geometry


def weigh(test: AppTest) -> Weight:
    """Return the weight of a page with one map, as its last run sent it."""
    [told] = [node.proto for node in test if node.type == "component_instance"]
    facts = json.loads(told.json_args)
    geometry, assets = 0, 0
    for link in [*facts["js_links"], *facts["css_links"]]:
        file = link.removeprefix(URL_PREFIX).partition("?")[0]
        if file in ASSETS:
            assets += packed(ASSETS[file].content())
        else:
            geometry += packed(server.SHELF.get(file.removeprefix("geometri/").removesuffix(".js")) or b"")
    others = [message(node.proto) for node in test if node.type not in {"component_instance", "root", "main", "event"}]
    return Weight(packed(told.json_args.encode()), geometry, assets, packed(b"".join(others)))


def message(proto: object) -> bytes:
    """Return an element as it travels; blocks weigh next to nothing and are left out."""
    return proto.SerializeToString() if hasattr(proto, "SerializeToString") else b""


def packed(content: bytes) -> int:
    """Return the length after gzip."""
    return len(gzip.compress(content, 6))


def run() -> list[str]:
    """Return one line per kind of map."""
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    lines = []
    with showing(kabupaten()):
        test = page("atlas")
        for view in VIEWS:
            test.session_state["desa_terpilih"] = "63.11.02.2005"
            weight = weigh(ran(test.selectbox(key="tampilan").select(view).run()))
            lines.append(line(view, weight))
    return lines


def line(view: str, weight: Weight) -> str:
    """Return the line of one kind of map, in kB."""
    every = (weight.map, weight.arguments, weight.geometry, weight.assets, weight.others)
    whole, arguments, geometry, assets, others = (f"{size / 1000:.1f} kB" for size in every)
    verdict = "ok" if weight.map < LIMIT_KB * 1000 else "TOO MUCH"
    return (
        f"{view:9} map {whole} = arguments {arguments} + geometry {geometry} ({verdict}) · "
        f"scripts and styles {assets} · rest of the page {others}"
    )
