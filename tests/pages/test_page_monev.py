"""Monev: the answer as heading, lights by shape and word, every tab, entry and its way back; Peta."""

from __future__ import annotations

import pytest

from tests.pages.conftest import heading, needs_assets, told, words

pytestmark = needs_assets


@pytest.mark.parametrize("key", ["ikm", "open_per_1000", "late_count", "need_count", "resource_count"])
def test_peta_shows_the_figures_of_monev(show, key):
    """Nobody has answered or been asked in ``small``: no data, which is not 0; of complaints there are none."""
    test = show("atlas", "small", tampilan="satu", ukuran=key)
    assert not test.exception
    assert ("tidak ada data (4)" in words(test)) == (key in {"ikm", "need_count", "resource_count"})


# --- the page --------------------------------------------------------------------------------------

TABS = ("Indikator", "Kepuasan", "Pengaduan", "Kebutuhan & potensi", "Tindak lanjut")
MONA = {"petugas_nama": "Mona", "petugas_peran": "monev"}


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("world", ["small", "hostile", "one_desa"])
def test_every_tab_opens_before_anything_was_recorded(show, world, tab):
    test = show("monitoring", world, tab_monev=tab, **MONA)
    assert not test.exception
    assert not told(test)
    assert heading(test).endswith("tidak ada pengaduan melewati 14 hari · tidak ada tindak lanjut terbuka")


def test_an_empty_database_says_so(show):
    assert heading(show("monitoring", "empty")) == "Belum ada data keluarga"
