"""What the page of hand-overs is about: month, program, plan, who works; and the answer as its heading."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analytics.delivery.answers import Answer, answer_of
from data.handover.reading import Journey
from data.handover.states import ACT
from data.programs import ALL, program_label
from data.roles import Actor
from data.workflow.written import today
from pages.parts import acting, actor, cache, filters, frame
from pages.parts.cache import Source
from pages.parts.cache import handover as kept
from pages.parts.cache.shown import shown
from pages.parts.choice import one_of
from pages.parts.format import long_date, month, number, percent

_NO_PLAN = 0


@dataclass(frozen=True, eq=False)
class Scope:
    """What is in sight. ``programs``: the keys that ``program`` stands for; ``parcels``: those of the plan among them."""

    where: Source
    stamp: str
    period: str
    program: str
    programs: tuple[str, ...]
    by: Actor
    journey: Journey | None
    parcels: pd.DataFrame

    @property
    def key(self) -> tuple[str, int, tuple[str, ...]]:
        """What the parcels in sight depend on besides the source: stamp, plan (0 without), programs."""
        return self.stamp, self.journey.plan_id if self.journey else _NO_PLAN, self.programs

    @property
    def standing(self) -> pd.DataFrame:
        """Where each desa stands against the schedule."""
        return kept.standing(self.where, self.stamp, self.programs, self.period)

    @property
    def answer(self) -> Answer:
        """The figures of the month."""
        return answer_of(self.standing, self.parcels, today=today())


def chosen(where: Source) -> Scope:
    """Let the reader choose month, program and plan; return what is in sight."""
    one, two, three, four = frame.filter_row(4)
    with one:
        period = filters.period(where) or f"{today():%Y-%m}"
    with two:
        program = filters.delivery_program(where)
    programs = tuple(cache.programs(where)) if program == ALL else (program,)
    stamp = kept.stamp(where)
    with three:
        plan_id = _plan(where, period, programs)
    with four:
        by = actor.box()
    journey = kept.journey(where, stamp, plan_id) if plan_id else None
    parcels = pd.DataFrame() if journey is None else shown(parcels_of, where, stamp, plan_id, programs)
    return Scope(where, stamp, period, program, programs, by, journey, parcels)


def parcels_of(where: Source, stamp: str, plan_id: int, programs: tuple[str, ...]) -> pd.DataFrame:
    """Return the parcels of a plan that is there, of some programs."""
    parcels = journey_of(where, stamp, plan_id).parcels
    return parcels[parcels["program"].isin(programs)]


def journey_of(where: Source, stamp: str, plan_id: int) -> Journey:
    """Return the journey of a plan that is there."""
    journey = kept.journey(where, stamp, plan_id)
    if journey is None:
        raise KeyError(plan_id)
    return journey


def _plan(where: Source, period: str, programs: tuple[str, ...]) -> int:
    plans = kept.driven(where)
    plans = plans[(plans["period"] == period) & plans["program"].isin([*programs, ALL])]
    words = {
        int(row["plan_id"]): f"{long_date(row['first_day'])} · Rencana {row['plan_id']}"
        + (f" · {row['name']}" if row["name"] else "")
        + ("" if row["is_chosen"] else " (tidak dipakai lagi)")
        for row in plans.iloc[::-1].to_dict("records")
    }
    if not words:
        return int(
            one_of("Rencana", [_NO_PLAN], words=lambda _: "Belum ada rencana", key="rencana_kosong", is_bare=True)
        )
    return int(one_of("Rencana", list(words), words=words.__getitem__, key=f"rencana_{period}", is_bare=True))


def headline(scope: Scope) -> None:
    """Say how many have received, which desa are late, what is still in hand."""
    answer = scope.answer
    of = "KPM" if scope.program != ALL else "bantuan KPM"
    if not answer.family_count:
        frame.headline(f"{month(scope.period)}: belum ada daftar penerima {program_label(scope.program)}")
        return
    late = f"{number(answer.late_count)} desa terlambat" if answer.late_count else "tidak ada desa terlambat"
    in_hand = (
        f"{number(answer.in_hand_count)} paket masih di tangan petugas"
        if answer.in_hand_count
        else "tidak ada paket di tangan petugas"
    )
    frame.headline(
        f"{month(scope.period)}: {number(answer.received_count)} dari {number(answer.family_count)} {of} sudah menerima "
        f"({percent(answer.received_pct, 0)}) · {late} · {in_hand}",
        f"{program_label(scope.program)}"
        + (f" · {scope.journey.label}, mulai {long_date(scope.journey.first_day)}" if scope.journey else ""),
    )


def may_not(by: Actor) -> bool:
    """Return whether the reader may not record, and say who may."""
    acting.say_who_may(by, ACT)
    return not by.may(ACT)


def bringing(scope: Scope) -> Journey | None:
    """Return the plan that brings something of what is in sight; say so where there is none."""
    if scope.journey is None:
        _no_plan(scope)
    elif scope.parcels.empty:
        frame.note(f"Rencana ini tidak membawa {program_label(scope.program)}.")
    return None if scope.parcels.empty else scope.journey


def _no_plan(scope: Scope) -> None:
    """Say that nothing is driven in this month, and the way out."""
    frame.say(
        f"Belum ada rencana yang dipakai untuk {program_label(scope.program)} pada {month(scope.period)}. Susun rutenya, "
        "lalu pilih rencana untuk satu tanggal; setelah itu penyalurannya dicatat di sini."
    )
    frame.link("routes", "Buka halaman Rute")


def upload_texts(key: str, limit_mb: int, kinds: str) -> None:
    """Let the upload field inside the container ``key`` say what it takes; Streamlit's own words are English."""
    place = f".st-key-{key}"
    st.html(
        f"<style>{place} [data-testid='stFileUploaderDropzoneInstructions']::after "
        f"{{ content: 'atau tarik ke sini, paling besar {limit_mb} MB'; }} "
        f"{place} [data-testid='stFileUploader']:has([aria-invalid='true'])::after "
        f"{{ content: 'Berkas ini tidak diterima: pakai {kinds}, paling besar {limit_mb} MB.'; }}</style>"
    )


def undo_reason(key: str) -> str:
    """Ask why something is taken back."""
    return st.text_input("Alasan", max_chars=120, key=key, placeholder="misalnya: salah penerima")
