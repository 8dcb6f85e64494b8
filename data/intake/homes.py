"""The desa of rows that do not say it themselves: that of the family which their numbers lead to."""

from __future__ import annotations

import pandas as pd

from data.intake.values import identity_digits

_USABLE = r"[1-9][0-9]{15}"


def usable(numbers: pd.Series) -> pd.Series:
    """Return the digits of NIK or KK numbers that can belong to somebody; missing of the others."""
    digits = identity_digits(numbers)
    return digits.where(digits.str.fullmatch(_USABLE)).astype("object")


def at_home(told: pd.Series, no_kk: pd.Series, nik: pd.Series, homes: pd.DataFrame) -> pd.Series:
    """Return the desa of rows: as ``told``, else by KK number, else by NIK, else as other rows of the same KK tell.

    ``no_kk`` and ``nik``: as :func:`usable` leaves them. ``homes``: ``kind``
    (``kk``, ``nik``)``, number, desa_code`` of what is known already; one number can be both.
    """
    known = {kind: rows.set_index("number")["desa_code"].astype("object") for kind, rows in homes.groupby("kind")}
    of_kk, of_nik = (numbers.map(known.get(kind, {})) for kind, numbers in (("kk", no_kk), ("nik", nik)))
    found = told.astype("object").where(told != "").fillna(of_kk).fillna(of_nik)
    beside = pd.DataFrame({"no_kk": no_kk, "desa_code": found}).dropna().drop_duplicates()
    one_each = beside[~beside["no_kk"].duplicated(keep=False)].set_index("no_kk")["desa_code"]
    return found.fillna(no_kk.map(one_each)).fillna("").astype("str")
