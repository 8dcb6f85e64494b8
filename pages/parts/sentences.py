"""Answers that several pages give, each computed."""

from __future__ import annotations

import pandas as pd

from analytics.coverage import total
from data.programs import ALL, program_label
from pages.parts.format import number, percent

OF_GROUP = {
    "is_led_by_woman": "berkepala perempuan",
    "has_elderly": "dengan lansia",
    "has_disabled": "dengan disabilitas",
}
"""Column of :data:`data.targeting.GROUPS` → what follows the word "keluarga miskin"."""


def gap_in(table: pd.DataFrame, program: str, desa: str | None, of_group: str = "") -> str:
    """Return how many poor families a program leaves out, in one desa or in all rows of ``table``.

    ``of_group``: what the table is of, such as " dengan lansia".
    """
    rows = table[table["desa_code"] == desa] if desa else table
    place = f" di {rows['desa_name'].iloc[0]}" if desa and len(rows) else ""
    return gap(total(rows), program, f"{of_group}{place}")


def gap(sums: pd.Series, program: str, place: str = "") -> str:
    """Return how many poor families a program leaves out (``sums``: see :func:`analytics.coverage.total`)."""
    what = "bantuan apa pun" if program == ALL else program_label(program)
    return (
        f"{number(sums['unserved_poor'])} dari {number(sums['poor_families'])} keluarga miskin{place} belum menerima "
        f"{what} ({percent(sums['exclusion_pct'])})"
    )
