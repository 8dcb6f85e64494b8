"""Choosing a plan for its date: from then on it is the one that is driven, printed and recorded."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from data.plans import SavedPlan, choose_plan, unchoose_plan
from data.roles import Actor
from pages.parts import acting, cache, filters, frame
from pages.parts.cache import Source, plans
from pages.parts.format import long_date, number


def box(where: Source, plan: SavedPlan, by: Actor, *, place: str) -> None:
    """Offer to choose a plan, or to take the choice back; ``place`` tells boxes of one page apart."""
    if plan.first_day:
        _chosen(where, plan, by, place)
    elif plan.result["broken"] or not plan.result["totals"]["trip_count"]:
        frame.note(
            "Belum bisa dipakai: " + ("ada aturan yang dilanggar." if plan.result["broken"] else "tidak ada ritase.")
        )
    else:
        _choose(where, plan, by, place)


def _choose(where: Source, plan: SavedPlan, by: Actor, place: str) -> None:
    first = dt.date.fromisoformat(plan.result["days"][0])
    if not st.button(f"Pakai mulai {long_date(first)}", key=f"pakai_{place}_{plan.plan_id}", type="primary"):
        return

    def keep() -> str:
        replaced = choose_plan(cache.store_of(where), plan.plan_id, first_day=first, by=by)
        plans.forget_plans()
        told = f"{plan.label} dipakai mulai {long_date(first)}."
        return told + (f" Menggantikan rencana {', '.join(number(each) for each in replaced)}." if replaced else "")

    acting.carry_out(keep)


def _chosen(where: Source, plan: SavedPlan, by: Actor, place: str) -> None:
    if plan.first_day:
        frame.say(f"Dipakai mulai {long_date(plan.first_day)}.", frame.DONE)
    frame.link("handover", "Lanjut ke Penyaluran: catat yang sudah diserahkan")
    with st.popover("Tidak dipakai lagi"):
        reason = st.text_input("Alasan", key=f"alasan_{place}_{plan.plan_id}", max_chars=200)
        if st.button("Batalkan pemakaian", key=f"batal_{place}_{plan.plan_id}", disabled=not reason.strip()):

            def keep() -> str:
                unchoose_plan(cache.store_of(where), plan.plan_id, reason=reason.strip(), by=by)
                plans.forget_plans()
                filters.forget(f"alasan_{place}_{plan.plan_id}")
                return f"{plan.label} tidak dipakai lagi."

            acting.carry_out(keep)
