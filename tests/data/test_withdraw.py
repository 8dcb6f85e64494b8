"""A list is taken back as a whole."""

from __future__ import annotations

import pandas as pd
import pytest

from data.errors import NotWithdrawable
from data.intake.load import load_files, withdraw_load
from data.intake.request import SourceFile
from data.store import Store

TABLES = ("family_record", "recipient_record", "family", "recipient", "issue", "set_aside")


@pytest.fixture
def files(tmp_path):
    families = tmp_path / "keluarga.csv"
    families.write_text(
        "no_kk,nama_kepala,kode_desa,desil\n"
        "6311020101010001,SATU,63.11.02.2001,2\n"
        "6311020101010002,DUA,63.11.02.2001,3\n"
    )
    wrong = tmp_path / "pkh salah.csv"
    # One known family, one row that waits (15 digits): a wrong list.
    wrong.write_text("nik,no_kk,nama\n,6311020101010001,SATU\n631102010190900,,TIGA\n")
    return [SourceFile("families", families), SourceFile("recipients", wrong, "PKH", "2026-10")]


def contents(store):
    with store.write(is_change=False) as cursor:
        return {name: cursor.table(name).order("ALL").df() for name in TABLES}


def test_a_list_taken_back_leaves_what_was_before(tmp_path, files):
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, files[:1])
    before = contents(store)
    load_files(store, files[1:])
    load_id = int(store.frame("store/loads")["load_id"].max())
    assert len(store.frame("store/periods")) == 1
    withdraw_load(store, load_id)
    after = contents(store)
    for name in TABLES:
        pd.testing.assert_frame_equal(after[name], before[name])
    assert store.frame("store/periods").empty
    assert store.frame("store/loads")["withdrawn_at"].notna().sum() == 1


def test_a_list_taken_back_can_be_loaded_again(tmp_path, files):
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, files)
    withdraw_load(store, int(store.frame("store/loads")["load_id"].max()))
    report = load_files(store, files)
    assert [one.is_repeat for one in report] == [True, False]
    assert len(store.frame("store/periods")) == 1


@pytest.mark.parametrize("times", [1, 2])
def test_nothing_is_taken_back_twice_or_that_is_no_list(tmp_path, files, times):
    store = Store.open(tmp_path / "a.duckdb")
    load_files(store, files)
    load_id = int(store.frame("store/loads")["load_id"].max())
    withdraw_load(store, load_id)
    with pytest.raises(NotWithdrawable):
        withdraw_load(store, load_id if times == 2 else 99)
