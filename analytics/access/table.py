"""One row per desa with all that is known of access, for pages and for the indicators of access."""

from __future__ import annotations

import pandas as pd

from analytics.access.catchment import Catchment, e2sfca
from analytics.access.decay import DECAY, Decay
from analytics.access.reach import LIMITS_MIN, POOR, Access, per_desa
from analytics.access.served import three_way
from data.targeting import Families

REMOTE_MAX_MIN = 120
"""Minutes beyond which one desa counts as no more remote than another."""


def desa_table(
    access: Access,
    families: Families,
    *,
    limit_min: int = 60,
    program: str | None = None,
    decay: Decay = DECAY,
) -> tuple[pd.DataFrame, Catchment]:
    """Return the table of access of poor families, and the scores by E2SFCA.

    Returns
    -------
    pandas.DataFrame
        One row per desa with families, index ``desa_code``: the columns of :func:`analytics.access.reach.per_desa` for
        30, 60, 120 minutes and ``limit_min``; ``served_count``, ``within_count``, ``outside_count``, ``no_quota_count``
        of :func:`analytics.access.served.three_way`; ``e2sfca`` of :func:`analytics.access.catchment.e2sfca`.
    Catchment
        With its decay and unit.
    """
    limits = tuple(sorted({*LIMITS_MIN, limit_min}))
    reach = per_desa(access, group=POOR, limits_min=limits)
    parts = three_way(access, families, limit_min=limit_min, program=program)
    scores = e2sfca(access, decay=decay)
    counts = parts[["served_count", "within_count", "outside_count", "no_quota_count"]]
    return reach.join(counts).join(scores.per_desa), scores


def remoteness_of(table: pd.DataFrame) -> pd.Series:
    """Return how remote each desa is for :func:`analytics.targeting.score.priority_score`, index ``desa_code``.

    The median minutes one way of :func:`desa_table`, at most :data:`REMOTE_MAX_MIN`, which also stands for no way at
    all; missing where no poor family of the desa has a coordinate.
    """
    return table["median_min"].astype(float).clip(upper=REMOTE_MAX_MIN).rename("remoteness")
