"""Records of monev: kept, counted with those of files, taken back, open until told otherwise; nothing is lost."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from analytics.monev import actions as meant
from analytics.monev import performance
from analytics.monev.complaints import judge
from analytics.monev.measures import MEASURES
from analytics.monev.satisfaction import ikm
from data.errors import (
    ActMayNot,
    ActorUnnamed,
    AnswersUnusable,
    ColumnsMissing,
    DateInFuture,
    DesaUnknown,
    RecordGone,
    StepIncomplete,
    TableUnusable,
)
from data.history import read_history
from data.intake.load import SourceFile, load_files, withdraw_load
from data.monev import complaints, figures, meetings, needs, survey
from data.monev.tables import read_table
from data.monev.written import read_stamp
from data.roles import Actor
from data.store import Store
from data.workflow.written import today
from tests.data.intake_worlds import answers as sheet
from tests.data.intake_worlds import csv_file, xlsx_file
from tests.pages.page_worlds import OCTOBER, SEPTEMBER, code

MONA, DINSOS = Actor("Mona", "monev"), Actor("Dian", "dinsos")
KASI = Actor("Rahmah", "kasi")
DAY = dt.date(2026, 11, 3)
NINE = (3, 4, 3, 3, 3, 4, 3, None, 3)
FUTURE = today() + dt.timedelta(days=1)


@pytest.fixture
def store(worlds, tmp_path):
    """The four desa of ``page_worlds.small``."""
    opened = Store.open(worlds.copy("small", tmp_path))
    yield opened
    opened.close()


def type_answers(store, nine=NINE, **changes):
    known = {"desa_code": code(2), "service": "Penyaluran bansos", "on_date": DAY, "by": MONA}
    return survey.add_answers(store, nine, **(known | changes))


def complain(store, said="Beras belum datang", **changes):
    known = {"kind_key": "lambat", "desa_code": code(2), "channel": "langsung", "on_date": DAY, "by": MONA}
    return complaints.add_complaint(store, said, **(known | changes))


def only(store):
    (row,) = complaints.read_complaints(store).to_dict("records")
    return row


# --- surveys ---------------------------------------------------------------------------------------


def test_sheets_of_files_and_of_the_screen_count_together(store, tmp_path):
    """Two sheets of a file (desa known by name), one typed in: three respondents, of U8 two answers."""
    path = csv_file(tmp_path / "ikm.csv", [sheet(desa="Uren", layanan="Bansos"), sheet(desa="Liyu")])
    load_files(store, [SourceFile("survey", path)])
    number = type_answers(store)
    known = survey.read_answers(store)
    assert known["answer_id"].dropna().tolist() == [number]
    assert sorted(known["desa_name"]) == ["Liyu", "Uren", "Uren"]
    index = ikm(known)
    assert (index.respondents, index.n["u8"], index.n["u1"]) == (3, 2, 3)
    assert index.nrr["u2"] == pytest.approx(10 / 3)  # 3, 3 and 4
    withdraw_load(store, int(store.frame("store/loads")["load_id"].max()))
    assert survey.read_answers(store)["answer_id"].tolist() == [number]


def test_what_was_typed_in_can_be_taken_back_once(store):
    number = type_answers(store)
    survey.take_back(store, number, reason="salah desa", by=MONA)
    assert survey.read_answers(store).empty
    assert survey.read_typed(store).empty
    with pytest.raises(RecordGone):
        survey.take_back(store, number, reason="lagi", by=MONA)


def test_answers_are_typed_as_nine_signs():
    assert survey.answers_of("343 334 3-0") == (3, 4, 3, 3, 3, 4, 3, None, None)
    for wrong in ("34343434", "3434343434", "343434345", "a43434343", ""):
        with pytest.raises(AnswersUnusable):
            survey.answers_of(wrong)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"by": Actor("", "monev")}, ActorUnnamed),
        ({"by": DINSOS}, ActMayNot),
        ({"on_date": FUTURE}, DateInFuture),
        ({"desa_code": "11.11.11.2001"}, DesaUnknown),
        ({"service": "  "}, StepIncomplete),
        ({"nine": (None,) * 9}, AnswersUnusable),
        ({"nine": (5, *NINE[1:])}, AnswersUnusable),
        ({"nine": NINE[:8]}, AnswersUnusable),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(store, changes, error):
    with pytest.raises(error):
        type_answers(store, **changes)
    assert survey.read_answers(store).empty


def test_no_table_of_surveys_has_room_for_a_person(store):
    columns = set(survey.read_answers(store).columns)
    assert not columns & {"name", "nik", "no_kk", "phone", "remark"}


def test_a_record_changes_the_stamp_and_not_the_data_version(store):
    """Plans say that the data have changed when the version grows; answers of a survey change no plan."""
    seen, version = {read_stamp(store)}, store.data_version()
    number = type_answers(store)
    seen.add(read_stamp(store))
    survey.take_back(store, number, reason="salah", by=MONA)
    seen.add(read_stamp(store))
    complaints.close(store, complain(store), on_date=DAY, by=MONA)
    seen.add(read_stamp(store))
    figures.save_targets(store, pd.DataFrame(columns=list(figures.TARGETS)), {}, by=KASI)
    seen.add(read_stamp(store))
    assert len(seen) == 5
    assert store.data_version() == version


# --- complaints -------------------------------------------------------------------------------------


def test_a_complaint_goes_its_way(store):
    key = complain(store)
    assert (only(store)["kind"], only(store)["is_closed"], only(store)["desa_name"]) == (
        "Penyaluran lambat",
        False,
        "Uren",
    )
    complaints.answer(store, key, "Jadwal diumumkan", on_date=DAY, by=MONA)
    task = complaints.give_task(store, key, "Tanyai gudang", owner="Kasi Kesra", due_on=DAY, on_date=DAY, by=MONA)
    told = only(store)
    assert (told["answer"], told["task_count"], told["owner"], told["due_on"].date()) == (
        "Jadwal diumumkan",
        1,
        "Kasi Kesra",
        DAY,
    )
    complaints.tell_task(store, key, task, "selesai", on_date=DAY, by=MONA)
    assert only(store)["task_count"] == 0
    complaints.close(store, key, on_date=dt.date(2026, 11, 10), by=MONA)
    assert (only(store)["is_closed"], only(store)["closed_on"].date()) == (True, dt.date(2026, 11, 10))
    complaints.reopen(store, key, reason="belum juga", on_date=DAY, by=MONA)
    assert not only(store)["is_closed"]
    assert complaints.read_steps(store, key)["kind"].tolist() == ["jawab", "tugas", "kabar", "tutup", "buka"]
    complaints.take_back(store, key, reason="salah catat", on_date=DAY, by=MONA)
    assert complaints.read_complaints(store).empty
    assert len(complaints.read_steps(store, key)) == 6
    with pytest.raises(RecordGone):
        complaints.close(store, key, on_date=DAY, by=MONA)


def test_complaints_of_files_are_followed_up_alike(store, tmp_path):
    rows = [
        ("2026-10-01", "Uren", "belum menerima", "a", "terbuka", ""),
        ("2026-10-02", "Liyu", "terlambat", "b", "selesai", "2026-10-12"),
        ("2026-10-03", "Liyu", "", "c", "Selesai", ""),
    ]
    titles = ("tanggal", "desa", "kategori", "uraian", "status", "tanggal_selesai")
    rows = [dict(zip(titles, row, strict=True)) for row in rows]
    load_files(store, [SourceFile("complaints", csv_file(tmp_path / "aduan.csv", rows))])
    complain(store)
    known = complaints.read_complaints(store)
    assert known["kind_key"].tolist() == ["terlewat", "lambat", "lain", "lambat"]
    assert known["is_closed"].tolist() == [False, True, True, False]
    first = known["complaint_key"].iloc[0]
    complaints.close(store, first, on_date=DAY, by=MONA)
    judged = judge(complaints.read_complaints(store), today=DAY, limit_days=14).set_index("complaint_key")
    assert judged.loc[first, "days"] == 33  # 1 October to 3 November
    assert judged["days"].isna().sum() == 1
    with pytest.raises(RecordGone):
        complaints.take_back(store, first, reason="salah", on_date=DAY, by=MONA)


def test_numbers_of_people_do_not_stay_in_a_complaint(store):
    complain(store, "Ibu 6311025502800701 belum terima, hubungi 0812-3456-7890")
    assert only(store)["said"] == f"Ibu {'*' * 16} belum terima, hubungi {'*' * 14}"


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"said": " "}, StepIncomplete), ({"kind_key": "x"}, StepIncomplete), ({"channel": "x"}, StepIncomplete),
     ({"on_date": FUTURE}, DateInFuture), ({"desa_code": ""}, DesaUnknown), ({"by": DINSOS}, ActMayNot)],
)  # fmt: skip
def test_a_complaint_that_cannot_be_is_refused(store, changes, error):
    with pytest.raises(error):
        complain(store, **changes)
    assert complaints.read_complaints(store).empty


def test_a_task_needs_what_who_and_when(store):
    key = complain(store)
    for changes in ({"said": ""}, {"owner": ""}, {"due_on": None}):
        known = {"said": "Tanyai", "owner": "Kasi", "due_on": DAY} | changes
        with pytest.raises(StepIncomplete):
            complaints.give_task(store, key, known.pop("said"), on_date=DAY, by=MONA, **known)
    with pytest.raises(RecordGone):
        complaints.tell_task(store, key, 99, "selesai", on_date=DAY, by=MONA)


def test_the_office_names_its_own_kinds_but_keeps_those_in_use(store):
    kinds = complaints.read_kinds(store)
    assert len(kinds) == 7
    complain(store, kind_key="potongan")
    more = pd.concat([kinds, pd.DataFrame([{"label": "Data pribadi", "words": "bocor"}])])
    assert complaints.save_kinds(store, more, by=KASI)
    assert not complaints.save_kinds(store, more, by=KASI)
    found = complaints.kind_of(pd.Series(["Data bocor", "ada potongan", "xyz"]), complaints.read_kinds(store))
    assert found.tolist() == ["k1", "potongan", "lain"]
    for wrong in (more[more["kind_key"] != "potongan"], more[more["kind_key"] != "lain"], pd.concat([more, more])):
        with pytest.raises(TableUnusable):
            complaints.save_kinds(store, wrong, by=KASI)


# --- targets and figures ---------------------------------------------------------------------------


def counted(*rows):
    return pd.DataFrame(rows, columns=["desa", "part", "whole", "source"])


def test_figures_of_the_office_are_kept_per_desa_and_month(store):
    table = counted(("Uren", 30, 40, "daftar hadir"), (code(4), "20", "60,0", ""), ("Ha'uwai", None, None, ""))
    assert figures.save_figures(store, "partisipasi", OCTOBER, table, by=MONA) == 2
    assert figures.save_figures(store, "partisipasi", OCTOBER, table, by=MONA) == 0
    judged = performance.read_performance(store, OCTOBER, today=DAY)
    assert judged.loc["partisipasi", ["part", "whole", "value"]].tolist() == [50, 100, 50]
    assert figures.save_figures(store, "partisipasi", OCTOBER, table.head(1), by=MONA) == 1  # the other is taken back
    assert figures.read_figures(store)["desa_name"].tolist() == ["Uren"]
    assert performance.read_performance(store, SEPTEMBER, today=DAY).loc["partisipasi", "state"] == performance.NO_DATA


def test_who_sees_figures_only_takes_back_no_row_that_the_table_hid(store):
    table = counted(("Uren", 30, 40, "daftar hadir"), ("Liyu", 2, 40, "daftar hadir"))
    figures.save_figures(store, "partisipasi", OCTOBER, table, by=MONA)
    shown = counted(("Uren", 31, 40, "daftar hadir"), ("Liyu", None, None, ""))
    team = Actor("Mona", "monev", "mona")
    assert figures.save_figures(store, "partisipasi", OCTOBER, shown, by=team) == 1
    assert sorted(figures.read_figures(store)["part"]) == [2, 31]


@pytest.mark.parametrize(
    "row", [("Entah", 1, 2, ""), ("Uren", 3, 2, ""), ("Uren", 1.5, 2, ""), ("Uren", -1, 2, ""), ("Uren", 1, None, "")]
)
def test_figures_that_cannot_be_are_refused(store, row):
    with pytest.raises(TableUnusable):
        figures.save_figures(store, "partisipasi", OCTOBER, counted(("Liyu", 1, 2, ""), row), by=MONA)
    assert figures.read_figures(store).empty


def test_a_table_of_figures_comes_from_a_spreadsheet(store, tmp_path):
    """Titles above the headers, columns in any order, an empty row: as offices send them."""
    headers = {"desa": "Desa", "part": "Hadir", "whole": "Diundang", "source": "Sumber"}
    path = xlsx_file(tmp_path / "hadir.xlsx", {"Musdes": [
        ["Rekap musdes"], ["No", "Desa", "Diundang", "Hadir", "Sumber"], [1, "Uren", 40, 30, "absen"], [],
        [2, "Liyu", 10, 10, ""],
    ]})  # fmt: skip
    table = read_table(path, "hadir.xlsx", headers)
    assert figures.save_figures(store, "partisipasi", OCTOBER, table, by=MONA) == 2
    assert figures.read_figures(store)[["part", "whole"]].to_numpy().tolist() == [[30, 40], [10, 10]]
    with pytest.raises(ColumnsMissing):
        read_table(path, "hadir.xlsx", headers | {"part": "Pendapatan naik"})


def test_targets_are_the_offices_own(store):
    labels = {key: entry.label for key, entry in MEASURES.items()}
    assert set(figures.read_targets(store)["indicator"]) == set(MEASURES)
    table = pd.DataFrame(
        [(labels["cakupan"], "", 50, "rapat"), ("cakupan", "2026-10", "60,5", "rapat")], columns=list(figures.TARGETS)
    )
    assert figures.save_targets(store, table, labels, by=KASI)
    assert not figures.save_targets(store, table, labels, by=KASI)
    judged = performance.read_performance(store, OCTOBER, today=DAY, period_before=SEPTEMBER)
    assert judged.loc["cakupan", ["target", "state"]].tolist() == [60.5, performance.BELOW]  # 9 of 17 = 52.9 %
    assert judged.loc["cakupan", "before"] == pytest.approx(600 / 17)  # 6 of 17
    assert judged.loc["lengkap", "state"] == performance.NO_DATA  # nothing was recorded as handed over
    assert performance.NO_TARGET in set(judged["state"])
    for wrong in (("xyz", "", 5, ""), ("cakupan", "", 101, ""), ("cakupan", "Oktober", 5, ""), ("cakupan", "", "", "")):
        with pytest.raises(TableUnusable):
            figures.save_targets(
                store, pd.concat([table.tail(1), pd.DataFrame([wrong], columns=table.columns)]), labels, by=KASI
            )
    with pytest.raises(ActMayNot):
        figures.save_targets(store, table, labels, by=MONA)


def test_a_trend_holds_every_month(store):
    trend = performance.read_trend(store, [OCTOBER, SEPTEMBER], today=DAY)
    assert trend.index.tolist() == [SEPTEMBER, OCTOBER]
    assert trend["cakupan"].tolist() == pytest.approx([600 / 17, 900 / 17])


# --- needs -----------------------------------------------------------------------------------------


def stated(**changes):
    row = {
        "sort": "Kebutuhan", "desa": "Uren", "category": "Air dan sanitasi", "said": "Sumur bor", "amount": 2,
        "unit": "unit", "level": "Tinggi", "on_date": "2026-10-01", "source": "musdes",
    }  # fmt: skip
    return row | changes


def test_needs_are_replaced_row_by_row(store):
    table = pd.DataFrame(
        [stated(), stated(sort="potensi", desa=code(1), said="Karet", amount=None, level="", on_date="")]
    )
    assert needs.save_needs(store, table, by=MONA) == (2, 0)
    assert needs.save_needs(store, table, by=MONA) == (0, 0)
    back = needs.as_table(needs.read_needs(store)).rename(columns={label: key for key, label in needs.COLUMNS.items()})
    assert needs.save_needs(store, back, by=MONA) == (0, 0)  # what the page shows is what is kept
    assert needs.save_needs(store, pd.DataFrame([stated(amount="3,5")]), by=MONA) == (1, 2)
    assert needs.save_needs(store, table, by=MONA, is_addition=True) == (2, 0)
    assert len(needs.read_needs(store)) == 3


@pytest.mark.parametrize(
    "changes",
    [{"sort": "x"}, {"desa": "x"}, {"said": ""}, {"amount": "dua"}, {"level": "gawat"}, {"on_date": f"{FUTURE}"}],
)
def test_needs_that_cannot_be_are_refused(store, changes):
    with pytest.raises(TableUnusable):
        needs.save_needs(store, pd.DataFrame([stated(), stated(**changes)]), by=MONA)
    assert needs.read_needs(store).empty


# --- meetings --------------------------------------------------------------------------------------


def test_an_action_stays_open_until_it_is_done_and_comes_to_the_next_meeting(store):
    first = meetings.add_meeting(
        store, "Monev Oktober", on_date=dt.date(2026, 10, 5), place="Aula", participant_count=12, by=MONA
    )
    known = {"owner": "TKSK", "due_on": dt.date(2026, 10, 31), "on_date": dt.date(2026, 10, 5), "by": MONA}
    one = meetings.add_action(store, first, "Verifikasi ulang Uren", **known)
    two = meetings.add_action(store, first, "Bersihkan daftar PKH", **known)
    meetings.tell_action(store, two, "selesai", on_date=dt.date(2026, 10, 20), by=MONA, note_text="beres")
    second = meetings.add_meeting(store, "Monev November", on_date=DAY, place="", participant_count=None, by=MONA)
    carried = meant.carried(meetings.read_actions(store), meetings.read_action_steps(store), before=DAY, own=second)
    assert carried["action_id"].tolist() == [one]
    meetings.tell_action(store, one, "berjalan", on_date=DAY, by=MONA, owner="Kasi", due_on=dt.date(2026, 12, 1))
    now = meetings.read_actions(store).set_index("action_id")
    assert now.loc[one, ["state", "owner"]].tolist() == ["berjalan", "Kasi"]
    assert now.loc[two, ["state", "owner", "note"]].tolist() == ["selesai", "TKSK", "beres"]
    steps = meetings.read_action_steps(store)
    assert steps.loc[steps["action_id"] == one, "state"].tolist() == ["terbuka", "berjalan"]  # nothing is overwritten
    assert meetings.read_meetings(store)["title"].tolist() == ["Monev November", "Monev Oktober"]


def test_meetings_and_actions_that_cannot_be_are_refused(store):
    with pytest.raises(StepIncomplete):
        meetings.add_meeting(store, "", on_date=DAY, place="", participant_count=None, by=MONA)
    with pytest.raises(DateInFuture):
        meetings.add_meeting(store, "x", on_date=FUTURE, place="", participant_count=None, by=MONA)
    with pytest.raises(RecordGone):
        meetings.add_action(store, 7, "x", owner="y", due_on=DAY, on_date=DAY, by=MONA)
    with pytest.raises(RecordGone):
        meetings.tell_action(store, 7, "selesai", on_date=DAY, by=MONA)
    number = meetings.add_meeting(store, "x", on_date=DAY, place="", participant_count=3, by=MONA)
    with pytest.raises(StepIncomplete):
        meetings.add_action(store, number, "x", owner="y", due_on=None, on_date=DAY, by=MONA)


def test_a_meeting_is_corrected_and_how_it_stood_is_kept(store):
    kept = {"title": "Monev Oktober", "on_date": dt.date(2026, 10, 5), "place": "Aula", "participant_count": 12}
    number = meetings.add_meeting(store, **kept, by=MONA)
    right = kept | {"on_date": dt.date(2026, 10, 6), "participant_count": 21, "notes": "Uren belum lengkap"}
    assert meetings.correct_meeting(store, number, **right, reason="salah hari", by=KASI)
    assert not meetings.correct_meeting(store, number, **right, reason="lagi", by=KASI)
    [now] = meetings.read_meetings(store).to_dict("records")
    assert (now["on_date"].date(), now["participant_count"], now["notes"]) == (right["on_date"], 21, right["notes"])
    [was] = meetings.read_versions(store).to_dict("records")
    assert (was["on_date"].date(), was["participant_count"], was["by_name"]) == (kept["on_date"], 12, "Mona")
    told = read_history(store, subject="monev")
    told = told[told["reason"] == "salah hari"]
    assert set(zip(told["before"], told["after"], strict=True)) == {
        ("Tanggal: 5 Oktober 2026", "Tanggal: 6 Oktober 2026"), ("Peserta: 12", "Peserta: 21"),
        ("Notulen: -", "Notulen: Uren belum lengkap"),
    }  # fmt: skip
    assert set(told["who"]) == {"Rahmah (Kasi Kesra/PMD kecamatan)"}


def test_a_correction_needs_a_reason_and_something_to_correct(store):
    wish = {"title": "x", "on_date": DAY, "place": "", "participant_count": None, "notes": "", "by": MONA}
    with pytest.raises(RecordGone):
        meetings.correct_meeting(store, 7, **wish, reason="salah")
    number = meetings.add_meeting(store, "x", on_date=DAY, place="", participant_count=None, by=MONA)
    for wrong in ({"reason": " "}, {"reason": "a", "title": ""}, {"reason": "a", "participant_count": -1}):
        with pytest.raises(StepIncomplete):
            meetings.correct_meeting(store, number, **(wish | wrong))
    with pytest.raises(ActMayNot):
        meetings.correct_meeting(store, number, **(wish | {"by": DINSOS}), reason="salah")
    assert meetings.read_versions(store).empty


def test_a_complaint_is_corrected_and_its_steps_go_on(store):
    key = complain(store, "Beras belum datang ke 6311025208850001")
    complaints.answer(store, key, "Sudah ditanyakan", on_date=DAY, by=MONA)
    wish = {"kind_key": "lambat", "desa_code": code(3), "channel": "surat", "on_date": DAY}
    assert complaints.correct(store, key, "Beras belum datang", **wish, reason="salah desa", by=KASI)
    row = only(store)
    assert (row["desa_code"], row["channel"], row["said"]) == (code(3), "surat", "Beras belum datang")
    assert complaints.read_steps(store, key)["kind"].tolist() == ["jawab", "betulkan"]
    with store.write(is_change=False) as cursor:
        [(before,)] = cursor.execute("SELECT desa_code FROM complaint_version").fetchall()
    assert before == code(2)
    told = read_history(store, subject="monev")
    told = told[told["reason"] == "salah desa"]
    assert sorted(told["before"]) == ["Desa: Uren", "Isi: semula", "Saluran: Datang ke kantor"]
    assert not told.astype(str).apply(lambda column: column.str.contains("Beras")).any(axis=None)
    assert not complaints.correct(store, key, "Beras belum datang", **wish, reason="lagi", by=KASI)


def test_a_complaint_of_a_file_is_corrected_in_its_file(store, tmp_path):
    rows = [{"tanggal": "2026-10-01", "desa": "Uren", "kategori": "lambat", "uraian": "x", "status": "terbuka"}]
    load_files(store, [SourceFile("complaints", csv_file(tmp_path / "aduan.csv", rows))])
    wish = {"kind_key": "lambat", "desa_code": code(2), "channel": "surat", "on_date": DAY, "reason": "a", "by": MONA}
    with pytest.raises(RecordGone):
        complaints.correct(store, only(store)["complaint_key"], "y", **wish)


# --- the history -----------------------------------------------------------------------------------


def test_every_record_is_in_the_history_under_its_author(store):
    type_answers(store)
    complain(store)
    told = read_history(store, subject="monev")
    assert told["what"].tolist() == ["Pengaduan", "Survei kepuasan"]
    assert set(told["who"]) == {"Mona (Tim monev)"}
    assert not told.astype(str).apply(lambda column: column.str.contains("Beras belum")).any(axis=None)
