"""All that is known of one person, on their request (UU 27/2022, pasal 6–7): found by NIK in every table.

Rows of the person's family are in it, without the numbers and names of its other members. Corrections go the usual
ways.
"""

from __future__ import annotations

import json

import pandas as pd

from data.chain import starred
from data.errors import PersonUnknown, PurposeMissing
from data.export import xlsx_bytes
from data.history import note
from data.mask import mask_name, mask_number
from data.roles import Actor, require
from data.store import Store

ACT = "orang"
_WHOLE = "mengunduh data satu orang"
_OF_PERSON = ("nik", "nik_head", "person_key", "subject_key")
_OF_FAMILY = ("no_kk", "person_key", "subject_key")
_TEXTS = ("cells", "said", "answers", "key_a", "key_b", "key", "value", "before", "after", "subject_key")
"""Columns in which a number may stand inside a text."""
_NUMBERS, _NAMES = ("nik", "nik_head"), ("name", "name_head")
_SHEET_LENGTH = 31
_PURPOSE_LENGTH = 200


def about(store: Store, nik: str, *, by: Actor, purpose: str) -> dict[str, pd.DataFrame]:
    """Return the rows that speak of a person: name of the table → its rows; noted in the history.

    Parameters
    ----------
    store
        The open database.
    nik
        Sixteen digits.
    by, purpose
        Who asks, and what for.

    Raises
    ------
    ActorUnnamed, ActMayNot
    PurposeMissing
    PersonUnknown
        No row holds that NIK.
    """
    require(by, ACT)
    if not purpose.strip():
        raise PurposeMissing(act=_WHOLE)
    number = "".join(nik.split())
    tables = store.frame("keep/columns").groupby("table_name")["column_name"].agg(list).to_dict()
    found = {table: rows for table, columns in tables.items() if len(rows := _own(store, table, columns, number))}
    if not found:
        raise PersonUnknown(found=starred(number) or "kosong")
    families = {kk for rows in found.values() if "no_kk" in rows for kk in rows["no_kk"].dropna()}
    for table, columns in tables.items():
        of_family = _of_family(store, table, columns, number, sorted(families))
        if len(of_family):
            found[table] = pd.concat([found[table], of_family]) if table in found else of_family
    count = sum(map(len, found.values()))
    with store.write(is_change=False) as cursor:
        reason = " ".join(purpose.split())[:_PURPOSE_LENGTH]
        note(cursor, by, "orang", number, "diunduh", after=f"{count} baris dari {len(found)} tabel", reason=reason)
    return {table: rows.reset_index(drop=True) for table, rows in sorted(found.items())}


def _own(store: Store, table: str, columns: list[str], nik: str) -> pd.DataFrame:
    told = [f'"{column}" = $nik' for column in columns if column in _OF_PERSON]
    told += [f'contains(CAST("{column}" AS VARCHAR), $nik)' for column in columns if column in _TEXTS]
    return _rows(store, table, " OR ".join(told), nik=nik) if told and len(nik) else pd.DataFrame()


def _of_family(store: Store, table: str, columns: list[str], nik: str, families: list[str]) -> pd.DataFrame:
    """Return rows of the person's families that are not of another member, numbers and names of others starred."""
    keys = [f'list_contains($families, "{column}")' for column in columns if column in _OF_FAMILY]
    if not keys or not families:
        return pd.DataFrame()
    not_mine = [f'"{column}" IS DISTINCT FROM $nik' for column in columns if column in _OF_PERSON]
    of_nobody = ['"nik" IS NULL'] if "nik" in columns else []
    rows = _rows(
        store, table, " AND ".join([f"({' OR '.join(keys)})", *not_mine, *of_nobody]), families=families, nik=nik
    )
    for column in columns:
        if column in _NUMBERS:
            rows[column] = mask_number(rows[column])
        if column in _NAMES:
            rows[column] = mask_name(rows[column])
    return rows


def _rows(store: Store, table: str, condition: str, **params: object) -> pd.DataFrame:
    used = {key: value for key, value in params.items() if f"${key}" in condition}
    with store.write(is_change=False) as cursor:
        return cursor.execute(f'SELECT * FROM "{table}" WHERE {condition}', used).df()  # noqa: S608  own names


def as_json(found: dict[str, pd.DataFrame]) -> bytes:
    """Return what :func:`about` has found as JSON."""
    told = {table: json.loads(rows.to_json(orient="records", date_format="iso")) for table, rows in found.items()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def as_workbook(found: dict[str, pd.DataFrame], *, is_demo: bool = False) -> bytes:
    """Return the same as a workbook, a sheet per table, all cells as text."""
    sheets = {table[:_SHEET_LENGTH]: rows.astype("string").fillna("") for table, rows in found.items()}
    return xlsx_bytes(sheets, is_demo=is_demo)
