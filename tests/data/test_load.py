"""Files into the store: all or nothing, in any order, twice without effect; nothing of a file is lost."""

from __future__ import annotations

import json
import threading

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_worlds import (
    GALUMBANG,
    HAUWAI,
    METRE,
    PUDAK,
    csv_file,
    families_of,
    family,
    kk,
    layer,
    nik,
    recipient,
    recipients_of,
    xlsx_file,
)
from load_tables import assert_same, tables

from data.errors import ColumnsMissing, DemoIsClosed, FileMissing, FileNotOpened
from data.intake import load
from data.intake.load import Answers, SourceFile, load_files
from data.issues import read_issues, read_set_aside
from data.person_keys import of_nik
from data.store import Store


@pytest.fixture(scope="module")
def small_layer(tmp_path_factory):
    path = tmp_path_factory.mktemp("batas") / "batas.geojson"
    named = layer().rename(columns={"desa_name": "nama", "kecamatan_name": "kecamatan", "bps_code": "kode_bps"})
    named.reset_index(names="kode").to_file(path, driver="GeoJSON")
    return SourceFile("boundaries", path)


@pytest.fixture(scope="module")
def small_codes(tmp_path_factory):
    path = tmp_path_factory.mktemp("kode") / "kode.csv"
    columns = {"desa_name": "nama", "kecamatan_name": "kecamatan", "bps_code": "kode_bps"}
    table = pd.DataFrame(layer().drop(columns="geometry")).rename(columns=columns).reset_index(names="kode")
    table.to_csv(path, index=False)
    return SourceFile("codes", path)


# --- one file, again and otherwise ---------------------------------------------------------------------


def test_a_file_is_known_by_its_content_not_by_its_name(store, tmp_path):
    rows = [family(1)]
    load_files(store, [families_of(csv_file(tmp_path / "a.csv", rows))])
    version = store.data_version()
    report = load_files(store, [families_of(csv_file(tmp_path / "b.csv", rows))])[0]
    assert (report.is_repeat, report.name, store.data_version()) == (True, "b.csv", version)


def test_one_file_named_twice_is_taken_once(store, tmp_path):
    source = families_of(csv_file(tmp_path / "a.csv", [family(1)]))
    assert sorted(report.is_repeat for report in load_files(store, [source, source])) == [False, True]
    assert len(tables(store, "family_record")["family_record"]) == 1


def test_one_list_may_serve_two_programs_and_two_periods(store, tmp_path):
    path = csv_file(tmp_path / "a.csv", [recipient(1)])
    uses = [("PKH", "2026-10"), ("PKH", "2026-11"), ("CPP", "2026-10")]
    reports = load_files(store, [recipients_of(path, *use) for use in uses])
    assert not any(report.is_repeat for report in reports)
    assert len(tables(store, "recipient")["recipient"]) == 3


def test_an_older_layer_may_be_brought_back(store, tmp_path, small_layer):
    """The office takes another edition and repents: the first is not "already loaded" then."""
    other = tmp_path / "lain.geojson"
    layer().assign(geometry=layer().translate(0.001), kode=layer().index, nama=layer()["desa_name"]).to_file(other)
    load_files(store, [small_layer])
    before = tables(store, "desa")
    load_files(store, [SourceFile("boundaries", other)])
    assert not tables(store, "desa")["desa"].equals(before["desa"])
    assert not load_files(store, [small_layer])[0].is_repeat
    assert_same(before, tables(store, "desa"))
    assert load_files(store, [small_layer])[0].is_repeat


def test_a_corrected_file_adds_what_was_missing(store, tmp_path):
    """Two of three families wait; the corrected file brings them, and changes the one that was right already."""
    rows = [family(1, desil="2"), family(2, no_kk="12"), family(3, no_kk="")]
    load_files(store, [families_of(csv_file(tmp_path / "a.csv", rows))])
    assert tables(store, "family")["family"]["no_kk"].tolist() == [kk(1)]
    right = [family(1, desil="5"), family(2), family(3)]
    load_files(store, [families_of(csv_file(tmp_path / "b.csv", right))])
    found = tables(store, "family")["family"]
    assert found[["no_kk", "desil"]].to_numpy().tolist() == [[kk(1), "5"], [kk(2), "3"], [kk(3), "3"]]


