"""Pages under AppTest: each runs alone, on a database of ``page_worlds``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache as once
from html import unescape
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
import streamlit as st
from google.protobuf.json_format import MessageToDict
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from geo.maps.assets import missing_assets
from pages.parts import cache
from tests.pages.page_worlds import Templates

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "overview", "atlas", "gaps", "targeting", "routes", "handover", "access", "roads", "monitoring", "verification",
    "family", "intake", "reports",
)  # fmt: skip
WAIT_S = 60
Show = Callable[..., AppTest]

needs_assets = pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")


@pytest.fixture(scope="session", autouse=True)
def _packages_are_looked_through_once() -> Iterator[None]:
    """A server looks for components in the installed packages when it starts; AppTest at every first run: 0.1 s."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", once(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def opened() -> Iterator[set[Path]]:
    """The databases that pages have opened; closed at the end."""
    paths: set[Path] = set()
    yield paths
    for path in paths:
        cache.open_store(str(path)).close()
    st.cache_resource.clear()


@pytest.fixture
def show(worlds: Templates, monkeypatch: pytest.MonkeyPatch, opened: set[Path]) -> Show:
    """Return ``show(page, world, **session_state)``: the page after one run on the original of a world: read only."""

    def show(page: str, world: str, **state: object) -> AppTest:
        opened.add(worlds.path(world))
        return run_page(monkeypatch, page, worlds.path(world), **state)

    return show


@pytest.fixture
def show_copy(worlds: Templates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: set[Path]) -> Show:
    """Return ``show_copy(page, world, **session_state)``: the same on a copy, which the page may change."""

    def show_copy(page: str, world: str, **state: object) -> AppTest:
        path = worlds.copy(world, tmp_path)
        opened.add(path)
        return run_page(monkeypatch, page, path, **state)

    return show_copy


def run_page(monkeypatch: pytest.MonkeyPatch, page: str, database: Path, **state: object) -> AppTest:
    monkeypatch.setenv("PETASALUR_DB", str(database))
    test = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=WAIT_S)
    for key, value in state.items():
        test.session_state[key] = value
    return test.run()


# --- what stands on a page -----------------------------------------------------------------------------------


def heading(test: AppTest) -> str:
    """The page's answer: the first heading of the first rank."""
    return next(found for found in headings(test) if found)


def headings(test: AppTest) -> list[str]:
    every = " ".join(bodies(test))
    return [unescape(found) for found in re.findall(r'<h1 class="ps-head">(.*?)</h1>', every)]


def told(test: AppTest, kind: str = "galat") -> list[str]:
    """The sentences in bars of a kind: galat, awas, kabar, beres."""
    found = re.findall(rf'<div class="ps-say ps-{kind}" role="\w+">(.*?)</div>', "\n".join(bodies(test)), re.DOTALL)
    return [unescape(each) for each in found]


def bodies(test: AppTest) -> list[str]:
    """What was given to ``st.html``, the style apart."""
    return [node.proto.body for node in test if node.type == "html" and not node.proto.body.startswith("\n<style>")]


def cards(test: AppTest) -> dict[str, str]:
    """The figure of each card by its label."""
    found = re.findall(r"<summary>(.*?)</summary>.*?<b>(.*?)</b>", " ".join(bodies(test)))
    return {unescape(label): unescape(value) for label, value in found}


def table(test: AppTest, with_column: str) -> pd.DataFrame:
    """The table that has this column, as numbers."""
    return next(node.value for node in test.dataframe if with_column in node.value)


def written(test: AppTest, with_column: str) -> pd.DataFrame:
    """The same table as it is written on the screen."""
    node = next(node for node in test.dataframe if with_column in node.value)
    return display_values(node.proto)


def display_values(proto: object) -> pd.DataFrame:
    packed = proto.arrow_data.styler.display_values
    return pa.ipc.open_stream(packed).read_pandas() if packed else pd.DataFrame()


def maps(test: AppTest) -> list[dict]:
    """What each map on the page is told."""
    return [json.loads(node.proto.json_args) for node in test if node.type == "component_instance"]


def painted(test: AppTest, kind: str, number: int = 0) -> dict:
    """The layer of a kind in what a map is told."""
    spec = re.search(r"^Petasalur\.show\((.*)\);$", maps(test)[number]["feature_group"], re.MULTILINE)
    assert spec, "the map is told nothing"
    return next(layer for layer in json.loads(spec[1])["layers"] if layer["kind"] == kind)


def words(test: AppTest) -> str:
    """Every text of the element tree: labels, values, options, cells as given and as written, maps."""
    found: list[str] = []
    for node in test:
        proto = getattr(node, "proto", None)
        if proto is not None and hasattr(proto, "DESCRIPTOR"):
            _collect(MessageToDict(proto), found)
        if node.type == "dataframe":
            found += [str(cell) for cell in [*node.value.columns, *node.value.to_numpy().ravel()]]
            found += [str(cell) for cell in display_values(proto).to_numpy().ravel()]
    return "\n".join(found)


def _collect(part: object, found: list[str]) -> None:
    if isinstance(part, str):
        found.append(unescape(part))
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _collect(each, found)
