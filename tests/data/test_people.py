"""People as such: who they are, how they belong together, who needs what."""

from __future__ import annotations

import datetime as dt

import duckdb
import pandas as pd
import pytest

from data.errors import ActMayNot, ActorUnnamed, NumberInParts, PurposeMissing
from data.family import find_families, note_collector, open_numbers, read_family, read_vulnerable
from data.history import read_history
from data.intake.load import bring_back_load, load_files, withdraw_load
from data.intake.request import SourceFile
from data.intake.values import difficulty, disability, yes_no
from data.person_keys import of_nik, of_niks
from data.roles import Actor
from data.store import SCHEMA, Store, sql
from tests.data.people_worlds import (
    AMINAH_KK,
    BUDI,
    BUDI_KK,
    MEMBERS,
    SITI,
    STRANGER,
    TUA,
    YATIM_KK,
    office,
)

TODAY = dt.date(2026, 11, 21)
KASI, MONEV = Actor("Rina", "kasi"), Actor("Tim", "monev")


@pytest.fixture
def store(tmp_path):
    opened = office(tmp_path)
    yield opened
    opened.close()


def people(store):
    with store.write(is_change=False) as cursor:
        found = cursor.execute("FROM person ORDER BY person_key").df()
    assert (found["person_key"] == of_niks(found["nik"]).fillna(found["person_key"])).all()
    return found.set_index(found["nik"].fillna(found["person_key"]))


def test_every_person_stands_once_with_the_relation_in_words(store):
    """Six members, the head without a NIK, and a recipient in no register: eight."""
    found = people(store)
    assert len(found) == 8
    assert found.index.is_unique
    assert found["relation"].fillna("").to_dict() == {
        BUDI: "kepala keluarga", SITI: "istri/suami", "6311025011220013": "anak", TUA: "orang tua",
        "6311025203600021": "kepala keluarga", "6311020304900022": "kode 5",
        f"{YATIM_KK}|YATIMPIATU": "kepala keluarga", STRANGER: "",
    }  # fmt: skip
    assert set(found.index[found["is_head"]]) == {BUDI, "6311025203600021", f"{YATIM_KK}|YATIMPIATU"}
    assert found.loc[TUA, ["status", "is_disabled"]].tolist() == ["meninggal", True]
    assert found.loc[STRANGER, ["known_from", "born_how"]].tolist() == ["penerima", "NIK"]
    assert found.loc[STRANGER, "born_on"] == pd.Timestamp("1980-08-17")


def test_who_needs_care_is_counted_without_the_dead(store):
    """Budi's: Siti pregnant, Ani a toddler; Tua (76, disabled) has died. Aminah's: she is 66; Rudi cannot walk."""
    found = read_vulnerable(store, on=TODAY).set_index("no_kk")
    assert found.loc[BUDI_KK].tolist() == [3, 0, 0, 1, 1, False]
    assert found.loc[AMINAH_KK].tolist() == [2, 1, 1, 0, 0, True]
    before = read_vulnerable(store, on=dt.date(2026, 4, 3), no_kk=BUDI_KK)  # the day before he died
    assert before[["elderly_count", "disabled_count"]].to_numpy().tolist() == [[1, 1]]


def test_one_family_on_one_page(store):
    family = read_family(store, BUDI_KK, on=TODAY, is_masked=False)
    assert family.members["name"].tolist() == ["BUDI SANTOSO", "SITI", "PAK TUA", "ANI"]
    assert family.members["age"].tolist() == [46, 41, 76, 4]
    assert family.members["status_file"].fillna("").tolist() == ["", "", "status.csv", ""]
    received = family.receives[["program", "name", "relation", "is_stranger"]]
    assert received.to_numpy().tolist() == [
        ["BLTDD", "BUDI SANTOSO", "kepala keluarga", False], ["PKH", "SITI", "istri/suami", False],
    ]  # fmt: skip
    assert family.handed[["program", "status", "collector", "collector_relation"]].to_numpy().tolist() == [
        ["PKH", "diwakilkan", "BUDI SANTOSO", "suami"]
    ]
    assert set(family.flags["kind"]) == {"program_tidak_boleh_bersama"}  # BLT-DD beside PKH, on the rows of each
    assert set(family.flags["file"]) == {"pkh.csv", "blt.csv"}


