"""What an operator of one desa may write: every act of the program is tried on another desa, and refused.

The acts are found, not listed: a function of ``data`` or ``analytics`` that takes a store and who does it. One that is
added needs its try here, or must be none of an operator's.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

import analytics
import data
from data import audit_guard, chain, family, own_writes
from data.audit import read_audit, verify
from data.audit_guard import PastTheAudit
from data.errors import ActMayNot, DesaNotOwn, KecamatanOnly, RecordGone, TripUnknown
from data.handover import closing, files, recording, spj
from data.intake.load import Answers, SourceFile, load_files
from data.monev import complaints, figures, meetings, needs, survey
from data.own_desa import HIDDEN, ROOMY, rule_of
from data.plans import choose_plan, save_access, save_depots, save_plan, save_vehicles, unchoose_plan
from data.refusals import SELDOM
from data.roles import OWN, ROLES, Actor
from data.statements import SQL_DIR
from data.store import Store
from data.workflow import proposals
from data.written_tables import written
from tests.data.handover_worlds import DAY, PERIOD, PLAN, TRIP_1, TRIP_3, driven, rice
from tests.data.intake_worlds import GALUMBANG, HAUWAI, PUDAK, csv_file, kk

KASI = Actor("Rahmah", "kasi")
DESI = Actor("Desi", "desa", "desi", (HAUWAI,), "10.0.0.7")
OTHER = kk(11)
ROOT = Path(__file__).resolve().parents[2]
NINE = (3, 4, 3, 3, 3, 4, 3, 3, 3)


@dataclass
class World:
    """The office of ``handover_worlds`` as the kasi has it, and as the operator of Hauwai; what stands of Galumbang."""

    whole: Store
    own: Store
    folder: Path
    complaint: str
    task: int
    answer: int
    entry: int
    proposal: int
    act: int
    file: int
    meeting: int
    action: int


def complain(store: Store, desa: str, by: Actor) -> str:
    return complaints.add_complaint(
        store, "Beras belum datang", kind_key="lambat", desa_code=desa, channel="langsung", on_date=DAY, by=by
    )


def answered(store: Store, desa: str, by: Actor) -> int:
    return survey.add_answers(store, NINE, desa_code=desa, service="Bansos", on_date=DAY, by=by)


def attached(store: Store, desa: str, by: Actor) -> int:
    return spj.attach(store, "foto", program="CPP", period=PERIOD, desa_code=desa, paper_number="1/2026", by=by)


def results(folder: Path, store: Store, *numbers: int) -> Path:
    """The list of results of these families, filled in: all of it handed over."""
    rows = [
        {"Kode": parcel.handle, "Program": "Beras CPP", "Hasil": "Diserahkan", "Tanggal": "20/11/2026"}
        for parcel in rice(store, *numbers)
    ]
    return csv_file(folder / f"hasil {numbers}.csv", rows)


def sheet(desa: str) -> pd.DataFrame:
    row = {"on_date": DAY, "desa_code": desa, "service": "Bansos"}
    return pd.DataFrame([row | {f"u{number}": 3 for number in range(1, 10)}])


def stated(desa: str) -> pd.DataFrame:
    return pd.DataFrame([{"sort": "Kebutuhan", "desa": desa, "said": "Air bersih"}])


def counted(desa: str) -> pd.DataFrame:
    return pd.DataFrame([{"desa": desa, "part": "3", "whole": "7"}])


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kantor")
    whole = driven(folder)
    complaint = complain(whole, GALUMBANG, KASI)
    task = complaints.give_task(whole, complaint, "Cek", owner="Kasi", due_on=DAY, on_date=DAY, by=KASI)
    meeting = meetings.add_meeting(whole, "Rapat", on_date=DAY, place="", participant_count=None, by=KASI)
    made = World(
        whole, whole.only((HAUWAI,), by=DESI), folder, complaint, task, answered(whole, GALUMBANG, KASI),
        attached(whole, GALUMBANG, KASI),
        proposals.propose(whole, program="PKH", period=PERIOD, families=[OTHER], by=KASI, on_date=DAY).ids[0],
        recording.hand_over(whole, PLAN, rice(whole, 12), by=KASI, on_date=DAY),
        files.take_file(whole, PLAN, results(folder, whole, 13), by=KASI).file_id or 0, meeting,
        meetings.add_action(whole, meeting, "Cek", owner="Kasi", due_on=DAY, on_date=DAY, by=KASI),
    )  # fmt: skip
    yield made
    whole.close()


TRIES = {
    "data.family.note_collector": lambda _w, s: family.note_collector(
        s, OTHER, program="CPP", name="BUDI", relation="anak", by=DESI
    ),
    "data.handover.closing.close": lambda _w, s: closing.close(s, PLAN, [TRIP_3], by=DESI),
    "data.handover.closing.reopen": lambda _w, s: closing.reopen(s, PLAN, [TRIP_3], by=DESI, reason="salah"),
    "data.handover.files.take_file": lambda w, s: files.take_file(
        s, PLAN, results(w.folder, w.whole, 1, 14), by=DESI
    ),
    "data.handover.files.take_back": lambda w, s: files.take_back(s, w.file, by=DESI, reason="salah"),
    "data.handover.recording.hand_over": lambda w, s: recording.hand_over(
        s, PLAN, rice(w.whole, 1, 14), by=DESI, on_date=DAY
    ),
    "data.handover.recording.fail": lambda w, s: recording.fail(
        s, PLAN, rice(w.whole, 14), "tidak_di_rumah", by=DESI, on_date=DAY
    ),
    "data.handover.recording.give_back": lambda w, s: recording.give_back(
        s, PLAN, rice(w.whole, 14), by=DESI, on_date=DAY
    ),
    "data.handover.recording.record": lambda w, s: recording.record(
        s, PLAN, recording.frame_of({"handle": [rice(w.whole, 14)[0].handle], "kind": "diserahkan",
                                     "on_date": pd.Timestamp(DAY)}), by=DESI,
    ),
    "data.handover.recording.undo": lambda w, s: recording.undo(s, w.act, by=DESI, reason="salah"),
    "data.handover.spj.attach": lambda _w, s: attached(s, GALUMBANG, DESI),
    "data.handover.spj.remove": lambda w, s: spj.remove(s, w.entry, by=DESI, reason="salah"),
    "data.monev.complaints.add_complaint": lambda _w, s: complain(s, GALUMBANG, DESI),
    "data.monev.complaints.answer": lambda w, s: complaints.answer(s, w.complaint, "Baik", on_date=DAY, by=DESI),
    "data.monev.complaints.give_task": lambda w, s: complaints.give_task(
        s, w.complaint, "Cek", owner="Kades", due_on=DAY, on_date=DAY, by=DESI
    ),
    "data.monev.complaints.tell_task": lambda w, s: complaints.tell_task(
        s, w.complaint, w.task, "selesai", on_date=DAY, by=DESI
    ),
    "data.monev.complaints.close": lambda w, s: complaints.close(s, w.complaint, on_date=DAY, by=DESI),
    "data.monev.complaints.reopen": lambda w, s: complaints.reopen(
        s, w.complaint, reason="salah", on_date=DAY, by=DESI
    ),
    "data.monev.complaints.take_back": lambda w, s: complaints.take_back(
        s, w.complaint, reason="salah", on_date=DAY, by=DESI
    ),
    "data.monev.complaints.correct": lambda w, s: complaints.correct(
        s, w.complaint, "Lain", kind_key="lambat", desa_code=GALUMBANG, channel="langsung", on_date=DAY, reason="salah",
        by=DESI,
    ),
    "data.monev.meetings.correct_meeting": lambda w, s: meetings.correct_meeting(
        s, w.meeting, title="Lain", on_date=DAY, place="", participant_count=None, notes="", reason="salah", by=DESI
    ),
    "data.monev.figures.save_figures": lambda _w, s: figures.save_figures(
        s, "partisipasi", "2026-11", counted(GALUMBANG), by=DESI
    ),
    "data.monev.meetings.add_meeting": lambda _w, s: meetings.add_meeting(
        s, "Rapat", on_date=DAY, place="", participant_count=None, by=DESI
    ),
    "data.monev.meetings.add_action": lambda w, s: meetings.add_action(
        s, w.meeting, "Cek", owner="Kades", due_on=DAY, on_date=DAY, by=DESI
    ),
    "data.monev.meetings.tell_action": lambda w, s: meetings.tell_action(
        s, w.action, "selesai", on_date=DAY, by=DESI
    ),
    "data.monev.needs.save_needs": lambda _w, s: needs.save_needs(s, stated(GALUMBANG), by=DESI),
    "data.monev.survey.add_answers": lambda _w, s: answered(s, GALUMBANG, DESI),
    "data.monev.survey.add_sheets": lambda _w, s: survey.add_sheets(s, sheet(GALUMBANG), by=DESI),
    "data.monev.survey.take_back": lambda w, s: survey.take_back(s, w.answer, reason="salah", by=DESI),
    "data.plans.choose_plan": lambda _w, s: choose_plan(s, PLAN, first_day=DAY, by=DESI),
    "data.plans.save_access": lambda _w, s: save_access(s, pd.DataFrame([{"desa_code": HAUWAI}]), by=DESI),
    "data.plans.save_depots": lambda _w, s: save_depots(s, pd.DataFrame([{"depot_key": "gudang"}]), by=DESI),
    "data.plans.save_plan": lambda _w, s: save_plan(s, {}, {}, by=DESI),
    "data.plans.save_vehicles": lambda _w, s: save_vehicles(s, pd.DataFrame([{"vehicle_key": "pikap"}]), by=DESI),
    "data.workflow.proposals.propose": lambda _w, s: proposals.propose(
        s, program="CPP", period=PERIOD, families=[kk(1), OTHER], by=DESI, on_date=DAY
    ),
    "data.workflow.proposals.undo": lambda w, s: proposals.undo(s, [w.proposal], by=DESI, reason="salah"),
}  # fmt: skip
"""Acts of which an operator's role has some: each tried on Galumbang, or on what is the kecamatan's."""
NOT_AN_OPERATORS = {
    "data.workflow.proposals.move": lambda w, s: proposals.move(s, [w.proposal], "verifikasi", by=DESI, on_date=DAY),
    "data.plans.unchoose_plan": lambda _w, s: unchoose_plan(s, PLAN, reason="salah", by=DESI),
}
"""Acts that end before they write: a step of another role; a plan under way."""
EXPORTS = {
    "data.papers.handover_sheets.results_as_workbook", "data.papers.make.make_paper",
    "data.papers.delivery.make.make_delivery_paper", "data.papers.delivery.make.make_bundle",
    "data.papers.field.make.make_field_file", "analytics.report.kinds.make", "data.waiting_rows.download_waiting",
    "data.papers.make.note_whole", "data.audit.record",
    "data.audit.note_taken",
    "data.takeaway.release",
}  # fmt: skip
"""Files that leave the program, and the notes of them: tried in ``test_takeaway.py``."""


def acts() -> dict[str, object]:
    found = {}
    for room in (data, analytics):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if module.name.rpartition(".")[2] == "__main__" or ".demo" in module.name:
                continue
            for name, each in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                if each.__module__ == module.name and not name.startswith("_"):
                    told = inspect.signature(each, eval_str=False).parameters
                    if any(str(told[key].annotation).startswith("Actor") for key in ("by", "actor") if key in told):
                        found[f"{module.name}.{name}"] = each
    return found


def opens_a_store(act) -> bool:
    """Whether an act begins a transaction of its own; those that take a cursor run inside one that is limited."""
    first = next(iter(inspect.signature(act).parameters.values()))
    return first.name in {"store", "path"}


KECAMATANS = {
    "action", "action_step", "board_announced", "board_cell", "board_sheet", "column_choice", "complaint_kind", "depot",
    "due_date", "due_rule", "forbidden_pair", "load", "meeting",
    "meeting_version", "monev_target", "plan", "plan_choice",
    "priority_decision", "purged", "relation_code", "retention", "road_block", "road_edge", "road_mend", "road_node",
    "road_opened", "road_speed", "setting", "spj_document", "spj_need", "vehicle",
}  # fmt: skip
ACTS = {name: act for name, act in acts().items() if opens_a_store(act)}
OTHERS = sorted(set(ACTS) - set(TRIES) - set(NOT_AN_OPERATORS) - EXPORTS)


def everything(store: Store) -> dict[str, list]:
    """Every table but the audit, sorted: what may not change by an act that is refused."""
    with store._cursor() as cursor:
        tables = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
        names = {name for (name,) in tables} - {"audit", "meta"}
        return {name: sorted(map(repr, cursor.execute(f'FROM "{name}"').fetchall())) for name in names}


@pytest.fixture(autouse=True)
def nothing_was_refused_before():
    SELDOM.forget()


def test_fifty_refused_tries_are_one_entry(world):
    known = len(read_audit(world.whole))
    for _ in range(50):
        with pytest.raises(KecamatanOnly), world.own.write() as cursor:
            cursor.execute("DELETE FROM vehicle")
    assert len(read_audit(world.whole)) == known + 1


EVASIONS = (
    "DELETE FROM Vehicle", 'DELETE FROM main."vehicle"', "DELETE/**/FROM/**/vehicle", "TRUNCATE vehicle",
    "WITH x AS (SELECT 1) DELETE FROM vehicle", "WITH x AS (DELETE FROM vehicle RETURNING 1) SELECT * FROM x",
    "SELECT 1; DELETE FROM vehicle", "INSERT OR REPLACE INTO vehicle SELECT * FROM vehicle",
    "MERGE INTO vehicle v USING (SELECT 1 AS one) ON true WHEN MATCHED THEN DELETE", "COMMIT", "ROLLBACK",
    "EXPLAIN ANALYZE DELETE FROM vehicle", "PREPARE x AS DELETE FROM vehicle", "DROP TABLE vehicle",
    "CREATE OR REPLACE TEMP TABLE vehicle AS SELECT 1", "ALTER TABLE vehicle ADD COLUMN x INT", "DROP VIEW live_load",
    "CREATE TABLE own (a INT)", "COPY vehicle TO '/dev/null'", "ATTACH ':memory:' AS x", "SET memory_limit = '1GB'",
)  # fmt: skip


@pytest.mark.parametrize("query", EVASIONS)
def test_however_it_is_written_it_is_refused_and_nothing_is_changed(world, query):
    before = everything(world.whole)
    with pytest.raises(KecamatanOnly), world.own.write() as cursor:
        cursor.execute("SELECT 1").execute(query)
    assert everything(world.whole) == before


def test_nothing_but_asking_is_had_of_the_cursor(world):
    with world.own.write(is_change=False) as cursor:
        for name in ("commit", "begin", "cursor", "append", "sql", "query", "table", "from_query", "load_extension"):
            with pytest.raises(AttributeError):
                getattr(cursor, name)
        with pytest.raises(KecamatanOnly):
            cursor.register("Vehicle", pd.DataFrame({"a": [1]}))


def test_names_of_tables_are_in_small_letters(world):
    """As the parser tells them: DuckDB does not tell ``Vehicle`` from ``vehicle``."""
    assert all(name == name.lower() for name in world.own._limit.tables)


def test_the_walk_finds_the_acts():
    assert set(TRIES) | set(NOT_AN_OPERATORS) | EXPORTS <= set(ACTS)
    assert len(OTHERS) > 25


@pytest.mark.parametrize("name", TRIES)
def test_an_act_on_another_desa_is_refused_and_noted(world, name):
    before, known = everything(world.whole), len(read_audit(world.whole))
    with pytest.raises((DesaNotOwn, KecamatanOnly, RecordGone, TripUnknown)) as refused:
        TRIES[name](world, world.own)
    assert everything(world.whole) == before
    if refused.type in {RecordGone, TripUnknown}:  # what is of another desa only is not there for the operator
        return
    newest = read_audit(world.whole, limit=1).iloc[0]
    assert len(read_audit(world.whole)) == known + 1
    assert (newest["who"], newest["account"], newest["origin"]) == ("Desi", "desi", "10.0.0.7")
    assert newest["act"] == "Ditolak"
    assert verify(world.whole).is_whole()


@pytest.mark.parametrize("name", NOT_AN_OPERATORS)
def test_an_act_that_ends_earlier_changes_nothing(world, name):
    before = everything(world.whole)
    with pytest.raises(Exception) as refused:
        NOT_AN_OPERATORS[name](world, world.own)
    assert refused.type.__module__ == "data.errors"
    assert everything(world.whole) == before


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_act_is_not_an_operators(world, name):
    """Called with nothing but who asks: refused before it looks at anything."""
    act = ACTS[name]
    given = {key: None for key, each in inspect.signature(act).parameters.items()
             if each.default is inspect.Parameter.empty}  # fmt: skip
    with pytest.raises(ActMayNot):
        act(**(given | {"by": DESI}))


def test_the_same_acts_on_the_own_desa_are_done(tmp_path):
    """Else a limit that refuses everything would pass the tests above."""
    whole = driven(tmp_path)
    own = whole.only((HAUWAI,), by=DESI)
    key = complain(own, HAUWAI, DESI)
    complaints.close(own, key, on_date=DAY, by=DESI)
    survey.take_back(own, answered(own, HAUWAI, DESI), reason="salah", by=DESI)
    spj.remove(own, attached(own, HAUWAI, DESI), by=DESI, reason="salah")
    assert needs.save_needs(own, stated(HAUWAI), by=DESI) == (1, 0)
    assert figures.save_figures(own, "partisipasi", "2026-11", counted(HAUWAI), by=DESI) == 1
    made = proposals.propose(own, program="PKH", period=PERIOD, families=[kk(1)], by=DESI, on_date=DAY)
    assert proposals.undo(own, made.ids, by=DESI, reason="salah") == 1
    family.note_collector(own, kk(1), program="CPP", name="BUDI", relation="anak", by=DESI)
    recording.undo(own, recording.hand_over(own, PLAN, rice(whole, 1, 2), by=DESI, on_date=DAY), by=DESI, reason="ya")
    taken = files.take_file(own, PLAN, results(tmp_path, whole, 3, 4), by=DESI)
    assert files.take_back(own, taken.file_id, by=DESI, reason="salah") == 2
    refused = [act for act in read_audit(whole)["act"] if act == "Ditolak"]
    assert refused == []
    whole.close()


def test_a_file_with_rows_of_another_desa_is_refused_whole_and_counted(world):
    path = results(world.folder, world.whole, 5, 15, 16)
    for act in (files.preview_file, lambda *told: files.take_file(*told, by=DESI)):
        with pytest.raises(DesaNotOwn) as refused:
            act(world.own, PLAN, path)
        assert refused.value.facts == {"desa": HAUWAI, "count": 2}


def test_a_trip_that_others_have_part_in_is_closed_by_the_kecamatan(tmp_path):
    """Trip 1 is Hauwai's alone: its operator may close it. With one parcel of another desa on it, no more."""
    whole = driven(tmp_path)
    own = whole.only((HAUWAI,), by=DESI)
    recording.hand_over(whole, PLAN, list(journey_of(own)), by=KASI, on_date=DAY)
    assert closing.close(own, PLAN, [TRIP_1], by=DESI) == 1
    assert closing.reopen(own, PLAN, [TRIP_1], by=DESI, reason="salah") == 1
    with whole.write() as cursor:
        cursor.execute("UPDATE plan_parcel SET desa_code = $1 WHERE person_key = $2", [PUDAK, kk(10)])
    with pytest.raises(DesaNotOwn):
        closing.close(own, PLAN, [TRIP_1], by=DESI)
    whole.close()


