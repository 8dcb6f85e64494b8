"""The layers of the GeoPackage: desa with their figures, as they stand in the report."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from analytics.coverage import COUNTS
from analytics.indicators import COVERAGE, by_desa, of_table
from analytics.report.material import Material
from data.errors import BoundariesMissing

DESA = "desa"
_NAMED = ["desa_name", "kecamatan_name", "bps_code", "area_km2"]


def layers(material: Material) -> dict[str, gpd.GeoDataFrame]:
    """Return what goes into the GeoPackage: layer name → frame, EPSG:4326.

    ``desa``: one row per desa of the scope with a boundary, its counts of :data:`analytics.coverage.COUNTS` (families)
    and every indicator of coverage; NULL where there is no data.

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
    told = figures.where(has_data).join(shares.astype(float).round(3))
    made = shapes[_NAMED].join(told)
    dated = {"period": material.period, "program": material.program}
    frame = gpd.GeoDataFrame(made.assign(**dated), geometry=shapes.geometry, crs=4326)
    return {DESA: frame.sort_index().reset_index()}
