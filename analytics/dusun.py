"""Below the desa: how the families of each dusun are served, small groups hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.programs import ALL
from data.targeting import Families

COUNTS = ["families", "poor_families", "served_poor", "unserved_poor", "recipients", "served_nonpoor"]
UNKNOWN = "(dusun tidak diketahui)"


def by_dusun(families: Families, desa_code: str, program: str = ALL) -> pd.DataFrame:
    """Return the counts of each dusun of a desa.

    Returns
    -------
    pandas.DataFrame
        One row per dusun, the most unserved poor first: ``dusun`` and the families of :data:`COUNTS`, defined as in
        :mod:`analytics.coverage`.
    """
    rows = families.frame[families.frame["desa_code"] == desa_code]
    receives = families.receives.loc[rows.index]
    is_served = receives.any(axis=1) if program == ALL else receives.get(program, pd.Series(False, index=rows.index))
    is_poor, has_desil = rows["is_poor"].astype(bool), rows["desil"].notna()
    counted = pd.DataFrame(
        {
            "dusun": rows["dusun"].mask(rows["dusun"] == "", UNKNOWN),
            "families": 1,
            "poor_families": is_poor,
            "served_poor": is_poor & is_served,
            "unserved_poor": is_poor & ~is_served,
            "recipients": is_served,
            "served_nonpoor": is_served & has_desil & ~is_poor,
        }
    )
    sums = counted.groupby("dusun", sort=True)[COUNTS].sum().astype(int).reset_index()
    return sums.sort_values(["unserved_poor", "dusun"], ascending=[False, True], ignore_index=True)


def without_small(counts: pd.DataFrame, *, smallest: int = 5) -> pd.DataFrame:
    """Return ``counts`` with cells of 1 … ``smallest`` - 1 missing, and with them what they could be found from.

    Of poor = served + unserved two hidden cells are left, or none; and not the recipients where of those only the poor
    or only the others are hidden.
    """
    hidden = counts[COUNTS].gt(0) & counts[COUNTS].lt(smallest)
    of_poor = hidden["served_poor"] | hidden["unserved_poor"]
    of_recipients = of_poor | hidden["served_nonpoor"]
    hidden["served_poor"] |= of_recipients
    hidden["unserved_poor"] |= of_recipients
    hidden["served_nonpoor"] |= of_recipients
    return counts.assign(**counts[COUNTS].astype(float).mask(hidden, np.nan))
