"""A database of version 16, where a NIK was a bare number: what it keeps stays with whom it was recorded of."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from data.audit import verify
from data.family import note_collector, read_collectors, read_family
from data.handover import files
from data.handover.recording import Parcel, hand_over
from data.history import read_history
from data.intake.load import load_files
from data.person_keys import of_nik
from data.roles import Actor
from data.store import Store, sql
from data.workflow import leaving, proposals, verification
from tests.data.intake_worlds import csv_file, kk, nik, recipient, recipients_of
from tests.data.number_worlds import DAY, PLAN, TAMU_DUA, office
from tests.data.plan_worlds import PERIOD

KASI = Actor("Rahmah", "kasi")
GUEST, MATE, CARD = of_nik(nik(55)), of_nik(nik(56)), kk(70)
"""Of no known family, and no No. KK is the number: two NIKs; and the No. KK of a card that no register has."""
KEPT = ("plan_parcel", "handover_event", "proposal", "verification", "leaving")


def asked(store: Store, question: str, *values: object) -> list[tuple]:
    with store.write(is_change=False) as cursor:
        return cursor.execute(question, list(values)).fetchall()


def handle(store: Store, key: str) -> str:
    return str(asked(store, "SELECT handle($1)", key)[0][0])


def unmarked(path) -> None:
    """Make the database what version 16 had made of it."""
    with duckdb.connect(str(path)) as old:
        for table in (*KEPT, "recipient", "recipient_led", "person"):
            old.execute("UPDATE told SET person_key = replace(person_key, 'NIK ', '')".replace("told", table))
        old.execute("UPDATE collector_note SET no_kk = replace(no_kk, 'NIK ', '')")
        old.execute("UPDATE change SET subject_key = replace(subject_key, 'NIK ', '')")
        old.execute("DROP VIEW change_about")
        old.execute("DROP TABLE marked_key")
        old.execute(sql("schema/v16_received").replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
        old.execute("DROP MACRO recipient_key")
        old.execute("DROP MACRO nik_key")
        old.execute("UPDATE meta SET value = '16' WHERE key = 'schema_version'")


@pytest.fixture
def worked(tmp_path):
    """The office, with guests of whom something of each kind is recorded; and the same as version 16 had it."""
    store = office(tmp_path)
    rows = [
        recipient(55, no_kk="", nama="TAMU LIMA"), recipient(56, no_kk="", nama="TAMU ENAM"),
        recipient(70, nik="", nama="KARTU"),
    ]  # fmt: skip
    load_files(store, [recipients_of(csv_file(tmp_path / "tamu.csv", rows), "PKH", PERIOD)])
    with store.write() as cursor:
        cursor.execute(  # as version 16 planned: family 2 and TAMU DUA were one recipient of rice
            "DELETE FROM plan_parcel WHERE person_key = $1 AND program = 'CPP'", [TAMU_DUA]
        )
        cursor.execute(
            "INSERT INTO plan_parcel SELECT plan_id, $1, 'PKH', period, desa_code, stop_id, trip_id, false, 0, 100000 "
            "FROM plan_parcel WHERE program = 'BLTDD'", [GUEST],
        )  # fmt: skip
    people = {name: handle(store, key) for name, key in (("guest", GUEST), ("mate", MATE), ("card", CARD))}
    verification.record(store, [*people.values(), handle(store, kk(2))], "layak", by=KASI, on_date=DAY)
    leaving.leave(store, [people["mate"]], cause="pindah", left_on=DAY, by=KASI)
    proposals.propose(
        store,
        program="BLTDD",
        period=PERIOD,
        by=KASI,
        families=[people["guest"], people["card"]],
        persons=[kk(2), kk(1)],
        on_date=DAY,
    )
    cash, rice = handle(store, TAMU_DUA), handle(store, kk(2))
    hand_over(store, PLAN, [Parcel(cash, "BLTDD", PERIOD), Parcel(rice, "CPP", PERIOD)], by=KASI, on_date=DAY)
    note_collector(store, GUEST, program="", name="WAKIL LIMA", relation="anak", by=KASI)
    store.close()
    shutil.copy(store.path, tmp_path / "lama.duckdb")
    unmarked(tmp_path / "lama.duckdb")
    return tmp_path


def everything(store: Store) -> dict[str, list[tuple]]:
    tables = (*KEPT, "recipient", "recipient_led", "person", "collector_note", "priority_result")
    return {table: asked(store, f"FROM {table} ORDER BY ALL") for table in tables}


def test_what_is_kept_stays_with_whom_it_was_recorded_of(worked):
    now, old = Store.open(worked / "kantor.duckdb"), Store.open(worked / "lama.duckdb")
    assert everything(old) == everything(now)
    assert asked(old, "SELECT person_key FROM marked_key ORDER BY 1") == [(GUEST,), (MATE,)]
    assert asked(old, "SELECT DISTINCT person_key FROM verification ORDER BY 1") == [
        (kk(2),),
        (CARD,),
        (GUEST,),
        (MATE,),
    ]
    assert read_collectors(old, GUEST) == {"": "WAKIL LIMA"}
    assert len(read_family(old, TAMU_DUA, on=DAY).handed) == 1
    assert len(read_family(old, kk(2), on=DAY).handed) == 1
    for store in (now, old):
        store.close()


def test_the_history_stays_as_written_and_is_found_by_the_key_of_now(worked):
    with duckdb.connect(str(worked / "lama.duckdb")) as before:
        written = before.execute("FROM change ORDER BY change_id").fetchall()
        sealed = before.execute("FROM audit ORDER BY number").fetchall()
    store = Store.open(worked / "lama.duckdb")
    assert asked(store, "FROM change ORDER BY change_id") == written
    assert asked(store, "FROM audit ORDER BY number") == sealed
    found = read_history(store, subject="keluarga", subject_key=GUEST)
    assert sorted(found["what"]) == ["Hasil verifikasi", "Pengambil bantuan"]
    assert read_history(store, subject="keluarga", subject_key=nik(55)).empty
    assert set(found["which"]) == {f"{nik(55)[:6]}********{nik(55)[-2:]}"}
    verification.record(store, [handle(store, GUEST)], "layak", by=KASI, on_date=DAY)
    assert len(read_history(store, subject="keluarga", subject_key=GUEST)) == 3
    store.close()
    Store.open(worked / "lama.duckdb").close()  # a second time there is nothing to do


def test_the_audit_of_before_is_whole_after(worked):
    """Taken from a database whose history nobody has touched: only keys that are kept are brought over."""
    store = Store.open(worked / "kantor.duckdb")
    assert verify(store).is_whole()
    with store.write() as cursor:
        cursor.execute("UPDATE verification SET person_key = replace(person_key, 'NIK ', '')")
        cursor.execute("DELETE FROM marked_key")
        cursor.execute(sql("people/mark_keys"))
    assert verify(store).is_whole()
    assert asked(store, "SELECT count(*) FROM verification WHERE person_key = $1", GUEST) == [(1,)]
    store.close()


def test_lists_that_are_out_with_the_handles_of_before_still_come_back(worked):
    with duckdb.connect(str(worked / "lama.duckdb")) as before:
        [(printed, of_card)] = before.execute("SELECT handle($1), handle($2)", [nik(55), CARD]).fetchall()
    store = Store.open(worked / "lama.duckdb")
    assert handle(store, GUEST) != printed
    assert handle(store, CARD) == of_card
    row = {"Kode": printed, "Program": "PKH", "Hasil": "Diserahkan", "Tanggal": "20/11/2026", "Jumlah": "100.000"}
    taken = files.take_file(store, PLAN, csv_file(worked / "hasil.csv", [row]), by=KASI)
    assert (taken.count(files.TAKEN), taken.rows["handle"].tolist()) == (1, [handle(store, GUEST)])
    assert asked(store, "SELECT person_key FROM handover_live WHERE program = 'PKH'") == [(GUEST,)]
    due = {"Kode": printed, "Hasil": "layak", "Tanggal": "20/11/2026"}
    assert verification.record_file(store, csv_file(worked / "verifikasi.csv", [due]), by=KASI) == 1
    assert asked(store, "SELECT count(*) FROM verification WHERE person_key = $1", GUEST) == [(2,)]
    store.close()
