"""Every question that a page can put, put as every role: who is told what, found by looking into the answers.

The office is ``planted_world``: whatever tells of a person there is a word, a number or a place of its own.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analytics.monev.windows import EVER, MONTH, QUARTER, YEAR
from analytics.suppression import LIMIT
from data.errors import DataHidden, PeopleHidden, SurveyTooFine
from data.roles import EVERY, FIGURES, NOTHING, OWN, Actor
from data.store import Store, sql
from geo.errors import PetasalurError
from pages.parts import cache, gate
from pages.parts.cache import monev
from pages.parts.holds import GIVEN, HOLDS, MODULES, NOBODY, PEOPLE, PUBLISHED, QUERIES
from tests.pages import planted_world as planted
from tests.pages import query_calls
from tests.pages.conftest import ROOT, needs_assets
from tests.pages.query_calls import Asking

pytestmark = needs_assets
FOUND = query_calls.found()
DOORS = {"store_of", "people_of", "uncut"}
"""What the questions themselves are put through: tried on their own below."""
LOOKED_UP: dict[str, Callable[[object], object]] = {
    "families_found": lambda answer: answer.drop(columns="family_key"),
    "family": lambda answer: answer and replace(answer, key=""),
}
"""Answers with the number that a family is looked up by, which no page shows: the answer without it."""
REFUSED = {
    "preview": "the upload is no list of families", "kind_of_upload": "nor anything else",
}  # fmt: skip
"""Questions about an upload may also refuse the file."""
OF_MEETINGS = {"monev.meetings_held", "monev.meeting_versions", "monev.actions", "monev.action_steps"}
"""What meetings agreed, written by those who read it: the one free text that whoever opens Monev reads."""
EMPTY = {
    **dict.fromkeys(("board_announced", "board_cell", "board_sheet"), "what was announced to everybody"),
    **dict.fromkeys(("region", "region_alias", "region_alias_record", "region_record"), "codes and names of desa"),
    **dict.fromkeys(("depot", "desa_access", "vehicle", "service_point_edit"), "tables of places and vehicles"),
    **dict.fromkeys(("road_mend", "road_opened", "road_speed"), "of roads"),
    **dict.fromkeys(("column_choice", "due_date", "retention", "purged", "setting"), "of files and settings"),
    **dict.fromkeys(("handover_file_end", "survey_answer_end", "step_handover"), "numbers of rows that are planted"),
    "marked_key": "people of a database of before schema 17: asked for handles and keys, told to nobody",
}
"""Tables that the office leaves empty: in none of them is anybody, or none of it is told."""
COUNTED = {"monev/complaints"}
"""Questions to the store that return people, and are put for who sees figures only: their rows are counted."""
UNLIKE = {
    "monev.stamped": "who asks is in it", "monev.stamped_for": "and here", "reports.scopes": "without single desa",
    "monev.needs_files": "when it was made is in it",
    "roads.state": "what is worked out of it is kept in it", "roads.network": "and here", "roads.delivered": "and here",
}  # fmt: skip
"""Why two readers may be told other things of nobody."""
PERSONS = re.compile(r"QZ[NHGP](KEPALA|ISTRI|ASING|WAKIL|PENGAMBIL|PENGGANTI|SISIH|BETUL|SASAR)", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """The answers to all calls of one question by one reader, and what was refused."""

    answers: list[object]
    refused: list[PetasalurError]

    @cached_property
    def text(self) -> str:
        return query_calls.texts(self.answers)

    @cached_property
    def letters(self) -> set[str]:
        """The desa whose people are in it: by planted words, by numbers, by places of homes."""
        text, places = self.text, query_calls.homes(self.answers)
        words = {found[1].upper() for found in planted.WORD.finditer(text)}
        more = {
            "NHGP"[desa]
            for desa in planted.DESA
            if places & planted.homes_of(desa) or any(number in text for number in planted.numbers_of(desa))
        }
        return words | more


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("terencana") / "kantor.duckdb"
    planted.make(path)
    yield path
    cache.open_store(str(path)).close()


@pytest.fixture(scope="module")
def read_for() -> dict[str, dict[str, set[str]]]:
    """Sight → question to the store (a file of ``data/sql``) → desa whose people stand in the rows it returned."""
    return {EVERY: {}, FIGURES: {}, NOTHING: {}}


@pytest.fixture(scope="module")
def ask(office, read_for) -> Callable[[str, str], Told]:
    """Return ``ask(question, sight)``; each is asked once."""
    version, is_demo = cache.open_store(str(office)).state()
    whole = cache.Source(str(office), version, is_demo)
    known: dict[tuple[str, str], Told] = {}

    def ask(name: str, sight: str) -> Told:
        if (name, sight) not in known:
            seen = (planted.OWN_DESA,) if sight == OWN else ()
            known[name, sight] = _asked(name, Asking(replace(whole, sight=sight, seen=seen), whole))
        return known[name, sight]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gate, "actor", lambda: Actor("Siti", "desa", "siti", (planted.OWN_DESA,)))
        keys = Asking(whole, whole)
        for sight in (FIGURES, NOTHING):  # before others: what is kept for them is not asked for again
            if sight == NOTHING:
                _ = keys.pair(), keys.complaint(), keys.stamp()  # what is known of others, to ask with
            with pytest.MonkeyPatch.context() as watched:
                watched.setattr(Store, "_asked", _noting(Store._asked, read_for[sight]))
                for name, holds in QUERIES.items():
                    if sight == NOTHING or FIGURES in GIVEN[holds]:
                        ask(name, sight)
        patch.setattr(Store, "_asked", _limited_once(_noting(Store._asked, read_for[EVERY])))
        yield ask


def _noting(asked: Callable[..., pd.DataFrame], read: dict[str, set[str]]) -> Callable[..., pd.DataFrame]:
    def noting(self: Store, name: str, params: dict[str, object]) -> pd.DataFrame:
        rows = asked(self, name, params)
        read[name] = read.get(name, set()) | Told([rows], []).letters
        return rows

    return noting


def _limited_once(asked: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Ask all questions of an operator on one cursor: its 41 views, made anew each time, are half of this walk."""
    kept: dict[tuple[str, ...], duckdb.DuckDBPyConnection] = {}

    def once(self: Store, name: str, params: dict[str, object]) -> pd.DataFrame:
        if not self._limits:
            return asked(self, name, params)
        if self._limits not in kept:
            kept[self._limits] = self._database._connection.cursor()
            for limit in self._limits:
                kept[self._limits].execute(limit)
        return kept[self._limits].execute(sql(name), params or None).df()

    return once


