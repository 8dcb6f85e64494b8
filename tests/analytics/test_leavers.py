"""Who has left is gone from every figure alike: coverage, targeting, access, what-if and the report."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import pandas as pd
import pytest

from analytics.access.command import read_access
from analytics.access.decay import DECAY
from analytics.coverage import read_coverage
from analytics.report.build import build_report
from analytics.report.material import Wish
from analytics.targeting.figures import figures
from analytics.targeting.what_if import Change, what_if
from data.roles import Actor
from data.service_points import save_points
from data.store import Store
from data.targeting import read_families
from data.workflow.leaving import leave
from tests.pages.page_worlds import OCTOBER, SEPTEMBER, SMALL, SOUTH, WEST, code, pick

KASI = Actor("Rahmah", "kasi")
[SERVED, LEFT_OUT, STAYS] = pick(SMALL, (1, 0), (1, 2), (1, 3))
"""Of Baruh Panyambaran: one poor family with PKH and CPP, two poor ones with nothing."""


@pytest.fixture
def store(worlds, tmp_path):
    """Small: of 17 poor families 8 were left out. One served and one left out died or moved in September, one is no
    longer entitled since then; a distribution point stands in the first desa."""
    with closing(Store.open(worlds.copy("small", tmp_path))) as opened:
        ends = dt.date(2026, 9, 20)
        leave(opened, [SERVED.no_kk], cause="meninggal", left_on=ends, by=KASI)
        leave(opened, [LEFT_OUT.no_kk], cause="pindah", left_on=ends, by=KASI)
        leave(opened, [STAYS.no_kk], cause="tidak_layak", left_on=ends, by=KASI)
        point = {"kind": "salur", "name": "Balai", "lon": WEST + 0.01, "lat": SOUTH + 0.01}
        save_points(opened, pd.DataFrame([point]), by=KASI)
        yield opened


def test_all_figures_leave_the_same_families_out(store):
    """38 families stay; of 17 poor ones 14 are poor still; 8 of 9 served; the desa had 4 left out, now 2."""
    families = read_families(store, OCTOBER)
    whole, first = figures(families, "SEMUA", by="semua").iloc[0], figures(families, "SEMUA").loc[code(1)]
    assert whole[["families", "poor_families", "served_poor", "unserved_poor"]].tolist() == [38, 14, 8, 6]
    assert first["unserved_poor"] == 2
    covered = read_coverage(store, program="SEMUA", period=OCTOBER)
    same = ["families", "poor_families", "served_poor", "unserved_poor", "recipients"]
    assert covered[same].sum().tolist() == whole[same].tolist()
    assert read_coverage(store, program="SEMUA", period=SEPTEMBER)["families"].sum() == 40  # they lived there still
    chosen = what_if(families, "SEMUA", Change(family_count=100), "termiskin")
    assert len(chosen.chosen) == 6
    access = read_access(
        store, kind="salur", mode="motor", season=None, limit_min=60, program="SEMUA", period=OCTOBER, decay=DECAY
    )
    assert access["total_count"].sum() == 14
    parts = access[["served_count", "within_count", "outside_count"]].sum(axis=1)
    assert (parts + access["unlocated_count"] == access["total_count"]).all()
    report = build_report(store, Wish(OCTOBER, dt.date(2026, 11, 27)), with_maps=False)
    assert report.sections[0].answer.startswith("6 dari 14 keluarga miskin belum menerima bantuan apa pun")
