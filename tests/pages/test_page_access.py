"""The page Akses: its answer, the empty state, the three parts, new points, the office's table."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.access.decay import read_decay
from data.roles import Actor
from data.service_points import read_points, save_points
from pages.parts import cache, filters
from pages.parts.access_wish import Wish
from pages.parts.cache import access
from tests.pages.conftest import heading, needs_assets, painted, table, words
from tests.pages.page_worlds import SOUTH, WEST

pytestmark = needs_assets
BUDI = Actor("Budi", "kasi")
NAMED = {"petugas_nama": "Budi", "petugas_peran": "kasi"}
ON_FOOT = {"moda_akses": "jalan_kaki", "batas_akses": 60}


def press(test, label):
    return next(button for button in test.button if button.label == label).click().run()


def store():
    return cache.open_store(str(filters.database()))


@pytest.fixture
def with_point(show_copy):
    """The small world with one distribution point in the first desa, room for 9 families, on foot."""

    def shown(**state):
        test = show_copy("access", "small", **NAMED, **ON_FOOT, **state)
        point = {"kind": "salur", "name": "Balai", "lon": WEST + 0.01, "lat": SOUTH + 0.01, "capacity": 9}
        save_points(store(), pd.DataFrame([point]), by=BUDI)
        return test.run()

    return shown


def test_without_points_the_page_says_why_and_offers_the_table(show):
    test = show("access", "small")
    assert not test.exception
    assert heading(test) == "Belum ada titik salur yang berkoordinat: waktu tempuh keluarga belum bisa dihitung"
    assert [button.label for button in test.button] == ["Simpan titik layanan"]


def test_the_answer_counts_poor_families_beyond_the_limit(with_point):
    """On foot an hour is 4 km / 1.4 = 2.86 km: the point lies in the middle of the first of four squares of 2.2 km.

    Poor families with a coordinate: 5 of 6, 4 of 5, 4 of 4 and 2 of 2, every fifth having none. Those of desa 3 and 4
    live 4.4 km and farther away, those of desa 2 at most 2.6 km.
    """
    test = with_point()
    assert not test.exception
    assert heading(test).startswith("6 dari 15 keluarga miskin berada lebih dari 60 menit dari titik salur terdekat")
    assert "Ha'uwai (4) dan Liyu (2)" in heading(test)
    assert "2 keluarga miskin tanpa koordinat tidak dihitung" in words(test)
    assert "garis lurus × 1,4, jalan kaki 4 km/jam (tidak ada jaringan jalan)" in words(test)
    assert len(painted(test, "points")["lon"]) == 1


def test_the_three_parts_add_up_on_the_page(with_point):
    shown = table(with_point(), "Ada kuota, belum dilayani")
    parts = shown[["Dilayani", "Ada kuota, belum dilayani", "Di luar jangkauan"]].sum(axis=1)
    assert (parts == shown["Jumlah bertitik"]).all()
    assert shown["Jumlah bertitik"].iloc[-1] == 15  # the row of all desa


def test_new_points_are_found_and_stand_on_the_map(with_point):
    test = press(with_point(), "Cari letaknya")
    assert not test.exception
    assert "terbukti optimal" in words(test)
    sites = table(test, "Baru terjangkau")
    assert sites["Baru terjangkau"].sum() == 6  # all who lived beyond an hour
    assert len(painted(test, "points")["lon"]) == 1 + len(sites)


def test_zones_and_weights_are_the_readers(with_point):
    """On foot with one zone of 5 hours every one of the 15 poor families counts alike: 1000 · 9 / 15 = 600."""
    test = with_point()
    assert "0–30 menit: 1; 30–60 menit: 0,68; 60–120 menit: 0,22" in words(test)
    test.text_input(key="zona_akses").set_value("300")
    test.text_input(key="bobot_akses").set_value("1").run()
    assert "Bobot menurut waktu: 0–300 menit: 1; lebih jauh 0." in words(test)
    assert set(table(test, "Skor")["Skor"].round(6)) == {600.0}
    where = cache.source_of(str(filters.database()))
    wish = Wish("salur", "jalan_kaki", "kering", 60, "SEMUA", "2026-10", read_decay("300", "1"))
    about = access.workbook(where, wish, None)["Keterangan"].set_index("Hal")["Isi"]
    assert about["Zona dan bobot E2SFCA"] == "0–300 menit: 1"
    test.text_input(key="bobot_akses").set_value("1; 2").run()
    assert "ada 1 batas dan 2 bobot" in words(test)
    assert "Sampai itu dipakai 0–30 menit: 1" in words(test)


def test_points_of_another_kind_do_not_count(with_point):
    test = with_point(jenis_titik="faskes")
    assert heading(test).startswith("Belum ada fasilitas kesehatan yang berkoordinat")
    assert "Yang sudah ada titiknya: Titik salur" in words(test)


def test_saving_needs_somebody_who_may(show_copy):
    test = press(show_copy("access", "small"), "Simpan titik layanan")
    assert "Nama petugas belum diisi" in words(test) or "belum diisi" in words(test)
    assert read_points(store()).empty
