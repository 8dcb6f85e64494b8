"""Targets of indicators, and the figures that the office counts itself: participation, change of income."""

from __future__ import annotations

import pandas as pd

from data.monev.tables import cut, desa_codes, numbers, refuse, texts
from data.monev.written import ACT, LONG, note
from data.roles import FIGURES as FIGURES_ONLY
from data.roles import Actor, require
from data.store import Store, sql
from data.workflow.written import check_period, signed

TARGETS = {"indicator": "Indikator", "from_period": "Berlaku mulai", "target": "Target", "source": "Sumber"}
"""Columns of the table of targets → their headers. ``from_period``: YYYY-MM, "" from the beginning."""
FIGURES = {"desa": "Desa", "part": "Bagian", "whole": "Dari", "source": "Sumber"}
"""Columns of a table of figures → their headers; pages and files call ``part`` and ``whole`` as the indicator does."""
_PERIOD = r"[12][0-9]{3}-(0[1-9]|1[0-2])"
_MOST = 10_000_000


def read_targets(store: Store) -> pd.DataFrame:
    """Return the targets: ``indicator, from_period, target, source``."""
    return store.frame("monev/targets")


def save_targets(store: Store, targets: pd.DataFrame, labels: dict[str, str], *, by: Actor) -> bool:
    """Keep the targets in the place of those before; return whether anything changed.

    Parameters
    ----------
    targets
        The columns of :data:`TARGETS`; ``indicator`` by its label.
    labels
        Key of each indicator → its label.

    Raises
    ------
    ActorUnnamed, ActMayNot
    TableUnusable
        An indicator unknown or twice from the same month, a target that is no number from 0 to 100.
    """
    require(by, "atur")
    rows = texts(targets, list(TARGETS))
    keys = {label.lower(): key for key, label in labels.items()} | {key: key for key in labels}
    key = rows["indicator"].map(lambda label: keys.get(label.lower(), ""))
    value = numbers(rows["target"])
    problems = [f"baris {row}: indikator tidak dikenal" for row in rows.index[key == ""]]
    problems += [f"baris {row}: target harus angka 0 sampai 100" for row in rows.index[~value.between(0, 100)]]
    is_month = rows["from_period"].str.fullmatch(_PERIOD) | (rows["from_period"] == "")
    problems += [f"baris {row}: bulan harus seperti 2026-10, atau kosong" for row in rows.index[~is_month]]
    twice = pd.DataFrame({"key": key, "from": rows["from_period"]}).duplicated() & (key != "")
    problems += [f"baris {row}: indikator dan bulan berulang" for row in rows.index[twice]]
    refuse("target", problems)
    kept = rows.assign(indicator=key, target=value, source=cut(rows["source"], 160))[list(TARGETS)]
    was = read_targets(store)
    if _told(was) == _told(kept):
        return False
    with store.write(is_change=False) as cursor:
        cursor.execute("DELETE FROM monev_target")
        cursor.register("filled", kept)
        cursor.execute("INSERT INTO monev_target BY NAME SELECT * FROM filled")
        cursor.unregister("filled")
        note(cursor, by, "monev_target", "target", before=_told(was), after=_told(kept))
    return True


def _told(targets: pd.DataFrame) -> str:
    ordered = targets.sort_values(["indicator", "from_period"])
    return "; ".join(
        f"{row['indicator']} {row['from_period'] or 'awal'} {row['target']:g} ({row['source']})"
        for row in ordered.to_dict("records")
    )


def read_figures(store: Store) -> pd.DataFrame:
    """Return what the office counted: one row per ``indicator, period, desa_code``.

    Columns also ``desa_name, part, whole`` (counts: part of the whole), ``source, by_name, noted_at`` (UTC).
    """
    return store.frame("monev/figures")


def save_figures(store: Store, indicator: str, period: str, figures: pd.DataFrame, *, by: Actor) -> int:
    """Keep the figures of one indicator and month in the place of those before; return how many desa changed.

    Parameters
    ----------
    figures
        One row per desa, the columns of :data:`FIGURES`; ``desa`` by name or code. A row without numbers says nothing:
        what was known of that desa goes, but from who sees figures only, whose table hides small counts, it stays.

    Raises
    ------
    ActorUnnamed, ActMayNot, PeriodInvalid
    TableUnusable
        A desa unknown or twice, numbers that are no whole numbers, a part larger than its whole.
    """
    require(by, ACT)
    check_period(period)
    rows = texts(figures, list(FIGURES))
    rows = rows[rows[["part", "whole"]].ne("").any(axis=1)]
    code, part, whole = desa_codes(store, rows["desa"]), numbers(rows["part"]), numbers(rows["whole"])
    problems = [f"baris {row}: desa tidak dikenal atau namanya ganda" for row in rows.index[code == ""]]
    problems += [f"baris {row}: desa berulang" for row in rows.index[code.duplicated() & (code != "")]]
    is_count = (part == part.round()) & (whole == whole.round()) & part.between(0, whole) & whole.between(1, _MOST)
    problems += [
        f"baris {row}: isi dua bilangan bulat, bagian paling banyak sama dengan seluruhnya"
        for row in rows.index[~is_count]
    ]
    refuse("angka per desa", problems)
    kept = pd.DataFrame(
        {
            "desa_code": code,
            "part": part.astype("Int64"),
            "whole": whole.astype("Int64"),
            "source": cut(rows["source"], LONG),
        }
    )
    was = read_figures(store)
    was = was[(was["indicator"] == indicator) & (was["period"] == period)]
    if by.sees() == FIGURES_ONLY:
        hidden = was[~was["desa_code"].isin(kept["desa_code"])]
        kept = pd.concat([kept, hidden[list(kept.columns)]], ignore_index=True)
    changed = _changes(was, kept)
    if changed.empty:
        return 0
    with store.write(is_change=False) as cursor:
        cursor.register("counted", changed)
        cursor.execute(sql("monev/add_figures"), {"indicator": indicator, "period": period} | signed(by))
        cursor.unregister("counted")
        note(cursor, by, f"{indicator}/{period}", "angka", before=_sums(was), after=_sums(kept))
    return len(changed)


def _changes(was: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are new or other than before, and those gone, without numbers."""
    columns = ["desa_code", "part", "whole", "source"]
    both = kept.merge(was[columns], on=columns, how="left", indicator="where")
    fresh = both.loc[both["where"] == "left_only", columns]
    gone = was.loc[~was["desa_code"].isin(kept["desa_code"]), ["desa_code"]]
    empty = gone.assign(
        part=pd.array([pd.NA] * len(gone), dtype="Int64"), whole=pd.array([pd.NA] * len(gone), dtype="Int64"), source=""
    )
    return pd.concat([fresh, empty], ignore_index=True).astype({"part": "Int64", "whole": "Int64"})


def _sums(figures: pd.DataFrame) -> str | None:
    if figures.empty:
        return None
    return f"{int(figures['part'].sum())} dari {int(figures['whole'].sum())}, {len(figures)} desa"
