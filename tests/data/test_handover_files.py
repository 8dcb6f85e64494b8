"""Files that come back from the road: our list, Kobo and ODK, the phone; looked at, taken in, taken back."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.__main__ import main
from data.errors import ActMayNot, FileUnreadable, ReturnedFileGone, ReturnedFileUnreadable, StepIncomplete, TripClosed
from data.export import xlsx_bytes
from data.handover import closing
from data.handover.files import LEFT, SAME, TAKEN, preview_file, read_files, read_left_rows, take_back, take_file
from data.handover.recording import hand_over, undo
from data.handover.returned import SHEET
from data.handover.states import KINDS, REASONS, word_key
from data.intake.read import read_sheets
from data.papers.field import form_fields
from data.papers.handover_sheets import results_as_workbook
from data.store import Store
from data.workflow.written import today
from geo.errors import UnsafeArchive
from tests.data.handover_worlds import (
    DAY,
    KASI,
    MONEV,
    PERIOD,
    PLAN,
    TRIP_1,
    TRIP_3,
    driven,
    handle,
    journey,
    rice,
    state,
)
from tests.data.intake_worlds import kk

BLANK = dict.fromkeys(SHEET.values(), "")


@pytest.fixture
def store(tmp_path):
    opened = driven(tmp_path)
    yield opened
    opened.close()


def row(store, number, result="Diserahkan", day="20/11/2026", **cells):
    return BLANK | {"Kode": handle(store, number), "Program": "Beras CPP", "Hasil": result, "Tanggal": day} | cells


def write(folder, rows, name="hasil.csv"):
    path = folder / name
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def outcomes(preview):
    return dict(zip(preview.rows["row"], preview.rows["outcome"], strict=True))


def faults(preview):
    left = preview.rows[preview.rows["outcome"] == LEFT]
    return left["fault"].tolist()


def fault_of(store, folder, *rows):
    return faults(preview_file(store, PLAN, write(folder, list(rows))))


# --- our own list --------------------------------------------------------------------------------------------


def test_the_list_goes_out_and_comes_back(store, tmp_path):
    """Fourteen parcels of trip 1; two are filled in by hand, in another order of columns, saved as CSV."""
    content, count = results_as_workbook(store, PLAN, trip_id=TRIP_1, by=KASI)
    assert count == 14
    (tmp_path / "a.xlsx").write_bytes(content)
    [sheet, _] = read_sheets(tmp_path / "a.xlsx")
    table = sheet.cells.loc[3:].set_axis(list(sheet.cells.loc[2]), axis=1)
    assert not table["NIK / No. KK"].str.contains(kk(1)).any()
    own = table["Program"].eq("Beras CPP") & table["Kode"].isin([handle(store, 1), handle(store, 2)])
    table.loc[own, ["Hasil", "Tanggal"]] = ["DITERIMA", "2026-11-20"]
    path = write(tmp_path, table[table.columns[::-1]])
    preview = preview_file(store, PLAN, path)
    assert (preview.layout, preview.count(TAKEN), preview.empty_count, preview.count(LEFT)) == ("daftar", 2, 12, 0)
    assert state(store, 1) == "belum"  # looking keeps nothing
    take_file(store, PLAN, path, by=KASI)
    assert [state(store, number) for number in (1, 2, 3)] == ["diserahkan", "diserahkan", "belum"]


def test_the_list_offers_its_words(store, tmp_path):
    content, _ = results_as_workbook(store, PLAN, by=KASI)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<dataValidation ") == 4
    assert "Diserahkan,Gagal,Dikembalikan" in sheet


def test_who_may_not_record_gets_no_names(store):
    with pytest.raises(ActMayNot):
        results_as_workbook(store, PLAN, by=MONEV)


def test_days_as_a_spreadsheet_counts_them_and_words_as_people_write_them(store, tmp_path):
    """46346 is 20 November 2026; 0,385 of a day is 9.14."""
    path = tmp_path / "a.xlsx"
    rows = [
        row(store, 1, "di terima", "46346", Jam="0.385"),
        row(store, 2, "SUDAH", dt.date(2026, 11, 20), Jam="9.14"),
        row(store, 3, "gagal diserahkan", "20 November 2026", Alasan="Meninggal dunia"),
        row(store, 4, "kembali", "20-11-2026", Jumlah="4 kg"),
    ]
    path.write_bytes(xlsx_bytes({"Hasil": pd.DataFrame(rows)}))
    preview = take_file(store, PLAN, path, by=KASI)
    assert preview.count(TAKEN) == 4
    assert set(preview.rows["on_date"].dt.date) == {DAY}
    with store.write(is_change=False) as cursor:
        found = cursor.execute(
            "SELECT kind, at_min, reason, amount::DOUBLE FROM handover_event ORDER BY event_id"
        ).fetchall()
    assert sorted(found, key=str) == sorted(
        [("diserahkan", 554, "", 10.0), ("diserahkan", 554, "", 10.0), ("gagal", None, "meninggal", 0.0),
         ("dikembalikan", None, "", 4.0)], key=str,
    )  # fmt: skip


def test_a_part_and_its_rest_stand_in_two_rows(store, tmp_path):
    rows = [row(store, 1, Jumlah="6,5"), row(store, 1, "Dikembalikan", Jumlah="3,5")]
    assert take_file(store, PLAN, write(tmp_path, rows), by=KASI).count(TAKEN) == 2
    assert state(store, 1) == "sebagian"


def test_cash_is_read_as_rupiah(store, tmp_path):
    rows = [row(store, 1, Program="BLT Dana Desa", Jumlah="Rp 100.000")]
    take_file(store, PLAN, write(tmp_path, rows), by=KASI)
    parcels = journey(store).parcels
    assert parcels.loc[parcels["unit"] == "Rp", "delivered"].sum() == 100_000


# --- rows that cannot be used --------------------------------------------------------------------------------


LATER = f"{today() + dt.timedelta(days=2):%d/%m/%Y}"
FAULTY = (
    (1, {"Kode": ""}, "kode_kosong"),
    (1, {"Kode": "v12345678901"}, "kode_tidak_dikenal"),
    (1, {"Kode": "=HYPERLINK(1)"}, "kode_tidak_dikenal"),
    (1, {"Program": ""}, "program_tidak_jelas"),
    (2, {"Program": "Bantuan Apa"}, "program_tidak_jelas"),
    (1, {"Program": "PKH"}, "kode_tidak_dikenal"),
    (2, {"Hasil": "entahlah"}, "keadaan_tidak_dikenal"),
    (3, {"Hasil": ""}, "keadaan_tidak_dikenal"),
    (4, {"Tanggal": ""}, "tanggal_salah"),
    (5, {"Tanggal": "31/02/2026"}, "tanggal_salah"),
    (6, {"Tanggal": LATER}, "tanggal_belum_tiba"),
    (7, {"Jam": "25.99"}, "jam_salah"),
    (8, {"Jumlah": "banyak"}, "jumlah_salah"),
    (9, {"Jumlah": "0"}, "jumlah_salah"),
    (10, {"Jumlah": "-3"}, "jumlah_salah"),
    (11, {"Jumlah": "11"}, "jumlah_melebihi"),
    (11, {"Jumlah": "6311020101089005"}, "jumlah_melebihi"),  # a NIK in the wrong cell
    (11, {"Jumlah": "9" * 400}, "jumlah_salah"),
    (11, {"Jumlah": "0,0004"}, "jumlah_salah"),
    (1, {"Jumlah": "6311020101089005", "Program": "BLT Dana Desa"}, "jumlah_salah"),
    (2, {"Jumlah": "0,5", "Program": "BLT Dana Desa"}, "jumlah_salah"),
    (12, {"Hasil": "Sebagian"}, "jumlah_salah"),
    (13, {"Hasil": "Gagal"}, "alasan_kosong"),
    (14, {"Hasil": "Gagal", "Alasan": "xyz"}, "alasan_tidak_dikenal"),
    (15, {"Diterima oleh": "Pengganti"}, "pengganti_kurang"),
    (16, {"Nama pengganti": "SITI"}, "pengganti_kurang"),
    (17, {}, "tidak_dibawa"),
)
"""Number of a family, what its row says, the fault."""


def test_a_row_that_cannot_be_used_says_why(store, tmp_path):
    rows = [row(store, number) | cells for number, cells, _ in FAULTY]
    assert fault_of(store, tmp_path, *rows) == [fault for _, _, fault in FAULTY]


def test_a_number_beyond_all_measure_costs_only_its_row(store, tmp_path, caplog, capfd):
    """Family 1's NIK slipped into the amount, twice; the row that says it right counts, as do 2 and 3."""
    slipped = kk(1)
    rows = [
        row(store, 1, Jumlah=slipped), row(store, 1, Jumlah=slipped[::-1]), row(store, 1), row(store, 2),
        row(store, 3, Jumlah="4"),
    ]  # fmt: skip
    path = write(tmp_path, rows)
    assert faults(preview_file(store, PLAN, path)) == ["jumlah_melebihi"] * 2
    take_file(store, PLAN, path, by=KASI)
    assert [state(store, number) for number in (1, 2, 3)] == ["diserahkan", "diserahkan", "sebagian_di_tangan"]
    assert (
        faults(preview_file(store, PLAN, write(tmp_path, [*rows, row(store, 4)], "lagi.csv")))
        == ["jumlah_melebihi"] * 2
    )
    most = [row(store, 5, Jumlah="999999999999", Jam=f"{number // 60:02}:{number % 60:02}") for number in range(1200)]
    assert set(faults(preview_file(store, PLAN, write(tmp_path, most, "banyak.csv")))) == {"jumlah_melebihi"}
    assert slipped not in caplog.text + "".join(capfd.readouterr())


