"""What was sent, delivered, returned and is still in hand, per trip, day, desa or program."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

STAGES = ("sent", "delivered", "returned", "in_hand")
"""Sent = delivered + returned + in hand, in every measure and every group."""
MEASURES = ("family_count", "parcel_count", "kg", "idr")
_KG, _IDR = "kg", "Rp"


def balance_of(parcels: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the balance of parcels, one row per group of ``by`` (one row without).

    A family or parcel counts once: in hand while anything of it is in hand, else delivered where any of it was
    delivered, else returned. Kilograms and rupiah are split to the gram and the rupiah.

    Parameters
    ----------
    parcels
        One row per parcel: ``handle, load_kg, amount_idr, unit, sent, delivered, returned, in_hand`` (in that unit) and
        the columns ``by``.

    Returns
    -------
    pandas.DataFrame
        ``<stage>_<measure>`` for :data:`STAGES` and :data:`MEASURES`; index ``by``, sorted.
    """
    keys = list(by)
    rows = parcels.assign(everything="") if not keys else parcels
    groups = keys or ["everything"]
    stage = _stage(rows)
    parcel_counts = _counted(rows[groups].assign(stage=stage), groups)
    families = rows[[*groups, "handle"]].assign(rank=stage.map({"returned": 0, "delivered": 1, "in_hand": 2}))
    of_family = families.groupby([*groups, "handle"], sort=True)["rank"].max().reset_index()
    of_family = of_family.assign(stage=of_family["rank"].map({0: "returned", 1: "delivered", 2: "in_hand"}))
    family_counts = _counted(of_family, groups)
    amounts = rows[groups].join(_amounts(rows)).groupby(groups, sort=True).sum().round(3)
    return pd.concat(
        [family_counts.add_suffix("_family_count"), parcel_counts.add_suffix("_parcel_count"), amounts], axis=1
    )


def _stage(rows: pd.DataFrame) -> pd.Series:
    """Return where each parcel counts: in_hand, delivered or returned."""
    stage = pd.Series("returned", index=rows.index)
    return stage.mask(rows["delivered"] > 0, "delivered").mask(rows["in_hand"] > 0, "in_hand")


def _counted(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    counts = rows.pivot_table(index=groups, columns="stage", aggfunc="size", fill_value=0)
    counts = counts.reindex(columns=list(STAGES[1:]), fill_value=0)
    return counts.assign(sent=counts.sum(axis=1))[list(STAGES)]


def _amounts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return kilograms and rupiah of each parcel per stage; what is not the parcel's own unit is split by share."""
    share = {stage: rows[stage] / rows["sent"] for stage in STAGES}
    made = {}
    for measure, unit, whole in (("kg", _KG, rows["load_kg"]), ("idr", _IDR, rows["amount_idr"])):
        total = whole.fillna(0).astype(float)
        for stage in STAGES:
            made[f"{stage}_{measure}"] = (total * share[stage]).where(rows["unit"] != unit, rows[stage])
    return pd.DataFrame(made, index=rows.index)
