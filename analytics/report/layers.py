"""The layers of the GeoPackage: desa with their figures as they stand in the report, and service points."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from analytics.coverage import COUNTS
from analytics.indicators import ACCESS, COMPLAINTS, COVERAGE, SATISFACTION, TARGETING, by_desa, of_table
from analytics.monev import complaints as complaints_of
from analytics.monev import satisfaction as satisfaction_of
from analytics.monev.windows import QUARTER, window, within
from analytics.report.material import Material
from analytics.suppression import LIMIT
from analytics.targeting.table import targeting_table
from data.errors import BoundariesMissing
from data.mask import mask_inside
from data.monev.complaints import read_complaints
from data.monev.survey import read_answers
from data.service_points import KINDS
from data.targeting import GROUPS

DESA, POINTS = "desa", "titik_layanan"
_NAMED = ["desa_name", "kecamatan_name", "bps_code", "area_km2"]
_BASES = {
    "inclusion_pct": "recipients", "inclusion_smooth_pct": "recipients", "overlap_pct": "recipients", "cgh": "recipients",
    "c_index": "recipients", "erreygers": "recipients", "exclusion_smooth_pct": "poor_families",
    **dict(zip(("women_coverage_pct", "elderly_coverage_pct", "disabled_coverage_pct"), (f"{group}_poor" for group in GROUPS),
               strict=True)),
}  # fmt: skip
"""Indicator of targeting → the families it is of."""


def layers(material: Material) -> dict[str, gpd.GeoDataFrame]:
    """Return what goes into the GeoPackage: layer name → frame, EPSG:4326.

    ``desa``: one row per desa of the scope with a boundary, its counts of :data:`analytics.coverage.COUNTS` (families)
    and every indicator of coverage, targeting, access, satisfaction and complaints; NULL where there is no data, and
    where what is added to the counts would be of fewer than five families or respondents. ``titik_layanan``: one row
    per service point of the scope with a coordinate; left out where there is none.

    Raises
    ------
    BoundariesMissing
        No boundary is known.
    """
    rows = material.table[material.table["desa_code"] != ""]
    shapes = material.layer[material.layer.index.isin(rows["desa_code"])]
    if shapes.empty:
        raise BoundariesMissing(desa=material.scope_label)
    figures = rows.set_index("desa_code")[COUNTS].astype("Int64")
    shares = pd.DataFrame(
        {entry.key: by_desa(rows, entry.key) for entry in of_table(COVERAGE) if entry.key not in figures}
    )
    has_data = figures["families"].gt(0)
    more = [_targeting(material), _access(material), _satisfaction(material), _complaints(material)]
    told = figures.where(has_data).join([table.astype(float).round(3) for table in (shares, *more)])
    made = shapes[_NAMED].join(told)
    dated = {"period": material.period, "program": material.program}
    frame = gpd.GeoDataFrame(made.assign(**dated), geometry=shapes.geometry, crs=4326)
    points = _points(material)
    return {DESA: frame.sort_index().reset_index()} | ({POINTS: points} if len(points) else {})


def _indicators(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return pd.DataFrame({entry.key: by_desa(table, entry.key) for entry in of_table(name)})


def _targeting(material: Material) -> pd.DataFrame:
    table = targeting_table(material.families, material.program)
    found = _indicators(table, TARGETING)
    bases = {key: table[base].reindex(found.index) for key, base in _BASES.items() if key in found}
    return found.assign(**{key: found[key].mask(base.lt(LIMIT)) for key, base in bases.items()})


def _access(material: Material) -> pd.DataFrame:
    if material.access is None:
        return pd.DataFrame(columns=[entry.key for entry in of_table(ACCESS)])
    table = material.access.table
    is_few = table["located_count"].lt(LIMIT)
    return _indicators(table.mask(is_few), ACCESS)


def _satisfaction(material: Material) -> pd.DataFrame:
    first, last = window(material.period, QUARTER)
    answers = within(read_answers(material.store), first, last).fillna({"desa_code": ""})
    weight = satisfaction_of.weight_of(material.settings["ikm_weight"])
    return _indicators(satisfaction_of.by_desa(answers, weight), SATISFACTION)


def _complaints(material: Material) -> pd.DataFrame:
    """Return complaints as they stand; fewer than five complaints of a desa are told as nothing."""
    first, last = window(material.period, QUARTER)
    limit = float(str(material.settings["complaint_days"]))
    register = within(read_complaints(material.store), first, last).fillna({"desa_code": ""})
    judged = complaints_of.judge(register, today=material.wish.on, limit_days=limit)
    table = complaints_of.by_desa(judged, material.table.set_index("desa_code")["families"])
    is_few = table["complaint_count"].between(1, LIMIT - 1)
    found = _indicators(table, COMPLAINTS)
    return found.mask(pd.Series(is_few.to_numpy(), index=table["desa_code"]).reindex(found.index))


def _points(material: Material) -> gpd.GeoDataFrame:
    """Return the service points of the scope; long numbers in their names are masked."""
    known = material.points[material.points["lon"].notna() & material.points["lat"].notna()]
    own = material.of_scope(known).reset_index(drop=True)
    kept = pd.DataFrame(
        {
            "name": mask_inside(own["name"]),
            "kind": own["kind"].map({key: kind.label for key, kind in KINDS.items()}),
            "desa_code": own["desa_code"],
            "desa_name": own["desa_name"],
            "capacity": own["capacity"],
        }
    )
    return gpd.GeoDataFrame(kept, geometry=gpd.points_from_xy(own["lon"], own["lat"]), crs=4326)