def test_rows_that_repeat_or_contradict_each_other(store, tmp_path):
    twice = [row(store, 1), row(store, 1)]
    assert fault_of(store, tmp_path, *twice) == ["baris_berulang"]
    both = [row(store, 2), row(store, 2, "Gagal", Alasan="Menolak")]
    assert fault_of(store, tmp_path, *both) == ["bertentangan", "bertentangan"]
    days = [row(store, 3), row(store, 3, day="21/11/2026")]
    assert fault_of(store, tmp_path, *days) == ["bertentangan", "bertentangan"]
    later = [row(store, 4, "Gagal", Alasan="Tidak di tempat"), row(store, 4, day="21/11/2026")]
    assert fault_of(store, tmp_path, *later) == []


def test_a_contradiction_with_what_is_recorded_is_said_with_its_day(store, tmp_path):
    hand_over(store, PLAN, rice(store, 1), by=KASI, on_date=DAY)
    preview = preview_file(store, PLAN, write(tmp_path, [row(store, 1, "Gagal", Alasan="Pindah")]))
    assert preview.rows["message"].tolist() == [
        (
            "Paket ini sudah tercatat diserahkan (tercatat 20 November 2026). "
            "Bila catatan lama keliru, batalkan dahulu catatan itu."
        )
    ]


