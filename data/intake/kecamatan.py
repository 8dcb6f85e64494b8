"""Kecamatan that a file names and no list knows: learnt from the desa that stand in it."""

from __future__ import annotations

import pandas as pd
from rapidfuzz import fuzz, process

from geo.regions import ALIAS, EXACT, KECAMATAN_LENGTH, MIN_KECAMATAN_SCORE, Regions, match_names, normalise_name

LEAST_DESA = 2
"""Of so many desa the names must lead to a kecamatan: one alone may be a slip."""
LEAST_SHARE = 0.8
"""So many of the rows whose desa is known by its name alone must lie in it."""


def known_kecamatan(names: pd.Series, kecamatan: pd.Series, regions: Regions) -> pd.Series:
    """Return ``kecamatan`` with codes in the place of names that the regions do not know.

    Boundaries often come without names of kecamatan. Where a desa of the row is known by its name alone, or where
    nothing could be learnt, the kecamatan is missing: the name must be unique then.

    Parameters
    ----------
    names
        Names of desa as in the file, missing ones allowed.
    kecamatan
        Beside each name the kecamatan's name or code.
    regions
        Where names are looked up. Where all their kecamatan have names, one that they do not know stays as it is.
    """
    is_unknown = _is_unknown(kecamatan, regions)
    if not is_unknown.any():
        return kecamatan
    key = normalise_name(kecamatan[is_unknown])
    alone = match_names(names[is_unknown], None, regions)
    is_sure = alone["how"].isin([EXACT, ALIAS])
    sure = pd.DataFrame({"key": key, "desa_code": alone["desa_code"]})[is_sure]
    codes = {text: _code_of(group) for text, group in sure.groupby("key")["desa_code"]}
    learnt = key.map(codes).astype("str").where(~is_sure)
    return kecamatan.where(~is_unknown, learnt.reindex(kecamatan.index))


def _is_unknown(kecamatan: pd.Series, regions: Regions) -> pd.Series:
    """Return which rows name a kecamatan that the regions do not know, though it may be one of theirs."""
    if not regions.desa["kecamatan_name"].isna().any():
        return pd.Series(False, index=kecamatan.index)
    known = [name for name in regions.spellings["kecamatan_key"].unique() if name]
    key = normalise_name(kecamatan)
    unknown = {
        text
        for text in key[key.str.contains("^[A-Z]")].unique()
        if process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=MIN_KECAMATAN_SCORE) is None
    }
    return key.isin(unknown)


def _code_of(desa: pd.Series) -> str | None:
    """Return the kecamatan that nearly all of these desa lie in."""
    codes = desa.str[:KECAMATAN_LENGTH]
    usual = str(codes.mode().iloc[0])
    is_enough = (codes == usual).mean() >= LEAST_SHARE and desa[codes == usual].nunique() >= LEAST_DESA
    return usual if is_enough else None
