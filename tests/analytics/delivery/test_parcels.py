"""Each family travels with one trip of its stop, priority as the visits say."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.delivery.parcels import assign_parcels


def asked_of(families):
    """``families``: key → (stop, is_priority, programs)."""
    rows = [
        {"family_key": key, "program": program, "period": "2026-11", "desa_code": "63.11.02.2001", "dusun": "1",
         "lon": 115.6, "lat": -2.3, "is_priority": first, "load_kg": 10.0, "amount_idr": None}
        for key, (_, first, programs) in families.items()
        for program in programs
    ]  # fmt: skip
    stop_of = pd.Series({key: stop for key, (stop, _, _) in families.items()}, dtype="object")
    columns = ["family_key", "program", "period", "desa_code", "dusun", "lon", "lat", "is_priority", "load_kg", "amount_idr"]  # fmt: skip  # noqa: E501
    return pd.DataFrame(rows, columns=columns), stop_of


def visits_of(*rows):
    return pd.DataFrame(rows, columns=["trip_id", "stop_id", "family_count", "priority_count"])


def test_a_stop_that_two_trips_share_gives_each_as_many_as_it_counts():
    # Stop s: a, b, c, d, of whom c comes first. Trip 1 takes two (one of them priority), trip 2 one, one stays.
    asked, stop_of = asked_of(
        {
            "a": ("s", False, ["CPP"]),
            "b": ("s", False, ["CPP", "BLTDD"]),
            "c": ("s", True, ["CPP"]),
            "d": ("s", False, ["CPP"]),
            "e": (None, False, ["CPP"]),
        }
    )
    told = assign_parcels(asked, stop_of, visits_of(("t1", "s", 2, 1), ("t2", "s", 1, 0)))
    trips = told.groupby("person_key")["trip_id"].unique().map(list).to_dict()
    assert trips == {"a": ["t1"], "b": ["t2"], "c": ["t1"], "d": [""], "e": [""]}
    assert told.loc[told["person_key"] == "e", "stop_id"].tolist() == [""]
    assert len(told) == len(asked)


def test_without_visits_nobody_travels():
    asked, stop_of = asked_of({"a": ("s", True, ["CPP"])})
    assert assign_parcels(asked, stop_of, visits_of())["trip_id"].tolist() == [""]


@st.composite
def worlds(draw):
    keys = draw(st.lists(st.text("abcdef", min_size=1, max_size=4), unique=True, max_size=12))
    families = {
        key: (
            draw(st.sampled_from(["s", "t", None])),
            draw(st.booleans()),
            draw(st.sampled_from([["CPP"], ["CPP", "PKH"]])),
        )
        for key in keys
    }
    visits = []
    for stop in ("s", "t"):
        left = {flag: sum(at == stop and first is flag for at, first, _ in families.values()) for flag in (True, False)}
        for trip in ("1", "2"):
            priority, others = (draw(st.integers(0, left[flag])) for flag in (True, False))
            left[True] -= priority
            left[False] -= others
            visits.append((trip, stop, priority + others, priority))
    return families, visits


@given(worlds())
def test_every_visit_is_filled_exactly_and_nobody_travels_twice(world):
    families, visits = world
    asked, stop_of = asked_of(families)
    told = assign_parcels(asked, stop_of, visits_of(*visits))
    assert len(told) == len(asked)
    one = told.drop_duplicates("person_key")
    assert len(told[["person_key", "trip_id"]].drop_duplicates()) == len(one)
    for trip, stop, count, priority in visits:
        here = one[(one["trip_id"] == trip) & (one["stop_id"] == stop)]
        assert len(here) == count
        assert here["is_priority"].sum() == priority
