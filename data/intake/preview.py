"""What a file seems to be, before anything of it is taken: its kind, its columns, its first rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.errors import ColumnsMissing, NoCodesFound
from data.intake.codes import read_codes
from data.intake.columns import Mapping, find_mapping
from data.intake.fields import FIELDS
from data.intake.layouts import LAYOUTS
from data.intake.read import read_sheets
from data.intake.table import read_table
from data.mask import mask_name, mask_number

LAYER_ENDINGS = (".geojson", ".json", ".gpkg", ".kml", ".zip", ".shp")
SAMPLE_ROWS = 6
_FAMILY_SIGNS = ("desil", "member_count")


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


def guess_kind(path: Path) -> str:
    """Return the kind of a file: boundaries by its ending, else codes, families or recipients by its columns."""
    if path.suffix.lower() in LAYER_ENDINGS:
        return "boundaries"
    sheets = read_sheets(path)
    found = {
        key: {field for sheet in sheets if (mapping := find_mapping(sheet, layout)) for field in mapping.columns()}
        for key, layout in LAYOUTS.items()
    }
    if found["families"] & set(_FAMILY_SIGNS) or {"no_kk", "lat"} <= found["families"]:
        return "families"
    if found["recipients"]:
        return "recipients"
    try:
        read_codes(path)
    except NoCodesFound as error:
        raise ColumnsMissing(
            file=path.name, needed="No. KK, NIK, atau kode desa", found="tidak satu pun"
        ) from error
    return "codes"


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
