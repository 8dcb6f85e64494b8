"""The papers of an SPJ: needed, there, missing; files beside the database; due dates."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile

import pandas as pd
import pytest

from data.errors import (
    ActMayNot,
    AttachmentChanged,
    AttachmentKindUnknown,
    AttachmentMissing,
    AttachmentTooLarge,
    DateInFuture,
    DesaUnknown,
    PeriodInvalid,
    PhotoTooLarge,
    SpjUnknown,
    StepIncomplete,
    TableUnusable,
)
from data.export import xlsx_bytes
from data.handover import attachments, schedule, spj
from data.handover.recording import Collector, hand_over
from data.history import read_history
from data.messages import sentence
from tests.data.handover_worlds import DAY, DESA, KASI, MONEV, PERIOD, PLAN, cash, driven, rice
from tests.data.intake_worlds import GALUMBANG, HAUWAI, PUDAK
from tests.data.strangers import picture_bomb

PDF = b"%PDF-1.7\n%" + b"isi " * 100 + b"\n%%EOF\n"
NOTED = b"Exif\x00\x00GPSLatitude\x00"
JPEG = b"\xff\xd8\xff\xe1\x00\x14" + NOTED + b"\xff\xc0\x00\x11\x08\x00\x1e\x00\x28\x03" + b"\x00" * 60
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 40, 30) + b"\x00" * 40
CPP = {"program": "CPP", "period": PERIOD}
LATER = dt.date(2026, 12, 20)


@pytest.fixture
def store(tmp_path):
    opened = driven(tmp_path)
    yield opened
    opened.close()


def checklist(store, program="CPP", day=LATER):
    return spj.read_checklist(store, programs=[program], period=PERIOD, day=day)


def missing(store, desa, program="CPP", day=LATER):
    rows = checklist(store, program, day)
    return rows[(rows["desa_code"] == desa) & rows["is_missing"]].set_index("document_key")["days_missing"].to_dict()


# --- what is needed ------------------------------------------------------------------------------------------


def test_each_desa_needs_its_papers_and_they_are_missing_since_a_day(store):
    """CPP of November is due on the 30th; on 20 December SK and list miss for 20 days, what has 7 days more for 13."""
    assert missing(store, HAUWAI) == {"sk": 20, "daftar": 20, "tanda_terima": 13, "bast": 13, "foto": 13}
    assert set(checklist(store)["desa_code"]) == {HAUWAI, GALUMBANG, PUDAK}
    assert missing(store, HAUWAI, day=dt.date(2026, 11, 30)) == {}


def test_a_letter_is_needed_where_somebody_else_collected(store):
    hand_over(store, PLAN, rice(store, 1), by=KASI, on_date=DAY, collector=Collector("SITI", "anak", "7/2026"))
    hand_over(store, PLAN, rice(store, 2), by=KASI, on_date=DAY, collector=Collector("ALI", "anak"))
    rows = checklist(store)
    letters = rows[rows["document_key"] == "surat_kuasa"]
    assert letters[["desa_code", "substitute_count", "unlettered_count"]].to_numpy().tolist() == [[HAUWAI, 2, 1]]


def test_musdes_only_for_those_whom_it_chooses(store):
    assert "ba_musdes" in missing(store, HAUWAI, "BLTDD")
    assert "ba_musdes" not in missing(store, HAUWAI, "CPP")


def test_the_share_that_is_complete(store):
    """Of five papers in Hauwai two are there, one of them for all desa: 40 %; elsewhere one of five."""
    spj.attach(store, "bast", **CPP, desa_code=HAUWAI, by=DESA, content=PDF, title="BAST Hauwai")
    spj.attach(store, "sk", **CPP, desa_code="", by=KASI, paper_number="SK 12/2026", paper_date=DAY)
    rows = spj.per_desa(checklist(store)).set_index("desa_code")
    assert rows["complete_pct"].to_dict() == {HAUWAI: 40.0, GALUMBANG: 20.0, PUDAK: 20.0}
    assert rows.loc[HAUWAI, "missing"] == "Daftar penerima, Tanda terima bertanda tangan, Foto penyerahan"
    assert rows["missing_count"].to_dict() == {HAUWAI: 3, GALUMBANG: 4, PUDAK: 4}


def test_a_removal_is_an_entry_of_its_own(store):
    entry = spj.attach(store, "bast", **CPP, desa_code=HAUWAI, by=KASI, content=PDF, title="BAST")
    with pytest.raises(StepIncomplete):
        spj.remove(store, entry, by=KASI, reason=" ")
    spj.remove(store, entry, by=KASI, reason="salah desa")
    assert "bast" in missing(store, HAUWAI)
    with pytest.raises(SpjUnknown):
        spj.remove(store, entry, by=KASI, reason="lagi")
    assert read_history(store, subject="spj")["after"].tolist() == ["dilepas", "bast ada"]
    assert len(list(attachments.folder_of(store).iterdir())) == 1


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"by": MONEV}, ActMayNot),
        ({"period": "Oktober"}, PeriodInvalid),
        ({"desa_code": "99.99.99.9999"}, DesaUnknown),
        ({"content": b""}, StepIncomplete),
        ({"paper_date": dt.date(2999, 1, 1)}, DateInFuture),
    ],
)
def test_what_cannot_be_attached_is_refused(store, wish, error):
    every = CPP | {"desa_code": HAUWAI, "by": KASI, "content": PDF} | wish
    with pytest.raises(error):
        spj.attach(store, "bast", **every)
    assert spj.read_entries(store, programs=["CPP"], period=PERIOD).empty


def test_a_document_that_no_table_knows_is_refused(store):
    with pytest.raises(SpjUnknown):
        spj.attach(store, "../../etc/passwd", **CPP, desa_code=HAUWAI, by=KASI, content=PDF)


# --- files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "pdf"), (JPEG, "jpg"), (PNG, "png"), (xlsx_bytes({"a": pd.DataFrame({"b": [1]})}), "xlsx")],
)
def test_a_file_is_told_by_its_content(store, content, kind):
    kept = attachments.keep(store, content)
    assert kept.kind == kind
    assert [path.name for path in attachments.folder_of(store).iterdir()] == [f"{kept.sha256}.{kind}"]
    assert attachments.read(store, kept.sha256, kind, title="a") == content


def other_zip():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        book.writestr("../../lari.txt", "x")
    return made.getvalue()


def with_macros():
    made = io.BytesIO(xlsx_bytes({"a": pd.DataFrame({"b": ["c"]})}, is_demo=False))
    with zipfile.ZipFile(made, "a") as book:
        book.writestr("xl/vbaProject.bin", "x")
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90", b"<html>", b"#!/bin/sh", other_zip(), b"PK\x03\x04rusak", b"x" * 10, b" %PDF-", b"<svg onload='x'/>",
     b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", b"\xff\xd8\xff<script>alert(1)</script>", b"GIF89a/*",
     with_macros()],
)  # fmt: skip
def test_other_files_are_refused(store, content):
    with pytest.raises(AttachmentKindUnknown):
        attachments.keep(store, content)
    assert not attachments.folder_of(store).exists()


def jpeg_of(side):
    return JPEG.replace(b"\x00\x1e\x00\x28", struct.pack(">HH", side, side))


@pytest.mark.parametrize(("side", "is_kept"), [(8_900, True), (50_000, False)])
@pytest.mark.parametrize("made", [picture_bomb, jpeg_of], ids=["png", "jpg"])
def test_a_picture_that_would_fill_the_memory_is_refused_unread(store, made, side, is_kept):
    if is_kept:
        assert attachments.keep(store, made(side)).kind in {"png", "jpg"}
        return
    with pytest.raises(PhotoTooLarge) as caught:
        attachments.keep(store, made(side))
    assert "50.000 × 50.000 piksel" in sentence(caught.value)


def test_a_file_too_large_is_refused(store, monkeypatch):
    monkeypatch.setattr(attachments, "MAX_MB", 0.0001)
    with pytest.raises(AttachmentTooLarge):
        attachments.keep(store, PDF)


@pytest.mark.parametrize(
    "title", ["../../../etc/passwd", "C:\\Windows\\a.pdf", "a\x00b", "<script>x</script>", "6311020101010001.pdf"]
)
def test_a_hostile_name_leads_nowhere_and_shows_no_number(store, title):
    spj.attach(store, "foto", **CPP, desa_code=HAUWAI, by=KASI, content=JPEG, title=title)
    folder = attachments.folder_of(store)
    assert [path.name for path in folder.parent.rglob("*.jpg")] == [next(folder.iterdir()).name]
    assert "6311020101010001" not in spj.read_entries(store, programs=["CPP"], period=PERIOD)["title"][0]


def test_the_same_file_twice_is_kept_once(store):
    for desa in (HAUWAI, GALUMBANG):
        spj.attach(store, "bast", **CPP, desa_code=desa, by=KASI, content=PDF, title="BAST")
    assert len(list(attachments.folder_of(store).iterdir())) == 1
    files = spj.read_files(store)
    assert files[["entry_count", "state"]].to_numpy().tolist() == [[2, "ada"]]


@pytest.mark.parametrize(("harm", "error", "state"), [
    (lambda path: path.write_bytes(PDF + b"!"), AttachmentChanged, "berubah"),
    (lambda path: path.write_bytes(PDF[:20]), AttachmentChanged, "berubah"),
    (lambda path: path.unlink(), AttachmentMissing, "hilang"),
])  # fmt: skip
def test_a_changed_or_missing_file_shows_and_is_mended_by_the_same_file(store, harm, error, state):
    spj.attach(store, "bast", **CPP, desa_code=HAUWAI, by=KASI, content=PDF, title="BAST Hauwai")
    harm(next(attachments.folder_of(store).iterdir()))
    [entry] = spj.read_entries(store, programs=["CPP"], period=PERIOD).to_dict("records")
    with pytest.raises(error) as caught:
        spj.open_file(store, entry)
    assert "BAST Hauwai" in sentence(caught.value)
    assert spj.read_files(store)["state"].tolist() == [state]
    spj.attach(store, "bast", **CPP, desa_code=HAUWAI, by=KASI, content=PDF, title="lagi")
    assert spj.read_files(store)["state"].tolist() == ["ada"]


def test_the_place_in_a_picture_stays_in_the_file_and_nowhere_else(store):
    spj.attach(store, "foto", **CPP, desa_code=HAUWAI, by=KASI, content=JPEG, title="Foto")
    [entry] = spj.read_entries(store, programs=["CPP"], period=PERIOD).to_dict("records")
    assert b"GPSLatitude" in spj.open_file(store, entry)
    assert not any("GPS" in str(value) for value in entry.values())


# --- which program needs what --------------------------------------------------------------------------------


def test_the_office_adds_a_document_and_its_source(store):
    needs = spj.read_needs(store)
    new = pd.DataFrame(
        [{"program": "Beras CPP", "document": "Surat jalan Bulog", "due_days": "3", "source": "juknis 2026"}]
    )
    assert spj.save_needs(store, pd.concat([needs[needs["program"] == "BLTDD"], new]), by=KASI)
    assert missing(store, HAUWAI) == {"surat_jalan_bulog": 17}
    assert not spj.save_needs(store, spj.read_needs(store), by=KASI)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"program": "ENTAH"}, "program tidak dikenal"),
        ({"document": "!"}, "dokumen tanpa nama"),
        ({"due_days": "besok"}, "bilangan bulat"),
        ({"due_days": "-1"}, "bilangan bulat"),
        ({"document": "BAST"}, "program dan dokumen berulang"),
    ],
)
def test_a_table_that_cannot_be_used_changes_nothing(store, row, told):
    rows = pd.DataFrame([{"program": "CPP", "document": "Foto", "due_days": "1", "source": ""} | row,
                         {"program": "CPP", "document": "BAST", "due_days": "1", "source": ""}])  # fmt: skip
    before = spj.read_needs(store)
    with pytest.raises(TableUnusable) as caught:
        spj.save_needs(store, rows, by=KASI)
    assert told in sentence(caught.value)
    pd.testing.assert_frame_equal(before, spj.read_needs(store))


# --- due dates -----------------------------------------------------------------------------------------------


def test_cash_is_due_every_month_and_pkh_at_its_stages(store):
    """BLT-DD on the 10th, rice and Sembako on the last day; PKH in March, June, September, December."""
    november = schedule.read_due(store, "2026-11").set_index("program")["due_on"].dt.day.to_dict()
    assert november == {"BLTDD": 10, "CPP": 30, "SEMBAKO": 30}
    assert schedule.read_due(store, "2027-12")["program"].tolist() == ["BLTDD", "CPP", "PKH", "SEMBAKO"]
    assert schedule.due_day("2027-02", 31) == dt.date(2027, 2, 28)


def test_a_date_counts_instead_of_the_rule(store):
    dates = pd.DataFrame([{"program": "blt-dd", "period": "2026-11", "due_on": "2026-12-05", "source": "surat camat"}])
    assert schedule.save_dates(store, dates, by=KASI)
    assert not schedule.save_dates(store, dates, by=KASI)
    [due] = schedule.read_due(store, "2026-11").query("program == 'BLTDD'")["due_on"]
    assert due == pd.Timestamp("2026-12-05")
    assert schedule.read_due_in(store, "2026-12")[["program", "period"]].head(1).to_numpy().tolist() == [
        ["BLTDD", "2026-11"]
    ]
    assert "BLTDD" not in set(schedule.read_due_in(store, "2026-11")["program"])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"program": "X"}, "program tidak dikenal"), ({"day": 32}, "tanggal harus 1 sampai 31"),
        ({"day": ""}, "tanggal harus 1 sampai 31"), ({"months": "13"}, "bulan harus angka 1 sampai 12"),
        ({"months": "Maret"}, "bulan harus angka"), ({"program": "CPP"}, "program berulang"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_used_changes_nothing(store, row, told):
    rows = pd.DataFrame([{"program": "PKH", "months": "3, 6", "day": 5, "source": "a"} | row,
                         {"program": "CPP", "months": None, "day": 5, "source": "a"}])  # fmt: skip
    with pytest.raises(TableUnusable) as caught:
        schedule.save_rules(store, rows, by=KASI)
    assert told in sentence(caught.value)


def test_rules_are_kept(store):
    rows = pd.DataFrame([{"program": "PKH", "months": "6,3", "day": 5.0, "source": "SK"}])
    assert schedule.save_rules(store, rows, by=KASI)
    assert schedule.read_rules(store).to_numpy().tolist() == [["PKH", "3,6", 5, "SK"]]
    with pytest.raises(ActMayNot):
        schedule.save_rules(store, rows, by=DESA)


def test_who_is_to_receive_and_who_has(store):
    hand_over(store, PLAN, [*rice(store, 1, 2, 11), *cash(store, 1)], by=KASI, on_date=DAY)
    rows = schedule.read_received(store, programs=["CPP"], period=PERIOD)
    assert rows[["desa_code", "family_count", "received_count"]].to_numpy().tolist() == [
        [HAUWAI, 10, 2], [GALUMBANG, 6, 1], [PUDAK, 4, 0],
    ]  # fmt: skip
    days = schedule.read_days(store, programs=["CPP", "BLTDD"], period=PERIOD)
    assert days[["kind", "family_count"]].to_numpy().tolist() == [["diserahkan", 3]]
