"""What if: more families, more money or a cut, by a rule; who is chosen, where, and what becomes of the figures.

Chosen are only numbers of families (:attr:`data.targeting.Families.frame`); :func:`data.musdes.musdes_list` makes the
list of them that goes to the musdes. Nothing is stored: the musdes decides. A family whose desa is unknown has no
musdes that could decide on it, so it is never chosen; how many such there are is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.targeting.cells import ALL_PLACES, DESA, receiving, share
from analytics.targeting.figures import figures
from data.programs import ALL
from data.targeting import Families
from geo.notation import number

TOLD = (
    "families", "poor_families", "recipients", "served_poor", "unserved_poor", "served_nonpoor", "coverage_share",
    "exclusion_share", "inclusion_share", "c_index", "cgh",
)  # fmt: skip
_LAST_DESIL = 11
"""Stands for a desil that is unknown: after all others."""
_NEARLY = 1e-9
UNPLACED = ""
"""The code of an unknown desa."""
_POOR = 2
"""Group of a cut that comes last: see :func:`_queue`."""


@dataclass(frozen=True)
class Rule:
    """One rule. ``add`` and ``cut`` take the :func:`_queue` and return what to sort it by, first what decides first."""

    key: str
    label: str
    definition: str
    add: Callable[[pd.DataFrame], list[pd.Series]]
    cut: Callable[[pd.DataFrame], list[pd.Series]]


@dataclass(frozen=True)
class Change:
    """What is tried: one of ``family_count``, ``amount_idr`` with ``family_idr`` (Rp per family), or ``cut_pct``."""

    family_count: int | None = None
    amount_idr: float | None = None
    family_idr: float | None = None
    cut_pct: float | None = None

    @property
    def label(self) -> str:
        """The change in words."""
        if self.cut_pct is not None:
            return f"pemotongan {number(self.cut_pct, 0 if self.cut_pct % 1 == 0 else 1)} % penerima"
        if self.amount_idr is not None:
            return f"tambahan Rp {number(self.amount_idr)}, Rp {number(self.family_idr or 0)} tiap keluarga"
        return f"tambahan {number(self.family_count or 0)} keluarga"


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a change by a rule leads to.

    ``chosen``: numbers of the families added (or cut), in the order of the rule. ``by_desa``: one row per desa, index
    ``place``: ``candidates`` (poor families that do not receive; of a cut: recipients), ``chosen_count``,
    ``poor_families``, ``coverage_before``, ``coverage_after`` (0–1). ``before``, ``after``: the figures of all desa
    together, a row per name of :data:`TOLD`, those of an unknown desa included. ``asked_count``: so many families were
    meant; ``unused_count``: so many of them found no candidate; ``unused_idr``: money left (of a change in Rp).
    ``unplaced_count``: families that would be candidates but for their desa, which is unknown; they stand in no row of
    ``by_desa``. ``families``: as they would be.
    """

    change: Change
    rule: Rule
    chosen: tuple[int, ...]
    by_desa: pd.DataFrame
    before: pd.Series
    after: pd.Series
    asked_count: int
    unused_count: int
    unused_idr: float
    unplaced_count: int
    families: Families

    @property
    def sentence(self) -> str:
        """The outcome in one sentence."""
        what = "dikurangi" if self.change.cut_pct is not None else "ditambah"
        desa_count = int((self.by_desa["chosen_count"] > 0).sum())
        before, after = (number(100 * each["coverage_share"], 1) for each in (self.before, self.after))
        told = f"{number(len(self.chosen))} keluarga di {number(desa_count)} desa {what}"
        told += f"; cakupan {before} % menjadi {after} %"
        told += f"; {number(self.unused_count)} tidak terpakai" if self.unused_count else ""
        return told + (f"; {number(self.unplaced_count)} calon desanya tidak diketahui" if self.unplaced_count else "")


