"""Papers, files for the road and messages of a plan: everything at once, or one of a trip or a desa."""

from __future__ import annotations

import streamlit as st

from data.papers.delivery.make import bundle_name, make_bundle
from data.roles import Actor
from pages.parts import cache, frame, paper_box
from pages.parts import routes_state as state
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.routes_state import Shown
from pages.parts.trip_documents import Scope, documents, purpose_of

WHOLE, OF_TRIP, OF_DESA = "semua", "ritase", "desa"
SCOPES = {WHOLE: "Semua", OF_TRIP: "Satu ritase", OF_DESA: "Satu desa"}
_ZIP = "application/zip"


def show(where: Source, shown: Shown, by: Actor) -> None:
    """Show what can be printed of a kept plan, and taken along."""
    if shown.is_changed:
        frame.say("Ada ubahan yang belum disimpan; dokumen dibuat dari rencana yang tersimpan.", frame.CAUTION)
    if shown.plan.first_day is None:
        frame.note("Rencana ini belum dipakai. Dokumen bisa dibuat; tanggalnya tanggal rencana.")
    _papers(where, shown, by)


@st.fragment
def _papers(where: Source, shown: Shown, by: Actor) -> None:
    purpose = purpose_of(by, str(shown.plan.plan_id))
    _everything(where, shown, by, purpose)
    _some(where, shown, by, purpose)


def _everything(where: Source, shown: Shown, by: Actor, purpose: str | None) -> None:
    store, number = cache.store_of(where), shown.plan.plan_id
    paper_box.offer(
        f"bundel_{number}",
        "Buat semua dokumen (ZIP)",
        lambda progress: make_bundle(store, number, by=by, purpose=purpose or "", progress=progress),
        lambda: bundle_name(store, number),
        _ZIP,
        is_ready=purpose is not None,
    )


def _some(where: Source, shown: Shown, by: Actor, purpose: str | None) -> None:
    frame.subtitle("Satu dokumen")
    scope = _scope(shown)
    if scope is None:
        return
    documents(where, scope, by, purpose)


def _scope(shown: Shown) -> Scope | None:
    kind = st.segmented_control(
        "Lingkup", list(SCOPES), default=WHOLE, required=True, format_func=SCOPES.__getitem__, key="lingkup_cetak",
        label_visibility="collapsed",
    )  # fmt: skip
    number, frames = shown.plan.plan_id, shown.kept
    if kind == OF_TRIP:
        trips = frames.trips.set_index("trip_id")
        if trips.empty:
            return None
        words = "Ritase " + trips["number"].astype(str) + " · " + trips["vehicle"].astype(str)
        known = list(trips.index)
        chosen = state.trip(frames)
        trip = one_of(
            "Ritase", known, words=words.__getitem__, index=known.index(chosen) if chosen in known else 0, is_bare=True,
            key=f"cetak_ritase_{number}_{chosen}",
        )  # fmt: skip
        return Scope(number, trip_id=trip)
    if kind == OF_DESA:
        served = frames.visits[frames.visits["stop"] >= 0]
        names = frames.stops.drop_duplicates("desa_code").set_index("desa_code")["desa_name"].astype(str)
        known = sorted(set(served["desa_code"]), key=lambda code: (names[code], code))
        if not known:
            return None
        desa = one_of("Desa", known, words=names.__getitem__, is_bare=True, can_search=True, key=f"cetak_desa_{number}")
        return Scope(number, desa_code=desa)
    return Scope(number)
