"""Monev: the answer as heading, lights by shape and word, every tab, entry and its way back; Peta."""

from __future__ import annotations

import pytest

from tests.pages.conftest import needs_assets, words

pytestmark = needs_assets


@pytest.mark.parametrize("key", ["ikm", "open_per_1000", "late_count", "need_count", "resource_count"])
def test_peta_shows_the_figures_of_monev(show, key):
    """Nobody has answered or been asked in ``small``: no data, which is not 0; of complaints there are none."""
    test = show("atlas", "small", tampilan="satu", ukuran=key)
    assert not test.exception
    assert ("tidak ada data (4)" in words(test)) == (key in {"ikm", "need_count", "resource_count"})