def test_a_later_file_fills_columns_and_empties_none(store, tmp_path):
    """Kobo brings the coordinates of families that DTSEN brought without, and has no desil."""
    load_files(store, [families_of(csv_file(tmp_path / "a.csv", [family(1, lat="", lon="")]))])
    later = {name: value for name, value in family(1).items() if name in {"no_kk", "lat", "lon"}}
    load_files(store, [families_of(csv_file(tmp_path / "b.csv", [later]))])
    found = tables(store, "family")["family"].iloc[0]
    assert found[["desil", "lon", "lat", "dusun", "desa_code"]].tolist() == ["3", "115.55", "-2.35", "Dusun 1", HAUWAI]


def test_the_order_of_one_request_is_no_matter(tmp_path, small_layer, small_codes):
    sources = {
        "f": families_of(csv_file(tmp_path / "k.csv", [family(1), family(2, kode_desa="", desa="Galumbang")])),
        "r": recipients_of(csv_file(tmp_path / "p.csv", [recipient(1)])),
        "b": small_layer,
        "c": small_codes,
    }
    found = []
    for number, kinds in enumerate(["bcfr", "rfcb"]):
        store = Store.open(tmp_path / f"{number}.duckdb")
        load_files(store, [sources[kind] for kind in kinds])
        found.append(tables(store))
        store.close()
    assert_same(*found)


# --- what places say, whenever they become known -------------------------------------------------------

OUTSIDE = f"{-2.4 - 50 * METRE:.7f}"
TROUBLED = [
    *[family(n) for n in range(1, 5)],
    family(5, desa="Hauwaii", kode_desa=""),
    family(6, desa="Surabaya", kode_desa=""),
    family(7, kode_desa="63.11.02.2099"),
    family(8, desa="Galumbang"),
    family(9, lat="115,5500", lon="-2,350"),
    family(10, lat="0", lon="0"),
    family(11, lat="-2.35", lon="118.10"),
    family(12, lat=OUTSIDE),
    family(13, lon="115.650"),
    family(14, lat="tidak ada"),
    family(15, kode_desa="", desa="", lat="", lon=""),
    family(16, kode_desa="", desa="Galumbang", kecamatan=""),
    family(17, no_kk="1", desa="Surabaya", lon="118"),
    family(18, kode_desa="", desa="", lon="115.65"),
]
TROUBLED_LIST = [
    recipient(1) | {"desa": "Pudak", "lat": "-2.250", "lon": "115.6500"},
    recipient(99) | {"desa": "Pudakk", "lat": "-2.35", "lon": "115.65"},
    recipient(98, nik="12") | {"desa": "Surabaya", "lat": "", "lon": ""},
    recipient(97, nik="") | {"desa": "Galumbang", "lat": "-2,25", "lon": "115,55"},
]


def test_places_known_late_say_the_same(tmp_path, small_layer, small_codes):
    """Orders of four commands end in the same tables, issues word for word (all 24 do: tried once, too slow here)."""
    sources = {
        "f": families_of(csv_file(tmp_path / "keluarga.csv", TROUBLED)),
        "r": recipients_of(csv_file(tmp_path / "penerima.csv", TROUBLED_LIST)),
        "b": small_layer,
        "c": small_codes,
    }
    wanted = None
    for number, order in enumerate(["cbfr", "rfcb"]):
        store = Store.open(tmp_path / f"{number}.duckdb")
        for kind in order:
            load_files(store, [sources[kind]])
        found = tables(store)
        store.close()
        wanted = wanted or found
        assert_same(wanted, found)
    assert {"kode_desa_tidak_dikenal", "koordinat_tertukar", "di_luar_desa", "di_luar_desa_toleransi", "koordinat_nol",
            "kode_nama_desa_beda", "desa_salah_eja", "tanpa_desa", "desa_nama_ganda", "koordinat_jauh",
            "desa_tidak_dikenal"} <= set(wanted["issue"]["kind"])  # fmt: skip


