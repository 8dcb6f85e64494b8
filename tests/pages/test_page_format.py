"""How a screen writes numbers and days."""

from __future__ import annotations

import datetime as dt
import time

import pandas as pd
import pytest

from pages.parts.format import change, column, local_day


@pytest.mark.parametrize(
    ("value", "text"), [(12, "+12"), (-3, "−3"), (0, "±0"), (1234.4, "+1.234"), (None, None), (float("nan"), None)]
)
def test_a_change_has_its_sign(value, text):
    assert change(value) == text


def test_a_column_writes_its_unit_only_behind_numbers():
    write = column(1, "km²")
    assert [write(1234.56), write(None)] == ["1.234,6 km²", "–"]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its clock's zone")
@pytest.mark.parametrize("kind", [dt.datetime, pd.Timestamp])
def test_a_morning_in_kalimantan_is_not_yesterday(monkeypatch, kind):
    monkeypatch.setenv("TZ", "Asia/Makassar")  # UTC + 8
    time.tzset()
    try:
        assert local_day(kind(2026, 10, 31, 23, 30)) == dt.date(2026, 11, 1)
    finally:
        monkeypatch.undo()
        time.tzset()
