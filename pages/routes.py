"""Rute: trips that bring the aid to where the recipients live; made, changed by hand, compared, chosen, printed."""

from __future__ import annotations

from functools import partial

from pages.parts import acting, actor, frame, routes_left, routes_make, routes_tables, routes_task
from pages.parts import routes_state as state
from pages.parts import routes_view as view
from pages.parts.cache import plans


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        asked, is_asked = routes_make.ask(where)
        by = actor.present()
        if is_asked:
            routes_make.make(where, asked, by)
        known = plans.saved_plans(where, asked.program, asked.period)
        if not known:
            view.no_plan(asked.program, asked.period)
            view.preflight(where, asked.program, asked.period, asked.season)
            routes_tables.show(where, None, is_open=True)
            return
        plan = state.current(known)
        shown = state.shown(where, plan)
        view.headline(where, shown)
        acting.news()
        task = routes_task.bar(known, shown)
        if task == state.COMPARE:
            routes_task.compare(where, known, plan, by)
        else:
            routes_task.beside_map(where, shown, task, by)
            view.trips_and_calls(shown)
            routes_left.show(where, shown, partial(routes_make.attempt, where, plan, by))
            view.unplaced(shown)
            view.preflight(where, asked.program, asked.period, asked.season)
        routes_tables.show(where, shown, is_open=False)
        view.sources(where, shown)


show()
