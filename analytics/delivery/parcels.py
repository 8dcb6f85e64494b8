"""Who travels with which trip: the families of a stop given to its visits, as many as each visit brings."""

from __future__ import annotations

import pandas as pd

from data.plans import PARCEL_COLUMNS

_RANKED = ["stop_id", "is_priority", "rank"]


def assign_parcels(asked: pd.DataFrame, stop_of: pd.Series, visits: pd.DataFrame) -> pd.DataFrame:
    """Return what a plan brings to whom.

    Each visit takes as many priority families and as many others as it counts; families of one stop go in the order of
    their dusun and key, so that neighbours stay together. All that one family is brought travels in one trip.

    Parameters
    ----------
    asked
        :func:`data.deliveries.read_asked`: one row per family and program.
    stop_of
        Index ``family_key`` → ``stop_id``, NA where a family has none.
    visits
        One row per visit of a stop in the order in which they happen: ``trip_id, stop_id, family_count,
        priority_count``.

    Returns
    -------
    pandas.DataFrame
        One row per row of ``asked``, the columns of :data:`data.plans.PARCEL_COLUMNS`; ``stop_id`` and ``trip_id`` are
        "" where a family has none.
    """
    families = asked.groupby("family_key", sort=True).agg(
        dusun=("dusun", "first"), is_priority=("is_priority", "any"), desa_code=("desa_code", "first")
    )
    families["stop_id"] = stop_of.reindex(families.index).astype("object").fillna("")
    families = families.reset_index().sort_values(["stop_id", "dusun", "family_key"], kind="stable")
    families["rank"] = families.groupby(["stop_id", "is_priority"]).cumcount()
    placed = families.merge(_slots(visits), on=_RANKED, how="left")
    of_family = placed.set_index("family_key")[["stop_id", "trip_id", "is_priority"]]
    rows = asked.drop(columns="is_priority").join(of_family, on="family_key")
    rows = rows.rename(columns={"family_key": "person_key"}).assign(trip_id=lambda frame: frame["trip_id"].fillna(""))
    return rows[list(PARCEL_COLUMNS)].reset_index(drop=True)


def _slots(visits: pd.DataFrame) -> pd.DataFrame:
    """Return one row per family that a visit takes: ``stop_id, trip_id, is_priority, rank`` (among its kind there)."""
    counts = {True: visits["priority_count"], False: visits["family_count"] - visits["priority_count"]}
    slots = pd.concat(
        [
            visits.loc[visits.index.repeat(count.astype(int)), ["stop_id", "trip_id"]].assign(is_priority=kind)
            for kind, count in counts.items()
        ],
        ignore_index=True,
    )
    return slots.assign(rank=slots.groupby(["stop_id", "is_priority"]).cumcount())
