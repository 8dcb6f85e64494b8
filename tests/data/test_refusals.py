"""What of a refused act stands in the audit, and how much of it at most."""

from __future__ import annotations

import inspect

import pytest

from data import errors, refusals
from data.errors import ActMayNot, ExportMayNot, PeopleHidden, RecordGone, StoreFull
from data.history import SUBJECTS
from data.refusals import REFUSALS, SELDOM_S, Seldom, entry
from data.roles import Actor

DESI = Actor("Desi", "desa", "desi", ("63.11.02.2009",), "10.0.0.7")
SITI = Actor("Siti", "camat", "siti")


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(refusals, "SELDOM", Seldom(clock))
    return clock


def test_every_error_that_says_no_to_a_role_is_in_the_registry():
    said = {kind for name, kind in inspect.getmembers(errors, inspect.isclass) if name.endswith("MayNot")}
    assert said
    assert said <= set(REFUSALS)


def test_no_subject_begins_as_those_of_changes_do():
    """The audit shows such a word as what a change is about: "baris orang" stood there as a row that was set aside."""
    assert [each.subject for each in REFUSALS.values() if each.subject.partition(" ")[0] in SUBJECTS] == []


def test_a_flood_is_one_entry_that_later_says_how_many(clock):
    may = ActMayNot(act="memuat berkas", role="Camat", may="Kasi")
    assert entry(SITI, may) == ("tindakan di luar perannya", "memuat berkas")
    assert {entry(SITI, may) for _ in range(999)} == {None}
    assert entry(DESI, may) is not None  # somebody else's
    assert entry(SITI, ExportMayNot(found="Papan", role="Camat", may="")) == ("unduhan di luar perannya", "Papan")
    clock.now_s = SELDOM_S
    assert entry(SITI, may) == ("tindakan di luar perannya", "1000 kali; memuat berkas")
    assert entry(SITI, may) is None
    clock.now_s = 2 * SELDOM_S
    assert entry(SITI, may) == ("tindakan di luar perannya", "2 kali; memuat berkas")


def test_what_is_not_there_is_a_refusal_for_an_account_of_one_desa_only(clock):
    assert entry(SITI, RecordGone(record="Rapat")) is None
    assert entry(DESI, RecordGone(record="Rapat")) == (refusals.OTHER_DESA, "Rapat")


def test_what_is_no_refusal_is_no_entry(clock):
    assert entry(SITI, StoreFull(file="kantor.duckdb")) is None


def test_nothing_but_the_listed_fact_is_told(clock):
    """``found`` of a trip is what was asked for: a forged text may stand in it."""
    asked = errors.TripUnknown(found="6311024107850001", plan=3)
    assert entry(DESI, asked) == (refusals.OTHER_DESA, "")
    assert entry(DESI, PeopleHidden()) == ("daftar orang", "")
