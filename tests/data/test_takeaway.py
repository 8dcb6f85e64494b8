"""Every file that leaves the program, tried for every role where its bytes are made; and what the audit keeps of it."""

from __future__ import annotations

import argparse
import ast
from pathlib import Path

import pytest

from analytics.__main__ import parser as analytics_parser
from data.__main__ import main
from data.__main__ import parser as data_parser
from data.audit import read_audit, verify
from data.command import OWN_NOTES
from data.errors import ActMayNot, ExportMayNot, PeopleHidden, PurposeMissing
from data.musdes import musdes_list
from data.papers.delivery.make import make_bundle, make_delivery_paper
from data.papers.delivery.registry import DELIVERY_PAPERS
from data.papers.field.make import make_field_file
from data.papers.field.registry import FIELD_FILES
from data.papers.handover_sheets import results_as_workbook
from data.papers.make import make_paper
from data.papers.opensid import export_opensid
from data.papers.registry import PAPERS
from data.person import about
from data.roles import ROLES, SHELL, Actor
from data.takeaway import EXPORTS, HOLDS, Taken, release
from data.waiting_rows import download_waiting, note_seen
from tests.data.handover_worlds import PERIOD, PLAN, TRIP_1, driven
from tests.data.intake_worlds import HAUWAI, nik

ROOT = Path(__file__).resolve().parents[2]
FIELD = {"kasi", "camat", "tksk", "pendamping"}
NAMES = FIELD | {"desa"}
MAY = {
    "hasil_penyaluran": {"kasi", "desa"}, "dokumen_spj": NAMES, "daftar_verifikasi_isi": NAMES, "pencocokan": NAMES,
    "belum_terlayani": NAMES, "daftar_musdes": FIELD, "opensid": {"kasi", "tksk"}, "akses": FIELD, "rencana": FIELD,
    "gambar_peta": NAMES, "angka_monev": NAMES | {"monev"}, "kebutuhan": NAMES | {"monev"},
    "catatan": {"kasi", "camat"}, "karantina": {"kasi", "camat"}, "riwayat": {"kasi", "camat"},
    "jejak_audit": {"kasi", "camat"}, "satu_orang": {"kasi"},
    **dict.fromkeys((*PAPERS, *DELIVERY_PAPERS, *FIELD_FILES), NAMES),
}  # fmt: skip
"""File → roles with an account that may take it: written once more by hand, so that a slip in the registry shows."""
EACH = [(role, key) for role in ROLES for key in MAY]


def signed_in(role: str) -> Actor:
    return Actor("Siti", role, "siti", (HAUWAI,) if role == "desa" else (), "10.0.0.5")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    store = driven(tmp_path_factory.mktemp("kantor"))
    yield store
    store.close()


def seen_by(store, by):
    return store.only(by.desa_codes, by=by) if by.role == "desa" else store


def test_every_file_stands_in_the_table():
    assert set(EXPORTS) == set(MAY)
    assert all(each.holds in HOLDS for each in EXPORTS.values())


@pytest.mark.parametrize(("role", "key"), EACH)
def test_who_takes_which_file(office, role, key):
    """Refused before it is made: what makes it here would say so."""
    made = []
    by = signed_in(role)
    if role in MAY[key]:
        assert release(office, key, by, lambda: Taken(b"isi", 3), scope="PKH Oktober") == b"isi"
        newest = read_audit(office, limit=1).iloc[0]
        told = (newest["who"], newest["account"], newest["origin"], newest["act"], newest["subject"], newest["detail"])
        assert told == ("Siti", "siti", "10.0.0.5", "Diunduh", EXPORTS[key].label, "3 baris; PKH Oktober")
    else:
        with pytest.raises((ExportMayNot, PeopleHidden)):
            release(office, key, by, lambda: made.append(key) or Taken(b"", 0))
    assert made == []


def paper(store, by, key):
    return make_paper(store, key, program="CPP", period=PERIOD, by=by)


MAKERS = {
    "ceklis_penerima": lambda store, by: paper(store, by, "ceklis_penerima"),
    "manifes": lambda store, by: make_delivery_paper(store, "manifes", plan_id=PLAN, trip_id=TRIP_1, by=by),
    "gpx": lambda store, by: make_field_file(store, "gpx", plan_id=PLAN, trip_id=TRIP_1, by=by),
    "hasil_penyaluran": lambda store, by: results_as_workbook(store, PLAN, trip_id=TRIP_1, by=by),
}
"""Of each kind of maker one, with its own question for the role."""


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("key", MAKERS)
def test_makers_ask_for_the_role_themselves_and_note_what_they_made(office, role, key):
    by = signed_in(role)
    store, known = seen_by(office, by), len(read_audit(office))
    if role not in MAY[key]:
        with pytest.raises((ActMayNot, PeopleHidden)):
            MAKERS[key](store, by)
        assert len(read_audit(office)) == known
        return
    assert MAKERS[key](store, by)
    newest = read_audit(office, limit=1).iloc[0]
    assert (newest["who"], newest["act"]) == ("Siti", "Diunduh")
    assert "baris" in newest["detail"]


