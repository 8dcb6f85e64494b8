"""Reference lists of regions: which desa there are, under which code of either system, under which names.

Any CSV or XLSX with a column of Kemendagri codes will do: the national list (all levels in one column), a crosswalk
to BPS codes, a list of spellings.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from data.errors import NoCodesFound
from data.intake.columns import HEADER_ROWS
from data.intake.fields import header_key
from data.intake.read import read_sheets

_DESA = r"\d\d\.?\d\d\.?\d\d\.?[123]\d{3}"
_ANY_LEVEL = rf"\d\d(\.\d\d){{0,2}}|{_DESA}"
_BPS = r"\d{10}"
_LEAST_SHARE = 0.6


def read_codes(path: Path, *, name: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the desa and the spellings of a reference list.

    Returns
    -------
    regions
        One row per desa: ``desa_code`` (Kemendagri, with dots), ``desa_name``, ``kecamatan_name``, ``bps_code``
        (missing where the list has none).
    aliases
        One row per further spelling: ``desa_code``, ``name``.

    Raises
    ------
    NoCodesFound
        No column holds Kemendagri codes.
    """
    table = _with_headers(read_sheets(path, name=name)[0].cells)
    names = [column for column in table.columns if _is_name(column)]
    code_column = _code_column(table)
    if code_column is None:
        raise NoCodesFound(file=name or path.name)
    table = table.assign(desa_code=table[code_column].str.replace(".", "", regex=False))
    kecamatan = _kecamatan_names(table, _first(table, _is_official_name))
    table = table[table["desa_code"].str.fullmatch(_DESA)].copy()
    table["desa_code"] = table["desa_code"].str.replace(r"^(..)(..)(..)(....)$", r"\1.\2.\3.\4", regex=True)
    table = table.drop_duplicates("desa_code")
    official = _official(names)
    regions = pd.DataFrame(
        {
            "desa_code": table["desa_code"],
            "desa_name": table[official] if official else pd.NA,
            "kecamatan_name": _kecamatan(table, kecamatan),
            "bps_code": _bps(table),
        }
    )
    return regions.reset_index(drop=True), _aliases(table, [column for column in names if column != official])


def _with_headers(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the rows from the first code on, under the last filled row above it; no header stands twice."""
    cells = cells.apply(lambda column: column.str.strip())
    top = cells.head(HEADER_ROWS)
    is_code = top.apply(lambda column: column.str.fullmatch(_ANY_LEVEL)).any(axis=1).to_numpy()
    first = int(is_code.argmax()) if is_code.any() else min(1, len(cells))
    above = cells.iloc[:first]
    filled = above[above.ne("").any(axis=1)]
    headers = filled.iloc[-1] if len(filled) else pd.Series("", index=cells.columns)
    again = headers.groupby(headers).cumcount()
    return cells.iloc[first:].set_axis(list(headers.where(again == 0, headers + "_" + again.astype(str))), axis=1)


def _code_column(table: pd.DataFrame) -> str | None:
    """Return the first column whose cells are Kemendagri codes of any level, some of them of desa."""
    for column in table.columns:
        filled = table[column][table[column] != ""]
        if "bps" in header_key(column) or filled.empty:
            continue
        if filled.str.fullmatch(_ANY_LEVEL).mean() > _LEAST_SHARE and filled.str.fullmatch(_DESA).any():
            return str(column)
    return None


def _is_name(column: str) -> bool:
    key = header_key(column)
    is_of_another = any(word in key for word in ("kec", "kab", "prov"))
    return (key.startswith("nama") or key in {"name", "desa", "kelurahan", "desakelurahan"}) and not is_of_another


def _is_official_name(column: str) -> bool:
    return _is_name(column) and "bps" not in header_key(column)


def _first(table: pd.DataFrame, wanted: Callable[[str], bool]) -> str | None:
    return next((column for column in table.columns if wanted(column)), None)


def _official(names: list[str]) -> str | None:
    """Return the column of official names: plainly "nama", else the newest edition of Kemendagri, else the first."""

    def rank(column: str) -> tuple[bool, bool, int]:
        key = header_key(column)
        year = max((int(found) for found in re.findall(r"20\d\d", key)), default=0)
        return (key in {"nama", "name", "namadesa"}, "kemendagri" in key, year)

    return max(names, key=rank, default=None)


def _kecamatan_names(table: pd.DataFrame, name_column: str | None) -> pd.Series:
    rows = table[table["desa_code"].str.fullmatch(r"\d{6}")].drop_duplicates("desa_code")
    return rows.set_index("desa_code")[name_column] if name_column else pd.Series(dtype=str)


def _kecamatan(table: pd.DataFrame, by_code: pd.Series) -> pd.Series:
    column = _first(table, lambda name: header_key(name) in {"kecamatan", "namakecamatan", "kec", "kecbps"})
    if column:
        return table[column].where(table[column] != "")
    return table["desa_code"].str.replace(".", "", regex=False).str[:6].map(by_code).astype("str")


def _bps(table: pd.DataFrame) -> pd.Series:
    column = _first(table, lambda name: "bps" in header_key(name) and "kode" in header_key(name))
    if column is None:
        return pd.Series(pd.NA, index=table.index, dtype="str")
    return table[column].where(table[column].str.fullmatch(_BPS))


def _aliases(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    parts = [table[["desa_code"]].assign(name=table[column]) for column in names]
    if not parts:
        return pd.DataFrame(columns=["desa_code", "name"])
    aliases = pd.concat(parts, ignore_index=True)
    return aliases[aliases["name"] != ""].drop_duplicates(ignore_index=True)
