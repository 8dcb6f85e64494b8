"""What a file seems to be, before anything of it is taken: its kind, its columns, its first rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.errors import ColumnsMissing, NoCodesFound
from data.intake.codes import read_codes
from data.intake.columns import Choices, Mapping
from data.intake.fields import FIELDS
from data.intake.kinds import kinds_of_sheets
from data.intake.layouts import LAYOUTS
from data.intake.read import read_sheets
from data.intake.table import read_table
from data.mask import mask_name, mask_number

LAYER_ENDINGS = (".geojson", ".json", ".gpkg", ".kml", ".zip", ".shp")
SAMPLE_ROWS = 6


@dataclass(frozen=True)
class Preview:
    """A table file as it would be read.

    ``mappings``: one per sheet that is read. ``sample``: first rows, one column per field found (label as header),
    identity numbers and names masked. ``skipped_sheets``: sheets without the needed headers.
    """

    kind: str
    row_count: int
    mappings: tuple[Mapping, ...]
    sample: pd.DataFrame
    skipped_sheets: tuple[str, ...]


def guess_kind(path: Path, *, role: str | None = None, remembered: Choices | None = None) -> str:
    """Return what a file is: boundaries by its ending, else the first layout whose headers it has, else codes.

    With ``role`` only layouts of that role are looked at.

    Raises
    ------
    ColumnsMissing
        It is none of them. And what :func:`data.intake.read.read_sheets` raises.
    """
    if role is None and path.suffix.lower() in LAYER_ENDINGS:
        return "boundaries"
    sheets = read_sheets(path)
    found = kinds_of_sheets(sheets, path.stem, role=role, remembered=remembered)
    if found:
        return min(found, key=list(LAYOUTS).index)
    if role is None and _has_codes(path):
        return "codes"
    raise ColumnsMissing(file=path.name, needed="No. KK, NIK, atau kode desa", found="tidak satu pun")


def _has_codes(path: Path) -> bool:
    try:
        read_codes(path)
    except NoCodesFound:
        return False
    return True


def preview_table(path: Path, kind: str, choice: dict[str, str] | None = None) -> Preview:
    """Return how ``path`` would be read as families or recipients. Raises what :func:`read_table` raises."""
    table = read_table(path, kind, choice=choice)
    shown = [field for field in table.layout.fields if field in table.present()]
    sample = table.rows.loc[:, shown].head(SAMPLE_ROWS)
    for field in set(shown) & {"nik", "no_kk"}:
        sample[field] = mask_number(sample[field])
    if "name" in shown:
        sample["name"] = mask_name(sample["name"])
    sample = sample.rename(columns={field: FIELDS[field].label for field in shown})
    return Preview(kind, len(table.rows), table.mappings, sample, table.skipped_sheets)
