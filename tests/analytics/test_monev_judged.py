"""Complaints by days and place, indicators against targets, actions from meeting to meeting, needs per desa."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analytics.indicators import COMPLAINTS, GRADES_OF_IKM, NEEDS, SATISFACTION, by_desa, of_table
from analytics.monev import actions, complaints, needs, performance, satisfaction
from analytics.monev.measures import MEASURES, Inputs, value_of
from analytics.monev.performance import BELOW, NEAR, NO_DATA, NO_TARGET, REACHED
from geo.maps.classes import classify

TODAY = dt.date(2026, 11, 27)


# --- complaints -------------------------------------------------------------------------------------


def complaint(key, day, *, closed=None, is_closed=None, desa="A", kind="Penyaluran lambat", due=None):
    return {
        "complaint_key": key, "on_date": pd.Timestamp(day), "desa_code": desa, "desa_name": desa, "kind": kind,
        "closed_on": pd.Timestamp(closed) if closed else pd.NaT,
        "is_closed": closed is not None if is_closed is None else is_closed,
        "due_on": pd.Timestamp(due) if due else pd.NaT,
    }  # fmt: skip


REGISTER = pd.DataFrame(
    [
        complaint("m1", "2026-11-13", due="2026-11-26"),            # 14 days: not late; its task is
        complaint("m2", "2026-11-12"),                              # 15 days: late
        complaint("m3", "2026-10-01", closed="2026-10-15"),         # 14 days: in time
        complaint("m4", "2026-10-01", closed="2026-10-21", desa="B"),  # 20 days: done late
        complaint("m5", "2026-10-01", is_closed=True, desa="B"),    # closed, nobody knows when
        complaint("m6", "2026-09-01", desa=""),                     # 87 days: late, desa unknown
    ]
)  # fmt: skip
JUDGED = complaints.judge(REGISTER, today=TODAY, limit_days=14)


def test_days_run_from_the_complaint_to_its_end_or_to_today():
    days = JUDGED.set_index("complaint_key")["days"]
    assert days.drop("m5").to_dict() == {"m1": 14, "m2": 15, "m3": 14, "m4": 20, "m6": 87}
    assert pd.isna(days["m5"])


def test_the_latest_come_first():
    assert JUDGED[["complaint_key", "state"]].to_numpy().tolist() == [
        ["m6", "terlambat"], ["m2", "terlambat"], ["m1", "terbuka"], ["m4", "selesai_terlambat"], ["m3", "selesai"],
        ["m5", "selesai"],
    ]  # fmt: skip
    assert JUDGED.set_index("complaint_key")["is_task_late"].to_dict()["m1"]


def test_in_time_is_counted_of_those_that_can_be_judged():
    """m3 in time of m2, m3, m4, m6: m1 may yet be closed in time, of m5 nobody knows the day. Median of 14, 20: 17."""
    sums = complaints.total(JUDGED)
    assert (sums["complaint_count"], sums["open_count"], sums["late_count"], sums["closed_count"]) == (6, 3, 2, 3)
    assert (sums["in_time_count"], sums["judged_count"], sums["in_time_pct"]) == (1, 4, 25)
    assert (sums["timed_count"], sums["median_days"]) == (2, 17)
    assert complaints.total(JUDGED.head(0))["complaint_count"] == 0


def test_counts_per_desa_add_up():
    table = complaints.count_by(JUDGED, ["desa_code"])
    assert table["complaint_count"].sum() == len(REGISTER)
    assert (table["open_count"] + table["closed_count"]).tolist() == table["complaint_count"].tolist()
    assert table["desa_code"].tolist() == ["A", "", "B"]  # most open first, then most of all


def test_months_of_arrival():
    assert complaints.by_month(JUDGED)[["when", "complaint_count"]].to_numpy().tolist() == [
        ["2026-09", 1], ["2026-10", 3], ["2026-11", 2],
    ]  # fmt: skip


def test_a_desa_without_complaints_counts_none_and_one_without_families_nothing():
    """A: 2 open of 400 families = 5 per 1,000; B: 0 of 100; C: no complaint; the unknown desa is on no map."""
    table = complaints.by_desa(JUDGED, pd.Series({"A": 400, "B": 100, "C": 50, "D": 0, "": 7})).set_index("desa_code")
    assert table["open_per_1000"].drop("D").to_dict() == {"A": 5.0, "B": 0.0, "C": 0.0}
    assert np.isnan(table.loc["D", "open_per_1000"])
    assert "" not in table.index


def test_states_are_told_by_shape_and_word():
    assert len(set(complaints.MARKS.values())) == len(complaints.STATES)
    assert complaints.standing_in_words("terlambat", 41) == "▲ lewat batas, 41 hari"
    assert complaints.standing_in_words("selesai", pd.NA) == "● selesai"


# --- indicators ------------------------------------------------------------------------------------


def inputs(**changes):
    """Two desa: 10 and 30 poor families, 8 and 12 served; 20 and 20 recipients, 2 and 6 of them not poor."""
    names = {"desa_code": ["A", "B"], "desa_name": ["Abung", "Baru"]}
    coverage = pd.DataFrame(
        {**names, "poor_families": [10, 30], "served_poor": [8, 12], "unserved_poor": [2, 18],
         "served_nonpoor": [2, 6], "recipients": [20, 20]}
    )  # fmt: skip
    due = pd.Timestamp("2026-10-31")
    standing = pd.DataFrame(
        {
            "desa_code": ["A", "A", "B", "B"], "desa_name": ["Abung", "Abung", "Baru", "Baru"],
            "state": ["selesai", "selesai_terlambat", "terlambat", "menunggu"], "due_on": [due, due, due, pd.NaT],
            "received_count": [20, 10, 5, 0], "family_count": [20, 10, 10, 60],
        }
    )  # fmt: skip
    figures = pd.DataFrame({**names, "indicator": "partisipasi", "part": [30, 20], "whole": [40, 60]})
    known = {
        "coverage": coverage, "standing": standing, "answers": pd.DataFrame(columns=[f"u{n}" for n in range(1, 10)]),
        "complaints": JUDGED, "figures": figures, "weight": 1 / 9,
    }  # fmt: skip
    return Inputs(**(known | changes))


@pytest.mark.parametrize(
    ("key", "part", "whole", "value"),
    [
        ("cakupan", 20, 40, 50),            # (8 + 12) of (10 + 30), not the mean of 80 % and 40 %
        ("belum_terlayani", 20, 40, 50),
        ("tidak_tepat", 8, 40, 20),
        ("tepat_waktu", 1, 3, 100 / 3),     # what waits is not due
        ("lengkap", 35, 100, 35),
        ("aduan_selesai", 1, 4, 25),
        ("partisipasi", 50, 100, 50),
        ("pendapatan", 0, 0, np.nan),       # nobody has counted
        ("ikm", 0, 0, np.nan),
    ],
)  # fmt: skip
def test_a_measure_is_the_share_of_the_sums(key, part, whole, value):
    assert value_of(MEASURES[key], inputs()) == pytest.approx((part, whole, value), nan_ok=True)


def test_every_measure_says_what_it_is():
    for key, entry in MEASURES.items():
        assert entry.key == key
        assert all([entry.label, entry.definition, entry.part, entry.whole, entry.source])
        assert entry.better in {"tinggi", "rendah"}


def values(**told):
    frame = pd.DataFrame({"part": 1.0, "whole": 2.0, "value": pd.Series(told, dtype=float)})
    return frame.rename_axis("key")


def targets(**told):
    return pd.DataFrame({"target": pd.Series(told, dtype=float), "source": "rapat"})


def test_lights_follow_the_target_in_its_direction():
    """Points short of the target: coverage 75 of 80 = 5 (near), 74.9 = 5.1; leakage 12 against 10 = 2 (near)."""
    judged = performance.judge(
        values(cakupan=75, belum_terlayani=20, tidak_tepat=12, lengkap=74.9, partisipasi=np.nan, pendapatan=10),
        targets(cakupan=80, belum_terlayani=20, tidak_tepat=10, lengkap=80, partisipasi=70),
    )
    assert judged["state"].to_dict() == {
        "cakupan": NEAR, "belum_terlayani": REACHED, "tidak_tepat": NEAR, "lengkap": BELOW, "partisipasi": NO_DATA,
        "pendapatan": NO_TARGET,
    }  # fmt: skip
    assert judged["gap"].drop(["partisipasi", "pendapatan"]).to_dict() == pytest.approx(
        {"cakupan": -5, "belum_terlayani": 0, "tidak_tepat": -2, "lengkap": -5.1}
    )
    assert performance.short_count(judged) == (3, 4)


def test_less_is_better_where_less_is_meant():
    judged = performance.judge(
        values(cakupan=60, belum_terlayani=40, lengkap=50),
        targets(),
        values(cakupan=50, belum_terlayani=50, lengkap=50),
    )
    assert judged["is_better"].drop("lengkap").tolist() == [True, True]
    assert pd.isna(judged.loc["lengkap", "is_better"])


def test_the_newest_target_that_has_begun_counts():
    told = pd.DataFrame(
        [("cakupan", "", 70, "a"), ("cakupan", "2026-10", 80, "b"), ("cakupan", "2027-01", 90, "c")],
        columns=["indicator", "from_period", "target", "source"],
    )
    found = [
        performance.target_of(told, period).loc["cakupan", "target"] for period in ("2026-09", "2026-12", "2027-01")
    ]
    assert found == [70, 80, 90]


def test_lights_are_told_apart_by_shape_and_word():
    assert len(set(performance.MARKS.values())) == len(performance.STATES) == len(set(performance.STATES.values()))
    assert performance.standing_in_words(BELOW) == "▲ belum tercapai"


def test_the_worst_desa_come_first():
    assert performance.figures_by_desa(MEASURES["cakupan"], inputs())[["desa_code", "value"]].to_numpy().tolist() == [
        ["B", 40.0], ["A", 80.0],
    ]  # fmt: skip
    assert performance.figures_by_desa(MEASURES["tidak_tepat"], inputs())["desa_code"].tolist() == ["B", "A"]


# --- actions ---------------------------------------------------------------------------------------


def agreed(**changes):
    row = {
        "action_id": 1, "meeting_id": 1, "agreed_on": pd.Timestamp("2026-10-01"), "said": "Verifikasi ulang",
        "state": "terbuka", "owner": "TKSK", "due_on": pd.Timestamp("2026-11-01"),
    }  # fmt: skip
    return row | changes


def step(action_id, day, state, owner="TKSK"):
    return {"action_id": action_id, "on_date": pd.Timestamp(day), "state": state, "owner": owner, "due_on": pd.NaT}


def test_an_open_action_past_its_day_is_late_and_stands_first():
    """Due on 27 November, today: not late. Due on 1 November: 26 days."""
    rows = [
        agreed(), agreed(action_id=2, due_on=pd.Timestamp(TODAY)), agreed(action_id=3, state="selesai"),
        agreed(action_id=4, due_on=pd.Timestamp("2026-11-20"), state="berjalan"),
    ]  # fmt: skip
    judged = actions.judge(pd.DataFrame(rows), today=TODAY)
    assert judged[["action_id", "days_late"]].to_numpy().tolist() == [[1, 26], [4, 7], [2, 0], [3, 0]]
    assert judged["is_open"].tolist() == [True, True, True, False]
    assert actions.standing_in_words("berjalan", 7) == "▲ berjalan, lewat 7 hari"
    assert actions.standing_in_words("selesai", 0) == "● selesai"


def test_what_is_open_comes_to_the_next_meeting_as_it_stood_then():
    """Done on the day of the meeting of 5 November: it was open when the meeting began; at the one of 20 it is gone."""
    every = pd.DataFrame(
        [agreed(state="selesai"), agreed(action_id=2, meeting_id=2, agreed_on=pd.Timestamp("2026-11-05"))]
    )
    steps = pd.DataFrame(
        [step(1, "2026-10-01", "terbuka"), step(2, "2026-11-05", "terbuka"), step(1, "2026-10-20", "berjalan", "Kasi"),
         step(1, "2026-11-05", "selesai")]
    )  # fmt: skip
    then = actions.carried(every, steps, before=dt.date(2026, 11, 5), own=2)
    assert then[["action_id", "state", "owner"]].to_numpy().tolist() == [[1, "berjalan", "Kasi"]]
    later = actions.carried(every, steps, before=dt.date(2026, 11, 20), own=3)
    assert later["action_id"].tolist() == [2]
    assert actions.carried(every, steps, before=dt.date(2026, 9, 30)).empty


# --- needs -----------------------------------------------------------------------------------------


def test_a_desa_that_nobody_asked_has_no_count():
    rows = pd.DataFrame(
        [
            ("kebutuhan", "A", "Pangan", "tinggi", 1),
            ("kebutuhan", "A", "Pangan", "", 2),
            ("potensi", "B", "Pertanian", "", 3),
        ],
        columns=["sort", "desa_code", "category", "level", "need_id"],
    )
    table = needs.by_desa(rows, pd.Index(["A", "B", "C"])).set_index("desa_code")
    assert table.loc["A"].tolist() == [2, 1, 0]
    assert table.loc["B"].tolist() == [0, 0, 1]
    assert table.loc["C"].isna().all()
    assert needs.by_category(rows)["row_count"].tolist() == [2, 1]


# --- the registry of indicators --------------------------------------------------------------------


def test_indicators_of_monev_are_found_from_its_frames():
    """Few respondents leave no value, nor a desa that nobody asked; IKM's classes are the grades."""
    answers = pd.DataFrame([{f"u{number}": 3 for number in range(1, 10)}] * 12).assign(
        desa_code=["A"] * 6 + ["B"] + ["C"] * 5, desa_name="x"
    )
    stated = pd.DataFrame(
        [("kebutuhan", "A", "Pangan", "", 1)], columns=["sort", "desa_code", "category", "level", "need_id"]
    )
    frames = {
        SATISFACTION: satisfaction.by_desa(answers),
        COMPLAINTS: complaints.by_desa(JUDGED, pd.Series({"A": 400, "B": 100})),
        NEEDS: needs.by_desa(stated, pd.Index(["A", "B"])),
    }
    found = {entry.key: by_desa(frames[table], entry.key) for table in frames for entry in of_table(table)}
    assert found["ikm"]["A"] == 75
    assert np.isnan(found["ikm"]["B"])
    assert found["open_per_1000"].to_dict() == {"A": 5, "B": 0}
    assert found["late_count"].to_dict() == {"A": 1, "B": 0}
    assert found["need_count"]["A"] == 1
    assert np.isnan(found["need_count"]["B"])
    grades = classify(
        pd.Series([64.99, 65.0, 76.6, 76.61, 88.3, 88.31]).map(satisfaction.rounded), GRADES_OF_IKM.limits
    )
    assert grades.tolist() == [0, 1, 1, 2, 2, 3]
