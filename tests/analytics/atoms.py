"""A reader who knows nothing but what is shown: every family is of some desa, some desil or none, and in some lists.

The families of one kind ("poor, of desa A, PKH in October only") are one unknown each, and so are parcels of a list for
strangers. All that can be counted is a sum of such unknowns, so no equation has to be written down: whatever two
figures tell about a third follows by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from analytics.suppression import LIMIT
from data.programs import ALL

_WHOLE = 1e-6
POOR, RICH, UNKNOWN, STRANGER = "poor", "rich", "unknown", "stranger"
PARCELS = "parcels"
Lists = frozenset[tuple[str, str]]
"""The lists that a family is in: period and program."""
Kind = Callable[[str, Lists], float]


@dataclass(frozen=True, eq=False)
class Office:
    """``families``: one row per family: ``desa``, ``status``, and a column of booleans per (period, program).

    ``strangers``: (desa, period, program) → how many of that list are in no list of families.
    """

    families: pd.DataFrame
    strangers: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    @cached_property
    def lists(self) -> list[tuple[str, str]]:
        return [name for name in self.families if isinstance(name, tuple)]

    def programs(self, period: str) -> list[str]:
        return [program for each, program in self.lists if each == period]

    def coverage(self, period: str) -> pd.DataFrame:
        """What :func:`analytics.coverage.coverage` counts."""
        own, frames = self.families, []
        keys = self.programs(period)
        got = own[[(period, key) for key in keys]].set_axis(keys, axis=1)
        several, is_poor = got.sum(axis=1) > 1, own["status"].eq(POOR)
        for key in (*keys, ALL):
            served = got.any(axis=1) if key == ALL else got[key]
            marks = {
                "families": served | True, "families_without_desil": own["status"].eq(UNKNOWN),
                "poor_families": is_poor,
                "served_poor": is_poor & served, "unserved_poor": is_poor & ~served,
                "served_nonpoor": own["status"].eq(RICH) & served, "recipients": served,
                "overlap_families": served & several,
            }  # fmt: skip
            counts = pd.DataFrame(marks).astype(int).groupby(own["desa"].to_numpy()).sum()
            frames.append(counts.assign(program=key, recipients_unmatched=0).rename_axis("desa_code").reset_index())
        table = pd.concat(frames, ignore_index=True)
        return table.assign(desa_name=table["desa_code"], area_km2=1.0, period=period)


@dataclass(frozen=True, eq=False)
class Reader:
    """Who has ``seen`` some counts: (place, name) → number. Places: a desa, the beginning of its code, "": all."""

    office: Office
    seen: dict[tuple[str, str], float] = field(default_factory=dict)

    @cached_property
    def atoms(self) -> pd.DataFrame:
        """One row per kind of family that there could be: ``desa, status, lists, truth``."""
        own, lists = self.office.families, self.office.lists
        desa = sorted(own["desa"].unique())
        every = pd.MultiIndex.from_tuples(
            list(product(desa, (POOR, RICH, UNKNOWN), *[(False, True)] * len(lists))),
            names=["desa", "status", *map(str, lists)],
        )
        marked = own.set_axis(["desa", "status", *map(str, lists)], axis=1)
        counts = marked.groupby(list(marked.columns)).size().reindex(every, fill_value=0)
        table = counts.rename("truth").reset_index()
        bits = table[[str(each) for each in lists]].to_numpy(dtype=bool)
        table["lists"] = [frozenset(each for each, is_in in zip(lists, row, strict=True) if is_in) for row in bits]
        known = self.office.strangers
        strange = [
            {"desa": at, "status": STRANGER, "lists": frozenset([each]), "truth": known.get((at, *each), 0)}
            for at, each in product(desa, lists)
        ]  # fmt: skip
        return pd.concat([table, pd.DataFrame(strange)], ignore_index=True)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        return kinds_of(self.office)

    @cached_property
    def _of_kind(self) -> dict[str, NDArray[np.float64]]:
        pairs = list(zip(self.atoms["status"], self.atoms["lists"], strict=True))
        is_family = self.atoms["status"].ne(STRANGER).to_numpy()
        counts = {name: np.array([kind(*pair) for pair in pairs], dtype=float) for name, kind in self.kinds.items()}
        return {name: each if name.endswith(PARCELS) else each * is_family for name, each in counts.items()}

    def row(self, place: str, name: str) -> NDArray[np.float64]:
        return self.atoms["desa"].str.startswith(place).to_numpy() * self._of_kind[name]

    def truth(self, place: str, name: str) -> int:
        return int(self.row(place, name) @ self.atoms["truth"].to_numpy())

    def see(self, place: str, name: str, count: float) -> None:
        """Take note of a figure; it must be true."""
        assert self.truth(place, name) == count, (place, name)
        self.seen[place, name] = count

    def interval(self, place: str, name: str) -> tuple[float, float]:
        """Return between what a count lies for this reader."""
        goal = self.row(place, name)
        known, counts = self._known
        ends = [linprog(sign * goal, A_eq=known, b_eq=counts, bounds=(0, None), method="highs") for sign in (1, -1)]
        assert ends[0].x is not None
        return float(ends[0].fun), np.inf if ends[1].x is None else float(-ends[1].fun)

    @property
    def _known(self) -> tuple[sparse.csr_array, NDArray[np.float64]]:
        if not self.seen:
            return sparse.csr_array((0, len(self.atoms))), np.empty(0)
        rows = [self.row(*cell) for cell in self.seen]
        return sparse.csr_array(np.array(rows)), np.array(list(self.seen.values()), dtype=float)

    def opened(self, places: Iterable[str]) -> list[tuple[str, str, int]]:
        """Return the small counts of which only one value is left: place, name, count.

        0 is small but where it tells nothing of a family (:attr:`analytics.suppression.Sheet.gaps`).
        """
        small = [(place, name) for place, name in product(places, self.kinds) if self._is_small(place, name)]
        rows = np.array([self.row(*cell) for cell in small])
        values = np.array([rows @ world for world in self._worlds()])
        left = [cell for cell, spread in zip(small, np.ptp(values, axis=0), strict=True) if spread < 1 - _WHOLE]
        ends = {cell: self.interval(*cell) for cell in left}
        return [(*cell, self.truth(*cell)) for cell, (low, high) in ends.items() if high - low < 1 - _WHOLE]

    def _is_small(self, place: str, name: str) -> bool:
        count = self.truth(place, name)
        return 0 < count < LIMIT or (count == 0 and UNKNOWN not in name and PARCELS not in name)

    def _worlds(self, many: int = 24) -> list[NDArray[np.float64]]:
        """Return worlds in which all that was seen is as it is: the true one and some at corners, for speed."""
        truth = self.atoms["truth"].to_numpy(dtype=float)
        known, counts = self._known
        made = [truth]
        for wish in np.random.default_rng(0).normal(size=(many, len(truth))):
            found = linprog(wish, A_eq=known, b_eq=counts, bounds=(0, truth.sum()), method="highs")
            made += [] if found.x is None else [found.x]
        return made


def kinds_of(office: Office) -> dict[str, Kind]:
    """Return what can be counted: a name, and which families are of it."""
    kinds: dict[str, Kind] = {
        "families": lambda _status, _lists: True,
        "poor": lambda status, _: status == POOR,
        "notpoor": lambda status, _: status != POOR,
        "rich": lambda status, _: status == RICH,
        "unknown": lambda status, _: status == UNKNOWN,
    }
    for period in dict.fromkeys(each for each, _ in office.lists):
        programs = office.programs(period)
        for key in (ALL, *(programs if len(programs) > 1 else ())):  # the only one is the same as all of them
            kinds |= _of_list(period, key)
        kinds |= _of_parcels(period)
        if len(programs) > 1:
            kinds[f"{period} {ALL} single"] = lambda _, lists, at=period: _many(lists, at) == 1
            kinds[f"{period} {ALL} overlap"] = lambda _, lists, at=period: _many(lists, at) > 1
    return kinds


def _many(lists: Lists, period: str) -> int:
    return sum(when == period for when, _ in lists)


def _of_parcels(period: str) -> Mapping[str, Kind]:
    return {
        f"{period} {PARCELS}": lambda _, lists: _many(lists, period),
        f"{period} strange {PARCELS}": lambda status, lists: status == STRANGER and _many(lists, period),
    }


def _of_list(period: str, key: str) -> Mapping[str, Kind]:
    def gets(lists: Lists) -> bool:
        return any(when == period and key in (ALL, program) for when, program in lists)

    def others(lists: Lists) -> bool:
        return any(when == period for when, _ in lists) and not gets(lists)

    def several(lists: Lists) -> bool:
        return sum(when == period for when, _ in lists) > 1

    told: dict[str, Kind] = {
        "served": lambda status, lists: status == POOR and gets(lists),
        "unserved": lambda status, lists: status == POOR and not gets(lists),
        "recipients": lambda _, lists: gets(lists),
        "rest": lambda status, lists: status != POOR and gets(lists),
        "nonpoor": lambda status, lists: status == RICH and gets(lists),
        "unknown": lambda status, lists: status == UNKNOWN and gets(lists),
        "without": lambda _, lists: not gets(lists),
        "notpoor without": lambda status, lists: status != POOR and not gets(lists),
    }
    if key != ALL:
        told |= {
            "others": lambda status, lists: status == POOR and others(lists),
            "others all": lambda _, lists: others(lists),
            "others rest": lambda status, lists: status != POOR and others(lists),
            "overlap": lambda _, lists: gets(lists) and several(lists),
            "single": lambda _, lists: gets(lists) and not several(lists),
        }
    return {f"{period} {key} {name}": kind for name, kind in told.items()}
