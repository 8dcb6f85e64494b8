"""Peta beyond the usual map: any figure, its classes, its change, its way through time, and down to the dusun."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.indicators import INDICATORS
from data.store import Store
from geo.maps.classes import METHODS, Breaks
from geo.maps.palette import DIVERGING
from pages.parts import atlas_layers, cache
from pages.parts.atlas_wish import VIEWS, Wish
from pages.parts.cache import atlas_static
from tests.pages.conftest import bodies, heading, maps, needs_assets, painted, run_page, table, told, words, written
from tests.pages.page_worlds import code

pytestmark = needs_assets


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("world", ["one_desa", "hostile"])
def test_every_kind_of_map_opens_with_five_filters_at_most(show, world, view):
    test = show("atlas", world, tampilan=view, desa_terpilih=code(1))
    assert not test.exception
    assert not told(test)
    assert heading(test)
    assert maps(test)
    labels = [box.label for box in test.selectbox]
    assert len(labels) - labels.count("Desa") - labels.count("Kecamatan") <= 5


def test_one_figure_is_named_from_its_worse_end_with_classes_and_their_counts(show):
    # coverage in October: 2 of 6, 2 of 5, 3 of 4, 2 of 2
    test = show("atlas", "small", tampilan="satu")
    assert heading(test) == "Cakupan terendah: Baruh Panyambaran 33,3 % · Uren 40,0 % · Ha'uwai 75,0 %"
    [legend] = [body for body in bodies(test) if "jumlah desa" in body]
    assert "sampai 33,3 (1)" in legend
    assert METHODS["kuantil"].label in legend
    assert "Penyebut: keluarga miskin." in words(test)
    assert table(test, "Cakupan (%)")["Desa"].tolist() == ["Baruh Panyambaran", "Uren", "Ha'uwai", "Liyu"]


def test_the_reader_chooses_how_classes_are_made(show):
    test = show("atlas", "small", tampilan="satu")
    box = next(box for box in test.selectbox if box.label == "Kelas")
    box.select("tetap").run()
    [legend] = [body for body in bodies(test) if "jumlah desa" in body]
    # 33,3 and 40 | – | 75 | 100
    assert "20,0–40,0 (2)" in legend
    assert "60,0–80,0 (1)" in legend
    assert METHODS["tetap"].label in legend


def test_any_two_figures_are_set_against_each_other(show):
    test = show("atlas", "small", ukuran_satu="unserved_poor", ukuran_dua="inclusion_pct")
    # unserved 4, 3, 1, 0; of recipients not poor 0 of 2, 1 of 3, 1 of 4, 0 of 2: thirds put 0 lowest
    assert heading(test) == "1 dari 4 desa: keluarga miskin belum terlayani tinggi, tidak tepat sasaran rendah"
    assert "Baruh Panyambaran" in bodies(test)[0]


def test_a_change_is_told_around_zero(show):
    # PKH alone, September → October: 1 → 2 of 6, 0 → 1 of 5, 3 → 3 of 4, 2 → 2 of 2: +16,7 +20,0 0 0 points
    test = show("atlas", "small", tampilan="perubahan", program="PKH")
    assert heading(test) == "Cakupan naik di 2 desa, turun di 0, tetap di 2"
    assert "Terbesar: Uren +20,0 · Baruh Panyambaran +16,7" in bodies(test)[0]
    fill = painted(test, "fill")
    told_colours = {place: fill["colours"][level] for place, level in fill["classes"].items()}
    # the middle of both sizes is 18,35 (written 18,4)
    assert told_colours == {code(1): DIVERGING[3], code(2): DIVERGING[4], code(3): DIVERGING[2], code(4): DIVERGING[2]}
    assert written(test, "Perubahan")["Perubahan"].tolist() == ["+20,0", "+16,7", "0,0", "0,0"]


def test_two_periods_side_by_side_say_which_legend_is_whose(show):
    test = show("atlas", "small", tampilan="dua_periode", program="PKH")
    [legend] = [body for body in bodies(test) if "jumlah desa" in body]
    assert "September 2026: Cakupan (%), jumlah desa" in legend
    assert "Oktober 2026: Cakupan (%), jumlah desa" in legend


def test_without_any_change_there_is_one_class():
    same = pd.Series({"a": 1.0, "b": 2.0, "c": np.nan})
    step, found = atlas_layers.changed(same, same, INDICATORS["coverage_pct"])
    assert step["a"] == 0
    assert found.labels == ("tetap",)
    assert found.counts() == [2]
    assert found.no_data_count() == 1


def test_time_keeps_its_classes_while_the_period_moves(show):
    test = show("atlas", "small", tampilan="waktu", program="PKH")
    limits = [body.split("jumlah desa")[1].split("(")[0] for body in bodies(test) if "jumlah desa" in body]
    # Uren: 1 of 5 poor in October (class of up to 20 %), none in September
    now = painted(test, "fill")
    test.select_slider[0].set_value("2026-09").run()
    before = painted(test, "fill")
    assert limits == [body.split("jumlah desa")[1].split("(")[0] for body in bodies(test) if "jumlah desa" in body]
    assert now["colours"] == before["colours"]
    assert before["classes"][code(2)] < now["classes"][code(2)]
    assert {"September 2026", "Oktober 2026"} <= set(table(test, "Oktober 2026"))


def test_one_period_has_no_line_of_time(show):
    test = show("atlas", "one_desa", tampilan="waktu")
    assert not test.select_slider
    assert heading(test).startswith("Cakupan terendah")


def test_a_kecamatan_narrows_the_map_the_table_and_the_desa(worlds, opened, monkeypatch, tmp_path):
    path = worlds.copy("small", tmp_path)
    opened.add(path)
    store = Store.open(path)
    with store.write() as cursor:
        cursor.execute(
            "UPDATE desa SET kecamatan_code = '63.11.03', kecamatan_name = 'Awayan' WHERE desa_code >= ?", [code(3)]
        )
    store.close()
    test = run_page(monkeypatch, "atlas", path)
    assert table(test, "Cakupan (%)")["Kecamatan"].tolist() == ["Halong", "Halong", "Awayan", "Awayan"]
    test.selectbox(key="kecamatan").select("63.11.03").run()
    assert painted(test, "focus")["codes"] == [code(3), code(4)]
    assert heading(test).endswith("desa: kemiskinan tinggi, bantuan rendah")
    assert heading(test).startswith("0 dari 2")  # of the desa of Awayan only
    assert "di Kecamatan Awayan" in bodies(test)[0]
    assert "Kelas dan jumlah desa: dari semua kecamatan" in words(test)
    assert table(test, "Cakupan (%)")["Desa"].tolist() == ["Ha'uwai", "Liyu"]
    assert test.selectbox(key="kotak_desa").options == ["Semua desa", "Ha'uwai", "Liyu"]
    for view, answer in {
        "satu": "Cakupan terendah: Ha'uwai 75,0 % · Liyu 100,0 % di Kecamatan Awayan",
        "kepadatan": "1 dari 6 keluarga miskin di Kecamatan Awayan belum menerima bantuan apa pun (16,7 %)",
        "kantong": "Tidak ada kantong cakupan yang signifikan di Kecamatan Awayan",
    }.items():
        test.selectbox(key="tampilan").select(view).run()
        assert heading(test) == answer


def test_dusun_of_the_desa_chosen_hide_what_is_small(show):
    # Baruh Panyambaran: 12 families in two dusun, 6 each; poor places 0 … 5 → 3 each, served one each
    test = show("atlas", "small", desa_terpilih=code(1))
    shown = table(test, "Dusun")
    assert sorted(shown["Dusun"]) == ["Dusun 1", "Dusun 2", "Seluruh desa"]
    assert set(shown["Miskin belum terlayani"]) == {"tidak dirinci"}


def test_a_picture_has_the_colours_of_the_screen(worlds, opened):
    path = worlds.path("small")
    opened.add(path)
    where = cache.source_of(str(path))
    for view in ("dwi", "satu", "sejajar", "dua_periode", "perubahan", "waktu"):
        wish = Wish(view, "2026-10", "PKH", "coverage_pct", "unserved_poor", "2026-09")
        names = atlas_static.sheet_names(where, wish)
        assert len(names) == (2 if view in {"sejajar", "dua_periode"} else 1)
    svg = atlas_static.drawn(
        where, Wish("perubahan", "2026-10", "PKH", "coverage_pct", "", "2026-09"), "", 0, "svg"
    ).decode()
    assert DIVERGING[4] in svg
    assert DIVERGING[0] in svg  # in the legend: both sides share their limits


@pytest.mark.parametrize("page", ["atlas", "gaps", "reports"])
def test_families_of_no_known_desa_are_counted_and_nothing_breaks(worlds, opened, monkeypatch, tmp_path, page):
    path = worlds.copy("small", tmp_path)
    opened.add(path)
    store = Store.open(path)
    with store.write() as cursor:
        cursor.execute("DELETE FROM desa")
        cursor.execute("UPDATE family SET desa_code = NULL")
        cursor.execute("UPDATE recipient SET desa_code = NULL")
    store.close()
    test = run_page(monkeypatch, page, path)
    assert not test.exception
    assert heading(test) == {
        "atlas": "0 dari 0 desa: kemiskinan tinggi, bantuan rendah",
        "gaps": "8 dari 17 keluarga miskin belum menerima bantuan apa pun (47,1 %)",
        "reports": "8 dari 17 keluarga miskin belum menerima bantuan apa pun (47,1 %)",
    }[page]  # fmt: skip
    assert page != "reports" or "desa tidak satu keluarga pun diketahui" in told(test)[0]


def test_without_boundaries_figures_stand_and_nothing_is_drawn(worlds, opened, monkeypatch, tmp_path):
    path = worlds.copy("small", tmp_path)
    opened.add(path)
    store = Store.open(path)
    with store.write() as cursor:
        cursor.execute("DELETE FROM desa")
    store.close()
    for view in ("dwi", "dua_periode"):
        test = run_page(monkeypatch, "atlas", path, tampilan=view)
        assert not test.exception
        assert "Batas desa belum dimuat." in words(test)


def test_classes_of_a_figure_are_its_own_unless_chosen():
    coverage, left_out = INDICATORS["coverage_pct"], INDICATORS["unserved_poor"]
    assert atlas_layers.breaks_by(coverage, "") == coverage.breaks
    assert atlas_layers.breaks_by(coverage, "tetap") == Breaks("tetap", 5, (20.0, 40.0, 60.0, 80.0))
    assert "tetap" in atlas_layers.methods_of(coverage)
    assert "tetap" not in atlas_layers.methods_of(left_out)  # a count has no limits that mean something everywhere
