"""How long files stay, deleting for good, one person's data, and the shell commands around them."""

from __future__ import annotations

import datetime as dt
import json
import sys

import pytest
from people_worlds import AMINAH, ANI, BUDI, BUDI_KK, RUDI, SITI, TUA, office

from data import person, retention
from data.__main__ import main
from data.audit import read_audit, verify
from data.errors import (
    ActMayNot,
    NotPurgeable,
    NotWithdrawable,
    PersonUnknown,
    PurposeMissing,
    RecordGone,
    StepIncomplete,
)
from data.history import read_history
from data.intake.load import bring_back_load, withdraw_load
from data.messages import sentence
from data.roles import Actor

KASI = Actor("Ani", "kasi")
LATER = dt.date(2099, 1, 1)


@pytest.fixture
def store(tmp_path):
    opened = office(tmp_path)
    yield opened
    opened.close()


def number_of(store, kind):
    rows = retention.read_kept(store)
    return int(rows.loc[rows["kind"] == kind, "load_id"].iloc[0])


# --- how long ------------------------------------------------------------------------------------------


def test_a_file_is_kept_for_five_years_unless_the_office_says_otherwise(store):
    rows = retention.read_kept(store).set_index("kind")
    loaded = rows.loc["members", "loaded_at"].date()
    assert rows.loc["members", "keep_until"] == (loaded.replace(year=loaded.year + 5))
    assert not rows["is_due"].any()
    assert retention.read_kept(store, on=LATER)["is_due"].all()
    load_id = number_of(store, "members")
    retention.set_retention(store, load_id, purpose="pendataan 2026", until=dt.date(2026, 1, 31), by=KASI)
    mine = retention.read_kept(store, on=dt.date(2026, 2, 1)).set_index("load_id").loc[load_id]
    assert (mine["purpose"], mine["keep_until"], mine["is_due"]) == ("pendataan 2026", dt.date(2026, 1, 31), True)
    assert not retention.read_kept(store, on=dt.date(2026, 1, 31)).set_index("load_id").loc[load_id, "is_due"]
    told = read_history(store, subject="berkas", subject_key=str(load_id)).iloc[0]
    assert (told["what"], told["after"]) == ("Masa simpan", "2026-01-31 · pendataan 2026")


def test_who_says_nothing_or_may_not(store):
    load_id = number_of(store, "members")
    with pytest.raises(ActMayNot):
        retention.set_retention(store, load_id, purpose="x", until=LATER, by=Actor("Rudi", "monev"))
    with pytest.raises(StepIncomplete):
        retention.set_retention(store, load_id, purpose=" ", until=LATER, by=KASI)
    with pytest.raises(RecordGone):
        retention.set_retention(store, 999, purpose="x", until=LATER, by=KASI)


# --- deleted for good ----------------------------------------------------------------------------------


def holds(store, nik):
    """Tables in which a number still stands, but for the history."""
    tables = store.frame("keep/columns").groupby("table_name")["column_name"].agg(list)
    with store.write(is_change=False) as cursor:
        frames = {
            table: cursor.execute(f'FROM "{table}"').df()[columns].astype(str) for table, columns in tables.items()
        }
    return {table for table, rows in frames.items() if rows.apply(lambda c: c.str.contains(nik)).any(axis=None)} - {
        "change"
    }


def test_only_what_is_taken_back_and_due_is_deleted_and_then_wholly(store):
    load_id = number_of(store, "members")
    assert "member_record" in holds(store, RUDI)
    with pytest.raises(NotPurgeable, match="dipakai"):
        retention.purge(store, load_id, by=KASI, reason="habis", on=LATER)
    withdraw_load(store, load_id, by=KASI, reason="habis")
    with pytest.raises(NotPurgeable):
        retention.purge(store, load_id, by=KASI, reason="habis")
    with pytest.raises(StepIncomplete):
        retention.purge(store, load_id, by=KASI, reason="", on=LATER)
    assert retention.purge(store, load_id, by=KASI, reason="habis masanya", on=LATER) >= 6
    assert holds(store, RUDI) == set()
    rows = retention.read_kept(store, on=LATER).set_index("load_id")
    assert (rows.loc[load_id, "state"], rows.loc[load_id, "is_due"]) == ("dihapus", False)
    with pytest.raises(RecordGone):
        retention.purge(store, load_id, by=KASI, reason="lagi", on=LATER)
    with pytest.raises(NotWithdrawable):
        bring_back_load(store, load_id, by=KASI, reason="kembali")
    assert read_audit(store).iloc[0]["act"] == "Dihapus selamanya"
    assert verify(store).is_whole()


