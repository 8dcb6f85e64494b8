"""Sasaran: the answer, its parts on every world, groups, simulation, the list for the musdes."""

from __future__ import annotations

import pytest

from analytics.targeting.what_if import Change
from data.store import Store
from pages.parts import cache, filters
from pages.parts.cache import targeting
from tests.pages.conftest import bodies, cards, heading, maps, needs_assets, painted, run_page, table, told, words
from tests.pages.page_worlds import HOSTILE_DESA, code

pytestmark = needs_assets
PARTS = ("ketepatan", "kelompok", "pemerataan", "kantong", "prioritas", "periksa", "simulasi")

WEIGHTS = ("bobot_jumlah", "bobot_bagian", "bobot_kemiskinan", "bobot_keterpencilan")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("world", ["one_desa", "hostile"])
def test_every_part_opens(show, world, part):
    test = show("targeting", world, sasaran_bagian=part, desa_terpilih=code(1))
    assert not test.exception
    assert not told(test)
    assert "tidak tepat sasaran" in heading(test)


def test_an_empty_database_says_what_to_load(show):
    assert heading(show("targeting", "empty")) == "Belum ada data keluarga"


def test_the_answer_counts_both_errors_with_their_denominators(show):
    test = show("targeting", "small")
    assert heading(test) == "2 dari 11 penerima tidak tepat sasaran; 8 dari 17 keluarga miskin belum terlayani"
    assert "40 keluarga, 2 tanpa desil" in bodies(test)[0]
    shown = cards(test)
    assert shown == {
        "Cakupan": "52,9 %", "Belum terlayani": "47,1 %",  # 9 and 8 of 17
        "Tidak tepat sasaran": "18,2 %", "Tumpang tindih": "18,2 %",  # 2 of 11 each
    }  # fmt: skip
    assert "selang 95 %" in words(test)


def test_small_desa_are_called_unsure_and_are_drawn_towards_the_mean(show):
    rows = table(show("targeting", "small"), "Kepastian").set_index("Desa")
    assert rows["Belum terlayani"].tolist() == ["4 dari 6", "3 dari 5", "1 dari 4", "0 dari 2"]
    assert set(rows["Kepastian"]) == {"belum pasti"}  # none has ten poor families
    raw, smooth = rows["Dihitung (%)"], rows["Diperhalus (%)"]
    mean = 100 * 8 / 17
    assert ((smooth - mean).abs() <= (raw - mean).abs() + 1e-9).all()


def test_a_desa_has_its_own_answer(show):
    test = show("targeting", "small", desa_terpilih=code(2))
    assert heading(test) == "1 dari 3 penerima di Uren tidak tepat sasaran; 3 dari 5 keluarga miskin belum terlayani"
    test = show("targeting", "small", desa_terpilih=code(2), program="CPP")
    assert heading(test).startswith("0 dari 2 penerima Beras CPP di Uren")


def test_groups_hide_what_is_small(show):
    shown = table(show("targeting", "small", sasaran_bagian="kelompok"), "Kelompok")
    assert shown["Kelompok"].tolist()[0] == "Semua keluarga"
    # 9 served, 8 unserved, but 2 recipients who are not poor: the whole row is not told
    assert set(shown["Miskin terlayani"]) <= {"tidak dirinci", "0"}
    shown = table(show("targeting", "small", sasaran_bagian="kelompok", desa_terpilih=code(1)), "Dusun")
    assert shown["Dusun"].tolist()[-1] == "Seluruh desa"


def test_what_is_hidden_has_no_interval(show):
    shown = table(show("targeting", "small", sasaran_bagian="kelompok"), "Kelompok")
    is_hidden = shown["Miskin terlayani"] == "tidak dirinci"
    assert is_hidden.any()
    assert set(shown.loc[is_hidden, "Selang cakupan"]) == {"–"}


def test_groups_and_dusun_tell_how_sure_they_are(show):
    desa = "63.11.02.2001"
    test = show("targeting", "demo", sasaran_bagian="kelompok", desa_terpilih=desa)
    for name in ("Kelompok", "Dusun"):
        shown = table(test, name)
        told = shown["Cakupan (%)"].notna() & (shown["Cakupan (%)"] > 0)
        assert told.any()
        for share, interval in shown.loc[told, ["Cakupan (%)", "Selang cakupan"]].itertuples(index=False):
            low, high = (float(end.replace(",", ".")) for end in interval.split("–"))
            assert low - 0.05 <= share <= high + 0.05
            assert low < high
    assert "Clopper–Pearson" in words(test)


def test_evenness_is_said_in_words_and_drawn(show):
    test = show("targeting", "small", sasaran_bagian="pemerataan")
    assert "Berpihak pada keluarga miskin" in words(test)
    # CGH: 9 of the 11 recipients with a desil are poor, of 38 families with a desil 17 are: (9/11) / (17/38) = 1,83
    assert cards(test)["Rasio CGH"] == "1,83"
    assert cards(test)["Indeks konsentrasi"].startswith("−0,")
    assert "pembagian merata" in _drawn(test)


