from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.delivery.stops import make_stops

# Named world: three desa. 0.001 degrees are about 111 m.
#   Hauwai has two settlements, 3 km apart; Liyu has a point but no located family; Puyun has neither.
HAUWAI, LIYU, PUYUN = "63.11.02.2001", "63.11.02.2014", "63.11.02.2008"
DESA = pd.DataFrame(
    {
        "desa_code": [HAUWAI, LIYU, PUYUN],
        "desa_name": ["Hauwai", "Liyu", "Puyun"],
        "point_lon": [115.69, 115.75, np.nan],
        "point_lat": [-2.23, -2.15, np.nan],
    }
)
COLUMNS = ["desa_code", "dusun", "lon", "lat", "load_kg"]


def people(*rows):
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame.index = [f"keluarga {i}" for i in range(len(frame))]
    return frame


BIG = [(HAUWAI, "Dusun 1", 115.690 + i / 1000, -2.230, 10.0) for i in range(3)]
SMALL = [(HAUWAI, "Dusun 3", 115.717, -2.230, 10.0), (HAUWAI, "Dusun 3", 115.718, -2.230, 10.0)]


def test_settlements_are_numbered_and_named_by_desa_and_main_dusun():
    stops = make_stops(people(*SMALL, *BIG), DESA).frame
    assert stops["stop_id"].tolist() == [f"{HAUWAI}-01", f"{HAUWAI}-02"]
    assert stops["label"].tolist() == ["Hauwai 1 (Dusun 1)", "Hauwai 2 (Dusun 3)"]
    assert stops["family_count"].tolist() == [3, 2]
    assert stops["load_kg"].tolist() == [30.0, 20.0]
    assert stops["lon"].tolist() == [115.691, 115.717]  # the middle home; of two, the western one


def test_who_has_no_coordinate_goes_to_the_settlement_of_the_dusun():
    stops = make_stops(people(*BIG, *SMALL, (HAUWAI, "DSN. III", np.nan, np.nan, 10.0)), DESA)
    assert stops.stop_of.iloc[-1] == f"{HAUWAI}-02"
    assert stops.frame["by_dusun_count"].tolist() == [0, 1]


def test_an_unknown_dusun_goes_to_the_largest_settlement():
    rows = [(HAUWAI, "Dusun 9", np.nan, np.nan, 10.0), (HAUWAI, None, np.nan, np.nan, 10.0)]
    stops = make_stops(people(*SMALL, *BIG, *rows), DESA)
    assert stops.stop_of.iloc[-2:].tolist() == [f"{HAUWAI}-01", f"{HAUWAI}-01"]
    assert stops.frame["by_stand_in_count"].tolist() == [2, 0]


def test_a_desa_without_any_coordinate_is_served_at_its_point_and_says_so():
    stops = make_stops(people((LIYU, "Dusun 1", np.nan, np.nan, 10.0)), DESA).frame
    assert stops[["stop_id", "label", "place", "lon", "lat"]].to_numpy().tolist() == [
        [f"{LIYU}-01", "Liyu (titik desa)", "titik_desa", 115.75, -2.15]
    ]


def test_who_cannot_be_placed_is_returned_apart_with_the_reason():
    rows = [(None, None, 115.69, -2.23, 10.0), ("63.99.99.2001", None, 115.69, -2.23, 10.0)]
    stops = make_stops(people(*rows, (PUYUN, "Dusun 1", np.nan, np.nan, 10.0)), DESA)
    assert stops.frame.empty
    assert stops.unplaced["reason"].tolist() == [
        "desa tidak dikenal",
        "desa tidak dikenal",
        "desa tanpa titik",
    ]
    assert stops.unplaced.index.tolist() == ["keluarga 0", "keluarga 1", "keluarga 2"]


def test_an_absurd_coordinate_counts_as_none():
    # 0/0, swapped axes, Jakarta (1,100 km away), and one 60 km away that is strange but possible.
    odd = [(0.0, 0.0), (-2.23, 115.69), (106.8, -6.2), (115.69, -1.69)]
    stops = make_stops(people(*BIG, *((HAUWAI, "Dusun 1", *place, 10.0) for place in odd)), DESA)
    assert stops.frame["family_count"].tolist() == [6, 1]
    assert stops.frame["by_coordinate_count"].tolist() == [3, 1]
    assert stops.frame["lat"].tolist() == [-2.230, -1.69]


def test_without_a_point_of_the_desa_the_other_homes_tell_what_is_absurd():
    rows = [(PUYUN, None, 115.70, -2.16, 5.0)] * 3 + [(PUYUN, None, 95.0, 5.0, 5.0)]
    assert make_stops(people(*rows), DESA).frame["family_count"].tolist() == [4]


def test_nobody_gives_no_stops():
    stops = make_stops(people(), DESA)
    assert len(stops.frame) == len(stops.unplaced) == len(stops.stop_of) == 0
    assert "stop_id" in stops.frame
    nothing = pd.DataFrame(columns=[*COLUMNS, "family_key"]), DESA.head(0).astype(float)  # as an empty database tells
    assert make_stops(*nothing).frame.empty


codes = st.sampled_from([HAUWAI, LIYU, PUYUN, "63.99.99.2001", None])
degrees = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda v: (115.69 + v[0] / 500, -2.23 + v[1] / 500))
rows = st.lists(
    st.tuples(codes, st.sampled_from(["Dusun 1", "2", "dsn II", "", None]), degrees | st.just((np.nan, np.nan))),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(rows)
def test_every_recipient_stands_at_one_stop_or_is_returned_apart(drawn):
    recipients = people(*((code, dusun, *place, 10.0) for code, dusun, place in drawn))
    stops = make_stops(recipients, DESA)
    assert stops.frame["family_count"].sum() + len(stops.unplaced) == len(recipients)
    assert stops.frame["load_kg"].sum() == 10.0 * stops.frame["family_count"].sum()
    ways = stops.frame[["by_coordinate_count", "by_dusun_count", "by_stand_in_count"]]
    assert (ways.sum(axis=1) == stops.frame["family_count"]).all()
    assert stops.stop_of.isna().sum() == len(stops.unplaced)
    assert stops.frame["stop_id"].is_unique
    assert stops.stop_of.value_counts().to_dict() == dict(
        zip(stops.frame["stop_id"], stops.frame["family_count"], strict=True)
    )


@settings(max_examples=20, deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_another_order_of_rows_gives_the_same_stops(drawn, random):
    recipients = people(*((code, dusun, *place, 10.0) for code, dusun, place in drawn))
    shuffled = recipients.loc[random.sample(list(recipients.index), len(recipients))]
    here, there = make_stops(recipients, DESA), make_stops(shuffled, DESA)
    pd.testing.assert_frame_equal(here.frame, there.frame, check_dtype=False)
    pd.testing.assert_series_equal(here.stop_of, there.stop_of.loc[here.stop_of.index], check_dtype=False)
