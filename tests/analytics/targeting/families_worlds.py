"""Small families of a period, made by hand or by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.targeting import GROUPS, Families

A, B, C = "63.11.02.2001", "63.11.02.2002", "63.11.03.2003"
NOBODY = pd.DataFrame({"desa_code": [], "program": [], "recipient_count": []})


def families_of(
    desil, receives, *, desa=A, amount_idr=None, poor_desil_max=4, strangers=NOBODY, period="2026-10", **columns
) -> Families:
    """One family per desil; ``receives`` and ``amount_idr``: program → one value per family."""
    index = pd.RangeIndex(len(desil), name="family_number")
    values = pd.Series(desil, index=index, dtype="Int64")
    plain = {
        "desa_code": desa, "dusun": "", "desil": values, "is_poor": (values <= poor_desil_max).fillna(value=False),
        "member_count": 4, "lon": np.nan, "lat": np.nan, "is_priority": False,
        **dict.fromkeys(GROUPS, pd.NA), **columns,
    }  # fmt: skip
    frame = pd.DataFrame(plain, index=index).astype(dict.fromkeys(GROUPS, "boolean") | {"is_poor": bool})
    given = pd.DataFrame(receives, index=index).astype(bool)
    amounts = pd.DataFrame(amount_idr if amount_idr is not None else dict.fromkeys(given, np.nan), index=index)
    distinct = strangers.groupby("desa_code")["recipient_count"].max().reset_index()
    return Families(frame, given, amounts.astype(float), strangers, period, poor_desil_max, distinct)


def random_families(seed: int, *, count: int | None = None, desa_count: int = 3) -> Families:
    """A population by chance: unknown desil, unknown groups, amounts that lists do not tell, one desa too many."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 60)) if count is None else count
    desil = pd.array(rng.integers(1, 11, n), dtype="Int64")
    desil[rng.random(n) < 0.1] = pd.NA
    receives = {name: rng.random(n) < rate for name, rate in (("PKH", 0.4), ("CPP", rng.random()))}
    amounts = {name: np.where(is_on & (rng.random(n) < 0.8), rng.integers(1, 9, n) * 1e5, np.nan)
               for name, is_on in receives.items()}  # fmt: skip
    groups = {name: pd.array(rng.choice([True, False, None], n), dtype="boolean") for name in GROUPS}
    codes = np.array([f"63.{11 + one // 90}.{2 + one % 90 // 2:02d}.{2001 + one}" for one in range(desa_count)])
    return families_of(
        desil,
        receives,
        desa=codes[(rng.beta(1.2, 1.2, n) * desa_count).astype(int)],
        amount_idr=amounts,
        dusun=rng.choice(["", "I", "II"], n),
        is_priority=rng.random(n) < 0.3,
        member_count=pd.array(rng.integers(1, 8, n), dtype="Int64"),
        **groups,
    )


def shuffled(families: Families, seed: int = 0) -> Families:
    """The same families in another order of rows."""
    order = np.random.default_rng(seed).permutation(families.frame.index)
    return Families(
        families.frame.loc[order], families.receives.loc[order], families.amount_idr.loc[order], families.strangers,
        families.period, families.poor_desil_max, families.distinct_strangers,
    )  # fmt: skip
