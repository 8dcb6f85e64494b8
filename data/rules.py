"""What an office rules: programs that may not combine, what codes mean, settings; all under a name."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from data import history
from data.intake.load import settle
from data.programs import PROGRAMS
from data.roles import Actor, require
from data.settings import read_settings, save_setting
from data.store import Store, sql

_SETTLES = {"disability_level_min"}
"""Settings on which the table of people depends."""
_BOTH, _NOT = "boleh bersama", "tidak boleh bersama"


def read_matrix(store: Store) -> pd.DataFrame:
    """Return which programs may not combine: index and columns program keys, true where a family may not have both."""
    pairs = store.frame("rules/pairs")
    matrix = pd.DataFrame(data=False, index=list(PROGRAMS), columns=list(PROGRAMS))
    for program, other in zip(pairs["program"], pairs["other"], strict=True):
        matrix.loc[program, other] = matrix.loc[other, program] = True
    return matrix


def save_matrix(store: Store, forbidden: set[frozenset[str]], *, by: Actor) -> int:
    """Keep which pairs of programs may not combine; return how many pairs have changed.

    Each changed pair is written down, and the checks between lists are made again at once.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role does not change settings.
    """
    require(by, "atur")
    was = forbidden_pairs(read_matrix(store))
    changed = sorted(was ^ forbidden, key=sorted)
    if not changed:
        return 0
    with store.write() as cursor:
        cursor.execute("DELETE FROM forbidden_pair")
        rows = [pair for both in forbidden for pair in (tuple(sorted(both)), tuple(sorted(both, reverse=True)))]
        if rows:
            cursor.executemany(sql("rules/add_pair"), [list(pair) for pair in sorted(rows)])
        for both in changed:
            names = " + ".join(PROGRAMS[key].label for key in sorted(both))
            before, after = (_NOT, _BOTH) if both in was else (_BOTH, _NOT)
            history.note(cursor, by, "pengaturan", "forbidden_pair", names, before=before, after=after)
        settle(cursor, by, [])
    return len(changed)


def forbidden_pairs(matrix: pd.DataFrame) -> set[frozenset[str]]:
    """Return the pairs that a matrix marks, on either side of its diagonal."""
    return {
        frozenset(pair)
        for pair in combinations(matrix.index, 2)
        if matrix.loc[pair[0], pair[1]] or matrix.loc[pair[1], pair[0]]
    }


def read_relations(store: Store) -> pd.DataFrame:
    """Return what the numbers of relations mean: ``code, words, source``."""
    return store.frame("rules/relations")


def save_relations(store: Store, rows: pd.DataFrame, *, by: Actor) -> None:
    """Keep what the numbers of relations mean (``code, words, source``); people are named anew at once.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role does not change settings.
    """
    require(by, "atur")
    text = rows[["code", "words", "source"]].fillna("").astype(str).apply(lambda column: column.str.strip())
    text["code"] = text["code"].str.lstrip("0")
    text = text[(text["code"] != "") & (text["words"] != "")].drop_duplicates("code", keep="last")
    was = dict(read_relations(store)[["code", "words"]].itertuples(index=False, name=None))
    now = dict(text[["code", "words"]].itertuples(index=False, name=None))
    with store.write() as cursor:
        cursor.execute("DELETE FROM relation_code")
        if len(text):
            cursor.executemany(sql("rules/add_relation"), text.to_numpy().tolist())
        for code in sorted(was.keys() | now.keys()):
            if was.get(code) != now.get(code):
                field = f"hubungan keluarga, kode {code}"
                history.note(
                    cursor, by, "pengaturan", "relation_code", field, before=was.get(code), after=now.get(code)
                )
        settle(cursor, by, [])


def save_settings(store: Store, values: dict[str, float | str | None], *, by: Actor) -> list[str]:
    """Keep those of ``values`` that differ from what is set; return their keys.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role does not change settings.
    BadSetting
        A value is out of bounds; the ones before it are kept.
    """
    require(by, "atur")
    known = read_settings(store)
    changed = [key for key, value in values.items() if value != known[key]]
    for key in changed:
        save_setting(store, key, values[key], by=by)
    if _SETTLES & set(changed):
        with store.write() as cursor:
            settle(cursor, by, [])
    return changed
