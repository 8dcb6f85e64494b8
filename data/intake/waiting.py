"""What is kept of a file so that its waiting rows can be judged again as if the file had said something else."""

from __future__ import annotations

import json

import duckdb
import pandas as pd

from data.checks.identity import damaged_by_excel, is_number
from data.intake.table import Checked, cell_names
from data.intake.values import identity_digits
from data.store import sql

_DAMAGED = {"nik_rusak_excel": "nik", "kk_rusak_excel": "no_kk"}
"""Kind of issue → the field whose column Excel has damaged."""


def facts_of(checked: Checked) -> dict[str, object]:
    """Return ``columns`` (sheet → field → what its column is called in a row that waits) and ``damaged`` (fields)."""
    columns = {mapping.sheet: _named(cell_names(mapping), mapping.columns()) for mapping in checked.table.mappings}
    suspected = [_DAMAGED[kind] for kind in _DAMAGED if kind in set(checked.issues["kind"])]
    return {"columns": columns, "damaged": [field for field in suspected if _is_damaged(checked, field)]}


def _named(names: list[str], columns: dict[str, int]) -> dict[str, str]:
    return {field: names[column] for field, column in columns.items()}


def _is_damaged(checked: Checked, field: str) -> bool:
    """Return whether the whole column lost its last digits; single numbers like 6,31E+15 say nothing of the others."""
    digits = identity_digits(checked.table.rows[field])
    return bool((damaged_by_excel(digits) & is_number(digits)).any())


def keep(cursor: duckdb.DuckDBPyConnection, load_id: int, checked: Checked) -> None:
    """Keep the fields of the rows that wait as they were read: not all of them stand in a cell of the row."""
    if checked.set_aside.empty:
        return
    fields = [name for name in checked.table.layout.fields if name in checked.table.rows]
    said = checked.table.rows.merge(checked.set_aside[["sheet", "row"]], on=["sheet", "row"])
    texts = [json.dumps(row, ensure_ascii=False) for row in said[fields].to_dict("records")]
    frame = pd.DataFrame({"load_id": load_id, "sheet": said["sheet"], "row": said["row"], "said": texts})
    cursor.register("read_so", frame)
    cursor.execute(sql("quarantine/keep_said"))
    cursor.unregister("read_so")
