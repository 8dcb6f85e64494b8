"""What is told of all desa together only: overlaps and leakage of each program, families without desil, strangers.

Solved beside the counts per desa of the same period as if readers knew every sum of those, hidden or not.
"""

from __future__ import annotations

import pandas as pd

from analytics.coverage import COUNTS
from analytics.report.counted import (
    NONPOOR,
    NOT_POOR,
    OTHERS_ALL,
    OTHERS_REST,
    OVERLAP,
    RECIPIENTS,
    REST,
    SINGLE,
    UNKNOWN,
    Counted,
    column_of,
)
from analytics.suppression import LIMIT, TOTAL, Exposed, Sheet, suppress_beside
from data.programs import ALL

STRANGERS, WITHOUT_DESIL = "strangers", "without desil"
_OF_EACH = {NONPOOR: "served_nonpoor", OVERLAP: "overlap_families", STRANGERS: "recipients_unmatched"}
_GAPS = {STRANGERS, UNKNOWN}
_MAIN = (RECIPIENTS, REST, OTHERS_ALL, OTHERS_REST)


def told_sums(every: pd.DataFrame, own: Counted) -> pd.Series:
    """Return the sums of a period that may be told; missing where not. Index: names of :func:`column_of`, without desil.

    ``every``: :func:`analytics.coverage.coverage` of the period, all programs and desa.
    """
    known = every[every["desa_code"].isin(own.table.index)]
    sums = known.groupby("program")[COUNTS].sum().astype("int64")
    strangers = every.groupby("program")["recipients_unmatched"].sum()
    sheet, hidden_before = _sheet(own, sums.assign(recipients_unmatched=strangers))
    counts = sheet.whole.loc[TOTAL]
    try:
        told = suppress_beside(sheet).counts.loc[TOTAL]
    except Exposed:
        told = counts.astype("Int64").mask(counts >= 0)
    return told.drop(labels=[*hidden_before, *sheet.unprinted], errors="ignore")


def _sheet(own: Counted, sums: pd.DataFrame) -> tuple[Sheet, list[str]]:
    """Return the sums as a sheet of one row, and the names of those that the counts per desa have told already."""
    main = own.table.sum()
    keys = [key for key in own.programs if len(own.programs) > 1]
    columns = main.to_dict()
    relations = list(own.relations)
    small: set[str] = set()
    for key in keys:
        if min(int(main[column_of(own.period, key, what)]) for what in _MAIN) < LIMIT:
            small.add(key)
            continue
        _add_program(columns, relations, own.period, key, sums)
    _add_all(columns, relations, own.period, sums, keys if not small else [])
    table = pd.DataFrame({name: [int(value)] for name, value in columns.items()}, index=["semua"])
    printed = {column_of(own.period, key, what) for key in (ALL, *keys) for what in _OF_EACH} | {WITHOUT_DESIL}
    unprinted = frozenset(set(table) - set(main.index) - printed)
    gaps = frozenset(name for name in table if name.split()[-1] in _GAPS or name.startswith("without"))
    sheet = Sheet(table, tuple(relations), None, unprinted, fixed=frozenset(main.index), gaps=gaps)
    return sheet, list(main.index)


def _add_program(columns: dict, relations: list, period: str, key: str, sums: pd.DataFrame) -> None:
    def name(what: str, of: str = key) -> str:
        return column_of(period, of, what)

    for what, count in _OF_EACH.items():
        columns[name(what)] = sums.loc[key, count]
        columns[name(f"others {what}")] = sums.loc[ALL, count] - sums.loc[key, count]
        relations.append((name(what, ALL), (name(what), name(f"others {what}"))))
    columns[name(UNKNOWN)] = columns[name(REST)] - columns[name(NONPOOR)]
    columns[name(SINGLE)] = columns[name(RECIPIENTS)] - columns[name(OVERLAP)]
    columns[name("others unknown")] = columns[name(UNKNOWN, ALL)] - columns[name(UNKNOWN)]
    relations += [
        (name(REST), (name(NONPOOR), name(UNKNOWN))),
        (name(RECIPIENTS), (name(OVERLAP), name(SINGLE))),
        (name(UNKNOWN, ALL), (name(UNKNOWN), name("others unknown"))),
    ]


def _add_all(columns: dict, relations: list, period: str, sums: pd.DataFrame, keys: list[str]) -> None:
    def name(what: str) -> str:
        return column_of(period, ALL, what)

    columns[name(STRANGERS)] = sums.loc[ALL, "recipients_unmatched"]
    columns[WITHOUT_DESIL] = sums.loc[ALL, "families_without_desil"]
    columns["above"] = columns[NOT_POOR] - columns[WITHOUT_DESIL]
    columns["above nothing"] = columns["above"] - columns[name(NONPOOR)]
    columns["without nothing"] = columns[WITHOUT_DESIL] - columns[name(UNKNOWN)]
    relations += [
        (NOT_POOR, ("above", WITHOUT_DESIL)),
        ("above", (name(NONPOOR), "above nothing")),
        (WITHOUT_DESIL, (name(UNKNOWN), "without nothing")),
    ]
    if keys:  # in one list only: in that of each program
        relations.append((name(SINGLE), tuple(column_of(period, key, SINGLE) for key in keys)))
