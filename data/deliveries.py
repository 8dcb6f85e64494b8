"""Who is to be brought what: recipients with their homes, loads and amounts."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from data.people import programs_of
from data.programs import PROGRAMS
from data.settings import read_settings
from data.store import Store
from data.workflow.steps import known_programs

_OF_FAMILY = ["desa_code", "dusun", "lon", "lat"]


def read_asked(store: Store, *, program: str, period: str, open_only: bool = False) -> pd.DataFrame:
    """Return what is to be brought: one row per family (or person of no known family) and program.

    Parameters
    ----------
    store
        The open database.
    program
        Key of the registry, or ``SEMUA``.
    period
        ``YYYY-MM``.
    open_only
        Leave out what any plan has handed over, what one that is driven carries, and what a list of deliveries says was
        received; what came back whole is open again.

    Returns
    -------
    pandas.DataFrame
        ``family_key, program, period, desa_code, dusun, lon, lat, is_priority, load_kg, amount_idr``. ``family_key`` is
        an identity number: for grouping only, never shown. ``desa_code`` "" where unknown; ``lon``, ``lat`` in degrees,
        NaN where no usable coordinate is known; ``load_kg`` from the settings; ``amount_idr`` as the list says, else as
        the registry of programs does, missing for goods. ``is_priority``: a lansia or disabled person lives there, or
        the family was established as priority.
    """
    settings = read_settings(store)
    programs = programs_of(store, program)
    words, word_programs = known_programs(store)
    rows = store.frame(
        "delivery/recipients",
        period=period,
        programs=programs,
        old_before=_years_before(period, int(float(str(settings["elderly_age"])))),
        open_only=open_only,
        words=words,
        word_programs=word_programs,
    )
    load_kg = {key: float(str(settings[f"load_kg.{key}"])) for key in programs}
    usual_idr = {key: PROGRAMS[key].amount_idr for key in programs}
    is_goods = rows["program"].map(load_kg).astype(float) > 0
    amount_idr = rows["amount_idr"].astype("Int64").fillna(rows["program"].map(usual_idr).astype("Int64"))
    return rows.assign(
        period=period, load_kg=rows["program"].map(load_kg).astype(float), amount_idr=amount_idr.mask(is_goods)
    )


def read_deliveries(store: Store, *, program: str, period: str, open_only: bool = False) -> pd.DataFrame:
    """Return one row per family that receives: ``family_key, desa_code, dusun, lon, lat, load_kg, parcel_count,
    is_priority``.

    Over several programs a family's loads add up and ``parcel_count`` counts what is handed over; see
    :func:`read_asked` for the parameters and columns.
    """  # noqa: D205 - the columns are the summary
    return by_family(read_asked(store, program=program, period=period, open_only=open_only))


def by_family(asked: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`read_asked` with one row per family, as :func:`read_deliveries`."""
    return (
        asked.groupby("family_key", sort=True)
        .agg(
            **{name: (name, "first") for name in _OF_FAMILY},
            load_kg=("load_kg", "sum"),
            parcel_count=("program", "size"),
            is_priority=("is_priority", "any"),
        )
        .reset_index()
    )


def _years_before(period: str, years: int) -> dt.date:
    """Return the last day of a month so many years earlier; without a period of the last month there is."""
    year, month = (int(part) for part in (period or "9999-11").split("-"))
    return dt.date(year - years + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
