"""How far deliveries have come, as it may be told to who sees figures only, beside what is told of coverage."""

from __future__ import annotations

import pandas as pd

from analytics.report.closed import Closed
from analytics.report.counted import RECIPIENTS, Counted, counted
from analytics.report.published import Solution, earlier_of
from analytics.report.told import Told
from analytics.suppression import LIMIT, TOTAL, Earlier, Exposed, Sheet, suppress_beside

AID, GOT, LEFT, STRANGE = "aid", "got", "left", "aid of strangers"
"""Parcels of a month: all on the lists, handed over, not yet; on the lists for somebody who is no known family."""


def told_sums(standing: pd.DataFrame, told: Told) -> pd.Series | None:
    """Return ``part, whole`` of the parcels handed over in all desa with families; ``None`` where it tells a small count.

    ``standing``: :func:`analytics.delivery.lateness.late_desa`, all programs of the month.
    """
    own = standing[standing["desa_code"].isin(told.desa)]
    whole, part = int(own["family_count"].sum()), int(own["received_count"].sum())
    known = [told.solved.recipients("")[key] for key in told.solved.programs]
    strange = whole - sum(count or 0 for count in known)
    is_small = min(part, whole - part) < LIMIT or 0 < strange < LIMIT or None in known
    return None if is_small or told.solved.closed.is_all else pd.Series({"part": part, "whole": whole})


def told_by_desa(standing: pd.DataFrame, told: Told) -> pd.DataFrame:
    """Return ``part, whole`` of each desa of the coverage (index code), missing where hidden."""
    own = counted(told.every, told.solved.known.period)
    table = _counted(standing, own, told.solved)
    nothing = pd.DataFrame({"part": pd.NA, "whole": pd.NA}, index=own.table.index, dtype="Int64")
    sums = told_sums(standing, told)
    if (table < 0).to_numpy().any() or sums is None:
        return nothing
    recipients = [name for name in table if name in own.table]
    sheet = _sheet(table, told.solved.closed, recipients)
    totals = sheet.whole.loc[[TOTAL], [AID, GOT, LEFT]].rename(index={TOTAL: "semua"})
    alone = Sheet(totals, ((AID, (GOT, LEFT)),))
    is_known = pd.DataFrame(data=False, index=alone.whole.index, columns=alone.whole.columns)
    try:
        made = suppress_beside(sheet, [earlier_of(told.solved.known), Earlier(alone, is_known)])
    except Exposed:
        return nothing
    told_rows = made.counts.reindex(own.table.index)[[GOT, AID]]
    return told_rows.set_axis(["part", "whole"], axis=1)


def _counted(standing: pd.DataFrame, own: Counted, solved: Solution) -> pd.DataFrame:
    names = [solved.column(key, RECIPIENTS) for key in solved.programs]
    sums = (
        standing.groupby("desa_code")[["family_count", "received_count"]].sum().reindex(own.table.index, fill_value=0)
    )
    recipients = own.table[names]
    return recipients.assign(**{
        AID: sums["family_count"], GOT: sums["received_count"], LEFT: sums["family_count"] - sums["received_count"],
        STRANGE: sums["family_count"] - recipients.sum(axis=1),
    })  # fmt: skip


def _sheet(table: pd.DataFrame, closed: Closed, recipients: list[str]) -> Sheet:
    rows = table.groupby(table.index.map(closed.row_of), sort=False).sum()
    groups = pd.Series([closed.group_of(row) for row in rows.index], rows.index)
    return Sheet(
        rows, ((AID, (GOT, LEFT)), (AID, (*recipients, STRANGE))), groups, frozenset({LEFT, STRANGE}),
        unprinted_rows=closed.rows | set(groups), gaps=frozenset({STRANGE}),
    )  # fmt: skip