def what_if(families: Families, program: str, change: Change, rule: str) -> Outcome:
    """Return what ``change`` to the recipients of ``program`` leads to by a rule of :data:`RULES`.

    More families: poor families that do not receive yet, never others. A cut in % is of all recipients, also of those
    whose desa is unknown, though these are not chosen. A cut takes recipients who are not poor first,
    the highest desil first; then those whose desil is unknown; only then the poor, by the rule. With ``SEMUA``, more
    means something for who has nothing, a cut takes everything from who is cut. Equal families come by their number in
    the list, so the order of rows plays no part.
    """
    one = RULES[rule]
    is_cut = change.cut_pct is not None
    asked, left_idr = _asked(families, program, change)
    candidates = _queue(families, program, is_cut=is_cut)
    queue = candidates[candidates["desa_code"] != UNPLACED]
    order = np.lexsort([key.to_numpy() for key in reversed(one.cut(queue) if is_cut else one.add(queue))])
    chosen = queue.index[order[:asked]]
    changed = _changed(families, program, chosen, is_given=not is_cut)
    before, after = (_together(each, program) for each in (families, changed))
    unused = asked - len(chosen)
    return Outcome(
        change=change,
        rule=one,
        chosen=tuple(int(each) for each in chosen),
        by_desa=_by_desa(families, changed, program, queue, chosen),
        before=before,
        after=after,
        asked_count=asked,
        unused_count=unused,
        unused_idr=left_idr + unused * (change.family_idr or 0.0),
        unplaced_count=len(candidates) - len(queue),
        families=changed,
    )


def compare(families: Families, program: str, change: Change, rules: tuple[str, ...]) -> pd.DataFrame:
    """Return the figures before and after by each rule side by side: index names of :data:`TOLD`, a column each.

    Columns ``sebelum`` and the keys of the rules.
    """
    outcomes = [what_if(families, program, change, rule) for rule in rules]
    return pd.DataFrame({"sebelum": outcomes[0].before} | {each.rule.key: each.after for each in outcomes})


def _together(families: Families, program: str) -> pd.Series:
    """Return the figures of all desa together, missing where there is no family."""
    return figures(families, program, by=ALL_PLACES).reindex([ALL_PLACES]).loc[ALL_PLACES, list(TOLD)]


