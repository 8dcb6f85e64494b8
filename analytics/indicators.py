"""The figures that maps, tables and headings speak of: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analytics.coverage import percent
from geo.maps.classes import Breaks

NEED, AID = "kebutuhan", "bantuan"
COVERAGE = "coverage"
FAMILIES_TOLD = "daftar keluarga dan daftar penerima"
AREA_TOLD = "daftar keluarga, daftar penerima dan batas desa"
CORNIA = "Cornia & Stewart 1993"


@dataclass(frozen=True)
class Indicator:
    """One figure per desa.

    ``direction`` says what a high value means (kebutuhan or bantuan) and so which hue the map takes. ``source``: the
    lists it is counted from, and whose formula it is. ``breaks``: its classes on a map unless the reader chooses others.
    ``table`` names the frame per desa that ``find`` takes (index or column ``desa_code``), and ``find`` returns one
    value per row: ``coverage`` is the coverage of one program (:mod:`analytics.coverage`).
    """

    key: str
    label: str
    unit: str
    decimals: int
    direction: str
    definition: str
    denominator: str
    source: str
    breaks: Breaks
    table: str
    find: Callable[[pd.DataFrame], pd.Series]


def _column(name: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda table: table[name].astype(float)


def _poor_pct(table: pd.DataFrame) -> pd.Series:
    """Return poor families in percent of families with a desil."""
    return percent(table["poor_families"], table["families"] - table["families_without_desil"])


_ENTRIES = (
    Indicator("poor_pct", "Keluarga miskin", "%", 1, NEED, "Bagian keluarga berdesil yang desilnya sampai ambang miskin.", "keluarga yang desilnya diketahui", FAMILIES_TOLD, Breaks(), COVERAGE, _poor_pct),
    Indicator("coverage_pct", "Cakupan", "%", 1, AID, "Bagian keluarga miskin yang menerima bantuan.", "keluarga miskin", FAMILIES_TOLD, Breaks(), COVERAGE, _column("coverage_pct")),
    Indicator("poor_per_km2", "Kepadatan keluarga miskin", "per km²", 1, NEED, "Keluarga miskin tiap kilometer persegi luas desa.", "luas desa (km²)", AREA_TOLD, Breaks(), COVERAGE, _column("poor_per_km2")),
    Indicator("recipients_per_km2", "Kepadatan penerima", "per km²", 1, AID, "Keluarga penerima tiap kilometer persegi luas desa.", "luas desa (km²)", AREA_TOLD, Breaks(), COVERAGE, _column("recipients_per_km2")),
    Indicator("unserved_poor", "Keluarga miskin belum terlayani", "keluarga", 0, NEED, "Keluarga miskin yang tidak ada di daftar penerima.", "jumlah, bukan bagian", FAMILIES_TOLD, Breaks(), COVERAGE, _column("unserved_poor")),
    Indicator("exclusion_pct", "Belum terlayani", "%", 1, NEED, "Keluarga miskin yang tidak menerima (exclusion error; Cornia & Stewart 1993).", "keluarga miskin", f"{FAMILIES_TOLD}; {CORNIA}", Breaks(), COVERAGE, _column("exclusion_pct")),
    Indicator("inclusion_pct", "Tidak tepat sasaran", "%", 1, NEED, "Penerima yang desilnya di atas ambang miskin (inclusion error; Cornia & Stewart 1993).", "keluarga penerima", f"{FAMILIES_TOLD}; {CORNIA}", Breaks(), COVERAGE, _column("inclusion_pct")),
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


def of_table(table: str) -> tuple[Indicator, ...]:
    """Return the indicators that are found from the frame of that name, in the order of the registry."""
    return tuple(entry for entry in INDICATORS.values() if entry.table == table)


def by_desa(table: pd.DataFrame, key: str) -> pd.Series:
    """Return the values of an indicator, index ``desa_code``.

    Parameters
    ----------
    table
        One row per desa of the frame that ``Indicator.table`` names; of several programs, the rows of one.

    Unknown desa are left out; a desa without any family in the lists (``families`` 0) has no value: no data is not 0.
    """
    told = table if "desa_code" in table else table.rename_axis("desa_code").reset_index()
    known = told[told["desa_code"] != ""]
    values = INDICATORS[key].find(known)
    if "families" in known:
        values = values.where(known["families"] > 0)
    return pd.Series(values.to_numpy(), index=known["desa_code"].to_numpy(), name=key)