def test_good_rows_are_recorded_and_the_others_kept_with_their_reason(store, tmp_path):
    rows = [row(store, 1), row(store, 2, Jumlah="99", Catatan="<script>x</script>"), row(store, 3, "", "")]
    preview = take_file(store, PLAN, write(tmp_path, rows), by=KASI, name="../a.csv")
    assert outcomes(preview) == {2: TAKEN, 3: LEFT}
    left = read_left_rows(store, preview.file_id)
    assert left[["row", "fault"]].to_numpy().tolist() == [[3, "jumlah_melebihi"]]
    assert '"Jumlah": "99"' in left["cells"][0]
    [file] = read_files(store, PLAN).to_dict("records")
    counts = [file[name] for name in ("row_count", "taken_count", "same_count", "empty_count", "left_count")]
    assert counts == [3, 1, 0, 1, 1]


# --- again, and back -----------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(store, tmp_path):
    path = write(tmp_path, [row(store, 1, Jumlah="5")])
    first = take_file(store, PLAN, path, by=KASI)
    version = journey(store).parcels
    again = take_file(store, PLAN, path, by=KASI)
    assert again.file_id == first.file_id
    pd.testing.assert_frame_equal(version, journey(store).parcels)
    assert len(read_files(store, PLAN)) == 1


def test_a_longer_file_with_the_same_rows_brings_only_what_is_new(store, tmp_path):
    take_file(store, PLAN, write(tmp_path, [row(store, 1)]), by=KASI)
    preview = take_file(store, PLAN, write(tmp_path, [row(store, 1), row(store, 2)]), by=KASI)
    assert outcomes(preview) == {2: SAME, 3: TAKEN}


def test_a_file_is_taken_back_as_a_whole(store, tmp_path):
    hand_over(store, PLAN, rice(store, 5), by=KASI, on_date=DAY)
    path = write(tmp_path, [row(store, number) for number in (1, 2, 3)])
    preview = take_file(store, PLAN, path, by=KASI)
    with pytest.raises(StepIncomplete):
        take_back(store, preview.file_id, by=KASI, reason="")
    assert take_back(store, preview.file_id, by=KASI, reason="berkas salah") == 3
    assert [state(store, number) for number in (1, 2, 3, 5)] == ["belum", "belum", "belum", "diserahkan"]
    with pytest.raises(ReturnedFileGone):
        take_back(store, preview.file_id, by=KASI, reason="lagi")
    assert take_file(store, PLAN, path, by=KASI).count(TAKEN) == 3  # and may come again


