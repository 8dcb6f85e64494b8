"""Codes that no list knows, learnt from the names that stand beside them.

DTSEN speaks BPS codes, boundaries often Kemendagri codes alone. Where a file's codes are unknown but its desa are
called by known names, code and name together are a crosswalk: kept as what this file states, and gone with it.
"""

from __future__ import annotations

import pandas as pd

from data.intake.place import Gazetteer, code_system_of, evidence
from geo.errors import UnknownCodes
from geo.regions import Regions, match_names

BPS_KECAMATAN_DIGITS = 7
LEAST_CODES = 3
"""Fewer codes than this are no system: a slip of the pen in one code would pass for one."""
LEAST_SHARE = 0.8
"""Of the codes so many must lead to a desa of their own, of a kecamatan's names so many to one kecamatan."""
_COLUMNS = ["desa_code", "desa_name", "kecamatan_name", "bps_code"]


def learnt_codes(rows: pd.DataFrame, gazetteer: Gazetteer) -> pd.DataFrame:
    """Return what a file teaches about BPS codes: ``desa_code, desa_name, kecamatan_name, bps_code``, one row per desa.

    Empty where its codes are known already or were said by the user, where they have no names beside them, or where the
    names do not lead to one desa per code. ``desa_name`` is missing (the name is known), ``kecamatan_name`` as the file
    writes it.

    Parameters
    ----------
    rows
        Text columns of a table; without ``desa_code``, ``desa`` and ``kecamatan`` it teaches nothing.
    gazetteer
        What is known of places.
    """
    has_names = {"desa_code", "desa", "kecamatan"} <= set(rows.columns)
    is_asked = has_names and not gazetteer.code_system and not gazetteer.regions.desa.empty
    if not is_asked or not _is_unknown(rows, gazetteer):
        return pd.DataFrame(columns=_COLUMNS, dtype="str")
    asked = evidence(rows["desa_code"].where(rows["desa_code"] != ""), rows["desa"]).dropna()
    asked = asked.assign(bps_code=asked["code"].str.replace(r"[^0-9]", "", regex=True).str.slice(0, 10))
    asked["desa_code"] = _by_name(asked, gazetteer.nearby())
    led = asked.dropna(subset="desa_code")
    is_one_to_one = led["desa_code"].is_unique and led["bps_code"].is_unique
    if not is_one_to_one or len(led) < LEAST_CODES or len(led) < LEAST_SHARE * len(asked):
        return pd.DataFrame(columns=_COLUMNS, dtype="str")
    kecamatan = rows.loc[rows["kecamatan"] != "", ["desa_code", "kecamatan"]].drop_duplicates("desa_code")
    named = led["code"].map(kecamatan.set_index("desa_code")["kecamatan"])
    return led.assign(desa_name=None, kecamatan_name=named.str.title())[_COLUMNS].reset_index(drop=True)


def _is_unknown(rows: pd.DataFrame, gazetteer: Gazetteer) -> bool:
    """Whether the codes of a file cannot be read by what is known."""
    try:
        code_system_of(rows, gazetteer)
    except UnknownCodes:
        return True
    return False


def _by_name(asked: pd.DataFrame, regions: Regions) -> pd.Series:
    """Return the desa of each code's name, looked up in the one kecamatan where the names of its neighbours lie."""
    found = pd.Series(pd.NA, index=asked.index, dtype="str")
    for _, group in asked.groupby(asked["bps_code"].str.slice(0, BPS_KECAMATAN_DIGITS)):
        anywhere = match_names(group["name"], pd.Series(pd.NA, index=group.index, dtype="str"), regions)
        shares = anywhere["desa_code"].dropna().str[: len("63.11.02")].value_counts(normalize=True)
        if len(shares) and shares.iloc[0] >= LEAST_SHARE:
            inside = pd.Series(str(shares.index[0]), index=group.index)
            found.loc[group.index] = match_names(group["name"], inside, regions)["desa_code"]
    return found
