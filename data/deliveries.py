"""Who is to be brought how much: recipients with their homes and loads."""

from __future__ import annotations

import pandas as pd

from data.programs import ALL
from data.settings import read_settings
from data.store import Store


def read_deliveries(store: Store, *, program: str, period: str) -> pd.DataFrame:
    """Return one row per family that receives: ``family_key, desa_code, dusun, lon, lat, load_kg``.

    Parameters
    ----------
    store
        The open database.
    program
        Key of the registry, or ``SEMUA``: then a family's load is the sum over its programs.
    period
        ``YYYY-MM``.

    Returns
    -------
    pandas.DataFrame
        ``family_key`` is for grouping only and never shown (it is an identity number); ``desa_code`` "" where unknown;
        ``lon``, ``lat`` in degrees, NaN where no usable coordinate is known; ``load_kg`` from the settings.
    """
    known = list(store.frame("store/programs")["program"])
    programs = known if program == ALL else [program]
    rows = store.frame("delivery/recipients", period=period, programs=programs)
    settings = read_settings(store)
    rows["load_kg"] = (
        rows["program"].map({key: float(str(settings[f"load_kg.{key}"])) for key in programs}).astype(float)
    )
    grouped = rows.groupby("family_key", sort=True)
    return grouped.agg(
        desa_code=("desa_code", "first"),
        dusun=("dusun", "first"),
        lon=("lon", "first"),
        lat=("lat", "first"),
        load_kg=("load_kg", "sum"),
    ).reset_index()