# --- one person ----------------------------------------------------------------------------------------


def test_one_person_gets_all_of_theirs_and_nothing_of_others(store):
    """Siti: a member's row, a list of PKH, a delivery; her family's row without her husband's number and name."""
    found = person.about(store, SITI, by=KASI, purpose="permintaan tertulis 3/2026")
    assert {"member_record", "recipient_record", "delivery_record", "family_record", "person"} <= set(found)
    text = person.as_json(found).decode()
    assert SITI in text
    assert BUDI_KK in text
    assert not any(number in text for number in (BUDI, ANI, TUA, AMINAH, RUDI))
    assert json.loads(text)["member_record"][0]["nik"] == SITI
    assert person.as_workbook(found).startswith(b"PK")
    entry = read_audit(store).iloc[0]
    assert entry["act"] == "Diunduh dengan NIK lengkap"
    assert entry["detail"].endswith("tujuan: permintaan tertulis 3/2026")
    assert SITI not in str(entry.to_dict())


def test_the_head_of_a_family_gets_their_own_name(store):
    found = person.about(store, BUDI, by=KASI, purpose="permintaan")
    assert found["family_record"]["name_head"].tolist() == ["BUDI SANTOSO"]


def test_who_may_not_says_no_purpose_or_asks_for_nobody(store):
    with pytest.raises(ActMayNot):
        person.about(store, SITI, by=Actor("Rudi", "tksk"), purpose="x")
    with pytest.raises(PurposeMissing):
        person.about(store, SITI, by=KASI, purpose=" ")
    for nobody in ("6311020000000000", "", "%", "' OR 1=1 --"):
        with pytest.raises(PersonUnknown) as caught:
            person.about(store, nobody, by=KASI, purpose="x")
    assert "NIK" in sentence(caught.value)


# --- shell ---------------------------------------------------------------------------------------------


def shell(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["data", *map(str, words)])
    return main()


def test_the_commands(store, tmp_path, monkeypatch, capsys):
    store.close()
    db = ("--db", store.path)
    assert shell(monkeypatch, "audit", *db, "--csv", tmp_path / "jejak.csv", "--verify") == 0
    assert (tmp_path / "jejak.csv").read_text().startswith("number,")
    assert SITI not in (tmp_path / "jejak.csv").read_text()
    assert shell(monkeypatch, "backup", *db) == 0
    assert shell(monkeypatch, "backup", *db, "--list") == 0
    assert "tidak tersandi" in capsys.readouterr().out
    assert shell(monkeypatch, "person", *db, "--nik", SITI, "--purpose", "x", "--out", tmp_path / "a.xlsx") == 0
    assert shell(monkeypatch, "person", *db, "--nik", SITI, "--purpose", "x", "--out", tmp_path / "a.txt") == 1
    assert shell(monkeypatch, "purge", *db) == 0
    assert shell(monkeypatch, "purge", *db, "--load", "1", "--reason", "x") == 1
    assert shell(monkeypatch, "restore", *db) == 0
    assert shell(monkeypatch, "rotate-key", *db) == 1  # it is not encrypted
    assert shell(monkeypatch, "encrypt", *db, "--no-passphrase") == 0
    assert shell(monkeypatch, "rotate-key", *db) == 0
    out = capsys.readouterr()
    assert "belum tersandi" in out.out  # the older backup
    assert shell(monkeypatch, "audit", *db, "--verify") == 0
    assert capsys.readouterr().out.startswith(("1", "2", "3", "4", "5", "6", "7", "8", "9"))


def test_a_broken_audit_ends_the_command_with_an_error(store, monkeypatch, capsys):
    with store._database.cursor() as cursor:
        cursor.execute("DELETE FROM audit WHERE number = 2")
    store.close()
    assert shell(monkeypatch, "audit", "--db", store.path, "--verify") == 1
    told = capsys.readouterr()
    assert "nomor 2: catatan nomor ini hilang" in told.out
    assert "tidak utuh" in told.err
