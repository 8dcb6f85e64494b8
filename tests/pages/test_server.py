"""The routes beside Streamlit's own, asked as a browser would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pmtiles.tile import Compression, TileType

from data import tiles
from geo.maps.assets import ASSETS, missing_assets, url_of
from pages.parts import server
from tests.asgi import Client
from tests.tile_files import X, Y, Z, make_mbtiles, make_pmtiles, picture, vector

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def client():
    return Client(server.routes())


@pytest.mark.skipif(bool(missing_assets()), reason="run: python -m geo.maps install")
@pytest.mark.parametrize("name", ASSETS)
def test_every_listed_file_is_served_with_its_own_type(client, name):
    answer = client.get(url_of(name))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == ASSETS[name].media_type
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content == ASSETS[name].content()


def test_without_its_version_a_file_is_asked_for_again(client):
    assert client.get("/assets/petasalur.css").headers["cache-control"] == "no-cache"
    assert client.get("/assets/petasalur.css?v=old").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["/assets/", "/assets/package.json", "/assets/../app.py", "/assets/%2e%2e/app.py", "/assets//etc/passwd",
     "/assets/geometri/unknown.js", "/assets/front/start.js", "/tiles/x/1/2/3", "/tiles/..%2f..%2fapp.py/1/2/3"],
)  # fmt: skip
def test_what_is_not_listed_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_geometry_is_served_once_it_is_published(client):
    url = server.publish("abc123", b"Petasalur.geometry;")
    answer = client.get(url)
    assert answer.content == b"Petasalur.geometry;"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]


def test_the_shelf_drops_the_oldest_but_never_the_newest():
    shelf = server.Shelf(kept_bytes=10)
    shelf.put("a", b"1234")
    shelf.put("b", b"1234")
    shelf.put("a", b"1234")  # used again: b is now the oldest
    shelf.put("c", b"1234")
    assert [shelf.get(name) for name in "abc"] == [b"1234", None, b"1234"]
    shelf.put("d", b"1234567890123")
    assert [shelf.get(name) is not None for name in "abcd"] == [False, False, False, True]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """``var/tiles`` of this test."""
    monkeypatch.setattr(server, "tiles_of_version", lambda version: tiles.tiles_of_version(version, tmp_path))
    return tmp_path


def url_in(folder, z=Z, x=X, y=Y) -> str:
    found, _ = tiles.find_tiles(((-3.0, 115.0), (-2.0, 116.0)), folder)
    return found.source.url.format(z=z, x=x, y=y)


def test_a_tile_is_served_and_a_hole_is_empty(client, folder):
    make_mbtiles(folder / "a.mbtiles", picture())
    answer = client.get(url_in(folder))
    assert (answer.content, answer.headers["content-type"]) == (picture(), "image/png")
    assert client.get(url_in(folder, x=0)).status_code == 204


def test_a_packed_vector_tile_says_so(client, folder):
    make_pmtiles(folder / "a.pmtiles", vector(), TileType.MVT, Compression.GZIP)
    answer = client.get(url_in(folder))
    assert answer.headers["content-encoding"] == "gzip"
    assert b"water" in answer.content


def test_a_tile_beyond_its_zoom_is_no_error(client, folder):
    make_pmtiles(folder / "a.pmtiles", vector(), TileType.MVT, Compression.GZIP)
    assert client.get(url_in(folder, z=1, x=99, y=99)).status_code in {204, 404}


def test_importing_the_app_runs_no_page():
    """The server imports app.py for its ``app``; a page that ran then would run without a reader."""
    code = (
        "import runpy, sys, streamlit\n"
        "from pathlib import Path\n"
        "from streamlit.web.server.app_discovery import discover_asgi_app\n"
        "found = discover_asgi_app(Path('app.py'))\n"
        "assert found.import_string == 'app:app', found\n"
        "def never(*args, **options): raise AssertionError('a page ran')\n"
        "streamlit.navigation = streamlit.set_page_config = streamlit.Page = never\n"
        "import app\n"
        "print(type(app.app).__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("App", 0), done.stderr
    assert "missing ScriptRunContext" not in done.stderr
