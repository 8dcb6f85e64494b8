"""What a file seems to be, before anything of it is taken: its kind, its columns, its first rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from data.errors import ColumnsMissing, MappingInvalid, NoCodesFound
from data.intake.codes import read_codes
from data.intake.columns import Choices, Mapping, likely_mapping, needed_of
from data.intake.correction_file import CORRECTIONS, is_corrections
from data.intake.fields import FIELDS
from data.intake.kinds import kinds_of_sheets
from data.intake.layouts import LAYOUTS
from data.intake.read import read_sheets
from data.intake.service_file import is_points_table
from data.intake.stated import Stated
from data.intake.table import read_table
from data.mask import mask_name, mask_number
from data.roads.records import ROADS
from data.service_points import POINTS
from geo.content import OSM, TABLE, reader_of
from geo.read import has_lines_only, has_points_only

SAMPLE_ROWS = 6
ROWS_TO_TELL = 3_000
"""So many rows from the top of each sheet tell what a file is."""


@dataclass(frozen=True)
class Preview:
    """A table file as it would be read.

    ``mappings``: one per sheet that is read. ``sample``: first rows, one column per field found (label as header),
    identity numbers and names masked. ``skipped_sheets``: sheets that are not read. ``missing``: needed columns that
    nobody has named. ``stated``: what a list of recipients says of its program and period.
    """

    kind: str
    row_count: int
    mappings: tuple[Mapping, ...]
    sample: pd.DataFrame
    skipped_sheets: tuple[str, ...]
    missing: str = ""
    stated: Stated = field(default_factory=Stated)


def guess_kind(path: Path, *, role: str | None = None, remembered: Choices | None = None) -> str:
    """Return the first of :func:`kinds_of_file`. Raises what that raises."""
    return kinds_of_file(path, role=role, remembered=remembered)[0]


def kinds_of_file(path: Path, *, role: str | None = None, remembered: Choices | None = None) -> list[str]:
    """Return what a file is: boundaries or roads, rows corrected, else the layouts of its sheets, else codes.

    Boundaries, roads and points are known by their content, and told apart by their shapes. With ``role`` only layouts
    of that role are looked at. ``remembered``: what users have said of files with the same headers.

    Raises
    ------
    ColumnsMissing
        It is none of them. And what :func:`data.intake.read.read_sheets` raises.
    """
    reader = reader_of(path) if role is None else TABLE
    if reader != TABLE:
        is_roads = reader == OSM or has_lines_only(path)
        return [ROADS if is_roads else POINTS if has_points_only(path) else "boundaries"]
    sheets = read_sheets(path, rows=ROWS_TO_TELL)
    if role is None and is_corrections(sheets):
        return [CORRECTIONS]
    seen = [sheet for sheet in sheets if not sheet.is_hidden] or sheets
    found = kinds_of_sheets(seen, path.stem, role=role, remembered=remembered)
    if found:
        return sorted(found, key=list(LAYOUTS).index)
    if role is None and is_points_table(seen):
        return [POINTS]
    if role is None and _has_codes(path):
        return ["codes"]
    raise ColumnsMissing(file=path.name, needed="No. KK, NIK, atau kode desa", found="tidak satu pun")


def _has_codes(path: Path) -> bool:
    try:
        read_codes(path)
    except NoCodesFound:
        return False
    return True


def preview_table(
    path: Path, kind: str, choice: dict[str, str] | None = None, remembered: Choices | None = None
) -> Preview:
    """Return how ``path`` would be read as one layout.

    Where needed columns are not known, ``missing`` names them and the mapping is of the row that looks most like
    headers, for a person to complete. Raises what :func:`read_table` raises else.
    """
    try:
        table = read_table(path, kind, choice=choice, remembered=remembered)
    except (ColumnsMissing, MappingInvalid):
        sheets = read_sheets(path)
        mapping = likely_mapping(sheets[0], LAYOUTS[kind], choice)
        if mapping is None:
            raise
        return Preview(kind, 0, (mapping,), pd.DataFrame(), (), missing=needed_of(LAYOUTS[kind]))
    shown = [key for key in table.layout.fields if key in table.present()]
    sample = table.rows.loc[:, shown].head(SAMPLE_ROWS)
    for key in set(shown) & {"nik", "no_kk"}:
        sample[key] = mask_number(sample[key])
    if "name" in shown:
        sample["name"] = mask_name(sample["name"])
    sample = sample.rename(columns={key: FIELDS[key].label for key in shown})
    skipped = (*table.skipped_sheets, *table.hidden_sheets)
    return Preview(kind, len(table.rows), table.mappings, sample, skipped, stated=table.stated)
