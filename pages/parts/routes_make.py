"""Making a plan: what it is to be made from, the wait, keeping it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from analytics.delivery.again import CLOSED, closed_of_plan, inputs_with_fleet, name_of_change, parcels_again
from analytics.delivery.day import plan_day
from analytics.delivery.plan import make_plan
from analytics.delivery.remedy import apply_remedies
from analytics.delivery.scenario import Offer, days_from
from data.plans import SavedPlan, save_plan
from data.roles import Actor
from pages.parts import cache, filters, frame
from pages.parts import routes_state as state
from pages.parts.cache import Source, plans, roads
from pages.parts.routes_state import Shown
from pages.parts.wait import waiting


@dataclass(frozen=True)
class Asked:
    """What the filters of the page say."""

    program: str
    period: str
    first_day: dt.date
    day_count: int
    season: str
    is_open_only: bool = False

    @property
    def days(self) -> tuple[str, ...]:
        """The days as ISO dates."""
        return days_from(self.first_day.isoformat(), self.day_count)


def ask(where: Source) -> tuple[Asked, bool]:
    """Show the filters in one row; return what they say, and whether a plan is asked for."""
    period_place, program_place, day_place, count_place, season_place, button_place = frame.filter_row(6)
    with period_place:
        period = filters.period(where)
    with program_place:
        program = filters.delivery_program(where)
    with day_place:
        first_day = filters.first_day()
    with count_place:
        day_count = filters.day_count()
    with season_place:
        season = filters.season(where)
    with button_place:
        has_plan = bool(plans.saved_plans(where, program, period))
        is_asked = st.button("Hitung ulang rute" if has_plan else "Buat rute", type="primary", width="stretch")
    is_open_only = plans.is_begun(where, program, period) and filters.open_only()
    return Asked(program, period, first_day, day_count, season, is_open_only), is_asked


def make(where: Source, asked: Asked, by: Actor) -> None:
    """Plan with the tables of the office, keep the plan and show it."""
    store = cache.store_of(where)
    with waiting("Menyusun rute …") as progress:
        made = plan_day(
            store,
            program=asked.program,
            period=asked.period,
            days=asked.days,
            season=asked.season,
            open_only=asked.is_open_only,
            network=roads.network(where),
            progress=progress,
        )
    inputs = inputs_with_fleet(made.inputs, made.plan.problem.fleet)
    _show(save_plan(store, inputs, made.plan.to_dict(), made.parcels, by=by))


def attempt(where: Source, plan: SavedPlan, by: Actor, offer: Offer) -> None:
    """Plan once more as remedies would have it, keep that plan beside the first one and show it."""
    store = cache.store_of(where)
    with waiting("Menyusun rute …") as progress:
        problem = apply_remedies(plans.problem(where, plan, closed_of_plan(plan)), offer.remedies)
        made = make_plan(problem, progress=progress)
    result = {**made.to_dict(), "season": plan.result["season"]}
    inputs = inputs_with_fleet({**plan.inputs, "days": result["days"]}, problem.fleet)
    _show(save_plan(store, inputs, result, parcels_again(store, plan, result), name=offer.text, by=by))


def _show(number: int) -> None:
    """Show a plan that was just kept."""
    plans.forget_plans()
    state.show_plan(number)
    st.rerun()


def keep_changed(where: Source, shown: Shown, name: str, by: Actor) -> None:
    """Keep a plan with its changes by hand beside the one it was made from, and show it."""
    store, plan, result = cache.store_of(where), shown.plan, dict(shown.result)
    called = name.strip() or name_of_change(plan, 0 if shown.draft is None else shown.draft.at)
    parcels = parcels_again(store, plan, result)
    inputs = {**plan.inputs, "changed_from": plan.plan_id, CLOSED: shown.closed}
    _show(save_plan(store, inputs, result, parcels, name=called, by=by))
