"""Lists of families as screens may show them: numbers starred, names by their first letters."""

from __future__ import annotations

import pandas as pd

from data.mask import mask_name, mask_number
from data.programs import ALL
from data.settings import read_settings
from data.store import Store
from data.targeting import family_rows


def programs_of(store: Store, program: str) -> list[str]:
    """Return the programs that ``program`` stands for: itself, or for ``SEMUA`` all that have a list."""
    return list(store.frame("store/programs")["program"]) if program == ALL else [program]


def read_unserved(store: Store, *, program: str, period: str, desa_code: str = "", group: str = "") -> pd.DataFrame:
    """Return poor families that the program (``SEMUA``: any program) does not reach, the poorest first.

    ``group``: only those of whom the lists tell that they belong to it, a column of :data:`data.targeting.GROUPS`.

    One row per family: ``no_kk`` (masked), ``name_head`` (masked), ``desa_code``, ``desa_name``, ``dusun``, ``rt``,
    ``rw``, ``desil``, ``member_count``, ``has_point``.
    """
    rows = store.frame(
        "people/unserved",
        period=period,
        programs=programs_of(store, program),
        poor_desil_max=read_settings(store)["poor_desil_max"],
        desa_code=desa_code,
    )
    if group:
        known = family_rows(store, period)
        rows = rows[rows["no_kk"].isin(known.loc[known[group].eq(other=True), "no_kk"])].reset_index(drop=True)
    return rows.assign(no_kk=mask_number(rows["no_kk"]), name_head=mask_name(rows["name_head"]))


def read_family_points(store: Store, *, program: str, period: str, desa_code: str) -> pd.DataFrame:
    """Return the homes of one desa, one row per family with a usable coordinate.

    Columns ``name_head`` (masked), ``dusun``, ``desil``, ``lon``, ``lat`` (degrees), ``is_poor``, ``is_served``.
    """
    rows = store.frame(
        "map/family_points",
        period=period,
        programs=programs_of(store, program),
        poor_desil_max=read_settings(store)["poor_desil_max"],
        desa_code=desa_code,
    )
    return rows.assign(name_head=mask_name(rows["name_head"]))


def read_homes(store: Store, *, program: str, period: str) -> pd.DataFrame:
    """Return all homes without identity: ``desa_code``, ``lon``, ``lat`` (degrees), ``is_poor``, ``is_served``."""
    return store.frame(
        "map/homes",
        period=period,
        programs=programs_of(store, program),
        poor_desil_max=read_settings(store)["poor_desil_max"],
    )
