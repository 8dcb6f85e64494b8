"""The figures that maps, tables and headings speak of: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analytics.coverage import percent

NEED, AID = "kebutuhan", "bantuan"


@dataclass(frozen=True)
class Indicator:
    """One figure per desa.

    ``direction`` says what a high value means (kebutuhan or bantuan) and so which hue the map takes. ``find`` takes the
    coverage table of one program (see :mod:`analytics.coverage`) and returns one value per row.
    """

    key: str
    label: str
    unit: str
    decimals: int
    direction: str
    definition: str
    denominator: str
    find: Callable[[pd.DataFrame], pd.Series]


def _column(name: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: table[name].astype(float)


def _poor_pct(table: pd.DataFrame) -> pd.Series:
    """Return poor families in percent of families with a desil."""
    return percent(table["poor_families"], table["families"] - table["families_without_desil"])


_ENTRIES = (
    Indicator("poor_pct", "Keluarga miskin", "%", 1, NEED, "Bagian keluarga berdesil yang desilnya sampai ambang miskin.", "keluarga yang desilnya diketahui", _poor_pct),
    Indicator("coverage_pct", "Cakupan", "%", 1, AID, "Bagian keluarga miskin yang menerima bantuan.", "keluarga miskin", _column("coverage_pct")),
    Indicator("poor_per_km2", "Kepadatan keluarga miskin", "per km²", 1, NEED, "Keluarga miskin tiap kilometer persegi luas desa.", "luas desa (km²)", _column("poor_per_km2")),
    Indicator("recipients_per_km2", "Kepadatan penerima", "per km²", 1, AID, "Keluarga penerima tiap kilometer persegi luas desa.", "luas desa (km²)", _column("recipients_per_km2")),
    Indicator("unserved_poor", "Keluarga miskin belum terlayani", "keluarga", 0, NEED, "Keluarga miskin yang tidak ada di daftar penerima.", "jumlah, bukan bagian", _column("unserved_poor")),
    Indicator("exclusion_pct", "Belum terlayani", "%", 1, NEED, "Keluarga miskin yang tidak menerima (exclusion error; Cornia & Stewart 1993).", "keluarga miskin", _column("exclusion_pct")),
    Indicator("inclusion_pct", "Tidak tepat sasaran", "%", 1, NEED, "Penerima yang desilnya di atas ambang miskin (inclusion error; Cornia & Stewart 1993).", "keluarga penerima", _column("inclusion_pct")),
)  # fmt: skip
INDICATORS: dict[str, Indicator] = {entry.key: entry for entry in _ENTRIES}


@dataclass(frozen=True)
class Pair:
    """Two indicators set against each other on a map: need and aid."""

    key: str
    label: str
    need: str
    aid: str


PAIRS: dict[str, Pair] = {
    pair.key: pair
    for pair in (
        Pair("bagian", "Bagian keluarga (%)", "poor_pct", "coverage_pct"),
        Pair("kepadatan", "Kepadatan per km²", "poor_per_km2", "recipients_per_km2"),
    )
}


def by_desa(table: pd.DataFrame, key: str) -> pd.Series:
    """Return the values of an indicator for one program, index ``desa_code``.

    Unknown desa are left out; a desa without any family in the lists has no value: no data is not 0.
    """
    known = table[table["desa_code"] != ""]
    values = INDICATORS[key].find(known).where(known["families"] > 0)
    return pd.Series(values.to_numpy(), index=known["desa_code"].to_numpy(), name=key)
