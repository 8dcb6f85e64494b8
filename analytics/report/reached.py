"""Access to service points as it may be told to who sees figures only, beside what is told of coverage.

Solved as if readers knew how many poor families every desa has, and how many of them at least one program serves.
"""

from __future__ import annotations

import pandas as pd

from analytics.report.counted import POOR, SERVED, UNSERVED, column_of
from analytics.report.told import Told
from analytics.suppression import TOTAL, Exposed, Sheet, suppress_beside
from data.programs import ALL

LOCATED, UNLOCATED, FAR, NEAR = "located", "unlocated", "far", "near"
SERVED_THERE, WITHIN, OUTSIDE = "served there", "within", "outside"
"""Poor families with a coordinate: beyond the limit or not; served, within reach of a point with room, or neither."""
_GAPS = frozenset({UNLOCATED, "served unlocated", "unserved unlocated", FAR, NEAR, WITHIN, OUTSIDE})
"""Where 0 says that a list is whole, or how a place lies: nothing of a family."""
_UNPRINTED = frozenset({NEAR, "served unlocated", "unserved there", "unserved unlocated"})


def told_reach(counts: pd.DataFrame, told: Told) -> pd.DataFrame:
    """Return the counts of each desa of the coverage (index code) and all (:data:`TOTAL`); missing where hidden.

    ``counts``: index code, columns :data:`LOCATED`, :data:`FAR`, and of all programs together :data:`SERVED_THERE`,
    :data:`WITHIN`, :data:`OUTSIDE`.
    """
    closed, known = told.solved.closed, told.solved.known
    desa = told.desa
    names = {POOR: POOR, SERVED: column_of(known.period, ALL, SERVED), UNSERVED: column_of(known.period, ALL, UNSERVED)}
    base = known.counts.loc[desa, list(names.values())].set_axis(list(names), axis=1)
    own = counts.reindex(desa, fill_value=0).fillna(0).astype(int)
    table = _with_rests(own, base).groupby(pd.Index(desa).map(closed.row_of), sort=False).sum()
    groups = pd.Series([closed.group_of(row) for row in table.index], table.index)
    sheet = Sheet(
        table, _RELATIONS, groups, _UNPRINTED, unprinted_rows=closed.rows | set(groups), fixed=frozenset(names), gaps=_GAPS,
    )  # fmt: skip
    nothing = pd.DataFrame(data=pd.NA, index=[*desa, TOTAL], columns=table.columns).astype("Int64")
    if closed.is_all or (table < 0).to_numpy().any():
        return nothing
    try:
        made = suppress_beside(sheet).counts
    except Exposed:
        return nothing
    return made.reindex([*desa, TOTAL])


_RELATIONS = (
    (POOR, (LOCATED, UNLOCATED)),
    (POOR, (SERVED, UNSERVED)),
    (LOCATED, (FAR, NEAR)),
    (LOCATED, (SERVED_THERE, "unserved there")),
    ("unserved there", (WITHIN, OUTSIDE)),
    (SERVED, (SERVED_THERE, "served unlocated")),
    (UNSERVED, ("unserved there", "unserved unlocated")),
    (UNLOCATED, ("served unlocated", "unserved unlocated")),
)


def _with_rests(own: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    there = own[WITHIN] + own[OUTSIDE]
    return base.join(own).assign(**{
        UNLOCATED: base[POOR] - own[LOCATED], NEAR: own[LOCATED] - own[FAR], "unserved there": there,
        "served unlocated": base[SERVED] - own[SERVED_THERE], "unserved unlocated": base[UNSERVED] - there,
    })  # fmt: skip