def _asked(families: Families, program: str, change: Change) -> tuple[int, float]:
    """Return how many families are meant, and the money that makes no whole family."""
    if change.cut_pct is not None:
        return int(np.ceil(receiving(families, program).sum() * change.cut_pct / 100 - _NEARLY)), 0.0
    if change.amount_idr is not None and change.family_idr:
        count = int(change.amount_idr // change.family_idr)
        return count, change.amount_idr - count * change.family_idr
    return int(change.family_count or 0), 0.0


def _queue(families: Families, program: str, *, is_cut: bool) -> pd.DataFrame:
    """Return the families that may be chosen, with what rules sort by.

    Index ``family_number``: ``desa_code``, ``group`` (of a cut: 0 not poor, 1 unknown, 2 poor; else 0), ``desil``,
    ``is_priority``, ``member_count``, ``number``, ``served`` and ``poor`` (of the desa, now).
    """
    frame = families.frame
    receives = receiving(families, program)
    own = frame[receives if is_cut else frame["is_poor"] & ~receives]
    poor = frame["is_poor"].groupby(frame["desa_code"]).sum()
    served = (frame["is_poor"] & receives).groupby(frame["desa_code"]).sum()
    group = np.select([own["is_poor"], own["desil"].isna()], [_POOR, 1], 0) if is_cut else 0
    return pd.DataFrame(
        {
            "desa_code": own["desa_code"],
            "group": group,
            "desil": own["desil"].fillna(_LAST_DESIL).astype(int),
            "is_priority": own["is_priority"].astype(bool),
            "member_count": own["member_count"].fillna(0).astype(int),
            "number": own.index,
            "served": own["desa_code"].map(served).astype(int),
            "poor": own["desa_code"].map(poor).astype(int),
        }
    )


def _poorest(queue: pd.DataFrame) -> list[pd.Series]:
    return [queue["desil"], ~queue["is_priority"], -queue["member_count"], queue["number"]]


def _least_poor(queue: pd.DataFrame) -> list[pd.Series]:
    return [queue["group"], *(-key.astype(int) for key in _poorest(queue))]


def _priority(queue: pd.DataFrame) -> list[pd.Series]:
    return [~queue["is_priority"], *_poorest(queue)]


def _least_priority(queue: pd.DataFrame) -> list[pd.Series]:
    return [queue["group"], queue["is_priority"] & (queue["group"] > 0), *_least_poor(queue)]


def _lowest_coverage(queue: pd.DataFrame) -> list[pd.Series]:
    """Return first the coverage that the desa has when it is this family's turn: the lowest desa is always next."""
    turn = _turn(queue, _poorest(queue))
    return [pd.Series(share(queue["served"] + turn, queue["poor"]), queue.index), queue["desa_code"], *_poorest(queue)]


def _highest_coverage(queue: pd.DataFrame) -> list[pd.Series]:
    """Return, among poor recipients, those of the desa that is covered best at their turn first."""
    is_poor = queue["group"] == _POOR
    turn = _turn(queue[is_poor], _least_poor(queue[is_poor])).reindex(queue.index, fill_value=0)
    coverage = pd.Series(share(queue["served"] - turn, queue["poor"]), queue.index)
    return [queue["group"], -coverage.where(is_poor, 0.0), *_least_poor(queue)]


def _turn(queue: pd.DataFrame, keys: list[pd.Series]) -> pd.Series:
    """Return the place of each family in the queue of its own desa, from 0."""
    order = np.lexsort([key.to_numpy() for key in reversed(keys)])
    return queue["desa_code"].iloc[order].groupby(queue["desa_code"].iloc[order]).cumcount().reindex(queue.index)


RULES: dict[str, Rule] = {
    rule.key: rule
    for rule in (
        Rule(
            "termiskin", "Termiskin dulu",
            "Desil terendah dulu; dalam desil yang sama keluarga prioritas, lalu yang anggotanya terbanyak.",
            _poorest, _least_poor,
        ),
        Rule(
            "prioritas", "Prioritas dulu",
            "Keluarga yang ditetapkan prioritas dulu, lalu menurut desil.",
            _priority, _least_priority,
        ),
        Rule(
            "merata", "Cakupan merata",
            "Selalu desa yang cakupannya paling rendah dulu; di dalam desa yang termiskin dulu.",
            _lowest_coverage, _highest_coverage,
        ),
    )
}  # fmt: skip
"""How families are chosen."""


def _changed(families: Families, program: str, chosen: pd.Index, *, is_given: bool) -> Families:
    """Return the families with the chosen ones receiving, or no longer; amounts of the added are not known."""
    if not len(chosen):
        return families
    receives = families.receives.copy()
    if not is_given:
        receives.loc[chosen, receives.columns if program == ALL else [program]] = False
        return replace(families, receives=receives)
    told = program if program != ALL else "tambahan"
    if told not in receives:
        receives[told] = False
    receives.loc[chosen, told] = True
    return replace(families, receives=receives)


def _by_desa(
    families: Families, changed: Families, program: str, queue: pd.DataFrame, chosen: pd.Index
) -> pd.DataFrame:
    before, after = (figures(each, program, by=DESA).drop(UNPLACED, errors="ignore") for each in (families, changed))
    return pd.DataFrame(
        {
            "candidates": queue["desa_code"].value_counts().reindex(before.index, fill_value=0),
            "chosen_count": queue["desa_code"].loc[chosen].value_counts().reindex(before.index, fill_value=0),
            "poor_families": before["poor_families"],
            "coverage_before": before["coverage_share"],
            "coverage_after": after["coverage_share"],
        }
    )
