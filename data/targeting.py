"""The families of a period and what each receives, without identity: targeting, access, simulations start here."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from data.settings import read_settings
from data.store import Store
from data.workflow.written import today

GROUPS = {
    "is_led_by_woman": "Kepala keluarga perempuan",
    "has_elderly": "Ada lansia",
    "has_disabled": "Ada disabilitas",
}
"""Column of :attr:`Families.frame` → what a screen calls the group."""
_KEPT = [
    "desa_code", "dusun", "desil", "is_poor", "member_count", "lon", "lat", *GROUPS, "is_priority",
]  # fmt: skip


def _nobody() -> pd.DataFrame:
    return pd.DataFrame({"desa_code": pd.Series(dtype=str), "recipient_count": pd.Series(dtype=int)})


@dataclass(frozen=True, eq=False)
class Families:
    """All families of a period.

    ``frame``: one row per family, index ``family_number`` (0 … n - 1, no identity). ``desa_code`` and ``dusun``
    (``""`` unknown), ``desil`` (Int64, missing where unknown), ``is_poor``, ``member_count``, ``lon``, ``lat``
    (degrees, EPSG:4326, missing where unknown), a nullable boolean per group of :data:`GROUPS` (missing where the
    lists do not tell), ``is_priority`` (by the newest decision). ``receives``: a boolean per program with a list in
    the period, same index. ``amount_idr``: what the list says each is given in the period, same shape, missing where
    it says nothing. ``strangers``: recipients of no known family, one row per ``desa_code`` and ``program``:
    ``recipient_count``. ``distinct_strangers``: one row per ``desa_code``, who is in several lists counted once.
    """

    frame: pd.DataFrame
    receives: pd.DataFrame
    amount_idr: pd.DataFrame
    strangers: pd.DataFrame
    period: str
    poor_desil_max: int
    distinct_strangers: pd.DataFrame = field(default_factory=_nobody)


def last_day(period: str) -> dt.date:
    """Return the last day of ``YYYY-MM``."""
    year, month = int(period[:4]), int(period[5:7])
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def family_rows(store: Store, period: str) -> pd.DataFrame:
    """Return the families of ``period`` (``""``: of today, no list is known) with ``family_number`` and ``no_kk``.

    Not to leave this room.
    """
    settings = read_settings(store)
    rows = store.frame(
        "targeting/families",
        period=period,
        poor_desil_max=poor_desil_max_of(settings),
        on=last_day(period) if period else today(),
        elderly_age=settings["elderly_age"],
    )
    return rows.sort_values("family_number", ignore_index=True)


def poor_desil_max_of(settings: Mapping[str, object]) -> int:
    """Return the highest desil that counts as poor."""
    return int(float(str(settings["poor_desil_max"])))


def read_families(store: Store, period: str) -> Families:
    """Return the families of ``period`` (``YYYY-MM``, ``""`` where no list is known) and what they receive."""
    rows = family_rows(store, period)
    received = store.frame("targeting/received", period=period).set_index("program")
    strangers = store.frame("targeting/strangers", period=period).astype({"desa_code": "str", "program": "str"})
    is_distinct = strangers["program"] == ""
    index = pd.RangeIndex(len(rows), name="family_number")
    frame = (
        rows[_KEPT]
        .set_axis(index)
        .astype({"desil": "Int64", "member_count": "Int64", **dict.fromkeys(GROUPS, "boolean")})
    )
    programs = pd.Index(sorted({*received.index, *strangers.loc[~is_distinct, "program"]}), name="program", dtype="str")
    receives, amounts = np.zeros((len(rows), len(programs)), dtype=bool), np.full((len(rows), len(programs)), np.nan)
    for program, (numbers, told) in received.iterrows():
        at = programs.get_loc(program)
        receives[numbers, at], amounts[numbers, at] = True, told
    return Families(
        frame=frame,
        receives=pd.DataFrame(receives, index=index, columns=programs),
        amount_idr=pd.DataFrame(amounts, index=index, columns=programs),
        strangers=strangers[~is_distinct].reset_index(drop=True),
        period=period,
        poor_desil_max=poor_desil_max_of(read_settings(store)),
        distinct_strangers=strangers.loc[is_distinct, ["desa_code", "recipient_count"]].reset_index(drop=True),
    )


def in_desa(families: Families, codes: Collection[str]) -> Families:
    """Return the families of some desa, under the numbers they have among all."""
    own = families.frame["desa_code"].isin(list(codes))
    unknown, distinct = families.strangers, families.distinct_strangers
    return replace(
        families,
        frame=families.frame[own],
        receives=families.receives[own],
        amount_idr=families.amount_idr[own],
        strangers=unknown[unknown["desa_code"].isin(list(codes))],
        distinct_strangers=distinct[distinct["desa_code"].isin(list(codes))],
    )
