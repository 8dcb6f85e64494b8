"""What is true in the demo: the desa of Kecamatan Halong. Sources: ``data/demo/README.md``."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

KECAMATAN_CODE = "63.11.02"
KECAMATAN_NAME = "Halong"
SEAT_CODE = "63.11.02.2005"
"""The desa where the kecamatan's office stands."""

FACTS_FILE = Path(__file__).parent / "facts.csv"
_TYPES = {"desa_code": str, "desa_name": str, "bps_code": str, "idm_status": str, "population_2010": "Int64"}


def read_facts() -> pd.DataFrame:
    """Return the desa of the demo.

    Returns
    -------
    pandas.DataFrame
        One row per desa, index ``desa_code`` (Kemendagri), ordered. ``desa_name``; ``bps_code``, ten digits;
        ``lon``, ``lat`` of one point inside, degrees, EPSG:4326; ``area_km2``; ``population_2010``, empty for
        the three desa that are younger than the census; ``idm_2024`` (0 to 1) and ``idm_status``.
    """
    return pd.read_csv(FACTS_FILE, dtype=_TYPES).set_index("desa_code").sort_index()
