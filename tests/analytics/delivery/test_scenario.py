"""What would help, tried on tables that are not kept."""

from __future__ import annotations

import pandas as pd
import pytest

from analytics.delivery.scenario import days_from, offers, text_of

LABELS = {"motor": "Motor", "pickup": "Pick-up 4x4"}


def left(*rows: tuple[str, int, list[dict]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(stop, "63.11.02.2001", count, remedies) for stop, count, remedies in rows],
        columns=["stop_id", "desa_code", "family_count", "remedies"],
    )


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


def test_what_makes_the_whole_plan_complete_together_is_offered_together():
    more, longer = {"kind": "vehicles", "vehicle_key": "motor", "count": 2}, {"kind": "shift", "vehicle_key": "pickup"}
    both = [more, {**longer, "end": "18:00"}]
    [found] = offers(left(("a", 4, []), ("b", 6, [])), LABELS, [both])
    assert (found.remedies, found.text) == (both, "tambah 2 Motor dan Pick-up 4x4 bekerja sampai 18.00")
    assert (found.stop_count, found.family_count) == (2, 10)


@pytest.mark.parametrize(("remedy", "text"), [
    ({"kind": "capacity", "vehicle_key": "motor-besar", "mode": "motor"}, "siapkan Motor yang lebih besar"),
    ({"kind": "way", "mode": "perahu", "gap_m": 0}, "siapkan perahu"),
    ({"kind": "window", "start": "07:00", "end": ""}, "desa menerima 07.00 sampai malam"),
])  # fmt: skip
def test_each_remedy_has_words(remedy, text):
    assert text_of(remedy, LABELS) == text


def test_days_follow_each_other_over_the_end_of_a_year():
    assert days_from("2026-12-31", 2) == ("2026-12-31", "2027-01-01")