def test_what_became_of_the_troubled(store, tmp_path, small_layer):
    """Family → desa and point, by the map of the world."""
    load_files(store, [small_layer, families_of(csv_file(tmp_path / "keluarga.csv", TROUBLED))])
    found = tables(store, "family")["family"].set_index("no_kk")
    assert kk(17) not in found.index
    assert found.loc[[kk(5), kk(7), kk(8), kk(12), kk(13), kk(18)], "desa_code"].tolist() == [HAUWAI] * 5 + [GALUMBANG]
    assert found.loc[[kk(15)], "desa_code"].tolist() == [""]
    assert found.loc[kk(9), ["lon", "lat"]].tolist() == ["115.55", "-2.35"]
    assert found.loc[[kk(10), kk(11), kk(14)], ["lon", "lat"]].eq("").all(axis=None)
    assert found.loc[kk(13), ["lon", "lat"]].tolist() == ["115.65", "-2.35"]


# --- nothing is lost -----------------------------------------------------------------------------------


def test_every_row_is_taken_or_waits_with_its_reason(store, tmp_path):
    rows = [family(n) for n in range(1, 6)] + [family(6, no_kk="x", nama='=1+1 "A"'), family(1, nama="BUDI")]
    report = load_files(store, [families_of(csv_file(tmp_path / "a.csv", rows))])[0]
    assert (report.row_count, report.accepted_count, report.set_aside_count, report.flagged_count) == (7, 5, 2, 0)
    waiting = tables(store, "set_aside")["set_aside"]
    assert waiting[["file_name", "sheet", "row"]].to_numpy().tolist() == [["a.csv", "", "7"], ["a.csv", "", "8"]]
    assert [json.loads(cells) for cells in waiting["cells"]] == rows[5:]
    issues = read_issues(store, is_masked=False)
    critical = issues[issues["severity"] == "KRITIS"]
    assert critical[["file", "row", "kind"]].to_numpy().tolist() == [
        ["a.csv", 7, "kk_tidak_sah"], ["a.csv", 8, "kk_ganda_beda_nama"],
    ]  # fmt: skip


def test_the_report_counts_rows_that_need_a_look(store, tmp_path):
    """Five rows: one clean, one flagged twice, one only noted (INFO), one set aside, and one that is a total."""
    rows = [family(1), family(2, desil="x", jumlah_anggota="x"), family(3, desil=""), family(4, no_kk="1", desil="x")]
    rows.append(dict.fromkeys(family(), "") | {"nama": "JUMLAH"})
    report = load_files(store, [families_of(csv_file(tmp_path / "a.csv", rows))])[0]
    assert (report.row_count, report.accepted_count, report.set_aside_count, report.flagged_count) == (4, 3, 1, 1)


