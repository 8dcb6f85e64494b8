"""Changing a plan by hand: a stop goes to another trip, a trip is locked; each change is timed and checked at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import streamlit as st

from analytics.delivery import edit
from analytics.delivery.again import fleet_of_plan
from analytics.delivery.edit import Kept, Trips
from analytics.delivery.plan import make_plan
from data.plans import NAME_LENGTH
from data.roles import Actor
from geo.errors import PetasalurError
from pages.parts import frame, routes_make
from pages.parts import routes_state as state
from pages.parts.cache import Source, plans
from pages.parts.choice import one_of
from pages.parts.format import kilograms, number
from pages.parts.routes_state import Draft, Shown, Step
from pages.parts.wait import waiting

OUT = "keluar"
Change = Callable[[Kept], Trips]


@dataclass(frozen=True)
class Target:
    """Where a stop goes: a trip that is there, or a new one (no ``trip_id``) of a vehicle on a day (from 0)."""

    trip_id: str = ""
    vehicle_id: str = ""
    day: int = 0


@dataclass(frozen=True)
class Call:
    """A stop that can be moved: of a trip, or (no ``trip_id``) one that no trip brings."""

    stop_id: str
    trip_id: str
    label: str
    family_count: int
    sequence: int = 0


def show(where: Source, shown: Shown, by: Actor) -> None:
    """Show the tools beside the map."""
    _history(shown)
    _tools(where, shown)
    _keep(where, shown, by)


# --- back and forth -------------------------------------------------------------------------------------------


def _history(shown: Shown) -> None:
    draft = shown.draft
    count = 0 if draft is None else draft.at
    frame.subtitle("Ubah dengan tangan" if count == 0 else f"{number(count)} ubahan, belum disimpan")
    back, forth, drop = st.columns(3)
    with back:
        st.button("Urungkan", disabled=count == 0, width="stretch", key="urungkan", on_click=_move, args=(-1,))
    with forth:
        is_last = draft is None or draft.at == len(draft.steps) - 1
        st.button("Ulangi", disabled=is_last, width="stretch", key="ulangi", on_click=_move, args=(1,))
    with drop:
        st.button(
            "Buang",
            disabled=draft is None,
            width="stretch",
            key="buang_ubahan",
            on_click=state.keep_draft,
            args=(None,),
        )
    if draft is not None and draft.at:
        frame.note(f"Terakhir: {draft.now.told}")


def _move(by: int) -> None:
    kept = state.draft()
    if kept is not None:
        state.keep_draft(kept.moved(by))


# --- tools ----------------------------------------------------------------------------------------------------


@st.fragment
def _tools(where: Source, shown: Shown) -> None:
    _stop(where, shown)
    _trip(where, shown)


def _stop(where: Source, shown: Shown) -> None:
    """Let the planner move a stop, take it out, or put in one that is left out."""
    calls = _calls(shown)
    if not calls:
        return
    frame.note("Klik titik atau ritase di peta untuk memilihnya di sini.")
    keys = list(calls)
    at = keys.index(near) if (near := _clicked(shown)) in calls else 0
    chosen = one_of(
        "Titik",
        keys,
        words=lambda key: calls[key].label,
        index=at,
        key=f"ubah_titik_{near}_{shown.key}",
        can_search=True,
    )
    call = calls[chosen]
    targets = _targets(where, shown, call)
    target = one_of(
        "Pindah ke",
        list(targets),
        words=lambda key: targets[key][0],
        key=f"ubah_tujuan_{chosen}_{shown.key}",
        can_search=True,
    )
    count_place, order_place = st.columns([1, 2])
    with count_place:
        families = _families(call, f"ubah_keluarga_{chosen}_{shown.key}")
    with order_place:
        position = _position(shown, call, targets[target][1])
    if st.button("Pindahkan" if call.trip_id else "Masukkan", type="primary", width="stretch", key="pindahkan"):
        _apply(where, shown, *_move_of(shown, call, targets[target], position, families))


def _families(call: Call, key: str) -> int:
    """Let the planner say how many of the families there are meant."""
    if call.family_count == 1:
        return 1
    told = f"Keluarga (dari {number(call.family_count)})"
    return int(st.number_input(told, 1, call.family_count, call.family_count, key=key))


def _calls(shown: Shown) -> dict[tuple[str, str], Call]:
    """Return the stops in the order of trips, those left out first; key: trip ("" for none) and stop."""
    left = [
        Call(
            row["stop_id"],
            "",
            f"belum · {_name(shown, row['stop_id'])} ({number(row['family_count'])} kel.)",
            int(row["family_count"]),
        )
        for row in shown.result["unserved"]
    ]
    visits = shown.frames.visits[shown.frames.visits["stop"] >= 0]
    made = [
        Call(
            row["stop_id"],
            row["trip_id"],
            f"R{row['number']}.{row['sequence']} · {row['label']} ({number(row['family_count'])} kel.)",
            int(row["family_count"]),
            int(row["sequence"]),
        )
        for row in visits.to_dict("records")
    ]
    return {(call.trip_id, call.stop_id): call for call in (*left, *made)}


def _name(shown: Shown, stop_id: str) -> str:
    stops = shown.frames.stops
    return str(stops.loc[stops["stop_id"] == stop_id, "label"].iloc[0])


def _clicked(shown: Shown) -> tuple[str, str] | None:
    """Return the stop clicked on the map, or the first one of the trip chosen."""
    trip, stop = state.trip(shown.frames), state.stop(shown.frames)
    if stop is not None:
        return trip or "", stop
    visits = shown.frames.visits
    of_trip = visits[(visits["trip_id"] == trip) & (visits["stop"] >= 0)]
    return (str(trip), str(of_trip["stop_id"].iloc[0])) if len(of_trip) else None


def _targets(where: Source, shown: Shown, call: Call) -> dict[str, tuple[str, Target | None]]:
    """Return where a stop can go: trips, new trips of each vehicle and day, out of the plan (``None``)."""
    trips = shown.frames.trips[~shown.frames.trips["is_feed"].eq(True)]
    found: dict[str, tuple[str, Target | None]] = {
        row["trip_id"]: (
            f"Ritase {row['number']} · {row['vehicle']} ({kilograms(row['load_kg'])} dari {kilograms(row['capacity_kg'])})",
            Target(row["trip_id"]),
        )
        for row in trips.to_dict("records")
    }
    if call.trip_id:
        found[OUT] = ("Keluarkan dari rencana", None)
    days = shown.result["days"]
    fleet = fleet_of_plan(shown.plan, plans.fleet(where))
    for vehicle_id, name in edit.vehicles_of(fleet).items():
        for day in range(len(days)):
            on = f", hari {day + 1}" if len(days) > 1 else ""
            found[f"baru {vehicle_id} {day}"] = (f"Ritase baru · {name}{on}", Target("", vehicle_id, day))
    return found


def _position(shown: Shown, call: Call, target: Target | None) -> int:
    """Let the planner say at which place of its new trip a stop comes, from 1."""
    if target is None or not target.trip_id:
        return 1
    visits = shown.frames.visits[shown.frames.visits["trip_id"] == target.trip_id].sort_values("sequence")
    others = [str(row["label"]) for row in visits.to_dict("records") if row["stop_id"] != call.stop_id]
    if not others:
        return 1
    words = ["paling depan", *(f"sesudah {label}" for label in others)]
    place = one_of(
        "Urutan", range(len(words)), words=words.__getitem__, index=len(words) - 1,
        key=f"ubah_urutan_{call.trip_id}_{call.stop_id}_{target.trip_id}_{shown.key}",
    )  # fmt: skip
    return place + 1


def _move_of(
    shown: Shown, call: Call, aim: tuple[str, Target | None], position: int, families: int
) -> tuple[str, Change]:
    """Return what is done, in words and as a function of the plan."""
    words, target = aim
    told = f"{_name(shown, call.stop_id)} ({number(families)} kel.) → {words}"
    stop, trip = call.stop_id, call.trip_id
    if target is None:
        return told, lambda plan: edit.move_stop(plan, stop, "", from_trip=trip, families=families)
    if target.trip_id:
        return told, lambda plan: edit.move_stop(
            plan, stop, target.trip_id, from_trip=trip, families=families, position=position
        )
    if trip:
        return told, lambda plan: edit.move_to_new_trip(
            plan, stop, trip, target.vehicle_id, day=target.day, families=families
        )
    return told, lambda plan: edit.add_trip(plan, target.vehicle_id, stop, day=target.day, families=families)


def _trip(where: Source, shown: Shown) -> None:
    """Let the planner lock a trip, take it out, and plan the rest anew around the locked ones."""
    rows = shown.frames.trips
    if rows.empty:
        return
    frame.subtitle("Ritase")
    words = "Ritase " + rows["number"].astype(str) + " · " + rows["vehicle"].astype(str)
    named = dict(zip(rows["trip_id"], words, strict=True))
    known = list(named)
    chosen = state.trip(shown.frames)
    trip_id = one_of(
        "Ritase", known, words=named.__getitem__, index=known.index(chosen) if chosen in named else 0, is_bare=True,
        key=f"ubah_ritase_{chosen}_{shown.key}",
    )  # fmt: skip
    is_locked = bool(rows.set_index("trip_id")["is_locked"].eq(True)[trip_id])
    lock, out = st.columns(2)
    with lock:
        if st.button("Buka kunci" if is_locked else "Kunci", width="stretch", key="kunci_ritase"):
            told = f"{named[trip_id]} {'dibuka' if is_locked else 'dikunci'}"
            _apply(where, shown, told, lambda plan: edit.lock(plan, trip_id, is_locked=not is_locked))
    with out:
        if st.button("Keluarkan", width="stretch", key="keluarkan_ritase"):
            _apply(where, shown, f"{named[trip_id]} dikeluarkan", lambda plan: edit.remove_trip(plan, trip_id))
    count = int(rows["is_locked"].eq(True).sum())
    told = f"{number(count)} ritase terkunci tetap" if count else "tidak ada yang terkunci: semua disusun ulang"
    _roads(where, shown, trip_id)
    if st.button("Susun ulang sisanya", width="stretch", key="susun_ulang", help=f"{told}."):
        _rearrange(where, shown)


# --- roads ----------------------------------------------------------------------------------------------------


def _roads(where: Source, shown: Shown, trip_id: str) -> None:
    """Let the planner forbid a way that the trip drives over, or open one again."""
    found = plans.stretches(where, shown.key, trip_id, shown.frames)
    labels = dict(zip(found["way_id"], found["label"], strict=True))
    known = [way_id for way_id in labels if way_id not in shown.closed]
    if known:
        way_id = one_of(
            "Ruas jalan ritase ini", known, words=labels.__getitem__, key=f"ubah_ruas_{trip_id}_{shown.key}",
            can_search=True,
        )  # fmt: skip
        if st.button("Larang ruas ini", width="stretch", key="larang_ruas"):
            _apply(where, shown, f"{labels[way_id]} dilarang", closed={**shown.closed, way_id: labels[way_id]})
    for way_id, label in shown.closed.items():
        if st.button(f"Buka lagi: {label}", width="stretch", key=f"buka_{way_id}"):
            rest = {each: name for each, name in shown.closed.items() if each != way_id}
            _apply(where, shown, f"{label} dibuka lagi", closed=rest)


# --- carrying out ---------------------------------------------------------------------------------------------


def _nothing(plan: Kept) -> Trips:
    return plan.made


def _apply(
    where: Source,
    shown: Shown,
    told: str,
    change: Change = _nothing,
    *,
    closed: Mapping[str, str] | None = None,
) -> None:
    """Change the trips (or the ways), time and check them, and show the page anew."""
    ways = shown.closed if closed is None else closed
    try:
        plan = edit.kept_of(plans.problem(where, shown.plan, ways), shown.result)
        result = edit.change(plan, change(plan)).to_dict()
    except PetasalurError as error:
        frame.fail(error)
        return
    _keep_step(shown, told, result, ways)


def _rearrange(where: Source, shown: Shown) -> None:
    try:
        plan = edit.kept_of(plans.problem(where, shown.plan, shown.closed), shown.result)
        with waiting("Menyusun ulang …") as progress:
            made = make_plan(plan.problem, locked=edit.locked_trips(plan), progress=progress)
    except PetasalurError as error:
        frame.fail(error)
        return
    _keep_step(
        shown, "disusun ulang di sekitar ritase yang terkunci", {**made.to_dict(), "season": plan.season}, shown.closed
    )


def _keep_step(shown: Shown, told: str, result: dict[str, Any], closed: Mapping[str, str]) -> None:
    first = Step(shown.key, "", dict(shown.result), shown.closed)
    draft = shown.draft or Draft(shown.plan.plan_id, (first,))
    state.keep_draft(draft.then(Step(uuid4().hex, told, result, closed)))
    st.rerun()


def _keep(where: Source, shown: Shown, by: Actor) -> None:
    """Let the planner keep what was changed as a plan of its own."""
    if not shown.is_changed:
        return
    with st.form("simpan_ubahan", border=False):
        name = st.text_input("Nama rencana", max_chars=NAME_LENGTH, placeholder="misalnya: dua desa ditukar")
        is_draft = bool(shown.result["broken"])
        label = "Simpan sebagai draf" if is_draft else "Simpan sebagai rencana baru"
        if st.form_submit_button(label, type="primary", width="stretch"):
            routes_make.keep_changed(where, shown, name, by)
    if is_draft:
        frame.note("Draf yang melanggar aturan boleh disimpan, tetapi belum bisa dipakai.")
