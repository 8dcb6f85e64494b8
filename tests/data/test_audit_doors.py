"""The audit holds who did what, when and from where, for whatever door it came by: each kind of act, page and shell."""

from __future__ import annotations

import datetime as dt
import io
import types
from collections.abc import Callable, Iterator

import pandas as pd
import pytest

from analytics.__main__ import main as analytics_main
from data import account_notes, audit, backup, chain, family, history, person, retention
from data.__main__ import main
from data.audit import read_audit, verify
from data.intake import load as intake
from data.monev import survey
from data.papers.opensid import export_opensid
from data.roles import SHELL, Actor
from data.settings import save_setting
from data.store import Store
from data.takeaway import Taken, release
from geo.errors import PetasalurError
from pages.parts import audit_notes, cache, gate
from pages.parts.gate import notes
from tests.data import test_own_writes as own
from tests.data.handover_worlds import DAY, PERIOD, driven
from tests.data.intake_worlds import HAUWAI, csv_file, kk, nik

SITI = Actor("Siti", "kasi", "siti", (), "10.0.0.5")
NOTING = {history.note, history.note_rows, chain.append, chain.sign, audit.record}
"""What puts an act into the audit; all others lead here."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    store = driven(tmp_path_factory.mktemp("kantor"))
    yield store
    store.close()


# --- every act leads to the audit ----------------------------------------------------------------------------


def called(act: Callable) -> Iterator[Callable]:
    """Yield the functions of ours whose names stand in an act."""
    codes = [act.__code__]
    for code in codes:
        codes += [each for each in code.co_consts if isinstance(each, types.CodeType)]
        for name in code.co_names:
            found = act.__globals__.get(name)
            if isinstance(found, types.ModuleType):
                inside = (getattr(found, each, None) for each in code.co_names)
                yield from (each for each in inside if isinstance(each, types.FunctionType))
            elif isinstance(found, types.FunctionType):
                yield found


def leads_to_the_audit(act: Callable, seen: set[Callable] | None = None) -> bool:
    seen = set() if seen is None else seen
    if act in NOTING:
        return True
    if act in seen or not act.__module__.startswith(("data", "analytics")):
        return False
    seen.add(act)
    return any(leads_to_the_audit(getattr(each, "__wrapped__", each), seen) for each in called(act))


def test_every_act_that_the_walk_finds_leads_to_the_audit():
    """Found as in ``test_own_writes.py``: whatever takes a store and who does it."""
    assert len(own.ACTS) > 85
    assert [name for name, act in own.ACTS.items() if not leads_to_the_audit(act)] == []
    assert not leads_to_the_audit(read_audit), "what only asks leads nowhere"


def test_an_act_that_is_done_stands_there_with_who_when_and_from_where(world, monkeypatch):
    """Those of an operator, done by the Kasi on the whole office, one after the other."""
    monkeypatch.setattr(own, "DESI", SITI)
    done = set()
    for name, act in own.TRIES.items():
        before = len(read_audit(world.whole))
        try:
            act(world, world.whole)
        except PetasalurError:
            continue
        done.add(name)
        rows = read_audit(world.whole)
        new = rows.head(len(rows) - before)
        assert len(new) >= 1, name
        assert set(zip(new["who"], new["account"], new["origin"], strict=True)) == {("Siti", "siti", "10.0.0.5")}, name
        assert new["act"].str.len().gt(0).all(), name
        assert (pd.Timestamp(dt.datetime.now(dt.UTC).replace(tzinfo=None)) - new["noted_at"]).abs().max().days == 0
    assert set(own.TRIES) - done == NOT_AFTER_THE_OTHERS


NOT_AFTER_THE_OTHERS = {
    "data.handover.closing.close", "data.handover.closing.reopen", "data.handover.recording.hand_over",
    "data.handover.recording.fail", "data.handover.recording.give_back", "data.handover.recording.record",
    "data.monev.complaints.correct",
}  # fmt: skip
"""What cannot be done any more once the acts before have been: of these the walk above says where they lead."""


world = own.world
"""The office of ``test_own_writes.py``, with something of everything in it."""


# --- the table: kind of act × door ---------------------------------------------------------------------------

IN, UNMASK, EXPORT, CHANGE, LOAD, UNDO = "masuk", "buka samaran", "unduhan", "perubahan", "muatan", "pembatalan"
KINDS = (IN, UNMASK, EXPORT, CHANGE, LOAD, UNDO)
"""What the audit has to hold, in the words of the office."""


def by_page(store: Store, folder) -> dict[str, Callable[[], object]]:
    """What a page calls for one act of each kind."""
    path = csv_file(folder / "keluarga.csv", [{"no_kk": kk(1), "nama": "ADI", "desil": "2", "kode_desa": HAUWAI}])

    def loaded() -> None:
        intake.load_files(store, [intake.SourceFile("families", path)], intake.Answers(by=SITI))

    def gate_notes(act: str) -> None:
        keeping = [lambda by, *told: audit.record(store, by, told[0], told[1], detail=told[2], origin=told[3])]
        notes.KEEPERS[:], before = keeping, list(notes.KEEPERS)
        try:
            notes.note(SITI, act, "siti", origin="10.0.0.5")
            notes.settle()
        finally:
            notes.KEEPERS[:] = before

    return {
        f"{IN}: masuk": lambda: gate_notes(notes.CAME),
        f"{IN}: gagal": lambda: gate_notes(notes.WRONG),
        f"{IN}: keluar": lambda: gate_notes(notes.LEFT),
        f"{IN}: kata sandi": lambda: gate_notes(notes.CHANGED),
        f"{UNMASK}: keluarga": lambda: family.open_numbers(store, kk(1), by=SITI, purpose="verifikasi"),
        f"{UNMASK}: satu orang": lambda: person.about(store, nik(1), by=SITI, purpose="permintaan"),
        f"{EXPORT}: tabel": lambda: release(store, "belum_terlayani", SITI, lambda: Taken(b"", 2)),
        f"{EXPORT}: OpenSID": lambda: export_opensid(store, program="CPP", period=PERIOD, by=SITI, purpose="impor"),
        f"{CHANGE}: pengaturan": lambda: save_setting(store, "poor_desil_max", 5, by=SITI),
        f"{CHANGE}: masa simpan": lambda: retention.set_retention(
            store, int(store.frame("store/loads")["load_id"].iloc[0]), until=DAY, purpose="arsip", by=SITI),
        f"{CHANGE}: cadangan": lambda: backup.make_backup(store, by=SITI),
        f"{LOAD}: berkas": loaded,
        f"{UNDO}: muatan": lambda: intake.withdraw_load(
            store, int(store.frame("store/loads")["load_id"].max()), by=SITI, reason="salah"),
        f"{UNDO}: survei": lambda: survey.take_back(store, own.answered(store, HAUWAI, SITI), reason="salah", by=SITI),
    }  # fmt: skip


def by_shell(store_path, folder) -> dict[str, list[str]]:
    """One command of each kind; its arguments after ``python -m``."""
    path = csv_file(folder / "terminal.csv", [{"no_kk": kk(2), "nama": "ADA", "desil": "1", "kode_desa": HAUWAI}])
    at = ["--db", str(store_path)]
    return {
        f"{IN}: akun dibuat": ["data", "account", "add", "uren", "--role", "desa", "--desa", HAUWAI, "--password-stdin",
                               "--home", str(store_path.parent)],
        f"{IN}: akun ditutup": ["data", "account", "disable", "uren", "--home", str(store_path.parent)],
        f"{UNMASK}: satu orang": ["data", "person", *at, "--nik", nik(1), "--purpose", "permintaan", "--out",
                                  str(folder / "x.json")],
        f"{EXPORT}: catatan": ["data", "issues", *at, "--csv", str(folder / "c.csv")],
        f"{EXPORT}: cakupan": ["analytics", "coverage", *at, "--csv", str(folder / "d.csv")],
        f"{CHANGE}: cadangan": ["data", "backup", *at],
        f"{LOAD}: berkas": ["data", "load", *at, "--families", str(path)],
        f"{UNDO}: muatan": ["data", "withdraw", *at, "--load", "1"],
    }  # fmt: skip


def test_the_audit_holds_each_kind_of_act_by_each_door(tmp_path, monkeypatch, capsys, pytestconfig):
    """``pytest -s`` shows the table."""
    store = driven(tmp_path)
    table, known = [], len(read_audit(store))

    def take(door: str, what: str) -> None:
        nonlocal known
        rows = read_audit(store)
        new = rows.head(len(rows) - known)
        known = len(rows)
        assert len(new), f"{door}, {what}: nothing in the audit"
        table.extend((what, door, row.who, row.account, row.origin, row.act, row.subject, row.noted_at)
                     for row in new.itertuples())  # fmt: skip

    for what, act in by_page(store, tmp_path).items():
        act()
        take("halaman", what)
    store.close()
    for what, arguments in by_shell(store.path, tmp_path).items():
        monkeypatch.setattr("sys.argv", arguments)
        monkeypatch.setattr("sys.stdin", io.StringIO("sepeda hijau 7 sungai\n"))
        assert (main if arguments[0] == "data" else analytics_main)() == 0, capsys.readouterr().err
        store = Store.open(store.path)
        account_notes.pass_on(store.path.parent, store)
        take("terminal", what)
        store.close()
    capsys.readouterr()
    told = pd.DataFrame(table, columns=["kind", "door", "who", "account", "origin", "act", "subject", "at"])
    if pytestconfig.getoption("capture") == "no":
        with capsys.disabled():
            print("", told.drop(columns="at").drop_duplicates().to_string(index=False), sep="\n")
    doors = told.assign(kind=told["kind"].str.partition(":")[0]).groupby("door")["kind"].agg(set)
    assert doors.to_dict() == {"halaman": set(KINDS), "terminal": set(KINDS)}
    pages, shell = (told[told["door"] == door] for door in ("halaman", "terminal"))
    assert set(zip(pages["who"], pages["account"], pages["origin"], strict=True)) == {("Siti", "siti", "10.0.0.5")}
    assert set(zip(shell["who"], shell["origin"], strict=True)) == {(SHELL.name, "terminal")}
    assert nik(1) not in told.to_string()
    store = Store.open(store.path)
    assert verify(store).is_whole()
    store.close()


def test_what_was_done_to_accounts_from_the_shell_reaches_the_audit_once_and_before_a_sign_in(tmp_path, office):
    account_notes.write_down(tmp_path, "uren", "dibuat, peran desa")
    assert (tmp_path / account_notes.FILE_NAME).stat().st_mode & 0o777 == 0o600
    (tmp_path / f"{account_notes.FILE_NAME}.diambil").write_text('{"who": "lama", "what": "ditutup"}\nrusak\n[1]\n')
    assert account_notes.pass_on(tmp_path, office) == 2
    assert account_notes.pass_on(tmp_path, office) == 0
    rows = read_audit(office, limit=2)
    assert rows["subject"].tolist() == ["uren", "lama"]
    assert rows["detail"].iloc[0].startswith("dibuat, peran desa; ")
    assert list(tmp_path.iterdir()) == []


def test_the_gate_passes_them_on(tmp_path, monkeypatch):
    Store.open(tmp_path / "kantor.duckdb").close()
    monkeypatch.setenv("PETASALUR_DB", str(tmp_path / "kantor.duckdb"))
    monkeypatch.setattr(gate.ACCOUNTS, "path", tmp_path / "akun.json")
    account_notes.write_down(tmp_path, "uren", "dibuat, peran desa")
    audit_notes.keep(SITI, notes.CAME, "siti", "", "10.0.0.5")
    store = cache.open_store(str(tmp_path / "kantor.duckdb"))
    assert read_audit(store)["subject"].tolist() == ["siti", "uren"]
    store.close()
    cache.open_store.clear()