def _asked(name: str, asking: Asking) -> Told:
    answers: list[object] = []
    refused: list[PetasalurError] = []
    for call in query_calls.calls(name, FOUND[name], asking):
        try:
            answers.append(call())
        except PetasalurError as error:
            refused.append(error)
    return Told(answers, refused)


def test_every_table_of_the_office_has_rows(office):
    """Else a question about it is answered with nothing, and nothing is found in it."""
    counts = cache.open_store(str(office)).row_counts()
    assert {table for table, count in counts.items() if not count} == set(EMPTY)


def test_every_question_says_what_its_answer_holds():
    assert set(QUERIES) | DOORS == set(FOUND), "pages/parts/holds.py says what each question holds"
    assert set(QUERIES.values()) == set(HOLDS) == set(GIVEN)
    assert {name.rpartition(".")[0] for name in QUERIES} == set(MODULES)


@pytest.mark.parametrize("name", QUERIES)
def test_a_question_is_answered_to_whom_it_is_given(ask, name):
    for sight in (EVERY, OWN, FIGURES, NOTHING):
        told, kinds = ask(name, sight), {type(each) for each in ask(name, sight).refused}
        if sight not in GIVEN[QUERIES[name]]:
            assert (told.answers, kinds) == ([], {DataHidden if sight == NOTHING else PeopleHidden}), sight
        elif name in REFUSED:
            assert not kinds & {PeopleHidden, DataHidden}, sight
        else:
            assert (bool(told.answers), kinds) == (True, set()), sight


def test_nobodys_whole_number_nor_name_is_in_an_answer(ask):
    numbers = [number for desa in planted.DESA for number in planted.numbers_of(desa)]
    found = {}
    for name in QUERIES:
        text = query_calls.texts(
            [LOOKED_UP.get(name, lambda answer: answer)(each) for each in ask(name, EVERY).answers]
        )
        found[name] = [number for number in numbers if number in text] + PERSONS.findall(text)
    assert {name: each for name, each in found.items() if each} == {}


def test_an_operator_is_told_nothing_of_people_elsewhere(ask):
    found = {name: ask(name, OWN).letters - {"H", "N"} for name in QUERIES}
    assert {name: each for name, each in found.items() if each} == {}
    assert {"H"} in [ask(name, OWN).letters for name in QUERIES]


def test_who_sees_figures_is_told_of_nobody(ask):
    found = {name: of_people(name, ask(name, FIGURES)) for name, holds in QUERIES.items() if FIGURES in GIVEN[holds]}
    assert {name: each for name, each in found.items() if each} == {}


