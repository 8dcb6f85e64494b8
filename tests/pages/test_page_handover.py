"""Penyaluran: recording, balance and closing, papers of the SPJ, the month."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from data.handover import spj
from data.handover.recording import fail, hand_over
from pages.parts import cache, filters, handover_record
from tests.data import handover_worlds
from tests.data.handover_worlds import DAY, PERIOD, PLAN, TRIP_3, cash, handle, rice
from tests.data.intake_worlds import GALUMBANG, kk
from tests.pages.conftest import bodies, cards, heading, needs_assets, run_page, table, told, words

pytestmark = needs_assets
KASI = {"petugas_nama": "Rahmah", "petugas_peran": "kasi"}
MONEV = {"petugas_nama": "Mona", "petugas_peran": "monev"}
CPP = {"program_rute": "CPP"}


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    store = handover_worlds.driven(tmp_path_factory.mktemp("penyaluran"))
    store.close()
    return store.path


@pytest.fixture
def show_driven(original, tmp_path, monkeypatch, opened):
    """Return ``show_driven(before, **session_state)``: the page on a copy, ``before(store)`` done first."""

    def show_driven(before=None, **state):
        path = Path(shutil.copy(original, tmp_path / "kantor.duckdb"))
        opened.add(path)
        if before:
            before(cache.open_store(str(path)))
        return run_page(monkeypatch, "handover", path, **(KASI | CPP | state))

    return show_driven


def store():
    return cache.open_store(str(filters.database()))


def button(test, key):
    return next(each for each in test.button if each.key == key)


def all_rice(opened):
    hand_over(opened, PLAN, rice(opened, *range(1, 17)), by=handover_worlds.KASI, on_date=DAY)


def test_an_empty_database_says_what_to_load(show):
    assert heading(show("handover", "empty")) == "Belum ada data keluarga"


def test_without_a_plan_the_page_says_where_to_make_one(show):
    test = show("handover", "small", **KASI)
    assert heading(test).startswith("Oktober 2026: 0 dari 5 KPM sudah menerima (0 %)")
    assert "Belum ada rencana yang dipakai untuk Beras CPP pada Oktober 2026" in told(test, "kabar")[0]


def test_the_heading_is_the_answer(show_driven):
    """Twenty are to receive rice; two have, the other 14 parcels of the trips are in hand; due only on the 30th."""
    test = show_driven(lambda s: hand_over(s, PLAN, rice(s, 1, 2), by=handover_worlds.KASI, on_date=DAY))
    assert heading(test) == (
        "November 2026: 2 dari 20 KPM sudah menerima (10 %) · tidak ada desa terlambat · "
        "14 paket masih di tangan petugas"
    )
    assert not told(test)


def test_no_name_and_no_number_stands_on_the_page(show_driven):
    found = words(show_driven(all_rice))
    assert not [number for number in range(1, 21) if kk(number) in found]
    assert "KEPALA" not in found


def test_a_whole_stop_is_recorded_with_one_press_and_taken_back(show_driven):
    test = show_driven()
    assert button(test, "semua_diserahkan").label == "Semua diserahkan: 6 paket, 20 November 2026"
    button(test, "semua_diserahkan").click().run()
    assert told(test, "beres") == ["6 paket dicatat diserahkan. Catat pengecualiannya di bawah bila ada."]
    assert heading(test).startswith("November 2026: 6 dari 20 KPM")
    next(each for each in test.text_input if str(each.key).startswith("alasan_batal")).input("salah titik").run()
    button(test, "batalkan_catatan").click().run()
    assert told(test, "beres") == ["Catatan 6 paket dibatalkan; riwayatnya tetap ada."]
    assert heading(test).startswith("November 2026: 0 dari 20 KPM")


def test_a_trip_whose_day_has_not_come_is_not_recorded(show_driven, monkeypatch):
    """Recorded before its day it could not be closed: the page says when, and offers no button."""
    monkeypatch.setattr(handover_record, "today", lambda: DAY - dt.timedelta(1))
    test = show_driven()
    assert told(test, "awas")[0].startswith("Ritase ini dijadwalkan 20 November 2026")
    assert not [each for each in test.button if each.key in {"semua_diserahkan", "catat_paket"}]


def test_one_recipient_fails_with_a_reason(show_driven):
    test = show_driven()
    choose_all(test)
    test.selectbox(key="yang_terjadi").select("gagal").run()
    test.selectbox(key="alasan_gagal").select("jalan_putus").run()
    button(test, "catat_paket").click().run()
    assert told(test, "beres") == ["6 paket dicatat: gagal."]
    assert table(test, "Keadaan")["Keadaan"].iloc[0] == "✕ Gagal: jalan putus atau tempat tidak tercapai"


def choose_all(test):
    [box] = [each for each in test.checkbox if str(each.key).startswith("semua_catat")]
    return box.check().run()


def test_what_is_recorded_already_is_refused_with_a_sentence(show_driven):
    test = show_driven(lambda s: hand_over(s, PLAN, rice(s, 1), by=handover_worlds.KASI, on_date=DAY))
    choose_all(test)
    button(test, "catat_paket").click().run()
    assert told(test)[0].startswith("Tidak ada yang dicatat: 1 paket sudah tercatat diserahkan.")


def test_who_may_not_sees_no_buttons(show_driven):
    test = show_driven(**MONEV)
    keys = {each.key for each in test.button}
    assert not keys & {"semua_diserahkan", "catat_paket", "tutup_ritase", "simpan_dokumen"}
    assert any("Yang berwenang mencatat penyaluran" in body for body in bodies(test))


# --- balance and closing -------------------------------------------------------------------------------------


def test_the_balance_adds_up(show_driven):
    test = show_driven(
        lambda s: hand_over(s, PLAN, [*rice(s, 1, 2), *cash(s, 1)], by=handover_worlds.KASI, on_date=DAY),
        program_rute="SEMUA",
    )
    assert {label: cards(test)[label] for label in ("Dikirim", "Diserahkan", "Dikembalikan", "Di tangan petugas")} == {
        "Dikirim": "20 paket", "Diserahkan": "3 paket", "Dikembalikan": "0 paket", "Di tangan petugas": "17 paket",
    }  # fmt: skip
    rows = table(test, "Dikirim")
    assert rows[["Dikirim", "Diserahkan", "Di tangan petugas"]].to_numpy().tolist() == [[10, 1, 9], [6, 0, 6]]


def test_a_difference_blocks_closing_and_names_its_rows(show_driven):
    def before(opened):
        hand_over(opened, PLAN, rice(opened, *range(11, 16)), by=handover_worlds.KASI, on_date=DAY)
        fail(opened, PLAN, rice(opened, 16), "menolak", by=handover_worlds.KASI, on_date=DAY)

    test = show_driven(before)
    states = dict(zip(table(test, "Ditutup oleh")["Ritase"], table(test, "Ditutup oleh")["Keadaan"], strict=True))
    assert states == {"Ritase 1 · Pick-up": "▲ 14 menghalangi", "Ritase 3 · Motor": "▲ 1 menghalangi"}
    assert (table(test, "Sebab")["Ritase"] == "Ritase 3").sum() == 1
    choose_trips(test)
    button(test, "tutup_ritase").click().run()
    assert told(test)[0].startswith("2 ritase belum bisa ditutup: 15 paket masih di tangan petugas.")


def choose_trips(test):
    [box] = [each for each in test.checkbox if str(each.key).startswith("semua_tutup")]
    return box.check().run()


def test_trips_close_and_open_again(show_driven):
    def before(opened):
        all_rice(opened)
        hand_over(opened, PLAN, cash(opened, 1, 2, 3, 4), by=handover_worlds.KASI, on_date=DAY)

    test = show_driven(before)
    choose_trips(test)
    button(test, "tutup_ritase").click().run()
    assert told(test, "beres") == ["2 ritase ditutup; neracanya nol dan tidak berubah lagi."]
    assert table(test, "Ditutup oleh")["Keadaan"].tolist() == ["■ ditutup"] * 2
    assert any("Ritase ini sudah ditutup" in text for text in told(test, "kabar"))
    choose_trips(test)
    next(each for each in test.text_input if str(each.key).startswith("alasan_buka")).input("salah hitung").run()
    button(test, "buka_ritase").click().run()
    assert told(test, "beres") == ["2 ritase dibuka lagi; alasannya dicatat di riwayat."]


# --- SPJ and calendar ----------------------------------------------------------------------------------------


def test_a_document_is_recorded_for_a_desa(show_driven):
    """Fifteen documents: five of each of three desa."""
    test = show_driven()
    assert any("SPJ: 0 dari 15 dokumen ada (0 %)" in body for body in bodies(test))
    next(each for each in test.text_input if str(each.key).startswith("nomor_")).input("SK 7/2026").run()
    button(test, "simpan_dokumen").click().run()
    assert told(test, "beres")[0].startswith("SK penerima / BNBA dicatat ada untuk")
    assert any("SPJ: 1 dari 15 dokumen ada" in body for body in bodies(test))


def test_a_damaged_file_is_said_and_the_page_goes_on(show_driven):
    def before(opened):
        spj.attach(
            opened, "bast", program="CPP", period=PERIOD, desa_code=GALUMBANG, by=handover_worlds.KASI,
            content=b"%PDF-1.7 isi %%EOF", title="<b>BAST</b>.pdf",
        )  # fmt: skip
        next(opened.path.with_name("kantor.berkas").iterdir()).write_bytes(b"%PDF-1.7 lain")

    test = show_driven(before)
    button(test, "buka_berkas_1").click().run()
    assert told(test)[0].startswith("Isi berkas <b>BAST</b>.pdf di folder kantor.berkas berubah")
    button(test, "periksa_berkas").click().run()
    assert told(test) == ["1 dari 1 berkas bermasalah — <b>BAST</b>.pdf: isinya berubah."]
    assert "<b>BAST</b>" not in "".join(bodies(test))


def test_the_month_shows_what_is_due_planned_and_delivered(show_driven):
    test = show_driven(all_rice)
    [month] = [body for body in bodies(test) if "ps-month" in body]
    assert month.count("ps-day") == 30 + 1  # and once in its style
    for text in (
        "⚑ jatuh tempo Beras CPP",
        "→ 2 ritase, 16 keluarga",
        "● 16 keluarga menerima",
        "■ 0 dari 2 ritase ditutup",
    ):
        assert text in month


def test_late_desa_stand_out(show_driven):
    """Cash was due on 10 November, long ago for whoever reads this."""
    test = show_driven(program_rute="BLTDD")
    assert "1 desa terlambat" in heading(test)
    assert table(test, "Jatuh tempo")["Keadaan"].iloc[0].startswith("▲ terlambat ")


def test_the_handle_of_another_database_is_unknown(show_driven):
    show_driven()
    assert handle(store(), 1).startswith("v")
    assert TRIP_3 == "motor-1-1"


# --- papers ----------------------------------------------------------------------------------------------------


def test_papers_files_and_the_message_of_a_trip_are_at_hand_where_it_is_recorded(show_driven):
    """Trip 1 goes to Hauwai; papers of a desa or a whole plan are printed on the page of routes."""
    test = show_driven()
    labels = [each.label for each in test.button]
    assert {"Manifes", "Daftar muat", "Tanda terima", "Lembar foto", "Rute GPX"} <= set(labels)
    assert "Rekap penyaluran" not in labels
    assert "Hauwai 1 (Dusun 1)" in test.code[0].value
    next(each for each in test.button if each.label == "Rute GPX").click().run()
    assert not test.exception
    assert [node for node in test if node.type == "download_button" and "Rute GPX" not in node.proto.label]


def test_who_may_not_print_is_told_so(show_driven):
    test = show_driven(**MONEV)
    assert "Manifes: tidak dicetak oleh" in words(test)
