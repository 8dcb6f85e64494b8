"""Kept plans with and without names."""

from __future__ import annotations

import pytest
from intake_worlds import GALUMBANG, HAUWAI, PUDAK, kk, nik
from plan_worlds import FIRST_DAY, KASI, PLAN, delivery_store, parcels, plan_result

from data.errors import ActMayNot, PlanNotDrivable, PlanUnknown, TripUnknown
from data.history import read_history
from data.mask import mask_number
from data.plans import (
    choose_plan,
    newest_plan,
    plans_of,
    read_parcels,
    read_plan,
    save_plan,
    unchoose_plan,
)
from data.roles import Actor
from data.trip_sheets import RECIPIENT_COLUMNS, read_trip_sheets


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Read only."""
    store = delivery_store(tmp_path_factory.mktemp("office"))
    yield store
    store.close()


@pytest.fixture
def store(tmp_path):
    opened = delivery_store(tmp_path)
    yield opened
    opened.close()


def test_every_parcel_stands_once_with_its_stop_and_trip(office):
    sheets = read_trip_sheets(office, PLAN)
    rows = sheets.recipients
    assert list(rows.columns) == list(RECIPIENT_COLUMNS)
    assert len(rows) == 24  # twenty of rice, four of cash
    assert not rows.duplicated(["handle", "program"]).any()
    # trip 1: Hauwai 1 (6 rice, 4 cash) and Hauwai 2 (4); trip 2 brings on; trip 3: Galumbang (6); nobody: Pudak (4)
    assert rows.groupby("number").size().to_dict() == {0: 4, 1: 14, 3: 6}
    assert sheets.trips["number"].tolist() == [1, 2, 3]
    assert sheets.trips["depot_name"].tolist() == ["Gudang Halong", "Gudang Halong", "Simpang Pudak"]
    assert sheets.visits["label"].tolist() == [
        "Hauwai 1 (Dusun 1)", "Hauwai 2 (Dusun 2)", "Simpang Pudak", "Galumbang 1 (Dusun 1)",
    ]  # fmt: skip


def test_priority_comes_first_at_its_stop_and_who_collects_is_told(office):
    rows = read_trip_sheets(office, PLAN, trip_id="pickup-1-1").recipients
    assert rows["name"].iloc[0] == "KEPALA 2"
    three = rows[rows["name"] == "KEPALA 3"].iloc[0]
    assert (three["collector"], three["collector_relation"]) == ("ANAK TIGA", "anak")
    assert three["address"] == "Dusun 1, RT 1/RW 2"
    assert rows[rows["program"] == "BLTDD"]["amount_idr"].tolist() == [300_000] * 4
    assert rows[rows["program"] == "CPP"]["amount_idr"].isna().all()


def test_numbers_are_masked_unless_asked_otherwise(office):
    masked, whole = (read_trip_sheets(office, PLAN, is_masked=flag).recipients for flag in (True, False))
    one = whole["name"] == "KEPALA 7"
    assert whole.loc[one, ["nik", "no_kk"]].to_numpy().tolist() == [[nik(7), kk(7)]]
    assert masked["nik"].tolist() == mask_number(whole["nik"]).tolist()
    assert kk(7) not in masked.to_csv()
    assert kk(7) not in whole["handle"].tolist()


def test_one_desa_or_one_trip_alone(office):
    of_desa = read_trip_sheets(office, PLAN, desa_code=GALUMBANG)
    assert of_desa.trips["trip_id"].tolist() == ["motor-1-1"]
    assert len(of_desa.recipients) == 6
    left_out = read_trip_sheets(office, PLAN, desa_code=PUDAK)
    assert left_out.trips.empty
    assert left_out.recipients["trip_id"].tolist() == [""] * 4
    assert len(read_trip_sheets(office, PLAN, trip_id="pickup-1-1", desa_code=HAUWAI).recipients) == 14
    with pytest.raises(TripUnknown):
        read_trip_sheets(office, PLAN, trip_id="pickup-9-9")
    with pytest.raises(PlanUnknown):
        read_trip_sheets(office, 99)


def driven_of(store):
    """Numbers of the plans that are driven, the newest first."""
    return [plan.plan_id for plan in plans_of(store) if plan.first_day]


def test_a_plan_comes_back_as_it_was_kept(store):
    plan = read_plan(store, PLAN)
    assert plan.result == plan_result()
    assert (plan.label, plan.by_name, plan.first_day) == ("Rencana 1 · percobaan", "Rahmah", FIRST_DAY)
    assert newest_plan(store, program="SEMUA", period="2026-11").name == "percobaan"
    assert newest_plan(store, program="CPP", period="2026-11") is None
    kept = read_parcels(store, PLAN)
    assert len(kept) == 24
    assert kept["load_kg"].sum() == parcels()["load_kg"].sum() == 200.0
    assert not set(kept["person_key"]) & set(str(plan.result))


def test_choosing_a_plan_takes_back_the_one_that_brings_the_same(store):
    second = save_plan(store, read_plan(store, PLAN).inputs, plan_result(), parcels(), by=KASI)
    assert choose_plan(store, second, first_day=FIRST_DAY, by=KASI) == [PLAN]
    assert driven_of(store) == [second]
    assert [plan.first_day for plan in plans_of(store)] == [FIRST_DAY, None]
    unchoose_plan(store, second, reason="jembatan putus", by=KASI)
    assert driven_of(store) == []
    noted = read_history(store, subject="rencana")
    assert noted["after"].tolist()[:2] == ["tidak dipakai lagi", "mulai 28 November 2026"]
    assert noted["reason"].tolist()[:2] == ["jembatan putus", "mengganti rencana 1"]


def test_a_plan_of_other_parcels_is_no_rival(store):
    rice = parcels().assign(period="2026-12")
    second = save_plan(store, read_plan(store, PLAN).inputs | {"period": "2026-12"}, plan_result(), rice, by=KASI)
    assert choose_plan(store, second, first_day=FIRST_DAY, by=KASI) == []
    assert driven_of(store) == [second, PLAN]


def test_only_a_plan_that_breaks_nothing_is_driven_and_only_by_who_may(store):
    broken = plan_result() | {"broken": ["muatan melebihi kapasitas"]}
    number = save_plan(store, read_plan(store, PLAN).inputs, broken, parcels())
    with pytest.raises(PlanNotDrivable):
        choose_plan(store, number, first_day=FIRST_DAY, by=KASI)
    with pytest.raises(ActMayNot):
        choose_plan(store, PLAN, first_day=FIRST_DAY, by=Actor("Udin", "monev"))
    assert driven_of(store) == [PLAN]


def test_a_plan_of_the_first_version_is_passed_over(store):
    save_plan(store, {"program": "CPP", "period": "2026-11"}, {"headline": "dahulu"})
    assert newest_plan(store, program="CPP", period="2026-11") is None
    with pytest.raises(PlanUnknown):
        read_plan(store, 2)
