"""What the door for boundary files tells: findings in Indonesian, and figures for the report."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.attributes import Columns, OwnPoints
from geo.crs import CrsFinding
from geo.displacement import Displacement, is_displaced
from geo.findings import INFO, REVIEW, WHOLE_FILE, Findings, decimal, percent
from geo.regions import KECAMATAN_LENGTH, Regions
from geo.topology import CoverageFinding

MAX_AREA_CHANGE_PCT = 1.0
"""A desa that cleaning changes by more is shown to a person."""


@dataclass(frozen=True)
class Fit:
    """How a layer fits what is known."""

    comparison: Displacement
    outside_share: float
    others_share: float

    @property
    def is_displaced(self) -> bool:
        """Whether it must not be taken over without somebody's word."""
        return is_displaced(self.comparison, self.outside_share, self.others_share)

    def describe(self) -> str:
        """Return in words how it lies to what is known."""
        found = self.comparison
        parts = {
            f"dari {found.desa_count} desa yang sudah ada petanya {percent(found.bad_share)} hampir tidak bertumpuk, "
            f"geseran bersama {decimal(found.shift_m / 1000, 1)} km ke {found.compass}": found.desa_count > 0,
            f"{percent(self.outside_share)} titik yang dikenal jatuh di luar desanya": self.outside_share > 0,
            f"{percent(self.others_share)} desa di tepi masuk jauh ke desa tetangga": self.others_share > 0,
        }
        return "; ".join(text for text, is_said in parts.items() if is_said)

    def facts(self) -> dict[str, object]:
        """Return the figures of the report."""
        return {
            "compared_desa_count": self.comparison.desa_count,
            "median_iou": _number(self.comparison.median_iou),
            "bad_share": _number(self.comparison.bad_share),
            "shift_m": _number(self.comparison.shift_m),
            "shift_compass": self.comparison.compass,
            "points_outside_share": _number(self.outside_share),
            "overlap_others_share": _number(self.others_share),
            "is_displaced": self.is_displaced,
        }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def column_facts(columns: Columns, points: OwnPoints | None) -> dict[str, object]:
    """Return which columns were taken, and by which evidence the codes are read as they are."""
    system = columns.code_system
    return {
        "code_column": columns.code,
        "bps_column": columns.bps,
        "name_column": columns.name,
        "kecamatan_column": columns.kecamatan,
        "point_columns": None if points is None else ", ".join(points.columns),
        "code_system": None if system is None else system.system,
        "kemendagri_hit_share": None if system is None else _number(system.kemendagri_hit_share),
        "bps_hit_share": None if system is None else _number(system.bps_hit_share),
        "name_agree_share": None if system is None else system.name_agree_share,
    }


def crs_facts(found: CrsFinding) -> dict[str, object]:
    """Return which reference system the file was read in, and why."""
    return {
        "crs": found.crs,
        "crs_declared": found.declared,
        "crs_evidence": found.evidence,
        "is_axis_swapped": found.is_swapped,
        "is_crs_declared_wrong": found.is_declared_wrong,
    }


def coverage_facts(found: CoverageFinding, layer: gpd.GeoDataFrame) -> dict[str, object]:
    """Return what closing slivers and holes changed."""
    code = found.largest_change_code
    return {
        "overlap_pairs_before": found.overlap_pairs_before,
        "overlap_pairs_after": found.overlap_pairs_after,
        "holes_before": found.holes_before,
        "holes_after": found.holes_after,
        "largest_area_change_pct": found.largest_change_pct,
        "largest_area_change_code": code,
        "largest_area_change_name": None if code is None else layer["desa_name"].get(code),
    }


def tell_crs(found: CrsFinding, findings: Findings) -> None:
    """Tell where the file's reference system is not what it says."""
    if found.is_swapped:
        message = "Lintang dan bujur di berkas ini tertukar tempatnya; sudah diluruskan."
        findings.add_file("sumbu_tertukar", INFO, message, key=found.crs)
    if found.is_declared_wrong:
        message = f"Berkas menyatakan {found.declared}, tetapi angkanya {found.crs} ({found.evidence})."
        findings.add_file("crs_salah_tertulis", REVIEW, message, key=found.crs)
    elif found.declared is None:
        message = f"Berkas tidak menyatakan sistem koordinat; dibaca sebagai {found.crs} ({found.evidence})."
        findings.add_file("crs_tidak_tertulis", REVIEW, message, key=found.crs)


def tell_repairs(rows: pd.Series, key: pd.Series, faults: pd.Series, findings: Findings) -> None:
    """Tell which shapes were repaired; ``rows`` are the features that still have an area."""
    text = "Poligon tidak sah ({fault}); sudah diperbaiki."
    findings.add("poligon_diperbaiki", INFO, text, rows[faults[rows.index] != ""], key, fault=faults)


def tell_coverage(found: CoverageFinding, layer: gpd.GeoDataFrame, row: pd.Series, findings: Findings) -> None:
    """Tell what closing slivers and holes changed; ``row`` is the feature number by ``desa_code``."""
    if found.overlap_pairs_before or found.holes_before:
        code = str(found.largest_change_code)
        message = (
            f"{found.overlap_pairs_before} pasang desa tumpang tindih dan {found.holes_before} celah dirapikan; "
            f"perubahan luas terbesar {decimal(found.largest_change_pct, 2)} % ({layer.loc[code, 'desa_name']})."
        )
        findings.add_file("batas_dirapikan", INFO, message, key=code)
    much = found.area_change_pct[found.area_change_pct.abs() > MAX_AREA_CHANGE_PCT]
    findings.add(
        "luas_berubah",
        REVIEW,
        "{name}: luas berubah {change} % saat dirapikan.",
        rows=row.reindex(much.index).fillna(WHOLE_FILE),
        key=much.index.to_series(),
        name=layer["desa_name"],
        change=much.map(lambda change: decimal(change, 2)),
    )


def tell_neighbours(
    layer: gpd.GeoDataFrame, new: gpd.GeoDataFrame, kept: gpd.GeoDataFrame, regions: Regions, findings: Findings
) -> None:
    """Tell which desa come from the layer in place, and which of the file's kecamatan have no polygon at all."""
    if len(kept):
        message = f"{len(kept)} desa yang tidak ada di berkas ini tetap dipakai dari peta yang sudah ada."
        findings.add_file("batas_dilengkapi", INFO, message)
    is_here = regions.desa.index.str[:KECAMATAN_LENGTH].isin(new.index.str[:KECAMATAN_LENGTH])
    missing = regions.desa[is_here & ~regions.desa.index.isin(layer.index)]
    findings.add(
        "batas_belum_ada",
        INFO,
        "Desa {name} ada di daftar tetapi tidak punya poligon.",
        rows=pd.Series(WHOLE_FILE, index=missing.index),
        key=missing.index.to_series(),
        name=missing["desa_name"],
    )