@pytest.fixture
def changed(worlds, opened, monkeypatch, tmp_path):
    """Return ``changed(sql, **session_state)``: the page on a copy of the small world after that statement."""

    def shown(sql, **state):
        path = worlds.copy("small", tmp_path)
        opened.add(path)
        store = Store.open(path)
        with store.write() as cursor:
            cursor.execute(sql)
        store.close()
        return run_page(monkeypatch, "targeting", path, **state)

    return shown


def test_rupiah_are_told_with_what_they_are_of(changed):
    test = changed(
        "UPDATE recipient SET amount_idr = CASE WHEN desa_code = '63.11.02.2001' THEN 600000 ELSE 300000 END "
        "WHERE program = 'PKH' AND desa_code <> '63.11.02.2004'",
        sasaran_bagian="pemerataan", program="PKH",
    )  # fmt: skip
    # PKH in October: 2 of 2001 at 600.000, 2 of 2002 (one not poor) and 3 of 2003 at 300.000, 2 of 2004 untold
    assert cards(test)["Rp tiap penerima"] == "Rp 385.714"  # 2.700.000 / 7
    assert cards(test)["Ke keluarga miskin (%)"] == "88,9 %"  # 2.400.000 / 2.700.000
    assert "7 dari 9 penerima besarannya tertulis, Rp 2.700.000" in words(test)
    rows = table(test, "Besaran tertulis").set_index("Desa")
    assert rows["Besaran tertulis"].to_dict() == {
        "Baruh Panyambaran": "2 dari 2", "Uren": "2 dari 2", "Ha'uwai": "3 dari 3",
    }  # fmt: skip
    assert set(rows["Selang Rp tiap penerima"]) == {"–"}  # of fewer than 20 recipients none is told


def test_without_amounts_the_page_says_what_to_load(show):
    test = show("targeting", "small", sasaran_bagian="pemerataan")
    assert "Daftar penerima tidak menyebut besaran bagi 11 penerima di semua desa" in words(test)


@pytest.mark.parametrize("part", ["ketepatan", "pemerataan"])
def test_without_any_desil_nobody_is_poor_and_the_page_stands(changed, part):
    test = changed("UPDATE family SET desil = NULL", sasaran_bagian=part)
    assert not test.exception
    assert heading(test) == "0 dari 11 penerima tidak tepat sasaran; 0 dari 0 keluarga miskin belum terlayani"


def _drawn(test) -> str:
    where = cache.source_of(str(filters.database()))
    return targeting.curve(where, "2026-10", "SEMUA", "semua", "semua")


def test_too_few_desa_have_no_hot_spot(show):
    test = show("targeting", "small", sasaran_bagian="kantong")
    assert "Tidak ada kantong cakupan yang signifikan" in words(test)
    assert "Tidak diuji" in words(test)


def test_without_boundaries_neighbours_are_unknown(worlds, opened, monkeypatch, tmp_path):
    path = worlds.copy("small", tmp_path)
    opened.add(path)
    store = Store.open(path)
    with store.write() as cursor:
        cursor.execute("DELETE FROM desa")
    store.close()
    test = run_page(monkeypatch, "targeting", path, sasaran_bagian="kantong")
    assert "Batas desa belum dimuat: tanpa batas, tetangga tidak diketahui." in words(test)


def test_the_score_shows_its_weights_and_how_firm_it_is(show):
    test = show("targeting", "small", sasaran_bagian="prioritas")
    assert [slider.value for slider in test.slider] == [35, 25, 20, 20]
    first = table(test, "Peringkat")
    assert first["Desa"].tolist()[0] == "Baruh Panyambaran"  # most left out, the largest part of poor
    assert first["Desa"].tolist()[-1] == "Liyu"
    assert "bukan desil" in words(test)
    test.slider[0].set_value(0)
    test.slider[2].set_value(0).run()
    assert table(test, "Peringkat")["Desa"].tolist()[0] == "Baruh Panyambaran"  # 67 % of its poor against 60 %


def test_where_points_are_known_the_remote_desa_comes_first(show):
    only = dict.fromkeys(WEIGHTS, 0) | {"bobot_keterpencilan": 100}
    test = show("targeting", "hostile", sasaran_bagian="prioritas", **only)
    # The one road runs through 2001, where the one point stands: two desa have no way, so 120 minutes, the most.
    shown = table(test, "Peringkat").set_index("Desa")["Skor (0–100)"]
    assert shown.index[3].startswith(HOSTILE_DESA[0][:4])
    assert shown.tolist() == [100, 100, pytest.approx(shown.iloc[2]), 0]
    assert 0 < shown.iloc[2] < 100
    assert "Keterpencilan: menit sekali jalan" in words(test)
    without = show("targeting", "small", sasaran_bagian="prioritas")
    assert "Keterpencilan tidak ikut ditimbang: belum ada titik layanan" in words(without)


def test_weights_of_nothing_order_nothing(show):
    test = show("targeting", "small", sasaran_bagian="prioritas", **dict.fromkeys(WEIGHTS, 0))
    assert not test.exception
    assert "semua bobot 0" in words(test)


