"""Balance, lateness and calendar: figures worked out by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.delivery.balance import MEASURES, balance_of
from analytics.delivery.lateness import delay_in_words, late_count, late_desa
from analytics.delivery.month_calendar import calendar_of

# Two trips. Trip a: family 1 with 10 kg (all delivered) and Rp 300.000 (in hand); family 2 with 10 kg, of which 4 were
# delivered and 6 returned. Trip b: family 3 with 10 kg, all returned; family 4 with 2,5 kg in hand.
PARCELS = pd.DataFrame(
    [
        ("a", "f1", "CPP", 10.0, 0, "kg", 10.0, 10.0, 0.0, 0.0),
        ("a", "f1", "BLTDD", 0.0, 300_000, "Rp", 300_000.0, 0.0, 0.0, 300_000.0),
        ("a", "f2", "CPP", 10.0, 0, "kg", 10.0, 4.0, 6.0, 0.0),
        ("b", "f3", "CPP", 10.0, 0, "kg", 10.0, 0.0, 10.0, 0.0),
        ("b", "f4", "CPP", 2.5, 0, "kg", 2.5, 0.0, 0.0, 2.5),
    ],
    columns=[
        "trip_id",
        "handle",
        "program",
        "load_kg",
        "amount_idr",
        "unit",
        "sent",
        "delivered",
        "returned",
        "in_hand",
    ],
)


def stages(rows, measure):
    return [rows[f"{stage}_{measure}"] for stage in ("sent", "delivered", "returned", "in_hand")]


def test_the_balance_of_each_trip():
    rows = balance_of(PARCELS, ["trip_id"])
    assert stages(rows.loc["a"], "family_count") == [2, 1, 0, 1]  # family 1 waits for its cash
    assert stages(rows.loc["a"], "parcel_count") == [3, 2, 0, 1]
    assert stages(rows.loc["a"], "kg") == [20, 14, 6, 0]
    assert stages(rows.loc["a"], "idr") == [300_000, 0, 0, 300_000]
    assert stages(rows.loc["b"], "family_count") == [2, 0, 1, 1]
    assert stages(rows.loc["b"], "kg") == [12.5, 0, 10, 2.5]


def test_the_balance_of_all():
    rows = balance_of(PARCELS)
    assert stages(rows.iloc[0], "family_count") == [4, 1, 1, 2]
    assert stages(rows.iloc[0], "kg") == [32.5, 14, 16, 2.5]


def test_of_nothing_there_is_no_balance():
    assert balance_of(PARCELS.head(0), ["trip_id"]).empty


PARCEL = st.tuples(
    st.sampled_from("ab"), st.sampled_from("123"), st.integers(1, 9), st.integers(0, 9), st.integers(0, 9)
)


@settings(max_examples=40, deadline=None)
@given(made=st.lists(PARCEL, min_size=1, max_size=12))
def test_sent_is_delivered_returned_and_in_hand_in_every_measure(made):
    rows = pd.DataFrame(made, columns=["trip_id", "handle", "sent", "delivered", "returned"]).astype({"sent": float})
    rows["delivered"] = rows[["delivered", "sent"]].min(axis=1)
    rows["returned"] = pd.concat([rows["returned"], rows["sent"] - rows["delivered"]], axis=1).min(axis=1)
    rows = rows.assign(
        in_hand=rows["sent"] - rows["delivered"] - rows["returned"], unit="kg", load_kg=rows["sent"], amount_idr=0
    )
    balance = balance_of(rows, ["trip_id"])
    for measure in MEASURES:
        sent, *rest = (balance[f"{stage}_{measure}"] for stage in ("sent", "delivered", "returned", "in_hand"))
        assert (sent == sum(rest)).all()
        assert (pd.concat(rest) >= 0).all()


# --- lateness ------------------------------------------------------------------------------------------------

TODAY = dt.date(2026, 10, 15)
NEVER = pd.NaT


def received(*rows):
    names = ["program", "desa_code", "desa_name", "family_count", "received_count", "last_on"]
    return pd.DataFrame(rows, columns=names).assign(period="2026-10")


DUE = pd.DataFrame({"program": ["BLTDD"], "period": ["2026-10"], "due_on": [pd.Timestamp("2026-10-10")]})


def test_who_still_waits_five_days_after_the_day_is_late():
    rows = late_desa(
        received(
            ("BLTDD", "1", "Uren", 10, 10, pd.Timestamp("2026-10-09")),
            ("BLTDD", "2", "Liyu", 10, 8, pd.Timestamp("2026-10-12")),
            ("BLTDD", "3", "Mamigang", 5, 5, pd.Timestamp("2026-10-13")),
            ("CPP", "1", "Uren", 7, 0, NEVER),
        ),
        DUE, today=TODAY,
    )  # fmt: skip
    assert rows[["desa_name", "program", "state", "days_late", "missing_count"]].to_numpy().tolist() == [
        ["Liyu", "BLTDD", "terlambat", 5, 2],
        ["Mamigang", "BLTDD", "selesai_terlambat", 3, 0],
        ["Uren", "CPP", "tanpa_jadwal", 0, 7],
        ["Uren", "BLTDD", "selesai", 0, 0],
    ]
    assert late_count(rows) == 1
    assert delay_in_words("terlambat", 5) == "▲ terlambat 5 hari"


def test_the_due_day_itself_is_not_late():
    rows = late_desa(received(("BLTDD", "1", "Uren", 10, 0, NEVER)), DUE, today=dt.date(2026, 10, 10))
    assert rows["state"].tolist() == ["menunggu"]


# --- the month -----------------------------------------------------------------------------------------------


def test_a_month_day_by_day():
    due = pd.DataFrame({"program": ["PKH", "BLTDD"], "due_on": [pd.Timestamp("2026-02-10")] * 2})
    trips = pd.DataFrame(
        {"driven_on": pd.to_datetime(["2026-02-09", "2026-02-09"]), "family_count": [10, 6], "is_closed": [True, False]}
    )
    handed = pd.DataFrame(
        {
            "on_date": pd.to_datetime(["2026-02-09", "2026-02-11"]),
            "kind": ["diserahkan", "gagal"],
            "family_count": [15, 1],
        }
    )
    days = calendar_of("2026-02", due=due, trips=trips, handed=handed)
    assert len(days) == 28
    assert days.loc["2026-02-09"].tolist() == ["", 2, 16, 15, 0, 1]
    assert days.loc["2026-02-10"].tolist() == ["BLTDD;PKH", 0, 0, 0, 0, 0]
    assert days["failed_family_count"].sum() == 1


def test_an_empty_month_has_its_days():
    nothing = pd.DataFrame({"program": [], "due_on": []})
    days = calendar_of(
        "2026-10", due=nothing, trips=pd.DataFrame({"driven_on": [], "family_count": [], "is_closed": []}),
        handed=pd.DataFrame({"on_date": [], "kind": [], "family_count": []}),
    )  # fmt: skip
    assert len(days) == 31
    assert not days.drop(columns="due_programs").to_numpy().any()
