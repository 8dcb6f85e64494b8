"""Named worlds of the room ``geo``."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from geo.boundaries import Boundaries, prepare
from geo.regions import Regions

# Four desa, squares of 0.02 degrees (about 2.2 km), two and two:
#
#      C (2003) │ D (2004)      lat -2.28 to -2.26
#     ──────────┼──────────
#      A (2001) │ B (2002)      lat -2.30 to -2.28
#  lon 115.50–115.52  115.52–115.54
NAMES = {"63.11.02.2001": "Alang", "63.11.02.2002": "Batung", "63.11.02.2003": "Cempaka", "63.11.02.2004": "Durian"}
CORNERS = {"63.11.02.2001": (0, 0), "63.11.02.2002": (1, 0), "63.11.02.2003": (0, 1), "63.11.02.2004": (1, 1)}
WEST, SOUTH, SIDE = 115.50, -2.30, 0.02


def square(column: float, row: float, *, side: float = SIDE):
    """The square in a column (from the west) and a row (from the south) of the four."""
    west, south = WEST + SIDE * column, SOUTH + SIDE * row
    return box(west, south, west + side, south + side)


@pytest.fixture
def quad() -> gpd.GeoDataFrame:
    """The four as an office would have them: columns kode, nama, kecamatan."""
    return gpd.GeoDataFrame(
        {"kode": list(NAMES), "nama": list(NAMES.values()), "kecamatan": "Halong"},
        geometry=[square(*CORNERS[code]) for code in NAMES],
        crs=4326,
    )


@pytest.fixture
def quad_regions() -> Regions:
    """The register of the four; their BPS codes run the other way round."""
    desa = pd.DataFrame(
        {
            "desa_name": list(NAMES.values()),
            "kecamatan_name": "Halong",
            "bps_code": ["6311060004", "6311060003", "6311060002", "6311060001"],
        },
        index=pd.Index(list(NAMES), name="desa_code"),
    )
    return Regions(desa.astype("str"))


@pytest.fixture
def quad_file(quad, tmp_path) -> Path:
    """The four in a file."""
    path = tmp_path / "quad.geojson"
    quad.to_file(path)
    return path


@pytest.fixture(scope="session")
def boundary_files(shared_data) -> Path:
    return shared_data / "boundaries"


@pytest.fixture(scope="session")
def official(shared_data) -> Regions:
    """All desa of Kalimantan Selatan and of Bangkalan, with the BPS codes of Balangan and Bangkalan."""
    listed = pd.read_csv(shared_data / "codes/wilayah_kemendagri_2025.csv.gz", dtype="str").set_index("kode")
    listed = listed[listed.index.str[:2].isin(["63"]) | listed.index.str[:5].isin(["35.26"])]
    desa = listed.loc[listed["tingkat"] == "desa_kelurahan", ["nama"]].set_axis(["desa_name"], axis=1)
    crosswalk = pd.concat(
        pd.read_csv(shared_data / f"codes/crosswalk_kemendagri_bps_{name}.csv", dtype="str")
        for name in ("balangan", "bangkalan")
    )
    desa["kecamatan_name"] = desa.index.str[:8].map(listed["nama"])
    desa["bps_code"] = crosswalk.set_index("kode_kemendagri")["kode_bps"]
    aliases = crosswalk[["kode_kemendagri", "nama_bps"]].set_axis(["desa_code", "name"], axis=1)
    return Regions(desa.rename_axis("desa_code").astype("str"), aliases.astype("str"))


@pytest.fixture(scope="session")
def balangan(boundary_files, official) -> Boundaries:
    """Balangan as published, taken through the door."""
    return prepare(boundary_files / "balangan_desa_raw.geojson", regions=official)
