"""Two plans beside each other: what each does, and by how much one differs from the other. Plans as they are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.notation import duration, kilograms, kilometres, number, rupiah

Result = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """One figure of a plan. ``of``: its value; ``write``: as read; ``sign``: 1 where more is better, else -1."""

    key: str
    label: str
    of: Callable[[Result], float | None]
    write: Callable[[float | None], str]
    sign: int


def _total(name: str) -> Callable[[Result], float | None]:
    return lambda result: result["totals"].get(name)


FIGURES: dict[str, Figure] = {
    entry.key: entry
    for entry in (
        Figure("served_family_count", "Keluarga terlayani", _total("served_family_count"), number, 1),
        Figure("served_priority_count", "Keluarga prioritas terlayani", _total("served_priority_count"), number, 1),
        Figure("served_stop_count", "Titik terlayani penuh", _total("served_stop_count"), number, 1),
        Figure("served_load_kg", "Muatan terkirim", _total("served_load_kg"), kilograms, 1),
        Figure("trip_count", "Ritase", _total("trip_count"), number, -1),
        Figure("vehicle_count", "Kendaraan dipakai", _total("vehicle_count"), number, -1),
        Figure("day_count", "Hari", lambda result: len(result["days"]), number, -1),
        Figure("distance_m", "Jarak", _total("distance_m"), kilometres, -1),
        Figure("duration_min", "Jam kendaraan", _total("duration_min"), duration, -1),
        Figure("cost_idr", "Biaya", _total("cost_idr"), rupiah, -1),
        Figure("broken", "Aturan dilanggar", lambda result: len(result["broken"]), number, -1),
    )
}
TOLD_AT_ONCE = ("served_family_count", "distance_m", "duration_min", "cost_idr", "trip_count")
"""What a change by hand is told by."""
_WORDS = {"served_family_count": " keluarga", "trip_count": " ritase"}
_MORE: dict[str, Callable[[float | None], str]] = {"distance_m": lambda more: f"{number((more or 0) / 1000, 1)} km"}
"""How differences are written where more exactly than the figure itself."""
_LEAST = {"distance_m": 50.0, "duration_min": 0.5, "cost_idr": 0.5}
"""What is less than this would be written as nothing."""


def values_of(result: Result) -> pd.Series:
    """Return the figures of a plan, index the keys of :data:`FIGURES`; NaN where one is not known."""
    return pd.Series({key: figure.of(result) for key, figure in FIGURES.items()}, dtype=float)


def side_by_side(results: Sequence[Result]) -> pd.DataFrame:
    """Return one row per figure, as readers see them.

    ``key``, ``label``; per plan its value (``value_0``, ``value_1`` …) and, from the second on, its difference to the
    first (``more_1`` …); ``is_unlike``: the plans differ in it; ``best``: the position of the plan that does best in
    it, -1 where none is alone at that.
    """
    values = pd.DataFrame({position: values_of(result) for position, result in enumerate(results)})
    shown = pd.DataFrame({"label": [figure.label for figure in FIGURES.values()]}, index=list(FIGURES))
    for position in values:
        shown[f"value_{position}"] = [FIGURES[key].write(values.loc[key, position]) for key in values.index]
        if position:
            more = values[position] - values[0]
            shown[f"more_{position}"] = [more_text(key, value) for key, value in more.items()]
    ranked = values.mul([figure.sign for figure in FIGURES.values()], axis=0)
    is_top = ranked.eq(ranked.max(axis=1), axis=0)
    shown["is_unlike"] = ranked.ne(ranked[0], axis=0).any(axis=1) & ranked.notna().any(axis=1)
    shown["best"] = is_top.idxmax(axis=1).where(is_top.sum(axis=1) == 1, -1).astype(int)
    return shown.reset_index(names="key")


def more_text(key: str, more: float) -> str:
    """Return a difference with its sign and unit: "+12 km", "−35 mnt", "±0", "" where it is not known."""
    if pd.isna(more):
        return ""
    if abs(more) < _LEAST.get(key, 0.5):
        return "±0"
    return f"{'+' if more > 0 else '−'}{_MORE.get(key, FIGURES[key].write)(abs(more))}{_WORDS.get(key, '')}"


def cost_of_change(before: Result, after: Result) -> list[str]:
    """Return what a change by hand costs, like "+12 km", "+35 mnt", "−3 keluarga"; [] where nothing changes."""
    more = values_of(after) - values_of(before)
    told = {key: more_text(key, more[key]) for key in TOLD_AT_ONCE}
    return [text for text in told.values() if text not in {"", "±0"}]


def newly_broken(before: Result, after: Result) -> list[str]:
    """Return what ``after`` breaks that ``before`` did not."""
    known = set(before["broken"])
    return [sentence for sentence in after["broken"] if sentence not in known]
