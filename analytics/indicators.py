"""The figures that maps, tables and headings speak of: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analytics.coverage import percent
from geo.maps.classes import FIXED, Breaks

NEED, AID = "kebutuhan", "bantuan"
COVERAGE, TARGETING, ACCESS = "coverage", "targeting", "access"
SATISFACTION, COMPLAINTS, NEEDS = "satisfaction", "complaints", "needs"
"""Of :mod:`analytics.monev`."""
FAMILIES_TOLD = "daftar keluarga dan daftar penerima"
AREA_TOLD = "daftar keluarga, daftar penerima dan batas desa"
CORNIA = "Cornia & Stewart 1993"
POINTS_TOLD = "daftar keluarga, titik layanan dan jaringan jalan"
MEMBERS_TOLD = "daftar keluarga, daftar anggota dan daftar penerima"
GRADES_OF_IKM = Breaks(FIXED, 4, (64.99, 76.60, 88.30))
"""The grades D, C, B, A of the index rounded to two decimals (PermenPANRB 14/2017)."""


@dataclass(frozen=True)
class Indicator:
    """One figure per desa.

    ``direction`` says what a high value means (kebutuhan or bantuan) and so which hue the map takes. ``source``: the
    lists it is counted from, and whose formula it is. ``breaks``: its classes on a map unless the reader chooses others.
    ``table`` names the frame per desa that ``find`` takes (index or column ``desa_code``), and ``find`` returns one
    value per row: ``coverage`` is the coverage of one program (:mod:`analytics.coverage`), ``targeting`` its table of
    :mod:`analytics.targeting.table`, ``access`` that of :mod:`analytics.access.table`.
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


def _pct(name: str) -> Callable[[pd.DataFrame], pd.Series]:
    """Return what finds a share (0–1) in percent."""
    return lambda table: 100 * table[name].astype(float)


