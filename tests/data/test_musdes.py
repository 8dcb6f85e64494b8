"""The list for the musdes: the families chosen, masked unless somebody who may asks for a purpose."""

from __future__ import annotations

import pytest

from data.errors import ActMayNot, ActorUnnamed, PurposeMissing
from data.musdes import COLUMNS, musdes_list
from data.roles import Actor
from data.store import Store
from data.targeting import family_rows, read_families
from tests.pages.page_worlds import OCTOBER

KASI = Actor("Siti", "kasi")


@pytest.fixture
def small(worlds):
    store = Store.open(worlds.path("small"), must_exist=True)
    yield store
    store.close()


def test_masked_and_in_the_order_chosen(small):
    numbers = [7, 3, 12]
    table = musdes_list(small, OCTOBER, numbers)
    frame = read_families(small, OCTOBER).frame.loc[numbers].sort_values("desa_code", kind="stable")
    assert list(table) == list(COLUMNS)
    assert table["desil"].tolist() == frame["desil"].tolist()
    assert table["desa_code"].tolist() == frame["desa_code"].tolist()
    assert table["no_kk"].str.contains("****", regex=False).all()
    assert not table["name_head"].str.contains(r"[A-Za-z]{2}", regex=True).any()


def test_whole_for_who_may_and_noted(small):
    whole = musdes_list(small, OCTOBER, [3], whole_for=KASI, purpose="musdes 3 Desember")
    assert whole["no_kk"].tolist() == [family_rows(small, OCTOBER)["no_kk"][3]]
    kept = small.frame("history/changes", subject="dokumen", subject_key="", limit=1).iloc[0]
    assert (kept["by_name"], kept["after"], kept["reason"]) == ("Siti", "1 baris", "musdes 3 Desember")


@pytest.mark.parametrize(
    ("actor", "purpose", "refusal"),
    [
        (Actor("Budi", "camat"), "musdes", ActMayNot),
        (Actor("", "kasi"), "musdes", ActorUnnamed),
        (KASI, " ", PurposeMissing),
    ],
)
def test_whole_numbers_are_refused(small, actor, purpose, refusal):
    with pytest.raises(refusal):
        musdes_list(small, OCTOBER, [3], whole_for=actor, purpose=purpose)


def test_nobody_chosen(small):
    assert musdes_list(small, OCTOBER, []).empty
