"""Papers, files for the road and messages of a plan: everything at once, or one of a trip or a desa."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from data.papers.delivery.make import bundle_name, delivery_paper_name, make_bundle, make_delivery_paper
from data.papers.delivery.registry import DELIVERY_PAPERS, PLAN, VILLAGE, DeliveryPaper

from data.roles import ROLES, Actor
from pages.parts import cache, frame, paper_box
from pages.parts import routes_state as state
from pages.parts.cache import Source, plans
from pages.parts.choice import one_of
from pages.parts.routes_state import Shown

WHOLE, OF_TRIP, OF_DESA = "semua", "ritase", "desa"
SCOPES = {WHOLE: "Semua", OF_TRIP: "Satu ritase", OF_DESA: "Satu desa"}
_PDF, _ZIP = "application/pdf", "application/zip"
_HINT = "misalnya: SPJ penyaluran"


@dataclass(frozen=True)
class Scope:
    """Of what is printed: one trip, one desa, or (both empty) the whole plan."""

    plan_id: int
    trip_id: str = ""
    desa_code: str = ""

    @property
    def key(self) -> str:
        """What tells the buttons of one scope from those of another."""
        return f"{self.plan_id}_{self.trip_id}_{self.desa_code}"


def show(where: Source, shown: Shown, by: Actor) -> None:
    """Show what can be printed of a kept plan, and taken along."""
    if shown.is_changed:
        frame.say("Ada ubahan yang belum disimpan; dokumen dibuat dari rencana yang tersimpan.", frame.CAUTION)
    if shown.plan.first_day is None:
        frame.note("Rencana ini belum dipakai. Dokumen bisa dibuat; tanggalnya tanggal rencana.")
    _everything(where, shown, by)
    _some(where, shown, by)


@st.fragment
def _everything(where: Source, shown: Shown, by: Actor) -> None:
    frame.subtitle("Semua dokumen")
    purpose = _purpose(by, f"semua_{shown.plan.plan_id}")
    store, number = cache.store_of(where), shown.plan.plan_id
    paper_box.offer(
        f"bundel_{number}",
        "Buat semua dokumen (ZIP)",
        lambda progress: make_bundle(store, number, by=by, purpose=purpose or "", progress=progress),
        lambda: bundle_name(store, number),
        _ZIP,
        is_ready=purpose is not None,
    )


def _purpose(by: Actor, key: str) -> str | None:
    """Return what whole numbers are for, "" for masked ones, ``None`` while a purpose is still to be written."""
    if not by.may_unmask() or not st.checkbox("Cetak NIK dan No. KK lengkap", key=f"lengkap_{key}"):
        return ""
    told = st.text_input("Untuk apa", max_chars=200, key=f"tujuan_{key}", placeholder=_HINT).strip()
    frame.note("Nama petugas dan tujuan dicatat di riwayat.")
    return told if told and by.name else None


@st.fragment
def _some(where: Source, shown: Shown, by: Actor) -> None:
    frame.subtitle("Satu dokumen")
    scope = _scope(shown)
    if scope is None:
        return
    purpose = _purpose(by, scope.key)
    left, right = st.columns(2)
    papers = [paper for paper in DELIVERY_PAPERS.values() if _fits(paper, scope)]
    for position, paper in enumerate(papers):
        with left if position % 2 == 0 else right:
            _paper(where, paper, scope, by, purpose)
    _message(where, scope)


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


def _fits(paper: DeliveryPaper, scope: Scope) -> bool:
    """Return whether a paper is of this scope: those of the whole plan with it only, those of a desa not with a trip."""
    if paper.per == PLAN:
        return not scope.trip_id and not scope.desa_code
    return not (scope.trip_id and paper.per == VILLAGE)


def _paper(where: Source, paper: DeliveryPaper, scope: Scope, by: Actor, purpose: str | None) -> None:
    if by.role not in paper.roles:
        frame.note(f"{paper.label}: tidak dicetak oleh {ROLES[by.role].label}.")
        return
    store, of = (
        cache.store_of(where),
        {"plan_id": scope.plan_id, "trip_id": scope.trip_id, "desa_code": scope.desa_code},
    )
    asked = purpose if paper.names else ""
    paper_box.offer(
        f"{paper.key}_{scope.key}",
        paper.label,
        lambda progress: make_delivery_paper(store, paper.key, **of, by=by, purpose=asked or "", progress=progress),
        lambda: delivery_paper_name(store, paper.key, **of),
        _PDF,
        is_ready=asked is not None,
        is_main=False,
        told=paper.note,
    )


def _message(where: Source, scope: Scope) -> None:
    """Show the message for the driver or the head of the desa, to be copied; the program sends nothing."""
    if not scope.trip_id and not scope.desa_code:
        return
    frame.subtitle("Pesan WhatsApp")
    frame.note("Salin dengan tombol di kanan atas kotak; program tidak mengirim apa pun.")
    st.code(plans.message(where, scope.plan_id, scope.trip_id, scope.desa_code), language=None, wrap_lines=True)
