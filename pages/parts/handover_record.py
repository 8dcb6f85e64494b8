"""The first tab of Penyaluran: trip → stop → recipients; one press for a whole stop, then the exceptions."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from analytics.delivery.answers import progress_of
from data.handover import recording
from data.handover.recording import Collector, Parcel
from data.handover.states import FAILED, HANDED, KINDS, OPEN, PARCEL_STATES, REASONS, RELATIONS, RETURNED, STATE_MARKS
from data.programs import program_label
from data.workflow.written import today
from pages.parts import acting, cache, frame, handover_files, handover_scope, tables, trip_documents
from pages.parts.cache import Source
from pages.parts.cache import handover as kept
from pages.parts.cache.shown import shown
from pages.parts.choice import one_of
from pages.parts.format import kilograms, local_moment, long_date, number
from pages.parts.handover_scope import Scope

_EVERY = ""
_COLUMNS = {
    "shown_state": "Keadaan",
    "name": "Nama",
    "shown_program": "Program",
    "shown_amount": "Jumlah",
    "address": "Alamat",
    "nik": "NIK",
}
_UNDOABLE = {"diserahkan": "diserahkan", "gagal": "gagal", "dikembalikan": "dikembalikan"}


def show(scope: Scope) -> None:
    """Show trip, stop, recipients and what to do with them."""
    journey = handover_scope.bringing(scope)
    if journey is None:
        return
    one, two = st.columns(2)
    with one:
        trip_id = _trip(scope)
    of_trip = shown(_of, scope.where, *scope.key, trip_id, _EVERY)
    with two:
        stop_id = _stop(scope, trip_id)
    rows = shown(_of, scope.where, *scope.key, trip_id, stop_id)
    is_closed = bool(of_trip["is_closed"].any())
    if is_closed:
        frame.say(
            "Ritase ini sudah ditutup; catatannya tidak berubah lagi. Buka lagi pada “Neraca & tutup”.", frame.NEWS
        )
    may = not handover_scope.may_not(scope.by) and not is_closed
    is_ahead = _is_ahead(of_trip)
    if may and not is_ahead:
        _whole_stop(scope, rows)
    _some(scope, rows, trip_id, stop_id, may=may and not is_ahead)
    _last(scope, trip_id, may=may)
    handover_files.show(scope, trip_id, may=may)
    with st.expander("Dokumen dan berkas ritase ini"):
        trip_documents.of_trip(scope.where, journey.plan_id, trip_id, scope.by)


def _trip(scope: Scope) -> str:
    words = shown(_trip_words, scope.where, *scope.key)
    return str(one_of("Ritase", list(words), words=words.__getitem__, key=f"ritase_catat_{scope.program}"))


def _trip_words(where: Source, stamp: str, plan_id: int, programs: tuple[str, ...]) -> dict[str, str]:
    counts = progress_of(handover_scope.parcels_of(where, stamp, plan_id, programs), ["trip_id"])["open_count"]
    trips = handover_scope.journey_of(where, stamp, plan_id).trips

    def words(row: dict, open_count: int) -> str:
        state = "ditutup" if row["is_closed"] else f"{number(open_count)} belum" if open_count else "lengkap"
        return f"{row['label']} · {long_date(row['driven_on'])} · {state}"

    rows = trips[trips["trip_id"].isin(counts.index)].to_dict("records")
    return {str(row["trip_id"]): words(row, int(counts[row["trip_id"]])) for row in rows}


def _stop(scope: Scope, trip_id: str) -> str:
    words = shown(_stop_words, scope.where, *scope.key, trip_id)
    return str(one_of("Titik", list(words), words=words.__getitem__, key=f"titik_catat_{trip_id}"))


def _stop_words(where: Source, stamp: str, plan_id: int, programs: tuple[str, ...], trip_id: str) -> dict[str, str]:
    rows = _of(where, stamp, plan_id, programs, trip_id, _EVERY)
    counts = progress_of(rows, ["stop_id"])
    names = rows.drop_duplicates("stop_id").set_index("stop_id")["stop_label"]
    each = zip(counts.index, counts["open_count"], counts["parcel_count"], strict=True)
    told = {str(stop): f"{names[stop]} · {number(left)} dari {number(every)} belum" for stop, left, every in each}
    return told | {_EVERY: f"Semua titik ({number(len(rows))} paket)"}


def _of(where: Source, stamp: str, plan_id: int, programs: tuple[str, ...], trip_id: str, stop_id: str) -> pd.DataFrame:
    """Return the parcels of a stop of a trip, of all its stops."""
    rows = handover_scope.parcels_of(where, stamp, plan_id, programs)
    rows = rows[rows["trip_id"] == trip_id]
    return rows if stop_id == _EVERY else rows[rows["stop_id"] == stop_id]


def _parcels(rows: pd.DataFrame) -> list[Parcel]:
    return [Parcel(*each) for each in rows[["handle", "program", "period"]].itertuples(index=False, name=None)]


def _start_day(rows: pd.DataFrame) -> dt.date:
    """Return the day of the trip."""
    return pd.Timestamp(rows["driven_on"].iloc[0]).date()


def _is_ahead(rows: pd.DataFrame) -> bool:
    """Say so where the day of the trip has not come: what is recorded before it would keep the trip from being closed."""
    day = pd.Timestamp(rows["driven_on"].iloc[0]).date()
    if day <= today():
        return False
    frame.say(
        f"Ritase ini dijadwalkan {long_date(day)}; penyalurannya dicatat mulai hari itu. Bila berangkat lebih awal, pakai "
        f"rencananya mulai hari berangkat di halaman Rute.",
        frame.CAUTION,
    )
    return True


def _whole_stop(scope: Scope, rows: pd.DataFrame) -> None:
    """Offer to hand over all that is not recorded yet."""
    waiting = rows[rows["state"] == OPEN]
    if waiting.empty:
        return
    day = _start_day(rows)
    if st.button(
        f"Semua diserahkan: {number(len(waiting))} paket, {long_date(day)}",
        type="primary",
        width="stretch",
        key="semua_diserahkan",
    ):

        def go() -> str:
            _record(scope, HANDED, waiting, day)
            return f"{number(len(waiting))} paket dicatat diserahkan. Catat pengecualiannya di bawah bila ada."

        acting.carry_out_noted(go)


def amount_in_words(amount: float, unit: str) -> str:
    """Return an amount with its unit ("10 kg", "Rp 300.000", "1 paket")."""
    if unit == "Rp":
        return f"Rp {number(amount)}"
    if unit == "kg":
        return kilograms(amount) if amount == round(amount) else f"{number(amount, 3).rstrip('0')} kg"
    return f"{number(amount)} paket"


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    pairs = zip(rows["sent"], rows["unit"], strict=True)
    marks = rows["state"].map(STATE_MARKS) + " " + rows["state"].map(PARCEL_STATES)
    failed = rows["failed_for"].map({key: f": {entry.label.lower()}" for key, entry in REASONS.items()}).fillna("")
    by_other = rows["collector"].map(lambda name: f", diambil {name}" if name else "")
    return rows.assign(
        shown_state=marks + failed.where(rows["in_hand"] > 0, "") + by_other,
        shown_program=rows["program"].map(program_label),
        shown_amount=[amount_in_words(amount, unit) for amount, unit in pairs],
    )[list(_COLUMNS)].rename(columns=_COLUMNS)


def _recipients(
    where: Source, stamp: str, plan_id: int, programs: tuple[str, ...], trip_id: str, stop_id: str
) -> pd.DataFrame:
    return _shown(_of(where, stamp, plan_id, programs, trip_id, stop_id))


def _some(scope: Scope, rows: pd.DataFrame, trip_id: str, stop_id: str, *, may: bool) -> None:
    """List the recipients; record what became of those ticked."""
    table, key = shown(_recipients, scope.where, *scope.key, trip_id, stop_id), f"{trip_id}_{stop_id}"
    if not may:
        tables.show(table, {}, height_px=380)
        return
    frame.note("Centang penerima untuk mencatat pengecualian: gagal, sebagian, pengganti, dikembalikan.")
    chosen = acting.choose_rows(scope.where, table, {}, key=f"catat_{key}_{scope.stamp}", height_px=380)
    picked = rows.iloc[chosen]
    if picked.empty:
        return
    frame.subtitle(f"Catat {number(len(picked))} paket yang dipilih")
    one, two, three = st.columns(3)
    with one:
        kind = str(one_of("Yang terjadi", list(KINDS), words=lambda each: KINDS[each].label, key="yang_terjadi"))
    with two:
        day = st.date_input(
            "Tanggal", value=_start_day(rows), max_value="today", format="DD/MM/YYYY", key=f"hari_{key}"
        )
    with three:
        clock = st.time_input("Jam (boleh kosong)", value=None, key=f"jam_{key}")
    amount = _amount(picked, kind)
    collector, reason = _who_and_why(kind)
    note = st.text_input("Catatan", max_chars=200, key=f"catatan_{scope.stamp}")
    if st.button(f"Catat: {KINDS[kind].label.lower()}", type="primary", width="stretch", key="catat_paket"):

        def go() -> str:
            minute = clock.hour * 60 + clock.minute if clock else None
            _record(scope, kind, picked, day or today(), minute, amount, collector, reason, note)
            return f"{number(len(picked))} paket dicatat: {KINDS[kind].label.lower()}."

        acting.carry_out_noted(go)


def _amount(picked: pd.DataFrame, kind: str) -> float | None:
    """Ask for a part, of one parcel at a time."""
    if kind == FAILED or len(picked) != 1:
        return None
    row = picked.iloc[0]
    label = f"Jumlah ({row['unit']}); kosong: semuanya, {amount_in_words(row['in_hand'], row['unit'])}"
    return st.number_input(
        label,
        value=None,
        min_value=0.0,
        format="%g",
        placeholder="semuanya",
        key=f"jumlah_{row['handle']}_{row['program']}",
    )


def _who_and_why(kind: str) -> tuple[Collector | None, str]:
    if kind == FAILED:
        return None, str(
            one_of("Alasan gagal", list(REASONS), words=lambda each: REASONS[each].label, key="alasan_gagal")
        )
    if kind != HANDED or not st.checkbox("Diambil pengganti", key="diambil_pengganti"):
        return None, ""
    one, two, three = st.columns(3)
    with one:
        name = st.text_input("Nama pengganti", max_chars=80, key="nama_pengganti")
    with two:
        relation = str(one_of("Hubungan", list(RELATIONS), key="hubungan_pengganti"))
    with three:
        letter = st.text_input("No. surat kuasa (boleh menyusul)", max_chars=60, key="surat_kuasa")
    return Collector(name.strip(), relation if name.strip() else "", letter), ""


def _record(
    scope: Scope, kind: str, rows: pd.DataFrame, day: dt.date, minute: int | None = None, amount: float | None = None,
    collector: Collector | None = None, reason: str = "", note: str = "",
) -> None:  # fmt: skip
    store, plan_id, parcels = cache.store_of(scope.where), scope.journey.plan_id if scope.journey else 0, _parcels(rows)
    if kind == HANDED:
        recording.hand_over(
            store,
            plan_id,
            parcels,
            by=scope.by,
            on_date=day,
            at_min=minute,
            amount=amount,
            collector=collector,
            note=note,
        )
    elif kind == RETURNED:
        recording.give_back(store, plan_id, parcels, by=scope.by, on_date=day, amount=amount, note=note)
    else:
        recording.fail(store, plan_id, parcels, reason, by=scope.by, on_date=day, note=note)


def _last(scope: Scope, trip_id: str, *, may: bool) -> None:
    """Let the reader take the last record of a trip back, or an earlier one."""
    every = kept.acts(scope.where, scope.stamp, scope.journey.plan_id if scope.journey else 0, trip_id)
    standing = every[every["live_count"] > 0]
    if every.empty:
        return
    with st.expander(f"Catatan ritase ini: {number(len(every))} kali dicatat"):
        words = {int(row["act_id"]): _act(row) for row in standing.to_dict("records")}
        if words and may:
            act_id = int(one_of("Batalkan catatan", list(words), words=words.__getitem__, key=f"batal_{scope.stamp}"))
            reason = handover_scope.undo_reason(f"alasan_batal_{scope.stamp}")
            if st.button("Batalkan catatan ini", width="stretch", key="batalkan_catatan"):

                def go() -> str:
                    count = recording.undo(cache.store_of(scope.where), act_id, by=scope.by, reason=reason)
                    return f"Catatan {number(count)} paket dibatalkan; riwayatnya tetap ada."

                acting.carry_out_noted(go)
        frame.note(*(_act(row) for row in every.head(20).to_dict("records")))


def _act(row: dict[str, object]) -> str:
    kind = _UNDOABLE.get(str(row["kind"]), "pembatalan")
    source = f" · dari {row['file_name']}" if row["file_name"] else ""
    note = f" · {row['note']}" if row["note"] else ""
    gone = "" if row["live_count"] or row["kind"] == "batal" else " (sudah dibatalkan)"
    when = local_moment(pd.Timestamp(str(row["noted_at"])))
    count = number(float(str(row["event_count"])))
    return f"{count} paket {kind} · dicatat {when} oleh {row['by_name']}{source}{note}{gone}"