def _finite(name: str) -> Callable[[pd.DataFrame], pd.Series]:
    """Return what finds a column where it is finite: without a way there is no figure."""
    return lambda table: table[name].astype(float).replace(float("inf"), float("nan"))


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
    Indicator("exclusion_smooth_pct", "Belum terlayani, diperhalus", "%", 1, NEED, "Bagian keluarga miskin yang tidak menerima, desa kecil ditarik ke rata-rata semua desa (Bayes empiris).", "keluarga miskin", f"{FAMILIES_TOLD}; Marshall 1991", Breaks(), TARGETING, _pct("exclusion_smooth_share")),
    Indicator("inclusion_smooth_pct", "Tidak tepat sasaran, diperhalus", "%", 1, NEED, "Bagian penerima yang tidak miskin, desa kecil ditarik ke rata-rata semua desa (Bayes empiris).", "keluarga penerima", f"{FAMILIES_TOLD}; Marshall 1991", Breaks(), TARGETING, _pct("inclusion_smooth_share")),
    Indicator("overlap_pct", "Tumpang tindih", "%", 1, NEED, "Bagian penerima yang menerima lebih dari satu program.", "keluarga penerima", FAMILIES_TOLD, Breaks(), TARGETING, _pct("overlap_share")),
    Indicator("cgh", "Rasio CGH", "kali", 2, AID, "Bagian penerima yang miskin dibagi bagian keluarga miskin di desa itu sendiri; 1 = seperti tanpa memilih, di atas 1 = memihak yang miskin.", "penerima dan keluarga yang desilnya diketahui", f"{FAMILIES_TOLD}; Coady, Grosh & Hoddinott 2004", Breaks(FIXED, limits=(0.8, 1.0, 1.25, 1.5)), TARGETING, _column("cgh")),
    Indicator("c_index", "Indeks konsentrasi", "indeks", 2, NEED, "Condongnya bantuan menurut peringkat desil; negatif = memihak yang miskin, positif = memihak yang mampu.", "keluarga yang desilnya diketahui", f"{FAMILIES_TOLD}; O’Donnell dkk. 2008", Breaks(FIXED, limits=(-0.3, -0.15, 0.0, 0.15)), TARGETING, _column("c_index")),
    Indicator("erreygers", "Indeks konsentrasi Erreygers", "indeks", 2, NEED, "Indeks konsentrasi yang disesuaikan untuk ya/tidak menerima, agar desa dapat dibandingkan.", "keluarga yang desilnya diketahui", f"{FAMILIES_TOLD}; Erreygers 2009", Breaks(FIXED, limits=(-0.3, -0.15, 0.0, 0.15)), TARGETING, _column("erreygers")),
    Indicator("women_coverage_pct", "Cakupan kepala keluarga perempuan", "%", 1, AID, "Bagian keluarga miskin berkepala keluarga perempuan yang menerima.", "keluarga miskin yang tercatat berkepala keluarga perempuan", MEMBERS_TOLD, Breaks(), TARGETING, _pct("is_led_by_woman_coverage_share")),
    Indicator("elderly_coverage_pct", "Cakupan keluarga dengan lansia", "%", 1, AID, "Bagian keluarga miskin dengan lansia yang menerima.", "keluarga miskin yang tercatat mempunyai lansia", MEMBERS_TOLD, Breaks(), TARGETING, _pct("has_elderly_coverage_share")),
    Indicator("disabled_coverage_pct", "Cakupan keluarga dengan disabilitas", "%", 1, AID, "Bagian keluarga miskin dengan anggota disabilitas yang menerima.", "keluarga miskin yang tercatat mempunyai anggota disabilitas", MEMBERS_TOLD, Breaks(), TARGETING, _pct("has_disabled_coverage_share")),
    Indicator("priority_score", "Skor prioritas lokal", "0–100", 1, NEED, "Beberapa angka desa ditimbang menjadi satu untuk mengurutkan desa; bukan desil.", "desa yang semua angkanya ada", f"{FAMILIES_TOLD}; bobot tampak di layar", Breaks(), TARGETING, _column("priority_score")),
    Indicator("ikm", "Kepuasan masyarakat (IKM)", "indeks", 2, AID, "Indeks 25–100 dari sembilan unsur; desa dengan kurang dari 5 responden tidak ditampilkan.", "responden survei", "survei kepuasan; PermenPANRB 14/2017", GRADES_OF_IKM, SATISFACTION, _column("ikm")),
    Indicator("open_per_1000", "Pengaduan terbuka", "per 1.000 keluarga", 1, NEED, "Pengaduan yang belum ditutup tiap seribu keluarga di daftar.", "keluarga di daftar (ribu)", "register pengaduan dan daftar keluarga", Breaks(), COMPLAINTS, _column("open_per_1000")),
    Indicator("late_count", "Pengaduan lewat batas", "pengaduan", 0, NEED, "Pengaduan terbuka yang sudah lewat batas hari di pengaturan.", "jumlah, bukan bagian", "register pengaduan", Breaks(), COMPLAINTS, _column("late_count")),
    Indicator("need_count", "Kebutuhan desa", "kebutuhan", 0, NEED, "Kebutuhan yang dicatat dari survei dan musdes; desa yang belum didata tidak punya angka.", "jumlah, bukan bagian", "tabel kebutuhan dan potensi", Breaks(), NEEDS, _column("need_count")),
    Indicator("resource_count", "Potensi desa", "potensi", 0, AID, "Potensi yang dicatat dari survei dan musdes; desa yang belum didata tidak punya angka.", "jumlah, bukan bagian", "tabel kebutuhan dan potensi", Breaks(), NEEDS, _column("resource_count")),
    Indicator("beyond_60_pct", "Lebih dari 60 menit dari titik layanan", "%", 1, NEED, "Bagian keluarga miskin yang perjalanannya sekali jalan ke titik layanan terdekat lebih dari 60 menit, atau yang tidak mempunyai jalan.", "keluarga miskin yang koordinat rumahnya diketahui", POINTS_TOLD, Breaks(FIXED, limits=(0.0, 20.0, 40.0, 60.0)), ACCESS, _column("beyond_60_pct")),
    Indicator("median_min", "Waktu tempuh ke titik layanan", "menit", 0, NEED, "Waktu tempuh sekali jalan ke titik layanan terdekat yang cukup bagi separuh keluarga miskin.", "keluarga miskin yang koordinat rumahnya diketahui", POINTS_TOLD, Breaks(FIXED, limits=(15.0, 30.0, 60.0, 120.0)), ACCESS, _finite("median_min")),
    Indicator("e2sfca", "Skor layanan (E2SFCA)", "per 1.000 keluarga", 1, AID, "Kapasitas titik layanan (atau jumlah titiknya) yang tersedia bagi tiap 1.000 keluarga miskin, dibagi dengan semua yang menjangkaunya; yang dekat berbobot lebih.", "keluarga miskin yang koordinat rumahnya diketahui", f"{POINTS_TOLD}; Luo & Qi 2009", Breaks(), ACCESS, _column("e2sfca")),
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
