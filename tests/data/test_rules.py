"""Rules of an office: programs that may not combine, numbers of relations, settings; under a name, counted anew."""

from __future__ import annotations

import pytest

from data.errors import ActMayNot, ActorUnnamed, BadSetting
from data.history import read_history
from data.issues import read_issues
from data.roles import Actor
from data.rules import forbidden_pairs, read_matrix, read_relations, save_matrix, save_relations, save_settings
from tests.data.people_worlds import RUDI, TUA, office

KASI = Actor("Rina", "kasi")
PKH_BLT, BLT_SEMBAKO, PKH_CPP = frozenset({"PKH", "BLTDD"}), frozenset({"BLTDD", "SEMBAKO"}), frozenset({"PKH", "CPP"})


@pytest.fixture
def store(tmp_path):
    opened = office(tmp_path)
    yield opened
    opened.close()


def together(store):
    return int((read_issues(store)["kind"] == "program_tidak_boleh_bersama").sum())


def people(store, key):
    with store.write(is_change=False) as cursor:
        return cursor.execute("FROM person WHERE nik = $1", [key]).df().iloc[0]


def test_the_matrix_begins_with_blt_beside_pkh_and_sembako(store):
    matrix = read_matrix(store)
    assert forbidden_pairs(matrix) == {PKH_BLT, BLT_SEMBAKO}
    assert (matrix == matrix.T).all(axis=None)


def test_a_changed_matrix_is_checked_at_once_and_back_again(store):
    """Budi's family has BLT-DD and PKH: one row of each list, while the two may not combine."""
    assert together(store) == 2
    assert save_matrix(store, {BLT_SEMBAKO, PKH_CPP}, by=KASI) == 2
    assert together(store) == 0
    assert save_matrix(store, {PKH_BLT, BLT_SEMBAKO}, by=KASI) == 2
    assert together(store) == 2
    told = read_history(store, subject="pengaturan")[["what", "before", "after"]].to_numpy().tolist()
    assert told[-2:] == [
        ["Beras CPP + PKH", "boleh bersama", "tidak boleh bersama"],
        ["BLT Dana Desa + PKH", "tidak boleh bersama", "boleh bersama"],
    ]
    assert save_matrix(store, {PKH_BLT, BLT_SEMBAKO}, by=KASI) == 0
    assert len(read_history(store, subject="pengaturan")) == 4


def test_all_pairs_may_be_allowed(store):
    save_matrix(store, set(), by=KASI)
    assert not read_matrix(store).any(axis=None)


@pytest.mark.parametrize(("by", "problem"), [(Actor("", "kasi"), ActorUnnamed), (Actor("A", "desa"), ActMayNot)])
def test_nobody_else_changes_rules(store, by, problem):
    for change in (
        lambda: save_matrix(store, set(), by=by),
        lambda: save_relations(store, read_relations(store), by=by),
        lambda: save_settings(store, {"elderly_age": 65.0}, by=by),
    ):
        with pytest.raises(problem):
            change()


def test_a_number_of_relations_gets_its_words_and_loses_them(store):
    known = read_relations(store)
    assert people(store, RUDI)["relation"] == "kode 5"
    more = known.copy()
    more.loc[len(more)] = ["05", "menantu", "kamus DTSEN 2026"]
    save_relations(store, more, by=KASI)
    assert people(store, RUDI)["relation"] == "menantu"
    assert read_history(store).iloc[0][["what", "after"]].tolist() == ["hubungan keluarga, kode 5", "menantu"]
    save_relations(store, known, by=KASI)
    assert people(store, RUDI)["relation"] == "kode 5"


def test_settings_are_written_down_and_people_judged_anew(store):
    assert people(store, TUA)["is_disabled"]  # some difficulty, from level 2 on
    changed = save_settings(store, {"disability_level_min": 3.0, "elderly_age": 60.0, "office_name": "Halong"}, by=KASI)
    assert changed == ["disability_level_min", "office_name"]
    assert not people(store, TUA)["is_disabled"]
    assert people(store, RUDI)["is_disabled"]  # not able to walk
    told = read_history(store, subject="pengaturan")[["what", "before", "after", "who"]].to_numpy().tolist()
    assert told == [
        ["Nama kantor", "", "Halong", "Rina (Kasi Kesra/PMD kecamatan)"],
        ["Disabilitas = tingkat kesulitan mulai", "2", "3", "Rina (Kasi Kesra/PMD kecamatan)"],
    ]
    with pytest.raises(BadSetting):
        save_settings(store, {"elderly_age": 5.0}, by=KASI)
