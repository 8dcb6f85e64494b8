"""What is counted of a period, and what adds up to what: all that boards, the page Monev and reports can tell of coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data.programs import ALL

KECAMATAN_LENGTH = 8
"""Characters of the code of a kecamatan, as "63.11.02"."""
FAMILIES, POOR, NOT_POOR = "families", "poor", "notpoor"
"""Columns of every period: what families there are. The rest of a name is "2026-10 PKH served"."""
BASE = frozenset({FAMILIES, POOR, NOT_POOR})
SERVED, UNSERVED, OTHERS, RECIPIENTS, REST = "served", "unserved", "others", "recipients", "rest"
"""Of a program: poor families it serves, it does not serve, that only others serve; all it serves, those not known as poor."""
NONPOOR, UNKNOWN = "nonpoor", "unknown"
"""Of the rest: those above the threshold, those without desil."""
OVERLAP, SINGLE = "overlap", "single"
"""Of all that receive: those in several lists, those in one only."""
NOTHING, NOT_POOR_NOTHING = "nothing", "notpoor nothing"
"""Families that no list names; of them those not known as poor."""
OTHERS_ALL, OTHERS_REST = "others all", "others rest"
"""What all programs together have more of recipients, and of the rest."""
BOTH = "dua"
"""In the place of a program: families in both of two."""
_PRINTED = frozenset({SERVED, UNSERVED, RECIPIENTS, NONPOOR, OVERLAP})
_WORTH = 30.0
"""Of families, and of the counts of all programs together: most boards and tables are of these."""
Relations = tuple[tuple[str, Sequence[str]], ...]


@dataclass(frozen=True, eq=False)
class Counted:
    """The counts of a period per desa (index code), whatever of them is printed.

    ``programs``: those with a list, or none but :data:`ALL` where there is only one.
    """

    period: str
    table: pd.DataFrame
    relations: Relations
    programs: tuple[str, ...]
    unprinted: frozenset[str]
    worth: Mapping[str, float]

    @property
    def gaps(self) -> frozenset[str]:
        """Columns of which 0 says only that the lists are whole."""
        return frozenset(name for name in self.table if name.split()[-1] == UNKNOWN)


def column_of(period: str, program: str, what: str) -> str:
    """Return the name under which a sheet counts something of a program."""
    return f"{period} {program} {what}"


def counted(every: pd.DataFrame, period: str) -> Counted:
    """Return all that can be told of a period.

    ``every``: :func:`analytics.coverage.coverage` of all programs and desa. Desa without families are no rows; what is of
    an unknown desa is told nowhere: its few would be told by every total.
    """
    rows = every[every["families"].gt(0) & (every["desa_code"] != "")]
    of = {str(key): own.set_index("desa_code") for key, own in rows.groupby("program", sort=True)}
    programs = tuple(key for key, own in of.items() if key != ALL and own["recipients"].sum() > 0)
    columns, relations = _of_all(of[ALL], period)
    for key in programs:
        _add_program(columns, relations, of, period, key, is_only=len(programs) == 1)
    if len(programs) == 2:  # noqa: PLR2004  who is in both = in one − in it alone
        _add_both(columns, relations, of, period, programs)
    table = pd.DataFrame(columns)
    together = {column_of(period, ALL, what) for what in _PRINTED}
    printed = {FAMILIES, POOR, *together, *(column_of(period, key, what) for key in programs for what in _PRINTED)}
    worth = dict.fromkeys({FAMILIES, POOR, column_of(period, ALL, SERVED), column_of(period, ALL, UNSERVED)}, _WORTH)
    return Counted(period, table, tuple(relations), programs, frozenset(set(table) - printed), worth)


Columns = dict[str, pd.Series]
Known = list[tuple[str, Sequence[str]]]


def _of_all(whole: pd.DataFrame, period: str) -> tuple[Columns, Known]:
    def name(what: str) -> str:
        return column_of(period, ALL, what)

    rest = whole["recipients"] - whole["served_poor"]
    nothing = whole["families"] - whole["recipients"]
    columns = {
        FAMILIES: whole["families"], POOR: whole["poor_families"], NOT_POOR: whole["families"] - whole["poor_families"],
        name(SERVED): whole["served_poor"], name(UNSERVED): whole["unserved_poor"],
        name(RECIPIENTS): whole["recipients"], name(REST): rest,
        name(NONPOOR): whole["served_nonpoor"], name(UNKNOWN): rest - whole["served_nonpoor"],
        name(OVERLAP): whole["overlap_families"], name(SINGLE): whole["recipients"] - whole["overlap_families"],
        name(NOTHING): nothing, name(NOT_POOR_NOTHING): nothing - whole["unserved_poor"],
    }  # fmt: skip
    relations: Known = [
        (FAMILIES, (POOR, NOT_POOR)),
        (POOR, (name(SERVED), name(UNSERVED))),
        (name(RECIPIENTS), (name(SERVED), name(REST))),
        (name(REST), (name(NONPOOR), name(UNKNOWN))),
        (name(RECIPIENTS), (name(OVERLAP), name(SINGLE))),
        (FAMILIES, (name(RECIPIENTS), name(NOTHING))),
        (name(NOTHING), (name(UNSERVED), name(NOT_POOR_NOTHING))),
    ]
    return columns, relations


def _add_program(
    columns: Columns, relations: Known, of: dict[str, pd.DataFrame], period: str, key: str, *, is_only: bool
) -> None:
    """Add what is counted of one program; the only one is the same as all of them together."""
    if is_only:
        return
    own, whole = of[key], of[ALL]
    others, others_all = whole["served_poor"] - own["served_poor"], whole["recipients"] - own["recipients"]
    names = {what: column_of(period, key, what) for what in (SERVED, UNSERVED, OTHERS, RECIPIENTS, REST, OTHERS_ALL)}
    columns |= {
        names[SERVED]: own["served_poor"], names[UNSERVED]: own["unserved_poor"], names[OTHERS]: others,
        names[RECIPIENTS]: own["recipients"], names[REST]: own["recipients"] - own["served_poor"],
        names[OTHERS_ALL]: others_all, column_of(period, key, OTHERS_REST): others_all - others,
    }  # fmt: skip
    relations += [
        (POOR, (names[SERVED], names[UNSERVED])),
        (column_of(period, ALL, SERVED), (names[SERVED], names[OTHERS])),
        (names[RECIPIENTS], (names[SERVED], names[REST])),
        (column_of(period, ALL, RECIPIENTS), (names[RECIPIENTS], names[OTHERS_ALL])),
        (names[OTHERS_ALL], (names[OTHERS], column_of(period, key, OTHERS_REST))),
    ]


def _add_both(
    columns: Columns, relations: Known, of: dict[str, pd.DataFrame], period: str, programs: tuple[str, ...]
) -> None:
    one, other = programs
    both = of[one]["served_poor"] + of[other]["served_poor"] - of[ALL]["served_poor"]
    columns[column_of(period, BOTH, SERVED)] = both
    columns[column_of(period, BOTH, REST)] = of[ALL]["overlap_families"] - both
    relations += [
        (column_of(period, ALL, OVERLAP), (column_of(period, BOTH, SERVED), column_of(period, BOTH, REST))),
        (column_of(period, one, REST), (column_of(period, BOTH, REST), column_of(period, other, OTHERS_REST))),
        (column_of(period, one, SERVED), (column_of(period, BOTH, SERVED), column_of(period, other, OTHERS))),
        (column_of(period, one, RECIPIENTS), (column_of(period, ALL, OVERLAP), column_of(period, other, OTHERS_ALL))),
    ]
