"""What becomes of parcels: recorded, refused, taken back, closed; the balance holds whatever happens."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.deliveries import read_asked
from data.errors import (
    ActMayNot,
    ActorUnnamed,
    HandoverRefused,
    NothingChosen,
    NothingToUndo,
    PlanNotChosen,
    PlanUnderWay,
    StepIncomplete,
    TripClosed,
    TripNotClosable,
    TripNotClosed,
    TripUnknown,
)
from data.family import program_grid, read_family
from data.handover import closing, reading
from data.handover.recording import Collector, Parcel, fail, give_back, hand_over, undo
from data.history import read_history
from data.messages import sentence
from data.plans import choose_plan, read_plan, save_plan, unchoose_plan
from data.roles import Actor
from data.workflow.lists import read_proposals
from data.workflow.proposals import move, propose
from data.workflow.written import today
from tests.data import plan_worlds
from tests.data.handover_worlds import (
    DAY,
    DESA,
    KASI,
    MONEV,
    PERIOD,
    PLAN,
    TRIP_1,
    TRIP_3,
    cash,
    driven,
    handle,
    journey,
    rice,
    state,
)
from tests.data.intake_worlds import kk


@pytest.fixture
def store(tmp_path):
    opened = driven(tmp_path)
    yield opened
    opened.close()


def sums(store):
    """Sent, delivered, returned, in hand of all parcels, unit by unit."""
    rows = store.frame("handover/parcels", plan_id=PLAN)
    return rows.groupby("unit")[["sent", "delivered", "returned", "in_hand"]].sum().T.to_dict("list")


def refused(act, *args, **kwargs):
    with pytest.raises(HandoverRefused) as caught:
        act(*args, **kwargs)
    return sentence(caught.value)


def test_a_trip_sets_out_with_all_its_parcels_in_hand(store):
    made = journey(store)
    assert made.trips[["trip_id", "number", "label"]].to_numpy().tolist() == [
        [TRIP_1, 1, "Ritase 1 · Pick-up"], [TRIP_3, 3, "Ritase 3 · Motor"],
    ]  # fmt: skip
    assert set(made.trips["driven_on"].dt.date) == {DAY}
    assert sums(store) == {"kg": [160, 0, 0, 160], "Rp": [1_200_000, 0, 0, 1_200_000]}
    assert set(made.parcels["state"]) == {"belum"}
    assert "**" in made.parcels["name"].iloc[0]


def test_a_whole_stop_is_handed_over_then_one_fails(store):
    """Six families of Hauwai 1, but number 6 was away: 50 kg delivered, 110 in hand."""
    hand_over(store, PLAN, rice(store, 1, 2, 3, 4, 5), by=KASI, on_date=DAY)
    fail(store, PLAN, rice(store, 6), "tidak_di_tempat", by=KASI, on_date=DAY)
    assert sums(store)["kg"] == [160, 50, 0, 110]
    assert state(store, 1) == "diserahkan"
    assert state(store, 6) == "gagal"
    hand_over(store, PLAN, rice(store, 6), by=KASI, on_date=DAY + dt.timedelta(days=1))
    assert state(store, 6) == "diserahkan"


def test_a_part_is_delivered_and_the_rest_returned(store):
    hand_over(store, PLAN, rice(store, 1), by=KASI, on_date=DAY, amount=6.5)
    assert state(store, 1) == "sebagian_di_tangan"
    give_back(store, PLAN, rice(store, 1), by=KASI, on_date=DAY)
    assert state(store, 1) == "sebagian"
    assert sums(store)["kg"] == [160, 6.5, 3.5, 150]


def test_cash_goes_back_to_the_cash_box_and_goods_to_the_store(store):
    give_back(store, PLAN, [*cash(store, 1), *rice(store, 1)], by=KASI, on_date=DAY)
    with store.write(is_change=False) as cursor:
        rows = cursor.execute("SELECT program, returned_to FROM handover_event ORDER BY program").fetchall()
    assert rows == [("BLTDD", "kas"), ("CPP", "gudang")]


@pytest.mark.parametrize(
    ("amount", "day", "told"),
    [
        (None, DAY, "1 paket sudah tercatat diserahkan. Bila catatan lama keliru, batalkan dahulu catatan itu."),
        (3.0, DAY, "1 paket sudah tercatat diserahkan."),
        (None, today() + dt.timedelta(days=1), "1 paket tanggalnya belum tiba."),
    ],
)
def test_what_was_handed_over_is_not_handed_over_again(store, amount, day, told):
    hand_over(store, PLAN, rice(store, 1), by=KASI, on_date=DAY)
    assert told in refused(hand_over, store, PLAN, rice(store, 1), by=KASI, on_date=day, amount=amount)


@pytest.mark.parametrize("amount", [10.001, 11, 1e12])
def test_no_more_than_was_sent(store, amount):
    told = refused(hand_over, store, PLAN, rice(store, 1), by=KASI, on_date=DAY, amount=amount)
    assert "jumlahnya lebih dari yang masih di tangan petugas" in told
    assert sums(store)["kg"][1] == 0


@pytest.mark.parametrize("amount", [0, -1, 0.0004, float("nan"), float("inf"), -float("inf")])
def test_no_amount_of_nothing(store, amount):
    assert "bukan angka di atas nol" in refused(
        hand_over, store, PLAN, rice(store, 1), by=KASI, on_date=DAY, amount=amount
    )
    assert "bukan angka di atas nol" in refused(
        give_back, store, PLAN, rice(store, 1), by=KASI, on_date=DAY, amount=amount
    )


@pytest.mark.parametrize("amount", [0.4, 1000.5])
def test_nobody_gets_a_part_of_a_rupiah(store, amount):
    told = refused(hand_over, store, PLAN, cash(store, 1), by=KASI, on_date=DAY, amount=amount)
    assert "bukan angka di atas nol" in told


@pytest.mark.parametrize("at_min", [-1, 1441, 10**9, float("nan"), 9.5])
def test_a_time_is_one_of_the_day(store, at_min):
    told = refused(hand_over, store, PLAN, rice(store, 1), by=KASI, on_date=DAY, at_min=at_min)
    assert "jamnya tidak terbaca" in told
    hand_over(store, PLAN, rice(store, 1), by=KASI, on_date=DAY, at_min=1440)


def test_one_refusal_refuses_them_all(store):
    hand_over(store, PLAN, rice(store, 2), by=KASI, on_date=DAY)
    refused(hand_over, store, PLAN, rice(store, 1, 2, 3), by=KASI, on_date=DAY)
    assert [state(store, number) for number in (1, 2, 3)] == ["belum", "diserahkan", "belum"]


@pytest.mark.parametrize(
    ("parcels", "told"),
    [
        ([Parcel("v00000000000")], "kodenya tidak ada di rencana ini"),
        ([Parcel("'; DROP TABLE plan; --", "CPP")], "kodenya tidak ada di rencana ini"),
        (17, "tidak dibawa ritase mana pun dalam rencana ini"),
        (1, "beberapa program"),
    ],
)
def test_who_is_not_on_the_way_gets_nothing(store, parcels, told):
    """Pudak 1 (17) is left out; family 1 carries home two programs."""
    asked = [Parcel(handle(store, parcels))] if isinstance(parcels, int) else parcels
    assert told in refused(hand_over, store, PLAN, asked, by=KASI, on_date=DAY)


def test_a_code_alone_means_the_one_parcel_there_is(store):
    hand_over(store, PLAN, [Parcel(handle(store, 11))], by=KASI, on_date=DAY)
    assert state(store, 11) == "diserahkan"


def test_a_parcel_named_twice_is_refused(store):
    assert "bertentangan" in refused(hand_over, store, PLAN, [*rice(store, 1), *rice(store, 1)], by=KASI, on_date=DAY)


def test_a_substitute_has_a_name_and_a_relation(store):
    told = refused(hand_over, store, PLAN, rice(store, 1), by=KASI, on_date=DAY, collector=Collector("SITI", ""))
    assert "pengganti tanpa nama atau hubungannya" in told
    hand_over(store, PLAN, rice(store, 1), by=KASI, on_date=DAY, collector=Collector("SITI", "anak", "SK-7"))
    rows = journey(store).parcels
    assert set(rows["collector"]) == {"", "S***"}


def test_a_failure_needs_its_reason(store):
    assert "gagal tanpa alasan" in refused(fail, store, PLAN, rice(store, 1), "entah", by=KASI, on_date=DAY)


@pytest.mark.parametrize(("by", "error"), [(MONEV, ActMayNot), (Actor("", "kasi"), ActorUnnamed)])
def test_only_who_may_records(store, by, error):
    with pytest.raises(error):
        hand_over(store, PLAN, rice(store, 1), by=by, on_date=DAY)
    with pytest.raises(error):
        undo(store, 1, by=by, reason="salah")
    with pytest.raises(error):
        closing.close(store, PLAN, [TRIP_1], by=by)


def test_nobody_chosen_is_said(store):
    with pytest.raises(NothingChosen):
        hand_over(store, PLAN, [], by=KASI, on_date=DAY)


def test_a_plan_that_nobody_drives_takes_no_records(store):
    hand_over(store, PLAN, rice(store, *range(11, 17)), by=KASI, on_date=DAY)
    closing.close(store, PLAN, [TRIP_3], by=KASI)
    unchoose_plan(store, PLAN, reason="ditunda", by=KASI)
    with pytest.raises(PlanNotChosen):
        hand_over(store, PLAN, rice(store, 2), by=KASI, on_date=DAY)
    assert reading.read_driven(store)["is_chosen"].tolist() == [False]  # but what was recorded stays in sight


def test_a_plan_under_way_is_neither_dropped_nor_replaced(store):
    """Both trips have a record; each is closed or its record taken back before the plan may go."""
    act = fail(store, PLAN, rice(store, 1), "menolak", by=KASI, on_date=DAY)
    hand_over(store, PLAN, rice(store, *range(11, 17)), by=KASI, on_date=DAY)
    rival = save_plan(store, read_plan(store, PLAN).inputs, plan_worlds.plan_result(), plan_worlds.parcels(), by=KASI)
    with pytest.raises(PlanUnderWay) as caught:
        unchoose_plan(store, PLAN, reason="ditunda", by=KASI)
    assert sentence(caught.value).startswith(f"Rencana nomor {PLAN} tidak bisa dilepas atau diganti karena 2 ritasenya")
    closing.close(store, PLAN, [TRIP_3], by=KASI)
    with pytest.raises(PlanUnderWay) as caught:
        choose_plan(store, rival, first_day=DAY, by=KASI)
    assert caught.value.facts == {"plan": PLAN, "count": 1}
    assert [read_plan(store, number).first_day for number in (PLAN, rival)] == [DAY, None]  # nothing has changed
    undo(store, act, by=KASI, reason="salah catat")
    assert choose_plan(store, rival, first_day=DAY, by=KASI) == [PLAN]


# --- taking back ---------------------------------------------------------------------------------------------


def test_an_undoing_is_an_event_of_its_own(store):
    act = hand_over(store, PLAN, rice(store, 1, 2), by=KASI, on_date=DAY)
    assert undo(store, act, by=DESA, reason="salah ritase") == 2
    assert state(store, 1) == "belum"
    acts = reading.read_acts(store, PLAN)
    assert acts[["kind", "event_count", "live_count", "note"]].to_numpy().tolist() == [
        ["batal", 2, 0, "salah ritase"], ["diserahkan", 2, 0, ""],
    ]  # fmt: skip
    with pytest.raises(NothingToUndo):
        undo(store, act, by=KASI, reason="lagi")


def test_an_undoing_needs_its_reason(store):
    act = hand_over(store, PLAN, rice(store, 1), by=KASI, on_date=DAY)
    with pytest.raises(StepIncomplete):
        undo(store, act, by=KASI, reason=" . ")


# --- closing -------------------------------------------------------------------------------------------------


def test_a_trip_closes_when_nothing_is_in_hand(store):
    hand_over(store, PLAN, rice(store, *range(11, 16)), by=KASI, on_date=DAY)
    with pytest.raises(TripNotClosable) as caught:
        closing.close(store, PLAN, [TRIP_3], by=KASI)
    assert sentence(caught.value).startswith("1 ritase belum bisa ditutup: 1 paket masih di tangan petugas.")
    obstacles = closing.read_obstacles(store, journey(store), [TRIP_3])
    assert obstacles[["handle", "fault"]].to_numpy().tolist() == [[handle(store, 16), "di_tangan"]]
    give_back(store, PLAN, rice(store, 16), by=KASI, on_date=DAY)
    assert closing.close(store, PLAN, [TRIP_3], by=KASI) == 1
    assert closing.close(store, PLAN, [TRIP_3], by=KASI) == 0
    assert journey(store).trips["is_closed"].tolist() == [False, True]


def test_a_closed_trip_takes_no_changes_until_it_is_opened(store):
    act = hand_over(store, PLAN, rice(store, *range(11, 17)), by=KASI, on_date=DAY)
    closing.close(store, PLAN, [TRIP_3], by=KASI)
    assert "ritase yang sudah ditutup" in refused(give_back, store, PLAN, rice(store, 11), by=KASI, on_date=DAY)
    with pytest.raises(TripClosed):
        undo(store, act, by=KASI, reason="salah")
    with pytest.raises(StepIncomplete):
        closing.reopen(store, PLAN, [TRIP_3], by=KASI, reason="")
    closing.reopen(store, PLAN, [TRIP_3], by=KASI, reason="salah tutup")
    with pytest.raises(TripNotClosed):
        closing.reopen(store, PLAN, [TRIP_3], by=KASI, reason="lagi")
    undo(store, act, by=KASI, reason="salah")
    assert state(store, 11) == "belum"
    assert read_history(store, subject="ritase")["after"].tolist() == ["terbuka", "ditutup"]


def test_a_day_closes_with_all_its_trips(store):
    every = [*rice(store, *range(1, 17)), *cash(store, 1, 2, 3, 4)]
    hand_over(store, PLAN, every, by=KASI, on_date=DAY)
    assert closing.close(store, PLAN, [TRIP_1, TRIP_3], by=KASI) == 2


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda s: hand_over(s, PLAN, rice(s, 16), by=KASI, on_date=DAY - dt.timedelta(days=1)), "mendahului"),
        (
            lambda s: (
                fail(s, PLAN, rice(s, 16), "meninggal", by=KASI, on_date=DAY),
                hand_over(s, PLAN, rice(s, 16), by=KASI, on_date=DAY),
            ),
            "sudah_tiada",
        ),
    ],
)
def test_a_contradiction_blocks_closing(store, spoil, fault):
    hand_over(store, PLAN, rice(store, *range(11, 16)), by=KASI, on_date=DAY)
    spoil(store)
    obstacles = closing.read_obstacles(store, journey(store), [TRIP_3])
    assert obstacles[["handle", "fault"]].to_numpy().tolist() == [[handle(store, 16), fault]]
    with pytest.raises(TripNotClosable):
        closing.close(store, PLAN, [TRIP_3], by=KASI)


@pytest.mark.parametrize("trip", ["pickup-1-2", "tidak ada", "'; --"])
def test_only_trips_with_parcels_close(store, trip):
    with pytest.raises(TripUnknown):
        closing.close(store, PLAN, [trip], by=KASI)


# --- what follows --------------------------------------------------------------------------------------------


def test_a_proposal_follows_the_hand_over_and_its_undoing(store):
    made = propose(store, program="CPP", period=PERIOD, families=[kk(1)], by=KASI)
    for step, paper in (("verifikasi", ""), ("musdes", "BA 1"), ("tetapkan", "SK 1")):
        move(store, made.ids, step, by=KASI, paper_number=paper, paper_date=today() if paper else None)
    act = hand_over(store, PLAN, rice(store, 1), by=KASI, on_date=DAY)
    rows = read_proposals(store, state="disalurkan", desa_code="")
    assert rows["reason"].tolist() == ["menurut catatan penyaluran tanggal 20/11/2026"]
    undo(store, act, by=KASI, reason="salah")
    assert read_proposals(store, state="disalurkan", desa_code="").empty
    assert len(read_proposals(store, state="ditetapkan", desa_code="")) == 1
    hand_over(store, PLAN, rice(store, 1), by=KASI, on_date=DAY)
    assert len(read_proposals(store, state="disalurkan", desa_code="")) == 1


def test_the_family_and_its_history_tell_of_the_hand_over(store):
    act = hand_over(store, PLAN, rice(store, 1), by=KASI, on_date=DAY, collector=Collector("SITI", "anak"))
    family = read_family(store, kk(1), on=today())
    assert family.handed[["program", "status", "collector"]].to_numpy().tolist() == [["CPP", "diwakilkan", "S***"]]
    assert program_grid(family).loc["CPP", PERIOD] == "menerima · diwakilkan 20/11"
    told = read_history(store, subject="keluarga", subject_key=kk(1))
    assert told["after"].iloc[0] == "diserahkan pada 20/11/2026 dari CPP 2026-11 kepada pengganti"
    undo(store, act, by=KASI, reason="salah")
    assert read_family(store, kk(1), on=today()).handed.empty


# --- the identity --------------------------------------------------------------------------------------------

ACTS = st.tuples(
    st.sampled_from(["hand", "fail", "back", "undo", "close", "open"]),
    st.integers(11, 16),
    st.sampled_from([None, 0.001, 3.333, 5.0, 10.0, 11.0]),
)


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory):
    opened = driven(tmp_path_factory.mktemp("identity"))
    yield opened
    opened.close()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=1, max_size=12))
def test_sent_is_always_delivered_and_returned_and_in_hand(shared_store, acts):
    """Whatever is done, in whatever order, one act after the other on one database, refusals included."""
    store, made = shared_store, []
    for act, number, amount in acts:
        with suppress(HandoverRefused, NothingToUndo, TripClosed, TripNotClosable, TripNotClosed):
            made.append(_do(store, act, number, amount, made))
        rows = store.frame("handover/parcels", plan_id=PLAN)
        difference = rows["sent"] - rows["delivered"] - rows["returned"] - rows["in_hand"]
        assert difference.abs().max() < 1e-9
        assert (rows[["delivered", "returned", "in_hand"]] >= 0).all(axis=None)
        closed = rows[rows["is_closed"]]
        assert (closed["in_hand"] == 0).all()


def _do(store, act, number, amount, made):
    parcel = rice(store, number)
    if act == "hand":
        return hand_over(store, PLAN, parcel, by=KASI, on_date=DAY, amount=amount)
    if act == "back":
        return give_back(store, PLAN, parcel, by=KASI, on_date=DAY, amount=amount)
    if act == "fail":
        return fail(store, PLAN, parcel, "menolak", by=KASI, on_date=DAY)
    if act == "close":
        return closing.close(store, PLAN, [TRIP_3], by=KASI)
    if act == "open":
        return closing.reopen(store, PLAN, [TRIP_3], by=KASI, reason="uji")
    return undo(store, made[-1] if made else 0, by=KASI, reason="uji")


# --- what is to be brought again -------------------------------------------------------------------------------


def open_of(store, program="CPP"):
    """Numbers of the families that no plan that is driven brings anything of a program yet."""
    keys = set(read_asked(store, program=program, period=PERIOD, open_only=True)["family_key"])
    return [number for number in range(1, 21) if kk(number) in keys]


def test_what_came_back_whole_is_open_for_another_plan(store):
    """The plan brings rice to 1 to 16 and leaves 17 to 20; cash of 1 to 4 is a parcel of its own."""
    left = [17, 18, 19, 20]
    assert open_of(store) == left
    fail(store, PLAN, rice(store, 1, 2), "tidak_di_tempat", by=KASI, on_date=DAY)
    assert open_of(store) == left  # still on the vehicle
    back = give_back(store, PLAN, rice(store, 1), by=KASI, on_date=DAY)
    hand_over(store, PLAN, rice(store, 3), by=KASI, on_date=DAY, amount=4)
    give_back(store, PLAN, rice(store, 3), by=KASI, on_date=DAY)  # the rest of it: family 3 has got something
    assert open_of(store) == [1, *left]
    assert open_of(store, "BLTDD") == []
    undo(store, back, by=KASI, reason="salah catat")
    assert open_of(store) == left


def test_who_has_received_by_a_list_of_deliveries_is_not_to_be_brought_again(store):
    with store.write() as cursor:
        cursor.execute(
            "INSERT INTO delivery_record BY NAME SELECT (SELECT min(load_id) FROM live_load) AS load_id, '' AS sheet, "
            "number AS row, false AS is_repeat, key AS no_kk, 'CPP' AS program_given, period AS period_given, status "
            "FROM (VALUES (1, ?, '2026-11', 'Diterima'), (2, ?, '2026-11', 'Gagal'), (3, ?, '2026-10', 'Diterima')) "
            "said (number, key, period, status)",
            [kk(17), kk(18), kk(19)],
        )
    assert open_of(store) == [18, 19, 20]
    assert len(read_asked(store, program="CPP", period=PERIOD)) == 20


def test_it_stays_open_when_the_trip_is_closed_until_another_plan_brings_it(store):
    give_back(store, PLAN, rice(store, 11, 12), by=KASI, on_date=DAY)
    hand_over(store, PLAN, rice(store, 13, 14, 15, 16), by=KASI, on_date=DAY)
    closing.close(store, PLAN, [TRIP_3], by=KASI)
    assert open_of(store) == [11, 12, 17, 18, 19, 20]
    again = plan_worlds.parcels()
    again = again[again["person_key"].isin([kk(11), kk(12)])]
    second = save_plan(store, read_plan(store, PLAN).inputs, plan_worlds.plan_result(), again, by=KASI)
    assert choose_plan(store, second, first_day=DAY, by=KASI) == []  # no rival: both are driven
    assert open_of(store) == [17, 18, 19, 20]


def test_who_was_served_is_not_open_when_the_plan_is_used_no_longer(store):
    """11 to 14 have theirs, 15 and 16 came back; what trip 1 would have brought to 1 to 10 is open again."""
    hand_over(store, PLAN, rice(store, 11, 12, 13, 14), by=KASI, on_date=DAY)
    give_back(store, PLAN, rice(store, 15, 16), by=KASI, on_date=DAY)
    closing.close(store, PLAN, [TRIP_3], by=KASI)
    unchoose_plan(store, PLAN, reason="ditunda", by=KASI)
    assert open_of(store) == [*range(1, 11), *range(15, 21)]
