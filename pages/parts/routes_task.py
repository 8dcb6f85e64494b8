"""What is done with the plan shown: looking, changing, comparing, printing; the part of the page beside the map."""

from __future__ import annotations

import streamlit as st

from data.plans import SavedPlan
from data.roles import Actor
from pages.parts import actor, routes_choose, routes_compare, routes_edit, routes_print
from pages.parts import routes_state as state
from pages.parts import routes_view as view
from pages.parts.cache import Source
from pages.parts.routes_state import Shown


def bar(known: list[SavedPlan], shown: Shown) -> str:
    """Show which plan, which task, who works, in one row; return the task, a key of :data:`state.TASKS`."""
    plan_place, task_place, person_place = st.columns([2, 3, 1.4], vertical_alignment="center")
    with plan_place:
        state.choose_plan(known, shown.plan)
    with task_place:
        chosen = st.segmented_control(
            "Kerjakan",
            list(state.TASKS),
            default=state.LOOK,
            required=True,
            format_func=state.TASKS.__getitem__,
            label_visibility="collapsed",
            key=state.TASK,
        )
    with person_place:
        actor.box()
    return chosen or state.LOOK


def compare(where: Source, known: list[SavedPlan], plan: SavedPlan, by: Actor) -> None:
    """Show plans side by side."""
    routes_compare.show(where, known, plan, by)


def beside_map(where: Source, shown: Shown, task: str, by: Actor) -> None:
    """Show the map, and beside it what belongs to the task."""
    left, right = st.columns([2, 1])
    with left:
        view.the_map(where, shown, state.trip(shown.frames))
    with right:
        if task == state.EDIT:
            routes_edit.show(where, shown, by)
        elif task == state.PRINT:
            routes_print.show(where, shown, by)
        else:
            view.totals(shown)
            view.vehicles(shown)
            if not shown.is_changed:
                routes_choose.box(where, shown.plan, by, place="lihat")
