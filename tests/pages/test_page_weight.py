"""What travels to the browser. The bound for 157 desa and 50,000 families is measured by ``python -m bench``."""

from __future__ import annotations

import pytest

from bench.map_page import VIEWS, weigh
from bench.owners import owner_of_file
from tests.pages.conftest import ROOT, needs_assets, table, words
from tests.pages.page_worlds import code

pytestmark = needs_assets


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("world", ["demo", "halong"])
def test_a_map_is_light(show, world, view):
    weight = weigh(show("atlas", world, tampilan=view, desa_terpilih=code(5)))
    assert 1_000 < weight.geometry < 60_000
    assert 500 < weight.arguments < 40_000  # one desa's homes are the heaviest
    assert weight.assets < 100_000
    assert weight.others < 60_000


def test_a_long_list_of_families_is_cut_and_says_so(show):
    test = show("gaps", "demo")  # 820 families are left out there
    assert len(table(test, "No. KK")) == 500
    assert "500 keluarga termiskin tampil; pilih desa, atau unduh untuk melihat semua 820." in words(test)


def test_the_owner_of_a_file_is_known():
    assert owner_of_file(str(ROOT / "pages" / "parts" / "cache.py")) == "own"
    assert owner_of_file(str(ROOT / ".venv" / "lib" / "pandas" / "core" / "frame.py")) is None
