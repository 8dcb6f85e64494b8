"""Groups of families (elderly, disabled …) as they may be told to who sees figures only, of all programs together.

Who belongs to a group, who does not, and of whom that is unknown are three parts of all families. Each group is solved with
them by itself, as if readers knew every sum of all families; groups are never told across each other.
"""

from __future__ import annotations

import pandas as pd

from analytics.report.counted import FAMILIES, NOT_POOR, OTHERS, POOR, SERVED, UNSERVED, column_of
from analytics.suppression import TOTAL, Earlier, Exposed, Sheet, suppress_beside
from data.programs import ALL
from data.targeting import GROUPS, Families

_OWN, _NOT, _WHETHER = "own", "not", "whether"


def told_groups(families: Families, program: str) -> pd.DataFrame:
    """Return the counts of each group that may be told, missing where not.

    Index: keys of :data:`data.targeting.GROUPS`. Columns ``families, unknown_families``, and of the program
    ``poor_families, served_poor, unserved_poor``.
    """
    among = program if families.receives.shape[1] > 1 else ALL
    names = {
        "poor_families": POOR,
        "served_poor": column_of(families.period, among, SERVED),
        "unserved_poor": column_of(families.period, among, UNSERVED),
    }
    rows = {}
    for group in GROUPS:
        shown = _solved(_sheet(families, group))
        own = shown.reindex([_OWN]).iloc[0]
        unknown = shown.loc[_WHETHER, FAMILIES] if _WHETHER in shown.index else 0
        told = {key: own.get(name, pd.NA) for key, name in names.items()}
        rows[group] = {"families": own[FAMILIES], "unknown_families": unknown} | told
    return pd.DataFrame.from_dict(rows, orient="index", dtype="Int64")


def _solved(sheet: Sheet) -> pd.DataFrame:
    """Return what is told of a group beside the sums of all families, which are known."""
    alone = Sheet(sheet.whole.loc[[TOTAL]].rename(index={TOTAL: "semua"}), sheet.relations)
    known = pd.DataFrame(data=False, index=alone.whole.index, columns=alone.whole.columns)
    try:
        return suppress_beside(sheet, [Earlier(alone, known)], may_grow=True).counts
    except Exposed:
        return sheet.whole.astype("Int64").mask(sheet.whole >= 0)


def _sheet(families: Families, group: str) -> Sheet:
    """Return a group, those outside it and those of whom it is unknown, as the rows of a sheet; none where there are none."""
    frame, period = families.frame, families.period
    part = frame[group].map({True: _OWN, False: _NOT}).astype(object).fillna(_WHETHER)
    is_poor, is_served = frame["is_poor"].astype(bool), {ALL: families.receives.any(axis=1)}
    if families.receives.shape[1] > 1:
        is_served |= {str(key): families.receives[key] for key in families.receives}
    columns = {FAMILIES: is_poor | True, POOR: is_poor, NOT_POOR: ~is_poor}
    relations = [(FAMILIES, (POOR, NOT_POOR))]
    for key, served in is_served.items():
        told, untold, others = (column_of(period, key, what) for what in (SERVED, UNSERVED, OTHERS))
        columns |= {told: is_poor & served, untold: is_poor & ~served}
        relations.append((POOR, (told, untold)))
        if key != ALL:
            columns[others] = is_poor & is_served[ALL] & ~served
            relations.append((column_of(period, ALL, SERVED), (told, others)))
    counts = pd.DataFrame(columns).astype(int).groupby(part.to_numpy()).sum()
    unprinted = frozenset(name for name in counts if name == NOT_POOR or name.endswith(f" {OTHERS}"))
    return Sheet(counts, tuple(relations), None, unprinted, unprinted_rows=frozenset({_NOT}))
