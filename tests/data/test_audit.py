"""The audit: written by itself, whole under threads; each kind of tampering is found."""

from __future__ import annotations

import re
import threading
from contextlib import closing

import pandas as pd
import pytest

from data import audit, chain, history
from data.audit import (
    CHANGED,
    CUT,
    HISTORY_CHANGED,
    MISSING,
    OUTSIDE,
    REPLACED,
    UNSEALED,
    Witness,
    read_audit,
    record,
    verify,
)
from data.history import note
from data.plans import save_plan, save_vehicles
from data.roles import Actor
from data.settings import save_setting
from data.statements import SQL_DIR
from data.store import SCHEMA, Store, sql

ANI = Actor("Ani", "kasi", account="ani", origin="10.0.0.2")
NIK = "6311021234567890"


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "a.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def lived(store):
    """Five entries: a sign-in, three changes of which one of two families at once, a look at whole numbers."""
    record(store, ANI, "masuk", "akun ani")
    save_setting(store, "poor_desil_max", 5, by=ANI)
    with store.write() as cursor:
        for key in ("6311021203210001", "6311021203210002"):
            note(cursor, ANI, "keluarga", key, "name_head", before="SITI", after="JANNAH")
    with store.write(is_change=False) as cursor:
        note(cursor, ANI, "keluarga", "6311021203210001", "dibuka", after="nomor lengkap dilihat", reason=f"cek {NIK}")
    save_setting(store, "poor_desil_max", None, by=Actor("Budi", "kasi"))
    return store


def tamper(store, statement, *values):
    """Change the table past the program, as somebody with the file and a DuckDB would."""
    with store._database.cursor() as cursor:
        cursor.execute(statement, list(values))


def test_every_change_has_its_entry_and_none_holds_personal_data(lived):
    rows = read_audit(lived)
    assert list(rows["number"]) == [5, 4, 3, 2, 1]
    told = rows.set_index("number")
    assert list(told.loc[[1, 2, 3, 4], "account"].unique()) == ["ani"]
    assert list(told.loc[[2, 3], "origin"]) == ["10.0.0.2"] * 2
    assert told.loc[3, "detail"] == "2 perubahan"
    assert told.loc[4, ["act", "subject", "detail"]].tolist() == [
        "Nomor lengkap dibuka", "Keluarga 631102********01", "tujuan: cek 631102********90",
    ]  # fmt: skip
    text = rows.to_csv()
    assert not any(word in text for word in ("SITI", "JANNAH", NIK, "6311021203210001"))
    assert verify(lived).is_whole()


def test_a_change_that_fails_leaves_no_entry(store):

    def fail():
        with store.write() as cursor:
            note(cursor, ANI, "berkas", "1", "dimuat")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert read_audit(store).empty
    assert verify(store).is_whole()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM audit WHERE number = 3", (3, MISSING)),
        ("DELETE FROM audit WHERE number = 1", (1, MISSING)),
        ("DELETE FROM audit WHERE number = 5", (4, CUT)),
        ("DELETE FROM audit", (0, CUT)),
        ("UPDATE audit SET by_name = 'Budi' WHERE number = 2", (2, CHANGED)),
        ("UPDATE audit SET noted_at = noted_at + INTERVAL 1 SECOND WHERE number = 1", (1, CHANGED)),
        ("UPDATE audit SET detail = detail || ' ' WHERE number = 4", (4, CHANGED)),
        ("UPDATE audit SET hash = repeat('0', 64) WHERE number = 5", (5, CHANGED)),
        ("UPDATE audit SET change_count = 1 WHERE number = 3", (3, CHANGED)),
        ("UPDATE change SET after = 'AMINAH' WHERE subject = 'keluarga' AND field = 'name_head'", (3, HISTORY_CHANGED)),
        ("UPDATE change SET by_name = 'Budi' WHERE field = 'dibuka'", (4, HISTORY_CHANGED)),
        ("DELETE FROM change WHERE field = 'dibuka'", (4, HISTORY_CHANGED)),
        ("INSERT INTO change SELECT * REPLACE (change_id + 100 AS change_id) FROM change LIMIT 1", (6, OUTSIDE)),
        ("INSERT INTO change SELECT * REPLACE (0 AS change_id) FROM change LIMIT 1", (0, UNSEALED)),
        ("UPDATE meta SET value = '4' WHERE key = 'audit_count'", (5, CHANGED)),
    ],
)
def test_tampering_is_found(lived, statement, expected):
    tamper(lived, statement)
    assert expected in verify(lived).faults


def test_what_is_put_into_the_history_past_the_program_never_passes_for_ours(lived):
    """Not even after acts of ours, before which nobody looked: each of them seals what it finds."""
    tamper(lived, "INSERT INTO change SELECT * REPLACE (nextval('change_number') AS change_id) FROM change")
    for _ in range(2):
        record(lived, ANI, "masuk", "akun ani")
        save_setting(lived, "poor_desil_max", 3, by=ANI)
        assert (6, OUTSIDE) in verify(lived).faults
    told = read_audit(lived).set_index("number").loc[6]
    assert told[["who", "act", "detail"]].tolist() == ["Petasalur", "Riwayat dari luar Petasalur", "5 perubahan"]
    assert {fault for _, fault in verify(lived).faults} == {OUTSIDE}


def test_what_was_put_into_an_older_database_is_told_when_it_is_brought_on(lived, monkeypatch):
    tamper(lived, "INSERT INTO change SELECT * REPLACE (change_id + 100 AS change_id) FROM change LIMIT 1")
    tamper(lived, "UPDATE meta SET value = '13' WHERE key = 'schema_version'")
    monkeypatch.setattr("data.store.SCHEMA", {13: SCHEMA[13]})
    lived.close()
    with closing(Store.open(lived.path)) as again:
        record(again, ANI, "masuk", "akun ani")
        assert (6, OUTSIDE) in verify(again).faults


