"""Tables that an office fills in, on the page or in a spreadsheet: figures per desa, targets, needs and resources."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import ColumnsMissing, TableUnusable
from data.intake.read import read_sheets
from data.mask import mask_inside
from data.monev.written import LONG, SHORT, read_desa
from data.store import Store

_TOLD = 5
"""Problems that one message names."""


def read_table(path: Path, name: str, columns: dict[str, str]) -> pd.DataFrame:
    """Return the rows of a CSV or XLSX file under the row that holds all headers of ``columns``, as text.

    Index: the row that a spreadsheet shows; columns: the keys of ``columns``.

    Raises
    ------
    ColumnsMissing
        No row of any sheet holds the headers. Also whatever :func:`data.intake.read.read_sheets` raises.
    """
    wanted = {label.lower(): key for key, label in columns.items()}
    found: set[str] = set()
    for sheet in read_sheets(path, name=name):
        bare = sheet.cells.map(lambda cell: str(cell).strip().lower())
        has_all = pd.concat([bare.eq(label).any(axis=1) for label in wanted], axis=1).all(axis=1)
        found |= {str(cell) for cell in sheet.cells.head(1).to_numpy().ravel() if cell}
        if not has_all.any():
            continue
        top = has_all.idxmax()
        below = sheet.cells.loc[top:].iloc[1:].set_axis(list(bare.loc[top]), axis=1)
        below = below.loc[:, ~below.columns.duplicated()][list(wanted)].rename(columns=wanted)
        return below[below.ne("").any(axis=1)]
    raise ColumnsMissing(file=name, needed=", ".join(columns.values()), found=", ".join(sorted(found)[:12]))


def texts(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the filled rows of a table as trimmed text, index: number of the row."""
    rows = table.reindex(columns=columns).astype(object)
    rows = rows.where(rows.notna(), "").map(lambda cell: " ".join(str(cell).split())[: 2 * LONG])
    if len(rows) and rows.index[0] == 0:  # of the page: its first row is row 1
        rows = rows.set_axis(range(1, len(rows) + 1))
    return rows[rows.ne("").any(axis=1)]


def desa_codes(store: Store, said: pd.Series) -> pd.Series:
    """Return the code of each desa that ``said`` names, by code or name; "" where it is unknown or not the only one."""
    desa = read_desa(store)
    bare = desa["desa_name"].map(_bare)
    single = desa[~bare.duplicated(keep=False)]
    known = dict(zip(desa["desa_code"], desa["desa_code"], strict=True))
    known |= dict(zip(single["desa_name"].map(_bare), single["desa_code"], strict=True))
    labels = desa["desa_name"] + " (" + desa["desa_code"] + ")"
    known |= dict(zip(labels.map(_bare), desa["desa_code"], strict=True))
    return said.map(lambda text: known.get(text.strip()) or known.get(_bare(text), "")).astype("str")


def _bare(text: str) -> str:
    return "".join(sign for sign in str(text).lower() if sign.isalnum() or sign == ".")


def numbers(said: pd.Series) -> pd.Series:
    """Return what cells hold as numbers, a decimal comma too; missing where they hold none."""
    return pd.to_numeric(said.astype(str).str.replace(",", "."), errors="coerce")


def refuse(table: str, problems: list[str]) -> None:
    """Raise what speaks against a table.

    Raises
    ------
    TableUnusable
    """
    if problems:
        more = f"; dan {len(problems) - _TOLD} lagi" if len(problems) > _TOLD else ""
        raise TableUnusable(table=table, problems="; ".join(problems[:_TOLD])[: 4 * LONG] + more)


def cut(said: pd.Series, length: int = SHORT) -> pd.Series:
    """Return texts as they are kept: long numbers starred, cut."""
    return mask_inside(said).str.slice(0, length)
