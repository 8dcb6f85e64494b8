"""What leaves Python for the component of a map, seen by AppTest without a browser."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.maps import assets
from geo.maps.assets import ASSETS, missing_assets
from pages.parts import server
from pages.parts.map_view import clicked_desa
from tests.asgi import Client

SCRIPT = str(Path(__file__).parent / "map_script.py")
pytestmark = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")


def run(path: str = "", sides: int = 1) -> AppTest:
    test = AppTest.from_file(SCRIPT, default_timeout=60)
    test.query_params.update(path=path, sides=str(sides))
    test.run()
    assert not test.exception
    return test


def component(test: AppTest):
    [found] = [node for node in test if node.type == "component_instance"]
    return found.proto


@pytest.mark.parametrize("sides", [1, 2])
def test_nothing_of_a_map_links_outside(sides):
    proto = component(run(sides=sides))
    assert not re.search(r"https?:", proto.json_args)
    arguments = json.loads(proto.json_args)
    links = arguments["js_links"] + arguments["css_links"]
    assert arguments["returned_objects"] == ["last_active_drawing"]
    assert all(link.startswith("/assets/") for link in links)
    assert len(links) == len(set(links))


def test_a_change_of_layers_is_no_new_component_and_sends_no_geometry():
    test = run()
    before = component(test)
    test.text_input[0].set_value("b").run()
    after = component(test)
    assert after.id == before.id
    first, second = json.loads(before.json_args), json.loads(after.json_args)
    assert [name for name in first if first[name] != second[name]] == ["feature_group"]


def test_two_maps_differ_from_one():
    assert component(run()).id != component(run(sides=2)).id


def test_a_kabupaten_with_fifty_thousand_families_is_light(shared_data):
    """157 desa, choropleth, hexagons and bubbles at once: arguments under 250 kB, everything under 400 kB (gzip)."""
    test = run(str(shared_data / "boundaries" / "balangan_desa.geojson"))
    arguments = component(test).json_args.encode()
    facts = json.loads(arguments)
    client = Client(server.routes())
    files = [client.get(link).content for link in facts["js_links"] + facts["css_links"]]
    sizes = {"arguments": len(gzip.compress(arguments)), "files": sum(len(gzip.compress(file)) for file in files)}
    print(f"payload of a map, gzip: {sizes}")
    assert len(facts["js_links"]) == 3
    assert sizes["arguments"] < 250_000
    assert sum(sizes.values()) < 400_000


def test_missing_scripts_are_an_expected_error_and_no_blank_map(monkeypatch):
    leaflet = ASSETS["leaflet.js"]
    monkeypatch.setitem(assets.ASSETS, "leaflet.js", assets.Asset("leaflet.js", leaflet.media_type, ("gone.js",), "x"))
    test = AppTest.from_file(SCRIPT, default_timeout=60).run()
    assert len(test.exception) == 1
    assert not [node for node in test if node.type == "component_instance"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, None),
        ({}, None),
        ({"last_active_drawing": None}, None),
        ({"last_active_drawing": {"properties": {"desa_code": None, "click": 2}}}, None),
        ({"last_active_drawing": {"properties": {"desa_code": "63.11.02.2001"}}}, "63.11.02.2001"),
        ({"last_active_drawing": {"properties": {"desa_code": {"a": 1}}}}, None),
    ],
)
def test_a_click_is_read_and_nonsense_is_not(answer, code):
    assert clicked_desa(answer) == code