def test_implausible_figures_are_asked_about(show):
    test = show("targeting", "small", sasaran_bagian="periksa")
    # one of three recipients of CPP in Uren … no desa has ten recipients; desil 1 … 10 all occur
    assert "Tidak ada angka yang janggal" in words(test)
    test = show("targeting", "one_desa", sasaran_bagian="periksa")
    # five families: desil 1, 2, 7, 8, 9
    assert "1 angka perlu diperiksa lebih dulu" in words(test)
    assert "Hanya 5 dari 10 desil" in table(test, "Tanda")["Yang ditemukan"].iloc[0]


# --- Simulasi -------------------------------------------------------------------------------------------------


def test_a_quota_is_tried_by_two_rules_side_by_side(show):
    test = show("targeting", "small", sasaran_bagian="simulasi", simulasi_n=3)
    # 9 + 3 of 17 served whichever way
    compared = table(test, "Sebelum").set_index("Ukuran")
    assert compared.loc["Cakupan (dari keluarga miskin)"].tolist() == ["52,9 %", "70,6 %", "70,6 %"]
    chosen = table(test, "Calon").set_index("Desa")
    assert chosen["Calon"].to_dict() == {"Baruh Panyambaran": 4, "Uren": 3, "Ha'uwai": 1}
    # equal coverage: 2/6 first, then 2/5, then 3/6 = 50 % again before 3/5
    assert chosen["Cakupan merata: keluarga"].to_dict() == {"Baruh Panyambaran": 2, "Uren": 1, "Ha'uwai": 0}
    assert len(maps(test)) == 1
    assert painted(test, "fill")["classes"][code(4)] == 0


def test_a_cut_takes_those_first_who_are_not_poor(show):
    test = show("targeting", "small", sasaran_bagian="simulasi", simulasi_jenis="potong", simulasi_persen=18)
    # 18 % of 11 recipients: 2, both of them not poor
    compared = table(test, "Sebelum").set_index("Ukuran")
    assert compared.loc["Tidak tepat sasaran (dari penerima)"].tolist() == ["18,2 %", "0,0 %", "0,0 %"]


def test_money_is_as_many_families_as_it_pays_for(show):
    state = {"simulasi_jenis": "dana", "simulasi_rp": 1, "simulasi_tiap": 400_000}
    test = show("targeting", "small", sasaran_bagian="simulasi", **state)
    # a million pays for 2 families of 400,000
    assert "2 keluarga di" in words(test)
    assert table(test, "Sebelum").set_index("Ukuran").loc["Penerima (keluarga)"].tolist() == ["11", "13", "13"]


def test_what_a_quota_costs_is_an_estimate(changed):
    state = {"sasaran_bagian": "simulasi", "simulasi_n": 3}
    test = changed("UPDATE recipient SET amount_idr = 300000 WHERE program = 'PKH'", program="PKH", **state)
    assert "Biayanya kira-kira Rp 900.000 untuk satu periode: 3 keluarga dihitung dengan rata-rata Rp 300.000" in words(
        test
    )


def test_who_has_no_desa_is_told_apart(changed):
    test = changed(
        "UPDATE family SET desa_code = NULL WHERE desa_code = '63.11.02.2002'",
        sasaran_bagian="simulasi",
        simulasi_n=100,
    )
    # of the 8 poor families left out 3 lived there
    assert "Desa tidak diketahui: 3 calon tidak ikut dipilih" in words(test)
    assert table(test, "Calon")["Calon"].sum() == 5
    assert "95 tidak terpakai" in words(test)
    assert "Pilih satu program di atas untuk perkiraan rupiahnya." in words(test)


def test_the_list_for_the_musdes_is_masked_and_whole_only_with_a_purpose(show_copy):
    test = show_copy("targeting", "small", sasaran_bagian="simulasi", simulasi_n=3, petugas_nama="Rina")
    make = next(button for button in test.button if button.key == "buat_musdes_1")
    assert not make.disabled
    make.click().run()
    assert not test.exception
    assert not told(test)
    where = cache.source_of(str(filters.database()))
    outcome = targeting.outcome(where, "2026-10", "SEMUA", frozenset(), Change(family_count=3), "termiskin")
    rows = targeting.musdes_rows(where, "2026-10", outcome.chosen, None, "")
    assert len(rows) == 3
    assert rows["No. KK"].str.contains(r"\*").all()
    assert not rows["Nama kepala keluarga"].str.contains("AMINAH|RIDUAN|NORHASANAH", regex=True).any()


def test_whole_numbers_wait_for_a_purpose(show):
    test = show("targeting", "small", sasaran_bagian="simulasi", simulasi_n=3, simulasi_lengkap_1=True)
    make = next(button for button in test.button if button.key == "buat_musdes_1")
    assert make.disabled
    test = show("targeting", "small", sasaran_bagian="simulasi", simulasi_n=3, petugas_peran="camat")
    assert not [box for box in test.checkbox if box.key == "simulasi_lengkap_1"]
    assert "Peran Camat tidak mengunduh daftar lengkap." in words(test)