def journey_of(store: Store):
    rows = store.frame("handover/parcels", plan_id=PLAN)
    rows = rows[rows["trip_id"] == TRIP_1]
    return (recording.Parcel(*each) for each in rows[["handle", "program", "period"]].itertuples(index=False))


def test_an_operator_does_not_load_files(world):
    path = csv_file(world.folder / "keluarga baru.csv", [{"no_kk": kk(1)}])
    with pytest.raises(ActMayNot):
        load_files(world.own, [SourceFile("families", path)], Answers(by=DESI))


# --- the audit's own door -----------------------------------------------------------------------------------

ROGUE = (
    "UPDATE audit SET by_name = 'Budi'", "DELETE FROM main.audit", 'INSERT INTO "AUDIT" FROM audit LIMIT 1',
    "TRUNCATE audit", "CREATE OR REPLACE TEMP TABLE audit AS FROM audit", "CREATE TEMP VIEW audit AS SELECT 1 AS n",
    "DROP TABLE audit", "ALTER TABLE audit RENAME TO lama", "WITH a AS (SELECT 1) DELETE FROM /* */ audit",
    "MERGE INTO audit USING (SELECT 1 AS n) AS x ON number = n WHEN MATCHED THEN DELETE",
    "PREPARE p AS DELETE FROM audit", "SELECT 1; DELETE FROM audit", "COPY audit FROM 'x.csv'",
    "UPDATE meta SET value = '1' WHERE key = 'audit_count'", "DELETE FROM meta", "INSERT INTO meta VALUES ('a', 'b')",
    "UPDATE meta SET value = '9' WHERE key = 'data_version'", "UPDATE change SET after = 'x'", "DELETE FROM change",
    "INSERT OR REPLACE INTO change FROM change", "INSERT OR /* */ REPLACE INTO change FROM change",
    "INSERT INTO change FROM change ON CONFLICT DO UPDATE SET after = 'x'",
    audit_guard.sql("audit/append"), audit_guard.sql("audit/set_head"), chain._COVERED,
)  # fmt: skip


