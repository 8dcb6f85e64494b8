"""Numbers from a tiny pool, each a No. KK as often as a NIK: the store works out what a count in pandas gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.family import find_families
from data.intake.load import settle
from data.person_keys import of_nik
from data.roles import SHELL
from data.store import Store
from tests.data.intake_worlds import GALUMBANG, HAUWAI, kk

DAY = dt.date(2026, 11, 20)
POOL = [kk(number) for number in range(1, 6)]
PERIOD = "2026-11"


@dataclass(frozen=True)
class World:
    """``families``: no_kk, nik_head; ``members``: nik, no_kk; ``listed``: nik, no_kk, program. Missing: not said."""

    families: pd.DataFrame
    members: pd.DataFrame
    listed: pd.DataFrame


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Each NIK is of one person, listed with one card; heads may be members of their own family."""
    cards = draw(st.lists(st.sampled_from(POOL), unique=True, min_size=1))
    niks = draw(st.permutations(POOL))
    heads = [draw(st.sampled_from([niks[place], None])) for place in range(len(cards))]
    families = pd.DataFrame({"no_kk": cards, "nik_head": pd.Series(heads, dtype="object")})
    home = dict(zip(heads, cards, strict=True))
    members = {
        nik: home.get(nik) or draw(st.sampled_from(POOL)) for nik in draw(st.lists(st.sampled_from(POOL), unique=True))
    }
    beside = {nik: draw(st.sampled_from([*POOL, None])) for nik in POOL}
    pair = st.sampled_from([*beside.items(), *((None, card) for card in POOL)])
    listed = [(*draw(pair), draw(st.sampled_from(["CPP", "PKH"]))) for _ in range(draw(st.integers(0, 8)))]
    return World(
        families,
        pd.DataFrame(list(members.items()), columns=["nik", "no_kk"], dtype="object"),
        pd.DataFrame(listed, columns=["nik", "no_kk", "program"], dtype="object"),
    )


def loaded(store: Store, world: World) -> None:
    """Put the world into the store as three files would have, and settle it."""
    with store.write() as cursor:
        for table in ("load", "family_record", "member_record", "recipient_record"):
            cursor.execute("DELETE FROM told".replace("told", table))
        for name, rows in vars(world).items():
            cursor.register(name, rows.astype("object").reset_index(names="row"))
        cursor.execute(
            """INSERT INTO load BY NAME SELECT unnest([1, 2, 3]) AS load_id, 'x' AS kind, 'x' AS file_name,
            'x' AS sha256, '' AS program, '' AS period, now()::TIMESTAMP AS loaded_at, 1 AS row_count,
            1 AS accepted_count,
            0 AS set_aside_count, '{}' AS facts"""
        )
        cursor.execute(
            """INSERT INTO family_record BY NAME SELECT 1 AS load_id, '' AS sheet, row, false AS is_repeat,
            no_kk::VARCHAR AS no_kk, nik_head::VARCHAR AS nik_head, 'KK ' || no_kk AS name_head, $1 AS desa_code,
            'kode' AS desa_how, 0 AS rank FROM families""",
            [HAUWAI],
        )
        cursor.execute(
            """INSERT INTO member_record BY NAME SELECT 2 AS load_id, '' AS sheet, row, false AS is_repeat,
            nik::VARCHAR AS nik, no_kk::VARCHAR AS no_kk, 'NIK ' || nik AS name FROM members"""
        )
        cursor.execute(
            """INSERT INTO recipient_record BY NAME SELECT 3 AS load_id, '' AS sheet, row, false AS is_repeat,
            program::VARCHAR AS program, $1 AS period, nik::VARCHAR AS nik, no_kk::VARCHAR AS no_kk, 'X' AS name,
            $2 AS desa_code, 'kode' AS desa_how FROM listed""",
            [PERIOD, GALUMBANG],
        )
        for name in vars(world):
            cursor.unregister(name)
        settle(cursor, SHELL, [1, 2, 3])


def led(world: World) -> pd.Series:
    """Return the key of each listed row: the family of the NIK, else of the card, else the NIK, else the card."""
    cards = set(world.families["no_kk"])
    home = dict(zip(world.families["nik_head"], world.families["no_kk"], strict=True))
    home |= {
        nik: card
        for nik, card in zip(*(world.members[name] for name in ("nik", "no_kk")), strict=True)
        if card in cards
    }
    keys = [
        home.get(nik) if nik and nik in home else card if card in cards else of_nik(nik) if nik else card
        for nik, card in zip(world.listed["nik"], world.listed["no_kk"], strict=True)
    ]
    return pd.Series(keys, index=world.listed.index, dtype="object")


def people(world: World) -> pd.DataFrame:
    """Return everybody once, by NIK: as a member, else as a head, else as a recipient."""
    heads = world.families.dropna(subset="nik_head").rename(columns={"nik_head": "nik"})
    keys = led(world)
    known = keys.where(keys.isin(world.families["no_kk"]))
    paid = world.listed.assign(no_kk=known.fillna(world.listed["no_kk"])).dropna(subset="nik")
    every = pd.concat([world.members, heads[["nik", "no_kk"]], paid[["nik", "no_kk"]]])
    return every.drop_duplicates("nik").reset_index(drop=True)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = Store.open(tmp_path_factory.mktemp("kolam") / "a.duckdb")
    yield opened
    opened.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds())
def test_whatever_numbers_coincide(store, world):
    loaded(store, world)
    keys, every, cards = led(world), people(world), set(world.families["no_kk"])
    with store.read() as cursor:
        found = cursor.execute("SELECT program, person_key, no_kk FROM recipient").df()
    wanted = set(zip(world.listed["program"], keys, strict=True))
    assert set(zip(found["program"], found["person_key"], strict=True)) == wanted
    assert len(found) == len(wanted)
    assert (found["no_kk"].notna() == found["person_key"].isin(cards)).all()
    counts = store.frame("coverage/counts", period=PERIOD, poor_desil_max=4).set_index(["desa_code", "program"])
    for program in {program for program, _ in wanted}:
        mine = {key for listed, key in wanted if listed == program}
        assert counts.loc[(HAUWAI, program), "recipients"] == len(mine & cards)
        strange = counts["recipients_unmatched"].get((GALUMBANG, program), 0)
        assert strange == len(mine - cards)
    for key in {*cards, *keys}:
        niks = set(store.frame("people/members", key=key, on=DAY)["nik"].dropna())
        is_person = key.startswith("NIK")
        assert niks == ({key[4:]} if is_person else set(every.loc[every["no_kk"] == key, "nik"])), key
        assert len(store.frame("people/family", key=key)) == 1
        assert len(store.frame("people/receives", key=key)) == (keys == key).sum()
    for number in POOL:
        at = {card for nik, card in zip(every["nik"], every["no_kk"], strict=True) if nik == number and card in cards}
        assert set(find_families(store, number).query("is_known")["family_key"]) == at | ({number} & cards)
