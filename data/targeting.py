"""The families of a period and what each receives, without identity: targeting, access, simulations start here."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

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
    return store.frame(
        "targeting/families",
        period=period,
        poor_desil_max=poor_desil_max_of(settings),
        on=last_day(period) if period else today(),
        elderly_age=settings["elderly_age"],
    )


def poor_desil_max_of(settings: Mapping[str, object]) -> int:
    """Return the highest desil that counts as poor."""
    return int(float(str(settings["poor_desil_max"])))


def read_families(store: Store, period: str) -> Families:
    """Return the families of ``period`` (``YYYY-MM``, ``""`` where no list is known) and what they receive."""
    rows = family_rows(store, period)
    received = store.frame("targeting/received", period=period)
    numbers = pd.Series(rows["family_number"].to_numpy(), index=rows["no_kk"].to_numpy())
    number = received["no_kk"].map(numbers)
    known = received.assign(number=number)[number.notna()].astype({"number": "int64"})
    programs = sorted(received["program"].unique())
    groups = known.groupby(["number", "program"])
    amounts = groups["amount_idr"].sum(min_count=1).unstack("program")  # noqa: PD010  pivot_table would sum row by row
    given = groups.size().unstack("program")  # noqa: PD010
    index = pd.RangeIndex(len(rows), name="family_number")
    frame = (
        rows[_KEPT]
        .set_axis(index)
        .astype({"desil": "Int64", "member_count": "Int64", **dict.fromkeys(GROUPS, "boolean")})
    )
    unknown = received[received["no_kk"].isna()]
    strangers = unknown.groupby(["desa_code", "program"]).size().rename("recipient_count")
    distinct = unknown.groupby("desa_code")["person_number"].nunique().rename("recipient_count")
    return Families(
        frame=frame,
        receives=given.reindex(index=index, columns=programs).notna(),
        amount_idr=amounts.reindex(index=index, columns=programs).astype(float),
        strangers=strangers.reset_index(),
        period=period,
        poor_desil_max=poor_desil_max_of(read_settings(store)),
        distinct_strangers=distinct.reset_index(),
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