class Rogue(Exception):
    """Every rogue statement was refused: nothing of the act may stay."""


@pytest.fixture
def rogue(monkeypatch):
    """Let every act, once its transaction has begun, try with its own cursor to write past the audit."""
    real, tried = Store.write, []

    @contextmanager
    def write(self, **told):
        with real(self, **told) as cursor:
            for statement in ROGUE:
                for ask in (cursor.execute, lambda query: cursor.executemany(query, [[]])):
                    with pytest.raises((PastTheAudit, KecamatanOnly)):
                        ask(statement)
            with pytest.raises((PastTheAudit, KecamatanOnly)):
                cursor.register("Audit", pd.DataFrame({"a": [1]}))
            tried.append(True)
            raise Rogue
            yield cursor

    monkeypatch.setattr(Store, "write", write)
    return tried


@pytest.mark.parametrize("name", TRIES)
def test_no_act_writes_past_the_audit(world, rogue, name):
    """By who may do it in the whole kecamatan, and by the operator."""
    before, entries = everything(world.whole), read_audit(world.whole).to_dict()
    for store in (world.whole, world.own):
        with pytest.raises((Rogue, RecordGone, TripUnknown)):  # what the operator sees nothing of is gone for them
            TRIES[name](world, store)
    assert rogue
    assert everything(world.whole) == before
    assert read_audit(world.whole).to_dict() == entries