def test_a_waiting_row_is_whole_even_with_headers_that_repeat(store, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("NO KK,NAMA,NAMA,,NAMA\n12,ADI,BUDI,x,CICI\n", encoding="utf-8")
    load_files(store, [families_of(path)])
    cells = json.loads(tables(store, "set_aside")["set_aside"]["cells"][0])
    assert cells == {"NO KK": "12", "NAMA": "ADI", "NAMA (2)": "BUDI", "kolom 4": "x", "NAMA (3)": "CICI"}


def test_waiting_rows_go_out_masked_whatever_their_headers(store, tmp_path):
    """A file with columns called as ours: file, sheet, row, reasons."""
    row = {"no_kk": "12", "nik": nik(1), "nama": "SITI", "file": "x", "sheet": "y", "row": "1", "reasons": "z"}
    load_files(store, [families_of(csv_file(tmp_path / "a.csv", [row]))])
    found = read_set_aside(store)
    assert found.columns.is_unique
    assert found.loc[0, ["file", "row"]].tolist() == ["a.csv", 2]
    text = found.to_csv()
    assert nik(1) not in text
    assert "SITI" not in text


def test_no_waiting_rows_no_table(store):
    assert read_set_aside(store).empty


def test_sheets_and_rows_are_named_as_a_spreadsheet_names_them(store, tmp_path):
    path = xlsx_file(
        tmp_path / "bltdd.xlsx",
        {
            "Hauwai": [["DAFTAR"], [], ["NIK", "NAMA"], [nik(1), "ADI"], ["12", "BUDI"]],
            "Galumbang": [["NIK", "NAMA"], ["34", "CICI"]],
        },
    )
    load_files(store, [recipients_of(path, "BLTDD")])
    waiting = tables(store, "set_aside")["set_aside"]
    assert sorted(waiting[["sheet", "row"]].itertuples(index=False, name=None)) == [("Galumbang", "2"), ("Hauwai", "5")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "no_kk": st.sampled_from([kk(1), kk(2), "12", "", "0" * 16]),
                "nik": st.sampled_from([nik(1), "x", "", nik(2, birth="310245")]),
                "nama": st.sampled_from(["ADI", "BUDI", ""]),
                "desil": st.sampled_from(["1", "", "99", "x"]),
                "kode_desa": st.sampled_from([HAUWAI, PUDAK, ""]),
            },
        ),
        min_size=1,
        max_size=8,
    )
)
def test_rows_are_accounted_for_whatever_they_hold(tmp_path, changes):
    rows = [family(number) | change for number, change in enumerate(changes, 10)]
    path = csv_file(tmp_path / "a.csv", rows)
    path_of_store = tmp_path / "a.duckdb"
    path_of_store.unlink(missing_ok=True)
    opened = Store.open(path_of_store)
    report = load_files(opened, [families_of(path)])[0]
    found = tables(opened, "family", "family_record", "set_aside", "issue")
    opened.close()
    assert report.row_count == report.accepted_count + report.set_aside_count == len(rows)
    assert len(found["family_record"]) == report.accepted_count
    waiting = set(found["set_aside"]["row"])
    assert waiting == set(found["issue"].loc[found["issue"]["severity"] == "KRITIS", "row"])
    assert not waiting & set(found["family_record"]["row"])
    assert set(found["family"]["no_kk"]) == set(found["family_record"]["no_kk"])


# --- all or nothing ------------------------------------------------------------------------------------


def test_one_bad_file_in_a_request_and_nothing_is_loaded(store, tmp_path):
    load_files(store, [families_of(csv_file(tmp_path / "a.csv", [family(1)]))])
    before, version = tables(store), store.data_version()
    good = families_of(csv_file(tmp_path / "b.csv", [family(2)]))
    bad = recipients_of(csv_file(tmp_path / "c.csv", [{"catatan": "x"}]))
    with pytest.raises(ColumnsMissing):
        load_files(store, [good, bad])
    assert_same(before, tables(store))
    assert store.data_version() == version
    assert not load_files(store, [good])[0].is_repeat


