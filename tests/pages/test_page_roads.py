"""The page Jalan: its answer with and without a network, joining, closing, speeds, the list of stops."""

from __future__ import annotations

import gzip

import pytest

from data import roads as kept
from data.roles import Actor
from data.store import Store
from pages.parts import cache, filters, server
from tests.data.road_worlds import load_roads
from tests.pages.conftest import heading, needs_assets, painted, run_page, table, told, words, written
from tests.pages.test_page_warm import asked, called  # noqa: F401  a fixture

pytestmark = needs_assets
BUDI = {"petugas_nama": "Budi", "petugas_peran": "kasi"}
TUTI = {"petugas_nama": "Tuti", "petugas_peran": "tksk"}


def press(test, label):
    return next(button for button in test.button if button.label == label).click().run()


def store():
    return cache.open_store(str(filters.database()))


# --- without a network ---------------------------------------------------------------------------------


@pytest.mark.parametrize("world", ["empty", "small"])
def test_without_a_network_the_page_says_how_distances_are_reckoned(show, world):
    test = show("roads", world)
    assert not test.exception
    assert heading(test) == "Belum ada jaringan jalan: jarak dihitung dengan garis lurus × 1,4"
    assert "Muat jaringan jalan, jalan setapak, atau sungai" in words(test)


# --- the answer ----------------------------------------------------------------------------------------


def test_the_answer_is_the_heading_and_the_map_shows_the_pieces(show):
    """Jalan Barat 0.039 degrees of 111.2 km and the trail 0.008 of 110.6: 4.34 + 0.88 km of 9.54: 55 %."""
    test = show("roads", "roads")
    assert not test.exception
    assert heading(test).startswith("2 potongan jalan tidak tersambung — yang terbesar memuat 55 % panjangnya")
    layer = painted(test, "roads")
    assert (layer["by"], len(layer["colours"])) == ("piece", 3)  # two of roads, the river
    assert [len(layer["joins"][name]) for name in ("lon", "lat")] == [1, 1]
    assert layer["blocked"] == layer["chosen"] == []
    assert set(table(test, "Antara lain")["Antara lain"]) == {"Jalan Barat", "Jalan Timur", "Sungai Contoh"}
    joins = written(test, "Dengan ruas")
    assert joins["Jarak"].tolist() == ["15,6 m"]
    assert "Usulan, belum dipakai: 1 sambungan" in words(test)
    assert "jalan, sungai" in words(test)


def test_colours_may_tell_the_class_or_the_surface(show):
    layer = painted(show("roads", "roads", warna_jalan="road_class"), "roads")
    assert layer["by"] == "road_class"
    assert "jalan setapak: 0,9 km" in words(show("roads", "roads", warna_jalan="road_class"))
    assert "aspal atau beton" in words(show("roads", "roads", warna_jalan="surface"))


# --- joining -------------------------------------------------------------------------------------------


def test_ends_are_joined_seen_before_and_undone(show_copy):
    test = show_copy("roads", "roads", **BUDI)
    test = test.number_input(key="jarak_sambung").set_value(10.0).run()
    assert "Tidak ada ujung dari potongan lain yang sedekat itu" in words(test)
    test = test.number_input(key="jarak_sambung").set_value(16.0).run()
    assert kept.read_mending(store()) is None
    test = press(test, "Simpan sambungan")
    assert told(test, "beres") == ["1 sambungan disimpan; rute berikutnya melewatinya."]
    assert heading(test).startswith("Jaringan 9,6 km tersambung")  # 9.54 km and a join of 15.6 m
    assert "Diputuskan Budi" in words(test)
    test = press(test, "Batalkan sambungan")
    assert heading(test).startswith("2 potongan jalan")


def test_who_may_not_is_told_by_whom(show_copy):
    test = show_copy("roads", "roads", **TUTI)
    test = press(test, "Simpan sambungan")
    assert "tidak berwenang mengubah pengaturan" in told(test)[0]
    assert kept.read_mending(store()) is None


# --- closing -------------------------------------------------------------------------------------------