def test_there_is_no_other_way_to_write_than_a_guarded_one():
    """Whoever has no :meth:`Store.write` has no cursor that writes: nobody else takes one from the database."""
    private = {"_database", "_cursor", "_connection"}
    taking = {
        path.relative_to(ROOT).as_posix()
        for room in ("data", "analytics", "pages")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in private and ast.unparse(node.value) != "self"
    }
    assert taking == set()
    knowing = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "data").rglob("*.py")
        if "open_door" in path.read_text(encoding="utf-8")
    }
    assert knowing == {"data/audit_guard.py", "data/chain.py", "data/store.py"}


def test_of_the_statements_of_the_program_only_the_audits_own_are_refused():
    """The guard is in nobody's way."""
    refused = set()
    for path in sorted(SQL_DIR.rglob("*.sql")):
        try:
            audit_guard.check(path.read_text(encoding="utf-8"))
        except PastTheAudit:
            refused.add(path.relative_to(SQL_DIR).as_posix())
    schema = {each for each in refused if each.startswith("schema/")}
    assert refused - schema == {"audit/append.sql", "audit/set_head.sql"}


# --- how the limit knows what is written ---------------------------------------------------------------------


def test_a_write_that_no_act_knows_is_limited_too(world):
    """Straight SQL, changing, deleting and adding: what the guard sees is the table, not the act."""
    needs.save_needs(world.whole, stated(GALUMBANG), by=KASI)
    before = everything(world.whole)
    for statement, values in (
        ("UPDATE complaint SET said = 'x' WHERE desa_code = $1", [GALUMBANG]),
        ("DELETE FROM plan_parcel WHERE desa_code = $1", [GALUMBANG]),
        ("UPDATE family SET desa_code = $2 WHERE desa_code = $1", [GALUMBANG, HAUWAI]),
        ("INSERT INTO need SELECT * REPLACE ($1 AS desa_code, need_id + 9 AS need_id) FROM need", [PUDAK]),
    ):
        with pytest.raises(DesaNotOwn), world.own.write() as cursor:
            cursor.execute(statement, values)
        assert everything(world.whole) == before


