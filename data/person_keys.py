"""By what tables know a family or a person: `person_key`.

A family is known by its bare No. KK, also while no register has the family. Somebody of no known family is known by
the NIK with "NIK " before it, else by the No. KK that the list states, else by name and desa. Both numbers have 16
digits of one form, so a No. KK can equal the NIK of somebody else; without the mark these two would be one.

In SQL the macros ``nik_key`` and ``recipient_key`` make the same keys.
"""

from __future__ import annotations

import re

import pandas as pd

MARK = "NIK "
_NUMBERED = r"(?:NIK )?(?P<number>[0-9]+)"


def of_nik(nik: str) -> str:
    """Return the key of the person who has this NIK and belongs to no known family."""
    return MARK + nik


def of_niks(niks: pd.Series) -> pd.Series:
    """Return :func:`of_nik` of each; missing where the NIK is."""
    return MARK + niks


def as_said(text: str) -> str:
    """Return what somebody means who writes a number, a key or a handle: without blanks, a key as tables have it."""
    tidy = re.sub(r"\s", "", text)
    return of_nik(tidy.removeprefix(MARK.strip())) if tidy.startswith(MARK.strip()) else tidy


def numbers_in(keys: pd.Series) -> pd.Series:
    """Return the No. KK or NIK that is in each key, ``""`` where the key is a name and desa: not for screens."""
    return keys.fillna("").astype("str").str.extract(f"^{_NUMBERED}$")["number"].fillna("")