def test_a_file_of_a_closed_trip_is_not_taken_back(store, tmp_path):
    path = write(tmp_path, [row(store, number) for number in range(11, 17)])
    preview = take_file(store, PLAN, path, by=KASI)
    closing.close(store, PLAN, [TRIP_3], by=KASI)
    with pytest.raises(TripClosed):
        take_back(store, preview.file_id, by=KASI, reason="salah")
    assert fault_of(store, tmp_path, row(store, 11, "Gagal", Alasan="Menolak")) == ["ritase_ditutup"]


def test_a_file_whose_rows_were_taken_back_one_by_one_can_still_go(store, tmp_path):
    preview = take_file(store, PLAN, write(tmp_path, [row(store, 1)]), by=KASI)
    with store.write(is_change=False) as cursor:
        [(act,)] = cursor.execute("SELECT DISTINCT act_id FROM handover_event").fetchall()
    undo(store, act, by=KASI, reason="salah")
    assert take_back(store, preview.file_id, by=KASI, reason="berkas salah") == 0


# --- Kobo, ODK, phone ----------------------------------------------------------------------------------------


def form_row(store, number, **cells):
    told = {
        "row_plan_id": "1", "row_trip_id": TRIP_1, "row_stop_id": "", "parcel": f"{handle(store, number)}_CPP",
        "handle": handle(store, number), "program": "CPP", "amount_planned": "10", "amount_unit": "kg",
        "state": "diserahkan", "time": "2026-11-20T09:14:00.000+08:00", "amount": "10", "received_by": "sendiri",
        "substitute_name": "", "relation": "", "letter_number": "", "reason": "", "photo": "a.jpg", "note": "",
    }  # fmt: skip
    return told | cells


def prefixed(rows, prefix):
    return pd.DataFrame(rows).rename(columns=lambda name: f"{prefix}{name}")


def test_kobo_comes_back_with_two_sheets(store, tmp_path):
    rows = [
        form_row(store, 1),
        form_row(store, 2, received_by="pengganti", substitute_name="SITI", relation="suami_istri", letter_number="7"),
        form_row(store, 3, state="gagal", reason="tidak_terjangkau", amount=""),
    ]
    stops = pd.DataFrame([{"start": "2026-11-20", "plan_id": "1", "trip_id": TRIP_1, "_index": 1}])
    path = tmp_path / "kobo.xlsx"
    path.write_bytes(xlsx_bytes({"petasalur": stops, "recipients": prefixed(rows, "recipients/entry/")}))
    preview = take_file(store, PLAN, path, by=KASI)
    assert (preview.layout, preview.count(TAKEN), faults(preview)) == ("formulir", 3, [])
    assert [state(store, number) for number in (1, 2, 3)] == ["diserahkan", "diserahkan", "gagal"]
    with store.write(is_change=False) as cursor:
        told = cursor.execute(
            "SELECT at_min, relation, letter, reason FROM handover_event ORDER BY event_id"
        ).fetchall()
    assert told == [(554, "", "", ""), (554, "Suami/istri", "7", ""), (554, "", "", "jalan_putus")]


def test_odk_comes_back_as_a_zip_or_as_its_second_file(store, tmp_path):
    text = prefixed([form_row(store, 1)], "entry-").to_csv(index=False)
    path = tmp_path / "form.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("petasalur_1.csv", "plan_id,trip_id,KEY\n1,a,b\n")
        packed.writestr("media/petasalur_1-recipients.csv", text)
    assert preview_file(store, PLAN, path).count(TAKEN) == 1
    second = tmp_path / "petasalur_1-recipients.csv"
    second.write_text(text, encoding="utf-8")
    assert preview_file(store, PLAN, second).count(TAKEN) == 1


def test_a_zip_whose_names_lead_out_of_it_is_refused(store, tmp_path):
    path = tmp_path / "form.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../petasalur_1-recipients.csv", prefixed([form_row(store, 1)], "entry-").to_csv(index=False))
    with pytest.raises(UnsafeArchive, match="menunjuk ke luar zip"):
        preview_file(store, PLAN, path)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_whose_content_is_damaged_is_told(store, tmp_path, method):
    path = tmp_path / "form.zip"
    with zipfile.ZipFile(path, "w", method) as packed:
        packed.writestr("a.csv", prefixed([form_row(store, 1)], "entry-").to_csv(index=False))
    content = bytearray(path.read_bytes())
    content[40:48] = b"\xff" * 8  # right behind the name
    path.write_bytes(content)
    with pytest.raises(FileUnreadable, match=r"form\.zip"):
        preview_file(store, PLAN, path)


def test_headings_may_be_labels(store, tmp_path):
    labels = {name: field.label for name, field in form_fields.RETURN_COLUMNS.items()}
    told = form_row(store, 1, state="Diserahkan", received_by="Penerima sendiri")
    path = tmp_path / "label.csv"
    pd.DataFrame([told]).rename(columns=labels).to_csv(path, index=False)
    assert preview_file(store, PLAN, path).count(TAKEN) == 1


