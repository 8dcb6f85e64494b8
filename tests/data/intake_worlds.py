"""Named small worlds of the intake: four desa on a grid, families and files made by hand."""

from __future__ import annotations

import io
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
import xlsxwriter

from data.intake.place import Gazetteer
from data.intake.request import SourceFile
from data.intake.table import Checked, judge, read_table
from geo.regions import Regions

HAUWAI, GALUMBANG, GALUMBANG_AWAYAN, PUDAK = (
    "63.11.02.2001", "63.11.02.2002", "63.11.03.2004", "63.11.03.2005",
)  # fmt: skip
# Four squares of a tenth of a degree (11.1 km) around the point 115.6, -2.3:
#
#   -2.2  +-----------+-----------+
#         | GALUMBANG | PUDAK     |      kecamatan Awayan (63.11.03)
#   -2.3  +-----------+-----------+
#         | HAUWAI    | GALUMBANG |      kecamatan Halong (63.11.02)
#   -2.4  +-----------+-----------+
#       115.5       115.6       115.7
DESA = pd.DataFrame(
    {
        "desa_name": ["Hauwai", "Galumbang", "Galumbang", "Pudak"],
        "kecamatan_name": ["Halong", "Halong", "Awayan", "Awayan"],
        "bps_code": ["6311060001", "6311060002", "6311030004", "6311030005"],
    },
    index=pd.Index([HAUWAI, GALUMBANG, GALUMBANG_AWAYAN, PUDAK], name="desa_code"),
    dtype="str",
)
SQUARES = [
    shapely.box(115.5, -2.4, 115.6, -2.3),
    shapely.box(115.6, -2.4, 115.7, -2.3),
    shapely.box(115.5, -2.3, 115.6, -2.2),
    shapely.box(115.6, -2.3, 115.7, -2.2),
]
METRE = 1 / 111_195
"""Degrees of latitude in a metre."""


def layer() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(DESA, geometry=SQUARES, crs=4326)


def gazetteer(**changes: object) -> Gazetteer:
    world = {"regions": Regions(DESA), "layer": layer()} | changes
    return Gazetteer(**world)


def no_layer() -> gpd.GeoDataFrame:
    return layer().iloc[:0]


def nowhere() -> Gazetteer:
    """An office that has loaded nothing yet."""
    return Gazetteer(Regions.empty(), no_layer())


def nik(number: int, *, birth: str = "170845", region: str = "631102") -> str:
    """A NIK whose serial ends in 1 … 9, so that Excel's zeros are no matter unless wanted."""
    return f"{region}{birth}{number // 9:03d}{number % 9 + 1}"


def kk(number: int) -> str:
    return f"631102120320{number // 9:03d}{number % 9 + 1}"


def family(number: int = 1, **changes: object) -> dict[str, object]:
    """A row without any fault: Hauwai, the middle of its square."""
    row = {
        "no_kk": kk(number), "nik": nik(number), "nama": f"KEPALA {number}", "kode_desa": HAUWAI, "desa": "Hauwai",
        "kecamatan": "Halong", "dusun": "Dusun 1", "rt": "1", "rw": "2", "jumlah_anggota": "4", "desil": "3",
        "lat": "-2.35", "lon": "115.55",
    }  # fmt: skip
    return row | changes


def recipient(number: int = 1, **changes: object) -> dict[str, object]:
    return {"nik": nik(number), "no_kk": kk(number), "nama": f"KEPALA {number}", "jumlah": "200000"} | changes


def answers(**changes: str) -> dict[str, str]:
    """One sheet of a satisfaction survey without any fault."""
    return {"tanggal": "2026-10-27", "desa": "Hauwai", **{f"u{unsur}": "3" for unsur in range(1, 10)}} | changes


def csv_file(path: Path, rows: list[dict[str, object]], **options: object) -> Path:
    pd.DataFrame(rows).to_csv(path, **({"index": False} | options))
    return path


def xlsx_file(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """Write rows as they are: text stays text, numbers stay numbers."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    path.write_bytes(buffer.getvalue())
    return path


def judged(
    path: Path, rows: list[dict[str, object]], kind: str = "families", world: Gazetteer | None = None
) -> Checked:
    """Write ``rows`` as CSV, read and judge them. The first data row is row 2."""
    table = read_table(csv_file(path, rows), kind)
    asked = ("PKH", "2026-10") if kind == "recipients" else ("", "")
    return judge(table, gazetteer() if world is None else world, asked=asked)


def kinds(checked: Checked) -> set[str]:
    return set(checked.issues["kind"])


def families_of(path: Path) -> SourceFile:
    return SourceFile("families", path)


def recipients_of(path: Path, program: str = "PKH", period: str = "2026-10") -> SourceFile:
    return SourceFile("recipients", path, program, period)
