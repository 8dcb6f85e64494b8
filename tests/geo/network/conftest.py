"""Worlds that all tests of the room ``geo.network`` share."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.network.model import Network
from geo.network.read import read_network
from tests.geo.network.network_worlds import VILLAGE_NODE_TAGS, VILLAGE_NODES, VILLAGE_WAYS, write_osm


@pytest.fixture(scope="session")
def village_file(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("village")
    return write_osm(folder / "kampung.osm.gz", VILLAGE_NODES, VILLAGE_WAYS, VILLAGE_NODE_TAGS)


@pytest.fixture(scope="session")
def village(village_file) -> Network:
    return read_network(village_file).network


@pytest.fixture(scope="session")
def road_files(shared_data) -> Path:
    return shared_data / "roads"