def test_the_phone_comes_back(store, tmp_path):
    told = form_row(store, 1) | {"plan_id": "1", "trip_id": TRIP_1, "stop_id": ""}
    path = tmp_path / "ponsel.csv"
    pd.DataFrame([told])[list(form_fields.PHONE_COLUMNS)].to_csv(path, index=False, sep=";")
    preview = preview_file(store, PLAN, path)
    assert (preview.layout, preview.count(TAKEN)) == ("ponsel", 1)


@pytest.mark.parametrize(
    ("cells", "fault"), [({"row_plan_id": "2"}, "rencana_berbeda"), ({"row_trip_id": TRIP_3}, "ritase_lain")]
)
def test_a_form_of_another_plan_or_trip_is_not_taken(store, tmp_path, cells, fault):
    path = tmp_path / "form.csv"
    prefixed([form_row(store, 1, **cells)], "entry-").to_csv(path, index=False)
    assert faults(preview_file(store, PLAN, path)) == [fault]


def test_every_word_of_the_form_is_known():
    for key, label in form_fields.STATES.items():
        assert word_key(key, KINDS) == word_key(label, KINDS) == key
    for key, label in form_fields.REASONS.items():
        assert word_key(key, REASONS) == word_key(label, REASONS) != ""
    spellings = [word for registry in (KINDS, REASONS) for entry in registry.values() for word in entry.spellings]
    assert len(spellings) == len(set(spellings))


# --- other files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"a,b\n1,2\n", ReturnedFileUnreadable),
        (b"Kode,Nama\nv1,x\n", ReturnedFileUnreadable),
        (b"PK\x03\x04rusak", UnsafeArchive),
    ],
)
def test_other_files_are_refused(store, tmp_path, content, error):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(error):
        preview_file(store, PLAN, path)


_TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=12)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    opened = driven(folder)
    yield opened, folder
    opened.close()


@settings(max_examples=10, deadline=None)
@given(cells=st.fixed_dictionaries({"Hasil": _TEXT, "Tanggal": _TEXT, "Jumlah": _TEXT, "Jam": _TEXT, "Alasan": _TEXT}))
def test_whatever_stands_in_a_row_it_is_told_or_empty(fuzzed: tuple[Store, object], cells):
    store, folder = fuzzed
    preview = preview_file(store, PLAN, write(folder, [row(store, 1) | cells]))
    assert len(preview.rows) + preview.empty_count == 1


# --- the shell -----------------------------------------------------------------------------------------------


def shell(monkeypatch, *arguments):
    monkeypatch.setattr("sys.argv", ["data", *map(str, arguments)])
    return main()


def test_the_shell_takes_a_file_and_lists_what_an_spj_lacks(tmp_path, monkeypatch, capsys):
    """Five papers for rice in each of three desa; for cash, in Hauwai only, seven: musdes and transfer besides."""
    store = driven(tmp_path)
    path = write(tmp_path, [row(store, 1), row(store, 2, Jumlah="99"), row(store, 3, "", "")])
    store.close()
    assert shell(monkeypatch, "handover", "--db", store.path, "--plan", PLAN, "--file", path) == 0
    assert capsys.readouterr().out.splitlines() == [
        "hasil.csv (Daftar hasil penyaluran): 1 baris dicatat, 0 sudah tercatat, 1 belum diisi, 1 tidak dipakai",
        (
            "  baris 3: Paket ini jumlahnya lebih dari yang masih di tangan petugas. "
            "Isi paling banyak sisa yang belum dicatat."
        ),
    ]
    out = tmp_path / "spj.csv"
    assert shell(monkeypatch, "spj", "--db", store.path, "--period", PERIOD, "--csv", out) == 0
    lacks = pd.read_csv(out)
    assert len(lacks) == 3 * 5 + 7
    assert set(lacks["program_label"]) == {"Beras CPP", "BLT Dana Desa"}
    assert kk(1) not in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["handover", "--plan", "1", "--file", "tidak-ada.csv"], "Berkas tidak-ada.csv tidak ditemukan"),
        (["spj", "--period", "Oktober", "--csv", "a.csv"], "Periode harus ditulis TAHUN-BULAN"),
    ],
)
def test_the_shell_says_what_is_wrong(tmp_path, monkeypatch, capsys, arguments, told):
    store = driven(tmp_path)
    store.close()
    assert shell(monkeypatch, arguments[0], "--db", store.path, *arguments[1:]) == 1
    assert told in capsys.readouterr().err
