"""The enhanced two-step floating catchment area: how much service there is per family, near counting more than far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.access.decay import DECAY, Decay
from analytics.access.reach import POOR, Access, counts_of

Numbers = NDArray[np.float64]
PER = 1000.0


@dataclass(frozen=True, eq=False)
class Catchment:
    """Scores by E2SFCA.

    ``per_place``: service per 1,000 families at each place of :class:`~analytics.access.reach.Access`; ``per_desa``:
    its mean over the families of each desa, index ``desa_code``, missing where none is located. ``unit``: of what:
    "keluarga per bulan" where the capacity of every point is known, else "titik". ``decay``: as asked.
    """

    per_place: Numbers
    per_desa: pd.Series
    unit: str
    decay: Decay


def e2sfca(access: Access, *, group: str = POOR, decay: Decay = DECAY) -> Catchment:
    """Return how much service each place has, shared with all who want it.

    Step 1: for each point j, R_j = S_j / Σ_k P_k W(t_kj), over places within the outermost zone. Step 2: for each
    place i, A_i = Σ_j R_j W(t_ij). W is the weight of the zone in which the time lies, 0 beyond. S_j is the capacity
    where that of every point is known, else 1 each; P_k the families of ``group``.

    Parameters
    ----------
    group
        A key of :data:`analytics.access.reach.GROUPS`.
    decay
        The zones and their weights.

    References
    ----------
    Luo & Qi (2009), doi 10.1016/j.healthplace.2009.06.002.
    """
    has_capacity = len(access.points) > 0 and bool(access.points["capacity"].notna().all())
    supply = access.points["capacity"].to_numpy(dtype=float) if has_capacity else np.ones(len(access.points))
    people = counts_of(access, group)
    scores = scores_of(access.minutes, supply, people, decay) * PER
    places = pd.DataFrame({"desa_code": access.places["desa_code"], "people": people, "sum": scores * people})
    sums = places.groupby("desa_code")[["sum", "people"]].sum()
    means = (sums["sum"] / sums["people"].where(sums["people"] > 0)).reindex(access.totals.index)
    return Catchment(scores, means.rename("e2sfca"), "keluarga per bulan" if has_capacity else "titik", decay)


def scores_of(minutes: Numbers, supply: Numbers, people: Numbers, decay: Decay) -> Numbers:
    """Return A_i of :func:`e2sfca` for places × points ``minutes``; 0 where no point lies within the outermost zone."""
    zone = np.searchsorted(np.asarray(decay.zones_min), minutes, side="left")
    weight = np.append(np.asarray(decay.weights, dtype=float), 0.0)[zone]
    wanted = people @ weight
    ratio = np.divide(supply, wanted, out=np.zeros_like(supply, dtype=float), where=wanted > 0)
    return np.asarray(weight @ ratio)
