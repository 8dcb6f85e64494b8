"""What a person has said of the columns of a file, kept for the next file with the same headers."""

from __future__ import annotations

import duckdb

from data import history
from data.intake.columns import Choices
from data.intake.fields import FIELDS
from data.intake.table import Table
from data.roles import Actor
from data.store import Store, sql


def read_choices(source: duckdb.DuckDBPyConnection | Store) -> Choices:
    """Return all corrections that are remembered; of several for one field of the same headers the newest."""
    rows = source.frame("intake/choices") if isinstance(source, Store) else source.execute(sql("intake/choices")).df()
    known: Choices = {}
    for signature, field, header in rows.itertuples(index=False, name=None):
        known.setdefault(str(signature), {})[str(field)] = str(header)
    return known


def keep_choices(
    cursor: duckdb.DuckDBPyConnection, table: Table, choice: dict[str, str], load_id: int, by: Actor
) -> None:
    """Remember ``choice`` (field → header, "" for none) for the headers of each sheet that has them."""
    signatures = {
        mapping.signature(table.layout): {
            field: header for field, header in choice.items() if not header or header in mapping.headers()
        }
        for mapping in table.mappings
    }
    for signature, fields in signatures.items():
        for field, header in fields.items():
            cursor.execute(sql("intake/keep_choice"), [signature, table.layout.key, field, header, load_id])
    for field, header in choice.items():
        after = f"{FIELDS[field].label}: {f'kolom “{header}”' if header else 'tidak ada kolomnya'}"
        history.note(cursor, by, "berkas", str(load_id), "kolom", after=after, load_id=load_id)
