"""Which plan the reader looks at, the changes made to it by hand, and which trip is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from analytics.delivery.again import closed_of_plan
from analytics.delivery.saved import PlanFrames
from data.plans import SavedPlan
from pages.parts import filters
from pages.parts.cache import Source, plans
from pages.parts.choice import one_of
from pages.parts.format import long_date
from pages.parts.map_view import clicked

LOOK, EDIT, COMPARE, PRINT = "lihat", "ubah", "banding", "cetak"
TASKS = {LOOK: "Rencana", EDIT: "Ubah", COMPARE: "Bandingkan", PRINT: "Cetak"}
PLAN, TASK = "rencana_terpilih", "tugas_rute"
_BOX = "kotak_rencana"
_TRIP, _STOP, _DRAFT, _TURN = "ritase_terpilih", "titik_terpilih", "ubahan_rute", "giliran_ritase"


@dataclass(frozen=True)
class Step:
    """One state of a plan that is changed by hand: what was done, and what it makes of the plan.

    ``closed``: the ways that nobody may drive over, ``way_id`` → what it is called.
    """

    key: str
    told: str
    result: dict[str, Any]
    closed: Mapping[str, str]


@dataclass(frozen=True)
class Draft:
    """Changes by hand to a kept plan; those after ``at`` were undone and can be done again."""

    plan_id: int
    steps: tuple[Step, ...]
    at: int = 0

    @property
    def now(self) -> Step:
        """The state shown."""
        return self.steps[self.at]

    def then(self, step: Step) -> Draft:
        """Return the draft with one more change; what was undone is gone."""
        return replace(self, steps=(*self.steps[: self.at + 1], step), at=self.at + 1)

    def moved(self, by: int) -> Draft:
        """Return the draft one change back (-1) or forth (1)."""
        return replace(self, at=min(max(self.at + by, 0), len(self.steps) - 1))


@dataclass(frozen=True, eq=False)
class Shown:
    """The plan on the page: as it was kept, or with the changes made since.

    ``frames``: what is shown; ``kept``: as it was kept, for papers. ``key`` names the state shown.
    """

    plan: SavedPlan
    result: Mapping[str, Any]
    key: str
    frames: PlanFrames
    kept: PlanFrames
    draft: Draft | None

    @property
    def closed(self) -> dict[str, str]:
        """The ways the planner has forbidden: ``way_id`` → what it is called."""
        return closed_of_plan(self.plan) if self.draft is None else dict(self.draft.now.closed)

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what was kept."""
        return self.draft is not None and self.draft.at > 0


def current(known: list[SavedPlan]) -> SavedPlan:
    """Return the plan chosen among the plans of a program and period; at first the one that is driven, else the newest."""
    by_id = {plan.plan_id: plan for plan in known}
    chosen = by_id.get(filters.counted(PLAN))
    return chosen or next((plan for plan in known if plan.first_day), known[0])


def choose_plan(known: list[SavedPlan], now: SavedPlan) -> None:
    """Let the reader choose another plan."""
    by_id = {plan.plan_id: plan for plan in known}
    filters.remember(_BOX, now.plan_id)
    one_of(
        "Rencana",
        list(by_id),
        words=lambda number: label(by_id[number]),
        key=_BOX,
        is_bare=True,
        on_change=lambda: show_plan(filters.counted(_BOX)),
    )


def label(plan: SavedPlan) -> str:
    """Return what a plan is called where one chooses among several."""
    used = f" — dipakai mulai {long_date(plan.first_day)}" if plan.first_day else ""
    return f"{plan.label}{used}"


def shown(where: Source, plan: SavedPlan) -> Shown:
    """Return what is to be shown of ``plan``: with its changes, where some were made."""
    kept, changes = of_kept(where, plan), draft()
    if changes is None or changes.plan_id != plan.plan_id:
        return kept
    step = changes.now
    frames = plans.plan_frames(where, step.key, step.result)
    return Shown(plan, step.result, step.key, frames, kept.frames, changes)


def of_kept(where: Source, plan: SavedPlan) -> Shown:
    """Return a plan as it was kept."""
    key = f"rencana {plan.plan_id}"
    frames = plans.plan_frames(where, key, plan.result)
    return Shown(plan, plan.result, key, frames, frames, None)


def draft() -> Draft | None:
    """Return the changes made by hand in this session."""
    kept = filters.answer(_DRAFT)
    return kept if isinstance(kept, Draft) else None


def keep_draft(changed: Draft | None) -> None:
    """Keep the changes; ``None`` lets them go."""
    filters.remember(_DRAFT, changed)


def show_plan(plan_id: int) -> None:
    """Show another plan from the next run on."""
    filters.remember(PLAN, plan_id)
    keep_draft(None)
    choose_trip(None)


def trip(frames: PlanFrames) -> str | None:
    """Return the ``trip_id`` chosen on the map or in a table, ``None`` where none is or the plan has no such trip."""
    chosen = filters.answer(_TRIP)
    return str(chosen) if chosen in set(frames.trips["trip_id"]) else None


def stop(frames: PlanFrames) -> str | None:
    """Return the ``stop_id`` clicked last, ``None`` where the plan has no such stop."""
    chosen = filters.answer(_STOP)
    return str(chosen) if chosen in set(frames.stops["stop_id"]) else None


def choose_trip(trip_id: str | None, *, in_table: bool = False) -> None:
    """Remember the trip chosen; tables tick it when it was chosen elsewhere."""
    filters.remember(_TRIP, trip_id)
    if not in_table:
        filters.remember(_TURN, filters.counted(_TURN) + 1)


def turn() -> int:
    """Return how often a trip was chosen outside a table: part of the name of tables."""
    return filters.counted(_TURN)


def hear(answer: Mapping[str, Any]) -> None:
    """Take in what was clicked on the map of trips."""
    trip_id = clicked(answer, "trip_id")
    filters.remember(_STOP, clicked(answer, "stop_id"))
    if trip_id != filters.answer(_TRIP):
        choose_trip(trip_id)
