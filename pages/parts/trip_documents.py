"""Papers, files for the road and the message of one trip, one desa or a whole plan: buttons that pages share."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data.papers.delivery.make import delivery_paper_name, make_delivery_paper
from data.papers.delivery.registry import DELIVERY_PAPERS, PLAN, VILLAGE, DeliveryPaper
from data.papers.field.make import field_file_name, make_field_file, may_make
from data.papers.field.registry import FIELD_FILES, FieldFile
from data.papers.field.registry import PLAN as WHOLE_PLAN
from data.roles import ROLES, Actor
from geo.progress import Progress
from pages.parts import cache, frame, paper_box
from pages.parts.cache import Source, plans

_PDF = "application/pdf"
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


def purpose_of(by: Actor, key: str) -> str | None:
    """Return what whole numbers are for, "" for masked ones, ``None`` while a purpose is still to be written."""
    if not by.may_unmask() or not st.checkbox("Cetak NIK dan No. KK lengkap", key=f"lengkap_{key}"):
        return ""
    told = st.text_input("Untuk apa", max_chars=200, key=f"tujuan_{key}", placeholder=_HINT).strip()
    frame.note("Nama petugas dan tujuan dicatat di riwayat.")
    return told if told and by.name else None


def documents(where: Source, scope: Scope, by: Actor, purpose: str | None) -> None:
    """Show the papers of a scope, the files for the driver's telephone and the message; ``purpose`` as asked above."""
    left, right = st.columns(2)
    papers = [paper for paper in DELIVERY_PAPERS.values() if _fits(paper, scope)]
    for position, paper in enumerate(papers):
        with left if position % 2 == 0 else right:
            _paper(where, paper, scope, by, purpose)
    _files(where, scope, by)
    _message(where, scope)


@st.fragment
def of_trip(where: Source, plan_id: int, trip_id: str, by: Actor) -> None:
    """Show what belongs to one trip, with the question for whole numbers."""
    purpose = purpose_of(by, f"{plan_id}_{trip_id}")
    documents(where, Scope(plan_id, trip_id=trip_id), by, purpose)


def _fits(paper: DeliveryPaper, scope: Scope) -> bool:
    """Return whether a paper is of this scope: those of the whole plan with it only, those of a desa not with a trip."""
    if paper.per == PLAN:
        return not scope.trip_id and not scope.desa_code
    return not (scope.trip_id and paper.per == VILLAGE)


def _paper(where: Source, paper: DeliveryPaper, scope: Scope, by: Actor, purpose: str | None) -> None:
    if by.role not in paper.roles:
        frame.note(f"{paper.label}: tidak dicetak oleh {ROLES[by.role].label}.")
        return
    store, number, trip, desa = cache.store_of(where), scope.plan_id, scope.trip_id, scope.desa_code
    asked = purpose if paper.names else ""

    def make(progress: Progress) -> bytes:
        return make_delivery_paper(
            store,
            paper.key,
            plan_id=number,
            trip_id=trip,
            desa_code=desa,
            by=by,
            purpose=asked or "",
            progress=progress,
        )

    paper_box.offer(
        f"{paper.key}_{scope.key}",
        paper.label,
        make,
        lambda: delivery_paper_name(store, paper.key, plan_id=number, trip_id=trip, desa_code=desa),
        _PDF,
        is_ready=asked is not None,
        is_main=False,
        told=paper.note,
    )


def _files(where: Source, scope: Scope, by: Actor) -> None:
    """Offer the files a driver takes along, of the whole plan or of one trip."""
    if scope.desa_code:
        return
    entries = [entry for entry in FIELD_FILES.values() if scope.trip_id or WHOLE_PLAN in entry.of]
    entries = [entry for entry in entries if may_make(entry.key, by)]
    if not entries:
        return
    frame.subtitle("Berkas untuk ponsel sopir")
    for place, entry in zip([*st.columns(2)] * len(entries), entries, strict=False):
        with place:
            _file(where, entry, scope, by)


def _file(where: Source, entry: FieldFile, scope: Scope, by: Actor) -> None:
    store, number, trip = cache.store_of(where), scope.plan_id, scope.trip_id
    paper_box.offer(
        f"{entry.key}_{scope.key}",
        entry.label,
        lambda progress: make_field_file(store, entry.key, plan_id=number, trip_id=trip, by=by, progress=progress),
        lambda: field_file_name(store, entry.key, plan_id=number, trip_id=trip),
        entry.media_type,
        is_ready=True,
        is_main=False,
        told=entry.told,
    )


def _message(where: Source, scope: Scope) -> None:
    """Show the message for the driver or the head of the desa, to be copied; the program sends nothing."""
    if not scope.trip_id and not scope.desa_code:
        return
    frame.subtitle("Pesan WhatsApp")
    frame.note("Salin dengan tombol di kanan atas kotak; program tidak mengirim apa pun.")
    st.code(
        plans.message(where, scope.plan_id, scope.trip_id, scope.desa_code), language=None, wrap_lines=True, height=280
    )
