"""From families to the question of the siting: settlements that want service, and where a point could stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.access.reach import POOR
from analytics.access.siting import COVER, Siting, curve
from analytics.access.travel import Minutes, Roads, travel_minutes
from data.targeting import Families
from geo.progress import Progress, silent
from geo.settlements import medoids, settlements, to_metres

MOST_CANDIDATES = 150
"""The largest settlements are looked at as places for a new point."""
_NAMELESS = "permukiman"


@dataclass(frozen=True, eq=False)
class Question:
    """Settlements, candidates and the times between them.

    ``demand``: one row per settlement: ``desa_code``, ``dusun``, ``lon``, ``lat`` (a real home in its middle),
    ``weight`` (families), ``existing_min`` (minutes to the nearest point that stands, ``inf`` none). ``candidates``:
    one row per place where a point could stand: ``desa_code``, ``dusun``, ``lon``, ``lat``. ``minutes``: demand ×
    candidates.
    """

    demand: pd.DataFrame
    candidates: pd.DataFrame
    minutes: Minutes
    basis: str


@dataclass(frozen=True, eq=False)
class Proposal:
    """Where new points should stand, for each number of them up to the one asked for.

    ``curve``: see :func:`analytics.access.siting.curve`; ``best`` is its last; ``sites``: the candidates that it chose.
    """

    curve: list[Siting]
    sites: pd.DataFrame

    @property
    def best(self) -> Siting:
        """The choice with most new points."""
        return self.curve[-1]


def settlements_of(
    families: Families, *, group: str = POOR, join_distance_m: float = 300.0, max_radius_m: float = 1000.0
) -> pd.DataFrame:
    """Return the settlements of families with a coordinate, see ``demand`` of :class:`Question` (without times).

    Settlements are those of :func:`geo.settlements.settlements`; ``weight`` counts families of ``group``, a key of
    :data:`analytics.access.reach.GROUPS`. Settlements without one are left out.
    """
    frame = families.frame
    located = frame[frame["lon"].notna() & frame["lat"].notna()]
    x_m, y_m = to_metres(located["lon"], located["lat"])
    labels = settlements(x_m, y_m, located["desa_code"], join_distance_m=join_distance_m, max_radius_m=max_radius_m)
    middle = located.iloc[medoids(x_m, y_m, labels)]
    counted = located["is_poor"].to_numpy(dtype=float) if group == POOR else np.ones(len(located))
    weight = np.bincount(labels, weights=counted, minlength=len(middle))
    table = middle[["desa_code", "dusun", "lon", "lat"]].reset_index(drop=True).assign(weight=weight)
    return table[table["weight"] > 0].reset_index(drop=True)


def question_of(
    demand: pd.DataFrame,
    points: pd.DataFrame,
    roads: Roads,
    *,
    mode: str,
    candidates: pd.DataFrame | None = None,
    most_candidates: int = MOST_CANDIDATES,
    progress: Progress = silent,
) -> Question:
    """Return the times that the siting needs.

    Parameters
    ----------
    demand
        See :func:`settlements_of`.
    points
        Service points that stand: ``lon``, ``lat``; they are kept.
    candidates
        ``desa_code``, ``dusun``, ``lon``, ``lat``; ``None``: the ``most_candidates`` largest settlements.
    """
    if candidates is None:
        largest = demand.sort_values(["weight", "desa_code"], ascending=[False, True], kind="stable")
        candidates = largest.head(most_candidates).sort_index().reset_index(drop=True)
    known = points.dropna(subset=["lon", "lat"])
    times = travel_minutes(
        roads, demand["lon"], demand["lat"], pd.concat([candidates["lon"], known["lon"]]),
        pd.concat([candidates["lat"], known["lat"]]), mode=mode, progress=progress,
    )  # fmt: skip
    count = len(candidates)
    existing = times[:, count:].min(axis=1) if len(known) else np.full(len(demand), np.inf)
    columns = ["desa_code", "dusun", "lon", "lat"]
    return Question(demand.assign(existing_min=existing), candidates[columns], times[:, :count], roads.basis(mode))


def propose(
    question: Question, count: int, *, model: str = COVER, limit_min: float = 60.0, time_limit_s: float = 60.0,
    progress: Progress = silent,
) -> Proposal:  # fmt: skip
    """Return where up to ``count`` new points should stand.

    Parameters
    ----------
    model
        A key of :data:`analytics.access.siting.MODELS`.
    limit_min
        Of the maximal covering: minutes one way.
    time_limit_s
        For each number of points.
    """
    found = curve(
        question.minutes, question.demand["weight"], count, model=model, limit_min=limit_min,
        existing_min=question.demand["existing_min"], time_limit_s=time_limit_s, progress=progress,
    )  # fmt: skip
    best = found[-1]
    sites = question.candidates.iloc[list(best.chosen)].reset_index(drop=True)
    return Proposal(found, _with_gain(sites, question, best, limit_min))


def _with_gain(sites: pd.DataFrame, question: Question, best: Siting, limit_min: float) -> pd.DataFrame:
    """Return the new points with the families that would go to each.

    ``near_count``; of them ``new_count`` had no point within the limit before and have one now.
    """
    if not len(sites):
        return sites.assign(near_count=pd.Series(dtype=int), new_count=pd.Series(dtype=int))
    times = question.minutes[:, list(best.chosen)]
    weight, existing = question.demand["weight"].to_numpy(), question.demand["existing_min"].to_numpy()
    nearest, least = times.argmin(axis=1), times.min(axis=1)
    goes = np.isfinite(least) & (least < existing)
    is_new = goes & (least <= limit_min) & (existing > limit_min)
    near, new = (np.bincount(nearest[which], weights=weight[which], minlength=len(sites)) for which in (goes, is_new))
    return sites.assign(near_count=near.astype(int), new_count=new.astype(int))


def name_of(sites: pd.DataFrame, desa_names: pd.Series) -> pd.Series:
    """Return what a settlement is called: "Dusun 2, Uren"; ``desa_names``: index ``desa_code``."""
    desa = sites["desa_code"].map(desa_names).fillna("desa tidak dikenal")
    return sites["dusun"].where(sites["dusun"] != "", _NAMELESS) + ", " + desa