def test_two_entries_that_change_places_are_found(lived):
    tamper(lived, "UPDATE audit SET number = 99 WHERE number = 2")
    tamper(lived, "UPDATE audit SET number = 2 WHERE number = 4")
    tamper(lived, "UPDATE audit SET number = 4 WHERE number = 99")
    assert {(2, CHANGED), (4, CHANGED)} <= set(verify(lived).faults)


def test_a_tail_cut_with_its_count_shows_against_a_head_noted_elsewhere(lived):
    """The last entry and its change go, and count and head are set back as the fourth entry left them."""
    verdict = verify(lived)
    noted = Witness(verdict.count, verdict.head, "cadangan")
    rows = read_audit(lived).set_index("number")
    tamper(lived, "DELETE FROM change WHERE change_id = (SELECT max(change_id) FROM change)")
    tamper(lived, "DELETE FROM audit WHERE number = 5")
    tamper(lived, "UPDATE meta SET value = '4' WHERE key = 'audit_count'")
    tamper(lived, "UPDATE meta SET value = $1 WHERE key = 'audit_head'", rows.loc[4, "hash"])
    assert verify(lived).is_whole()  # nothing in the file itself tells of it
    assert verify(lived, [noted]).faults == [(4, CUT)]
    record(lived, ANI, "masuk", "akun ani")  # and another entry in its place does not fit
    assert verify(lived, [noted]).faults == [(5, REPLACED)]


def test_twenty_threads_write_one_chain(store):
    def work(number):
        for turn in range(5):
            if turn % 2:
                record(store, Actor(f"P{number}", "tksk", account=f"p{number}"), "masuk", "akun")
            else:
                with store.write() as cursor:
                    note(cursor, Actor(f"P{number}", "tksk", account=f"p{number}"), "berkas", str(turn), "dimuat")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    rows = read_audit(store)
    assert sorted(rows["number"]) == list(range(1, 101))
    assert (rows["account"] == rows["who"].str.lower()).all()  # nobody signs for somebody else
    assert verify(store).is_whole()


def test_a_history_from_before_the_audit_is_bound_as_a_whole(lived, tmp_path):
    """A database of version 12: what it knew gets one entry, and a change of it shows."""
    later = "\n".join(sql(SCHEMA[version]) for version in sorted(SCHEMA) if version > 12)
    for kind, name in reversed(re.findall(r"(?m)^CREATE (TABLE|VIEW|SEQUENCE) (\w+)", later)):
        tamper(lived, f"DROP {kind} {name}")
    for table, column in re.findall(r"(?m)^ALTER TABLE (\w+) ADD COLUMN (\w+)", later):
        tamper(lived, f"ALTER TABLE {table} DROP COLUMN {column}")
    tamper(lived, "DELETE FROM meta WHERE key LIKE 'audit%'")
    tamper(lived, "UPDATE meta SET value = '12' WHERE key = 'schema_version'")
    lived.close()
    store = Store.open(tmp_path / "a.duckdb")
    rows = read_audit(store)
    assert rows[["number", "act"]].to_numpy().tolist() == [[1, "Riwayat sebelum jejak audit"]]
    save_setting(store, "poor_desil_max", 3, by=ANI)
    assert verify(store).is_whole()
    tamper(store, "UPDATE change SET reason = 'lain' WHERE field = 'dibuka'")
    assert verify(store).faults == [(1, HISTORY_CHANGED)]
    store.close()


def test_texts_of_any_kind_are_hashed_alike_by_python_and_duckdb(store):
    with store.write() as cursor:
        for text in ("é", "e\u0301", "𐍈 emas", "a\nb", "3:abc", "", "\\u0041 \"'"):
            note(cursor, ANI, "berkas", text, "kolom", before=None, after=text, reason=text)
    assert verify(store).is_whole()


def test_every_act_and_fault_has_its_words():
    assert not set(audit.ACTS) & set(history.FIELDS)
    assert all(audit.FAULTS.values())
    assert chain.starred(f"NIK {NIK} dan 0812-3456-7890") == "NIK 631102********90 dan **************"


def test_no_sql_of_the_program_changes_the_audit():
    """It is only ever appended to: by one statement, in one place."""
    texts = {path: path.read_text(encoding="utf-8") for room in (SQL_DIR, SQL_DIR.parent) for path in room.rglob("*.*")
             if path.suffix in {".sql", ".py"}}  # fmt: skip
    touching = r"(?i)\b(UPDATE|DELETE FROM|INSERT INTO|DROP TABLE|TRUNCATE)\s+\"?audit\b"
    found = [path.name for path, text in texts.items() if re.search(touching, text)]
    assert found == ["append.sql"]
    writing = r"(?i)\b(UPDATE|DELETE FROM|DROP TABLE)\s+\"?change\b"
    assert [path.name for path, text in texts.items() if re.search(writing, text)] == []


def test_a_plan_and_the_fleet_leave_an_entry_too(store):
    number = save_plan(store, {"program": "PKH"}, {}, name="Rencana A", by=ANI)
    save_vehicles(store, pd.DataFrame([{"vehicle_key": "pikap", "count": 2}]), by=ANI)
    rows = read_audit(store)
    assert rows[["who", "act", "subject", "detail"]].to_numpy().tolist() == [
        [ANI.name, "Kendaraan dan tempat berangkat", "armada", "1 baris"],
        [ANI.name, "Rencana disimpan", f"Rencana penyaluran {number}", "Rencana A"],
    ]  # fmt: skip
    assert verify(store).is_whole()