def of_people(name: str, told: Told) -> set[str]:
    """What in an answer is of a person: letters of desa, starred numbers and names."""
    return told.letters - ({"N"} if name in OF_MEETINGS else set()) | set(planted.STARRED.findall(told.text))


def test_rows_of_people_are_read_for_who_sees_figures_only_to_be_counted(ask, read_for):
    """The questions to the store that return people, found by their rows, against those that such a reader leads to."""
    for name in QUERIES:
        ask(name, EVERY)
    of_people = {name for name, letters in read_for[EVERY].items() if letters & set("HGP")}
    for_figures = {name for name, letters in read_for[FIGURES].items() if letters & set("HGP")}
    assert for_figures == COUNTED
    assert len(of_people - for_figures) > 20
    assert {"people/search", "targeting/families", "delivery/plans", "people/unserved"} <= of_people - for_figures


def test_for_who_keeps_accounts_only_nothing_is_read(ask, read_for):
    assert read_for[NOTHING] == {}


def test_small_counts_are_closed_to_who_sees_figures(ask):
    """The office is so small that nearly every count of it is: each kind of answer that has counts shows it."""
    found = {
        (name, sight): {key for key, count in query_calls.counts(ask(name, sight).answers) if 0 < count < LIMIT}
        for name, holds in QUERIES.items()
        if holds == PUBLISHED
        for sight in (EVERY, FIGURES)
    }
    assert {name: few for (name, sight), few in found.items() if few and sight == FIGURES} == {}
    assert {name.removeprefix("monev.") for (name, sight), few in found.items() if few and sight == EVERY} == {
        "ikm_by", "complaint_counts", "complaint_sums", "complaints_by_desa", "figures_table", "figures_file",
        "indicators", "trend_of", "indicator_by_desa",
    }  # fmt: skip


@pytest.mark.parametrize(("unit", "service"), [(MONTH, ""), (YEAR, ""), (EVER, ""), (QUARTER, "Bansos")])
def test_no_answers_are_told_that_lie_within_others(office, unit, service):
    """All services less one, or a quarter less two of its months, would be answers that are hidden by themselves."""
    version, is_demo = cache.open_store(str(office)).state()
    told = cache.Source(str(office), version, is_demo)
    for ask in (
        lambda source: monev.ikm(source, planted.PERIOD, unit, service),
        lambda source: monev.ikm_by(source, planted.PERIOD, unit, service, ("desa_code",)),
        lambda source: monev.ikm_trend(source, unit if unit != EVER else YEAR, service),
    ):
        ask(told)
        with pytest.raises(SurveyTooFine):
            ask(replace(told, sight=FIGURES))


def test_the_sentence_of_a_report_tells_no_small_count_to_who_sees_figures(ask):
    (whole,), (told,) = (ask("reports.told", sight).answers for sight in (EVERY, FIGURES))
    assert re.search(r"(?<![\d.,])[1-4](?![\d.,])", whole.answer)
    assert not re.search(r"(?<![\d.,])[1-4](?![\d.,])", told.answer)


def test_who_asks_uncut_sees_to_what_is_told():
    """Outside this package nobody asks so; within it the answers are walked above."""
    users = {path for path in (ROOT / "pages").rglob("*.py") if "uncut" in path.read_text(encoding="utf-8")}
    assert {path.parent.name for path in users} == {"cache"}
    asking = {name for name, query in FOUND.items() if "uncut(" in inspect.getsource(inspect.unwrap(query))} - DOORS
    assert {QUERIES[name] for name in asking} == {PUBLISHED, NOBODY}


# --- the table itself: each entry is what it says ----------------------------------------------------------------


def test_what_is_said_to_hold_people_does(ask, office):
    store = cache.open_store(str(office))
    handles = [planted.handle(store, number) for _, _, families in planted.DESA.values() for number in families]
    every = {name: ask(name, EVERY) for name, holds in QUERIES.items() if holds == PEOPLE}
    holding = {
        name for name, told in every.items() if of_people("", told) or any(handle in told.text for handle in handles)
    }
    assert set(every) - holding == set()


def test_what_is_said_to_hold_nobody_does_not(ask):
    found = {name: of_people(name, ask(name, EVERY)) for name, holds in QUERIES.items() if holds != PEOPLE}
    assert {name: each for name, each in found.items() if each} == {}


def test_what_holds_nobody_is_the_same_for_who_sees_figures(ask):
    same = [name for name, holds in QUERIES.items() if holds == NOBODY and name not in UNLIKE]
    assert [name for name in same if ask(name, FIGURES).text != ask(name, EVERY).text] == []
