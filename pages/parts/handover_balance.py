"""The second tab of Penyaluran: sent = delivered + returned + in hand; closing trips and opening them again."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.delivery.balance import balance_of
from data.handover import closing
from data.handover.closing import FAULTS
from data.programs import program_label
from pages.parts import acting, cache, cards, frame, handover_scope, tables
from pages.parts.cache import Source
from pages.parts.cache import handover as kept
from pages.parts.cache.shown import shown
from pages.parts.cards import Card
from pages.parts.choice import one_of
from pages.parts.format import MISSING, column, local_moment, long_date, number
from pages.parts.handover_scope import Scope

_BY = {"label": "Ritase", "driven_on": "Hari", "desa_name": "Desa", "program": "Program"}
_MEASURES = {"family_count": "Keluarga", "parcel_count": "Paket", "kg": "Kilogram", "idr": "Rupiah"}
_STAGES = {"sent": "Dikirim", "delivered": "Diserahkan", "returned": "Dikembalikan", "in_hand": "Di tangan petugas"}
_MEANING = {
    "sent": "Semua yang dibawa ritase rencana ini.",
    "delivered": "Sudah di tangan penerima atau penggantinya.",
    "returned": "Sudah kembali ke gudang atau kas.",
    "in_hand": "Belum dicatat diserahkan atau dikembalikan; harus nol sebelum ritase ditutup.",
}


def show(scope: Scope) -> None:
    """Show the balance and what can be closed."""
    if handover_scope.bringing(scope) is None:
        return
    _totals(scope)
    _table(scope)
    _closing(scope)


def _totals(scope: Scope) -> None:
    sums = shown(_sums, scope.where, *scope.key)
    told = []
    for stage, label in _STAGES.items():
        amounts = [f"{number(sums[f'{stage}_family_count'])} keluarga"]
        amounts += [f"{number(sums[f'{stage}_kg'], 1)} kg"] if sums["sent_kg"] else []
        amounts += [f"Rp {number(sums[f'{stage}_idr'])}"] if sums["sent_idr"] else []
        told.append(Card(label, f"{number(sums[f'{stage}_parcel_count'])} paket", " · ".join(amounts), _MEANING[stage]))
    cards.show(told)
    frame.note(
        "Dikirim = diserahkan + dikembalikan + di tangan petugas. Paket yang diserahkan sebagian dihitung diserahkan bila sisanya sudah kembali."
    )


def _table(scope: Scope) -> None:
    one, two = st.columns(2)
    with one:
        by = str(one_of("Menurut", list(_BY), words=_BY.__getitem__, key="neraca_menurut"))
    with two:
        measure = str(one_of("Ukuran", list(_MEASURES), words=_MEASURES.__getitem__, key="neraca_ukuran"))
    decimals = 1 if measure == "kg" else 0
    tables.show(
        shown(_rows, scope.where, *scope.key, by, measure), {label: column(decimals) for label in _STAGES.values()}
    )


def _sums(where: Source, stamp: str, plan_id: int, programs: tuple[str, ...]) -> pd.Series:
    return balance_of(handover_scope.parcels_of(where, stamp, plan_id, programs)).iloc[0]


def _rows(where: Source, stamp: str, plan_id: int, programs: tuple[str, ...], by: str, measure: str) -> pd.DataFrame:
    """Return the balance by ``by`` in one measure, as its table shows it."""
    parcels = handover_scope.parcels_of(where, stamp, plan_id, programs)
    trips = handover_scope.journey_of(where, stamp, plan_id).trips
    parcels = parcels.merge(trips[["trip_id", "label"]], on="trip_id")
    order = pd.CategoricalDtype(list(dict.fromkeys(trips["label"])), ordered=True)
    parcels = parcels.assign(label=parcels["label"].astype(order))  # trip 2 before trip 10
    rows = balance_of(parcels, [by]).reset_index()
    words = {"driven_on": long_date, "program": program_label}.get(by, str)
    return pd.DataFrame(
        {_BY[by]: rows[by].map(words), **{label: rows[f"{stage}_{measure}"] for stage, label in _STAGES.items()}}
    )


def _closing(scope: Scope) -> None:
    """Say which trips are closed, by whom; close those ticked, or say what is in the way."""
    journey = scope.journey
    if journey is None:
        return
    obstacles = kept.obstacles(scope.where, scope.stamp, journey.plan_id)
    frame.subtitle("Tutup ritase")
    trips, table = journey.trips, shown(_closings, scope.where, scope.stamp, journey.plan_id)
    if handover_scope.may_not(scope.by):
        tables.show(table, {})
        return
    chosen = acting.choose_rows(scope.where, table, {}, key=f"tutup_{scope.stamp}", height_px=300)
    picked = trips.iloc[chosen]
    _buttons(scope, picked)
    _obstacles(scope, obstacles)


def _closings(where: Source, stamp: str, plan_id: int) -> pd.DataFrame:
    """Return which trips of a plan are closed, by whom, and what is in the way of the others."""
    trips = handover_scope.journey_of(where, stamp, plan_id).trips
    blocked = kept.obstacles(where, stamp, plan_id)["trip_id"].value_counts()
    newest = kept.closings(where, stamp, plan_id).drop_duplicates("trip_id").set_index("trip_id")
    state = [
        _state(bool(closed), int(blocked.get(trip_id, 0)))
        for trip_id, closed in zip(trips["trip_id"], trips["is_closed"], strict=True)
    ]
    signed = trips["trip_id"].map(
        {
            key: f"{row['by_name']}, {local_moment(row['noted_at'])}"
            for key, row in newest.to_dict("index").items()
            if row["is_closed"]
        }
    )
    return pd.DataFrame(
        {
            "Ritase": trips["label"],
            "Hari": trips["driven_on"].map(long_date),
            "Keadaan": state,
            "Ditutup oleh": signed.astype(object).fillna(MISSING),
        }
    )


def _state(is_closed: bool, blocked: int) -> str:
    if is_closed:
        return "■ ditutup"
    return f"▲ {number(blocked)} menghalangi" if blocked else "○ siap ditutup"


def _buttons(scope: Scope, picked: pd.DataFrame) -> None:
    plan_id = scope.journey.plan_id if scope.journey else 0
    still_open, closed = picked[~picked["is_closed"]], picked[picked["is_closed"]]
    one, two = st.columns(2)
    with one:
        if st.button(
            f"Tutup {number(len(still_open))} ritase",
            type="primary",
            width="stretch",
            disabled=still_open.empty,
            key="tutup_ritase",
        ):

            def close() -> str:
                count = closing.close(cache.store_of(scope.where), plan_id, list(still_open["trip_id"]), by=scope.by)
                return f"{number(count)} ritase ditutup; neracanya nol dan tidak berubah lagi."

            acting.carry_out_noted(close)
    with two, st.popover("Buka lagi ritase yang ditutup", width="stretch", disabled=closed.empty):
        reason = handover_scope.undo_reason(f"alasan_buka_{scope.stamp}")
        if st.button(f"Buka lagi {number(len(closed))} ritase", key="buka_ritase"):

            def reopen() -> str:
                count = closing.reopen(
                    cache.store_of(scope.where), plan_id, list(closed["trip_id"]), by=scope.by, reason=reason
                )
                return f"{number(count)} ritase dibuka lagi; alasannya dicatat di riwayat."

            acting.carry_out_noted(reopen)


def _obstacles(scope: Scope, obstacles: pd.DataFrame) -> None:
    if obstacles.empty or scope.journey is None:
        return
    table = shown(_in_the_way, scope.where, scope.stamp, scope.journey.plan_id)
    with st.expander(f"Yang menghalangi penutupan: {number(len(table))} paket", expanded=False):
        tables.show(table, {}, height_px=320)
        frame.note("Satu ritase ditutup seluruhnya, jadi semua programnya dihitung, juga yang tidak dipilih di atas.")


def _in_the_way(where: Source, stamp: str, plan_id: int) -> pd.DataFrame:
    """Return the parcels that keep trips from being closed."""
    parcels = handover_scope.journey_of(where, stamp, plan_id).parcels
    known = parcels[["handle", "program", "trip_id", "name", "stop_label", "desa_name", "number"]]
    rows = kept.obstacles(where, stamp, plan_id).merge(known, on=["handle", "program", "trip_id"])
    return pd.DataFrame(
        {
            "Ritase": rows["number"].map(lambda each: f"Ritase {number(each)}"), "Titik": rows["stop_label"],
            "Nama": rows["name"], "Program": rows["program"].map(program_label), "Sebab": rows["fault"].map(FAULTS),
        }
    )  # fmt: skip
