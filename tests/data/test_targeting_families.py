"""The families behind targeting count exactly as coverage does."""

from __future__ import annotations

import pytest

from analytics.coverage import read_coverage
from data.store import Store
from data.targeting import read_families
from tests.pages.page_worlds import OCTOBER, SEPTEMBER


@pytest.fixture
def small(worlds):
    store = Store.open(worlds.path("small"), must_exist=True)
    yield store
    store.close()


def test_small_world(small):
    """See the table of ``page_worlds``: 40 families, 17 poor, two without desil, 9 served poor, one stranger."""
    found = read_families(small, OCTOBER)
    frame, any_program = found.frame, found.receives.any(axis=1)
    assert (len(frame), frame["is_poor"].sum(), frame["desil"].isna().sum()) == (40, 17, 2)
    assert (any_program & frame["is_poor"]).sum() == 9
    assert (found.receives.sum(axis=1) > 1).sum() == 2
    assert found.strangers.to_dict("records") == [{"desa_code": "", "program": "CPP", "recipient_count": 1}]
    assert "no_kk" not in frame
    assert frame["has_elderly"].isna().all()  # of families of four only the head is known, and none of them is old


@pytest.mark.parametrize("period", [SEPTEMBER, OCTOBER])
def test_as_coverage_counts(small, period):
    found = read_families(small, period)
    poor = found.frame["is_poor"]
    for program in found.receives:
        table = read_coverage(small, program=program, period=period).set_index("desa_code")
        served = (poor & found.receives[program]).groupby(found.frame["desa_code"]).sum()
        assert served.to_dict() == table["served_poor"].reindex(served.index).to_dict()
