"""What would help, tried on tables that are not kept."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.delivery.scenario import Wish, applied, days_from, offers

LABELS = {"motor": "Motor", "pickup": "Pick-up 4x4"}


def left(*rows: tuple[str, int, list[dict]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(stop, "63.11.02.2001", count, remedies) for stop, count, remedies in rows],
        columns=["stop_id", "desa_code", "family_count", "remedies"],
    )


@pytest.fixture
def wish() -> Wish:
    fleet = pd.DataFrame({"vehicle_key": ["motor", "pickup"], "count": [4, 2], "shift_end": ["16:00", "16:00"]})
    access = pd.DataFrame({"desa_code": ["63.11.02.2001"], "window_start": ["08:00"], "window_end": ["09:00"]})
    return Wish(fleet, access, ("2026-12-30",))


def test_of_remedies_that_differ_in_how_many_the_most_is_offered():
    """Two stops ask for 1 and for 3 motorcycles, both for two days; a way is nothing to try with a button."""
    motor = [{"kind": "vehicles", "vehicle_key": "motor", "count": n} for n in (1, 3)]
    days, way = {"kind": "days", "count": 2}, {"kind": "way", "mode": "motor", "gap_m": 300}
    found = offers(left(("a", 4, [motor[0], days]), ("b", 6, [motor[1], days, way])), LABELS)
    assert [(each.text, each.stop_count, each.family_count) for each in found] == [
        ("bagi menjadi 2 hari", 2, 10), ("tambah 3 Motor", 2, 10),
    ]  # fmt: skip


def test_nothing_left_out_offers_nothing():
    assert offers(left(), LABELS) == []


def test_a_remedy_changes_only_its_own_table(wish):
    more = applied(wish, {"kind": "vehicles", "vehicle_key": "motor", "count": 3})
    assert more.fleet["count"].tolist() == [7, 2]
    assert wish.fleet["count"].tolist() == [4, 2]
    longer = applied(wish, {"kind": "shift", "vehicle_key": "pickup", "end": "18:00"})
    assert longer.fleet["shift_end"].tolist() == ["16:00", "18:00"]
    assert applied(wish, {"kind": "days", "count": 3}).days == ("2026-12-30", "2026-12-31", "2027-01-01")
    opened = applied(wish, {"kind": "window", "start": "07:00", "end": "12:00"}, ["63.11.02.2001"])
    assert opened.access[["window_start", "window_end"]].to_numpy().tolist() == [["07:00", "12:00"]]
    assert wish.access["window_end"].tolist() == ["09:00"]


def test_days_follow_each_other_over_the_end_of_a_year():
    assert days_from("2026-12-31", 2) == ("2026-12-31", "2027-01-01")
