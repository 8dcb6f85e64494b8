"""What stands in the tables of papers: frames with a column per column of the paper, and ``desa_code``."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import pandas as pd

from data.intake.fields import FIELDS, SYNONYMS, header_key
from data.intake.homes import at_home, usable
from data.mask import mask_number
from data.papers.text import address
from data.people import programs_of
from data.person_keys import numbers_in
from data.programs import ALL, program_label
from data.settings import read_settings
from data.store import Store
from data.workflow.priority import read_priority
from data.workflow.verification import read_due
from geo.notation import number

OLD_YEARS = 60
"""Lansia from this age on (UU 13/1998)."""


@dataclass(frozen=True)
class Wish:
    """What a paper is asked for. ``program``: key, ``SEMUA`` or ``""``; ``period``: YYYY-MM or ``""``."""

    program: str
    period: str
    desa_code: str = ""
    is_masked: bool = True


def recipients(store: Store, wish: Wish) -> pd.DataFrame:
    """Return who receives: ``desa_code, name, nik, no_kk, address, group`` and, for all programs, ``programs``."""
    rows = store.frame(
        "papers/recipients",
        period=wish.period,
        programs=programs_of(store, wish.program),
        desa_code=wish.desa_code,
        old_before=_years_before(wish.period, OLD_YEARS),
    )
    programs = _labels(rows["programs"]) if wish.program == ALL else ""
    return _numbers(rows, wish).assign(address=address(rows), group=_groups(rows), programs=programs)


def poor(store: Store, wish: Wish) -> pd.DataFrame:
    """Return poor families: ``desa_code, name, no_kk, address, desil, member_count, programs``."""
    rows = store.frame(
        "papers/poor",
        period=wish.period,
        poor_desil_max=read_settings(store)["poor_desil_max"],
        desa_code=wish.desa_code,
    )
    programs = _labels(rows["programs"]).where(rows["programs"].str.len() > 0, "belum ada")
    return _numbers(rows, wish).assign(address=address(rows), programs=programs)


def returned(store: Store, wish: Wish) -> pd.DataFrame:
    """Return the rows that wait: ``desa_code, place, name, number, field, reason, remedy``.

    ``place`` is file, sheet and row; ``desa_code`` is told by the row's own words, else by the family that its
    numbers lead to, else ``""``.
    """
    rows = store.frame("papers/returned", program="" if wish.program == ALL else wish.program, period=wish.period)
    cells = _fields(rows["cells"])
    number = cells["nik"].where(cells["nik"] != "", cells["no_kk"])
    sheet = rows["sheet"].where(rows["sheet"] == "", " · lembar " + rows["sheet"])
    told = rows.assign(
        desa_code=_home_of(cells, rows["sheet"], store),
        place=rows["file"] + sheet + " · baris " + rows["row"].astype(str),
        name=cells["name"],
        number=mask_number(number) if wish.is_masked else number,
        field=_joined(rows["fields"], {key: field.label for key, field in FIELDS.items()}),
    )
    return told[told["desa_code"] == wish.desa_code] if wish.desa_code else told


def _numbers(rows: pd.DataFrame, wish: Wish) -> pd.DataFrame:
    kept = [name for name in ("nik", "no_kk") if name in rows and wish.is_masked]
    return rows.assign(**{name: mask_number(rows[name]) for name in kept})


def _groups(rows: pd.DataFrame) -> pd.Series:
    """Return who in a family needs care ("lansia, hamil")."""
    words = {"has_old": "lansia", "has_disabled": "disabilitas", "has_pregnant": "hamil"}
    told = pd.DataFrame({name: rows[name].map({True: f"{word}, ", False: ""}) for name, word in words.items()})
    return told["has_old"].str.cat([told["has_disabled"], told["has_pregnant"]]).str.removesuffix(", ")


def due(store: Store, wish: Wish) -> pd.DataFrame:
    """Return who is to be verified, by risk: ``desa_code, handle, name, no_kk, address, programs, reasons``."""
    rows = read_due(store, desa_code=wish.desa_code, is_masked=False)
    return _numbers(rows.assign(no_kk=numbers_in(rows["person_key"])), wish).assign(address=address(rows))


def priority(store: Store, wish: Wish) -> pd.DataFrame:
    """Return who is priority now: ``desa_code, name, no_kk, address, desil, points, met, paper_number``."""
    rows = read_priority(store, desa_code=wish.desa_code, is_masked=False)
    told = _numbers(rows, wish).assign(address=address(rows))
    return told.assign(**{name: _written(rows[name]) for name in ("desil", "points")})


def _written(numbers: pd.Series) -> pd.Series:
    """Return numbers as a paper shows them; "" where there is none."""
    return numbers.map(lambda value: "" if pd.isna(value) else number(value, 0 if value == int(value) else 1))


def _years_before(period: str, years: int) -> str:
    """Return the last day of a month so many years earlier, as ISO text; the last month there is without a period."""
    year, month = (int(part) for part in (period or "9999-12").split("-"))
    first_after = dt.date(year - years + month // 12, month % 12 + 1, 1)
    return (first_after - dt.timedelta(days=1)).isoformat()


def _labels(programs: pd.Series) -> pd.Series:
    keys = programs.explode().dropna().unique()
    return _joined(programs, {key: program_label(key) for key in keys})


def _joined(lists: pd.Series, words: dict[str, str]) -> pd.Series:
    """Return lists of keys as one text each ("PKH, Beras CPP")."""
    one = lists.explode().dropna()
    return one.map(words).fillna(one).groupby(level=0).agg(", ".join).reindex(lists.index, fill_value="")


def _fields(cells: pd.Series) -> pd.DataFrame:
    """Return what rows of any files say of person and place, by the headers they stand under; "" where nothing."""
    wide = pd.DataFrame([json.loads(text) for text in cells], index=cells.index, dtype="object")
    named = {header: SYNONYMS.get(header_key(str(header))) for header in wide.columns}
    wanted = ("nik", "no_kk", "name", "desa", "desa_code")
    return pd.DataFrame({field: _first(wide[[h for h, name in named.items() if name == field]]) for field in wanted})


def _first(columns: pd.DataFrame) -> pd.Series:
    """Return of each row the first cell that holds something."""
    filled = columns.astype("object").where(columns.notna() & columns.ne(""))
    return filled.bfill(axis=1).iloc[:, 0].fillna("").astype(str) if columns.shape[1] else pd.Series("", columns.index)


def _home_of(cells: pd.DataFrame, sheet: pd.Series, store: Store) -> pd.Series:
    """Return the desa of rows by their own words, else by the family that their numbers lead to."""
    no_kk, nik = usable(cells["no_kk"]), usable(cells["nik"])
    homes = store.frame("quarantine/homes", numbers=sorted({*no_kk.dropna(), *nik.dropna()}))
    return at_home(_desa_of(cells, sheet, store), no_kk, nik, homes)


def _desa_of(cells: pd.DataFrame, sheet: pd.Series, store: Store) -> pd.Series:
    """Return the desa of rows by name, else by code, else by the name of their sheet, where it can mean one only."""
    known = store.frame("papers/desa")
    by_name = _only(known["desa_name"].map(header_key), known["desa_code"])
    digits = known["desa_code"].str.replace(".", "")
    by_code = _only(pd.concat([digits, known["bps_code"]]), pd.concat([known["desa_code"], known["desa_code"]]))
    code = cells["desa_code"].str.replace(r"[^0-9]", "", regex=True)
    found = cells["desa"].map(header_key).map(by_name)
    return found.fillna(code.map(by_code)).fillna(sheet.map(header_key).map(by_name)).fillna("")


def _only(words: pd.Series, codes: pd.Series) -> dict[str, str]:
    """Return word → code of the words that mean one desa only."""
    pairs = pd.DataFrame({"word": words, "code": codes}).drop_duplicates()
    pairs = pairs[(pairs["word"] != "") & ~pairs["word"].duplicated(keep=False)]
    return dict(zip(pairs["word"], pairs["code"], strict=True))
