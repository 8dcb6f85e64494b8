"""Rute: trips that bring the aid to where the recipients live."""

from __future__ import annotations

from pages.parts import cache, filters, frame, routes_view


def show() -> None:
    """Show the page."""
    with frame.opened() as where:
        if not frame.has_families(where):
            return
        one, two, three = frame.filter_row(3)
        with one:
            period = filters.period(where)
        with two:
            program = filters.delivery_program(where)
        plan = cache.newest_plan(where, program, period)
        with three:
            wants_plan = routes_view.button(plan)
        if wants_plan:
            routes_view.make(where, program, period)
        routes_view.headline(where, plan, program, period)
        if plan is not None:
            routes_view.map_and_trips(where, plan)
            routes_view.left_out(where, plan)
        routes_view.vehicles(where, plan)
        routes_view.sources(plan)


show()