def test_a_recipient_of_no_family_has_a_page_too(store):
    family = read_family(store, of_nik(STRANGER), on=TODAY)
    assert not family.is_known
    assert family.receives["program"].tolist() == ["PKH"]
    assert "tidak_di_dtsen" in set(family.flags["kind"])
    assert family.members["nik"].tolist() == ["631102********31"]
    assert read_family(store, "6311029999999999", on=TODAY) is None
    assert read_family(store, STRANGER, on=TODAY) is None  # a bare number is a No. KK


def test_a_family_is_masked_unless_asked_otherwise(store):
    family = read_family(store, BUDI_KK, on=TODAY)
    shown = [part.to_csv() for part in vars(family).values() if hasattr(part, "to_csv")]
    told = f"{family.facts}{family.collectors}{shown}"
    assert "B*** S******" in told
    assert not [secret for secret in (BUDI, SITI, TUA, BUDI_KK, "SANTOSO", "SITI") if secret in told]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("santoso", [BUDI_KK, of_nik(STRANGER)]), ("sit", [BUDI_KK]), (BUDI_KK, [BUDI_KK]), ("0021", [AMINAH_KK]),
        ("RUDI", [AMINAH_KK]), ("Yatim Piatu", [YATIM_KK]), ("zzz", []),
        ("", [AMINAH_KK, BUDI_KK, YATIM_KK, of_nik(STRANGER)]),
    ],
)  # fmt: skip
def test_families_are_found_by_part_of_a_name_or_end_of_a_number(store, text, found):
    rows = find_families(store, text)
    assert sorted(rows["family_key"]) == sorted(found)
    shown = rows.drop(columns="family_key").to_csv()
    assert "SANTOSO" not in shown
    assert BUDI_KK not in shown


@pytest.mark.parametrize("text", [BUDI_KK[-5:], f"NIK {BUDI[-8:]}", BUDI[1:], "6311-0212"])
def test_no_number_is_read_by_searching_for_more_of_it_at_a_time(store, text):
    """Ten tries a digit would show a whole number to who may not open it, and nobody would know."""
    with pytest.raises(NumberInParts):
        find_families(store, text)
    for whole in (BUDI_KK, BUDI):
        assert list(find_families(store, whole)["family_key"]) == [BUDI_KK]
        assert BUDI_KK in set(find_families(store, whole[-4:])["family_key"])


def test_families_are_found_within_a_desa(store):
    assert len(find_families(store, "", desa_code="63.11.02.2001")) == 3
    assert find_families(store, "", desa_code="63.11.02.2002").empty


def test_whole_numbers_are_opened_under_a_name_for_a_purpose_and_written_down(store):
    with pytest.raises(ActorUnnamed):
        open_numbers(store, BUDI_KK, by=Actor("", "kasi"), purpose="verifikasi")
    with pytest.raises(ActMayNot):
        open_numbers(store, BUDI_KK, by=MONEV, purpose="verifikasi")
    with pytest.raises(PurposeMissing):
        open_numbers(store, BUDI_KK, by=KASI, purpose=" ")
    open_numbers(store, BUDI_KK, by=KASI, purpose="verifikasi lapangan")
    newest = read_history(store, subject="keluarga", subject_key=BUDI_KK).iloc[0]
    assert newest[["what", "reason"]].tolist() == ["Nomor lengkap dibuka", "verifikasi lapangan"]


def test_who_collects_is_said_and_said_otherwise(store):
    note_collector(store, BUDI_KK, program="PKH", name="PAK TUA", relation="ayah", by=KASI)
    note_collector(store, BUDI_KK, program="PKH", name="ANI", relation="anak", by=KASI)
    assert read_family(store, BUDI_KK, on=TODAY, is_masked=False).collectors == {"PKH": ("ANI", "anak")}
    newest = read_history(store, subject="keluarga", subject_key=BUDI_KK).iloc[0]
    assert newest[["what", "before", "after"]].tolist() == ["Pengambil bantuan", "P** T**", "A**"]
    with pytest.raises(ActMayNot):
        note_collector(store, BUDI_KK, program="PKH", name="X", relation="", by=MONEV)