def test_a_stretch_chosen_on_the_map_is_closed_and_opened(show_copy):
    test = show_copy("roads", "roads", jalan_terpilih="r:0", **BUDI)
    assert any("Jalan Barat" in text for text in told(test, "kabar"))
    test = press(test, "Tutup")
    assert "memerlukan alasan" in told(test)[0]
    test.text_input(key="alasan_tutup_0").set_value("jembatan putus").run()
    test = press(test, "Tutup")
    assert told(test, "beres") == ["Ruas ditutup; rencana yang dihitung sesudah ini tidak melewatinya."]
    assert painted(test, "roads")["blocked"] == [0]
    rows = table(test, "Yang ditutup")
    assert rows[["Ruas", "Hari ini", "Alasan"]].to_numpy().tolist() == [["Jalan Barat", "tertutup", "jembatan putus"]]
    [block_id] = kept.read_blocks(store())["block_id"]
    kept.unblock(store(), [int(block_id)], by=Actor("Budi"))
    assert painted(test.run(), "roads")["blocked"] == []


def test_a_way_found_by_name_is_marked_and_brought_near(show):
    layer = painted(show("roads", "roads", jalan_terpilih="n:Jalan Barat"), "roads")
    assert len(layer["chosen"]) == 2
    (south, west), (north, east) = layer["near"]
    assert (west, east) == (115.601, 115.64)
    assert south == north == -2.312


@pytest.mark.parametrize("choice", ["p:99", "r:99", "s:99", "r:x", "zzz", "n:Jalan Lama"])
def test_a_choice_that_is_no_more_marks_nothing(show, choice):
    test = show("roads", "roads", jalan_terpilih=choice)
    assert not test.exception
    assert painted(test, "roads")["chosen"] == []


# --- season, speeds, stops -----------------------------------------------------------------------------


def test_the_season_of_the_office_is_changed_from_here(show_copy):
    test = show_copy("roads", "roads", musim="hujan", **BUDI)
    test = press(test, "Pakai musim hujan untuk rute")
    assert told(test, "beres") == ["Rute berikutnya dihitung untuk musim hujan."]
    assert cache.settings(filters.source())["season"] == "hujan"


def test_only_the_speeds_of_this_network_are_listed_at_first(show):
    test = show("roads", "roads")
    few = table(test, "km/jam")
    assert set(few["Jenis jalan"]) == {
        "jalan kabupaten, desa, atau lingkungan", "jalan setapak", "sungai atau kanal",
    }  # fmt: skip
    assert few["Sumber"].ne("").all()
    every = table(test.checkbox(key="semua_kecepatan").check().run(), "km/jam")
    assert len(every) > 5 * len(few)


# --- weight and warmth ---------------------------------------------------------------------------------


def test_a_real_network_is_light(tmp_path, monkeypatch, shared_data, opened):
    """north-bayreuth: 3,962 edges. The lines travel once; what is chosen is a few hundred bytes."""
    path = tmp_path / "bayreuth.duckdb"
    made = Store.open(path)
    load_roads(made, shared_data / "roads" / "north-bayreuth.osm.gz")
    made.close()
    opened.add(path)
    test = run_page(monkeypatch, "roads", path)
    assert not test.exception
    drawn = cache.roads.drawing(filters.source())
    assert len(gzip.compress(drawn.script)) < 80_000
    assert drawn.script in b"".join(server.SHELF._scripts.values())
    assert len(painted(test, "roads")["colours"]) == len(table(test, "Antara lain"))


def test_the_layer_of_bangkalan_is_not_silently_believed(tmp_path, monkeypatch, shared_data, opened):
    path = tmp_path / "bangkalan.duckdb"
    made = Store.open(path)
    load_roads(made, shared_data / "roads" / "bangkalan_jalan_kabupaten_pupr2024.geojson")
    made.close()
    opened.add(path)
    test = run_page(monkeypatch, "roads", path)
    assert not test.exception
    assert heading(test) == "90 potongan jalan tidak tersambung — yang terbesar memuat 7 % panjangnya"
    assert "31 persilangan tanpa titik temu belum menjadi simpang" in words(test)
    assert len(table(test, "Antara lain")) == 90


def test_a_warm_rerun_with_a_network_asks_nothing_and_goes_through_no_geometry(show, asked):  # noqa: F811
    test = show("roads", "roads")
    test.run()
    asked.clear()
    with called() as files:
        test.run()
    assert asked == []
    assert not [file for file in files if "/shapely/" in file or "/scipy/" in file or "geo/network" in file]