WHOLE = {
    "opensid": lambda store, by, purpose: export_opensid(store, program="CPP", period=PERIOD, by=by, purpose=purpose),
    "data satu orang": lambda store, by, purpose: about(store, nik(1), by=by, purpose=purpose),
    "karantina": lambda store, by, purpose: download_waiting(store, by=by, purpose=purpose),
    "satu baris karantina": lambda store, by, purpose: note_seen(store, 1, "", 1, by=by, purpose=purpose),
    "daftar musdes": lambda store, by, purpose: musdes_list(store, PERIOD, [], whole_for=by, purpose=purpose),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("key", WHOLE)
def test_whole_numbers_ask_for_the_right_and_a_purpose(office, role, key):
    """Wherever whole numbers leave or show; papers and the family's page have tests of their own."""
    by, known = signed_in(role), len(read_audit(office))
    with pytest.raises((ActMayNot, PurposeMissing)) as refused:
        WHOLE[key](seen_by(office, by), by, "  ")
    may = {"kasi"} if key == "data satu orang" else {"kasi", "tksk"}
    assert (refused.type is PurposeMissing) == (role in may)
    assert len(read_audit(office)) == known


def test_everything_at_once_is_noted_too(office):
    by = signed_in("kasi")
    make_bundle(office, PLAN, trip_id=TRIP_1, by=by)
    newest = read_audit(office, limit=1).iloc[0]
    assert (newest["act"], newest["subject"]) == ("Diunduh", "Semua dokumen penyaluran")
    assert newest["detail"].startswith("14 baris; rencana 1")
    assert verify(office).is_whole()


def test_every_button_that_gives_a_file_stands_where_it_is_noted():
    """``take_away.button`` notes what it gives; the others give what its maker has noted (tried above)."""
    places = set()
    for path in (ROOT / "pages").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "download_button":
                places.add(path.stem)
    assert places == {"take_away", "paper_box", "person_view", "handover_documents"}


def test_what_the_desk_without_accounts_takes_is_noted_under_the_name_that_was_said(office):
    release(office, "belum_terlayani", Actor("Budi", "kasi"), lambda: Taken(b"", 2))
    newest = read_audit(office, limit=1).iloc[0]
    assert (newest["who"], newest["account"]) == ("Budi", "")


# --- the shell -----------------------------------------------------------------------------------------------


def commands(parser: argparse.ArgumentParser) -> set[str]:
    (every,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    return set(every.choices)


def test_every_command_about_a_database_is_noted_or_says_what_it_notes_itself():
    every = commands(data_parser()) | commands(analytics_parser())
    assert set(OWN_NOTES) <= every
    assert every - set(OWN_NOTES) == {
        "access", "clusters", "coverage", "handover", "issues", "load", "matching", "opensid", "paper", "person",
        "plan", "points", "purge", "quarantine", "report", "spj", "trip-file", "trip-paper", "verification", "withdraw",
    }  # fmt: skip


def test_a_command_stands_in_the_audit_under_the_user_of_the_machine(tmp_path, monkeypatch, capsys):
    store = driven(tmp_path)
    store.close()
    monkeypatch.setattr("sys.argv", ["data", "issues", "--db", str(store.path), "--csv", str(tmp_path / "c.csv")])
    assert main() == 0
    monkeypatch.setattr("sys.argv", ["data", "person", "--db", str(store.path), "--nik", nik(1), "--purpose",
                                     "permintaan", "--out", str(tmp_path / "x.json")])  # fmt: skip
    assert main() == 0
    again = type(store).open(store.path)
    rows = read_audit(again, limit=3)
    assert list(rows["act"]) == ["Diunduh dengan NIK lengkap", "Perintah terminal", "Perintah terminal"]
    assert list(rows["subject"])[1:] == ["person", "issues"]
    assert set(rows["who"]) == {SHELL.name}
    assert SHELL.name.startswith("terminal: ")
    assert set(rows["origin"]) == {"terminal"}
    assert nik(1) not in str(rows.to_dict())
    again.close()
    capsys.readouterr()


def test_a_command_about_no_database_notes_nothing(tmp_path, monkeypatch, capsys):
    missing = tmp_path / "tidak ada.duckdb"
    monkeypatch.setattr("sys.argv", ["data", "issues", "--db", str(missing), "--csv", str(tmp_path / "c.csv")])
    assert main() == 1
    assert not missing.exists()
    assert "tidak ada.duckdb" in capsys.readouterr().err
