"""All that is known of one person, on their request (UU 27/2022, pasal 6–7): found by NIK in every table.

Rows of the person's family are in it, without the numbers and names of its other members. A family whose No. KK is the
number of the person is somebody else's: a number counts only where a NIK stands. Corrections go the usual ways.
"""

from __future__ import annotations

import json
from collections.abc import Hashable

import pandas as pd

from data.chain import starred
from data.errors import PersonUnknown, PurposeMissing
from data.export import xlsx_bytes
from data.history import note
from data.intake.fields import SYNONYMS, header_key
from data.mask import mask_name, mask_number
from data.person_keys import of_nik
from data.roles import Actor, require
from data.store import Store

ACT = "orang"
_WHOLE = "mengunduh data satu orang"
_OF_PERSON = {"nik": "$nik", "nik_head": "$nik", "person_key": "$key", "about": "$key", "no_kk": "$key"}
"""Columns that say whose a row is, and what of the person stands there: a note of who collects has its key in no_kk."""
_OF_FAMILY = ("no_kk", "person_key", "about")
_TEXTS = ("cells", "said", "typed", "answers", "value", "before", "after")
"""Columns in which a number may stand inside a text."""
_CARD, _IS_NAMED = "no_kk", "is_named"
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
    _add_issues(store, found)
    if not found:
        raise PersonUnknown(found=starred(number) or "kosong")
    families = {kk for rows in found.values() if _CARD in rows for kk in rows[_CARD].dropna()} - {of_nik(number)}
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
    """Return the rows that speak of a person by the NIK, or by the key of somebody of no known family."""
    named = [f'"{column}" = {what}' for column, what in _OF_PERSON.items() if column in columns]
    sided = [f"starts_with(\"{column}\", $nik || '/')" for column in ("key_a", "key_b") if column in columns]
    if table == "change":
        named += ['"about" = $key', "(subject = 'orang' AND subject_key = $nik)"]
    texts = [column for column in _TEXTS if column in columns]
    if not (named or sided or texts) or not nik:
        return pd.DataFrame()
    is_named = " OR ".join(named + sided) or "false"
    is_told = " OR ".join(f'contains(CAST("{column}" AS VARCHAR), $nik)' for column in texts) or "false"
    rows = _rows(store, table, f"{is_named} OR {is_told}", f"coalesce({is_named}, false)", nik=nik, key=of_nik(nik))
    is_mine = rows.pop(_IS_NAMED).astype(bool)
    told = [_tells(row, texts, nik) for row in rows.to_dict("records")] if len(rows) and not is_mine.all() else is_mine
    return rows[is_mine | pd.Series(told, index=rows.index, dtype=bool)]


def _tells(row: dict[Hashable, object], texts: list[str], nik: str) -> bool:
    """Return whether a number stands in the texts of a row, and not as a No. KK."""
    if _field(str(row.get("field") or "")) == _CARD:
        return False
    cells = [cell for column in texts for header, cell in _cells(row[column]) if _field(header) != _CARD]
    return any(nik in cell for cell in cells)


def _cells(text: object) -> list[tuple[str, str]]:
    """Return header and cell of a row that is kept as JSON, any other text whole."""
    try:
        told = json.loads(str(text))
    except json.JSONDecodeError:
        told = None
    return [(str(head), str(cell)) for head, cell in told.items()] if isinstance(told, dict) else [("", str(text))]


def _field(header: str) -> str:
    return SYNONYMS.get(header_key(header), header)


def _add_issues(store: Store, found: dict[str, pd.DataFrame]) -> None:
    """Add what the checks say of the rows of files that speak of the person."""
    at = ["load_id", "sheet", "row"]
    places = [rows[at] for table, rows in found.items() if table.endswith("_record") or table.startswith("set_aside")]
    if places:
        place = pd.concat(places).drop_duplicates()
        loads = [int(number) for number in place["load_id"].unique()]
        mine = _rows(store, "issue", "list_contains($loads, load_id)", loads=loads).merge(place, on=at)
        issues = pd.concat([found.get("issue", mine.iloc[:0]), mine]).drop_duplicates()
        if len(issues):
            found["issue"] = issues


def _of_family(store: Store, table: str, columns: list[str], nik: str, families: list[str]) -> pd.DataFrame:
    """Return rows of the person's families that are not of another member, numbers and names of others starred."""
    columns = [*columns, "about"] if table == "change" else columns
    keys = [f'list_contains($families, "{column}")' for column in columns if column in _OF_FAMILY]
    if not keys or not families:
        return pd.DataFrame()
    not_mine = [f'"{column}" IS DISTINCT FROM {what}' for column, what in _OF_PERSON.items() if column in columns]
    of_nobody = ['"nik" IS NULL'] if "nik" in columns else []
    condition = " AND ".join([f"({' OR '.join(keys)})", *not_mine, *of_nobody])
    rows = _rows(store, table, condition, families=families, nik=nik, key=of_nik(nik))
    for column in columns:
        if column in _NUMBERS:
            rows[column] = mask_number(rows[column])
        if column in _NAMES:
            rows[column] = mask_name(rows[column])
    return rows


def _rows(store: Store, table: str, condition: str, also: str = "", **params: object) -> pd.DataFrame:
    """Return rows of a table; ``also``: what is answered of each in the column ``is_named``."""
    source, left_out = ("change_about", " EXCLUDE (about)") if table == "change" else (table, "")
    answer = f", {also} AS {_IS_NAMED}" if also else ""
    used = {key: value for key, value in params.items() if f"${key}" in condition + also}
    with store.write(is_change=False) as cursor:
        return cursor.execute(f'SELECT *{left_out}{answer} FROM "{source}" WHERE {condition}', used).df()  # noqa: S608  own names


def as_json(found: dict[str, pd.DataFrame]) -> bytes:
    """Return what :func:`about` has found as JSON."""
    told = {table: json.loads(rows.to_json(orient="records", date_format="iso")) for table, rows in found.items()}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def as_workbook(found: dict[str, pd.DataFrame], *, is_demo: bool = False) -> bytes:
    """Return the same as a workbook, a sheet per table, all cells as text."""
    sheets = {table[:_SHEET_LENGTH]: rows.astype("string").fillna("") for table, rows in found.items()}
    return xlsx_bytes(sheets, is_demo=is_demo)
