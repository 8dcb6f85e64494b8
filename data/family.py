"""One family with all that is known of it, and who of its members needs what; masked unless somebody may see more."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pandas as pd

from data import history
from data.errors import ActMayNot, ActorUnnamed, NumberInParts, PurposeMissing
from data.mask import mask_inside, mask_name, mask_number
from data.programs import program_of
from data.roles import ROLES, Actor, require
from data.settings import read_settings
from data.store import Store, sql

TODDLER_AGE = 5
"""Below this age (years) a child counts as balita."""
SHOWN = 50
"""So many families a search lists."""
WHOLE_DIGITS, MOST_END_DIGITS = 16, 4
"""A number is sought by the whole of it, or by so much of its end: by longer ends, one digit more at a time, whoever
may search would read what the screen stars, without a purpose and without a trace."""
UNMASK = "melihat nomor lengkap"


@dataclass(frozen=True)
class Family:
    """What one page shows of a family, or of a recipient of no known family.

    ``facts``: one entry per column of ``people/family.sql``. ``members``: one row per person, ``name, nik, sex, age,
    born_on, relation, is_head, is_elderly, is_disabled, is_pregnant, is_toddler, status, status_on, status_file,
    known_from``. ``receives``: one row per row of a list, newest period first. ``handed``: one row per delivery,
    ``program`` as the
    registry calls it. ``collectors``: program → name and relation of who collects, as said on the screen. ``flags``:
    one row per doubt about a row of a file.
    """

    key: str
    is_known: bool
    facts: dict[str, object]
    members: pd.DataFrame
    receives: pd.DataFrame
    handed: pd.DataFrame
    collectors: dict[str, tuple[str, str]]
    flags: pd.DataFrame


def find_families(store: Store, text: str, *, desa_code: str = "", limit: int = SHOWN) -> pd.DataFrame:
    """Return families of whom somebody is called ``text`` or has a NIK or KK number that ends so, masked.

    One row per family: ``family_key`` (an identity number: for looking up, never shown), ``name_head``, ``name_found``,
    ``relation_found``, ``no_kk``, ``desa_name``, ``dusun``, ``rt``, ``desil``, ``person_count``, ``is_known``.

    Raises
    ------
    NumberInParts
        More of a number than :data:`MOST_END_DIGITS`, and not all of it.
    """
    digits = re.sub(r"\D", "", text)
    if MOST_END_DIGITS < len(digits) < WHOLE_DIGITS:
        raise NumberInParts(found=len(digits), limit=MOST_END_DIGITS)
    letters = re.sub(r"[^A-Z]", "", text.upper()) if not digits else ""
    rows = store.frame("people/search", letters=letters, digits=digits, desa_code=desa_code, limit=limit)
    return rows.assign(
        name_head=mask_name(rows["name_head"]),
        name_found=mask_name(rows["name_found"]),
        no_kk=mask_number(rows["no_kk"]),
    )


def read_family(store: Store, key: str, *, on: dt.date, is_masked: bool = True) -> Family | None:
    """Return one family as of the day ``on``; ``None`` where nobody has this key."""
    found = store.frame("people/family", key=key).to_dict("records")
    if not found:
        return None
    elderly_age = float(str(read_settings(store)["elderly_age"]))
    members = store.frame("people/members", key=key, on=on)
    members = members.assign(
        is_elderly=(members["age"] >= elderly_age).fillna(value=False),
        is_toddler=(members["age"] < TODDLER_AGE).fillna(value=False),
    )
    receives, handed = store.frame("people/receives", key=key), store.frame("people/handed", key=key)
    handed = handed.assign(
        program=handed["program_given"].fillna("").map(program_of),
        collector=handed["collector"].fillna(""),
        collector_relation=handed["collector_relation"].fillna(""),
    )
    notes = store.frame("people/collectors", key=key)
    flags = store.frame("people/flags", key=key)
    facts = {name: None if pd.isna(value) else value for name, value in found[0].items()}
    if is_masked:
        facts |= _masked_facts(facts)
        members, receives = _masked_people(members), _masked_people(receives)
        handed, notes = (
            handed.assign(collector=mask_name(handed["collector"])),
            notes.assign(name=mask_name(notes["name"])),
        )
        flags = _masked_flags(flags)
    collectors = {
        str(program): (str(name), str(relation))
        for program, name, relation in zip(notes["program"], notes["name"], notes["relation"], strict=True)
    }
    return Family(key, facts["no_kk"] is not None, facts, members, receives, handed, collectors, flags)


def _masked_facts(facts: dict[str, object]) -> dict[str, object]:
    one = pd.DataFrame([facts])
    masked = {name: mask_number(one[name]).iloc[0] for name in ("no_kk", "nik_head") if facts[name] is not None}
    return masked | {"name_head": mask_name(one["name_head"]).iloc[0]}


def _masked_people(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(name=mask_name(rows["name"]), nik=mask_number(rows["nik"]))


def _masked_flags(rows: pd.DataFrame) -> pd.DataFrame:
    is_number = rows["field"].isin(["nik", "no_kk"])
    value = mask_inside(rows["value"]).where(~is_number, mask_number(rows["value"]))
    return rows.assign(value=value.where(rows["field"] != "name", mask_name(rows["value"])))


def read_vulnerable(store: Store, *, on: dt.date, no_kk: str = "") -> pd.DataFrame:
    """Return who needs special care, one row per family with members, unmasked: not for screens.

    ``no_kk``: of one family only.

    Columns ``no_kk, person_count, elderly_count, disabled_count, pregnant_count, toddler_count, is_led_by_woman``; who
    is dead or has moved is left out.
    """
    elderly_age = read_settings(store)["elderly_age"]
    return store.frame("people/vulnerable", no_kk=no_kk, on=on, elderly_age=elderly_age, toddler_age=TODDLER_AGE)


def program_grid(family: Family) -> pd.DataFrame:
    """Return what a family receives: index program, a column per period (oldest first), cells in words.

    A program on a list reads "menerima"; what a list of deliveries says of it stands behind, with the day.
    """
    listed = family.receives[["program", "period"]].drop_duplicates().assign(listed="menerima")
    day = pd.to_datetime(family.handed["on_date"]).dt.strftime(" %d/%m").fillna("")
    handed = family.handed.assign(period=family.handed["period_given"], told=family.handed["status"].fillna("") + day)
    handed = handed[(handed["program"] != "") & handed["period"].fillna("").str.fullmatch(r"\d{4}-\d\d")]
    cells = listed.merge(handed.groupby(["program", "period"])["told"].agg("; ".join).reset_index(), how="outer")
    text = cells["listed"].fillna("").str.cat(cells["told"].fillna(""), sep=" · ").str.strip(" ·")
    grid = cells.assign(text=text).pivot_table(index="program", columns="period", values="text", aggfunc="first")
    return grid.fillna("–")


def open_numbers(store: Store, key: str, *, by: Actor, purpose: str) -> None:
    """Write down that somebody opens the whole numbers of a family, and what for.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role may not see whole numbers.
    PurposeMissing
        Nothing is said of what for.
    """
    if not by.name.strip():
        raise ActorUnnamed(act=UNMASK)
    if not by.may_unmask():
        may = ", ".join(role.label for role in ROLES.values() if role.may_unmask)
        raise ActMayNot(act=UNMASK, role=ROLES[by.role].label, may=may)
    if not purpose.strip():
        raise PurposeMissing(act=UNMASK)
    with store.write(is_change=False) as cursor:
        history.note(cursor, by, "keluarga", key, "dibuka", after="nomor lengkap dilihat", reason=purpose.strip())


def note_collector(store: Store, key: str, *, program: str, name: str, relation: str, by: Actor) -> None:
    """Keep who collects for a family; an empty ``name``: the recipient again. ``program`` "" stands for all.

    Raises
    ------
    ActorUnnamed, ActMayNot
        Nobody is named, or the role may not record deliveries.
    """
    require(by, "salurkan")
    was = read_collectors(store, key).get(program, "")
    with store.write() as cursor:
        cursor.execute(
            sql("people/collect"), [key, program, name.strip(), relation.strip(), history.now(), by.name, by.role]
        )
        history.note(cursor, by, "keluarga", key, "collector", before=was, after=name.strip(), reason=relation.strip())


def read_collectors(store: Store, key: str) -> dict[str, str]:
    """Return program → the name, unmasked, of who collects for a family as said on the screen."""
    notes = store.frame("people/collectors", key=key)
    return dict(zip(notes["program"], notes["name"], strict=True))