def test_a_failure_at_the_very_end_undoes_all(store, tmp_path, monkeypatch):
    monkeypatch.setattr(load, "settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        load_files(store, [families_of(csv_file(tmp_path / "a.csv", [family(1)]))])
    assert all(frame.empty for frame in tables(store).values())


def test_missing_files_are_told_before_anything_is_read(store, tmp_path):
    good = families_of(csv_file(tmp_path / "a.csv", [family(1)]))
    for path in (tmp_path / "tidak ada.csv", tmp_path):
        with pytest.raises(FileMissing) as caught:
            load_files(store, [good, recipients_of(path)])
        assert caught.value.facts["file"] == path.name


def test_a_file_held_by_another_program(store, tmp_path, monkeypatch):
    source = families_of(csv_file(tmp_path / "a.csv", [family(1)]))
    monkeypatch.setattr(type(source.path), "open", lambda *_: (_ for _ in ()).throw(PermissionError(13, "held")))
    with pytest.raises(FileNotOpened):
        load_files(store, [source])


def test_the_demo_takes_no_files_of_an_office(store, tmp_path):
    store.mark_demo()
    source = families_of(csv_file(tmp_path / "a.csv", [family(1)]))
    with pytest.raises(DemoIsClosed):
        load_files(store, [source])
    load_files(store, [source], Answers(for_demo=True))
    assert len(tables(store, "family")["family"]) == 1


def test_two_pages_taking_one_file_take_it_once(store, tmp_path):
    source = families_of(csv_file(tmp_path / "a.csv", [family(n) for n in range(1, 200)]))
    reports = []
    threads = [threading.Thread(target=lambda: reports.extend(load_files(store, [source]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.is_repeat for report in reports) == [False, True, True, True]
    assert len(tables(store, "family_record")["family_record"]) == 199


def test_progress_goes_forward_to_the_end(store, tmp_path, small_layer):
    told = []
    families = families_of(csv_file(tmp_path / "a.csv", [family(1)]))
    load_files(store, [families])
    more = families_of(csv_file(tmp_path / "b.csv", [family(2)]))
    load_files(store, [small_layer, more], progress=lambda share, text: told.append((share, text)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (min(shares) >= 0, shares[-1]) == (True, 1.0)
    assert all(text for _, text in told)


# --- who belongs to whom -------------------------------------------------------------------------------


def test_a_recipient_belongs_to_the_family_of_the_nik_else_of_the_kk(store, tmp_path):
    people = [
        recipient(1, no_kk=kk(2)),  # the NIK leads to family 1, whatever the KK says
        recipient(50, no_kk=kk(3)),  # a wife: her NIK is no head's
        recipient(51, no_kk=kk(3)),  # a second member of the same family: once
        recipient(60, no_kk=kk(61)),  # of no known family
        recipient(62, nik="", no_kk=kk(63)),
    ]
    families = families_of(csv_file(tmp_path / "a.csv", [family(n) for n in (1, 2, 3)]))
    load_files(store, [families, recipients_of(csv_file(tmp_path / "b.csv", people))])
    found = tables(store, "recipient")["recipient"]
    assert sorted(found[["no_kk", "person_key", "matched_by"]].itertuples(index=False, name=None)) == [
        ("", kk(63), ""), ("", of_nik(nik(60)), ""), (kk(1), kk(1), "NIK"), (kk(3), kk(3), "KK"),
    ]  # fmt: skip


def test_a_nik_that_two_families_claim_leads_to_neither(store, tmp_path):
    families = [family(1), family(2, nik=nik(1))]
    load_files(store, [families_of(csv_file(tmp_path / "a.csv", families))])
    load_files(store, [recipients_of(csv_file(tmp_path / "b.csv", [recipient(1, no_kk="")]))])
    assert tables(store, "recipient")["recipient"]["no_kk"].tolist() == [""]


def test_lists_loaded_first_find_their_families_later(store, tmp_path):
    load_files(store, [recipients_of(csv_file(tmp_path / "b.csv", [recipient(1)]))])
    assert tables(store, "recipient")["recipient"]["no_kk"].tolist() == [""]
    load_files(store, [families_of(csv_file(tmp_path / "a.csv", [family(1)]))])
    found = tables(store, "recipient")["recipient"].iloc[0]
    assert found[["no_kk", "desa_code", "lon"]].tolist() == [kk(1), HAUWAI, "115.55"]


def test_the_name_of_a_recipient_does_not_depend_on_chance(store, tmp_path):
    """Two rows of one family in one list: the lower row's name stays, in every settling."""
    people = [recipient(50, no_kk=kk(1), nama="ANI"), recipient(51, no_kk=kk(1), nama="BENI")]
    load_files(store, [recipients_of(csv_file(tmp_path / "b.csv", people))])
    for number in range(1, 3):
        rows = [family(n) for n in range(1, number + 1)]
        load_files(store, [families_of(csv_file(tmp_path / f"{number}.csv", rows))])
        assert tables(store, "recipient")["recipient"]["name"].tolist() == ["BENI"]
