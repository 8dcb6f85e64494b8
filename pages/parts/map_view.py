"""Shows a map in a page: folium inside Streamlit, with no link to the internet and no remount on a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit_folium
from streamlit import runtime

from data.tiles import find_tiles
from geo.maps.assets import require_assets
from geo.maps.base import BaseMap, draw, show_group
from geo.maps.layers import Layer
from pages.parts import server

RETURNED = ["last_active_drawing"]
"""All that the map may say to Python: moving it must not run the page again."""


def show_map(
    base: BaseMap,
    layers: Sequence[Layer],
    *,
    key: str,
    height_px: int = 520,
    sides: int = 1,
    selected: str | None = None,
    zoom_to_selected: bool = True,
    on_click: Callable[[str], None] | None = None,
) -> str | None:
    """Draw ``base`` with ``layers`` on it, as wide as the page.

    Only ``base``, ``key``, ``sides`` and ``height_px`` decide about the map itself; other layers or another
    ``selected`` repaint it in place.

    Parameters
    ----------
    base, layers
        From :mod:`geo.maps`; worth caching.
    key
        Name of the map on the page.
    height_px
        Height of the frame; two maps share it on a phone, one above the other.
    sides
        2 = two maps side by side that move in step; ``Layer.on_side(0 | 1)`` says what goes where.
    selected
        ``desa_code`` to outline; the map moves there when it was not clicked on the map itself.
    zoom_to_selected
        False leaves the map where it is.
    on_click
        Called with ``key`` before the page runs again after a click: ``st.session_state[key]`` then holds a
        value for :func:`clicked_desa`.

    Returns
    -------
    str | None
        ``desa_code`` clicked last, None before the first click and after a click beside all desa.

    Raises
    ------
    AssetsMissing
        The scripts of the map are not on this machine.
    """
    require_assets()
    _register()
    tiles, _ = find_tiles(base.bounds)
    figure = draw(base, server.publish(base.name, base.script), sides=sides, tiles=tiles.source if tiles else None)
    answer = streamlit_folium.st_folium(
        figure,
        key=key,
        height=height_px,
        use_container_width=True,
        returned_objects=RETURNED,
        feature_group_to_add=show_group(tuple(layers), selected=selected, zoom_to_selected=zoom_to_selected),
        on_change=(lambda: on_click(key)) if on_click else None,
        render=False,
    )
    return clicked_desa(answer)


def _register() -> None:
    """Make the server know the component.

    streamlit-folium registers it when it is imported, but only within a page run; imported before (by the
    server, on its way to ``app``) it would never be served, and every map stay blank.
    """
    if runtime.exists():
        component = streamlit_folium._component_func  # noqa: SLF001 - the only name it has
        runtime.get_instance().component_registry.register_component(component)


def clicked_desa(answer: Mapping[str, Any] | None) -> str | None:
    """Return the ``desa_code`` in what a map has answered, None when there is none."""
    return clicked(answer, "desa_code")


def clicked(answer: Mapping[str, Any] | None, name: str) -> str | None:
    """Return what was clicked (``desa_code``, ``trip_id``, ``stop_id``), None when it was something else."""
    drawing = (answer or {}).get("last_active_drawing") or {}
    found = drawing.get("properties", {}).get(name)
    return found if isinstance(found, str) else None


def clicked_edge(answer: Mapping[str, Any] | None) -> int | None:
    """Return the edge of a network in what a map has answered, None when there is none."""
    drawing = (answer or {}).get("last_active_drawing") or {}
    edge = drawing.get("properties", {}).get("edge")
    return edge if isinstance(edge, int) else None
