"""Rows that wait are corrected and taken in as if their file had said so; others wait on, and nothing is lost."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_worlds import csv_file, families_of, family, kk, layer, nik, recipient, recipients_of

from analytics.coverage import read_coverage
from data.errors import ActMayNot, ActorUnnamed, RowNotWaiting
from data.history import read_history
from data.intake.load import bring_back_load, load_files, withdraw_load
from data.intake.request import SourceFile
from data.intake.waiting_acts import Correction, correct_rows, leave_out_row, put_back_row, take_back_row
from data.roles import Actor
from data.store import Store

BUDI = Actor("Budi", "kasi")
COUNTED = ("family", "recipient", "family_record", "recipient_record", "member_record", "set_aside")


@pytest.fixture(scope="module")
def boundaries(tmp_path_factory):
    path = tmp_path_factory.mktemp("batas") / "batas.geojson"
    named = layer().rename(columns={"desa_name": "nama", "kecamatan_name": "kecamatan", "bps_code": "kode_bps"})
    named.reset_index(names="kode").to_file(path, driver="GeoJSON")
    return SourceFile("boundaries", path)


@pytest.fixture
def store(tmp_path, boundaries):
    opened = Store.open(tmp_path / "a.duckdb")
    load_files(opened, [boundaries])
    yield opened
    opened.close()


def tables(store):
    """What counts and what is doubted, without what only says how it came about."""
    with store.write(is_change=False) as cursor:
        found = {name: cursor.table(name).df() for name in COUNTED}
    found["issues"] = store.frame("store/issues")
    found["coverage"] = read_coverage(store)
    kept = {name: frame.drop(columns=["said", "typed"], errors="ignore").astype("str") for name, frame in found.items()}
    return {name: frame.sort_values(list(frame)).reset_index(drop=True) for name, frame in kept.items()}


def assert_same(one, other):
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name], obj=name, check_dtype=False)


def counts(store, table):
    with store.write(is_change=False) as cursor:
        return cursor.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]  # noqa: S608  own names


def fix(store, row, load_id=2, **cells):
    return correct_rows(store, [Correction(load_id, "", row, cells)], by=BUDI)


def test_a_corrected_row_is_taken_in_and_counts(store, tmp_path):
    load_files(store, [families_of(csv_file(tmp_path / "k.csv", [family(1), family(2, no_kk="123")]))])
    assert (counts(store, "family"), counts(store, "set_aside")) == (1, 1)
    outcome = fix(store, 3, no_kk=kk(2))
    assert (outcome.entered, outcome.waiting) == (1, 0)
    assert (counts(store, "family"), counts(store, "set_aside")) == (2, 0)
    [loaded] = store.frame("store/loads").query("kind == 'families'").to_dict("records")
    assert (loaded["row_count"], loaded["accepted_count"], loaded["set_aside_count"]) == (2, 2, 0)
    withdraw_load(store, 2)
    assert counts(store, "family") == 0
    bring_back_load(store, 2)
    assert counts(store, "family") == 2


@pytest.fixture(scope="module")
def right_rows():
    """Eight families in two desa: one stands twice, one point lies elsewhere, one name is misspelt."""
    rows = [family(number) for number in range(1, 7)]
    rows.append(family(3))
    rows.append(family(8, lon="115.65", desil="12"))
    rows[4] |= {"kode_desa": "", "desa": "Hauway"}
    return rows


SPOILT = {"no_kk": ["123", "", "0000000000000000", "6,31102E+15", "63110212032000AB"]}


@settings(max_examples=8, deadline=None)
@given(faults=st.dictionaries(st.integers(0, 7), st.sampled_from(SPOILT["no_kk"]), min_size=1, max_size=8), data=st.data())
def test_a_file_corrected_is_the_file_that_was_right(faults, data, right_rows, boundaries, tmp_path_factory):
    home = tmp_path_factory.mktemp("sama")
    wrong = [{**row, "no_kk": faults[number]} if number in faults else row for number, row in enumerate(right_rows)]
    given_, wanted = Store.open(home / "a.duckdb"), Store.open(home / "b.duckdb")
    load_files(given_, [boundaries, families_of(csv_file(home / "k.csv", wrong))])
    (home / "b").mkdir()
    load_files(wanted, [boundaries, families_of(csv_file(home / "b" / "k.csv", right_rows))])
    order = data.draw(st.permutations(sorted(faults)))
    some = data.draw(st.integers(0, len(order)))  # one by one, then the rest at once
    for number in order[:some]:
        fix(given_, number + 2, no_kk=right_rows[number]["no_kk"])
    rest = [Correction(2, "", number + 2, {"no_kk": str(right_rows[number]["no_kk"])}) for number in order[some:]]
    correct_rows(given_, rest, by=BUDI)
    assert_same(tables(given_), tables(wanted))
    given_.close()
    wanted.close()