def test_a_file_taken_back_takes_its_people_along_and_brings_them_back(store):
    before = people(store)
    loads = store.frame("store/loads").set_index("kind")["load_id"]
    withdraw_load(store, int(loads["members"]))
    # Without members: two heads with NIK and one without; recipients Siti (PKH, by her KK) and the stranger.
    assert sorted(people(store).index) == sorted([BUDI, "6311025203600021", f"{YATIM_KK}|YATIMPIATU", SITI, STRANGER])
    bring_back_load(store, int(loads["members"]))
    pd.testing.assert_frame_equal(people(store), before)


def test_who_shares_a_nik_under_another_name_stays_a_person_of_the_family(tmp_path):
    twice = MEMBERS + f"{BUDI},{AMINAH_KK},JOKO LAIN,1980-08-17,1,3,1,1,2\n"
    found = people(office(tmp_path, members=twice))
    assert found.loc[BUDI, ["name", "no_kk"]].tolist() == ["BUDI SANTOSO", BUDI_KK]
    assert pd.isna(found.loc[f"{AMINAH_KK}|JOKOLAIN", "nik"])


def test_the_newest_file_says_where_a_person_lives(tmp_path):
    store = office(tmp_path)
    (tmp_path / "baru.csv").write_text(MEMBERS.splitlines()[0] + f"\n{SITI},{AMINAH_KK},SITI,1985-08-17,2,3,1,1,2\n")
    load_files(store, [SourceFile("members", tmp_path / "baru.csv")])
    found = people(store)
    assert found.loc[SITI, ["no_kk", "relation", "is_pregnant"]].tolist() == [AMINAH_KK, "anak", False]
    assert len(found) == 8


def test_an_older_database_knows_its_people_at_once(tmp_path):
    with duckdb.connect(str(tmp_path / "lama.duckdb")) as old:
        for number in range(1, 5):
            old.execute(sql(SCHEMA[number]))
        old.execute("INSERT INTO meta VALUES ('schema_version', '4'), ('data_version', '0'), ('is_demo', 'false')")
        old.execute("INSERT INTO family (no_kk, nik_head, name_head) VALUES ($1, $2, 'BUDI')", [BUDI_KK, BUDI])
    store = Store.open(tmp_path / "lama.duckdb")
    assert people(store)[["no_kk", "relation"]].to_numpy().tolist() == [[BUDI_KK, "kepala keluarga"]]
    store.close()


@pytest.mark.parametrize(
    ("text", "level"),
    [("1", 1), ("2", 2), ("3.0", 3), ("4", 4), ("", None), ("Tidak", 1), ("tidak bisa sama sekali", 4),
     ("Banyak kesulitan", 3), ("sedikit", 2), ("Tuna netra", 2)],
)  # fmt: skip
def test_how_difficult_something_is(text, level):
    found = difficulty(pd.Series([text], dtype="str")).iloc[0]
    assert (None if pd.isna(found) else found) == level


@pytest.mark.parametrize(
    ("text", "level"), [("1", 2), ("ya", 2), ("0", 1), ("tidak", 1), ("tuna rungu", 2), ("", None)]
)
def test_a_column_that_only_says_whether(text, level):
    found = disability(pd.Series([text], dtype="str")).iloc[0]
    assert (None if pd.isna(found) else found) == level


@pytest.mark.parametrize(
    ("text", "says"),
    [("1", True), ("Ya", True), ("HAMIL", True), ("2", False), ("tidak", False), ("", None), ("9", None)],
)
def test_yes_and_no(text, says):
    found = yes_no(pd.Series([text], dtype="str")).iloc[0]
    assert (None if pd.isna(found) else bool(found)) == says


def test_a_family_file_and_lists_alone_make_people_too(tmp_path):
    """The heads, and Siti, who is paid for Budi's family."""
    store = office(tmp_path, members="", status="", deliveries="")
    assert people(store).loc[SITI, ["no_kk", "known_from", "sex"]].tolist() == [BUDI_KK, "penerima", "P"]
    store.close()