def test_every_statement_that_writes_names_a_table_that_the_limit_finds(world):
    """Written another way, a statement would go past it."""
    known = set(world.whole.row_counts())
    temporary = {"told_parcel", "record_table"}
    writing = 0
    for path in sorted(SQL_DIR.rglob("*.sql")):
        if path.parent.name == "schema":
            continue
        query = path.read_text(encoding="utf-8")
        words = {"insert", "update", "delete", "merge", "truncate"} & set(bare(query).lower().split())
        found = written(query).tables
        assert bool(words) == bool(found), path.name
        assert set(found) <= known | temporary, path.name
        writing += bool(found)
    assert writing > 50


def bare(query: str) -> str:
    """Return a query without its comments and texts, by a way of its own."""
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'", " ", query)


def test_no_question_asks_a_limited_table_for_the_number_of_its_row(world):
    """An operator's tables are views (``data/own_desa.py``), which have none: the page would break for them alone."""
    limited = {name for name, columns in world.own._limit.tables.items() if rule_of(name, list(columns))}
    asking = [path.stem for path in SQL_DIR.rglob("*.sql") if path.parent.name != "schema"
              and "rowid" in bare(path.read_text(encoding="utf-8"))]  # fmt: skip
    assert sorted(asking) == ["depots", "vehicles"]
    assert not limited & {"depot", "vehicle"}


def test_every_table_is_an_operators_by_a_rule_or_the_kecamatans(world):
    """The tables that an operator never writes: settings, the map, the lists, the plans. A new one is among them."""
    limit = world.own._limit
    shut = {name for name, columns in limit.tables.items() if not own_writes.own_rows(name, columns)}
    assert shut - own_writes.FREE == (HIDDEN - own_writes.FREE - {"handover_file_row"}) | ROOMY | KECAMATANS


def test_only_the_operators_role_is_limited():
    assert [key for key, role in ROLES.items() if role.sees == OWN] == ["desa"]
